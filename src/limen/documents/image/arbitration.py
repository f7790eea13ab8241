"""Weighing what two readers saw against the check digits and the print: the lines, and every character in doubt.

Rules: our reader's likeliest letters are the lines. They are changed only where a check digit fails and letters it held
possible make all of them pass, and such a letter stays in doubt. The second reader confirms a character where it sees
the same; where it sees the other of a pair that look alike in OCR-B (O and 0 are one to it), three things may confirm
ours: the format allows no other of the two there; the number is printed on the page with it; or a check digit that
passes covers it and the second reader held it possible too. Everything else is a doubt, shown, never accepted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING, Any

from limen.documents.image.alphabet import LETTERS
from limen.documents.image.model import Doubt
from limen.documents.image.ocr import Printed
from limen.documents.image.recogniser import Sight
from limen.documents.mrz import Reading, read
from limen.documents.mrz.layout import FRA_ID
from limen.vocabulary.evidence import Outcome
from limen.vocabulary.names import fold, mrz_spellings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SURE = 0.9  # below this chance a character is in doubt
_THERE = 0.5  # below this, whether a character stands there at all is in doubt
_HELD = 0.05  # what the second reader held possible
_SEEN = 0.2  # of a sign the second reader is sure enough to be heard
_TRIED = 0.01  # a letter less likely than this is not tried for a failing digit
_MOST_TRIED = 10  # places in which letters are tried
_ALIKE = ("O0", "I1", "Z2", "S5", "B8", "G6")

_CODES, _DIGITS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ<"), frozenset("0123456789<")
# What may stand in an element (Doc 9303-3 4.3 to 4.9 and the data structures of parts 4 to 7); else anything.
_ALLOWED = {
    **dict.fromkeys(("document_code", "issuer", "nationality", "name", "surname", "given", "sex"), _CODES),
    **dict.fromkeys(
        ("birth", "expiry", "number_check", "birth_check", "expiry_check", "optional_check", "composite_check"), _DIGITS
    ),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The lines with their checks, the doubts, how many characters the digits changed, and whether the name is printed.

    `name_printed` is None where there was no print to compare.
    """

    reading: Reading
    doubts: tuple[Doubt, ...]
    changed: int
    second: Outcome
    name_printed: bool | None

    @property
    def accepted(self) -> bool:
        """Whether the lines are read with certainty."""
        return (
            self.reading.accepted
            and not self.doubts
            and not self.changed
            and self.second is Outcome.PASSED
            and self.name_printed is True
        )


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What the second reader held likely, place by place over LETTERS, and where it saw exactly one sign."""

    chances: NDArray[np.float64]
    alone: NDArray[np.bool_]


def arbitrate(sight: Sight, heard: Heard | None, printed: Sequence[Printed] | None, *, on: date) -> Verdict:
    """Weigh what was seen; `heard` and `printed` are None where there was no second reader."""
    seen = sight.lines
    reading = read(seen, on=on)
    lines = seen
    if _failing(reading):
        lines = _mended(sight, heard, seen, on) or seen
        reading = read(lines, on=on) if lines != seen else reading
    case = _Case(sight, heard, tuple(printed or ()), reading)
    every = ((row, place) for row, line in enumerate(lines) for place in range(len(line)))
    doubts = tuple(doubt for at in every if (doubt := _doubt(case, *at)))
    changed = sum(one != was for one, was in zip("".join(lines), "".join(seen), strict=True))
    differs = not all(doubt.agreed for doubt in doubts)
    second = Outcome.NOT_DONE if heard is None else Outcome.UNSURE if differs else Outcome.PASSED
    named = None if printed is None else name_is_printed(reading, printed)
    return Verdict(reading, doubts, changed, second, named)


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """What is weighed for every character."""

    sight: Sight
    heard: Heard | None
    printed: tuple[Printed, ...]
    reading: Reading


def _failing(reading: Reading) -> bool:
    return any(
        finding.outcome is Outcome.FAILED and finding.code.startswith("mrz.check_digit.")
        for finding in reading.findings
    )


def _mended(sight: Sight, heard: Heard | None, lines: tuple[str, ...], on: date) -> tuple[str, ...] | None:
    """The likeliest lines with one or two letters read otherwise in which every check digit passes, if they are plain.

    Two sets of lines that are about as likely are no answer.
    """
    tried = sorted(_choices(sight, heard, lines), key=lambda one: -max(chance for _, chance in one[2]))[:_MOST_TRIED]
    found: list[tuple[float, tuple[str, ...]]] = []
    for count in (1, 2):
        for places in combinations(tried, count):
            for letters in product(*(others for _, _, others in places)):
                changed = [list(line) for line in lines]
                likely = 1.0
                for (row, place, _), (letter, chance) in zip(places, letters, strict=True):
                    changed[row][place] = letter
                    likely *= chance
                text = tuple("".join(line) for line in changed)
                if not _failing(read(text, on=on)):
                    found.append((likely, text))
        if found:
            break
    found.sort(reverse=True)
    if not found or (len(found) > 1 and found[1][0] > 0.3 * found[0][0]):
        return None
    return found[0][1]


def _choices(
    sight: Sight, heard: Heard | None, lines: tuple[str, ...]
) -> Iterator[tuple[int, int, tuple[tuple[str, float], ...]]]:
    """The places where something else was held possible, with each other letter and its chance."""
    for row, line in enumerate(lines):
        for place, letter in enumerate(line):
            others: dict[str, float] = {}
            for index, other in enumerate(LETTERS):
                chance = float(sight.chances[row, place, index])
                if heard is not None and float(heard.chances[row, place, index]) > 0.5 and chance > 1e-4:
                    chance = max(chance, _TRIED)
                if other != letter and chance >= _TRIED:
                    others[other] = chance
            if others:
                yield row, place, tuple(sorted(others.items(), key=lambda one: -one[1])[:3])


def _doubt(case: _Case, row: int, place: int) -> Doubt | None:
    """Why a character must be looked at, or None where it is certain."""
    letter, chances = case.reading.lines[row][place], case.sight.chances[row, place]
    field = _field(case.reading, row, place)
    chance, there = _chance(chances, letter, field), float(case.sight.there[row, place])
    said = _said(case.heard, row, place)
    agreed = said == letter or (case.heard is not None and _confirmed(case, field, letter, said, row, place))
    if letter != LETTERS[int(chances.argmax())]:
        why = "digit"
    elif chance < SURE or there < _THERE:
        why = "faint"
    elif letter not in _ALLOWED.get(field, letter) and case.reading.format != FRA_ID.format:
        why = "place"
    elif not agreed:
        why = "apart" if said else "alone"
    else:
        return None
    likely = ((LETTERS[at], float(one)) for at, one in enumerate(chances) if one >= _TRIED and LETTERS[at] != letter)
    others = tuple(sorted(likely, key=lambda one: -one[1])[:4])
    return Doubt(row + 1, place + 1, letter, chance * there, why, others, said, agreed)


def _chance(chances: NDArray[np.float64], letter: str, field: str) -> float:
    """How sure our reader is of a letter, among those that may stand in the field if it is one of them."""
    allowed = _ALLOWED.get(field)
    likely = float(chances[LETTERS.index(letter)])
    if allowed is None or letter not in allowed or letter != LETTERS[int(chances.argmax())]:
        return likely
    return likely / float(sum(chances[LETTERS.index(one)] for one in allowed))


def _said(heard: Heard | None, row: int, place: int) -> str:
    """The second reader's letter for a place; nothing where it saw none, two, or a sign that no MRZ has."""
    if heard is None:
        return ""
    chances = heard.chances[row, place]
    return LETTERS[int(chances.argmax())] if heard.alone[row, place] and float(chances.max()) >= _SEEN else ""


