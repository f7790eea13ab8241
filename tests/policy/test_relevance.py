"""Relevance is exact: compared with trying every completion of every unknown fact, over random laws and cases."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from limen.policy import evaluate
from limen.policy.relevance import FALSE, TRUE, Diagram, DiagramTooLargeError
from limen.vocabulary.dates import plus_months

from .laws import DOMAINS, ONE_FACT, TWO_FACTS, Case, around, case_of, law
from .packs import ON, fact, pack_of, rule


def _answers(case: Case, unknown: tuple[str, ...], outcome: Callable[[Case], str]) -> dict[tuple[Any, ...], str]:
    domains = dict(DOMAINS)
    if "when" not in unknown:  # a known date puts thresholds of its own into what it is compared with
        domains["then"] = sorted({*DOMAINS["then"], *around([case["when"], plus_months(case["when"], -3)])})
    if "then" not in unknown:
        domains["when"] = sorted({*DOMAINS["when"], *around([case["then"], plus_months(case["then"], 3)])})
    return {
        values: outcome({**case, **dict(zip(unknown, values, strict=True))})
        for values in itertools.product(*(domains[name] for name in unknown))
    }


def _relevant(answers: Mapping[tuple[Any, ...], str], unknown: tuple[str, ...]) -> set[str]:
    """The facts for which two completions that differ in nothing else differ in outcome."""
    found = set()
    for place, name in enumerate(unknown):
        groups: dict[tuple[Any, ...], set[str]] = {}
        for values, outcome in answers.items():
            groups.setdefault(values[:place] + values[place + 1 :], set()).add(outcome)
        if any(len(outcomes) > 1 for outcomes in groups.values()):
            found.add(name)
    return found


@pytest.mark.parametrize("seed", range(500))
def test_relevance_is_that_of_trying_everything(seed: int) -> None:
    chance = random.Random(seed)
    route, outcome = law(chance, ONE_FACT)
    for _ in range(20):
        case, unknown = case_of(chance, 3)
        answers = _answers(case, unknown, outcome)
        advice = evaluate({n: v for n, v in case.items() if n not in unknown}, route, on=ON, trace=False)
        assert advice.exact
        assert {ask.fact for ask in advice.ask} == _relevant(answers, unknown)
        assert advice.decided is (len(set(answers.values())) == 1)
        assert advice.outcome == (next(iter(answers.values())) if advice.decided else "undetermined")


@pytest.mark.parametrize("seed", range(40))
def test_a_leaf_over_two_unknown_facts_asks_too_much_rather_than_too_little(seed: int) -> None:
    chance = random.Random(1000 + seed)
    route, outcome = law(chance, [*ONE_FACT, *TWO_FACTS * 3])
    for _ in range(6):
        case, unknown = case_of(chance, 3)
        answers = _answers(case, unknown, outcome)
        advice = evaluate({n: v for n, v in case.items() if n not in unknown}, route, on=ON, trace=False)
        asked, needed = {ask.fact for ask in advice.ask}, _relevant(answers, unknown)
        assert needed <= asked <= set(unknown)
        assert asked == needed or not advice.exact
        if advice.decided:
            assert set(answers.values()) == {advice.outcome}


@pytest.mark.parametrize("seed", range(20))
def test_without_a_budget_three_valued_support_asks_no_less(seed: int) -> None:
    chance = random.Random(2000 + seed)
    route, outcome = law(chance, ONE_FACT)
    for _ in range(6):
        case, unknown = case_of(chance, 3)
        answers = _answers(case, unknown, outcome)
        advice = evaluate({n: v for n, v in case.items() if n not in unknown}, route, on=ON, trace=False, budget=0)
        assert _relevant(answers, unknown) <= {ask.fact for ask in advice.ask} | set()
        if advice.decided:
            assert set(answers.values()) == {advice.outcome}
        else:
            assert advice.ask and not advice.exact


def test_an_unknown_that_both_ways_end_alike_is_decided() -> None:
    # Kleene's logic alone says unknown here
    facts = [fact("adult"), fact("visa")]
    rules = [
        rule("child", {"all": ["adult = false"]}, "look"),
        rule("no_visa", {"all": ["adult = true", "visa = false"]}, "look"),
    ]
    advice = evaluate({"visa": False}, pack_of(facts, rules).route("gate"), on=ON)
    assert (advice.outcome, advice.decided, advice.ask) == ("looked_at", True, ())


def test_a_reduced_diagram_depends_on_exactly_its_variables() -> None:
    diagram = Diagram()
    one, other = diagram.node(0, (FALSE, TRUE)), diagram.node(1, (FALSE, TRUE))
    tautology = diagram.either([one, diagram.contrary(one)])
    assert tautology == TRUE
    assert diagram.support(diagram.both([one, other])) == {0, 1}
    hidden = diagram.choose(one, other, other)
    assert diagram.support(hidden) == {1}
    ends = diagram.choose(one, diagram.end("x"), diagram.end("y"))
    assert diagram.labels(ends) == {"x", "y"}


def test_a_diagram_past_its_budget_says_so() -> None:
    diagram = Diagram(budget=1)
    diagram.node(0, (FALSE, TRUE))
    with pytest.raises(DiagramTooLargeError):
        diagram.node(1, (FALSE, TRUE))
