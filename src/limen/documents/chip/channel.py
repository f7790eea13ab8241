"""The line to a card: commands sent, protected where a session is on, and everything that comes back counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from limen.documents.chip.apdu import EXTENDED_ANSWER, SHORT_ANSWER, Answer, Command
from limen.documents.chip.errors import BoundError, ChipError, MessagingError, StatusError
from limen.documents.chip.messaging import Messaging

# A passport of 17 kB takes 90 short commands; one of 100 kB, read twice with every retry, less than these.
MOST_COMMANDS = 4000
MOST_OCTETS = 2 << 20
_MOST_PARTS = 300  # of one answer that a card hands out in pieces


class Card(Protocol):
    """A chip on a reader: one command in, data and status word out. Raises CardError and its kind, nothing else."""

    def transmit(self, apdu: bytes) -> bytes:
        """Send one command APDU and answer the response APDU."""


@dataclass(slots=True)
class Channel:
    """The exchange with one card; `messaging` is the session that protects it, `extended` whether long APDUs pass."""

    card: Card
    messaging: Messaging | None = None
    extended: bool = False
    commands: int = 0
    octets: int = 0
    last: Answer | None = None  # as it came, still protected

    def send(self, command: Command, *, extended: bool = False) -> Answer:
        """Send a command and answer what the chip meant, whatever its status.

        Raises MessagingError where protection fails, and then the session is over; CardError; BoundError.
        """
        answer = self._send(command, extended)
        if answer.status >> 8 == 0x6C and not answer.data and command.answer:  # the chip names the right Le
            wanted = answer.status & 0xFF or SHORT_ANSWER
            if wanted != command.answer:
                again = Command(command.ins, command.p1, command.p2, command.data, wanted, command.chained)
                answer = self._send(again, extended)
        return answer

    def require(self, command: Command, *, extended: bool = False) -> bytes:
        """The data of a command that must succeed. Raises StatusError where it does not."""
        answer = self.send(command, extended=extended)
        if not answer.is_good:
            raise StatusError(answer.status)
        return answer.data

    def _send(self, command: Command, extended: bool) -> Answer:
        if self.messaging is None:
            return self._exchange(command.encoded(extended=extended))
        session = self.messaging
        answer = self._exchange(session.protect(command, extended=extended))
        try:
            return session.open(answer)
        except MessagingError:
            # A chip ends its session with the first unprotected answer (Doc 9303-11 9.8.1), so the keys are done.
            self.messaging = None
            raise

    def _exchange(self, apdu: bytes) -> Answer:
        answer = self._pass(apdu)
        if answer.status >> 8 == 0x6C and not answer.data and self.messaging and _ends_in_short_size(apdu):
            answer = self._pass(apdu[:-1] + bytes((answer.status & 0xFF,)))
        parts = [answer.data]
        while answer.status >> 8 == 0x61 and len(parts) < _MOST_PARTS:
            answer = self._pass(Command(0xC0, answer=answer.status & 0xFF or SHORT_ANSWER).encoded())
            parts.append(answer.data)
        if len(parts) > 1:
            answer = Answer(b"".join(parts), answer.status)
        self.last = answer
        return answer

    def _pass(self, apdu: bytes) -> Answer:
        self.commands += 1
        if self.commands > MOST_COMMANDS:
            raise BoundError(f"more than {MOST_COMMANDS} commands")
        raw = self.card.transmit(apdu)
        self.octets += len(raw)
        if len(raw) > EXTENDED_ANSWER + 2 or self.octets > MOST_OCTETS:
            raise BoundError(f"more than {MOST_OCTETS} octets")
        if len(raw) < 2:
            raise ChipError("an answer without status word")
        return Answer(bytes(raw[:-2]), int.from_bytes(raw[-2:], "big"))


def _ends_in_short_size(apdu: bytes) -> bool:
    """Whether the last octet of a command is a short Le."""
    return len(apdu) == 5 or (len(apdu) > 5 and apdu[4] > 0 and len(apdu) == 6 + apdu[4])
