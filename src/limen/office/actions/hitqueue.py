"""The list hits of a post: who waits for a finding, who works on it, what was found; and taking one to work on.

Who waits first is who is restrained, then who stands at a desk, then who is in the country, then who went; among them
the oldest. Of a discreet list only those see a hit who hold its compartment.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from limen.assessment import BLOCKING
from limen.casework import ARRIVAL
from limen.office import authority
from limen.office.actions import listing, registerview, walls
from limen.office.actions.acting import Done, NotFound, NotPossible, note_not_permitted, once, permit
from limen.office.actions.errors import Words
from limen.office.records import journal, store
from limen.office.records.journal import Stamp
from limen.office.records.models import Case, Hit, Movement, OwnerNotice
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer

SHOWN, SETTLED_SHOWN = 300, 60
SETTLED_FOR = timedelta(days=30)

# Where the traveller is, the most restrained first: what a wait costs them goes before how old a hit is.
WHERE: Mapping[str, str] = {
    "restrained": N_("not free to go on"),
    "desk": N_("at the desk"),
    "inside": N_("in the country"),
    "gone": N_("no longer here"),
}
_RANK = {where: rank for rank, where in enumerate(WHERE)}

STANDS: Mapping[str, str] = {
    "new": N_("New"),
    "claimed": N_("Being worked on"),
    "proposed": N_("Waits for a second officer"),
    "inconclusive": N_("Inconclusive"),
    "same": N_("Confirmed"),
    "not_same": N_("Not the same"),
    "remembered": N_("Not the same, as found before"),
}


@dataclass(frozen=True, slots=True)
class HitRow:
    """One hit as a line of the queue."""

    id: uuid.UUID
    case: uuid.UUID
    name: str
    document: str
    list_title: str
    list_kind: str
    listed_name: str
    score: float
    strength: str
    stands: str
    where: str
    where_words: str
    age: str
    found_at: datetime
    by: str  # who works on it, or whose finding it is
    since: datetime | None
    overridden: bool
    discreet: bool
    notice: str  # of the list's owner: "", pending, received, answered, overdue, or why it did not arrive
    may_claim: bool
    may_give_back: bool
    may_take_over: bool


@dataclass(frozen=True, slots=True)
class HitQueue:
    """What waits, the most pressing first; what was found in the last weeks, the newest first."""

    waiting: tuple[HitRow, ...]
    settled: tuple[HitRow, ...]
    counts: tuple[tuple[str, int], ...]


def known_to(officer: Officer) -> Any:
    """The hits of the officer's post that the officer may know of: cases and lists in compartments only if held."""
    held = ["", *officer.compartments]
    return Hit.every.filter(
        superseded=False, case__post__code=officer.post, case__compartment__in=held, compartment__in=held
    )


def queue(officer: Officer, stamp: Stamp) -> HitQueue:
    """The hits of the post."""
    permit(officer, "see_hits", stamp)
    rows = known_to(officer).select_related("case__post", "case__document", "case__holder", "claimed_by", "resolved_by",
                                            "proposed_by")  # fmt: skip
    blocking = list(rows.filter(state__in=BLOCKING).order_by("made_at", "id")[: 4 * SHOWN])
    done = list(rows.exclude(state__in=BLOCKING).filter(
        Q(resolved_at__gte=stamp.at - SETTLED_FOR) | Q(made_at__gte=stamp.at - SETTLED_FOR)
    ).order_by("-made_at", "-id")[:SETTLED_SHOWN])  # fmt: skip
    behind = walls.among(officer, {hit.case_id: hit.case for hit in (*blocking, *done)}.values(), stamp.at)
    blocking, done = ([hit for hit in some if hit.case_id not in behind] for some in (blocking, done))
    shown = _views(officer, (*blocking, *done), stamp.at)
    waiting = sorted(shown[: len(blocking)], key=lambda row: (_RANK[row.where], row.found_at, row.id))
    counts = {name: sum(1 for row in shown if row.stands == name) for name in STANDS}
    return HitQueue(
        tuple(waiting[:SHOWN]), tuple(shown[len(blocking) :]), tuple((STANDS[name], counts[name]) for name in STANDS)
    )


