"""The Merkle tree of RFC 6962 section 2.1, over which the journal proves that nothing was changed, cut or reordered.

Rules of the module: pure; a tree is spoken of by its leaf hashes, never by its entries, so that an entry can be
masked lawfully while its place stays provable. Leaves and nodes are hashed under different prefixes, so a node can
never be passed off as an entry (RFC 6962 2.1).

>>> leaves = [leaf_hash(entry) for entry in (b"opened", b"decided", b"served")]
>>> proves_inclusion(leaves[1], 1, 3, inclusion_proof(1, leaves), root(leaves))
True
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HASH_BYTES = 32
# RFC 6962 2.1: the hash of an empty list is the hash of an empty string.
EMPTY_ROOT = hashlib.sha256(b"").digest()
# A tree never grows past this; a size or a proof that claims more is refused before it is worked on.
SIZE_BOUND = 2**63

_LEAF = b"\x00"
_NODE = b"\x01"


class MerkleError(ValueError):
    """A hash, a position or a saved frontier that cannot belong to any tree."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash under which an entry stands in the tree (RFC 6962 2.1: SHA-256 of 0x00 and the entry)."""
    return hashlib.sha256(_LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side (RFC 6962 2.1: SHA-256 of 0x01, left, right)."""
    return hashlib.sha256(_NODE + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """All that must be kept of a growing tree to append to it and to know its root.

    `size` counts the leaves; `peaks` are the roots of the whole subtrees they form, the largest first, one for each
    bit set in `size`. Raises MerkleError where the two do not belong together.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.size < SIZE_BOUND:
            raise MerkleError(f"a tree cannot have {self.size} leaves: keep it from 0 to {SIZE_BOUND - 1}")
        if len(self.peaks) != self.size.bit_count():
            raise MerkleError(
                f"a tree of {self.size} leaves has {self.size.bit_count()} whole subtrees, not {len(self.peaks)}: "
                "the saved frontier is damaged, rebuild it from the leaves"
            )
        for peak in self.peaks:
            _checked(peak)

    def append(self, leaf: bytes) -> Frontier:
        """The frontier after one more leaf hash; O(log n). Raises MerkleError for what is no hash."""
        node, peaks, size = _checked(leaf), list(self.peaks), self.size
        while size & 1:  # two whole subtrees of one height become one
            node = node_hash(peaks.pop(), node)
            size >>= 1
        return Frontier(self.size + 1, (*peaks, node))

    def root(self) -> bytes:
        """The root of the tree so far; EMPTY_ROOT before the first leaf."""
        if not self.peaks:
            return EMPTY_ROOT
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node

    def to_json(self) -> dict[str, Any]:
        """The frontier as a database keeps it: `{"size": 3, "peaks": [hex, hex]}`."""
        return {"size": self.size, "peaks": [peak.hex() for peak in self.peaks]}

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> Frontier:
        """The frontier that `to_json` saved. Raises MerkleError for anything else."""
        size, peaks = saved.get("size"), saved.get("peaks")
        if not isinstance(size, int) or isinstance(size, bool) or not isinstance(peaks, list):
            raise MerkleError(
                "a saved frontier has a whole number 'size' and a list 'peaks': rebuild it from the leaves"
            )
        try:
            return cls(size, tuple(bytes.fromhex(peak) for peak in peaks))
        except (TypeError, ValueError) as error:
            raise MerkleError(f"the saved frontier cannot be read ({error}): rebuild it from the leaves") from error


def frontier(leaves: Iterable[bytes]) -> Frontier:
    """The frontier of a whole list of leaf hashes, in order."""
    grown = Frontier()
    for leaf in leaves:
        grown = grown.append(leaf)
    return grown


def root(leaves: Sequence[bytes]) -> bytes:
    """The root of the tree over leaf hashes in order (RFC 6962 2.1, MTH)."""
    return _levels(leaves)[-1][0] if leaves else EMPTY_ROOT


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> tuple[bytes, ...]:
    """The hashes that lead from leaf `index` (0 the first) to the root, lowest first (RFC 6962 2.1.1, PATH).

    Raises MerkleError where there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise MerkleError(f"leaf {index} is not in a tree of {len(leaves)}: count from 0")
    path = []
    for level in _levels(leaves):
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        index >>= 1
    return tuple(path)


def consistency_proof(old_size: int, leaves: Sequence[bytes]) -> tuple[bytes, ...]:
    """The hashes that show the first `old_size` leaves to be the tree's beginning (RFC 6962 2.1.2, PROOF).

    Raises MerkleError where the tree was never that small. From the empty tree, and to itself, nothing is to be shown.
    """
    if not 0 <= old_size <= len(leaves):
        raise MerkleError(f"a tree of {len(leaves)} leaves never had {old_size}")
    if old_size in (0, len(leaves)):
        return ()
    old, new, proof, begun = old_size - 1, len(leaves) - 1, list[bytes](), False
    for level in _levels(leaves)[:-1]:
        if not begun and not old & 1:
            # The largest whole subtree that ends the old tree; where it is the old tree, its root is known already.
            begun = True
            if old:
                proof.append(level[old])
        if begun:
            if old & 1:
                proof.append(level[old - 1])
            elif old < new:
                proof.append(level[old + 1])
        old, new = old >> 1, new >> 1
    return tuple(proof)


def proves_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` leads from a leaf hash at `index` to the root of a tree of `size` leaves (RFC 9162 2.1.3.2).

    Whatever is malformed proves nothing; no error is raised.
    """
    if not 0 <= index < size < SIZE_BOUND or not _are_hashes((leaf, root, *proof)):
        return False
    position, last, node = index, size - 1, leaf
    for sibling in proof:
        if not last:
            return False
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    return not last and node == root


def proves_consistency(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows the tree of `old_size` leaves to be the beginning of that of `size` (RFC 9162 2.1.4.2).

    Whatever is malformed proves nothing; no error is raised. A tree that shrank is never consistent.
    """
    if not 0 <= old_size <= size < SIZE_BOUND or not _are_hashes((old_root, root, *proof)):
        return False
    if old_size == size:
        return not proof and old_root == root and (size > 0 or root == EMPTY_ROOT)
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    # 2.1.4.2 step 2: an old tree that is one whole subtree opens the path with its own root.
    path = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    if not path:
        return False
    old, last = old_size - 1, size - 1
    while old & 1:
        old, last = old >> 1, last >> 1
    old_node = node = path[0]
    for sibling in path[1:]:
        if not last:
            return False
        if old & 1 or old == last:
            old_node, node = node_hash(sibling, old_node), node_hash(sibling, node)
            while not old & 1 and old:
                old, last = old >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        old, last = old >> 1, last >> 1
    return not last and old_node == old_root and node == root


def _levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """The tree from its leaves up; a node without a sibling rises unhashed, which is RFC 6962's split."""
    levels = [[_checked(leaf) for leaf in leaves]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        level = [node_hash(below[place], below[place + 1]) for place in range(0, len(below) - 1, 2)]
        levels.append(level + below[len(level) * 2 :])
    return levels


def _checked(value: bytes) -> bytes:
    if not _are_hashes((value,)):
        raise MerkleError(f"a leaf is the {HASH_BYTES} bytes of a SHA-256: pass leaf_hash(entry), not the entry")
    return value


def _are_hashes(values: Iterable[object]) -> bool:
    return all(isinstance(value, bytes) and len(value) == HASH_BYTES for value in values)
