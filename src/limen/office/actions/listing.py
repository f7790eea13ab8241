"""Lists at the post: imported as published, every row accounted for; the index they are screened in."""

from __future__ import annotations

import hashlib
import re
import threading
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from limen.assessment import Lists
from limen.office.actions.acting import BadInput, Done, acted, once, permit
from limen.office.records import journal, store
from limen.office.records.journal import Stamp
from limen.office.records.models import WatchList
from limen.screening import RULES_VERSION, Index, ListManifest, read_list
from limen.screening.compare import DEFAULT_THRESHOLD
from limen.screening.errors import IndexFileError, ListError
from limen.screening.lists import ListContent, ListKind, own
from limen.screening.lists.difference import between
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer

REJECTED_SHOWN = 200
DIFFERENCES_SHOWN = 500
DIFFERENCES = ("added", "removed", "changed", "renumbered", "same")
BESIDE = ("alt", "add")  # files of names and addresses that OFAC publishes beside its list
LIST_ID = re.compile(r"[a-z0-9-]{1,60}")


@dataclass(frozen=True, slots=True)
class KnownList:
    """What is known beforehand of a list the world publishes: nobody should have to type it."""

    id: str
    title: str
    owner: str
    kind: ListKind
    feeds_fact: str
    action: str
    threshold: float = DEFAULT_THRESHOLD


KNOWN: Mapping[str, KnownList] = {
    known.id: known
    for known in (
        KnownList("un", "UN Security Council Consolidated List", "UN Security Council", ListKind.CONCERN,
                  "security_concern", "Refer to the chief; the measures of the resolution named apply."),
        KnownList("ofac-sdn", "OFAC Specially Designated Nationals", "US Department of the Treasury",
                  ListKind.CONCERN, "security_concern", "Refer to the chief; a foreign list binds nobody here."),
        KnownList("alerts", "Alerts for refusing entry", "This State", ListKind.ALERT, "alert_for_refusal",
                  "Check identity, then the law of the post."),
        KnownList("lost-stolen", "Lost and stolen documents", "This State", ListKind.LOST_STOLEN,
                  "document_reported_lost", "Keep the document, refer to secondary."),
        KnownList("court-stops", "Court orders that stop a departure", "This State", ListKind.PERSON_OF_INTEREST,
                  "court_order_stops_exit", "Refer to secondary, who reads the order."),
        KnownList("national-alerts", "National alerts by officers", "This State", ListKind.ALERT,
                  "alert_for_refusal", "Check identity, then the law of the post; the entry names its basis."),
        KnownList("national-concern", "National concerns by officers", "This State", ListKind.CONCERN,
                  "security_concern", "Refer to secondary, who weighs it; the entry names its basis."),
    )
}  # fmt: skip

# The lists that officers write entry by entry, under two signatures (`actions.entering`), and nobody imports.
OFFICERS = ("national-alerts", "national-concern")
NOT_IMPORTED = N_("This list is written by officers, entry by entry, and each is agreed by a second one: nobody "
                  "imports, discards or puts back a version of it.")  # fmt: skip

# What a list of the post's own feeds, by its kind: a concern is judged by the officer, an alert is ground H.
FEEDS: Mapping[ListKind, str] = {
    ListKind.ALERT: "alert_for_refusal",
    ListKind.CONCERN: "security_concern",
    ListKind.LOST_STOLEN: "document_reported_lost",
    ListKind.PERSON_OF_INTEREST: "",
}

_index: dict[str, Index] = {}
_building = threading.Lock()


def in_service() -> list[WatchList]:
    """The lists screened against now."""
    return list(WatchList.objects.filter(in_service=True).order_by("list_id"))


def lists_version(lists: Iterable[tuple[str, str, float]]) -> str:
    """One name for exactly these lists (id, content, threshold), in any order."""
    text = "\n".join(f"{list_id} {version} {threshold}" for list_id, version, threshold in sorted(lists))
    return hashlib.sha256(text.encode()).hexdigest()


def _named(rows: Iterable[WatchList]) -> list[tuple[str, str, float]]:
    return [(row.list_id, row.version, row.threshold) for row in rows]


def current(on: date) -> Lists:
    """The lists in service, with their index opened once a process; expired copies are named, never screened."""
    return _lists(in_service(), on)


def recorded(on: date, at: datetime) -> Lists:
    """The lists in service, for an assessment: what they are is kept under their version, so that it can be replayed.

    Called in the transaction of the act, with one look at the rows: what is kept is what is screened.
    """
    rows = in_service()
    store.keep_json(particulars(rows), at)
    return _lists(rows, on)


