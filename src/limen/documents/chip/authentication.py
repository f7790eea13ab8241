"""Is this the chip that the State issued, or a copy of its files? Active Authentication, Chip Authentication, PACE-CAM.

What was exchanged is kept as a `Proof`, and one function judges a proof, at the desk and years later: nothing is
believed at the time of reading that could not be looked at again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from ecdsa import BadSignatureError, VerifyingKey
from ecdsa.ellipticcurve import Point as SlowPoint
from ecdsa.util import sigdecode_string

from limen.documents.chip.agreement import EllipticDomain, Random, standard_domain
from limen.documents.chip.apdu import EXTENDED_ANSWER, SHORT_ANSWER, Answer, Command
from limen.documents.chip.channel import Channel
from limen.documents.chip.errors import (
    ApduRefusedError,
    ChipError,
    MessagingError,
    StatusError,
    UnsupportedError,
    words_of,
)
from limen.documents.chip.messaging import Messaging
from limen.documents.chip.pace import ChipMapping
from limen.documents.chip.security_infos import (
    INTEGER,
    SEQUENCE,
    ChipKey,
    ChipProtocol,
    PublicKey,
    SecurityInfos,
    read_key,
    read_security_infos,
)
from limen.documents.chip.tlv import TlvError, items, tlv, whole
from limen.documents.pki.card_security import CARD_SECURITY, read_card_security
from limen.documents.pki.errors import PkiError
from limen.vocabulary.evidence import Finding, Outcome

ACTIVE, CHIP, MAPPING = "active", "chip", "mapping"
OFFERS = {ACTIVE: "Active Authentication", CHIP: "Chip Authentication", MAPPING: "PACE-CAM"}
_CODES = {
    ACTIVE: ("chip.active_authentication", "Doc 9303-11 6.1"),
    CHIP: ("chip.chip_authentication", "Doc 9303-11 6.2"),
    MAPPING: ("chip.mapping_authentication", "Doc 9303-11 4.4.3.5"),
}
# Status words by which a chip or a reader says that an APDU was too long, not that it will not prove itself.
_TOO_LONG = frozenset({0x6700, 0x6A80, 0x6B00, 0x6A86, 0x6F00})
_ECDSA_HASHES = ("sha256", "sha1", "sha224", "sha384", "sha512")
# ISO/IEC 9796-2 and 10118-3: the trailer of two octets that names a hash.
_TRAILERS = {0x33: "sha1", 0x38: "sha224", 0x34: "sha256", 0x36: "sha384", 0x35: "sha512"}


@dataclass(frozen=True, slots=True)
class Proof:
    """One attempt of a chip to prove itself, whole enough to be judged again.

    `kind` is active, chip or mapping; `algorithm` how it is called; `values` what was exchanged. Of the holder's keys
    there are none. `ephemeral` (chip) is the reader's own key of this one exchange: without it nobody could compute
    the session again and see that the chip had its key. `status` is the chip's word where it refused.
    """

    kind: str
    algorithm: str
    values: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    status: int = 0
    why: str = ""


def sign_challenge(channel: Channel, key: PublicKey, random: Random) -> Proof:
    """Active Authentication: have the chip sign eight octets of ours."""
    challenge = random(8)
    # A signature longer than a protected short answer needs the long form, or it is not to be had.
    long = key.modulus.bit_length() > 1800
    wide = EXTENDED_ANSWER if long and channel.extended else SHORT_ANSWER
    try:
        answer = channel.send(Command(0x88, data=challenge, answer=wide))
    except (MessagingError, ApduRefusedError) as error:
        return Proof(ACTIVE, key.name, {"challenge": challenge}, _status_of(channel), words_of(error))
    if not answer.is_good:
        return Proof(ACTIVE, key.name, {"challenge": challenge}, answer.status)
    return Proof(ACTIVE, key.name, {"challenge": challenge, "signature": answer.data[:2048]})


def _status_of(channel: Channel) -> int:
    return channel.last.status if channel.last is not None and not channel.last.data else 0


def authenticate_chip(channel: Channel, infos: SecurityInfos, random: Random) -> Proof:
    """Chip Authentication: agree on new session keys with the chip's static key, and see that it can use them.

    The channel goes on under the new keys; after a failure it has no session.
    """
    protocol, static = _usable(infos)
    if protocol is None or static is None or static.key is None or static.key.domain is None:
        return Proof(CHIP, "", why=next((key.why for key in infos.keys if key.why), "no protocol that is known here"))
    domain = static.key.domain
    private = domain.scalar(random)
    values = {"oid": protocol.oid, "key": static.key.point, "ephemeral": private.to_bytes(600, "big").lstrip(b"\0")}
    try:
        shared = domain.agree(private, static.key.point)
        _offer(channel, protocol, domain.public(private))
    except StatusError as error:
        return Proof(CHIP, protocol.name, values, error.status)
    except (MessagingError, ApduRefusedError) as error:
        channel.messaging = None
        return Proof(CHIP, protocol.name, values, _status_of(channel), words_of(error))
    except ChipError as error:
        return Proof(CHIP, protocol.name, values, why=str(error))
    channel.messaging = Messaging.of_secret(protocol.suite, shared)
    with suppress(MessagingError):  # the answer as it came is judged as every other proof is
        channel.send(Command(0xA4, 2, 0x0C, b"\x01\x1e"))
    last = channel.last or Answer(b"", 0)
    return Proof(CHIP, protocol.name, values | {"answer": last.data[:256]}, 0 if last.data else last.status)


def _usable(infos: SecurityInfos) -> tuple[ChipProtocol | None, ChipKey | None]:
    for protocol in infos.chip_protocols:
        key = infos.key_of(protocol)
        if key is not None and key.key is not None and key.key.domain is not None:
            return protocol, key
    return None, None


def _offer(channel: Channel, protocol: ChipProtocol, public: bytes) -> None:
    """Send our key: in one command for Triple-DES, in two for AES (Doc 9303-11 6.2.4)."""
    number = b"" if protocol.key_id is None else tlv(0x84, _octets(protocol.key_id))
    if protocol.suite.is_des:
        answer = channel.send(Command(0x22, 0x41, 0xA6, tlv(0x91, public) + number))
        if answer.is_good:
            return
        if answer.status not in {0x6A86, 0x6A80, 0x6A81}:
            raise StatusError(answer.status)
    channel.require(Command(0x22, 0x41, 0xA4, tlv(0x80, protocol.oid) + number))
    data = tlv(0x7C, tlv(0x80, public))
    channel.require(Command(0x86, data=data, answer=SHORT_ANSWER))


def _octets(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8 or 1, "big")


def mapping_proof(mapping: ChipMapping, name: str) -> Proof:
    """The proof that came with PACE-CAM."""
    values = {
        "curve": mapping.domain.curve.name.encode("ascii"),
        "mapping_key": mapping.mapping_key,
        "proof": _octets(mapping.proof),
    }
    return Proof(MAPPING, name, values)


# -- judging ----------------------------------------------------------------------------------------------------------


def judge(proof: Proof, files: Mapping[str, bytes]) -> Finding:
    """What a proof shows, with the keys of the files it goes with. Answers a finding whatever the bytes are."""
    code, clause = _CODES.get(proof.kind, _CODES[ACTIVE])
    judged = {ACTIVE: _judge_signature, CHIP: _judge_session, MAPPING: _judge_mapping}.get(proof.kind)
    params: dict[str, str | int | float | bool] = {"algorithm": proof.algorithm}
    if judged is None:
        return Finding(code, Outcome.UNSURE, params | {"why": "a proof of an unknown kind"}, clause)
    try:
        outcome, found = judged(proof, files)
    except (TlvError, UnsupportedError) as error:
        outcome, found = Outcome.UNSURE, {"why": str(error)}
    except ChipError as error:
        outcome, found = Outcome.FAILED, {"why": str(error)}
    return Finding(code, outcome, params | found, clause, {"proof": proof.kind})


_Judged = tuple[Outcome, dict[str, str | int | float | bool]]


def _refusal(proof: Proof) -> _Judged:
    """A chip that announces a protocol in its signed groups and does not do it is no proof, and a trait of copies."""
    if proof.why and not proof.status:
        return Outcome.UNSURE, {"why": proof.why}
    if proof.status in _TOO_LONG:
        return Outcome.UNSURE, {"why": f"status {proof.status:04X}"}
    return Outcome.FAILED, {"why": f"status {proof.status:04X}"}


def _judge_signature(proof: Proof, files: Mapping[str, bytes]) -> _Judged:
    if "DG15" not in files:
        return Outcome.UNSURE, {"why": "DG15 is not there"}
    key = read_key(whole(files["DG15"], 0x6F))
    signature = proof.values.get("signature")
    if signature is None:
        return _refusal(proof)
    challenge = proof.values.get("challenge", b"")
    if len(challenge) != 8:
        return Outcome.UNSURE, {"why": "a challenge that has not eight octets"}
    if key.domain is None:
        hash_name = recovered(key, challenge, signature)
    elif isinstance(key.domain, EllipticDomain):
        hash_name = _verified(key, key.domain, challenge, signature, _announced(files))
    else:
        return Outcome.UNSURE, {"why": "a key that cannot sign"}
    if hash_name:
        return Outcome.PASSED, {"algorithm": key.name, "hash": hash_name, "file": "DG15"}
    return Outcome.FAILED, {"why": "the signature is not by the key of DG15"}


def _announced(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The hash that DG14 names for the signature; every usual one where it names none."""
    try:
        named = read_security_infos(whole(files["DG14"], 0x6E)).signature_hash if "DG14" in files else ""
    except TlvError:
        named = ""
    return (named,) if named else _ECDSA_HASHES


