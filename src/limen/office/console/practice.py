"""The practice desk: choose a route, ask, find, decide; then the marks, with what would have changed it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from limen.office.actions import practising
from limen.office.actions.acting import ActError, Done
from limen.office.actions.practising import RunRow
from limen.office.authority import NotPermitted
from limen.office.console import problems, typed
from limen.office.console import words as words_of
from limen.office.console.problems import Problem
from limen.office.console.typed import DeskRequest

CHART_WIDTH, CHART_HEIGHT = 420.0, 84.0
_FEWEST_BARS = 10
_GAP = 3.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One run as it is drawn: three bars beside each other from the same floor, and what they say."""

    parts: tuple[tuple[str, float, float, float, float], ...]  # what, x, y, width, height
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The last runs, oldest first, placed."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    words: str


def chart(rows: tuple[RunRow, ...]) -> Chart:
    """Outcome, grounds and questions of each marked run as hundredths; how fast anybody was is not measured."""
    marked = [row.marks for row in reversed(rows) if row.marks is not None]
    step = CHART_WIDTH / max(len(marked), _FEWEST_BARS)
    wide = (step - _GAP) / 3
    bars = []
    for number, marks in enumerate(marked):
        outcome, grounds, questions = marks.shares
        parts = []
        for place, (what, share) in enumerate((("outcome", outcome), ("grounds", grounds), ("questions", questions))):
            high = max(share / 100 * CHART_HEIGHT, 1.0)
            parts.append((what, number * step + place * wide, CHART_HEIGHT - high, wide - 1, high))
        said = {"outcome": outcome, "grounds": grounds, "questions": questions}
        told = _("Outcome %(outcome)d, grounds %(grounds)d, questions %(questions)d of 100") % said
        bars.append(Bar(tuple(parts), told))
    faultless = sum(marks.is_faultless for marks in marked)
    words = _("%(count)d runs marked, %(faultless)d without a fault") % {"count": len(marked), "faultless": faultless}
    return Chart(CHART_WIDTH, CHART_HEIGHT, tuple(bars), words)


@require_GET
def practice(request: HttpRequest) -> HttpResponse:
    """The practice desk before a case, with the officer's own runs or, for a trainer, another's."""
    return _start(cast(DeskRequest, request))


def _start(request: DeskRequest, problem: Problem | None = None) -> HttpResponse:
    of = "" if problem else request.GET.get("officer", "")
    view = practising.desk(request.officer, typed.reading_stamp(request), of=of, language=words_of.language())
    given = {"view": view, "chart": chart(view.runs), "problem": problem}
    return render(request, "console/practice.html", given, status=problem.status if problem else 200)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a case."""
    at_desk = cast(DeskRequest, request)
    try:
        done = practising.begin_practice(
            at_desk.officer, typed.act_stamp(at_desk), route=request.POST.get("route", "")[:120]
        )
    except (ActError, NotPermitted) as error:
        return _start(at_desk, problems.of(error))
    return _to(uuid.UUID(done.result))


@require_GET
def show(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """One run: while it goes on, or with its marks."""
    return _page(cast(DeskRequest, request), run_id)


def _page(request: DeskRequest, run_id: uuid.UUID, problem: Problem | None = None) -> HttpResponse:
    language = words_of.language()
    view = practising.run(request.officer, typed.reading_stamp(request), run_id, language=language)
    sent = request.POST if problem else request.GET
    outcome = sent.get("outcome", "")
    chosen = next((one for one in view.outcomes if one[0] == outcome), None) if view.marked is None else None
    given = {
        "view": view,
        "problem": problem,
        "deciding": view.marked is None and (chosen is not None or "decide" in request.GET),
        "chosen": chosen,
        "grounds": practising.grounds_of(request.officer, run_id, outcome, language=language) if chosen else (),
        "named": frozenset(sent.getlist("grounds")),
        "here": "case",  # a second Escape must not lead away from a run that goes on
    }
    page = "console/practice_marked.html" if view.marked is not None else "console/practice_run.html"
    return render(request, page, given, status=problem.status if problem else 200)


@require_POST
def ask(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """Ask a question of the case."""
    fact = request.POST.get("fact", "")[:60]
    return _sent(request, run_id, lambda desk: practising.ask_in_practice(
        desk.officer, typed.act_stamp(desk), run=run_id, fact=fact
    ))  # fmt: skip


@require_POST
def find(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """Record an own finding."""
    fact, value = request.POST.get("fact", "")[:60], request.POST.get("value", "")[:60]
    return _sent(request, run_id, lambda desk: practising.find_in_practice(
        desk.officer, typed.act_stamp(desk), run=run_id, fact=fact, value=value
    ))  # fmt: skip


@require_POST
def decide(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """Decide the case; it is marked at once."""
    outcome, grounds = request.POST.get("outcome", "")[:60], request.POST.getlist("grounds")
    return _sent(request, run_id, lambda desk: practising.decide_practice(
        desk.officer, typed.act_stamp(desk), run=run_id, outcome=outcome, grounds=grounds
    ))  # fmt: skip


@require_POST
def near(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """Begin the near miss of a case that is decided."""
    return _sent(request, run_id, lambda desk: practising.begin_near_miss(
        desk.officer, typed.act_stamp(desk), run=run_id
    ))  # fmt: skip


def _sent(request: HttpRequest, run_id: uuid.UUID, send: Callable[[DeskRequest], Done]) -> HttpResponse:
    at_desk = cast(DeskRequest, request)
    try:
        done = send(at_desk)
    except (ActError, NotPermitted) as error:
        return _page(at_desk, run_id, problems.of(error))
    return _to(uuid.UUID(done.result))


def _to(run_id: uuid.UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("practice_run", args=[run_id]), status=303)
