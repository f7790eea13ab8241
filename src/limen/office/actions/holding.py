"""The provisional hold: the lawful way when alone or cut off; it always has a limit and a review."""

from __future__ import annotations

import uuid
from datetime import timedelta

from limen.casework.clocks import hold_until
from limen.office.actions import deciding, law
from limen.office.actions.acting import Acting, BadInput, NotPossible, case_act
from limen.office.records.models import Hold


@case_act("hold")
def hold(acting: Acting, *, reason: str, hours: int | None = None) -> None:
    """Hold a traveller for a reason, no longer than the route allows; a refusal proposed before lapses."""
    if not reason.strip():
        raise BadInput("Give the reason for the hold: nobody is held without one.")
    route_act = next(act for act in law.route_acts(acting.case) if act.name == "hold")
    wanted = route_act.limit_hours if hours is None else hours
    if not 1 <= wanted <= route_act.limit_hours:
        raise BadInput(f"A hold lasts from 1 to {route_act.limit_hours} hours here ({route_act.cite}).")
    used = sum(((row.ended_at or row.limit_at) - row.made_at for row in acting.case.holds.all()), timedelta())
    left = timedelta(hours=route_act.limit_hours) - used
    if left < timedelta(hours=wanted):
        raise NotPossible(
            f"All holds of this case together last {route_act.limit_hours} hours at most ({route_act.cite}); "
            f"{max(0, int(left.total_seconds() // 60))} minutes are left."
        )
    clock = hold_until(acting.stamp.at, wanted)
    deciding.lapse_pending(acting, "held")
    row = Hold.objects.create(**acting.acted(), case=acting.case, reason=reason, limit_at=clock.ends_at)
    acting.case.state = "held"
    acting.result = str(row.id)
    acting.payload |= {"hold": str(row.id), "reason": reason, "until": clock.ends_at.isoformat()}


@case_act("review_hold")
def review_hold(acting: Acting, *, review: str) -> None:
    """Review a hold, in time or late, and end it: the case goes to secondary to be decided."""
    if not review.strip():
        raise BadInput("Write down what the review found.")
    row = acting.case.holds.filter(ended_at=None).first()
    if row is None:
        raise NotPossible("This traveller is not held.")
    row.ended_at, row.review, row.reviewed_by_id = acting.stamp.at, review, uuid.UUID(acting.officer.id)
    row.save(update_fields=["ended_at", "review", "reviewed_by"])
    acting.case.state = "secondary"
    acting.case.holder_id = uuid.UUID(acting.officer.id)
    acting.result = str(row.id)
    late = acting.stamp.at > row.limit_at
    acting.payload |= {"hold": str(row.id), "review": review, "late": late}