def _views(officer: Officer, hits: Sequence[Hit], at: datetime) -> list[HitRow]:
    lists = {row.list_id: row for row in listing.everywhere()}
    inside = _inside({hit.case.person_id for hit in hits if hit.case.person_id})
    told = {row.hit_id: row for row in OwnerNotice.objects.filter(hit__in=hits).order_by("made_at")}
    ordered = set(
        Hit.every.filter(id__in=[hit.id for hit in hits], overrides__isnull=False).values_list("id", flat=True)
    )
    found = []
    for hit in hits:
        known, where, stands = lists.get(hit.list_id), where_of(hit.case, inside), stands_of(hit)
        who, since = _by(hit)
        found.append(HitRow(
            id=hit.id, case=hit.case_id,
            name=f"{hit.case.document.given} {hit.case.document.surname}".strip() if hit.case.document else "",
            document=f"{hit.case.document.issuer} {hit.case.document.number}" if hit.case.document else "",
            list_title=known.title if known else registerview.title_of(hit) or hit.list_id,
            list_kind=known.kind if known else "lost_stolen" if registerview.title_of(hit) else "",
            listed_name=hit.listed_name, score=hit.score, strength=hit.strength, stands=stands, where=where,
            where_words=WHERE[where], age=age(hit.made_at, at), found_at=hit.made_at, by=who, since=since,
            overridden=hit.id in ordered, discreet=bool(hit.compartment),
            notice=notice_state(told.get(hit.id), at), **claims_of(officer, hit, at),
        ))  # fmt: skip
    return found


def claims_of(officer: Officer, hit: Hit, at: datetime) -> dict[str, bool]:
    """Which of the acts of claiming this officer may do on a hit."""
    open_ = hit.state in BLOCKING and not hit.superseded
    mine = str(hit.claimed_by_id) == officer.id
    return {
        "may_claim": open_ and hit.claimed_by_id is None and authority.may(officer, "claim_hit"),
        "may_give_back": open_ and mine and authority.may(officer, "release_hit"),
        "may_take_over": open_ and hit.claimed_by_id is not None and not mine
        and authority.may(officer, "take_over_hit") and _is_off_duty(hit, at),
    }  # fmt: skip


def stands_of(hit: Hit) -> str:
    """Where a hit stands in the queue: a code of STANDS."""
    if hit.state in BLOCKING:
        if hit.proposed:
            return "proposed"
        if hit.claimed_by_id is not None:
            return "claimed"
    return "new" if hit.state == Hit.State.OPEN else str(hit.state)


def _by(hit: Hit) -> tuple[str, datetime | None]:
    """Whose the hit is now, since when: who works on it, else whose finding waits, else whose finding stands."""
    for who, since in ((hit.claimed_by, hit.claimed_at), (hit.proposed_by, hit.proposed_at),
                       (hit.resolved_by, hit.resolved_at)):  # fmt: skip
        if who is not None:
            return who.full_name, since
    return "", None


def where_of(case: Case, inside: frozenset[uuid.UUID]) -> str:
    """Where the traveller of a case is: a code of WHERE."""
    if case.state in ARRIVAL.closed:
        return "inside" if case.state == "admitted" and case.person_id in inside else "gone"
    return "restrained" if case.restrained_at is not None else "desk"


