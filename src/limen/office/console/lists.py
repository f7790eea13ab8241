"""The lists in service, each with the account of its import; versions that wait to be released; a new import."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from limen.office import authority
from limen.office.actions import listing, registers, viewing
from limen.office.actions.acting import ActError, BadInput
from limen.office.authority import NotPermitted
from limen.office.console import problems, typed
from limen.office.console.problems import Problem
from limen.office.console.typed import DeskRequest
from limen.vocabulary.evidence import N_

# What a list may be, as the manifest names it (DESIGN §9.5).
KINDS = (
    ("alert", N_("Alert: refuse or arrest by law")),
    ("concern", N_("Concern: an officer’s judgement")),
    ("lost_stolen", N_("Lost and stolen documents")),
    ("person_of_interest", N_("Person of interest")),
)


@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """The lists in service."""
    return page(cast(DeskRequest, request))


def page(request: DeskRequest, problem: Problem | None = None) -> HttpResponse:
    """The lists with what is shown of a problem, and what was typed, kept."""
    given = {
        "rows": viewing.lists(request.officer),
        "waiting": viewing.waiting_lists(request.officer),
        "earlier": viewing.earlier_lists(request.officer),
        "may_release": authority.may(request.officer, "release_list"),
        "may_import": authority.may(request.officer, "stage_list"),
        "registers": registers.registers_of(request.officer),
        "sees_entries": authority.may(request.officer, "see_entries"),
        "sees_trust": authority.may(request.officer, "see_trust"),
        "kinds": [(value, _(words)) for value, words in KINDS],
        "problem": problem,
        "typed": request.POST if problem else {},
    }
    return render(request, "console/lists.html", given, status=problem.status if problem else 200)


@require_POST
def import_list(request: HttpRequest) -> HttpResponse:
    """Read a list from the file as published, and lay it beside the one in service."""
    at_desk = cast(DeskRequest, request)
    sent, files = request.POST, request.FILES
    try:
        if "data" not in files:
            raise typed.Misread(_("Choose the file of the list, as published."), "data")
        if not sent.get("list_id", "").strip():
            raise typed.Misread(_("Give the list its short name, for example un."), "list_id")
        expires = sent.get("expires_on", "").strip()
        listing.stage_list(
            at_desk.officer,
            typed.act_stamp(at_desk),
            list_id=sent["list_id"].strip(),
            data=_bytes(files["data"]),
            alt=_bytes(files["alt"]) if "alt" in files else None,
            add=_bytes(files["add"]) if "add" in files else None,
            title=sent.get("title", "").strip(),
            kind=sent.get("kind", ""),
            threshold=typed.fraction(sent.get("threshold", ""), "threshold"),
            expires_on=typed.day(expires, "expires_on") if expires else None,
        )
    except (ActError, NotPermitted) as error:
        return page(at_desk, problems.of(error))
    return HttpResponseRedirect(reverse("lists"), status=303)


@require_POST
def release_list(request: HttpRequest) -> HttpResponse:
    """Screen against a version that waits, or put an earlier one back."""
    at_desk = cast(DeskRequest, request)
    try:
        listing.release_list(at_desk.officer, typed.act_stamp(at_desk), request.POST.get("version", ""))
    except (ActError, NotPermitted) as error:
        return page(at_desk, problems.of(error))
    return HttpResponseRedirect(reverse("lists"), status=303)


@require_POST
def discard_list(request: HttpRequest) -> HttpResponse:
    """Let a version that waits go."""
    at_desk = cast(DeskRequest, request)
    try:
        listing.discard_list(at_desk.officer, typed.act_stamp(at_desk), request.POST.get("version", ""))
    except (ActError, NotPermitted) as error:
        return page(at_desk, problems.of(error))
    return HttpResponseRedirect(reverse("lists"), status=303)


def _bytes(file: object) -> bytes:
    if not hasattr(file, "read") or isinstance(file, list):
        raise BadInput(_("The file did not arrive whole: send it again."))
    return bytes(file.read())
