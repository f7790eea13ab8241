"""People who travel as one: the page of a unit and the forms it sends, each one call into `actions`."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from limen.office.actions import assessing, units
from limen.office.actions.acting import ActError, BadInput, Done
from limen.office.actions.unitview import UnitView
from limen.office.authority import NotPermitted
from limen.office.console import problems, typed, words
from limen.office.console.case import Worst, answered
from limen.office.console.keys import ACTS
from limen.office.console.problems import Problem
from limen.office.console.typed import DeskRequest

LETS_THROUGH: Mapping[str, Callable[..., Done]] = {"admit": units.admit_unit, "depart": units.depart_unit}


def on_desk(request: DeskRequest) -> dict[str, Any]:
    """What the desk shows of units: those open, how one is opened, what became of the one just done."""
    lines = units.of_desk(request.officer, timezone.now())
    done = request.GET.get("unit", "")
    return {
        "units": [line for line in lines if not line.closed],
        "unit_done": next((line for line in lines if line.closed and str(line.id) == done), None),
        "unit_opens": request.GET.get("do", ""),
    }


@require_POST
def open_unit(request: HttpRequest) -> HttpResponse:
    """Open a unit, with the traveller on the screen where one is named."""
    at_desk = cast(DeskRequest, request)
    sent = request.POST
    done = units.open_unit(
        at_desk.officer,
        typed.act_stamp(at_desk),
        kind=sent.get("kind", ""),
        direction=sent.get("direction", ""),
        label=typed.words(sent.get("label", "")),
        case=_named(sent.get("case", "")),
    )
    return HttpResponseRedirect(reverse("unit", args=[done.result]), status=303)


@require_GET
def show(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    """The unit."""
    return page(cast(DeskRequest, request), unit_id)


def page(request: DeskRequest, unit_id: uuid.UUID, problem: Problem | None = None) -> HttpResponse:
    """The unit with what is shown of a problem, its form open and what was typed kept."""
    view = units.see(request.officer, unit_id, typed.reading_stamp(request), language=words.language())
    given = {
        "view": view,
        "worst": worst(view),
        "problem": problem,
        "opened": problem.dialog if problem else request.GET.get("do", ""),
        "typed": request.POST if problem else QueryDict(),
        "in_form": problem is not None and problem.dialog in ("close", view.act if view.separates else "close"),
        "act_key": ACTS[view.act],
        "full": len(view.rows) >= units.MOST,
    }
    return render(request, "console/unit.html", given, status=problem.status if problem else 200)


def worst(view: UnitView) -> Worst:
    """The first thing seen: who is stopped, else who needs a look, else that all may pass or that all is done."""
    if view.blocked:
        count = len(view.blocked)
        counted = ngettext("%(count)d person stopped", "%(count)d persons stopped", count) % {"count": count}
        return Worst("failed", counted, _("only they: everybody else may go on"))
    if view.looked_at:
        count = len(view.looked_at)
        counted = ngettext("%(count)d person to look at", "%(count)d persons to look at", count) % {"count": count}
        question = view.ask.ask.question if view.ask else ""
        return Worst("unsure", counted, question, more_in=view.language)
    if view.ready:
        count = len(view.ready)
        counted = ngettext("%(count)d person ready", "%(count)d persons ready", count) % {"count": count}
        return Worst("passed", counted, _("Nothing stands in the way"))
    if view.rows:
        return Worst("passed", _("Everybody is decided"))
    return Worst("not_done", _("Nobody yet: scan the first document"))


Sent = Callable[[DeskRequest], Done]


def _acted(request: HttpRequest, unit_id: uuid.UUID, send: Sent, dialog: str = "") -> HttpResponse:
    """Send one act; the unit again, or the desk where it closed the unit."""
    at_desk = cast(DeskRequest, request)
    try:
        send(at_desk)
    except (ActError, NotPermitted) as error:
        return page(at_desk, unit_id, problems.of(error, dialog))
    target = reverse("unit", args=[unit_id])
    if dialog and not units.is_open(unit_id):
        target = f"{reverse('desk')}?unit={unit_id}"
    return HttpResponseRedirect(target, status=303)


@require_POST
def arrive(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    """One more person of the unit, as scanned, pasted or typed; the page stays with the unit."""

    def send(desk: DeskRequest) -> Done:
        text, source = desk.POST.get("text", ""), desk.POST.get("source", "keyed")
        return units.arrive(desk.officer, unit_id, typed.act_stamp(desk), text=text, source=source)

    return _acted(request, unit_id, send)


@require_POST
def answer(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    """An answer of all who are asked, or of the one person the form names."""

    def send(desk: DeskRequest) -> Done:
        sent = desk.POST
        said = {
            "fact": sent.get("fact", ""),
            "value": answered(sent),
            "status": sent.get("status", "known"),
            "words": typed.words(sent.get("words", "")),
        }
        stamp, person = typed.act_stamp(desk), _named(sent.get("person", ""))
        if person is not None:
            return assessing.answer(desk.officer, person, stamp, **said)
        return units.answer_unit(desk.officer, unit_id, stamp, adult=_named(sent.get("adult", "")), **said)

    return _acted(request, unit_id, send)


@require_POST
def act(request: HttpRequest, unit_id: uuid.UUID, name: str) -> HttpResponse:
    """Let everybody through whom the page showed as ready."""
    if name not in LETS_THROUGH:
        raise Http404

    def send(desk: DeskRequest) -> Done:
        chosen = dict(_covered(text) for text in desk.POST.getlist("cover"))
        reasons = typed.words(desk.POST.get("own_reasons", ""))
        return LETS_THROUGH[name](desk.officer, unit_id, typed.act_stamp(desk), cover=chosen, own_reasons=reasons)

    return _acted(request, unit_id, send, name)


@require_POST
def close(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    """Close the unit by hand."""

    def send(desk: DeskRequest) -> Done:
        reason = typed.words(desk.POST.get("reason", ""))
        return units.close_unit(desk.officer, unit_id, typed.act_stamp(desk), reason=reason)

    return _acted(request, unit_id, send, "close")


def _named(text: str) -> uuid.UUID | None:
    """The record a form names, where it names one. Raises BadInput for what is no name of a record."""
    try:
        return uuid.UUID(text) if text else None
    except ValueError as error:
        raise BadInput(_("The form names no record: choose one, or reload the page.")) from error


def _covered(text: str) -> tuple[uuid.UUID, int]:
    """`case:revision` as the page wrote it. Raises BadInput."""
    name, _colon, revision = text.partition(":")
    person = _named(name)
    if person is None or not revision.isdecimal() or len(revision) > 6:
        raise BadInput(_("The form has lost what it was looking at: reload the page."))
    return person, int(revision)