def _lists(rows: list[WatchList], on: date) -> Lists:
    version = lists_version(_named(rows))
    with _building:
        index = _index.get(version)
        if index is None:
            index = _open(rows, version)
            _index.clear()
            _index[version] = index
    # What a list is for is read from its row each time: a corrected kind counts from the next traveller on.
    said = particulars(rows)
    return opened(said, index, store.name_of(said), on)


def particulars(rows: Iterable[WatchList]) -> dict[str, Any]:
    """Exactly these lists, used in this way, by these rules of comparing: its digest is what a decision keeps.

    `sources` are the digests of the bytes as published, so that a past version can be read again from what is kept.
    """
    return {
        "rules": RULES_VERSION,
        "lists": [
            {
                "id": row.list_id, "title": row.title, "owner": row.owner, "kind": row.kind, "action": row.action,
                "feeds_fact": row.feeds_fact, "threshold": row.threshold, "format": row.format,
                "version": row.version, "sources": row.sources, "entries": row.entries,
                "expires": row.expires_on.isoformat() if row.expires_on else "",
            }
            for row in sorted(rows, key=lambda row: row.list_id)
        ],
    }  # fmt: skip


def opened(said: Mapping[str, Any], index: Index, version: str, on: date) -> Lists:
    """The lists of these particulars with their index; on a day after its last one a copy is named, never screened."""
    rows = said["lists"]
    return Lists(
        index,
        {row["id"]: _manifest(row) for row in rows},
        version,
        {row["id"]: row["entries"] for row in rows},
        frozenset(row["id"] for row in rows if row["expires"] and row["expires"] < on.isoformat()),
        frozenset(OFFICERS),
    )


def _manifest(row: Mapping[str, Any]) -> ListManifest:
    return ListManifest(
        id=row["id"],
        title=row["title"],
        owner=row["owner"],
        kind=ListKind(row["kind"]),
        action=row["action"],
        feeds_fact=row["feeds_fact"],
        threshold=row["threshold"],
        expires=row["expires"],
    )


def _path(version: str) -> Path:
    rules = hashlib.sha256(RULES_VERSION.encode()).hexdigest()[:8]
    return Path(settings.LIMEN_HOME) / "indexes" / f"{version[:32]}-{rules}"


def _open(rows: list[WatchList], version: str) -> Index:
    path = _path(version)
    if path.exists():
        try:
            return Index.open(path)
        except IndexFileError:
            path.unlink()  # damaged: it is made again from the kept lists
    index = Index.build([entry for row in rows for entry in content_of(row).entries])
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    index.save(path)
    return index


def _index_ahead(list_id: str, content: ListContent, floor: float) -> None:
    """Make the index that will be asked for once this import is in service."""
    others = [row for row in in_service() if row.list_id != list_id]
    path = _path(lists_version([*_named(others), (list_id, content.content_hash, floor)]))
    if not path.exists():
        entries = [entry for row in others for entry in content_of(row).entries]
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        Index.build([*entries, *content.entries]).save(path)


def content_of(row: WatchList) -> ListContent:
    """A version as it was read, from its kept bytes."""
    beside = {name: store.kept(row.sources[name]) for name in BESIDE if row.sources.get(name)}
    return read_list(row.format, store.kept(row.sources["list"]), list_id=row.list_id, **beside)


@dataclass(frozen=True, slots=True)
class _Read:
    """A list read from its file, with what the post will use it as."""

    content: ListContent
    known: KnownList | None
    kind: ListKind
    threshold: float


def stage_list(
    officer: Officer,
    stamp: Stamp,
    *,
    list_id: str,
    data: bytes,
    alt: bytes | None = None,
    add: bytes | None = None,
    title: str = "",
    kind: str = "",
    threshold: float | None = None,
    expires_on: date | None = None,
) -> Done:
    """Read a list whole or not at all and lay it beside the one in service, with what it changes; screened by nobody.

    One version of a list waits at a time: a newer one takes its place. Raises NotPermitted, and BadInput with the
    parser's one message for what cannot be read.
    """
    permit(officer, "stage_list", stamp)
    read = _read(list_id, data, alt, add, title=title, kind=kind, threshold=threshold)

    def run() -> Done:
        row = _laid(officer, stamp, read, {"list": data, "alt": alt, "add": add}, title=title, expires_on=expires_on)
        entry = journal.append(
            stamp=stamp, verb="stage_list", officer=officer.id, post=officer.post, payload=_told(row),
            result=str(row.id),
        )  # fmt: skip
        return Done(None, str(row.id), entry.seq)

    return once(officer, "stage_list", stamp, run)


