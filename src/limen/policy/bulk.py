"""Many cases under the law of one day: the same answers as `evaluate`, one leaf at a time over all cases at once.

Equal facts are read once, each leaf is worked out once for each combination of values that really occurs, and cases
that every leaf answers alike are judged as one (three-valued, after Kleene). Where that does not settle them, because
an unknown fact may or may not matter, those that are alike too in what the open leaves read are handed to the diagram
as any single case is. So the answers are those of `evaluate`, question by question; what is left out is the words.

>>> from limen.policy import load_pack
>>> (verdict,) = verdicts([{"nationality": "IN"}], load_pack("schengen").route("entry"), on=date(2026, 11, 22))
>>> verdict.outcome, verdict.decided
('undetermined', False)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limen.policy.columns import KLEENE, NO, OPEN, UNPROVED, YES, Answers, Columns, Places, Sheet
from limen.policy.evaluate import settled
from limen.policy.formula import Formula, GoverningRule, governing
from limen.policy.pack import Route
from limen.policy.reading import UNREAD, Reading
from limen.policy.relevance import BUDGET
from limen.vocabulary.decision import OutcomeKind


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one case comes to: the outcome, whether it is decided, the rules that stand, and the facts to ask."""

    outcome: str
    decided: bool
    grounds: tuple[str, ...] = ()
    ask: frozenset[str] = frozenset()


def verdicts(
    cases: Sequence[Mapping[str, Any]] | Sheet, route: Route, *, on: date, budget: int = BUDGET
) -> list[Verdict]:
    """The verdict of each case in its order; a case maps names of facts to facts or JSON values, as for `evaluate`.

    Cases that several laws are to judge are read once where they come as one `Sheet`. Facts that the route does not use
    are left aside. Raises FactError for a value of the wrong kind, and NotInForceError for a day of which the pack says
    nothing.
    """
    law = governing(route, on)
    return _Judged(Columns(law, cases if isinstance(cases, Sheet) else Sheet(cases))).verdicts(budget)


