"""Handing a traveller on: to secondary and back, to another officer, to protection, to child protection; and closing a
case without a decision.

A referral is a handover (FAILURES F14): a cause and a reason, a receipt with its time, and the result told to whoever
referred. The holding clock starts with the first one and is never set again.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from limen.office.actions import assessing, deciding, law, notifying, walls
from limen.office.actions.acting import Acting, BadInput, NotPossible, case_act
from limen.office.authority import NotPermitted
from limen.office.records import store
from limen.office.records.models import Account, Answer, Hold, Referral
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer, Role

# Why somebody is referred, in one key; words of fear are an act of their own. The order is that of the keys.
CAUSES: Mapping[str, str] = {
    "document": N_("Document"),
    "list_hit": N_("List hit"),
    "purpose_means": N_("Purpose or means"),
    "days_of_stay": N_("Days of stay"),
    "identity": N_("Identity"),
    "child_welfare": N_("Child or welfare"),
    "incident": N_("Incident"),
    "other": N_("Other"),
}

# Whether the person wants it. A child is referred for their protection and is asked all the same.
CONSENTS: Mapping[str, str] = {
    "agreed": N_("agrees to be referred"),
    "not_asked": N_("could not be asked safely"),
    "child": N_("is a child, or may be one"),
}


def _question(acting: Acting) -> str:
    """The law's own question about fear, which the words answered before it was asked; none without a law."""
    try:
        return law.route(acting.case, acting.today).pack.words("en", "facts", "asks_protection", "question")
    except NotPossible:
        return ""


def refer(acting: Acting, kind: str, state: str, reason: str, words: str = "", cause: str = "") -> None:
    """Hand the case on: the referral, and what ends with it; inside the act that refers."""
    row = Referral.objects.create(
        **acting.acted(), case=acting.case, kind=kind, reason=reason, words=words, cause=cause
    )
    deciding.lapse_pending(acting, kind)
    deciding.set_aside(acting, kind)
    # A provisional hold ends with the referral; a detention goes on beside it, and so do its reviews.
    for hold in acting.case.holds.filter(ended_at=None) if acting.case.state == "held" else ():
        Hold.objects.filter(id=hold.id).update(
            ended_at=acting.stamp.at, review=f"ended by referral: {kind}", reviewed_by=uuid.UUID(acting.officer.id)
        )
    acting.case.state, acting.case.closed_at = state, None
    acting.case.restrained_at = acting.case.restrained_at or acting.stamp.at
    acting.result = str(row.id)
    acting.payload |= {"referral": str(row.id), "kind": kind, "cause": cause, "reason": reason, "words": words}


@case_act("refer_secondary")
def refer_secondary(acting: Acting, *, reason: str, cause: str = "other", language: str = "en") -> None:
    """Refer to secondary examination, with the cause in one key and the reason the second line must know."""
    if cause not in CAUSES:
        raise BadInput("Choose the cause of the referral by its number.")
    if not reason.strip():
        raise BadInput("Give the reason for the referral: secondary begins with it.")
    refer(acting, Referral.Kind.SECONDARY, "referred", reason, cause=cause)
    notifying.inform(acting, "refer_secondary", language)


@case_act("take")
def take(acting: Acting) -> None:
    """Take a referred traveller into secondary examination; the referral has its receipt."""
    if walls.walled(acting.officer, acting.case, acting.stamp.at):
        raise NotPermitted("take", "authority.wall")
    me = uuid.UUID(acting.officer.id)
    acting.case.referrals.filter(taken_at=None).update(taken_by=me, taken_at=acting.stamp.at)
    acting.case.state, acting.case.holder_id = "secondary", me
    assessing.look_again(acting)  # what the second line may find, the first could not
    acting.result = str(acting.case.id)


@case_act("defer")
def defer(acting: Acting, *, reason: str, until: date | None = None, language: str = "en") -> None:
    """Let somebody in for now, to come back by a day with what is still missing; the case stays undecided."""
    by_holder(acting, "defer")
    if not reason.strip():
        raise BadInput("Say what is missing and where the person comes back with it.")
    if acting.case.interviews.filter(ended_at=None).exists():
        raise NotPossible("The interview is still open: read it back and end it first.")
    day = deciding.a_later_day(acting, until)
    row = Referral.objects.create(
        **acting.acted(), case=acting.case, kind=Referral.Kind.SECONDARY, reason=f"{day.isoformat()}: {reason}"
    )
    acting.case.state = "deferred"
    acting.result = str(row.id)
    acting.payload |= {"referral": str(row.id), "reason": reason, "until": day.isoformat()}
    notifying.inform(acting, "defer", language, until=day)


def by_holder(acting: Acting, verb: str) -> None:
    """Nothing where the officer holds the case or is a chief. Raises NotPermitted: one examination has one officer."""
    if str(acting.case.holder_id) != acting.officer.id and Role.CHIEF not in acting.officer.roles:
        raise NotPermitted(verb, "authority.holder")


