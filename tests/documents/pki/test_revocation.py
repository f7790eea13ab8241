"""Revocation lists: who is revoked, who says so, and when the next list was due."""

from __future__ import annotations

from datetime import date

import pytest
from asn1crypto import core, crl
from hypothesis import given
from hypothesis import strategies as st

from limen.documents.pki import PkiError, read_certificate, read_crl
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
