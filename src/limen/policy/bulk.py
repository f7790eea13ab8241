"""Many cases under the law of one day: the same answers as `evaluate`, one leaf at a time over all cases at once.

Equal facts are read once, each leaf is worked out once for each combination of values that really occurs, and what is
true of a condition is an array over the cases (three-valued, after Kleene). A case that this does not settle, because
an unknown fact may or may not matter, is handed to the diagram as any single case is. So the answers are those of
`evaluate`, question by question; what is left out is the words.

>>> from limen.policy import load_pack
>>> (verdict,) = verdicts([{"nationality": "IN"}], load_pack("schengen").route("entry"), on=date(2026, 11, 22))
>>> verdict.outcome, verdict.decided
('undetermined', False)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limen.policy.evaluate import settled
from limen.policy.facts import checked
from limen.policy.formula import Formula, GoverningRoute, GoverningRule, governing
from limen.policy.leaves import BoundLeaf, Truth
from limen.policy.pack import Route
from limen.policy.reading import UNASSERTED, Reading, domain_of, put_floors, values_for
from limen.policy.relevance import BUDGET
from limen.policy.rules import FactDefinition
from limen.vocabulary.decision import OutcomeKind
from limen.vocabulary.evidence import Fact, FactStatus, Standard

_NO, _OPEN, _YES, _UNPROVED = 0, 1, 2, 3  # what a leaf is; only a leaf can be unproved
_KLEENE: tuple[Truth, ...] = (False, None, True)
_TRUTHS: Mapping[Truth, int] = {False: _NO, None: _OPEN, True: _YES}
_NOT_GIVEN = object()
_SPARSE = 1 << 40  # combinations from which they are numbered anew, by those that occur

Truths = NDArray[np.int8]
Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one case comes to: the outcome, whether it is decided, the rules that stand, and the facts to ask."""

    outcome: str
    decided: bool
    grounds: tuple[str, ...] = ()
    ask: frozenset[str] = frozenset()


def verdicts(cases: Sequence[Mapping[str, Any]], route: Route, *, on: date, budget: int = BUDGET) -> list[Verdict]:
    """The verdict of each case in its order; a case maps names of facts to facts or JSON values, as for `evaluate`.

    Facts that the route does not use are left aside. Raises FactError for a value of the wrong kind, and
    NotInForceError for a day of which the pack says nothing.
    """
    law = governing(route, on)
    return _Table(law, cases).verdicts(budget)


class _Column:
    """One fact over all cases: a code for each case, and for each code the fact, None for what nobody gave."""

    def __init__(self, definition: FactDefinition, given: Sequence[Any]) -> None:
        self.definition = definition
        self.facts: list[Fact | None] = [None]
        self.has_marks = False  # whether the fact does not apply, or is not established, in some case
        self._of_fact: dict[Any, int] = {}
        self._domains: dict[tuple[int, int], Any] = {}
        kinds = set(map(type, given)) - {object}
        if kinds <= {str, date} or (len(kinds) == 1 and not kinds & {list, dict, Fact}):
            keys: Sequence[Any] = given  # no two of them are equal that are not the same
        else:
            keys = [(raw if type(raw) not in (list, dict) else repr(raw), type(raw)) for raw in given]
        of_key = dict(zip(keys, given, strict=True))
        codes = {key: 0 if raw is _NOT_GIVEN else self.code_of(checked(definition, raw)) for key, raw in of_key.items()}
        self.codes: Codes = np.fromiter(map(codes.__getitem__, keys), np.int32, len(given))

    def code_of(self, fact: Fact) -> int:
        """The code of a fact: whence it comes and when it was told makes no other."""
        key = (fact.status, fact.standard, type(fact.value), fact.value)
        found = self._of_fact.get(key)
        if found is None:
            found = self._of_fact[key] = len(self.facts)
            self.facts.append(fact)
            self.has_marks |= fact.status in UNASSERTED
        return found

    def domain(self, code: int, rank: int) -> Any:
        """The value, or what is left of the domain, that a code stands for at a standard of proof."""
        key = (code, rank)
        if key not in self._domains:
            self._domains[key] = domain_of(self.definition, self.facts[code], rank)
        return self._domains[key]


