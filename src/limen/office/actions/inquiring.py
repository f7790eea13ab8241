"""Asking other people's registers whether a document is lost: at each reading where the post wants it so, or by key.

A question discloses what it asks. So it is written down before it goes out, with its purpose and what it tells; then,
outside any transaction and no longer than the post waits for it, it is asked; and what became of it is recorded by an
act of its own. Where that never happened the question stands as one that nobody recorded an answer to: not done.
"""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta

from django.core.cache import cache

from limen.office.actions import assessing, registers, weighing
from limen.office.actions.acting import ActError, Acting, CaseAct, Done, NotFound, NotPossible, case_act, permit
from limen.office.connections.document_registers import Answer, Answered, Question
from limen.office.records import store
from limen.office.records.journal import Stamp
from limen.office.records.models import Case, ConnectedRegister, Inquiry
from limen.screening.documents import spellings
from limen.vocabulary.person import Officer

PURPOSE = "border_check"  # SBC 8: whose document it is, and whether it may be used
WORKED = ("open", "secondary", "held")
SILENT = 60  # seconds in which no reading waits again for a register that gave no answer


def arrive(
    officer: Officer, stamp: Stamp, *, direction: str, text: str, source: str = "keyed", case: uuid.UUID | None = None,
    unit: uuid.UUID | None = None,
) -> Done:  # fmt: skip
    """What `assessing.arrive` does; then each register that the post asks at every reading is asked about the document.

    A register never stops a reading: what it does not answer in time is not done, and can be asked again.
    """
    done = assessing.arrive(officer, stamp, direction=direction, text=text, source=source, case=case, unit=unit)
    if done.case is not None and not done.replayed:
        _after_reading(officer, done.case, stamp)
    return done


def _after_reading(officer: Officer, case_id: uuid.UUID, stamp: Stamp) -> None:
    case = Case.objects.select_related("document").get(id=case_id)
    settled = set(
        case.inquiries.filter(superseded=False, answer=Answered.ANSWERED).values_list("register__name", flat=True)
    )
    for row in store.registers_of(case.post_id):
        if not row.automatic or row.name in settled or cache.get(_silence(row)) or not _question(case).can_be_asked:
            continue
        own = Stamp(uuid.uuid5(stamp.key, f"register {row.name}"), stamp.at, stamp.client_at, stamp.zone)
        try:
            ask_register(officer, case_id, own, register=row.name)
        except ActError:  # the check says that the register was not asked
            logging.getLogger(__name__).exception("the register %s could not be asked", row.name)


def ask_register(officer: Officer, case_id: uuid.UUID, stamp: Stamp, *, register: str) -> Done:
    """Ask a register about the document of a case, and record what it answered or why it did not.

    Raises NotPermitted, NotFound for a register the post does not ask, NotPossible where there is no number to ask by.
    """
    case = Case.objects.select_related("post").filter(id=case_id, post__code=officer.post).first()
    if case is None:
        raise NotFound("There is no such case at this post.")
    permit(
        officer, "ask_register", stamp, str(case.id), post=case.post.code, state=case.state,
        compartment=case.compartment,
    )  # fmt: skip
    row = next((one for one in store.registers_of(case.post_id) if one.name == register), None)
    if row is None:
        raise NotFound("This post is not connected with a register {name}.", name=repr(register[:40]))
    asking = registers.opened(row)
    done = _send(officer, case_id, stamp, register=row)
    if done.replayed:
        return done
    inquiry = Inquiry.objects.select_related("register").get(id=done.result)
    answer = asking.ask(Question(**{**inquiry.question, "also": tuple(inquiry.question["also"])}, id=str(inquiry.id)))
    _listen(row, answer)
    after = Stamp(
        uuid.uuid5(stamp.key, "answer"), stamp.at + timedelta(seconds=answer.seconds), stamp.client_at, stamp.zone
    )
    _record(officer, case_id, after, inquiry=inquiry, answer=answer)
    return done


@case_act("ask_register")
def _send(acting: Acting, *, register: ConnectedRegister) -> None:
    """Write a question down before it goes out: to whom, for what, and what it discloses."""
    case = acting.case
    question = _question(case)
    if case.document is None or not question.can_be_asked:
        raise NotPossible("The document shows no number that a register could be asked by.")
    row = Inquiry.objects.create(
        id=acting.ahead.row, **acting.acted(), case=case, register=register, document_digest=case.document.digest,
        question={"issuer": question.issuer, "type": question.type, "number": question.number,
                  "also": list(question.also)},
        purpose=PURPOSE,
    )  # fmt: skip
    acting.result = str(row.id)
    acting.payload |= {"inquiry": str(row.id), "register": register.name, "address": register.address,
                       "purpose": PURPOSE, "disclosed": ["issuer", "type", "number"],
                       "document": case.document.digest, "spellings": len(question.also)}  # fmt: skip


def _answered(inquiry: Inquiry, answer: Answer) -> Inquiry:
    """The row with what became of it, not saved."""
    inquiry.answer, inquiry.reference, inquiry.seconds = str(answer.outcome), answer.reference, answer.seconds
    inquiry.reports = [dict(report) for report in answer.reports]
    return inquiry


def _foresee_answer(acting: Acting, *, inquiry: Inquiry, answer: Answer) -> None:
    case = acting.case
    if case.state in WORKED and case.document is not None and case.document.digest == inquiry.document_digest:
        told = _answered(inquiry, answer)
        weighing.foresee(acting, weighing.evidence_of(case, acting, told=told))


def _keep(acting: Acting, *, inquiry: Inquiry, answer: Answer) -> None:
    """Record what became of a question; an answer stands until the next one, no answer takes the place of none."""
    case = acting.case
    row = case.inquiries.select_related("register").get(id=inquiry.id)
    if row.answer != "pending":
        raise NotPossible("What became of this question is recorded already.")
    others = case.inquiries.filter(superseded=False, register__name=row.register.name).exclude(id=row.id)
    _answered(row, answer)
    if answer.outcome is Answered.ANSWERED:
        others.update(superseded=True)
    elif others.filter(answer=Answered.ANSWERED).exists():
        row.superseded = True
    row.save(update_fields=["answer", "reference", "seconds", "reports", "superseded"])
    if case.state in WORKED and not row.superseded:
        assessing.reassess(acting)
    acting.result = str(row.id)
    acting.payload |= {"inquiry": str(row.id), "register": row.register.name, "answer": row.answer,
                       "reference": row.reference, "reports": len(row.reports)}  # fmt: skip


_record: CaseAct[...] = CaseAct("register_answered", _keep, _foresee_answer)


def _question(case: Case) -> Question:
    """What a register is asked about the document of a case."""
    if case.document is None:
        return Question("", "", "")
    number = case.document.number
    return Question(case.document.issuer, case.document.type, number, spellings(number))


def _silence(row: ConnectedRegister) -> str:
    return f"limen-register-silent-{row.id}"


def _listen(row: ConnectedRegister, answer: Answer) -> None:
    """Note for every process of the office whether a register keeps whoever reads waiting."""
    if answer.outcome in (Answered.LATE, Answered.NO_ANSWER):
        cache.set(_silence(row), answer.outcome.value, SILENT)
    elif cache.get(_silence(row)):
        cache.delete(_silence(row))
