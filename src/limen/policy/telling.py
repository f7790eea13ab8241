"""Advice in words: grounds with reasons, questions with answer keys, what to tell, clocks, and the cited tree.

All words come from the pack's text; nothing here knows a jurisdiction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from limen.policy import clocks
from limen.policy.expressions import DECISION_DATE
from limen.policy.formula import Formula, GoverningRoute, GoverningRule
from limen.policy.presets import dated
from limen.policy.reading import Reading
from limen.policy.rules import Clock, FactDefinition, Waiver
from limen.policy.spoken import filled, slots_of
from limen.policy.values import Kind, as_json, is_precise
from limen.vocabulary.decision import Ask, Deadline, Ground, Tell
from limen.vocabulary.evidence import FactStatus, Standard


def ground_for(case: Reading, rule: GoverningRule, language: str) -> Ground:
    """A rule that applies, with the clauses and the words of exactly those of its branches that hold."""
    pack = case.law.route.pack
    branches = list(_true_branches(case, rule.applies))
    facts = tuple(dict.fromkeys(name for branch in branches for name in _facts_under(case, branch)))
    cites = list(dict.fromkeys(pack.cited(branch.cite) for branch in branches if branch.cite))
    unproved = any(name in case.unproved for name in facts)
    which = "not_shown" if unproved and pack.words("en", "rules", rule.rule.id, "not_shown") else "reason"
    said = [_said(case, "rules", rule.rule.id, which)]
    if rule.rule.disclosure == "restricted":
        said = [_said(case, "rules", rule.rule.id, "reason_restricted")]
    else:
        # "you have not shown", never "you have not": what was not established is not asserted of a person
        proved = [branch for branch in branches if case.unproved.isdisjoint(_facts_under(case, branch))]
        said += [_said(case, "says", say) for say in dict.fromkeys(branch.say for branch in proved if branch.say)]
    told = [filled(pack.words(language, *part["words"]), part["slots"], pack, language) for part in said]
    return Ground(
        id=rule.rule.id,
        cite="; ".join(cites) or pack.cited(rule.rule.cite),
        effect=rule.rule.effect,
        kind=rule.rule.kind,
        code=rule.rule.code,
        title=pack.words(language, "rules", rule.rule.id, "title"),
        reason=" ".join(part for part in told if part),
        facts=facts,
        disclosure=rule.rule.disclosure,
        rests_on_judgement=any(case.law.facts[name].judgement for name in facts),
        said=tuple(said),
    )


def _true_branches(case: Reading, formula: Formula) -> Iterable[Formula]:
    """The deepest cited or worded nodes that make a formula true; `none` counts as itself."""
    if case.truth(formula) is not True:
        return
    if formula.how == "leaf" or (formula.say and formula.how != "any"):
        yield formula
        return
    if formula.how in {"none", "recorded"}:
        return
    for part in formula.parts:
        yield from _true_branches(case, part)


def _facts_under(case: Reading, formula: Formula) -> list[str]:
    if formula.how == "leaf":
        return list(case.law.leaves[formula.leaf].bound.expression.facts)
    return [name for part in formula.parts for name in _facts_under(case, part)]


def _said(case: Reading, *path: str) -> dict[str, Any]:
    """Which words are used, and the value of each slot they have in any language."""
    slots = {slot: _slot(case, slot) for slot in sorted(slots_of(case.law.route.pack, path))}
    return {"words": list(path), "slots": slots}


def _slot(case: Reading, name: str) -> dict[str, Any]:
    """The value of a fact or a quantity as JSON with its kind; None where it is not known."""
    if name == DECISION_DATE:
        return {"kind": str(Kind.DATE), "value": case.law.on.isoformat()}
    if name in case.law.quantities:
        found = case.law.quantities[name](case.environment(Standard.SUSPICION.rank))
        kind = str(case.law.route.quantities[name].term.type.kind)
        return {"kind": kind, "value": as_json(found) if is_precise(found) else None}
    definition, fact = case.law.facts.get(name), case.facts.get(name)
    if definition is None or fact is None or not fact.is_known:
        return {"kind": "text", "value": None}
    return {"kind": str(definition.type.kind), "value": as_json(fact.value), "fact": name}


def _filled(case: Reading, language: str, *path: str) -> str:
    """The words under a path with their slots filled."""
    pack = case.law.route.pack
    return filled(pack.words(language, *path), _said(case, *path)["slots"], pack, pack.language_of(language, *path))


def asks_for(case: Reading, names: frozenset[str], first: frozenset[str], language: str) -> tuple[Ask, ...]:
    """The questions for some facts: a shield's first, then as the dictionary orders them."""
    definitions = case.law.facts
    ordered = sorted(names, key=lambda name: (name not in first, definitions[name].order, name))
    return tuple(_ask(case, definitions[name], language) for name in ordered)


