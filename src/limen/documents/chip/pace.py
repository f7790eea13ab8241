"""PACE (Doc 9303-11 4.4): a session from a weak password, with generic or chip authentication mapping.

Integrated mapping is read, named and not done: a chip that offers it alone is opened with Basic Access Control, and
the finding `chip.pace` is `not_done`.
"""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest

from limen.documents.chip.access import NOT_THE_KEY
from limen.documents.chip.agreement import EllipticDomain, ModularDomain, Random
from limen.documents.chip.apdu import SHORT_ANSWER, Command
from limen.documents.chip.channel import Channel
from limen.documents.chip.ciphers import FOR_ENCRYPTION, FOR_MAC, unpad
from limen.documents.chip.errors import ChipError, StatusError, UnsupportedError, WrongKeyError
from limen.documents.chip.keys import AccessKey
from limen.documents.chip.messaging import Messaging
from limen.documents.chip.security_infos import PaceInfo, SecurityInfos
from limen.documents.chip.tlv import TlvError, items, tlv, whole

_DYNAMIC = 0x7C  # dynamic authentication data
_MOST_NONCE = 64
MAPPINGS = ("CAM", "GM")  # those used here, the better first: CAM proves the chip as well


@dataclass(frozen=True, slots=True)
class ChipMapping:
    """What a chip sent to prove itself within PACE-CAM: its mapping key, and the number that leads to it."""

    domain: EllipticDomain
    mapping_key: bytes
    proof: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that PACE opened."""

    messaging: Messaging
    info: PaceInfo
    mapping: ChipMapping | None = None


def choices(infos: SecurityInfos) -> tuple[PaceInfo, ...]:
    """The ways that can be gone here, the best first: mapping, then elliptic curves, then the longer key."""
    usable = [
        info for info in infos.pace
        if info.mapping in MAPPINGS and _fits(info, infos.domain_of(info))
    ]  # fmt: skip
    return tuple(
        sorted(usable, key=lambda info: (MAPPINGS.index(info.mapping), info.agreement != "ECDH", -info.suite.key))
    )


def _fits(info: PaceInfo, domain: EllipticDomain | ModularDomain | None) -> bool:
    return isinstance(domain, EllipticDomain if info.agreement == "ECDH" else ModularDomain)


def pace(
    channel: Channel, infos: SecurityInfos, info: PaceInfo, key: AccessKey, reference: int, random: Random
) -> Opened:
    """Run PACE. Raises WrongKeyError, StatusError where the chip refuses the way itself, ChipError otherwise."""
    domain = infos.domain_of(info)
    if not _fits(info, domain) or domain is None:
        raise UnsupportedError(f"{info.name} has no domain that is known here")
    _choose(channel, infos, info, reference)
    try:
        return _run(channel, info, domain, key, reference, random)
    except TlvError as error:
        raise ChipError(f"PACE answered with what is no TLV: {error}") from error


def _choose(channel: Channel, infos: SecurityInfos, info: PaceInfo, reference: int) -> None:
    """MSE:Set AT. The domain is named where it is ambiguous, or where the chip insists (Doc 9303-11 4.4.4.1)."""
    chosen = tlv(0x80, info.oid) + tlv(0x83, bytes((reference,)))
    named = chosen if info.parameter is None else chosen + tlv(0x84, bytes((info.parameter,)))
    ambiguous = len({one.parameter for one in infos.pace}) > 1
    answer = channel.send(Command(0x22, 0xC1, 0xA4, named if ambiguous else chosen))
    if not answer.is_good and answer.status >> 8 != 0x63 and named not in (chosen,) and not ambiguous:
        answer = channel.send(Command(0x22, 0xC1, 0xA4, named))
    if not answer.is_good and answer.status >> 4 != 0x63C:  # 63Cx only tells how many tries are left
        raise StatusError(answer.status)


def _step(channel: Channel, data: bytes, *, last: bool = False) -> dict[int, bytes]:
    wide = 65536 if len(data) > 250 else SHORT_ANSWER
    sent = Command(0x86, data=tlv(_DYNAMIC, data), answer=wide, chained=not last)
    return {item.tag: item.value for item in items(whole(channel.require(sent), _DYNAMIC))}


def _run(
    channel: Channel,
    info: PaceInfo,
    domain: EllipticDomain | ModularDomain,
    key: AccessKey,
    reference: int,
    random: Random,
) -> Opened:
    suite = info.suite
    sealed = _step(channel, b"").get(0x80, b"")
    if not sealed or len(sealed) % suite.block or len(sealed) > _MOST_NONCE:
        raise ChipError(f"a nonce of {len(sealed)} octets")
    nonce = int.from_bytes(suite.decrypt(key.password(suite, reference), sealed), "big")

    mine = domain.scalar(random)
    theirs = _step(channel, tlv(0x81, domain.public(mine))).get(0x82, b"")
    mapped = domain.mapped(mine, theirs, nonce)

    secret = mapped.scalar(random)
    public = mapped.public(secret)
    other = _step(channel, tlv(0x83, public)).get(0x84, b"")
    if other == public:
        raise ChipError("the chip sent our own key back")
    shared = mapped.agree(secret, other)
    encryption, mac = suite.derive(shared, FOR_ENCRYPTION), suite.derive(shared, FOR_MAC)
    try:
        last = _step(channel, tlv(0x85, token(info, mac, mapped.tag, other)), last=True)
    except StatusError as error:
        if error.status in NOT_THE_KEY:
            raise
        raise WrongKeyError(f"the chip refuses the key: {error}") from error
    if not compare_digest(last.get(0x86, b""), token(info, mac, mapped.tag, public)):
        raise WrongKeyError("the chip's token is not made with the key")
    mapping = None
    if info.mapping == "CAM" and isinstance(domain, EllipticDomain):
        mapping = ChipMapping(domain, theirs, _proof(info, encryption, last.get(0x8A, b"")))
    return Opened(Messaging(suite, encryption, mac), info, mapping)


def token(info: PaceInfo, mac: bytes, tag: int, public: bytes) -> bytes:
    """Doc 9303-11 4.4.3.4: the proof that both sides have the key, over the other's public key."""
    return info.suite.token(mac, tlv(0x7F49, tlv(0x06, info.oid), tlv(tag, public)))


def _proof(info: PaceInfo, encryption: bytes, sealed: bytes) -> int:
    """Doc 9303-11 4.4.3.5: the chip authentication data, encrypted with -1 as counter. 0 where the chip sent none."""
    block = info.suite.block
    if not sealed or len(sealed) % block or len(sealed) > 256:
        return 0
    vector = info.suite.encrypt(encryption, b"\xff" * block)
    opened = unpad(info.suite.decrypt(encryption, sealed, vector))
    return int.from_bytes(opened, "big") if opened else 0
