"""BER-TLV: what is written is read, and no bytes lead beyond themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.documents.chip.tlv import Tlv, TlvError, first, header, items, tlv, whole

tags = st.sampled_from([0x02, 0x30, 0x60, 0x80, 0x87, 0x5F1F, 0x7F49, 0x7F61, 0x1F8101])


@given(tags, st.binary(max_size=300))
def test_what_is_written_is_read(tag: int, value: bytes) -> None:
    written = tlv(tag, value)
    assert items(written) == (Tlv(tag, value),)
    assert whole(written + b"\0\0", tag) == value
    assert header(written)[:2] == (tag, len(value))


@pytest.mark.parametrize(("size", "head"), [(0, 2), (127, 2), (128, 3), (255, 3), (256, 4), (65535, 4), (65536, 5)])
def test_lengths_are_the_shortest(size: int, head: int) -> None:
    assert len(tlv(0x60, bytes(size))) == size + head


def test_objects_are_found_among_others_and_padding_is_passed_over() -> None:
    data = tlv(0x5F01, b"0107") + b"\0\0" + tlv(0x5C, b"\x61")
    assert first(data, 0x5C) == b"\x61"
    assert first(data, 0x5D) is None
    assert Tlv(0x60, data).first(0x5F01) == b"0107"


@pytest.mark.parametrize(
    "broken",
    ["60", "5F", "5F81", "1F818181", "6080", "6085", "60850000000001", "60820100", "6001", "3003020401", "5F0E"],
)
def test_what_is_cut_or_never_ends_is_an_error(broken: str) -> None:
    with pytest.raises(TlvError):
        [item.items() for item in items(bytes.fromhex(broken))]


def test_another_tag_is_an_error_that_names_both() -> None:
    with pytest.raises(TlvError, match="60 instead of 61"):
        whole(tlv(0x60, b""), 0x61)


def test_a_million_empty_objects_are_not_kept() -> None:
    with pytest.raises(TlvError, match="more than"):
        items(b"\x02\x00" * 100_000)


@given(st.binary(max_size=200))
def test_any_bytes_are_objects_or_an_error(data: bytes) -> None:
    try:
        found = items(data)
    except TlvError:
        return
    assert sum(len(item.value) for item in found) <= len(data)
