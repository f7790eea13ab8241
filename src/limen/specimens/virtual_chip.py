"""A virtual chip: the chip's side of every protocol of a travel document, as software.

It keeps the rules of Doc 9303-11: files only over secure messaging, DG3 and DG4 to nobody, a session over with the
first command that is not protected. Its side of each protocol is written apart from the reader's, over the same
ciphers. In process a reader calls `transmit`; behind a real PC/SC stack `vpcd` answers a virtual reader's messages.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from limen.documents.chip import AccessKey, CardLostError
from limen.documents.chip.access import key_pair
from limen.documents.chip.agreement import EllipticDomain, ModularDomain, Random, standard_domain
from limen.documents.chip.ciphers import FOR_ENCRYPTION, FOR_MAC, SUITES, TRIPLE_DES, Suite, pad, unpad
from limen.documents.chip.errors import ChipError
from limen.documents.chip.tlv import TlvError, items, tlv
from limen.documents.pki.curves import curves
from limen.specimens import signing
from limen.specimens.personalising import Agreement, Pace, Signature

GOOD = b"\x90\x00"
_APPLICATION = bytes.fromhex("A0000002471001")
_IDENTIFIERS = {0x011E: "COM", 0x011D: "SOD"} | {0x0100 | number: f"DG{number}" for number in range(1, 17)}
_ROOT_FILES = {0x011C: "CardAccess", 0x011D: "CardSecurity"}
_PROTECTED = ("DG3", "DG4")  # behind Terminal Authentication, which no reader of ours has


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How a chip answers: limits that real chips have, and faults.

    `extended` whether it takes long commands; `largest` the most octets it answers at once (0: as many as asked);
    `strict` whether it refuses to be asked for more than is left (6700), `names_size` whether it then says how much
    (6Cxx); `refuses_root` and `refuses_select` what some chips do (6A86); `answers_in_parts` hands long answers out
    with 61xx. `removed_after` takes the card away after so many commands; `statuses` answers the n-th command with a
    status word; `wrong_seal_at` spoils the seal of the n-th answer; `too_long` makes a file say that it is longer.
    """

    extended: bool = True
    largest: int = 0
    strict: bool = False
    names_size: bool = False
    refuses_root: bool = False
    refuses_select: bool = False
    answers_in_parts: bool = False
    removed_after: int = 0
    statuses: Mapping[int, int] = field(default_factory=dict)
    wrong_seal_at: int = 0
    too_long: str = ""


class _Refused(Exception):  # noqa: N818 - what a chip does, not an error of ours
    """The chip answers with a status word."""

    def __init__(self, status: int) -> None:
        super().__init__(f"{status:04X}")
        self.status = status


@dataclass(slots=True)
class _Session:
    """The chip's side of secure messaging."""

    suite: Suite
    encryption: bytes
    mac: bytes
    counter: int = 0

    @classmethod
    def of(cls, suite: Suite, shared: bytes, counter: int = 0) -> _Session:
        return cls(suite, suite.derive(shared, FOR_ENCRYPTION), suite.derive(shared, FOR_MAC), counter)

    def opened(self, apdu: bytes) -> tuple[bytes, bytes, int]:
        """Header, data and Le of a protected command."""
        self.counter += 1
        header, body, _answer = _parts(apdu)
        found = {item.tag: item.value for item in items(body)}
        covered = b"".join(tlv(item.tag, item.value) for item in items(body) if item.tag != 0x8E)
        block = self.suite.block
        sealed = pad(header, block) + (pad(covered, block) if covered else b"")
        if self._seal(sealed) != found.get(0x8E):
            raise _Refused(0x6988)
        data = b""
        secret_octets = found[0x87][1:] if 0x87 in found else found.get(0x85, b"")
        if secret_octets:
            data = unpad(self.suite.decrypt(self.encryption, secret_octets, self._start())) or b""
        wanted = found.get(0x97, b"")
        answer = (int.from_bytes(wanted, "big") or (256 if len(wanted) == 1 else 65536)) if wanted else 0
        return header, data, answer

    def sealed(self, data: bytes, status: bytes, *, odd: bool) -> bytes:
        """A protected answer."""
        self.counter += 1
        body = b""
        if data:
            hidden = self.suite.encrypt(self.encryption, pad(data, self.suite.block), self._start())
            body = tlv(0x85, hidden) if odd else tlv(0x87, b"\x01", hidden)
        body += tlv(0x99, status)
        return body + tlv(0x8E, self._seal(pad(body, self.suite.block)))

    def _start(self) -> bytes:
        if self.suite.is_des:
            return bytes(8)
        return self.suite.encrypt(self.encryption, self.counter.to_bytes(16, "big"))

    def _seal(self, covered: bytes) -> bytes:
        return self.suite.mac(self.mac, self.counter.to_bytes(self.suite.block, "big") + covered)


