"""What other people's registers were asked about a document and answered, as the desk and the report show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from limen.documents import lost
from limen.documents.lost import Inquiry as Asked
from limen.office import authority
from limen.office.actions import telling
from limen.office.actions.views import Check
from limen.office.records import store
from limen.office.records.models import Case, Hit, Inquiry
from limen.screening.documents import REGISTER
from limen.vocabulary.evidence import Finding
from limen.vocabulary.person import Officer


@dataclass(frozen=True, slots=True)
class RegisterLook:
    """One register and what it last said of a document: by whom it was asked, when, under which reference.

    `disclosed` is what went out; `tried` the other spellings of the number.
    `answer` is `answered`, `never`, or why there is none.
    """

    name: str
    title: str
    answer: str
    outcome: str
    check: Check
    by: str = ""
    at: datetime | None = None
    reference: str = ""
    own_reference: str = ""
    disclosed: str = ""
    tried: tuple[str, ...] = ()
    may_ask: bool = False


def looks(case: Case, officer: Officer) -> tuple[RegisterLook, ...]:
    """Every register of the post, and every other that was asked about this document, by name."""
    if case.document is None:
        return ()
    may = authority.may(officer, "ask_register", state=case.state, post=case.post.code, compartment=case.compartment)
    connected = {row.name for row in store.registers_of(case.post_id)}
    rows = {str(row.id): row for row in case.inquiries.filter(superseded=False).select_related("officer")}
    states = store.resolutions(case.hits.filter(superseded=False))
    return tuple(
        _look(kept, rows.get(str(kept.get("id", ""))), states, may and kept["register"] in connected)
        for kept in store.inquiries(case)
    )


def _look(kept: Mapping[str, Any], row: Inquiry | None, states: Mapping[str, str], may_ask: bool) -> RegisterLook:
    asked = Asked.of(kept)
    theirs = [state for key, state in states.items() if key.startswith(f"{REGISTER}{asked.register}:")]
    told = lost.asked(asked, theirs if asked.reports else ())
    question = row.question if row is not None else {}
    return RegisterLook(
        asked.register, asked.title, asked.answer, str(told.outcome), _check(told),
        by=row.officer.full_name if row is not None else "",
        at=row.made_at if row is not None else None,
        reference=asked.reference,
        own_reference=str(row.id) if row is not None else "",
        disclosed=" ".join(str(question[name]) for name in ("issuer", "type", "number") if question.get(name)),
        tried=asked.tried,
        may_ask=may_ask,
    )  # fmt: skip


def _check(finding: Finding) -> Check:
    kept, outcome = finding.to_json(), str(finding.outcome)
    return Check(finding.code, outcome, telling.title(kept), telling.reason(kept), finding.clause, "")


def title_of(hit: Hit) -> str:
    """What the register is called whose report a hit is; "" for a hit of a list."""
    if not hit.list_id.startswith(REGISTER):
        return ""
    name = hit.list_id.removeprefix(REGISTER)
    row = hit.case.inquiries.filter(register__name=name).select_related("register").order_by("-made_at").first()
    return row.register.title if row is not None else name
