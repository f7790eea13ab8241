"""Word to the owner of a list about a hit: written down, sent, received, answered, or silent past its time.

Only what an owner needs goes out: which entry, whether it is the person, who by name and birth date, when, where, and
what is asked. Never while words of fear, a child's referral or protection stand with the person, on whichever of their
cases: nobody who may be fled from learns that somebody was met (DESIGN §7). The question is asked again in the
transaction that writes the message, with the case locked, so that no referral comes between.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from limen.office.actions import hitqueue, walls
from limen.office.actions.acting import Done, NotPossible, acted, once, permit
from limen.office.actions.errors import Words
from limen.office.connections import practice_owner
from limen.office.connections.document_registers import Answered, RegisterError
from limen.office.connections.list_owners import HttpOwner, ListOwner, Reply
from limen.office.records import store
from limen.office.records.journal import Stamp
from limen.office.records.models import Answer, Case, Document, Hit, OwnerNotice, Post, Referral, WatchList
from limen.policy import spoken_country
from limen.vocabulary import countries
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer

SENDING = timedelta(minutes=2)  # far longer than a message waits for its receipt
TOLD = (Hit.State.SAME, Hit.State.INCONCLUSIVE)
STATES: Mapping[str, str] = {Hit.State.SAME: "confirmed", Hit.State.INCONCLUSIVE: "inconclusive"}
ASKED: Mapping[str, str] = {Hit.State.SAME: "what_to_do", Hit.State.INCONCLUSIVE: "what_tells_them_apart"}
WHY_NOT: Mapping[str, str] = {
    "no_owner": N_("the list names nobody who is to be told"),
    "state": N_("its owner is told of a hit that is confirmed or inconclusive, and of no other"),
    "told": N_("its owner was told already"),
    "protection": N_(
        "protection stands with this person: nothing may tell the owner of a list that they were met"
    ),
}  # fmt: skip
RECEIPTS: Mapping[str, str] = {
    "pending": N_("written, no receipt yet"),
    "received": N_("received by its owner"),
    "answered": N_("answered by its owner"),
    "overdue": N_("its owner is silent past the time"),
    "no_answer": N_("not delivered: nobody answered"),
    "late": N_("not delivered: no receipt in time"),
    "malformed": N_("not delivered: what came back was no receipt"),
    "refused": N_("not delivered: it was refused"),
}
ANSWERS: Mapping[str, str] = {
    "valid": N_("the entry stands"),
    "withdrawn": N_("the entry is withdrawn"),
    "another_person": N_("it is another person"),
    "act_as_stated": N_("do as the list says"),
}


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One message to the owner as it is shown."""

    owner: str
    state: str
    words: str
    reference: str
    answer: str
    by: str
    at: datetime
    due_at: datetime
    told: tuple[str, ...]


def protected(case: Case) -> bool:
    """Whether protection stands with the person of a case, on this case or any other of theirs, now or before."""
    persons = store.same_person(case.person_id) if case.person_id else set()
    theirs = Q(case=case) | Q(case__person__in=persons)
    return (
        case.state in ("protection", "child_protection")
        or Referral.objects.filter(theirs, kind__in=walls.KINDS).exists()
        or Answer.objects.filter(theirs, fact="asks_protection", value=True, superseded=False).exists()
    )


def why_not(hit: Hit, at: datetime) -> str:
    """The code of what keeps the owner from being told of a hit at a moment, "" where nothing does."""
    row = _list_of(hit)
    if row is None or not row.owner_address:
        return "no_owner"
    if hit.state not in TOLD:
        return "state"
    if protected(hit.case):
        return "protection"
    told = hit.notices.filter(receipt__in=("pending", "received")).difference(_never_sent(hit, at))
    return "told" if told.exists() else ""


def _never_sent(hit: Hit, at: datetime) -> QuerySet[OwnerNotice]:
    """Messages that were written and of which neither a receipt nor its lack was recorded: the machine went down
    between. They may be sent again; an owner who had one all the same knows the hit by its list and entry."""
    return hit.notices.filter(receipt="pending", made_at__lt=at - SENDING)


def _list_of(hit: Hit) -> WatchList | None:
    return WatchList.objects.filter(list_id=hit.list_id, in_service=True).first()


