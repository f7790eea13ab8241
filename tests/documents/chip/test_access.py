"""Basic Access Control and secure messaging against the worked example of Doc 9303-11 Appendix D."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from limen.documents.chip.access import basic_access, key_pair
from limen.documents.chip.apdu import Command
from limen.documents.chip.channel import Channel
from limen.documents.chip.errors import ChipError, StatusError, WrongKeyError
from limen.documents.chip.keys import AccessKey
from tests.documents.chip.scripted import ScriptedCard, numbers, octets

KEY = AccessKey.of_fields("L898902C", "690806", "940623")
CHALLENGE = ("0084000008", "4608F91988702212 9000")
AUTHENTICATE = (
    "0082000028 72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2 5F1448EEA8AD90A7 28",
    "46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F 2F2D235D074D7449 9000",
)
MESSAGES = (
    ("0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800", "990290008E08FA855A5D4C50A8ED9000"),
    ("0CB000000D9701048E08ED6705417E96BA5500", "8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000"),
    (
        "0CB000040D9701128E082EA28A70F3C7B53500",
        "871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D749000",
    ),
)


def strong(key: bytes) -> bytes:
    """A DES key without its parity bits, which the example sets and no cipher looks at."""
    return bytes(octet & 0xFE for octet in key)


def randomly() -> Callable[[int], bytes]:
    given = iter(numbers("781723860C06C226", "0B795240CB7049B01C19B33E32804F0B"))
    return lambda size: next(given)


def test_the_keys_of_the_worked_example() -> None:
    assert KEY.information == b"L898902C<369080619406236"
    assert KEY.seed == octets("239AB9CB282DAF66231DC5A4DF6BFBAE")
    encryption, mac = key_pair(KEY)
    assert strong(encryption) == strong(octets("AB94FDECF2674FDFB9B391F85D7F76F2"))
    assert strong(mac) == strong(octets("7962D9ECE03D1ACD4C76089DCE131543"))


def test_the_exchange_of_the_worked_example() -> None:
    card = ScriptedCard(CHALLENGE, AUTHENTICATE, *MESSAGES)
    channel = Channel(card)

    channel.messaging = basic_access(channel, KEY, randomly())
    assert strong(channel.messaging.encryption) == strong(octets("979EC13B1CBFE9DCD01AB0FED307EAE5"))
    assert strong(channel.messaging.mac_key) == strong(octets("F1CB1F1FB5ADF208806B89DC579DC1F8"))
    assert channel.messaging.counter == 0x887022120C06C226

    channel.require(Command(0xA4, 2, 0x0C, octets("011E")))
    assert channel.require(Command(0xB0, answer=4)) == octets("60145F01")
    assert channel.require(Command(0xB0, 0, 4, answer=18)) == octets("04303130365F36063034303030305C026175")
    assert not card.left


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("6300", WrongKeyError),
        ("6982", WrongKeyError),
        ("6A88", WrongKeyError),
        ("6D00", StatusError),
        ("00" * 40 + "9000", ChipError),
        ("9000", ChipError),
    ],
)
def test_a_chip_that_refuses_the_key_is_told_from_one_that_has_no_such_access(
    answer: str, error: type[Exception]
) -> None:
    card = ScriptedCard(CHALLENGE, (AUTHENTICATE[0], answer))
    with pytest.raises(error) as raised:
        basic_access(Channel(card), KEY, randomly())
    assert type(raised.value) is error
