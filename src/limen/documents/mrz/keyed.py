"""What is known of an MRZ while it is keyed: its format, its check digits as they fall due, characters out of place.

A format is told once no other fits what is there; until then no check digit is judged. So a sound MRZ has no failed
digit at any point of being keyed, and a character that its place does not take is named where it stands.

>>> found = progress("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\\nL898902C36UTO74081")
>>> found.format, found.left, [(part.name, part.check) for part in found.parts if part.check]
('TD3', 26, [('number', 'passed'), ('birth', 'due'), ('expiry', 'due'), ('optional', 'due'), ('composite', 'due')])
>>> [(one.line, one.position, one.wants) for one in progress("P<UTOER1").strange]
[(1, 8, 'letter')]
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from limen.documents.mrz.digits import values, weigh
from limen.documents.mrz.layout import FRA_ID, MRV_A, MRV_B, TD1, TD2, TD3, Element, Layout
from limen.documents.mrz.lines import ANY, UPPER
from limen.vocabulary.evidence import N_

LONGEST = 400  # characters that are looked at; the longest MRZ has 90 and its line breaks
_SHORTEST_NAME = 7  # of a name line closed before its fillers were keyed, which the reader adds
# First letter → what may begin so (Doc 9303-4 to -7, document code); France's old card is told by its first five.
_BEGIN: Mapping[str, tuple[Layout, ...]] = {
    "P": (TD3,), "V": (MRV_A, MRV_B), "A": (TD1, TD2), "C": (TD1, TD2), "I": (TD1, TD2),
}  # fmt: skip
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ<")
_DIGITS = frozenset("0123456789<")
_TAKES: Mapping[str, tuple[frozenset[str], str]] = {
    **dict.fromkeys(("issuer", "nationality", "name", "surname", "given"), (_LETTERS, "letter")),
    **dict.fromkeys(("birth", "expiry", "number_check", "optional_check"), (_DIGITS, "digit")),
    **dict.fromkeys(("birth_check", "expiry_check", "composite_check"), (_DIGITS - {"<"}, "check")),
    "sex": (frozenset("MFX<"), "sex"),
}
WANTS: Mapping[str, str] = {
    "letter": N_("Line {line}, position {position}: {character} stands where only letters and < may stand"),
    "digit": N_("Line {line}, position {position}: {character} stands where only digits and < may stand"),
    "check": N_("Line {line}, position {position}: {character} stands where only a digit may stand"),
    "sex": N_("Line {line}, position {position}: {character} stands where only M, F or < may stand"),
    "any": N_("Line {line}, position {position}: no MRZ holds the character {character}"),
    "begin": N_("Line {line}, position {position}: no travel document begins with {character}"),
    "more": N_("Line {line} is longer than its format from position {position} on"),
}
ROWS: Mapping[str, str] = {
    "open": N_("Line {line}: {left} left"),
    "full": N_("Line {line}: whole"),
    "padded": N_("Line {line}: ended early, the rest is taken as fillers"),
    "short": N_("Line {line}: ended {left} too early"),
    "long": N_("Line {line}: {left} too many"),
}
PARTS: Mapping[str, str] = {
    "number": N_("Document number"),
    "birth": N_("Date of birth"),
    "expiry": N_("Date of expiry"),
    "optional": N_("Personal number"),
    "composite": N_("All fields"),
}


@dataclass(frozen=True, slots=True)
class Strange:
    """A character out of place: where, which one, and a key of WANTS."""

    line: int
    position: int
    character: str
    wants: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line so far: its length, its format's width (0 while that is open), how many are left; a key of ROWS."""

    line: int
    length: int
    width: int
    left: int
    state: str


