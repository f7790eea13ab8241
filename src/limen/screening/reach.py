"""Which listed names a traveller's names could reach a score with, and how high at most: nothing that could is lost.

The points of a pairing are reckoned from above: each word of the list gives the most that any word of the traveller
could take from it, what is left over costs no more than it must, and what is left over on both sides contradicts.
Words so common that a listed name with them alone stays below the floor are not followed: only names that hold a rarer
word, or are led to by a birth date, are looked at. What one word led to that reaches no floor without another that is
followed, and what a slip in a date led to and no word, falls away unseen; the rest is reckoned, all of it. Many
travellers are reckoned in one pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from limen.screening import births
from limen.screening.align import (
    CONTRADICTED,
    EXTRA,
    EXTRA_TRUNCATED,
    INITIAL_SHARE,
    MISSING,
    Rarity,
    can_join,
    join,
)
from limen.screening.compare import FEW_WORDS, NAME, TELLING, WEIGHTS
from limen.screening.keys import lengths, runs, spread
from limen.screening.names import is_initial
from limen.screening.segment import SEXES, Segment
from limen.screening.wordlist import COLUMNS, COVERED, SPARED, TAKEN, WEIGHT, WORTH, Alike, Sought
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Sex

Floats = NDArray[np.float64]
Numbers = NDArray[np.integer[Any]]

SLIP = 1e-4  # single precision of the bound
_AT_ONCE = 2_000_000  # as many travellers are reckoned at once as this holds words of the vocabulary
# What led to a row: a word that reaches no floor without another, one that may; a birth date but for a slip of one
# digit, or the same day or with day and month exchanged.
WEAK, TELLING_WORD, SLIPPED, LED = range(4)
KINDS_LED = 4
_LED = ("born.equal", "born.transposed", "born.digit")
_MOST_UNLED = max(WEIGHTS[grade] for grade in births.GRADES if grade not in _LED)
_BORN = np.array((*(WEIGHTS[grade] for grade in births.GRADES), 0.0), np.float32)


@dataclass(frozen=True, slots=True)
class Asked:
    """One name of a traveller against one segment: what each word, and each two joined, could be paired with."""

    items: tuple[Alike, ...]  # the words, then the joined ones
    words: int  # how many of them are words
    begun: int  # words of which only the beginning is known: each may stand for any word, and is never missing
    heavy: float  # what the other words weigh
    extra: float
    joined: tuple[int, ...] = ()  # the place of the first word of each two joined

    @classmethod
    def of(cls, segment: Segment, names: Sequence[tuple[Sequence[str], int | None]], rarity: Rarity) -> list[Asked]:
        """What the words of travellers' names could be paired with on a list; with each the place of a cut word."""
        told = [
            _Told(
                words, [is_initial(word) or (place == cut and len(word) < 3) for place, word in enumerate(words)], cut,
                MISSING, EXTRA if cut is None else EXTRA_TRUNCATED,
            )
            for words, cut in names
        ]  # fmt: skip
        return cls._of(segment, told, rarity)

    @classmethod
    def among_people(
        cls, people: Segment, names: Sequence[Sequence[str]], rarity: Rarity, *, are_cut: bool
    ) -> list[Asked]:
        """What the words of listed names could be paired with among people, whose names documents may have cut."""
        missing = EXTRA_TRUNCATED if are_cut else EXTRA
        told = [_Told(words, list(map(is_initial, words)), None, missing, MISSING) for words in names]
        return cls._of(people, told, rarity, are_cut=are_cut)

    @classmethod
    def _of(cls, segment: Segment, names: Sequence[_Told], rarity: Rarity, *, are_cut: bool = False) -> list[Asked]:
        sought: list[Sought] = []
        weights = [[rarity.weight(word) for word in one.words] for one in names]
        joined: list[list[int]] = []
        for one, heavy in zip(names, weights, strict=True):
            for place, (word, weight, is_begun) in enumerate(zip(one.words, heavy, one.begun, strict=True)):
                missed = 0.0 if is_begun else one.missing * weight
                sought.append(Sought(word, missed, weight, is_cut=place == one.cut, are_cut=are_cut))
            joined.append([at for at, two in enumerate(pairwise(one.words)) if can_join(*two)])
            for at in joined[-1]:
                word, weight = join(*one.words[at : at + 2]), sum(heavy[at : at + 2])
                sought.append(Sought(word, one.missing * weight, weight, is_joined=True))
        found = iter(segment.words.alike(sought))
        made = []
        for one, heavy, places in zip(names, weights, joined, strict=True):
            words = [next(found) for _ in one.words]
            both = [(at, item) for at, item in [(at, next(found)) for at in places] if len(item.places)]
            known = sum(weight for weight, is_begun in zip(heavy, one.begun, strict=True) if not is_begun)
            items = (*words, *(item for _, item in both))
            made.append(cls(items, len(words), sum(one.begun), known, one.extra, tuple(at for at, _ in both)))
        return made


