"""A frozen part of an index: the words of many listed names, the names each word stands in, and the entries.

Arrays only, so that a segment is written and read as it is. Rows are listed names in the order of their entries.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from limen.screening.align import (
    EXTRA,
    EXTRA_TRUNCATED,
    INITIAL_SHARE,
    MISSING,
    TRUNCATED,
    Rarity,
    as_one,
    can_join,
    join,
)
from limen.screening.compare import FEW_WORDS, NAME, PRINTED, TELLING, confusable_number
from limen.screening.lists.entry import Entry, canonical
from limen.screening.names import UNVOWELLED, likeness, search_keys, words

_REMEMBERED = 50_000  # words whose neighbours are kept
_PREFIX_BOUND = 4_000  # words that may complete one cut word

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The rows that hold a word like one of the traveller's, each once, with the most a pair there could be worth."""

    rows: NDArray[np.int32]
    worth: NDArray[np.float32]  # the most of likeness × weight of a pair
    weight: NDArray[np.float32]  # the most a pair weighs
    loss: NDArray[np.float32]  # the least of (1 - likeness) × weight of a pair
    covered: NDArray[np.float32]  # the most weight of the list's words in a pair


@dataclass(slots=True)
class _Reach:
    """For every row, what all of a traveller's words could be worth together at most, and lose at least."""

    worth: NDArray[np.float32]
    weight: NDArray[np.float32]
    loss: NDArray[np.float32]
    covered: NDArray[np.float32]

    def take(self, near: Neighbours, missing: float) -> None:
        """Let a word that loses `missing` where it stands alone find its pair in each row it can."""
        self.worth[near.rows] += near.worth
        self.weight[near.rows] += near.weight
        self.loss[near.rows] -= np.maximum(0, missing - near.loss)
        self.covered[near.rows] += near.covered


class Segment:
    """Search over the names of a fixed set of entries; made by `build` or from the arrays of a saved one."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.arrays: Arrays = dict(arrays)
        self.words: list[str] = bytes(self.arrays["words"]).decode().split("\n") if len(self.arrays["words"]) else []
        self.keys: list[str] = json.loads(bytes(self.arrays["keys"]))
        self.place: dict[str, int] = {key: place for place, key in enumerate(self.keys)}
        self._entries: dict[int, Entry] = {}
        self._near: dict[tuple[str, float, bool, bool], Neighbours] = {}

    def __len__(self) -> int:
        return len(self.keys)

    @classmethod
    def build(cls, entries: Sequence[Entry], rarity: Rarity) -> Segment:
        """The segment of these entries; `rarity` weighs their words."""
        postings: dict[str, set[int]] = defaultdict(set)
        most: dict[str, float] = defaultdict(float)
        least: dict[str, float] = {}
        printed: set[str] = set()
        row_entry: list[int] = []
        row_name: list[int] = []
        row_weight: list[float] = []
        row_initials: list[float] = []
        for place, entry in enumerate(entries):
            for position, name in enumerate(entry.names):
                found = words(name.text)
                row = len(row_entry)
                row_entry.append(place)
                row_name.append(position)
                row_weight.append(sum(rarity.weight(word) for word in found if len(word) > 1))
                row_initials.append(sum(len(word) == 1 for word in found))
                printed.update(found)
                held = [(word, rarity.weight(word)) for word in found]
                held += [
                    (join(first, second), rarity.weight(first) + rarity.weight(second))
                    for first, second in pairwise(found)
                    if can_join(first, second)
                ]
                for word, weight in held:
                    postings[word].add(row)
                    most[word] = max(most[word], weight)
                    least[word] = min(least.get(word, weight), weight)
        vocabulary = sorted(postings)
        lengths = [len(postings[word]) for word in vocabulary]
        return cls(
            {
                "words": _text(vocabulary),
                "word_most": np.array([most[word] for word in vocabulary], np.float32),
                "word_least": np.array([least[word] for word in vocabulary], np.float32),
                "word_printed": np.array([word in printed for word in vocabulary], np.uint8),
                "post_start": np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(np.int64),
                "post_rows": np.array([row for word in vocabulary for row in sorted(postings[word])], np.int32),
                "row_entry": np.array(row_entry, np.int32),
                "row_name": np.array(row_name, np.int32),
                "row_weight": np.array(row_weight, np.float32),
                "row_initials": np.array(row_initials, np.float32),
                **_sorted_keys("key", ((key, i) for i, word in enumerate(vocabulary) for key in search_keys(word))),
                **_sorted_keys("number", _numbers(entries)),
                **_stored(entries),
            }
        )

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
        return sorted(set(_matching(self.arrays, "number", {confusable_number(number)})))

    def reachable(self, theirs: Sequence[str], cut: int | None, rarity: Rarity) -> NDArray[np.float32]:
        """For every row, the most points that comparing this name with it could give; never less than it does.

        A ratio is worth / (worth + loss): it can only rise if every word takes the pair that is worth most *and* the
        one that loses least, be they the same or not, and if what is left over on both sides costs nothing more.
        """
        count = len(self.arrays["row_entry"])
        asked = [(word, rarity.weight(word)) for word in theirs]
        begun = [i for i, word in enumerate(theirs) if len(word) == 1 or (i == cut and len(word) < 3)]
        alone = sum(2 * MISSING * heavy for i, (_, heavy) in enumerate(asked) if i not in begun)
        reach = _Reach(*(np.zeros(count, np.float32) for _ in range(4)))
        reach.loss += np.float32(alone)
        for i, (word, heavy) in enumerate(asked):
            missing = 0.0 if i in begun else 2 * MISSING * heavy
            reach.take(self._neighbours(word, heavy, is_cut=i == cut, is_joined=False), missing)
        for (first, one), (second, other) in pairwise(asked):
            if can_join(first, second):
                near = self._neighbours(join(first, second), one + other, is_cut=False, is_joined=True)
                reach.take(near, 2 * MISSING * (one + other))
        return self._points(reach, len(begun), EXTRA if cut is None else EXTRA_TRUNCATED, max(h for _, h in asked))

    def _points(self, reach: _Reach, begun: int, extra: float, heaviest: float) -> NDArray[np.float32]:
        """The most points of each row. Every initial, theirs or the list's, may stand for a word of any weight."""
        initials = self.arrays["row_initials"]
        free = (initials + np.float32(begun)) * np.float32(2 * INITIAL_SHARE)
        over = np.maximum(0, self.arrays["row_weight"] - reach.covered - begun)
        loss = np.maximum(0, reach.loss - 2 * MISSING * heaviest * initials) + 2 * extra * over
        worth = reach.worth + free
        few = np.maximum(0, 1 - (reach.weight + free) / 2 / TELLING)
        most = NAME * worth / np.maximum(worth + loss, 1e-6) - FEW_WORDS * few
        return np.where(reach.worth > 0, most, 0).astype(np.float32, copy=False)

    def _neighbours(self, word: str, heavy: float, *, is_cut: bool, is_joined: bool) -> Neighbours:
        asked = (word, heavy, is_cut, is_joined)
        known = self._near.get(asked)
        if known is None:
            if len(self._near) >= _REMEMBERED:
                self._near.clear()
            known = self._near[asked] = self._gathered(self._alike(word, is_cut, is_joined), heavy)
        return known

    def _alike(self, word: str, is_cut: bool, is_joined: bool) -> list[tuple[int, float, bool]]:
        """The vocabulary's words like a word: place, likeness, and whether only the list's weight counts."""
        found: list[tuple[int, float, bool]] = []
        printed = self.arrays["word_printed"]
        for place in set(_matching(self.arrays, "key", search_keys(word))):
            if not printed[place]:
                value = 0.0 if is_joined else as_one(word, self.words[place])
            else:
                value = (as_one if is_joined else _likeness)(word, self.words[place])
            if value:
                found.append((place, value, False))
        if is_cut and len(word) >= 3 and not word.startswith(UNVOWELLED):
            start = bisect_left(self.words, word)
            for place in range(start, min(start + _PREFIX_BOUND, len(self.words))):
                if not self.words[place].startswith(word):
                    break
                found.append((place, TRUNCATED, True))
        return found

    def _gathered(self, alike: list[tuple[int, float, bool]], heavy: float) -> Neighbours:
        """The rows of these words, each once with its best figures."""
        if not alike:
            none = np.zeros(0, np.float32)
            return Neighbours(np.zeros(0, np.int32), none, none, none, none)
        places = np.array([place for place, _, _ in alike])
        values = np.array([value for _, value, _ in alike], np.float32)
        is_begun = np.array([begun for _, _, begun in alike])
        most, least = self.arrays["word_most"][places], self.arrays["word_least"][places]
        weight = most + np.where(is_begun, most, np.float32(heavy))
        lightest = least + np.where(is_begun, least, np.float32(heavy))
        starts = self.arrays["post_start"]
        posts = [self.arrays["post_rows"][starts[place] : starts[place + 1]] for place in places.tolist()]
        rows = np.concatenate(posts)
        source = np.repeat(np.arange(len(places)), [len(post) for post in posts])
        order = np.argsort(rows, kind="stable")
        rows, source = rows[order], source[order]
        first = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1])))
        return Neighbours(
            rows[first],
            np.maximum.reduceat((values * weight)[source], first),
            np.maximum.reduceat(weight[source], first),
            np.minimum.reduceat(((1 - values) * lightest)[source], first),
            np.maximum.reduceat(most[source], first),
        )


