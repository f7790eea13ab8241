"""A frozen part of an index: the words of many listed names, the names each word stands in, and the entries.

Arrays only, so that a segment is written and read as it is. Rows are listed names in the order of their entries. Each
row knows its words and each word its rows; what a word of a traveller is like is worked out once, over the vocabulary.
"""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limen.screening import births
from limen.screening.align import Rarity, can_join, join
from limen.screening.compare import PRINTED, confusable_number
from limen.screening.forms import forms
from limen.screening.keys import matching, sorted_keys, spread
from limen.screening.lists.entry import BirthInterval, Entry, canonical
from limen.screening.names import is_initial
from limen.screening.wordlist import WordList, word_arrays
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Sex

_KEPT = 100_000  # entries kept as they were last read
SEXES = {None: 0, Sex.UNSPECIFIED: 0, Sex.MALE: 1, Sex.FEMALE: 2}

Arrays = dict[str, NDArray[Any]]


class Segment:
    """Search over the names of a fixed set of entries; made by `build` or from the arrays of a saved one."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.arrays: Arrays = dict(arrays)
        self.words = WordList(self.arrays)
        self._lent = threading.local()
        self._entries: dict[int, Entry] = {}

    def __len__(self) -> int:
        return len(self.arrays["entry_sex"])

    @cached_property
    def keys(self) -> list[str]:
        """The keys of the entries in order."""
        keys: list[str] = json.loads(bytes(self.arrays["keys"]))
        return keys

    def place(self, key: str) -> int | None:
        """The place of the entry with this key."""
        _, places, _ = matching(self.arrays, "id", [[(key, 0)]], len(self))
        return next((place for place in places.tolist() if self.entry(place).key == key), None)

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
                for word in form:  # a word that stands twice is posted twice: two words may pair with it
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
                "word_least": np.array([weights[word][0] for word in vocabulary], np.float32),
                "word_most": np.array([weights[word][1] for word in vocabulary], np.float32),
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
                **word_arrays(vocabulary, printed),
                **sorted_keys("number", _numbers(entries)),
                **sorted_keys("id", ((entry.key, place, 0) for place, entry in enumerate(entries))),
                "entry_nation": np.array([bool(entry.nationalities) for entry in entries], np.uint8),
                **births.arrays(entries),
                **_days(entries),
                **_stored(entries),
            }
        )

    @property
    def seen(self) -> NDArray[np.bool_]:
        """A mark for each row, lent to this thread: none is set before and after every use."""
        marks: NDArray[np.bool_] | None = getattr(self._lent, "seen", None)
        if marks is None:
            marks = self._lent.seen = np.zeros(len(self.arrays["row_entry"]), bool)
        return marks

    def entry(self, place: int) -> Entry:
        """The entry at a place, read from its stored JSON when first asked for."""
        found = self._entries.get(place)
        if found is None:
            start, end = self.arrays["entry_start"][place : place + 2]
            found = Entry.from_json(json.loads(bytes(self.arrays["entry_json"][start:end])))
            if len(self._entries) >= _KEPT:
                self._entries = {}
            self._entries[place] = found
        return found

    def with_number(self, number: str) -> list[int]:
        """The places of entries with a document number that reads like this one, or begins with it where this is as
        long as the number field of an MRZ; to be compared by whoever asks."""
        if not len(self.arrays["number_hash"]):
            return []
        _, places, _ = matching(self.arrays, "number", [[(confusable_number(number), 0)]], len(self))
        found: list[int] = places.tolist()
        return found

    def rows_born(
        self, born: Sequence[Sequence[PartialDate]]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
        """Who of those with these dates is led to which row, and whether only by a slip: those of entries born on one
        of these whole days, or on one that is written nearly so."""
        dates = [(who, date) for who, held in enumerate(born) for date in held if date.is_whole]
        numbers = births.numbers_of([date for _, date in dates])
        days, begins = self.arrays["day"], self.arrays["entry_row"]
        sought = numbers.ravel()
        starts = days.searchsorted(sought, "left")
        slots, at = spread(starts, days.searchsorted(sought, "right") - starts)
        places = self.arrays["day_place"][slots]
        rows, of = spread(begins[places], begins[places + 1] - begins[places])
        who, turn = np.divmod(at[of], max(numbers.shape[1], 1))
        return np.array([who for who, _ in dates], np.int64)[who], rows, turn >= births.FIRST_SLIP


def _is_strict(interval: BirthInterval) -> bool:
    return interval.first == interval.last and births.is_strict(interval.first)


def _post(
    postings: dict[str, list[int]], weights: dict[str, tuple[float, float]], word: str, row: int, heavy: float
) -> None:
    postings[word].append(row)
    least, most = weights.get(word, (heavy, heavy))
    weights[word] = min(least, heavy), max(most, heavy)


def _starts(lengths: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(np.int64)


def _numbers(entries: Sequence[Entry]) -> Iterable[tuple[str, int, int]]:
    for place, entry in enumerate(entries):
        for document in entry.documents:
            number = confusable_number(document.number)
            yield number, place, 0
            if len(number) > PRINTED:
                yield number[:PRINTED], place, 0


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
