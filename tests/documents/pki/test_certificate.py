"""Certificates: every field, every known defect tolerated and noted, and one error for what is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from asn1crypto import core, x509
from hypothesis import given
from hypothesis import strategies as st

from limen.documents.chip.tlv import tlv
from limen.documents.pki import PkiError, asn1, read_certificate
from limen.documents.pki.certificate import name_key, printable
from limen.documents.pki.signature import Verdict
from limen.specimens.issuing import Country, certificate
from limen.specimens.signing import ALGORITHMS, Key

from .made import UTOPIA, certified, spoiled

VALID = (date(2026, 1, 1), date(2030, 1, 1))


def signed(extensions: list[object], serial: int = 7) -> bytes:
    key = Key(ALGORITHMS["p256"], "tests")
    return certificate(UTOPIA.name, key, UTOPIA.name, key, serial, VALID, extensions, False)


def test_every_field_of_an_authority() -> None:
    one = read_certificate(UTOPIA.csca)
    assert one.der == UTOPIA.csca
    assert one.words == "C=UT, O=Office of Doors, CN=Specimen CSCA"
    assert (one.country, one.issuer_country, one.place, one.serial) == ("UT", "UT", "UTO", 1)
    assert (one.not_before, one.used_from) == (datetime(2022, 11, 23, tzinfo=UTC),) * 2
    assert one.used_until and one.used_until < one.not_after
    assert one.is_authority and one.is_self_issued and one.names_its_key
    assert one.key_identifier == one.issuer_key_identifier
    assert (one.key.words, one.algorithm.words, one.flaws) == ("secp256r1", "ecdsa sha256", ())
    assert one.signed_by(one.key) is Verdict.RIGHT


def test_every_field_of_a_signer() -> None:
    one = read_certificate(replace(UTOPIA, explicit=True).signer(types=("P", "ID")).certificate)
    assert set(one.document_types) == {"P", "ID"}
    assert one.is_authority is None and not one.is_self_issued
    assert one.key.words == "secp256r1, parameters written out"
    assert one.to_json()["serial"] == f"{100_001:X}"


def test_countries_are_capitals_and_names_are_compared_without_case_and_order() -> None:
    lower, upper = (read_certificate(Country("GBR", lower=low).csca) for low in (True, False))
    assert lower.words.startswith("C=gb") and upper.words.startswith("C=GB")
    assert lower.country == upper.country == "GB"
    assert lower.subject_key == upper.subject_key
    assert name_key(tuple(reversed(upper.subject))) == upper.subject_key


def test_an_extension_that_cannot_be_read_is_a_flaw_and_spoils_no_other() -> None:
    bad = {"extn_id": "basic_constraints", "critical": True, "extn_value": x509.BasicConstraints({"ca": True})}
    good = {"extn_id": "extended_key_usage", "extn_value": x509.ExtKeyUsageSyntax([asn1.MASTER_LIST_SIGNING])}
    unknown = {"extn_id": "1.2.3.4", "critical": True, "extn_value": core.ParsableOctetString(b"\x04\x01x")}
    sound = signed([bad, good, unknown])
    assert read_certificate(sound).is_authority
    one = read_certificate(sound.replace(b"\x30\x03\x01\x01\xff", b"\x31\x03\x01\x01\xff"))
    assert one.flaws == ("extension 2.5.29.19 cannot be read",)
    assert one.is_authority is None and one.purposes == (asn1.MASTER_LIST_SIGNING,)


def test_a_negative_serial_number_is_a_flaw() -> None:
    one = read_certificate(signed([], serial=-5))
    assert (one.serial, one.flaws) == (0xFB, ("negative serial number",))


def test_what_a_name_may_hold_is_shown_on_one_line_and_moves_no_cursor() -> None:
    assert printable("a\x1b[2Jb\u202ec\n d") == "a?[2Jb?c d"
    assert len(printable("x" * 9999)) == 200


def test_a_part_of_a_name_in_the_wrong_kind_of_text_is_read_as_it_stands() -> None:
    sound = UTOPIA.csca
    odd = read_certificate(sound.replace(b"\x06\x03\x55\x04\x06\x13\x02UT", b"\x06\x03\x55\x04\x06\x04\x02UT"))
    assert (odd.country, odd.words) == ("UT", read_certificate(sound).words)


def test_a_key_that_cannot_be_read_is_a_flaw_and_verifies_nothing() -> None:
    curve = b"\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"
    odd = read_certificate(UTOPIA.csca.replace(curve, b"\x04" + curve[1:]))
    assert odd.signed_by(odd.key) is Verdict.KEY_UNKNOWN
    assert odd.flaws == ("key cannot be read",)


def test_padding_after_a_certificate_is_left_out() -> None:
    assert read_certificate(UTOPIA.csca + b"\0" * 9).sha256 == read_certificate(UTOPIA.csca).sha256


def test_parsed_certificates_are_remembered() -> None:
    assert read_certificate(bytes(bytearray(UTOPIA.csca))) is read_certificate(UTOPIA.csca)


@pytest.mark.parametrize("data", [b"", b"no", b"\x30\x00", b"\x30\x03\x02\x01\x01", UTOPIA.csca[:200], UTOPIA.crl()])
def test_what_is_no_certificate_is_one_error(data: bytes) -> None:
    with pytest.raises(PkiError, match=r"certificate.*[;,] "):
        read_certificate(data)


@given(st.one_of(st.binary(max_size=200), spoiled(UTOPIA.csca), spoiled(Country(algorithm="rsa-pss").csca)))
def test_any_bytes_are_a_certificate_or_one_error(data: bytes) -> None:
    try:
        one = read_certificate(data)
    except PkiError:
        return
    one.to_json()
    assert one.signed_by(one.key) in Verdict
    assert one.subject_key is not None and one.names_its_key in (True, False)


@pytest.mark.parametrize("padding", [68, 316])
def test_what_was_signed_is_taken_as_it_was_written(padding: int) -> None:
    """A length that ends in 80 is no indefinite one, and a FALSE written out is signed as it stands."""
    unknown = {"extn_id": "1.2.3.4", "critical": False, "extn_value": core.ParsableOctetString(b"\x05\x00")}
    name = asn1.named(("country_name", "UT"), ("common_name", "x" * padding))
    *parts, last = asn1.elements(asn1.inside(next(asn1.elements(asn1.inside(certified(UTOPIA, name, unknown))))))
    short, long = bytes.fromhex("300906032a030404020500"), bytes.fromhex("300c06032a030401010004020500")
    extensions = asn1.inside(asn1.inside(last)).replace(short, long)
    to_sign = tlv(0x30, *parts, tlv(0xA3, tlv(0x30, extensions)))
    assert asn1.inside(to_sign) and len(asn1.inside(to_sign)) & 0xFF == 0x80
    algorithm = UTOPIA.key.signature_algorithm().dump()
    one = read_certificate(tlv(0x30, to_sign, algorithm, tlv(0x03, b"\0", UTOPIA.key.sign(to_sign))))
    assert one.signed_by(read_certificate(UTOPIA.csca).key) is Verdict.RIGHT
