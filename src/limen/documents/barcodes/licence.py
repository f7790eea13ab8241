"""Driving licences and identity cards of North America (AAMVA): the PDF417 on the back, every version of its header.

Version 1 has no number for the State's own version; dates are year first in version 1 and in Canada, month first in
the United States. Nobody signs such a barcode: it is a copy of the face of the card, to be compared with it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from limen.documents.agreement import Said, Statement
from limen.documents.barcodes.errors import BarcodeError
from limen.documents.barcodes.words import WORDS
from limen.vocabulary.dates import DateError, PartialDate, spoken_day
from limen.vocabulary.evidence import N_, Finding, Outcome
from limen.vocabulary.person import Sex

CLAUSE = "AAMVA DL/ID Card Design Standard, Annex D"
LONGEST = 4096
_MOST_PARTS, _MOST_ELEMENTS = 10, 200
_HEADER = re.compile(
    r"@\r?\n?[\x1c\x1e]?\r?\n?(?:ANSI |AAMVA)(?P<issuer>\d{6})(?P<version>\d{2})(?P<rest>\d{2,4})", re.ASCII
)
_ELEMENT = re.compile(r"[DZ][A-Z][A-Z0-9]")
_SEXES = MappingProxyType(
    {"1": Sex.MALE, "2": Sex.FEMALE, "9": Sex.UNSPECIFIED, "M": Sex.MALE, "F": Sex.FEMALE, "X": Sex.UNSPECIFIED}
)
_NEEDED = ("DAQ", "DBB", "DBA")
_CANADA = "CAN"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues under an issuer identification number: a State or province and its country."""

    number: str
    name: str
    code: str
    country: str


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence (`DL`) or identity card (`ID`): the fields a border needs, and every element as it was read."""

    kind: str
    version: int
    state_version: int | None
    issuer: Issuer
    number: str
    surname: str
    given: str
    birth: PartialDate | None
    sex: Sex | None
    issued: PartialDate | None
    expiry: PartialDate | None
    address: tuple[str, ...]
    elements: Mapping[str, str] = field(repr=False)
    truncated: bool = False
    findings: tuple[Finding, ...] = ()

    @property
    def statement(self) -> Statement:
        """What it says of its holder."""
        said: dict[str, Said | None] = {
            "number": self.number,
            "surname": self.surname,
            "given": self.given,
            "birth": self.birth,
            "sex": self.sex,
            "expiry": self.expiry,
        }
        cut = frozenset({"surname", "given", "name"}) if self.truncated else frozenset()
        return Statement("licence", {name: value for name, value in said.items() if value}, cut=cut)

    def to_json(self) -> dict[str, Any]:
        """The licence as it is shown and exchanged."""
        return {
            "kind": self.kind,
            "version": self.version,
            "issuer": self.issuer.name or self.issuer.number,
            "country": self.issuer.country,
            "number": self.number,
            "surname": self.surname,
            "given": self.given,
            "birth": str(self.birth) if self.birth else None,
            "sex": str(self.sex) if self.sex else None,
            "issued": str(self.issued) if self.issued else None,
            "expiry": str(self.expiry) if self.expiry else None,
            "address": list(self.address),
            "elements": dict(self.elements),
            "findings": [finding.to_json(WORDS) for finding in self.findings],
        }


@lru_cache(maxsize=1)
def issuers() -> Mapping[str, Issuer]:
    """The issuers by their numbers, as published by AAMVA."""
    text = resources.files("limen.documents.barcodes").joinpath("issuers.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return MappingProxyType({row["number"]: Issuer(**row) for row in rows})


def is_licence(text: str) -> bool:
    """Whether a text begins as the barcode of a licence does."""
    return _HEADER.match(text[:40]) is not None


def read_licence(source: bytes | str, *, on: date) -> Licence:
    """Read the content of a licence's PDF417. Raises BarcodeError for what is none."""
    text = source.decode("latin-1") if isinstance(source, bytes) else source
    if len(text) > LONGEST:
        raise BarcodeError(
            N_("{count} characters are more than such a barcode holds ({most})"), count=len(text), most=LONGEST
        )
    found = _HEADER.match(text)
    if not found:
        raise BarcodeError(N_("the barcode of a licence begins with @, ANSI and the issuer's number; take its bytes"))
    version = int(found["version"])
    first = found.start("rest")
    state_version = None
    if version >= 2:
        state_version, first = int(text[first : first + 2]), first + 2
    flaws: list[str] = []
    kind, elements = _parts(text, first, flaws)
    known = issuers().get(found["issuer"])
    issuer = known or Issuer(found["issuer"], "", "", elements.get("DCG", ""))
    surname, given = _names(elements)
    year_first = version < 2 or elements.get("DCG", issuer.country) == _CANADA
    days = {name: _day(elements.get(code, ""), year_first) for name, code in _DAYS.items()}
    licence = Licence(
        kind, version, state_version, issuer, elements.get("DAQ", ""), surname, given, days["birth"],
        _SEXES.get(elements.get("DBC", "").upper()), days["issued"], days["expiry"], _address(elements),
        MappingProxyType(elements), any(elements.get(code) == "T" for code in ("DDE", "DDF", "DDG")),
    )  # fmt: skip
    findings = (*_structure(flaws, known, found["issuer"], elements), *_told(licence, on))
    return replace(licence, findings=findings)


_DAYS = MappingProxyType({"birth": "DBB", "expiry": "DBA", "issued": "DBD"})


