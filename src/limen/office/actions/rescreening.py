"""People the office knows, compared with entries that came after they were met (FAILURES F28).

Whoever has an open case, is in the country or was met not long ago is compared with each entry that an officer put in
force and with each that a released version of a list adds or changes, in runs that can be broken off and go on: how far
a run came stands in its row. What is found is a possibility, put before an officer as a later hit; an open case is
asked again by itself the next time it is looked at.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from limen.casework import ARRIVAL
from limen.office import authority
from limen.office.actions import listing, telling
from limen.office.actions.acting import BadInput, Done, NotFound, NotPossible, acted, once, permit
from limen.office.records import journal, store
from limen.office.records.journal import Stamp
from limen.office.records.models import Case, Document, LaterHit, Movement, Rescreening
from limen.screening import RULES_VERSION, Entry, Hit, Index, screen_many
from limen.screening.compare import DEFAULT_THRESHOLD
from limen.screening.segment import Segment
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer, Person

MET_WITHIN = timedelta(days=90)  # as long as a short stay may last
CHUNK = 400  # documents of one transaction: other desks wait for it
AT_ONCE = 0.3  # seconds that the act which put an entry in force goes on with
SHOWN = 200
WHY_HERE: Mapping[str, str] = {
    "open_case": N_("has an open case"),
    "inside": N_("entered and has not left"),
    "met": N_("was met in the last weeks"),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run came."""

    id: uuid.UUID
    list_id: str
    version: str
    made_at: datetime
    looked_at: int
    of: int  # documents on record now
    compared: int
    found: int
    done: bool


@dataclass(frozen=True, slots=True)
class LaterHitView:
    """Somebody who may be on a later entry, as an officer is shown it."""

    id: uuid.UUID
    person: uuid.UUID
    case: uuid.UUID | None
    name: str
    number: str
    birth: str
    listed_name: str
    list_title: str
    entry: str
    version: str
    run: uuid.UUID
    run_at: datetime
    score: float
    strength: str
    reasons: tuple[str, ...]
    why_here: str
    state: str
    found_at: datetime
    seen_by: str
    note: str


@dataclass(frozen=True, slots=True)
class LaterHits:
    """The work list: what waits, what was settled, the runs that are not done."""

    open: tuple[LaterHitView, ...]
    closed: tuple[LaterHitView, ...]
    runs: tuple[Progress, ...]
    may_settle: bool


# -- runs -------------------------------------------------------------------------------------------------------------


def begin(officer: Officer, stamp: Stamp, list_id: str, version: str, entries: Sequence[Mapping[str, Any]]) -> str:
    """Write down that these entries are to be compared with whom the office knows; a part of the caller's act.

    Answers the run, "" where there is nothing to compare or nobody was ever met.
    """
    if not entries or not Document.objects.exists():
        return ""
    today = stamp.at.astimezone(ZoneInfo(stamp.zone)).date()
    row = Rescreening.objects.create(
        **acted(officer, stamp), list_id=list_id, list_version=version, entries=list(entries), since=today - MET_WITHIN
    )
    return str(row.id)


def rescreen(officer: Officer, stamp: Stamp) -> Done:
    """Go on with the oldest run by one part of it: compare, write down who was found and how far it came."""
    permit(officer, "rescreen", stamp)
    today = stamp.at.astimezone(ZoneInfo(stamp.zone)).date()

    def run() -> Done:
        row = _open().select_for_update(of=("self",)).first()
        if row is None:
            raise NotPossible(N_("Nothing waits to be compared."), "rescreen.nothing")
        found = _part(row, stamp.at, today)
        payload = {"run": str(row.id), "list": row.list_id, "version": row.list_version, "compared": row.compared,
                   "found": [str(hit.id) for hit in found], "done": row.finished_at is not None,
                   **listing.compartment_of(row.list_id)}  # fmt: skip
        entry = journal.append(
            stamp=stamp, verb="rescreen", officer=officer.id, post=officer.post, payload=payload, result=str(row.id)
        )
        return Done(None, str(row.id), entry.seq)

    return once(officer, "rescreen", stamp, run)


def go_on(officer: Officer, stamp: Stamp, seconds: float) -> bool:
    """Part after part, each an act of its own, until nothing waits or the time is over; whether nothing waits."""
    until = time.monotonic() + seconds
    part = 0
    while _open().exists():
        if part and time.monotonic() > until:
            return False
        try:
            rescreen(officer, Stamp(uuid.uuid5(stamp.key, f"rescreen {part}"), stamp.at, stamp.client_at, stamp.zone))
        except NotPossible:
            return True  # somebody else went on meanwhile, and to the end
        part += 1
    return True


