"""Signs that somebody may need help, and what the person was told: the page and its forms."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from limen.interview.phrasebook import PHRASES, Phrase
from limen.office.actions import phrasebook, prompting, referring
from limen.office.actions.acting import ActError, Done
from limen.office.authority import NotPermitted
from limen.office.console import problems, typed
from limen.office.console import words as words_of
from limen.office.console.problems import Problem
from limen.office.console.typed import DeskRequest


@require_GET
def show(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """What may be ticked, what was noted, the referrals it leads to."""
    return page(cast(DeskRequest, request), case_id)


def page(request: DeskRequest, case_id: uuid.UUID, problem: Problem | None = None) -> HttpResponse:
    """The page with what is shown of a problem, and what was written kept."""
    view = prompting.signs(request.officer, case_id, typed.reading_stamp(request), language=words_of.language())
    sent = request.POST if problem and request.method == "POST" else QueryDict()
    given = {
        "signs": view,
        "view": view.case,
        "ticked": sent.getlist("sign"),
        "consents": referring.CONSENTS,
        "rights": [(code, words) for code, kind, words in _rights()],
        "through": {code: words for code, words in phrasebook.THROUGH.items() if code != "phrasebook"},
        "problem": problem,
        "typed": sent,
        "here": "case",  # a second Escape must not lead away from words that are not sent yet
    }
    return render(request, "console/signs.html", given, status=problem.status if problem else 200)


def _rights() -> list[tuple[str, str, Phrase]]:
    beside = words_of.language()
    return [(code, kind, phrasebook.words_of(code, beside)) for code, kind in PHRASES.items()
            if kind in ("right", "duty")]  # fmt: skip


def _sent(
    request: HttpRequest, case_id: uuid.UUID, dialog: str, send: Callable[[DeskRequest], Done], to: str = "signs"
) -> HttpResponse:
    desk = cast(DeskRequest, request)
    try:
        send(desk)
    except (ActError, NotPermitted) as error:
        return page(desk, case_id, problems.of(error, dialog))
    return HttpResponseRedirect(reverse(to, args=[case_id]), status=303)


@require_POST
def note(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Note what was ticked, in the officer's own words."""

    def send(desk: DeskRequest) -> Done:
        words = typed.words(desk.POST.get("words", ""))
        return prompting.note_sign(
            desk.officer, case_id, typed.act_stamp(desk), signs=desk.POST.getlist("sign"), words=words
        )

    return _sent(request, case_id, "note", send)


@require_POST
def refer(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Refer somebody who may be a victim of trafficking."""

    def send(desk: DeskRequest) -> Done:
        sent = desk.POST
        return prompting.refer_victim(
            desk.officer, case_id, typed.act_stamp(desk), reason=typed.words(sent.get("reason", "")),
            consent=sent.get("consent", ""), words=typed.words(sent.get("spoken", "")),
        )  # fmt: skip

    return _sent(request, case_id, "refer", send, "case")


@require_POST
def tell(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Record that a right or a duty was told without the phrasebook."""

    def send(desk: DeskRequest) -> Done:
        sent = desk.POST
        return phrasebook.note_told(
            desk.officer, case_id, typed.act_stamp(desk), phrase=sent.get("phrase", ""),
            language=sent.get("language", "").strip(), through=sent.get("through", ""),
        )  # fmt: skip

    return _sent(request, case_id, "tell", send)
