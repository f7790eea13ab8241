"""Two persons on record who may be one: the pairs that wait, side by side, and the answer to each."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from limen.office.actions import doubles
from limen.office.actions.acting import ActError, BadInput, Done
from limen.office.console import problems, typed
from limen.office.console.problems import Problem
from limen.office.console.typed import DeskRequest


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Every pair of persons who may be one."""
    return page(cast(DeskRequest, request))


def page(request: DeskRequest, problem: Problem | None = None) -> HttpResponse:
    """The pairs with what is shown of a problem, its form open."""
    view = doubles.doubles(request.officer, typed.reading_stamp(request))
    opened = problem.dialog if problem else request.GET.get("do", "")
    pairs = {str(one.link): one for one in (*view.open, *view.settled)} if view.may_settle else {}
    given = {"view": view, "pair": pairs.get(opened), "problem": problem, "typed": request.POST if problem else {}}
    return render(request, "console/doubles.html", given, status=problem.status if problem else 200)


def _acted(request: HttpRequest, act: Callable[[DeskRequest, uuid.UUID, str], Done]) -> HttpResponse:
    at_desk, sent = cast(DeskRequest, request), request.POST
    link = sent.get("link", "")
    try:
        try:
            key = uuid.UUID(link)
        except ValueError as error:
            raise BadInput(_("The form does not say which one: reload the page and try again.")) from error
        act(at_desk, key, typed.words(sent.get("why", "")))
    except ActError as error:
        return page(at_desk, problems.of(error, link))
    return HttpResponseRedirect(reverse("doubles"), status=303)


@require_POST
def settle(request: HttpRequest) -> HttpResponse:
    """Say that two persons are one, or two."""

    def act(desk: DeskRequest, link: uuid.UUID, why: str) -> Done:
        same = {"same": True, "two": False}.get(desk.POST.get("found", ""))
        if same is None:
            raise BadInput(_("Say whether the two are one person, or two."))
        return doubles.settle_double(desk.officer, typed.act_stamp(desk), link, same=same, reason=why)

    return _acted(request, act)


@require_POST
def reopen(request: HttpRequest) -> HttpResponse:
    """Take back what was found of a pair."""
    return _acted(
        request,
        lambda desk, link, why: doubles.reopen_double(desk.officer, typed.act_stamp(desk), link, reason=why),
    )
