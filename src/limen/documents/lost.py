"""Documents reported lost, stolen or revoked: what a report means for one crossing.

Rules of this part: the lists are searched elsewhere (`screening.documents`); here a report becomes a finding. A report
is of a number, not of a person: it stays unsure until an officer has looked whether this is the document. When it was
lost and when that was reported are two days; a crossing before the loss was the holder's own.

>>> told = Report("post", "7", Status.STOLEN, "equal", "L90012277", lost_on="2026-06-01", reported_on="2026-06-09")
>>> [str(used(told, date(2026, 5, 30))), str(used(told, date(2026, 6, 4))), str(used(told, date(2026, 11, 22)))]
['before', 'between', 'after']
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from limen.vocabulary.dates import DateError, PartialDate, spoken_day
from limen.vocabulary.evidence import N_, Finding, Outcome


class Status(StrEnum):
    """What was reported of a document."""

    LOST = "lost"
    STOLEN = "stolen"
    REVOKED = "revoked"
    INVALID = "invalid"
    BLANK = "blank"  # stolen before it was issued to anybody


class Used(StrEnum):
    """Where a crossing lies in time against a report."""

    AFTER = "after"  # after the report
    BETWEEN = "between"  # after the loss, before it was reported
    BEFORE = "before"  # before the loss
    UNKNOWN = "unknown"


# How the number of the report is that of the document; and when it was used. Parameters of the findings' templates.
HOW: Mapping[str, str] = {
    "equal": N_("the number is the same"),
    "number": N_("the number is the same, of which State is not told"),
    "confusable": N_("the number is the same but for characters read for one another"),
    "overflow": N_("the number is the same as far as an MRZ prints it"),
}
WHEN: Mapping[str, str] = {
    "after": N_("used after it was reported"),
    "between": N_("used after the loss, before it was reported"),
    "before": N_("used before the loss: then it was its holder's own"),
    "unknown": N_("when is not told"),
}
WORDS: Mapping[str, str] = {
    "document.reported": N_("Lost, stolen and revoked documents"),
    "document.reported.passed": N_("Not reported lost, stolen or revoked ({reports} reports searched)"),
    "document.reported.not_done": N_("Not looked up among lost and stolen documents: {why}"),
    "document.register": N_("Asked of {register}"),
    "document.register.passed": N_("{register}: nothing reported of this document (reference {reference})"),
    "document.register.failed": N_("{register}: reports of this document: {reports} (reference {reference})"),
    "document.register.unsure": N_(
        "{register}: reports that may be of this document: {reports} (reference {reference})"
    ),
    "document.register.not_done": N_("{register}: no answer, {why}"),
    "document.lost": N_("Lost document"),
    "document.lost.failed": N_("This document was reported lost: {how}; {when}"),
    "document.lost.unsure": N_("This may be a document reported lost: {how}; {when}"),
    "document.lost.passed": N_("Not the document that was reported lost ({listed}), as an officer found"),
    "document.stolen": N_("Stolen document"),
    "document.stolen.failed": N_("This document was reported stolen: {how}; {when}"),
    "document.stolen.unsure": N_("This may be a document reported stolen: {how}; {when}"),
    "document.stolen.passed": N_("Not the document that was reported stolen ({listed}), as an officer found"),
    "document.revoked": N_("Revoked document"),
    "document.revoked.failed": N_("This document was revoked: {how}; {when}"),
    "document.revoked.unsure": N_("This may be a document that was revoked: {how}; {when}"),
    "document.revoked.passed": N_("Not the document that was revoked ({listed}), as an officer found"),
    "document.invalid": N_("Document declared invalid"),
    "document.invalid.failed": N_("This document was declared invalid: {how}; {when}"),
    "document.invalid.unsure": N_("This may be a document declared invalid: {how}; {when}"),
    "document.invalid.passed": N_("Not the document that was declared invalid ({listed}), as an officer found"),
    "document.blank": N_("Stolen blank"),
    "document.blank.failed": N_("This document was made of a blank reported stolen: {how}; {when}"),
    "document.blank.unsure": N_("This document may be made of a blank reported stolen: {how}; {when}"),
    "document.blank.passed": N_("Not made of the blank that was reported stolen ({listed}), as an officer found"),
}
# Why another's register gave no answer, by how the question ended (`office.connections.document_registers`).
NOT_ANSWERED: Mapping[str, str] = {
    "not_asked": N_("there is no register to ask, or no number to ask by"),
    "no_answer": N_("the register could not be reached"),
    "late": N_("the register did not answer in time"),
    "malformed": N_("what the register answered could not be read"),
    "refused": N_("the register refused the question"),
    "pending": N_("the question went out and no answer was recorded"),
    "never": N_("it was not asked yet"),
}
ANSWERED = "answered"  # how a question ended that was answered
# What an officer found of a report, as the outcome of its finding; anything else is not yet.
_STATES: Mapping[str, Outcome] = {
    "same": Outcome.FAILED, "not_same": Outcome.PASSED, "remembered": Outcome.PASSED,
}  # fmt: skip
NO_LIST = N_("no such list is in service at this post")
EXPIRED = N_("the copy of the list is past its last day")
NO_NUMBER = N_("the document shows no number")


@dataclass(frozen=True, slots=True)
class Report:
    """One report that may be of this document: whose, its number there, what happened, how the numbers agree (a key
    of HOW), and when it was lost and reported, in EDTF or empty."""

    source: str
    entry: str
    status: Status
    how: str
    listed: str
    lost_on: str = ""
    reported_on: str = ""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One question to another's register as it is kept: whom, what became of it (`answered` or a key of NOT_ANSWERED),
    when, under which reference, which other spellings of the number were asked for, what it told.

    `reports` are kept as told: `entry`, `issuer`, `number`, `type`, `status`, `lost`, `reported`.
    """

    register: str
    title: str
    answer: str
    asked_at: str = ""
    reference: str = ""
    tried: tuple[str, ...] = ()
    reports: tuple[Mapping[str, str], ...] = ()

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Inquiry:
        """A question as it was kept."""
        return cls(
            **{name: str(kept.get(name, "")) for name in ("register", "title", "answer", "asked_at", "reference")},
            tried=tuple(kept.get("tried", ())),
            reports=tuple(kept.get("reports", ())),
        )


