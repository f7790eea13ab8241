"""What would a change of the law do? Cases judged under the law as it is and as it would be, and how they differ.

A case that both judge alike on the same grounds is the same. Otherwise its outcome changed, its grounds did, it was
decided and no longer is (then the facts that would have to be gathered are named), or it is decided now and was not.
Nothing is guessed for a case that a change leaves open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from limen.policy.bulk import Verdict, verdicts
from limen.policy.columns import Sheet
from limen.policy.errors import PolicyError
from limen.policy.pack import Route
from limen.vocabulary.evidence import N_

_A_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


class Change(StrEnum):
    """How a case fares under the new law."""

    SAME = "same"
    OUTCOME = "outcome"
    GROUNDS = "grounds"
    NOW_OPEN = "now_open"
    NOW_DECIDED = "now_decided"


WORDS: Mapping[Change, str] = {
    Change.SAME: N_("the same"),
    Change.OUTCOME: N_("another outcome"),
    Change.GROUNDS: N_("the same outcome on other grounds"),
    Change.NOW_OPEN: N_("decided before, open now"),
    Change.NOW_DECIDED: N_("open before, decided now"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One case to rehearse: its facts as `evaluate` takes them, and the group and post that it is counted under.

    `on` is the day it was judged, where `rehearse_days` judges each on its own.
    """

    id: str
    facts: Mapping[str, Any]
    group: str = ""
    post: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One case under both laws; `gather` are the facts that would settle it now, where it is open now."""

    case: Case
    before: Verdict
    after: Verdict
    change: Change

    @property
    def gather(self) -> tuple[str, ...]:
        """The facts that must be gathered for the new law to decide."""
        return () if self.after.decided else tuple(sorted(self.after.ask))

    def to_json(self) -> dict[str, Any]:
        """The difference as `limen policy compare` prints it."""
        return {
            "id": self.case.id,
            "change": str(self.change),
            "before": {"outcome": self.before.outcome, "grounds": list(self.before.grounds)},
            "after": {"outcome": self.after.outcome, "grounds": list(self.after.grounds)},
            "gather": list(self.gather),
            "group": self.case.group,
            "post": self.case.post,
        }


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Every case under both laws."""

    differences: tuple[Difference, ...]

    def counts(self, among: Iterable[Difference] | None = None) -> dict[str, int]:
        """How many cases fare which way; every way is named, those that never occur with 0."""
        found = Counter(one.change for one in (self.differences if among is None else among))
        return {str(change): found[change] for change in Change}

    def by(self, what: str) -> dict[str, dict[str, int]]:
        """The counts for each `group` or each `post`."""
        kept: dict[str, list[Difference]] = {}
        for one in self.differences:
            kept.setdefault(getattr(one.case, what), []).append(one)
        return {key: self.counts(kept[key]) for key in sorted(kept)}

    def moves(self) -> dict[tuple[str, str], int]:
        """How many cases go from one outcome to another, the most first."""
        found = Counter((one.before.outcome, one.after.outcome) for one in self.differences)
        return {pair: count for pair, count in found.most_common() if pair[0] != pair[1]}

    def to_gather(self) -> dict[str, int]:
        """For how many cases, decided before and open now, each fact would have to be gathered."""
        return dict(
            Counter(
                name for one in self.differences if one.change is Change.NOW_OPEN for name in one.gather
            ).most_common()
        )

    def to_json(self) -> dict[str, Any]:
        """The whole as `limen policy compare` prints it, without the cases."""
        return {
            "cases": len(self.differences),
            "changes": self.counts(),
            "moves": [{"from": one, "to": other, "cases": count} for (one, other), count in self.moves().items()],
            "gather": self.to_gather(),
            "by_group": self.by("group"),
            "by_post": self.by("post"),
        }


def rehearse(old: Route, new: Route, cases: Sequence[Case], *, on: date, on_old: date | None = None) -> Rehearsal:
    """Judge cases by one route on a day, and by another, or the same on another day, and tell how they differ.

    Facts that one of the laws does not know are left aside by it. Raises FactError for a value of the wrong kind, and
    NotInForceError for a day of which a pack says nothing.
    """
    sheet = Sheet([case.facts for case in cases])
    before, after = verdicts(sheet, old, on=on_old or on), verdicts(sheet, new, on=on)
    return Rehearsal(
        tuple(
            Difference(case, one, other, _change(one, other))
            for case, one, other in zip(cases, before, after, strict=True)
        )
    )


def rehearse_days(old: Route, new: Route, cases: Sequence[Case]) -> tuple[Rehearsal, tuple[Case, ...]]:
    """Judge each case by both routes on its own day; also the cases that one of them cannot judge.

    That is a case without a day, one with a value that a law does not take, and one of a day a pack says nothing of.
    """
    found: list[Difference] = []
    left: list[Case] = []
    days: dict[date | None, list[Case]] = {}
    for case in cases:
        days.setdefault(case.on, []).append(case)
    for day, those in days.items():
        if day is None:
            left += those
            continue
        try:
            found += rehearse(old, new, those, on=day).differences
        except PolicyError:
            for case in those:  # one of them, or the day itself: each for itself
                try:
                    found += rehearse(old, new, (case,), on=day).differences
                except PolicyError:
                    left.append(case)
    return Rehearsal(tuple(found)), tuple(left)


def moved(case: Case, to: date) -> Case:
    """The same case as if it had come on another day: every full day among its facts is as far from that day.

    So a stay is as long, a document as old and a person of the same age; a day that is not known stays as it is.
    """
    if case.on is None:
        return case
    shift = to - case.on
    return replace(case, facts={name: _moved(fact, shift) for name, fact in case.facts.items()}, on=to)


def _moved(value: Any, shift: timedelta) -> Any:
    if isinstance(value, Mapping):
        return {key: _moved(one, shift) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_moved(one, shift) for one in value]
    if isinstance(value, str) and _A_DAY.match(value):
        try:
            return (date.fromisoformat(value) + shift).isoformat()
        except (ValueError, OverflowError):
            return value
    return value


def _change(before: Verdict, after: Verdict) -> Change:
    if before.decided and not after.decided:
        return Change.NOW_OPEN
    if after.decided and not before.decided:
        return Change.NOW_DECIDED
    if before.outcome != after.outcome:
        return Change.OUTCOME
    if before.grounds == after.grounds:
        return Change.SAME
    return Change.SAME if set(before.grounds) == set(after.grounds) else Change.GROUNDS
