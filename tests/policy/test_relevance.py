"""Relevance is exact: compared with trying every completion of every unknown fact, over random laws and cases."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from limen.policy import evaluate
from limen.policy.relevance import FALSE, TRUE, Diagram, DiagramTooLargeError
from limen.vocabulary.dates import plus_months, years_between

from .packs import ON, fact, pack_of, rule

Case = dict[str, Any]
DAY = timedelta(days=1)
LISTS = {"FIRST": {"SE": "Sweden", "NO": "Norway", "JP": "Japan"}, "SECOND": {"JP": "Japan", "IN": "India"}}
FACTS = [
    *(fact(f"b{number}", order=number) for number in range(4)),
    fact("kind", "enum", 5, values=["red", "green", "blue"]),
    fact("state", "country", 6),
    fact("when", "date", 7),
    fact("then", "date", 8),
    fact("many", "int", 9),
]
DATES = [date(2026, 3, 1), date(2026, 6, 1), date(2005, 1, 31)]


def _around(days: list[date]) -> list[date]:
    return sorted({near for day in days for near in (day - DAY, day, day + DAY)})


# Every value that a leaf below could tell apart from its neighbours, for the completions.
DOMAINS: Mapping[str, list[Any]] = {
    **{f"b{number}": [False, True] for number in range(4)},
    "kind": ["red", "green", "blue"],
    "state": ["SE", "NO", "JP", "IN", "UTO"],
    "when": _around([*DATES, plus_months(date(2026, 6, 1), 3), date(2008, 11, 22), date(1990, 5, 17)]),
    "then": _around([*DATES, date(2026, 3, 31), date(2026, 4, 30)]),
    "many": list(range(-1, 9)),
}


@dataclass(frozen=True)
class Branch:
    """A condition as a pack writes it, and the same as plain Python, made apart from the engine."""

    written: Any
    holds: Callable[[Case], bool]


# The law of leaves: text, and what it means.
ONE_FACT: list[tuple[str, Callable[[Case], bool]]] = [
    *((f"b{n} = true", lambda case, n=n: case[f"b{n}"]) for n in range(4)),
    *((f"b{n} != true", lambda case, n=n: not case[f"b{n}"]) for n in range(4)),
    ("kind = red", lambda case: case["kind"] == "red"),
    ("kind in [red, green]", lambda case: case["kind"] in ("red", "green")),
    ("state in FIRST", lambda case: case["state"] in LISTS["FIRST"]),
    ("state not in SECOND", lambda case: case["state"] not in LISTS["SECOND"]),
    ("state = NO", lambda case: case["state"] == "NO"),
    ("when < 2026-03-01", lambda case: case["when"] < date(2026, 3, 1)),
    ("2026-06-01 <= plus_days(when, 0)", lambda case: case["when"] >= date(2026, 6, 1)),
    ("when = 2026-03-01", lambda case: case["when"] == date(2026, 3, 1)),
    ("age(when, decision_date) < 18", lambda case: years_between(case["when"], ON) < 18),
    ("then > 2026-03-01", lambda case: case["then"] > date(2026, 3, 1)),
    ("many >= 3", lambda case: case["many"] >= 3),
    ("many + 2 < 7", lambda case: case["many"] + 2 < 7),
    ("many != 4", lambda case: case["many"] != 4),
    ("3 - many > 1", lambda case: 3 - case["many"] > 1),
]
TWO_FACTS: list[tuple[str, Callable[[Case], bool]]] = [
    ("when < plus_months(then, 3)", lambda case: case["when"] < plus_months(case["then"], 3)),
    ("when >= then", lambda case: case["when"] >= case["then"]),
    ("b0 = b1", lambda case: case["b0"] == case["b1"]),
]


def _branch(chance: random.Random, depth: int, leaves: list[tuple[str, Callable[[Case], bool]]]) -> Branch:
    if depth == 0 or chance.random() < 0.3:
        return Branch(*chance.choice(leaves))
    how = chance.choice(("all", "any", "none"))
    parts = [_branch(chance, depth - 1, leaves) for _ in range(chance.randint(1, 3))]
    joined = {"all": all, "any": any, "none": lambda truths: not any(truths)}[how]
    return Branch({how: [part.written for part in parts]}, lambda case: joined([part.holds(case) for part in parts]))


EFFECTS = ("protect", "look", "welcome")
FINAL = {"protect": "protected", "look": "looked_at", "welcome": "welcomed"}


def _law(chance: random.Random, leaves: list[tuple[str, Callable[[Case], bool]]]) -> tuple[Any, Callable[[Case], str]]:
    """A random pack, and its outcome for a whole case as plain Python reads it."""
    rules, meanings = [], []
    for number in range(chance.randint(2, 5)):
        when, unless = _branch(chance, 2, leaves), _branch(chance, 1, leaves)
        excepted = chance.random() < 0.4
        more = {"unless": [{"id": "x", "cite": "act s 2", "when": unless.written}]} if excepted else {}
        effect = chance.choice(EFFECTS)
        rules.append(rule(f"r{number}", when.written, effect, **more))
        meanings.append((effect, when, unless if excepted else None))

    def outcome(case: Case) -> str:
        for effect in EFFECTS:
            for found, when, unless in meanings:
                if found == effect and when.holds(case) and not (unless and unless.holds(case)):
                    return FINAL[effect]
        return "passed"

    return pack_of(FACTS, rules, lists=LISTS).route("gate"), outcome


def _answers(case: Case, unknown: tuple[str, ...], outcome: Callable[[Case], str]) -> dict[tuple[Any, ...], str]:
    domains = dict(DOMAINS)
    if "when" not in unknown:  # a known date puts thresholds of its own into what it is compared with
        domains["then"] = sorted({*DOMAINS["then"], *_around([case["when"], plus_months(case["when"], -3)])})
    if "then" not in unknown:
        domains["when"] = sorted({*DOMAINS["when"], *_around([case["then"], plus_months(case["then"], 3)])})
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


def _case(chance: random.Random, most: int) -> tuple[Case, tuple[str, ...]]:
    case = {name: chance.choice(domain) for name, domain in DOMAINS.items()}
    unknown = tuple(chance.sample(sorted(DOMAINS), chance.randint(0, most)))
    return case, unknown


@pytest.mark.parametrize("seed", range(60))
def test_relevance_is_that_of_trying_everything(seed: int) -> None:
    chance = random.Random(seed)
    route, outcome = _law(chance, ONE_FACT)
    for _ in range(10):
        case, unknown = _case(chance, 3)
        answers = _answers(case, unknown, outcome)
        advice = evaluate({n: v for n, v in case.items() if n not in unknown}, route, on=ON, trace=False)
        assert advice.exact
        assert {ask.fact for ask in advice.ask} == _relevant(answers, unknown)
        assert advice.decided is (len(set(answers.values())) == 1)
        assert advice.outcome == (next(iter(answers.values())) if advice.decided else "undetermined")


@pytest.mark.parametrize("seed", range(40))
def test_a_leaf_over_two_unknown_facts_asks_too_much_rather_than_too_little(seed: int) -> None:
    chance = random.Random(1000 + seed)
    route, outcome = _law(chance, [*ONE_FACT, *TWO_FACTS * 3])
    for _ in range(6):
        case, unknown = _case(chance, 3)
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
    route, outcome = _law(chance, ONE_FACT)
    for _ in range(6):
        case, unknown = _case(chance, 3)
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