def _inside(persons: Iterable[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Those whose last movement on record is an entry."""
    last: dict[uuid.UUID, str] = {}
    moved = Movement.objects.filter(person__in=list(persons), voided_by=None).order_by("on", "made_at")
    for key, direction in moved.values_list("person_id", "direction"):
        last[key] = direction
    return frozenset(key for key, direction in last.items() if direction == Movement.Direction.ENTRY)


def notice_state(row: OwnerNotice | None, at: datetime) -> str:
    """How word to the owner of a list stands: silence past the owner's time is told as overdue."""
    if row is None:
        return ""
    if row.answer:
        return "answered"
    return "overdue" if row.receipt in ("pending", "received") and at >= row.due_at else str(row.receipt)


def age(since: datetime, at: datetime) -> str:
    """How long ago, in the words of a work list."""
    minutes = max(0, int((at - since).total_seconds() // 60))
    if minutes == 0:
        return Words(N_("just now"))
    if minutes < 120:
        return Words(N_("for {minutes} min"), minutes=minutes)
    if minutes < 72 * 60:
        return Words(N_("for {hours} h"), hours=minutes // 60)
    return Words(N_("for {days} days"), days=minutes // (24 * 60))


def count_waiting(officer: Officer) -> int:
    """How many hits of the post nobody has resolved; none for who may not see them."""
    return int(known_to(officer).filter(state__in=BLOCKING).count()) if authority.may(officer, "see_hits") else 0


# -- taking one to work on --------------------------------------------------------------------------------------------


def claim_hit(officer: Officer, stamp: Stamp, hit: uuid.UUID) -> Done:
    """Take a hit to work on; while it is taken nobody else resolves it."""
    return _claim(officer, stamp, "claim_hit", hit)


def release_hit(officer: Officer, stamp: Stamp, hit: uuid.UUID) -> Done:
    """Give back a hit that this officer had taken."""
    return _claim(officer, stamp, "release_hit", hit)


def take_over_hit(officer: Officer, stamp: Stamp, hit: uuid.UUID) -> Done:
    """Take over the hit of an officer who has gone off duty: a chief's act."""
    return _claim(officer, stamp, "take_over_hit", hit)


def _claim(officer: Officer, stamp: Stamp, verb: str, hit: uuid.UUID) -> Done:
    permit(officer, verb, stamp)

    def run() -> Done:
        row = visible(officer, hit, stamp, verb, lock=True)
        if row.state not in BLOCKING:
            raise NotPossible(N_("This hit is resolved: reload to see what was found."))
        was = str(row.claimed_by_id or "")
        _may_move(officer, row, verb, stamp.at)
        row.claimed_by_id = None if verb == "release_hit" else uuid.UUID(officer.id)
        row.claimed_at = None if verb == "release_hit" else stamp.at
        row.save(update_fields=["claimed_by", "claimed_at"])
        payload = {"hit": str(row.id), "list": row.list_id, "entry": row.entry_id, **({"from": was} if was else {})}
        entry = append_of(officer, stamp, verb, row, payload)
        return Done(None, str(row.id), entry)

    return once(officer, verb, stamp, run)


def _may_move(officer: Officer, row: Hit, verb: str, at: datetime) -> None:
    mine, taken = str(row.claimed_by_id) == officer.id, row.claimed_by is not None
    name = row.claimed_by.full_name if row.claimed_by is not None else ""
    if verb == "claim_hit" and taken:
        raise NotPossible(N_("{name} works on this hit already."), name=name)
    if verb == "release_hit" and not mine:
        raise NotPossible(N_("You have not taken this hit, so you cannot give it back."))
    if verb == "take_over_hit" and not taken:
        raise NotPossible(N_("Nobody works on this hit: take it."))
    if verb == "take_over_hit" and (mine or not _is_off_duty(row, at)):
        raise NotPossible(N_("{name} is on duty: they give the hit back, or resolve it."), name=name)


def _is_off_duty(hit: Hit, at: datetime) -> bool:
    """Whether whoever took the hit holds no current duty at the post of the case."""
    return hit.claimed_by is None or store.officer_of(hit.claimed_by, hit.case.post.code, at) is None


def visible(officer: Officer, hit: uuid.UUID, stamp: Stamp, act: str, *, lock: bool = False) -> Hit:
    """A hit the officer may know of. Raises NotFound; NotPermitted for one behind the wall of protection."""
    rows = known_to(officer).select_related("case__post", "case__document", "claimed_by")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    row: Hit | None = rows.filter(id=hit).first()
    if row is None:
        raise NotFound(N_("There is no such hit at this post."))
    if walls.walled(officer, row.case, stamp.at):
        raise authority.NotPermitted(act, "authority.wall")
    return row


def looked_at(officer: Officer, hit: uuid.UUID, stamp: Stamp, act: str) -> Hit:
    """The same outside of an act: an attempt behind the wall is journaled here."""
    try:
        return visible(officer, hit, stamp, act)
    except authority.NotPermitted as refusal:
        note_not_permitted(officer, refusal, stamp)
        raise


def append_of(officer: Officer, stamp: Stamp, verb: str, hit: Hit, payload: Mapping[str, Any]) -> int:
    """Journal an act on a hit with its case; of a discreet list without, so that no view of the case tells of it."""
    said = {**payload, **({"compartment": hit.compartment} if hit.compartment else {})}
    entry = journal.append(
        stamp=stamp, verb=verb, officer=officer.id, post=officer.post, payload=said,
        case="" if hit.compartment else str(hit.case_id),
        person="" if hit.compartment else str(hit.case.person_id or ""), result=str(hit.id),
    )  # fmt: skip
    return int(entry.seq)