class _Told(NamedTuple):
    words: Sequence[str]
    begun: list[bool]
    cut: int | None
    missing: float
    extra: float


@dataclass(frozen=True, slots=True)
class Question:
    """A traveller, or an entry that asks among people: names, dates, and what else may speak. `in_range` says that
    beside these dates there are ranges, which may agree with any."""

    names: Sequence[Asked]
    born: Sequence[PartialDate] = ()
    sex: Sex | None = None
    has_nation: bool = False
    in_range: bool = False

    @property
    def is_strict(self) -> bool:
        """Whether only dates that are led to, or written loosely, can agree with those of the question."""
        return bool(self.born) and not self.in_range and all(map(births.is_strict, self.born))

    @property
    def beside(self) -> float:
        """The most that sex and nationality add."""
        return WEIGHTS["sex.equal"] * (SEXES[self.sex] > 0) + WEIGHTS["nationality.equal"] * self.has_nation

    @property
    def unled(self) -> float:
        """The most that a birth adds which leads to no entry by itself."""
        return _MOST_UNLED if self.born or self.in_range else 0.0


class Reached(NamedTuple):
    """An entry that could score the floor: its place, the names that could give it, and the most they could."""

    place: int
    names: tuple[int, ...]
    most: float


class Rows(NamedTuple):
    """Listed names in arrays: which of the names asked for each was found by, its row, what led to it (WEAK to LED),
    and the most points the two names could give."""

    asked: Numbers
    row: Numbers
    led: Numbers
    most: NDArray[np.float32]


class Led(NamedTuple):
    """Rows that a birth date leads to: the name asked for, the row, and the kind: LED or SLIPPED."""

    asked: Numbers
    row: Numbers
    kind: Numbers