def _parts(apdu: bytes) -> tuple[bytes, bytes, int]:
    """Header, data and Le of a command, short or extended."""
    header, rest = apdu[:4], apdu[4:]
    if len(header) < 4:
        raise _Refused(0x6700)
    if not rest:
        return header, b"", 0
    if len(rest) == 1:
        return header, b"", rest[0] or 256
    if rest[0] == 0 and len(rest) >= 3:
        if len(rest) == 3:
            return header, b"", int.from_bytes(rest[1:], "big") or 65536
        size = int.from_bytes(rest[1:3], "big")
        data, tail = rest[3 : 3 + size], rest[3 + size :]
        if len(data) != size or len(tail) not in (0, 2):
            raise _Refused(0x6700)
        return header, data, (int.from_bytes(tail, "big") or 65536) if tail else 0
    data, tail = rest[1 : 1 + rest[0]], rest[1 + rest[0] :]
    if len(data) != rest[0] or len(tail) > 1:
        raise _Refused(0x6700)
    return header, data, (tail[0] or 256) if tail else 0


def _is_long(apdu: bytes) -> bool:
    return len(apdu) > 6 and apdu[4] == 0


@dataclass(slots=True)
class _Pacing:
    """PACE on its way."""

    way: Pace
    reference: int
    domain: EllipticDomain | ModularDomain
    nonce: int = 0
    mapping_secret: int = 0
    mapped: EllipticDomain | ModularDomain | None = None
    theirs: bytes = b""
    session: _Session | None = None
    public: bytes = b""


