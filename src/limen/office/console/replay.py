"""A case's decisions opened again: what was recorded beside what the kept bytes say now."""

from __future__ import annotations

import uuid
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from limen.office.actions import grounding, replaying
from limen.office.console import typed, words
from limen.office.console.typed import DeskRequest


@require_GET
def show(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Every decision of the case, recomputed; the purpose given is journaled with the look."""
    at_desk = cast(DeskRequest, request)
    purpose = request.GET.get("purpose", "")
    stamp, language = typed.reading_stamp(at_desk), words.language()
    view = replaying.replay(at_desk.officer, case_id, stamp, purpose=purpose, language=language)
    # Of a decision that differs, what was kept is what is in doubt: nothing is told from it but the difference.
    rows = [(one, grounding.of_decision(one.decision, language) if one.same else ()) for one in view.decisions]
    return render(request, "console/replay.html", {"view": view, "rows": rows})
