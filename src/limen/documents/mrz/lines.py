"""From whatever a scanner, a keyboard wedge or a hand delivers to lines of MRZ characters.

Lower case, spaces, `«` and `‹` for `<`, CRLF, a trailing newline and a missing line break are read; what is no MRZ at
all is refused with one clear error. A line with a character too few or too many is read and its structure not passed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from limen.documents.mrz.errors import MrzError
from limen.vocabulary.evidence import N_

LONGEST = 2048  # characters; the largest MRZ holds 90
_SLACK = 2  # characters that a line may lack or exceed and still be told from noise
_SHORTEST = 7  # of a name line typed without its trailing fillers: document code, issuer and a name of two letters
_SIZES = ((2, 44), (2, 36), (3, 30))
_CLEAN = re.compile(
    r"\n?(?:([A-Z0-9<]{44})\r?\n([A-Z0-9<]{44})|([A-Z0-9<]{30})\r?\n([A-Z0-9<]{30})\r?\n([A-Z0-9<]{30})"
    r"|([A-Z0-9<]{36})\r?\n([A-Z0-9<]{36}))(?:\r?\n)?"
)
_BLANK = re.compile(r"\r?\n(?:[ \t]*\r?\n)+")
_SPACE = re.compile(r"\s")
_FILLERS = re.compile(r"<{2,}")
UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz‹〈⟨❮ᐸ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ<<<<<")
ANY = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<")
_BINARY = frozenset({"Cc", "Cs", "Co", "Cn"})
_SPACING = "\r\n\t\v\f\x85"
WANTED = N_("an MRZ has 2 lines of 44, 2 of 36 or 3 of 30 characters")
REMEDY = N_("scan the page again or type the lines as printed, each on a line of its own")


@dataclass(frozen=True, slots=True)
class Cut:
    """A line whose length was not its format's: how long it was, and whether only fillers were missing or too many."""

    line: int
    found: int
    fillers: bool


def lines_of(text: str | Sequence[str]) -> tuple[tuple[str, ...], tuple[Cut, ...]]:
    """The lines of one MRZ, all of one known width, and what had to be done to their lengths. Raises MrzError."""
    if not isinstance(text, str):
        text = _joined(text)
    match = _CLEAN.fullmatch(text)
    if match:
        return tuple(filter(None, match.groups())), ()
    return _tolerant(text)


def _joined(given: Sequence[str]) -> str:
    if isinstance(given, (bytes, bytearray, memoryview)):
        raise MrzError(N_("the input is bytes, not text: decode it as ASCII first, then {remedy}"), remedy=REMEDY)
    lines = tuple(given)
    if not all(isinstance(line, str) for line in lines):
        raise MrzError(N_("the input is not text: {wanted}; {remedy}"), wanted=WANTED, remedy=REMEDY)
    return "\n".join(lines)


def _tolerant(text: str) -> tuple[tuple[str, ...], tuple[Cut, ...]]:
    if len(text) > LONGEST:
        raise MrzError(
            N_("the input has {count} characters, more than {most}: {wanted}; give one MRZ at a time"),
            count=len(text), most=LONGEST, wanted=WANTED,
        )  # fmt: skip
    text = text.lstrip("\ufeff").rstrip("\x1a\x00")
    if any(unicodedata.category(one) in _BINARY and one not in _SPACING for one in text):
        raise MrzError(N_("the input is binary, not text: {wanted}; {remedy}"), wanted=WANTED, remedy=REMEDY)
    # Fullwidth and other compatibility forms become the letters they stand for; « stays, it may be one filler or two.
    text = unicodedata.normalize("NFKC", text).translate(UPPER)
    lines = tuple(line for line in text.splitlines() if line.strip())
    if not lines:
        raise MrzError(N_("the input is empty: {wanted}; {remedy}"), wanted=WANTED, remedy=REMEDY)
    found = _shaped(lines) or _stretched(lines) or _shaped(("".join(lines),))
    if found is None:
        sizes = " + ".join(str(len(_readings(line)[0])) for line in lines[:6])
        raise MrzError(
            N_("the input has {count} line(s) of {sizes} characters: {wanted}; {remedy}"),
            count=len(lines), sizes=sizes, wanted=WANTED, remedy=REMEDY,
        )  # fmt: skip
    joined = "".join(found[0])
    strange = sum(character not in ANY for character in joined)
    if strange * 4 > len(joined):
        raise MrzError(
            N_("{strange} of {count} characters are not A-Z, 0-9 or <, so this is no MRZ; {remedy}"),
            strange=strange, count=len(joined), remedy=REMEDY,
        )  # fmt: skip
    return found


def _readings(line: str) -> tuple[str, ...]:
    """A line with its spaces gone, or read as fillers; with `«` as one filler, or as two."""
    forms = "".join(line.split()), _SPACE.sub("<", line), _SPACE.sub("<", line.strip())
    return tuple(dict.fromkeys(one.replace("«", filler) for one in forms for filler in ("<", "<<")))


def _shaped(lines: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Cut, ...]] | None:
    """Lines that have a known size in one of their readings, or one line that is all of them without a break."""
    readings = [_readings(line) for line in lines]
    for count, width in _SIZES:
        if len(lines) == 1:
            for whole in readings[0]:
                if len(whole) == count * width:
                    return tuple(whole[at : at + width] for at in range(0, count * width, width)), ()
        elif len(lines) == count:
            fitting = [[one for one in some if len(one) == width] for some in readings]
            if all(fitting):
                return tuple(some[0] for some in fitting), ()
    return None


def _stretched(lines: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Cut, ...]] | None:
    """Lines a character or two off a known size, brought to it at their longest run of fillers, else at their end."""
    for count, width in _SIZES:
        if len(lines) != count:
            continue
        choices = [_nearest(line, width) for line in lines]
        name_line = 0 if count == 2 else 2
        if all(
            abs(len(one) - width) <= _SLACK or (index == name_line and _SHORTEST <= len(one) < width)
            for index, one in enumerate(choices)
        ):
            pairs = [_fitted(index, one, width) for index, one in enumerate(choices, 1)]
            return tuple(one for one, _ in pairs), tuple(cut for _, cut in pairs if cut)
    return None


def _nearest(line: str, width: int) -> str:
    return min(_readings(line), key=lambda one: abs(len(one) - width))


def _fitted(index: int, line: str, width: int) -> tuple[str, Cut | None]:
    missing = width - len(line)
    if not missing:
        return line, None
    longest = max(_FILLERS.finditer(line), key=lambda run: run.end() - run.start(), default=None)
    if missing > _SLACK:
        return line + "<" * missing, Cut(index, len(line), True)
    if missing > 0:
        at = longest.end() if longest else len(line)
        return line[:at] + "<" * missing + line[at:], Cut(index, len(line), longest is not None)
    if longest and longest.end() - longest.start() > -missing + 1:
        return line[: longest.end() + missing] + line[longest.end() :], Cut(index, len(line), True)
    return line[:width], Cut(index, len(line), False)


def blocks(text: str) -> Iterator[str]:
    """Each MRZ of a file that holds many, divided by blank lines; nothing is read yet."""
    for block in _BLANK.split(text.replace("\r\n", "\n").replace("\r", "\n")):
        if block.strip():
            yield block.strip("\n")
