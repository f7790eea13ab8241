"""Boarding passes (IATA Resolution 792, BCBP): who flies where, when, in which seat, and what the airline checked.

Sixty characters must be there, each further leg has 37; the sizes written in hexadecimal say how much more follows.
Nothing here is proof of identity: a pass can be printed by anyone, and its security data only the airline can check.

>>> from datetime import date
>>> text = "M1SHIKII/TARO         EUTO4XQ NRTFRAUT 0834 326C012A0025 100"
>>> read = read_boarding_pass(text, on=date(2026, 11, 22))
>>> read.surname, read.legs[0].origin, str(read.legs[0].flies_on)
('SHIKII', 'NRT', '2026-11-22')
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from limen.documents.agreement import Statement
from limen.documents.barcodes.errors import BarcodeError
from limen.documents.barcodes.words import WORDS
from limen.vocabulary.dates import spoken_day
from limen.vocabulary.evidence import N_, Finding, Outcome

CLAUSE = "IATA Resolution 792"
LONGEST = 1200  # characters; four legs with all that the airline may add
_SHORTEST = 60
_MOST_LEGS = 9  # the number of legs is one character
_Layout = tuple[tuple[str, int], ...]
_UNIQUE: _Layout = (("format", 1), ("legs", 1), ("name", 20), ("electronic_ticket", 1))
_LEG: _Layout = (
    ("reference", 7),
    ("origin", 3),
    ("destination", 3),
    ("carrier", 3),
    ("flight", 5),
    ("day_of_year", 3),
    ("compartment", 1),
    ("seat", 4),
    ("sequence", 5),
    ("status", 1),
)
_UNIQUE_MORE: _Layout = (
    ("description", 1),
    ("check_in_source", 1),
    ("issue_source", 1),
    ("issued", 4),
    ("document", 1),
    ("issuer", 3),
    ("bag_tag", 13),
    ("bag_tag_2", 13),
    ("bag_tag_3", 13),
)
_LEG_MORE: _Layout = (
    ("airline_number", 3),
    ("ticket", 10),
    ("selectee", 1),
    ("documents_checked", 1),
    ("marketing_carrier", 3),
    ("frequent_flyer_airline", 3),
    ("frequent_flyer_number", 16),
    ("discount", 1),
    ("bags_allowed", 3),
    ("fast_track", 1),
)
_TITLES = ("MSTR", "MISS", "PROF", "MRS", "CHD", "INF", "MS", "MR", "DR")
_WANTED = N_("a boarding pass begins with M, the number of legs and a name, and has 60 characters at least")


@dataclass(frozen=True, slots=True)
class Leg:
    """One flight: what must be there by name (`carrier`, `flight`, `seat` …), what may be, what the airline added."""

    said: Mapping[str, str]
    more: Mapping[str, str] = field(default_factory=dict)
    airline: str = ""
    flies_on: date | None = None

    @property
    def origin(self) -> str:
        """The airport or city the flight leaves."""
        return self.said["origin"]

    @property
    def destination(self) -> str:
        """The airport or city the flight goes to."""
        return self.said["destination"]

    @property
    def flight(self) -> str:
        """The flight as it is announced: `UT 834`."""
        return f"{self.said['carrier']} {self.said['flight'].lstrip('0')}".strip()


@dataclass(frozen=True, slots=True)
class BoardingPass:
    """A boarding pass as read on a day; what it says wrongly is a finding."""

    surname: str
    given: str
    legs: tuple[Leg, ...]
    electronic: bool
    version: int | None = None
    more: Mapping[str, str] = field(default_factory=dict)
    issued_on: date | None = None
    security_kind: str = ""
    security: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def statement(self) -> Statement:
        """What it says of the traveller; names have twenty characters here and are often cut."""
        values = {"surname": self.surname, "given": self.given}
        said = {name: value for name, value in values.items() if value}
        return Statement("boarding_pass", said, certain=False, cut=frozenset(values))

    def to_json(self) -> dict[str, Any]:
        """The pass as it is shown and exchanged."""
        return {
            "surname": self.surname,
            "given": self.given,
            "version": self.version,
            "issued_on": self.issued_on.isoformat() if self.issued_on else None,
            "legs": [
                {**leg.said, **leg.more, "flies_on": leg.flies_on.isoformat() if leg.flies_on else None}
                for leg in self.legs
            ],
            **self.more,
            "findings": [finding.to_json(WORDS) for finding in self.findings],
        }


def is_boarding_pass(text: str) -> bool:
    """Whether a text begins as a boarding pass does."""
    return bool(re.match(r"M[1-9][^\d\r\n]{20}[E ]", text[:24])) and len(text) >= _SHORTEST


def read_boarding_pass(text: str, *, on: date) -> BoardingPass:
    """Read the text of a boarding pass; days have no year there, so the one nearest to `on` is taken.

    Raises BarcodeError for what is no boarding pass.
    """
    text = text.strip("\r\n\0")
    if len(text) > LONGEST:
        raise BarcodeError(
            N_("{count} characters are more than a boarding pass holds ({most})"), count=len(text), most=LONGEST
        )
    if len(text) < _SHORTEST or text[0] != "M" or text[1] not in "123456789" or not text.isprintable():
        raise BarcodeError(_WANTED)
    source = _Source(text)
    whole = source.fields(_UNIQUE)
    legs: list[tuple[dict[str, str], dict[str, str], str]] = []
    more: dict[str, str] = {}
    version = None
    for number in range(int(whole["legs"])):
        if source.left < sum(size for _, size in _LEG) + 2:
            source.flaws.append("legs")
            break
        said = source.fields(_LEG)
        part = source.sized("size")
        if number == 0 and part.text[:1] == ">":
            version, more = _read_unique(part)
        extra = part.sized("size").fields(_LEG_MORE) if part.left >= 2 else {}
        legs.append((said, {name: value for name, value in extra.items() if value}, part.rest().rstrip()))
        source.flaws += part.flaws
    security_kind, security = _read_security(source)
    if source.rest().strip():
        source.flaws.append("rest")
    issued = _issued(more.get("issued", ""), on)
    dated = tuple(Leg(said, extra, airline, _day(said["day_of_year"], issued or on)) for said, extra, airline in legs)
    surname, given = _name(whole["name"])
    findings = (*_structure(source.flaws, int(whole["legs"])), *_flights(dated, on), *_proof(security_kind, dated))
    return BoardingPass(
        surname, given, dated, whole["electronic_ticket"] == "E", version, MappingProxyType(more), issued,
        security_kind, security, findings,
    )  # fmt: skip


class _Source:
    """Text taken piece by piece; what is cut short is a flaw and reads as empty."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.flaws: list[str] = []

    @property
    def left(self) -> int:
        return len(self.text) - self.at

    def take(self, count: int) -> str:
        taken = self.text[self.at : self.at + count]
        self.at += len(taken)
        return taken

    def fields(self, layout: _Layout) -> dict[str, str]:
        return {name: self.take(size).strip() for name, size in layout}

    def sized(self, name: str) -> _Source:
        """A part whose size stands before it in hexadecimal."""
        written = self.take(2)
        if not re.fullmatch(r"[0-9A-Fa-f]{2}", written):
            if written.strip():
                self.flaws.append(name)
            return _Source("")
        size = int(written, 16)
        if size > self.left:
            self.flaws.append(name)
        return _Source(self.take(size))

    def rest(self) -> str:
        return self.take(self.left)


