"""A card that plays a worked example: it knows the commands that must come, in order, and what to answer."""

from __future__ import annotations

from collections.abc import Iterable


def octets(text: str) -> bytes:
    """Hexadecimal with spaces."""
    return bytes.fromhex("".join(text.split()))


class ScriptedCard:
    """Answers each expected command with its answer, and fails on any other."""

    def __init__(self, *exchanges: tuple[str, str]) -> None:
        self.left = [(octets(command), octets(answer)) for command, answer in exchanges]

    def transmit(self, apdu: bytes) -> bytes:
        expected, answer = self.left.pop(0)
        assert apdu.hex() == expected.hex()
        return answer


def numbers(*given: str) -> Iterable[bytes]:
    """Random numbers that are known beforehand."""
    return iter([octets(one) for one in given])
