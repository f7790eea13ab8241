"""Basic Access Control (Doc 9303-11 4.3): the older way in, which every chip without PACE has."""

from __future__ import annotations

from hmac import compare_digest

from limen.documents.chip.agreement import Random
from limen.documents.chip.apdu import Command
from limen.documents.chip.channel import Channel
from limen.documents.chip.ciphers import FOR_ENCRYPTION, FOR_MAC, TRIPLE_DES, pad
from limen.documents.chip.errors import ChipError, StatusError, WrongKeyError
from limen.documents.chip.keys import AccessKey
from limen.documents.chip.messaging import Messaging

_CHALLENGE, _AUTHENTICATE = Command(0x84, answer=8), 0x82
# Status words of a chip that is not done with the command itself rather than with the key.
NOT_THE_KEY = frozenset({0x6700, 0x6A86, 0x6B00, 0x6D00, 0x6E00})


def basic_access(channel: Channel, key: AccessKey, random: Random) -> Messaging:
    """Open the selected application. Raises WrongKeyError, StatusError where the chip has no such access, ChipError."""
    encryption, mac = key_pair(key)
    challenge = channel.require(_CHALLENGE)
    if len(challenge) != 8:
        raise ChipError(f"a challenge of {len(challenge)} octets")
    mine, secret = random(8), random(16)
    sealed = TRIPLE_DES.encrypt(encryption, mine + challenge + secret)
    data = sealed + TRIPLE_DES.mac(mac, pad(sealed, 8))
    try:
        answer = channel.require(Command(_AUTHENTICATE, data=data, answer=len(data)))
    except StatusError as error:
        if error.status in NOT_THE_KEY:
            raise
        raise WrongKeyError(f"the chip refuses the key: {error}") from error
    if len(answer) != len(data) or not compare_digest(TRIPLE_DES.mac(mac, pad(answer[:32], 8)), answer[32:]):
        raise ChipError("the chip's answer is not made with the key")
    opened = TRIPLE_DES.decrypt(encryption, answer[:32])
    if opened[:16] != challenge + mine:
        raise ChipError("the chip's answer is to another challenge")
    shared = bytes(one ^ other for one, other in zip(secret, opened[16:], strict=True))
    return Messaging.of_secret(TRIPLE_DES, shared, int.from_bytes(challenge[4:] + mine[4:], "big"))


def key_pair(key: AccessKey) -> tuple[bytes, bytes]:
    """The document's own keys, for encryption and for authentication."""
    return TRIPLE_DES.derive(key.seed, FOR_ENCRYPTION), TRIPLE_DES.derive(key.seed, FOR_MAC)
