"""Secure messaging: the reader's and the chip's side, written apart, understand each other and nobody between them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from limen.documents.chip.apdu import Answer, Command
from limen.documents.chip.ciphers import AES_128, AES_192, AES_256, TRIPLE_DES, Suite, pad, unpad
from limen.documents.chip.errors import MessagingError
from limen.documents.chip.messaging import Messaging
from limen.documents.chip.tlv import tlv
from limen.specimens.virtual_chip import _Refused, _Session

LC = 4  # where the length of the command's body stands

suites = st.sampled_from([TRIPLE_DES, AES_128, AES_192, AES_256])


def pair(suite: Suite) -> tuple[Messaging, _Session]:
    return Messaging.of_secret(suite, b"shared"), _Session.of(suite, b"shared")


@given(suites, st.binary(max_size=400), st.integers(0, 65536), st.sampled_from([0xA4, 0xB1]), st.binary(max_size=400))
def test_both_sides_understand_each_other(suite: Suite, data: bytes, answer: int, ins: int, back: bytes) -> None:
    reader, chip = pair(suite)
    for _ in range(2):
        sent = reader.protect(Command(ins, 1, 2, data, answer))
        assert data not in sent or len(data) < 4
        assert chip.opened(sent) == (bytes((0x0C, ins, 1, 2)), data, answer)
        came = chip.sealed(back, b"\x90\x00", odd=bool(ins & 1))
        assert reader.open(Answer(came, 0x9000)) == Answer(back, 0x9000)


@given(suites, st.binary(max_size=100), st.data())
def test_every_changed_octet_is_noticed(suite: Suite, back: bytes, data: st.DataObject) -> None:
    reader, chip = pair(suite)
    chip.opened(reader.protect(Command(0xB0, answer=256)))
    came = bytearray(chip.sealed(back, b"\x90\x00", odd=False))
    place = data.draw(st.integers(0, len(came) - 1))
    came[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(MessagingError):
        reader.open(Answer(bytes(came), 0x9000))


@given(suites, st.integers(0, 40), st.integers(1, 255))
@example(AES_128, 4, 3)
def test_a_changed_command_is_refused_or_understood_as_it_was_meant(suite: Suite, place: int, change: int) -> None:
    """Lc and Le are outside the seal: a length that still holds the whole sealed body changes nothing of it."""
    reader, chip = pair(suite)
    sent = bytearray(reader.protect(Command(0xA4, 2, 0x0C, b"\x01\x1e")))
    place %= len(sent) - 1
    sent[place] ^= change
    try:
        understood = chip.opened(bytes(sent))
    except (_Refused, ValueError, KeyError):
        return
    assert understood == (b"\x0c\xa4\x02\x0c", b"\x01\x1e", 0)
    assert place == LC, "what the seal covers was changed and not noticed"


def test_an_answer_cannot_be_played_again() -> None:
    reader, chip = pair(AES_128)
    chip.opened(reader.protect(Command(0xB0, answer=256)))
    came = Answer(chip.sealed(b"once", b"\x90\x00", odd=False), 0x9000)
    assert reader.open(came).data == b"once"
    reader.protect(Command(0xB0, answer=256))
    with pytest.raises(MessagingError):
        reader.open(came)


def test_a_status_without_protection_says_which() -> None:
    reader, _chip = pair(AES_128)
    with pytest.raises(MessagingError) as raised:
        reader.open(Answer(b"", 0x6988))
    assert raised.value.status == 0x6988
    with pytest.raises(MessagingError) as raised:
        reader.open(Answer(b"", 0x9000))
    assert raised.value.status == 0


@pytest.mark.parametrize("suite", [TRIPLE_DES, AES_128])
@pytest.mark.parametrize(
    "body",
    [
        tlv(0x87, b"\x01") + tlv(0x99, b"\x90\x00"),  # nothing encrypted
        tlv(0x87, b"\x02" + bytes(16)) + tlv(0x99, b"\x90\x00"),  # another padding
        tlv(0x87, b"\x01" + bytes(15)) + tlv(0x99, b"\x90\x00"),  # no whole block
        tlv(0x87, b"\x01" + bytes(16)) + tlv(0x99, b"\x90\x00"),  # no padding inside
        tlv(0x99, b"\x90"),
        tlv(0x99, b"\x90\x00") * 2,
        b"",
    ],
)
def test_sealed_nonsense_is_refused(suite: Suite, body: bytes) -> None:
    session = Messaging.of_secret(suite, b"known", 1)
    covered = (2).to_bytes(suite.block, "big") + pad(body, suite.block)
    sealed = body + tlv(0x8E, suite.mac(session.mac_key, covered))
    with pytest.raises(MessagingError):
        session.open(Answer(sealed, 0x9000))


def test_a_length_longer_than_need_be_is_still_the_sealed_one() -> None:
    session = Messaging.of_secret(AES_128, b"known", 1)
    body = b"\x99\x81\x02\x90\x00"
    covered = (2).to_bytes(16, "big") + pad(body, 16)
    assert session.open(Answer(body + tlv(0x8E, AES_128.mac(session.mac_key, covered)), 0x9000)).is_good


@pytest.mark.parametrize(("suite", "room"), [(TRIPLE_DES, 231), (AES_128, 223), (AES_256, 223)])
def test_the_room_of_a_short_answer_is_used_whole(suite: Suite, room: int) -> None:
    reader, chip = pair(suite)
    assert reader.room == room
    assert len(chip.sealed(bytes(room), b"\x90\x00", odd=False)) <= 256
    assert len(chip.sealed(bytes(room + suite.block), b"\x90\x00", odd=False)) > 256


@given(st.binary(max_size=60), st.sampled_from([8, 16]))
def test_padding_is_taken_off_again(data: bytes, block: int) -> None:
    padded = pad(data, block)
    assert len(padded) % block == 0
    assert unpad(padded) == data
    assert unpad(bytes(block)) is None
