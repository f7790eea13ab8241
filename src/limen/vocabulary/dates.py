"""Dates as documents and lists know them: partial, approximate, in periods; and days as law counts them.

A `PartialDate` keeps exactly what was printed. It never invents a month, and comparing it answers with the interval
of days it may mean. Time is always an argument: nothing here reads a clock.

>>> PartialDate.parse("1980").may_be(date(1980, 5, 2))
True
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EDTF = re.compile(r"(\d{4})(?:-(\d{2}|XX)(?:-(\d{2}|XX))?)?(~)?")


class DateError(ValueError):
    """A text or a triple of numbers that is no date, partial or whole."""


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A Gregorian date of which the day, or the month and day, may be unknown (EDTF level 0 and `~`).

    `month` and `day` are 0 where unknown; `circa` marks a date its source calls approximate.
    """

    year: int
    month: int = 0
    day: int = 0
    circa: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.year <= 9999:
            raise DateError(f"{self.year} is not a year between 1 and 9999")
        if not 0 <= self.month <= 12 or (self.day and not self.month):
            raise DateError(f"{self.year}-{self.month}-{self.day}: a day needs its month, 1 to 12")
        if self.day and not 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]:
            raise DateError(f"{self.year}-{self.month:02}-{self.day:02} is not a day of the calendar")

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `1980`, `1980-03`, `1980-03-05`, `1980-XX-XX`, with `~` for circa. Raises DateError."""
        match = _EDTF.fullmatch(text.strip())
        if not match:
            raise DateError(f"{text!r} is not a date: write 1980, 1980-03 or 1980-03-05")
        month, day = (0 if part in (None, "XX") else int(part) for part in match.group(2, 3))
        if day and not month:
            raise DateError(f"{text!r}: a day needs its month")
        return cls(int(match[1]), month, day, bool(match[4]))

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """The partial date of a whole one."""
        return cls(day.year, day.month, day.day)

    def __str__(self) -> str:
        text = f"{self.year:04}"
        if self.month:
            text += f"-{self.month:02}"
        if self.day:
            text += f"-{self.day:02}"
        return text + ("~" if self.circa else "")

    def isoformat(self) -> str:
        """The EDTF text, as `str` gives it."""
        return str(self)

    @property
    def is_whole(self) -> bool:
        """Whether year, month and day are all known."""
        return bool(self.day)

    @property
    def first(self) -> date:
        """The first day it may mean, its approximation apart."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The last day it may mean, its approximation apart."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def whole(self) -> date | None:
        """The day itself where it is wholly known, else nothing."""
        return self.first if self.day else None

    def may_be(self, other: date | PartialDate) -> bool:
        """Whether both may mean the same day."""
        theirs = PartialDate.of(other) if isinstance(other, date) else other
        return self.first <= theirs.last and theirs.first <= self.last

    def age_on(self, on: date) -> tuple[int, int]:
        """The youngest and oldest age in whole years that the holder may have on a day."""
        return years_between(self.last, on), years_between(self.first, on)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included; an open end is None."""

    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise DateError(f"a period cannot end ({self.last}) before it begins ({self.first})")

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def isoformat(self) -> str:
        """The EDTF interval: `2016-11-22/2026-11-22`, with `..` for an end that is open."""
        first = ".." if self.first == date.min else self.first.isoformat()
        return f"{first}/{self.last.isoformat() if self.last else '..'}"

    def overlaps(self, other: Period) -> bool:
        """Whether any day belongs to both."""
        return (other.last is None or self.first <= other.last) and (self.last is None or other.first <= self.last)

    def days(self) -> Iterator[date]:
        """Each day of a closed period. Raises DateError for an open one."""
        if self.last is None:
            raise DateError("an open period has no last day to count to")
        for ordinal in range(self.first.toordinal(), self.last.toordinal() + 1):
            yield date.fromordinal(ordinal)


def spoken_day(day: date | PartialDate) -> str:
    """A day, or as much of it as is known, as people read it: 22 Nov 2026, Nov 2026, 2026 (DESIGN §6a)."""
    parts = (str(day.day) if day.day else "", _MONTHS[day.month - 1] if day.month else "", str(day.year))
    return " ".join(part for part in parts if part)


def years_between(born: date, on: date) -> int:
    """Whole years from one day to another; a 29 February is completed on 1 March of a common year."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def plus_months(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month where it is shorter (Regulation 1182/71, 3(2)(c)).

    Raises DateError past the calendar's ends.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        raise DateError(f"{months} months from {day} is outside the calendar")
    if day.day <= 28:  # every month has it
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def minus_years(day: date, years: int) -> date:
    """The same day so many years before."""
    return plus_months(day, -12 * years)


def plus_working_days(day: date, count: int, holidays: Collection[date] = (), weekend: Iterable[int] = (5, 6)) -> date:
    """The day `count` working days after one; `weekend` as Python weekdays, Monday 0. The first day is not counted."""
    rest = frozenset(weekend)
    if len(rest) >= 7:
        raise DateError("a week without a working day has no working days to count")
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() not in rest and day not in holidays:
            count -= 1
    return day


def roll_forward(day: date, holidays: Collection[date] = (), weekend: Iterable[int] = (5, 6)) -> date:
    """The day itself if it is a working day, else the next one that is."""
    rest = frozenset(weekend)
    if len(rest) >= 7:
        raise DateError("a week without a working day has no working day to roll to")
    while day.weekday() in rest or day in holidays:
        day += timedelta(days=1)
    return day
