"""What a source says on a topic, keyed by an officer, read as the value that differences compare.

A ticket, a letter of the host, a form, what the person says: none of it is a fact of the law. It is one side that may
differ from another, and stands on record with the place where it is said.

>>> read("ticket_return", "2027-02-01")
datetime.date(2027, 2, 1)
>>> read("occupations", "2019-01-01..2021-06-30 cook at the Harbour")[0].what
'cook at the Harbour'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from limen.interview.discrepancies import Account, Kind, Span
from limen.policy.stays import Direction, Movement
from limen.policy.values import Money, WrongValueError
from limen.vocabulary.dates import DateError, PartialDate
from limen.vocabulary.evidence import N_

LONGEST = 400
# What a journey may be for; a paper may speak for several.
PURPOSES: Mapping[str, str] = {
    "tourism": N_("Tourism"),
    "private_visit": N_("Visit to family or friends"),
    "business": N_("Business"),
    "conference": N_("Conference or event"),
    "study": N_("Study or training"),
    "work": N_("Work"),
    "medical": N_("Medical treatment"),
    "transit": N_("Transit"),
}
# Topics of which one source may say several things; of the others the last that was taken down stands.
SEVERAL = frozenset({"stays", "occupations", "whereabouts", "refusals", "shows"})
DATES = frozenset({"planned_exit", "ticket_return", "booked_until", "leave_until", "document_issued", "document_used"})
MONEY = frozenset({"means", "income", "deposit"})
TEXTS = frozenset({"host_name", "host_address", "spouse", "surname", "given", "name", "number", "nationality"})
# What a source may be asked for here, in the order of a form.
KEYED = (
    "planned_exit", "ticket_return", "booked_until", "leave_until", "purpose", "shows", "means", "income", "deposit",
    "host_name", "host_address", "marital_status", "spouse", "children", "occupations", "whereabouts", "stays",
    "refusals", "document_issued", "document_used", "surname", "given", "birth", "nationality", "number",
)  # fmt: skip
FORMS: Mapping[str, str] = {
    "date": N_("a day: 2026-11-22 or 22 Nov 2026"),
    "birth": N_("a day, a month or a year: 1980-02-03, 1980-02 or 1980"),
    "money": N_("an amount with its currency: 900 EUR"),
    "number": N_("a whole number"),
    "purpose": N_("one of: {purposes}"),
    "shows": N_("one or several of: {purposes}"),
    "span": N_("first day..last day and what: 2019-01-01..2021-06-30 cook; no last day where it goes on"),
    "place": N_("first day..last day and two letters of the State: 2026-01-03..2026-01-10 SE"),
    "refusal": N_("two letters of the State and the year: CA 2019"),
    "text": N_("words, {most} characters at most"),
}
_SPAN = re.compile(r"(\d{4}-\d{2}-\d{2})\s*\.\.\s*(\d{4}-\d{2}-\d{2})?\s*(.*)", re.DOTALL)
_REFUSAL = re.compile(r"([A-Za-z]{2,3})\s+(\d{4})")
_MONEY = re.compile(r"(\S+)\s+([A-Za-z]{3})")


class StatementError(ValueError):
    """What was keyed is not of the kind its topic takes; `form` names the entry of `FORMS` that it takes."""

    def __init__(self, topic: str, form: str) -> None:
        super().__init__(f"{topic}: {FORMS[form]}")
        self.form = form


def form_of(topic: str) -> str:
    """Which entry of `FORMS` a topic takes."""
    if topic in DATES:
        return "date"
    if topic in MONEY:
        return "money"
    special = {"birth": "birth", "children": "number", "purpose": "purpose", "shows": "shows", "occupations": "span",
               "whereabouts": "place", "stays": "place", "refusals": "refusal"}  # fmt: skip
    return special.get(topic, "text")


def read(topic: str, text: str) -> Any:
    """Keyed text as the value of its topic. Raises StatementError for what is none, and for a topic nobody keys."""
    if topic not in KEYED:
        raise StatementError(topic[:40], "text")
    form, text = form_of(topic), text.strip()
    if not text or len(text) > LONGEST:
        raise StatementError(topic, form)
    try:
        return _read(topic, form, text)
    except (ValueError, WrongValueError, DateError) as problem:
        if isinstance(problem, StatementError):
            raise
        raise StatementError(topic, form) from problem


def _read(topic: str, form: str, text: str) -> Any:
    if form == "date":
        return date.fromisoformat(text)
    if form == "birth":
        return PartialDate.parse(text)
    if form == "money":
        if (match := _MONEY.fullmatch(text)) is None:
            raise StatementError(topic, form)
        return Money.parse(match[1], match[2].upper())
    if form == "number":
        if not (text.isascii() and text.isdigit() and len(text) <= 3):
            raise StatementError(topic, form)
        return int(text)
    if form == "purpose":
        return _purpose(topic, text)
    if form == "shows":
        return frozenset(_purpose(topic, one) for one in text.split(","))
    if form == "refusal":
        if (match := _REFUSAL.fullmatch(text)) is None:
            raise StatementError(topic, form)
        return frozenset({f"{match[1].upper()} {match[2]}"})
    return _span(topic, form, text) if form in ("span", "place") else " ".join(text.split())


def _purpose(topic: str, text: str) -> str:
    code = text.strip().lower().replace(" ", "_")
    if code not in PURPOSES:
        raise StatementError(topic, topic)
    return code


def _span(topic: str, form: str, text: str) -> Any:
    match = _SPAN.fullmatch(text)
    if match is None or not match[3].strip():
        raise StatementError(topic, form)
    first, last = date.fromisoformat(match[1]), date.fromisoformat(match[2]) if match[2] else None
    what = " ".join(match[3].split())
    if (last is not None and last < first) or (form == "place" and not (what.isalpha() and len(what) in (2, 3))):
        raise StatementError(topic, form)
    if topic == "stays":
        ends = (Movement(last, Direction.EXIT, what.upper()),) if last is not None else ()
        return (Movement(first, Direction.ENTRY, what.upper()), *ends)
    return (Span(first, last, state=what.upper()),) if form == "place" else (Span(first, last, what),)


def account(source: str, kind: Kind, said: Iterable[tuple[str, str, str]]) -> Account:
    """One source with all that was keyed of it: topic, text and where it is said; the last stands unless several may.

    Raises StatementError.
    """
    says: dict[str, Any] = {}
    where: dict[str, str] = {}
    for topic, text, place in said:
        value = read(topic, text)
        if topic in SEVERAL and topic in says:
            value = says[topic] | value if isinstance(value, frozenset) else (*says[topic], *value)
        says[topic], where[topic] = value, place or where.get(topic, "")
    return Account(source, kind, says, where)
