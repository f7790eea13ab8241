"""Handing a notice over: when, in which language, with whose help, signed or not, and where the passport is."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction

from limen.office import authority
from limen.office.actions import walls
from limen.office.actions.acting import Acting, BadInput, NotFound, NotPossible, Words, case_act, note_not_permitted
from limen.office.records import journal, store
from limen.office.records.journal import Stamp
from limen.office.records.models import Decision, Notice, Post, Service
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer

# Where the notice of a decision is handed over; a refusal ends with it, whatever else was decided has ended before.
TOLD = frozenset({"refused", "withdrawn", "ordered", "in_proceedings", "paroled"})


@case_act("serve")
def serve(
    acting: Acting,
    *,
    notice: uuid.UUID,
    handed_at: datetime | None = None,
    language: str = "en",
    interpreter: str = "",
    signature: str = "signed",
    carrier_told: str = "",
    passport_is: str = "",
) -> None:
    """Record the service of a notice, or how an information was handed over.

    A post in service mode cannot serve what is not for service (DESIGN §7). Only the notice of a decision closes the
    case, and only that one says where the passport is.
    """
    row = acting.case.notices.filter(id=notice).first()
    if row is None:
        raise NotFound("There is no such notice on this traveller.")
    decides = row.decision_id is not None
    stands = row.decision is not None and row.decision.state == Decision.State.EFFECTIVE
    if decides and not (stands and acting.case.state in TOLD):
        raise NotPossible("This notice is no longer in effect: the case went another way.")
    if Service.objects.filter(notice=row).exists():
        raise NotPossible("This was handed over already: its record stands.")
    if acting.post.mode == Post.Mode.SERVICE and not row.for_service:
        raise NotPossible(
            "This notice is marked not for service: its law or its language has no reviewer, or the post has not "
            "stated its appeal authority and contact points. It cannot be served at a post in service."
        )
    if signature not in Service.Signature.values:
        raise BadInput("Say whether the person signed, refused to sign, or was unable to.")
    if decides and not passport_is.strip():
        raise BadInput("Say where the passport is: with the holder, the carrier or the post.")
    for name, text, most in (
        (N_("interpreter"), interpreter, 120), (N_("carrier"), carrier_told, 160), (N_("passport"), passport_is, 160),
        (N_("language"), language, 12),
    ):  # fmt: skip
        if len(text) > most:
            raise BadInput(
                "The {field} takes {most} characters at most; this is {length}.",
                field=Words(name), most=most, length=len(text),
            )  # fmt: skip
    handed = handed_at or acting.stamp.at
    if handed < row.made_at:
        raise BadInput("A notice cannot have been handed over before it was made.")
    if handed > acting.stamp.at + timedelta(minutes=5):
        raise BadInput("A notice cannot have been handed over in the future.")
    service = Service.objects.create(
        **acting.acted(), notice=row, handed_at=handed, language=language or row.language, interpreter=interpreter,
        signature=signature, carrier_told=carrier_told, passport_is=passport_is,
    )  # fmt: skip
    if decides and acting.case.state == "refused":
        acting.case.state, acting.case.closed_at = "served", acting.stamp.at
    acting.result = str(service.id)
    acting.payload |= {
        "notice": str(row.id), "handed_at": handed.isoformat(), "language": service.language,
        "interpreter": interpreter, "signature": signature, "carrier_told": carrier_told, "passport_is": passport_is,
    }  # fmt: skip


def notice_pdf(officer: Officer, notice_id: uuid.UUID, stamp: Stamp) -> bytes:
    """The bytes of a notice; opening it is a journal entry."""
    row = Notice.objects.select_related("case__post").filter(id=notice_id).first()
    if row is None:
        raise NotFound("There is no such notice.")
    try:
        authority.require(officer, "see_notice", post=row.case.post.code, compartment=row.case.compartment)
    except authority.NotPermitted as refusal:
        note_not_permitted(officer, refusal, stamp, str(row.case_id))
        raise
    walls.keep(officer, "see_notice", row.case, stamp)
    with transaction.atomic():
        if journal.earlier(stamp.key) is None:
            journal.append(
                stamp=stamp, verb="see_notice", officer=officer.id, post=officer.post, case=str(row.case_id),
                person=str(row.case.person_id or ""), payload={"notice": str(row.id), "pdf": row.pdf_id},
            )  # fmt: skip
    return store.kept(row.pdf_id)
