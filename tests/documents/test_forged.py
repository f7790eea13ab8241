"""What a forger who can write a whole chip tries, one trick after the other: none of them makes a sound document.

The forger has the files of a sound passport, may change, leave out and add what they like, and may hold keys of their
own; the State's keys they have not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from asn1crypto import cms, core, keys

from limen.documents.chip import pack, read_chip, verify
from limen.documents.chip.authentication import ACTIVE, Proof, judge, recovered
from limen.documents.chip.groups import TAGS
from limen.documents.chip.security_infos import PublicKey, read_key
from limen.documents.chip.tlv import tlv
from limen.documents.pki import asn1, read_certificate
from limen.documents.pki.curves import curves
from limen.documents.pki.signature import SignatureAlgorithm, Verdict, check
from limen.documents.pki.signature import read_key as read_signer_key
from limen.documents.verify import Verification, passive_authentication
from limen.specimens.chips import BASIC, MODERN, ChipFault, chip_passport
from limen.specimens.issuing import Country, signed
from limen.specimens.personalising import Agreement, Recipe, Signature, secret
from limen.specimens.signing import ALGORITHMS, Key, written_out
from limen.specimens.virtual_chip import VirtualChip
from limen.vocabulary.evidence import Finding, Outcome

from .pki.made import UTOPIA, store

ON = date(2026, 11, 22)
AT = datetime(2026, 11, 2, tzinfo=UTC)
MRZ = b"P<UTOSILL<<SPECIMEN".ljust(44, b"<") + b"L898902C36UTO7408122F1204159".ljust(42, b"<") + b"06"
DG1 = b"\x61\x5b\x5f\x1f\x58" + MRZ
GROUPS = {1: DG1, 2: b"\x75\x04face"}
TRUST = store(UTOPIA.csca, UTOPIA.crl())
FORGER = Country("UTO", seed="a forger")

Rows = Sequence[tuple[int, bytes]]


def rows_of(groups: dict[int, bytes], hash: str = "sha256") -> Rows:
    return [(number, hashlib.new(hash, content).digest()) for number, content in groups.items()]


def content_of(rows: Rows, hash: str = "sha256") -> bytes:
    listed = [{"number": number, "hash": digest} for number, digest in rows]
    content = {"version": 0, "hash_algorithm": {"algorithm": hash}, "hashes": listed}
    return bytes(asn1.SecurityObject(content).dump())


def object_of(
    content: bytes, by: Country = UTOPIA, kind: str = asn1.LDS_SECURITY_OBJECT, number: int = 1, **options: Any
) -> Any:
    signer = by.signer(number)
    return cms.ContentInfo.load(
        signed(content, kind, signer.key, signer.certificate, [signer.certificate], at=AT, **options)
    )


def checked(sod: Any, groups: dict[int, bytes] = GROUPS, **more: bytes) -> Verification:
    data = sod if isinstance(sod, bytes) else sod.dump(force=True)
    files = {f"DG{number}": content for number, content in groups.items()}
    return passive_authentication({**files, "SOD": data, **more}, TRUST, ON)


def adverse(findings: Iterable[Finding]) -> set[tuple[str, str]]:
    return {(one.code, str(one.outcome)) for one in findings if one.outcome in (Outcome.FAILED, Outcome.UNSURE)}


def test_what_the_tricks_begin_from_is_sound() -> None:
    assert not adverse(checked(object_of(content_of(rows_of(GROUPS)))).findings)


# -- the list of hashes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_first", [True, False])
def test_a_group_that_is_listed_twice_is_told_and_only_its_first_hash_counts(is_first: bool) -> None:
    """One reader takes the first and another the last: whoever signs that wants them to see two documents."""
    other = {1: DG1.replace(b"SILL", b"FILL")}
    rows = [*rows_of(GROUPS), *rows_of(other)] if is_first else [*rows_of(other), *rows_of(GROUPS)]
    found = checked(object_of(content_of(rows)), GROUPS | other)
    assert ("passive.structure", "unsure") in adverse(found.findings)
    assert found.groups["DG1"].outcome is (Outcome.FAILED if is_first else Outcome.PASSED)


def test_hashes_of_another_kind_than_is_said_are_none() -> None:
    for said, made in (("sha256", "sha1"), ("sha1", "sha256"), ("sha512", "sha256")):
        found = checked(object_of(content_of(rows_of(GROUPS, made), said)))
        assert {one.outcome for one in found.groups.values()} == {Outcome.FAILED}
    cut = [(number, digest[:8]) for number, digest in rows_of(GROUPS)]
    assert {one.outcome for one in checked(object_of(content_of(cut))).groups.values()} == {Outcome.FAILED}
    empty = [(number, b"") for number, _digest in rows_of(GROUPS)]
    assert {one.outcome for one in checked(object_of(content_of(empty))).groups.values()} == {Outcome.FAILED}


def test_a_hash_that_can_be_made_to_collide_is_not_compared() -> None:
    found = checked(object_of(content_of(rows_of(GROUPS, "md5"), "md5")))
    assert {one.outcome for one in found.groups.values()} == {Outcome.UNSURE}
    assert found.structure.outcome is Outcome.UNSURE


def test_the_signers_hash_and_that_of_the_list_are_two() -> None:
    found = checked(object_of(content_of(rows_of(GROUPS)), hash="sha512"))
    assert not adverse(found.findings)
    assert found.structure.params["hash"] == "sha256" and "sha512" in str(found.signature.params["algorithm"])


def test_a_digest_made_with_another_hash_than_the_block_names_does_not_match() -> None:
    info = object_of(content_of(rows_of(GROUPS)))
    info["content"]["signer_infos"][0]["digest_algorithm"] = {"algorithm": "sha1"}
    found = checked(info)
    assert (found.signature.code, found.signature.outcome) == ("passive.signature_content", "failed")


# -- signers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_first", [True, False])
def test_a_second_signer_does_not_carry_the_forgers_list(is_first: bool) -> None:
    """The State's block over its own list, and the forger's over theirs: one of them holds, and it is the forger's."""
    other = {1: DG1.replace(b"SILL", b"FILL"), 2: GROUPS[2]}
    real, forged = object_of(content_of(rows_of(GROUPS))), object_of(content_of(rows_of(other)), FORGER, number=2)
    blocks = [real["content"]["signer_infos"][0], forged["content"]["signer_infos"][0]]
    forged["content"]["signer_infos"] = blocks if is_first else blocks[::-1]
    beside = [real["content"]["certificates"][0], forged["content"]["certificates"][0]]
    forged["content"]["certificates"] = beside
    found = checked(forged, other)
    assert {("passive.chain", "unsure"), ("passive.structure", "unsure")} <= adverse(found.findings)
    assert found.authority is None and not found.vouched_by