def recovered(key: PublicKey, challenge: bytes, signature: bytes) -> str:
    """The hash with which an RSA signature of ISO/IEC 9796-2 scheme 1 holds for the challenge; empty for none."""
    size = (key.modulus.bit_length() + 7) // 8
    number = int.from_bytes(signature, "big")
    if len(signature) != size or number >= key.modulus:
        return ""
    opened = pow(number, key.exponent, key.modulus)
    # The signer may give the smaller of s and n - s.
    for candidate in (opened, key.modulus - opened):
        found = _recovered(candidate.to_bytes(size, "big"), challenge)
        if found:
            return found
    return ""


def _recovered(message: bytes, challenge: bytes) -> str:
    if message[-1] == 0xBC:
        hash_name, end = "sha1", 1
    elif message[-1] == 0xCC and message[-2] in _TRAILERS:
        hash_name, end = _TRAILERS[message[-2]], 2
    else:
        return ""
    # 01, one bit for partial recovery, then padding to the nibble A: 6A, or 7B BB … BA where it is shorter.
    if message[0] & 0xE0 != 0x60:
        return ""
    size = hashlib.new(hash_name, usedforsecurity=False).digest_size
    begin = 0
    if message[0] & 0x0F != 0x0A:
        if message[0] & 0x0F != 0x0B:
            return ""
        begin = 1
        while begin < len(message) and message[begin] == 0xBB:
            begin += 1
        if begin >= len(message) or message[begin] != 0xBA:
            return ""
    if len(message) - end - size < begin + 1:
        return ""
    part, digest = message[begin + 1 : -end - size], message[-end - size : -end]
    return hash_name if hashlib.new(hash_name, part + challenge, usedforsecurity=False).digest() == digest else ""


