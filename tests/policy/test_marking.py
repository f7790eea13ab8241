"""Marks: the model way is faultless, a needless question costs, what was still open was missed."""

from __future__ import annotations

from datetime import date

import pytest

from limen.policy import load_pack
from limen.policy.marking import mark, read_marks
from limen.policy.scenarios import Scenario, scenarios

ON = date(2026, 11, 22)
ROUTE = load_pack("schengen").route("entry")
ALL = scenarios(ROUTE, on=ON, seed=3, most=6)


def sides(scenario: Scenario) -> list[Scenario]:
    assert scenario.near is not None
    return [scenario, scenario.near]


CASES = [side for scenario in ALL for side in sides(scenario)]


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_the_shortest_way_is_faultless_and_nothing_at_all_is_not(case: Scenario) -> None:
    right = [ground.id for ground in case.grounds]
    best = mark(case, ROUTE, asked=case.questions, outcome=case.outcome, grounds=right)
    assert best.is_faultless and best.asked_needed == case.questions
    worst = mark(case, ROUTE, asked=(), outcome="undetermined", grounds=["no_such_rule"])
    assert worst.not_asked == case.questions and worst.grounds_wrong == ("no_such_rule",)
    assert worst.grounds_missed == tuple(right) and not worst.outcome_right
    assert worst.shares == (0, 0, 100 if not case.questions else 0)
    assert read_marks(best.to_json()) == best


def test_what_is_asked_in_vain_costs_and_what_was_left_open_is_told() -> None:
    case = next(case for case in CASES if len(case.questions) > 2 and len(case.answers) > len(case.questions))
    free = {"asks_protection", *case.questions}
    needless = next(fact.name for fact in reversed(case.answers) if fact.name not in free)
    asked = (*case.questions[:-1], case.questions[-1], needless, needless)
    found = mark(case, ROUTE, asked=asked, outcome=case.outcome)
    assert found.asked_needless == (needless,) and found.not_asked == ()
    assert found.shares[2] == 100 * len(case.questions) // (len(case.questions) + 1)
    early = mark(case, ROUTE, asked=case.questions[:1], outcome=case.outcome)
    assert early.not_asked == case.questions[1:]


def test_a_question_of_protection_is_never_held_against_anybody() -> None:
    case = next(case for case in CASES if "asks_protection" not in case.questions and case.questions)
    found = mark(case, ROUTE, asked=("asks_protection", *case.questions), outcome=case.outcome)
    assert found.asked_freely == ("asks_protection",) and found.asked_needless == ()
    assert found.shares[2] == 100


def test_an_own_finding_is_beside_what_the_case_shows_and_never_counts_against_the_outcome() -> None:
    case = next(case for case in CASES if case.own_findings)
    shown = case.facts[case.own_findings[0]]
    right = [ground.id for ground in case.grounds]
    for value, alike in ((shown.value, True), ("something_else", False)):
        found = mark(
            case, ROUTE, asked=case.questions, outcome=case.outcome, grounds=right, findings={shown.name: value}
        )
        assert bool(found.found_alike) is alike and bool(found.found_otherwise) is not alike
        assert found.outcome_right and found.is_faultless is alike


def test_what_is_given_need_not_be_asked_and_asking_it_costs_nothing() -> None:
    case = CASES[0]
    found = mark(case, ROUTE, asked=[case.given[0].name, *case.questions], outcome=case.outcome)
    assert found.asked_needless == ()
