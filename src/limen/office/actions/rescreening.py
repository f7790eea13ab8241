"""People the office knows, compared with entries that came after they were met (FAILURES F28).

Whoever has an open case, is in the country or was met not long ago is compared with each new entry, in runs that can be
broken off and go on: how far a run came stands in its row. What is found is a possibility, put before an officer as a
later hit; an open case is asked again by itself the next time it is looked at.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
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
from limen.screening import RULES_VERSION, Entry, compare
from limen.screening.compare import DEFAULT_THRESHOLD
from limen.screening.screen import reason
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
    made_at: datetime
    looked_at: int
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
    """Write down that these entries are to be compared with whom the office knows; a part of the caller's act."""
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
        row = Rescreening.objects.select_for_update(of=("self",)).filter(finished_at=None).order_by("id").first()
        if row is None:
            raise NotPossible(N_("Nothing waits to be compared."), "rescreen.nothing")
        found = _part(row, stamp.at, today)
        payload = {"run": str(row.id), "list": row.list_id, "version": row.list_version, "compared": row.compared,
                   "found": [str(hit.id) for hit in found], "done": row.finished_at is not None}  # fmt: skip
        entry = journal.append(
            stamp=stamp, verb="rescreen", officer=officer.id, post=officer.post, payload=payload, result=str(row.id)
        )
        return Done(None, str(row.id), entry.seq)

    return once(officer, "rescreen", stamp, run)


def go_on(officer: Officer, stamp: Stamp, seconds: float) -> bool:
    """Part after part, each an act of its own, until nothing waits or the time is over; whether nothing waits."""
    until = time.monotonic() + seconds
    part = 0
    while Rescreening.objects.filter(finished_at=None).exists():
        if part and time.monotonic() > until:
            return False
        try:
            rescreen(officer, Stamp(uuid.uuid5(stamp.key, f"rescreen {part}"), stamp.at, stamp.client_at, stamp.zone))
        except NotPossible:
            return True  # somebody else went on meanwhile, and to the end
        part += 1
    return True


def _part(row: Rescreening, at: datetime, today: date) -> list[LaterHit]:
    documents = Document.objects.select_related("person").order_by("id")
    if row.reached is not None:
        documents = documents.filter(id__gt=row.reached)
    chunk = list(documents[:CHUNK])
    here = _here({document.person_id for document in chunk}, row.since)
    entries = [Entry.from_json(content) for content in row.entries]
    entries = [one for one in entries if one.scope is None or one.scope.covers("", today, "")]
    lists = listing.current(today)
    manifest = lists.manifests.get(row.list_id)
    floor = manifest.threshold if manifest and manifest.threshold is not None else DEFAULT_THRESHOLD
    found = []
    for document in chunk if entries else ():
        if document.person_id not in here:
            continue
        row.compared += 1
        person = Person.of(store.travel_document(document))
        for entry in entries:
            comparison = compare(person, entry, rarity=lists.index.rarity)
            if comparison.score >= floor:
                found.append(LaterHit(
                    made_at=at, run=row, person_id=document.person_id, document=document,
                    why_here=here[document.person_id], list_id=row.list_id, list_version=row.list_version,
                    entry_id=entry.id, entry_hash=entry.content_hash, rules_version=RULES_VERSION,
                    listed_name=comparison.listed_name[:400], score=comparison.score,
                    strength=str(comparison.strength),
                    why=[part.to_json() | {"reason": reason(part)} for part in comparison.why],
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
    rows = _visible(officer).select_related("document", "person", "seen_by").order_by("-score", "-id")
    waiting = rows.exclude(state=LaterHit.State.CLOSED)
    settled = rows.filter(state=LaterHit.State.CLOSED).order_by("-seen_at")
    return LaterHits(
        open=_views(waiting[:SHOWN]), closed=_views(settled[:SHOWN]), runs=runs(),
        may_settle=authority.may(officer, "settle_later_hit"),
    )  # fmt: skip


def runs() -> tuple[Progress, ...]:
    """The runs that are not done, the oldest first."""
    return tuple(map(_progress, Rescreening.objects.filter(finished_at=None).order_by("id")))


def run_of(id: uuid.UUID) -> Progress:
    """How far one run came."""
    return _progress(Rescreening.objects.get(id=id))


def _progress(row: Rescreening) -> Progress:
    return Progress(
        row.id, row.list_id, row.made_at, row.looked_at, row.compared, row.found, row.finished_at is not None
    )


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
    return LaterHit.objects.filter(person__compartment__in=["", *officer.compartments])


def _views(rows: Iterable[LaterHit]) -> tuple[LaterHitView, ...]:
    found = list(rows)
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
            list_title=listing.KNOWN[row.list_id].title if row.list_id in listing.KNOWN else row.list_id,
            entry=row.entry_id, version=row.list_version, score=row.score, strength=row.strength,
            reasons=tuple(telling.feature(part) for part in row.why), why_here=WHY_HERE[row.why_here], state=row.state,
            found_at=row.made_at, seen_by=row.seen_by.full_name if row.seen_by else "", note=row.note,
        )
        for row in found
    )  # fmt: skip
