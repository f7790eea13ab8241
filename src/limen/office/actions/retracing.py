"""What the journal says became of a case's decisions: which there are, in which state, with which second signature.

A row can be deleted or set to another state by whoever holds the database; the entry of the act stays in the log.
Every entry of the case is followed from the first: what the acts did is what the rows must show.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from limen.casework import ARRIVAL
from limen.casework.arrival import DECIDED_AGAINST
from limen.office.records import journal
from limen.office.records.models import Case, Decision, JournalEntry, JournalPayload

State = Decision.State
_LETTING = frozenset({"admit", "depart", "parole"})
_DECIDING = _LETTING | DECIDED_AGAINST
_SIGNING: Mapping[str, State] = {
    "countersign": State.EFFECTIVE, "return_refusal": State.RETURNED, "issue_order": State.EFFECTIVE,
    "agree_hearing": State.EFFECTIVE, "take_no_step": State.RETURNED,
}  # fmt: skip
_REFERRING = frozenset({"refer_secondary", "refer_protection", "refer_child_protection"})


@dataclass(slots=True)
class Told:
    """One decision as the journal tells it; `language` and `state` are None where a masked entry hides them."""

    id: str
    verb: str
    officer: str
    at: datetime
    state: str | None
    effective_at: datetime | None
    language: str | None
    signature: str | None = None  # the verb of the second signature, and the key of its act
    changed: str = ""  # the entry whose payload is gone or is not the one it was written with


def told_of(case: Case) -> dict[str, Told]:
    """Every decision that the journal says was taken on a case, by its id, the oldest first."""
    told: dict[str, Told] = {}
    entries = JournalEntry.objects.filter(case=str(case.id)).select_related("payload").order_by("at", "node", "seq")
    for entry in entries:
        if entry.verb in _DECIDING:
            told[entry.result] = _taken(entry)
        elif entry.verb in _SIGNING:
            _sign(told, entry)
        elif entry.verb in _REFERRING or entry.verb == "hold":
            _yield(told, entry)
        elif entry.verb == "correct":
            _correct(told, entry)
    return told


def differences(told: Told, row: Decision) -> Iterator[tuple[str, Any, Any]]:
    """What is compared of a decision's row: (what, as the journal tells it, as the row has it)."""
    if told.state is not None:
        yield "state", str(told.state), row.state
    yield "in effect from", _moment(told.effective_at), _moment(row.effective_at)
    if told.language is not None:
        yield "language", told.language, row.language
    signed = row.countersignatures.first()
    verb = "" if signed is None else "countersign" if signed.agreed else "return_refusal"
    yield "second signature", told.signature, f"{verb} {signed.act_key}" if signed is not None else None
    if told.changed:
        yield "payload of the journal", told.changed, None


def _moment(at: datetime | None) -> str | None:
    return journal.moment(at) if at is not None else None


def _payload(entry: JournalEntry) -> dict[str, Any] | None:
    """What an entry says; None where it was masked. Raises ValueError where it is gone or was changed."""
    try:
        kept = entry.payload
    except JournalPayload.DoesNotExist as error:
        raise ValueError(entry.act_key) from error
    if kept.masked_at is not None:
        return None
    if hashlib.sha256(bytes.fromhex(kept.salt) + kept.content.encode()).hexdigest() != entry.payload_digest:
        raise ValueError(entry.act_key)
    return dict(json.loads(kept.content))


def _taken(entry: JournalEntry) -> Told:
    refused = entry.verb not in _LETTING
    told = Told(
        entry.result, entry.verb, entry.officer, entry.at, State.AWAITING if refused else State.EFFECTIVE,
        None if refused else entry.at, None if refused or entry.verb == "parole" else "en",
    )  # fmt: skip
    try:
        said = _payload(entry)
    except ValueError:
        return told  # named where the entry itself is held against the row
    if (refused or entry.verb == "parole") and said is not None:
        told.language = said.get("language", "en")
        if said.get("state") == State.EFFECTIVE:  # a law that asks for no second signature
            told.state, told.effective_at = State.EFFECTIVE, entry.at
    return told


def _sign(told: Mapping[str, Told], entry: JournalEntry) -> None:
    decision = told.get(entry.result)
    if decision is None:
        return
    decision.state, agreed = _SIGNING[entry.verb], _SIGNING[entry.verb] == State.EFFECTIVE
    decision.signature = f"{'countersign' if agreed else 'return_refusal'} {entry.act_key}"
    if agreed:
        decision.effective_at = entry.at


def signing(decision: Decision, verb: str) -> str:
    """The verb with which a second signature of a decision is journaled: a report is answered, all else signed."""
    answers = {act.name for act in ARRIVAL.answering(decision.act)}
    return verb if verb in answers else "countersign"


def _yield(told: Mapping[str, Told], entry: JournalEntry) -> None:
    """A refusal yields to a referral and to a hold: unsigned it lapses, signed it is set aside by a referral."""
    for decision in told.values():
        if decision.state == State.AWAITING:
            decision.state = State.LAPSED
        elif decision.state == State.EFFECTIVE and decision.verb in DECIDED_AGAINST and entry.verb in _REFERRING:
            decision.state = State.SET_ASIDE


def _correct(told: Mapping[str, Told], entry: JournalEntry) -> None:
    live = [one for one in told.values() if one.state == State.EFFECTIVE and one.verb in _LETTING]
    try:
        said = _payload(entry)
    except ValueError:
        for decision in live:
            decision.state, decision.changed = None, entry.act_key
        return
    for decision in live:
        if said is None:
            decision.state = None
        elif said.get("what") == "movement":
            decision.state = State.CORRECTED
