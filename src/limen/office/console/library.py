"""The reference library: browsed by issuer and kind of document, taken in from a file, handed on, withdrawn from."""

from __future__ import annotations

import uuid
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from limen.office import authority
from limen.office.actions import library as acts
from limen.office.actions.acting import ActError, BadInput
from limen.office.authority import NotPermitted
from limen.office.console import problems, typed
from limen.office.console.problems import Problem
from limen.office.console.typed import DeskRequest


@require_GET
def library(request: HttpRequest) -> HttpResponse:
    """The library: what there is of each issuer, and the entries of the one that is chosen."""
    return page(cast(DeskRequest, request))


def page(request: DeskRequest, problem: Problem | None = None) -> HttpResponse:
    """The library with what is shown of a problem."""
    sent = request.POST if problem else request.GET
    officer = request.officer
    given = {
        "view": acts.browse(officer, issuer=sent.get("issuer", "")[:3].upper(), type=sent.get("type", "")[:2].upper()),
        "may_import": authority.may(officer, "import_library"),
        "may_export": authority.may(officer, "export_library"),
        "may_withdraw": authority.may(officer, "withdraw_entry"),
        "problem": problem,
        "entry": sent.get("entry", "") if problem else "",
    }
    return render(request, "console/library.html", given, status=problem.status if problem else 200)


@require_GET
def picture(request: HttpRequest, entry_id: uuid.UUID, name: str) -> HttpResponse:
    """A picture of an entry, as it was made anew when it was taken in."""
    media, data = acts.picture(cast(DeskRequest, request).officer, entry_id, name)
    return HttpResponse(data, content_type=media, headers={"Cache-Control": "private, max-age=3600"})


@require_POST
def import_library(request: HttpRequest) -> HttpResponse:
    """Take a library in from its file."""
    at_desk = cast(DeskRequest, request)
    try:
        file = request.FILES.get("data")
        if file is None:
            raise typed.Misread(_("Choose the file of the library, as it was exported."), "data")
        if isinstance(file, list):
            raise BadInput(_("The file did not arrive whole: send it again."))
        acts.import_library(at_desk.officer, typed.act_stamp(at_desk), data=bytes(file.read()))
    except (ActError, NotPermitted) as error:
        return page(at_desk, problems.of(error))
    return HttpResponseRedirect(reverse("library"), status=303)


@require_GET
def export_library(request: HttpRequest) -> HttpResponse:
    """The library, or what it has of one issuer, as a file; the journal says who took it."""
    at_desk = cast(DeskRequest, request)
    issuer = request.GET.get("issuer", "")[:3].upper()
    data = acts.export_library(at_desk.officer, typed.reading_stamp(at_desk), issuer=issuer)
    name = f"library-{issuer.lower() or 'all'}.json" if issuer.isalnum() or not issuer else "library.json"
    return HttpResponse(
        data, content_type="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_POST
def withdraw_entry(request: HttpRequest) -> HttpResponse:
    """Take an entry out of service."""
    at_desk = cast(DeskRequest, request)
    try:
        acts.withdraw_entry(
            at_desk.officer, typed.act_stamp(at_desk), entry=_entry(request),
            reason=typed.words(request.POST.get("reason", "")),
        )  # fmt: skip
    except (ActError, NotPermitted) as error:
        return page(at_desk, problems.of(error, "withdraw"))
    issuer = request.POST.get("issuer", "")[:3]
    back = f"{reverse('library')}?issuer={issuer}" if issuer.isalnum() else reverse("library")
    return HttpResponseRedirect(back, status=303)


def _entry(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("entry", ""))
    except ValueError as error:
        raise BadInput(_("The form names no entry: reload the page.")) from error
