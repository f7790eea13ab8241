"""The readers of a desk: pairing, what they delivered, and the two doors through which the reader programs speak."""

from __future__ import annotations

import json
import uuid
from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from limen.office.actions import readers as acts
from limen.office.actions.acting import ActError, BadInput
from limen.office.actions.readers import NotKnown, Offered, TooManyTries
from limen.office.authority import NotPermitted
from limen.office.console import desk, problems, typed
from limen.office.console.problems import Problem
from limen.office.console.typed import DeskRequest

_MOST_PAIRING = 4_096


@require_GET
def readers(request: HttpRequest) -> HttpResponse:
    """The readers paired with this desk."""
    return page(cast(DeskRequest, request))


def page(request: DeskRequest, problem: Problem | None = None, offered: Offered | None = None) -> HttpResponse:
    """The readers with a code that was just offered, or what is shown of a problem."""
    address = request.build_absolute_uri("/").rstrip("/")
    given = {
        "rows": acts.readers_of(request.officer),
        "problem": problem,
        "offered": offered,
        "code": f"{offered.code[:4]} {offered.code[4:]}" if offered and offered.code else "",
        "command": f"limen reader --pair {address} --code {offered.code}" if offered and offered.code else "",
    }
    return render(request, "console/readers.html", given, status=problem.status if problem else 200)


@never_cache
@require_POST
def offer_code(request: HttpRequest) -> HttpResponse:
    """Offer a code; it is shown once, on the page that answers."""
    at_desk = cast(DeskRequest, request)
    try:
        return page(at_desk, offered=acts.offer_code(at_desk.officer, typed.act_stamp(at_desk)))
    except (ActError, NotPermitted) as error:
        return page(at_desk, problems.of(error))


@require_POST
def unpair_reader(request: HttpRequest) -> HttpResponse:
    """Take a reader from this desk."""
    at_desk = cast(DeskRequest, request)
    try:
        acts.unpair_reader(at_desk.officer, typed.act_stamp(at_desk), reader=_id(request, "reader"))
    except (ActError, NotPermitted) as error:
        return page(at_desk, problems.of(error))
    return HttpResponseRedirect(reverse("readers"), status=303)


@never_cache
@require_GET
def waiting(request: HttpRequest) -> JsonResponse:
    """What lies on the readers of this desk, for the page that asks every few seconds: a mark that changes with it."""
    found = acts.waiting(cast(DeskRequest, request).officer, timezone.now())
    return JsonResponse({"mark": mark(found)})


def mark(found: tuple[acts.Waiting, ...]) -> str:
    """A mark of exactly these deliveries."""
    return f"{len(found)}-{found[-1].id}" if found else "0"


@require_POST
def settle(request: HttpRequest) -> HttpResponse:
    """Open what a reader delivered, or lay it aside."""
    at_desk = cast(DeskRequest, request)
    direction = request.POST.get("direction", "")
    try:
        stamp, delivery = typed.act_stamp(at_desk), _id(request, "delivery")
        if request.POST.get("how") == "dismiss":
            acts.dismiss_delivery(at_desk.officer, stamp, delivery=delivery)
            return HttpResponseRedirect(reverse("desk"), status=303)
        done = acts.open_delivery(at_desk.officer, stamp, delivery=delivery, direction=direction)
    except (ActError, NotPermitted) as error:
        return desk.page(at_desk, direction if direction in desk.DIRECTIONS else "entry", problems.of(error))
    return HttpResponseRedirect(reverse("case", args=[done.case]), status=303)


def _id(request: HttpRequest, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get(name, ""))
    except ValueError as error:
        raise BadInput(_("The form names nothing: reload the page.")) from error


# -- the doors of the reader programs ---------------------------------------------------------------------------------
# Without a session there is no cookie that another site could make a browser send: the token in the header is the only
# thing that counts, so the token of forms would guard nothing.


@csrf_exempt
@login_not_required
@never_cache
@require_POST
def pair(request: HttpRequest) -> JsonResponse:
    """Exchange a code for a token."""
    given = _pairing(request.read(_MOST_PAIRING + 1))
    if given is None:
        return _answer(400, "that is no pairing of a reader")
    try:
        paired = acts.exchange(**given, at=timezone.now())
    except TooManyTries:
        return _answer(429, "codes were tried too often: wait a minute")
    except ActError as error:
        return _answer(error.status, str(error))
    told = {"reader": str(paired.reader), "token": paired.token, "post": paired.post, "officer": paired.officer}
    return JsonResponse(told)


@csrf_exempt
@login_not_required
@never_cache
@require_POST
def deliver(request: HttpRequest) -> JsonResponse:
    """Take one reading of a paired reader."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not acts.is_paired(token):
        return _answer(401, "no reader is paired under this token")
    body = request.read(acts.MOST_BODY + 1)
    if len(body) > acts.MOST_BODY:
        return _answer(413, "the reading is larger than one may be")
    try:
        key = acts.deliver(
            token=token, signature=request.headers.get("Limen-Signature", "")[:200],
            body=body, at=timezone.now(),
        )  # fmt: skip
    except NotKnown:
        return _answer(401, "another than the paired reader signed this")
    except ActError as error:
        return _answer(error.status, str(error))
    return JsonResponse({"key": str(key)})


def _pairing(body: bytes) -> dict[str, str] | None:
    """The code, name and key that a reader sent; None for what is no pairing."""
    try:
        found = json.loads(body) if len(body) <= _MOST_PAIRING else None
    except (ValueError, RecursionError):
        return None
    names = ("code", "name", "public_key")
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in names):
        return None
    return {name: found[name] for name in names}


def _answer(status: int, why: str) -> JsonResponse:
    return JsonResponse({"error": why}, status=status)