class VirtualChip:
    """The software of a passport's chip."""

    def __init__(
        self,
        files: Mapping[str, bytes],
        key: AccessKey,
        *,
        pace: Sequence[Pace] = (),
        basic: bool = True,
        agreement: Agreement | None = None,
        signature: Signature | None = None,
        behaviour: Behaviour | None = None,
        random: Random = secrets.token_bytes,
    ) -> None:
        self.files, self.key, self.ways, self.basic = dict(files), key, tuple(pace), basic
        self.agreement, self.signature, self.random = agreement, signature, random
        self.behaviour = behaviour or Behaviour()
        if self.behaviour.too_long:
            self.files[self.behaviour.too_long] = _longer(self.files[self.behaviour.too_long])
        self.commands = 0
        self.asked: list[str] = []  # every file that was selected or read, in order
        self.reset()

    @property
    def atr(self) -> bytes:
        """What a contactless reader would make of it (PC/SC part 3, 3.1.3.2.3)."""
        return bytes.fromhex("3B80800101")

    def reset(self) -> None:
        """Power on: nothing is selected, nobody has access."""
        self.session: _Session | None = None
        self.in_application = False
        self.file = ""
        self.challenge = b""
        self.pacing: _Pacing | None = None
        self.agreeing = False
        self.rest = b""

    def transmit(self, apdu: bytes) -> bytes:
        """Answer one command APDU. Raises CardLostError once the card was taken away."""
        self.commands += 1
        how = self.behaviour
        if how.removed_after and self.commands > how.removed_after:
            raise CardLostError("the card was taken away")
        if self.commands in how.statuses:
            return how.statuses[self.commands].to_bytes(2, "big")
        if _is_long(apdu) and not how.extended:
            return b"\x67\x00"
        if apdu[1:2] == b"\xc0":
            return self._handed(apdu)
        answer = self._protected(apdu) if apdu[:1] and apdu[0] & 0x0C else self._plain(apdu)
        if self.commands == how.wrong_seal_at:
            answer = answer[:-4] + bytes((answer[-4] ^ 1,)) + answer[-3:]
        if how.answers_in_parts and len(answer) > 258 and not _is_long(apdu):
            self.rest = answer[:-2]
            return bytes((0x61, min(len(self.rest), 0xFF)))
        return answer

    def _handed(self, apdu: bytes) -> bytes:
        size = apdu[4] or 256
        part, self.rest = self.rest[:size], self.rest[size:]
        return part + (bytes((0x61, min(len(self.rest), 0xFF))) if self.rest else GOOD)

    def _protected(self, apdu: bytes) -> bytes:
        session = self.session
        if session is None:
            return b"\x69\x88"
        try:
            header, data, answer = session.opened(apdu)
        except (_Refused, TlvError, ValueError):
            self._end()
            return b"\x69\x88"
        try:
            made, status = self._do(header, data, answer), GOOD
        except _Refused as refused:
            made, status = b"", refused.status.to_bytes(2, "big")
        sealed = session.sealed(made, status, odd=bool(header[1] & 1))
        if not _is_long(apdu) and len(sealed) > 256 and not self.behaviour.answers_in_parts:
            sealed, status = session.sealed(b"", b"\x67\x00", odd=False), b"\x67\x00"
            session.counter -= 1
        return sealed + status

    def _plain(self, apdu: bytes) -> bytes:
        if self.session is not None:
            self._end()  # Doc 9303-11 9.8.1: the first plain command ends the session
        try:
            header, data, answer = _parts(apdu)
            return self._do(header, data, answer) + GOOD
        except _Refused as refused:
            return refused.status.to_bytes(2, "big")

    def _end(self) -> None:
        self.session, self.file = None, ""

    # -- commands ----------------------------------------------------------------------------------------------------

    def _do(self, header: bytes, data: bytes, answer: int) -> bytes:
        known: Mapping[int, Callable[[bytes, bytes, int], bytes]] = {
            0xA4: self._select, 0xB0: self._read, 0xB1: self._read, 0x84: self._challenge, 0x82: self._authenticate,
            0x22: self._manage, 0x86: self._general, 0x88: self._sign,
        }  # fmt: skip
        command = known.get(header[1])
        if command is None:
            raise _Refused(0x6D00)
        return command(header, data, answer)

    def _select(self, header: bytes, data: bytes, _answer: int) -> bytes:
        how = header[2]
        if how == 0:
            if self.behaviour.refuses_root:
                raise _Refused(0x6A86)
            self.in_application, self.file = False, ""
        elif how == 4:
            if data != _APPLICATION:
                raise _Refused(0x6A82)
            if not self.basic and self.session is None and self.ways:
                raise _Refused(0x6982)
            self.in_application, self.file = True, ""
        elif how == 2:
            if self.behaviour.refuses_select:
                raise _Refused(0x6A86)
            self.file = self._named(int.from_bytes(data, "big"))
        else:
            raise _Refused(0x6A86)
        return b""

    def _named(self, identifier: int) -> str:
        name = (_IDENTIFIERS if self.in_application else _ROOT_FILES).get(identifier, "")
        self.asked.append(name)
        if name not in self.files:
            raise _Refused(0x6A82)
        if name in _PROTECTED or (name != "CardAccess" and self.session is None and (self.basic or self.ways)):
            raise _Refused(0x6982)
        return name

    def _read(self, header: bytes, data: bytes, answer: int) -> bytes:
        if header[1] == 0xB1:
            at = int.from_bytes(next((item.value for item in items(data) if item.tag == 0x54), b""), "big")
        elif header[2] & 0x80:
            self.file, at = self._named(0x0100 | header[2] & 0x1F), header[3]
        else:
            at = header[2] << 8 | header[3]
        if not self.file:
            raise _Refused(0x6986)
        content = self.files[self.file]
        if at >= len(content):
            raise _Refused(0x6B00)
        left = len(content) - at
        if self.behaviour.names_size and left < answer <= 256:
            raise _Refused(0x6C00 | left)
        if self.behaviour.strict and answer > left:
            raise _Refused(0x6700)
        most = min(answer, self.behaviour.largest or answer)
        piece = content[at : at + most]
        return tlv(0x53, piece[: max(1, answer - 4)]) if header[1] == 0xB1 else piece

    def _challenge(self, _header: bytes, _data: bytes, _answer: int) -> bytes:
        if not self.basic or not self.in_application:
            raise _Refused(0x6D00 if not self.basic else 0x6985)
        self.challenge = self.random(8)
        return self.challenge

    def _authenticate(self, _header: bytes, data: bytes, _answer: int) -> bytes:
        """EXTERNAL AUTHENTICATE: the chip's side of Basic Access Control."""
        challenge, self.challenge = self.challenge, b""
        encryption, mac = key_pair(self.key)
        if not challenge or len(data) != 40:
            raise _Refused(0x6985)
        if TRIPLE_DES.mac(mac, pad(data[:32], 8)) != data[32:]:
            raise _Refused(0x6300)
        opened = TRIPLE_DES.decrypt(encryption, data[:32])
        if opened[8:16] != challenge:
            raise _Refused(0x6300)
        mine = self.random(16)
        sealed = TRIPLE_DES.encrypt(encryption, challenge + opened[:8] + mine)
        shared = bytes(one ^ other for one, other in zip(mine, opened[16:], strict=True))
        self.session = _Session.of(TRIPLE_DES, shared, int.from_bytes(challenge[4:] + opened[4:8], "big"))
        return sealed + TRIPLE_DES.mac(mac, pad(sealed, 8))

    def _manage(self, header: bytes, data: bytes, _answer: int) -> bytes:
        """MANAGE SECURITY ENVIRONMENT: what the next protocol is to be."""
        found = {item.tag: item.value for item in items(data)}
        if header[2:4] == b"\xc1\xa4":
            domains = found.get(0x84)
            for way in self.ways:
                if way.oid == found.get(0x80) and (domains is None or domains == bytes((way.domain,))):
                    domain = standard_domain(way.domain)
                    if domain is not None:
                        self.pacing = _Pacing(way, found.get(0x83, b"\0")[0], domain)
                        return b""
            raise _Refused(0x6A80)
        if self.agreement is None or self.session is None:
            raise _Refused(0x6A88)
        if header[2:4] == b"\x41\xa6" and self.agreement.cipher == 1:
            self._agree(found.get(0x91, b""))
        elif header[2:4] == b"\x41\xa4" and found.get(0x80) == self.agreement.oid:
            self.agreeing = True
        else:
            raise _Refused(0x6A80)
        return b""

    def _general(self, _header: bytes, data: bytes, _answer: int) -> bytes:
        """GENERAL AUTHENTICATE: the steps of PACE, or the one of Chip Authentication."""
        found = {item.tag: item.value for item in items(items(data)[0].value)} if data else {}
        if self.agreeing:
            self.agreeing = False
            self._agree(found.get(0x80, b""))
            return tlv(0x7C)
        if self.pacing is None:
            raise _Refused(0x6985)
        try:
            return tlv(0x7C, self._pace_step(self.pacing, found))
        except ChipError as error:
            raise _Refused(0x6300) from error

    def _pace_step(self, pacing: _Pacing, found: Mapping[int, bytes]) -> bytes:
        suite = SUITES[pacing.way.cipher]
        if 0x81 in found:
            pacing.mapping_secret = pacing.domain.scalar(self.random)
            pacing.mapped = pacing.domain.mapped(pacing.mapping_secret, found[0x81], pacing.nonce)
            return tlv(0x82, pacing.domain.public(pacing.mapping_secret))
        if 0x83 in found and pacing.mapped is not None:
            mine = pacing.mapped.scalar(self.random)
            pacing.theirs, pacing.public = found[0x83], pacing.mapped.public(mine)
            pacing.session = _Session.of(suite, pacing.mapped.agree(mine, found[0x83]))
            return tlv(0x84, pacing.public)
        if 0x85 in found and pacing.session is not None:
            return self._pace_end(pacing, pacing.session, found[0x85])
        if pacing.reference not in self.key.references:
            raise _Refused(0x6A88)
        nonce = self.random(16)
        pacing.nonce = int.from_bytes(nonce, "big")
        return tlv(0x80, suite.encrypt(self.key.password(suite, pacing.reference), nonce))

    def _pace_end(self, pacing: _Pacing, session: _Session, token: bytes) -> bytes:
        tag, oid, suite = pacing.domain.tag, tlv(0x06, pacing.way.oid), session.suite
        self.pacing = None
        if suite.token(session.mac, tlv(0x7F49, oid, tlv(tag, pacing.public))) != token:
            raise _Refused(0x6300)
        answer = tlv(0x86, suite.token(session.mac, tlv(0x7F49, oid, tlv(tag, pacing.theirs))))
        if pacing.way.mapping == "CAM" and self.agreement is not None and isinstance(pacing.domain, EllipticDomain):
            n, size = pacing.domain.curve.n, pacing.domain.curve.order_size
            proof = pow(self.agreement.secret, -1, n) * pacing.mapping_secret % n
            start = suite.encrypt(session.encryption, b"\xff" * suite.block)
            sealed = suite.encrypt(session.encryption, pad(proof.to_bytes(size, "big"), suite.block), start)
            answer += tlv(0x8A, sealed)
        self.session = session
        return answer

    def _agree(self, public: bytes) -> None:
        if self.agreement is None:
            raise _Refused(0x6A88)
        try:
            shared = self.agreement.group.agree(self.agreement.secret, public)
        except ChipError as error:
            raise _Refused(0x6A80) from error
        # The answer to this very command is still sealed with the keys before: `_protected` holds them.
        self.session = _Session.of(SUITES[self.agreement.cipher], shared)

    def _sign(self, _header: bytes, data: bytes, _answer: int) -> bytes:
        """INTERNAL AUTHENTICATE: sign the reader's challenge."""
        if self.signature is None or self.session is None:
            raise _Refused(0x6D00)
        if len(data) != 8:
            raise _Refused(0x6700)
        return sign(self.signature, data, self.random)


