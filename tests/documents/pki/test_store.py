"""The trust store: who is trusted through whom, what is kept out, and what an import changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from asn1crypto import x509

from limen.documents.pki import (
    Material,
    Standing,
    TrustStore,
    asn1,
    difference,
    read_certificate,
    read_master_list,
    read_material,
)
from limen.documents.pki.findings import trust_findings
from limen.documents.pki.store import IssuerFound
from limen.documents.pki.words import WORDS
from limen.documents.verify import passive_authentication
from limen.specimens.issuing import Country, master_list
from limen.specimens.signing import ALGORITHMS, Key

from .made import BRIDGELAND, UTOPIA, certified, material, real_store, store, used_for
from .test_lists import GERMAN_2024, GERMAN_2026

ON = date(2026, 11, 22)
NEXT = UTOPIA.rolled_over()
ROOT = "masterlists/DE_ROOT_CA_CSCA07.cer"


def standing(trust: TrustStore) -> Standing:
    (one,) = trust.lists
    return one.standing


# -- what is trusted -------------------------------------------------------------------------------------------------


def test_a_list_is_trusted_through_a_given_authority() -> None:
    trust = store(UTOPIA.csca, master_list([UTOPIA.csca, BRIDGELAND.csca], by=UTOPIA))
    assert standing(trust) is Standing.ANCHORED
    assert trust.countries == ("UT", "ZW")
    assert trust.vouched_by(read_certificate(BRIDGELAND.csca)) == ("UT 2026-11-22",)
    assert trust.vouched_by(read_certificate(UTOPIA.csca)) == ("file file 0", "UT 2026-11-22")


def test_a_list_of_the_next_key_is_trusted_through_a_link() -> None:
    published = NEXT.master_list([BRIDGELAND.csca])
    assert standing(store(UTOPIA.csca, published)) is Standing.UNANCHORED
    trust = store(UTOPIA.csca, NEXT.master_list([NEXT.link, BRIDGELAND.csca]))
    assert standing(trust) is Standing.LINKED
    assert "ZW" in trust.countries
    offered = TrustStore.of(material(UTOPIA.csca, published), offered=material(NEXT.link))
    assert standing(offered) is Standing.LINKED


def test_a_link_vouches_forward_only() -> None:
    """The key before signs the next one; that says nothing of what the next one thinks of the key before."""
    assert standing(store(NEXT.csca, UTOPIA.master_list([NEXT.link, BRIDGELAND.csca]))) is Standing.UNANCHORED


def test_links_lead_over_several_generations() -> None:
    third = NEXT.rolled_over()
    offered = material(NEXT.link, NEXT.csca, third.link, third.csca)
    trust = TrustStore.of(material(UTOPIA.csca), offered=offered)
    assert len(trust.authorities("ut")) == 5
    assert {vouch.kind for entry in trust.authorities("UT")[1:] for vouch in entry.vouches} == {"link"}
    assert TrustStore.of(material(UTOPIA.csca), offered=offered[2:]).countries == ("UT",)
    assert len(TrustStore.of(material(UTOPIA.csca), offered=offered[2:]).entries) == 1


def test_what_is_only_offered_is_not_trusted() -> None:
    forged = Country("UTO", seed="forger")
    trust = TrustStore.of(material(UTOPIA.csca), offered=material(forged.csca, forged.rolled_over().link))
    assert [entry.certificate.der for entry in trust.authorities("UT")] == [UTOPIA.csca]


def test_a_document_signer_is_no_authority_even_through_a_link() -> None:
    signer = UTOPIA.signer().certificate
    assert not TrustStore.of(material(signer)).entries
    trust = TrustStore.of(material(UTOPIA.csca), offered=material(signer))
    assert len(trust.entries) == 1 and len(trust.signers) == 1


def test_a_list_that_nobody_given_certified_is_kept_out_unless_first_use_is_asked_for() -> None:
    published = master_list([UTOPIA.csca, BRIDGELAND.csca], by=UTOPIA)
    assert standing(store(published)) is Standing.UNANCHORED
    assert not store(published).entries
    first = store(published, first_use=True)
    assert standing(first) is Standing.FIRST_USE and len(first.entries) == 2


def test_first_use_is_no_way_round_a_given_authority() -> None:
    forger = Country("UTO", seed="forger")
    trust = store(UTOPIA.csca, forger.master_list([forger.csca, BRIDGELAND.csca]), first_use=True)
    assert standing(trust) is Standing.UNANCHORED
    assert [entry.certificate.der for entry in trust.entries.values()] == [UTOPIA.csca]


def test_a_list_with_a_broken_signature_is_kept_out_and_says_so() -> None:
    trust = store(UTOPIA.csca, master_list([BRIDGELAND.csca], broken=True), first_use=True)
    assert standing(trust) is Standing.BROKEN and trust.countries == ("UT",)
    (finding,) = trust_findings(trust, ON)
    assert finding.outcome == "failed" and "kept out" in finding.reason(WORDS)


def test_a_document_signer_cannot_sign_a_list() -> None:
    from datetime import UTC, datetime

    from limen.documents.pki import asn1
    from limen.specimens.issuing import signed

    signer = UTOPIA.signer()
    content = asn1.MasterListContent({"version": 0, "certificates": []}).dump()
    at = datetime(2026, 11, 1, tzinfo=UTC)
    data = signed(content, asn1.MASTER_LIST, signer.key, signer.certificate, [signer.certificate], at=at)
    trust = store(UTOPIA.csca, data)
    assert standing(trust) is Standing.NOT_ENTITLED
    assert trust_findings(trust, ON)[0].code == "trust.list_signer"


def test_a_list_whose_signer_was_revoked_is_kept_out() -> None:
    published = master_list([BRIDGELAND.csca], by=UTOPIA)
    revoked = UTOPIA.crl([replace(UTOPIA.signer(), number=901 - 100_000)])
    assert standing(store(UTOPIA.csca, published, revoked)) is Standing.REVOKED
    forged = Country("UTO", seed="forger").crl([replace(UTOPIA.signer(), number=901 - 100_000)])
    assert standing(store(UTOPIA.csca, published, forged)) is Standing.ANCHORED


# -- who issued ------------------------------------------------------------------------------------------------------


def test_an_issuer_is_found_by_key_name_or_country() -> None:
    trust = store(UTOPIA.csca, NEXT.csca, BRIDGELAND.csca)
    for country in (UTOPIA, NEXT, BRIDGELAND):
        found = trust.issuer_of(read_certificate(country.signer().certificate))
        assert found.entry and found.entry.certificate.der == country.csca
    lower = Country("GBR", lower=True)
    small = lower.signer(alpha2="GB").certificate
    upper = store(Country("GBR", seed="other").csca, lower.csca)
    found = upper.issuer_of(read_certificate(small))
    assert found.entry and found.entry.certificate.der == lower.csca
    assert upper.countries == ("GB",)


def test_an_unknown_issuer_is_unknown_and_one_that_borrows_a_key_identifier_is_not() -> None:
    trust = store(UTOPIA.csca)
    stranger = read_certificate(Country("UTO", seed="other").signer().certificate)
    assert trust.issuer_of(stranger).found is IssuerFound.UNKNOWN
    own = read_certificate(UTOPIA.csca)
    borrowed = replace(stranger, issuer_key_identifier=own.key_identifier, sha256="another")
    assert trust.issuer_of(borrowed).found is IssuerFound.NOT_BY_NAMED_KEY


def test_a_key_identifier_that_is_only_a_label_accuses_nobody() -> None:
    labelled = replace(read_certificate(UTOPIA.csca), key_identifier=b"label", sha256="labelled")
    stranger = read_certificate(Country("UTO", seed="other").signer().certificate)
    found = replace(material(UTOPIA.csca)[0], certificates=(labelled,))
    trust = TrustStore.of([found])
    assert trust.issuer_of(replace(stranger, issuer_key_identifier=b"label")).found is IssuerFound.UNKNOWN


def test_revocation_lists_are_of_whoever_signed_them() -> None:
    forged = Country("UTO", seed="forger").crl()
    trust = store(UTOPIA.csca, UTOPIA.crl(), forged)
    assert [bool(one.authority) for one in trust.crls_of("ut")].count(True) == 1
    outcomes = {str(finding.outcome) for finding in trust_findings(trust, ON)}
    assert outcomes == {"passed", "unsure"}


def test_the_store_in_json() -> None:
    answer = store(UTOPIA.csca, master_list([BRIDGELAND.csca]), UTOPIA.crl()).to_json()
    assert (answer["authorities"], answer["countries"]) == (2, ["UT", "ZW"])
    assert answer["lists"][0]["standing"] == "anchored"
    assert answer["crls"][0]["authority"].startswith("C=UT")


# -- what an import changes ------------------------------------------------------------------------------------------


def test_the_difference_of_an_import() -> None:
    third = Country("AUT")
    before = store(UTOPIA.csca, master_list([BRIDGELAND.csca, third.csca]))
    after = store(UTOPIA.csca, NEXT.csca, master_list([BRIDGELAND.csca], on=date(2026, 11, 23)))
    found = difference(before, after)
    assert [entry.certificate.der for entry in found.added] == [NEXT.csca]
    assert [entry.certificate.der for entry in found.removed] == [third.csca]
    ((old, new),) = found.revouched
    assert (old.vouches[0].words, new.vouches[0].words) == ("UT 2026-11-22", "UT 2026-11-23")
    assert found.to_json()["revouched"][0]["vouched_by_before"] == ["UT 2026-11-22"]
    same = difference(before, before)
    assert not (same.added or same.removed or same.revouched)


# -- the real ones ---------------------------------------------------------------------------------------------------


@pytest.mark.real_data
def test_the_german_list_of_2026_verifies_to_the_given_root() -> None:
    trust = real_store(ROOT, GERMAN_2026)
    assert standing(trust) is Standing.ANCHORED
    assert (len(trust.entries), len(trust.countries)) == (588, 112)
    assert trust.lists[0].authority and trust.lists[0].authority.serial == 1229


@pytest.mark.real_data
def test_the_german_list_of_2024_verifies_only_to_the_older_certificate_within_it() -> None:
    trust = real_store(ROOT, GERMAN_2024)
    assert standing(trust) is Standing.UNANCHORED
    within = trust.lists[0].authority
    assert within and (within.serial, str(within.not_before.date())) == (1163, "2021-11-23")
    assert len(trust.entries) == 1
    assert standing(real_store(GERMAN_2024, first_use=True)) is Standing.FIRST_USE
    older = read_material(within.der, "older")
    assert standing(TrustStore.of([older, *real_materials(GERMAN_2024)])) is Standing.ANCHORED


def real_materials(*names: str) -> list[Material]:
    from .made import real

    return [read_material(real(name), name) for name in names]


@pytest.mark.real_data
def test_what_changed_between_the_german_editions() -> None:
    found = difference(real_store(GERMAN_2024, first_use=True), real_store(GERMAN_2026, first_use=True))
    assert (len(found.added), len(found.removed), len(found.revouched)) == (106, 59, 482)


@pytest.mark.real_data
def test_the_indonesian_authority_rolls_over_twice() -> None:
    folder = "masterlists/IDN_2010_SERIES_CSCA_CERT"
    names = ("2016-01_CSCA_LINK", "2016-01_CSCA", "2020-10_CSCA_LINK", "2020-10_CSCA")
    offered = real_materials(*(f"{folder}/{name}.cer" for name in names))
    first = real_materials(f"{folder}/2010-12_CSCA.cer")
    trust = TrustStore.of(first, offered=offered)
    assert [entry.certificate.not_before.year for entry in trust.authorities("ID")] == [2010, 2016, 2016, 2020, 2020]
    without = TrustStore.of(first, offered=offered[1:])
    assert [entry.certificate.not_before.year for entry in without.authorities("ID")] == [2010]


# -- what is no authority, and what is no longer one -----------------------------------------------------------------


def test_a_signer_that_stands_in_a_list_certifies_nobody() -> None:
    name = asn1.named(("country_name", "ZW"), ("common_name", "Signer"))
    signer = certified(BRIDGELAND, name, *used_for("digital_signature"), key="signer")
    forged = certified(BRIDGELAND, UTOPIA.name, signer=Key(ALGORITHMS["p256"], "signer"))
    trust = store(UTOPIA.csca, UTOPIA.master_list([BRIDGELAND.csca, signer]))
    assert trust.issuer_of(read_certificate(forged)).found is IssuerFound.UNKNOWN


def test_the_key_of_an_authority_in_a_certificate_that_it_did_not_sign_is_not_taken() -> None:
    ca = {"extn_id": "basic_constraints", "extn_value": x509.BasicConstraints({"ca": True})}
    imitated = certified(replace(UTOPIA, seed="a stranger"), UTOPIA.name, ca, key=UTOPIA.key.seed)
    one = read_certificate(imitated)
    assert one.key_hash == read_certificate(UTOPIA.csca).key_hash
    assert not TrustStore.of(material(UTOPIA.csca), offered=material(imitated)).vouched_by(one)


def test_a_list_signer_that_the_next_key_revoked_is_kept_out() -> None:
    published = UTOPIA.master_list([BRIDGELAND.csca])
    signer = read_master_list(published).signature.signer
    assert signer is not None
    revoked = NEXT.crl([replace(UTOPIA.signer(), number=signer.serial - 100_000)], on=ON)
    assert standing(store(UTOPIA.csca, NEXT.link, NEXT.csca, published)) is Standing.ANCHORED
    assert standing(store(UTOPIA.csca, NEXT.link, NEXT.csca, published, revoked)) is Standing.REVOKED


def test_a_list_that_was_signed_after_its_signer_ended_is_kept_out() -> None:
    assert standing(store(UTOPIA.csca, UTOPIA.master_list([BRIDGELAND.csca], on=date(2028, 6, 1)))) is Standing.ANCHORED
    trust = store(UTOPIA.csca, UTOPIA.master_list([BRIDGELAND.csca], on=date(2029, 6, 1)))
    assert standing(trust) is Standing.UNTIMELY and trust.countries == ("UT",)
    (told,) = trust_findings(trust, ON)
    assert (told.code, told.outcome) == ("trust.list_untimely", "failed")


# -- authorities that do not say they are one ------------------------------------------------------------------------


def unsaid(by: Country, ca: bool | None, *, name: Any = None) -> bytes:
    """A certificate of a country's own name and key that denies being an authority, or does not say."""
    said = [] if ca is None else [{"extn_id": "basic_constraints", "extn_value": x509.BasicConstraints({"ca": ca})}]
    return certified(by, name or by.name, *said, *used_for("key_cert_sign"), key=by.key.seed)


