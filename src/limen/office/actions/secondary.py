"""The second line as it is seen: who waits and for how long, what became of a referral, the slip a traveller may have.

The holding clock runs from the first moment a person was not free to go on, whoever holds them and however often they
are handed on. Its limit is the post's own particular `restraint_limit_hours`; a post that states none is told so.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Case as Choice
from django.db.models import F, Q, QuerySet, Value, When

from limen.casework import ARRIVAL
from limen.office import authority
from limen.office.actions import checkpointing, walls
from limen.office.actions.acting import NotFound, permit
from limen.office.actions.errors import Words
from limen.office.actions.referring import CAUSES, CONSENTS
from limen.office.actions.views import CaseRow
from limen.office.records import journal
from limen.office.records.journal import Stamp
from limen.office.records.models import Case, JournalEntry, Post, Referral
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer

PAGE = 50
WARN_AT = 0.75  # of the limit
LONG_WAIT = 60  # minutes that fill the bar where nobody waits longer
# Who has no officer yet comes first, then who has one.
ORDER = ("referred", "protection", "child_protection", "secondary", "detained", "deferred")
TAKEN = frozenset({"secondary", "detained", "deferred"})  # nobody waits in the hall for an officer
# The cause in the words of the slip: a list, a child or an incident is nobody's to read over a shoulder.
SLIP_CAUSES = {
    "document": N_("Your travel document is examined more closely."),
    "purpose_means": N_("The purpose and conditions of your stay are looked into."),
    "days_of_stay": N_("The days of your earlier stays are counted."),
    "identity": N_("Your identity is confirmed."),
}
FURTHER = N_("Further checks are made.")


@dataclass(frozen=True, slots=True)
class Clock:
    """The holding clock: since when, how long, and against which limit; `share` of the limit where one is stated."""

    since: datetime
    minutes: int
    limit_minutes: int | None
    state: str  # running, warn, lapsed, unlimited

    @property
    def share(self) -> float:
        """How much of the limit is used, 0 to 1; 0 where the post states none."""
        return min(1.0, self.minutes / self.limit_minutes) if self.limit_minutes else 0.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """One traveller of the second line: why, since when, with whom, and how long they have not been free to go on."""

    id: uuid.UUID
    name: str
    nationality: str
    direction: str
    state: str
    state_words: str
    kind: str  # of the last referral, "" where nobody referred
    cause: str  # a key of `CAUSES`, "" where there is none
    minutes: int  # from the referral until somebody took it, or until now
    wait_share: float  # of the longest wait on the list
    waits: bool  # nobody has taken it yet
    clock: Clock | None
    referred_by: str
    taken_by: str
    taken_at: datetime | None
    holder: str
    interview_open: bool


@dataclass(frozen=True, slots=True)
class Handed:
    """One referral with its receipt and its result, as whoever referred sees it."""

    kind: str
    cause: str
    reason: str
    words: str
    by: str
    at: datetime
    taken_by: str
    taken_at: datetime | None
    ended_by: str
    ended_at: datetime | None
    result: str


@dataclass(frozen=True, slots=True)
class Line:
    """What the case page shows of the second line: each referral, the clock, the last hand-over, the interviews."""

    referrals: tuple[Handed, ...]
    clock: Clock | None
    handed_over: str
    interviews: int
    interview_open: bool
    reads: bool  # whether this officer may open the interview page, and there is one to open
    slip: bool


@dataclass(frozen=True, slots=True)
class Slip:
    """What a referred traveller may have in writing (SBC Art 8(5)): nothing of lists, hits or protection."""

    case: uuid.UUID
    reference: str
    name: str
    post: str
    authority: str
    zone: str
    at: datetime
    cause: str
    officer_number: str


def clock(case: Case, at: datetime) -> Clock | None:
    """The holding clock of a case, None for somebody who was never held up; it stops when the case is closed.

    Where a correction opened the case again, the time that it was closed does not count: the traveller had gone on.
    """
    if case.restrained_at is None:
        return None
    until = min(at, case.closed_at) if case.closed_at else at
    held = until - case.restrained_at - _gone_on(case, case.restrained_at, until)
    minutes = max(0, int(held.total_seconds() // 60))
    limit = _limit(case.post)
    if limit is None:
        return Clock(case.restrained_at, minutes, None, "unlimited")
    used = minutes / limit
    state = "lapsed" if used >= 1 else "warn" if used >= WARN_AT else "running"
    return Clock(case.restrained_at, minutes, limit, state)


def _gone_on(case: Case, since: datetime, until: datetime) -> timedelta:
    """How long the case was closed within that time: from each movement that was voided to the correction of it."""
    away = timedelta()
    for movement in case.movements.all():
        if movement.voided_by is not None:
            away += max(timedelta(), min(movement.voided_by.made_at, until) - max(movement.made_at, since))
    return away


def _limit(post: Post) -> int | None:
    """The post's limit in minutes; None where it states none, or none that can be read."""
    text = str(post.particulars.get("restraint_limit_hours", "")).strip()
    return int(text) * 60 if text.isascii() and text.isdigit() and 0 < int(text) < 10_000 else None


