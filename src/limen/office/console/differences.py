"""Where the sources of a case differ: the page, and the forms that take down, put and weigh."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from limen.interview.statements import FORMS, KEYED, PURPOSES, form_of
from limen.office.actions import interviewing, putting
from limen.office.actions.acting import ActError, BadInput, Done
from limen.office.actions.differences import RESULTS
from limen.office.authority import NotPermitted
from limen.office.console import problems, typed
from limen.office.console import words as words_of
from limen.office.console.problems import Problem
from limen.office.console.typed import DeskRequest
from limen.vocabulary.evidence import N_

STATUSES: Mapping[str, str] = {
    "answered": N_("Answered"),
    "refused": N_("Declined to answer"),
    "unknown": N_("Could not say"),
}


@require_GET
def show(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The differences of one traveller."""
    return page(cast(DeskRequest, request), case_id)


def page(request: DeskRequest, case_id: uuid.UUID, problem: Problem | None = None) -> HttpResponse:
    """The differences with the form that is open, `put:` or `weigh:` and the key of one."""
    board = putting.board(request.officer, case_id, typed.reading_stamp(request), language=words_of.language())
    opened = problem.dialog if problem else request.GET.get("do", "")
    act, _colon, key = opened.partition(":")
    chosen = next((one for one in board.differences if one.key == key), None) if board.may else None
    given = {
        "board": board,
        "view": board.case,
        "act": act,
        "chosen": chosen,
        "first_open": next((one.key for one in board.differences if one.state == "open"), ""),
        "first_put": next((one.key for one in board.differences if one.state == "put"), ""),
        "problem": problem,
        "typed": request.POST if problem and request.method == "POST" else QueryDict(),
        "kinds": putting.KINDS,
        "topics": [(code, putting.topic_words(code)) for code in KEYED],
        "forms": _forms(),
        "results": RESULTS,
        "statuses": STATUSES,
        "here": "case",  # a second Escape must not lead away from words that are not sent yet
    }
    return render(request, "console/differences.html", given, status=problem.status if problem else 200)


def _forms() -> list[tuple[str, str]]:
    """What each form of value looks like, with the topics that take it."""
    topics: dict[str, list[str]] = {}
    for code in KEYED:
        topics.setdefault(form_of(code), []).append(_(putting.topic_words(code)))
    filled = {"purposes": ", ".join(PURPOSES), "most": "400"}
    return [(", ".join(names), _(FORMS[form]).format_map(filled)) for form, names in topics.items()]


def _sent(request: HttpRequest, case_id: uuid.UUID, dialog: str, send: Callable[[DeskRequest], Done]) -> HttpResponse:
    desk = cast(DeskRequest, request)
    try:
        send(desk)
    except (ActError, NotPermitted) as error:
        return page(desk, case_id, problems.of(error, dialog))
    return HttpResponseRedirect(reverse("differences", args=[case_id]), status=303)


@require_POST
def note(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Take down what a source says."""

    def send(desk: DeskRequest) -> Done:
        sent = desk.POST
        text = {name: typed.words(sent.get(name, "")) for name in ("kind", "source", "topic", "value", "where")}
        text["value"] = typed.day_or_text(text["value"])
        return putting.note_statement(desk.officer, case_id, typed.act_stamp(desk), **text)

    return _sent(request, case_id, "note", send)


@require_POST
def withdraw(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Take back what was taken down wrong."""

    def send(desk: DeskRequest) -> Done:
        try:
            row = uuid.UUID(desk.POST.get("statement", ""))
        except ValueError as error:
            raise BadInput(_("The form names no record: choose one, or reload the page.")) from error
        reason = typed.words(desk.POST.get("reason", ""))
        return putting.withdraw_statement(desk.officer, case_id, typed.act_stamp(desk), statement=row, reason=reason)

    return _sent(request, case_id, "", send)


@require_POST
def put(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Record that a difference was put, and the reply: in the open interview, else here."""

    def send(desk: DeskRequest) -> Done:
        sent, stamp = desk.POST, typed.act_stamp(desk)
        reply, rendered = typed.words(sent.get("reply", "")), typed.words(sent.get("rendered", ""))
        key, status = sent.get("key_of", ""), sent.get("status", "")
        if "interview" in sent:
            return interviewing.add_line(
                desk.officer, case_id, stamp, kind="put", differs=key, reply=reply, rendered=rendered,
                status="" if status == "answered" else status, language=words_of.language(),
            )  # fmt: skip
        return putting.put_difference(
            desk.officer, case_id, stamp, key=key, reply=reply, rendered=rendered, status=status,
            language=words_of.language(),
        )  # fmt: skip

    return _sent(request, case_id, f"put:{request.POST.get('key_of', '')}", send)


@require_POST
def weigh(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Record how a difference was weighed, and why."""

    def send(desk: DeskRequest) -> Done:
        sent = desk.POST
        return putting.weigh_difference(
            desk.officer, case_id, typed.act_stamp(desk), key=sent.get("key_of", ""), result=sent.get("result", ""),
            reason=typed.words(sent.get("reason", "")), settles=sent.get("settles", ""),
        )  # fmt: skip

    return _sent(request, case_id, f"weigh:{request.POST.get('key_of', '')}", send)