class _Names:
    """Many names at once: their items one after the other, and what each name is reckoned with."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.items = [item for one in asked for item in one.items]
        counts = [len(one.items) for one in asked]
        self.of_item = np.arange(len(asked)).repeat(counts)
        self.is_word = np.array([at < one.words for one in asked for at in range(len(one.items))], bool)
        before = [0, *accumulate(counts)]
        # The word of each item, or the first of its two, and how much of what it gives is given to that one.
        self.word = np.array(
            [start + at for one, start in zip(asked, before, strict=False) for at in (*range(one.words), *one.joined)],
            int,
        )
        heavy = np.array([item.heavy for item in self.items])
        self.part = np.where(self.is_word, 1.0, heavy[self.word] / np.maximum(heavy, 1e-9))
        missing = np.array([item.missing for item in self.items]) * self.is_word
        self.missing = np.bincount(self.of_item, missing, len(asked))
        self.heavy, self.extra = np.array([one.heavy for one in asked]), np.array([one.extra for one in asked])
        self.begun = np.array([one.begun for one in asked])

    def points(self, total: Floats, heavy: NDArray[np.float32] | float, of: Numbers) -> NDArray[np.float32]:
        """The most points from what is taken at most: columns × pairs, how heavy the list's words are, and the name
        that each is `of`."""
        begun = self.begun[of]
        free = 2 * INITIAL_SHARE * begun
        worth = total[WORTH] + free
        over = np.maximum(0, heavy - total[COVERED] - begun)  # what nothing could cover
        lost = np.maximum(0, self.heavy[of] - total[TAKEN])
        loss = np.maximum(0, self.missing[of] - total[SPARED])
        loss += 2 * (self.extra[of] * over + CONTRADICTED * np.minimum(lost, over))
        few = np.maximum(0, 1 - (total[WEIGHT] + free) / (2 * TELLING))
        most = NAME * worth / np.maximum(worth + loss, 1e-6) - FEW_WORDS * few
        return np.where(total[WORTH] > 0, most, -1.0).astype(np.float32)

    def followed(self, *floors: Floats) -> list[NDArray[np.bool_]]:
        """For each of these floors the items whose rows must be looked at: every name without any of them stays below
        it. The commonest words are left out, as many as together reach nothing."""
        words: NDArray[np.int64] = self.is_word.nonzero()[0]
        rows = np.array([item.rows for item in self.items])[words]
        words = words[np.lexsort((-rows, self.of_item[words]))]
        of = self.of_item[words]
        first = runs(of)
        gives = np.array([item.most for item in self.items], np.float64)[words].T
        points = self.points(_running(gives, first), 0.0, of)
        kept: list[NDArray[np.bool_]] = []
        for floor in floors:
            is_kept = np.ones(len(self.items), bool)
            is_kept[words] = _running((points + SLIP >= floor[of]).astype(np.float64)[None], first)[0] > 0
            kept.append(is_kept)
        return kept

    def may_stand_alone(self, is_kept: NDArray[np.bool_], floor: Floats) -> NDArray[np.bool_]:
        """The items that reach this floor with no other of those kept, but with all that are not followed."""
        gives = np.array([item.most for item in self.items], np.float64).T
        left = [np.bincount(self.of_item, column * ~is_kept, len(self.begun)) for column in gives]
        points = self.points(gives + np.array(left)[:, self.of_item], 0.0, self.of_item)
        found: NDArray[np.bool_] = points + SLIP >= floor[self.of_item]
        return found


def _running(values: Floats, first: NDArray[np.int64]) -> Floats:
    """Sums along each row that begin anew at each of these places."""
    sums = values.cumsum(axis=1)
    before = (sums - values)[:, first]
    found: Floats = sums - before.repeat(lengths(first, values.shape[1]), axis=1)
    return found


class Floors(NamedTuple):
    """What a row must give each name in points: one with a loose birth date, one whose dates are all strict, one of
    these that a slip led to, and any that a birth date led to."""

    loose: Floats
    strict: Floats
    slipped: Floats
    led: Floats

    def of(self, asked: Numbers, led: Numbers, is_loose: NDArray[np.bool_]) -> Floats:
        """The floor of each row."""
        strict = np.where(led == SLIPPED, self.slipped[asked], self.strict[asked])
        found: Floats = np.where(led == LED, self.led[asked], np.where(is_loose, self.loose[asked], strict))
        return found


def reachable(segment: Segment, asked: Sequence[Asked], floors: Floors, led: Led) -> Rows:
    """The rows that could give each name its floor in points, with those `led` to by other evidence, and the most each
    could give."""
    names, arrays = _Names(asked), segment.arrays
    count = len(arrays["row_entry"])
    loosely, strictly = names.followed(floors.loose, floors.strict)
    kept = loosely.nonzero()[0]
    items = [names.items[place] for place in kept.tolist()]
    places = np.concatenate([item.places for item in items]) if items else np.zeros(0, np.int32)
    of_place = kept.repeat([len(item.places) for item in items])
    starts = arrays["post_start"]
    slots, at = spread(starts[places], starts[places + 1] - starts[places])
    rows, of_row = arrays["post_rows"][slots], of_place[at]
    led = _worth_following(segment, led, rows)
    is_loose = arrays["row_loose"][rows] > 0
    if (loosely != strictly).any():
        is_open = strictly[of_row] | is_loose
        rows, of_row, is_loose = rows[is_open], of_row[is_open], is_loose[is_open]
    alone = names.may_stand_alone(strictly, floors.strict)[of_row]
    alone |= names.may_stand_alone(loosely, floors.loose)[of_row] & is_loose
    held = (names.of_item[of_row] * count + rows) * KINDS_LED + np.where(alone, TELLING_WORD, WEAK)
    found = np.concatenate((held, (led.asked * count + led.row) * KINDS_LED + led.kind))
    found.sort()
    pairs = found // KINDS_LED
    first = runs(pairs)
    several = lengths(first, len(found))
    found = found[first + several - 1]  # what tells most is sorted behind
    found = found[(several > 1) | (found % KINDS_LED > WEAK)]
    of, rows = np.divmod(found // KINDS_LED, max(count, 1))
    return _bounded(segment, names, Rows(of, rows, found % KINDS_LED, np.zeros(0, np.float32)), floors)


def _worth_following(segment: Segment, led: Led, rows: Numbers) -> Led:
    """Of what birth dates led to, what a slip did only where a word led there too: it adds less than a loose date."""
    seen = segment.seen
    seen[rows] = True
    is_open = (led.kind == LED) | seen[led.row]
    seen[rows] = False
    return Led(led.asked[is_open], led.row[is_open], led.kind[is_open])


def _bounded(segment: Segment, names: _Names, found: Rows, floors: Floors) -> Rows:
    """The rows with any word alike, of which the most that each name could have is its floor: first as if a word could
    be paired more than once, and of what is left as it is."""
    arrays, starts = segment.arrays, segment.arrays["row_start"]
    given = _Given(names, len(segment.words))
    slots, at = spread(starts[found.row], starts[found.row + 1] - starts[found.row])
    marked, at = given.marked(segment, arrays["row_words"][slots], found.asked, at)
    first = runs(at)
    hits = lengths(first, len(at))
    of, rows, led = found.asked[at[first]], found.row[at[first]], found.led[at[first]]
    needed = floors.of(of, led, arrays["row_loose"][rows] > 0) - SLIP
    total = given.total(marked, np.arange(len(first)).repeat(hits), len(first))
    points = names.points(total, arrays["row_weight"][rows], of)
    left = (points >= needed).nonzero()[0]
    if len(left):
        of, rows, led, needed = of[left], rows[left], led[left], needed[left]
        slots, at = spread(first[left], hits[left])
        total = given.total_by_word(marked[slots], at, total[:, left])
        points = names.points(total, arrays["row_weight"][rows], of)
        left = (points >= needed).nonzero()[0]
    return Rows(of[left], rows[left], led[left], points[left])


class _Given:
    """What the words of the vocabulary can give to many names at once."""

    def __init__(self, names: _Names, size: int) -> None:
        counts = [len(item.places) for item in names.items]
        item = np.arange(len(counts)).repeat(counts)
        codes = names.of_item[item] * size + np.concatenate([one.places for one in names.items])
        order = codes.argsort(kind="stable")
        codes, self._item = codes[order], item[order]
        self._first = runs(codes)
        self.codes = codes[self._first]  # the name and the word of the vocabulary, one number for both
        self._gives = np.concatenate([one.gives for one in names.items])[order]
        self._count = lengths(self._first, len(codes))
        self._most = np.maximum.reduceat(self._gives, self._first, axis=0) if len(codes) else self._gives
        self._names = names

    def marked(
        self, segment: Segment, words: Numbers, asked: Numbers, row: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Of the words of rows, each row asked for by a name: the place in `codes` of each that can give that name
        something, and its row."""
        is_any, mine = segment.words.seen, self.codes % max(len(segment.words), 1)
        is_any[mine] = True
        open_ = is_any[words].nonzero()[0]
        is_any[mine] = False
        words, row = words[open_], row[open_]
        codes = asked[row] * len(segment.words) + words
        places = self.codes.searchsorted(codes)
        found = open_
        if len(codes):
            found = (self.codes[np.minimum(places, len(self.codes) - 1)] == codes).nonzero()[0]
        return places[found], row[found]

    def total(self, marked: Numbers, row: Numbers, rows: int) -> Floats:
        """The most of each column that rows give: `marked` are the codes' places, each of a row. No word of the list
        is paired twice."""
        most = self._most[marked]
        return np.array([np.bincount(row, most[:, column], rows) for column in range(COLUMNS)])

    def total_by_word(self, marked: Numbers, row: Numbers, total: Floats) -> Floats:
        """The same, of which `total` is the answer, where no word of the traveller is paired twice either."""
        rows = total.shape[1]
        several = (np.bincount(row, minlength=rows) > 1).nonzero()[0]
        number = np.full(rows, -1)
        number[several] = np.arange(len(several))
        row = number[row]
        marked, row = marked[row >= 0], row[row >= 0]
        total[:, several] = np.minimum(total[:, several], self._by_word(marked, row, len(several)))
        return total

    def _by_word(self, marked: Numbers, row: Numbers, rows: int) -> Floats:
        """The same, the best of each of the traveller's words; two joined give to each of the two its part."""
        names = self._names
        pairs, at = spread(self._first[marked], self._count[marked])
        item, row = self._item[pairs], row[at]
        second = np.flatnonzero(~names.is_word[item])
        key = row * len(names.items) + names.word[item]
        key = np.concatenate((key, key[second] + 1))
        part = np.concatenate((names.part[item], 1 - names.part[item[second]]))
        order = np.argsort(key)
        key = key[order]
        first = runs(key)
        of = key[first] // max(len(names.items), 1)
        pairs, part = np.concatenate((pairs, pairs[second]))[order], part[order]
        best = [np.maximum.reduceat(self._gives[pairs, column] * part, first) for column in range(COLUMNS)]
        total: Floats = np.stack([np.bincount(of, column, rows) for column in best])
        return total


