"""What a route says of its acts, and lists whose members come and go."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from limen.policy import Pack, PackError, evaluate, explain
from limen.policy.bulk import verdicts
from limen.policy.pack import canonical
from tests.policy.packs import ON, documents, fact, pack_of, rule

ACTS: list[dict[str, Any]] = [
    {"name": "refuse", "grade": "primary", "cite": "act s 3", "frozen_by": ["protective"], "freed_by": "protection",
     "outcomes": ["turned_away"]},
    {"name": "refer_protection", "grade": "primary", "cite": "act s 4"},
    {"name": "refer_child_protection", "grade": "primary", "cite": "act s 4"},
]  # fmt: skip


def with_acts(*changes: dict[str, Any]) -> Pack:
    acts = [{**ACTS[0], **(changes[0] if changes else {})}, *ACTS[1:]]
    return pack_of([fact("held")], [rule("no_paper", "held = false")], acts=acts)


def test_several_referrals_may_free_an_act_and_outcomes_propose_it() -> None:
    route = with_acts({"freed_by": ["protection", "child_protection"]}).route("gate")
    refuse = route.act("refuse")
    assert refuse is not None
    assert (refuse.freed_by, refuse.outcomes) == (("protection", "child_protection"), ("turned_away",))
    assert "proposed by the outcome turned away" in explain(route)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"freed_by": ["protection", "trafficking"]}, "acts/0: .*freed_by trafficking needs an act"),
        ({"outcomes": ["gone"]}, "acts/0: gone is no outcome"),
        ({"records": {"wish": True}}, "acts/0: refuse: wish is no fact"),
        ({"records": {"held": "no"}}, "acts/0: 'no' is neither true nor false"),
    ],
)
def test_an_act_names_what_the_route_has(change: dict[str, Any], told: str) -> None:
    with pytest.raises(PackError, match=told):
        with_acts(change)


def test_an_act_may_record_what_it_rests_on() -> None:
    route = with_acts({"records": {"held": False}}).route("gate")
    assert "taking it records held: no" in explain(route)


def listed(members: dict[str, Any], **more: Any) -> Pack:
    made = documents(
        [fact("nationality", "country")], [rule("on_list", "nationality in LISTED")], lists={"LISTED": members}
    )
    made["lists.yaml"]["lists"][0] |= more
    return Pack.from_bytes(canonical({"format": 1, "files": made}))


def outcome(pack: Pack, on: date) -> str:
    route = pack.route("gate")
    (bulk,) = verdicts([{"nationality": "CO"}], route, on=on)
    found = evaluate({"nationality": "CO"}, route, on=on).outcome
    assert bulk.outcome == found
    return found


def test_a_member_may_be_in_a_list_more_than_once() -> None:
    periods = [{"from": "2020-01-01", "to": "2022-11-08"}, {"from": "2024-11-26", "cite": "act sch 1"}]
    pack = listed({"CO": {"name": "Colombia", "periods": periods}})
    days = (date(2022, 11, 8), date(2022, 11, 9), date(2024, 11, 25), date(2024, 11, 26))
    assert [outcome(pack, day) for day in days] == ["turned_away", "passed", "passed", "turned_away"]


def test_a_list_may_be_empty_from_a_day() -> None:
    pack = listed({"CO": "Colombia"}, to="2025-12-31")
    assert [outcome(pack, day) for day in (date(2025, 12, 31), date(2026, 1, 1))] == ["turned_away", "passed"]
    assert outcome(listed({}), ON) == "passed"


@pytest.mark.parametrize(
    ("member", "more", "told"),
    [
        ({"name": "C", "periods": [{"from": "2021-01-01"}, {"from": "2022-01-01"}]}, {}, "CO: its periods overlap"),
        ({"name": "C", "from": "2020-01-01", "periods": [{"from": "2021-01-01"}]}, {}, "not both"),
        ({"name": "C", "to": "2026-01-01"}, {"to": "2025-12-31"}, "empty after 2025-12-31"),
    ],
)
def test_periods_that_cannot_be_are_refused(member: dict[str, Any], more: dict[str, Any], told: str) -> None:
    with pytest.raises(PackError, match=told):
        listed({"CO": member}, **more)


def test_yes_or_no_may_stand_for_what_nobody_says_where_a_clause_says_so() -> None:
    waived = fact("waived", cite="act s 5", if_not_given=False)
    rules = [rule("no_paper", {"all": ["held = false", "waived = false"]})]
    route = pack_of([fact("held"), waived], rules).route("gate")
    assert evaluate({"held": False}, route, on=ON).outcome == "turned_away"
    assert evaluate({"held": False, "waived": True}, route, on=ON).outcome == "passed"
    said_unknown = {"held": False, "waived": {"status": "unknown"}}
    assert not evaluate(said_unknown, route, on=ON).decided, "whoever says that nobody knows is believed"
    assert verdicts([{"held": False}], route, on=ON)[0].outcome == "turned_away"


@pytest.mark.parametrize("wrong", [{"if_not_given": False}, {"if_not_given": "false", "cite": "act s 5"}])
def test_a_standing_yes_or_no_needs_its_clause(wrong: dict[str, Any]) -> None:
    with pytest.raises(PackError, match="only where a clause says so"):
        pack_of([fact("held"), fact("waived", **wrong)], [rule("no_paper", "held = false")])
