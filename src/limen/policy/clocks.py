"""When a limit ends: days, hours or months from an act, an outcome or a fact's own date, moved where the law moves it.

The day of the event is not counted. A clock may be rolled: its last day, where offices are closed on it, becomes the
next open day; or closed days are not counted at all. Which days are closed, and by which clause, the pack says.

>>> from datetime import date
>>> from limen.policy.rules import Clock
>>> ends(Clock("appeal", "act s 1", months=1), date(2026, 1, 31))
datetime.date(2026, 2, 28)
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from limen.policy.rules import Clock, Roll

_FARTHEST = 366  # closed days in a row: a calendar that closes every day is no calendar


def ends(clock: Clock, start: date) -> date:
    """The last day of a clock that starts on a day; of hours, the day on which they end at the earliest."""
    if clock.months:
        last = months_later(start, clock.months)
        return rolled(clock.roll, last) if clock.roll and clock.roll.how == "next" else last
    days = clock.days or clock.hours // 24
    if clock.roll is None:
        return days_later(start, days)
    if clock.roll.how == "next":
        return rolled(clock.roll, days_later(start, days))
    last = start
    for _ in range(days):
        last = rolled(clock.roll, days_later(last, 1))
    return last


def rolled(roll: Roll, day: date) -> date:
    """The day itself where offices are open on it, else the next on which they are."""
    for _ in range(_FARTHEST):
        if not roll.is_closed(day):
            return day
        day = days_later(day, 1)
    return day


def then(clock: Clock, due: date) -> date | None:
    """The day of the second review, None where the clock has none."""
    if clock.then_months:
        return months_later(due, clock.then_months)
    return days_later(due, clock.then_days) if clock.then_days else None


def next_review(clocks: Iterable[Clock], started_at: datetime, reviews: int, at: datetime) -> datetime | None:
    """When the next review of what goes on since `started_at` is due, after so many reviews, the last of them `at`.

    Each review answers the earliest first limit that none has answered yet; after the last of them the clock that
    repeats counts from review to review. None where the law names no further review.
    """
    known = list(clocks)
    first = sorted(_first_limit(clock, started_at) for clock in known)
    if reviews < len(first):
        return first[reviews]
    steps = []
    for clock in known:
        second = reviews == len(first)
        months = clock.then_months if second and clock.then_months else clock.every_months
        days = clock.then_days if second and clock.then_days else clock.every_days
        if months and not (second and clock.then_days):
            steps.append(datetime.combine(months_later(at.date(), months), at.timetz()))
        elif days:
            steps.append(at + timedelta(days=days))
    return min(steps) if steps else None


def _first_limit(clock: Clock, started_at: datetime) -> datetime:
    if clock.hours and clock.roll is None:
        return started_at + timedelta(hours=clock.hours)
    last = ends(clock, started_at.date())
    clock_time: time = started_at.timetz()
    return datetime.combine(last, clock_time)


def days_later(day: date, days: int) -> date:
    """A day so many days later, no later than the calendar."""
    return day + timedelta(days=min(days, (date.max - day).days))


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it has no such day; no later than the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
