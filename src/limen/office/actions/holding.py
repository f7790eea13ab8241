"""The provisional hold: the lawful way when alone or cut off; it always has a limit and a review."""

from __future__ import annotations

import uuid
from datetime import timedelta

from limen.casework.clocks import hold_until
from limen.office.actions import assessing, deciding, law, notifying
from limen.office.actions.acting import Acting, BadInput, NotPossible, case_act
from limen.office.records.models import Hold


@case_act("hold")
def hold(acting: Acting, *, reason: str, hours: int | None = None, language: str = "en") -> None:
    """Hold a traveller for a reason, no longer than the route allows; a refusal proposed before lapses."""
    if not reason.strip():
        raise BadInput("Give the reason for the hold: nobody is held without one.")
    route_act = next(act for act in law.route_acts(acting.case, acting.today) if act.name == "hold")
    wanted = route_act.limit_hours if hours is None else hours
    if not 1 <= wanted <= route_act.limit_hours:
        raise BadInput(
            "A hold lasts from 1 to {hours} hours here ({cite}).", hours=route_act.limit_hours, cite=route_act.cite
        )
    used = sum((_lasted(row) for row in acting.case.holds.all()), timedelta())
    left = timedelta(hours=route_act.limit_hours) - used
    if left < timedelta(hours=wanted):
        raise NotPossible(
            "All holds of this case together last {hours} hours at most ({cite}); {minutes} minutes are left.",
            hours=route_act.limit_hours,
            cite=route_act.cite,
            minutes=max(0, int(left.total_seconds() // 60)),
        )
    clock = hold_until(acting.stamp.at, wanted)
    deciding.lapse_pending(acting, "held")
    row = Hold.objects.create(**acting.acted(), case=acting.case, reason=reason, limit_at=clock.ends_at)
    acting.case.state = "held"
    # The holding clock runs from the first moment the person was not free to go on, and no later act moves it.
    acting.case.restrained_at = acting.case.restrained_at or acting.stamp.at
    acting.result = str(row.id)
    acting.payload |= {"hold": str(row.id), "reason": reason, "until": clock.ends_at.isoformat()}
    notifying.inform(acting, "hold", language, until=clock.ends_at)


def _lasted(row: Hold) -> timedelta:
    """How long a hold counts; one that a clock set back seems to have ended before it began counts in full."""
    ended = row.ended_at if row.ended_at is not None and row.ended_at >= row.made_at else row.limit_at
    return ended - row.made_at


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
    assessing.look_again(acting)
    acting.result = str(row.id)
    late = acting.stamp.at > row.limit_at
    acting.payload |= {"hold": str(row.id), "review": review, "late": late}
