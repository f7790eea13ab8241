"""What would a change of the law do? Cases judged under the law as it is and as it would be, and how they differ.

A case that both judge alike on the same grounds is the same. Otherwise its outcome changed, its grounds did, it was
decided and no longer is (then the facts that would have to be gathered are named), or it is decided now and was not.
Nothing is guessed for a case that a change leaves open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from limen.policy.bulk import Verdict, verdicts
from limen.policy.pack import Route
from limen.vocabulary.evidence import N_


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
    """One case to rehearse: its facts as `evaluate` takes them, and the group and post that it is counted under."""

    id: str
    facts: Mapping[str, Any]
    group: str = ""
    post: str = ""


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
    facts = [case.facts for case in cases]
    before, after = verdicts(facts, old, on=on_old or on), verdicts(facts, new, on=on)
    return Rehearsal(
        tuple(
            Difference(case, one, other, _change(one, other))
            for case, one, other in zip(cases, before, after, strict=True)
        )
    )


def _change(before: Verdict, after: Verdict) -> Change:
    if before.decided and not after.decided:
        return Change.NOW_OPEN
    if after.decided and not before.decided:
        return Change.NOW_DECIDED
    if before.outcome != after.outcome:
        return Change.OUTCOME
    return Change.SAME if set(before.grounds) == set(after.grounds) else Change.GROUNDS