def test_a_file_that_denies_being_an_authority_is_none() -> None:
    trust = store(unsaid(UTOPIA, ca=False))
    assert not trust.entries and len(trust.signers) == 1
    assert trust.issuer_of(read_certificate(UTOPIA.signer().certificate)).found is IssuerFound.UNKNOWN
    (told,) = trust_findings(trust, ON)
    assert (told.code, told.outcome) == ("trust.authority_denied", "unsure")


def test_a_list_that_brings_one_vouches_for_it_and_it_is_told_wherever_it_vouches() -> None:
    silent = unsaid(UTOPIA, ca=False)
    trust = store(BRIDGELAND.csca, BRIDGELAND.master_list([silent]), silent)
    assert trust.vouched_by(read_certificate(silent)) == ("ZW 2026-11-22",)
    told = {finding.code: finding for finding in trust_findings(trust, ON)}
    assert told["trust.authority_unsaid"].outcome == "passed" and "trust.authority_denied" not in told
    assert "ZW 2026-11-22" in told["trust.authority_unsaid"].reason(WORDS)
    found = passive_authentication({"SOD": UTOPIA.signer().security_object({1: b"1", 2: b"2"})}, trust, ON)
    (note,) = (one for one in found.findings if one.code == "passive.authority_unsaid")
    assert found.chain.outcome == note.outcome == "passed" and "ZW 2026-11-22" in note.reason(WORDS)
    kept_out = store(UTOPIA.csca, BRIDGELAND.master_list([silent]))
    assert kept_out.vouched_by(read_certificate(silent)) == ()


def test_a_file_that_says_nothing_and_has_no_other_issuer_is_taken_and_told() -> None:
    trust = store(unsaid(UTOPIA, ca=None))
    assert trust.countries == ("UT",)
    assert [finding.code for finding in trust_findings(trust, ON)] == ["trust.authority_unsaid"]
    assert not store(unsaid(UTOPIA, ca=None, name=asn1.named(("country_name", "UT"), ("common_name", "B")))).entries
    sound = store(UTOPIA.csca)
    assert not trust_findings(sound, ON)
    found = passive_authentication({"SOD": UTOPIA.signer().security_object({1: b"1", 2: b"2"})}, sound, ON)
    assert "passive.authority_unsaid" not in {one.code for one in found.findings}


@pytest.mark.real_data
def test_the_real_authorities_that_do_not_say_it() -> None:
    told = [one for one in trust_findings(real_store(ROOT, GERMAN_2026), ON) if one.code == "trust.authority_unsaid"]
    trust = real_store(ROOT, GERMAN_2026)
    countries = sorted(trust.entries[one.evidence["sha256"]].certificate.country for one in told)
    assert countries == ["BE", "CM", "IT", "LU", "LU", "PT", "TR", "TR"]
