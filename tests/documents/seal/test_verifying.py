"""Who signed a seal: every way in which it is sound, unknown or false, with our own office and the published seals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from asn1crypto import core
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.documents.pki import TrustStore, read_material
from limen.documents.seal import WORDS, Header, SealError, read, verify, write_idb, write_vds
from limen.specimens.issuing import Country
from limen.specimens.seals import SealOffice, altered
from limen.vocabulary.evidence import Outcome
from tests.documents.pki.made import limited_crl

from .made import OFFICE, ON, desk, outcomes, real, real_seals, store


def checked(source: bytes | str, trust: TrustStore | None = None, on: date = ON) -> dict[str, str]:
    return outcomes(verify(read(source), trust or desk(), on))


@pytest.mark.parametrize("algorithm", ["p256", "p384", "p521", "brainpool224", "brainpool256", "brainpool320"])
def test_a_sound_seal_verifies_to_the_authority(algorithm: str) -> None:
    office = replace(OFFICE, algorithm=algorithm)

    verified = verify(read(office.visa()), store(*office.certificates), ON)

    assert verified.outcome is Outcome.PASSED
    assert verified.authority is not None and verified.vouched_by == ("file file 0",)
    assert ("seal.weak" in outcomes(verified)) is (algorithm == "brainpool224")


@pytest.mark.parametrize("source", [OFFICE.authorisation(), OFFICE.authorisation(deflated=True), OFFICE.proof()])
def test_barcodes_as_text_verify_as_well(source: str) -> None:
    assert verify(read(source), desk(), ON).outcome is Outcome.PASSED


def test_a_certificate_in_the_seal_needs_no_other_and_still_an_authority() -> None:
    carried = OFFICE.barcode({"document_number": "L20117736"}, carried=True)

    known = checked(carried, store(OFFICE.country.csca))
    unknown = checked(OFFICE.proof(), store(Country("ZWE").csca))

    assert known["seal.signature"] == known["seal.chain"] == "passed"
    assert (unknown["seal.signature"], unknown["seal.chain"]) == ("passed", "unsure")


def test_an_altered_seal_fails() -> None:
    found = checked(altered(OFFICE.visa()))

    assert read(altered(OFFICE.visa())).value("passport_number") == "A01234561"
    assert found["seal.signature"] == "failed" and found["seal.signer"] == "passed"


def test_a_forger_in_the_signers_name_fails() -> None:
    assert checked(OFFICE.forger().visa())["seal.signature"] == "failed"
    # Whoever carries a certificate of their own is certified by nobody.
    forged = replace(OFFICE.forger(), certified=False)
    assert checked(forged.proof())["seal.chain"] in ("failed", "unsure")


def test_a_signer_who_is_not_held_is_unsure_and_the_seal_decoded() -> None:
    seal = read(OFFICE.unknown().visa())
    verified = verify(seal, desk(), ON)

    assert seal.value("passport_number") == "A01234567"
    assert verified.outcome is Outcome.UNSURE
    assert outcomes(verified)["seal.signature"] == "not_done"


def test_a_signer_whom_no_authority_certified_is_unsure() -> None:
    found = checked(OFFICE.visa(), store(OFFICE.certificate))

    assert (found["seal.signature"], found["seal.chain"]) == ("passed", "unsure")


def test_a_barcode_that_nobody_signed_says_so() -> None:
    verified = verify(read(write_idb("UTO", {"document_number": "L20117736"})), desk(), ON)

    assert outcomes(verified)["seal.unsigned"] == "not_done"
    assert verified.outcome is not Outcome.PASSED


def test_a_signature_cut_off_fails() -> None:
    empty = write_vds_without_signature()

    assert checked(empty)["seal.unsigned"] == "failed"


def write_vds_without_signature() -> bytes:
    sound = read(OFFICE.visa())
    return sound.signed + b"\xff\x00"


def test_a_seal_signed_before_or_after_the_certificate_fails() -> None:
    late = OFFICE.visa(on=OFFICE.begins - timedelta(days=1))

    assert checked(late)["seal.validity"] == "failed"


def test_a_seal_of_tomorrow_fails() -> None:
    found = checked(OFFICE.visa(on=ON + timedelta(days=1)))

    assert found["seal.signed_future"] == found["seal.issued_future"] == "failed"


def test_a_visa_that_ended_is_told_and_its_seal_is_still_genuine() -> None:
    verified = verify(read(OFFICE.visa(on=date(2026, 5, 20))), store(*OFFICE.certificates), date(2026, 12, 31))

    assert outcomes(verified)["seal.expiry"] == "failed"
    assert verified.outcome is Outcome.PASSED


def test_a_revoked_signer_fails_and_a_stale_list_is_unsure() -> None:
    country, signer = OFFICE.country, OFFICE
    fresh = store(*OFFICE.certificates, country.crl(on=ON))
    stale = store(*OFFICE.certificates, country.crl(on=ON - timedelta(days=200)))
    revoked = store(*OFFICE.certificates, country.crl([_Revoked(signer.number)], on=ON))  # type: ignore[list-item]  # only its serial is asked for

    assert checked(OFFICE.visa(), fresh)["seal.revocation"] == "passed"
    assert checked(OFFICE.visa(), stale)["seal.revocation"] == "unsure"
    assert checked(OFFICE.visa(), revoked)["seal.revocation"] == "failed"


def test_a_list_that_speaks_of_some_signers_acquits_nobody() -> None:
    delta = {"extn_id": "2.5.29.27", "critical": True, "extn_value": core.ParsableOctetString(b"\x02\x01\x01")}
    limited = limited_crl(OFFICE.country, delta)
    accused = limited_crl(OFFICE.country, delta, [OFFICE.number])

    assert checked(OFFICE.visa(), store(*OFFICE.certificates, limited))["seal.revocation"] == "not_done"
    assert checked(OFFICE.visa(), store(*OFFICE.certificates, accused))["seal.revocation"] == "failed"


class _Revoked:
    def __init__(self, serial: int) -> None:
        self.serial = serial


def test_a_signer_of_another_state_fails() -> None:
    other = SealOffice(country=Country("ZWE"))
    head = other.seal("visa", {"passport_number": "A01234567"})
    foreign = write_vds(
        replace(_header(head), issuer="UTO"), {"passport_number": "A01234567"}, other.sign, document="visa"
    )

    found = checked(foreign, store(*other.certificates))

    assert (found["seal.signature"], found["seal.country"]) == ("passed", "failed")


def test_a_signer_for_an_organisation_is_unsure() -> None:
    number = {"passport_number": "A01234567"}
    made = write_vds(replace(_header(OFFICE.visa()), issuer="UNO"), number, OFFICE.sign, document="visa")

    assert checked(made)["seal.country"] == "unsure"


def _header(data: bytes) -> Header:
    seal = read(data)
    return Header(seal.version, seal.issuer, seal.signer, seal.issued_on, ON, seal.reference)


def test_an_authority_may_not_sign_seals_itself() -> None:
    country = OFFICE.country
    office = replace(OFFICE, letters="DS")

    class Authority(SealOffice):
        key = country.key
        certificate = country.csca

    found = checked(Authority(country=country, letters=office.letters).proof())

    assert found["seal.signature"] == "passed" and found["seal.signer_use"] == "failed"


def test_every_finding_has_words() -> None:
    sources = [OFFICE.visa(), altered(OFFICE.visa()), OFFICE.unknown().visa(), OFFICE.authorisation(), OFFICE.proof()]
    for source in sources:
        for finding in verify(read(source), desk(), ON).findings:
            reason = finding.reason(WORDS)
            assert f"{finding.code}.{finding.outcome}" in WORDS and "{" not in reason


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_no_certificate_in_a_seal_stops_its_verification(certificate: bytes) -> None:
    seal = read(OFFICE.proof())
    spoiled = replace(seal, signer=replace(seal.signer, certificate=certificate))

    assert verify(spoiled, desk(), ON).to_json()["outcome"] != "passed"


@settings(deadline=None)
@given(st.binary(max_size=140))
def test_no_signature_stops_the_verification(signature: bytes) -> None:
    seal = replace(read(OFFICE.visa()), signature=signature)

    assert verify(seal, desk(), ON).outcome in (Outcome.FAILED, Outcome.UNSURE)


# -- the published seals ---------------------------------------------------------------------------------------------


@pytest.mark.real_data
def test_ten_of_thirteen_published_seals_verify_and_three_lack_their_signer() -> None:
    trust = TrustStore.of([read_material(real(f"vds/sealgen_{name}.crt"), name) for name in ("DETS32", "UTTS5B")])
    found = {name: outcomes(verify(read(data), trust, ON)) for name, data in real_seals().items()}

    verified = {name for name, one in found.items() if one["seal.signature"] == "passed"}
    lacking = {name for name, one in found.items() if one["seal.signer"] == "unsure"}
    assert len(verified) == 10
    assert lacking == {"socialInsurance", "arrivalAttestation", "arrivalAttestationV02"}
    assert {one["seal.signature"] for name, one in found.items() if name in lacking} == {"not_done"}
    # Test signers were used for each other's countries there; no authority that certified them was published.
    foreign = {name for name, one in found.items() if one["seal.country"] == "failed"}
    assert foreign == {"addressStickerId", "visa_224bitSig", "permanentResidencePermit"}
    assert {one["seal.chain"] for name, one in found.items() if name in verified} == {"unsure"}


@pytest.mark.real_data
def test_published_seals_changed_in_one_bit_fail() -> None:
    trust = TrustStore.of([read_material(real(f"vds/sealgen_{name}.crt"), name) for name in ("DETS32", "UTTS5B")])
    for name, data in real_seals().items():
        seal = read(data)
        changed = replace(seal, signed=seal.signed[:-1] + bytes((seal.signed[-1] ^ 1,)))
        assert outcomes(verify(changed, trust, ON))["seal.signature"] in ("failed", "not_done"), name


@pytest.mark.real_data
def test_the_australian_proof_verifies_to_its_authority_and_the_altered_one_fails() -> None:
    names = ("cscaCertData.cer", "crlData.crl", "protoCsca.cer", "protoCrl.crl", "JAPAN_CSCA.cer", "JAPAN_CRL.crl")
    trust = TrustStore.of([read_material(real(f"vdsnc/{name}"), name) for name in names])
    issued = date(2021, 9, 10)

    sound = verify(read(real("vdsnc/validVDSJson.json")), trust, issued)
    false = verify(read(real("vdsnc/invalidVDSJson.json")), trust, issued)
    late = outcomes(verify(read(real("vdsnc/validVDSJson.json")), trust, ON))

    assert sound.outcome is Outcome.PASSED and sound.vouched_by == ("file cscaCertData.cer",)
    assert outcomes(sound)["seal.revocation"] == "passed"
    assert outcomes(false)["seal.signature"] == "failed"
    assert late["seal.revocation"] == "unsure"
    assert all(one.authority for one in trust.crls)


def test_a_seal_read_from_its_hexadecimal_or_from_recoded_text() -> None:
    made = OFFICE.visa()

    assert read(made.hex()) == read(made) == read(made.decode("latin-1"))
    with pytest.raises(SealError, match="no seal"):
        read("hello")
    with pytest.raises(SealError, match="no seal"):
        read(b"\xff\xfe")
