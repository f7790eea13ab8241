"""How long has this person lived here? Days of presence and of absence between two days, for residence and citizenship.

Rules of the count: a day on which somebody was in the country for any part of it is a day of presence, so the days of
leaving and of coming back are no absence; both ends of the time asked for count. Who came in and has not left since is
here. A movement without its counterpart before that is never taken as presence or as absence: the days it may hide make
the answer two bounds, the least and the most.

>>> from limen.policy.stays import parse_movements
>>> lived = parse_movements([{"direction": "entry", "on": "2024-01-01"}, {"direction": "exit", "on": "2024-01-10"}])
>>> days_present(lived, date(2024, 1, 1), date(2024, 1, 31))
(10, 10)
>>> longest_absence(lived, date(2024, 1, 1), date(2024, 1, 31))
(21, 21)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from limen.policy.stays import Movement, StayRule, presence

_EVERYWHERE = StayRule("residence", 1, 1, "")
_Runs = Sequence[tuple[int, int]]


def days_present(movements: Iterable[Movement], first: date, last: date) -> tuple[int, int]:
    """The fewest and the most days in the country from a day through another; (0, 0) where the last is before it."""
    certain, either = _runs(movements, first, last)
    return _length(certain), _length(either)


def longest_absence(movements: Iterable[Movement], first: date, last: date) -> tuple[int, int]:
    """The least and the most that the longest unbroken absence from a day through another can be, in whole days."""
    certain, either = _runs(movements, first, last)
    return _longest_gap(either, first, last), _longest_gap(certain, first, last)


def _runs(movements: Iterable[Movement], first: date, last: date) -> tuple[_Runs, _Runs]:
    """The certain and the possible days of presence between two days, as ascending disjoint runs of ordinals."""
    found = presence(movements, last, _EVERYWHERE)
    certain = list(found.certain)
    if found.open_since is not None:
        certain = [(one, last.toordinal() if other == found.open_since else other) for one, other in certain]
    low, high = first.toordinal(), last.toordinal()
    return _within(certain, low, high), _within(found.either, low, high)


def _within(runs: _Runs, low: int, high: int) -> _Runs:
    return [(max(one, low), min(other, high)) for one, other in runs if one <= high and other >= low and low <= high]


def _length(runs: _Runs) -> int:
    return sum(last - first + 1 for first, last in runs)


def _longest_gap(runs: _Runs, first: date, last: date) -> int:
    edges = [first.toordinal() - 1, *(day for run in runs for day in run), last.toordinal() + 1]
    return max(0, *(edges[place + 1] - edges[place] - 1 for place in range(0, len(edges), 2)))
