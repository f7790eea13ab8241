"""Visible digital seals: every version of the header, unknown documents, and bytes that are none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.documents.seal import Header, Seal, SealError, SignerReference, read, write_vds
from limen.documents.seal.codings import c40, packed_day, part
from limen.documents.seal.vds import read_vds

from .made import OFFICE, real_seals

DAY = date(2026, 10, 23)
LETTERS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2)
NUMBERS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=9)


def header(version: int = 4, reference: str = "5d01", serial: str = "2A") -> Header:
    return Header(version, "UTO", SignerReference("UTDS", serial), DAY, DAY, reference)


def signed(content: bytes, head: bytes) -> bytes:
    return head + content + part(0xFF, b"\x01" * 64)


@settings(deadline=None)
@given(st.sampled_from((3, 4)), LETTERS, st.text("0123456789ABCDEF", min_size=1, max_size=5), NUMBERS, st.dates())
def test_a_seal_is_read_as_it_was_written(version: int, state: str, serial: str, number: str, day: date) -> None:
    head = Header(version, "UTO", SignerReference(f"{state}DS", serial), day, None, "")

    seal = read(write_vds(head, {"passport_number": number}, lambda data: b"\x05" * 64, document="visa"))

    assert (seal.version, seal.issuer, seal.document) == (version, "UTO", "visa")
    assert seal.signer.identifier == f"{state}DS" and seal.signer.serial.lstrip("0") == serial.lstrip("0")
    assert (seal.issued_on, seal.signed_on) == (day, None)
    assert seal.value("passport_number") == number
    assert seal.signature == b"\x05" * 64


def test_what_is_signed_is_all_before_the_signature() -> None:
    heard = []
    made = write_vds(header(), {"number_of_entries": 2}, lambda data: heard.append(data) or b"\x01" * 64, document="")

    assert read(made).signed == heard[0]


def test_a_field_that_no_table_knows_is_kept_and_told() -> None:
    seal = read_vds(signed(part(3, b"\x02") + part(0x0B, b"??"), header().to_bytes()))

    assert seal.value("number_of_entries") == 2
    unknown = seal.field("tag_0b")
    assert unknown is not None and unknown.value == b"??"
    told = [(flaw.code, flaw.params["field"]) for flaw in seal.flaws]
    assert ("seal.field_unknown", "tag_0b") in told
    assert {("seal.field_missing", "mrz"), ("seal.field_missing", "passport_number")} <= set(told)


def test_a_document_that_no_table_knows_is_decoded_by_tags() -> None:
    seal = read_vds(signed(part(1, b"ab"), header(reference="0a0b").to_bytes()))

    assert (seal.document, seal.reference) == ("", "0a0b")
    assert [one.name for one in seal.fields] == ["tag_01"]
    assert [flaw.code for flaw in seal.flaws] == ["seal.document"]


def test_a_field_that_cannot_be_read_keeps_its_bytes() -> None:
    seal = read_vds(signed(part(5, b"\xff\xff\xff\xff\xff\xff") + part(5, c40("A01234567")), header().to_bytes()))
    number, second = seal.fields

    assert number.value == b"\xff" * 6 and "C40" in number.flaw
    assert second.value == "A01234567" and "twice" in second.flaw


def test_a_header_of_version_four_written_as_version_three_is_read_and_told() -> None:
    days = packed_day(DAY) + packed_day(DAY) + bytes.fromhex("fd02")
    head = bytes((0xDC, 3)) + c40("D  ") + c40("DEMEZZ123") + days

    seal = read_vds(signed(part(3, c40("ABC123456DEF")), head))

    assert seal.signer.words == "DEME ZZ123"
    assert seal.flaws[0].code == "seal.header"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "begins with"),
        (b"\xdc\x03", "header of 18"),
        (b"\xdc\x09" + b"\x13<" * 12, "version 10"),
        (header().to_bytes(), "without its signature"),
        (header().to_bytes() + part(3, b"\x01"), "without its signature"),
        (header().to_bytes() + b"\x03\x7f\x01", "cut short"),
        (signed(b"", header().to_bytes()) + b"more", "follow the signature"),
        (b"\xdc" * 5000, "more than any seal"),
    ],
)
def test_what_is_no_seal_is_refused_with_a_reason(data: bytes, why: str) -> None:
    with pytest.raises(SealError, match=why):
        read_vds(data)


@settings(deadline=None)
@given(st.data())
def test_spoiled_seals_are_seals_or_a_reason(data: st.DataObject) -> None:
    sound = bytearray(OFFICE.visa())
    for _ in range(data.draw(st.integers(1, 5))):
        sound[data.draw(st.integers(0, len(sound) - 1))] = data.draw(st.integers(0, 255))
    del sound[data.draw(st.integers(0, len(sound))) :]
    try:
        seal = read(bytes(sound))
    except SealError as error:
        assert str(error)
    else:
        assert isinstance(seal, Seal) and seal.to_json()


@pytest.mark.real_data
def test_every_published_seal_is_decoded() -> None:
    seals = {name: read(data) for name, data in real_seals().items()}

    assert len(seals) == 13
    assert all(seal.document for seal in seals.values())
    flawed = {name for name, seal in seals.items() if seal.flaws}
    assert flawed == {"visa_224bitSig"}  # it lacks the number of entries
    assert seals["visa_224bitSig"].value("passport_number") == "47110815P"
    assert seals["visa_224bitSig"].value("duration_of_stay") == "P160D"
    assert seals["socialInsurance"].value("birth_name") == "Jâcobénidicturius"
    assert len(seals["tempPassport"].portrait) == 891
    assert len(seals["tempPassport"].mrz) == 2 and len(seals["tempPassport"].mrz[0]) == 44