def release_list(officer: Officer, stamp: Stamp, row_id: str) -> Done:
    """Screen against a version from the next traveller on: one that waits, or an earlier one, put back.

    Raises NotPermitted, and BadInput where there is no such version, or where another version came into service since
    this one's difference was reckoned: what is released has been seen.
    """
    permit(officer, "release_list", stamp)
    known = _out_of_service(row_id)
    if known is not None:
        # Before the transaction: the desks go on, and the first traveller after it finds the index made.
        _index_ahead(known.list_id, content_of(known), known.threshold)

    def run() -> Done:
        waiting = _version(row_id)
        if waiting.list_id in OFFICERS:
            raise BadInput(NOT_IMPORTED)
        before = WatchList.objects.filter(list_id=waiting.list_id, in_service=True).first()
        if waiting.staged and waiting.against != (before.version if before else ""):
            raise BadInput(N_(
                "Another version of this list came into service since. Discard this one and import it again, "
                "so that what it changes is seen."
            ))  # fmt: skip
        was_back = not waiting.staged
        _into_service(waiting)
        payload = {**_told(waiting), "put_back": was_back}
        entry = journal.append(
            stamp=stamp, verb="release_list", officer=officer.id, post=officer.post, payload=payload,
            result=str(waiting.id),
        )  # fmt: skip
        return Done(None, str(waiting.id), entry.seq)

    return once(officer, "release_list", stamp, run)


def discard_list(officer: Officer, stamp: Stamp, row_id: str) -> Done:
    """Let a version that waits go; its bytes are kept, and the list in service stays. Raises NotPermitted, BadInput."""
    permit(officer, "discard_list", stamp)

    def run() -> Done:
        row = _version(row_id)
        if not row.staged:
            raise BadInput(N_("This version does not wait: it was released or discarded before."))
        row.staged = False
        row.save(update_fields=["staged"])
        entry = journal.append(
            stamp=stamp, verb="discard_list", officer=officer.id, post=officer.post, payload=_told(row),
            result=str(row.id),
        )  # fmt: skip
        return Done(None, str(row.id), entry.seq)

    return once(officer, "discard_list", stamp, run)


def import_list(
    officer: Officer,
    stamp: Stamp,
    *,
    list_id: str,
    data: bytes,
    alt: bytes | None = None,
    add: bytes | None = None,
    title: str = "",
    kind: str = "",
    threshold: float | None = None,
    expires_on: date | None = None,
) -> Done:
    """`stage_list` and `release_list` in one, for who has no page to look at: whole or not at all.

    Raises NotPermitted, and BadInput with the parser's one message for what cannot be read; the list in service then
    stays in service.
    """
    permit(officer, "import_list", stamp)
    read = _read(list_id, data, alt, add, title=title, kind=kind, threshold=threshold)
    # Before the transaction: the desks go on, and the first traveller after it finds the index made.
    _index_ahead(list_id, read.content, read.threshold)

    def run() -> Done:
        row = _laid(officer, stamp, read, {"list": data, "alt": alt, "add": add}, title=title, expires_on=expires_on)
        _into_service(row)
        entry = journal.append(
            stamp=stamp, verb="import_list", officer=officer.id, post=officer.post, payload=_told(row),
            result=str(row.id),
        )  # fmt: skip
        return Done(None, str(row.id), entry.seq)

    return once(officer, "import_list", stamp, run)


def written_ahead(list_id: str, data: bytes) -> None:
    """Make the index for what an officers' list is about to hold, before the transaction that puts it in service."""
    _index_ahead(list_id, read_list(own.FORMAT, data, list_id=list_id), KNOWN[list_id].threshold)


def written(officer: Officer, stamp: Stamp, list_id: str, data: bytes) -> WatchList:
    """Lay a version of an officers' list and screen against it from now on; a part of the caller's act and entry."""
    known = KNOWN[list_id]
    read = _Read(read_list(own.FORMAT, data, list_id=list_id), known, known.kind, known.threshold)
    row = _laid(officer, stamp, read, {"list": data}, title="", expires_on=None)
    _into_service(row)
    return row


