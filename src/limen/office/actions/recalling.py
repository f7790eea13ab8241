"""One person's record: every document and name, what happened and when, who may be the same, who looked and for what.

Only what an officer confirmed belongs together is shown as one; a proposal stands apart and feeds nothing (DESIGN §7).
That somebody asked for protection, or is a child handed on, is shown to those alone who may know it: to the others
there is no such line, and no gap where it would stand. Every look is journaled with its purpose.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from limen.casework import ARRIVAL
from limen.office import authority
from limen.office.actions import caseview, finding, stay, walls
from limen.office.actions.acting import NotFound, permit
from limen.office.actions.finding import PURPOSES, WAYS_IN, look
from limen.office.actions.views import Proposal, StayView, Visit
from limen.office.records import store
from limen.office.records.journal import Stamp
from limen.office.records.models import (
    Account,
    Case,
    Correction,
    Decision,
    Document,
    HistoryLink,
    Hold,
    JournalEntry,
    Movement,
    Person,
    Post,
    Referral,
    Service,
)
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer

PAGE = 100

# kind of a moment → words; the kind gives the shape on the strip.
MOMENTS: dict[str, str] = {
    "entry": N_("Entered"),
    "exit": N_("Left"),
    "refusal": N_("Refused entry"),
    "proposed": N_("Refusal proposed"),
    "hold": N_("Held"),
    "referral": N_("Referred to secondary"),
    "protection": N_("Referred to protection"),
    "child_protection": N_("Referred to child protection"),
    "correction": N_("Corrected"),
    "service": N_("Notice served"),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of the person, as it was read."""

    issuer: str
    number: str
    name: str
    expiry: str
    expired: bool
    confirmed: bool  # of another reading, joined by an officer's word


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: when, of which kind, where, in which case; `until` where it lasted."""

    at: datetime
    kind: str
    words: str
    post: str
    case: uuid.UUID | None
    until: datetime | None = None
    voided: bool = False


@dataclass(frozen=True, slots=True)
class RecordCase:
    """One case of the person; the state in words this officer may read."""

    id: uuid.UUID
    reference: str
    direction: str
    state_words: str
    opened_at: datetime
    officer: str
    opens: bool  # whether the case is of this officer's post


@dataclass(frozen=True, slots=True)
class Looked:
    """One look at the record: who, when, what for."""

    at: datetime
    officer: str
    purpose: str


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person across cases, as one officer may see them."""

    id: uuid.UUID
    name: str
    others: tuple[str, ...]
    born: str
    nationality: str
    purpose: str  # the words of what this look is for
    documents: tuple[Paper, ...]
    visits: tuple[Visit, ...]
    stay: StayView
    moments: tuple[Moment, ...]
    cases: tuple[RecordCase, ...]
    proposed: tuple[Proposal, ...]
    settled: tuple[Proposal, ...]
    looks: int
    last_look: datetime | None
    looked: tuple[Looked, ...]  # empty for who may not read the list
    today: date


def own_case(officer: Officer, person_id: uuid.UUID) -> uuid.UUID | None:
    """The open case of this person that the officer is working, if there is one."""
    rows = Case.objects.filter(holder=uuid.UUID(officer.id), person__in=store.same_person(person_id), closed_at=None)
    found = rows.exclude(state__in=list(ARRIVAL.closed)).order_by("-made_at").first()
    return found.id if found else None


def person(officer: Officer, person_id: uuid.UUID, stamp: Stamp, *, purpose: str = "") -> PersonRecord:
    """A person's record; the look is journaled with its purpose, which one's own open case gives by itself.

    Raises BadInput where no purpose is known.
    """
    permit(officer, "see_person", stamp)
    row = Person.objects.exclude(finding.hidden_persons(officer)).filter(id=person_id).first()
    if row is None:
        raise NotFound("There is no such person on record.")
    mine = own_case(officer, row.id)
    if mine is not None:
        purpose = "desk"
    elif purpose not in WAYS_IN:
        finding.require_purpose(officer, purpose)
    look(officer, stamp, "see_person", {"purpose": purpose}, person=str(row.id), case=str(mine or ""))
    same = _same(officer, row.id)
    post = Post.objects.get(code=officer.post)
    today = stamp.at.astimezone(ZoneInfo(post.zone)).date()
    open_to = finding.open_to(officer)
    rows = list(Document.objects.filter(person__in=same).order_by("-id"))
    newest = next((one for one in rows if one.person_id == row.id), None)
    names = dict.fromkeys(f"{one.given} {one.surname}".strip() for one in rows)
    name = f"{newest.given} {newest.surname}".strip() if newest else ""
    links = [(link.state, caseview.proposal(link)) for link in _links(officer, same)]
    entries = JournalEntry.objects.filter(person__in=list(map(str, same)), verb="see_person")
    return PersonRecord(
        id=row.id,
        name=name,
        others=tuple(one for one in names if one != name),
        born=newest.birth if newest else "",
        nationality=newest.nationality if newest else "",
        purpose=purpose_words(purpose),
        documents=tuple(_papers(rows, row.id, today)),
        visits=tuple(stay.visits(same, today, open_to)),
        stay=stay.of_persons(same, post, today, open_to),
        moments=tuple(sorted(_moments(officer, same, stamp.at), key=lambda one: one.at, reverse=True)),
        cases=tuple(_record_cases(officer, same, stamp.at)),
        proposed=tuple(one for state, one in links if state == HistoryLink.State.PROPOSED),
        settled=tuple(one for state, one in links if state != HistoryLink.State.PROPOSED),
        looks=entries.count(),
        last_look=entries.exclude(act_key=str(stamp.key)).order_by("-at").values_list("at", flat=True).first(),
        looked=tuple(_looked(entries)) if authority.may(officer, "see_looks") else (),
        today=today,
    )


