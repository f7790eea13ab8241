"""Revocation lists: who is revoked, who says so, and when the next list was due."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.documents.pki import PkiError, read_certificate, read_crl
from limen.documents.pki.findings import trust_findings
from limen.documents.pki.signature import Verdict

from .made import UTOPIA, real_store, spoiled

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
