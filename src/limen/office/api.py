"""The JSON face of the office: what the law asks for, and what it says of somebody's answers, for everybody.

The same as the public page and as silent: no sign-in, nothing kept, no cookie. Bodies are bounded, a body that cannot
be used gets 4xx with one clear error, `{"error": "what is wrong and what to do"}`. The addresses describe themselves
in OpenAPI 3.1 at `/api/openapi.json`; they are plain views, and need no framework beside the office's own.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from limen import policy
from limen.office.actions import publishing
from limen.office.actions.errors import ActError, BadInput
from limen.policy import FactError, Route
from limen.policy.explain import title as title_of
from limen.vocabulary.evidence import Fact

P = ParamSpec("P")
LARGEST = 64_000  # bytes of a body
_KEYS = frozenset({"facts", "on", "language"})


class RequestError(ValueError):
    """A request that cannot be answered: its status, and what to do in one sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def answering(
    *methods: str,
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], Mapping[str, Any]]], Callable[Concatenate[HttpRequest, P], HttpResponse]
]:
    """An address without sign-in that answers JSON to some methods, and every fault of a request with 4xx."""

    def wrap(
        say: Callable[Concatenate[HttpRequest, P], Mapping[str, Any]],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(say)
        def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                _admitted(request, methods)
                return JsonResponse(dict(say(request, *args, **kwargs)), json_dumps_params={"ensure_ascii": False})
            except RequestError as error:
                refused = JsonResponse({"error": str(error)}, status=error.status)
                if error.status == 405:
                    refused.headers["Allow"] = ", ".join(methods)
                return refused
            except (ActError, FactError) as error:
                return JsonResponse({"error": str(error)}, status=getattr(error, "status", 422))

        return login_not_required(csrf_exempt(answer))

    return wrap


def _admitted(request: HttpRequest, methods: tuple[str, ...]) -> None:
    if request.method not in methods:
        raise RequestError(405, f"This address answers {' and '.join(methods)}.")
    address = "" if settings.SECURE_PROXY_SSL_HEADER else str(request.META.get("REMOTE_ADDR", ""))
    if request.method == "POST" and not publishing.GATE.admits(address, time.monotonic()):
        raise RequestError(429, "Too many requests: wait a minute, then send it again.")
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not length.isdecimal() or int(length) > LARGEST:
        raise RequestError(413, f"A body has at most {LARGEST:,} bytes: nothing was read.")


@answering("GET", "HEAD")
def routes(_request: HttpRequest) -> Mapping[str, Any]:
    """Every route this office publishes."""
    return {"routes": [_described(route) for route in publishing.published(timezone.localdate())]}


def _described(route: Route) -> dict[str, Any]:
    pack = route.pack
    return {
        "route": route.name,
        "title": route.title,
        "pack": pack.id,
        "law": title_of(pack),
        "jurisdiction": pack.jurisdiction,
        "as_of": pack.as_of.isoformat(),
        "for_service": pack.is_for_service(),
        "languages": list(pack.languages),
        "asked_in": list(pack.asked_in),
        "facts": reverse("api_facts", args=[pack.id, route.id]),
        "assess": reverse("api_assess", args=[pack.id, route.id]),
    }


@answering("GET", "HEAD")
def facts(request: HttpRequest, pack: str, route: str) -> Mapping[str, Any]:
    """The facts that may be given for a route: type, values, question; the others only an officer finds."""
    on = timezone.localdate()
    found = publishing.route_of(pack, route, on)
    language = _language(request.GET.get("language", "en"), found, *found.pack.asked_in)
    asked = publishing.facts_of(found)
    states = publishing.states_of(found, on)
    listed = []
    for name, definition in asked.items():
        one = definition.to_json() | {"cite": found.pack.cited(definition.cite)}
        one["question"] = policy.question(found, name, language)
        one["choices"] = [list(choice) for choice in policy.choices(found, name, language)]
        if name == publishing.CHOSEN_STATE:
            one["values"] = list(states)
        for officers in ("judgement", "evidence", "sensitive"):
            one.pop(officers)
        listed.append(one)
    return {
        "route": found.name,
        "language": language,
        "facts": listed,
        "officer_finds": [name for name in found.facts if name not in asked],
    }


@answering("POST")
def assess(request: HttpRequest, pack: str, route: str) -> Mapping[str, Any]:
    """What the law says of some facts on a day: the public part of what `limen policy assess` answers."""
    document = _body(request)
    on = _day(document.get("on"))
    found = publishing.route_of(pack, route, on)
    language = _language(document.get("language", "en"), found)
    given = policy.parse_facts(document.get("facts", {}), found)
    known = {name: _own(fact) for name, fact in given.items()}
    return publishing.requirements(found, known, on, language).to_json()


def _own(fact: Fact) -> Fact:
    """A fact as its own person states it: what source or standard it claims to have reached is nobody's to claim."""
    return Fact(fact.name, fact.value, fact.status, source="answer")


def _body(request: HttpRequest) -> Mapping[str, Any]:
    try:
        document = json.loads(request.body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise RequestError(400, 'The body is no JSON: send {"facts": {"nationality": "IN"}}.') from error
    if not isinstance(document, dict) or set(document) - _KEYS:
        raise RequestError(
            422,
            'The body is an object with facts, on and language: {"facts": {"nationality": "IN"}, "on": "2026-11-22"}.',
        )
    return document


def _day(given: Any) -> date:
    if given is None:
        return timezone.localdate()
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError) as error:
        raise BadInput("“on” is a day: write 2026-11-22.") from error


def _language(given: Any, route: Route, *also: str) -> str:
    there = {*route.pack.languages, *also}
    if not isinstance(given, str) or given not in there:
        raise RequestError(422, f"This law is told in {', '.join(sorted(there))}: choose one of them.")
    return given


_ERROR = {
    "description": "One clear error",
    "content": {
        "application/json": {
            "schema": {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
        }
    },
}
_OBJECT = {"type": "object"}
_TEXTS = {"type": "array", "items": {"type": "string"}}


def _schema(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": sorted(properties), "properties": properties}


_ASSESSED = _schema(
    outcome={"type": "string"}, decided={"type": "boolean"}, grounds={"type": "array", "items": _OBJECT},
    ask={"type": "array", "items": _OBJECT}, tell={"type": "array", "items": _OBJECT},
    deadlines={"type": "array", "items": _OBJECT}, trace=_OBJECT, snapshot={"type": "string"},
    officer_checks=_TEXTS, documents={"type": "array", "items": _OBJECT}, stay={"type": ["object", "null"]},
    amounts={"type": "array", "items": _OBJECT}, for_service={"type": "boolean"}, promise={"type": "string"},
    route={"type": "string"}, on={"type": "string", "format": "date"},
)  # fmt: skip
_ASKED = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "facts": {"type": "object"},
        "on": {"type": "string", "format": "date"},
        "language": {"type": "string"},
    },
}


def _operation(said: str, answer: Mapping[str, Any], *faults: int) -> dict[str, Any]:
    shown = {"description": said, "content": {"application/json": {"schema": answer}}}
    return {"summary": said, "responses": {"200": shown, **{str(status): _ERROR for status in (*faults, 429)}}}


@answering("GET", "HEAD")
def openapi(_request: HttpRequest) -> Mapping[str, Any]:
    """This face of the office, described."""
    text = {"in": "path", "required": True, "schema": {"type": "string"}}
    named = [{"name": "pack", **text}, {"name": "route", **text}]
    language = {"name": "language", "in": "query", "schema": {"type": "string"}}
    body = {"required": True, "content": {"application/json": {"schema": _ASKED}}}
    listed = _schema(routes={"type": "array", "items": _OBJECT})
    asked = _schema(route={"type": "string"}, facts={"type": "array", "items": _OBJECT}, officer_finds=_TEXTS)
    where = "/api/requirements"
    return {
        "openapi": "3.1.0",
        "info": {"title": "Limen: what do I need?", "version": "1", "description": (__doc__ or "").strip()},
        "paths": {
            f"{where}/routes": {"get": _operation(str(routes.__doc__), listed)},
            f"{where}/{{pack}}/{{route}}/facts": {
                "parameters": named,
                "get": {"parameters": [language], **_operation(str(facts.__doc__), asked, 404, 422)},
            },
            f"{where}/{{pack}}/{{route}}/assess": {
                "parameters": named,
                "post": {"requestBody": body, **_operation(str(assess.__doc__), _ASSESSED, 400, 404, 413, 422)},
            },
        },
    }


urlpatterns = [
    path("openapi.json", openapi, name="api_openapi"),
    path("requirements/routes", routes, name="api_routes"),
    path("requirements/<slug:pack>/<slug:route>/facts", facts, name="api_facts"),
    path("requirements/<slug:pack>/<slug:route>/assess", assess, name="api_assess"),
]
