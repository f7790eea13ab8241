"""The virtual card's line to the reader: messages in frames, power without an answer, and a card that is taken off."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from limen.documents.chip import CardLostError
from limen.office.connections.virtual_reader import VirtualCard, VirtualReaderError


class Reader:
    """The reader's end: it listens as vpcd does, and writes length and payload apart as vpcd does."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.line: socket.socket | None = None

    def accept(self) -> None:
        self.line, _address = self.listening.accept()
        self.line.settimeout(5)

    def send(self, payload: bytes) -> None:
        assert self.line is not None
        self.line.sendall(len(payload).to_bytes(2, "big"))
        self.line.sendall(payload)

    def receive(self) -> bytes:
        assert self.line is not None
        head = self.line.recv(2)
        return self.line.recv(int.from_bytes(head, "big")) if head else b""


@pytest.fixture
def reader() -> Iterator[Reader]:
    made = Reader()
    yield made
    if made.line is not None:
        made.line.close()
    made.listening.close()


def answer(message: bytes) -> bytes | None:
    if message == b"gone":
        raise CardLostError("gone")
    return None if len(message) == 1 else message[::-1]


def test_commands_are_answered_and_power_is_not(reader: Reader) -> None:
    with VirtualCard(answer, port=reader.port):
        reader.accept()
        reader.send(b"\x01")
        reader.send(b"abc")
        assert reader.receive() == b"cba"
        reader.send(b"x" * 60_000)
        assert reader.line is not None
        assert int.from_bytes(reader.line.recv(2), "big") == 60_000


def test_two_hundred_commands_do_not_wait_for_acknowledgements(reader: Reader) -> None:
    with VirtualCard(answer, port=reader.port):
        reader.accept()
        begun = time.perf_counter()
        for _ in range(200):
            reader.send(b"ab")
            assert reader.receive() == b"ba"
        assert time.perf_counter() - begun < 4  # with delayed acknowledgements it is eight


def test_a_card_that_is_lost_hangs_up(reader: Reader) -> None:
    with VirtualCard(answer, port=reader.port):
        reader.accept()
        reader.send(b"gone")
        assert reader.receive() == b""


def test_a_reader_that_hangs_up_ends_the_card(reader: Reader) -> None:
    before = threading.active_count()
    card = VirtualCard(answer, port=reader.port)
    reader.accept()
    assert reader.line is not None
    reader.line.close()
    reader.line = None
    card.take_off()
    assert threading.active_count() == before


def test_no_reader_is_one_clear_error(reader: Reader) -> None:
    reader.listening.close()
    with pytest.raises(VirtualReaderError, match="start pcscd"):
        VirtualCard(answer, port=reader.port)
