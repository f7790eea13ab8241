"""The reference library at the post: libraries taken in, handed on and withdrawn; what of them concerns a document.

A picture is never shown as it came: it is opened within bounds and made anew before it is kept. What an alert says is a
finding that is unsure; it never says that a document is false.
"""

from __future__ import annotations

import uuid
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet

from limen.documents import read_mrz, reference
from limen.documents.reference import LIGHTS, Entry, Feature, Kind, Library, LibraryError, NumberRange, Picture
from limen.office import authority
from limen.office.actions.acting import BadInput, Done, NotFound, acted, once, permit
from limen.office.actions.errors import Words
from limen.office.connections import reading_room
from limen.office.connections.reading_room import ReadingRoomError
from limen.office.records import journal, store
from limen.office.records.journal import Stamp
from limen.office.records.models import Case, Kept, LibraryEntry
from limen.vocabulary import countries
from limen.vocabulary.dates import DateError, PartialDate
from limen.vocabulary.evidence import N_, Fact, Finding
from limen.vocabulary.person import Officer, TravelDocument

AT_ONCE = 16  # pictures given to the reading room, after which their pixels are counted
MOST_PIXELS = 600_000_000  # of all pictures of one file: what may be unpacked while an officer waits
CLAUSE = "SBC 8(3)(a)(i)"
KINDS: Mapping[str, str] = {
    "specimen": N_("Genuine specimen"),
    "forgery": N_("Known forgery"),
    "alert": N_("Forgery alert"),
}


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture of an entry: its name there, what it shows and in which light."""

    id: str
    title: str
    light: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry as it is shown: what it is of, what to look for and where, and why it stands beside a document."""

    id: uuid.UUID
    entry_id: str
    kind: str
    kind_words: str
    issuer: str
    issuer_name: str
    type: str
    title: str
    series: str
    issued: tuple[str, str]  # first and last, as they are stored
    numbers: tuple[tuple[str, str], ...]
    features: tuple[tuple[str, str, str, str], ...]  # where, what, light in words, picture
    pictures: tuple[PictureView, ...]
    forged: str
    since: str
    until: str
    note: str
    source: str
    library: str
    owner: str
    language: str
    why: tuple[str, ...] = ()

    @property
    def shape(self) -> str:
        """The shape that an entry of its kind is marked with."""
        return "passed" if self.kind == "specimen" else "unsure"


