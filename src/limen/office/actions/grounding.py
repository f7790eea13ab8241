"""What a ground opens to where an officer decides: for and against in this case, the rule in words, the clause's text.

Everything comes from the tree that the advice kept and from the law it was made by; nothing is evaluated again. What
rests on a judgement fact that the law still asks for is not told before the officer's own finding on it is recorded
(DESIGN §9.13): such a rule stays closed as a whole, wherever in it the fact stands, as it does in the tree of the law.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from limen.office.actions import law, lawtexts, telling
from limen.office.actions.errors import Words
from limen.office.actions.views import GroundLaw, GroundView, LawLine, Speaks
from limen.office.records.models import Decision
from limen.policy import Pack, Route, spoken_ground
from limen.policy.explain import rule_lines
from limen.policy.prose import node_said
from limen.policy.spoken import spoken_value
from limen.policy.standing import Side, Weighed, rests_on, weighed
from limen.vocabulary.evidence import N_

NOT_KNOWN = N_("not known")


@dataclass(frozen=True, slots=True)
class Advised:
    """One assessment to open grounds of: its kept tree, its route, the language of whoever reads.

    `asked` are the judgement facts that the law still asks this officer for.
    """

    trace: Mapping[str, Any]
    route: Route
    language: str
    asked: frozenset[str] = frozenset()


def law_of(advised: Advised, rule: str, cite: str) -> GroundLaw | None:
    """What one ground opens to; None while its rule waits for the officer's own finding, or where no tree was kept."""
    pack = advised.route.pack
    kept = next((one for one in advised.trace.get("rules", ()) if one["id"] == rule), None)
    if kept is None or rests_on(kept, advised.asked, pack):
        return None
    told = weighed(kept, pack)
    return GroundLaw(
        speaks_for=tuple(_speaks(advised, told, Side.FOR)),
        against=tuple(_speaks(advised, told, Side.AGAINST)),
        unknown=tuple(_speaks(advised, told, Side.OPEN)),
        rule=_rule(advised.route, rule, date.fromisoformat(advised.trace["on"]), advised.language),
        clause=lawtexts.beside(pack, as_written(pack, cite)),
    )


def grounds(advised: Advised, kept: Iterable[Mapping[str, Any]]) -> tuple[GroundView, ...]:
    """Grounds as they are shown; one that rests on a judgement stays hidden until the officer has keyed it."""
    return tuple(_ground(advised, ground) for ground in kept)


def of_decision(decision: uuid.UUID, language: str = "en") -> tuple[GroundView, ...]:
    """The grounds a decision rests on, each with what it opened to then: by the law and the facts it was taken on."""
    row = Decision.objects.select_related("assessment", "case").get(id=decision)
    route = law.pack(row.inputs["pack"]).route(row.case.direction)
    spoken = telling.language_of(route.pack, language)
    return grounds(Advised(row.assessment.advice["trace"], route, spoken), row.grounds)


def _ground(advised: Advised, ground: Mapping[str, Any]) -> GroundView:
    title, reason = spoken_ground(ground, advised.route, advised.language)
    hidden = not advised.asked.isdisjoint(ground["facts"])
    return GroundView(
        id=ground["id"], code=ground["code"], cite=ground["cite"], title=title, reason=reason, kind=ground["kind"],
        hidden=hidden, language=advised.language,
        law=None if hidden else law_of(advised, ground["id"], ground["cite"]),
    )  # fmt: skip


def as_written(pack: Pack, cite: str) -> str:
    """A citation as the pack writes it: the short name of each instrument replaced by its key."""
    return "; ".join(_keyed(pack, part) for part in cite.split("; "))


def _keyed(pack: Pack, part: str) -> str:
    named = [one for one in pack.instruments.values() if part == one.short or part.startswith(f"{one.short} ")]
    longest = max(named, key=lambda one: len(one.short), default=None)
    return f"{longest.id}{part[len(longest.short) :]}" if longest is not None else part


@lru_cache(maxsize=256)
def _rule(route: Route, rule: str, on: date, language: str) -> tuple[LawLine, ...]:
    """A rule in words as it governs a day, without its title, which stands above it."""
    return telling.law_lines(rule_lines(route, rule, language, on=on, whole=True)[1:])


def _speaks(advised: Advised, told: Iterable[Weighed], side: Side) -> Iterator[Speaks]:
    for one in told:
        if one.side is side:
            said = telling.worded(node_said(one.node, advised.route, advised.language))
            facts = tuple(_fact(advised, name) for name in one.facts)
            yield Speaks(said, str(one.node["value"]), str(one.node.get("cite", "")), facts)


def _fact(advised: Advised, name: str) -> tuple[str, str, str]:
    """A fact's name, its value or why it has none, and the kind of its source; which list it was, the hit says."""
    pack = advised.route.pack
    kept = advised.trace.get("facts", {}).get(name, {})
    called = pack.words(advised.language, "facts", name, "name") or name.replace("_", " ")
    value, status = kept.get("value"), kept.get("status", "unknown")
    kind = str(pack.facts[name].type.kind) if name in pack.facts else ""
    if status == "known" and value is not None and kind and not isinstance(value, bool | list):
        said = spoken_value({"kind": kind, "value": value, "fact": name}, pack, advised.language)
    else:
        said = telling.value(advised.route, name, value, status, advised.language)
    source = str(kept.get("source", "")).partition(":")[0]
    return called, said or Words(NOT_KNOWN), telling.source(source) if source in telling.SOURCES else ""