class _Table:
    """All cases against the law of one day."""

    def __init__(self, law: GoverningRoute, cases: Sequence[Mapping[str, Any]]) -> None:
        self.law, self.count = law, len(cases)
        given = set(chain.from_iterable(cases)) & law.facts.keys()
        nothing = [_NOT_GIVEN] * self.count
        self.columns = {
            name: _Column(definition, [case.get(name, _NOT_GIVEN) for case in cases] if name in given else nothing)
            for name, definition in law.facts.items()
        }
        self._leaves: dict[int, NDArray[np.int8]] = {}
        self._truths: dict[int, Truths] = {}
        self._complete()

    # -- what the dictionary lets follow, as `Reading` does for one case

    def _complete(self) -> None:
        for name, column in self.columns.items():
            standing = column.definition.if_not_given
            if standing:
                value = column.definition.stands_for(self.law.on)
                column.codes[column.codes == 0] = column.code_of(Fact(name, value))
        self._look_up()
        for _ in self.law.implications:
            fresh: dict[str, Codes] = {}
            for name, leaf, value, _cite in self.law.implications:
                column = self.columns[name]
                holds = self._worked_out(leaf, Standard.BALANCE.rank) == _YES
                follows = holds & (column.codes == 0)
                if follows.any():
                    codes = fresh.setdefault(name, column.codes.copy())
                    codes[follows] = column.code_of(Fact(name, value))
            if not fresh:
                break
            for name, codes in fresh.items():
                self.columns[name].codes = codes

    def _look_up(self) -> None:
        pack = self.law.route.pack
        for name, column in self.columns.items():
            if not column.definition.looked_up:
                continue
            table = pack.amounts[column.definition.looked_up]
            groups, firsts = self._grouped([one for one in table.by if one in self.columns])
            found = []
            for place in firsts:
                row = table.row(values_for(table, self._facts(table.by, place)), self.law.on)
                found.append(-1 if row is None else column.code_of(Fact(name, row.amount)))
            looked_up = np.array(found, np.int32)[groups]
            silent = np.array([fact is None or fact.status is FactStatus.UNKNOWN for fact in column.facts])
            column.codes = np.where(silent[column.codes] & (looked_up >= 0), looked_up, column.codes)

    # -- leaves and formulas

    def _grouped(self, names: Sequence[str]) -> tuple[NDArray[np.int64], list[int]]:
        """The cases divided by their combination of some facts: the group of each, and a case of each group."""
        numbers, size = np.zeros(self.count, np.int64), 1
        for name in names:
            column = self.columns[name]
            numbers = numbers * len(column.facts) + column.codes
            size *= len(column.facts)
            if size > _SPARSE:
                numbers = np.unique(numbers, return_inverse=True)[1].astype(np.int64)
                size = int(numbers.max(initial=0)) + 1
        if size > 4 * self.count:
            _, firsts, groups = np.unique(numbers, return_index=True, return_inverse=True)
            return groups, firsts.tolist()
        first = np.full(size, -1, np.int64)
        first[numbers[::-1]] = np.arange(self.count - 1, -1, -1)
        occurs = np.flatnonzero(first >= 0)
        renumbered = np.zeros(size, np.int64)
        renumbered[occurs] = np.arange(len(occurs))
        return renumbered[numbers], first[occurs].tolist()

    def _facts(self, names: Iterable[str], place: int) -> dict[str, Fact]:
        """Some facts of one case, as completed so far."""
        columns = ((name, self.columns[name]) for name in names if name in self.columns)
        found = ((name, column.facts[column.codes[place]]) for name, column in columns)
        return {name: fact for name, fact in found if fact is not None}

    def _worked_out(self, leaf: BoundLeaf, rank: int) -> NDArray[np.int8]:
        """What a leaf is in each case: an absent fact makes it false, one that was not established unproved."""
        names = self._needed(leaf)
        columns = {name: self.columns[name] for name in self.law.facts if name in names}  # in the order of the law
        floors = {name: column.definition for name, column in columns.items() if column.definition.not_before}
        marked = [self.columns[name] for name in leaf.expression.facts if self.columns[name].has_marks]
        groups, firsts = self._grouped(names)
        answers = []
        for place in firsts:
            statuses = {fact.status for column in marked if (fact := column.facts[column.codes[place]])}
            if FactStatus.NOT_APPLICABLE in statuses:
                answers.append(_NO)
            elif FactStatus.NOT_ESTABLISHED in statuses:
                answers.append(_UNPROVED)
            else:
                environment = {name: column.domain(int(column.codes[place]), rank) for name, column in columns.items()}
                put_floors(environment, floors, self.law.on)
                answers.append(_TRUTHS[leaf.value(environment)])
        return np.array(answers, np.int8)[groups]

    def _needed(self, leaf: BoundLeaf) -> tuple[str, ...]:
        """The facts that a leaf reads, and those before which an unknown day of them cannot be."""
        names = list(leaf.expression.facts)
        for name in names:  # grows while it is read: a floor may have a floor
            floor = self.columns[name].definition.not_before
            if floor in self.columns and floor not in names:
                names.append(floor)
        return tuple(names)

    def truth(self, formula: Formula) -> Truths:
        """What a formula is in each case."""
        known = self._truths.get(formula.number)
        if known is not None:
            return known
        if formula.how == "leaf":
            truth = self._leaf(formula)
        else:
            parts = [self.truth(part) for part in formula.parts]
            truth = _JOINED[formula.how](parts, self.count)
        self._truths[formula.number] = truth
        return truth

    def _leaf(self, formula: Formula) -> Truths:
        answers = self._leaves.get(formula.leaf)
        if answers is None:
            use = self.law.leaves[formula.leaf]
            answers = self._leaves[formula.leaf] = self._worked_out(use.bound, use.rank)
        is_unproved = answers == _UNPROVED
        if not is_unproved.any():
            return answers
        return np.where(is_unproved, np.int8(_YES if formula.unproved else _NO), answers)

    # -- outcomes

    def verdicts(self, budget: int) -> list[Verdict]:
        """The verdict of each case."""
        law = self.law
        outcome = np.full(self.count, -1, np.int64)  # the row reached; the number of rows where none is
        is_open = np.zeros(self.count, bool)
        for number, row in enumerate(law.rows):
            truth = self.truth(row.formula)
            undecided = outcome < 0
            outcome[undecided & (truth == _YES)] = number
            is_open |= undecided & (truth == _OPEN)
        outcome[outcome < 0] = len(law.rows)
        grounds = self._grounds(outcome)
        adverse = [number for number in range(len(law.rows) + 1) if self._is_adverse(number)]
        is_adverse = np.isin(outcome, adverse)
        for shield in law.shields:
            is_open |= is_adverse & (self.truth(shield.applies) == _OPEN)
        found = self._decided(outcome, grounds)
        # adverse, while no single rule is certain: which, must be asked
        is_open |= is_adverse & np.array([not standing for standing in grounds], bool)
        places = np.flatnonzero(is_open)
        numbers = sorted(self._truths)
        known = np.stack([self._truths[number][places] for number in numbers], axis=1) if numbers else np.zeros((0, 0))
        for place, truths in zip(places.tolist(), known.tolist(), strict=True):
            found[place] = self._alone(place, {n: _KLEENE[t] for n, t in zip(numbers, truths, strict=True)}, budget)
        return found

    def _outcome(self, number: int) -> str:
        rows = self.law.rows
        return rows[number].row.outcome if number < len(rows) else self.law.route.otherwise

    def _is_adverse(self, number: int) -> bool:
        return self.law.route.outcomes.get(self._outcome(number)) is OutcomeKind.ADVERSE

    def _grounds(self, outcome: NDArray[np.int64]) -> list[tuple[int, ...]]:
        """The rules that stand in the row each case reached, by their places among those the row reads."""
        found: list[tuple[int, ...]] = [()] * self.count
        for number, row in enumerate(self.law.rows):
            places = np.flatnonzero(outcome == number)
            if not len(places) or not row.reads:
                continue
            stands = np.stack([self.truth(formula)[places] == _YES for _, formula in row.reads], axis=1)
            packed = np.packbits(stands, axis=1)
            patterns, inverse = np.unique(packed, axis=0, return_inverse=True)
            bits = [np.flatnonzero(np.unpackbits(pattern, count=len(row.reads))) for pattern in patterns]
            tuples = [tuple(map(int, one)) for one in bits]
            for place, pattern in zip(places.tolist(), inverse.reshape(-1).tolist(), strict=True):
                found[place] = tuples[pattern]
        return found

    def _decided(self, outcome: NDArray[np.int64], grounds: Sequence[tuple[int, ...]]) -> list[Verdict]:
        kept: dict[tuple[int, tuple[int, ...]], Verdict] = {}
        found = []
        for number, standing in zip(outcome.tolist(), grounds, strict=True):
            verdict = kept.get((number, standing))
            if verdict is None:
                rules = [self.law.rows[number].reads[place][0].rule.id for place in standing]
                verdict = kept[number, standing] = Verdict(self._outcome(number), True, tuple(rules))
            found.append(verdict)
        return found

    def _alone(self, place: int, truths: Mapping[int, Truth], budget: int) -> Verdict:
        """One case as `evaluate` settles it, from what is worked out already."""
        case = Reading.completed(self.law, self._facts(self.columns, place), truths)
        found = settled(case, budget)
        return Verdict(found.outcome, found.decided, _ids(found.grounds), case.asked_instead(found.ask))


def _ids(rules: Iterable[GoverningRule]) -> tuple[str, ...]:
    return tuple(rule.rule.id for rule in rules)


def _all(parts: Sequence[Truths], count: int) -> Truths:
    return np.minimum.reduce(parts) if parts else np.full(count, _YES, np.int8)


def _any(parts: Sequence[Truths], count: int) -> Truths:
    return np.maximum.reduce(parts) if parts else np.full(count, _NO, np.int8)


def _none(parts: Sequence[Truths], count: int) -> Truths:
    return (_YES - _any(parts, count)).astype(np.int8)


def _recorded(parts: Sequence[Truths], _count: int) -> Truths:
    return np.where(parts[0] == _YES, np.int8(_YES), np.int8(_NO))


_JOINED = {"all": _all, "any": _any, "none": _none, "recorded": _recorded}
