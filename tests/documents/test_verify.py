"""Passive authentication: every level a finding of its own, every fault found at its level and at no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from asn1crypto import cms, core, crl, x509
from hypothesis import given
from hypothesis import strategies as st

from limen import specimens
from limen.documents.pki import TrustStore, asn1, read_crl, read_material
from limen.documents.pki.words import WORDS
from limen.documents.verify import Verification, passive_authentication, standard_name
from limen.specimens.issuing import Country, Fault, Issued, Signer, altered, issue, master_list
from limen.specimens.signing import ALGORITHMS, Key

from .pki.made import (
    BRIDGELAND,
    UTOPIA,
    certified,
    limited_crl,
    material,
    real,
    real_store,
    signed_by,
    spoiled,
    store,
    used_for,
)

ON = date(2026, 11, 22)


def dg1(issuer: str = "UTO", kind: str = "P") -> bytes:
    mrz = "".join(specimens.passport(on=ON, issuer=issuer, type=kind).mrz).encode()
    return b"\x61\x5b\x5f\x1f\x58" + mrz


GROUPS = {1: dg1(), 2: b"\x75\x04face", 14: b"\x6e\x02\x31\x00"}
COM = bytes.fromhex("6015 5F0104 30313038 5F3606 303430303030 5C03 61756E")


def checked(made: Issued, on: date = ON, **more: bytes) -> Verification:
    return passive_authentication({**made.files, **more}, store(*made.trusted, made.crl), on)


def outcomes(found: Verification) -> dict[str, str]:
    return {finding.code: str(finding.outcome) for finding in found.findings}


def adverse(found: Verification) -> set[tuple[str, str]]:
    return {(one.code, str(one.outcome)) for one in found.findings if one.outcome in ("failed", "unsure")}


def signed(groups: Mapping[int, bytes] = GROUPS, signer: Signer | None = None, **options: Any) -> dict[str, bytes]:
    by = signer or UTOPIA.signer()
    return {f"DG{number}": group for number, group in groups.items()} | {"SOD": by.security_object(groups, **options)}


# -- sound documents -------------------------------------------------------------------------------------------------


def test_a_sound_chip_passes_at_every_level() -> None:
    found = checked(issue(GROUPS), COM=COM)
    assert not adverse(found)
    levels = (found.structure, found.signature, found.chain, found.validity, found.revocation)
    assert {level.outcome for level in levels} == {"passed"}
    assert {name: finding.outcome for name, finding in found.groups.items()} == dict.fromkeys(
        ("DG1", "DG2", "DG14"), "passed"
    )
    assert found.vouched_by == ("file file 0",)
    passed = {"passive.announced", "passive.crl_age", "passive.country", "passive.signer_use"}
    assert {code for code in passed if outcomes(found)[code] == "passed"} == passed


@pytest.mark.parametrize("explicit", [False, True], ids=["named", "written out"])
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_algorithm_passes(algorithm: str, explicit: bool) -> None:
    country = Country(algorithm=algorithm, explicit=explicit)
    found = checked(issue(GROUPS, country=country))
    assert not adverse(found)
    assert found.chain.outcome == found.signature.outcome == found.revocation.outcome == "passed"


def test_every_hash_and_version_passes() -> None:
    for hash in ("sha224", "sha256", "sha384", "sha512"):
        found = passive_authentication(signed(hash=hash, version=1), store(UTOPIA.csca), ON)
        assert not adverse(found) and found.structure.params["hash"] == hash


def test_both_lists_that_vouch_are_named() -> None:
    mine, theirs = master_list([UTOPIA.csca]), BRIDGELAND.master_list([UTOPIA.csca], on=date(2026, 10, 1))
    found = passive_authentication(signed(), store(BRIDGELAND.csca, UTOPIA.csca, mine, theirs), ON)
    assert found.vouched_by == ("file file 1", "UT 2026-11-22", "ZW 2026-10-01")
    assert outcomes(found)["passive.list_age"] == "passed"
    later = passive_authentication(signed(), store(BRIDGELAND.csca, theirs), date(2027, 4, 1))
    assert outcomes(later)["passive.list_age"] == "unsure"


def test_signers_of_every_generation_are_known_through_links() -> None:
    following = UTOPIA.rolled_over()
    trust = TrustStore.of(material(UTOPIA.csca), offered=material(following.link))
    found = passive_authentication(signed(signer=following.signer()), trust, date(2030, 12, 1))
    assert found.chain.outcome == "passed"
    assert found.vouched_by == (f"link {trust.authorities('UT')[0].certificate.words}",)


def test_a_signer_that_the_chip_does_not_carry_is_taken_from_a_directory() -> None:
    files = signed(with_certificate=False)
    without = passive_authentication(files, store(UTOPIA.csca), ON)
    assert (without.signature.code, without.signature.outcome) == ("passive.signer_absent", "unsure")
    assert without.chain.outcome == without.validity.outcome == without.revocation.outcome == "not_done"
    found = passive_authentication(files, store(UTOPIA.csca, UTOPIA.signer().certificate), ON)
    assert found.signature.outcome == found.chain.outcome == "passed"
    by_key = signed(with_certificate=False, by_key=True)
    found = passive_authentication(by_key, store(UTOPIA.csca, UTOPIA.signer().certificate), ON)
    assert found.signature.params["matched"] == "key"


# -- each fault at its level -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault.NONE, set()),
        (Fault.SIGNER_EXPIRED, {("passive.validity", "failed")}),
        (Fault.SIGNER_REVOKED, {("passive.revocation", "failed")}),
        (Fault.ISSUER_UNKNOWN, {("passive.chain", "unsure")}),
        (Fault.GROUP_CHANGED, {("passive.group", "failed")}),
        (Fault.GROUP_MISSING, set()),
        (Fault.GROUP_ADDED, {("passive.group_unsigned", "failed")}),
        (Fault.HASH_WRONG, {("passive.group", "failed")}),
        (Fault.SIGNATURE_BROKEN, {("passive.signature", "failed")}),
        (Fault.SHA1, set()),
        (Fault.COUNTRY_OTHER, {("passive.country", "failed")}),
    ],
)
def test_every_fault_is_found_at_its_level_and_at_no_other(fault: Fault, expected: set[tuple[str, str]]) -> None:
    assert adverse(checked(issue(GROUPS, fault=fault))) == expected


def test_every_fault_has_its_test() -> None:
    (parameters,) = (
        mark.args[1]
        for mark in test_every_fault_is_found_at_its_level_and_at_no_other.pytestmark  # type: ignore[attr-defined]  # set by pytest
    )
    assert {row[0] for row in parameters} == set(Fault)


def test_a_group_that_was_not_read_is_not_done() -> None:
    found = checked(issue({**GROUPS, 3: b"\x63\x00"}, fault=Fault.GROUP_MISSING))
    assert (found.groups["DG14"].code, found.groups["DG14"].outcome) == ("passive.group_unread", "not_done")
    files = signed({**GROUPS, 3: b"\x63\x00"})
    del files["DG3"]
    protected = passive_authentication(files, store(UTOPIA.csca), ON).groups["DG3"]
    assert (protected.code, protected.outcome) == ("passive.group_protected", "not_done")


def test_a_security_object_without_the_portrait_is_told() -> None:
    found = passive_authentication(signed({1: dg1()}), store(UTOPIA.csca), ON)
    assert (found.groups["DG2"].code, found.groups["DG2"].outcome) == ("passive.group_mandatory", "failed")


def test_what_a_reader_filled_up_after_a_group_does_not_count() -> None:
    files = signed()
    files["DG2"] += b"\0" * 40
    assert passive_authentication(files, store(UTOPIA.csca), ON).groups["DG2"].outcome == "passed"
    files["DG2"] = files["DG2"][:-41]
    assert passive_authentication(files, store(UTOPIA.csca), ON).groups["DG2"].outcome == "failed"


def test_sha1_is_noted_and_not_held_against_it() -> None:
    found = checked(issue(GROUPS, fault=Fault.SHA1))
    (noted,) = (finding for finding in found.findings if finding.code == "passive.weak")
    assert (noted.outcome, noted.params["what"]) == ("passed", "SHA-1")


def test_a_list_of_groups_that_hides_one_is_unsure() -> None:
    found = checked(issue(GROUPS), COM=bytes.fromhex("6014 5F0104 30313038 5F3606 303430303030 5C02 6175"))
    (announced,) = (finding for finding in found.findings if finding.code == "passive.announced")
    assert (announced.outcome, announced.params["groups"]) == ("unsure", "DG14")


def test_a_changed_list_of_hashes_is_told_apart_from_a_wrong_signature() -> None:
    files = signed()
    digest = read_hash(files["SOD"])
    files["SOD"] = files["SOD"].replace(digest, bytes(len(digest)))
    found = passive_authentication(files, store(UTOPIA.csca), ON)
    assert (found.signature.code, found.signature.outcome) == ("passive.signature_content", "failed")
    assert found.groups["DG1"].outcome == "failed"


def read_hash(sod: bytes) -> bytes:
    from limen.documents.pki import read_security_object

    return read_security_object(sod).hashes[1]


# -- whose, and when -------------------------------------------------------------------------------------------------


def test_an_issuer_that_is_not_in_the_store_is_unsure_not_failed() -> None:
    for trust in (store(), store(BRIDGELAND.csca), store(Country("UTO", seed="other").csca)):
        found = passive_authentication(signed(), trust, ON)
        assert (found.chain.outcome, found.vouched_by) == ("unsure", ())
        assert found.signature.outcome == "passed"


def test_a_signer_who_borrows_the_name_of_a_known_key_is_failed() -> None:
    forger = Country("UTO", seed="forger")
    files = signed(signer=forger.signer())
    real_key, forged_key = (read_material(one.csca, "x").certificates[0].key_identifier for one in (UTOPIA, forger))
    assert files["SOD"].count(forged_key) == 1
    files["SOD"] = files["SOD"].replace(forged_key, real_key)
    found = passive_authentication(files, store(UTOPIA.csca), ON)
    assert (found.chain.code, found.chain.outcome) == ("passive.chain", "failed")


@pytest.mark.parametrize(
    ("at", "code", "outcome"),
    [
        (datetime(2026, 10, 1, tzinfo=UTC), "passive.validity", "passed"),
        (datetime(2026, 9, 22, tzinfo=UTC), "passive.validity", "failed"),
        (datetime(2026, 11, 23, tzinfo=UTC), "passive.validity", "passed"),  # still the 22nd, west of Greenwich
        (datetime(2026, 11, 24, tzinfo=UTC), "passive.validity_future", "failed"),
        (datetime(2027, 2, 1, tzinfo=UTC), "passive.validity_future", "failed"),
    ],
)
def test_when_it_was_signed(at: datetime, code: str, outcome: str) -> None:
    found = passive_authentication(signed(at=at), store(UTOPIA.csca), ON).validity
    assert (found.code, found.outcome) == (code, outcome)


def test_signing_after_the_keys_own_period_is_unsure() -> None:
    files = signed(at=datetime(2027, 2, 1, tzinfo=UTC))
    found = passive_authentication(files, store(UTOPIA.csca), date(2027, 3, 1)).validity
    assert (found.code, found.outcome) == ("passive.validity_key", "unsure")


def test_a_signer_whose_certificate_has_ended_since_is_unsure() -> None:
    short = UTOPIA.signer(valid_days=30)
    found = passive_authentication(signed(signer=short), store(UTOPIA.csca), ON)
    assert found.validity.outcome == "passed"
    assert outcomes(found)["passive.signer_ended"] == "unsure"


def test_a_signer_certified_outside_its_authoritys_time_is_unsure() -> None:
    early = UTOPIA.signer(issued=date(2020, 1, 1))
    found = passive_authentication(signed(signer=early), store(UTOPIA.csca), ON)
    assert outcomes(found)["passive.authority_ended"] == "unsure"


# -- revocation ------------------------------------------------------------------------------------------------------


def test_without_a_list_revocation_is_not_done() -> None:
    found = passive_authentication(signed(), store(UTOPIA.csca), ON)
    assert (found.revocation.outcome, outcomes(found)["passive.crl_age"]) == ("not_done", "not_done")


def test_a_stale_list_says_so() -> None:
    crl = UTOPIA.crl(on=date(2026, 5, 1))
    found = passive_authentication(signed(), store(UTOPIA.csca, crl), ON)
    assert (found.revocation.outcome, outcomes(found)["passive.crl_age"]) == ("unsure", "unsure")
    assert found.revocation.params["due_words"] == "30 Jul 2026"


def test_once_revoked_is_revoked_on_any_list_however_old() -> None:
    old, new = UTOPIA.crl([UTOPIA.signer()], on=date(2026, 5, 1)), UTOPIA.crl(on=date(2026, 11, 20))
    found = passive_authentication(signed(), store(UTOPIA.csca, old, new), ON)
    assert (found.revocation.outcome, found.revocation.params["date_words"]) == ("failed", "1 May 2026")


def test_a_list_that_nobody_trusted_signed_only_warns() -> None:
    forged = Country("UTO", seed="forger").crl([UTOPIA.signer()])
    found = passive_authentication(signed(), store(UTOPIA.csca, forged), ON)
    assert (found.revocation.code, found.revocation.outcome) == ("passive.revocation_unsigned", "unsure")
    clean = passive_authentication(signed(), store(UTOPIA.csca, Country("UTO", seed="forger").crl()), ON)
    assert clean.revocation.outcome == "not_done"


def test_a_revoked_authority_is_told() -> None:
    following = UTOPIA.rolled_over()
    crl = following.crl([replace(UTOPIA.signer(), number=1 - 100_000)], on=date(2026, 11, 20))
    assert set(read_crl(crl).revoked) == {1}
    found = passive_authentication(signed(), store(UTOPIA.csca, following.csca, crl), ON)
    assert outcomes(found)["passive.authority_revoked"] == "failed"


# -- country and use -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issuer", "country", "outcome"),
    [
        ("D", "D", "passed"),
        ("GBR", "GBR", "passed"),
        ("RKS", "RKS", "passed"),
        ("D", "FRA", "failed"),
        ("UTO", "FRA", "failed"),
        ("XOM", "FRA", "unsure"),
        ("GBD", "GBR", "unsure"),
        ("UNO", "UNO", "passed"),
    ],
)
def test_the_signers_state_against_the_printed_issuer(issuer: str, country: str, outcome: str) -> None:
    state = Country(country, lower=True)
    found = passive_authentication(signed({**GROUPS, 1: dg1(issuer)}, state.signer()), store(state.csca), ON)
    assert outcomes(found)["passive.country"] == outcome
    assert found.chain.outcome == "passed"


def test_an_authority_of_another_state_is_told() -> None:
    found = passive_authentication(signed(signer=UTOPIA.signer(alpha2="FR")), store(UTOPIA.csca), ON)
    assert outcomes(found)["passive.country_authority"] == "failed"


@pytest.mark.parametrize(
    ("types", "outcome"), [(("P",), "passed"), (("ID", "P"), "passed"), (("V",), "unsure"), ((), "not_done")]
)
def test_what_the_signer_may_sign(types: tuple[str, ...], outcome: str) -> None:
    found = passive_authentication(signed(signer=UTOPIA.signer(types=types)), store(UTOPIA.csca), ON)
    assert outcomes(found)["passive.signer_use"] == outcome


# -- what cannot be read ---------------------------------------------------------------------------------------------


def test_without_a_security_object_nothing_is_done() -> None:
    found = passive_authentication({"DG1": dg1()}, store(UTOPIA.csca), ON)
    assert {finding.outcome for finding in found.findings} == {"not_done"}
    assert passive_authentication({}, store(), ON).groups == {}


def test_an_unreadable_security_object_is_a_finding() -> None:
    found = passive_authentication({"SOD": b"\x77\x02ab", "DG1": dg1()}, store(UTOPIA.csca), ON)
    assert found.structure.outcome == "failed"
    assert {one.outcome for one in found.findings if one is not found.structure} == {"not_done"}


@pytest.mark.parametrize(
    ("name", "standard"),
    [
        ("EF_SOD.bin", "SOD"), ("EF.SOD", "SOD"), ("sod.BIN", "SOD"), ("DG1", "DG1"), ("dg01.bin", "DG1"),
        ("EF_DG16.dat", "DG16"), ("EF.COM", "COM"), ("EF_DG17.bin", ""), ("DG0", ""), ("EF.CardAccess", ""),
        ("README.md", ""), ("xEF_DG1.bin", ""), ("DG1.bin.txt", ""),
    ],
)  # fmt: skip
def test_names_of_files(name: str, standard: str) -> None:
    assert standard_name(name) == standard


def test_the_answer_in_json_is_that_of_the_contract() -> None:
    answer = checked(issue(GROUPS)).to_json()
    assert {"groups", "signature", "chain", "validity", "revocation", "vouched_by"} <= answer.keys()
    assert answer["groups"]["DG1"] == {
        "code": "passive.group",
        "outcome": "passed",
        "params": {"group": "DG1"},
        "reason": "DG1 is as the security object says.",
        "clause": "Doc 9303-11 5.1",
        "evidence": {"file": "DG1"},
    }


def test_every_finding_has_words_without_gaps() -> None:
    seen = set()
    for fault in Fault:
        for finding in checked(issue(GROUPS, fault=fault)).findings:
            reason = finding.reason(WORDS)
            assert "{" not in reason and not reason.startswith(finding.code), reason
            seen.add(finding.code)
    assert len(seen) > 12


SOUND = issue(GROUPS)
TRUST = store(*SOUND.trusted, SOUND.crl)


@given(
    sod=st.one_of(spoiled(SOUND.files["SOD"]), st.binary(max_size=60)),
    group=st.one_of(spoiled(GROUPS[1]), st.binary(max_size=40)),
    com=st.one_of(spoiled(COM), st.binary(max_size=20)),
)
def test_no_bytes_of_a_chip_crash(sod: bytes, group: bytes, com: bytes) -> None:
    found = passive_authentication({**SOUND.files, "SOD": sod, "DG1": group, "COM": com}, TRUST, ON)
    for finding in found.findings:
        assert "{" not in finding.reason(WORDS).replace(str(finding.params), "")
    found.to_json()
    if found.signature.outcome == "passed" and found.groups["DG1"].outcome == "passed":
        assert group.startswith(GROUPS[1])


def test_a_changed_octet_of_any_group_is_found() -> None:
    for number in GROUPS:
        files = dict(SOUND.files)
        files[f"DG{number}"] = altered(files[f"DG{number}"])
        assert passive_authentication(files, TRUST, ON).groups[f"DG{number}"].outcome == "failed"


@pytest.mark.real_data
def test_the_reference_passport_of_2008() -> None:
    names = ("SOD", "COM", "DG1", "DG2", "DG7", "DG11", "DG12", "DG14", "DG15")
    files = {f"EF_{name}.bin": real(f"bsi2008/EF_{name}.bin") for name in names}
    trust = real_store("masterlists/DE_ROOT_CA_CSCA07.cer", "masterlists/DE_ML_2026-05-28-08-28-45.ml")
    found = passive_authentication(files, trust, ON)
    assert found.signature.outcome == "passed"
    assert found.signer and found.signer.key.words == "brainpoolP224r1, parameters written out"
    assert {name for name, finding in found.groups.items() if finding.outcome == "passed"} == {"DG1", "DG2", "DG14"}
    assert (found.groups["DG3"].code, found.groups["DG3"].outcome) == ("passive.group_protected", "not_done")
    unsigned = {name for name, finding in found.groups.items() if finding.code == "passive.group_unsigned"}
    assert unsigned == {"DG7", "DG11", "DG12", "DG15"}
    assert (found.chain.outcome, found.vouched_by) == ("unsure", ())
    assert outcomes(found)["passive.weak"] == "passed" and outcomes(found)["passive.country"] == "passed"
    files["EF_DG1.bin"] = altered(files["EF_DG1.bin"])
    assert passive_authentication(files, trust, ON).groups["DG1"].outcome == "failed"


# -- what a forger who holds some key tries --------------------------------------------------------------------------

UTOPIAN = asn1.named(("country_name", "UT"), ("common_name", "Another"))


def test_another_state_cannot_sign_by_leaving_its_country_out_of_the_signer() -> None:
    place = x509.GeneralName("directory_name", asn1.named(("locality_name", "UTO")))
    names = {"extn_id": "subject_alt_name", "extn_value": x509.GeneralNames([place])}
    signer = certified(BRIDGELAND, asn1.named(("common_name", "Another")), names)
    trust = store(UTOPIA.csca, BRIDGELAND.csca, UTOPIA.crl())
    found = passive_authentication(signed_by(signer, GROUPS), trust, ON)
    assert adverse(found) == {("passive.country", "failed")}
    assert found.revocation.params["country"] == "ZW" and found.revocation.outcome == "not_done"


@pytest.mark.parametrize(
    ("extensions", "adverse_of_it"),
    [
        (used_for("digital_signature"), set()),
        (used_for("key_agreement"), {("passive.signer_use", "failed")}),
        (used_for("key_cert_sign", "crl_sign"), {("passive.signer_use", "failed")}),
        (used_for("digital_signature", purposes=["2.23.136.1.1.8"]), {("passive.signer_use", "failed")}),
        (
            [{"extn_id": "1.2.3.4", "critical": True, "extn_value": core.ParsableOctetString(b"\x05\x00")}],
            {("passive.signer_extension", "unsure")},
        ),
    ],
    ids=["signer", "agreement", "authority", "deviation list", "unknown"],
)
def test_a_key_that_was_certified_for_something_else_signs_no_document(
    extensions: list[Any], adverse_of_it: set[tuple[str, str]]
) -> None:
    signer = certified(UTOPIA, UTOPIAN, *extensions)
    found = passive_authentication(signed_by(signer, GROUPS), store(UTOPIA.csca, UTOPIA.crl()), ON)
    assert found.chain.outcome == "passed"
    assert adverse(found) == adverse_of_it


def test_not_being_on_the_list_of_another_authority_of_the_state_shows_nothing() -> None:
    name = asn1.named(("country_name", "UT"), ("common_name", "Province"))
    ca = {"extn_id": "basic_constraints", "extn_value": x509.BasicConstraints({"ca": True})}
    province = Country("UTO", seed="province")
    authority = certified(province, name, ca)
    other = crl_of(province, name)
    found = passive_authentication(signed(), store(UTOPIA.csca, authority, other), ON).revocation
    assert (found.code, found.outcome) == ("passive.revocation_other", "unsure")
    both = passive_authentication(signed(), store(UTOPIA.csca, authority, UTOPIA.crl(on=date(2026, 11, 1)), other), ON)
    assert (both.revocation.code, both.revocation.outcome) == ("passive.revocation", "passed")


def crl_of(country: Country, name: Any) -> bytes:
    """An empty revocation list under another name, by the key of `certified`."""
    key = Key(ALGORITHMS["p256"], "another")
    sound = crl.CertificateList.load(country.crl())
    content = sound["tbs_cert_list"]
    content["issuer"], content["crl_extensions"] = name, []
    content = crl.TbsCertList.load(content.dump(force=True))
    made = {
        "tbs_cert_list": content,
        "signature_algorithm": key.signature_algorithm(),
        "signature": key.sign(content.dump()),
    }
    return bytes(crl.CertificateList(made).dump())


def test_a_list_that_does_not_speak_of_every_signer_accuses_and_acquits_nobody() -> None:
    changes = {"extn_id": "2.5.29.27", "critical": True, "extn_value": core.ParsableOctetString(b"\x02\x01\x01")}
    found = passive_authentication(signed(), store(UTOPIA.csca, limited_crl(UTOPIA, changes)), ON).revocation
    assert (found.code, found.outcome) == ("passive.revocation_other", "unsure")
    named = limited_crl(UTOPIA, changes, [UTOPIA.signer().serial])
    found = passive_authentication(signed(), store(UTOPIA.csca, named), ON).revocation
    assert (found.code, found.outcome) == ("passive.revocation", "failed")


def test_a_signature_without_attributes_is_not_as_the_standard_wants_it() -> None:
    by = UTOPIA.signer()
    info = cms.ContentInfo.load(signed_by(by.certificate, GROUPS)["SOD"])
    content = info["content"]["encap_content_info"]["content"].parsed.dump()
    (block,) = info["content"]["signer_infos"]
    plain = cms.SignerInfo(
        {
            "version": "v1",
            "sid": block["sid"],
            "digest_algorithm": {"algorithm": "sha256"},
            "signature_algorithm": by.key.signature_algorithm("sha256"),
            "signature": by.key.sign(content, "sha256"),
        }
    )
    info["content"]["signer_infos"] = [plain]
    files = signed() | {"SOD": info.dump(force=True)}
    found = passive_authentication(files, store(UTOPIA.csca, UTOPIA.crl()), ON)
    assert found.signature.outcome == "passed"
    assert adverse(found) == {("passive.structure", "unsure")}


def test_an_authority_that_certifies_after_its_keys_own_period_is_told() -> None:
    late = UTOPIA.signer(issued=date(2029, 11, 21))
    on = date(2030, 2, 1)
    found = passive_authentication(signed(signer=late), store(UTOPIA.csca, UTOPIA.crl(on=date(2030, 1, 2))), on)
    assert found.chain.outcome == "passed"
    assert adverse(found) == {("passive.authority_key", "unsure")}