def listed(officer: Officer, at: datetime) -> tuple[Waiting, ...]:
    """Travellers referred and not yet taken, then those in secondary; whoever has been held up longest first.

    The first `PAGE` of them: `numbers` says how many there are.
    """
    permit(officer, "see_secondary", Stamp(uuid.uuid4(), at))
    place = Choice(*(When(state=state, then=Value(number)) for number, state in enumerate(ORDER)))
    cases = _cases(officer).filter(state__in=ORDER)
    ordered = cases.order_by(place, F("restrained_at").asc(nulls_last=True), "made_at")
    rows = [_waiting(case, at) for case in ordered[:PAGE]]
    longest = max([LONG_WAIT, *(row.minutes for row in rows)])
    return tuple(replace(row, wait_share=row.minutes / longest) for row in rows)


def numbers(officer: Officer) -> tuple[int, int]:
    """How many travellers the second line has, and how many of them nobody has taken yet."""
    cases = _cases(officer).filter(state__in=ORDER)
    return cases.count(), cases.exclude(state__in=TAKEN).count()


def _cases(officer: Officer) -> QuerySet[Case]:
    """The cases of the post that this officer may know of."""
    return (
        Case.objects.select_related("post", "holder", "document")
        .prefetch_related("referrals__officer", "referrals__taken_by", "interviews", "movements__voided_by")
        .filter(Q(compartment="") | Q(compartment__in=list(officer.compartments)), post__code=officer.post)
    )


