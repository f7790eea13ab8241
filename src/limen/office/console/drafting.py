"""Drafts of law: the list, one draft, one thing of the law as a form, its changes, the files, sending it off."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from limen.office.actions import draftforms, drafting, draftview
from limen.office.actions.acting import ActError, BadInput, Done
from limen.office.console import lawchanges, problems, typed, words
from limen.office.console.lawchanges import Subject
from limen.office.console.problems import Problem
from limen.office.console.typed import DeskRequest
from limen.policy import edits
from limen.policy.places import EditError
from limen.policy.procedure import ClockOut

PACK_WIDE = "-"  # in an address, for what belongs to no route


# -- pages -------------------------------------------------------------------------------------------------------------


@require_GET
def drafts(request: HttpRequest) -> HttpResponse:
    """The drafts there are."""
    return _board(cast(DeskRequest, request))


def _board(request: DeskRequest, problem: Problem | None = None) -> HttpResponse:
    view = draftview.board(request.officer, typed.reading_stamp(request), language=words.language())
    given = {"view": view, "problem": problem, "typed": request.POST if problem else {}}
    return render(request, "console/drafts.html", given, status=problem.status if problem else 200)


@require_POST
def begin_draft(request: HttpRequest) -> HttpResponse:
    """Begin a draft from the newest release."""
    at_desk = cast(DeskRequest, request)
    try:
        title = typed.words(request.POST.get("title", ""))
        done = drafting.begin_draft(at_desk.officer, typed.act_stamp(at_desk), title=title)
    except ActError as error:
        return _board(at_desk, problems.of(error))
    return HttpResponseRedirect(reverse("draft", args=[done.result]), status=303)


@require_GET
def draft(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """One draft: its changes, what was looked for, what it does to the examples."""
    return _draft(cast(DeskRequest, request), draft_id)


def _draft(request: DeskRequest, draft_id: uuid.UUID, problem: Problem | None = None) -> HttpResponse:
    asked = problem.dialog if problem else request.GET.get("do", "")
    view = draftview.draft(
        request.officer, typed.reading_stamp(request), draft_id, words=request.GET.get("q", "")[:200],
        whole="whole" in request.GET, new=asked, language=words.language(),
    )  # fmt: skip
    if problem and view.form:
        view = replace(view, form=lawchanges.refilled(view.form, request.POST))
    known = asked in _ACTS or asked in lawchanges.NEW
    given = {
        "view": view, "head": view.head, "problem": problem, "typed": request.POST if problem else {},
        "do": asked if known else "", "words": request.GET.get("q", "")[:200], "pack_wide": PACK_WIDE,
    }  # fmt: skip
    return render(request, "console/draft.html", given, status=problem.status if problem else 200)


@require_GET
def subject(request: HttpRequest, draft_id: uuid.UUID, kind: str, route: str, name: str) -> HttpResponse:
    """One thing of the law as a form, beside the law in force."""
    return _subject(cast(DeskRequest, request), draft_id, (kind, route, name))


def _subject(request: DeskRequest, draft_id: uuid.UUID, meant: Subject, problem: Problem | None = None) -> HttpResponse:
    view = _form(request, draft_id, meant, request.POST if problem else request.GET)
    if problem:
        view = lawchanges.retyped(view, request.POST)
    given = {
        "view": view, "head": view.head, "problem": problem, "typed": request.POST if problem else {},
        "form": problem.dialog if problem else "", "pack_wide": PACK_WIDE,
    }  # fmt: skip
    return render(request, "console/draft_subject.html", given, status=problem.status if problem else 200)


def _form(request: DeskRequest, draft_id: uuid.UUID, meant: Subject, sent: QueryDict) -> draftforms.SubjectView:
    kind, route, name = meant
    return draftforms.subject(
        request.officer, typed.reading_stamp(request), draft_id, kind, "" if route == PACK_WIDE else route, name,
        at=sent.get("at", "")[:400], language=words.language(),
    )  # fmt: skip


@require_POST
def change(request: HttpRequest, draft_id: uuid.UUID, kind: str, route: str, name: str) -> HttpResponse:
    """Make the change that a form asks for, and show the same thing again."""
    at_desk, meant = cast(DeskRequest, request), (kind, route, name)
    asked = lawchanges.FORMS.get(request.POST.get("do", ""))
    try:
        if asked is None:
            raise BadInput(_("The form does not say what to do: reload the page and try again."))
        view = _form(at_desk, draft_id, meant, request.POST)
        edit = asked(request.POST, meant, view)
        stamp = typed.act_stamp(at_desk)
        drafting.edit_draft(at_desk.officer, stamp, draft_id, seen=_seen(request.POST), edit=edit)
    except (EditError, ActError) as error:
        return _subject(at_desk, draft_id, meant, _problem(error, request.POST.get("form", "")))
    if isinstance(edit, ClockOut):
        return HttpResponseRedirect(reverse("draft", args=[draft_id]), status=303)
    back = reverse("draft_subject", args=[draft_id, *meant])
    return HttpResponseRedirect(f"{back}#{_anchor(request.POST.get('back', ''))}", status=303)


def _problem(error: EditError | ActError, form: str) -> Problem:
    """What stands at the field of a form that a change says it is about."""
    if isinstance(error, EditError):
        error = typed.Misread(drafting.said(error), f"{form}-{error.at}" if error.at else "")
    elif isinstance(error.__cause__, EditError) and error.__cause__.at:
        error = typed.Misread(error.words, f"{form}-{error.__cause__.at}")
    return problems.of(error, form)


def _anchor(name: str) -> str:
    return name if name in {"examples", "conditions", "amounts", "words", "members", "nature"} else "examples"


def _seen(sent: QueryDict) -> int:
    seen = typed.whole(sent.get("seen", ""), "seen")
    if seen is None:
        raise BadInput(_("The form has lost what it was looking at: reload the page."))
    return seen


@require_POST
def act(request: HttpRequest, draft_id: uuid.UUID, name: str) -> HttpResponse:
    """Undo, move, take over, name who reviewed, give up or send: what the address names."""
    at_desk = cast(DeskRequest, request)
    try:
        if name in lawchanges.NEW:
            return _begun(at_desk, draft_id, name)
        if name not in _ACTS:
            raise BadInput(_("The form does not say what to do: reload the page and try again."))
        _ACTS[name](at_desk, draft_id, _seen(request.POST))
    except (ActError, EditError) as error:
        return _draft(at_desk, draft_id, _problem(error, name))
    return HttpResponseRedirect(reverse("draft", args=[draft_id]), status=303)


def _begun(request: DeskRequest, draft_id: uuid.UUID, name: str) -> HttpResponse:
    """Add something new, and open its page."""
    view = draftview.draft(request.officer, typed.reading_stamp(request), draft_id, language=words.language())
    edit = lawchanges.NEW[name](request.POST, view.now)
    stamp = typed.act_stamp(request)
    drafting.edit_draft(request.officer, stamp, draft_id, seen=_seen(request.POST), edit=edit)
    kind, route, called = lawchanges.place_of(edit)
    return HttpResponseRedirect(reverse("draft_subject", args=[draft_id, kind, route or PACK_WIDE, called]), status=303)


def _undo(request: DeskRequest, draft_id: uuid.UUID, seen: int) -> Done:
    return drafting.undo_edit(request.officer, typed.act_stamp(request), draft_id, seen=seen)


def _move(request: DeskRequest, draft_id: uuid.UUID, seen: int) -> Done:
    return drafting.move_draft(request.officer, typed.act_stamp(request), draft_id, seen=seen)


def _take(request: DeskRequest, draft_id: uuid.UUID, seen: int) -> Done:
    return drafting.take_draft(request.officer, typed.act_stamp(request), draft_id, seen=seen)


def _give_up(request: DeskRequest, draft_id: uuid.UUID, seen: int) -> Done:
    return drafting.drop_draft(request.officer, typed.act_stamp(request), draft_id, seen=seen)


def _reviewed(request: DeskRequest, draft_id: uuid.UUID, seen: int) -> Done:
    names = tuple(part.strip() for part in typed.words(request.POST.get("names", "")).split("\n") if part.strip())
    edit = edits.Reviewers(request.POST.get("of", ""), names)
    return drafting.edit_draft(request.officer, typed.act_stamp(request), draft_id, seen=seen, edit=edit)


def _send(request: DeskRequest, draft_id: uuid.UUID, seen: int) -> Done:
    sent = request.POST
    return drafting.send_draft(
        request.officer, typed.act_stamp(request), draft_id, seen=seen,
        commences=typed.day(sent.get("commences", ""), "commences"), summary=typed.words(sent.get("summary", "")),
        bulletin=typed.words(sent.get("bulletin", "")),
    )  # fmt: skip


_ACTS: Mapping[str, Callable[[DeskRequest, uuid.UUID, int], Done]] = {
    "undo": _undo, "move": _move, "take": _take, "drop": _give_up, "reviewed": _reviewed, "send": _send,
}  # fmt: skip


@require_GET
def files(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """The canonical files of a draft, as one archive."""
    at_desk = cast(DeskRequest, request)
    name, data = draftview.files(at_desk.officer, typed.reading_stamp(at_desk), draft_id)
    return HttpResponse(
        data, content_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