def _ask(case: Reading, definition: FactDefinition, language: str) -> Ask:
    pack, name = case.law.route.pack, definition.id
    rules = [rule for rule in case.law.rules.values() if name in rule.facts and case.truth(rule.applies) is None]
    fact = case.facts.get(name)
    status = fact.status if fact is not None else FactStatus.UNKNOWN
    return Ask(
        fact=name,
        question=pack.words(language, "facts", name, "question"),
        cite=pack.cited(definition.cite or (rules[0].rule.cite if rules else "")),
        could_change=tuple(rule.rule.id for rule in rules),
        type=str(definition.type.kind),
        values=definition.type.values or (("true", "false") if definition.type.kind is Kind.BOOL else ()),
        presets=tuple((label, dated(text, case.law.on)) for label, text in definition.presets),
        judgement=definition.judgement,
        sensitive=definition.sensitive,
        evidence=definition.evidence,
        status=str(status),
    )


def tells_for(case: Reading, outcome: str, grounds: Iterable[GoverningRule], language: str) -> tuple[Tell, ...]:
    """What must be told with an outcome, and which waivers of its grounds somebody could grant."""
    route, pack = case.law.route, case.law.route.pack
    told = [
        Tell(
            telling.id,
            pack.cited(telling.cite),
            _filled(case, language, "tells", telling.id),
            telling.within_hours,
            telling.record,
        )
        for telling in route.tells
        if outcome in telling.outcomes
    ]
    waivers: dict[str, Waiver] = {waiver.id: waiver for rule in grounds for waiver in rule.waivers}
    told += [
        Tell(waiver.id, pack.cited(waiver.cite), pack.words(language, "waivers", waiver.id))
        for waiver in waivers.values()
    ]
    return tuple(told)


def deadlines_for(case: Reading, outcome: str, language: str) -> tuple[Deadline, ...]:
    """The clocks that start with an outcome; the day of the event is not counted (Regulation 1182/71, Article 3(1)).

    Hours run from the moment of the event, which only the record knows: the day they end on, at the earliest, is given.
    A clock that runs from a date which is not known has no last day, and names the date it waits for.
    """
    on, clocks_of = case.law.on, case.law.route.clocks
    begun = [clock for clock in clocks_of if outcome in clock.outcomes and (not clock.in_force or on in clock.in_force)]
    return tuple(_deadline(case, clock, language) for clock in begun)


def _deadline(case: Reading, clock: Clock, language: str) -> Deadline:
    pack = case.law.route.pack
    start = case.law.on if not clock.starts else _day_of(case, clock.starts)
    due = clocks.ends(clock, start) if start is not None else None
    second = clocks.then(clock, due) if due is not None else None
    cites = dict.fromkeys(pack.cited(cite) for cite in (clock.cite, clock.roll.cite if clock.roll else "") if cite)
    return Deadline(
        clock=clock.id,
        due=due.isoformat() if due is not None else "",
        cite="; ".join(cites),
        words=pack.words(language, "clocks", clock.id) or clock.id.replace("_", " "),
        hours=clock.hours,
        then=second.isoformat() if second is not None else "",
        every_days=clock.every_days,
        every_months=clock.every_months,
        starts=clock.starts,
    )


