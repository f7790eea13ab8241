"""Exam items: a set to answer and its mark; for a trainer the items with their key, to be printed for a class."""

from __future__ import annotations

import uuid
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_GET, require_POST

from limen.office.actions import exams as acts
from limen.office.actions.acting import ActError
from limen.office.actions.exams import ExamView
from limen.office.authority import NotPermitted
from limen.office.console import problems, typed, words
from limen.office.console.problems import Problem
from limen.office.console.typed import DeskRequest

USUAL_ITEMS = 5


@require_GET
def exams(request: HttpRequest) -> HttpResponse:
    """The page of exam items; with a route and a number, for a trainer, that set with its key."""
    at_desk = cast(DeskRequest, request)
    if "route" not in request.GET:
        return _start(at_desk)
    try:
        shown = acts.key(
            at_desk.officer, typed.reading_stamp(at_desk), route=request.GET["route"][:120],
            number=typed.whole(request.GET.get("number", ""), "number") or 0, most=_most(request.GET),
            language=words.language(),
        )  # fmt: skip
    except (ActError, NotPermitted) as error:
        return _start(at_desk, problems.of(error))
    return _start(at_desk, shown=shown)


def _start(request: DeskRequest, problem: Problem | None = None, shown: ExamView | None = None) -> HttpResponse:
    view = acts.exams(request.officer, typed.reading_stamp(request), language=words.language())
    sent = request.POST or request.GET
    given = {
        "view": view, "problem": problem, "shown": shown, "with_key": "sheet" not in request.GET, "sent": sent,
        "most": sent.get("most") or USUAL_ITEMS, "most_items": acts.MOST_ITEMS,
    }  # fmt: skip
    return render(request, "console/exams.html", given, status=problem.status if problem else 200)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a set."""
    at_desk = cast(DeskRequest, request)
    try:
        done = acts.begin_exam(
            at_desk.officer, typed.act_stamp(at_desk), route=request.POST.get("route", "")[:120],
            number=typed.whole(request.POST.get("number", ""), "number"), most=_most(request.POST),
            language=words.language(),
        )  # fmt: skip
    except (ActError, NotPermitted) as error:
        return _start(at_desk, problems.of(error))
    return HttpResponseRedirect(reverse("exam", args=[done.result]), status=303)


@require_GET
def show(request: HttpRequest, exam_id: uuid.UUID) -> HttpResponse:
    """One set: while it is open, or with its mark."""
    return _page(cast(DeskRequest, request), exam_id)


@require_POST
def answer(request: HttpRequest, exam_id: uuid.UUID) -> HttpResponse:
    """Hand a set in; it is marked at once."""
    at_desk = cast(DeskRequest, request)
    chosen = {name.removeprefix("item-"): str(value) for name, value in request.POST.items() if name[:5] == "item-"}
    try:
        acts.answer_exam(at_desk.officer, typed.act_stamp(at_desk), exam=exam_id, answers=chosen)
    except (ActError, NotPermitted) as error:
        return _page(at_desk, exam_id, problems.of(error), chosen)
    return HttpResponseRedirect(reverse("exam", args=[exam_id]), status=303)


def _page(
    request: DeskRequest, exam_id: uuid.UUID, problem: Problem | None = None, chosen: dict[str, str] | None = None
) -> HttpResponse:
    view = acts.exam(request.officer, typed.reading_stamp(request), exam_id)
    rows = [(item, (chosen or {}).get(item.rule, "")) for item in view.items]  # chosen before something was in the way
    given = {"view": view, "problem": problem, "rows": rows, "here": "case"}  # Escape leads nowhere meanwhile
    return render(request, "console/exam.html", given, status=problem.status if problem else 200)


def _most(sent: MultiValueDict[str, str]) -> int:
    found = typed.whole(sent.get("most", "") or "", "most")
    return USUAL_ITEMS if found is None else found