def _waiting(case: Case, at: datetime) -> Waiting:
    last = max(case.referrals.all(), key=lambda row: row.made_at, default=None)
    begun = last.made_at if last else case.made_at
    waited = ((last.taken_at if last else None) or at) - begun
    document = case.document
    return Waiting(
        id=case.id,
        name=f"{document.given} {document.surname}".strip() if document else "",
        nationality=document.nationality if document else "",
        direction=case.direction,
        state=case.state,
        state_words=ARRIVAL.states[case.state],
        kind=last.kind if last else "",
        cause=last.cause if last else "",
        minutes=max(0, int(waited.total_seconds() // 60)),
        wait_share=0.0,
        waits=case.state not in TAKEN,
        clock=clock(case, at),
        referred_by=last.officer.full_name if last else "",
        taken_by=last.taken_by.full_name if last and last.taken_by else "",
        taken_at=last.taken_at if last else None,
        holder=case.holder.full_name,
        interview_open=any(row.ended_at is None for row in case.interviews.all()),
    )


def line_of(officer: Officer, case_id: uuid.UUID, at: datetime) -> Line:
    """The second line of one case, for whoever may see the case and what it says of protection."""
    looked = Stamp(uuid.uuid4(), at)
    case = _case(officer, case_id, looked)
    walls.keep(officer, "see_case", case, looked)
    interviews = list(case.interviews.all())
    return Line(
        referrals=tuple(_handed(case, row) for row in sorted(case.referrals.all(), key=lambda row: row.made_at)),
        clock=None if case.state in ARRIVAL.closed else clock(case, at),
        handed_over=_handed_over(case),
        interviews=len(interviews),
        interview_open=any(row.ended_at is None for row in interviews),
        reads=_reads(officer, case) and (bool(interviews) or case.state in ("secondary", "held", "detained")),
        slip=_slipped(case) is not None,
    )


def _reads(officer: Officer, case: Case) -> bool:
    concerned = {"post": case.post.code, "compartment": case.compartment}
    return str(case.holder_id) == officer.id or authority.may(officer, "see_interview", **concerned)


def _case(officer: Officer, case_id: uuid.UUID, stamp: Stamp) -> Case:
    cases = Case.objects.select_related("post", "holder", "document").filter(
        Q(compartment="") | Q(compartment__in=list(officer.compartments))
    )
    case = cases.filter(id=case_id).first()
    if case is None:
        raise NotFound("There is no such case at this post.")
    permit(officer, "see_case", stamp, str(case.id), post=case.post.code, compartment=case.compartment)
    return case


def _handed(case: Case, row: Referral) -> Handed:
    return Handed(
        kind=row.kind,
        cause=CAUSES.get(row.cause) or CONSENTS.get(row.cause, ""),
        reason=row.reason,
        words=row.words,
        by=row.officer.full_name,
        at=row.made_at,
        taken_by=row.taken_by.full_name if row.taken_by else "",
        taken_at=row.taken_at,
        ended_by=row.ended_by.full_name if row.ended_by else "",
        ended_at=row.ended_at,
        result=row.result or _outcome(case, row),
    )


def _outcome(case: Case, row: Referral) -> str:
    """What became of a referral that was not sent back: the state the case is in, once it left the second line."""
    settled = row.taken_at is not None and case.state not in ("referred", "secondary", "open")
    return ARRIVAL.states[case.state] if settled else ""


def _handed_over(case: Case) -> str:
    """The note of the last hand-over, while the examination it was written for goes on; "" where there was none."""
    entry = (
        JournalEntry.objects.filter(case=str(case.id), verb__in=("hand_over", "take", "return_to_primary"))
        .select_related("payload")
        .order_by("-seq")
        .first()
    )
    if case.state != "secondary" or entry is None or entry.verb != "hand_over" or entry.payload.masked_at:
        return ""
    return str(json.loads(entry.payload.content).get("note", ""))


# -- what whoever referred sees between travellers --------------------------------------------------------------------


def followed(officer: Officer) -> Q:
    """The cases an officer sent to secondary: they stay on their desk's list until the result is in."""
    return Q(referrals__officer=uuid.UUID(officer.id), referrals__kind=Referral.Kind.SECONDARY)


def receipts(officer: Officer, rows: Iterable[CaseRow]) -> Iterable[CaseRow]:
    """The rows of a desk, each referral of this officer's with its receipt and result for a note."""
    kept = list(rows)
    mine = {
        row.case_id: row
        for row in Referral.objects.filter(case__in=[one.id for one in kept], kind=Referral.Kind.SECONDARY)
        .select_related("taken_by", "ended_by", "case", "case__post")
        .order_by("made_at")
    }
    for one in kept:
        row = mine.get(one.id) if one.state != walls.STATE else None
        if row is not None and str(row.officer_id) == officer.id:
            one = replace(one, note=_receipt(row, one.note))
        elif one.state == "secondary" and row is not None and (note := _handed_over(row.case)):
            one = replace(one, note=Words(N_("handed over: {note}"), note=note))
        yield one


def _receipt(row: Referral, plain: str) -> str:
    if row.ended_at is not None and row.ended_by is not None:
        if row.case.state != "open":
            return plain
        return Words(N_("returned by {name}: {result}"), name=row.ended_by.full_name, result=row.result)
    if row.taken_at is None or row.taken_by is None:
        return plain
    if row.case.state in ARRIVAL.closed:
        return plain
    local = row.taken_at.astimezone(ZoneInfo(row.case.post.zone))
    return Words(N_("taken by {name} at {time}"), name=row.taken_by.full_name, time=f"{local:%H:%M}")


# -- the slip ---------------------------------------------------------------------------------------------------------


def _slipped(case: Case) -> Referral | None:
    return case.referrals.filter(kind=Referral.Kind.SECONDARY).select_related("officer").order_by("-made_at").first()


def slip(officer: Officer, case_id: uuid.UUID, stamp: Stamp) -> Slip:
    """The slip of the last referral to secondary, to print and hand over; a look by anybody but its officer is kept."""
    case = _case(officer, case_id, stamp)
    row = _slipped(case)
    if row is None:
        raise NotFound("Nobody referred this traveller to secondary: there is no slip.")
    if str(row.officer_id) != officer.id and str(case.holder_id) != officer.id:
        _looked(officer, stamp, case)
    document = case.document
    return Slip(
        case=case.id,
        reference=str(row.id),
        name=f"{document.given} {document.surname}".strip() if document else "",
        post=case.post.title,
        authority=case.post.authority,
        zone=case.post.zone,
        at=row.made_at,
        cause=SLIP_CAUSES.get(row.cause, FURTHER),
        officer_number=row.officer.number,
    )


def _looked(officer: Officer, stamp: Stamp, case: Case) -> None:
    with transaction.atomic():
        if journal.earlier(stamp.key) is None:
            journal.append(
                stamp=stamp, verb="see_case", officer=officer.id, post=officer.post, payload={"slip": True},
                case=str(case.id), person=str(case.person_id or ""),
            )  # fmt: skip
    checkpointing.if_due(stamp.at)
