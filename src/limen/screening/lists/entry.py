"""What one list says of one person, document or thing; who owns the list; what reading it gave.

An entry keeps what was printed. Its `content_hash` covers all of it but its number on the list, so that a resolution
remembered under the hash survives a renumbering of the list and ends with any change of content.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from limen.vocabulary import countries
from limen.vocabulary.dates import DateError, PartialDate
from limen.vocabulary.names import fold
from limen.vocabulary.person import Sex


class Schema(StrEnum):
    """What an entry describes."""

    PERSON = "person"
    ENTITY = "entity"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"
    DOCUMENT = "document"  # a lost or stolen document: a number without a holder


class NameKind(StrEnum):
    """How firmly a list holds a name."""

    PRIMARY = "primary"
    ALIAS = "alias"
    WEAK = "weak"  # the list itself calls it low quality
    ORIGINAL = "original"  # in the script of the person's own documents


@dataclass(frozen=True, slots=True)
class ListedName:
    """One name as a list prints it, given names first."""

    text: str
    kind: NameKind = NameKind.PRIMARY


@dataclass(frozen=True, slots=True)
class BirthInterval:
    """A birth that a list dates between two partial dates, both included; `first == last` for one date.

    `circa` on either date is kept. Text form: EDTF, `1962/1964` for a range, `1963~` for circa.
    """

    first: PartialDate
    last: PartialDate

    def __post_init__(self) -> None:
        if self.last.last < self.first.first:
            raise DateError(f"a birth cannot lie between {self.first} and {self.last}: the range ends before it begins")

    @classmethod
    def of(cls, date: PartialDate) -> BirthInterval:
        """The interval of one partial date."""
        return cls(date, date)

    @classmethod
    def parse(cls, text: str) -> BirthInterval:
        """Read `1980-03-05`, `1963~`, `1962/1964`. Raises DateError."""
        first, _, last = text.partition("/")
        start = PartialDate.parse(first)
        return cls(start, PartialDate.parse(last) if last else start)

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}/{self.last}"

    @property
    def is_circa(self) -> bool:
        """Whether the list calls the date approximate."""
        return self.first.circa or self.last.circa


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A document number on a list; `issuer` is ISO 3166 two-letter where it could be mapped, else as printed.

    Of a document reported lost: `status` says what happened (lost, stolen, revoked, invalid or blank), `lost_on` and
    `reported_on` when, in EDTF; empty where the list does not say.
    """

    number: str
    issuer: str = ""
    kind: str = ""
    status: str = ""
    lost_on: str = ""
    reported_on: str = ""

    def to_json(self) -> list[str]:
        """The values in order; what a list does not say at the end is left out, so that its hash stays what it was."""
        values = [self.number, self.issuer, self.kind, self.status, self.lost_on, self.reported_on]
        while len(values) > 3 and not values[-1]:
            values.pop()
        return values


@dataclass(frozen=True, slots=True)
class Nationality:
    """A nationality as printed, with its ISO 3166 two-letter code where it could be mapped, else empty."""

    printed: str
    iso2: str = ""

    @classmethod
    def of(cls, printed: str) -> Nationality:
        """The nationality a list prints as a country's name or code."""
        return cls(printed, country_code(printed))


