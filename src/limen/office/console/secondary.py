"""The second line: who waits, the interview with the forms it sends, the slip a traveller may have."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from limen.office import authority
from limen.office.actions import interviewing, rescreening
from limen.office.actions import secondary as second_line
from limen.office.actions.acting import ActError, Done
from limen.office.actions.interviewing import InterviewView
from limen.office.actions.topics import TOPICS
from limen.office.actions.views import AskView
from limen.office.authority import NotPermitted
from limen.office.console import problems, typed
from limen.office.console import words as words_of
from limen.office.console.problems import Problem
from limen.office.console.typed import DeskRequest
from limen.vocabulary.evidence import N_

# Who is taken to the second line is told in writing what for and how, and may ask who checks them, where and when.
INFORMED = "Regulation (EU) 2016/399, Art 8(5)"
THROUGH: Mapping[str, str] = {
    "nobody": N_("I speak the language"),
    "present": N_("Interpreter in the room"),
    "telephone": N_("Interpreter by telephone"),
    "video": N_("Interpreter by video"),
}
READ_BACK: Mapping[str, str] = {
    "agreed": N_("agreed"),
    "corrected": N_("agreed with corrections"),
    "refused": N_("refused"),
    "impossible": N_("not possible"),
}
SIGNATURES: Mapping[str, str] = {
    "signed": N_("signed"),
    "refused_to_sign": N_("refused to sign"),
    "unable_to_sign": N_("could not sign"),
}


@dataclass(frozen=True, slots=True)
class Composer:
    """What the form for the next question begins with: the law's question and its keys, or a free one."""

    ask: AskView | None
    words: str
    others: tuple[AskView, ...]


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Travellers referred, and those being examined, the longest waiting first."""
    officer = cast(DeskRequest, request).officer
    rows = second_line.listed(officer, timezone.now())
    first = next((row for row in rows if row.state == "referred"), None)
    number, waits = second_line.numbers(officer)
    given = {
        "rows": rows,
        "first": first if authority.may(officer, "take") else None,
        "number": number,
        "waits": waits,
        "later": rescreening.count_open(officer),
        "more": _("and %(count)d more") % {"count": number - len(rows)} if number > len(rows) else "",
    }
    return render(request, "console/secondary.html", given)


@require_GET
def interview(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The interview of one traveller: its record, what to ask next, what is known of each fact."""
    problem = None
    if "lost" in request.GET:
        problem = Problem(
            _("What you sent last was not recorded: your session had ended. Write it down again."), 200, "reply"
        )
    return page(cast(DeskRequest, request), case_id, problem)


def page(request: DeskRequest, case_id: uuid.UUID, problem: Problem | None = None) -> HttpResponse:
    """The interview with what is shown of a problem, its dialog open and what was typed kept."""
    view = interviewing.interview(request.officer, case_id, typed.reading_stamp(request), language=words_of.language())
    sent = request.POST if problem and request.method == "POST" else QueryDict()
    spoken = [one for one in view.findings if one.asked or one.lines or one.differences or one.status != "known"]
    given = {
        "view": view,
        "spoken": spoken,
        "settled": [one for one in view.findings if one not in spoken],
        "composer": composer(view, request.GET, sent),
        "problem": problem,
        "opened": problem.dialog if problem else request.GET.get("do", ""),
        "typed": sent,
        "topics": TOPICS,
        "through": THROUGH,
        "read_back": READ_BACK,
        "signatures": SIGNATURES,
        "cite": INFORMED,
        "here": "case",  # a second Escape must not lead away from words that are not sent yet
        "told_before": any(one.told for one in view.sittings),
    }
    return render(request, "console/interview.html", given, status=problem.status if problem else 200)


def composer(view: InterviewView, chosen: QueryDict, sent: QueryDict) -> Composer:
    """The next question: the one that was chosen or sent, else the first the law asks of a person, else none."""
    asks = [ask for ask in view.asks if not ask.judgement]  # the officer's own finding is keyed on the case
    free = chosen.get("free", "")
    wanted = sent.get("fact", "") if sent else chosen.get("fact", "")
    ask = next((one for one in asks if one.fact == wanted), None)
    if ask is None and not free and not sent and asks:
        ask = asks[0]
    words = sent.get("words", "") if sent else free[:400] or (ask.question if ask else "")
    return Composer(ask, words, tuple(one for one in asks if one is not ask))


def _sent(request: HttpRequest, case_id: uuid.UUID, dialog: str, send: Any) -> HttpResponse:
    """Send one act and go back to the page, or show it again with what stood in the way."""
    desk = cast(DeskRequest, request)
    try:
        send(desk)
    except (ActError, NotPermitted) as error:
        return page(desk, case_id, problems.of(error, dialog))
    return HttpResponseRedirect(reverse("interview", args=[case_id]), status=303)


@require_POST
def start(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Begin the interview."""

    def send(desk: DeskRequest) -> Done:
        sent = desk.POST
        text = {
            name: sent.get(name, "").strip()
            for name in ("language", "through", "dialect", "interpreter", "interpreter_number", "present", "place")
        }
        return interviewing.start_interview(
            desk.officer, case_id, typed.act_stamp(desk), understood="understood" in sent, told="told" in sent, **text
        )

    return _sent(request, case_id, "", send)


@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """One line as it is spoken, or question and answer together; after a lost session, the page that says so."""
    if request.method == "GET":  # signing in again leads here; what was sent before is gone, and that is said
        return HttpResponseRedirect(f"{reverse('interview', args=[case_id])}?lost=1", status=303)

    def send(desk: DeskRequest) -> Done:
        sent = desk.POST
        value = sent.get("value", "") or typed.day_or_text(sent.get("typed", "").strip())
        status = sent.get("status", "")
        words, fact = typed.words(sent.get("words", "")), sent.get("fact", "")
        if not (value or status) and words != typed.words(sent.get("asked", "")):
            fact = ""  # another question than the law's was written over it
        return interviewing.add_line(
            desk.officer,
            case_id,
            typed.act_stamp(desk),
            kind=sent.get("kind", ""),
            words=words,
            reply=typed.words(sent.get("reply", "")),
            rendered=typed.words(sent.get("rendered", "")),
            differs=sent.get("differs", ""),
            fact=fact,
            value=value,
            status=status,
            language=words_of.language(),
        )

    return _sent(request, case_id, request.POST.get("dialog", ""), send)


@require_POST
def end(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Read back and end the interview."""

    def send(desk: DeskRequest) -> Done:
        sent = desk.POST
        return interviewing.end_interview(
            desk.officer,
            case_id,
            typed.act_stamp(desk),
            read_back=sent.get("read_back", ""),
            signature=sent.get("signature", ""),
            note=typed.words(sent.get("note", "")),
            corrections=typed.words(sent.get("corrections", "")),
        )

    return _sent(request, case_id, "end", send)


@require_GET
def slip(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The slip of a referral, to print and hand over."""
    desk = cast(DeskRequest, request)
    given = {"slip": second_line.slip(desk.officer, case_id, typed.reading_stamp(desk)), "cite": INFORMED}
    return render(request, "console/receipt.html", given)
