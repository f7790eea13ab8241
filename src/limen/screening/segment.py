"""A frozen part of an index: the words of many listed names, the names each word stands in, and the entries.

Arrays only, so that a segment is written and read as it is. Rows are listed names in the order of their entries. Each
row knows its words and each word its rows; what a word of a traveller is like is worked out once, over the vocabulary.
"""

from __future__ import annotations

import json
import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from limen.screening import births
from limen.screening.align import (
    INITIAL,
    INITIAL_SHARE,
    JOINED,
    MOST_JOINED_EDITS,
    TRUNCATED,
    Rarity,
    as_one,
    can_join,
    join,
)
from limen.screening.compare import PRINTED, confusable_number
from limen.screening.forms import forms
from limen.screening.lists.entry import BirthInterval, Entry, canonical
from limen.screening.names import MOST_EDITS, UNVOWELLED, is_initial, joined_keys, likeness, search_keys
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Sex
from limen.vocabulary.romanisation import equivalents

_REMEMBERED = 200_000  # words whose likes are kept
_PREFIX_BOUND = 4_000  # words that may complete one cut word
SEXES = {None: 0, Sex.UNSPECIFIED: 0, Sex.MALE: 1, Sex.FEMALE: 2}
# What a pair of words can give, by column: the most it is worth, the most it weighs, the least it loses (negative, so
# that more is better everywhere), the most weight of the list's words it covers.
WORTH, WEIGHT, SPARED, COVERED = range(4)

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Alike:
    """The vocabulary's words like one word of a traveller, what a pair with each can give, and how many rows hold it.

    `missing` is what the word loses where it stands alone; `most` the best of each column.
    """

    places: NDArray[np.int32]
    gives: NDArray[np.float32]
    missing: float
    most: NDArray[np.float32]
    rows: int


