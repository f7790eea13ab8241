"""The register of movements. Every look is journaled by the act that answers it, and no name stands in an address."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from limen.office.actions import viewing
from limen.office.console import problems, typed
from limen.office.console.find import LONGEST_QUERY, keep, kept
from limen.office.console.typed import DeskRequest


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Movements by name, document number or day: the search is sent as a form, kept in the session, then shown."""
    at_desk = cast(DeskRequest, request)
    if request.method == "POST":
        keep(request, "register", {name: request.POST.get(name, "")[:LONGEST_QUERY] for name in ("q", "day")})
        return HttpResponseRedirect(reverse("register"))
    held = kept(request, "register")
    query, day_text = str(held.get("q", "")), str(held.get("day", ""))
    problem, on = None, None
    try:
        on = typed.day(day_text, "day") if day_text.strip() else None
    except typed.Misread as error:
        problem = problems.of(error)
    rows = () if problem else viewing.register(at_desk.officer, typed.reading_stamp(at_desk), query=query, day=on)
    keep(request, "register", {"q": query, "day": day_text, "persons": sorted({str(row.person) for row in rows})})
    given = {"rows": rows, "query": query, "day": day_text, "problem": problem}
    return render(request, "console/register.html", given, status=problem.status if problem else 200)
