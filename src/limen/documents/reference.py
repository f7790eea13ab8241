"""The reference library: how documents look when they are genuine, how they were forged, what to look out for.

Rules of this part: a library is one JSON file, pictures in it in base64, bounded before it is looked at, taken whole or
not at all; an entry never says that a document is false, it says which to look at and where; why an entry concerns a
document is told with it. The file is one object; `Entry` says what each field is::

    {"format": "limen-library", "version": 1, "title": "…", "owner": "…", "language": "en", "made_on": "2026-11-01",
     "entries": [{"id": "uto-p-2019", "kind": "specimen", "issuer": "UTO", "type": "P", "title": "…",
                  "features": [{"where": "…", "what": "…", "light": "uv", "picture": "page"}],
                  "pictures": [{"id": "page", "title": "…", "light": "white", "media": "image/png", "data": "…"}]}]}

>>> from limen.vocabulary.dates import PartialDate
>>> from limen.vocabulary.person import TravelDocument
>>> alert = Entry("a-1", Kind.ALERT, "UTO", "P", "Stolen blanks", numbers=(NumberRange("L55000000", "L55999999"),))
>>> held = TravelDocument("TD3", "P", "UTO", "L55O19283", "LINTEL", "OTTILIE", "UTO", None, None, None)
>>> [(found.entry.id, found.why[-1].code) for found in concerning((alert,), held, on=date(2026, 11, 22))]
[('a-1', 'reference.why.number_alike')]
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Self

from limen.vocabulary import countries
from limen.vocabulary.dates import DateError, PartialDate, spoken_day
from limen.vocabulary.evidence import N_, Finding, Outcome
from limen.vocabulary.person import TravelDocument

FORMAT, VERSION = "limen-library", 1
MOST_OCTETS = 48 << 20
MOST_ENTRIES, MOST_PICTURES, MOST_FEATURES, MOST_RANGES = 2_000, 12, 40, 400
MOST_OF_A_PICTURE = 3 << 20
_LONGEST = {"title": 160, "owner": 120, "series": 60, "where": 160, "note": 4000, "source": 300}
_LONG = 2_000  # characters of a text that is not named above
_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,79}")
_TYPE = re.compile(r"[A-Z]{0,2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
MEDIA = ("image/png", "image/jpeg")
# What readers and typists take for one another: the letter, and the digit it is read as.
_READ_AS = str.maketrans("OQDIBSZG", "00018526")

# Under which light something is looked for, with the words of it.
LIGHTS: Mapping[str, str] = {
    "white": N_("in white light"),
    "oblique": N_("in light from the side"),
    "transmitted": N_("held against the light"),
    "uv": N_("under ultraviolet light"),
    "infrared": N_("under infrared light"),
    "magnified": N_("under a magnifier"),
    "touch": N_("by touch"),
    "chip": N_("in the chip"),
}
WORDS: Mapping[str, str] = {
    "reference.alert": N_("Forgery alerts"),
    "reference.alert.passed": N_("No forgery alert concerns this document ({alerts} alerts looked at)"),
    "reference.alert.unsure": N_(
        "A forgery alert concerns this document: {title}. Compare it with the reference library."
    ),
    "reference.alert.not_done": N_("No reference library at this post: no forgery alert was looked at"),
    "reference.why.kind": N_("same issuer and kind of document"),
    "reference.why.issuer": N_("same issuer"),
    "reference.why.series": N_("series {series}"),
    "reference.why.number": N_("its number is one of {first} to {last}"),
    "reference.why.number_alike": N_("its number may be read as one of {first} to {last}"),
    "reference.why.number_unread": N_("its number was not read, so it could not be compared"),
    "reference.why.issued": N_("issued {issued_words}, within the time concerned"),
    "reference.why.issue_unknown": N_("when it was issued is not known, so it could not be compared"),
}


class LibraryError(ValueError):
    """The bytes are no reference library: what was given, why it cannot be taken, what to do."""

    def __init__(self, template: str, /, **params: str | int) -> None:
        super().__init__(template.format_map(params) if params else template)
        self.template, self.params = template, params


class Kind(StrEnum):
    """What an entry is."""

    SPECIMEN = "specimen"  # how the genuine document looks
    FORGERY = "forgery"  # a forgery that was met: for comparing
    ALERT = "alert"  # a forgery to be looked out for now, of the numbers or dates it names


_ORDER = (Kind.ALERT, Kind.FORGERY, Kind.SPECIMEN)


@dataclass(frozen=True, slots=True)
class NumberRange:
    """Document numbers from `first` to `last`, both included; both are letters and digits in the same places."""

    first: str
    last: str

    def holds(self, number: str) -> str:
        """How a number lies in it: `number`, `number_alike` where only as characters are mistaken, or nothing."""
        number = plain(number)
        if len(number) != len(self.first):
            return ""
        if _shape(number) == _shape(self.first):
            return "number" if self.first <= number <= self.last else ""
        read = "".join(_as(mine, *ends) for mine, *ends in zip(number, self.first, self.last, strict=True))
        return "number_alike" if read != number and self.first <= read <= self.last else ""


def plain(number: str) -> str:
    """A number as numbers are compared: its letters and digits, in capitals."""
    return "".join(character for character in number.upper() if character.isascii() and character.isalnum())


def _shape(number: str) -> str:
    return "".join("9" if character.isdigit() else "A" for character in number)


def _as(mine: str, first: str, last: str) -> str:
    """A character as it may have been, where the range has a digit for its letter or a letter for its digit."""
    if mine.isdigit() == first.isdigit():
        return mine
    if first.isdigit():
        return mine.translate(_READ_AS)
    return first if first == last and first.translate(_READ_AS) == mine else mine


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of an entry: its name there, what it shows, the light it was taken in, its bytes."""

    id: str
    title: str
    light: str
    media: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Feature:
    """Something to look for: where on the document, what is to be seen there, in which light, on which picture."""

    where: str
    what: str
    light: str = "white"
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of document as it is, or as it was forged.

    `issuer` is the code as documents print it; `type` the document code or the beginning of it, empty for any;
    `issued_from` and `issued_until` the first and last issue; `numbers` the numbers concerned, empty for all. Of a
    forgery `forged` says what was done; `since` and `until` say when it was met or an alert holds.
    """

    id: str
    kind: Kind
    issuer: str
    type: str
    title: str
    series: str = ""
    issued_from: PartialDate | None = None
    issued_until: PartialDate | None = None
    numbers: tuple[NumberRange, ...] = ()
    features: tuple[Feature, ...] = ()
    pictures: tuple[Picture, ...] = ()
    forged: str = ""
    since: PartialDate | None = None
    until: PartialDate | None = None
    note: str = ""
    source: str = ""

    def to_json(self, *, pictures: bool = True) -> dict[str, Any]:
        """The entry as a library holds it; without the bytes of its pictures, their digests stand in their place."""
        answer: dict[str, Any] = {
            "id": self.id, "kind": str(self.kind), "issuer": self.issuer, "type": self.type, "title": self.title,
        }  # fmt: skip
        for name in ("series", "forged", "note", "source"):
            if getattr(self, name):
                answer[name] = getattr(self, name)
        for name in ("issued_from", "issued_until", "since", "until"):
            if getattr(self, name) is not None:
                answer[name] = str(getattr(self, name))
        if self.numbers:
            answer["numbers"] = [{"first": one.first, "last": one.last} for one in self.numbers]
        answer["features"] = [
            {name: getattr(one, name) for name in ("where", "what", "light", "picture") if getattr(one, name)}
            for one in self.features
        ]
        answer["pictures"] = [
            {"id": one.id, "title": one.title, "light": one.light, "media": one.media}
            | ({"data": base64.b64encode(one.data).decode()} if pictures else {"digest": _digest(one.data)})
            for one in self.pictures
        ]
        return answer

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) of everything the entry says and shows."""
        return _digest(_canonical(self.to_json(pictures=False)))