def _open() -> Any:
    """The runs that are not done, the oldest first; without their entries, which may be a whole list."""
    return Rescreening.objects.filter(finished_at=None).order_by("id").defer("entries")


def _part(row: Rescreening, at: datetime, today: date) -> list[LaterHit]:
    documents = Document.objects.select_related("person").order_by("id")
    if row.reached is not None:
        documents = documents.filter(id__gt=row.reached)
    chunk = list(documents[:CHUNK])
    here = _here({document.person_id for document in chunk}, row.since)
    asked = [document for document in chunk if document.person_id in here]
    row.compared += len(asked)
    found = []
    for document, hit in _compared(row, asked, today) if asked else ():
        found.append(LaterHit(
            made_at=at, run=row, person_id=document.person_id, document=document,
            why_here=here[document.person_id], list_id=row.list_id, list_version=row.list_version,
            entry_id=hit.entry_id, entry_hash=hit.entry_hash, rules_version=RULES_VERSION,
            listed_name=hit.listed_name[:400], score=hit.score, strength=str(hit.strength), why=hit.to_json()["why"],
        ))  # fmt: skip
    found = _not_known(found)
    LaterHit.objects.bulk_create(found)
    row.looked_at += len(chunk)
    row.found += len(found)
    row.reached = chunk[-1].id if chunk else row.reached
    if len(chunk) < CHUNK:
        row.finished_at = at
    row.save(update_fields=["compared", "looked_at", "found", "reached", "finished_at"])
    return found


def _compared(row: Rescreening, documents: Sequence[Document], today: date) -> Iterator[tuple[Document, Hit]]:
    """Who of these documents may be on the run's entries, scored as a desk would score them.

    An entry that its list holds no more as the run has it is left out: what took its place has a run of its own.
    """
    lists = listing.beside(row.list_id, today)
    manifest = lists.manifests.get(row.list_id)
    floor = manifest.threshold if manifest and manifest.threshold is not None else DEFAULT_THRESHOLD
    delta = _delta(row, lists.index)
    people = (Person.of(store.travel_document(document)) for document in documents)
    for document, hits in zip(documents, screen_many(delta, people, min_score=floor), strict=True):
        yield from ((document, hit) for hit in hits if _stands(hit, lists.index, today))


def _stands(hit: Hit, index: Index, today: date) -> bool:
    """Whether the list in service holds the entry as the run has it, on this day."""
    key = f"{hit.list}:{hit.entry_id}"
    entry = index.entry(key) if key in index else None
    if entry is None or entry.content_hash != hit.entry_hash:
        return False
    return entry.scope is None or entry.scope.covers("", today, "")


_deltas: dict[tuple[uuid.UUID, str], Index] = {}  # of the run this process goes on with


def _delta(row: Rescreening, index: Index) -> Index:
    """The entries of a run as an index of their own, made once a run; words are as rare as on the lists in service."""
    key = row.id, index.version
    if key not in _deltas:
        entries = {entry.key: entry for entry in map(Entry.from_json, row.entries)}
        _deltas.clear()
        _deltas[key] = Index([Segment.build(list(entries.values()), index.rarity)], index.rarity)
    return _deltas[key]


def _not_known(found: list[LaterHit]) -> list[LaterHit]:
    """Those of whom there is no row yet: the same document, content and rules is found once."""
    known = set(
        LaterHit.objects.filter(document__in=[one.document_id for one in found], rules_version=RULES_VERSION)
        .values_list("document_id", "list_id", "entry_id", "entry_hash")
    )  # fmt: skip
    return [one for one in found if (one.document_id, one.list_id, one.entry_id, one.entry_hash) not in known]


def _here(persons: Iterable[uuid.UUID], since: date) -> dict[uuid.UUID, str]:
    """Of these people those who are to be compared, and why: the first of WHY_HERE that holds."""
    people = list(persons)
    cases = Case.objects.filter(person__in=people)
    here = {key: "met" for key in cases.filter(made_at__date__gte=since).values_list("person_id", flat=True) if key}
    last: dict[uuid.UUID, str] = {}
    moved = Movement.objects.filter(person__in=people, voided_by=None).order_by("on", "made_at")
    for key, direction in moved.values_list("person_id", "direction"):
        last[key] = direction
    here |= {key: "inside" for key, direction in last.items() if direction == Movement.Direction.ENTRY}
    opened = cases.exclude(state__in=ARRIVAL.closed).values_list("person_id", flat=True)
    return here | {key: "open_case" for key in opened if key}


# -- the work list ----------------------------------------------------------------------------------------------------


