"""A virtual card in a virtual reader: puts software behind the machine's real PC/SC service.

Speaks to vpcd, the driver of the vsmartcard project, over TCP on this machine: each message is two octets of length and
a payload, one octet of it being about power and more a command. For practice, demonstration and tests.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from limen.documents.chip import CardLostError

PORT = 35963  # of the first slot; the second is the next one
Answerer = Callable[[bytes], bytes | None]


class VirtualReaderError(Exception):
    """The virtual reader does not answer."""


class VirtualCard:
    """A card that lies on the virtual reader until it is taken off. Use it in a `with`.

    `answer` answers one message, None for nothing; where it raises CardLostError the card is taken off.
    """

    def __init__(self, answer: Answerer, *, port: int = PORT, seconds: float = 5.0) -> None:
        self._answer = answer
        try:
            self._line = socket.create_connection(("127.0.0.1", port), timeout=seconds)
        except OSError as error:
            raise VirtualReaderError(
                f"no virtual reader listens on port {port}: install vsmartcard-vpcd and start pcscd"
            ) from error
        self._line.settimeout(None)
        self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._thread = threading.Thread(target=self._serve, name="virtual card", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.take_off()

    def take_off(self) -> None:
        """Take the card off the reader."""
        try:
            self._line.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # the reader hung up first
        finally:
            self._thread.join(timeout=5)
            self._line.close()

    def _serve(self) -> None:
        while (message := self._received()) is not None:
            try:
                answer = self._answer(message)
            except CardLostError:
                break
            if answer is not None:
                try:
                    self._line.sendall(len(answer).to_bytes(2, "big") + answer)
                except OSError:
                    break
        try:
            self._line.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    def _received(self) -> bytes | None:
        size = self._octets(2)
        return None if size is None else self._octets(int.from_bytes(size, "big"))

    def _octets(self, count: int) -> bytes | None:
        found = b""
        while len(found) < count:
            # vpcd writes length and payload apart. Unless each is acknowledged at once, the second waits for the
            # acknowledgement of the first, forty milliseconds a command; the kernel forgets this wish each time.
            if hasattr(socket, "TCP_QUICKACK"):
                self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            try:
                more = self._line.recv(count - len(found))
            except OSError:
                return None
            if not more:
                return None
            found += more
        return found
