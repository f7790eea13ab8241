"""Who is due back: people who were let in to come back by a day, or for a time without being admitted.

Nothing is kept for it. The day is the one the act recorded: of a deferred case in the referral it made, of a parole in
the crossing. Nobody is due any more once the case is taken again, or a later crossing of the person is on record.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from limen.office.actions import law, telling, walls
from limen.office.actions.acting import permit
from limen.office.actions.caseview import LABELS
from limen.office.actions.errors import NotFound, Words
from limen.office.records import store
from limen.office.records.journal import Stamp
from limen.office.records.models import Case, Movement, Post, Referral
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer

MOST = 100  # lines of the page
LONGEST_OVERDUE = timedelta(days=90)  # whoever did not come for longer is counted, and no longer named here


@dataclass(frozen=True, slots=True)
class Due:
    """One person due back: the day, the act that let them in, what the law of the post calls it, since when."""

    case: uuid.UUID
    name: str
    nationality: str
    document: str
    day: date
    days: int  # from today; below zero they are overdue
    act: str
    words: str
    law_words: str
    language: str  # of the law's words
    officer: str
    since: datetime

    @property
    def stands(self) -> str:
        """`overdue`, `today` or `later`."""
        return "overdue" if self.days < 0 else "today" if self.days == 0 else "later"

    @property
    def late(self) -> Words | None:
        """For how many days they are overdue."""
        return Words(N_("overdue by {days}"), days=timedelta(days=-self.days)) if self.days < 0 else None


@dataclass(frozen=True, slots=True)
class DueView:
    """Who is due back at a post, the longest overdue first; how many are overdue for longer, how many lie beyond."""

    rows: tuple[Due, ...]
    overdue: int  # among the rows
    longer: int
    beyond: int


def due_back(officer: Officer, stamp: Stamp, *, language: str = "en") -> DueView:
    """Everybody due back at the post, of the compartments held and not behind the wall. Raises NotPermitted."""
    permit(officer, "see_secondary", stamp)
    post = Post.objects.filter(code=officer.post).first()
    if post is None:
        raise NotFound("There is no post {code}.", code=officer.post)
    today = law.day_at(post, stamp.at)
    cases = Case.objects.filter(Q(compartment="") | Q(compartment__in=list(officer.compartments)), post=post)
    oldest = today - LONGEST_OVERDUE
    days = {**_deferred(cases), **_paroled(cases)}
    named = sorted((day, case) for case, day in days.items() if day >= oldest)
    rows = _rows(officer, {case: day for day, case in named[:MOST]}, post, today, stamp.at, language)
    overdue = sum(row.days < 0 for row in rows)
    return DueView(tuple(rows), overdue, len(days) - len(named), len(named[MOST:]))


def _deferred(cases: QuerySet[Case]) -> dict[uuid.UUID, date]:
    """The day of each case that was put off; the referral `defer` made begins with it, and waits to be taken."""
    rows = Referral.objects.filter(case__in=cases.filter(state="deferred"), kind=Referral.Kind.SECONDARY, taken_at=None)
    found: dict[uuid.UUID, date] = {}
    for case, reason in rows.order_by("made_at").values_list("case_id", "reason"):
        try:
            found[case] = date.fromisoformat(reason.partition(":")[0])
        except ValueError:
            continue  # a referral of another kind that nobody took: it names no day
    return found


def _paroled(cases: QuerySet[Case]) -> dict[uuid.UUID, date]:
    """The last day of each crossing by which somebody was let in for a time and after which they crossed no more."""
    rows = Movement.objects.filter(
        case__in=cases.filter(state="paroled"), voided_by=None, direction="entry", last_day__isnull=False
    )
    crossings = list(rows.values_list("case_id", "person_id", "made_at", "last_day"))
    last = _last_crossing({person for _, person, _, _ in crossings})
    return {case: day for case, person, at, day in crossings if day is not None and last[person] <= at}


def _last_crossing(persons: set[uuid.UUID]) -> dict[uuid.UUID, datetime]:
    """When each person, or somebody confirmed to be the same, crossed last, inward or outward."""
    whole = store.same_persons(persons)
    everybody = {one for same in whole.values() for one in same}
    moved: dict[uuid.UUID, datetime] = {}
    for person, at in Movement.objects.filter(person__in=everybody, voided_by=None).values_list("person_id", "made_at"):
        moved[person] = max(moved.get(person, at), at)
    return {person: max(moved[one] for one in same if one in moved) for person, same in whole.items()}


def _rows(
    officer: Officer, days: Mapping[uuid.UUID, date], post: Post, today: date, at: datetime, language: str
) -> list[Due]:
    cases = Case.objects.filter(id__in=list(days)).select_related("post", "document", "holder")
    found = {case.id: case for case in cases}
    behind = walls.among(officer, found.values(), at)
    called = _called(post, today, language)
    return [_due(found[case], day, today, called) for case, day in days.items() if case in found and case not in behind]


def _called(post: Post, today: date, language: str) -> Mapping[str, tuple[str, str]]:
    """What the law of the post calls the two acts, each with the language it says so in."""
    pack = law.pack(law.release_of(post, today).digest)
    spoken = telling.language_of(pack, language)
    return {
        act: (pack.words(spoken, "acts", act), pack.language_of(spoken, "acts", act)) for act in ("defer", "parole")
    }


def _due(case: Case, day: date, today: date, called: Mapping[str, tuple[str, str]]) -> Due:
    act = "defer" if case.state == "deferred" else "parole"
    document = case.document
    words, spoken = called[act]
    return Due(
        case=case.id,
        name=f"{document.given} {document.surname}".strip() if document else "",
        nationality=document.nationality if document else "",
        document=f"{document.issuer} {document.number}" if document else "",
        day=day,
        days=(day - today).days,
        act=act,
        words=LABELS[act][0],
        law_words=words,
        language=spoken,
        officer=case.holder.full_name,
        since=case.closed_at or case.made_at,
    )
