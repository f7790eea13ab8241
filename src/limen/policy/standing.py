"""What speaks for a rule in one case, what against it, and what nobody knows: the leaves of the tree that advice keeps.

A leaf under `none` speaks the other way round: that an exception does not hold speaks for the rule it would lift. Each
leaf is told once: one that carries the rule speaks for it, whatever it would say of another way the rule could apply.

>>> from datetime import date
>>> from limen.policy import evaluate, load_pack
>>> route = load_pack("schengen").route("entry")
>>> advice = evaluate({"nationality": "FR", "document_held": True, "document_in_order": True}, route,
...                   on=date(2026, 11, 22))
>>> rule = next(rule for rule in advice.trace["rules"] if rule["id"] == advice.grounds[0].id)
>>> [one.text for one in weighed(rule, route.pack) if one.side is Side.FOR][0]
'nationality in FREE_MOVEMENT'
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from limen.policy.expressions import ExpressionError, parse
from limen.policy.formula import scope_of
from limen.policy.pack import Pack
from limen.policy.relaxed import LEFT_OUT


class Side(StrEnum):
    """On which side of a rule a leaf stands in one case."""

    FOR = "for"
    AGAINST = "against"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Weighed:
    """One leaf of a rule as a case has it: its side, its node in the kept tree, its text and the facts it compares."""

    side: Side
    node: Mapping[str, Any]
    text: str
    facts: tuple[str, ...]


def weighed(rule: Mapping[str, Any], pack: Pack) -> tuple[Weighed, ...]:
    """The leaves of a rule of a kept tree, each told once: first those that carry it, then the rest in order."""
    found: dict[str, Weighed] = {}
    parts = rule.get("parts", ())
    carrying = [pair for part in parts for pair in _leaves(part, False, carrying=True)]
    carrying = [(node, turned) for node, turned in carrying if _side(node, turned) is Side.FOR]
    for node, turned in (*carrying, *(pair for part in parts for pair in _leaves(part, False))):
        text = str(node["text"]).removesuffix(LEFT_OUT)
        if text not in found:
            found[text] = Weighed(_side(node, turned), node, text, facts_of(text, pack))
    return tuple(found.values())


def rests_on(node: Mapping[str, Any], names: Collection[str], pack: Pack) -> bool:
    """Whether a rule, or any node of a kept tree, compares one of some facts, wherever in it."""
    parts = node.get("parts", ())
    if not parts and "how" not in node and "text" in node:
        return not set(names).isdisjoint(facts_of(str(node["text"]).removesuffix(LEFT_OUT), pack))
    return any(rests_on(part, names, pack) for part in parts)


@lru_cache(maxsize=4000)
def facts_of(text: str, pack: Pack) -> tuple[str, ...]:
    """The facts that a leaf compares; none where the pack cannot read it (any more)."""
    try:
        return parse(text, scope_of(pack.facts, frozenset(pack.lists))).facts
    except ExpressionError:
        return ()


def _leaves(
    node: Mapping[str, Any], turned: bool, *, carrying: bool = False
) -> Iterator[tuple[Mapping[str, Any], bool]]:
    """Each leaf and whether it stands turned over; `carrying` leaves out the alternatives that do not hold."""
    if "how" not in node:
        yield node, turned
        return
    within = turned is not (node["how"] == "none")
    chosen = node["how"] == "any" if not turned else node["how"] in {"all", "none"}  # one of the parts is enough
    for part in node.get("parts", ()):
        if not (carrying and chosen) or _side(part, within) is Side.FOR:
            yield from _leaves(part, within, carrying=carrying)


def _side(node: Mapping[str, Any], turned: bool) -> Side:
    if node["value"] not in ("true", "false"):
        return Side.OPEN
    return Side.FOR if (node["value"] == "true") is not turned else Side.AGAINST
