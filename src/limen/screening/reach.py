"""Which listed names a traveller's name could reach a score with, and how high at most: nothing that could is lost.

The points of a pairing are reckoned from above: every word takes the pair that is worth most *and* the one that loses
least, be they the same or not, and what is left over on both sides costs nothing more than it must. Words so common
that a listed name with them alone stays below the floor are not followed: only names that hold a rarer word, or are led
to by a birth date, are looked at, and all of those.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from limen.screening import births
from limen.screening.align import EXTRA, EXTRA_TRUNCATED, INITIAL_SHARE, MISSING, Rarity, can_join, join
from limen.screening.compare import FEW_WORDS, NAME, TELLING, WEIGHTS
from limen.screening.names import is_initial
from limen.screening.segment import COVERED, SEXES, SPARED, WEIGHT, WORTH, Alike, Segment
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Sex

SLIP = 1e-4  # single precision of the bound
# The most that sex and nationality add to a name; that a birth adds which leads to no entry by itself; each grade's.
MOST_WITHOUT_BIRTH = WEIGHTS["sex.equal"] + WEIGHTS["nationality.equal"]
_LED = ("born.equal", "born.transposed", "born.digit")
_MOST_UNLED = max(WEIGHTS[grade] for grade in births.GRADES if grade not in _LED)
_BORN = (*(WEIGHTS[grade] for grade in births.GRADES), 0.0)


@dataclass(frozen=True, slots=True)
class Asked:
    """One name of a traveller against one segment: what each word, and each two joined, could be paired with."""

    items: tuple[Alike, ...]  # the words, then the joined ones
    words: int  # how many of them are words
    begun: int  # words of which only the beginning is known: each may stand for any word, and is never missing
    extra: float

    @classmethod
    def of(cls, segment: Segment, theirs: Sequence[str], cut: int | None, rarity: Rarity) -> Asked:
        """What the words of a traveller's name could be paired with on a list."""
        is_begun = [is_initial(word) or (place == cut and len(word) < 3) for place, word in enumerate(theirs)]
        extra = EXTRA if cut is None else EXTRA_TRUNCATED
        return cls._of(segment, theirs, rarity, is_begun, cut=cut, missing=MISSING, extra=extra)

    @classmethod
    def among_people(cls, people: Segment, listed: Sequence[str], rarity: Rarity, *, is_cut: bool) -> Asked:
        """What the words of a listed name could be paired with among people, whose names documents may have cut."""
        missing = EXTRA_TRUNCATED if is_cut else EXTRA
        is_begun = [is_initial(word) for word in listed]
        return cls._of(people, listed, rarity, is_begun, cut=None, missing=missing, extra=MISSING, are_cut=is_cut)

    @classmethod
    def _of(
        cls, segment: Segment, asked: Sequence[str], rarity: Rarity, is_begun: Sequence[bool], *, cut: int | None,
        missing: float, extra: float, are_cut: bool = False,
    ) -> Asked:  # fmt: skip
        heavy = [rarity.weight(word) for word in asked]
        found = [
            segment.alike(
                word, 0.0 if is_begun[place] else missing * heavy[place], heavy[place], is_cut=place == cut,
                are_cut=are_cut,
            )
            for place, word in enumerate(asked)
        ]  # fmt: skip
        joined = [
            segment.alike(join(first, second), missing * weight, weight, is_joined=True)
            for (first, second), weight in zip(pairwise(asked), map(sum, pairwise(heavy)), strict=True)
            if can_join(first, second)
        ]
        held = (*found, *(alike for alike in joined if len(alike.places)))
        return cls(held, len(found), sum(is_begun), extra)

    def points(self, gives: NDArray[np.float32], over: NDArray[np.float32] | float) -> NDArray[np.float32]:
        """The most points from what each item gives at most: `gives` is items × 4 for every row, `over` the weight of
        the list's words that nothing could cover."""
        total = gives.sum(axis=1)
        free = np.float32(2 * INITIAL_SHARE * self.begun)
        worth = total[:, WORTH] + free
        missing = np.array([alike.missing for alike in self.items], np.float32)
        spared = gives[:, :, SPARED] + missing
        loss = np.maximum(0, missing[: self.words].sum() - spared.sum(axis=1)) + np.float32(2 * self.extra) * over
        few = np.maximum(0, 1 - (total[:, WEIGHT] + free) / np.float32(2 * TELLING))
        most = np.float32(NAME) * worth / np.maximum(worth + loss, np.float32(1e-6)) - np.float32(FEW_WORDS) * few
        return np.where(total[:, WORTH] > 0, most, 0).astype(np.float32, copy=False)

    def followed(self, floor: float) -> list[Alike]:
        """The items whose rows must be looked at: every name without any of them stays below the floor."""
        items = self.items
        kept = [*range(len(items))]
        gives = np.stack([np.array([0, 0, -alike.missing, 0], np.float32) for alike in items])
        for place in sorted(range(self.words), key=lambda place: -items[place].rows):
            gives[place] = items[place].most
            if float(self.points(gives[None], 0.0)[0]) + SLIP >= floor:
                break
            kept.remove(place)
        return [items[place] for place in kept]


