"""Somebody met before: proposed by document number, then by name and birth date, never counted until proved.

The same MRZ is the same document row and so the same person; everything else is a proposal with its reasons.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from limen.office.actions.acting import Acting
from limen.office.records import store
from limen.office.records.models import Document, HistoryLink, Movement
from limen.screening import compare_names

PROPOSE_FROM = 0.82
MOST_PROPOSED = 5


def propose(acting: Acting, document: Document) -> None:
    """Write a proposal for each earlier person who may be this one and has movements; rejected pairs stay rejected."""
    case = acting.case
    same = store.same_person(document.person_id)
    settled = set(
        HistoryLink.objects.filter(person=document.person_id)
        .exclude(state=HistoryLink.State.PROPOSED)
        .values_list("earlier_id", flat=True)
    ) | set(
        HistoryLink.objects.filter(earlier=document.person_id)
        .exclude(state=HistoryLink.State.PROPOSED)
        .values_list("person_id", flat=True)
    )
    best: dict[uuid.UUID, tuple[float, list[dict[str, object]]]] = {}
    for other, score, why in _scored(document):
        if other.person_id in same or other.person_id in settled:
            continue
        if score > best.get(other.person_id, (0.0, []))[0]:
            best[other.person_id] = (score, why)
    with_movements = set(
        Movement.objects.filter(person__in=list(best), voided_by=None).values_list("person_id", flat=True)
    )
    ranked = sorted(((p, *best[p]) for p in best if p in with_movements), key=lambda row: (-row[1], str(row[0])))
    for person_id, score, why in ranked[:MOST_PROPOSED]:
        HistoryLink.objects.get_or_create(
            case=case,
            person_id=document.person_id,
            earlier_id=person_id,
            defaults={**acting.acted(), "score": score, "why": why, "state": HistoryLink.State.PROPOSED},
        )


def _scored(document: Document) -> Iterator[tuple[Document, float, list[dict[str, object]]]]:
    name = f"{document.given} {document.surname}".strip()
    for other in store.candidates(document):
        same_number = bool(document.number_key) and (other.issuer, other.number_key) == (
            document.issuer,
            document.number_key,
        )
        if not same_number and document.birth and other.birth and document.birth != other.birth:
            continue
        found = compare_names(
            name,
            f"{other.given} {other.surname}".strip(),
            query_born=document.birth or None,
            candidate_born=other.birth or None,
        )
        score, why = float(found["score"]), list(found["why"])
        if same_number:
            score = max(score, 0.95)
            why.insert(0, {"code": "history.number", "detail": f"{document.issuer} {document.number}",
                           "contribution": 0.95, "reason": "the same document number"})  # fmt: skip
        if score >= PROPOSE_FROM:
            yield other, score, why
