"""The law of a day read against one person's facts: the truth of every formula, each worked out once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from limen.policy.amounts import AmountTable
from limen.policy.expressions import DECISION_DATE
from limen.policy.facts import gather
from limen.policy.formula import Formula, GoverningRoute
from limen.policy.leaves import Environment, Truth, whole_domain
from limen.policy.values import NOT_APPLICABLE, NOT_ESTABLISHED, Range, bounds_of
from limen.vocabulary.evidence import Fact, FactStatus, Standard


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

    def asked_instead(self, names: frozenset[str]) -> frozenset[str]:
        """Facts to ask for: where a table would answer, what decides its row is asked instead of the amount."""
        asked: set[str] = set()
        for name in names:
            definition = self.law.facts[name]
            if definition.looked_up:
                table = self.law.route.pack.amounts[definition.looked_up]
                asked.update(table.undecided(_values(table, self.facts), self.law.on) or (name,))
            else:
                asked.add(name)
        return frozenset(asked)

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
            by_date = definition.if_not_given == DECISION_DATE
            facts[name] = Fact(
                name, law.on if by_date else definition.if_not_given, source=DECISION_DATE if by_date else "pack"
            )
    _look_up(law, facts)
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


def _look_up(law: GoverningRoute, facts: dict[str, Fact]) -> None:
    """Add the amounts that the pack's tables hold, where nobody has stated them."""
    for name, definition in law.facts.items():
        given = facts.get(name)
        if definition.looked_up and (given is None or given.status is FactStatus.UNKNOWN):
            table = law.route.pack.amounts[definition.looked_up]
            row = table.row(_values(table, facts), law.on)
            if row is not None:
                facts[name] = Fact(name, row.amount, source="pack", basis=(row.source,))


def _values(table: AmountTable, facts: Mapping[str, Fact]) -> tuple[Any, ...]:
    """What is known of the facts that decide a table's row, None for each that is not."""
    known = (facts.get(name) for name in table.by)
    return tuple(fact.value if fact is not None and fact.is_known else None for fact in known)


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
