"""Facts as they come in: read from JSON, typed by the dictionary, merged where two sources give one name.

A fact that is not given is unknown. Two facts of one name and different values are disputed until an officer has
weighed them; which came first never matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from limen.policy.errors import PolicyError
from limen.policy.pack import Pack, Route
from limen.policy.rules import FactDefinition, conditions_of, leaves_of
from limen.policy.values import WrongValueError, as_json, parse_value
from limen.vocabulary.evidence import Fact, FactStatus, Standard

_SHAPE = frozenset({"value", "status", "standard", "source", "as_of", "basis", "name"})
MOST_FACTS = 1000


class FactError(PolicyError):
    """A fact that cannot be read: the message names it, what was given and what is accepted."""


@lru_cache(maxsize=64)
def fact_dictionary(route: Route) -> Mapping[str, FactDefinition]:
    """Every fact that some version of the route's rules can use, in the order of their questions."""
    pack = route.pack
    names = set(route.also_facts)
    conditions = [
        condition for rule in route.rules for version in rule.versions for condition in conditions_of(version)
    ]
    for condition in [*conditions, *route.conditions.values()]:
        for leaf in leaves_of(condition, route.conditions):
            names.update(leaf.expression.facts)
    for rule in route.rules:
        names.update(str(v.applies_by) for v in rule.versions if str(v.applies_by) in pack.facts)
    for name in tuple(names):
        for implication in pack.facts[name].implies:
            names.update(implication.when.facts)
    for quantity in route.quantities.values():
        names.update(quantity.facts)
    names |= looked_up_by(names, pack)
    names |= {pack.facts[name].not_before for name in names if pack.facts[name].not_before in pack.facts}
    return {name: pack.facts[name] for name in sorted(names, key=lambda name: (pack.facts[name].order, name))}


def looked_up_by(names: Iterable[str], pack: Pack) -> set[str]:
    """The facts that decide what a table holds for some facts."""
    tables = (pack.amounts[pack.facts[name].looked_up] for name in names if pack.facts[name].looked_up)
    return {key for table in tables for key in table.by}


def parse_facts(document: Any, route: Route | Pack) -> dict[str, Fact]:
    """Read `{"name": value}` or `{"name": {"value", "status", "standard", "source"}}`; `null` is unknown.

    Raises FactError for a name the pack does not define, a value of another kind, or an unknown status or standard.
    """
    pack = route.pack if isinstance(route, Route) else route
    if not isinstance(document, Mapping):
        raise FactError('facts are an object: {"nationality": "NO", "planned_exit": "2026-12-01"}')
    if len(document) > MOST_FACTS:
        raise FactError(f"{len(document)} facts are more than the {MOST_FACTS} that are read")
    facts = {}
    for name, given in document.items():
        definition = pack.facts.get(name)
        if definition is None:
            raise FactError(f"{name!r} is no fact of {pack.id}: `limen policy facts` lists those there are")
        facts[name] = parse_fact(definition, given)
    return facts


def parse_fact(definition: FactDefinition, given: Any) -> Fact:
    """Read one fact in either shape. Raises FactError."""
    name = definition.id
    if not (isinstance(given, Mapping) and given.keys() & _SHAPE):
        return Fact(name, status=FactStatus.UNKNOWN) if given is None else Fact(name, typed(definition, given))
    shape = given
    if extra := sorted(set(map(str, shape)) - _SHAPE):
        raise FactError(f"{name}: {', '.join(extra)} is not understood: a fact has value, status, standard, source")
    value = shape.get("value")
    try:
        status = FactStatus(shape.get("status") or (FactStatus.UNKNOWN if value is None else FactStatus.KNOWN))
        standard = Standard(shape.get("standard") or Standard.BALANCE)
    except ValueError as problem:
        accepted = f"status: {', '.join(FactStatus)}; standard: {', '.join(Standard)}"
        raise FactError(f"{name}: {problem}; accepted are {accepted}") from problem
    if value is None and status is FactStatus.KNOWN:
        raise FactError(f"{name}: a known fact has a value; leave it out, or give status unknown")
    if value is not None:
        value = typed(definition, value)
    basis = shape.get("basis") or ()
    if not isinstance(basis, list | tuple):
        raise FactError(f"{name}: basis is a list of the findings or answers behind the fact")
    source, as_of = str(shape.get("source") or ""), str(shape.get("as_of") or "")
    return Fact(name, value, status, standard, source, as_of, tuple(map(str, basis)))


def typed(definition: FactDefinition, value: Any) -> Any:
    """A value as the kind its fact declares. Raises FactError naming the fact."""
    if definition.codes and isinstance(value, str) and value not in definition.type.values:
        # the first letter of a document code is the kind, the second the State's own or a later edition's
        value = definition.codes.get(value) or definition.codes.get(value[:1]) or value
    try:
        return parse_value(definition.type, value)
    except WrongValueError as problem:
        raise FactError(f"{definition.id}: {problem}") from problem


def gather(facts: Iterable[Fact] | Mapping[str, Any], definitions: Mapping[str, FactDefinition]) -> dict[str, Fact]:
    """The facts that a dictionary defines, typed and merged by name; the order they come in never matters.

    Facts that the dictionary does not define are left aside: an office knows more of a person than one route asks.
    """
    if isinstance(facts, Mapping):
        return {name: checked(definitions[name], facts[name]) for name in sorted(facts.keys() & definitions.keys())}
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.name in definitions:
            found.setdefault(fact.name, []).append(checked(definitions[fact.name], fact))
    return {name: several[0] if len(several) == 1 else _merged(several) for name, several in sorted(found.items())}


def checked(definition: FactDefinition, fact: Any) -> Fact:
    """A fact, or a JSON value, typed as the dictionary defines it. Raises FactError."""
    found: Fact = fact if isinstance(fact, Fact) else parse_fact(definition, fact)
    if isinstance(fact, Fact) and found.status is FactStatus.KNOWN:
        value = typed(definition, found.value)
        return found if value is found.value else replace(found, value=value)
    if found.status is FactStatus.NOT_APPLICABLE and not definition.may_not_apply:
        # a fact that always has a value cannot be argued away: it stays unknown, and is asked where it matters
        return replace(found, status=FactStatus.UNKNOWN)
    return found


def _merged(several: list[Fact]) -> Fact:
    """One fact of several with one name: agreement takes the firmest, disagreement is disputed."""
    firm = [fact for fact in several if fact.status not in {FactStatus.UNKNOWN, FactStatus.REFUSED}]
    firm = firm or [fact for fact in several if fact.status is FactStatus.REFUSED] or several
    firm.sort(
        key=lambda fact: (-fact.standard.rank, str(fact.status), str(as_json(fact.value)), fact.source, fact.as_of)
    )
    best = firm[0]
    if all(fact.status is best.status and fact.value == best.value for fact in firm):
        return best
    sources = tuple(sorted({fact.source for fact in firm if fact.source}))
    return replace(best, value=None, status=FactStatus.DISPUTED, basis=sources)
