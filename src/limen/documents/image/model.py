"""What looking at a page answers: the reading, every doubt with its place, the strip to show, and what is printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from limen.documents.image.ocr import Printed
from limen.documents.image.words import WORDS
from limen.documents.mrz import WORDS as MRZ_WORDS
from limen.documents.mrz import Reading
from limen.vocabulary.evidence import Finding

_NOTHING = ("format", "type", "issuer", "number", "surname", "given", "nationality", "birth", "sex", "expiry")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A character to be looked at: `line` and `position` count from 1, `letter` is what was taken.

    `chance` is how sure our reader is of it, `others` what else it may be with each one's chance, `second` what the
    general reader saw (empty where it saw nothing, or was not there), `agreed` whether that bears the letter out. `why`
    is `faint` (our reader is not sure), `apart` (the readers differ), `alone` (there is no second read of this
    character), `digit` (set right so that the check digits pass) or `place` (such a letter may not stand here).
    """

    line: int
    position: int
    letter: str
    chance: float
    why: str
    others: tuple[tuple[str, float], ...] = ()
    second: str = ""
    agreed: bool = False

    def to_json(self) -> dict[str, Any]:
        """The doubt with its reason in words."""
        answer: dict[str, Any] = {name: getattr(self, name) for name in ("line", "position", "letter", "why", "second")}
        answer["chance"] = round(self.chance, 3)
        answer["others"] = [[letter, round(chance, 3)] for letter, chance in self.others]
        answer["reason"] = WORDS[f"image.doubt.{self.why}"]
        return answer


@dataclass(frozen=True, slots=True)
class StripPicture:
    """The lines as they were read, for the officer's eye: one PNG a line, each character `pitch` pixels wide."""

    rows: tuple[bytes, ...]
    pitch: int
    height: int


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page as looked at on a day.

    `reading` is the MRZ with its own checks, None where none was read; `findings` are those of the picture. `accepted`
    means read with certainty: every check of the MRZ's structure and digits passed, two independent reads agree on
    every character, and the name is printed on the page as well. `chances` holds, line by line, how sure our reader is
    of each character.
    """

    reading: Reading | None
    findings: tuple[Finding, ...]
    doubts: tuple[Doubt, ...]
    accepted: bool
    kind: str
    size: tuple[int, int]
    page_type: str = ""
    number: int = 1
    pages: int = 1
    chances: tuple[tuple[float, ...], ...] = ()
    strip: StripPicture | None = None
    printed: tuple[Printed, ...] = ()
    corners: tuple[tuple[int, int], ...] = field(default=())

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the MRZ; none where none was read."""
        return self.reading.lines if self.reading else ()

    def finding(self, code: str) -> Finding | None:
        """The finding of this code, the picture's before the MRZ's."""
        every = (*self.findings, *(self.reading.findings if self.reading else ()))
        return next((finding for finding in every if finding.code == code), None)

    def to_json(self, source: str = "image", templates: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The page as `limen read` prints it (DESIGN 5), with what only a picture has: `page`, `doubts`, `printed`."""
        words = {**MRZ_WORDS, **WORDS} if templates is None else templates
        if self.reading:
            answer = self.reading.to_json(source, words)
        else:
            document: dict[str, Any] = {**dict.fromkeys(_NOTHING), "optional": [], "mrz": []}
            answer = {"source": source, "document": document, "findings": [], "discrepancies": []}
        answer["accepted"] = self.accepted
        answer["findings"] += [finding.to_json(words) for finding in self.findings]
        answer["page"] = {
            "kind": self.kind,
            "width": self.size[0],
            "height": self.size[1],
            "number": self.number,
            "of": self.pages,
            "type": self.page_type or None,
            "mrz_corners": [list(corner) for corner in self.corners],
        }
        answer["doubts"] = [doubt.to_json() for doubt in self.doubts]
        answer["printed"] = [text.to_json() for text in self.printed]
        return answer
