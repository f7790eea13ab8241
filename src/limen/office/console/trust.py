"""The certificates that documents are checked against: what is in service, what an import would change, its import."""

from __future__ import annotations

import uuid
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from limen.office.actions import trusting
from limen.office.actions.acting import ActError, BadInput
from limen.office.authority import NotPermitted
from limen.office.console import problems, typed
from limen.office.console.problems import Problem
from limen.office.console.typed import DeskRequest


@require_GET
def trust(request: HttpRequest) -> HttpResponse:
    """The certificates in service."""
    return page(cast(DeskRequest, request))


def page(request: DeskRequest, problem: Problem | None = None) -> HttpResponse:
    """The certificates with what is shown of a problem, and what was typed, kept."""
    given = {
        "view": trusting.view(request.officer, timezone.now()),
        "problem": problem,
        "typed": request.POST if problem else {},
    }
    return render(request, "console/trust.html", given, status=problem.status if problem else 200)


@require_POST
def offer(request: HttpRequest) -> HttpResponse:
    """Take files as published, to be compared with what is in service."""
    at_desk = cast(DeskRequest, request)
    try:
        files = [(str(one.name or "file")[:120], bytes(one.read())) for one in request.FILES.getlist("data")]
        if not files:
            raise typed.Misread(_("Choose the files as they were published."), "data")
        trusting.offer_trust(
            at_desk.officer, typed.act_stamp(at_desk), name=request.POST.get("name", "").strip(), files=files,
            first_use="first_use" in request.POST,
        )  # fmt: skip
    except (ActError, NotPermitted) as error:
        return page(at_desk, problems.of(error))
    return HttpResponseRedirect(reverse("trust"), status=303)


@require_POST
def put_in_service(request: HttpRequest) -> HttpResponse:
    """Put an import whose difference was shown in service."""
    at_desk = cast(DeskRequest, request)
    try:
        try:
            source = uuid.UUID(request.POST.get("source", ""))
        except ValueError as error:
            raise BadInput(_("The form names no record: choose one, or reload the page.")) from error
        trusting.import_trust(at_desk.officer, typed.act_stamp(at_desk), source=source)
    except (ActError, NotPermitted) as error:
        return page(at_desk, problems.of(error))
    return HttpResponseRedirect(reverse("trust"), status=303)
