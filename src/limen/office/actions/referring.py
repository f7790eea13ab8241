"""Handing a traveller on: to secondary, to protection, to child protection; and closing a case without a decision."""

from __future__ import annotations

import uuid

from limen.office.actions import assessing, deciding, law
from limen.office.actions.acting import Acting, BadInput, case_act
from limen.office.authority import NotPermitted
from limen.office.records.models import Answer, Hold, Referral
from limen.vocabulary.person import Role


def _question(acting: Acting) -> str:
    """The law's own question about fear, which the words answered before it was asked."""
    return law.route(acting.case).pack.words("en", "facts", "asks_protection", "question")


def _refer(acting: Acting, kind: str, state: str, reason: str, words: str = "") -> None:
    row = Referral.objects.create(**acting.acted(), case=acting.case, kind=kind, reason=reason, words=words)
    deciding.lapse_pending(acting, kind)
    deciding.set_aside(acting, kind)
    for hold in acting.case.holds.filter(ended_at=None):
        Hold.objects.filter(id=hold.id).update(
            ended_at=acting.stamp.at, review=f"ended by referral: {kind}", reviewed_by=uuid.UUID(acting.officer.id)
        )
    acting.case.state, acting.case.closed_at = state, None
    acting.result = str(row.id)
    acting.payload |= {"referral": str(row.id), "kind": kind, "reason": reason, "words": words}


@case_act("refer_secondary")
def refer_secondary(acting: Acting, *, reason: str) -> None:
    """Refer to secondary examination, with the reason the second line must know."""
    if not reason.strip():
        raise BadInput("Give the reason for the referral: secondary begins with it.")
    _refer(acting, Referral.Kind.SECONDARY, "referred", reason)


@case_act("take")
def take(acting: Acting) -> None:
    """Take a referred traveller into secondary examination; the referral has its receipt."""
    me = uuid.UUID(acting.officer.id)
    acting.case.referrals.filter(taken_at=None).update(taken_by=me, taken_at=acting.stamp.at)
    acting.case.state, acting.case.holder_id = "secondary", me
    acting.result = str(acting.case.id)


@case_act("refer_protection")
def refer_protection(acting: Acting, *, words: str, reason: str = "") -> None:
    """Record words of fear verbatim and refer the person to protection: any words do, no magic ones are needed."""
    if not words.strip():
        raise BadInput("Write down what the person said, in their words: that is the record of the claim.")
    if acting.case.document_id is not None:
        acting.case.answers.filter(fact="asks_protection", superseded=False).update(superseded=True)
        Answer.objects.create(
            **acting.acted(), case=acting.case, fact="asks_protection", question=_question(acting), value=True,
            status="known", standard="balance", source="answer", words=words,
        )  # fmt: skip
        assessing.reassess(acting)
    _refer(acting, Referral.Kind.PROTECTION, "protection", reason or "words of fear", words)


@case_act("refer_child_protection")
def refer_child_protection(acting: Acting, *, reason: str) -> None:
    """Refer a child to child protection, with what was seen and said."""
    if not reason.strip():
        raise BadInput("Write down what was seen and said: child protection begins with it.")
    _refer(acting, Referral.Kind.CHILD, "child_protection", reason)


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