class Segment:
    """Search over the names of a fixed set of entries; made by `build` or from the arrays of a saved one."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.arrays: Arrays = dict(arrays)
        self.words: list[str] = bytes(self.arrays["words"]).decode().split("\n") if len(self.arrays["words"]) else []
        self.keys: list[str] = json.loads(bytes(self.arrays["keys"]))
        self.place: dict[str, int] = {key: place for place, key in enumerate(self.keys)}
        self._lent = threading.local()
        self._entries: dict[int, Entry] = {}
        self._alike: dict[tuple[str, float, float, bool, bool, bool], Alike] = {}

    def __len__(self) -> int:
        return len(self.keys)

    @classmethod
    def build(cls, entries: Sequence[Entry], rarity: Rarity) -> Segment:
        """The segment of these entries; `rarity` weighs their words."""
        postings: dict[str, list[int]] = defaultdict(list)
        weights: dict[str, tuple[float, float]] = {}  # least and most
        printed: set[str] = set()
        rows: list[tuple[int, int, float]] = []
        ends = [0]
        for place, entry in enumerate(entries):
            for position, form in ((at, form) for at, name in enumerate(entry.names) for form in forms(name.text)):
                row = len(rows)
                rows.append((place, position, sum(rarity.weight(word) for word in form if not is_initial(word))))
                printed.update(form)
                for word in dict.fromkeys(form):
                    _post(postings, weights, word, row, rarity.weight(word))
                for first, second in pairwise(form):
                    if can_join(first, second):
                        heavy = rarity.weight(first) + rarity.weight(second)
                        _post(postings, weights, join(first, second), row, heavy)
            ends.append(len(rows))
        is_loose = [not one.born or not all(map(_is_strict, one.born)) for one in entries]
        vocabulary = sorted(postings)
        lengths = [len(postings[word]) for word in vocabulary]
        posted = np.array([row for word in vocabulary for row in postings[word]], np.int32)
        of_word = np.repeat(np.arange(len(vocabulary), dtype=np.int32), lengths)
        counts = np.bincount(posted, minlength=len(rows)) if len(posted) else np.zeros(len(rows), np.int64)
        return cls(
            {
                "words": _text(vocabulary),
                "word_least": np.array([weights[word][0] for word in vocabulary], np.float32),
                "word_most": np.array([weights[word][1] for word in vocabulary], np.float32),
                "word_printed": np.array([word in printed for word in vocabulary], np.uint8),
                "post_start": _starts(lengths),
                "post_rows": posted,
                "row_start": _starts(counts),
                "row_words": of_word[np.argsort(posted, kind="stable")],
                "row_entry": np.array([place for place, _, _ in rows], np.int32),
                "row_name": np.array([position for _, position, _ in rows], np.int32),
                "row_loose": np.array([is_loose[place] for place, _, _ in rows], np.uint8),
                "row_weight": np.array([weight for _, _, weight in rows], np.float32),
                "entry_row": np.array(ends, np.int64),
                "entry_sex": np.array([SEXES[entry.sex] for entry in entries], np.uint8),
                **_sorted_keys("key", _keys(vocabulary, printed)),
                **_sorted_keys("number", _numbers(entries)),
                **births.arrays(entries),
                **_days(entries),
                **_stored(entries),
            }
        )

    @property
    def marks(self) -> NDArray[np.int32]:
        """One number for each word of the vocabulary, lent to this thread: zero before and after every use."""
        if not hasattr(self._lent, "marks"):
            self._lent.marks = np.zeros(len(self.words), np.int32)
        marks: NDArray[np.int32] = self._lent.marks
        return marks

    def entry(self, place: int) -> Entry:
        """The entry at a place, read from its stored JSON when first asked for."""
        found = self._entries.get(place)
        if found is None:
            start, end = self.arrays["entry_start"][place : place + 2]
            found = Entry.from_json(json.loads(bytes(self.arrays["entry_json"][start:end])))
            self._entries[place] = found
        return found

    def with_number(self, number: str) -> list[int]:
        """The places of entries with a document number that reads like this one, or begins with it where this is as
        long as the number field of an MRZ; to be compared by whoever asks."""
        return sorted(_matching(self.arrays, "number", {confusable_number(number)}).tolist())

    def rows_born(self, born: Sequence[PartialDate]) -> NDArray[np.int32]:
        """The rows of entries born on one of these whole days, or on one that is written nearly so."""
        days = self.arrays["day"]
        found: set[int] = set()
        for date in born:
            if date.is_whole and len(days):
                numbers = np.array(sorted(births.numbers_of(date)), np.int32)
                starts, ends = np.searchsorted(days, numbers, "left"), np.searchsorted(days, numbers, "right")
                for one in np.flatnonzero(starts < ends).tolist():
                    found.update(self.arrays["day_place"][starts[one] : ends[one]].tolist())
        begins = self.arrays["entry_row"]
        rows = [np.arange(begins[place], begins[place + 1], dtype=np.int32) for place in sorted(found)]
        return np.concatenate(rows) if rows else np.zeros(0, np.int32)

    def alike(
        self, word: str, missed: float, heavy: float, *, is_cut: bool = False, is_joined: bool = False,
        are_cut: bool = False,
    ) -> Alike:  # fmt: skip
        """The vocabulary's words like a word that weighs so much, and loses so much where it is missing. `is_cut`: a
        document may have cut the word; `are_cut`: it may have cut the vocabulary's."""
        asked = (word, missed, heavy, is_cut, is_joined, are_cut)
        known = self._alike.get(asked)
        if known is None:
            if len(self._alike) >= _REMEMBERED:
                self._alike.clear()
            found = self._likenesses(word, is_cut, is_joined) + (self._beginnings(word) if are_cut else [])
            known = self._alike[asked] = self._weighed(found, missed, heavy)
        return known

    def _beginnings(self, word: str) -> list[tuple[int, float, str]]:
        """The vocabulary's words that a document may have made of a word by cutting it."""
        found: list[tuple[int, float, str]] = []
        for length in range(1, 0 if word.startswith(UNVOWELLED) else len(word)):
            place = bisect_left(self.words, word[:length])
            if place < len(self.words) and self.words[place] == word[:length]:
                found.append((place, INITIAL, "initial") if length < 3 else (place, TRUNCATED, "begun"))
        return found

    def _likenesses(self, word: str, is_cut: bool, is_joined: bool) -> list[tuple[int, float, str]]:
        """The places of the vocabulary's words that may pair with a word, how alike they are, and how."""
        found: list[tuple[int, float, str]] = []
        for place, is_printed in self._near(word, is_joined):
            if is_joined and not is_printed:
                value, how = (JOINED if word == self.words[place] else 0.0), "joined"
            elif is_joined or not is_printed:
                value, how = as_one(word, self.words[place]), "joined"
            else:
                value, how = likeness(word, self.words[place])
            if value:
                found.append((place, value, how))
        if is_joined or word.startswith(UNVOWELLED):
            return found
        if not is_initial(word):
            initial = bisect_left(self.words, word[0])
            if initial < len(self.words) and self.words[initial] == word[0]:
                found.append((initial, INITIAL, "initial"))
        if is_cut and len(word) >= 3:
            start = bisect_left(self.words, word)
            for place in range(start, min(start + _PREFIX_BOUND, len(self.words))):
                if not self.words[place].startswith(word):
                    break
                found.append((place, TRUNCATED, "truncated"))
        return found

    def _near(self, word: str, is_joined: bool) -> Iterable[tuple[int, bool]]:
        """The places of words that share a key with a word and are not too far from it, and whether each is printed."""
        places = _matching(self.arrays, "key", joined_keys(word) if is_joined else search_keys(word))
        if not len(places):
            return ()
        printed = self.arrays["word_printed"][places].astype(bool)
        texts = [self.words[place] for place in places.tolist()]
        if word.startswith(UNVOWELLED):
            return zip(places.tolist(), printed.tolist(), strict=True)
        apart = cdist([word], texts, scorer=OSA.distance, dtype=np.uint8)[0]
        lengths = np.fromiter(map(len, texts), np.int32, len(texts))
        most = np.where(printed & (not is_joined), MOST_EDITS, MOST_JOINED_EDITS) * np.maximum(lengths, len(word))
        is_bare = np.fromiter((text[0] == UNVOWELLED for text in texts), bool, len(texts))
        is_known = printed & (not is_joined and word in equivalents())
        is_open = np.flatnonzero((100 * apart.astype(np.int32) <= most) | is_bare | is_known)
        return zip(places[is_open].tolist(), printed[is_open].tolist(), strict=True)

    def _weighed(self, found: list[tuple[int, float, str]], missed: float, heavy: float) -> Alike:
        """What a pair of a word that weighs so much with each of these can give, one row for each place."""
        missing = 2 * missed
        if not found:
            alone = np.array((0, 0, -missing, 0), np.float32)
            return Alike(np.zeros(0, np.int32), np.zeros((0, 4), np.float32), missing, alone, 0)
        found.sort()
        places = np.array([place for place, _, _ in found], np.int32)
        value = np.array([alike for _, alike, _ in found], np.float32)
        share = np.array([INITIAL_SHARE if how == "initial" else 1.0 for _, _, how in found], np.float32)
        most, least = self.arrays["word_most"][places], self.arrays["word_least"][places]
        begins = np.array([how == "begun" for _, _, how in found], bool)
        is_cut = np.array([how == "truncated" for _, _, how in found], bool)
        weight = share * (np.where(begins, np.float32(heavy), most) + np.where(is_cut, most, np.float32(heavy)))
        lightest = share * (np.where(begins, np.float32(heavy), least) + np.where(is_cut, least, np.float32(heavy)))
        spared = np.maximum((value - 1) * lightest, np.float32(-missing))
        table = np.stack((value * weight, weight, spared, most), axis=1).astype(np.float32, copy=False)
        first = np.flatnonzero(np.concatenate(([True], places[1:] != places[:-1]))[: len(places)])
        if len(first) < len(places):  # an initial that stands on the list as a word, a cut word that goes on
            places, table = places[first], np.maximum.reduceat(table, first, axis=0)
        alone = np.array([[0, 0, -missing, 0]], np.float32)
        starts = self.arrays["post_start"]
        return Alike(
            places, table, missing, np.concatenate((table, alone)).max(axis=0),
            int((starts[places + 1] - starts[places]).sum()),
        )  # fmt: skip

    def rows_of(self, alike: Alike) -> list[NDArray[np.int32]]:
        """The rows that hold each of these words."""
        starts = self.arrays["post_start"]
        return [self.arrays["post_rows"][starts[place] : starts[place + 1]] for place in alike.places.tolist()]


