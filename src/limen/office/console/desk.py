"""The desk between travellers: the document field, what is half done, what waits, what was just recorded."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from limen.office import authority
from limen.office.actions import inquiring, keying, viewing
from limen.office.actions.acting import ActError, BadInput
from limen.office.authority import NotPermitted
from limen.office.console import case, navigation, problems, typed, units
from limen.office.console.problems import Problem
from limen.office.console.typed import DeskRequest
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer

DIRECTIONS = ("entry", "exit")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One count of what waits at the post; `place` is the page that lists it, "" for who may not open that."""

    words: str
    count: int
    place: str


# What waits at the post: its words for one and for several, and the place that lists it; a count the view adds later
# shows under its own name.
WAITING: Mapping[str, tuple[str, str, str]] = {
    "secondary": (N_("for secondary"), N_("for secondary"), "secondary"),
    "countersigning": (N_("for a second signature"), N_("for a second signature"), "countersigning"),
    "held": (N_("held"), N_("held"), "holds"),
    "serving": (N_("notice to serve"), N_("notices to serve"), "serving"),
}


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The desk; whoever has none is taken to the page their duties begin with."""
    at_desk = cast(DeskRequest, request)
    home = navigation.home_of(at_desk.officer)
    if home != "desk":
        return redirect(home)
    chosen = request.GET.get("direction", "")
    if chosen in DIRECTIONS:
        request.session["direction"] = chosen
    return page(at_desk, chosen if chosen in DIRECTIONS else request.session.get("direction", "entry"))


def page(request: DeskRequest, direction: str, problem: Problem | None = None) -> HttpResponse:
    """The desk with what is shown of a problem, and what was typed, kept."""
    view = viewing.desk(request.officer, direction, timezone.now())
    done = request.GET.get("done", "")
    text = request.POST.get("text", "") if problem else ""
    given = {
        "view": view,
        "problem": problem,
        "typed": text,
        "keyed": keying.known(request.officer, text) if text and authority.may(request.officer, "open") else None,
        "other": DIRECTIONS[1 - DIRECTIONS.index(direction)],
        "waiting": waiting(view.waiting, request.officer),
        "done": next((row for row in view.recent if str(row.id) == done), None),
        **units.on_desk(request),
    }
    return render(request, "console/desk.html", given, status=problem.status if problem else 200)


def waiting(counts: Mapping[str, int], officer: Officer) -> list[Waiting]:
    """The counts in words, each with the place where this officer finds what was counted."""
    open_to = {place.name for place in navigation.places_for(officer)}
    rows = []
    for name, count in counts.items():
        one, many, place = WAITING.get(name, (name, name, ""))
        rows.append(Waiting(_(one if count == 1 else many), count, place if place in open_to else ""))
    return rows


@require_POST
def arrive(request: HttpRequest) -> HttpResponse:
    """Open a case with the document as scanned, pasted or typed; or read it again for the case that is open."""
    at_desk = cast(DeskRequest, request)
    direction = request.POST.get("direction", "")
    again = _case_of(request)
    try:
        done = inquiring.arrive(
            at_desk.officer,
            typed.act_stamp(at_desk),
            direction=direction,
            text=request.POST.get("text", ""),
            source=request.POST.get("source", "keyed"),
            case=again,
        )
    except (ActError, NotPermitted) as error:
        problem = problems.of(error, "read" if again else "")
        if again:
            return case.page(at_desk, again, problem)
        return page(at_desk, direction if direction in DIRECTIONS else "entry", problem)
    return HttpResponseRedirect(reverse("case", args=[done.case]), status=303)


@require_POST
def keyed(request: HttpRequest) -> HttpResponse:
    """What is known of the lines keyed so far: a piece of the page. Nothing is read by it, kept or journaled."""
    found = keying.known(cast(DeskRequest, request).officer, request.POST.get("text", ""))
    return render(request, "console/keyed.html", {"keyed": found})


def _case_of(request: HttpRequest) -> uuid.UUID | None:
    text = request.POST.get("case", "")
    try:
        return uuid.UUID(text) if text else None
    except ValueError as error:
        raise BadInput(_("The form names no case: reload the page.")) from error
