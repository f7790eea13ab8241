"""A wrong key undone by an act of its own: what it was, what it became, why, and both values stay."""

from __future__ import annotations

import uuid

from limen.office.actions import assessing
from limen.office.actions.acting import Acting, BadInput, NotFound, NotPossible, case_act
from limen.office.authority import NotPermitted
from limen.office.records.models import Correction, Decision, Movement
from limen.vocabulary.person import Role


def _why(reason: str) -> str:
    if not reason.strip():
        raise BadInput("Say what was wrong: a correction keeps both values and the reason.")
    return reason.strip()


@case_act("correct")
def correct_answer(acting: Acting, *, answer: uuid.UUID, reason: str) -> None:
    """Undo an answer: the fact is unknown again until it is asked again."""
    if acting.case.state not in ("open", "secondary", "held"):
        raise NotPossible("Answers are corrected while the case is open; reopen it by correcting the movement first.")
    row = acting.case.answers.filter(id=answer, superseded=False).first()
    if row is None:
        raise NotFound("There is no such answer on this traveller, or it was replaced already.")
    if row.fact == "asks_protection" and row.value is True and str(row.officer_id) == acting.officer.id:
        # Words of fear are never taken back by the one officer who wrote them down.
        raise NotPermitted("correct", "authority.second")
    correction = Correction.objects.create(
        **acting.acted(), case=acting.case, what=f"answer:{row.fact}", target=str(row.id),
        was={"value": row.value, "status": row.status}, became=None, reason=_why(reason),
    )  # fmt: skip
    row.superseded = True
    row.save(update_fields=["superseded"])
    assessing.reassess(acting)
    acting.result = str(correction.id)
    acting.payload |= {"correction": str(correction.id), "what": correction.what, "was": correction.was,
                       "reason": correction.reason}  # fmt: skip


@case_act("correct")
def correct_movement(acting: Acting, *, reason: str) -> None:
    """Undo an admission or a departure keyed by mistake: the movement is voided, the case is open again."""
    case = acting.case
    if case.state not in ("admitted", "departed"):
        raise NotPossible(
            "Only an admission or a departure is undone here; a refusal is returned, appealed or revoked."
        )
    movement = case.movements.filter(voided_by=None).first()
    decision = case.decisions.filter(state=Decision.State.EFFECTIVE).first()
    if movement is None or decision is None:
        raise NotFound("This case has no movement on record.")
    own_today = str(movement.officer_id) == acting.officer.id and movement.on == acting.today
    if not own_today and Role.CHIEF not in acting.officer.roles:
        raise NotPermitted("correct", "authority.grade")
    if Movement.objects.filter(person=case.person, voided_by=None, made_at__gt=movement.made_at).exists():
        raise NotPossible("A later movement of this person is on record: correct that one first.")
    correction = Correction.objects.create(
        **acting.acted(), case=case, what="movement", target=str(movement.id),
        was={"state": case.state, "on": movement.on.isoformat(), "direction": movement.direction},
        became={"state": "open"}, reason=_why(reason),
    )  # fmt: skip
    movement.voided_by = correction
    movement.save(update_fields=["voided_by"])
    decision.state = Decision.State.CORRECTED
    decision.save(update_fields=["state"])
    case.state, case.closed_at = "open", None
    assessing.reassess(acting)
    acting.result = str(correction.id)
    acting.payload |= {"correction": str(correction.id), "what": "movement", "was": correction.was,
                       "reason": correction.reason}  # fmt: skip