def notify_owner(officer: Officer, stamp: Stamp, hit: uuid.UUID) -> Done:
    """Tell the owner of a list of a confirmed or inconclusive hit; what is refused is journaled with the reason.

    The message is written and journaled before it goes out; then its receipt is recorded, or that none came.
    """
    permit(officer, "notify_owner", stamp)
    refused: list[tuple[Hit, str]] = []

    def run() -> Done:
        store.lock_case(hitqueue.visible(officer, hit, stamp, "notify_owner").case_id)
        row = hitqueue.visible(officer, hit, stamp, "notify_owner")  # as it is now that no referral can come between
        code, known = why_not(row, stamp.at), _list_of(row)
        if code or known is None:
            refused.append((row, code or "no_owner"))
            raise NotPossible(N_("The owner was not told: {why}."), code, why=Words(WHY_NOT[code or "no_owner"]))
        never_sent = [str(key) for key in _never_sent(row, stamp.at).values_list("id", flat=True)]
        OwnerNotice.objects.filter(id__in=never_sent).update(receipt=str(Answered.NO_ANSWER))
        notice = OwnerNotice.objects.create(
            **acted(officer, stamp), hit=row, owner=known.owner, address=known.owner_address, message={},
            due_at=stamp.at + timedelta(hours=known.answer_hours),
        )  # fmt: skip
        notice.message = _message(notice, row, officer)
        notice.save(update_fields=["message"])
        payload = {"hit": str(row.id), "notice": str(notice.id), "list": row.list_id, "owner": known.owner,
                   "address": known.owner_address, "disclosed": sorted(notice.message),
                   "due": notice.due_at.isoformat(), "never_sent": never_sent}  # fmt: skip
        return Done(None, str(notice.id), hitqueue.append_of(officer, stamp, "notify_owner", row, payload))

    try:
        done = once(officer, "notify_owner", stamp, run)
    except NotPossible:
        for row, code in refused:
            _note_refusal(officer, stamp, row, code)
        raise
    if not done.replayed:
        notice = OwnerNotice.objects.get(id=done.result)
        reply = _opened(notice, officer).tell(notice.message)
        _received(officer, _after(stamp, "receipt"), notice.id, reply)
    return done


def _message(notice: OwnerNotice, hit: Hit, officer: Officer) -> dict[str, Any]:
    """What goes out, and no more: the owner knows their own entry."""
    document = Document.objects.filter(digest=hit.document_digest).first()
    person = {"name": f"{document.given} {document.surname}".strip(), "birth": document.birth} if document else {}
    if document is not None and hit.listed.get("documents"):  # a number tells only who names numbers
        person["document"] = f"{document.issuer}:{document.number}"
    return {
        "id": str(notice.id), "list": hit.list_id, "entry": hit.entry_id, "state": STATES[hit.state],
        "person": person, "at": hit.made_at.isoformat(timespec="minutes"), "post": officer.post,
        "asked": ASKED[hit.state],
    }  # fmt: skip


def _note_refusal(officer: Officer, stamp: Stamp, hit: Hit, code: str) -> None:
    own = Stamp(uuid.uuid4(), stamp.at, stamp.client_at, stamp.zone)
    with transaction.atomic():
        hitqueue.append_of(officer, own, "owner_not_told", hit, {"hit": str(hit.id), "list": hit.list_id, "why": code})


def _opened(notice: OwnerNotice, officer: Officer) -> ListOwner:
    if notice.address == practice_owner.ADDRESS:
        if Post.objects.filter(code=officer.post, mode=Post.Mode.PRACTICE).exists():
            return practice_owner.practice_owner()
        return _NoLine()
    try:
        return HttpOwner(notice.address)
    except RegisterError:
        return _NoLine()


class _NoLine:
    """An address that cannot be used: nobody was reached."""

    def tell(self, message: Mapping[str, Any]) -> Reply:
        """That nobody answered."""
        del message
        return Reply(Answered.NO_ANSWER)

    def ask(self, id: str, reference: str) -> Reply:
        """That nobody answered."""
        del id, reference
        return Reply(Answered.NO_ANSWER)


