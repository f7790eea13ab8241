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


def numbers_of(date: PartialDate) -> set[int]:
    """A whole day as it stands, with day and month exchanged, and with each digit changed: a few are no days."""
    number = number_of(date)
    found = {number, (date.year * 100 + date.day) * 100 + date.month}
    for power in (1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000):
        rest = number - number // power % 10 * power
        found.update(rest + digit * power for digit in range(10))
    return found


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
    theirs: Sequence[PartialDate], held: Mapping[str, NDArray[np.int32]], places: NDArray[np.int32]
) -> NDArray[np.uint8]:
    """For the entries at these places, the place in GRADES of the best agreement; UNKNOWN where a side has no date."""
    best = np.full(len(places), UNKNOWN, np.uint8)
    starts = held["born_start"][places]
    counts = held["born_start"][places + 1] - starts
    dated = np.flatnonzero(counts)
    if not theirs or not len(dated):
        return best
    counts, starts = counts[dated], starts[dated]
    offsets = np.concatenate(([0], np.cumsum(counts)[:-1]))
    rows = np.repeat(starts - offsets, counts) + np.arange(int(counts.sum()))
    table = held["born"].reshape(-1, _COLUMNS)[rows]
    found = _of_one(theirs[0], table)
    for mine in theirs[1:]:
        found = np.minimum(found, _of_one(mine, table))
    best[dated] = np.minimum.reduceat(found, offsets)
    return best


def _of_one(mine: PartialDate, table: NDArray[np.int32]) -> NDArray[np.uint8]:
    """One date against rows of `_row`, as `agreement` grades it."""
    kind, first, last, year, last_year, digits = table.T
    overlaps = (first <= mine.last.toordinal()) & (mine.first.toordinal() <= last)
    apart = np.abs(year - mine.year)
    near = np.where(apart <= 1, _CODE["born.near"], _CODE["born.differs"])
    beyond = np.maximum(year - mine.year, mine.year - last_year)
    in_range = np.where(overlaps, _CODE["born.range"], np.where(beyond <= 1, _CODE["born.near"], _CODE["born.differs"]))
    circa = np.where(
        apart == 0, _CODE["born.year"], np.where(apart <= 2, _CODE["born.approximate"], _CODE["born.differs"])
    )
    part = np.where(overlaps, _CODE["born.year"], near)
    if mine.circa:
        single = circa
    elif mine.is_whole:
        single = np.where(kind == _WHOLE, _whole(mine, digits, near), part)
    else:
        single = part
    return np.where(kind == _RANGE, in_range, np.where(kind == _CIRCA, circa, single)).astype(np.uint8)


def _whole(mine: PartialDate, digits: NDArray[np.int32], near: NDArray[np.int64]) -> NDArray[np.int64]:
    """A whole day against whole days."""
    number = number_of(mine)
    # Two numbers differ in one digit where their difference is one digit and zeros, and all above and below is equal.
    apart = np.abs(digits - number)
    is_digit = np.zeros(len(digits), bool)
    for power in (1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000):
        is_digit |= (
            (digits // (10 * power) == number // (10 * power)) & (digits % power == number % power) & (apart > 0)
        )
    found = np.where(is_digit, _CODE["born.digit"], near)
    is_first = (mine.month, mine.day) == (1, 1)
    same_year = digits // 10000 == mine.year
    found = np.where(same_year & (is_first | (digits % 10000 == 101)), _CODE["born.year"], found)
    if not is_first:
        turned = (mine.year * 100 + mine.day) * 100 + mine.month
        found = np.where(digits == turned, _CODE["born.transposed"], found)
        found = np.where(digits == number, _CODE["born.equal"], found)
    return found