def _is_strict(interval: BirthInterval) -> bool:
    return interval.first == interval.last and births.is_strict(interval.first)


def _post(
    postings: dict[str, list[int]], weights: dict[str, tuple[float, float]], word: str, row: int, heavy: float
) -> None:
    held = postings[word]
    if not held or held[-1] != row:
        held.append(row)
    least, most = weights.get(word, (heavy, heavy))
    weights[word] = min(least, heavy), max(most, heavy)


def _keys(vocabulary: Sequence[str], printed: set[str]) -> Iterable[tuple[str, int]]:
    for place, word in enumerate(vocabulary):
        for key in search_keys(word) if word in printed else joined_keys(word):
            yield key, place


def _starts(lengths: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(np.int64)


def _text(lines: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(lines).encode(), np.uint8)


def _sorted_keys(name: str, pairs: Iterable[tuple[str, int]]) -> Arrays:
    """Keys as sorted checksums with what they point to; two keys of one checksum are told apart by the comparison."""
    held = np.array([(crc32(key.encode()) << 32) | place for key, place in pairs], np.uint64)
    held = np.unique(held)
    return {
        f"{name}_hash": (held >> np.uint64(32)).astype(np.uint32),
        f"{name}_place": (held & np.uint64(0xFFFFFFFF)).astype(np.int32),
    }


def _matching(arrays: Arrays, name: str, keys: Iterable[str]) -> NDArray[np.int32]:
    """The places that these keys point to, each once."""
    codes = np.array([crc32(key.encode()) for key in keys], np.uint32)
    hashes, places = arrays[f"{name}_hash"], arrays[f"{name}_place"]
    starts, ends = np.searchsorted(hashes, codes, "left"), np.searchsorted(hashes, codes, "right")
    held = [places[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True) if start < end]
    return np.unique(np.concatenate(held)) if held else np.zeros(0, np.int32)


def _numbers(entries: Sequence[Entry]) -> Iterable[tuple[str, int]]:
    for place, entry in enumerate(entries):
        for document in entry.documents:
            number = confusable_number(document.number)
            yield number, place
            if len(number) > PRINTED:
                yield number[:PRINTED], place


def _days(entries: Sequence[Entry]) -> Arrays:
    """Whole birth dates in order, as numbers, with the entries they belong to."""
    found = sorted(
        (births.number_of(interval.first), place)
        for place, entry in enumerate(entries)
        for interval in entry.born
        if interval.first == interval.last and interval.first.is_whole
    )
    return {
        "day": np.array([day for day, _ in found], np.int32),
        "day_place": np.array([place for _, place in found], np.int32),
    }


def _stored(entries: Sequence[Entry]) -> Arrays:
    texts = [canonical(entry.to_json()) for entry in entries]
    return {
        "keys": np.frombuffer(canonical([entry.key for entry in entries]), np.uint8),
        "entry_start": _starts([len(text) for text in texts]),
        "entry_json": np.frombuffer(b"".join(texts), np.uint8),
        "entry_hash": np.frombuffer(b"".join(bytes.fromhex(entry.content_hash) for entry in entries), np.uint8),
    }
