"""What the rules still need, minus what was asked: each with what may settle it and why it matters.

An advice asks for exactly what could change the outcome. Here it is a list to work through before an interview ends:
protection first, then what a machine or a record can settle, then what the officer finds, then what only the person can
say, the sensitive questions late, and last what was asked already and stayed open.

>>> from limen.policy import evaluate, load_pack
>>> from datetime import date
>>> route = load_pack("schengen").route("entry")
>>> needs = coverage(evaluate({}, route, on=date(2026, 11, 22)).ask, route, ())
>>> all(need.could_change or need.cite for need in needs)
True
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from limen.interview.plan import shields
from limen.policy import FactDefinition, Route
from limen.vocabulary.decision import Ask, OutcomeKind
from limen.vocabulary.evidence import N_

# What may settle it, the cheapest first: sources of evidence, then the officer, then the person.
HOW: Mapping[str, str] = {
    "record": N_("a record or the document"),
    "officer": N_("your own finding"),
    "person": N_("the person"),
}
_RECORDS = frozenset({"mrz", "chip", "list", "register", "assessment", "printed"})


@dataclass(frozen=True, slots=True)
class Need:
    """One fact the rules need: the clause, the rules that hang on it, who may settle it, whether it was asked."""

    fact: str
    cite: str
    could_change: tuple[str, ...]
    how: str
    sensitive: bool
    was_asked: bool
    protects: bool = False


def coverage(asks: Iterable[Ask | Mapping[str, Any]], route: Route, asked: Collection[str]) -> tuple[Need, ...]:
    """Every fact an advice still asks for, in the order to see to it; `asked` are those already spoken of.

    What a rule that protects the person hangs on comes first, asked or not.
    What a judgement hangs on is not told before the officer's own view (`could_change` is empty then).
    """
    rows = [ask.to_json() if isinstance(ask, Ask) else ask for ask in asks]
    dictionary = route.facts
    first = shields([row["fact"] for row in rows], dictionary) | _protecting(rows, route)
    needs = [_need(row, dictionary[row["fact"]], asked, row["fact"] in first) for row in rows]
    costs = list(HOW)

    def place(need: Need) -> tuple[bool, bool, int, bool, int, str]:
        return (
            not need.protects, need.was_asked, costs.index(need.how), need.sensitive, dictionary[need.fact].order,
            need.fact,
        )  # fmt: skip

    return tuple(sorted(needs, key=place))


def _protecting(rows: Iterable[Mapping[str, Any]], route: Route) -> frozenset[str]:
    """The facts on which a rule hangs that leads to a protective outcome."""
    rules = {rule.id for rule in route.rules if route.outcomes.get(rule.effect) is OutcomeKind.PROTECTIVE}
    return frozenset(row["fact"] for row in rows if rules.intersection(row["could_change"]))


def _need(row: Mapping[str, Any], definition: FactDefinition, asked: Collection[str], protects: bool) -> Need:
    evidence = frozenset(definition.evidence)
    how = "officer" if definition.judgement else "record" if evidence & _RECORDS else "person"
    if how == "person" and "answer" not in evidence:
        how = "officer"
    told = () if definition.judgement else tuple(row["could_change"])
    return Need(row["fact"], row["cite"], told, how, definition.sensitive, row["fact"] in asked, protects)