def sign(signature: Signature, challenge: bytes, random: Random) -> bytes:
    """Active Authentication: ISO/IEC 9796-2 scheme 1 for RSA, a plain signature for a curve."""
    key = signature.key
    if signature.kind != "rsa":
        size = curves()[signature.kind].order_size
        return b"".join(number.to_bytes(size, "big") for number in decode_dss_signature(key.sign(challenge)))
    private = signing.rsa_key(key.seed, signature.bits).private_numbers()
    trailer = {"sha1": b"\xbc", "sha224": b"\x38\xcc", "sha256": b"\x34\xcc", "sha384": b"\x36\xcc",
               "sha512": b"\x35\xcc"}[signature.hash]  # fmt: skip
    digest_size = hashlib.new(signature.hash).digest_size
    part = random(signature.bits // 8 - digest_size - len(trailer) - 1)
    digest = hashlib.new(signature.hash, part + challenge).digest()
    message = int.from_bytes(b"\x6a" + part + digest + trailer, "big")
    made = pow(message, private.d, private.public_numbers.n)
    return made.to_bytes(signature.bits // 8, "big")


def _longer(content: bytes) -> bytes:
    """A file whose length says more than it holds."""
    at = 1
    size = int.from_bytes(content[at + 1 : at + 1 + (content[at] & 0x7F)], "big") if content[at] & 0x80 else content[at]
    inner = content[at + 1 + (content[at] & 0x7F) :] if content[at] & 0x80 else content[at + 1 :]
    return content[:1] + b"\x82" + (size + 300).to_bytes(2, "big") + inner


# -- the virtual reader's messages -----------------------------------------------------------------------------------

_OFF, _ON, _RESET, _ASK_ATR = 0, 1, 2, 4


def vpcd(chip: VirtualChip, message: bytes) -> bytes | None:
    """Answer one message of a virtual reader (vsmartcard's vpcd): one octet is about power, the rest are commands.

    None where nothing is to be sent. Raises CardLostError once the card was taken away: hang up then.
    """
    if len(message) == 1:
        if message[0] in (_OFF, _ON, _RESET):
            chip.reset()
            return None
        return chip.atr if message[0] == _ASK_ATR else None
    return chip.transmit(message)