def later_hits(officer: Officer, stamp: Stamp) -> LaterHits:
    """Who was found by entries that came later, the newest first."""
    permit(officer, "see_later_hits", stamp)
    rows = _visible(officer).select_related("document", "person", "seen_by", "run").order_by("-score", "-id")
    waiting = rows.exclude(state=LaterHit.State.CLOSED)
    settled = rows.filter(state=LaterHit.State.CLOSED).order_by("-seen_at")
    return LaterHits(
        open=_views(waiting[:SHOWN]), closed=_views(settled[:SHOWN]), runs=runs(officer),
        may_settle=authority.may(officer, "settle_later_hit"),
    )  # fmt: skip


def runs(officer: Officer | None = None) -> tuple[Progress, ...]:
    """The runs that are not done, the oldest first; for an officer, of lists that they may know of."""
    hidden = listing.hidden_from(officer) if officer is not None else ()
    return tuple(map(_progress, _open().exclude(list_id__in=hidden)))


def run_of(id: uuid.UUID) -> Progress:
    """How far one run came."""
    return _progress(Rescreening.objects.defer("entries").get(id=id))


def _progress(row: Rescreening) -> Progress:
    return Progress(
        row.id, row.list_id, row.list_version, row.made_at, row.looked_at, Document.objects.count(), row.compared,
        row.found, row.finished_at is not None,
    )  # fmt: skip


def count_open(officer: Officer) -> int:
    """How many later hits nobody has settled; none for who may not see them."""
    if not authority.may(officer, "see_later_hits"):
        return 0
    return int(_visible(officer).exclude(state=LaterHit.State.CLOSED).count())


def settle_later_hit(officer: Officer, stamp: Stamp, hit: uuid.UUID, *, state: str, note: str = "") -> Done:
    """Say that a later hit was looked at, or close it with what was found; it decides nothing about the person."""
    permit(officer, "settle_later_hit", stamp)
    note = note.replace("\0", "").strip()[:4000]
    if state not in (LaterHit.State.SEEN, LaterHit.State.CLOSED):
        raise BadInput(N_("Say whether it was looked at, or is settled."))
    if state == LaterHit.State.CLOSED and not note:
        raise BadInput(N_("Say what was found or done: the record keeps it."))

    def run() -> Done:
        row = _visible(officer).select_for_update(of=("self",)).filter(id=hit).first()
        if row is None:
            raise NotFound(N_("There is no such hit."))
        if row.state == LaterHit.State.CLOSED:
            raise NotPossible(N_("This was settled already: reload to see what happened."))
        row.state, row.note = state, note or row.note
        row.seen_by_id, row.seen_at = uuid.UUID(officer.id), stamp.at
        row.save(update_fields=["state", "note", "seen_by", "seen_at"])
        payload = {"hit": str(row.id), "list": row.list_id, "entry": row.entry_id, "state": state, "note": note}
        entry = journal.append(
            stamp=stamp, verb="settle_later_hit", officer=officer.id, post=officer.post, payload=payload,
            person=str(row.person_id), result=str(row.id),
        )  # fmt: skip
        return Done(None, str(row.id), entry.seq)

    return once(officer, "settle_later_hit", stamp, run)


def _visible(officer: Officer) -> Any:
    known = LaterHit.objects.filter(person__compartment__in=["", *officer.compartments])
    return known.exclude(list_id__in=listing.hidden_from(officer))


def _views(rows: Iterable[LaterHit]) -> tuple[LaterHitView, ...]:
    found = list(rows)
    titles = {row.list_id: row.title for row in listing.everywhere()}
    cases: dict[uuid.UUID, uuid.UUID] = {}
    people = Case.objects.filter(person__in={row.person_id for row in found}).exclude(state__in=ARRIVAL.closed)
    for case_id, person in people.order_by("made_at").values_list("id", "person_id"):
        if person is not None:
            cases[person] = case_id
    return tuple(
        LaterHitView(
            id=row.id, person=row.person_id, case=cases.get(row.person_id),
            name=f"{row.document.given} {row.document.surname}".strip(), number=row.document.number,
            birth=row.document.birth, listed_name=row.listed_name,
            list_title=titles.get(row.list_id, row.list_id),
            entry=row.entry_id, version=row.list_version, run=row.run_id, run_at=row.run.made_at, score=row.score,
            strength=row.strength,
            reasons=tuple(telling.feature(part) for part in row.why), why_here=WHY_HERE[row.why_here], state=row.state,
            found_at=row.made_at, seen_by=row.seen_by.full_name if row.seen_by else "", note=row.note,
        )
        for row in found
    )  # fmt: skip
