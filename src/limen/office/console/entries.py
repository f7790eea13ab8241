"""Entries by officers: proposed here, agreed by a second officer, looked at again, ended; who was found later."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from limen.office.actions import entering, entryview, rescreening
from limen.office.actions.acting import ActError, BadInput, Done
from limen.office.authority import NotPermitted
from limen.office.console import problems, typed
from limen.office.console.problems import Problem
from limen.office.console.typed import DeskRequest

LOOK_AGAIN = timedelta(days=30)  # what the form proposes: a month, less a day


@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """The entries, with the form of one act opened where the address names it."""
    return page(cast(DeskRequest, request))


def page(request: DeskRequest, problem: Problem | None = None) -> HttpResponse:
    """The entries with what is shown of a problem, its form open and what was typed kept."""
    stamp = typed.reading_stamp(request)
    board = entryview.board(request.officer, stamp)
    opened = problem.dialog if problem else request.GET.get("do", "")
    act, _colon, wanted = opened.partition(":")
    row = next((one for one in (*board.waiting, *board.in_force) if str(one.id) == wanted), None)
    if row is not None and not _offered(row).get(act, False):
        row = None
    today = stamp.at.astimezone(ZoneInfo(request.at_post.zone)).date()
    given = {
        "board": board,
        "first": next((one for one in board.waiting if one.may_decide), None),
        "act": act if row else "",
        "row": row,
        "problem": problem,
        "typed": request.POST if problem else {},
        "next_look": min(today + LOOK_AGAIN, row.expires_on) if row else today + LOOK_AGAIN,
    }
    return render(request, "console/entries.html", given, status=problem.status if problem else 200)


def _offered(row: entryview.EntryRow) -> Mapping[str, bool]:
    return {"agree": row.may_decide, "return": row.may_decide, "review": row.may_review, "end": row.may_end}


@require_POST
def propose_entry(request: HttpRequest) -> HttpResponse:
    """Propose an entry."""
    at_desk = cast(DeskRequest, request)
    try:
        entering.propose_entry(at_desk.officer, typed.act_stamp(at_desk), _draft(at_desk))
    except (ActError, NotPermitted) as error:
        return page(at_desk, problems.of(error))
    return HttpResponseRedirect(reverse("entries"), status=303)


def _draft(request: DeskRequest) -> entering.Draft:
    sent = request.POST

    def lines(name: str, apart: str = "\n") -> tuple[str, ...]:
        return tuple(typed.words(sent.get(name, "")).replace("\n", apart).split(apart))

    def day(name: str) -> Any:
        text = sent.get(name, "").strip()
        return typed.day(text, name) if text else None

    review_on, expires_on = day("review_on"), day("expires_on")
    if review_on is None or expires_on is None:
        field = "review_on" if review_on is None else "expires_on"
        raise typed.Misread(_("Give the last day of the entry, and the day on which it is looked at again."), field)
    return entering.Draft(
        list_id=sent.get("list_id", ""), names=lines("names"), legal_basis=typed.words(sent.get("legal_basis", "")),
        evidence=typed.words(sent.get("evidence", "")), review_on=review_on, expires_on=expires_on,
        born=";".join(typed.day_or_text(part) for part in sent.get("born", "").split(";")), sex=sent.get("sex", ""),
        nationality=sent.get("nationality", ""), documents=lines("documents", ";"), addresses=lines("addresses"),
        note=typed.words(sent.get("note", "")), posts=lines("posts", ","), flights=lines("flights", ","),
        direction=sent.get("direction", ""), first=day("first"), last=day("last"),
    )  # fmt: skip


@require_POST
def entry_act(request: HttpRequest) -> HttpResponse:
    """Agree, send back, look at again or end: what the form's button names."""
    at_desk = cast(DeskRequest, request)
    sent, act = request.POST, request.POST.get("act", "")
    try:
        if act not in _ACTS:
            raise BadInput(_("The form does not say what to do: reload the page and try again."))
        _ACTS[act](at_desk, _id(sent.get("entry", "")), typed.words(sent.get("why", "")))
    except (ActError, NotPermitted) as error:
        return page(at_desk, problems.of(error, f"{act}:{sent.get('entry', '')}"))
    return HttpResponseRedirect(reverse("entries"), status=303)


def _agree(request: DeskRequest, entry: uuid.UUID, why: str) -> Done:
    return entering.agree_entry(request.officer, typed.act_stamp(request), entry, note=why)


def _return(request: DeskRequest, entry: uuid.UUID, why: str) -> Done:
    return entering.return_entry(request.officer, typed.act_stamp(request), entry, note=why)


def _review(request: DeskRequest, entry: uuid.UUID, why: str) -> Done:
    again = typed.day(request.POST.get("again_on", ""), "again_on")
    return entering.review_entry(request.officer, typed.act_stamp(request), entry, review_on=again, note=why)


def _end(request: DeskRequest, entry: uuid.UUID, why: str) -> Done:
    return entering.end_entry(request.officer, typed.act_stamp(request), entry, why=why)


_ACTS: Mapping[str, Callable[[DeskRequest, uuid.UUID, str], Done]] = {
    "agree": _agree, "return": _return, "review": _review, "end": _end,
}  # fmt: skip


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise BadInput(_("The form does not say which one: reload the page and try again.")) from error


# -- found later ------------------------------------------------------------------------------------------------------


@require_GET
def later(request: HttpRequest) -> HttpResponse:
    """Who was found by entries that came after they were met."""
    return later_page(cast(DeskRequest, request))


def later_page(request: DeskRequest, problem: Problem | None = None) -> HttpResponse:
    """The work list with what is shown of a problem, its form open."""
    view = rescreening.later_hits(request.officer, typed.reading_stamp(request))
    opened = problem.dialog if problem else request.GET.get("do", "")
    hit = next((one for one in view.open if str(one.id) == opened), None) if view.may_settle else None
    given = {"view": view, "hit": hit, "problem": problem, "typed": request.POST if problem else {}}
    return render(request, "console/later.html", given, status=problem.status if problem else 200)


@require_POST
def settle_later(request: HttpRequest) -> HttpResponse:
    """Say that somebody found later was looked at, or is settled."""
    at_desk = cast(DeskRequest, request)
    sent = request.POST
    try:
        rescreening.settle_later_hit(
            at_desk.officer, typed.act_stamp(at_desk), _id(sent.get("hit", "")), state=sent.get("seen", "closed"),
            note=typed.words(sent.get("why", "")),
        )  # fmt: skip
    except (ActError, NotPermitted) as error:
        if isinstance(error, NotPermitted):
            raise  # who may not settle may not see the list either
        return later_page(at_desk, problems.of(error, sent.get("hit", "")))
    return HttpResponseRedirect(reverse("later"), status=303)
