"""No input from a card crashes, hangs or grows memory: every reading ends, within its commands, in findings."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.documents.chip import AccessKey, read_chip
from limen.documents.chip.channel import MOST_COMMANDS, MOST_OCTETS
from limen.documents.chip.tlv import tlv
from limen.specimens.chips import chip_passport
from limen.vocabulary.evidence import Outcome
from tests.fuzz import chip, chip_exchange
from tests.fuzz.chip import KEY, sound


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_input_ends_in_findings(data: bytes) -> None:
    chip.one_input(data)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_a_proof_that_is_made_up_is_none(data: bytes) -> None:
    chip_exchange.one_input(b"\0" + data)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2), st.lists(st.tuples(st.integers(1, 60), st.integers(0, 255), st.integers(0, 255)), max_size=4))
def test_a_genuine_chip_whose_answers_are_changed_ends_in_findings(
    kind: int, changes: list[tuple[int, int, int]]
) -> None:
    chip_exchange.one_input(bytes((1, kind)) + b"".join(bytes(change) for change in changes))


class StubbornCard:
    """Answers every command with the same octets."""

    def __init__(self, answer: bytes) -> None:
        self.answer, self.commands = answer, 0

    def transmit(self, apdu: bytes) -> bytes:
        self.commands += 1
        return self.answer


ENDLESS = tlv(0x60, bytes(90)) + b"\x90\x00"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x90",
        b"\x90\x00",
        b"\x61\x00",  # more to fetch, for ever
        b"\x61\x10",
        b"a\x61\x00",
        b"\x6c\x00",
        b"\x6c\x05",
        b"\x67\x00",
        b"\x6a\x82",
        b"\x69\x88",
        b"\x63\x00",
        b"\x62\x82",
        b"\x31\x83\x06\x00\x00\x90\x00",  # a file of 400,000 octets, six at a time
        b"\x31\x84\xff\xff\xff\xff\x90\x00",
        ENDLESS,
        bytes(65536) + b"\x90\x00",
        bytes(65537) + b"\x90\x00",
        b"\x7c\x00\x90\x00",
        b"\x7c\x81\xff" * 20 + b"\x90\x00",
        b"\x30\x80" * 100 + b"\x90\x00",
    ],
    ids=lambda answer: f"{answer[:6].hex()}-{len(answer)}",
)
def test_a_card_that_always_says_the_same_ends_in_findings_within_bounds(answer: bytes) -> None:
    card = StubbornCard(answer)
    tracemalloc.start()
    try:
        reading = read_chip(card, KEY)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    sound(reading)
    assert card.commands <= MOST_COMMANDS
    assert most < 4 * MOST_OCTETS
    assert not reading.is_complete


class GenerousCard:
    """Without access control, and with files that never end: each answer is as long as may be."""

    def __init__(self) -> None:
        self.commands = self.octets = 0

    def transmit(self, apdu: bytes) -> bytes:
        self.commands += 1
        if apdu[1] == 0xA4:
            return b"\x90\x00"
        if apdu[1] != 0xB0:
            return b"\x6d\x00"
        answer = (b"\x60\x83\x06\x00\x00" if apdu[2:4] == b"\0\0" else b"") + bytes(200)
        self.octets += len(answer)
        return answer + b"\x90\x00"


def test_files_without_end_are_cut_off() -> None:
    card = GenerousCard()
    reading = read_chip(card, KEY)
    sound(reading)
    assert card.octets <= MOST_OCTETS + 1000


def test_one_key_at_least_and_no_more_than_a_chip_bears() -> None:
    with pytest.raises(ValueError, match="no key"):
        read_chip(StubbornCard(b"\x90\x00"), ())
    with pytest.raises(ValueError, match="auto, short or extended"):
        read_chip(StubbornCard(b"\x90\x00"), KEY, lengths="longest")
    keys = [AccessKey.of_fields(f"A{number}", "690806", "940623") for number in range(50)]
    card = chip_passport(on=chip_exchange.ON).chip
    reading = read_chip(card, keys)
    assert card.commands < 20
    access = reading.finding("chip.access")
    assert access is not None and access.outcome is Outcome.FAILED
