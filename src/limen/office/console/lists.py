"""The lists in service, each with the account of its import; versions that wait to be released; a new import."""

from __future__ import annotations

import re
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from limen.office import authority
from limen.office.actions import accepting, listview, registers, rehearsing, releasing, rescreening, viewing
from limen.office.actions.acting import ActError, BadInput
from limen.office.actions.listterms import ListTerms
from limen.office.actions.releasing import Files
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

COMPARED_AT_ONCE = 5.0  # seconds that the act of one press goes on with
REHEARSED_DAYS = 30


@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """The lists in service."""
    return page(cast(DeskRequest, request))


def page(request: DeskRequest, problem: Problem | None = None) -> HttpResponse:
    """The lists with what is shown of a problem, and what was typed, kept."""
    given = {
        "rows": viewing.lists(request.officer, typed.reading_stamp(request).at),
        "waiting": viewing.waiting_lists(request.officer),
        "earlier": viewing.earlier_lists(request.officer),
        "may_release": authority.may(request.officer, "release_list"),
        "may_import": authority.may(request.officer, "stage_list"),
        "registers": registers.registers_of(request.officer),
        "sees_entries": authority.may(request.officer, "see_entries"),
        "sees_trust": authority.may(request.officer, "see_trust"),
        "may_accept": authority.may(request.officer, "accept_lists"),
        "may_compare": authority.may(request.officer, "rescreen"),
        "runs": rescreening.runs(request.officer),
        "issuers": accepting.issuers(),
        "copies": accepting.held(request.officer, typed.reading_stamp(request).at),
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
        terms = ListTerms(
            title=sent.get("title", "").strip(),
            kind=sent.get("kind", ""),
            threshold=typed.fraction(sent.get("threshold", ""), "threshold"),
            alerts=_number(sent.get("alerts", ""), "alerts"),
            second=True if sent.get("second") else None,
            expires_on=typed.day(expires, "expires_on") if expires else None,
        )
        published = Files(
            _bytes(files["data"]), *(_bytes(files[name]) if name in files else None for name in ("alt", "add"))
        )
        releasing.stage_list(
            at_desk.officer, typed.act_stamp(at_desk), sent["list_id"].strip(), published, terms
        )  # fmt: skip
    except (ActError, NotPermitted) as error:
        return page(at_desk, problems.of(error))
    return HttpResponseRedirect(reverse("lists"), status=303)


@require_POST
def release_list(request: HttpRequest) -> HttpResponse:
    """Screen against a version that waits, or put an earlier one back."""
    at_desk = cast(DeskRequest, request)
    try:
        releasing.release_list(at_desk.officer, typed.act_stamp(at_desk), request.POST.get("version", ""))
    except (ActError, NotPermitted) as error:
        return page(at_desk, problems.of(error))
    return HttpResponseRedirect(reverse("lists"), status=303)


@require_POST
def accept_copy(request: HttpRequest) -> HttpResponse:
    """Take a copy of lists from another office into service."""
    at_desk = cast(DeskRequest, request)
    try:
        if "copy" not in request.FILES:
            raise typed.Misread(_("Choose the file of the copy."), "copy")
        why = typed.words(request.POST.get("older_why", ""))
        accepting.accept_copy(
            at_desk.officer, typed.act_stamp(at_desk), _bytes(request.FILES["copy"]), older_why=why
        )  # fmt: skip
    except (ActError, NotPermitted) as error:
        return page(at_desk, problems.of(error))
    return HttpResponseRedirect(reverse("lists"), status=303)


@require_POST
def compare(request: HttpRequest) -> HttpResponse:
    """Go on comparing whom the office knows with entries that came later."""
    at_desk = cast(DeskRequest, request)
    try:
        rescreening.go_on(at_desk.officer, typed.act_stamp(at_desk), COMPARED_AT_ONCE)
    except (ActError, NotPermitted) as error:
        return page(at_desk, problems.of(error))
    return HttpResponseRedirect(reverse("lists"), status=303)


@require_POST
def discard_list(request: HttpRequest) -> HttpResponse:
    """Let a version that waits go."""
    at_desk = cast(DeskRequest, request)
    try:
        releasing.discard_list(at_desk.officer, typed.act_stamp(at_desk), request.POST.get("version", ""))
    except (ActError, NotPermitted) as error:
        return page(at_desk, problems.of(error))
    return HttpResponseRedirect(reverse("lists"), status=303)


# -- one list ---------------------------------------------------------------------------------------------------------


@require_GET
def one(request: HttpRequest, list_id: str) -> HttpResponse:
    """One list: its rules, what they cost, and what other thresholds would have done."""
    return one_page(cast(DeskRequest, request), list_id)


def one_page(request: DeskRequest, list_id: str, problem: Problem | None = None) -> HttpResponse:
    """A list's page with what is shown of a problem, and what was typed, kept."""
    stamp = typed.reading_stamp(request)
    view = listview.one(request.officer, stamp.at, list_id)
    rehearsed = None
    if "days" in request.GET and view.may_rehearse:
        try:
            days = typed.whole(request.GET["days"], "days") or REHEARSED_DAYS
            rehearsed = rehearsing.rehearse(request.officer, stamp, list_id, days=days)
        except ActError as error:
            problem = problems.of(error)
    given = {
        "view": view,
        "rehearsed": rehearsed,
        "most": max((row.alerts or 0 for row in rehearsed.rows), default=0) if rehearsed else 0,
        "days": REHEARSED_DAYS,
        "again": f"limen lists rehearse {list_id} --again",
        "kinds": [(value, _(words)) for value, words in KINDS],
        "rules": {rule.name: rule.value for rule in view.rules},
        "problem": problem,
        "typed": request.POST if problem else {},
    }
    return render(request, "console/list_one.html", given, status=problem.status if problem else 200)


@require_POST
def change_terms(request: HttpRequest, list_id: str) -> HttpResponse:
    """Lay a version beside the one in service that is used otherwise; another officer releases it."""
    at_desk = cast(DeskRequest, request)
    try:
        releasing.change_terms(at_desk.officer, typed.act_stamp(at_desk), list_id, _terms(request))
    except (ActError, NotPermitted) as error:
        return one_page(at_desk, list_id, problems.of(error))
    return HttpResponseRedirect(reverse("one_list", args=[list_id]), status=303)


@require_POST
def release_terms(request: HttpRequest, list_id: str) -> HttpResponse:
    """Release, or let go, the version that is used otherwise."""
    at_desk = cast(DeskRequest, request)
    act = releasing.discard_list if request.POST.get("discard") else releasing.release_list
    try:
        act(at_desk.officer, typed.act_stamp(at_desk), request.POST.get("version", ""))
    except (ActError, NotPermitted) as error:
        return one_page(at_desk, list_id, problems.of(error))
    return HttpResponseRedirect(reverse("one_list", args=[list_id]), status=303)


def _terms(request: HttpRequest) -> ListTerms:
    sent = request.POST
    return ListTerms(
        title=sent.get("title", "").strip(), owner=sent.get("owner", "").strip(), kind=sent.get("kind", ""),
        action=typed.words(sent.get("action", "")), audience=sent.get("audience", "").strip(),
        threshold=typed.fraction(sent.get("threshold", ""), "threshold"),
        alerts=_number(sent.get("alerts", ""), "alerts"), second="second" in sent,
        watchers=tuple(typed.words(sent.get("watchers", "")).replace(",", " ").split()),
        owner_address=sent.get("owner_address", "").strip(), owner_country=sent.get("owner_country", "").strip(),
        answer_hours=typed.whole(sent.get("answer_hours", ""), "answer_hours"),
    )  # fmt: skip


def _number(text: str, field: str) -> float | None:
    """Alerts per 1,000, None where nothing was typed."""
    text = text.strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", text):
        raise typed.Misread(_("“%(text)s” is no number: write 5 or 0.5.") % {"text": text[:40]}, field)
    return float(text)


def _bytes(file: object) -> bytes:
    if not hasattr(file, "read") or isinstance(file, list):
        raise BadInput(_("The file did not arrive whole: send it again."))
    return bytes(file.read())