@case_act("return_to_primary")
def return_to_primary(acting: Acting, *, result: str) -> None:
    """Send a referred traveller back to the officer who referred them, with what the examination found."""
    by_holder(acting, "return_to_primary")
    if not result.strip():
        raise BadInput("Say what the examination found: the first officer goes on from it.")
    case = acting.case
    if case.referrals.exclude(kind=Referral.Kind.SECONDARY).exists():
        raise NotPossible("Somebody referred to protection or child protection is not sent back to a desk.")
    if case.interviews.filter(ended_at=None).exists():
        raise NotPossible("The interview is still open: read it back and end it first.")
    row = case.referrals.filter(kind=Referral.Kind.SECONDARY, ended_at=None).order_by("-made_at").first()
    if row is None:
        raise NotPossible("No desk referred this traveller: the case is decided here.")
    row.ended_by_id, row.ended_at, row.result = uuid.UUID(acting.officer.id), acting.stamp.at, result
    row.save(update_fields=["ended_by", "ended_at", "result"])
    case.state, case.holder_id = "open", row.officer_id
    assessing.look_again(acting)
    acting.result = str(row.id)
    acting.payload |= {"referral": str(row.id), "to": str(row.officer_id), "result": result}


@case_act("hand_over")
def hand_over(acting: Acting, *, to: str, note: str) -> None:
    """Hand an examination over to another secondary officer of the post; an interview stays open for them."""
    by_holder(acting, "hand_over")
    if not note.strip():
        raise BadInput("Write what was done and what is still to be done: the next officer begins with it.")
    known = [one for one in colleagues(acting.officer.post, acting.stamp.at) if str(one.id) != acting.officer.id]
    wanted = to.strip().casefold()
    found = next((one for one in known if wanted in (one.number.casefold(), one.username.casefold())), None)
    if found is None:
        names = ", ".join(f"{one.number} {one.full_name}" for one in known) or "–"
        raise BadInput("“{text}” is no secondary officer here. Who can take over: {names}.", text=to[:40], names=names)
    was, acting.case.holder_id = str(acting.case.holder_id), found.id
    acting.result = str(found.id)
    acting.payload |= {"from": was, "to": str(found.id), "note": note}


def colleagues(post: str, at: datetime) -> Iterable[Account]:
    """The accounts with a current secondary duty at a post, by number."""
    for account in Account.objects.filter(is_active=True, duties__post__code=post).distinct().order_by("number"):
        officer: Officer | None = store.officer_of(account, post, at)
        if officer is not None and Role.SECONDARY in officer.roles:
            yield account


@case_act("refer_protection")
def refer_protection(acting: Acting, *, words: str, reason: str = "", language: str = "en") -> None:
    """Record words of fear verbatim and refer the person to protection: any words do, no magic ones are needed."""
    if not words.strip():
        raise BadInput("Write down what the person said, in their words: that is the record of the claim.")
    if acting.case.document_id is not None:
        acting.case.answers.filter(fact="asks_protection", superseded=False).update(superseded=True)
        Answer.objects.create(
            **acting.acted(), case=acting.case, fact="asks_protection", question=_question(acting), value=True,
            status="known", standard="balance", source="answer", words=words,
        )  # fmt: skip
        _unstopped(acting, "not_assessed", lambda: assessing.reassess(acting))
    refer(acting, Referral.Kind.PROTECTION, "protection", reason or "words of fear", words)
    _unstopped(
        acting, "not_made", lambda: notifying.inform(acting, "refer_protection", language, until=_screened_by(acting))
    )


def _unstopped(acting: Acting, code: str, run: Callable[[], object]) -> None:
    """Do what goes with words of fear; whatever fails in it is written down and never stops them (DESIGN §7)."""
    try:
        with transaction.atomic():
            run()
    except Exception as error:
        logging.getLogger(__name__).exception("words of fear were recorded; what goes with them failed")
        acting.payload[code] = f"{type(error).__name__}: {error}"[:400]


def _screened_by(acting: Acting) -> date | None:
    """The last day of the clock that the law starts with the words, as the newest assessment counts it."""
    assessment = store.assessment_of(acting.case)
    due = [row["due"] for row in assessment.advice["deadlines"] if row["due"]] if assessment else []
    return date.fromisoformat(min(due)[:10]) if due else None


@case_act("refer_child_protection")
def refer_child_protection(acting: Acting, *, reason: str) -> None:
    """Refer a child to child protection, with what was seen and said."""
    if not reason.strip():
        raise BadInput("Write down what was seen and said: child protection begins with it.")
    refer(acting, Referral.Kind.CHILD, "child_protection", reason)


@case_act("abandon")
def abandon(acting: Acting, *, reason: str) -> None:
    """Close a case without a decision: opened in error, or the traveller turned back; never a way to refuse."""
    if not reason.strip():
        raise BadInput("Say why there will be no decision.")
    listed = acting.case.hits.filter(superseded=False, state__in=("open", "inconclusive", "same")).exists()
    if listed and Role.CHIEF not in acting.officer.roles:
        raise NotPermitted("abandon", "authority.grade")  # nobody alone lets a listed person walk off the record
    acting.case.state, acting.case.closed_at = "abandoned", acting.stamp.at
    acting.payload["reason"] = reason
    acting.result = str(acting.case.id)
