"""ICAO barcodes: signed or not, deflated or not, bounded when inflated."""

from __future__ import annotations

import base64
import zlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.documents.seal import SealError, read, write_idb
from limen.documents.seal.codings import c40, part
from limen.documents.seal.idb import LARGEST_INFLATED, read_idb
from limen.vocabulary.dates import PartialDate

from .made import OFFICE

DAY = date(2026, 10, 23)


def text_of(payload: bytes, flag: str = "A", mark: str = "RDB1") -> str:
    return f"{mark}{flag}{base64.b32encode(payload).decode().rstrip('=')}"


@settings(deadline=None)
@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=9), st.booleans(), st.booleans())
def test_a_barcode_is_read_as_it_was_written(number: str, deflated: bool, signed: bool) -> None:
    sign = (lambda data: b"\x07" * 64) if signed else None
    text = write_idb(
        "UTO", {"document_number": number, "expiry": PartialDate(2027, 5)},
        sign=sign, digest=b"abcde", signed_on=DAY, deflated=deflated,
    )  # fmt: skip

    seal = read(text)

    assert (seal.value("document_number"), seal.value("expiry")) == (number, PartialDate(2027, 5))
    assert seal.signature == (b"\x07" * 64 if signed else b"")
    assert seal.signed_on == (PartialDate.of(DAY) if signed else None)
    assert bool(seal.signed) is signed


def test_fields_within_a_field_are_read() -> None:
    seal = read(OFFICE.authorisation())

    assert (seal.document, seal.issuer) == ("digital_travel_authorization", "UTO")
    assert seal.value("passport_number") == "A01234567" and seal.value("birth") == PartialDate(1991, 4, 17)
    assert not seal.flaws


def test_a_national_number_tells_the_document_and_what_it_lacks() -> None:
    seal = read_idb(text_of(c40("D  ") + part(0x61, part(134, b"\x10") + part(130, c40("123456789")))))

    assert seal.document == "certifying_permanent_residence"
    assert [(flaw.code, flaw.params["field"]) for flaw in seal.flaws] == [("seal.field_missing", "document_number")]


def test_the_mark_of_the_drafts_is_read_and_told() -> None:
    seal = read_idb(text_of(c40("UTO") + part(0x61, part(9, c40("156782"))), mark="NDB1"))

    assert seal.value("card_access_number") == "156782"
    assert {flaw.code for flaw in seal.flaws} == {"seal.draft", "seal.document"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "begins with RDB1"),
        ("RDB1", "begins with RDB1"),
        ("RDB1ZAAAA", "begins with RDB1"),
        ("RDB1A!!!", "A-Z and 2-7"),
        ("RDB1AA", "base 32"),
        ("RDB1C" + "A" * 16, "inflated"),
        (text_of(b"\xd9"), "header is cut short"),
        (text_of(c40("UTO")), "no fields"),
        (text_of(c40("UTO") + b"\x61\x7f"), "cut short"),
        ("RDB1A" + "A" * 9000, "more than any barcode"),
    ],
)
def test_what_is_no_barcode_is_refused_with_a_reason(text: str, why: str) -> None:
    with pytest.raises(SealError, match=why):
        read_idb(text)


def test_what_is_deflated_is_inflated_to_a_bound() -> None:
    bomb = zlib.compress(b"\0" * (LARGEST_INFLATED * 50), 9)

    with pytest.raises(SealError, match="more than"):
        read_idb(text_of(bomb, "C"))


@settings(deadline=None)
@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", max_size=300), st.sampled_from("ABCD"))
def test_any_text_is_a_barcode_or_a_reason(rest: str, flag: str) -> None:
    try:
        read_idb(f"RDB1{flag}{rest}").to_json()
    except SealError as error:
        assert str(error)


def test_fields_nested_too_deeply_are_not_followed() -> None:
    details = part(36, part(51, b"\0" * 4))
    inner = part(0x61, part(4, part(9, details)))

    seal = read_idb(text_of(c40("UTO") + inner))

    assert seal.field("vaccination_details") is not None
