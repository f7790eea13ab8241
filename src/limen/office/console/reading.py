"""What is read and never changed here: the journal, the keys."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from limen.office.actions import viewing
from limen.office.console import typed
from limen.office.console.typed import DeskRequest


@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """The journal, a page at a time, with what its verification found."""
    at_desk = cast(DeskRequest, request)
    before = request.GET.get("before", "")
    first = int(before) if before.isdecimal() and len(before) < 16 else None
    view = viewing.journal(at_desk.officer, typed.reading_stamp(at_desk), before=first)
    return render(request, "console/journal.html", {"view": view})


@login_not_required
@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """Every key there is."""
    return render(request, "console/keys.html")