@dataclass(frozen=True, slots=True)
class Library:
    """One file of entries: what it is called, whose it is, the language it is written in, when it was made."""

    title: str
    owner: str
    entries: tuple[Entry, ...]
    language: str = "en"
    made_on: str = ""

    def to_bytes(self) -> bytes:
        """The library as one file; the same library makes the same bytes."""
        said = {
            "format": FORMAT, "version": VERSION, "title": self.title, "owner": self.owner, "language": self.language,
            "made_on": self.made_on, "entries": [entry.to_json() for entry in self.entries],
        }  # fmt: skip
        return json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read a library whole. Raises LibraryError naming the first thing that is wrong."""
        if len(data) > MOST_OCTETS:
            raise LibraryError(
                N_("the file has {size} octets and a library has {most} at most: divide it"),
                size=len(data), most=MOST_OCTETS,
            )  # fmt: skip
        try:
            found = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise LibraryError(N_("the file is no JSON: give a library as it was exported")) from error
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise LibraryError(N_("the file is no reference library: its format is not named in it"))
        if found.get("version") != VERSION:
            raise LibraryError(N_("the library has a version that is not known here: use a later program"))
        reader = _Reader("the library")
        entries = reader.several(found, "entries", MOST_ENTRIES)
        read = tuple(_entry(one, number) for number, one in enumerate(entries, 1))
        ids = [entry.id for entry in read]
        if len(set(ids)) != len(ids):
            twice = next(one for one in ids if ids.count(one) > 1)
            raise LibraryError(N_("the id {id} stands twice in the library: give each entry its own"), id=twice)
        language = reader.text(found, "language") or "en"
        if not _LANGUAGE.fullmatch(language):
            raise LibraryError(N_("the language of the library is no code such as en or pt-BR"))
        made_on = reader.day(found, "made_on")
        return cls(
            reader.text(found, "title", needed=True), reader.text(found, "owner", needed=True), read, language,
            str(made_on) if made_on else "",
        )  # fmt: skip


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class _Reader:
    """Takes values out of JSON of others; what is wrong is named with its place."""

    place: str

    def wrong(self, name: str) -> LibraryError:
        return LibraryError(
            N_("{place}: {name} is missing, too long, or not what a library has there"), place=self.place, name=name
        )

    def text(self, given: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
        value = given.get(name, "")
        if not isinstance(value, str) or len(value) > _LONGEST.get(name, _LONG) or "\0" in value:
            raise self.wrong(name)
        try:
            value.encode()  # half a surrogate is no text, and no database takes it
        except UnicodeEncodeError as error:
            raise self.wrong(name) from error
        if needed and not value.strip():
            raise self.wrong(name)
        return value.strip()

    def day(self, given: Mapping[str, Any], name: str) -> PartialDate | None:
        text = self.text(given, name)
        try:
            return PartialDate.parse(text) if text else None
        except DateError as error:
            raise self.wrong(name) from error

    def chosen(self, given: Mapping[str, Any], name: str, known: Iterable[str], default: str = "") -> str:
        value = self.text(given, name) or default
        if value not in known:
            raise self.wrong(name)
        return value

    def matching(self, given: Mapping[str, Any], name: str, pattern: re.Pattern[str]) -> str:
        value = self.text(given, name)
        if not pattern.fullmatch(value):
            raise self.wrong(name)
        return value

    def several(self, given: Mapping[str, Any], name: str, most: int) -> list[Mapping[str, Any]]:
        value = given.get(name, [])
        if not isinstance(value, list) or len(value) > most or not all(isinstance(one, dict) for one in value):
            raise self.wrong(name)
        return value


def _entry(given: Mapping[str, Any], number: int) -> Entry:
    reader = _Reader(f"entry {number}")
    id = reader.matching(given, "id", _ID)
    reader = _Reader(f"entry {id}")
    pictures = tuple(_picture(reader, one) for one in reader.several(given, "pictures", MOST_PICTURES))
    names = [picture.id for picture in pictures]
    if len(set(names)) != len(names):
        raise reader.wrong("pictures")
    kind = Kind(reader.chosen(given, "kind", list(Kind)))
    issuer = reader.text(given, "issuer", needed=True).upper()
    if countries.find(issuer) is None:
        raise reader.wrong("issuer")
    return Entry(
        id=id, kind=kind, issuer=issuer, type=reader.matching(given, "type", _TYPE),
        title=reader.text(given, "title", needed=True), series=reader.text(given, "series"),
        issued_from=reader.day(given, "issued_from"), issued_until=reader.day(given, "issued_until"),
        numbers=tuple(_range(reader, one) for one in reader.several(given, "numbers", MOST_RANGES)),
        features=tuple(_feature(reader, one, names) for one in reader.several(given, "features", MOST_FEATURES)),
        pictures=pictures, forged=reader.text(given, "forged", needed=kind is not Kind.SPECIMEN),
        since=reader.day(given, "since"), until=reader.day(given, "until"),
        note=reader.text(given, "note"), source=reader.text(given, "source"),
    )  # fmt: skip


def _picture(reader: _Reader, given: Mapping[str, Any]) -> Picture:
    text = given.get("data")
    if not isinstance(text, str) or len(text) > MOST_OF_A_PICTURE * 4 // 3 + 4:
        raise reader.wrong("pictures.data")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise reader.wrong("pictures.data") from error
    if not data:
        raise reader.wrong("pictures.data")
    return Picture(
        reader.matching(given, "id", _ID), reader.text(given, "title", needed=True),
        reader.chosen(given, "light", LIGHTS, "white"), reader.chosen(given, "media", MEDIA), data,
    )  # fmt: skip


def _range(reader: _Reader, given: Mapping[str, Any]) -> NumberRange:
    first = plain(reader.text(given, "first", needed=True))
    last = plain(reader.text(given, "last")) or first
    if not first or _shape(first) != _shape(last) or first > last:
        raise reader.wrong("numbers")
    return NumberRange(first, last)


def _feature(reader: _Reader, given: Mapping[str, Any], pictures: Sequence[str]) -> Feature:
    picture = reader.text(given, "picture")
    if picture and picture not in pictures:
        raise reader.wrong("features.picture")
    return Feature(
        reader.text(given, "where", needed=True), reader.text(given, "what", needed=True),
        reader.chosen(given, "light", LIGHTS, "white"), picture,
    )  # fmt: skip


# -- which entries concern a document ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why an entry concerns a document: a code of WORDS with what fills it."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The reason in English."""
        return WORDS[self.code].format_map(self.params)


