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
    MISSING,
    TRUNCATED,
    Rarity,
    can_join,
    join,
)
from limen.screening.compare import FEW_WORDS, NAME, TELLING, confusable_number
from limen.screening.lists.entry import Entry, canonical
from limen.screening.names import UNVOWELLED, likeness, search_keys, words

_INITIAL_SLACK = 0.25  # an initial may stand for a word that the bound takes for missing
_REMEMBERED = 50_000  # words whose neighbours are kept
_PREFIX_BOUND = 4_000  # words that may complete one cut word

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The rows that hold a word like one of the traveller's, the least worthy first: a later value replaces."""

    rows: NDArray[np.int32]
    worth: NDArray[np.float32]  # likeness × weight of the pair
    weight: NDArray[np.float32]  # weight of the pair


class Segment:
    """Search over the names of a fixed set of entries; made by `build` or from the arrays of a saved one."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.arrays: Arrays = dict(arrays)
        self.words: list[str] = bytes(self.arrays["words"]).decode().split("\n") if len(self.arrays["words"]) else []
        self.keys: list[str] = json.loads(bytes(self.arrays["keys"]))
        self.place: dict[str, int] = {key: place for place, key in enumerate(self.keys)}
        self._entries: dict[int, Entry] = {}
        self._near: dict[tuple[str, float, bool], Neighbours] = {}

    def __len__(self) -> int:
        return len(self.keys)

    @classmethod
    def build(cls, entries: Sequence[Entry], rarity: Rarity) -> Segment:
        """The segment of these entries; `rarity` weighs their words."""
        postings: dict[str, set[int]] = defaultdict(set)
        weights: dict[str, float] = defaultdict(float)
        row_entry: list[int] = []
        row_name: list[int] = []
        row_weight: list[float] = []
        row_slack: list[float] = []
        for place, entry in enumerate(entries):
            for position, name in enumerate(entry.names):
                found = words(name.text)
                row = len(row_entry)
                row_entry.append(place)
                row_name.append(position)
                row_weight.append(sum(map(rarity.weight, found)))
                row_slack.append(_INITIAL_SLACK if any(len(word) == 1 for word in found) else 0.0)
                for word in found:
                    postings[word].add(row)
                    weights[word] = max(weights[word], rarity.weight(word))
                for first, second in pairwise(found):
                    if can_join(first, second):
                        joined = join(first, second)
                        postings[joined].add(row)
                        weights[joined] = max(weights[joined], rarity.weight(first) + rarity.weight(second))
        vocabulary = sorted(postings)
        lengths = [len(postings[word]) for word in vocabulary]
        return cls(
            {
                "words": _text(vocabulary),
                "word_weight": np.array([weights[word] for word in vocabulary], np.float32),
                "post_start": np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(np.int64),
                "post_rows": np.array([row for word in vocabulary for row in sorted(postings[word])], np.int32),
                "row_entry": np.array(row_entry, np.int32),
                "row_name": np.array(row_name, np.int32),
                "row_weight": np.array(row_weight, np.float32),
                "row_slack": np.array(row_slack, np.float32),
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
        """The places of entries with a document number that reads like this one; to be compared by whoever asks."""
        return sorted(set(_matching(self.arrays, "number", {confusable_number(number)})))

    def reachable(self, theirs: Sequence[str], cut: int | None, rarity: Rarity) -> NDArray[np.float32]:
        """For every row, the most points that comparing this name with it could give; never less than it does."""
        count = len(self.arrays["row_entry"])
        worth, weight, matched = (np.zeros(count, np.float32) for _ in range(3))
        asked = [(word, rarity.weight(word), i == cut) for i, word in enumerate(theirs)]
        whole = sum(heavy for word, heavy, _ in asked if len(word) > 1)
        slack = (
            0.0 if all(len(word) > 1 for word in theirs) and (cut is None or len(theirs[cut]) > 2) else _INITIAL_SLACK
        )
        for first, second in list(pairwise(asked)):
            if can_join(first[0], second[0]):
                asked.append((join(first[0], second[0]), first[1] + second[1], False))
        for word, heavy, is_cut in asked:
            near = self._neighbours(word, heavy, is_cut)
            if len(near.rows):
                best, carried = np.zeros(count, np.float32), np.zeros(count, np.float32)
                best[near.rows], carried[near.rows] = near.worth, near.weight
                worth += best
                weight += carried
                matched += np.float32(heavy) * (carried > 0)
        left = MISSING * np.maximum(0, whole - matched)
        left += (EXTRA if cut is None else EXTRA_TRUNCATED) * np.maximum(
            0, self.arrays["row_weight"] - (weight - matched)
        )
        ratio = worth / np.maximum(weight + 2 * left, 1e-6) + self.arrays["row_slack"] + slack
        few = np.maximum(0, 1 - (weight / 2 + self.arrays["row_slack"] * 4 + slack * 4) / TELLING)
        reach: NDArray[np.float32] = np.where(weight > 0, NAME * np.minimum(ratio, 1) - FEW_WORDS * few, 0)
        return reach

    def _neighbours(self, word: str, heavy: float, is_cut: bool) -> Neighbours:
        known = self._near.get((word, heavy, is_cut))
        if known is not None:
            return known
        alike: dict[int, tuple[float, float]] = {}
        weights = self.arrays["word_weight"]
        for place in set(_matching(self.arrays, "key", search_keys(word))):
            value = likeness(word, self.words[place])[0]
            if value:
                alike[place] = (value, heavy + float(weights[place]))
        if is_cut and len(word) >= 3 and not word.startswith(UNVOWELLED):
            start = bisect_left(self.words, word)
            for place in range(start, min(start + _PREFIX_BOUND, len(self.words))):
                if not self.words[place].startswith(word):
                    break
                alike[place] = max(alike.get(place, (0.0, 0.0)), (TRUNCATED, 2 * float(weights[place])))
        ordered = sorted(alike.items(), key=lambda item: item[1][0])
        starts = self.arrays["post_start"]
        posts = [self.arrays["post_rows"][starts[place] : starts[place + 1]] for place, _ in ordered]
        sizes = [len(post) for post in posts]
        found = Neighbours(
            np.concatenate(posts) if posts else np.zeros(0, np.int32),
            np.repeat(np.array([value * pair for _, (value, pair) in ordered], np.float32), sizes),
            np.repeat(np.array([pair for _, (_, pair) in ordered], np.float32), sizes),
        )
        if len(self._near) >= _REMEMBERED:
            self._near.clear()
        self._near[word, heavy, is_cut] = found
        return found


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
            yield confusable_number(document.number), place


def _stored(entries: Sequence[Entry]) -> Arrays:
    texts = [canonical(entry.to_json()) for entry in entries]
    starts = np.concatenate(([0], np.cumsum([len(text) for text in texts], dtype=np.int64))).astype(np.int64)
    return {
        "keys": np.frombuffer(canonical([entry.key for entry in entries]), np.uint8),
        "entry_start": starts,
        "entry_json": np.frombuffer(b"".join(texts), np.uint8),
        "entry_hash": np.frombuffer(b"".join(bytes.fromhex(entry.content_hash) for entry in entries), np.uint8),
    }
