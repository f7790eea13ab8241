"""The documents one traveller needs: the page of a case, and the form that notes what was seen."""

from __future__ import annotations

import uuid
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from limen.office.actions import checklists
from limen.office.actions.acting import ActError
from limen.office.authority import NotPermitted
from limen.office.console import problems, typed, words
from limen.office.console.find import purpose_for
from limen.office.console.problems import Problem
from limen.office.console.typed import DeskRequest


@require_GET
def show(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The checklist."""
    return page(cast(DeskRequest, request), case_id)


def page(request: DeskRequest, case_id: uuid.UUID, problem: Problem | None = None) -> HttpResponse:
    """The checklist with what is shown of a problem."""
    found = checklists.checklist_of(
        request.officer, case_id, typed.reading_stamp(request), purpose=purpose_for(request, "cases", case_id),
        language=words.language(),
    )  # fmt: skip
    given = {"list": found, "view": found.case, "forms": checklists.FORMS, "problem": problem, "here": "case"}
    return render(request, "console/checklist.html", given, status=problem.status if problem else 200)


@require_POST
def note(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Note that a document was seen, or asked for and not shown."""
    desk = cast(DeskRequest, request)
    sent = desk.POST
    try:
        checklists.note_document_seen(
            desk.officer, case_id, typed.act_stamp(desk), paper=sent.get("paper", ""), form=sent.get("form", ""),
            note=typed.words(sent.get("note", "")),
        )  # fmt: skip
    except (ActError, NotPermitted) as error:
        return page(desk, case_id, problems.of(error))
    return HttpResponseRedirect(reverse("checklist", args=[case_id]), status=303)
