"""Commands as ISO/IEC 7816-4 writes them, read back by the chip."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.documents.chip.apdu import Answer, Command
from limen.specimens.virtual_chip import _parts


@pytest.mark.parametrize(
    ("command", "written"),
    [
        (Command(0xA4, 4, 0x0C, bytes.fromhex("A0000002471001")), "00A4040C07A0000002471001"),
        (Command(0x84, answer=8), "0084000008"),
        (Command(0xB0, answer=256), "00B0000000"),
        (Command(0xB0, answer=257), "00B00000000101"),
        (Command(0xB0, answer=65536), "00B00000000000"),
        (Command(0x88, data=b"12345678", answer=256), "0088000008313233343536373800"),
        (Command(0x86, data=b"\x7c\x00", answer=256, chained=True), "10860000027C0000"),
        (Command(0xA4), "00A40000"),
    ],
)
def test_each_case_of_a_command(command: Command, written: str) -> None:
    assert command.encoded().hex().upper() == written


def test_a_short_command_can_be_sent_in_the_long_form() -> None:
    assert Command(0xA4, 4, 0x0C, b"ab").encoded(extended=True).hex() == "00a4040c0000026162"


@given(st.binary(max_size=600), st.integers(0, 65536), st.booleans())
def test_the_chip_reads_what_was_meant(data: bytes, answer: int, extended: bool) -> None:
    command = Command(0xB0, 1, 2, data, answer)
    # Long commands without data and Le are short ones: there is nothing to make long.
    assert _parts(command.encoded(extended=extended)) == (b"\x00\xb0\x01\x02", data, answer)


def test_only_9000_is_good() -> None:
    assert Answer(b"", 0x9000).is_good
    assert not Answer(b"", 0x6282).is_good
