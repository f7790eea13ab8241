"""The documents one person needs, by what is known of them: which were seen, by whom and when, which to ask for.

The list is the route's own (`limen.policy.checklist`); what is not known is never "not needed". Noting that a document
was seen makes no fact: what it says is an answer or a reading of its own. Asking for it in writing, and reminding, are
not here.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from limen import policy
from limen.office import authority
from limen.office.actions import law, viewing
from limen.office.actions.acting import Acting, BadInput, Stamp, case_act
from limen.office.actions.views import CaseView
from limen.office.records import store
from limen.office.records.models import Case, PaperSeen
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer

FORMS: Mapping[str, str] = {
    "original": N_("Original"),
    "copy": N_("Copy"),
    "on_screen": N_("On a screen"),
    "not_shown": N_("Asked for, not shown"),
}
LONGEST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class Seen:
    """One time a document was noted: in which form, by whom, when, with what remark."""

    form: str
    form_words: str
    by: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One document of the list: its words and the language they are in, whether it is needed, and what was seen of it.

    `state` is seen, missing, open (it is not known whether it is needed) or not_needed; `seen` the latest first.
    """

    id: str
    words: str
    language: str
    cite: str
    need: str
    state: str
    proves: tuple[str, ...]
    depends_on: tuple[str, ...]
    instead_of: tuple[str, ...]
    form: str
    no_older_than_days: int
    seen: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class CaseChecklist:
    """The checklist of a case, and whether this officer may note what was seen."""

    case: CaseView
    rows: tuple[PaperRow, ...]
    may_note: bool

    @property
    def to_ask_for(self) -> tuple[PaperRow, ...]:
        """The documents that are needed and were not seen."""
        return tuple(row for row in self.rows if row.state == "missing")


def checklist_of(
    officer: Officer, case_id: uuid.UUID, stamp: Stamp, *, purpose: str = "", language: str = "en"
) -> CaseChecklist:
    """The documents this person needs as of today. Raises NotFound, NotPermitted, NotPossible as its case's page."""
    view = viewing.case(officer, case_id, stamp, purpose=purpose, language=language)
    case = Case.objects.select_related("post").get(id=case_id)
    with store.looking(case, case.post):
        rows = _rows(case, stamp.at, language)
    may = authority.may(officer, "note_document_seen", post=case.post.code, state=case.state)
    return CaseChecklist(view, rows, may and bool(rows))


def _rows(case: Case, at: datetime, language: str) -> tuple[PaperRow, ...]:
    on = law.day_at(case.post, at)
    route, assessment = law.route(case, on), store.assessment_of(case)
    known = assessment.facts if assessment else {}
    mine = {name: fact for name, fact in known.items() if name in route.facts}
    seen: dict[str, list[Seen]] = {}
    for row in case.papers_seen.select_related("officer").order_by("-made_at"):
        told = Seen(row.form, FORMS[row.form], row.officer.full_name, row.made_at, row.note)
        seen.setdefault(row.paper, []).append(told)
    items = policy.checklist(mine, route, on=on, language=language)
    names = {item.id: item.words for item in items}
    shown = {item.id for item in items if _is_shown(seen.get(item.id, []))}
    replaced = {other for item in items if item.id in shown for other in item.instead_of}
    return tuple(
        PaperRow(
            item.id,
            item.words,
            route.pack.language_of(language, "documents", item.id),
            item.cite,
            str(item.need),
            _state(str(item.need), item.id in shown, item.id in replaced),
            tuple(_name(route, fact, language) for fact in item.proves),
            tuple(_name(route, fact, language) for fact in item.depends_on),
            tuple(names[other] for other in item.instead_of if other in names),
            item.form,
            item.no_older_than_days,
            tuple(seen.get(item.id, ())),
        )
        for item in items
    )


def _is_shown(seen: list[Seen]) -> bool:
    return bool(seen) and seen[0].form != PaperSeen.Form.NOT_SHOWN


def _state(need: str, is_shown: bool, is_replaced: bool) -> str:
    if is_shown:
        return "seen"
    if need == "needed":
        return "replaced" if is_replaced else "missing"
    return "open" if need == "depends" else "not_needed"


def _name(route: policy.Route, fact: str, language: str) -> str:
    return route.pack.words(language, "facts", fact, "name") or fact.replace("_", " ")


@case_act("note_document_seen")
def note_document_seen(acting: Acting, *, paper: str, form: str, note: str = "") -> None:
    """Note that a document of the checklist was shown, and in which form, or that it was asked for and not shown."""
    route = law.route(acting.case, acting.today)
    if paper not in {one.id for one in route.papers}:
        raise BadInput("The checklist of this route has no such document: reload the page and choose one of it.")
    if form not in FORMS:
        raise BadInput("Say in which form the document was shown, or that it was not.")
    if len(note) > LONGEST_NOTE:
        raise BadInput("A remark has at most {most} characters.", most=LONGEST_NOTE)
    row = PaperSeen.objects.create(**acting.acted(), case=acting.case, paper=paper, form=form, note=note)
    acting.payload |= {"paper": paper, "form": form, "note": note}
    acting.result = str(row.id)