def test_a_second_signer_whose_signature_is_wrong_is_told() -> None:
    real, broken = object_of(content_of(rows_of(GROUPS))), object_of(content_of(rows_of(GROUPS)), broken=True)
    for blocks in (
        [real["content"]["signer_infos"][0], broken["content"]["signer_infos"][0]],
        [broken["content"]["signer_infos"][0], real["content"]["signer_infos"][0]],
    ):
        both = object_of(content_of(rows_of(GROUPS)))
        both["content"]["signer_infos"] = blocks
        found = checked(both)
        assert adverse(found.findings) == {("passive.structure", "unsure")}
        assert "1 of its 2 signatures" in str(found.structure.params["flaw"])
    twice = object_of(content_of(rows_of(GROUPS)))
    twice["content"]["signer_infos"] = [real["content"]["signer_infos"][0]] * 2
    assert not adverse(checked(twice).findings)


def test_authorities_that_the_chip_brings_along_are_not_asked() -> None:
    signer = FORGER.signer()
    sod = signed(
        content_of(rows_of(GROUPS)), asn1.LDS_SECURITY_OBJECT, signer.key, signer.certificate,
        [FORGER.csca, signer.certificate, UTOPIA.csca], at=AT,
    )  # fmt: skip
    assert adverse(checked(sod).findings) == {("passive.chain", "unsure")}


def test_a_certificate_with_the_name_and_number_of_the_states_signer_is_not_its() -> None:
    mine, its = FORGER.signer(), UTOPIA.signer()
    assert read_certificate(mine.certificate).serial == read_certificate(its.certificate).serial
    assert read_certificate(mine.certificate).issuer == read_certificate(its.certificate).issuer
    content = content_of(rows_of(GROUPS))
    for beside in ([mine.certificate, its.certificate], [its.certificate, mine.certificate]):
        sod = signed(content, asn1.LDS_SECURITY_OBJECT, mine.key, mine.certificate, beside, at=AT)
        assert {one for one, _outcome in adverse(checked(sod).findings)} <= {"passive.signature", "passive.chain"}
        assert adverse(checked(sod).findings)


