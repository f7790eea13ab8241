"""Revocation lists: who is revoked, who says so, and when the next list was due."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Any

import pytest
from asn1crypto import core, crl, x509
from hypothesis import given
from hypothesis import strategies as st

from limen.documents.chip.tlv import tlv
from limen.documents.pki import PkiError, read_certificate, read_crl
from limen.documents.pki.bounds import LARGEST_CRL
from limen.documents.pki.findings import trust_findings
from limen.documents.pki.signature import Verdict

from .made import UTOPIA, limited_crl, real_store, spoiled

ON = date(2026, 11, 22)
CRL = UTOPIA.crl([UTOPIA.signer(3), UTOPIA.signer(4)], number=12)


def test_every_field() -> None:
    crl = read_crl(CRL)
    assert set(crl.revoked) == {100_003, 100_004}
    assert (crl.country, crl.number, crl.issued_at.date(), crl.flaws) == ("UT", 12, ON, ())
    assert crl.signed_by(read_certificate(UTOPIA.csca).key) is Verdict.RIGHT
    assert crl.signed_by(read_certificate(UTOPIA.signer().certificate).key) is Verdict.WRONG
    assert crl.to_json()["next_on"] == "2027-02-20"


def test_it_is_stale_the_day_after_its_successor_was_due() -> None:
    crl = read_crl(CRL)
    assert not crl.is_stale(date(2027, 2, 20))
    assert crl.is_stale(date(2027, 2, 21))


def test_an_empty_list_is_read() -> None:
    assert not read_crl(UTOPIA.crl()).revoked


@pytest.mark.parametrize("data", [b"", b"\x30\x00", UTOPIA.csca, CRL[:-1]])
def test_what_is_none_is_one_error(data: bytes) -> None:
    with pytest.raises(PkiError, match="revocation list"):
        read_crl(data)


@given(st.one_of(spoiled(CRL), st.binary(max_size=100)))
def test_any_bytes_are_a_list_or_one_error(data: bytes) -> None:
    try:
        crl = read_crl(data)
    except PkiError:
        return
    crl.to_json()


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("crl", "authority", "country", "issued", "due"),
    [
        ("JAPAN_CRL.crl", "JAPAN_CSCA.cer", "JP", "25 Aug 2021", "23 Nov 2021"),
        ("crlData.crl", "cscaCertData.cer", "AU", "19 Aug 2021", "17 Nov 2021"),
        ("protoCrl.crl", "protoCsca.cer", "AU", "11 Aug 2021", "9 Nov 2021"),
    ],
)
def test_real_lists_are_verified_and_said_to_be_stale(
    crl: str, authority: str, country: str, issued: str, due: str
) -> None:
    trust = real_store(f"vdsnc/{crl}", f"vdsnc/{authority}")
    (standing,) = trust.crls_of(country)
    assert standing.authority and standing.crl.is_stale(ON)
    (finding,) = trust_findings(trust, ON)
    assert (finding.code, finding.outcome) == ("trust.crl_stale", "unsure")
    assert (finding.params["date_words"], finding.params["due_words"]) == (issued, due)
    (then,) = trust_findings(trust, date(2021, 9, 1))
    assert (then.code, then.outcome) == ("trust.crl", "passed")


@pytest.mark.parametrize(
    ("oid", "content", "whole"),
    [
        ("2.5.29.27", core.Integer(1), False),
        ("1.2.3.4", core.Null(), False),
        ("2.5.29.28", crl.IssuingDistributionPoint({"only_contains_ca_certs": True}), False),
        ("2.5.29.28", crl.IssuingDistributionPoint({"indirect_crl": True}), False),
        ("2.5.29.28", crl.IssuingDistributionPoint({"only_contains_user_certs": True}), True),
    ],
    ids=["changes only", "unknown", "authorities only", "of others", "signers only"],
)
def test_a_limit_of_a_list_is_seen(oid: str, content: object, whole: bool) -> None:
    limit = {"extn_id": oid, "critical": True, "extn_value": core.ParsableOctetString(content.dump())}  # type: ignore[attr-defined]  # asn1crypto is untyped
    assert read_crl(limited_crl(UTOPIA, limit)).is_whole is whole
    assert read_crl(CRL).is_whole


def test_a_serial_number_written_without_its_sign_is_found() -> None:
    """0xFB in one octet is -5 to ASN.1: the certificate and the list need not make the same slip."""
    assert set(read_crl(limited_crl(UTOPIA, None, [-5])).revoked) == {0xFB}
    assert set(read_crl(limited_crl(UTOPIA, None, [0xFB])).revoked) == {0xFB}


def test_a_limit_that_cannot_be_read_is_one() -> None:
    limit = {
        "extn_id": "2.5.29.28",
        "critical": True,
        "extn_value": crl.IssuingDistributionPoint({"indirect_crl": False}),
    }
    sound = limited_crl(UTOPIA, limit)
    broken = read_crl(sound.replace(bytes.fromhex("551d1c0101ff04023000"), bytes.fromhex("551d1c0101ff04020500")))
    assert read_crl(sound).is_whole and not broken.is_whole


# -- rows, read where they stand -------------------------------------------------------------------------------------

REASON = [{"extn_id": "crl_reason", "extn_value": crl.CRLReason("key_compromise")}]
MOMENTS = st.integers(-600_000_000, 2_500_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    at = draw(MOMENTS)
    day = draw(st.sampled_from((x509.Time("utc_time", at), x509.Time("general_time", at))))
    made = {"user_certificate": draw(st.integers(-(1 << 70), 1 << 160)), "revocation_date": day}
    return made | ({"crl_entry_extensions": REASON} if draw(st.booleans()) else {})


@given(st.lists(rows(), min_size=1, max_size=40))
def test_rows_are_read_as_the_library_reads_them(made: list[dict[str, Any]]) -> None:
    data = with_rows(b"".join(crl.RevokedCertificate(row).dump() for row in made))
    theirs = crl.CertificateList.load(data)
    expected = {
        int.from_bytes(row["user_certificate"].contents, "big"): row["revocation_date"].native
        for row in theirs["tbs_cert_list"]["revoked_certificates"]
    }
    found = read_crl(data)
    assert dict(found.revoked) == expected
    assert found.signed == theirs["tbs_cert_list"].dump()
    sound = read_crl(CRL)
    assert (found.issuer, found.number, found.next_at, found.issuer_key_identifier) == (
        sound.issuer, sound.number, sound.next_at, sound.issuer_key_identifier,
    )  # fmt: skip


def with_rows(content: bytes, *, after: bytes = b"") -> bytes:
    """A list with these octets in place of its rows, and more after them."""
    theirs = crl.CertificateList.load(CRL)
    signed = theirs["tbs_cert_list"]
    head = [signed[name].dump() for name in ("version", "signature", "issuer", "this_update", "next_update")]
    tail = [theirs[name].dump() for name in ("signature_algorithm", "signature")]
    return tlv(0x30, tlv(0x30, *head, tlv(0x30, content), after, signed["crl_extensions"].dump()), *tail)


DAY = tlv(0x17, b"261122120000Z")


@pytest.mark.parametrize(
    "content",
    [
        tlv(0x30),
        tlv(0x02, b"\1"),
        tlv(0x30, tlv(0x02, b"\1")),
        tlv(0x30, DAY, tlv(0x02, b"\1")),
        tlv(0x30, tlv(0x02, b"\1"), tlv(0x17, b"261322120000Z")),
        tlv(0x30, tlv(0x02, b"\1"), tlv(0x17, b"soon")),
        tlv(0x30, tlv(0x02, b"\1"), tlv(0x18, b"00001122120000Z")),
        tlv(0x30, b"\x02\x7f\1", DAY),
        b"\x30\x80" + tlv(0x02, b"\1") + DAY + b"\0\0",
        b"\x30\x84\xff\xff\xff\xff",
    ],
)
def test_a_row_that_is_none_is_one_error(content: bytes) -> None:
    assert set(read_crl(with_rows(tlv(0x30, tlv(0x02, b"\1"), DAY))).revoked) == {1}
    with pytest.raises(PkiError, match="revocation list"):
        read_crl(with_rows(content))


def test_a_second_table_of_rows_is_not_passed_over() -> None:
    row = tlv(0x30, tlv(0x02, b"\1"), DAY)
    with pytest.raises(PkiError, match="revocation list"):
        read_crl(with_rows(row, after=tlv(0x30, tlv(0x30, tlv(0x02, b"\2"), DAY))))


def test_a_list_of_very_many_rows_is_bounded_in_time_and_number() -> None:
    data = with_rows(b"".join(b"\x30\x14\x02\x03" + number.to_bytes(3, "big") + DAY for number in range(100_000)))
    begun = time.process_time()
    assert len(read_crl(data).revoked) == 100_000
    assert time.process_time() - begun < 2  # a fifth of a second here
    with pytest.raises(PkiError, match="more than"):
        read_crl(data + bytes(LARGEST_CRL))
    with pytest.raises(PkiError, match="more than 500000 entries"):
        read_crl(with_rows(b"".join(b"\x30\x14\x02\x03" + n.to_bytes(3, "big") + DAY for n in range(500_001))))
