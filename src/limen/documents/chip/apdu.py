"""Commands and answers of ISO/IEC 7816-4, short and extended."""

from __future__ import annotations

from dataclasses import dataclass

SHORT_DATA, SHORT_ANSWER = 255, 256
EXTENDED_ANSWER = 65536


@dataclass(frozen=True, slots=True)
class Command:
    """One command: `answer` is Le, how many octets are wanted at most (0 for none, 256 and 65536 for all).

    `chained` marks a command that more of the same follows (ISO/IEC 7816-4 5.3.3).
    """

    ins: int
    p1: int = 0
    p2: int = 0
    data: bytes = b""
    answer: int = 0
    chained: bool = False

    @property
    def is_extended(self) -> bool:
        """Whether a short APDU cannot hold it."""
        return len(self.data) > SHORT_DATA or self.answer > SHORT_ANSWER

    def encoded(self, *, extended: bool = False, protected: bool = False) -> bytes:
        """The bytes to send; `protected` sets the bits of secure messaging with an authenticated header."""
        return encode(self.header(protected=protected), self.data, self.answer, extended=extended)

    def header(self, *, protected: bool = False) -> bytes:
        """Class, instruction and parameters."""
        return bytes(((0x10 if self.chained else 0) | (0x0C if protected else 0), self.ins, self.p1, self.p2))


def encode(header: bytes, data: bytes, answer: int, *, extended: bool = False) -> bytes:
    """A command APDU (ISO/IEC 7816-4 5.1): extended where asked for or where it does not fit a short one."""
    if extended or len(data) > SHORT_DATA or answer > SHORT_ANSWER:
        sized = b"\0" + len(data).to_bytes(2, "big") + data if data else b""
        wanted = (b"" if data else b"\0") + (answer & 0xFFFF).to_bytes(2, "big") if answer else b""
    else:
        sized = bytes((len(data),)) + data if data else b""
        wanted = bytes((answer & 0xFF,)) if answer else b""
    return header + sized + wanted


@dataclass(frozen=True, slots=True)
class Answer:
    """What a card answered: data and status word."""

    data: bytes
    status: int

    @property
    def is_good(self) -> bool:
        """Whether the command was done without remark."""
        return self.status == 0x9000