def asked(inquiry: Inquiry, states: Iterable[str], clause: str = "Annex 9") -> Finding:
    """What became of a question to a register; `states` is what an officer found of each report it told."""
    evidence: dict[str, str] = {"register": inquiry.register}
    for name in ("asked_at", "reference"):
        if getattr(inquiry, name):
            evidence[name] = getattr(inquiry, name)
    if inquiry.tried:
        evidence["tried"] = " ".join(inquiry.tried)
    named: dict[str, str | int | float | bool] = {"register": inquiry.title}
    if inquiry.answer != ANSWERED:
        why = NOT_ANSWERED.get(inquiry.answer, NOT_ANSWERED["malformed"])
        return Finding("document.register", Outcome.NOT_DONE, {**named, "why": why}, clause, evidence)
    found = [_STATES.get(state, Outcome.UNSURE) for state in states]
    outcome = next((one for one in (Outcome.FAILED, Outcome.UNSURE) if one in found), Outcome.PASSED)
    counted = found.count(outcome) if outcome is not Outcome.PASSED else 0
    params = {**named, "reference": inquiry.reference or "–", "reports": counted}
    return Finding("document.register", outcome, params, clause, evidence)


def used(report: Report, on: date) -> Used:
    """Where a crossing on a day lies against a report; a day that is not whole is told only where that is sure."""
    lost, reported = _day(report.lost_on), _day(report.reported_on)
    if reported is not None and on > reported.last:
        return Used.AFTER
    if lost is not None and on < lost.first:
        return Used.BEFORE
    if lost is not None and on > lost.last and (reported is None or on <= reported.last):
        return Used.BETWEEN if reported is not None and on < reported.first else Used.AFTER
    return Used.UNKNOWN


def _day(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text) if text else None
    except DateError:
        return None


def crossings_since(report: Report, crossings: Iterable[date]) -> tuple[date, ...]:
    """The crossings by the document that were not its holder's own beyond doubt: those since the day it was lost."""
    return tuple(day for day in crossings if used(report, day) is not Used.BEFORE)


def findings(
    reports: Iterable[tuple[Report, str]], *, on: date, searched: int | None, why: str = "", clause: str = "Annex 9"
) -> tuple[Finding, ...]:
    """What is reported of a document, a finding each; one that nothing was found, or that nobody looked.

    Each report comes with what an officer found: `same`, `not_same` or `remembered`, and anything else for not yet.
    `searched` is how many reports were looked through, None where `why` says why there were none.
    """
    if searched is None:
        return (Finding("document.reported", Outcome.NOT_DONE, {"why": why or NO_LIST}, clause),)
    found = tuple(_finding(report, state, on, clause) for report, state in reports)
    return found or (Finding("document.reported", Outcome.PASSED, {"reports": searched}, clause),)


def _finding(report: Report, state: str, on: date, clause: str) -> Finding:
    outcome = _STATES.get(state, Outcome.UNSURE)
    params: dict[str, str | int | float | bool] = {
        "how": HOW[report.how], "when": WHEN[used(report, on)], "listed": report.listed,
    }  # fmt: skip
    for name in ("lost_on", "reported_on"):
        day = _day(getattr(report, name))
        if day is not None:
            params |= {name: str(day), f"{name}_words": spoken_day(day)}
    evidence = {"list": report.source, "entry": report.entry, "agreement": report.how, "used": str(used(report, on))}
    return Finding(f"document.{report.status}", outcome, params, clause, evidence)
