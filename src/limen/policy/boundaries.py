"""The nearest other values of a fact: one day, one euro or one member of a list away from where the law tells apart.

A value has neighbours only where some leaf of the law divides what the fact may be; the two that are offered lie on
either side of that line and as close to it as the kind of value allows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from limen.policy.formula import GoverningRoute
from limen.policy.leaves import BoundLeaf, Environment, cuts
from limen.policy.reading import Reading
from limen.policy.values import ORDERED, Kind, Money, Range, bounds_of, is_precise
from limen.vocabulary.evidence import Fact, FactStatus

_FARTHEST = timedelta(days=366 * 100)  # a boundary further from the day than anybody lives is no case of anybody's
ANOTHER_STATE = "UTO"  # in no list


def neighbours(
    law: GoverningRoute, facts: Mapping[str, Fact], name: str, draw: Random
) -> Iterator[tuple[Fact, Fact, bool]]:
    """Pairs of values for a known fact of a case: the first on the side where the case is, the second across a line.

    The third tells whether the two touch: 299 and 300 euros, yesterday and today. A choice has no such nearness.
    """
    fact, type_ = facts[name], law.facts[name].type
    if fact.status is not FactStatus.KNOWN:
        return
    if type_.kind in ORDERED:
        yield from _across_cuts(law, facts, fact)
        return
    others: list[Any] = []
    if type_.kind is Kind.BOOL:
        others = [not fact.value]
    elif type_.kind is Kind.ENUM:
        others = [value for value in type_.values if value != fact.value]
    elif type_.kind is Kind.COUNTRY:
        others = _countries(law, fact, draw)
    draw.shuffle(others)
    for value in others:
        yield fact, replace(fact, value=value), False


def _countries(law: GoverningRoute, fact: Fact, draw: Random) -> list[Any]:
    """One country that stands otherwise than the case's in each list that the law reads."""
    lists = [
        use.bound.countries for use in law.leaves if fact.name in use.bound.expression.facts and use.bound.countries
    ]
    known = sorted({ANOTHER_STATE}.union(*lists))
    found = []
    for members in lists:
        other = [code for code in known if (code in members) is not (fact.value in members)]
        if other:
            found.append(draw.choice(other))
    return sorted(set(found))


def _across_cuts(law: GoverningRoute, facts: Mapping[str, Fact], fact: Fact) -> Iterator[tuple[Fact, Fact, bool]]:
    here = bounds_of(fact.value)
    if isinstance(here, Range):
        return
    without = Reading(law, {name: kept for name, kept in facts.items() if name != fact.name})
    lines = set()
    for use in law.leaves:
        environment = without.environment(use.rank)
        if fact.name in use.bound.expression.facts and _divides(use.bound, fact.name, environment):
            lines.update(cuts(use.bound, fact.name, environment))
    for line in sorted(lines):
        below = _one_below(line)
        if below is None or not (_is_likely(line, law.on) and _is_likely(below, law.on)):
            continue
        near, far = (line, below) if here >= line else (below, line)
        yield replace(fact, value=near), replace(fact, value=far), True


def _divides(leaf: BoundLeaf, name: str, environment: Environment) -> bool:
    others = (other for other in leaf.expression.facts if other != name)
    is_open = isinstance(environment[name], Range)
    return is_open and leaf.has_cells(name) and all(is_precise(environment[other]) for other in others)


def _one_below(line: Any) -> Any:
    """The value one day, one unit of currency or one below a line; None at the end of the calendar."""
    if isinstance(line, date):
        return line - timedelta(days=1) if line > date.min else None
    if isinstance(line, Money):
        return Money(line.amount - Decimal(1), line.currency)
    return line - 1


def _is_likely(value: Any, on: date) -> bool:
    if isinstance(value, date):
        return abs(value - on) <= _FARTHEST
    if isinstance(value, Money):
        return 0 <= value.amount < 10**6
    return bool(0 <= value < 10**6)
