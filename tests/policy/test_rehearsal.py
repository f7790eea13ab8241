from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from limen.policy import FactError, NotInForceError
from limen.policy.pack import Route
from limen.policy.rehearsal import WORDS, Case, Change, moved, rehearse, rehearse_days

from .packs import ON, fact, pack_of, rule

FACTS = [fact("visa"), fact("insured"), fact("money", "int")]


def law(*rules: dict[str, object]) -> Route:
    return pack_of(FACTS, rules).route("gate")


OLD = law(rule("no_visa", "visa = false"), rule("poor", "money < 50"))
NEW = law(rule("no_visa", "visa = false"), rule("poor", "money < 100"), rule("bare", "insured = false", "look"))

CASES = [
    Case("rich", {"visa": True, "insured": True, "money": 500}, "JP", "North Gate"),
    Case("between", {"visa": True, "insured": True, "money": 70}, "JP", "South Gate"),
    Case("both", {"visa": False, "insured": True, "money": 70}, "IN", "North Gate"),
    Case("bare", {"visa": True, "insured": False, "money": 500}, "IN", "North Gate"),
    Case("silent", {"visa": True, "money": 500}, "IN", "North Gate"),
]


def test_each_case_says_how_it_fares() -> None:
    found = {one.case.id: (one.change, one.gather) for one in rehearse(OLD, NEW, CASES, on=ON).differences}
    assert found == {
        "rich": (Change.SAME, ()),
        "between": (Change.OUTCOME, ()),
        "both": (Change.GROUNDS, ()),
        "bare": (Change.OUTCOME, ()),
        "silent": (Change.NOW_OPEN, ("insured",)),
    }
    back = {one.case.id: one.change for one in rehearse(NEW, OLD, CASES, on=ON).differences}
    assert back["silent"] is Change.NOW_DECIDED


def test_it_counts_by_group_and_post_and_names_what_to_gather() -> None:
    found = rehearse(OLD, NEW, CASES, on=ON)
    assert found.to_json() == {
        "cases": 5,
        "changes": {"same": 1, "outcome": 2, "grounds": 1, "now_open": 1, "now_decided": 0},
        "moves": [
            {"from": "passed", "to": "turned_away", "cases": 1},
            {"from": "passed", "to": "looked_at", "cases": 1},
            {"from": "passed", "to": "undetermined", "cases": 1},
        ],
        "gather": {"insured": 1},
        "by_group": {
            "IN": {"same": 0, "outcome": 1, "grounds": 1, "now_open": 1, "now_decided": 0},
            "JP": {"same": 1, "outcome": 1, "grounds": 0, "now_open": 0, "now_decided": 0},
        },
        "by_post": {
            "North Gate": {"same": 1, "outcome": 1, "grounds": 1, "now_open": 1, "now_decided": 0},
            "South Gate": {"same": 0, "outcome": 1, "grounds": 0, "now_open": 0, "now_decided": 0},
        },
    }
    assert found.differences[2].to_json() == {
        "id": "both", "change": "grounds", "before": {"outcome": "turned_away", "grounds": ["no_visa"]},
        "after": {"outcome": "turned_away", "grounds": ["no_visa", "poor"]}, "gather": [], "group": "IN",
        "post": "North Gate",
    }  # fmt: skip


def test_one_law_on_two_days() -> None:
    versions = [
        {"in_force": {"from": "2020-01-01", "to": "2026-11-21"}, "applies_by": "decision_date", "when": "money < 50"},
        {"in_force": {"from": "2026-11-22"}, "applies_by": "decision_date", "when": "money < 80"},
    ]
    route = law(rule("no_visa", "visa = false"), rule("poor", None, versions=versions))
    changes = [one.change for one in rehearse(route, route, CASES, on=ON, on_old=date(2026, 11, 21)).differences]
    assert changes == [Change.SAME, Change.OUTCOME, Change.GROUNDS, Change.SAME, Change.SAME]
    assert all(one.change is Change.SAME for one in rehearse(route, route, CASES, on=ON).differences)


def test_what_cannot_be_judged_is_said() -> None:
    with pytest.raises(NotInForceError):
        rehearse(OLD, NEW, CASES, on=ON, on_old=date(2019, 12, 31))
    with pytest.raises(FactError, match="money"):
        rehearse(OLD, NEW, [Case("x", {"money": "much"})], on=ON)


def test_every_change_has_words() -> None:
    assert set(WORDS) == set(Change)


def test_each_case_is_judged_on_its_own_day_and_what_cannot_be_is_left() -> None:
    dated = [replace(case, on=ON + timedelta(days=number)) for number, case in enumerate(CASES)]
    wrong = Case("wrong", {"money": "much"}, on=ON)
    silent_day, long_ago = Case("no day", {"visa": True}), Case("long ago", {"visa": True}, on=date(1900, 1, 1))
    found, left = rehearse_days(OLD, NEW, [*dated, wrong, silent_day, long_ago])
    assert {one.case.id: one.change for one in found.differences} == {
        one.case.id: one.change for one in rehearse(OLD, NEW, CASES, on=ON).differences
    }
    assert {case.id for case in left} == {"wrong", "no day", "long ago"}


def test_moved_to_another_day_everything_is_as_far_from_it_as_before() -> None:
    case = Case(
        "1",
        {
            "expiry": {"value": "2027-03-01", "status": "known"}, "born": "1980", "name": "2027-03-01x",
            "stays": [{"on": "2026-10-01"}], "visa": True, "last": "9999-12-31",
        },
        on=date(2026, 11, 22),
    )  # fmt: skip
    there = moved(case, date(2026, 12, 2))
    assert there.on == date(2026, 12, 2) and there.id == "1"
    assert there.facts == {
        "expiry": {"value": "2027-03-11", "status": "known"}, "born": "1980", "name": "2027-03-01x",
        "stays": [{"on": "2026-10-11"}], "visa": True, "last": "9999-12-31",
    }  # fmt: skip
    back = moved(there, date(2026, 11, 22)).facts
    assert {**back, "last": case.facts["last"]} == case.facts  # a day that the calendar does not have stays
    undated = Case("2", {"expiry": "2027-03-01"})
    assert moved(undated, date(2026, 12, 2)) is undated
