"""The register of movements, and a person across cases. Every look is journaled by the act that answers it."""

from __future__ import annotations

import uuid
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from limen.office.actions import viewing
from limen.office.actions.views import PersonView
from limen.office.console import problems, typed
from limen.office.console.typed import DeskRequest

LONGEST_QUERY = 120


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Movements by name, document number or day."""
    at_desk = cast(DeskRequest, request)
    query, day_text = request.GET.get("q", "")[:LONGEST_QUERY], request.GET.get("day", "")[:LONGEST_QUERY]
    problem, on = None, None
    try:
        on = typed.day(day_text, "day") if day_text.strip() else None
    except typed.Misread as error:
        problem = problems.of(error)
    rows = () if problem else viewing.register(at_desk.officer, typed.reading_stamp(at_desk), query=query, day=on)
    given = {"rows": rows, "query": query, "day": day_text, "problem": problem}
    return render(request, "console/register.html", given, status=problem.status if problem else 200)


@require_GET
def person(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """One person: documents, movements, days, cases, links."""
    at_desk = cast(DeskRequest, request)
    view = viewing.person(at_desk.officer, person_id, typed.reading_stamp(at_desk))
    return render(request, "console/person.html", {"view": view, "exceeded": exceeded(view)})


def exceeded(view: PersonView) -> bool:
    """Whether the stay that goes on today is past its last day, as far as the days are known.

    A stay that has ended is not judged here: the count of the view is of today, not of the day of exit.
    """
    stands = [visit for visit in view.visits if not visit.voided]
    inside = bool(stands) and stands[-1].direction == "entry"
    return inside and not view.stay.not_known and view.stay.days_left == 0 and view.stay.last_day is None
