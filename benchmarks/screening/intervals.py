"""How sure a figure is: Wilson's interval of a share, and resampling of travellers and queries, paired over matchers.

Every interval is the middle 95 in 100. Resampling begins from a fixed seed and draws the same travellers and the same
queries for every matcher, so that the difference of two matchers has an interval of its own.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]
RESAMPLES = 1000
SHARES = (0.01, 0.001, 0.0001)
_SEED = 7
_Z = 1.959964


def label(share: float) -> str:
    """`1.0%`, `0.1%`, `0.01%`."""
    return f"{share:.2%}" if share < 0.001 else f"{share:.1%}"


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The interval of a share that was seen as `hits` of `of`."""
    if not of:
        return 0.0, 1.0
    seen, square = hits / of, _Z * _Z
    middle = (seen + square / (2 * of)) / (1 + square / of)
    half = _Z * sqrt(seen * (1 - seen) / of + square / (4 * of * of)) / (1 + square / of)
    low, high = (0.0 if hits == 0 else middle - half), (1.0 if hits == of else middle + half)
    return max(0.0, low), min(1.0, high)


def mark(travellers: Scores, share: float) -> float:
    """The score above which at most that share of the travellers is flagged."""
    return float(np.sort(travellers)[::-1][int(len(travellers) * share)])


def marks(travellers: Scores, shares: tuple[float, ...] = SHARES, resamples: int = RESAMPLES) -> Scores:
    """The same for every resample of the travellers: one row a resample, one column a share."""
    chance = np.random.default_rng(_SEED)
    count = len(travellers)
    places = [count - 1 - int(count * share) for share in shares]
    found = np.empty((resamples, len(shares)))
    for number in range(resamples):
        drawn = travellers[chance.integers(count, size=count)]
        found[number] = np.partition(drawn, sorted(set(places)))[places]
    return found


def recalls(queries: Scores, travellers_marks: Scores) -> Scores:
    """Recall in every resample of queries and travellers, one row a resample, one column a share."""
    chance = np.random.default_rng(_SEED + 1)
    count = len(queries)
    found = np.empty(travellers_marks.shape)
    for number, row in enumerate(travellers_marks):
        drawn = queries[chance.integers(count, size=count)]
        found[number] = (drawn[:, None] > row[None, :]).mean(axis=0)
    return found


def middle(values: Scores) -> tuple[float, float]:
    """The interval of resampled figures."""
    low, high = np.percentile(values, (2.5, 97.5))
    return round(float(low), 4), round(float(high), 4)


def figures(queries: Scores, travellers: Scores, drawn: Scores) -> dict[str, Any]:
    """Recall and its interval at each share, for one set of queries; `drawn` are the travellers' resampled marks."""
    again = recalls(queries, drawn)
    answer: dict[str, Any] = {"queries": len(queries)}
    for column, share in enumerate(SHARES):
        answer[label(share)] = round(float((queries > mark(travellers, share)).mean()), 4)
        answer[f"{label(share)} interval"] = list(middle(again[:, column]))
    return answer


def auc(same: Scores, different: Scores) -> float:
    """How often a pair that is the same scores above one that is not; ties count half."""
    above = (same[:, None] > different[None, :]).mean()
    return float(above + (same[:, None] == different[None, :]).mean() / 2)
