"""Codings: what is written is read again, what is none is refused with a reason."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.documents.seal.codings import (
    READERS,
    WRITERS,
    c40,
    packed_day,
    part,
    parts,
    read_c40,
    read_packed_day,
)
from limen.documents.seal.errors import SealError
from limen.vocabulary.dates import PartialDate

PLAIN = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ", max_size=90)
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))


@settings(deadline=None)
@given(PLAIN)
def test_c40_is_read_as_it_was_written(text: str) -> None:
    assert read_c40(c40(text)) == text


def test_c40_as_published_seals_write_it() -> None:
    assert c40("UTO") == bytes.fromhex("d9c5")
    assert c40("D<<") == bytes.fromhex("6abc")
    assert c40("DETS02") == bytes.fromhex("6d32c8a72cb1")[:4]


@pytest.mark.parametrize("data", [b"\x00", b"\xff\xff", b"\xfe\x00", b"\xfeA\x13<", bytes.fromhex("0001")])
def test_what_is_no_c40_is_refused(data: bytes) -> None:
    with pytest.raises(SealError, match="C40"):
        read_c40(data)


def test_what_c40_cannot_hold_is_refused() -> None:
    with pytest.raises(SealError, match="Ä cannot be written"):
        c40("MÄR")


@settings(deadline=None)
@given(DAYS)
def test_a_packed_day_is_read_as_it_was_written(day: date) -> None:
    assert read_packed_day(packed_day(day)) == day


def test_no_day_is_three_zeros() -> None:
    assert packed_day(None) == b"\0\0\0"
    assert read_packed_day(b"\0\0\0") is None
    with pytest.raises(SealError, match="2026-02-30 is no day"):
        read_packed_day((2302026).to_bytes(3, "big"))


@settings(deadline=None)
@given(DAYS, st.sampled_from(("year", "month", "day")))
def test_a_date_is_kept_as_far_as_it_is_known(day: date, known: str) -> None:
    written = {
        "year": PartialDate(day.year),
        "month": PartialDate(day.year, day.month),
        "day": PartialDate.of(day),
    }[known]

    assert READERS["masked_date"](WRITERS["masked_date"](written)) == written


def test_a_year_known_in_part_stays_text() -> None:
    assert READERS["masked_date"](WRITERS["masked_date"]("19XX-10-XX")) == "19XX-10-XX"
    assert READERS["masked_date"](b"\xff\0\0\0") == "XXXX-XX-XX"


@pytest.mark.parametrize(
    ("coding", "value"),
    [
        ("number", 3),
        ("text", "Perschweiß"),
        ("moment", datetime(2026, 11, 22, 9, 5, 7)),  # noqa: DTZ001 - the standard names no zone
        ("day_text", date(2026, 11, 22)),
        ("period_text", "2026-01-01/2026-12-31"),
        ("period_text", "../2026-12-31"),
        ("stay", "P90D"),
        ("stay", "P1Y2M3D"),
        ("stay", "P0D"),
        ("bytes", b"\x00\xff"),
        ("mrz", "I<UTOONUUZO<<AMARA<<<<<<<<<<<<<<<<<<\nE0040117<5NGA9104174F2612199<<<<<<<4"),
    ],
)
def test_a_value_is_read_as_it_was_written(coding: str, value: object) -> None:
    assert READERS[coding](WRITERS[coding](value)) == value  # type: ignore[arg-type]  # each its own kind


def test_a_visas_zone_is_kept_to_its_28th_character() -> None:
    first, second = "V<UTO".ljust(44, "<"), "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"

    written = WRITERS["mrz_a"](f"{first}\n{second}")

    assert len(written) == 48
    assert READERS["mrz_a"](written) == f"{first}\n{second[:28].ljust(44, '<')}"
    assert READERS["mrz_a"](c40(first + second)) == f"{first}\n{second}"


@pytest.mark.parametrize("data", [b"\xfe\x01\x01", b"\x01\x01\xff"])
def test_a_stay_that_is_no_number_is_kept_as_it_is(data: bytes) -> None:
    assert READERS["stay"](data) == data.hex()


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 255), st.binary(max_size=300)), max_size=8))
def test_tagged_values_are_read_as_they_were_written(values: list[tuple[int, bytes]]) -> None:
    written = b"".join(part(tag, value) for tag, value in values)

    assert [(tag, value) for tag, value, _end in parts(written)] == values


@pytest.mark.parametrize("data", [b"\x01", b"\x01\x05abc", b"\x01\x80", b"\x01\x84\0\0\0\0", b"\x01\x00" * 65])
def test_a_row_that_is_cut_short_or_too_long_is_refused(data: bytes) -> None:
    with pytest.raises(SealError):
        list(parts(data))


@settings(deadline=None)
@given(st.sampled_from(sorted(READERS)), st.binary(max_size=64))
def test_bytes_are_a_value_or_a_reason(coding: str, data: bytes) -> None:
    try:
        READERS[coding](data)
    except SealError as error:
        assert str(error)
    except IndexError:
        assert not data  # an empty field is told by its length
