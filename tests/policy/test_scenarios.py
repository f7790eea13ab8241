"""Scenarios of every shipped route: near misses in one fact, distractors that never matter, nothing written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.policy import NotInForceError, Pack, PolicyError, evaluate, load_pack, shipped_packs
from limen.policy.pack import Route, canonical
from limen.policy.scenarios import MOST_SCENARIOS, Scenario, is_given, read_scenario, scenarios, told, way
from limen.policy.values import Kind, Money
from limen.vocabulary.evidence import Fact, FactStatus

from .packs import ON, documents, fact, rule

ROUTES = [f"{name}/{route}" for name in shipped_packs() for route in load_pack(name).routes]
MOST = 3


def route_of(name: str) -> Route:
    return load_pack(name.partition("/")[0]).route(name)


@cache
def made(name: str) -> tuple[Scenario, ...]:
    return scenarios(route_of(name), on=ON, seed=11, most=MOST)


def each(name: str) -> Iterator[Scenario]:
    for scenario in made(name):
        assert scenario.near is not None
        yield scenario
        yield scenario.near


@pytest.mark.parametrize("name", ROUTES)
def test_every_route_gives_scenarios_whose_answers_are_what_the_law_says(name: str) -> None:
    route = route_of(name)
    assert len(made(name)) == MOST
    for one in each(name):
        advice = evaluate(one.facts, route, on=ON, trace=False)
        assert (advice.decided, advice.outcome) == (True, one.outcome)
        assert [ground.id for ground in advice.grounds] == [ground.id for ground in one.grounds]
        assert one.kind is route.outcomes[one.outcome]


@pytest.mark.parametrize("name", ROUTES)
def test_a_near_miss_differs_in_one_fact_and_comes_out_otherwise(name: str) -> None:
    for one in made(name):
        near = one.near
        assert near is not None and near.near is None
        assert one.facts.keys() == near.facts.keys()
        assert [key for key in one.facts if one.facts[key] != near.facts[key]] == [one.turns_on] == [near.turns_on]
        assert one.outcome != near.outcome
        here, there = one.facts[one.turns_on].value, near.facts[one.turns_on].value
        if one.touching:
            assert _apart(here, there) == 1
        else:
            assert route_of(name).pack.facts[one.turns_on].type.kind in {Kind.BOOL, Kind.ENUM, Kind.COUNTRY}


def _apart(one: Any, other: Any) -> int:
    if isinstance(one, Money):
        return int(abs(one.amount - other.amount))
    apart = abs(one - other)
    return int(apart.days if isinstance(one, date) else apart)


@pytest.mark.parametrize("name", ROUTES)
def test_what_looks_grave_and_is_a_distractor_never_matters(name: str) -> None:
    route = route_of(name)
    for one in each(name):
        for changes in product(*(_any_value(route, one.facts[distractor]) for distractor in one.distractors)):
            facts = {**one.facts, **dict(zip(one.distractors, changes, strict=True))}
            advice = evaluate(facts, route, on=ON, trace=False)
            assert (advice.decided, advice.outcome) == (True, one.outcome)
            assert [ground.id for ground in advice.grounds] == [ground.id for ground in one.grounds]
        assert not {one.turns_on, *one.questions} & set(one.distractors)
        assert set(one.distractors) <= {known.name for known in one.given}


def _any_value(route: Route, known: Fact) -> list[Fact]:
    """The fact with every value it could have, or with a few of what is counted, and unknown."""
    type_ = route.pack.facts[known.name].type
    several: list[Any] = [known.value]
    if type_.kind is Kind.BOOL:
        several = [True, False]
    elif type_.kind is Kind.ENUM:
        several = list(type_.values)
    elif type_.kind is Kind.DATE:
        several += [date(1950, 1, 1), ON, date(2060, 1, 1)]
    elif type_.kind is Kind.INT:
        several += [0, 10**6]
    return [replace(known, value=value) for value in several] + [Fact.unknown(known.name)]


@pytest.mark.parametrize("name", ROUTES)
def test_what_an_officer_must_find_is_expected_and_never_given(name: str) -> None:
    facts = route_of(name).pack.facts
    for one in each(name):
        assert not [known.name for known in (*one.given, *one.answers) if facts[known.name].judgement]
        resting = {key for ground in one.grounds for key in ground.facts if facts[key].judgement}
        assert resting <= set(one.own_findings)


@pytest.mark.parametrize("name", ROUTES)
def test_the_questions_lead_from_what_is_given_to_the_outcome_and_the_needed_ones_cannot_be_spared(name: str) -> None:
    route = route_of(name)
    for one in each(name):
        known = {fact_.name: fact_ for fact_ in one.given}
        found = way(route, ON, known, one.facts)
        assert found is not None
        assert (found.questions, found.outcome) == (one.questions, one.outcome)
        assert found.grounds == tuple(ground.id for ground in one.grounds)
        for question in one.needed:
            rest = {key: known for key, known in one.facts.items() if key != question}
            assert not evaluate(rest, route, on=ON, trace=False).decided
        hidden = {known.name for known in one.answers}
        assert not [key for key in hidden if is_given(route.pack.facts[key])]


def test_the_same_seed_makes_the_same_and_another_makes_others() -> None:
    route = route_of("schengen/exit")
    one = scenarios(route, on=ON, seed=5, most=4)
    again = scenarios(load_pack("schengen").route("exit"), on=ON, seed=5, most=4)
    assert [scenario.to_json() for scenario in one] == [scenario.to_json() for scenario in again]
    assert {scenarios(route, on=ON, seed=seed, most=1)[0].id for seed in range(8)} > {one[0].id}


@pytest.mark.parametrize("name", ["schengen/entry", "united_kingdom/naturalisation"])
def test_a_scenario_that_was_kept_is_read_back_whole(name: str) -> None:
    for one in made(name):
        assert read_scenario(one.to_json(), route_of(name).pack) == one


@settings(max_examples=25, deadline=None)
@given(fee=st.integers(5, 300), days=st.integers(1, 30))
def test_a_changed_reference_amount_moves_the_line_on_which_a_scenario_stands(fee: int, days: int) -> None:
    known = {"post": "AA", "days": days, "purse": "1"}
    facts = [
        fact("post", "country", 1),
        fact("days", "int", 2),
        fact("fee", "money", 3, currency="EUR", looked_up="FEES"),
        fact("purse", "money", 4, currency="EUR", evidence=["answer"]),
    ]
    examples = [{"id": "poor", "date": ON.isoformat(), "facts": known, "gives": {"outcome": "turned_away"}}]
    files = documents(facts, [rule("poor", "purse < fee * days")], examples=examples)
    row = {"for": ["AA"], "amount": str(fee), "from": "2020-01-01", "source": "Gazette 1", "checked": "text"}
    files["lists.yaml"]["amounts"] = [
        {"id": "FEES", "cite": "act sch 2", "currency": "EUR", "by": ["post"], "rows": [row]}
    ]
    route = Pack.from_bytes(canonical({"format": 1, "files": files})).route("gate")
    made_here = [one for seed in range(6) for one in scenarios(route, on=ON, seed=seed, most=1)]
    of_purse = next(one for one in made_here if one.turns_on == "purse")
    assert of_purse.near is not None and "fee" not in of_purse.facts
    values = sorted(side.facts["purse"].value.amount for side in (of_purse, of_purse.near))
    assert values == [fee * days - 1, fee * days]


def test_a_number_of_scenarios_that_is_none_and_a_day_without_law_are_told() -> None:
    route = route_of("schengen/entry")
    for most in (0, MOST_SCENARIOS + 1):
        with pytest.raises(PolicyError, match=r"ask for 1 to 200"):
            scenarios(route, on=ON, seed=1, most=most)
    with pytest.raises(NotInForceError):
        scenarios(route, on=date(1990, 1, 1), seed=1, most=1)


def test_a_fact_without_a_value_has_no_words_and_a_history_has_its_days() -> None:
    route = route_of("schengen/entry")
    assert told(Fact("visa_held", status=FactStatus.REFUSED), route) == ""
    assert told(Fact("stays", ()), route) == "—"
    seen = list(each("schengen/entry"))
    assert all(told(known, route) for one in seen for known in one.given if known.is_known)
