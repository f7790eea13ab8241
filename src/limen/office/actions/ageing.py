"""How old the lists in service are, and from when a post searches them no more.

A list says who was sought when its owner last said so. The hours from which a post warns, and from which it calls
nobody clear, are its own particulars: how often a post can be reached is no matter of the law. The last day a list
names for itself, and the moment to which a copy from another office may be used, hold beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from limen.office.actions import listing
from limen.office.actions.errors import Words
from limen.office.records.models import Post, WatchList
from limen.vocabulary.evidence import N_

OLD_HOURS = 7 * 24
BLOCKING_HOURS = 31 * 24  # as long as the longest copy may be used
PARTICULARS = ("list_old_hours", "list_block_hours")


class Age(StrEnum):
    """What the age of a list means at a post."""

    FRESH = "fresh"
    OLD = "old"
    TOO_OLD = "too_old"
    BROKEN = "broken"  # no matter of age: the machine cannot open it


SHAPES: Mapping[Age, str] = {Age.FRESH: "passed", Age.OLD: "unsure", Age.TOO_OLD: "failed", Age.BROKEN: "failed"}
WORDS: Mapping[Age, str] = {
    Age.FRESH: N_("fresh"),
    Age.OLD: N_("old: have it renewed"),
    Age.TOO_OLD: N_("too old: not searched"),
    Age.BROKEN: N_("cannot be opened: not searched"),
}


@dataclass(frozen=True, slots=True)
class Aged:
    """A list in service with its age: since when it stands, what that means here, and why where it is not searched."""

    list_id: str
    title: str
    entries: int
    as_of: datetime
    until: date | None  # the last day it may be used, where there is one
    age: Age
    hours: int
    because: Mapping[str, Any]  # as evidence keeps it; empty where the list is searched

    @property
    def searched(self) -> bool:
        """Whether anybody is screened against it."""
        return not self.because

    @property
    def shape(self) -> str:
        """The shape of a check that ended so."""
        return SHAPES[self.age]

    @property
    def words(self) -> str:
        """The age in a word or two."""
        return WORDS[self.age]

    @property
    def how_old(self) -> Words:
        """The age in hours, or in days once there are some."""
        if self.hours < 72:
            return Words(N_("{hours} h old"), hours=self.hours)
        return Words(N_("{days} days old"), days=self.hours // 24)


@dataclass(frozen=True, slots=True)
class Limits:
    """The hours from which a list is old at a post, and from which it is too old."""

    old: int
    blocking: int

    @classmethod
    def of(cls, post: Post) -> Limits:
        """As the post states them, else the usual ones."""
        old, blocking = (_hours(post, name, usual) for name, usual in zip(PARTICULARS, (OLD_HOURS, BLOCKING_HOURS),
                                                                          strict=True))  # fmt: skip
        return cls(min(old, blocking), blocking)


def _hours(post: Post, name: str, usual: int) -> int:
    text = str(post.particulars.get(name, "")).strip()
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 100_000 else usual


def as_of(row: WatchList, at: datetime) -> datetime:
    """The moment to which a version says who is sought; what officers write here is never behind itself."""
    if row.copy_id is None and row.list_id in listing.OFFICERS:
        return at
    return row.as_of or row.made_at


def ages(post: Post, at: datetime) -> tuple[Aged, ...]:
    """Every list in service with its age at a post."""
    limits, rows = Limits.of(post), listing.in_service()
    broken = listing.outage(rows, at.astimezone(ZoneInfo(post.zone)).date())
    return tuple(_aged(row, limits, post, at, broken) for row in rows)


def unsearched(post: Post, at: datetime) -> dict[str, dict[str, Any]]:
    """The lists that this post may not or cannot search now, each with why, as evidence keeps it.

    One past the last day it names for itself is not among them: its own particulars say so.
    """
    return {one.list_id: dict(one.because) for one in ages(post, at) if one.because and "day" not in one.because}


def unsearched_of(findings: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The same, as the findings of an assessment have kept it."""
    kept = (found["params"] for found in findings if found["code"] == "list")
    reasons = ("ended", "ahead", "as_of", "limit", "broken")
    told = {params["list"]: {name: params[name] for name in reasons if name in params} for params in kept}
    return {key: because for key, because in told.items() if because}


def _aged(row: WatchList, limits: Limits, post: Post, at: datetime, broken: str) -> Aged:
    since = as_of(row, at)
    hours = max(0, int((at - since) / timedelta(hours=1)))
    zone = ZoneInfo(post.zone)
    because: dict[str, Any] = {}
    if broken:
        because = {"broken": broken}
    elif row.expires_on is not None and row.expires_on < at.astimezone(zone).date():
        because = {"day": row.expires_on.isoformat()}
    elif row.copy is not None and row.copy.expires_at <= at:
        because = {"ended": _local(row.copy.expires_at, zone)}
    elif row.copy is not None and at < row.copy.copied_at - timedelta(minutes=5):
        because = {"ahead": _local(row.copy.copied_at, zone)}  # a clock set back must not make an old copy new
    elif hours >= limits.blocking:
        because = {"as_of": _local(since, zone), "limit": limits.blocking}
    age = Age.BROKEN if broken else Age.TOO_OLD if because else Age.OLD if hours >= limits.old else Age.FRESH
    ends = [row.copy.expires_at.astimezone(zone).date()] if row.copy is not None else []
    until = min([*ends, *([row.expires_on] if row.expires_on else [])], default=None)
    return Aged(row.list_id, row.title, row.entries, since, until, age, hours, because)


def _local(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