@pytest.mark.parametrize("kind", [asn1.LDS_SECURITY_OBJECT, asn1.MASTER_LIST, "1.2.840.113549.1.7.1"])
def test_content_without_attributes_is_told_whatever_its_kind(kind: str) -> None:
    signer, content = UTOPIA.signer(), content_of(rows_of(GROUPS))
    info = object_of(content, kind=kind)
    (block,) = info["content"]["signer_infos"]
    info["content"]["signer_infos"] = [
        cms.SignerInfo(
            {
                "version": "v1", "sid": block["sid"], "digest_algorithm": {"algorithm": "sha256"},
                "signature_algorithm": signer.key.signature_algorithm("sha256"),
                "signature": signer.key.sign(content, "sha256"),
            }
        )
    ]  # fmt: skip
    assert ("passive.structure", "unsure") in adverse(checked(info).findings)


def test_attributes_that_a_state_signed_are_no_content() -> None:
    """A signature over attributes is one over octets: given as content without attributes, it would hold."""
    info = object_of(content_of(rows_of(GROUPS)))
    (block,) = info["content"]["signer_infos"]
    covered = b"\x31" + block["signed_attrs"].dump()[1:]
    info["content"]["encap_content_info"]["content"] = core.ParsableOctetString(covered)
    info["content"]["signer_infos"] = [
        cms.SignerInfo({name: block[name] for name in ("version", "sid", "digest_algorithm", "signature_algorithm",
                                                       "signature")})
    ]  # fmt: skip
    found = checked(info)
    assert found.structure.outcome is Outcome.FAILED and not found.security_object


def test_a_content_type_that_was_not_signed_is_wrong() -> None:
    info = object_of(content_of(rows_of(GROUPS)), kind=asn1.MASTER_LIST)
    info["content"]["encap_content_info"]["content_type"] = asn1.LDS_SECURITY_OBJECT
    found = checked(info)
    assert (found.signature.code, found.signature.outcome) == ("passive.signature_content", "failed")


def test_a_time_that_was_not_signed_is_not_the_signing_time() -> None:
    """The signer's certificate is over; the forger adds a time within it where no signature covers it."""
    late = signed(
        content_of(rows_of(GROUPS)), asn1.LDS_SECURITY_OBJECT, (ended := UTOPIA.signer(valid_days=20)).key,
        ended.certificate, [ended.certificate], at=AT,
    )  # fmt: skip
    assert checked(late).validity.outcome is Outcome.FAILED
    info = cms.ContentInfo.load(late)
    then = cms.Time(name="utc_time", value=core.UTCTime(datetime(2026, 10, 1, tzinfo=UTC)))
    info["content"]["signer_infos"][0]["unsigned_attrs"] = [{"type": "signing_time", "values": [then]}]
    assert checked(info).validity.outcome is Outcome.FAILED


# -- groups that nobody signed ---------------------------------------------------------------------------------------


def test_a_copy_proves_nothing_with_a_group_14_of_its_own() -> None:
    issued = chip_passport(on=ON, recipe=Recipe(details=False))
    thief = Agreement(2, 13, secret("a thief", 13))
    group = tlv(TAGS["DG14"], tlv(0x31, thief.info, thief.public_info))
    listed = issued.made.files["COM"][:-2] + b"\x61\x75"
    for com in (issued.made.files["COM"], listed.replace(b"\x5c\x02\x61\x75", b"\x5c\x03\x61\x75\x6e")):
        com = com if com == issued.made.files["COM"] else com[:1] + bytes((com[1] + 1,)) + com[2:]
        files = {**issued.made.files, "DG14": group, "COM": com}
        reading = read_chip(VirtualChip(files, issued.key, agreement=thief), issued.key)
        said = {one.code: str(one.outcome) for one in reading.findings}
        assert said["chip.clone"] != "passed"
        again = {one.code: str(one.outcome) for one in verify(pack(reading, at="", device=""))}
        assert again["chip.clone"] != "passed"
        if "DG14" in reading.files:
            assert said["chip.chip_authentication"] == "passed" and said["chip.clone_key"] == "unsure"
            found = passive_authentication(reading.files, store(*issued.made.trusted), ON)
            assert found.groups["DG14"].code == "passive.group_unsigned"
            assert found.groups["DG14"].outcome is Outcome.FAILED