def _verified(
    key: PublicKey, domain: EllipticDomain, challenge: bytes, signature: bytes, names: Iterable[str]
) -> str:  # fmt: skip
    """The hash with which a plain ECDSA signature (BSI TR-03111 5.2.1) holds; empty for none."""
    size = domain.curve.order_size
    if len(signature) != 2 * size:
        signature = _plain(signature, size)
        if not signature:
            return ""
    point = domain.decode(key.point)
    for name in names:
        digest = hashlib.new(name, challenge, usedforsecurity=False).digest()
        if _holds(domain, point, signature, digest, name):
            return name
    return ""


def _plain(signature: bytes, size: int) -> bytes:
    """Some chips answer the two numbers in DER."""
    try:
        numbers = [int.from_bytes(one.value, "big") for one in items(whole(signature, SEQUENCE)) if one.tag == INTEGER]
    except TlvError:
        return b""
    if len(numbers) != 2 or max(numbers).bit_length() > 8 * size:
        return b""
    return b"".join(number.to_bytes(size, "big") for number in numbers)


def _holds(domain: EllipticDomain, point: tuple[int, int], signature: bytes, digest: bytes, name: str) -> bool:
    curve, half = domain.curve, len(signature) // 2
    r, s = int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
    if not 0 < r < curve.n or not 0 < s < curve.n:
        return False
    if curve.fast is not None:
        public = ec.EllipticCurvePublicNumbers(*point, curve.fast()).public_key()
        algorithm: Any = getattr(hashes, name.upper())()
        try:
            public.verify(encode_dss_signature(r, s), digest, ec.ECDSA(Prehashed(algorithm)))
        except InvalidSignature:
            return False
        return True
    slow = VerifyingKey.from_public_point(SlowPoint(curve.slow.curve, *point, curve.n), curve=curve.slow)
    try:
        return bool(slow.verify_digest(signature, digest, sigdecode=sigdecode_string, allow_truncate=True))
    except BadSignatureError:
        return False