def purpose_words(purpose: str) -> str:
    """A purpose in words, the way in where there was no choice."""
    return PURPOSES[purpose][0] if purpose in PURPOSES else WAYS_IN.get(purpose, purpose)


def _same(officer: Officer, person_id: uuid.UUID) -> list[uuid.UUID]:
    """The person and everybody an officer confirmed to be the same, but for those of whom nothing may be known."""
    rows = Person.objects.filter(id__in=store.same_person(person_id)).exclude(finding.hidden_persons(officer))
    return list(rows.values_list("id", flat=True))


def _links(officer: Officer, same: Iterable[uuid.UUID]) -> Iterable[HistoryLink]:
    """What ties this person to others, those left out of whom nothing may be known."""
    hidden = Person.objects.filter(finding.hidden_persons(officer)).values("id")
    known = Q(person__in=list(same)) | Q(earlier__in=list(same))
    rows = HistoryLink.objects.filter(known).exclude(person__in=hidden).exclude(earlier__in=hidden)
    return rows.select_related("earlier", "person").order_by("-made_at")[:PAGE]


def _papers(rows: Iterable[Document], person_id: uuid.UUID, today: date) -> Iterator[Paper]:
    for row in rows:
        yield Paper(
            row.issuer,
            row.number,
            f"{row.given} {row.surname}".strip(),
            row.expiry,
            bool(row.expiry) and row.expiry < today.isoformat()[: len(row.expiry)],
            row.person_id != person_id,
        )


def _cases(officer: Officer, same: Iterable[uuid.UUID]) -> QuerySet[Case]:
    rows = Case.objects.filter(person__in=list(same), compartment__in=finding.open_to(officer))
    return rows.select_related("post", "holder").order_by("-made_at")


def _record_cases(officer: Officer, same: Iterable[uuid.UUID], at: datetime) -> Iterator[RecordCase]:
    shown = list(_cases(officer, same)[:PAGE])
    behind = walls.among(officer, shown, at)
    for case in shown:
        walled = case.id in behind
        yield RecordCase(
            id=case.id,
            reference=str(case.id)[:13],
            direction=case.direction,
            state_words=walls.HANDED_ON if walled else ARRIVAL.states[case.state],
            opened_at=case.made_at,
            officer=case.holder.full_name,
            opens=not walled and authority.may(officer, "see_case", post=case.post.code, compartment=case.compartment),
        )


def _moments(officer: Officer, same: Iterable[uuid.UUID], at: datetime) -> Iterator[Moment]:
    """Everything that happened to the person in cases this officer may know of."""
    cases = {case.id: case for case in _cases(officer, same)}
    known = list(cases)
    for movement in Movement.objects.filter(case__in=known, person__in=list(same)).select_related("post"):
        yield Moment(movement.made_at, movement.direction, MOMENTS[movement.direction], movement.post.title,
                     movement.case_id, voided=movement.voided_by_id is not None)  # fmt: skip
    walled = walls.among(officer, cases.values(), at)
    for decision in Decision.objects.filter(case__in=known, act="refuse"):
        if decision.state == Decision.State.EFFECTIVE:
            yield _moment("refusal", decision.effective_at or decision.made_at, cases[decision.case_id])
        elif decision.state == Decision.State.AWAITING:
            yield _moment("proposed", decision.made_at, cases[decision.case_id])
    for hold in Hold.objects.filter(case__in=known):
        yield _moment("hold", hold.made_at, cases[hold.case_id], hold.ended_at)
    for referral in Referral.objects.filter(case__in=known):
        if referral.kind not in walls.KINDS:
            yield _moment("referral", referral.made_at, cases[referral.case_id])
        elif referral.case_id not in walled:
            yield _moment(referral.kind, referral.made_at, cases[referral.case_id])
    for correction in Correction.objects.filter(case__in=known):
        yield _moment("correction", correction.made_at, cases[correction.case_id])
    for service in Service.objects.filter(notice__case__in=known).select_related("notice"):
        if service.notice.case_id in walled and service.notice.decision_id is None:
            continue  # what somebody was told who spoke of fear
        yield _moment("service", service.handed_at, cases[service.notice.case_id])


def _moment(kind: str, at: datetime, case: Case, until: datetime | None = None) -> Moment:
    return Moment(at, kind, MOMENTS[kind], case.post.title, case.id, until)


def _looked(entries: QuerySet[JournalEntry]) -> Iterator[Looked]:
    names = {str(account.id): account.full_name for account in Account.objects.all()}
    for entry in entries.select_related("payload").order_by("-at")[:PAGE]:
        said = json.loads(entry.payload.content) if entry.payload.content else {}
        yield Looked(entry.at, names.get(entry.officer, entry.officer), purpose_words(str(said.get("purpose", ""))))
