"""Reading files from a chip: by name, in pieces as large as chip and reader bear, from where a reading ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from limen.documents.chip.apdu import SHORT_ANSWER, Command
from limen.documents.chip.channel import Channel
from limen.documents.chip.errors import ChipError, StatusError
from limen.documents.chip.groups import TAGS
from limen.documents.chip.tlv import TlvError, header, tlv, whole

APPLICATION = bytes.fromhex("A0000002471001")
SELECT, READ, READ_FAR = 0xA4, 0xB0, 0xB1
_FAR = 0x8000  # beyond it an offset needs a data object (Doc 9303-10 3.6.3.2)
# The largest portrait seen in the field has 60 kB; nothing a chip holds beside it comes near.
MOST_OF_A_FILE = 400_000
_HEAD = 6  # a tag and the longest length: as much as tells how long a file is
# Sizes tried with extended length, one after the other, before short commands.
_STEPS = (4096, 1024)
_NOT_THERE = frozenset({0x6A82, 0x6A83, 0x6A88})
_SMALLER = frozenset({0x6700, 0x6B00, 0x6F00, 0x6A86, 0x6A80})
# Doc 9303-10 3.6: file identifiers; the last octet's low bits are the short identifier.
FILES: Mapping[str, int] = MappingProxyType(
    {"CardAccess": 0x011C, "CardSecurity": 0x011D, "COM": 0x011E, "SOD": 0x011D}
    | {f"DG{number}": 0x0100 | number for number in range(1, 17)}
)
Heard = Callable[[str, int, int], None]


class NotThereError(ChipError):
    """A file that the chip does not hold."""


class NotGivenError(StatusError):
    """A file that the chip does not give out."""


class BrokenFileError(ChipError):
    """A file that does not hold what its first octets say."""


@dataclass(slots=True)
class Files:
    """The files of a chip, read over a channel. `parts` keeps what was read of a file that is not whole yet."""

    channel: Channel
    parts: dict[str, bytes]
    heard: Heard | None = None
    step: int = 0  # of _STEPS; beyond them commands are short

    def select_root(self) -> None:
        """Select the master file where the chip lets itself be told to: some refuse and are there already."""
        if not self.channel.send(Command(SELECT, 0, 0x0C, b"\x3f\x00")).is_good:
            self.channel.send(Command(SELECT, 0, 0x0C))

    def read(self, name: str) -> bytes:
        """One file, whole. Raises NotThereError, NotGivenError, BrokenFileError, and what the channel raises."""
        by_identifier = self._select(name)
        have = self.parts.get(name, b"")
        if len(have) < _HEAD:
            have = self._piece(by_identifier or 0, 0, _HEAD) if len(have) < 2 else have
            self._keep(name, have, 0)
        size = _size_of(name, have)
        while len(have) < size:
            more = self._piece(0, len(have), size - len(have))
            if not more:
                raise BrokenFileError(f"it ends after {len(have)} of {size} octets")
            have = (have + more)[:size]
            self._keep(name, have, size)
        self.parts.pop(name, None)
        return have[:size]

    def _keep(self, name: str, have: bytes, size: int) -> None:
        self.parts[name] = have
        if self.heard is not None:
            self.heard(name, len(have), size)

    def _select(self, name: str) -> int:
        """Select a file. Answers 0, or P1 of a first READ BINARY by short identifier where the chip will not select."""
        answer = self.channel.send(Command(SELECT, 2, 0x0C, FILES[name].to_bytes(2, "big")))
        if answer.status in _NOT_THERE:
            raise NotThereError(f"status {answer.status:04X}")
        if answer.is_good or answer.status >> 8 in (0x61, 0x62):
            return 0
        if answer.status in {0x6A86, 0x6A81, 0x6D00, 0x6700}:
            return 0x80 | FILES[name] & 0x1F
        raise NotGivenError(answer.status)

    def _piece(self, by_identifier: int, at: int, wanted: int) -> bytes:
        """Some octets from an offset, at most as many as wanted; empty at the end of the file."""
        while True:
            size = min(wanted, self.room)
            long = size > SHORT_ANSWER
            answer = self.channel.send(self._command(by_identifier, at, size), extended=long)
            if answer.is_good or answer.status in {0x6282, 0x6281}:
                return _unwrapped(answer.data) if at >= _FAR else answer.data[:wanted]
            if answer.status in _NOT_THERE and not at:
                raise NotThereError(f"status {answer.status:04X}")
            if long and answer.status in _SMALLER:
                self.shrink()
            elif answer.status in _SMALLER and wanted > 1:
                # Some chips refuse to be asked for more than is left rather than give what there is.
                wanted = min(wanted, size) // 2
            elif answer.status == 0x6B00:
                return b""
            else:
                raise NotGivenError(answer.status)

    def _command(self, by_identifier: int, at: int, size: int) -> Command:
        if at < _FAR:
            first = by_identifier or at >> 8
            return Command(READ, first, at & 0xFF, answer=size)
        offset = tlv(0x54, at.to_bytes((at.bit_length() + 7) // 8, "big"))
        return Command(READ_FAR, data=offset, answer=size + 4 if size + 4 > SHORT_ANSWER else size)

    @property
    def room(self) -> int:
        """The most octets to ask for at once."""
        if self.channel.extended and self.step < len(_STEPS):
            return _STEPS[self.step]
        return SHORT_ANSWER if self.channel.messaging is None else self.channel.messaging.room

    def shrink(self) -> None:
        """Ask for less at once from now on: chip or reader cannot bear the size."""
        self.step += 1
        if self.step >= len(_STEPS):
            self.channel.extended = False


def _unwrapped(data: bytes) -> bytes:
    """Data beyond the first 32 kB come in an object of their own (ISO/IEC 7816-4 7.2.3)."""
    try:
        tag, _size, at = header(data)
        if tag not in (0x53, 0x73):
            raise BrokenFileError(f"an answer with tag {tag:X}")
        return whole(data, tag) if _size <= len(data) - at else data[at:]
    except TlvError as error:
        raise BrokenFileError(str(error)) from error


def _size_of(name: str, have: bytes) -> int:
    """How long a file is by its first octets."""
    try:
        tag, size, at = header(have)
    except TlvError as error:
        raise BrokenFileError(f"it begins with {have[:4].hex().upper()}" if have else "it is empty") from error
    if tag != TAGS[name]:
        raise BrokenFileError(f"it begins with tag {tag:X} instead of {TAGS[name]:X}")
    if size + at > MOST_OF_A_FILE:
        raise BrokenFileError(f"it says that it has {size} octets")
    return size + at
