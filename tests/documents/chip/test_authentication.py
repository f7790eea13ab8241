"""The chip proves itself: every kind of key, and every way in which a copy fails."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.documents.chip import pack, read_chip, verify
from limen.documents.chip.agreement import STANDARD_DOMAINS
from limen.documents.chip.authentication import ACTIVE, CHIP, MAPPING, Proof, clone_finding, judge, recovered
from limen.documents.chip.contents import clone_findings
from limen.documents.chip.errors import UnsupportedError
from limen.documents.chip.groups import TAGS
from limen.documents.chip.security_infos import PublicKey, read_key
from limen.documents.chip.tlv import tlv, whole
from limen.documents.pki import read_security_object
from limen.documents.pki.card_security import has_signer_of
from limen.documents.verify import Verification, passive_authentication
from limen.specimens import AMARA
from limen.specimens.chips import BASIC, MAPPED, MODERN, ChipFault, chip_passport
from limen.specimens.issuing import Country
from limen.specimens.personalising import Agreement, Pace, Recipe, Signature, card_security, personalise, secret
from limen.specimens.virtual_chip import Behaviour, VirtualChip
from limen.vocabulary.evidence import Finding, Outcome
from tests.documents.pki.made import BRIDGELAND, store

ON = date(2026, 11, 22)
CURVES = ("secp224r1", "secp256r1", "secp384r1", "secp521r1", "brainpoolP224r1", "brainpoolP256r1", "brainpoolP320r1",
          "brainpoolP384r1", "brainpoolP512r1")  # fmt: skip


def outcome_of(recipe: Recipe, code: str, *, fault: str = "", lengths: str = "auto") -> Finding:
    issued = chip_passport(on=ON, recipe=recipe, fault=fault)
    finding = read_chip(issued.chip, issued.key, groups=("DG1",), lengths=lengths).finding(code)
    assert finding is not None
    return finding


@pytest.mark.parametrize("kind", CURVES)
@pytest.mark.parametrize("hash", ["sha224", "sha256", "sha384", "sha512"])
def test_ecdsa_with_every_curve_and_hash(kind: str, hash: str) -> None:
    recipe = Recipe(signature=Signature(kind, hash), details=False)
    found = outcome_of(recipe, "chip.active_authentication")
    assert found.outcome is Outcome.PASSED
    assert found.params["hash"] == hash
    copied = outcome_of(recipe, "chip.active_authentication", fault=ChipFault.CLONED)
    assert copied.outcome is Outcome.FAILED


@pytest.mark.parametrize(("bits", "hash"), [(1024, "sha1"), (1024, "sha256"), (1536, "sha224"), (1792, "sha512")])
def test_rsa_in_short_commands(bits: int, hash: str) -> None:
    recipe = Recipe(signature=Signature("rsa", hash, bits), details=False)
    found = outcome_of(recipe, "chip.active_authentication", lengths="short")
    assert (found.outcome, found.params["hash"]) == (Outcome.PASSED, hash)


def test_a_long_rsa_signature_needs_the_long_form_or_stays_open() -> None:
    recipe = Recipe(signature=Signature("rsa", "sha256", 2048), details=False)
    assert outcome_of(recipe, "chip.active_authentication").outcome is Outcome.PASSED
    assert outcome_of(recipe, "chip.active_authentication", lengths="short").outcome is Outcome.UNSURE
    assert outcome_of(recipe, "chip.active_authentication", fault=ChipFault.CLONED).outcome is Outcome.FAILED


@pytest.mark.parametrize("domain", STANDARD_DOMAINS)
@pytest.mark.parametrize("cipher", [1, 2, 3, 4])
def test_chip_authentication_in_every_domain_with_every_cipher(domain: int, cipher: int) -> None:
    recipe = Recipe(agreement=Agreement(cipher, domain, secret("agreement", domain), 7), details=False)
    assert outcome_of(recipe, "chip.chip_authentication").outcome is Outcome.PASSED


@pytest.mark.parametrize("domain", [0, 1, 2, 13])
def test_a_copy_without_the_agreed_secret_is_caught(domain: int) -> None:
    recipe = Recipe(agreement=Agreement(2, domain, secret("agreement", domain)), details=False)
    found = outcome_of(recipe, "chip.chip_authentication", fault=ChipFault.CLONED_AGREEMENT)
    assert found.outcome is Outcome.FAILED
    assert outcome_of(recipe, "chip.clone", fault=ChipFault.CLONED_AGREEMENT).outcome is Outcome.FAILED


def test_a_chip_without_keys_offers_no_proof() -> None:
    recipe = Recipe(details=False)
    for code in ("chip.clone", "chip.active_authentication", "chip.chip_authentication"):
        assert outcome_of(recipe, code).outcome is Outcome.NOT_DONE


# -- signatures one by one -------------------------------------------------------------------------------------------

SMALL = Signature("rsa", "sha1")


def small_key() -> PublicKey:
    return read_key(SMALL.key.public().dump())


def opened_with(message: bytes) -> bytes:
    """The signature whose opening is a message."""
    from limen.specimens import signing

    private = signing.rsa_key(SMALL.key.seed, 1024).private_numbers()
    return pow(int.from_bytes(message, "big"), private.d, private.public_numbers.n).to_bytes(128, "big")


CHALLENGE = b"\x01\x02\x03\x04\x05\x06\x07\x08"


def message(part: bytes, head: bytes, tail: bytes = b"\xbc", hash: str = "sha1") -> bytes:
    return head + part + hashlib.new(hash, part + CHALLENGE).digest() + tail


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (message(bytes(106), b"\x6a"), "sha1"),
        (message(bytes(93), b"\x6a", b"\x34\xcc", "sha256"), "sha256"),
        (message(bytes(105), b"\x6a", b"\x33\xcc"), "sha1"),
        (message(bytes(100), b"\x6b\xbb\xbb\xbb\xbb\xbb\xba"), "sha1"),  # a shorter part, filled up
        (message(bytes(106), b"\x4a"), ""),  # total recovery: our challenge would not be in it
        (message(bytes(106), b"\x6c"), ""),
        (message(bytes(105), b"\x6a", b"\x99\xcc"), ""),
        (message(bytes(106), b"\x6a", b"\xbd"), ""),
        (b"\x6b" + b"\xbb" * 126 + b"\xbc", ""),
        (b"\x6a" + bytes(126) + b"\xbc", ""),
        (bytes(128), ""),
    ],
)
def test_the_forms_of_a_signature_with_message_recovery(made: bytes, expected: str) -> None:
    assert recovered(small_key(), CHALLENGE, opened_with(made)) == expected


def test_the_smaller_of_both_roots_is_as_good() -> None:
    key = small_key()
    signature = int.from_bytes(opened_with(message(bytes(106), b"\x6a")), "big")
    other = (key.modulus - signature).to_bytes(128, "big")
    assert recovered(key, CHALLENGE, other) == "sha1"
    assert recovered(key, b"\0" * 8, other) == ""
    assert recovered(key, CHALLENGE, other[1:]) == ""
    assert recovered(key, CHALLENGE, b"\xff" * 128) == ""


@settings(max_examples=50, deadline=None)
@given(st.binary(min_size=128, max_size=128))
def test_no_other_octets_are_a_signature(octets: bytes) -> None:
    assert recovered(small_key(), CHALLENGE, octets) == ""


def test_a_signature_in_der_is_read_too_and_a_hash_that_is_not_announced_is_found() -> None:
    issued = chip_passport(on=ON, recipe=MODERN)
    reading = read_chip(issued.chip, issued.key)
    (proof,) = [proof for proof in reading.proofs if proof.kind == ACTIVE]
    half = len(proof.values["signature"]) // 2
    numbers = [proof.values["signature"][:half], proof.values["signature"][half:]]
    written = tlv(0x30, *(tlv(0x02, b"\0" + number) for number in numbers))
    der = replace(proof, values={**proof.values, "signature": written})
    files = {name: data for name, data in reading.files.items() if name != "DG14"}
    assert judge(der, reading.files).outcome is Outcome.PASSED
    assert judge(der, files).params["hash"] == "sha256"


# -- judging again ---------------------------------------------------------------------------------------------------


def test_a_proof_is_bound_to_its_challenge_its_key_and_its_files() -> None:
    issued, other = chip_passport(on=ON, recipe=BASIC), chip_passport(on=ON, recipe=MODERN)
    reading = read_chip(issued.chip, issued.key)
    for proof in reading.proofs:
        assert judge(proof, reading.files).outcome is Outcome.PASSED
        assert judge(proof, other.made.files).outcome is Outcome.FAILED
        assert judge(proof, {}).outcome is Outcome.UNSURE
        for name, value in proof.values.items():
            spoilt = replace(proof, values={**proof.values, name: value[:-1] + bytes((value[-1] ^ 1,))})
            assert judge(spoilt, reading.files).outcome is not Outcome.PASSED


@pytest.mark.parametrize("kind", [ACTIVE, CHIP, MAPPING, "another"])
def test_a_proof_of_nothing_shows_nothing(kind: str) -> None:
    files = chip_passport(on=ON, recipe=MODERN).made.files
    assert judge(Proof(kind, "", {}), files).outcome is not Outcome.PASSED
    assert judge(Proof(kind, "", {}, why="the card left"), files).outcome is Outcome.UNSURE
    broken = {**files, "DG14": b"\x6e\x05", "DG15": b"\x6f\x05"}
    assert judge(Proof(kind, "", {"curve": b"secp256r1"}), broken).outcome is Outcome.UNSURE


def test_a_key_with_parameters_of_its_own_is_not_used() -> None:
    """The curve is a known one but its generator is not: whoever chose it has the private key (CVE-2020-0601)."""
    from limen.documents.pki.curves import curves

    curve = curves()["secp256r1"]
    key = bytes.fromhex("04") + curve.x.to_bytes(32, "big") + curve.y.to_bytes(32, "big")
    field = tlv(0x30, tlv(0x06, bytes.fromhex("2A8648CE3D0101")), tlv(0x02, b"\0" + curve.p.to_bytes(32, "big")))
    shape = tlv(0x30, tlv(0x04, curve.a.to_bytes(32, "big")), tlv(0x04, curve.b.to_bytes(32, "big")))
    for generator, outcome in ((key, Outcome.FAILED), (bytes((*key[:-1], key[-1] ^ 1)), Outcome.UNSURE)):
        written = tlv(
            0x30, tlv(0x02, b"\x01"), field, shape, tlv(0x04, generator), tlv(0x02, b"\0" + curve.n.to_bytes(32, "big"))
        )  # fmt: skip
        algorithm = tlv(0x30, tlv(0x06, bytes.fromhex("2A8648CE3D0201")), written)
        group = tlv(TAGS["DG15"], tlv(0x30, algorithm, tlv(0x03, b"\0" + key)))
        proof = Proof(ACTIVE, "", {"challenge": CHALLENGE, "signature": bytes(63) + b"\x01"})
        assert judge(proof, {"DG15": group}).outcome is outcome


def test_one_failed_proof_outweighs_the_others() -> None:
    def said(outcome: Outcome) -> Finding:
        return Finding("chip.active_authentication", outcome, {"file": "DG15"})

    assert clone_finding([said(Outcome.PASSED), said(Outcome.FAILED)], offered=["a"]).outcome is Outcome.FAILED
    assert clone_finding([said(Outcome.PASSED), said(Outcome.UNSURE)], offered=["a"]).outcome is Outcome.PASSED
    assert clone_finding([said(Outcome.UNSURE)], offered=["a"]).outcome is Outcome.UNSURE
    assert clone_finding([], offered=["a"]).outcome is Outcome.UNSURE
    assert clone_finding([], offered=[], is_known=False).outcome is Outcome.UNSURE
    assert clone_finding([], offered=[]).outcome is Outcome.NOT_DONE


@pytest.mark.parametrize("commands", [5, 8, 14])
def test_what_was_not_read_is_not_said_to_be_absent(commands: int) -> None:
    issued = chip_passport(on=ON, recipe=BASIC, behaviour=Behaviour(removed_after=commands))
    reading = read_chip(issued.chip, issued.key)
    assert reading.protocol and "DG14" not in reading.files
    for code in ("chip.active_authentication", "chip.chip_authentication", "chip.clone"):
        finding = reading.finding(code)
        assert finding is not None and finding.outcome is Outcome.UNSURE, finding


def test_the_key_of_dg15_is_read_as_it_was_written() -> None:
    files = chip_passport(on=ON, recipe=BASIC).made.files
    assert read_key(whole(files["DG15"], TAGS["DG15"])).name == "RSA 1024"


# -- what a copy brings along ----------------------------------------------------------------------------------------


class _Shy(VirtualChip):
    """A copy that says of every proof that it was asked wrongly."""

    def _manage(self, header: bytes, data: bytes, answer: int) -> bytes:
        if header[2] == 0x41:
            return self._refused(0x6A80)
        return super()._manage(header, data, answer)

    def _sign(self, header: bytes, data: bytes, answer: int) -> bytes:
        return self._refused(0x6F00)

    def _refused(self, status: int) -> bytes:
        from limen.specimens.virtual_chip import _Refused

        raise _Refused(status)


@pytest.mark.parametrize("recipe", [BASIC, Recipe(details=False)], ids=["with keys", "without"])
def test_a_copy_that_brings_its_own_card_security_proves_nothing(recipe: Recipe) -> None:
    issued = chip_passport(on=ON, recipe=recipe)
    way, agreement = Pace("CAM", 2, 13), Agreement(2, 13, secret("a thief", 13))
    mine = personalise(
        issued.document, AMARA, Recipe(pace=(way,), agreement=agreement), on=ON, country=Country("UTO", seed="a thief")
    ).files
    files = {**issued.chip.files, "CardAccess": mine["CardAccess"], "CardSecurity": mine["CardSecurity"]}
    reading = read_chip(_Shy(files, issued.key, pace=(way,), agreement=agreement), issued.key)
    found = {finding.code: finding.outcome for finding in reading.findings}
    assert found["chip.mapping_authentication"] is Outcome.PASSED
    assert found["chip.clone_key"] is found["chip.clone"] is Outcome.UNSURE
    again = {finding.code: finding.outcome for finding in verify(pack(reading, at="", device=""))}
    assert again["chip.clone_key"] is again["chip.clone"] is Outcome.UNSURE


# -- the key of PACE-CAM is the one that the State signed ------------------------------------------------------------

ALONE = replace(MAPPED, listed=False)
ANOTHER = replace(ALONE, signer=2)


def said_by(findings: Iterable[Finding]) -> dict[str, str]:
    return {one.code: str(one.outcome) for one in findings}


def judged_with_trust(recipe: Recipe, fault: str = "") -> tuple[dict[str, str], dict[str, str], Verification]:
    """What the post without certificates says, what is said again with them, and what they say."""
    issued = chip_passport(on=ON, recipe=recipe, fault=fault)
    reading = read_chip(issued.chip, issued.key)
    found = passive_authentication(reading.files, store(*issued.made.trusted, issued.made.crl), ON)
    again = verify(pack(reading, at="", device=""), vouched=found.vouched)
    return said_by(reading.findings), said_by(again), found


def test_a_key_signed_by_who_signed_the_groups_is_the_chips_own() -> None:
    here, again, found = judged_with_trust(ALONE)
    assert here["chip.mapping_authentication"] == here["chip.clone"] == again["chip.clone"] == "passed"
    assert "chip.clone_key" not in here | again
    assert found.vouched == {"CardSecurity"}
    own = {one.code: str(one.outcome) for one in found.card_security.findings}
    assert own == {"passive.card_security": "passed", "passive.card_security.validity": "passed"}
    assert {one.outcome for one in found.findings} <= {"passed", "not_done"}


def test_a_key_signed_by_another_signer_of_the_state_needs_the_certificates() -> None:
    here, again, found = judged_with_trust(ANOTHER)
    assert here["chip.clone_key"] == here["chip.clone"] == "unsure"
    assert again["chip.clone"] == "passed" and "chip.clone_key" not in again
    own = {one.code.rpartition(".")[2]: str(one.outcome) for one in found.card_security.findings}
    assert own == dict.fromkeys(("card_security", "validity", "chain", "revocation"), "passed")
    assert {one.clause for one in found.card_security.findings if one.code == "passive.card_security"} == {
        "Doc 9303-11 9.2.11"
    }


@pytest.mark.parametrize("recipe", [ALONE, ANOTHER], ids=["same signer", "another"])
@pytest.mark.parametrize(
    ("fault", "code", "outcome"),
    [
        (ChipFault.KEY_EXCHANGED, "passive.card_security", "failed"),
        (ChipFault.KEY_FORGED, "passive.card_security.chain", "unsure"),
    ],
)
def test_a_copys_own_key_in_card_security_counts_for_nothing(
    recipe: Recipe, fault: ChipFault, code: str, outcome: str
) -> None:
    here, again, found = judged_with_trust(recipe, fault)
    assert here["chip.mapping_authentication"] == again["chip.mapping_authentication"] == "passed"
    assert here["chip.clone"] == again["chip.clone"] == here["chip.clone_key"] == again["chip.clone_key"] == "unsure"
    assert not found.vouched
    assert {one.code: str(one.outcome) for one in found.card_security.findings}[code] == outcome


def test_a_copy_that_keeps_the_listed_key_is_caught_by_it() -> None:
    for fault in (ChipFault.KEY_EXCHANGED, ChipFault.KEY_FORGED):
        here, again, _found = judged_with_trust(MAPPED, fault)
        assert here["chip.chip_authentication"] == here["chip.clone"] == again["chip.clone"] == "failed"


def test_a_card_security_of_another_state_is_not_this_chips() -> None:
    issued = chip_passport(on=ON, recipe=ALONE)
    assert issued.recipe.agreement is not None
    foreign = card_security(issued.recipe.pace, issued.recipe.agreement, BRIDGELAND.signer())
    files = {**issued.made.files, "CardSecurity": foreign}
    found = passive_authentication(files, store(*issued.made.trusted, BRIDGELAND.csca), ON)
    own = {one.code: str(one.outcome) for one in found.card_security.findings}
    assert (own["passive.card_security"], own["passive.card_security.chain"]) == ("passed", "passed")
    assert own["passive.card_security.country"] == "failed" and not found.vouched


def test_card_security_is_told_where_there_is_no_security_object_or_it_is_rubbish() -> None:
    issued = chip_passport(on=ON, recipe=ALONE)
    trust = store(*issued.made.trusted)
    alone = passive_authentication({"CardSecurity": issued.made.files["CardSecurity"]}, trust, ON)
    assert alone.card_security.findings[0].outcome == "passed" and not alone.vouched
    absent = passive_authentication({"SOD": issued.made.files["SOD"]}, trust, ON)
    assert [str(one.outcome) for one in absent.card_security.findings] == ["not_done"]
    for rubbish in (b"", b"\x30\x00", issued.made.files["SOD"], b"\x30\x82\xff\xff"):
        found = passive_authentication({**issued.made.files, "EF_CardSecurity.bin": rubbish}, trust, ON)
        assert found.card_security.findings[0].outcome == "failed", rubbish[:4]
    broken = {**issued.made.files, "SOD": b"\x77\x02ab"}
    assert not passive_authentication(broken, trust, ON).vouched


def test_an_object_that_was_signed_for_something_else_is_no_card_security() -> None:
    """EF.SOD without its tag is signed by the right signer too, and its content is of another kind."""
    issued = chip_passport(on=ON, recipe=ALONE)
    inner = whole(issued.made.files["SOD"], TAGS["SOD"])
    found = passive_authentication({**issued.made.files, "CardSecurity": inner}, store(*issued.made.trusted), ON)
    assert (found.card_security.findings[0].outcome, found.vouched) == ("unsure", frozenset())
    assert not has_signer_of(inner, read_security_object(issued.made.files["SOD"]))


def test_a_key_that_the_signed_list_does_not_know_proves_nothing() -> None:
    issued = chip_passport(on=ON, recipe=Recipe(signature=Signature(), details=False))
    thief = Signature(seed="a thief")
    files = {**issued.chip.files, "DG15": tlv(TAGS["DG15"], thief.key.public().dump())}
    reading = read_chip(VirtualChip(files, issued.key, signature=thief), issued.key)
    found = {finding.code: finding.outcome for finding in reading.findings}
    assert found["chip.active_authentication"] is Outcome.PASSED
    assert found["chip.clone_key"] is found["chip.clone"] is Outcome.UNSURE
    alone = [finding for finding in reading.findings if finding.code == "chip.active_authentication"]
    *_key, said = clone_findings(alone, {"DG15": files["DG15"]}, offered=["a"])
    assert said.outcome is Outcome.UNSURE


def test_rubbish_in_place_of_dg14_is_not_the_absence_of_a_key() -> None:
    issued = chip_passport(on=ON, recipe=Recipe(agreement=BASIC.agreement, details=False))
    files = {**issued.chip.files, "DG14": tlv(TAGS["DG14"], b"\x31\x02\x30\x00")}
    reading = read_chip(VirtualChip(files, issued.key), issued.key)
    for code in ("chip.chip_authentication", "chip.clone"):
        finding = reading.finding(code)
        assert finding is not None and finding.outcome is Outcome.UNSURE


def test_keys_that_could_be_factored_or_are_no_points_are_not_used() -> None:
    modulus = (1 << 767) + 1
    numbers = tlv(0x30, tlv(0x02, b"\0" + modulus.to_bytes(96, "big")), tlv(0x02, b"\x01\x00\x01"))
    short = tlv(0x30, tlv(0x30, tlv(0x06, bytes.fromhex("2A864886F70D010101")), tlv(0x05)), tlv(0x03, b"\0" + numbers))
    full = Signature("secp256r1").key.public().dump()
    at = full.index(b"\x03\x42\x00\x04")
    compressed = tlv(0x30, full[2:at], tlv(0x03, b"\0\x02" + full[at + 4 : at + 36]))
    for key in (short, compressed):
        with pytest.raises(UnsupportedError):
            read_key(key)
        proof = Proof(ACTIVE, "", {"challenge": CHALLENGE, "signature": bytes(63) + b"\x01"})
        assert judge(proof, {"DG15": tlv(TAGS["DG15"], key)}).outcome is Outcome.UNSURE
