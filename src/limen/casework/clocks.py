"""Clocks that run on a case: when a hold lapses, how long somebody has waited. Time is always an argument."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class RunningClock:
    """A limit that started at one aware moment and ends at another."""

    started_at: datetime
    ends_at: datetime

    def left(self, at: datetime) -> timedelta:
        """Time left, negative once it has lapsed."""
        return self.ends_at - at

    def has_lapsed(self, at: datetime) -> bool:
        """Whether the limit is reached."""
        return at >= self.ends_at


def hold_until(started_at: datetime, hours: int) -> RunningClock:
    """The clock of a provisional hold of so many hours. Raises ValueError for a naive time or no limit."""
    if started_at.tzinfo is None:
        raise ValueError("a hold starts at a moment with a time zone")
    if hours <= 0:
        raise ValueError("a hold without a limit is detention: the route must state its hours")
    return RunningClock(started_at, started_at + timedelta(hours=hours))
