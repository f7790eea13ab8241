"""Keys as sorted checksums with what they point to: many keys are matched in one pass over arrays.

Two keys of one checksum are told apart by whoever asked, who compares what they point to. A key may have a kind, a few
bits that say what it is of the word it belongs to; a match has the bits that both sides have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

KINDS = 4  # what kinds there may be: two bits

Arrays = dict[str, NDArray[Any]]


def sorted_keys(name: str, keys: Iterable[tuple[str, int, int]]) -> Arrays:
    """The arrays of these keys, each with the place it points to and its kind."""
    held = np.array([(crc32(key.encode()) << 32) | (place * KINDS + kind) for key, place, kind in keys], np.uint64)
    held = np.unique(held)
    places = (held & np.uint64(0xFFFFFFFF)).astype(np.int64)
    return {
        f"{name}_hash": (held >> np.uint64(32)).astype(np.uint32),
        f"{name}_place": (places // KINDS).astype(np.int32),
        f"{name}_kind": (places % KINDS).astype(np.uint8),
    }


def matching(
    arrays: Mapping[str, NDArray[Any]], name: str, asked: Sequence[Sequence[tuple[str, int]]], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Who of those asking shares a key with which place below `size`, each two once and in order, and of what kinds."""
    codes = np.array([crc32(key.encode()) for keys in asked for key, _ in keys], np.uint32)
    kinds = np.array([kind for keys in asked for _, kind in keys], np.int64)
    owners = np.arange(len(asked)).repeat([len(keys) for keys in asked])
    hashes = arrays[f"{name}_hash"]
    starts, ends = hashes.searchsorted(codes, "left"), hashes.searchsorted(codes, "right")
    slots, at = spread(starts, ends - starts)
    shared = kinds[at] & arrays[f"{name}_kind"][slots]
    held = (owners[at] * size + arrays[f"{name}_place"][slots]) * KINDS + shared
    held.sort()
    pairs = held // KINDS
    first = runs(pairs)
    pairs = pairs[first]
    of_both = np.bitwise_or.reduceat(held % KINDS, first) if len(first) else held
    return pairs // max(size, 1), pairs % max(size, 1), of_both


def spread(starts: NDArray[Any], counts: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every number from each start on, so many of each, one after the other; and which start each is of."""
    at = np.arange(len(starts)).repeat(counts)
    return (starts - counts.cumsum() + counts)[at] + np.arange(len(at)), at


def runs(ordered: NDArray[Any]) -> NDArray[np.int64]:
    """Where each value of an ordered array begins."""
    is_first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return is_first.nonzero()[0]


def lengths(first: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """How many stand from each of these places on, up to the next, of so many."""
    ends = np.empty_like(first)
    ends[:-1], ends[-1:] = first[1:], count
    return ends - first
