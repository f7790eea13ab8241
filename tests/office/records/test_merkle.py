from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.office.records import merkle
from limen.office.records.merkle import (
    EMPTY_ROOT,
    Frontier,
    MerkleError,
    consistency_proof,
    frontier,
    inclusion_proof,
    leaf_hash,
    proves_consistency,
    proves_inclusion,
    root,
)

ENTRIES = st.lists(st.binary(max_size=8), max_size=70)
SOME_ENTRIES = st.lists(st.binary(max_size=8), min_size=1, max_size=70)


def split(size: int) -> int:
    """RFC 6962 2.1: the largest power of two smaller than the size."""
    power = 1
    while power * 2 < size:
        power *= 2
    return power


def naive_root(entries: list[bytes]) -> bytes:
    """RFC 6962 2.1, MTH, word for word."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = split(len(entries))
    return hashlib.sha256(b"\x01" + naive_root(entries[:k]) + naive_root(entries[k:])).digest()


def naive_path(index: int, entries: list[bytes]) -> list[bytes]:
    """RFC 6962 2.1.1, PATH, word for word."""
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if index < k:
        return [*naive_path(index, entries[:k]), naive_root(entries[k:])]
    return [*naive_path(index - k, entries[k:]), naive_root(entries[:k])]


def naive_subproof(old: int, entries: list[bytes], whole: bool) -> list[bytes]:
    """RFC 6962 2.1.2, SUBPROOF, word for word."""
    if old == len(entries):
        return [] if whole else [naive_root(entries)]
    k = split(len(entries))
    if old <= k:
        return [*naive_subproof(old, entries[:k], whole), naive_root(entries[k:])]
    return [*naive_subproof(old - k, entries[k:], False), naive_root(entries[:k])]


def hashes(entries: list[bytes]) -> list[bytes]:
    return [leaf_hash(entry) for entry in entries]


def flipped(value: bytes) -> bytes:
    return bytes([value[0] ^ 1]) + value[1:]


def test_the_empty_tree_has_the_root_everybody_knows() -> None:
    known = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert EMPTY_ROOT.hex() == root([]).hex() == Frontier().root().hex() == known


def test_the_empty_entry_has_the_leaf_hash_everybody_knows() -> None:
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@given(ENTRIES)
def test_root_and_frontier_are_the_tree_of_the_rfc(entries: list[bytes]) -> None:
    expected = naive_root(entries)
    assert root(hashes(entries)) == expected
    grown = Frontier()
    for count, leaf in enumerate(hashes(entries), start=1):
        grown = grown.append(leaf)
        assert grown.size == count
    assert grown.root() == expected
    assert grown == frontier(hashes(entries))


@given(ENTRIES, SOME_ENTRIES)
def test_a_saved_frontier_grows_on_as_if_it_had_never_been_saved(before: list[bytes], after: list[bytes]) -> None:
    saved = json.loads(json.dumps(frontier(hashes(before)).to_json()))
    grown = Frontier.from_json(saved)
    for leaf in hashes(after):
        grown = grown.append(leaf)
    assert grown.root() == naive_root(before + after)


@given(SOME_ENTRIES, st.data())
def test_inclusion_proofs_are_those_of_the_rfc_and_prove_one_place_only(
    entries: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(entries) - 1))
    leaves, size = hashes(entries), len(entries)
    proof, top = inclusion_proof(index, leaves), root(leaves)
    assert list(proof) == naive_path(index, entries)
    assert proves_inclusion(leaves[index], index, size, proof, top)
    assert not proves_inclusion(leaves[index], index, size, proof, flipped(top))
    assert not proves_inclusion(flipped(leaves[index]), index, size, proof, top)
    assert not proves_inclusion(leaves[index], index, size, (*proof, top), top)
    assert not proves_inclusion(leaves[index], index + size, size, proof, top)
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        wrong = (*proof[:place], flipped(proof[place]), *proof[place + 1 :])
        assert not proves_inclusion(leaves[index], index, size, wrong, top)
        assert not proves_inclusion(leaves[index], index, size, proof[:-1], top)
    elsewhere = data.draw(st.integers(0, size - 1))
    if entries[elsewhere] != entries[index]:
        assert not proves_inclusion(leaves[index], elsewhere, size, inclusion_proof(elsewhere, leaves), top)


@given(SOME_ENTRIES, st.data())
def test_consistency_proofs_are_those_of_the_rfc_and_prove_one_beginning_only(
    entries: list[bytes], data: st.DataObject
) -> None:
    leaves, size = hashes(entries), len(entries)
    old_size = data.draw(st.integers(1, size))
    proof, old_root, top = consistency_proof(old_size, leaves), root(leaves[:old_size]), root(leaves)
    assert list(proof) == naive_subproof(old_size, entries, True)
    assert proves_consistency(old_size, old_root, size, top, proof)
    assert not proves_consistency(old_size, flipped(old_root), size, top, proof)
    assert not proves_consistency(old_size, old_root, size, flipped(top), proof)
    assert not proves_consistency(old_size, old_root, size, top, (*proof, top))
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        wrong = (*proof[:place], flipped(proof[place]), *proof[place + 1 :])
        assert not proves_consistency(old_size, old_root, size, top, wrong)
        assert not proves_consistency(old_size, old_root, size, top, proof[:-1])
        changed = [leaf_hash(b"another beginning"), *leaves[1:]]
        assert not proves_consistency(old_size, old_root, size, root(changed), consistency_proof(old_size, changed))


def test_every_pair_of_sizes_up_to_40_is_consistent_and_a_cut_tail_is_not() -> None:
    leaves = hashes([bytes([number]) for number in range(40)])
    for size in range(41):
        for old_size in range(size + 1):
            proof = consistency_proof(old_size, leaves[:size])
            assert proves_consistency(old_size, root(leaves[:old_size]), size, root(leaves[:size]), proof)
    assert not proves_consistency(40, root(leaves), 39, root(leaves[:39]), ())


def test_two_trees_of_one_size_are_consistent_only_if_they_are_one() -> None:
    one, other = root(hashes([b"a", b"b"])), root(hashes([b"b", b"a"]))
    assert proves_consistency(2, one, 2, one, ())
    assert not proves_consistency(2, one, 2, other, ())
    assert not proves_consistency(0, one, 0, one, ())
    assert not proves_consistency(0, one, 2, one, ())


@given(
    st.binary(max_size=33),
    st.integers(),
    st.integers(),
    st.lists(st.binary(min_size=31, max_size=33)),
    st.binary(max_size=33),
)
def test_whatever_is_malformed_proves_nothing_and_breaks_nothing(
    leaf: bytes, index: int, size: int, proof: list[bytes], top: bytes
) -> None:
    # What is left to prove without a hash that fits: a tree of one leaf is its leaf, and each tree begins with itself.
    assert not proves_inclusion(leaf, index, size, proof, top) or (leaf == top and size == 1 and not proof)
    assert not proves_consistency(index, leaf, size, top, proof) or (leaf == top and size == index and not proof)


def test_a_proof_longer_than_any_tree_is_refused() -> None:
    leaf = leaf_hash(b"a")
    assert not proves_inclusion(leaf, 0, 2**63 - 1, [leaf] * 10_000, leaf)
    assert not proves_inclusion(leaf, 0, 2**80, [leaf] * 80, leaf)


@pytest.mark.parametrize(
    "saved",
    [
        {},
        {"size": 1, "peaks": []},
        {"size": 0, "peaks": ["00" * 32]},
        {"size": True, "peaks": ["00" * 32]},
        {"size": "1", "peaks": ["00" * 32]},
        {"size": -1, "peaks": []},
        {"size": 2**63, "peaks": ["00" * 32]},
        {"size": 1, "peaks": ["00" * 31]},
        {"size": 1, "peaks": ["zz"]},
        {"size": 1, "peaks": [7]},
        {"size": 1, "peaks": "00"},
    ],
)
def test_a_damaged_frontier_is_refused(saved: dict[str, object]) -> None:
    with pytest.raises(MerkleError):
        Frontier.from_json(saved)


def test_what_is_no_hash_or_no_leaf_is_refused() -> None:
    leaves = hashes([b"a", b"b"])
    with pytest.raises(MerkleError, match="leaf_hash"):
        Frontier().append(b"an entry")
    with pytest.raises(MerkleError, match="leaf_hash"):
        root([b"an entry"])
    for index in (-1, 2):
        with pytest.raises(MerkleError):
            inclusion_proof(index, leaves)
    for old_size in (-1, 3):
        with pytest.raises(MerkleError):
            consistency_proof(old_size, leaves)


def test_the_example_of_the_module_runs() -> None:
    import doctest

    assert doctest.testmod(merkle).failed == 0