def _read(
    list_id: str, data: bytes, alt: bytes | None, add: bytes | None, *, title: str, kind: str, threshold: float | None
) -> _Read:
    """The list as it will be used; one clear message for what cannot be read."""
    if not LIST_ID.fullmatch(list_id):
        raise BadInput("A list's id is short: small letters, digits and hyphens, 60 at most.")
    if list_id in OFFICERS:
        raise BadInput(NOT_IMPORTED)
    known = KNOWN.get(list_id)
    if known is None and (not kind or not title):
        raise BadInput(
            "A list of your own needs a title and a kind: alert, concern, lost_stolen or person_of_interest."
        )
    try:
        content = read_list("", data, alt=alt, add=add, list_id=list_id)
        wanted = ListKind(kind) if kind else known.kind if known else ListKind.CONCERN
    except (ListError, ValueError) as error:
        raise BadInput("The list was not imported: {why}", why=str(error)) from error
    if not content.entries:
        raise BadInput("The list was not imported: it holds no entry. The list in service stays as it is.")
    floor = threshold if threshold is not None else known.threshold if known else DEFAULT_THRESHOLD
    return _Read(content, known, wanted, floor)


def _laid(
    officer: Officer,
    stamp: Stamp,
    read: _Read,
    files: Mapping[str, bytes | None],
    *,
    title: str,
    expires_on: date | None,
) -> WatchList:
    """The version, laid beside the one in service; a version that waited before waits no more."""
    content, known = read.content, read.known
    list_id = content.list
    before = WatchList.objects.filter(list_id=list_id, in_service=True).first()
    WatchList.objects.filter(list_id=list_id, staged=True).update(staged=False)
    return WatchList.objects.create(
        **acted(officer, stamp),
        list_id=list_id,
        title=title or (known.title if known else list_id),
        owner=known.owner if known else "This post",
        kind=str(read.kind),
        feeds_fact=known.feeds_fact if known else FEEDS[read.kind],
        action=known.action if known else "",
        threshold=read.threshold,
        expires_on=expires_on,
        format=content.format,
        version=content.content_hash,
        sources={
            name: store.keep(file, "application/octet-stream", stamp.at)
            for name, file in files.items()
            if file is not None
        },
        entries=len(content.entries),
        rows_read=content.rows_read,
        accounted=dict(content.rows_accounted),
        rejected=[[r.row, r.reason, r.text] for r in content.rejected[:REJECTED_SHOWN]],
        difference=_difference(content_of(before) if before else None, content),
        against=before.version if before else "",
        staged=True,
        in_service=False,
    )


def _version(row_id: str) -> WatchList:
    """A version that is not in service."""
    row = _out_of_service(row_id)
    if row is None:
        raise BadInput(N_("There is no such version of a list that is not in service. Look at the lists again."))
    return row


def _out_of_service(row_id: str) -> WatchList | None:
    try:
        return WatchList.objects.filter(id=uuid.UUID(row_id), in_service=False).first()
    except ValueError:
        return None


def _into_service(row: WatchList) -> None:
    WatchList.objects.filter(list_id=row.list_id, in_service=True).update(in_service=False)
    row.staged, row.in_service = False, True
    row.save(update_fields=["staged", "in_service"])


def _told(row: WatchList) -> dict[str, Any]:
    """A version as the journal tells of it."""
    counts = {key: value for key, value in row.difference.items() if key != "entries"}
    return {"list": row.list_id, "version": row.version, "rows": row.rows_read, "entries": row.entries,
            "difference": counts}  # fmt: skip


def waiting() -> list[WatchList]:
    """The versions that wait to be released."""
    return list(WatchList.objects.filter(staged=True).order_by("list_id"))


def earlier() -> list[WatchList]:
    """Of each list in service the version that the one in service came after; it can be put back."""
    found = []
    for row in in_service():
        if row.list_id in OFFICERS:
            continue
        was = WatchList.objects.filter(list_id=row.list_id, version=row.against, in_service=False, staged=False)
        found += list(was.order_by("-made_at", "-id")[:1])
    return found


def _difference(before: ListContent | None, after: ListContent) -> dict[str, Any]:
    """What this version changes: the counts, and the entries by name as far as they are kept for the page."""
    told = between(before.entries if before else (), after.entries).to_json()
    return {**told, "entries": told["entries"][:DIFFERENCES_SHOWN]}


def forget() -> None:
    """Forget the open index: the next traveller opens it again."""
    with _building:
        _index.clear()