@dataclass(frozen=True, slots=True)
class Part:
    """One field so far: where it begins, how many of its characters are there.

    `check` is that of its check digit: `passed`, `failed`, `due` while something is missing, "" where it has none.
    """

    name: str
    line: int
    start: int
    width: int
    there: int
    check: str = ""
    printed: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known so far. `format` is empty while several of `formats` fit; `left` counts to the end of the last line
    and is 0 while the format is open."""

    format: str
    formats: tuple[str, ...]
    rows: tuple[Row, ...]
    parts: tuple[Part, ...]
    strange: tuple[Strange, ...]
    left: int

    @property
    def failed(self) -> tuple[Part, ...]:
        """The fields whose check digit is wrong."""
        return tuple(part for part in self.parts if part.check == "failed")

    @property
    def is_whole(self) -> bool:
        """Whether every line is there, nothing is out of place and every check digit passes."""
        return (
            bool(self.format)
            and not (self.left or self.strange or self.failed)
            and all(row.state in ("full", "padded") for row in self.rows)
        )


def progress(text: str) -> Progress:
    """What is known of an MRZ of which this much is keyed, line breaks or not. Never raises; looks at so many
    characters and no more."""
    typed = _tidy(text[:LONGEST])
    begin = typed[0][:5] if typed else ""
    if not begin:
        return Progress("", (), (), (), (), 0)
    layouts = _BEGIN.get(begin[0], ())
    if begin == "IDFRA":
        layouts = (TD1, FRA_ID)
    if not layouts:
        rows = tuple(Row(at, len(line), 0, 0, "open") for at, line in enumerate(typed, 1))
        return Progress("", (), rows, (), (Strange(1, 1, begin[0], "begin"),), 0)
    judged = [_judged(layout, typed) for layout in layouts]
    least = min(one.faults for one in judged)
    fitting = [one for one in judged if one.faults == least]
    if len(fitting) == 1:
        return fitting[0].found
    shared = [one for one in fitting[0].found.strange if all(one in other.found.strange for other in fitting)]
    rows = tuple(Row(at, len(line), 0, 0, "open") for at, line in enumerate(typed, 1))
    formats = tuple(one.found.format for one in fitting)
    return Progress("", formats, rows, (), tuple(shared), 0)


def _tidy(text: str) -> list[str]:
    """The lines keyed so far, as the reader would take their characters; the last one may be empty."""
    plain = unicodedata.normalize("NFKC", text).translate(UPPER).replace("«", "<")
    lines = ["".join(line.split()) for line in plain.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    last = len(lines) - 1
    return [line for at, line in enumerate(lines) if line or (at == last and at > 0)]


@dataclass(frozen=True, slots=True)
class _Judged:
    found: Progress
    faults: tuple[int, int]  # what is wrong, then lines that were closed early and may be


def _judged(layout: Layout, typed: Sequence[str]) -> _Judged:
    """What is typed, taken as one format."""
    width, count = layout.width, layout.lines
    if len(typed) == 1:  # no line break yet: a line is whole when it is full
        whole = typed[0]
        lines = [whole[at : at + width] for at in range(0, len(whole), width)] or [""]
    else:
        lines = list(typed)
    rows = [_row(layout, at, line, at < len(lines)) for at, line in enumerate(lines[:count], 1)]
    padded = [line.ljust(width, "<") if row.state == "padded" else line for row, line in zip(rows, lines, strict=False)]
    strange = [*_strange(layout, padded), *(Strange(at, 1, "", "more") for at in range(count + 1, len(lines) + 1)
                                            if lines[at - 1])]  # fmt: skip
    parts = tuple(_parts(layout, padded))
    left = sum(row.left for row in rows if row.state == "open") + width * (count - len(rows))
    found = Progress(layout.format, (layout.format,), tuple(rows), parts, tuple(strange), left)
    wrong = len(strange) + len(found.failed) + sum(row.state in ("short", "long") for row in rows)
    return _Judged(found, (wrong, sum(row.state == "padded" for row in rows)))


def _row(layout: Layout, number: int, line: str, closed: bool) -> Row:
    width, length = layout.width, len(line)
    named = number == (3 if layout.lines == 3 else 1)
    if length > width:
        state = "long"
    elif length == width:
        state = "full"
    elif not closed:
        state = "open"
    else:
        state = "padded" if named and length >= _SHORTEST_NAME else "short"
    return Row(number, length, width, abs(width - length), state)


def _strange(layout: Layout, lines: Sequence[str]) -> Iterator[Strange]:
    """Every character that its place does not take."""
    for number, line in enumerate(lines, 1):
        for position, one in enumerate(line[: layout.width], 1):
            if one not in ANY:
                yield Strange(number, position, one, "any")
        if len(line) > layout.width:
            yield Strange(number, layout.width + 1, line[layout.width], "more")
    for element in layout.elements.values():
        if element.name not in _TAKES:
            continue
        takes, wants = _TAKES[element.name]
        for at, one in enumerate(_typed(element, lines)):
            if one in ANY and one not in takes:
                yield Strange(element.line, element.start + at, one, wants)


def _typed(element: Element, lines: Sequence[str]) -> str:
    """What is there of an element."""
    return lines[element.line - 1][element.start - 1 : element.end] if element.line <= len(lines) else ""


def _parts(layout: Layout, lines: Sequence[str]) -> Iterator[Part]:
    """Every field with how much of it is there; those with a check digit with what it says."""
    for name, element in layout.elements.items():
        if name.endswith("_check") and name != "composite_check":
            continue
        there = len(_typed(element, lines))
        label = name.removesuffix("_check")
        check, printed, expected = _check(layout, label, lines)
        yield Part(label, element.line, element.start, element.width, there, check, printed, expected)


_DUE = ("due", "", "")


def _check(layout: Layout, name: str, lines: Sequence[str]) -> tuple[str, str, str]:
    """Whether a check digit passes, what is keyed there and what is computed; due while anything of it is missing."""
    place = layout.elements.get(f"{name}_check")
    if place is None:
        return "", "", ""
    printed = _typed(place, lines)
    if not printed:
        return _DUE
    if name == "composite":
        covered = _covered(layout, lines)
        return _DUE if covered is None else _held(printed, covered)
    raw = _typed(layout.elements[name], lines)
    if len(raw) < layout.elements[name].width:
        return _DUE
    if name == "number" and layout.overflow and printed == "<" and not raw.endswith("<"):
        return _long_number(layout, raw, lines)
    if name == "optional" and printed == "<" and not raw.strip("<"):
        return "passed", printed, printed  # Doc 9303-4 4.2.2.2: unused, zero or a filler
    return _held(printed, raw)


def _long_number(layout: Layout, raw: str, lines: Sequence[str]) -> tuple[str, str, str]:
    """The digit of a number that runs on into the optional data (Doc 9303-5 and -6 4.2.2, note j)."""
    element = layout.elements["optional"]
    beside = _typed(element, lines)
    if beside.startswith("<"):
        return _held("<", raw)
    end = beside.find("<")
    if end < 0 and len(beside) < element.width:
        return _DUE
    rest = beside if end < 0 else beside[:end]
    return _held(rest[-1], raw + rest[:-1])


def _held(printed: str, covered: str) -> tuple[str, str, str]:
    expected = weigh(values(covered))
    return "passed" if printed == expected else "failed", printed, expected


def _covered(layout: Layout, lines: Sequence[str]) -> str | None:
    """What the composite digit covers, None while some of it is missing."""
    if len(lines) < layout.lines - (layout.lines == 3):  # the third line of a card is not covered
        return None
    last = max(span.stop for span in layout.composite)
    need = [line.ljust(layout.width, "\0")[: layout.width] for line in lines]
    text = "".join(need)
    found = "".join(text[span] for span in layout.composite)
    return None if len(text) < last or "\0" in found else found