def _parts(text: str, first: int, flaws: list[str]) -> tuple[str, dict[str, str]]:
    """The elements of the licence's own part, and of the State's parts behind them.

    Offsets are wrong in many real cards; then the part is looked for by its two letters.
    """
    count = text[first : first + 2]
    number = int(count) if re.fullmatch(r"[0-9]{2}", count) else 0
    at = first + 2
    kind = ""
    elements: dict[str, str] = {}
    for place in range(min(max(number, 1), _MOST_PARTS)):
        designator = re.match(r"([A-Z]{2})(\d{4})(\d{4})", text[at + 10 * place : at + 10 * place + 10])
        if not designator:
            flaws.append("parts")
            break
        letters, offset, length = designator[1], int(designator[2]), int(designator[3])
        part = text[offset : offset + length]
        if not part.startswith(letters):
            flaws.append(letters)
            start = text.find(f"{letters}D" if letters in ("DL", "ID") else letters, at + 10 * number)
            part = text[start:].partition("\r")[0] if start >= 0 else ""
        if letters in ("DL", "ID") and not kind:
            kind = letters
        for code, value in _elements(part[2:]):
            elements.setdefault(code, value)
    if not kind:
        flaws.append("DL")
    return kind, elements


def _elements(part: str) -> Iterator[tuple[str, str]]:
    """The elements, each on a line: three letters and a value."""
    for line in re.split(r"[\n\r]", part)[:_MOST_ELEMENTS]:
        if _ELEMENT.match(line):
            value = line[3:].strip()
            yield line[:3], "" if value.upper() in ("NONE", "UNAVL") and line[:3] != "DCS" else value


def _names(elements: Mapping[str, str]) -> tuple[str, str]:
    """Surname and given names: by parts in versions 1 and from 4, given names together in 2 and 3, whole in others."""
    surname = elements.get("DCS") or elements.get("DAB", "")
    given = elements.get("DCT", "").replace(",", " ")
    if not given:
        given = f"{elements.get('DAC', '')} {elements.get('DAD', '')}"
    whole = elements.get("DAA", "")
    if whole and not surname:
        parts = [part.strip() for part in re.split(r"[,@]", whole)]
        surname, given = parts[0], " ".join(parts[1:3])
    return surname.strip().rstrip(","), " ".join(given.split())


def _address(elements: Mapping[str, str]) -> tuple[str, ...]:
    place = f"{elements.get('DAI', '')} {elements.get('DAJ', '')} {elements.get('DAK', '')[:5].strip()}".strip()
    return tuple(one for one in (elements.get("DAG", ""), elements.get("DAH", ""), " ".join(place.split())) if one)


def _day(text: str, year_first: bool) -> PartialDate | None:
    """A day in the country's order; where it is none in that order and one in the other, it is read so."""
    if not re.fullmatch(r"[0-9]{8}", text):
        return None
    orders = [(text[:4], text[4:6], text[6:]), (text[4:], text[:2], text[2:4])]
    for year, month, day in orders if year_first else reversed(orders):
        try:
            if 1850 <= int(year) <= 2200 and int(month) and int(day):
                return PartialDate(int(year), int(month), int(day))
        except DateError:
            continue
    return None


# -- findings --------------------------------------------------------------------------------------------------------


def _structure(flaws: list[str], known: Issuer | None, number: str, elements: Mapping[str, str]) -> Iterator[Finding]:
    where = ", ".join(dict.fromkeys(flaws))
    yield Finding("licence.structure", Outcome.UNSURE if flaws else Outcome.PASSED, {"where": where}, CLAUSE)
    params = {"number": number, "name": known.name if known else ""}
    yield Finding("licence.issuer", Outcome.PASSED if known else Outcome.UNSURE, params, CLAUSE)
    missing = [code for code in _NEEDED if not elements.get(code)]
    outcome = Outcome.UNSURE if missing else Outcome.PASSED
    yield Finding("licence.elements", outcome, {"missing": ", ".join(missing), "count": len(elements)}, CLAUSE)


def _told(licence: Licence, on: date) -> Iterator[Finding]:
    for name, code in _DAYS.items():
        printed = licence.elements.get(code, "")
        if printed and getattr(licence, name) is None:
            yield Finding("licence.day", Outcome.UNSURE, {"field": name, "printed": printed[:20]}, CLAUSE)
    expiry = licence.expiry
    if expiry is None:
        yield Finding("licence.expiry", Outcome.NOT_DONE, {}, CLAUSE)
    else:
        outcome = Outcome.FAILED if expiry.last < on else Outcome.PASSED
        params = {"date": str(expiry), "date_words": spoken_day(expiry)}
        yield Finding("licence.expiry", outcome, params, CLAUSE)
    ordered = [day for day in (licence.birth, licence.issued, licence.expiry) if day]
    outcome = Outcome.PASSED if ordered == sorted(ordered) else Outcome.FAILED
    yield Finding("licence.days", outcome if len(ordered) > 1 else Outcome.NOT_DONE, {}, CLAUSE)
    yield Finding("licence.unsigned", Outcome.NOT_DONE, {}, CLAUSE)


# -- writing ---------------------------------------------------------------------------------------------------------


def write_licence(
    elements: Mapping[str, str], *, issuer: str, version: int = 10, state_version: int = 0, kind: str = "DL"
) -> bytes:
    """The content of a licence's PDF417 from its elements by their three letters."""
    head = f"@\n\x1e\rANSI {issuer}{version:02}"
    if version >= 2:
        head += f"{state_version:02}"
    part = kind + "\n".join(f"{code}{value}" for code, value in elements.items()) + "\r"
    offset = len(head) + 2 + 10
    return f"{head}01{kind}{offset:04}{len(part):04}{part}".encode("latin-1")
