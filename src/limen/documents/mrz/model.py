"""What a reading answers: the document, every field with its place, every check, and what a failed digit may mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from limen.documents.mrz.words import WORDS
from limen.vocabulary.countries import iso2_of
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.evidence import Finding
from limen.vocabulary.person import Sex, TravelDocument


@dataclass(frozen=True, slots=True)
class Field:
    """One data element as printed: `line`, `start` and `end` count from 1, `end` included.

    Every position of an MRZ belongs to exactly one field. `value` is the text without fillers, a `PartialDate`, a
    `Sex`, or None where the characters mean nothing.
    """

    name: str
    line: int
    start: int
    end: int
    raw: str
    value: str | PartialDate | Sex | None

    def to_json(self) -> dict[str, Any]:
        """The field with its value as text."""
        return {
            "name": self.name,
            "line": self.line,
            "start": self.start,
            "end": self.end,
            "raw": self.raw,
            "value": None if self.value is None else str(self.value),
        }


@dataclass(frozen=True, slots=True)
class Repair:
    """One slip of a scanner or a typist that would explain a failed check digit; never applied, only shown.

    `position` counts from 1 in the line; `was` and `might_be` are the characters there (two of them for `transposed`);
    `why` is `scanner`, `transposed`, `key` or `filler`; `rank` 1 is the likeliest. With the repair made (and, where two
    fields fail, some repair of the other) the field's own digit and the composite digit pass.
    """

    field: str
    position: int
    was: str
    might_be: str
    why: str
    rank: int
    line: int = 0

    def to_json(self) -> dict[str, Any]:
        """The repair with its reason in words."""
        answer = {name: getattr(self, name) for name in ("field", "line", "position", "was", "might_be", "why", "rank")}
        answer["reason"] = WORDS[f"mrz.repair.{self.why}"].format_map(answer)
        return answer


@dataclass(frozen=True, slots=True)
class Reading:
    """One MRZ as read on a day.

    `lines` are its characters after case, spaces and look-alikes of the filler were set right; `findings` every check
    made, in the order of the lines; `accepted` means read with certainty, not genuine and not in force: the structure
    is known, every check digit passed, and every field holds what its format allows there.
    """

    format: str
    lines: tuple[str, ...]
    document: TravelDocument
    fields: tuple[Field, ...]
    findings: tuple[Finding, ...]
    repairs: tuple[Repair, ...]
    accepted: bool

    def field(self, name: str) -> Field | None:
        """The field of this name, or None where the format has none."""
        return next((field for field in self.fields if field.name == name), None)

    def finding(self, code: str) -> Finding | None:
        """The finding of this code, or None where the check does not belong to the format."""
        return next((finding for finding in self.findings if finding.code == code), None)

    def to_json(self, source: str = "mrz", templates: Mapping[str, str] = WORDS) -> dict[str, Any]:
        """The reading as `limen read` prints it (DESIGN 5): codes as printed with the ISO code beside, findings in
        words; `repairs` only where a check digit failed."""
        document = self.document.to_json()
        document["issuer_iso"] = iso2_of(self.document.issuer)
        document["nationality_iso"] = iso2_of(self.document.nationality)
        answer: dict[str, Any] = {
            "source": source,
            "accepted": self.accepted,
            "document": document,
            "findings": [finding.to_json(templates) for finding in self.findings],
            "discrepancies": [],
        }
        if self.repairs:
            answer["repairs"] = [repair.to_json() for repair in self.repairs]
        return answer