def _read_unique(part: _Source) -> tuple[int | None, dict[str, str]]:
    part.take(1)
    written = part.take(1)
    inner = part.sized("size")
    more = {name: value for name, value in inner.fields(_UNIQUE_MORE).items() if value}
    if inner.rest().strip():
        part.flaws.append("size")
    return (int(written) if written.isascii() and written.isdigit() else None), more


def _read_security(source: _Source) -> tuple[str, str]:
    """The security data after `^`: its kind, and what it holds."""
    if source.text[source.at : source.at + 1] != "^":
        return "", ""
    source.take(1)
    kind = source.take(1)
    part = source.sized("security")
    return kind, part.rest()


def _name(text: str) -> tuple[str, str]:
    """Surname and given names, without the title that airlines write after them."""
    surname, _, given = text.partition("/")
    given = given.strip()
    for title in _TITLES:
        if given.endswith(f" {title}") or (given.endswith(title) and len(given) > len(title) + 1):
            given = given[: -len(title)].strip()
            break
    return surname.strip(), given


def _day(text: str, near: date) -> date | None:
    """The day of a year that is nearest to another day; day 366 only in a leap year."""
    if not re.fullmatch(r"[0-9]{3}", text) or not 1 <= int(text) <= 366:
        return None
    found = []
    for year in (near.year - 1, near.year, near.year + 1):
        day = date(year, 1, 1) + timedelta(days=int(text) - 1)
        if day.year == year:
            found.append(day)
    return min(found, key=lambda day: abs((day - near).days), default=None)


