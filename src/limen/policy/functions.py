"""The closed table of functions that a leaf expression may name; each is tested, and none can be added by data.

`directions` says for each argument whether the answer rises (+1) or falls (-1) with it, or neither (0): that is what
lets a date known only within bounds decide a rule, and an unknown one be divided into cells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from limen.policy import residence, stays
from limen.policy.values import UNKNOWN, Kind, Range
from limen.vocabulary.dates import DateError, plus_months, years_between


@dataclass(frozen=True, slots=True)
class Function:
    """One function: what it takes, what it answers, how the answer moves with each argument, and its code.

    `call` is given the pack's stay rules and the arguments as points.
    """

    accepts: tuple[Kind, ...]
    answers: Kind
    directions: tuple[int, ...]
    call: Callable[[Mapping[str, stays.StayRule], tuple[Any, ...]], Any]
    says: str


def _moved(day: date, *, days: int = 0, months: int = 0) -> date:
    """A date moved; past an end of the calendar it stays at that end."""
    try:
        return day + timedelta(days=days) if days else plus_months(day, months)
    except (OverflowError, DateError):
        return date.max if days + months > 0 else date.min


def _last_day(rules: Mapping[str, stays.StayRule], given: tuple[Any, ...]) -> Any:
    """The last lawful day of a stay beginning on a day; a range where a movement lacks its counterpart."""
    movements, entry, name = given
    rule, start = rules[name], entry.toordinal()
    found = stays.presence((m for m in movements if m.on <= entry), entry, rule)
    low = stays.last_lawful_day(found.either, start, rule)
    high = low if not found.possible else stays.last_lawful_day(found.certain, start, rule)
    return _between(low, high)


def _last_day_in_progress(rules: Mapping[str, stays.StayRule], given: tuple[Any, ...]) -> Any:
    """The last lawful day of the stay that ends by leaving on a day; unknown where its entry is not recorded."""
    movements, leaving, name = given
    rule = rules[name]
    past = [m for m in movements if m.on <= leaving]
    open_since = stays.presence(past, leaving, rule).open_since
    if open_since is None:
        return UNKNOWN
    entry = date.fromordinal(open_since)
    if not all(m.counts for m in past if m.on == entry and m.direction is stays.Direction.ENTRY):
        return date.max
    before = stays.presence((m for m in past if m.on < entry), entry, rule)
    low = stays.last_lawful_day(before.either, open_since, rule)
    high = low if not before.possible else stays.last_lawful_day(before.certain, open_since, rule)
    return _between(low, high)


def _between(low: int, high: int) -> Any:
    if low == high:
        return date.fromordinal(low)
    return Range(date.fromordinal(low), date.fromordinal(high))


def _bounds(low: int, high: int) -> Any:
    return low if low == high else Range(low, high)


def _days_present(_: Mapping[str, stays.StayRule], given: tuple[Any, ...]) -> Any:
    return _bounds(*residence.days_present(*given))


def _days_absent(_: Mapping[str, stays.StayRule], given: tuple[Any, ...]) -> Any:
    least, most = residence.days_present(*given)
    whole = max(0, (given[2] - given[1]).days + 1)
    return _bounds(whole - most, whole - least)


def _longest_absence(_: Mapping[str, stays.StayRule], given: tuple[Any, ...]) -> Any:
    return _bounds(*residence.longest_absence(*given))


_DATE_INT = (Kind.DATE, Kind.INT)
_RESIDENCE = (Kind.STAYS, Kind.DATE, Kind.DATE)

FUNCTIONS: Mapping[str, Function] = {
    "plus_years": Function(_DATE_INT, Kind.DATE, (1, 1), lambda _, a: _moved(a[0], months=12 * a[1]), "years later"),
    "minus_years": Function(
        _DATE_INT, Kind.DATE, (1, -1), lambda _, a: _moved(a[0], months=-12 * a[1]), "years before"
    ),
    "plus_months": Function(_DATE_INT, Kind.DATE, (1, 1), lambda _, a: _moved(a[0], months=a[1]), "months later"),
    "minus_months": Function(_DATE_INT, Kind.DATE, (1, -1), lambda _, a: _moved(a[0], months=-a[1]), "months before"),
    "plus_days": Function(_DATE_INT, Kind.DATE, (1, 1), lambda _, a: _moved(a[0], days=a[1]), "days later"),
    "minus_days": Function(_DATE_INT, Kind.DATE, (1, -1), lambda _, a: _moved(a[0], days=-a[1]), "days before"),
    "age": Function(
        (Kind.DATE, Kind.DATE), Kind.INT, (-1, 1), lambda _, a: years_between(a[0], a[1]), "whole years of life on"
    ),
    "days_between": Function(
        (Kind.DATE, Kind.DATE), Kind.INT, (-1, 1), lambda _, a: (a[1] - a[0]).days, "days from one to the other"
    ),
    "last_day_of_short_stay": Function(
        (Kind.STAYS, Kind.DATE, Kind.TEXT), Kind.DATE, (0, 0, 0), _last_day, "the last lawful day of a stay begun on"
    ),
    "last_day_of_stay_in_progress": Function(
        (Kind.STAYS, Kind.DATE, Kind.TEXT),
        Kind.DATE,
        (0, 0, 0),
        _last_day_in_progress,
        "the last lawful day of the stay that ends by leaving on",
    ),
    "days_present": Function(
        _RESIDENCE, Kind.INT, (0, 0, 0), _days_present, "days in the country, from the first day through the last"
    ),
    "days_absent": Function(
        _RESIDENCE, Kind.INT, (0, 0, 0), _days_absent, "whole days away, from the first day through the last"
    ),
    "longest_absence": Function(
        _RESIDENCE, Kind.INT, (0, 0, 0), _longest_absence, "whole days of the longest time away between two days"
    ),
    "half_of": Function(
        (Kind.INT, Kind.INT),
        Kind.INT,
        (1, 1),
        lambda _, a: min(max(a[0], 0) // 2, max(a[1], 0)),
        "half of the days, no more than",
    ),
}
