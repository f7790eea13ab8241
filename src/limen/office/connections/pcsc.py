"""A chip on a PC/SC reader, as the `Card` that `documents.chip` speaks to.

Needs the extra `pcsc` (pyscard) and the machine's PC/SC service; where either is missing, one error says which and what
to do. A card is held for one program alone and given back explicitly: a connection that is merely dropped would reset
the card under the next one.
"""

from __future__ import annotations

import importlib
import time
from types import TracebackType
from typing import Any, Protocol, Self

from limen.documents.chip import ApduRefusedError, CardLostError

_SHORT = 261  # octets of the longest short APDU


class ReaderError(Exception):
    """A card reader cannot be used: what happened, and what to do."""


class Readers(Protocol):
    """Where cards are put: the machine's readers, or none."""

    def names(self) -> tuple[str, ...]:
        """The readers that are there now."""

    def connect(self, reader: str = "") -> PcscCard:
        """The card on a reader, of the first reader that has one where none is named. Raises ReaderError."""


class NullReaders:
    """A desk without a reader."""

    def names(self) -> tuple[str, ...]:
        """None."""
        return ()

    def connect(self, reader: str = "") -> PcscCard:
        """Refuse, and say so."""
        raise ReaderError(f"this desk has no card reader{f' {reader!r}' if reader else ''}: key the document instead")


def _library() -> Any:
    try:
        return importlib.import_module("smartcard.scard")
    except ImportError as error:
        raise ReaderError(
            "the package for card readers is not installed: install libpcsclite-dev, swig and gcc, then limen[pcsc]"
        ) from error


class PcscReaders:
    """The readers of this machine, over its PC/SC service. Close it, or use it in a `with`."""

    def __init__(self) -> None:
        self._scard = _library()
        result, self._context = self._scard.SCardEstablishContext(self._scard.SCARD_SCOPE_USER)
        self._require(result, "the card service does not answer: start pcscd")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the service go; cards that are still connected are lost to their holders."""
        if self._context is not None:
            self._scard.SCardReleaseContext(self._context)
            self._context = None

    def names(self) -> tuple[str, ...]:
        """The readers that are there now."""
        result, found = self._scard.SCardListReaders(self._context, [])
        if result == self._scard.SCARD_E_NO_READERS_AVAILABLE:
            return ()
        self._require(result, "the readers cannot be listed: start pcscd")
        return tuple(found)

    def with_card(self) -> tuple[str, ...]:
        """The readers on which a card lies now."""
        unaware = self._scard.SCARD_STATE_UNAWARE
        return tuple(name for name in self.names() if self._state(name, unaware, 0) & self._scard.SCARD_STATE_PRESENT)

    def wait(self, reader: str, seconds: float, *, until_empty: bool = False) -> bool:
        """Wait until a card lies on a reader, or none, at most so long. Answers whether it came to that.

        A new card is sure to be seen only after the service has seen the last one go: it looks twice a second.
        """
        until = time.monotonic() + seconds
        wanted = self._scard.SCARD_STATE_EMPTY if until_empty else self._scard.SCARD_STATE_PRESENT
        state = self._scard.SCARD_STATE_UNAWARE
        while not state & wanted:
            left = until - time.monotonic()
            if left <= 0:
                return False
            # The service answers at once where it knows more than the state it is given; a state it gave waits.
            state = self._state(reader, state & ~self._scard.SCARD_STATE_CHANGED, int(left * 1000) + 1)
        return True

    def _state(self, reader: str, known: int, milliseconds: int) -> int:
        result, states = self._scard.SCardGetStatusChange(self._context, milliseconds, [(reader, known)])
        if result == self._scard.SCARD_E_TIMEOUT:
            return known
        self._require(result, f"the reader {reader!r} cannot be asked: see that it is plugged in")
        return int(states[0][1])

    def connect(self, reader: str = "") -> PcscCard:
        """The card on a reader, of the first reader that has one where none is named. Raises ReaderError."""
        if not reader:
            reader = next(iter(self.with_card()), "")
        if not reader:
            raise ReaderError("no card lies on any reader: put the document on it, chip side down")
        scard = self._scard
        either = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        result, card, protocol = scard.SCardConnect(self._context, reader, scard.SCARD_SHARE_EXCLUSIVE, either)
        self._require(result, f"the card on {reader!r} does not answer: take it off and lay it down again")
        return PcscCard(scard, card, protocol, reader)

    def _require(self, result: int, what: str) -> None:
        if result != self._scard.SCARD_S_SUCCESS:
            raise ReaderError(f"{what} ({self._scard.SCardGetErrorMessage(result)})")


class PcscCard:
    """One card on a reader: a `Card`. Close it, or use it in a `with`, before the next one is connected."""

    def __init__(self, scard: Any, card: int, protocol: int, reader: str) -> None:
        self._scard, self._card, self.reader = scard, card, reader
        is_t0 = protocol == scard.SCARD_PROTOCOL_T0
        self._framing = scard.SCARD_PCI_T0 if is_t0 else scard.SCARD_PCI_T1
        self._is_open = True
        # The card left, the reader left, or the service did: to the reading they are all one.
        self._gone = {
            scard.SCARD_W_REMOVED_CARD, scard.SCARD_W_RESET_CARD, scard.SCARD_W_UNPOWERED_CARD,
            scard.SCARD_W_UNRESPONSIVE_CARD, scard.SCARD_E_NO_SMARTCARD, scard.SCARD_E_READER_UNAVAILABLE,
            scard.SCARD_E_NO_SERVICE, scard.SCARD_E_SERVICE_STOPPED, scard.SCARD_E_INVALID_HANDLE,
            scard.SCARD_F_COMM_ERROR,
        }  # fmt: skip

    @property
    def atr(self) -> bytes:
        """What the card said when it was powered; empty where it is gone."""
        result, _reader, _state, _protocol, atr = self._scard.SCardStatus(self._card)
        return bytes(atr) if result == self._scard.SCARD_S_SUCCESS else b""

    def transmit(self, apdu: bytes) -> bytes:
        """Send one command. Raises CardLostError, or ApduRefusedError where the reader does not bear its length."""
        if not self._is_open:
            raise CardLostError("the card was given back")
        result, answer = self._scard.SCardTransmit(self._card, self._framing, list(apdu))
        if result == self._scard.SCARD_S_SUCCESS:
            if len(answer) < 2:  # some drivers report a card that just left as one that said nothing
                raise CardLostError(f"{self.reader}: no answer")
            return bytes(answer)
        said = self._scard.SCardGetErrorMessage(result)
        if result not in self._gone and len(apdu) > 7 and apdu[4] == 0:
            raise ApduRefusedError(f"{self.reader}: {said}")
        if result == self._scard.SCARD_E_INSUFFICIENT_BUFFER or len(apdu) > _SHORT:
            raise ApduRefusedError(f"{self.reader}: {said}")
        raise CardLostError(f"{self.reader}: {said}")

    def close(self) -> None:
        """Give the card back and end its sessions."""
        if self._is_open:
            self._is_open = False
            self._scard.SCardDisconnect(self._card, self._scard.SCARD_RESET_CARD)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
