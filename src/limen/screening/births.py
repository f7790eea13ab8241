"""How two birth dates agree: one of a few grades, told for one pair or, in arrays, for every entry of a list at once.

A grade is what both sides support and no more: a year against a whole day can agree, never be equal. Rules of the
module: the best agreement of any date with any date counts; 1 January is what registers write for an unknown day; the
arrays answer exactly what `agreement` answers, so that a search by them loses nothing.

>>> from limen.screening.lists.entry import BirthInterval
>>> agreement(PartialDate(1980, 5, 3), BirthInterval.parse("1980-03-05"))
'born.transposed'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limen.screening.lists.entry import BirthInterval, Entry
from limen.vocabulary.dates import PartialDate

# Best first: the order in which grades are written in the arrays.
GRADES = (
    "born.equal", "born.transposed", "born.year", "born.digit", "born.approximate", "born.range", "born.near",
    "born.differs",
)  # fmt: skip
_CODE = {grade: place for place, grade in enumerate(GRADES)}
UNKNOWN = len(GRADES)  # an entry or a traveller without a date
_RANGE, _CIRCA, _WHOLE, _PART = range(4)


def agreement(mine: PartialDate, interval: BirthInterval) -> str:
    """The grade of one date against one listed date or range."""
    first, last = interval.first, interval.last
    if first != last:
        if first.first <= mine.last and mine.first <= last.last:
            return "born.range"
        years = max(first.year - mine.year, mine.year - last.year)
        return "born.near" if years <= 1 else "born.differs"
    apart = abs(mine.year - first.year)
    if interval.is_circa or mine.circa:
        return "born.year" if apart == 0 else "born.approximate" if apart <= 2 else "born.differs"
    if mine.is_whole and first.is_whole:
        return _whole_days(mine, first)
    if mine.may_be(first):
        return "born.year"
    return "born.near" if apart <= 1 else "born.differs"


def _whole_days(mine: PartialDate, listed: PartialDate) -> str:
    if (mine.year, mine.month, mine.day) == (listed.year, listed.month, listed.day):
        return "born.year" if (mine.month, mine.day) == (1, 1) else "born.equal"
    if mine.year == listed.year:
        if (mine.month, mine.day) == (listed.day, listed.month):
            return "born.transposed"
        if (1, 1) in ((mine.month, mine.day), (listed.month, listed.day)):
            return "born.year"
    if sum(one != other for one, other in zip(_digits(mine), _digits(listed), strict=True)) == 1:
        return "born.digit"
    return "born.near" if abs(mine.year - listed.year) <= 1 else "born.differs"


def _digits(date: PartialDate) -> str:
    return f"{date.year:04}{date.month:02}{date.day:02}"


def number_of(date: PartialDate) -> int:
    """A date as the number its digits make: 19800305; zero where month or day is unknown."""
    return (date.year * 100 + date.month) * 100 + date.day


_POWERS = np.array([1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000], np.int32)


FIRST_SLIP = 2  # the column of `numbers_of` from which a digit differs


def numbers_of(dates: Sequence[PartialDate]) -> NDArray[np.int32]:
    """One row for each whole day: itself, day and month exchanged, and each digit changed: a few are no days."""
    numbers = np.array([number_of(date) for date in dates], np.int32)[:, None]
    rest = numbers - numbers // _POWERS % 10 * _POWERS
    changed = (rest[:, :, None] + np.arange(10, dtype=np.int32) * _POWERS[:, None]).reshape(
        len(numbers), 10 * len(_POWERS)
    )
    changed[changed == numbers] = 0
    turned = numbers // 10_000 * 10_000 + numbers % 100 * 100 + numbers // 100 % 100
    return np.concatenate((numbers, turned, changed), axis=1)


def is_strict(date: PartialDate) -> bool:
    """Whether only another day that is led to (`numbers_of`) can agree with a date: a whole one, sure, and not the one
    that registers write for an unknown day."""
    return date.is_whole and not date.circa and (date.month, date.day) != (1, 1)


def arrays(entries: Sequence[Entry]) -> dict[str, NDArray[np.int32]]:
    """Every listed date of these entries, entry by entry: `born_start` says where an entry's dates begin."""
    counts = [len(entry.born) for entry in entries]
    rows = [_row(interval) for entry in entries for interval in entry.born]
    return {
        "born_start": np.concatenate(([0], np.cumsum(counts, dtype=np.int32))).astype(np.int32),
        "born": np.array(rows, np.int32).reshape(-1),
    }