@dataclass(frozen=True, slots=True)
class Concern:
    """An entry that concerns a document, and why."""

    entry: Entry
    why: tuple[Reason, ...]


def concerning(
    entries: Iterable[Entry], document: TravelDocument, *, on: date, issued: PartialDate | None = None, series: str = ""
) -> tuple[Concern, ...]:
    """The entries that concern a document on a day, alerts first, then forgeries, then specimens, each with reasons.

    What is not known of the document excludes nothing: without its issue date an entry bound to one is told all the
    same. An alert that is over, or of other numbers, is not told.
    """
    found = [Concern(entry, why) for entry in entries if (why := tuple(_why(entry, document, on, issued, series)))]
    return tuple(sorted(found, key=lambda one: (_ORDER.index(one.entry.kind), -len(one.why), one.entry.id)))


def _why(entry: Entry, document: TravelDocument, on: date, issued: PartialDate | None, series: str) -> Iterator[Reason]:
    if _code(entry.issuer) != _code(document.issuer) or not document.type.upper().startswith(entry.type):
        return
    if entry.kind is Kind.ALERT and not _holds_on(entry, on):
        return
    if series and entry.series and series.casefold() != entry.series.casefold():
        return
    reasons = [*_of_numbers(entry, document), *_of_issue(entry, document, issued)]
    if None in reasons:
        return
    yield Reason("reference.why.kind" if entry.type else "reference.why.issuer")
    if series and entry.series:
        yield Reason("reference.why.series", {"series": entry.series})
    yield from (reason for reason in reasons if reason is not None)


