"""The law of the post in words, its releases by two officers, what a release changes, and bulletins to the desks."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from limen.office import authority
from limen.office.actions import bulletins as reading
from limen.office.actions import lawmaking, lawview, rehearsal, viewing
from limen.office.actions.acting import ActError, BadInput, Done, NotPossible
from limen.office.authority import NotPermitted
from limen.office.console import problems, typed, words
from limen.office.console.navigation import home_of
from limen.office.console.problems import Problem
from limen.office.console.typed import DeskRequest

REHEARSED_DAYS = 30


@require_GET
def law(request: HttpRequest) -> HttpResponse:
    """The law of the post, as it is in force, in words; its releases for those who make law and look after it."""
    at_desk = cast(DeskRequest, request)
    officer, problem, view = at_desk.officer, None, None
    try:
        view = viewing.law(officer, timezone.now(), language=words.language())
    except NotPossible as error:  # a new post: its officers of law see here what waits
        problem = problems.of(error)
    sees = authority.may(officer, "see_releases")
    given = {
        "view": view,
        "problem": problem,
        "board": lawview.board(officer, typed.reading_stamp(at_desk)) if sees else None,
        "bulletins": reading.at_post(officer, timezone.now()),
    }
    return render(request, "console/law.html", given, status=problem.status if problem and not sees else 200)


@require_GET
def release(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    """One release beside the law in force; rehearsed on the kept cases where the address asks for it."""
    return release_page(cast(DeskRequest, request), release_id)


def release_page(request: DeskRequest, release_id: uuid.UUID, problem: Problem | None = None) -> HttpResponse:
    """One release with what is shown of a problem, its form open and what was typed kept."""
    stamp, asked = typed.reading_stamp(request), request.GET
    view = lawview.release(request.officer, stamp, release_id, language=words.language())
    rehearsed = None
    if asked.get("rehearse") and problem is None:
        try:
            rehearsed = rehearsal.rehearse(
                request.officer, typed.part(stamp, "rehearse"), lawview.found(release_id), day=asked["rehearse"],
                back=_days(asked.get("days", "")), language=words.language(),
            )  # fmt: skip
        except (ActError, NotPermitted) as error:
            problem = problems.of(error)
    given = {
        "view": view,
        "rehearsed": rehearsed,
        "days": rehearsal.DAYS,
        "back": rehearsed.back if rehearsed else REHEARSED_DAYS,
        "may_read_cases": authority.may(request.officer, "see_case"),
        "problem": problem,
        "opened": problem.dialog if problem else asked.get("do", ""),
        "typed": request.POST if problem else {},
    }
    return render(request, "console/law_release.html", given, status=problem.status if problem else 200)


@require_POST
def settle(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    """Release what another proposed, send it back, or withdraw it."""
    at_desk = cast(DeskRequest, request)
    act = request.POST.get("act", "")
    try:
        if act not in _ACTS:
            raise BadInput(_("The form does not say what to do: reload the page and try again."))
        _ACTS[act](at_desk, release_id)
    except (ActError, NotPermitted) as error:
        return release_page(at_desk, release_id, problems.of(error, act))
    return HttpResponseRedirect(reverse("law_release", args=[release_id]), status=303)


def _release(request: DeskRequest, release_id: uuid.UUID) -> Done:
    return lawmaking.release_law(request.officer, typed.act_stamp(request), release=release_id)


def _return(request: DeskRequest, release_id: uuid.UUID) -> Done:
    why = typed.words(request.POST.get("why", ""))
    return lawmaking.return_law(request.officer, typed.act_stamp(request), release=release_id, reason=why)


def _withdraw(request: DeskRequest, release_id: uuid.UUID) -> Done:
    why = typed.words(request.POST.get("why", ""))
    return lawmaking.withdraw_law(request.officer, typed.act_stamp(request), release=release_id, reason=why)


_ACTS: Mapping[str, Callable[[DeskRequest, uuid.UUID], Done]] = {
    "release": _release,
    "return": _return,
    "withdraw": _withdraw,
}


@require_GET
def bulletins(request: HttpRequest) -> HttpResponse:
    """What a change of law means at this post's desks, the unread first."""
    return bulletin_page(cast(DeskRequest, request))


def bulletin_page(request: DeskRequest, problem: Problem | None = None) -> HttpResponse:
    """The bulletins with what is shown of a problem."""
    shown = reading.at_post(request.officer, timezone.now())
    given: dict[str, Any] = {
        "unread": [one for one in shown if one.read_at is None],
        "read": [one for one in shown if one.read_at is not None],
        "home": home_of(request.officer),
        "problem": problem,
    }
    return render(request, "console/law_bulletins.html", given, status=problem.status if problem else 200)


@require_POST
def read_bulletin(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    """Record that a bulletin was read and understood; then the next, or back to the desk."""
    at_desk = cast(DeskRequest, request)
    try:
        reading.read_bulletin(at_desk.officer, typed.act_stamp(at_desk), release=release_id)
    except (ActError, NotPermitted) as error:
        return bulletin_page(at_desk, problems.of(error))
    left = reading.unread(at_desk.officer, timezone.now())
    return HttpResponseRedirect(reverse("bulletins" if left else home_of(at_desk.officer)), status=303)


def _days(text: str) -> int:
    """How many days back to look; -1, which is refused, for what is no number."""
    text = text.strip() or str(REHEARSED_DAYS)
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 6 else -1