def reaching(segment: Segment, questions: Sequence[Question], floor: float) -> Iterator[list[Reached]]:
    """For each question the entries that could score `floor` by name and birth."""
    many = max(1, _AT_ONCE // max(1, len(segment.words)))
    for start in range(0, len(questions), many):
        yield from _reaching(segment, questions[start : start + many], floor)


def _reaching(segment: Segment, questions: Sequence[Question], floor: float) -> list[list[Reached]]:
    answers: list[list[Reached]] = [[] for _ in questions]
    asked = [one for question in questions for one in question.names]
    if not sum(len(one.items) for one in asked) or not len(segment.arrays["row_entry"]):
        return answers
    arrays = segment.arrays
    counts = np.array([len(question.names) for question in questions])
    who = np.repeat(np.arange(len(questions)), counts)
    beside, unled = np.array([one.beside for one in questions]), np.array([one.unled for one in questions])
    is_strict = np.array([one.is_strict for one in questions])
    least = np.where(is_strict, WEIGHTS["born.near"], unled)  # the most of a row that is neither led to nor loose
    led_by, led, is_slip = segment.rows_born([question.born for question in questions])
    names, at = spread((np.cumsum(counts) - counts)[led_by], counts[led_by])
    slipped = np.maximum(least, WEIGHTS["born.digit"])
    floors = Floors(*((floor - beside - most)[who] for most in (unled, least, slipped, max(_BORN))))
    found = reachable(segment, asked, floors, Led(names, led[at], np.where(is_slip[at], SLIPPED, LED)))
    if not len(found.row):
        return answers
    whose, rows, most = who[found.asked], found.row, found.most
    entries = whose * len(segment) + arrays["row_entry"][rows]
    order = np.argsort(entries, kind="stable")
    entries, rows, most = entries[order], rows[order], most[order]
    first = runs(entries)
    given = _given(segment, questions, *np.divmod(entries[first], len(segment)))
    is_open = most + np.repeat(given, np.diff(np.append(first, len(entries)))) >= floor - SLIP
    entries, rows, most = entries[is_open], rows[is_open], most[is_open]
    first = runs(entries)
    named, most_of = arrays["row_name"][rows].tolist(), most.tolist()
    whose, places = np.divmod(entries[first], len(segment))
    ends = np.append(first, len(entries))[1:].tolist()
    for one, place, start, end in zip(whose.tolist(), places.tolist(), first.tolist(), ends, strict=True):
        answers[one].append(Reached(place, tuple(dict.fromkeys(named[start:end])), max(most_of[start:end]) + SLIP))
    return answers


def _given(segment: Segment, questions: Sequence[Question], whose: Numbers, places: Numbers) -> NDArray[np.float32]:
    """The most that birth, sex and nationality add to the names of each question and entry."""
    given = _BORN[births.grades([one.born for one in questions], whose, segment.arrays, places)]
    in_range = np.array([one.in_range for one in questions])[whose]
    given = np.where(in_range, np.maximum(given, WEIGHTS["born.range"]), given)
    mine, theirs = np.array([SEXES[one.sex] for one in questions])[whose], segment.arrays["entry_sex"][places]
    both = (mine > 0) & (theirs > 0)
    given += np.where(both, np.where(mine == theirs, WEIGHTS["sex.equal"], WEIGHTS["sex.differs"]), 0.0)
    has_nation = np.array([one.has_nation for one in questions])[whose] & (segment.arrays["entry_nation"][places] > 0)
    return given + np.where(has_nation, WEIGHTS["nationality.equal"], 0.0)
