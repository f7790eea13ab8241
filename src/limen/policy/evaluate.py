"""What do the rules say on this date, and why? Three-valued, cited, and exact about what must still be known.

Rows of outcomes are read in order; a row that is not settled stops the reading, unless the diagram shows that every
way it may turn out ends alike. Three guards stand on top:

* A shield (protection) is never guessed. Once expressed it outranks every other outcome; while it is not known, it
  freezes an adverse outcome until it has been asked, and is not asked of somebody whom nothing stands against.
* An adverse outcome needs a ground that is itself certain: that one ground or another must hold is not enough.
* What is unknown, refused, disputed or below the standard of its rule decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from limen.policy.facts import gather
from limen.policy.formula import Formula, GoverningRoute, GoverningRow, GoverningRule, governing, snapshot
from limen.policy.leaves import Environment, Truth, whole_domain
from limen.policy.relevance import (
    BUDGET,
    FALSE,
    TRUE,
    Diagram,
    DiagramTooLargeError,
    OpenLeaf,
    Unknowns,
    partition,
)
from limen.policy.rules import UNDETERMINED, Route
from limen.policy.telling import asks_for, deadlines_for, ground_for, tells_for, traced
from limen.policy.values import NOT_APPLICABLE, NOT_ESTABLISHED, Range, bounds_of
from limen.vocabulary.decision import Advice, OutcomeKind
from limen.vocabulary.evidence import Fact, FactStatus, Standard

__all__ = ["Reading", "can_apply", "evaluate", "snapshot"]


def evaluate(
    facts: Iterable[Fact] | Mapping[str, Any],
    route: Route,
    *,
    on: date,
    language: str = "en",
    trace: bool = True,
    budget: int = BUDGET,
) -> Advice:
    """Advise on a route for facts on a date: the outcome if decided, the grounds, and exactly what must be asked.

    `facts` are Fact objects or a mapping of names to facts or JSON values, in any order; those the route does not use
    are left aside. `trace` false leaves the cited tree out. Raises FactError for a value of the wrong kind.
    """
    case = Reading(governing(route, on), facts)
    found = _settled(case, budget)
    kind = OutcomeKind.UNDETERMINED if found.outcome == UNDETERMINED else route.outcomes[found.outcome]
    grounds = [ground_for(case, rule, language) for rule in found.grounds]
    return Advice(
        outcome=found.outcome,
        kind=kind,
        decided=found.decided,
        grounds=tuple(grounds),
        ask=asks_for(case, found.ask, found.first, language),
        tell=tells_for(case, found.outcome, found.grounds, language),
        deadlines=deadlines_for(case, found.outcome),
        trace=traced(case) if trace else {},
        snapshot=case.law.snapshot,
        exact=found.exact,
    )


@dataclass(slots=True)
class _Found:
    outcome: str
    decided: bool = True
    grounds: list[GoverningRule] = field(default_factory=list)
    ask: frozenset[str] = frozenset()
    first: frozenset[str] = frozenset()
    exact: bool = True


class Reading:
    """The law of a day read against one person's facts: the truth of every formula, each worked out once."""

    def __init__(self, law: GoverningRoute, facts: Iterable[Fact] | Mapping[str, Any]) -> None:
        self.law = law
        self.facts = _completed(law, gather(facts, law.facts))
        self.absent = frozenset(n for n, f in self.facts.items() if f.status is FactStatus.NOT_APPLICABLE)
        self.unproved = frozenset(n for n, f in self.facts.items() if f.status is FactStatus.NOT_ESTABLISHED)
        self._environments: dict[int, Environment] = {}
        self._leaf_truths: list[Any] = [_UNREAD] * len(law.leaves)
        self._truths: list[Any] = [_UNREAD] * law.formulas

    def environment(self, rank: int) -> Environment:
        """Each fact's value, or what is left of its domain, at a standard of proof."""
        found = self._environments.get(rank)
        if found is None:
            found = self._environments[rank] = _environment(self.law, self.facts, rank)
        return found

    def leaf(self, formula: Formula) -> Truth:
        """The truth of a leaf where it stands: an absent fact makes it false, an unproved one goes by the burden."""
        use = self.law.leaves[formula.leaf]
        if self.absent or self.unproved:
            names = use.bound.expression.facts
            if not self.absent.isdisjoint(names):
                return False
            if not self.unproved.isdisjoint(names):
                return formula.unproved
        truth = self._leaf_truths[formula.leaf]
        if truth is _UNREAD:
            truth = self._leaf_truths[formula.leaf] = use.bound.value(self.environment(use.rank))
        return truth  # type: ignore[no-any-return]

    def truth(self, formula: Formula) -> Truth:
        """True, False, or None where what is known does not settle it (Kleene 1952, strong connectives)."""
        known = self._truths[formula.number]
        if known is not _UNREAD:
            return known  # type: ignore[no-any-return]
        truth: Truth
        if formula.how == "leaf":
            truth = self.leaf(formula)
        else:
            parts = [self.truth(part) for part in formula.parts]
            if formula.how == "all":
                truth = False if False in parts else None if None in parts else True
            elif formula.how == "recorded":
                truth = parts[0] is True
            else:
                truth = True if True in parts else None if None in parts else False
                if formula.how == "none" and truth is not None:
                    truth = not truth
        self._truths[formula.number] = truth
        return truth

    def open_leaves(self, formulas: Iterable[Formula]) -> dict[int, Formula]:
        """The leaves under some formulas that what is known does not settle, by their number."""
        found: dict[int, Formula] = {}
        seen: set[int] = set()
        waiting = list(formulas)
        while waiting:
            formula = waiting.pop()
            if formula.number in seen or self.truth(formula) is not None:
                continue
            seen.add(formula.number)
            if formula.how == "leaf":
                found.setdefault(formula.leaf, formula)
            waiting.extend(reversed(formula.parts))
        return found

    def open_facts(self, formulas: Iterable[Formula]) -> frozenset[str]:
        """The unknown facts under some formulas: what Kleene's logic alone can say of relevance."""
        names: set[str] = set()
        for number in self.open_leaves(formulas):
            use = self.law.leaves[number]
            names.update(use.bound.blurred(self.environment(use.rank)))
        return frozenset(names)