def test_groups_that_a_copy_no_longer_lists_are_missed() -> None:
    issued = chip_passport(on=ON, recipe=MODERN, fault=ChipFault.LIST_SHORTENED)
    reading = read_chip(issued.chip, issued.key)
    said = {(one.code, str(one.params.get("file", ""))): str(one.outcome) for one in reading.findings}
    assert said["chip.list", ""] == "unsure" and said["chip.clone", ""] == "unsure"
    assert said["chip.file_missing", "DG14"] == said["chip.file_missing", "DG15"] == "failed"
    found = passive_authentication(reading.files, store(*issued.made.trusted), ON)
    (announced,) = (one for one in found.findings if one.code == "passive.announced")
    assert (announced.outcome, announced.params["groups"]) == ("unsure", "DG14, DG15")


def test_a_list_hidden_in_another_object_of_the_file_is_not_the_list() -> None:
    """The tag of the list within the version: who looks for the octet alone sees the list the forger shows them."""
    shown = tlv(0x5C, bytes.fromhex("6175"))
    com = tlv(0x60, tlv(0x5F01, shown), tlv(0x5C, b"\x61"))
    (found,) = (one for one in checked(object_of(content_of(rows_of(GROUPS))), COM=com).findings
                if one.code == "passive.announced")  # fmt: skip
    assert (found.outcome, found.params["groups"]) == ("unsure", "DG2")


# -- signatures that anyone could make -------------------------------------------------------------------------------

CHALLENGE = bytes(range(8))


def plain(r: int, s: int, size: int) -> bytes:
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def der(r: int, s: int) -> bytes:
    return bytes(core.SequenceOf([core.Integer(r), core.Integer(s)], spec=core.Integer).dump())


@pytest.mark.parametrize("name", curves())
def test_a_signature_of_zeros_or_of_the_order_is_none(name: str) -> None:
    """A verifier that forgets the bounds of r and s takes (0, 0) for a signature of anything (CVE-2022-21449)."""
    curve = curves()[name]
    n, size = curve.n, curve.order_size
    info = Key(ALGORITHMS["p256"], "x").public()
    point = b"\x04" + curve.x.to_bytes(curve.size, "big") + curve.y.to_bytes(curve.size, "big")
    info["algorithm"]["parameters"] = keys.ECDomainParameters(name="named", value=curve.oid)
    info["public_key"] = keys.ECPointBitString(point)
    key, group = read_signer_key(info), tlv(TAGS["DG15"], info.dump(force=True))
    assert key.verdict is Verdict.RIGHT
    for r, s in ((0, 0), (0, 1), (1, 0), (n, n), (n, 1), (1, n), (curve.x % n, 0), (0, curve.x % n)):
        for signature, kind in ((plain(r, s, size), "ecdsa-plain"), (der(r, s), "ecdsa")):
            assert check(key, SignatureAlgorithm(kind, "sha256"), signature, b"anything") is Verdict.WRONG
            proof = Proof(ACTIVE, "", {"challenge": CHALLENGE, "signature": signature})
            assert judge(proof, {"DG15": group}).outcome is Outcome.FAILED
    for signature in (b"", b"\0", b"\x30\x00", bytes(2 * size + 1), der(-1, -1)):
        assert check(key, SignatureAlgorithm("ecdsa", "sha256"), signature, b"anything") is Verdict.WRONG


def test_a_signer_whose_curve_has_the_forgers_generator_is_failed() -> None:
    """CVE-2020-0601: with G' = Q anyone has the private key of Q, which is 1."""
    curve = curves()["secp256r1"]
    key = Key(ALGORITHMS["p256"], "another")
    sound = key.public(explicit=True)
    point = bytes(sound["public_key"].contents[1:])
    name, value = written_out(curve, generator=point)
    sound["algorithm"]["parameters"] = keys.ECDomainParameters(name=name, value=value)

    class Imitated(Key):
        """The forger's key as their certificate carries it."""

        def public(self, *, explicit: bool = False) -> Any:
            return sound

    by = certified_with(Imitated(ALGORITHMS["p256"], "another"))
    made = signed(content_of(rows_of(GROUPS)), asn1.LDS_SECURITY_OBJECT, key, by, [by], at=AT)
    found = checked(made)
    assert (found.signature.code, found.signature.outcome) == ("passive.signer_curve", "failed")
    assert found.signature.params["imitates"] == "secp256r1"


