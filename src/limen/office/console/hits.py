"""List hits of the post: the queue, one hit side by side, and what is done with it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from limen.office.actions import adjudicating, assessing, discreet, hitqueue, hitview, owners, rescreening, watching
from limen.office.actions.acting import ActError, BadInput, Done
from limen.office.authority import NotPermitted
from limen.office.console import problems, typed, words
from limen.office.console.problems import Problem
from limen.office.console.typed import DeskRequest
from limen.vocabulary.evidence import N_


@dataclass(frozen=True, slots=True)
class Form:
    """One thing to do with a hit: its key and words; `asks` is the label of its text, "" where nothing is asked."""

    name: str
    key: str
    words: str
    asks: str = ""
    hint: str = ""


_RESTS = N_("What the finding rests on")
FORMS: tuple[Form, ...] = (
    Form("claim", "m", N_("Take it to work on")),
    Form("give_back", "w", N_("Give it back")),
    Form("take_over", "z", N_("Take it over")),
    Form("notify", "t", N_("Tell the owner of the list")),
    Form("ask_owner", "a", N_("Ask what the owner answers")),
    Form("agree", "e", N_("Agree: sign it")),
    Form("return", "b", N_("Not agree: send it back"), N_("Why you do not agree"), N_("Whoever found it reads this.")),
    Form("not_same", "n", N_("Not the same"), _RESTS, N_("Remembered for this document and this entry.")),
    Form("same", "y", N_("Same person"), _RESTS),
    Form("inconclusive", "i", N_("Cannot tell"), _RESTS, N_("It goes on blocking.")),
    Form(
        "override", "o", N_("Let through by order"), N_("Why this person may go on although the hit is not resolved"),
        N_("Your name, your rank and this reason stand on the crossing. The hit stays open; nothing else is lifted."),
    ),
    Form(
        "reopen", "u", N_("Take the finding back"), N_("Why what was found does not stand"),
        N_("It is open again on every case where it was relied on."),
    ),
)  # fmt: skip
_FORM: Mapping[str, Form] = {form.name: form for form in FORMS}


@require_GET
def hits(request: HttpRequest) -> HttpResponse:
    """The hits of the post."""
    return page(cast(DeskRequest, request))


def page(request: DeskRequest, problem: Problem | None = None) -> HttpResponse:
    """The queue, with what is shown of a problem."""
    stamp = typed.reading_stamp(request)
    given = {
        "queue": hitqueue.queue(request.officer, stamp),
        "mine": watching.unseen(request.officer),
        "later": rescreening.count_open(request.officer),
        "problem": problem,
    }
    return render(request, "console/hits.html", given, status=problem.status if problem else 200)


@require_GET
def one(request: HttpRequest, hit_id: uuid.UUID) -> HttpResponse:
    """One hit, side by side."""
    return one_page(cast(DeskRequest, request), hit_id)


def one_page(request: DeskRequest, hit_id: uuid.UUID, problem: Problem | None = None) -> HttpResponse:
    """The hit with what is shown of a problem, its form open and what was typed kept."""
    view = hitview.hit(request.officer, typed.reading_stamp(request), hit_id, words.language())
    opened = problem.dialog if problem else request.GET.get("do", "")
    form = _FORM[opened] if opened in view.acts and opened in _FORM and _FORM[opened].asks else None
    given = {
        "view": view,
        "forms": [form for form in FORMS if form.name in view.acts],
        "form": form,
        "problem": problem,
        "typed": request.POST if problem else {},
    }
    return render(request, "console/hit.html", given, status=problem.status if problem else 200)


@require_POST
def act(request: HttpRequest, hit_id: uuid.UUID, name: str) -> HttpResponse:
    """One of the acts on a hit."""
    if name not in _ACTS:
        raise Http404
    at_desk = cast(DeskRequest, request)
    try:
        _ACTS[name](at_desk, hit_id, typed.words(request.POST.get("why", "")))
    except (ActError, NotPermitted) as error:
        if getattr(error, "status", 0) == 404:
            raise
        return one_page(at_desk, hit_id, problems.of(error, name))
    return HttpResponseRedirect(reverse("one_hit", args=[hit_id]), status=303)


Acting = Callable[[DeskRequest, uuid.UUID, str], Done]


def _case(request: DeskRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("case", ""))
    except ValueError as error:
        raise BadInput(_("The form names no record: choose one, or reload the page.")) from error


def _claiming(taken: Callable[..., Done]) -> Acting:
    return lambda request, hit, _why: taken(request.officer, typed.act_stamp(request), hit)


def _finding(state: str) -> Acting:
    def found(request: DeskRequest, hit: uuid.UUID, why: str) -> Done:
        stamp = typed.act_stamp(request)
        if "discreet" in request.POST:
            return discreet.settle_discreet_hit(request.officer, stamp, hit, state=state, note=why)
        return assessing.resolve_hit(request.officer, _case(request), stamp, hit=hit, state=state, note=why)

    return found


def _agree(request: DeskRequest, hit: uuid.UUID, _why: str) -> Done:
    return adjudicating.agree_hit(request.officer, _case(request), typed.act_stamp(request), hit=hit)


def _reasoned(done: Callable[..., Done]) -> Acting:
    return lambda request, hit, why: done(
        request.officer, _case(request), typed.act_stamp(request), hit=hit, reason=why
    )


_ACTS: Mapping[str, Acting] = {
    "claim": _claiming(hitqueue.claim_hit), "give_back": _claiming(hitqueue.release_hit),
    "take_over": _claiming(hitqueue.take_over_hit), "same": _finding("same"), "not_same": _finding("not_same"),
    "notify": _claiming(owners.notify_owner), "ask_owner": _claiming(owners.ask_owner),
    "inconclusive": _finding("inconclusive"), "agree": _agree, "return": _reasoned(adjudicating.return_hit),
    "override": _reasoned(adjudicating.override_hit), "reopen": _reasoned(adjudicating.reopen_hit),
}  # fmt: skip
