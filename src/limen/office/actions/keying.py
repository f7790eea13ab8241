"""What is known of a document while its lines are keyed: told at once, and nothing of it is read, kept or journaled.

It is arithmetic on what stands in the field: no person is looked up, so there is nothing to record.
"""

from __future__ import annotations

from dataclasses import dataclass

from limen.documents.mrz import WORDS, progress
from limen.documents.mrz.keyed import PARTS, ROWS, WANTS, Part
from limen.office import authority
from limen.office.actions.errors import Words
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer

MOST_STRANGE = 4  # named one by one; a line shifted by one character has dozens
FORMATS = N_("Format {format}")
SEVERAL = N_("Format {formats}: still open")
MORE = N_("and {count} more out of place")
DUE = N_("not yet")
ROW_SHAPES = {"open": "not_done", "full": "passed", "padded": "unsure", "short": "failed", "long": "failed"}
CHECK_SHAPES = {"due": "not_done", "passed": "passed", "failed": "failed"}


@dataclass(frozen=True, slots=True)
class Told:
    """One thing known: the shape, what it is of, and a sentence where there is one."""

    shape: str
    title: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Keyed:
    """What is known so far. `said` is the one sentence worth saying aloud now, "" where there is none."""

    format: str
    rows: tuple[Told, ...]
    checks: tuple[Told, ...]
    strange: tuple[str, ...]
    said: str
    whole: bool


def known(officer: Officer, text: str) -> Keyed:
    """What is known of the lines keyed so far. Raises NotPermitted for who may take nobody in."""
    authority.require(officer, "open")
    found = progress(text)
    rows = tuple(
        Told(ROW_SHAPES[row.state] if row.width else "not_done", Words(_row_words(row.width, row.state), line=row.line,
             left=row.left, length=row.length))
        for row in found.rows
    )  # fmt: skip
    checks = tuple(_check(part) for part in found.parts if part.check)
    strange = [
        Words(WANTS[one.wants], line=one.line, position=one.position, character=one.character)
        for one in found.strange[:MOST_STRANGE]
    ]
    if len(found.strange) > MOST_STRANGE:
        strange.append(Words(MORE, count=len(found.strange) - MOST_STRANGE))
    format = Words(FORMATS, format=found.format) if found.format else ""
    if len(found.formats) > 1:
        format = Words(SEVERAL, formats=" · ".join(found.formats))
    wrong = [*strange, *(one.words for one in checks if one.shape == "failed")]
    ended = [row.title for row in rows if row.shape != "not_done"]
    said = wrong[-1] if wrong else ended[-1] if ended else ""
    return Keyed(format, rows, checks, tuple(strange), said, found.is_whole)


def _row_words(width: int, state: str) -> str:
    return ROWS[state] if width else N_("Line {line}: {length} keyed")


def _check(part: Part) -> Told:
    words = DUE if part.check == "due" else WORDS[f"mrz.check_digit.{part.name}.{part.check}"]
    params = {"printed": part.printed, "expected": part.expected} if part.check != "due" else {}
    return Told(CHECK_SHAPES[part.check], Words(PARTS[part.name]), Words(words, **params))