def certified_with(key: Key) -> bytes:
    from limen.specimens import issuing

    name = asn1.named(("country_name", "UT"), ("common_name", "Imitated"))
    validity = (date(2026, 1, 1), date(2030, 1, 1))
    return issuing.certificate(name, key, UTOPIA.name, UTOPIA.key, 5, validity, [], True)


SMALL = Signature("rsa", "sha1")


def opened_with(message: bytes) -> bytes:
    """The signature whose opening is a message: what only the chip can make."""
    from limen.specimens import signing

    private = signing.rsa_key(SMALL.key.seed, 1024).private_numbers()
    return pow(int.from_bytes(message, "big"), private.d, private.public_numbers.n).to_bytes(128, "big")


def with_part(part: bytes, challenge: bytes) -> bytes:
    filled = b"\x6b" + b"\xbb" * (105 - len(part)) + b"\xba" if len(part) < 106 else b"\x6a"
    return filled + part + hashlib.sha1(part + challenge, usedforsecurity=False).digest() + b"\xbc"


@pytest.mark.parametrize("challenge", [b"", CHALLENGE[:4], CHALLENGE[:7], CHALLENGE + b"\0", bytes(64)])
def test_a_signature_over_a_shorter_or_longer_challenge_proves_nothing(challenge: bytes) -> None:
    """A short one was signed beforehand by the genuine chip, often enough to have them all."""
    group = tlv(TAGS["DG15"], SMALL.key.public().dump())
    sound = Proof(ACTIVE, "", {"challenge": CHALLENGE, "signature": opened_with(with_part(bytes(106), CHALLENGE))})
    assert judge(sound, {"DG15": group}).outcome is Outcome.PASSED
    proof = Proof(ACTIVE, "", {"challenge": challenge, "signature": opened_with(with_part(bytes(106), challenge))})
    assert judge(proof, {"DG15": group}).outcome is not Outcome.PASSED


def test_the_part_that_is_recovered_may_be_short_and_must_be_there() -> None:
    key = read_key(SMALL.key.public().dump())
    for size in (0, 1, 50, 105):
        message = with_part(bytes(size), CHALLENGE)
        assert len(message) == 128
        assert recovered(key, CHALLENGE, opened_with(message)) == "sha1"
    # A challenge that stands in the recovered part itself was not hashed behind it.
    inside = with_part(bytes(98) + CHALLENGE, b"")
    assert recovered(key, CHALLENGE, opened_with(inside)) == ""


def test_an_exponent_of_three_lets_nobody_take_a_root() -> None:
    """A number whose cube begins and ends as it must is made without the key; its hash in the middle is not."""
    modulus = read_key(SMALL.key.public().dump()).modulus
    key = PublicKey(modulus=modulus, exponent=3)
    wanted = int.from_bytes(with_part(bytes(106), CHALLENGE), "big")
    root = _cube_root(wanted)
    for guess in (root, root + 1, root | 1):
        cubed = guess**3
        assert cubed < modulus or cubed >> 1023
        assert recovered(key, CHALLENGE, (guess % modulus).to_bytes(128, "big")) == ""
    for trivial in (0, 1, modulus - 1):
        assert recovered(key, CHALLENGE, trivial.to_bytes(128, "big")) == ""


def _cube_root(number: int) -> int:
    low, high = 0, 1 << (number.bit_length() // 3 + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**3 <= number else (low, middle - 1)
    return low


@pytest.mark.parametrize("recipe", [BASIC, MODERN], ids=["basic", "modern"])
def test_proofs_of_another_chip_of_the_same_state_are_not_this_ones(recipe: Recipe) -> None:
    mine = chip_passport(on=ON, recipe=recipe)
    seed = "the forger's own passport"
    signature = None if recipe.signature is None else replace(recipe.signature, seed=seed)
    agreement = None if recipe.agreement is None else replace(recipe.agreement, secret=secret(seed, 13))
    theirs = chip_passport(on=ON, recipe=replace(recipe, signature=signature, agreement=agreement))
    reading = read_chip(theirs.chip, theirs.key)
    proofs: Callable[[Proof], Finding] = lambda proof: judge(proof, mine.made.files)  # noqa: E731 - said once
    assert reading.proofs
    assert {proofs(proof).outcome for proof in reading.proofs} == {Outcome.FAILED}
