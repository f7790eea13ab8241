"""Bytes are looked at for size, depth and parts before anything else looks at them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.documents.pki import PkiError
from limen.documents.pki.bounds import guard

from .made import UTOPIA


def nested(depth: int) -> bytes:
    data = b"\x05\x00"
    for _ in range(depth):
        length = len(data)
        head = bytes((length,)) if length < 128 else b"\x82" + length.to_bytes(2, "big")
        data = b"\x30" + head + data
    return data


def test_a_sound_element_passes_and_what_follows_is_left_out() -> None:
    csca = UTOPIA.csca
    assert guard(csca, 10_000, "x") is csca
    assert guard(csca + b"\0\0\0\0", 10_000, "x") == csca


def test_indefinite_lengths_are_followed() -> None:
    data = b"\x30\x80\x24\x80\x04\x01a\x04\x01b\x00\x00\x05\x00\x00\x00"
    assert guard(data + b"rest", 100, "x") == data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"\x30\x05\x05\x00",
        b"\x30\x80\x05\x00",
        b"\x04\x80",
        b"\x30\x85\0\0\0\0\0",
        b"\x30\x84\xff\xff\xff\xff",
        b"\x3f\xff\xff",
        b"\x30\x04\x04\x05ab",
        nested(60),
        b"\x30\x80" * 60,
        b"\x30\x82\x40\x00" + b"\x30\x00" * 0x2000,
    ],
    ids=lambda data: data[:6].hex() or "empty",
)
def test_what_is_cut_short_too_deep_or_too_many_is_one_error(data: bytes) -> None:
    with pytest.raises(PkiError, match=r"^a file: .+[;,] .+"):
        guard(data, 1 << 20, "a file")


def test_what_is_too_large_is_not_walked() -> None:
    began = time.process_time()
    with pytest.raises(PkiError, match="more than 1000 bytes"):
        guard(bytes(50_000_000), 1000, "a file")
    assert time.process_time() - began < 1


@given(st.binary(max_size=300))
def test_any_bytes_are_an_element_or_an_error(data: bytes) -> None:
    try:
        found = guard(data, 1 << 16, "a file")
    except PkiError:
        return
    assert data.startswith(found) and len(found) >= 2
