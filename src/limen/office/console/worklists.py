"""What waits: refusals for a second signature, notices to be served, holds to review, and who is due back."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from limen.office.actions import returning, viewing
from limen.office.console import typed, words
from limen.office.console.typed import DeskRequest


@require_GET
def countersigning(request: HttpRequest) -> HttpResponse:
    """Refusals that wait for a second signature."""
    officer = cast(DeskRequest, request).officer
    rows = viewing.countersigning(officer, timezone.now())
    empty = _("No refusal waits for a second signature.")
    return render(request, "console/worklist.html", {"title": _("Countersigning"), "rows": rows, "empty": empty})


@require_GET
def serving(request: HttpRequest) -> HttpResponse:
    """Refused travellers whose notice is not served yet."""
    officer = cast(DeskRequest, request).officer
    rows = viewing.serving(officer, timezone.now())
    empty = _("No notice waits to be served.")
    return render(request, "console/worklist.html", {"title": _("Notices to serve"), "rows": rows, "empty": empty})


@require_GET
def holds(request: HttpRequest) -> HttpResponse:
    """Provisional holds, the first to lapse on top; under them who is due back, the longest overdue on top."""
    at_desk = cast(DeskRequest, request)
    rows = viewing.holds(at_desk.officer, timezone.now())
    due = returning.due_back(at_desk.officer, typed.reading_stamp(at_desk), language=words.language())
    given = {"title": _("Holds"), "rows": rows, "empty": _("Nobody is held."), "due": due}
    return render(request, "console/holds.html", given)
