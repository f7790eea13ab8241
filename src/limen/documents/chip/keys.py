"""What opens a chip: three fields of the MRZ, or the card access number; and which of them to look at again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha1

from limen.documents.chip.ciphers import FOR_PACE, Suite
from limen.documents.mrz.digits import check_digit
from limen.documents.mrz.errors import MrzError
from limen.documents.mrz.layout import FORMATS
from limen.documents.mrz.model import Reading
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.evidence import Finding, Outcome
from limen.vocabulary.person import TravelDocument

# Characters that scanners and typists take for one another; OCR-B tells O from 0 by its shape alone.
_ALIKE = "O0DQI1LB8S5Z2G6"
_NOT_PRINTED = re.compile(r"[^A-Z0-9<]")
_CAN = re.compile(r"[0-9]{4,16}")
_NUMBER_WIDTH = 9
# MRZ: reference 1; CAN: reference 2 (Doc 9303-11 4.4.4.1).
OF_MRZ, OF_CAN = 1, 2


@dataclass(frozen=True, slots=True)
class AccessKey:
    """What was read from the document to open its chip: the MRZ's fields with fillers, or the card access number.

    `doubtful` names the fields whose own check digit fails on the page. Nothing of it is printed by `repr`.
    """

    number: str = field(default="", repr=False)
    birth: str = field(default="", repr=False)
    expiry: str = field(default="", repr=False)
    can: str = field(default="", repr=False)
    doubtful: frozenset[str] = frozenset()

    @classmethod
    def of_fields(cls, number: str, birth: str, expiry: str, can: str = "") -> AccessKey:
        """From keyed fields: the document number, and both dates as YYMMDD. Raises MrzError for what is none."""
        number = _NOT_PRINTED.sub("<", number.strip().upper()).rstrip("<")
        if not number or len(number) > 22:
            raise MrzError("a document number has 1 to 22 letters and digits: key it as the page prints it")
        for name, six in (("birth", birth), ("expiry", expiry)):
            if not re.fullmatch(r"[0-9<]{6}", six):
                raise MrzError("the date of {field} is keyed as six digits, year month day", field=name)
        return cls(number.ljust(_NUMBER_WIDTH, "<"), birth, expiry, cls.of_can(can).can if can else "")

    @classmethod
    def of_can(cls, can: str) -> AccessKey:
        """From the card access number that some documents print. Raises MrzError for what is none."""
        can = can.replace(" ", "")
        if not _CAN.fullmatch(can):
            raise MrzError("a card access number has 4 to 16 digits, most have 6")
        return cls(can=can)

    @classmethod
    def of_document(cls, document: TravelDocument) -> AccessKey:
        """From a document; fillers of a partly unknown date are taken from its lines. Raises MrzError without dates."""
        layout, joined = FORMATS.get(document.format), "".join(document.mrz)
        sixes = {}
        for name, day in (("birth", document.birth), ("expiry", document.expiry)):
            if layout and name in layout.elements and len(joined) == layout.lines * layout.width:
                sixes[name] = joined[layout.elements[name].at]
            else:
                sixes[name] = _six(day)
        return cls.of_fields(document.number, sixes["birth"], sixes["expiry"])

    @classmethod
    def of_reading(cls, reading: Reading) -> AccessKey:
        """From an MRZ as read, with its failed check digits. Raises MrzError where it has no dates."""
        made = cls.of_document(reading.document)
        failed = {
            name for name in ("number", "birth", "expiry")
            if (found := reading.finding(f"mrz.check_digit.{name}")) is not None and found.outcome is Outcome.FAILED
        }  # fmt: skip
        return cls(made.number, made.birth, made.expiry, doubtful=frozenset(failed))

    @property
    def information(self) -> bytes:
        """Doc 9303-11 4.3.2 and 4.4.3.1: each field with its check digit; empty where only the CAN is known."""
        if not self.number:
            return b""
        return "".join(part + check_digit(part) for part in (self.number, self.birth, self.expiry)).encode("ascii")

    @property
    def seed(self) -> bytes:
        """The sixteen octets from which the keys of Basic Access Control are made."""
        return sha1(self.information, usedforsecurity=False).digest()[:16]

    def password(self, suite: Suite, reference: int) -> bytes:
        """The key that encrypts the nonce of PACE (Doc 9303-11 4.4.3.1)."""
        if reference == OF_CAN:
            return suite.derive(self.can.encode("ascii"), FOR_PACE)
        return suite.derive(sha1(self.information, usedforsecurity=False).digest(), FOR_PACE)

    @property
    def references(self) -> tuple[int, ...]:
        """The passwords of PACE that can be made, the CAN first: who gave it means it."""
        return (OF_CAN,) * bool(self.can) + (OF_MRZ,) * bool(self.number)

    def rechecks(self) -> Iterator[Finding]:
        """Which fields to compare with the page when the chip does not open, the likeliest first."""
        if self.can:
            yield Finding("chip.recheck.can", Outcome.UNSURE, {"printed": self.can}, "Doc 9303-11 4.4.3.1")
        fields = {"number": self.number, "birth": self.birth, "expiry": self.expiry} if self.number else {}

        def rank(name: str) -> int:
            return 0 if name in self.doubtful else 1 if _LETTERS_ALIKE & set(fields[name]) else 2

        for name in sorted(fields, key=rank):
            printed = fields[name].rstrip("<")
            confused = " ".join(dict.fromkeys(one for one in printed if one in _ALIKE)) if name == "number" else ""
            yield Finding(
                f"chip.recheck.{name}",
                Outcome.FAILED if name in self.doubtful else Outcome.UNSURE,
                {"printed": printed, "alike": confused or "-"},
                "Doc 9303-11 4.3.2",
            )


_LETTERS_ALIKE = frozenset("ODQILBSZG")


def _six(day: PartialDate | None) -> str:
    if day is None:
        return "<<<<<<"
    return f"{day.year % 100:02}" + "".join(f"{part:02}" if part else "<<" for part in (day.month, day.day))