def _code(printed: str) -> str:
    state = countries.find(printed)
    return state.code if state else printed.replace("<", "").upper()


def _holds_on(entry: Entry, on: date) -> bool:
    return not (entry.since and entry.since.first > on) and not (entry.until and entry.until.last < on)


def _of_numbers(entry: Entry, document: TravelDocument) -> Iterator[Reason | None]:
    """Why the number is one of those concerned; None where it is none of them."""
    if not entry.numbers:
        return
    if not plain(document.number):
        yield Reason("reference.why.number_unread")
        return
    held = [(one.holds(document.number), one) for one in entry.numbers]
    how, where = max(held, key=lambda found: ("", "number_alike", "number").index(found[0]))
    yield Reason(f"reference.why.{how}", {"first": where.first, "last": where.last}) if how else None


def _of_issue(entry: Entry, document: TravelDocument, issued: PartialDate | None) -> Iterator[Reason | None]:
    """Why the day of issue is one of those concerned; None where it is not."""
    if entry.issued_from is None and entry.issued_until is None:
        return
    if issued is None:
        # It was issued before it expires, whenever that was.
        started = (
            entry.issued_from is None or document.expiry is None or entry.issued_from.first <= document.expiry.last
        )
        yield Reason("reference.why.issue_unknown") if started else None
        return
    early = entry.issued_from is not None and issued.last < entry.issued_from.first
    late = entry.issued_until is not None and issued.first > entry.issued_until.last
    words = {"issued": str(issued), "issued_words": spoken_day(issued)}
    yield None if early or late else Reason("reference.why.issued", words)


def findings(concerns: Iterable[Concern], *, alerts: int | None, clause: str = "") -> tuple[Finding, ...]:
    """The alerts among what concerns a document as findings: unsure, for only looking there can tell.

    `alerts` is how many were looked at, None where the post has no library.
    """
    if alerts is None:
        return (Finding("reference.alert", Outcome.NOT_DONE, clause=clause),)
    found = tuple(
        Finding(
            "reference.alert",
            Outcome.UNSURE,
            {"title": one.entry.title.rstrip("."), "since": str(one.entry.since or "")},
            clause,
            {"entry": one.entry.id, "content": one.entry.content_hash, "why": [reason.words for reason in one.why]},
        )
        for one in concerns
        if one.entry.kind is Kind.ALERT
    )
    return found or (Finding("reference.alert", Outcome.PASSED, {"alerts": alerts}, clause),)