_COLUMNS = 6


def _row(interval: BirthInterval) -> tuple[int, int, int, int, int, int]:
    """Kind; first and last day it may mean; first and last year; the day's digits as one number."""
    first, last = interval.first, interval.last
    if first != last:
        kind = _RANGE
    elif interval.is_circa:
        kind = _CIRCA
    else:
        kind = _WHOLE if first.is_whole else _PART
    return kind, first.first.toordinal(), last.last.toordinal(), first.year, last.year, number_of(first)


def grades(
    theirs: Sequence[Sequence[PartialDate]], whose: NDArray[np.integer[Any]], held: Mapping[str, NDArray[np.int32]],
    places: NDArray[np.integer[Any]],
) -> NDArray[np.uint8]:  # fmt: skip
    """For each pair of a traveller, by the place of their dates in `theirs`, and an entry, by its place, the place in
    GRADES of the best agreement; UNKNOWN where a side has no date."""
    best = np.full(len(places), UNKNOWN, np.uint8)
    starts, mine = held["born_start"], np.array([len(dates) for dates in theirs], np.int64)
    listed = (starts[places + 1] - starts[places]).astype(np.int64)
    dated = np.flatnonzero(listed * mine[whose])
    if not len(dated):
        return best
    listed, mine_of, begins = listed[dated], mine[whose[dated]], (np.cumsum(mine) - mine)[whose[dated]]
    counts = listed * mine_of
    first = np.cumsum(counts) - counts
    at = np.repeat(np.arange(len(dated)), counts)
    number = np.arange(len(at)) - first[at]
    table = np.array([_mine(date) for dates in theirs for date in dates], np.int64)
    rows = held["born"].reshape(-1, _COLUMNS)[starts[places[dated]][at] + number // mine_of[at]]
    found = _graded(table[begins[at] + number % mine_of[at]], rows)
    best[dated] = np.minimum.reduceat(found, first)
    return best


def _mine(date: PartialDate) -> tuple[int, int, int, int, bool, bool]:
    """First and last day it may mean; year; its digits as one number; whether it is circa, or whole."""
    return date.first.toordinal(), date.last.toordinal(), date.year, number_of(date), date.circa, date.is_whole


def _graded(mine: NDArray[np.int64], table: NDArray[np.int32]) -> NDArray[np.uint8]:
    """Dates of `_mine` each against one row of `_row`, as `agreement` grades them."""
    kind, first, last, year, last_year, digits = table.T.astype(np.int64)
    my_first, my_last, my_year, number, is_circa, is_whole = mine.T
    overlaps = (first <= my_last) & (my_first <= last)
    apart = np.abs(year - my_year)
    near = np.where(apart <= 1, _CODE["born.near"], _CODE["born.differs"])
    beyond = np.maximum(year - my_year, my_year - last_year)
    in_range = np.where(overlaps, _CODE["born.range"], np.where(beyond <= 1, _CODE["born.near"], _CODE["born.differs"]))
    circa = np.where(
        apart == 0, _CODE["born.year"], np.where(apart <= 2, _CODE["born.approximate"], _CODE["born.differs"])
    )
    part = np.where(overlaps, _CODE["born.year"], near)
    whole = np.where((is_whole > 0) & (kind == _WHOLE), _whole(number, digits, near), part)
    single = np.where((is_circa > 0) | (kind == _CIRCA), circa, whole)
    return np.where(kind == _RANGE, in_range, single).astype(np.uint8)


def _whole(number: NDArray[np.int64], digits: NDArray[np.int64], near: NDArray[np.int64]) -> NDArray[np.int64]:
    """Whole days against whole days."""
    # Two numbers differ in one digit where their difference is one digit and zeros, and all above and below is equal.
    is_digit = np.zeros(len(digits), bool)
    for power in _POWERS.tolist():
        is_digit |= (digits // (10 * power) == number // (10 * power)) & (digits % power == number % power)
    found = np.where(is_digit, _CODE["born.digit"], near)
    is_first = number % 10_000 == 101
    same_year = digits // 10_000 == number // 10_000
    turned = number // 10_000 * 10_000 + number % 100 * 100 + number // 100 % 100
    found = np.where((digits == turned) & ~is_first, _CODE["born.transposed"], found)
    found = np.where(same_year & (is_first | (digits % 10_000 == 101)), _CODE["born.year"], found)
    return np.where((digits == number) & ~is_first, _CODE["born.equal"], found)
