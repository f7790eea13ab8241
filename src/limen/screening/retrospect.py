"""What another threshold would have done: alerts it would have made, and confirmed hits it would have missed.

For stored screenings, or for people screened again at a low floor. Pure: whoever calls it reads the records and names
the groups (a list, a post, an origin of names). The signatures here are kept: pages rest on them.

>>> seen = [Scored(0.9, "un", True, "h1"), Scored(0.55, "un", False), Scored(0.6, "ofac", True, "h2")]
>>> low, high = retrospect(seen, (0.5, 0.7))
>>> low.alerts, high.alerts, dict(high.by_group), [hit.key for hit in high.missed_confirmed]
(3, 1, {'ofac': 0, 'un': 1}, ['h2'])
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple


class Scored(NamedTuple):
    """One hit as it was scored: its group, whether an officer confirmed it (None: nobody has said), whose hit it is."""

    score: float
    group: str = ""
    confirmed: bool | None = None
    key: str = ""  # what the caller finds the hit by; kept as it is


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """What one threshold would have done: alerts in all and by group, and the confirmed hits below it.

    Every group that any hit names has a count, 0 where nothing of it would have been shown.
    """

    threshold: float
    alerts: int
    missed_confirmed: tuple[Scored, ...]
    by_group: Mapping[str, int]


def retrospect(scored: Iterable[Scored], thresholds: Sequence[float]) -> tuple[AtThreshold, ...]:
    """For each threshold, in the order given, what it would have done with these hits.

    A hit is an alert where its score is the threshold or more, as in `screen`. What was never scored cannot be told:
    hits kept at a floor say nothing of a threshold below it, so no threshold below the lowest floor is worth asking.
    Raises ValueError for a threshold that is no score.
    """
    if wrong := [one for one in thresholds if not 0 <= one <= 1]:
        raise ValueError(f"{wrong[0]} is no threshold: give numbers from 0 to 1")
    held = tuple(scored)
    groups = sorted({hit.group for hit in held})
    return tuple(_at(threshold, held, groups) for threshold in thresholds)


def _at(threshold: float, held: Sequence[Scored], groups: Sequence[str]) -> AtThreshold:
    counted = Counter(hit.group for hit in held if hit.score >= threshold)
    missed = sorted((hit for hit in held if hit.confirmed and hit.score < threshold), key=lambda hit: -hit.score)
    return AtThreshold(
        threshold, counted.total(), tuple(missed), MappingProxyType({group: counted[group] for group in groups})
    )
