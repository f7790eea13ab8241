"""The words of a segment's names, and which of them a traveller's words may be paired with: many looked up at once.

Every word that `likeness` or `as_one` could take for another shares a key with it; the keys of all words asked for are
matched in one pass, pairs too far apart to be alike are let go unseen, and the rest is compared as `align` compares
it. What a word is like is kept, so that a name heard before costs nothing.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from limen.screening.align import INITIAL, INITIAL_SHARE, JOINED, MOST_JOINED_EDITS, TRUNCATED, as_one
from limen.screening.keys import matching, runs, sorted_keys
from limen.screening.names import (
    SERVANT,
    UNVOWELLED,
    Told,
    is_initial,
    joined_keys,
    likeness,
    most_alike,
    readings,
    search_keys,
)

_REMEMBERED = 200_000  # words whose likes are kept
_PREFIX_BOUND = 4_000  # words that may complete one cut word
# What a pair of words can give, by column: the most it is worth, the most it weighs, the most that it spares of what
# the traveller's word loses where it stands alone, the most weight of the list's words and of the traveller's it takes.
WORTH, WEIGHT, SPARED, COVERED, TAKEN = range(5)
COLUMNS = 5
# Why two words share a key: a whole reading of both, a line of the table of equivalents; 0 for anything else.
_SOUND, _LINE = 1, 2
_WHOLE, _INITIAL, _TRUNCATED, _BEGUN = range(4)  # how much of two words there is to pair
# Of a word: a checksum of its plain reading, the letters of that, of its longest reading, and its own; whether these
# do not say what it is like: it is without short vowels, or stands for others.
_BONES = _SOUNDS, _PLAIN, _LONGEST, _LETTERS, _UNTOLD = range(5)

Arrays = dict[str, NDArray[Any]]


class Sought(NamedTuple):
    """A word of a name that asks: what it loses where it is missing, what it weighs, whether a document may have cut
    it, whether two words were written as one, and whether the vocabulary's words may be cut."""

    word: str
    missed: float
    heavy: float
    is_cut: bool = False
    is_joined: bool = False
    are_cut: bool = False


@dataclass(frozen=True, slots=True)
class Alike:
    """The vocabulary's words like one word of a traveller, what a pair with each can give, and how many rows hold it.

    `missing` is what the word loses where it stands alone; `most` the best of each column.
    """

    places: NDArray[np.int32]
    gives: NDArray[np.float32]
    missing: float
    heavy: float
    most: NDArray[np.float32]
    rows: int