_UNREAD: Any = object()


def _completed(law: GoverningRoute, facts: dict[str, Fact]) -> dict[str, Fact]:
    """The facts with what the dictionary lets follow: a date that stands for another, and implications."""
    for name, definition in law.facts.items():
        if definition.if_not_given and name not in facts:
            facts[name] = Fact(name, law.on, source="decision_date")
    if not law.implications:
        return facts
    for _ in law.implications:  # an implication may feed another: as many rounds as there are suffice
        environment = _environment(law, facts, Standard.BALANCE.rank)
        fresh = {
            name: Fact(name, value, source="implied", basis=(cite,))
            for name, leaf, value, cite in law.implications
            if name not in facts and leaf.value(environment) is True
        }
        if not fresh:
            break
        facts.update(fresh)
    return facts


def _environment(law: GoverningRoute, facts: Mapping[str, Fact], rank: int) -> Environment:
    environment: Environment = {}
    for name, definition in law.facts.items():
        fact = facts.get(name)
        if fact is not None and fact.status is FactStatus.KNOWN and fact.standard.rank >= rank:
            environment[name] = bounds_of(fact.value)
        elif fact is not None and fact.status is FactStatus.NOT_APPLICABLE:
            environment[name] = NOT_APPLICABLE
        elif fact is not None and fact.status is FactStatus.NOT_ESTABLISHED:
            environment[name] = NOT_ESTABLISHED
        else:
            environment[name] = whole_domain(definition.type)
    for name, definition in law.facts.items():
        domain = environment[name]
        if definition.not_before and domain == Range(date.min, date.max):
            floor = law.on if definition.not_before == "decision_date" else environment.get(definition.not_before)
            if isinstance(floor, date):
                environment[name] = Range(floor, date.max)
    return environment


def _settled(case: Reading, budget: int) -> _Found:
    """The outcome, with every guard applied."""
    found = _rows_read(case, budget)
    if not (found.decided and _is_adverse(case, found.outcome)):
        return found
    if not found.grounds:
        found = _ground_sought(case, found, budget)
    return _shielded(case, found, budget)


def _is_adverse(case: Reading, outcome: str) -> bool:
    return case.law.route.outcomes.get(outcome) is OutcomeKind.ADVERSE


def _rows_read(case: Reading, budget: int) -> _Found:
    """Rows in order: three-valued first, and by the diagram where that does not settle it."""
    unsettled: list[GoverningRow] = []
    final = case.law.route.otherwise
    for row in case.law.rows:
        truth = case.truth(row.formula)
        if truth is True:
            final = row.row.outcome
            if not unsettled:
                return _Found(final, grounds=_standing(case, row))
            unsettled.append(row)
            break
        if truth is None:
            unsettled.append(row)
    if not unsettled:
        return _Found(final)
    return _by_diagram(case, unsettled, final, budget)