def _field(reading: Reading, row: int, place: int) -> str:
    for field in reading.fields:
        if field.line == row + 1 and field.start <= place + 1 <= field.end:
            return field.name
    return ""


def _confirmed(case: _Case, field: str, letter: str, said: str, row: int, place: int) -> bool:
    """Whether something else settles which of a pair stands there, although the second reader saw the other."""
    if case.heard is None or not said or not any(letter in pair and said in pair for pair in _ALIKE):
        return False
    allowed = _ALLOWED.get(field)
    if allowed and letter in allowed and said not in allowed:
        return True
    digit = case.reading.finding(f"mrz.check_digit.{field.removesuffix('_rest')}")
    if digit is None or digit.outcome is not Outcome.PASSED:
        return False
    if float(case.heard.chances[row, place, LETTERS.index(letter)]) >= _HELD:
        return True
    return field == "number" and _number_printed(case.reading, case.printed, letter, place)


def _number_printed(reading: Reading, printed: Sequence[Printed], letter: str, place: int) -> bool:
    """Whether the page prints the document's number with this letter in this place."""
    number = reading.document.number
    own = reading.field("number")
    if own is None or len(number) < 5:
        return False
    at = place + 1 - own.start
    plain = _alike(number)
    for one in printed:
        for word in ("".join(one.text.upper().split()), *one.text.upper().split()):
            if len(word) == len(number) and _alike(word) == plain and word[at : at + 1] == letter:
                return True
    return False


_TOGETHER = str.maketrans({pair[0]: pair[1] for pair in _ALIKE})


def _alike(text: str) -> str:
    """A text in which letters that look alike are one."""
    return text.translate(_TOGETHER)


def name_is_printed(reading: Reading, printed: Sequence[Printed]) -> bool:
    """Whether both parts of the MRZ's name are printed on the page in a spelling that Doc 9303-3 section 6 allows."""
    parts = [part.replace(" ", "<") for part in (reading.document.surname, reading.document.given) if part]
    if not parts:
        return False
    texts = [one.text for one in printed]
    # A long name may run over two lines of print.
    every = [*texts, *(f"{one} {other}" for one, other in pairwise(texts))]
    spelt = [spelling for text in every for spelling in _spelt(text)]
    return all(any(_holds(spelling, part, reading) for spelling in spelt) for part in parts)


def _spelt(text: str) -> Iterator[str]:
    yield from mrz_spellings(text)
    yield fold(text).upper().replace(" ", "<")


def _holds(spelling: str, part: str, reading: Reading) -> bool:
    whole = f"<{spelling}<"
    if f"<{part}<" in whole:
        return True
    return reading.document.name_truncated and f"<{part}" in whole


def chances_of(sight: Sight, lines: tuple[str, ...]) -> tuple[tuple[float, ...], ...]:
    """How sure our reader is of each character of the lines."""
    answer: list[Any] = []
    for row, line in enumerate(lines):
        sure = [
            float(sight.chances[row, at, LETTERS.index(letter)] * sight.there[row, at])
            for at, letter in enumerate(line)
        ]
        answer.append(tuple(round(one, 4) for one in sure))
    return tuple(answer)
