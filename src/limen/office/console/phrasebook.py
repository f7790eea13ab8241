"""The phrasebook: a page to turn to the traveller, and what it records."""

from __future__ import annotations

import uuid
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from limen.interview.phrasebook import PHRASES
from limen.office.actions import phrasebook
from limen.office.actions.acting import ActError
from limen.office.authority import NotPermitted
from limen.office.console import problems, typed
from limen.office.console import words as words_of
from limen.office.console.problems import Problem
from limen.office.console.typed import DeskRequest


@require_GET
def show(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The languages by their own names; in one of them the law's next question, or a phrase."""
    return page(cast(DeskRequest, request), case_id, request.GET.get("in", ""), request.GET.get("phrase", ""))


def page(
    request: DeskRequest, case_id: uuid.UUID, language: str, phrase: str = "", problem: Problem | None = None
) -> HttpResponse:
    """The phrasebook, with what is shown of a problem."""
    beside = words_of.language()
    stamp = typed.reading_stamp(request)
    view = phrasebook.view(request.officer, case_id, stamp, language=language, phrase=phrase, beside=beside)
    order = list(PHRASES)
    at = order.index(phrase) if phrase in PHRASES else -1
    given = {
        "book": view,
        "view": view.case,
        "names": phrasebook.names(),
        "next": order[(at + 1) % len(order)],
        "before": order[at - 1] if at > 0 else order[-1],
        "problem": problem,
        "here": "case",
    }
    return render(request, "console/phrasebook.html", given, status=problem.status if problem else 200)


@require_POST
def answer(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The answer that was touched or keyed: to a question of the law, or to a phrase."""
    desk = cast(DeskRequest, request)
    sent = desk.POST
    language, phrase = sent.get("in", ""), sent.get("phrase", "")
    try:
        stamp = typed.act_stamp(desk)
        if phrase:
            phrasebook.note_told(
                desk.officer, case_id, stamp, phrase=phrase, language=language, reply=sent.get("reply", "")
            )
        else:
            phrasebook.answer(
                desk.officer, case_id, stamp, fact=sent.get("fact", ""), status=sent.get("status", ""),
                value=sent.get("value", "") or typed.day_or_text(sent.get("typed", "").strip()), language=language,
                beside=words_of.language(),
            )  # fmt: skip
    except (ActError, NotPermitted) as error:
        return page(desk, case_id, language, phrase, problems.of(error))
    return HttpResponseRedirect(f"{reverse('phrasebook', args=[case_id])}?in={language}", status=303)
