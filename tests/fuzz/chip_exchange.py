"""A genuine chip whose answers are changed on their way, and proofs that are made up: found out, and nothing else.

The slower companion of `chip`: an input here is a whole exchange with its cryptography.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

from limen.documents.chip import read_chip
from limen.documents.chip.authentication import ACTIVE, CHIP, MAPPING, Proof, judge
from limen.documents.chip.channel import MOST_COMMANDS
from limen.specimens.chips import BASIC, MAPPED, MODERN, ChipPassport, chip_passport
from limen.specimens.personalising import secret
from limen.specimens.virtual_chip import VirtualChip
from limen.vocabulary.evidence import Outcome
from tests.fuzz.chip import ours, sound

ON = date(2026, 11, 22)


class LyingCard:
    """A genuine chip some of whose answers are changed on their way."""

    def __init__(self, chip: VirtualChip, changes: bytes) -> None:
        self.chip, self.commands = chip, 0
        # Three octets a change: which answer, which octet of it, what it becomes.
        self.changes = {changes[at]: (changes[at + 1], changes[at + 2]) for at in range(0, len(changes) - 2, 3)}

    def transmit(self, apdu: bytes) -> bytes:
        self.commands += 1
        assert self.commands <= MOST_COMMANDS
        answer = self.chip.transmit(apdu)
        if self.commands in self.changes:
            place, value = self.changes[self.commands]
            if value == 0:
                return answer[: place % (len(answer) + 1)]
            place %= len(answer)
            return answer[:place] + bytes((value,)) + answer[place + 1 :]
        return answer


@lru_cache(maxsize=8)
def passport_of(number: int) -> ChipPassport:
    """A passport of each kind, made once: on the curve that is quickest, with numbers that are the same each time."""
    recipe = (BASIC, MODERN, MAPPED)[number % 3]
    assert recipe.agreement is not None
    agreement = replace(recipe.agreement, domain=12, secret=secret("fuzz", 12))
    pace = tuple(replace(way, domain=12) for way in recipe.pace)
    quick = replace(recipe, agreement=agreement, pace=pace, details=False)
    return chip_passport(on=ON, recipe=quick, random=lambda size: bytes(range(2, size + 2)))


def _lying(data: bytes) -> None:
    issued = passport_of(data[0] if data else 0)
    issued.chip.reset()
    issued.chip.commands = 0
    issued.chip.asked.clear()
    sound(read_chip(LyingCard(issued.chip, data[1:25]), issued.key, groups=("DG1",), random=ours))


def _proof(data: bytes) -> None:
    """Judge a proof made of the input against the genuine files of a passport: none may pass."""
    issued = passport_of(data[0] if data else 0)
    agreement = issued.recipe.agreement
    assert agreement is not None
    kind = (ACTIVE, CHIP, MAPPING, "")[data[1] % 4 if len(data) > 1 else 0]
    parts = [data[at : at + 64] for at in range(2, 300, 64)] + [b""] * 5
    values = {
        "challenge": parts[0][:8], "signature": parts[1], "oid": agreement.oid,
        "key": agreement.group.public(agreement.secret), "ephemeral": parts[0], "answer": parts[1],
        "curve": b"secp256r1", "mapping_key": parts[0] + parts[1][:1], "proof": parts[2],
    }  # fmt: skip
    assert judge(Proof(kind, "", values), issued.chip.files).outcome is not Outcome.PASSED


def one_input(data: bytes) -> None:
    """One in four inputs is a proof, the others are lies about a chip."""
    if data:
        (_lying if data[0] % 4 else _proof)(data[1:])
