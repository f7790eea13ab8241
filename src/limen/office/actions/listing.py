"""The lists in service, what each is used as, and the index they are screened in. They come by `actions.releasing`."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from limen.assessment import Lists
from limen.office.records import store
from limen.office.records.models import Kept, WatchList
from limen.screening import RULES_VERSION, Index, ListManifest, read_list
from limen.screening.compare import DEFAULT_THRESHOLD
from limen.screening.errors import IndexFileError, ScreeningError
from limen.screening.lists import ListContent, ListKind
from limen.screening.unsearched import DISK_BROKEN, FILE_BROKEN
from limen.vocabulary.person import Officer

DIFFERENCES = ("added", "removed", "changed", "renumbered", "same")
OPENED = 2  # indexes of one process: of the desks' lists and of the discreet ones
RETRY = 10.0  # seconds after which lists that could not be opened are tried again
BESIDE = ("alt", "add")  # files of names and addresses that OFAC publishes beside its list


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

# What the officers of another office wrote stands beside what is written here, under a name of its own.
COPIED = "-copied"

# What a list of the post's own feeds, by its kind: a concern is judged by the officer, an alert is ground H.
FEEDS: Mapping[ListKind, str] = {
    ListKind.ALERT: "alert_for_refusal",
    ListKind.CONCERN: "security_concern",
    ListKind.LOST_STOLEN: "document_reported_lost",
    ListKind.PERSON_OF_INTEREST: "",
}

_index: dict[str, Index] = {}
_failed: dict[str, tuple[float, str]] = {}  # by version: when to try again, and why it could not be opened
_building = threading.Lock()


EVERYBODY = "post"  # the audience of a list that whoever works at the post may know of; else a compartment


def in_service() -> list[WatchList]:
    """The lists screened against at every desk now; a discreet one is not among them (`actions.discreet`)."""
    return [row for row in everywhere() if row.audience == EVERYBODY]


def discreet() -> list[WatchList]:
    """The lists in service that nobody may notice but who holds the compartment that is their audience."""
    return [row for row in everywhere() if row.audience != EVERYBODY]


def is_known_to(row: WatchList, officer: Officer) -> bool:
    """Whether an officer may know that there is this list."""
    return row.audience == EVERYBODY or row.audience in officer.compartments


def hidden_from(officer: Officer) -> list[str]:
    """The lists that this officer must not notice, by id, in whatever version."""
    rows = WatchList.objects.exclude(audience=EVERYBODY).exclude(audience__in=list(officer.compartments))
    return sorted(set(rows.values_list("list_id", flat=True)))


def of_rows(rows: list[WatchList], on: date) -> Lists:
    """Exactly these lists, with their index."""
    return _lists(rows, on)


def beside(list_id: str, on: date) -> Lists:
    """The lists that one is screened with: those of the desks, or the discreet ones."""
    apart = discreet()
    return of_rows(apart, on) if any(row.list_id == list_id for row in apart) else current(on)


def everywhere() -> list[WatchList]:
    """The lists in service, those too that only a compartment may know of: for who was asked what they hold."""
    return list(WatchList.objects.filter(in_service=True).select_related("copy__issuer").order_by("list_id"))


def compartment_of(list_id: str) -> dict[str, str]:
    """What the journal says beside an act on a list that only a compartment may know of; else nothing."""
    row = WatchList.objects.filter(list_id=list_id, in_service=True).exclude(audience=EVERYBODY).first()
    return {"compartment": row.audience} if row is not None else {}


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


def outage(rows: list[WatchList], on: date) -> str:
    """Why these lists cannot be opened, "" where they can: nobody is screened, and each list says why."""
    _lists(rows, on)
    return _failed.get(lists_version(_named(rows)), (0.0, ""))[1]


def _lists(rows: list[WatchList], on: date) -> Lists:
    version = lists_version(_named(rows))
    with _building:
        index = _index[version] if version in _index else _opened(rows, version)
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
                **({"owner_country": row.owner_country} if row.owner_country else {}),
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
        frozenset((*OFFICERS, *(name + COPIED for name in OFFICERS))),
        {row["id"]: bytes.fromhex(row["sources"]["salt"]) for row in rows if row["sources"].get("salt")},
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
        owner_country=row.get("owner_country", ""),
    )


def _path(version: str) -> Path:
    rules = hashlib.sha256(RULES_VERSION.encode()).hexdigest()[:8]
    return Path(settings.LIMEN_HOME) / "indexes" / f"{version[:32]}-{rules}"


def _opened(rows: list[WatchList], version: str) -> Index:
    """The index of these lists, kept for the next traveller; an empty one where it cannot be had, tried anew later."""
    if version in _failed and time.monotonic() < _failed[version][0]:
        return Index.build([])
    try:
        index = _open(rows, version)
    except (OSError, ScreeningError, Kept.DoesNotExist) as error:
        logging.getLogger(__name__).exception("the lists in service cannot be opened: nobody is screened")
        _failed[version] = time.monotonic() + RETRY, DISK_BROKEN if isinstance(error, OSError) else FILE_BROKEN
        return Index.build([])
    _failed.clear()
    while len(_index) > 1:  # those of the desks and the discreet ones stay open side by side
        del _index[next(iter(_index))]
    _index[version] = index
    return index


def _open(rows: list[WatchList], version: str) -> Index:
    path = _path(version)
    if path.exists():
        try:
            return Index.open(path)
        except IndexFileError:
            path.unlink()  # damaged: it is made again from the kept lists
    index = Index.build([entry for row in rows for entry in content_of(row).entries])
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        index.save(path)
    except OSError:  # a full disk: it is screened with all the same, and made again by the next process
        logging.getLogger(__name__).exception("the index of the lists cannot be kept")
    return index


def index_ahead(*coming: tuple[ListContent, float]) -> None:
    """Make the index that will be asked for once these lists, each with its threshold, are in service."""
    names = {content.list for content, _ in coming}
    others = [row for row in in_service() if row.list_id not in names]
    new = [(content.list, content.content_hash, floor) for content, floor in coming]
    path = _path(lists_version([*_named(others), *new]))
    if not path.exists():
        entries = [entry for row in others for entry in content_of(row).entries]
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        Index.build([*entries, *(entry for content, _ in coming for entry in content.entries)]).save(path)


def content_of(row: WatchList) -> ListContent:
    """A version as it was read, from its kept bytes."""
    beside = {name: store.kept(row.sources[name]) for name in BESIDE if row.sources.get(name)}
    return read_list(row.format, store.kept(row.sources["list"]), list_id=row.list_id, **beside)


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


def forget() -> None:
    """Forget the open index: the next traveller opens it again."""
    with _building:
        _index.clear()
        _failed.clear()