class WordList:
    """The vocabulary of one segment, read from its arrays when first needed."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self._known: dict[Sought, Alike] = {}
        self._lent = threading.local()

    @property
    def seen(self) -> NDArray[np.bool_]:
        """A mark for each word, lent to this thread: none is set before and after every use."""
        marks: NDArray[np.bool_] | None = getattr(self._lent, "seen", None)
        if marks is None:
            marks = self._lent.seen = np.zeros(len(self), bool)
        return marks

    def __len__(self) -> int:
        return len(self._arrays["word_least"])

    @cached_property
    def texts(self) -> list[str]:
        """The words in order."""
        return bytes(self._arrays["words"]).decode().split("\n") if len(self) else []

    @cached_property
    def _by_place(self) -> NDArray[np.object_]:
        return np.array(self.texts, object)

    def alike(self, asked: Sequence[Sought]) -> list[Alike]:
        """The vocabulary's words like each of these; those not asked for before are looked up in one pass."""
        known = self._known
        new = [one for one in dict.fromkeys(asked) if one not in known]
        if new:
            if len(known) + len(new) > _REMEMBERED:
                known = {one: known[one] for one in dict.fromkeys(asked) if one in known}
            known.update(zip(new, self._weighed(new, self._found(new)), strict=True))
            self._known = known
        return [known[one] for one in asked]

    def _found(self, asked: Sequence[Sought]) -> _Pairs:
        """Which of the words asked for may pair with which of the vocabulary, how alike they are at most, and how."""
        known = [_word(one.word, is_joined=one.is_joined) for one in asked]
        owners, places, kinds = matching(self._arrays, "key", [one.keys for one in known], len(self))
        value, is_sure = self._most_alike(asked, known, owners, places, kinds)
        texts = self.texts
        is_printed = self._arrays["word_printed"]
        for number in np.flatnonzero((value > 0) & ~is_sure).tolist():
            one, place = asked[owners[number]], places[number]
            if not one.is_joined and is_printed[place]:
                value[number] = likeness(one.word, texts[place])[0]
            elif one.is_joined and not is_printed[place]:
                value[number] = JOINED if one.word == texts[place] else 0.0
            else:
                value[number] = as_one(one.word, texts[place])
        kept = np.flatnonzero(value > 0)
        near = _Pairs(owners[kept], places[kept], value[kept], np.full(len(kept), _WHOLE))
        begun = [(owner, *found) for owner, one in enumerate(asked) for found in self._begun(one)]
        if not begun:
            return near
        both = zip(near, zip(*begun, strict=True), strict=True)
        return _Pairs(*(np.concatenate((one, np.array(other, one.dtype))) for one, other in both))

    def _most_alike(
        self, asked: Sequence[Sought], known: Sequence[_Word], owners: NDArray[np.int64], places: NDArray[np.int64],
        kinds: NDArray[np.int64],
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:  # fmt: skip
        """How alike words that share a key are at most, and whether that is all there is to say."""
        if not len(owners):
            return np.zeros(0), np.zeros(0, bool)
        words = np.array([one.word for one in asked], object)
        edits = cpdist(words[owners].tolist(), self._by_place[places].tolist(), scorer=OSA.distance, dtype=np.int32)
        mine = np.array([one.bones for one in known], np.int64).T[:, owners]
        held = self._arrays["word_bones"].reshape(-1, len(_BONES))[places].T
        told = Told(
            edits,
            np.maximum(mine[_LETTERS], held[_LETTERS]),
            (kinds & _SOUND) > 0,
            mine[_SOUNDS] == held[_SOUNDS],
            held[_PLAIN],
            np.minimum(mine[_LONGEST], held[_LONGEST]),
            np.maximum(mine[_LONGEST], held[_LONGEST]),
            (kinds & _LINE) > 0,
        )
        value = most_alike(told)
        is_word = (self._arrays["word_printed"][places] > 0) & ~np.array([one.is_joined for one in asked])[owners]
        is_one = told.is_heard & (100 * edits <= MOST_JOINED_EDITS * told.length)
        is_untold = (mine[_UNTOLD] | held[_UNTOLD]) > 0
        return np.where(is_untold, 1.0, np.where(is_word, value, is_one)), is_word & ~is_untold

    def _begun(self, one: Sought) -> Iterator[tuple[int, float, int]]:
        """The vocabulary's words that are the beginning of a word, or that it is the beginning of."""
        word, texts = one.word, self.texts
        if one.is_joined or word.startswith(UNVOWELLED):
            return
        if not is_initial(word) and (place := self._place(word[0])) is not None:
            yield place, INITIAL, _INITIAL
        if one.is_cut and len(word) >= 3:
            start = bisect_left(texts, word)
            for place in range(start, min(start + _PREFIX_BOUND, len(texts))):
                if not texts[place].startswith(word):
                    break
                yield place, TRUNCATED, _TRUNCATED
        for length in range(1, len(word) if one.are_cut else 0):
            if (place := self._place(word[:length])) is not None:
                yield (place, INITIAL, _INITIAL) if length < 3 else (place, TRUNCATED, _BEGUN)

    def _place(self, word: str) -> int | None:
        place = bisect_left(self.texts, word)
        return place if place < len(self.texts) and self.texts[place] == word else None

    def _weighed(self, asked: Sequence[Sought], found: _Pairs) -> Iterator[Alike]:
        """What a pair of each word asked for with each of these can give, one row for each place."""
        codes = found.owners * len(self) + found.places
        order = np.argsort(codes, kind="stable")
        table = self._table(asked, found)[order]
        first = runs(codes[order])
        owners, places = found.owners[order][first], found.places[order][first].astype(np.int32)
        if len(first) < len(order):  # an initial that stands on the list as a word, a cut word that goes on
            table = np.maximum.reduceat(table, first, axis=0)
        starts = self._arrays["post_start"]
        ends = np.searchsorted(owners, np.arange(len(asked) + 1))
        rows = np.concatenate(([0], np.cumsum(starts[places + 1] - starts[places])))
        rows = rows[ends[1:]] - rows[ends[:-1]]
        most = np.zeros((len(asked), COLUMNS), np.float32)
        if len(owners):
            begins = runs(owners)
            most[owners[begins]] = np.maximum.reduceat(table, begins, axis=0)
        for number, (one, start, end) in enumerate(zip(asked, ends[:-1].tolist(), ends[1:].tolist(), strict=True)):
            yield Alike(places[start:end], table[start:end], 2 * one.missed, one.heavy, most[number], int(rows[number]))

    def _table(self, asked: Sequence[Sought], found: _Pairs) -> NDArray[np.float32]:
        """The columns of each pair."""
        value = found.value.astype(np.float32)
        share = np.where(found.how == _INITIAL, np.float32(INITIAL_SHARE), np.float32(1))
        heavy = np.array([one.heavy for one in asked], np.float32)[found.owners]
        missing = np.array([2 * one.missed for one in asked], np.float32)[found.owners]
        most, least = self._arrays["word_most"][found.places], self._arrays["word_least"][found.places]
        begins, is_cut = found.how == _BEGUN, found.how == _TRUNCATED
        weight = share * (np.where(begins, heavy, most) + np.where(is_cut, most, heavy))
        lightest = share * (np.where(begins, heavy, least) + np.where(is_cut, least, heavy))
        spared = np.maximum(missing + (value - 1) * lightest, 0)
        return np.stack((value * weight, weight, spared, most, heavy), axis=1).astype(np.float32, copy=False)


class _Pairs(NamedTuple):
    """Words asked for and the places of words they may pair with."""

    owners: NDArray[np.int64]
    places: NDArray[np.int64]
    value: NDArray[np.float64]
    how: NDArray[np.int64]


class _Word(NamedTuple):
    """What is known of a word before it is compared: its keys, each with its kind, and its `_BONES`."""

    keys: tuple[tuple[str, int], ...]
    bones: tuple[int, ...]


@lru_cache(maxsize=65536)
def _word(text: str, *, is_joined: bool) -> _Word:
    """What is known of a word, or of two written as one."""
    heard, sounds = readings(text), joined_keys(text)
    keys = sounds if is_joined else search_keys(text)
    is_untold = text.startswith(UNVOWELLED) or text == SERVANT
    bones = (crc32(heard[0].encode()), len(heard[0]), max(map(len, heard)), len(text), is_untold)
    return _Word(tuple((key, _SOUND if key in sounds else _LINE if key[0] == "n" else 0) for key in keys), bones)


def word_arrays(words: Sequence[str], printed: Collection[str]) -> Arrays:
    """The arrays of a vocabulary in order, of which some words are printed so and others are two written as one."""
    held = [_word(word, is_joined=word not in printed) for word in words]
    return {
        "words": np.frombuffer("\n".join(words).encode(), np.uint8),
        "word_printed": np.array([word in printed for word in words], np.uint8),
        "word_bones": np.array([one.bones for one in held], np.int64).reshape(-1),
        **sorted_keys("key", ((key, place, kind) for place, one in enumerate(held) for key, kind in one.keys)),
    }
