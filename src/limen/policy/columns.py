"""Many cases as columns: each fact read once for every value that occurs, each leaf answered over all cases at once.

A `Sheet` turns cases into columns without asking what they mean, so that two laws may read the same one. `Columns` are
the facts of a sheet as one law knows them, with what its dictionary lets follow; `answers` is what a leaf is in each
case. The two sides of a comparison are worked out by themselves, once for each combination of the facts on that side,
and compared as arrays: a history of stays is counted once however many days of departure stand against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from types import NoneType
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from limen.policy.expressions import Comparison, Term, facts_of
from limen.policy.facts import checked
from limen.policy.formula import GoverningRoute
from limen.policy.leaves import BoundLeaf, Environment, Truth
from limen.policy.reading import UNASSERTED, domain_of, put_floors, values_for
from limen.policy.rules import FactDefinition
from limen.policy.values import NOT_APPLICABLE, NOT_ESTABLISHED, UNKNOWN, Kind, Range
from limen.vocabulary.evidence import Fact, FactStatus, Standard

NO, OPEN, YES, UNPROVED = 0, 1, 2, 3  # what a leaf is; only a leaf can be unproved
KLEENE: tuple[Truth, ...] = (False, None, True)
_TRUTHS: Mapping[Truth, int] = {False: NO, None: OPEN, True: YES}
_SPARSE = 1 << 40  # combinations from which they are numbered anew, by those that occur
_SHAPES = 1000  # cases of more shapes than these are read name by name
_UNHASHABLE = frozenset({list, dict, tuple})  # or may be; told apart by how they are written
_BY_THEMSELVES = frozenset({str, date, NoneType})  # equal values of these are the same whatever stands beside them

Answers = NDArray[np.int8]
Codes = NDArray[np.int32]
Places = NDArray[np.intp]
_Given = TypeVar("_Given")


class Column:
    """One fact over all cases: a code for each case, and for each code the fact, None for what nobody gave."""

    def __init__(self, definition: FactDefinition, count: int) -> None:
        self.definition = definition
        self.codes: Codes = np.zeros(count, np.int32)
        self.facts: list[Fact | None] = [None]
        self.has_marks = False  # whether the fact does not apply, or is not established, in some case
        self._of_fact: dict[Any, int] = {}
        self._domains: dict[int, list[Any]] = {}

    def copy(self) -> Column:
        """The column for a law of its own to complete."""
        column = Column(self.definition, 0)
        column.codes, column.facts, column.has_marks = self.codes.copy(), self.facts.copy(), self.has_marks
        column._of_fact = self._of_fact.copy()
        return column

    def read(self, places: Places, values: Sequence[Any]) -> None:
        """Take what some cases give. Raises FactError for a value of the wrong kind."""
        keys = _keys(values)
        codes = {
            key: self.code_of(checked(self.definition, raw))
            for key, raw in dict(zip(keys, values, strict=True)).items()
        }
        self.codes[places] = np.fromiter(map(codes.__getitem__, keys), np.int32, len(values))

    def code_of(self, fact: Fact) -> int:
        """The code of a fact: whence it comes and when it was told makes no other."""
        key = (fact.status, fact.standard, type(fact.value), fact.value)
        found = self._of_fact.get(key)
        if found is None:
            found = self._of_fact[key] = len(self.facts)
            self.facts.append(fact)
            self.has_marks |= fact.status in UNASSERTED
        return found

    def domains(self, rank: int) -> list[Any]:
        """For each code the value, or what is left of the domain, at a standard of proof."""
        known = self._domains.setdefault(rank, [])
        known += [domain_of(self.definition, fact, rank) for fact in self.facts[len(known) :]]
        return known


def _silent(column: Column) -> NDArray[np.bool_]:
    """For each code of a column whether nothing was said."""
    return np.array([fact is None or fact.status is FactStatus.UNKNOWN for fact in column.facts])


def _keys(values: Sequence[Any]) -> Sequence[Any]:
    """For each value a key, the same for two values only where they are read alike: 1 is not true."""
    kinds = set(map(type, values))
    hashed = kinds - _UNHASHABLE
    if len(hashed - _BY_THEMSELVES) > 1 or Fact in hashed:
        return [_key(raw) for raw in values]
    if kinds == hashed:
        return values
    if not hashed and len(kinds) == 1:
        return list(map(repr, values))
    return [raw if type(raw) in hashed else (type(raw), repr(raw)) for raw in values]


def _key(raw: Any) -> Any:
    if isinstance(raw, Fact):
        value = raw.value
        return Fact, raw.status, raw.standard, type(value), repr(value) if type(value) in _UNHASHABLE else value
    return type(raw), repr(raw) if type(raw) in _UNHASHABLE else raw


class Sheet:
    """Cases turned into columns once: for each name the cases that give it, and what they give."""

    def __init__(self, cases: Sequence[Mapping[str, Any]]) -> None:
        self.count = len(cases)
        self._given: dict[str, list[tuple[Places, Sequence[Any]]]] = {}
        self._columns: dict[str, Column] = {}
        shapes: dict[tuple[str, ...], list[int]] = {}
        for place, case in enumerate(cases):
            shapes.setdefault(tuple(case), []).append(place)
        if len(shapes) > _SHAPES:
            for name in set(chain.from_iterable(shapes)):
                found = [place for place, case in enumerate(cases) if name in case]
                self._given[name] = [(np.array(found, np.intp), [cases[place][name] for place in found])]
            return
        for shape, alike in shapes.items():
            places = np.array(alike, np.intp)
            for name, values in zip(shape, zip(*[cases[place].values() for place in alike], strict=True), strict=True):
                self._given.setdefault(name, []).append((places, values))

    def column(self, definition: FactDefinition) -> Column:
        """The column of a fact, for one law to complete. Raises FactError for a value of the wrong kind."""
        kept = self._columns.get(definition.id)
        if kept is None or kept.definition != definition:
            kept = self._columns[definition.id] = Column(definition, self.count)
            given = self._given.get(definition.id)
            if given:
                places, values = zip(*given, strict=True)
                kept.read(np.concatenate(places), values[0] if len(values) == 1 else list(chain.from_iterable(values)))
        return kept.copy()


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a comparison: the group of each case, and for each group the ends of its value, None if unknown."""

    groups: Places
    lows: list[Any]
    highs: list[Any]


