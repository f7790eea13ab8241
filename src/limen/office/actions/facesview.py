"""What the document's page shows of faces: what compares here, with which portrait, what it found, what the officer
says. Built from rows that were read already; the permission to see them is the caller's."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from limen.documents.examined import finding_of
from limen.office import authority
from limen.office.actions import comparing, telling
from limen.office.actions.views import Check
from limen.office.records.models import Case, Examination
from limen.vocabulary.evidence import Finding, Outcome
from limen.vocabulary.person import Officer

HOLDER = "holder"  # of `examined.FEATURES`: whether it is the same person is the officer's own look at it


@dataclass(frozen=True, slots=True)
class OwnLook:
    """What an officer found of the holder: the outcome, in their own words, who and when."""

    outcome: str
    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FacesView:
    """The comparison of faces: `likeness` is `not_done` where none was made; numbers are texts, empty without one."""

    compared_by: str  # in words
    practice: bool
    against: str  # chip, page; empty where there is no portrait yet
    against_words: str
    likeness: Check
    score: str
    threshold: str
    provider: str
    examination: uuid.UUID | None  # whose pictures may be erased
    own: OwnLook | None
    may_compare: bool


def view(officer: Officer, case: Case, rows: Sequence[Examination]) -> FacesView:
    """The comparison of a case with its live examinations."""
    made = next((row for row in rows if row.kind == Examination.Kind.PORTRAIT), None)
    finding = finding_of(made.findings[0]) if made and made.findings else None
    if finding is None:
        finding = Finding("portrait", Outcome.NOT_DONE, clause="Doc 9303-3 3.9")
    against = comparing.source(rows)
    score, threshold = (_number(finding.params.get(name)) for name in ("score", "threshold"))
    acts = {"state": case.state, "post": case.post.code, "compartment": case.compartment}
    by = comparing.compared_by(case.post)
    return FacesView(
        compared_by=comparing.COMPARED_BY[by],
        practice=by == "practice",
        against=against,
        against_words=telling.source(against) if against else "",
        likeness=_check(finding),
        score=score,
        threshold=threshold,
        provider=telling.provider(str(finding.params.get("provider", ""))),
        examination=made.id if made and made.erased_at is None else None,
        own=_own(rows),
        may_compare=bool(case.document_id) and authority.may(officer, "compare_faces", **acts),
    )


def _check(finding: Finding) -> Check:
    kept = finding.to_json()
    told = telling.evidence(finding.evidence)
    return Check(finding.code, str(finding.outcome), telling.title(kept), telling.reason(kept), finding.clause, told)


def _number(kept: object) -> str:
    return f"{kept:.3f}" if isinstance(kept, int | float) else ""


def _own(rows: Sequence[Examination]) -> OwnLook | None:
    row = next((row for row in rows if row.kind == "own" and row.fields.get("feature") == HOLDER), None)
    if row is None or not row.findings:
        return None
    found = finding_of(row.findings[0])
    return OwnLook(str(found.outcome), str(found.params.get("words", "")), row.officer.full_name, row.made_at)