def _by_diagram(case: Reading, rows: list[GoverningRow], final: str, budget: int) -> _Found:
    grounds = [rule for row in rows for rule in _standing(case, row)]
    try:
        diagram, unknowns = Diagram(budget), _unknowns(case, [row.formula for row in rows])
        root = diagram.end(final)
        for row in reversed(rows):
            root = diagram.choose(_figure(case, diagram, unknowns, row.formula), diagram.end(row.row.outcome), root)
    except DiagramTooLargeError:
        ask = case.open_facts(row.formula for row in rows)
        return _Found(UNDETERMINED, decided=False, grounds=grounds, ask=ask, exact=False)
    support = diagram.support(root)
    reached = sorted(str(label) for label in diagram.labels(root))
    if len(reached) == 1:
        certain = [rule for row in rows if row.row.outcome == reached[0] for rule in _standing(case, row)]
        return _Found(reached[0], grounds=certain)
    found = _Found(UNDETERMINED, False, grounds, unknowns.relevant(support), exact=unknowns.is_exact(support))
    if all(_is_adverse(case, outcome) for outcome in reached):
        # nothing but adverse outcomes is left: the shield's question is due, and comes first
        found.first = _shield_facts(case, budget)
        found.ask |= found.first
    return found


def _standing(case: Reading, row: GoverningRow) -> list[GoverningRule]:
    return [rule for rule, formula in row.reads if case.truth(formula) is True]


def _ground_sought(case: Reading, found: _Found, budget: int) -> _Found:
    """An adverse outcome that must follow, one way or another, while no single ground is certain: ask which.

    Regulation (EU) 2016/399 Article 14(2) and every fair procedure want the precise reasons.
    """
    reads = [pair for row in case.law.rows if row.row.outcome == found.outcome for pair in row.reads]
    open_reads = [(rule, formula) for rule, formula in reads if case.truth(formula) is None]
    try:
        diagram, unknowns = Diagram(budget), _unknowns(case, [formula for _, formula in open_reads])
        figures = [(rule, _figure(case, diagram, unknowns, formula)) for rule, formula in open_reads]
        found.grounds = [rule for rule, figure in figures if figure == TRUE]
        if found.grounds or not figures:
            return found
        root = diagram.end("")
        for rule, figure in figures:
            root = diagram.choose(figure, diagram.end(rule.rule.id), root)
        support = diagram.support(root)
        ask, exact = unknowns.relevant(support), unknowns.is_exact(support)
    except DiagramTooLargeError:
        ask, exact = case.open_facts(formula for _, formula in open_reads), False
    return _Found(UNDETERMINED, decided=False, ask=ask, exact=exact)


def _shielded(case: Reading, found: _Found, budget: int) -> _Found:
    """An adverse outcome stands: it is frozen while a shield has not been asked about."""
    first = _shield_facts(case, budget)
    if not first:
        return found
    return _Found(UNDETERMINED, False, found.grounds, found.ask | first, first, found.exact)


def _shield_facts(case: Reading, budget: int) -> frozenset[str]:
    """The facts that could still raise a shield."""
    waiting = [shield.applies for shield in case.law.shields if case.truth(shield.applies) is None]
    if not waiting:
        return frozenset()
    try:
        diagram, unknowns = Diagram(budget), _unknowns(case, waiting)
        root = diagram.either(_figure(case, diagram, unknowns, formula) for formula in waiting)
    except DiagramTooLargeError:
        return case.open_facts(waiting)
    return unknowns.relevant(diagram.support(root))


def can_apply(case: Reading, rule: GoverningRule) -> bool:
    """Whether some way of settling what is unknown makes a rule apply; true where that cannot be told."""
    truth = case.truth(rule.applies)
    if truth is not None:
        return truth
    try:
        diagram, unknowns = Diagram(), _unknowns(case, [rule.applies])
        return _figure(case, diagram, unknowns, rule.applies) != FALSE
    except DiagramTooLargeError:
        return True


def _unknowns(case: Reading, formulas: Iterable[Formula]) -> Unknowns:
    leaves = []
    for number in case.open_leaves(formulas):
        use = case.law.leaves[number]
        leaves.append(OpenLeaf(number, use.bound, case.environment(use.rank)))
    return partition(leaves)


def _figure(case: Reading, diagram: Diagram, unknowns: Unknowns, formula: Formula) -> int:
    truth = case.truth(formula)
    if truth is not None:
        return TRUE if truth else FALSE
    if formula.how == "leaf":
        return unknowns.figure(diagram, formula.leaf)
    parts = (_figure(case, diagram, unknowns, part) for part in formula.parts)
    if formula.how == "all":
        return diagram.both(parts)
    answer = diagram.either(parts)
    return diagram.contrary(answer) if formula.how == "none" else answer