class Columns:
    """The facts of a sheet as the law of one day knows them, and what its leaves are in each case."""

    def __init__(self, law: GoverningRoute, sheet: Sheet) -> None:
        self.law, self.count = law, sheet.count
        self.columns = {name: sheet.column(definition) for name, definition in law.facts.items()}
        self._sides: dict[tuple[Term, int], _Side] = {}
        self._complete()
        self._sides.clear()  # what was worked out before the last fact followed

    # -- what the dictionary lets follow, as `Reading` does for one case

    def _complete(self) -> None:
        for name, column in self.columns.items():
            if column.definition.if_not_given:
                standing = Fact(name, column.definition.stands_for(self.law.on))
                column.codes[column.codes == 0] = column.code_of(standing)
        self._look_up()
        for _ in self.law.implications:
            fresh: dict[str, Codes] = {}
            for name, leaf, value, _cite in self.law.implications:
                column = self.columns[name]
                holds = self.answers(leaf, Standard.BALANCE.rank) == YES
                follows = holds & (column.codes == 0)
                if follows.any():
                    codes = fresh.setdefault(name, column.codes.copy())
                    codes[follows] = column.code_of(Fact(name, value))
            if not fresh:
                break
            for name, codes in fresh.items():
                self.columns[name].codes = codes
            self._sides.clear()

    def _look_up(self) -> None:
        pack = self.law.route.pack
        for name, column in self.columns.items():
            if not column.definition.looked_up:
                continue
            table = pack.amounts[column.definition.looked_up]
            groups, firsts = self.grouped([one for one in table.by if one in self.columns])
            found = []
            for place in firsts:
                row = table.row(values_for(table, self.facts(place, table.by)), self.law.on)
                found.append(-1 if row is None else column.code_of(Fact(name, row.amount)))
            looked_up = np.array(found, np.int32)[groups]
            column.codes = np.where(_silent(column)[column.codes] & (looked_up >= 0), looked_up, column.codes)

    # -- cases that share the values of some facts

    def grouped(self, names: Sequence[str]) -> tuple[Places, list[int]]:
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
        renumbered = np.zeros(size, np.intp)
        renumbered[occurs] = np.arange(len(occurs))
        return renumbered[numbers], first[occurs].tolist()

    def facts(self, place: int, names: Iterable[str] | None = None) -> dict[str, Fact]:
        """The facts of one case, or some of them, as completed so far."""
        columns = ((n, self.columns[n]) for n in (self.columns if names is None else names) if n in self.columns)
        found = ((name, column.facts[column.codes[place]]) for name, column in columns)
        return {name: fact for name, fact in found if fact is not None}

    def needed(self, names: Iterable[str]) -> list[str]:
        """Some facts, and those before which an unknown day of them cannot be."""
        found = list(names)
        for name in found:  # grows while it is read: a floor may have a floor
            floor = self.columns[name].definition.not_before
            if floor in self.columns and floor not in found:
                found.append(floor)
        return found

    def _each(
        self, names: Sequence[str], rank: int, asked: Callable[[Environment], _Given], otherwise: _Given
    ) -> tuple[Places, list[_Given]]:
        """What each combination of some facts answers; `otherwise` where one does not apply or is not established."""
        needed = self.needed(names)
        columns = {name: self.columns[name] for name in self.law.facts if name in needed}  # in the order of the law
        floors = {name: definition for name, definition in self.law.floors.items() if name in columns}
        marked = [name for name in names if self.columns[name].has_marks]
        groups, firsts = self.grouped(needed)
        domains = [map(column.domains(rank).__getitem__, column.codes[firsts].tolist()) for column in columns.values()]
        found = []
        for values in zip(*domains, strict=True) if columns else ((),) * len(firsts):
            environment = dict(zip(columns, values, strict=True))
            if marked and any(environment[n] is NOT_APPLICABLE or environment[n] is NOT_ESTABLISHED for n in marked):
                found.append(otherwise)
                continue
            if floors:
                put_floors(environment, floors, self.law.on)
            found.append(asked(environment))
        return groups, found

    # -- leaves

    def answers(self, leaf: BoundLeaf, rank: int, unasked: bool = False) -> Answers:
        """What a leaf is in each case: an absent fact makes it false, one that was not established unproved; with
        `unasked` it does not hold where nothing was said of a fact."""
        if leaf.sides:
            answers = self._compared(leaf, rank)
        else:
            groups, truths = self._each(leaf.expression.facts, rank, leaf.value, None)
            answers = np.array([_TRUTHS[truth] for truth in truths], np.int8)[groups]
        for status, meant in ((FactStatus.NOT_ESTABLISHED, UNPROVED), (FactStatus.NOT_APPLICABLE, NO)):
            for name in leaf.expression.facts:
                column = self.columns[name]
                if column.has_marks:
                    is_so = np.array([fact is not None and fact.status is status for fact in column.facts])
                    answers[is_so[column.codes]] = meant
        for name in leaf.expression.facts if unasked else ():
            column = self.columns[name]
            answers[(answers == OPEN) & _silent(column)[column.codes]] = NO
        return answers

    def _compared(self, leaf: BoundLeaf, rank: int) -> Answers:
        root = leaf.expression.root
        if not isinstance(root, Comparison):
            raise TypeError("only a comparison has sides")
        left, right = (self._side(term, value, rank) for term, value in leaf.sides)
        ends = _numbered(root.left.type.kind, (left, right))
        if len(left.lows) == 1 or len(right.lows) == 1:  # as where one side is written in the law
            return _COMPARED[root.operator](*ends)[right.groups if len(left.lows) == 1 else left.groups]
        sides = (left, left, left, right, right, right)
        return _COMPARED[root.operator](*(end[side.groups] for end, side in zip(ends, sides, strict=True)))

    def _side(self, term: Term, value: Callable[[Environment], Any], rank: int) -> _Side:
        kept = self._sides.get((term, rank))
        if kept is None:
            groups, values = self._each(facts_of(term), rank, value, UNKNOWN)
            bounds = [
                (one.low, one.high) if isinstance(one, Range) else (None, None) if one is UNKNOWN else (one, one)
                for one in values
            ]
            kept = self._sides[term, rank] = _Side(groups, [low for low, _ in bounds], [high for _, high in bounds])
        return kept


