"""What do the rules say on this date, and why? Three-valued, cited, and exact about what must still be known.

Rows of outcomes are read in order; a row that is not settled stops the reading, unless the diagram shows that every
way it may turn out ends alike. Three guards stand on top:

* A shield (protection) is never guessed. Once expressed it outranks every other outcome; while it is not known, it
  freezes an adverse outcome until it has been asked, and is not asked of somebody whom nothing stands against.
* An adverse outcome needs a ground that is itself certain: that one ground or another must hold is not enough.
* What is unknown, refused, disputed or below the standard of its rule decides nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from limen.policy.formula import Formula, GoverningRow, GoverningRule, governing
from limen.policy.pack import Route
from limen.policy.reading import Reading
from limen.policy.relaxed import RelaxedReading, marked
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
from limen.policy.rules import UNDETERMINED
from limen.policy.telling import asks_for, deadlines_for, ground_for, tells_for, traced
from limen.vocabulary.decision import Advice, OutcomeKind
from limen.vocabulary.evidence import Fact


def evaluate(
    facts: Iterable[Fact] | Mapping[str, Any],
    route: Route,
    *,
    on: date,
    language: str = "en",
    trace: bool = True,
    budget: int = BUDGET,
    left_out: Collection[str] = (),
) -> Advice:
    """Advise on a route for facts on a date: the outcome if decided, the grounds, and exactly what must be asked.

    `facts` are Fact objects or a mapping of names to facts or JSON values, in any order; those the route does not use
    are left aside. `left_out` names facts that by lawful order nobody asks for: what only they keep open is not shown
    (`limen.policy.relaxed`). `trace` false leaves the cited tree out. Raises FactError for a value of the wrong kind,
    and NotInForceError for a day of which the pack says nothing.
    """
    law = governing(route, on)
    case = RelaxedReading(law, facts, left_out) if left_out else Reading(law, facts)
    found = settled(case, budget)
    kind = OutcomeKind.UNDETERMINED if found.outcome == UNDETERMINED else route.outcomes[found.outcome]
    grounds = [ground_for(case, rule, language) for rule in found.grounds]
    return Advice(
        outcome=found.outcome,
        kind=kind,
        decided=found.decided,
        grounds=tuple(grounds),
        ask=asks_for(case, case.asked_instead(found.ask), found.first, language),
        tell=tells_for(case, found.outcome, found.grounds, language),
        deadlines=deadlines_for(case, found.outcome, language),
        trace=marked(traced(case), case) if trace else {},
        snapshot=case.law.snapshot,
        exact=found.exact,
    )


@dataclass(slots=True)
class Found:
    """What a case comes to, before it is put into words: the rules that stand, and the facts that could change it."""

    outcome: str
    decided: bool = True
    grounds: list[GoverningRule] = field(default_factory=list)
    ask: frozenset[str] = frozenset()
    first: frozenset[str] = frozenset()
    exact: bool = True


def settled(case: Reading, budget: int) -> Found:
    """The outcome of a case, with every guard applied."""
    found = _rows_read(case, budget)
    if not (found.decided and _is_adverse(case, found.outcome)):
        return found
    if not found.grounds:
        found = _ground_sought(case, found, budget)
    return _shielded(case, found, budget)


def _is_adverse(case: Reading, outcome: str) -> bool:
    return case.law.route.outcomes.get(outcome) is OutcomeKind.ADVERSE


def _rows_read(case: Reading, budget: int) -> Found:
    """Rows in order: three-valued first, and by the diagram where that does not settle it."""
    unsettled: list[GoverningRow] = []
    final = case.law.route.otherwise
    for row in case.law.rows:
        truth = case.truth(row.formula)
        if truth is True:
            final = row.row.outcome
            if not unsettled:
                return Found(final, grounds=_standing(case, row))
            unsettled.append(row)
            break
        if truth is None:
            unsettled.append(row)
    if not unsettled:
        return Found(final)
    return _by_diagram(case, unsettled, final, budget)


def _by_diagram(case: Reading, rows: list[GoverningRow], final: str, budget: int) -> Found:
    grounds = [rule for row in rows for rule in _standing(case, row)]
    try:
        diagram, unknowns = Diagram(budget), _unknowns(case, [row.formula for row in rows])
        root = diagram.end(final)
        for row in reversed(rows):
            root = diagram.choose(_figure(case, diagram, unknowns, row.formula), diagram.end(row.row.outcome), root)
    except DiagramTooLargeError:
        ask = case.open_facts(row.formula for row in rows)
        return Found(UNDETERMINED, decided=False, grounds=grounds, ask=ask, exact=False)
    support = diagram.support(root)
    reached = sorted(str(label) for label in diagram.labels(root))
    if len(reached) == 1:
        certain = [rule for row in rows if row.row.outcome == reached[0] for rule in _standing(case, row)]
        return Found(reached[0], grounds=certain)
    found = Found(UNDETERMINED, False, grounds, unknowns.relevant(support), exact=unknowns.is_exact(support))
    if all(_is_adverse(case, outcome) for outcome in reached):
        # nothing but adverse outcomes is left: the shield's question is due, and comes first
        found.first = _shield_facts(case, budget)
        found.ask |= found.first
    return found


def _standing(case: Reading, row: GoverningRow) -> list[GoverningRule]:
    return [rule for rule, formula in row.reads if case.truth(formula) is True]


def _ground_sought(case: Reading, found: Found, budget: int) -> Found:
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
    return Found(UNDETERMINED, decided=False, ask=ask, exact=exact)


def _shielded(case: Reading, found: Found, budget: int) -> Found:
    """An adverse outcome stands: it is frozen while a shield has not been asked about."""
    first = _shield_facts(case, budget)
    if not first:
        return found
    return Found(UNDETERMINED, False, found.grounds, found.ask | first, first, found.exact)


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
