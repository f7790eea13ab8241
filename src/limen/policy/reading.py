"""The law of a day read against one person's facts: the truth of every formula, each worked out once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from limen.policy.amounts import AmountTable
from limen.policy.expressions import DECISION_DATE
from limen.policy.facts import gather
from limen.policy.formula import Formula, GoverningRoute
from limen.policy.leaves import ANY_DAY, BoundLeaf, Environment, Truth, whole_domain
from limen.policy.rules import FactDefinition
from limen.policy.values import NOT_APPLICABLE, NOT_ESTABLISHED, Range, bounds_of
from limen.vocabulary.evidence import Fact, FactStatus, Standard

UNREAD: Any = object()  # in place of a truth: nobody has asked for it yet
UNASSERTED = frozenset({FactStatus.NOT_APPLICABLE, FactStatus.NOT_ESTABLISHED})


class Reading:
    """The law of a day read against one person's facts: the truth of every formula, each worked out once."""

    def __init__(self, law: GoverningRoute, facts: Iterable[Fact] | Mapping[str, Any]) -> None:
        given = gather(facts, law.facts)
        _stand_in(law, given)
        _look_up(law, given)
        self._begin(law, given)
        self._imply()

    @classmethod
    def completed(cls, law: GoverningRoute, facts: dict[str, Fact], truths: list[Any]) -> Reading:
        """A reading of facts typed and completed already, and of truths by number, UNREAD where not known."""
        case = cls.__new__(cls)
        case._begin(law, facts)
        case._truths = truths
        return case

    def _begin(self, law: GoverningRoute, facts: dict[str, Fact]) -> None:
        self.law, self.facts = law, facts
        self.absent = frozenset(n for n, f in self.facts.items() if f.status is FactStatus.NOT_APPLICABLE)
        self.unproved = frozenset(n for n, f in self.facts.items() if f.status is FactStatus.NOT_ESTABLISHED)
        known = (fact.standard.rank for fact in facts.values() if fact.status is FactStatus.KNOWN)
        self._weakest = min(known, default=Standard.BEYOND_DOUBT.rank)
        self._environments: dict[int, Environment] = {}
        self._leaf_truths: list[Any] = [UNREAD] * len(law.leaves)
        self._truths: list[Any] = [UNREAD] * law.formulas

    def _imply(self) -> None:
        """Add what the dictionary lets follow from other facts."""
        facts, balance = self.facts, Standard.BALANCE.rank
        for _ in self.law.implications:  # an implication may feed another: as many rounds as there are suffice
            environment = self.environment(balance)
            fresh = {
                name: Fact(name, value, source="implied", basis=(cite,))
                for name, leaf, value, cite in self.law.implications
                if name not in facts and _is_asserted(leaf, facts) and leaf.value(environment) is True
            }
            if not fresh:
                break
            facts.update(fresh)
            self._weakest = min(self._weakest, balance)
            self._environments.clear()

    def environment(self, rank: int) -> Environment:
        """Each fact's value, or what is left of its domain, at a standard of proof."""
        rank = max(rank, self._weakest)  # every fact that is known has reached the weakest
        found = self._environments.get(rank)
        if found is None:
            found = self._environments[rank] = environment_of(self.law, self.facts, rank)
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
        if truth is UNREAD:
            truth = use.bound.value(self.environment(use.rank))
            if truth is None and use.unasked and any(map(self.is_silent, use.bound.expression.facts)):
                truth = False
            self._leaf_truths[formula.leaf] = truth
        return truth  # type: ignore[no-any-return]

    def is_silent(self, name: str) -> bool:
        """Whether nothing was said of a fact."""
        return name not in self.facts or self.facts[name].status is FactStatus.UNKNOWN

    def truth(self, formula: Formula) -> Truth:
        """True, False, or None where what is known does not settle it (Kleene 1952, strong connectives)."""
        known = self._truths[formula.number]
        if known is not UNREAD:
            return known  # type: ignore[no-any-return]
        truth: Truth
        if formula.how == "leaf":
            truth = self.leaf(formula)
        elif formula.how == "recorded":
            truth = self.truth(formula.parts[0]) is True
        else:
            settles = formula.how != "all"  # one part that is so settles the whole
            truth = not settles
            for part in formula.parts:
                found = self._truths[part.number]
                if found is UNREAD:
                    found = self.truth(part)
                if found is settles:
                    truth = settles
                    break
                if found is None:
                    truth = None
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
                asked.update(table.undecided(values_for(table, self.facts), self.law.on) or (name,))
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


def _stand_in(law: GoverningRoute, facts: dict[str, Fact]) -> None:
    """Add what stands for a fact that nobody gives: another date, or a value of the dictionary."""
    for definition in law.stood_for:
        name = definition.id
        if name not in facts:
            by_date = definition.if_not_given == DECISION_DATE
            facts[name] = Fact(name, definition.stands_for(law.on), source=DECISION_DATE if by_date else "pack")


def _is_asserted(leaf: BoundLeaf, facts: Mapping[str, Fact]) -> bool:
    """Whether a leaf can hold at all: nothing follows from what does not apply or was not established."""
    return not any(name in facts and facts[name].status in UNASSERTED for name in leaf.expression.facts)


def _look_up(law: GoverningRoute, facts: dict[str, Fact]) -> None:
    """Add the amounts that the pack's tables hold, where nobody has stated them."""
    for definition in law.looked_up:
        name, given = definition.id, facts.get(definition.id)
        if given is None or given.status is FactStatus.UNKNOWN:
            table = law.route.pack.amounts[definition.looked_up]
            row = table.row(values_for(table, facts), law.on)
            if row is not None:
                facts[name] = Fact(name, row.amount, source="pack", basis=(row.source,))


def values_for(table: AmountTable, facts: Mapping[str, Fact]) -> tuple[Any, ...]:
    """What is known of the facts that decide a table's row, None for each that is not."""
    known = (facts.get(name) for name in table.by)
    return tuple(fact.value if fact is not None and fact.is_known else None for fact in known)


def environment_of(law: GoverningRoute, facts: Mapping[str, Fact], rank: int) -> Environment:
    """The value of each fact of a day's law, or what is left of its domain, at a standard of proof."""
    environment = law.unknown | {name: domain_of(law.facts[name], fact, rank) for name, fact in facts.items()}
    put_floors(environment, law.floors, law.on)
    return environment


def domain_of(definition: FactDefinition, fact: Fact | None, rank: int) -> Any:
    """A fact's value at a standard of proof, the mark of what it is instead, or, where it is unknown, its domain."""
    if fact is not None:
        if fact.status is FactStatus.KNOWN and fact.standard.rank >= rank:
            return bounds_of(fact.value)
        if fact.status is FactStatus.NOT_APPLICABLE:
            return NOT_APPLICABLE
        if fact.status is FactStatus.NOT_ESTABLISHED:
            return NOT_ESTABLISHED
    return whole_domain(definition.type)


def put_floors(environment: Environment, floors: Mapping[str, FactDefinition], on: date) -> None:
    """Put the earliest day it can be under each unknown day that has one."""
    for name, definition in floors.items():
        if environment[name] == ANY_DAY:
            floor = on if definition.not_before == DECISION_DATE else environment.get(definition.not_before)
            if isinstance(floor, date):
                environment[name] = Range(floor, date.max)
