"""Where each format prints each data element: Doc 9303 parts 4 to 7 as tables, and one national layout.

Positions are as the standard counts them: lines and columns from 1, both ends included. A layout also knows the
absolute span of each element in the lines joined to one text, which is what is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """A data element's place: line and columns from 1, `at` its span in the joined lines."""

    name: str
    line: int
    start: int
    end: int
    at: slice
    evidence: Mapping[str, int]  # the place, as a finding points to it

    @property
    def width(self) -> int:
        """How many characters it holds."""
        return self.end - self.start + 1


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """One format: its size, its elements, what its composite check digit covers, and the clauses that say so.

    `overflow` is true where a long document number may run on into the optional data (TD1, TD2). `clauses` are those
    of `document_code`, `number`, `name`, `dates`, `sex`, `codes`, `digits` and `structure`.
    """

    format: str
    lines: int
    width: int
    elements: Mapping[str, Element]
    composite: tuple[slice, ...]
    clauses: Mapping[str, str]
    overflow: bool = False

    def split(self, text: str) -> tuple[str, ...]:
        """The joined text as lines."""
        return tuple(text[start : start + self.width] for start in range(0, self.lines * self.width, self.width))


def _layout(
    format: str,
    size: tuple[int, int],
    places: str,
    composite: str,
    clauses: Mapping[str, str],
    *,
    overflow: bool = False,
) -> Layout:
    """Read a table: `name line start end` rows, and `line start end` rows for what the composite digit covers."""
    lines, width = size

    def span(line: int, start: int, end: int) -> slice:
        return slice((line - 1) * width + start - 1, (line - 1) * width + end)

    elements = {}
    for row in places.split(","):
        name, line, start, end = row.split()
        place = int(line), int(start), int(end)
        evidence = MappingProxyType(dict(zip(("line", "start", "end"), place, strict=True)))
        elements[name] = Element(name, *place, span(*place), evidence)
    covered = tuple(span(*map(int, row.split())) for row in composite.split(",") if row.strip())
    return Layout(format, lines, width, MappingProxyType(elements), covered, clauses, overflow)


def _clauses(part: int, upper: str, lower: str, name: str, digits: str) -> Mapping[str, str]:
    """The clauses of a format: its part, the data structures of its lines, its name line and its check digits."""
    return MappingProxyType(
        {
            "structure": f"Doc 9303-{part} {upper.rpartition('.')[0]}",
            "document_code": f"Doc 9303-{part} {upper}",
            "number": f"Doc 9303-{part} {upper if part == 5 else lower}",
            "name": f"Doc 9303-{part} {name}",
            "sex": f"Doc 9303-{part} {lower}",
            "expiry": f"Doc 9303-{part} {lower}",
            "digits": f"Doc 9303-{part} {digits}",
            "composite": f"Doc 9303-{part} {digits}",
            "dates": "Doc 9303-3 4.8",
            "codes": "Doc 9303-3 5",
            "characters": "Doc 9303-3 4.3",
        }
    )


# The lower line that TD2, TD3 and both visas share.
_LOWER = """number 2 1 9, number_check 2 10 10, nationality 2 11 13, birth 2 14 19, birth_check 2 20 20, sex 2 21 21,
    expiry 2 22 27, expiry_check 2 28 28"""

TD1 = _layout(
    "TD1",
    (3, 30),
    """document_code 1 1 2, issuer 1 3 5, number 1 6 14, number_check 1 15 15, optional 1 16 30,
    birth 2 1 6, birth_check 2 7 7, sex 2 8 8, expiry 2 9 14, expiry_check 2 15 15, nationality 2 16 18,
    optional_2 2 19 29, composite_check 2 30 30, name 3 1 30""",
    "1 6 30, 2 1 7, 2 9 15, 2 19 29",
    _clauses(5, "4.2.2.1", "4.2.2.2", "4.2.2.3", "4.2.4"),
    overflow=True,
)
TD2 = _layout(
    "TD2",
    (2, 36),
    f"document_code 1 1 2, issuer 1 3 5, name 1 6 36, {_LOWER}, optional 2 29 35, composite_check 2 36 36",
    "2 1 10, 2 14 20, 2 22 35",
    _clauses(6, "4.2.2.1", "4.2.2.2", "4.2.2.1", "4.2.4"),
    overflow=True,
)
TD3 = _layout(
    "TD3",
    (2, 44),
    f"""document_code 1 1 2, issuer 1 3 5, name 1 6 44, {_LOWER}, optional 2 29 42, optional_check 2 43 43,
    composite_check 2 44 44""",
    "2 1 10, 2 14 20, 2 22 43",
    _clauses(4, "4.2.2.1", "4.2.2.2", "4.2.2.1", "4.2.4"),
)
MRV_A = _layout(
    "MRV-A",
    (2, 44),
    f"document_code 1 1 2, issuer 1 3 5, name 1 6 44, {_LOWER}, optional 2 29 44",
    "",
    _clauses(7, "4.2.2.1", "4.2.2.2", "4.2.2.1", "4.2.2.2"),
)
MRV_B = _layout(
    "MRV-B",
    (2, 36),
    f"document_code 1 1 2, issuer 1 3 5, name 1 6 36, {_LOWER}, optional 2 29 36",
    "",
    _clauses(7, "7.2.2.1", "7.2.2.2", "7.2.2.1", "7.2.2.2"),
)

_FRENCH = "national layout: France, identity card before August 2021"
# No expiry and no nationality are printed; the composite digit covers both lines. Not in Doc 9303.
FRA_ID = _layout(
    "FRA-ID",
    (2, 36),
    """document_code 1 1 2, issuer 1 3 5, surname 1 6 30, optional 1 31 36, number 2 1 12, number_check 2 13 13,
    given 2 14 27, birth 2 28 33, birth_check 2 34 34, sex 2 35 35, composite_check 2 36 36""",
    "1 1 36, 2 1 35",
    MappingProxyType(dict.fromkeys(_clauses(6, "1.1", "1.1", "1.1", "1.1"), _FRENCH) | {"dates": "Doc 9303-3 4.8"}),
)

FORMATS: Mapping[str, Layout] = MappingProxyType(
    {layout.format: layout for layout in (TD1, TD2, TD3, MRV_A, MRV_B, FRA_ID)}
)


def layout_of(lines: tuple[str, ...]) -> Layout | None:
    """The layout of lines of equal and known width, else None. V at position 1 decides a visa (Doc 9303-7 4.2.2.1)."""
    size = len(lines), len(lines[0])
    visa = lines[0][0] == "V"
    if size == (2, 44):
        return MRV_A if visa else TD3
    if size == (3, 30):
        return TD1
    if size == (2, 36):
        return MRV_B if visa else FRA_ID if lines[0][:5] == "IDFRA" else TD2
    return None