@dataclass(frozen=True, slots=True)
class Scope:
    """Where and when an entry is looked at: posts, flights, directions, a first and a last day in ISO 8601.

    A part that is empty leaves nothing out, and neither does what is not known of a crossing, such as its flight:
    what is unknown never excludes. Raises DateError for days that are none, or end before they begin.
    """

    posts: tuple[str, ...] = ()
    flights: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    first: str = ""
    last: str = ""

    def __post_init__(self) -> None:
        for day in filter(None, (self.first, self.last)):
            try:
                date.fromisoformat(day)
            except ValueError as error:
                raise DateError(f"{day[:20]!r} is no day of a scope: write it as 2026-11-22") from error
        if self.first and self.last and self.last < self.first:
            raise DateError(f"a scope cannot run from {self.first} to {self.last}: it ends before it begins")

    def __bool__(self) -> bool:
        return bool(self.to_json())

    def covers(self, post: str, on: date, direction: str, flight: str = "") -> bool:
        """Whether somebody who crosses there, then, that way, may be looked for by this entry."""
        day = on.isoformat()
        return (
            _may_be(post, self.posts)
            and _may_be(direction, self.directions)
            and _may_be(flight, self.flights)
            and (not self.first or self.first <= day)
            and (not self.last or day <= self.last)
        )

    def to_json(self) -> dict[str, Any]:
        """The parts that leave something out; `from_json` reads them back."""
        parts: dict[str, Any] = {
            "posts": list(self.posts), "flights": list(self.flights), "directions": list(self.directions),
            "first": self.first, "last": self.last,
        }  # fmt: skip
        return {name: value for name, value in parts.items() if value}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Scope:
        """The scope `to_json` wrote. Raises DateError."""
        posts, flights, directions = (tuple(content.get(part, ())) for part in ("posts", "flights", "directions"))
        return cls(posts, flights, directions, content.get("first", ""), content.get("last", ""))


def _may_be(known: str, wanted: tuple[str, ...]) -> bool:
    return not known or not wanted or known in wanted


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything one list says under one number.

    `id` is the list's own number; `key` is unique over lists. `names` is empty only for a document without a holder.
    `places` are addresses as printed; `scope` says where and when the entry is looked at, None everywhere and always.
    """

    id: str
    list: str
    names: tuple[ListedName, ...]
    born: tuple[BirthInterval, ...] = ()
    sex: Sex | None = None
    nationalities: tuple[Nationality, ...] = ()
    documents: tuple[ListedDocument, ...] = ()
    note: str = ""
    schema: Schema = Schema.PERSON
    places: tuple[str, ...] = ()
    scope: Scope | None = None

    @property
    def key(self) -> str:
        """`list:id`, unique over all lists."""
        return f"{self.list}:{self.id}"

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) over the canonical JSON of everything but the entry's number on its list."""
        content = self.to_json()
        del content["id"]
        return hashlib.sha256(canonical(content)).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """The entry as plain values; `from_json` reads it back."""
        content: dict[str, Any] = {
            "id": self.id,
            "list": self.list,
            "schema": str(self.schema),
            "names": [[name.text, str(name.kind)] for name in self.names],
            "born": [str(interval) for interval in self.born],
            "sex": str(self.sex) if self.sex else None,
            "nationalities": [[nation.printed, nation.iso2] for nation in self.nationalities],
            "documents": [document.to_json() for document in self.documents],
            "note": self.note,
        }
        # Written only where there is one, so that the hash of an entry without places or scope stays what it was.
        content |= {"places": list(self.places)} if self.places else {}
        return {**content, "scope": self.scope.to_json()} if self.scope else content

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Entry:
        """The entry `to_json` wrote."""
        return cls(
            id=content["id"],
            list=content["list"],
            names=tuple(ListedName(text, NameKind(kind)) for text, kind in content["names"]),
            born=tuple(BirthInterval.parse(text) for text in content["born"]),
            sex=Sex(content["sex"]) if content["sex"] else None,
            nationalities=tuple(Nationality(*pair) for pair in content["nationalities"]),
            documents=tuple(ListedDocument(*values) for values in content["documents"]),
            note=content["note"],
            schema=Schema(content["schema"]),
            places=tuple(content.get("places", ())),
            scope=Scope.from_json(content["scope"]) if content.get("scope") else None,
        )