def _day_of(case: Reading, name: str) -> date | None:
    """The day a fact gives; None where it is not known, or not to the day."""
    fact = case.facts.get(name)
    return fact.value if fact is not None and fact.is_known and isinstance(fact.value, date) else None


_TRUTHS = {True: "true", False: "false", None: "unknown"}


def traced(case: Reading) -> dict[str, Any]:
    """The cited three-valued tree: facts as used, each rule, each row, and where the reading stopped.

    A node has `text`, `value` (`true`, `false`, `unknown`), `cite` where it has one, and `parts` under `how`; one that
    several rules hold is the same in each.
    """
    pack = case.law.route.pack
    rows = []
    for row in case.law.rows:
        truth = case.truth(row.formula)
        rows.append({"id": row.row.outcome, "value": _TRUTHS[truth], "cite": pack.cited(row.row.cite)})
        if truth is not False:
            break
    rules = []
    shapes = _shapes(case.law)
    nodes = _nodes(case, shapes.shapes)
    for rule in case.law.rules.values():
        place = shapes.of_rule[rule.rule.id]
        rules.append(
            {
                "id": rule.rule.id,
                "value": _TRUTHS[case.truth(rule.applies)],
                "cite": pack.cited(rule.rule.cite),
                "parts": [nodes[place]] if place is not None else [],
            }
        )
    facts = {
        name: {"value": as_json(fact.value), "status": str(fact.status), "source": fact.source}
        for name, fact in sorted(case.facts.items())
    }
    return {"on": case.law.on.isoformat(), "route": case.law.route.name, "rows": rows, "rules": rules, "facts": facts}


@dataclass(frozen=True, slots=True)
class _Shape:
    """One node of the tree as the law writes it: which formula it is of, how it stands there but for its truth, and the
    places of its parts."""

    formula: Formula
    node: dict[str, Any]
    parts: tuple[int, ...]


@dataclass(slots=True)
class _Shapes:
    """The nodes of a day's law, each after its parts, and where each rule's tree is, None where it says nothing."""

    law: GoverningRoute
    shapes: list[_Shape] = field(default_factory=list)
    of_rule: dict[str, int | None] = field(default_factory=dict)
    _known: dict[int, int | None] = field(default_factory=dict)

    def place(self, formula: Formula) -> int | None:
        """Where the node of a formula is; a group that says nothing of itself is replaced by its only part."""
        if formula.number in self._known:
            return self._known[formula.number]
        parts = tuple(place for part in formula.parts if (place := self.place(part)) is not None)
        found: int | None = None
        if len(parts) == 1 and formula.how in {"all", "any"} and not formula.cite and not formula.label:
            found = parts[0]
        elif parts or formula.how == "leaf":
            found = len(self.shapes)
            self.shapes.append(_Shape(formula, self._unsaid(formula), parts))
        self._known[formula.number] = found
        return found

    def _unsaid(self, formula: Formula) -> dict[str, Any]:
        if formula.how == "leaf":
            node: dict[str, Any] = {"text": self.law.leaves[formula.leaf].bound.expression.text, "value": ""}
        else:
            text = formula.label.replace("_", " ") or f"{formula.how} of"
            node = {"text": text, "how": formula.how, "value": "", "parts": []}
        return node | ({"cite": self.law.route.pack.cited(formula.cite)} if formula.cite else {})


@lru_cache(maxsize=128)
def _shapes(law: GoverningRoute) -> _Shapes:
    found = _Shapes(law)
    for rule in law.rules.values():
        found.of_rule[rule.rule.id] = found.place(rule.applies)
    return found


def _nodes(case: Reading, shapes: Iterable[_Shape]) -> list[dict[str, Any]]:
    """The nodes of one case's tree with their truths, each made once."""
    made: list[dict[str, Any]] = []
    for shape in shapes:
        node = shape.node.copy()
        node["value"] = _TRUTHS[case.truth(shape.formula)]
        if shape.parts:
            node["parts"] = [made[place] for place in shape.parts]
        made.append(node)
    return made