class _Judged:
    """The cases of a sheet, those that every leaf of the law answers alike taken together as one kind."""

    def __init__(self, columns: Columns) -> None:
        self.columns, self.law = columns, columns.law
        self._formulas = [row.formula for row in self.law.rows] + [shield.applies for shield in self.law.shields]
        leaves = sorted({part.leaf for formula in self._formulas for part in _parts(formula) if part.how == "leaf"})
        uses = [self.law.leaves[leaf] for leaf in leaves]
        answers = np.zeros((len(leaves), columns.count), np.int8)
        for number, use in enumerate(uses):
            answers[number] = columns.answers(use.bound, use.rank, use.unasked)
        self.kind, self._firsts = _alike(answers.T)  # of each case, and a case of each kind
        self.count = len(self._firsts)
        self._leaves = dict(zip(leaves, answers[:, self._firsts], strict=True))
        self._truths: dict[int, Answers] = {}

    def truth(self, formula: Formula) -> Answers:
        """What a formula is for each kind of case."""
        known = self._truths.get(formula.number)
        if known is not None:
            return known
        if formula.how == "leaf":
            answers = self._leaves[formula.leaf]
            truth = np.where(answers == UNPROVED, np.int8(YES if formula.unproved else NO), answers)
        else:
            parts = [self.truth(part) for part in formula.parts]
            truth = _JOINED[formula.how](parts, self.count)
        self._truths[formula.number] = truth
        return truth

    def verdicts(self, budget: int) -> list[Verdict]:
        """The verdict of each case."""
        found = self._decided()
        places = np.flatnonzero(np.array([verdict is None for verdict in found], bool)[self.kind])
        of_kind = np.array([*found, None], object)[:-1]  # the last keeps a list of nothing an array of objects
        answered = of_kind[self.kind]
        if len(places):
            groups, firsts = _alike(self._seen_of_the_open(places))
            answered[places] = np.array([*self._alone(places[firsts], budget), None], object)[groups]
        return answered.tolist()  # type: ignore[no-any-return]  # an array of objects does not say of which

    def _decided(self) -> list[Verdict | None]:
        """The verdict of each kind of case; None where what is known does not settle it."""
        law = self.law
        outcome = np.full(self.count, -1, np.int64)  # the row reached; the number of rows where none is
        is_open = np.zeros(self.count, bool)
        for number, row in enumerate(law.rows):
            truth = self.truth(row.formula)
            undecided = outcome < 0
            outcome[undecided & (truth == YES)] = number
            is_open |= undecided & (truth == OPEN)
        outcome[outcome < 0] = len(law.rows)
        adverse = [number for number in range(len(law.rows) + 1) if self._is_adverse(number)]
        is_adverse = np.isin(outcome, adverse)
        for shield in law.shields:
            is_open |= is_adverse & (self.truth(shield.applies) == OPEN)
        found: list[Verdict | None] = []
        for kind, number in enumerate(outcome.tolist()):
            reads = law.rows[number].reads if number < len(law.rows) else ()
            grounds = _ids(rule for rule, formula in reads if self.truth(formula)[kind] == YES)
            # adverse, while no single rule is certain: which, must be asked
            must_ask = is_open[kind] or (is_adverse[kind] and not grounds)
            found.append(None if must_ask else Verdict(self._outcome(number), True, grounds))
        return found

    def _outcome(self, number: int) -> str:
        rows = self.law.rows
        return rows[number].row.outcome if number < len(rows) else self.law.route.otherwise

    def _is_adverse(self, number: int) -> bool:
        return self.law.route.outcomes.get(self._outcome(number)) is OutcomeKind.ADVERSE

    # -- what only the diagram settles

    def _seen_of_the_open(self, places: Places) -> NDArray[np.int32]:
        """For each case what the diagram can see of it: its kind, and the facts that its open leaves read."""
        kinds = self.kind[places]
        seen = [kinds.astype(np.int32)]
        reads: dict[str, NDArray[np.bool_]] = {}  # for each fact, in which kinds an open leaf reads it
        for number, answers in self._leaves.items():
            is_open = answers == OPEN
            if is_open.any():
                for name in self._read_with(self.law.leaves[number].bound.expression.facts):
                    reads[name] = reads[name] | is_open if name in reads else is_open
        for name, is_read in reads.items():
            seen.append(np.where(is_read[kinds], self.columns.columns[name].codes[places], np.int32(-1)))
        return np.stack(seen, axis=1)

    def _read_with(self, names: Iterable[str]) -> list[str]:
        """The facts on which what a leaf leaves open, and what is asked for it, can hang."""
        found, pack = self.columns.needed(names), self.law.route.pack
        tables = [pack.amounts[table] for name in found if (table := self.law.facts[name].looked_up)]
        return [*found, *(key for table in tables for key in table.by if key in self.law.facts)]

    def _alone(self, places: Places, budget: int) -> Iterator[Verdict]:
        """Single cases as `evaluate` settles them, from what is worked out already."""
        numbers = sorted(self._truths)
        known = np.full((len(places), self.law.formulas), len(KLEENE), np.int8)
        known[:, numbers] = np.stack([self._truths[number][self.kind[places]] for number in numbers], axis=1)
        meant = (*KLEENE, UNREAD)
        for place, truths in zip(places.tolist(), known, strict=True):
            facts = self.columns.facts(place)
            case = Reading.completed(self.law, facts, list(map(meant.__getitem__, truths.tolist())))
            found = settled(case, budget)
            yield Verdict(found.outcome, found.decided, _ids(found.grounds), case.asked_instead(found.ask))


def _ids(rules: Iterable[GoverningRule]) -> tuple[str, ...]:
    return tuple(rule.rule.id for rule in rules)


def _parts(formula: Formula) -> Iterator[Formula]:
    yield formula
    for part in formula.parts:
        yield from _parts(part)


def _alike(rows: NDArray[Any]) -> tuple[Places, Places]:
    """The rows of a table divided by what stands in them: the group of each, and a row of each group."""
    table = np.ascontiguousarray(rows)
    width = table.dtype.itemsize * table.shape[1]
    numbers: dict[bytes, int] = {}
    keys: list[Any] = table.view(np.dtype((np.void, width))).ravel().tolist() if width else [b""] * len(table)
    groups = np.fromiter((numbers.setdefault(key, len(numbers)) for key in keys), np.intp, len(keys))
    firsts = np.zeros(len(numbers), np.intp)
    firsts[groups[::-1]] = np.arange(len(keys) - 1, -1, -1)
    return groups, firsts


def _all(parts: Sequence[Answers], count: int) -> Answers:
    return np.minimum.reduce(parts) if parts else np.full(count, YES, np.int8)


def _any(parts: Sequence[Answers], count: int) -> Answers:
    return np.maximum.reduce(parts) if parts else np.full(count, NO, np.int8)


def _none(parts: Sequence[Answers], count: int) -> Answers:
    return (YES - _any(parts, count)).astype(np.int8)


def _recorded(parts: Sequence[Answers], _count: int) -> Answers:
    return np.where(parts[0] == YES, np.int8(YES), np.int8(NO))


_JOINED: Mapping[str, Callable[[Sequence[Answers], int], Answers]] = {
    "all": _all, "any": _any, "none": _none, "recorded": _recorded,
}  # fmt: skip