def _likeness(word: str, other: str) -> float:
    return likeness(word, other)[0]


def _text(lines: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(lines).encode(), np.uint8)


def _sorted_keys(name: str, pairs: Iterable[tuple[str, int]]) -> Arrays:
    """Keys as sorted checksums with what they point to; two keys of one checksum are told apart by the comparison."""
    found = sorted({(crc32(key.encode()), place) for key, place in pairs})
    return {
        f"{name}_hash": np.array([code for code, _ in found], np.uint32),
        f"{name}_place": np.array([place for _, place in found], np.int32),
    }


def _matching(arrays: Arrays, name: str, keys: Iterable[str]) -> list[int]:
    codes = np.array(sorted({crc32(key.encode()) for key in keys}), np.uint32)
    hashes, places = arrays[f"{name}_hash"], arrays[f"{name}_place"]
    found: list[int] = []
    for start, end in zip(np.searchsorted(hashes, codes, "left"), np.searchsorted(hashes, codes, "right"), strict=True):
        if start < end:
            found += places[start:end].tolist()
    return found


def _numbers(entries: Sequence[Entry]) -> Iterable[tuple[str, int]]:
    for place, entry in enumerate(entries):
        for document in entry.documents:
            number = confusable_number(document.number)
            yield number, place
            if len(number) > PRINTED:
                yield number[:PRINTED], place


def _stored(entries: Sequence[Entry]) -> Arrays:
    texts = [canonical(entry.to_json()) for entry in entries]
    starts = np.concatenate(([0], np.cumsum([len(text) for text in texts], dtype=np.int64))).astype(np.int64)
    return {
        "keys": np.frombuffer(canonical([entry.key for entry in entries]), np.uint8),
        "entry_start": starts,
        "entry_json": np.frombuffer(b"".join(texts), np.uint8),
        "entry_hash": np.frombuffer(b"".join(bytes.fromhex(entry.content_hash) for entry in entries), np.uint8),
    }