def _issued(text: str, on: date) -> date | None:
    """The last digit of the year and the day of the year; the latest such day not after tomorrow."""
    if not re.fullmatch(r"[0-9]{4}", text) or not 1 <= int(text[1:]) <= 366:
        return None
    year = on.year - (on.year - int(text[0])) % 10
    for one in (year + 10, year):
        day = date(one, 1, 1) + timedelta(days=int(text[1:]) - 1)
        if day.year == one and day <= on + timedelta(days=1):
            return day
    return None


# -- findings --------------------------------------------------------------------------------------------------------


def _structure(flaws: Sequence[str], legs: int) -> Iterator[Finding]:
    where = ", ".join(dict.fromkeys(flaws))
    outcome = Outcome.UNSURE if flaws else Outcome.PASSED
    yield Finding("boarding_pass.structure", outcome, {"legs": legs, "where": where}, CLAUSE)


def _flights(legs: tuple[Leg, ...], on: date) -> Iterator[Finding]:
    for number, leg in enumerate(legs, 1):
        params: dict[str, str | int] = {"leg": number, "flight": leg.flight}
        if leg.flies_on is None:
            yield Finding("boarding_pass.day", Outcome.UNSURE, {**params, "printed": leg.said["day_of_year"]}, CLAUSE)
            continue
        params |= {"date": leg.flies_on.isoformat(), "date_words": spoken_day(leg.flies_on)}
        near = abs((leg.flies_on - on).days) <= 1
        yield Finding("boarding_pass.flight", Outcome.PASSED if near else Outcome.UNSURE, params, CLAUSE)
    broken = [one for one, after in itertools.pairwise(legs) if one.destination != after.origin]
    if len(legs) > 1:
        params = {"place": broken[0].destination if broken else ""}
        yield Finding("boarding_pass.route", Outcome.UNSURE if broken else Outcome.PASSED, params, CLAUSE)


def _proof(kind: str, legs: tuple[Leg, ...]) -> Iterator[Finding]:
    code = "boarding_pass.security" if kind else "boarding_pass.unsigned"
    yield Finding(code, Outcome.NOT_DONE, {"kind": kind}, CLAUSE)
    checked = next((leg.more["documents_checked"] for leg in legs if "documents_checked" in leg.more), "")
    outcome = {"2": Outcome.PASSED, "1": Outcome.UNSURE}.get(checked, Outcome.NOT_DONE)
    yield Finding("boarding_pass.documents_checked", outcome, {"printed": checked or "-"}, CLAUSE)


# -- writing ---------------------------------------------------------------------------------------------------------


def write_boarding_pass(
    name: str,
    legs: Sequence[Mapping[str, str]],
    *,
    version: int = 6,
    more: Mapping[str, str] | None = None,
    security: str = "",
    electronic: bool = True,
) -> str:
    """The text of a boarding pass: `legs` give fields by the names above, `airline` what the airline adds."""
    if not 1 <= len(legs) <= _MOST_LEGS:
        raise BarcodeError(N_("a boarding pass has one to {most} legs"), most=_MOST_LEGS)
    text = f"M{len(legs)}{name.upper()[:20]:20}{'E' if electronic else ' '}"
    for number, leg in enumerate(legs):
        text += _put(_LEG, leg)
        part = ""
        if number == 0 and more is not None:
            unique = _put(_UNIQUE_MORE, more).rstrip()
            part = f">{version}{len(unique):02X}{unique}"
        extra = _put(_LEG_MORE, leg).rstrip()
        airline = leg.get("airline", "")
        if part or extra or airline:
            part += f"{len(extra):02X}{extra}{airline}"
        if len(part) > 0xFF:
            raise BarcodeError(N_("what a leg adds has at most 255 characters"))
        text += f"{len(part):02X}{part}"
    return text + (f"^1{len(security):02X}{security}" if security else "")


def _put(layout: _Layout, values: Mapping[str, str]) -> str:
    return "".join(values.get(name, "")[:size].ljust(size) for name, size in layout)