def reachable(
    segment: Segment, asked: Asked, floor: float, led: NDArray[np.int32], strict: float | None = None
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The rows that could give `floor` points, with those `led` to by other evidence, and the most each could give.

    `strict` is the floor of rows whose birth dates are all strict, where it is another."""
    none = np.zeros(0, np.int32), np.zeros(0, np.float32)
    if not asked.items:
        return none
    followed = asked.followed(floor)
    first = followed if strict is None else asked.followed(strict)
    at_once = {id(alike) for alike in first}
    found = [rows for alike in first for rows in segment.rows_of(alike)]
    for alike in followed:
        if id(alike) not in at_once:
            found += [rows[segment.arrays["row_loose"][rows] > 0] for rows in segment.rows_of(alike)]
    rows = np.unique(np.concatenate((*found, led)))
    rows = rows[segment.arrays["row_start"][rows + 1] > segment.arrays["row_start"][rows]]
    if not len(rows):
        return none
    gives = _gathered(segment, asked.items, rows)
    covered = gives[:, :, COVERED].sum(axis=1)
    over = np.maximum(0, segment.arrays["row_weight"][rows] - covered - asked.begun)
    return rows, asked.points(gives, over)


def reaching(
    segment: Segment, names: Sequence[Asked], born: Sequence[PartialDate], sex: Sex | None, floor: float,
    *, in_range: bool = False,
) -> Iterator[tuple[int, tuple[int, ...], float]]:  # fmt: skip
    """The places of entries that could score `floor` by name and birth, with the names that could give it and the most
    they could. `in_range` says that beside these dates there are ranges, which may agree with any."""
    if not names or not len(segment.arrays["row_entry"]):
        return
    led = segment.rows_born(born)
    beside = MOST_WITHOUT_BIRTH + (_MOST_UNLED if born or in_range else 0.0)
    is_strict = bool(born) and not in_range and all(map(births.is_strict, born))
    strict = floor - MOST_WITHOUT_BIRTH - WEIGHTS["born.near"] if is_strict else None
    found = [reachable(segment, asked, floor - beside, led, strict) for asked in names]
    rows, most = np.concatenate([rows for rows, _ in found]), np.concatenate([most for _, most in found])
    is_open = (most + np.float32(MOST_WITHOUT_BIRTH + max(_BORN)) >= floor - SLIP) & (most > 0)
    rows, most = rows[is_open], most[is_open]
    if not len(rows):
        return
    order = np.argsort(rows, kind="stable")
    rows, most = rows[order], most[order]
    places, first, counts = _runs(segment.arrays["row_entry"][rows])
    given = np.array(_BORN, np.float32)[births.grades(born, segment.arrays, places)]
    if in_range:
        given = np.maximum(given, np.float32(WEIGHTS["born.range"]))
    sexes = segment.arrays["entry_sex"][places]
    if one := SEXES[sex]:
        given += np.where((sexes > 0) & (sexes != one), np.float32(WEIGHTS["sex.differs"]), np.float32(0))
    is_reaching = most + np.repeat(given, counts) + np.float32(MOST_WITHOUT_BIRTH) >= floor - SLIP
    rows, most = rows[is_reaching], most[is_reaching]
    places, first, counts = _runs(segment.arrays["row_entry"][rows])
    at = segment.arrays["row_name"][rows].tolist()
    for place, start, count in zip(places.tolist(), first.tolist(), counts.tolist(), strict=True):
        end = start + count
        yield place, tuple(dict.fromkeys(at[start:end])), float(most[start:end].max()) + SLIP


def _runs(values: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    """The values of an ascending array, each once, where it begins and how often it stands."""
    first = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))[: len(values)]
    return values[first], first, np.diff(np.append(first, len(values)))


def _gathered(segment: Segment, items: Sequence[Alike], rows: NDArray[np.int32]) -> NDArray[np.float32]:
    """For each row and item the best of each column over the row's words: rows × items × 4."""
    places = np.unique(np.concatenate([alike.places for alike in items]))
    table = np.zeros((len(places) + 1, len(items), 4), np.float32)
    marks = segment.marks
    marks[places] = np.arange(1, len(places) + 1)
    for number, alike in enumerate(items):
        table[:, number, SPARED] = -alike.missing
        table[marks[alike.places], number] = alike.gives
    starts = segment.arrays["row_start"]
    first, counts = starts[rows], starts[rows + 1] - starts[rows]
    offsets = np.cumsum(counts) - counts
    slots = np.repeat(first - offsets, counts) + np.arange(int(counts.sum()))
    marked = marks[segment.arrays["row_words"][slots]]
    marks[places] = 0
    best: NDArray[np.float32] = np.maximum.reduceat(table.reshape(len(places) + 1, -1)[marked], offsets, axis=0)
    return best.reshape(len(rows), len(items), 4)
