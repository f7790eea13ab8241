"""Secure messaging (Doc 9303-11 9.8): every command is sealed, and every answer checked before it is believed."""

from __future__ import annotations

from hmac import compare_digest

from limen.documents.chip.apdu import SHORT_ANSWER, Answer, Command, encode
from limen.documents.chip.ciphers import FOR_ENCRYPTION, FOR_MAC, Suite, pad, unpad
from limen.documents.chip.errors import MessagingError
from limen.documents.chip.tlv import TlvError, header, tlv

_SEALED, _SEALED_ODD, _WANTED, _STATUS, _MAC = 0x87, 0x85, 0x97, 0x99, 0x8E


class Messaging:
    """One session of secure messaging, on the side of the reader.

    `counter` is the send sequence counter: the last halves of both challenges after Basic Access Control, else 0.
    """

    def __init__(self, suite: Suite, encryption: bytes, mac: bytes, counter: int = 0) -> None:
        self.suite = suite
        self.encryption = encryption
        self.mac_key = mac
        self.counter = counter

    @classmethod
    def of_secret(cls, suite: Suite, secret: bytes, counter: int = 0) -> Messaging:
        """The session of a shared secret."""
        return cls(suite, suite.derive(secret, FOR_ENCRYPTION), suite.derive(secret, FOR_MAC), counter)

    @property
    def room(self) -> int:
        """The most octets of data that fit a short answer: less the objects around them and whole blocks of padding."""
        # 87 81 LL 01 … 99 02 SW 8E 08 MAC is 4 + 4 + 10 octets beside the encrypted blocks.
        return (SHORT_ANSWER - 18) // self.suite.block * self.suite.block - 1

    def protect(self, command: Command, *, extended: bool = False) -> bytes:
        """The command as it is sent: data encrypted, Le and header sealed."""
        self._count()
        block, start = self.suite.block, command.header(protected=True)
        sealed = b""
        if command.data:
            secret = self.suite.encrypt(self.encryption, pad(command.data, block), self._vector())
            # An odd instruction's data are objects already, so no indicator of padding precedes them (9.8.4).
            sealed = tlv(_SEALED_ODD, secret) if command.ins & 1 else tlv(_SEALED, b"\x01", secret)
        if command.answer:
            octets = 1 if command.answer <= SHORT_ANSWER else 2
            sealed += tlv(_WANTED, (command.answer & (0xFF if octets == 1 else 0xFFFF)).to_bytes(octets, "big"))
        covered = pad(start, block) + (pad(sealed, block) if sealed else b"")
        sealed += tlv(_MAC, self._mac(covered))
        extended = extended or command.is_extended or len(sealed) > 255
        return encode(start, sealed, 65536 if extended else SHORT_ANSWER, extended=extended)

    def open(self, answer: Answer) -> Answer:
        """The answer as it was meant. Raises MessagingError where its seal is missing or wrong."""
        self._count()
        try:
            found, covered = _objects(answer.data)
        except TlvError as error:
            raise MessagingError(f"an answer that is not protected: {error}") from error
        if _MAC not in found or _STATUS not in found:
            bare = answer.status if not answer.data and answer.status != 0x9000 else 0
            raise MessagingError(f"an answer without protection, status {answer.status:04X}", bare)
        if not compare_digest(self._mac(pad(covered, self.suite.block)), found[_MAC]):
            raise MessagingError("the seal of an answer is wrong")
        if len(found[_STATUS]) != 2:
            raise MessagingError("an answer whose status has not two octets")
        return Answer(self._opened(found), int.from_bytes(found[_STATUS], "big"))

    def _opened(self, found: dict[int, bytes]) -> bytes:
        secret = found.get(_SEALED_ODD)
        if _SEALED in found:
            if found[_SEALED][:1] != b"\x01":
                raise MessagingError("encrypted data whose padding is not known")
            secret = found[_SEALED][1:]
        if secret is None:
            return b""
        if not secret or len(secret) % self.suite.block:
            raise MessagingError("encrypted data that are not whole blocks")
        data = unpad(self.suite.decrypt(self.encryption, secret, self._vector()))
        if data is None:
            raise MessagingError("encrypted data without padding")
        return data

    def _count(self) -> None:
        self.counter = (self.counter + 1) % (1 << 8 * self.suite.block)

    def _sequence(self) -> bytes:
        return self.counter.to_bytes(self.suite.block, "big")

    def _vector(self) -> bytes:
        """Doc 9303-11 9.8.6.2: zero for Triple-DES, the encrypted counter for AES."""
        return b"" if self.suite.is_des else self.suite.encrypt(self.encryption, self._sequence())

    def _mac(self, covered: bytes) -> bytes:
        return self.suite.mac(self.mac_key, self._sequence() + covered)


def _objects(data: bytes) -> tuple[dict[int, bytes], bytes]:
    """The objects of a protected answer, and the octets before the seal just as they came: a chip may write a length
    longer than need be."""
    found: dict[int, bytes] = {}
    at = 0
    while at < len(data):
        begun = at
        tag, length, at = header(data, at)
        if length > len(data) - at or tag in found:
            raise TlvError(f"tag {tag:X} is cut or comes twice")
        found[tag] = data[at : at + length]
        at += length
        if tag == _MAC:
            return found, data[:begun]
    return found, data
