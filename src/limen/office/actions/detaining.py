"""Detention at the port: begun by another officer than who examines, reviewed on the law's own clocks, then ended.

It goes on beside what is decided of the case. A law that names no review of it lets nobody be detained.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from limen.office.actions import assessing, law, notifying
from limen.office.actions.acting import Acting, BadInput, NotPossible, case_act
from limen.office.actions.deciding import LEAST_REASONS
from limen.office.records.models import Hold, JournalEntry
from limen.policy.clocks import next_review


def _own_words(text: str) -> str:
    if len(text.strip()) < LEAST_REASONS:
        raise BadInput("Give your reasons, {least} characters at least.", least=LEAST_REASONS)
    return text.strip()


def _due(acting: Acting, started_at: datetime, reviews: int) -> datetime:
    """When the next review is due. Raises NotPossible where the law names none: then nobody is kept."""
    clocks = [clock for clock in law.route(acting.case, acting.today).clocks if "detain" in clock.acts]
    due = next_review(clocks, started_at, reviews, acting.stamp.at)
    if due is None:
        raise NotPossible("The law of this post names no further review of a detention: end it.")
    return due


def _end(acting: Acting, review: str) -> Hold:
    """The stretch that runs, ended now with what the review found."""
    row = acting.case.holds.filter(ended_at=None).first()
    if row is None:
        raise NotPossible("This traveller is not held.")
    row.ended_at, row.review, row.reviewed_by_id = acting.stamp.at, review, uuid.UUID(acting.officer.id)
    row.save(update_fields=["ended_at", "review", "reviewed_by"])
    acting.payload |= {"hold": str(row.id), "review": review, "late": acting.stamp.at > row.limit_at}
    return row


def _begin(acting: Acting, reason: str, due: datetime) -> None:
    row = Hold.objects.create(**acting.acted(), case=acting.case, reason=reason, limit_at=due)
    acting.result = str(row.id)
    acting.payload |= {"detention": str(row.id), "reason": reason, "until": due.isoformat()}


@case_act("detain")
def detain(acting: Acting, *, reason: str, language: str = "en") -> None:
    """Detain somebody whom another officer examines, with reasons; the first review is due by the law's own clock."""
    why, due = _own_words(reason), _due(acting, acting.stamp.at, 0)
    if acting.case.state == "held":
        _end(acting, "ended by detention")
    _begin(acting, why, due)
    if acting.case.state in ("secondary", "held"):
        acting.case.state = "detained"
    acting.case.restrained_at = acting.case.restrained_at or acting.stamp.at
    notifying.inform(acting, "detain", language, until=due, reasons=why)


@case_act("continue_detention")
def continue_detention(acting: Acting, *, review: str) -> None:
    """Review a detention and let it go on, with reasons; by another officer than who kept the person so far."""
    why = _own_words(review)
    told = JournalEntry.objects.filter(case=str(acting.case.id)).order_by("-at", "-seq")
    began = told.filter(verb="detain").first()
    if began is None:
        raise NotPossible("This traveller is not held.")
    reviews = told.filter(verb="continue_detention", at__gt=began.at).count() + 1
    due = _due(acting, began.at, reviews)
    _end(acting, why)
    _begin(acting, why, due)


@case_act("release")
def release(acting: Acting, *, review: str) -> None:
    """End a detention; a case not decided otherwise goes back to be examined."""
    row = _end(acting, _own_words(review))
    if acting.case.state == "detained":
        acting.case.state = "secondary"
        assessing.look_again(acting)
    acting.result = str(row.id)