def _judge_session(proof: Proof, files: Mapping[str, bytes]) -> _Judged:
    if "DG14" not in files:
        return Outcome.UNSURE, {"why": "DG14 is not there"}
    infos = read_security_infos(whole(files["DG14"], 0x6E))
    answer = proof.values.get("answer")
    if not answer:
        return _refusal(proof)
    private = int.from_bytes(proof.values.get("ephemeral", b""), "big")
    for protocol in infos.chip_protocols:
        static = infos.key_of(protocol)
        if protocol.oid != proof.values.get("oid") or static is None or static.key is None:
            continue
        if static.key.domain is None or static.key.point != proof.values.get("key") or private.bit_length() > 4096:
            continue
        shared = static.key.domain.agree(private, static.key.point)
        # The first command under the new keys counts 1, its answer 2 (Doc 9303-11 9.8.7.3).
        try:
            Messaging.of_secret(protocol.suite, shared, 1).open(Answer(answer, 0))
        except MessagingError:
            return Outcome.FAILED, {"why": "the chip cannot use the key of DG14"}
        return Outcome.PASSED, {"algorithm": protocol.name, "file": "DG14"}
    return Outcome.FAILED, {"why": "the key is not the one in DG14"}


def _judge_mapping(proof: Proof, files: Mapping[str, bytes]) -> _Judged:
    domain = next(
        (one for number in range(8, 19) if isinstance(one := standard_domain(number), EllipticDomain)
         and one.curve.name.encode("ascii") == proof.values.get("curve")), None,
    )  # fmt: skip
    if domain is None:
        return Outcome.UNSURE, {"why": "a curve that is not known"}
    made = ChipMapping(
        domain, proof.values.get("mapping_key", b""), int.from_bytes(proof.values.get("proof", b""), "big")
    )
    tried, unread = 0, ""
    for name, content in (("DG14", _of_group), (CARD_SECURITY, _of_signed)):
        if name not in files:
            continue
        try:
            keys = read_security_infos(content(files[name])).keys
        except (PkiError, TlvError) as error:  # the other file may hold the key all the same
            unread = f"{name} cannot be used: {error}"
            continue
        for static in keys:
            key = static.key
            if key is None or not isinstance(key.domain, EllipticDomain) or key.domain.curve is not domain.curve:
                continue
            tried += 1
            if proves_mapping(made, key):
                return Outcome.PASSED, {"file": name}
    if not tried:
        return Outcome.UNSURE, {"why": unread or "no key of this curve in DG14 or EF.CardSecurity"}
    return Outcome.FAILED, {"why": "the chip does not have its key"}


def _of_group(data: bytes) -> bytes:
    return whole(data, 0x6E)


def _of_signed(data: bytes) -> bytes:
    """What passive authentication takes for the content: two readers of one file must not see two."""
    return read_card_security(data).content


def proves_mapping(mapping: ChipMapping, key: PublicKey) -> bool:
    """Whether the chip's mapping key is the proof's multiple of its static key (Doc 9303-11 4.4.3.5.2)."""
    domain = mapping.domain
    if not 0 < mapping.proof < domain.curve.n:
        return False
    reached = domain.multiply(mapping.proof, domain.decode(key.point))
    return reached == domain.decode(mapping.mapping_key)


def clone_finding(proofs: Iterable[Finding], *, offered: Iterable[str], is_known: bool = True) -> Finding:
    """One word on whether the chip is a copy, from what each proof showed.

    `offered` names the proofs that the chip announces; `is_known` is whether it was read what it announces.
    """
    found = list(proofs)
    outcomes = {finding.outcome for finding in found}
    clause = "Doc 9303-11 6"
    params: dict[str, str | int | float | bool] = {"offered": ", ".join(offered) or "-"}
    if Outcome.FAILED in outcomes:
        return Finding("chip.clone", Outcome.FAILED, params, clause)
    if Outcome.PASSED in outcomes:
        keys = dict.fromkeys(str(one.params["file"]) for one in found if one.outcome is Outcome.PASSED)
        return Finding("chip.clone", Outcome.PASSED, {**params, "file": ", ".join(keys)}, clause)
    if found or params["offered"] != "-" or not is_known:
        return Finding("chip.clone", Outcome.UNSURE, params, clause)
    return Finding("chip.clone", Outcome.NOT_DONE, {}, clause)
