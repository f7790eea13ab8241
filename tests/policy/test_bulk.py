"""Many cases at once give what each gives alone: over random laws, the examples of every pack, marks of all kinds."""

from __future__ import annotations

import doctest
import random
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from limen.policy import FactError, NotInForceError, bulk, evaluate, load_pack, parse_facts, shipped_packs
from limen.policy.bulk import Verdict, verdicts
from limen.policy.pack import Route
from limen.vocabulary.evidence import Fact, FactStatus, Standard

from .laws import ONE_FACT, TWO_FACTS, case_of, law
from .packs import ON, fact, pack_of, rule

STATUSES = ["unknown", "refused", "disputed", "not_established", "not_applicable"]


def alone(case: Mapping[str, Any], route: Route, on: date) -> Verdict:
    advice = evaluate(case, route, on=on, trace=False)
    asked = frozenset(ask.fact for ask in advice.ask)
    return Verdict(advice.outcome, advice.decided, tuple(ground.id for ground in advice.grounds), asked)


@pytest.mark.parametrize("seed", range(200))
def test_a_random_law_gives_every_case_what_it_gives_it_alone(seed: int) -> None:
    chance = random.Random(5000 + seed)
    route, _ = law(chance, [*ONE_FACT, *TWO_FACTS])
    cases: list[dict[str, Any]] = []
    for _ in range(20):
        case, unknown = case_of(chance, 4)
        found: dict[str, Any] = {name: value for name, value in case.items() if name not in unknown}
        for name in unknown:
            if chance.random() < 0.4:
                found[name] = {"status": chance.choice(STATUSES[:4])}
        for name in chance.sample(sorted(found), 2):
            if not isinstance(found[name], dict):
                found[name] = Fact(
                    name, found[name], standard=chance.choice(list(Standard)), as_of=str(chance.random())
                )
        cases.append(found)
    assert verdicts(cases, route, on=ON) == [alone(case, route, ON) for case in cases]


@pytest.mark.parametrize("pack_id", shipped_packs())
def test_every_example_of_the_shipped_law(pack_id: str) -> None:
    pack = load_pack(pack_id)
    for route in pack.routes.values():
        days = {example.on for example in pack.examples if example.route == route.id}
        for day in sorted(days):
            cases = [example.facts for example in pack.examples if (example.route, example.on) == (route.id, day)]
            # and the same with every other fact left out, which leaves most of them open
            cases += [dict(list(case.items())[place::2]) for case in cases for place in (0, 1)]
            assert verdicts(cases, route, on=day) == [alone(parse_facts(case, pack), route, day) for case in cases]


def test_what_does_not_apply_and_what_stands_for_what_is_not_given() -> None:
    facts = [
        fact("line", "enum", values=["first", "second"], if_not_given="first"),
        fact("visa", may_not_apply=True),
        fact("money", "int", 30, implies=[{"when": "visa = true", "value": 5, "cite": "act s 3"}]),
        fact("leaves", "date", 40, not_before="comes"),
        fact("comes", "date", 39, if_not_given="decision_date"),
    ]
    rules = [
        rule("no_visa", {"all": ["line = first", "visa = false"]}, burden="traveller"),
        rule("poor", "money < 5", "look"),
        rule("late", "leaves < comes", "look"),
    ]
    route = pack_of(facts, rules).route("gate")
    cases: list[dict[str, Any]] = [
        {}, {"visa": True}, {"visa": False}, {"visa": {"status": "not_applicable"}}, {"visa": True, "money": 4},
        {"visa": {"status": "not_established"}}, {"visa": True, "leaves": "2026-11-21"}, {"line": "second", "money": 9},
        {"visa": True, "comes": "2026-12-01"}, {"visa": True, "money": {"status": "refused"}, "elsewhere": 3},
    ]  # fmt: skip
    found = verdicts(cases, route, on=ON)
    assert found == [alone(case, route, ON) for case in cases]
    assert {verdict.outcome for verdict in found} >= {"undetermined", "turned_away", "looked_at", "passed"}


def test_true_and_one_are_not_the_same_and_a_wrong_value_is_named() -> None:
    route = pack_of([fact("held")], [rule("none", "held = false")]).route("gate")
    with pytest.raises(FactError, match="held: 0 is neither true nor false"):
        verdicts([{"held": False}, {"held": 0}], route, on=ON)


def test_no_case_has_no_verdict_and_a_day_without_law_is_refused() -> None:
    route = pack_of([fact("held")], [rule("none", "held = false")]).route("gate")
    assert verdicts([], route, on=ON) == []
    with pytest.raises(NotInForceError):
        verdicts([{}], route, on=date(2019, 1, 1))


def test_facts_told_at_different_times_are_one_value() -> None:
    route = pack_of([fact("held")], [rule("none", "held = false")]).route("gate")
    cases = [{"held": Fact("held", False, FactStatus.KNOWN, as_of=f"2026-11-{day:02}")} for day in range(1, 29)]
    assert {verdict.outcome for verdict in verdicts(cases, route, on=ON)} == {"turned_away"}


def test_the_example_of_the_room_runs() -> None:
    assert doctest.testmod(bulk).failed == 0
