"""Cases read by column: each value as it would be read alone, whatever stands beside it, however cases are shaped."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest

from limen.policy import FactError, columns, evaluate
from limen.policy.bulk import Verdict, verdicts
from limen.policy.columns import Sheet
from limen.policy.pack import Route
from limen.vocabulary.evidence import Fact

from .packs import ON, fact, pack_of, rule


def route_of(*rules: dict[str, Any]) -> Route:
    facts = [fact("held"), fact("count", "int"), fact("comes", "date"), fact("leaves", "date", not_before="comes")]
    return pack_of(facts, rules).route("gate")


def alone(case: dict[str, Any], route: Route) -> Verdict:
    advice = evaluate(case, route, on=ON, trace=False)
    asked = frozenset(ask.fact for ask in advice.ask)
    return Verdict(advice.outcome, advice.decided, tuple(ground.id for ground in advice.grounds), asked)


def test_values_of_many_kinds_stand_in_one_column() -> None:
    route = route_of(rule("late", "leaves > comes", "look"))
    given: list[Any] = [
        "2026-11-22", date(2026, 11, 23), None, "2026-11", "../2026-11-21", {"value": "2026-11-23"},
        {"status": "refused"}, Fact("leaves", date(2026, 11, 23)), Fact("leaves", "2026-11-20"), Fact.unknown("leaves"),
    ]  # fmt: skip
    cases = [{"comes": "2026-11-22", "leaves": one} for one in given]
    assert verdicts(cases, route, on=ON) == [alone(case, route) for case in cases]


@pytest.mark.parametrize("wrong", [True, "1", [1], 1.0])
def test_one_among_numbers_that_is_none_is_named(wrong: Any) -> None:
    route = route_of(rule("few", "count < 2"))
    with pytest.raises(FactError, match=r"count: .* is not a whole number"):
        verdicts([{"count": 1}, {"count": wrong}, {"count": Fact("count", 1)}], route, on=ON)


def test_cases_of_very_many_shapes_are_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    route = route_of(rule("none", "held = false"), rule("few", "count < 2"), rule("late", "leaves > comes", "look"))
    chance = random.Random(3)
    whole = {"held": True, "count": 2, "comes": "2026-11-22", "leaves": "2026-11-22", "elsewhere": 1}
    cases = [{name: whole[name] for name in chance.sample(sorted(whole), chance.randrange(6))} for _ in range(100)]
    by_shape = verdicts(cases, route, on=ON)
    monkeypatch.setattr(columns, "_SHAPES", 3)
    assert verdicts(cases, route, on=ON) == by_shape == [alone(case, route) for case in cases]


def test_one_sheet_is_read_by_two_laws_that_know_a_fact_differently() -> None:
    old = pack_of(
        [fact("held", if_not_given="none_yet", values=["none_yet", "some"], type_="enum")],
        [rule("none", "held = none_yet")],
    )
    new = pack_of([fact("held", type_="enum", values=["some", "more"])], [rule("none", "held != some")])
    sheet = Sheet([{}, {"held": "some"}])
    assert [one.outcome for one in verdicts(sheet, old.route("gate"), on=ON)] == ["turned_away", "passed"]
    assert [one.decided for one in verdicts(sheet, new.route("gate"), on=ON)] == [False, True]
    assert [one.outcome for one in verdicts(sheet, old.route("gate"), on=ON)] == ["turned_away", "passed"]


def test_cases_that_differ_only_where_an_open_leaf_reads_are_asked_apart() -> None:
    # until when somebody may come is open for one, and settled for the other by the day before which nobody leaves
    route = route_of(rule("late", "leaves > 2026-12-01", "look"))
    cases = [{"comes": "2026-11-22"}, {"comes": "2026-12-02"}, {"comes": "2026-11-23"}]
    found = verdicts(cases, route, on=ON)
    assert found == [alone(case, route) for case in cases]
    assert [one.decided for one in found] == [False, True, False]


@pytest.mark.parametrize("sign", ["<", "<=", ">", ">=", "=", "!="])
def test_bounds_compare_as_one_case_compares_them(sign: str) -> None:
    route = route_of(rule("odd", f"leaves {sign} comes", "look"))
    days = [ON + timedelta(days) for days in (-1, 0, 1)]
    one = [*days, "2026-11", f"{days[0]}/{days[1]}", f"{days[1]}/{days[2]}", f"../{days[0]}", "2026-12", None]
    cases: list[dict[str, Any]] = [{"comes": comes, "leaves": leaves} for comes in one for leaves in one]
    cases += [{"comes": comes, "leaves": {"status": "not_established"}} for comes in one]
    assert verdicts(cases, route, on=ON) == [alone(case, route) for case in cases]