def _after(stamp: Stamp, name: str) -> Stamp:
    return Stamp(uuid.uuid5(stamp.key, name), stamp.at, stamp.client_at, stamp.zone)


def _received(officer: Officer, stamp: Stamp, id: uuid.UUID, reply: Reply) -> Done:
    """Record the owner's receipt, or that none came."""

    def run() -> Done:
        row = OwnerNotice.objects.select_for_update(of=("self",)).get(id=id)
        if row.receipt != "pending":
            pass  # taken for never sent meanwhile, and sent again: that message has its own receipt
        elif reply.outcome is Answered.ANSWERED:
            row.receipt, row.reference, row.received_at = "received", reply.reference, stamp.at
        else:
            row.receipt = str(reply.outcome)
        row.save(update_fields=["receipt", "reference", "received_at"])
        hit = Hit.every.select_related("case").get(id=row.hit_id)
        payload = {"hit": str(hit.id), "notice": str(row.id), "receipt": row.receipt, "reference": row.reference}
        return Done(None, str(row.id), hitqueue.append_of(officer, stamp, "owner_received", hit, payload))

    return once(officer, "owner_received", stamp, run)


def waiting(hit: Hit) -> OwnerNotice | None:
    """The message of a hit that was received and not answered yet."""
    found: OwnerNotice | None = hit.notices.filter(receipt="received", answer="").order_by("-made_at").first()
    return found


def ask_owner(officer: Officer, stamp: Stamp, hit: uuid.UUID) -> Done:
    """Ask what the owner answers, and record it, or that nothing has come; not while protection stands."""
    permit(officer, "owner_answered", stamp)
    row = hitqueue.looked_at(officer, hit, stamp, "owner_answered")
    notice = waiting(row)
    if notice is None:
        raise NotPossible(N_("No message about this hit waits for an answer."))
    if protected(row.case):
        _note_refusal(officer, stamp, row, "protection")
        raise NotPossible(N_("The owner was not asked: {why}."), why=Words(WHY_NOT["protection"]))
    reply = _opened(notice, officer).ask(str(notice.id), notice.reference)

    def run() -> Done:
        fresh = OwnerNotice.objects.select_for_update(of=("self",)).get(id=notice.id)
        if not fresh.answer and reply.answer:
            fresh.answer, fresh.answered_at = reply.answer, stamp.at
            fresh.save(update_fields=["answer", "answered_at"])
        payload = {"hit": str(row.id), "notice": str(fresh.id), "outcome": str(reply.outcome), "answer": fresh.answer}
        return Done(None, str(fresh.id), hitqueue.append_of(officer, stamp, "owner_answered", row, payload))

    return once(officer, "owner_answered", stamp, run)


def notices(hit: Hit, at: datetime) -> tuple[NoticeRow, ...]:
    """The messages about a hit, the newest first, each with how it stands now."""
    rows = hit.notices.select_related("officer").order_by("-made_at")
    states = ((row, hitqueue.notice_state(row, at)) for row in rows)
    return tuple(
        NoticeRow(
            row.owner, state, RECEIPTS[state], row.reference, ANSWERS.get(row.answer, ""), row.officer.full_name,
            row.made_at, row.due_at, tuple(sorted(row.message)),
        )
        for row, state in states
    )  # fmt: skip


def caution(hit: Hit, language: str = "en") -> str:
    """What is to be kept in mind where the owner is a State the person may be fleeing; "" where it is not."""
    row = _list_of(hit)
    if row is None or not row.owner_country or row.owner_country not in _named(hit):
        return ""
    state = spoken_country(row.owner_country, language)
    return Words(
        N_("This list is kept by {state}, which the person belongs to or named: a State that somebody may be fleeing. "
           "Its entry is never decisive, and founds no refusal by itself."),
        state=state,
    )  # fmt: skip


def _named(hit: Hit) -> set[str]:
    """The States of the document and of the answers, two letters each."""
    document = Document.objects.filter(digest=hit.document_digest).first()
    said = [document.nationality, document.issuer] if document is not None else []
    said += [row.value for row in store.answers_of(hit.case) if isinstance(row.value, str)]
    found = (countries.find(text) for text in said if text.isupper() and 2 <= len(text) <= 3)
    return {country.iso2 for country in found if country is not None and country.iso2}
