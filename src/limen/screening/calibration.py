"""What a threshold costs: how many of a thousand travellers who are on no list would be flagged at a score, and back.

The table `calibration.tsv` was counted, not modelled: its head names the travellers and the lists it was counted on,
and the rules of scoring. It holds for lists of that size; a list ten times as long flags up to ten times as many. The
travellers bear the names of lists far more often than those of any one border: there, fewer are flagged.
Between two scores of the table the answer lies on the line between them; a threshold is always the next score of the
table that flags no more than was asked.

>>> alerts_per_thousand(0.5) < alerts_per_thousand(0.5, born=False)
True
>>> threshold_for(ALERTS), threshold_for(1) > threshold_for(ALERTS)
(0.49, True)
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from limen.screening.lists.entry import ListManifest

ALERTS = 5.0  # of 1,000 travellers with birth date: what the room's own threshold may cost

_Points = tuple[tuple[float, ...], tuple[float, ...]]


@lru_cache(maxsize=1)
def _table() -> tuple[MappingProxyType[str, str], MappingProxyType[str, _Points]]:
    head: dict[str, str] = {}
    rows: dict[str, list[tuple[float, float]]] = {}
    for line in files("limen.screening").joinpath("calibration.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            key, _, value = line[2:].partition(": ")
            head[key] = value
        else:
            asked, score, alerts = line.split("\t")
            rows.setdefault(asked, []).append((float(score), float(alerts)))
    points = {asked: (tuple(s for s, _ in held), tuple(a for _, a in held)) for asked, held in rows.items()}
    return MappingProxyType(head), MappingProxyType(points)


def reference() -> MappingProxyType[str, str]:
    """What the table was counted on: `travellers`, `lists`, `rules`, `counted`."""
    return _table()[0]


def alerts_per_thousand(score: float, *, born: bool = True) -> float:
    """How many of a thousand travellers of the reference population a threshold flags, asked with their birth date or
    by name only. Raises ValueError for what is no score."""
    if not 0 <= score <= 1:
        raise ValueError(f"{score} is no score: give a number from 0 to 1")
    scores, alerts = _table()[1]["born" if born else "name"]
    place = bisect_right(scores, score)
    if place == 0:
        return alerts[0]  # the table begins here: fewer are flagged nowhere below it
    if place == len(scores):
        return alerts[-1]
    share = (score - scores[place - 1]) / (scores[place] - scores[place - 1])
    return alerts[place - 1] + share * (alerts[place] - alerts[place - 1])


def threshold_for(alerts: float, *, born: bool = True, entries: int = 0) -> float:
    """The lowest score of the table that flags no more than so many of a thousand; 1 where even the highest does.

    `entries` says how long the list is: one longer than the lists of the table is taken to flag as many times more, a
    shorter one no fewer. Raises ValueError for what is no number from 0.
    """
    if not alerts >= 0:
        raise ValueError(f"{alerts} alerts per 1,000 travellers cannot be: give a number from 0")
    counted_on = int(reference()["lists"].partition(" ")[0].replace(",", ""))
    allowed = alerts * min(1.0, counted_on / entries) if entries else alerts
    scores, counted = _table()[1]["born" if born else "name"]
    return next((score for score, flagged in zip(scores, counted, strict=True) if flagged <= allowed), 1.0)


def threshold_of(manifest: ListManifest, *, entries: int = 0) -> float | None:
    """The threshold a list states, as a score or by the alerts it may cost; None where it states neither."""
    if manifest.threshold is not None or manifest.alerts_per_thousand is None:
        return manifest.threshold
    return threshold_for(manifest.alerts_per_thousand, entries=entries)