def _numbered(kind: Kind, sides: Iterable[_Side]) -> list[NDArray[Any]]:
    """For each side the numbers of its lower and upper ends, in the order of the values, and where it is known."""
    number: Callable[[Any], int]
    if kind is Kind.DATE:
        number = date.toordinal
    else:
        ends = chain.from_iterable(chain(side.lows, side.highs) for side in sides)
        number = {end: place for place, end in enumerate(sorted({end for end in ends if end is not None}))}.__getitem__
    found: list[NDArray[Any]] = []
    for side in sides:
        found += [
            np.array([0 if end is None else number(end) for end in ends], np.int32) for ends in (side.lows, side.highs)
        ]
        found.append(np.array([end is not None for end in side.lows], bool))
    return found


Ends = NDArray[np.int32]
Known = NDArray[np.bool_]


def _settled(yes: Known, no: Known, known: Known) -> Answers:
    answers = np.full(known.shape, OPEN, np.int8)
    answers[no & known] = NO
    answers[yes & known] = YES
    return answers


def _less(low: Ends, high: Ends, known: Known, other_low: Ends, other_high: Ends, other_known: Known) -> Answers:
    return _settled(high < other_low, low >= other_high, known & other_known)


def _at_most(low: Ends, high: Ends, known: Known, other_low: Ends, other_high: Ends, other_known: Known) -> Answers:
    return _settled(high <= other_low, low > other_high, known & other_known)


def _same(low: Ends, high: Ends, known: Known, other_low: Ends, other_high: Ends, other_known: Known) -> Answers:
    is_same = (low == high) & (other_low == other_high) & (low == other_low)
    return _settled(is_same, (high < other_low) | (other_high < low), known & other_known)


def _turned(
    compare: Callable[..., Answers],
) -> Callable[[Ends, Ends, Known, Ends, Ends, Known], Answers]:
    return lambda *ends: compare(*ends[3:], *ends[:3])


_COMPARED: Mapping[str, Callable[[Ends, Ends, Known, Ends, Ends, Known], Answers]] = {
    "<": _less,
    "<=": _at_most,
    ">": _turned(_less),
    ">=": _turned(_at_most),
    "=": _same,
    "!=": lambda *ends: (YES - _same(*ends)).astype(np.int8),
}