def canonical(content: Any) -> bytes:
    """The one spelling of a JSON value that is hashed: sorted keys, no blanks, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


class ListKind(StrEnum):
    """What a list is for (DESIGN 9.5)."""

    ALERT = "alert"
    CONCERN = "concern"
    LOST_STOLEN = "lost_stolen"
    PERSON_OF_INTEREST = "person_of_interest"


@dataclass(frozen=True, slots=True)
class ListManifest:
    """What a post must know of a list before it uses it (DESIGN 9.5).

    `action` is what an officer does on a true hit, in the owner's words; `feeds_fact` names the fact a confirmed hit
    feeds; `threshold` is the lowest score reported, 0 to 1, or None for the room's own; `alerts_per_thousand` states it
    instead by what it may cost, and holds where there is no `threshold` (see `calibration.threshold_for`); `audience`
    the roles that may see a hit (empty: all); `expires` the last day the copy may be used; `owner_country` the State
    whose list it is, ISO 3166 two-letter, where it is a State's.
    """

    id: str
    title: str = ""
    owner: str = ""
    kind: ListKind = ListKind.CONCERN
    action: str = ""
    feeds_fact: str = ""
    threshold: float | None = None
    audience: frozenset[str] = frozenset()
    expires: str = ""
    alerts_per_thousand: float | None = None
    owner_country: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be taken: its number (from 1), why, and the start of its text."""

    row: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class ListContent:
    """What reading a list gave: every row is an entry, part of one, or rejected.

    `rows_read == sum(rows_accounted.values()) + len(rejected)`; `rows_accounted` counts rows by what they describe
    (`person`, `entity`, `vessel`, `aircraft`, `document`; `alias` and `address` for rows that say more of an entry;
    `skipped` for rows of what no traveller can be).
    """

    list: str
    format: str
    entries: tuple[Entry, ...]
    rows_read: int
    rows_accounted: Mapping[str, int]
    rejected: tuple[Rejected, ...] = ()

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) over the entries' keys and content hashes, whatever their order."""
        lines = sorted(f"{entry.key} {entry.content_hash}" for entry in self.entries)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


# How published lists name states that CLDR names otherwise, and words lists use for a people; folded.
_PRINTED = MappingProxyType(
    {
        "korea north": "KP", "korea south": "KR", "democratic people s republic of korea": "KP",
        "democratic peoples republic of korea": "KP", "dprk": "KP", "republic of korea": "KR", "burma": "MM",
        "myanmar": "MM", "russian federation": "RU", "iran islamic republic of": "IR", "islamic republic of iran": "IR",
        "syrian arab republic": "SY", "libyan arab jamahiriya": "LY", "turkey": "TR", "turkiye": "TR",
        "congo democratic republic of the": "CD", "democratic republic of the congo": "CD",
        "congo republic of the": "CG", "united kingdom of great britain and northern ireland": "GB",
        "united states of america": "US", "united republic of tanzania": "TZ", "bolivarian republic of venezuela": "VE",
        "viet nam": "VN", "cote d ivoire": "CI", "cote divoire": "CI", "ivory coast": "CI", "the gambia": "GM",
        "bahamas the": "BS", "macedonia the former yugoslav republic of": "MK", "moldova republic of": "MD",
        "palestinian": "PS", "palestinian authority": "PS", "west bank": "PS", "region gaza": "PS", "hong kong": "HK",
        "macau": "MO", "czech republic": "CZ", "swaziland": "SZ", "holy see": "VA", "kosovo": "XK", "taiwan": "TW",
        "cabo verde": "CV", "laos": "LA", "brunei": "BN", "bosnia and herzegovina": "BA", "trinidad and tobago": "TT",
        "saint kitts and nevis": "KN", "antigua and barbuda": "AG", "sao tome and principe": "ST", "vatican city": "VA",
        "lao people s democratic republic": "LA", "central african republic": "CF", "dominica": "DM", "yemeni": "YE",
        "north macedonia the republic of": "MK", "state of palestine": "PS",
    }
)  # fmt: skip


@lru_cache(maxsize=1)
def _names_of_states() -> Mapping[str, str]:
    found = (countries.find(code) for code in countries.codes())
    return MappingProxyType({fold(state.name): state.iso2 for state in found if state and state.iso2} | dict(_PRINTED))


@lru_cache(maxsize=4096)
def country_code(printed: str) -> str:
    """The ISO 3166 two-letter code of a country as a list or a document prints it, or nothing where none is sure."""
    text = printed.strip()
    if len(text) <= 3:
        code = countries.iso2_of(text)
        state = countries.of_iso(text)
        return code or (state.iso2 if state else "")
    return _names_of_states().get(fold(text), "")
