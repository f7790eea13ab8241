"""Master lists: what they hold, what their certificates prove of one another, and the real German ones."""

from __future__ import annotations

from collections import Counter

import pytest
from asn1crypto import core
from hypothesis import given

from limen.documents.pki import PkiError, asn1, prove, read_certificate, read_master_list
from limen.documents.pki.findings import proof_finding
from limen.documents.pki.signature import Verdict
from limen.documents.pki.words import WORDS
from limen.specimens.issuing import Country, master_list, signed

from .made import BRIDGELAND, REAL, UTOPIA, real, spoiled

NEXT = UTOPIA.rolled_over()
LIST = master_list([UTOPIA.csca, NEXT.link, NEXT.csca, BRIDGELAND.csca])
GERMAN_2024 = "masterlists/DE_ML_2024-08-07-07-38-24.ml"
GERMAN_2026 = "masterlists/DE_ML_2026-05-28-08-28-45.ml"


def test_what_a_list_holds() -> None:
    found = read_master_list(LIST, "a list")
    assert found.signature.verdict is Verdict.RIGHT
    assert (found.name, found.country, len(found.certificates), found.rejected) == ("UT 2026-11-22", "UT", 4, ())
    assert {one.der for one in found.certificates} == {UTOPIA.csca, NEXT.link, NEXT.csca, BRIDGELAND.csca}


def test_a_broken_signature_is_read_and_said() -> None:
    assert read_master_list(master_list([UTOPIA.csca], broken=True)).signature.verdict is Verdict.WRONG


def test_one_unreadable_certificate_spoils_no_other() -> None:
    bad = core.Sequence(contents=b"\x02\x01\x01").dump()
    found = read_master_list(UTOPIA.master_list([UTOPIA.csca, bad]), "a list")
    assert len(found.certificates) == 1
    assert len(found.rejected) == 1 and found.rejected[0].why.startswith("no certificate")


def test_links_are_proved_by_the_key_before() -> None:
    proofs = {proof.certificate.der: proof for proof in prove(read_master_list(LIST).certificates)}
    assert proofs[UTOPIA.csca].how == proofs[NEXT.csca].how == "self"
    assert (proofs[NEXT.link].how, proofs[NEXT.link].by) == ("link", read_certificate(UTOPIA.csca))


def test_a_link_whose_signer_is_not_in_the_list_says_so() -> None:
    lonely = Country("UTO", seed="other").rolled_over()
    for others, how in (([UTOPIA.csca], "key_absent"), ([BRIDGELAND.csca], "issuer_absent")):
        (proof,) = (
            one for one in prove(tuple(map(read_certificate, [lonely.link, *others]))) if one.certificate.serial == 1002
        )
        # The link's own subject has the issuer's name, so without others of the name it is its own namesake.
        assert not proof.is_proved and proof.how in (how, "key_absent")
        finding = proof_finding(proof)
        assert finding.outcome == "unsure" and "only the list vouches" in finding.reason(WORDS)


@pytest.mark.parametrize("data", [b"", UTOPIA.csca, UTOPIA.signer().security_object({1: b"x"})[4:], LIST[:-1]])
def test_what_is_none_is_one_error(data: bytes) -> None:
    with pytest.raises(PkiError, match=r"^a list: "):
        read_master_list(data, "a list")


def test_a_list_nobody_signed_is_refused() -> None:
    from asn1crypto import cms

    content = asn1.MasterListContent({"version": 0, "certificates": []}).dump()
    unsigned = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [],
            "encap_content_info": {"content_type": asn1.MASTER_LIST, "content": content},
            "signer_infos": [],
        }
    )
    with pytest.raises(PkiError, match="nobody signed"):
        read_master_list(bytes(cms.ContentInfo({"content_type": "signed_data", "content": unsigned}).dump()))


def test_a_list_of_more_than_any_could_hold_is_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("limen.documents.pki.lists.MOST_LISTED", 2)
    with pytest.raises(PkiError, match="more than 2 certificates"):
        read_master_list(LIST, "a list")


def test_content_that_is_no_list_is_one_error() -> None:
    signer = UTOPIA.signer()
    from datetime import UTC, datetime

    at = datetime(2026, 1, 1, tzinfo=UTC)
    data = signed(b"\x04\x01x", asn1.MASTER_LIST, signer.key, signer.certificate, [signer.certificate], at=at)
    with pytest.raises(PkiError, match=r"^a list: cannot be read"):
        read_master_list(data, "a list")


@given(spoiled(LIST))
def test_any_bytes_are_a_list_or_one_error(data: bytes) -> None:
    try:
        found = read_master_list(data)
    except PkiError:
        return
    found.to_json()
    prove(found.certificates)


# -- the real ones ---------------------------------------------------------------------------------------------------


@pytest.mark.real_data
def test_every_certificate_of_the_german_list_is_read_and_proved_or_explained() -> None:
    found = read_master_list(real(GERMAN_2026), "DE")
    assert (len(found.certificates), found.rejected) == (588, ())
    assert len({one.country for one in found.certificates}) == 112
    assert not [one.words for one in found.certificates if one.key.verdict is not Verdict.RIGHT]
    proofs = prove(found.certificates)
    assert Counter(proof.how for proof in proofs) == {
        "self": 375, "link": 199, "issuer": 2, "key_absent": 10, "issuer_absent": 2,
    }  # fmt: skip
    for proof in proofs:
        finding = proof_finding(proof)
        assert finding.reason(WORDS) and "{" not in finding.reason(WORDS)
        if proof.how == "key_absent":
            named = proof.certificate.issuer_key_identifier
            assert named and named not in {one.key_identifier for one in found.certificates}
            assert named.hex() in finding.reason(WORDS)
        if proof.how == "issuer_absent":
            names = {one.subject_key for one in found.certificates}
            assert proof.certificate.issuer_key not in names


@pytest.mark.real_data
def test_the_signatures_of_both_german_editions() -> None:
    for name, count, edition in ((GERMAN_2024, 541, "2024-08-07"), (GERMAN_2026, 588, "2026-05-28")):
        found = read_master_list(real(name))
        assert found.signature.verdict is Verdict.RIGHT
        assert (len(found.certificates), str(found.edition), found.country) == (count, edition, "DE")


@pytest.mark.real_data
def test_a_real_list_with_one_bit_changed_is_wrong() -> None:
    data = bytearray(real(GERMAN_2026))
    data[400_000] ^= 1
    assert read_master_list(bytes(data)).signature.verdict is Verdict.WRONG


def test_real_data_stands_beside_the_repository() -> None:
    assert REAL.parts[-3:] == ("shared", "data", "documents")
