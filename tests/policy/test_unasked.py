"""What keeps a question from being asked hides no answer that is there: leaves that nobody is asked about."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from limen.policy import PackError, evaluate, explain
from limen.policy.bulk import Verdict, verdicts
from limen.policy.pack import Route
from limen.vocabulary.decision import Advice
from limen.vocabulary.evidence import Fact, FactStatus, Standard

from .packs import ON, fact, pack_of, rule

FACTS = [
    fact("doubted", order=10),
    fact("forged", order=20, judgement=True),
    fact("paid", "int", 30),
    fact("due", "int", 31),
]
SAID = {"if": "forged = true", "unasked": True}
FORGED = rule("forged", {"all": [{"any": ["doubted = true", SAID]}, "forged = true"]})


def advise(facts: Any, *rules: dict[str, Any], left_out: tuple[str, ...] = ()) -> Advice:
    return evaluate(facts, route(*rules), on=ON, left_out=left_out)


def route(*rules: dict[str, Any]) -> Route:
    return pack_of(FACTS, rules or (FORGED,)).route("gate")


def asked(advice: Advice) -> list[str]:
    return [ask.fact for ask in advice.ask]


def test_nobody_is_asked_behind_a_closed_guard() -> None:
    advice = advise({"doubted": False})
    assert (advice.outcome, advice.decided, asked(advice)) == ("passed", True, [])
    assert asked(advise({})) == ["doubted", "forged"], "an open guard is asked, with what stands behind it"
    assert asked(advise({"doubted": True})) == ["forged"]


def test_what_was_found_counts_whatever_the_guard_says() -> None:
    for doubted in ({"doubted": False}, {"doubted": True}, {}):
        advice = advise({**doubted, "forged": True})
        assert (advice.outcome, [ground.id for ground in advice.grounds]) == ("turned_away", ["forged"])
    assert advise({"doubted": False, "forged": False}).outcome == "passed"


@pytest.mark.parametrize(
    "said",
    [
        Fact("forged", None, FactStatus.DISPUTED),
        Fact("forged", None, FactStatus.REFUSED),
        Fact("forged", True, standard=Standard.SUSPICION),
    ],
    ids=str,
)
def test_what_was_said_and_settles_nothing_is_asked_again(said: Fact) -> None:
    advice = advise({"doubted": False, "forged": said})
    assert (advice.decided, asked(advice)) == (False, ["forged"])


def test_unknown_that_somebody_wrote_down_is_silence() -> None:
    assert advise({"doubted": False, "forged": Fact("forged", status=FactStatus.UNKNOWN)}).outcome == "passed"


def test_not_established_goes_by_the_burden() -> None:
    unproved = {"doubted": False, "forged": {"status": "not_established"}}
    assert advise(unproved).outcome == "passed"
    assert advise(unproved, {**FORGED, "burden": "traveller"}).outcome == "turned_away"


def test_a_leaf_of_two_facts_waits_for_both() -> None:
    short = rule("short", {"any": [{"if": "paid < due", "unasked": True}]})
    assert advise({"paid": 1}, short).outcome == advise({"due": 2}, short).outcome == "passed"
    assert advise({"paid": 1, "due": 2}, short).outcome == "turned_away"


def test_under_none_it_holds_while_nothing_is_said() -> None:
    clean = rule("clean", {"none": [SAID]}, "welcome")
    assert advise({}, clean).outcome == "welcomed"
    assert advise({"forged": True}, clean).outcome == "passed"
    assert asked(advise({"forged": {"status": "disputed"}}, clean)) == ["forged"]


def test_the_same_leaf_asked_elsewhere_is_asked_there() -> None:
    plain = rule("plain", "forged = true", "look")
    assert asked(advise({"doubted": False}, FORGED, plain)) == ["forged"]


def test_checks_relaxed_by_order_leave_what_was_found_in_place() -> None:
    assert advise({}, left_out=("doubted", "forged")).outcome == "passed"
    assert advise({"forged": True}, left_out=("doubted", "forged")).outcome == "turned_away"


def test_many_at_once_are_judged_as_each_alone() -> None:
    said: list[Any] = [
        None, True, False, {"status": "unknown"}, {"status": "refused"}, {"status": "disputed"},
        {"status": "not_established"}, {"status": "not_applicable"}, {"value": True, "standard": "suspicion"},
    ]  # fmt: skip
    given = [
        {name: value for name, value in (("doubted", doubted), ("forged", forged)) if value is not None}
        for doubted, forged in product(said, said)
    ]
    law = route(FORGED, rule("clean", {"none": [SAID, {"if": "paid < due", "unasked": True}]}, "welcome"))
    alone = [evaluate(case, law, on=ON, trace=False) for case in given]
    assert verdicts(given, law, on=ON) == [
        Verdict(one.outcome, one.decided, tuple(ground.id for ground in one.grounds), frozenset(asked(one)))
        for one in alone
    ]


def test_the_law_in_words_says_that_it_counts_if_it_is_on_record() -> None:
    told = explain(route())
    assert told.index("this, if it is on record") < told.rindex("forged = true")


def test_it_is_said_or_left_out_never_denied() -> None:
    with pytest.raises(PackError, match="unasked"):
        route(rule("forged", {"any": [{"if": "forged = true", "unasked": False}]}))


def test_a_raw_answer_cannot_argue_away_what_always_applies() -> None:
    """As JSON, as a Fact, and among many: the same."""
    law = route(rule("plain", "forged = true"))
    for raw in ({"status": "not_applicable"}, Fact("forged", None, FactStatus.NOT_APPLICABLE)):
        assert asked(evaluate({"forged": raw}, law, on=ON)) == ["forged"]
        assert verdicts([{"forged": raw}], law, on=ON)[0].ask == {"forged"}