@dataclass(frozen=True, slots=True)
class LibraryView:
    """The library as it is browsed: issuers with how many entries each has, kinds of document of the chosen one."""

    issuers: tuple[tuple[str, str, int], ...]
    types: tuple[tuple[str, int], ...]
    issuer: str
    issuer_name: str
    type: str
    entries: tuple[EntryView, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Beside:
    """What the library says beside a document: the entries that concern it, and the findings that follow."""

    entries: tuple[EntryView, ...]
    findings: tuple[Finding, ...]
    has_library: bool


# -- acts -------------------------------------------------------------------------------------------------------------


def import_library(officer: Officer, stamp: Stamp, *, data: bytes) -> Done:
    """Take a library in, whole or not at all; an entry that changed takes the place of the one of its id.

    What is in service and not in the file stays: an entry goes by being withdrawn. Raises NotPermitted, and BadInput.
    """
    permit(officer, "import_library", stamp)
    try:
        library = Library.from_bytes(data)
        # Before the transaction: opening pictures is the work, and nobody waits for it.
        ours = _pictures_kept()
        entries = _all_made_anew(library, ours)
    except LibraryError as error:
        raise BadInput("The library was not imported: {why}", why=Words(error.template, **error.params)) from error
    if not entries:
        raise BadInput("The library was not imported: it holds no entry.")

    def run() -> Done:
        now = {row.entry_id: row for row in LibraryEntry.objects.filter(in_service=True)}
        difference = {"added": 0, "changed": 0, "unchanged": 0}
        for entry in entries:
            before = now.get(entry.id)
            if before is not None and before.content_hash == entry.content_hash:
                difference["unchanged"] += 1
                continue
            difference["changed" if before is not None else "added"] += 1
            LibraryEntry.objects.filter(entry_id=entry.id, in_service=True).update(in_service=False)
            _save(officer, stamp, library, entry)
        digest = store.keep(data, "application/json", stamp.at)
        payload = {"library": library.title, "owner": library.owner, "entries": len(library.entries),
                   "kept": digest, "difference": difference}  # fmt: skip
        done = journal.append(
            stamp=stamp, verb="import_library", officer=officer.id, post=officer.post, payload=payload, result=digest
        )
        return Done(None, digest, done.seq)

    return once(officer, "import_library", stamp, run)


def _pictures_kept() -> set[str]:
    """The digests of the pictures that were made here: one that comes back from an export is taken as it is."""
    kept = LibraryEntry.objects.filter(in_service=True).values_list("pictures", flat=True)
    return {digest for pictures in kept for digest in pictures.values()}


def _all_made_anew(library: Library, ours: Container[str]) -> list[Entry]:
    """The entries with their pictures opened and written again in the reading room, nothing but pixels coming through.

    Raises LibraryError, also for more than may be unpacked in one go.
    """
    strange = [
        (entry, picture)
        for entry in library.entries
        for picture in entry.pictures
        if store.digest(picture.data) not in ours
    ]
    made, unpacked = {}, 0
    for at in range(0, len(strange), AT_ONCE):
        some = strange[at : at + AT_ONCE]
        for (entry, picture), anew in zip(some, _anew(some), strict=True):
            if anew is None:
                raise _unopened(entry, picture)
            made[entry.id, picture.id] = replace(picture, media=reading_room.media_of(anew[0]), data=anew[0])
            unpacked += anew[1]
        if unpacked > MOST_PIXELS:
            raise LibraryError(
                N_("the pictures of the library are too large together: make them smaller, or divide it")
            )
    return [
        replace(entry, pictures=tuple(made.get((entry.id, one.id), one) for one in entry.pictures))
        for entry in library.entries
    ]


def _anew(some: list[tuple[Entry, Picture]]) -> list[tuple[bytes, int] | None]:
    try:
        return reading_room.make_anew([picture.data for _entry, picture in some])
    except ReadingRoomError as error:  # one that ends what opens it: of several nobody says which
        if len(some) == 1:
            raise _unopened(*some[0]) from error
        return [one for alone in some for one in _anew([alone])]


def _unopened(entry: Entry, picture: Picture) -> LibraryError:
    return LibraryError(
        N_("entry {id}: the picture {picture} cannot be opened: give a whole JPEG or PNG"),
        id=entry.id, picture=picture.id,
    )  # fmt: skip


def _save(officer: Officer, stamp: Stamp, library: Library, entry: Entry) -> None:
    state = countries.find(entry.issuer)
    LibraryEntry.objects.create(
        **acted(officer, stamp),
        entry_id=entry.id,
        kind=str(entry.kind),
        issuer=state.code if state else entry.issuer,
        type=entry.type,
        title=entry.title,
        content=entry.to_json(pictures=False),
        content_hash=entry.content_hash,
        pictures={one.id: store.keep(one.data, one.media, stamp.at) for one in entry.pictures},
        library=library.title,
        owner=library.owner,
        language=library.language,
    )


def export_library(officer: Officer, stamp: Stamp, *, issuer: str = "") -> bytes:
    """The entries in service as one library, all of them or those of one issuer, with the pictures made here."""
    permit(officer, "export_library", stamp)
    rows = list(_in_service(issuer))
    if not rows:
        raise NotFound("There is no entry in the library to hand on.")
    entries = tuple(_entry(row, bytes_too=True) for row in rows)
    languages = {row.language for row in rows}
    library = Library(
        title=rows[0].library if len({row.library for row in rows}) == 1 else officer.post,
        owner=rows[0].owner if len({row.owner for row in rows}) == 1 else officer.post,
        entries=entries,
        language=languages.pop() if len(languages) == 1 else "en",
        made_on=stamp.at.astimezone(ZoneInfo(stamp.zone)).date().isoformat(),
    )
    data = library.to_bytes()

    def run() -> Done:
        digest = store.digest(data)
        done = journal.append(
            stamp=stamp, verb="export_library", officer=officer.id, post=officer.post, result=digest,
            payload={"issuer": issuer, "entries": len(entries), "digest": digest},
        )  # fmt: skip
        return Done(None, digest, done.seq)

    once(officer, "export_library", stamp, run)
    return data


def withdraw_entry(officer: Officer, stamp: Stamp, *, entry: uuid.UUID, reason: str) -> Done:
    """Take one entry out of service, with the reason; it stays on record."""
    permit(officer, "withdraw_entry", stamp)
    if not reason.strip():
        raise BadInput("Say why the entry is withdrawn.")

    def run() -> Done:
        row = LibraryEntry.objects.select_for_update(of=("self",)).filter(id=entry, in_service=True).first()
        if row is None:
            raise NotFound("There is no such entry in service.")
        row.in_service = False
        row.withdrawn_at, row.withdrawn_why = stamp.at, reason.strip()[:2000]
        row.withdrawn_by_id = uuid.UUID(officer.id)
        row.save(update_fields=["in_service", "withdrawn_at", "withdrawn_why", "withdrawn_by"])
        payload = {"entry": row.entry_id, "content": row.content_hash, "reason": row.withdrawn_why}
        done = journal.append(
            stamp=stamp, verb="withdraw_entry", officer=officer.id, post=officer.post, payload=payload,
            result=str(row.id),
        )  # fmt: skip
        return Done(None, str(row.id), done.seq)

    return once(officer, "withdraw_entry", stamp, run)


# -- what is shown ----------------------------------------------------------------------------------------------------


def browse(officer: Officer, *, issuer: str = "", type: str = "") -> LibraryView:
    """The library by issuer and kind of document; alerts first."""
    authority.require(officer, "see_library")
    counted: dict[str, int] = {}
    for code in LibraryEntry.objects.filter(in_service=True).values_list("issuer", flat=True):
        counted[code] = counted.get(code, 0) + 1
    issuers = tuple(sorted(((code, _name(code), count) for code, count in counted.items()), key=lambda row: row[1]))
    chosen = issuer if issuer in counted else ""
    rows = list(_in_service(chosen)) if chosen else []
    kinds: dict[str, int] = {}
    for row in rows:
        kinds[row.type] = kinds.get(row.type, 0) + 1
    of_kind = type if type in kinds else ""
    shown = [row for row in rows if not of_kind or row.type == of_kind]
    return LibraryView(
        issuers=issuers,
        types=tuple(sorted(kinds.items())),
        issuer=chosen,
        issuer_name=_name(chosen),
        type=of_kind,
        entries=tuple(_view(row, _entry(row)) for row in sorted(shown, key=_place)),
        count=sum(counted.values()),
    )


_PLACES = {"alert": 0, "forgery": 1, "specimen": 2}


def _place(row: LibraryEntry) -> tuple[int, str]:
    return _PLACES[row.kind], row.title


def picture(officer: Officer, entry: uuid.UUID, name: str) -> tuple[str, bytes]:
    """A picture of an entry as it was made anew, with its media type. Raises NotFound."""
    authority.require(officer, "see_library")
    row = LibraryEntry.objects.filter(id=entry).first()
    kept = Kept.objects.filter(digest=row.pictures.get(name, "")).first() if row is not None else None
    if kept is None:
        raise NotFound("There is no such picture.")
    return kept.media, bytes(kept.content)


def beside(officer: Officer, case_id: uuid.UUID, at: datetime) -> Beside:
    """The entries that concern the document of a case, each with why, and the alerts among them as findings."""
    case = Case.objects.select_related("post", "document").filter(id=case_id, post__code=officer.post).first()
    if case is None or case.document is None or not authority.may(officer, "see_library"):
        return Beside((), (), False)
    today = at.astimezone(ZoneInfo(case.post.zone)).date()
    document = store.travel_document(case.document)
    answer = case.answers.filter(superseded=False, fact="document_issued", status="known").first()
    rows = {row.entry_id: row for row in _of_issuer(document)}
    concerns = reference.concerning(map(_entry, rows.values()), document, on=today,
                                    issued=_day(answer.value) if answer else None)  # fmt: skip
    views = tuple(
        _view(rows[one.entry.id], one.entry, [Words(reference.WORDS[why.code], **why.params) for why in one.why])
        for one in concerns
    )
    alerts = _alerts()
    return Beside(views, _findings(rows, concerns, alerts), alerts is not None)


def said(mrz: str, answers: Iterable[Fact], on: date) -> Mapping[str, Any]:
    """What the library says of the document with these lines, as evidence: the alerts that concern it, as findings."""
    document = read_mrz(mrz, on=on).document
    issued = next((_day(fact.value) for fact in answers if fact.name == "document_issued" and fact.is_known), None)
    rows = {row.entry_id: row for row in _of_issuer(document).filter(kind=Kind.ALERT)}
    concerns = reference.concerning(map(_entry, rows.values()), document, on=on, issued=issued)
    return {"found": [finding.to_json(reference.WORDS) for finding in _findings(rows, concerns, _alerts())]}


def _alerts() -> int | None:
    """How many alerts are in service; None without a library."""
    kinds = list(LibraryEntry.objects.filter(in_service=True).values_list("kind").annotate(count=Count("id")))
    return sum(count for kind, count in kinds if kind == Kind.ALERT) if kinds else None


def _of_issuer(document: TravelDocument) -> QuerySet[LibraryEntry]:
    state = countries.find(document.issuer)
    return _in_service(state.code if state else document.issuer or "-")


def _findings(
    rows: Mapping[str, LibraryEntry], concerns: Iterable[reference.Concern], alerts: int | None
) -> tuple[Finding, ...]:
    """The findings with the content that was imported: its pictures are not read for it."""
    return tuple(
        replace(finding, evidence={**finding.evidence, "content": rows[finding.evidence["entry"]].content_hash})
        if "entry" in finding.evidence
        else finding
        for finding in reference.findings(concerns, alerts=alerts, clause=CLAUSE)
    )


def _day(value: object) -> PartialDate | None:
    """A day of issue as it was answered, None where nobody can tell."""
    try:
        return PartialDate.parse(str(value)) if value else None
    except DateError:
        return None


def _in_service(issuer: str) -> QuerySet[LibraryEntry]:
    rows = LibraryEntry.objects.filter(in_service=True).order_by("issuer", "type", "title", "entry_id")
    return rows.filter(issuer=issuer) if issuer else rows


def _name(code: str) -> str:
    state = countries.find(code)
    return state.name if state else code


def _entry(row: LibraryEntry, *, bytes_too: bool = False) -> Entry:
    """A row as an entry; with the bytes of its pictures where they are asked for."""
    said: Mapping[str, Any] = row.content

    def day(name: str) -> PartialDate | None:
        return PartialDate.parse(said[name]) if said.get(name) else None

    kept = Kept.objects.in_bulk(list(row.pictures.values())) if bytes_too else {}
    return Entry(
        id=row.entry_id, kind=Kind(row.kind), issuer=row.issuer, type=row.type, title=row.title,
        series=said.get("series", ""), issued_from=day("issued_from"), issued_until=day("issued_until"),
        numbers=tuple(NumberRange(one["first"], one["last"]) for one in said.get("numbers", ())),
        features=tuple(Feature(**one) for one in said["features"]),
        pictures=tuple(
            Picture(
                one["id"], one["title"], one["light"],
                kept[row.pictures[one["id"]]].media if bytes_too else one["media"],
                bytes(kept[row.pictures[one["id"]]].content) if bytes_too else b"",
            )
            for one in said["pictures"]
        ),
        forged=said.get("forged", ""), since=day("since"), until=day("until"), note=said.get("note", ""),
        source=said.get("source", ""),
    )  # fmt: skip


def _view(row: LibraryEntry, entry: Entry, why: Iterable[str] = ()) -> EntryView:
    return EntryView(
        id=row.id, entry_id=row.entry_id, kind=row.kind, kind_words=KINDS[row.kind], issuer=row.issuer,
        issuer_name=_name(row.issuer), type=row.type, title=row.title, series=entry.series,
        issued=(_stored(entry.issued_from), _stored(entry.issued_until)),
        numbers=tuple((one.first, one.last) for one in entry.numbers),
        features=tuple((one.where, one.what, LIGHTS[one.light], one.picture) for one in entry.features),
        pictures=tuple(PictureView(one.id, one.title, LIGHTS[one.light]) for one in entry.pictures),
        forged=entry.forged, since=_stored(entry.since), until=_stored(entry.until), note=entry.note,
        source=entry.source, library=row.library, owner=row.owner, language=row.language, why=tuple(why),
    )  # fmt: skip


def _stored(day: PartialDate | None) -> str:
    return str(day) if day else ""
