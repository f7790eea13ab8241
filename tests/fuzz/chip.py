"""Whatever a card answers, whatever a file of a chip or an evidence file holds: no crash, no hang, no growth.

One function for a coverage-guided run; the first octet of an input chooses what it is given to. What takes milliseconds
each, a genuine chip that is lied about, stands in `chip_exchange`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from contextlib import suppress

from limen.documents.chip import AccessKey, CardLostError, EvidenceError, PictureError, parse, read_chip, verify
from limen.documents.chip.apdu import Answer
from limen.documents.chip.channel import MOST_COMMANDS
from limen.documents.chip.ciphers import AES_128, TRIPLE_DES, pad
from limen.documents.chip.errors import MessagingError
from limen.documents.chip.evidence import FORMAT, VERSION
from limen.documents.chip.groups import TAGS
from limen.documents.chip.messaging import Messaging
from limen.documents.chip.reading import ChipReading
from limen.documents.chip.tlv import tlv

KEY = AccessKey.of_fields("L898902C", "690806", "940623", "123456")
_NAMES = tuple(name for name in TAGS if name not in ("DG3", "DG4"))


class TellingCard:
    """Answers what an input says: a length, then so many octets, again and again until the card leaves."""

    def __init__(self, told: bytes) -> None:
        self.told, self.at, self.commands = told, 0, 0

    def transmit(self, apdu: bytes) -> bytes:
        self.commands += 1
        assert self.commands <= MOST_COMMANDS
        if not self.told:
            raise CardLostError("nothing more to tell")
        size = self.told[self.at % len(self.told)]
        answer = (self.told + self.told)[self.at % len(self.told) + 1 :][:size]
        self.at += size + 1
        if self.at > 8 * len(self.told) + 64:
            raise CardLostError("told everything eight times")
        return answer + b"\x90\x00" if size & 1 else answer


def ours(size: int) -> bytes:
    """The reader's random numbers: others than the chip's, and the same each time."""
    return bytes(range(1, size + 1))


def _telling(data: bytes) -> None:
    sound(read_chip(TellingCard(data), KEY, random=ours))


def sound(reading: ChipReading) -> None:
    """What holds of every reading, whatever the card did."""
    assert reading.commands <= MOST_COMMANDS + 1
    assert not {"DG3", "DG4"} & set(reading.files)
    assert all(finding.outcome for finding in reading.findings)
    reading.to_json()
    if not reading.protocol:
        assert any(finding.code in ("chip.access", "chip.complete") for finding in reading.findings)


def _group(data: bytes) -> None:
    group = parse(_NAMES[data[0] % len(_NAMES)] if data else "DG1", data[1:])
    for picture in group.pictures:
        with suppress(PictureError):
            picture.opened()


def _evidence(data: bytes) -> None:
    with suppress(EvidenceError):
        verify(data)


def _protected(data: bytes) -> None:
    """Open an answer under known keys, its seal made to fit so that what lies behind it is reached."""
    suite = (AES_128, TRIPLE_DES)[data[0] & 1 if data else 0]
    session = Messaging.of_secret(suite, b"known", 1)
    sealed = (2).to_bytes(suite.block, "big") + pad(data[1:], suite.block)
    with suppress(MessagingError):
        session.open(Answer(data[1:] + tlv(0x8E, suite.mac(session.mac_key, sealed)), 0x9000))


def _whole_evidence(data: bytes) -> None:
    """Evidence that is well written, around a file of the input."""
    name = _NAMES[data[0] % len(_NAMES)] if data else "SOD"
    files = {name: base64.b64encode(data[1:]).decode("ascii")}
    verify(json.dumps({"format": FORMAT, "version": VERSION, "files": files}).encode())


_TARGETS: tuple[Callable[[bytes], None], ...] = (_group, _telling, _evidence, _protected, _whole_evidence)


def one_input(data: bytes) -> None:
    """Give an input to what its first octet chooses."""
    if data:
        _TARGETS[data[0] % len(_TARGETS)](data[1:])
