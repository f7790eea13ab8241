"""What do I need? The page for everybody: no sign-in, one question at a time, an answer with its clauses.

Nothing is kept: the answers travel from page to page in the form itself, never in an address, a cookie, a session or
a log, and no act is behind the page. A form of it changes nothing, so it needs no token and leaves no cookie for one.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from limen import policy
from limen.interview import AnswerError
from limen.interview import answer as read_answer
from limen.office.actions import publishing
from limen.office.actions.errors import BadInput, NotFound
from limen.office.actions.publishing import Requirements
from limen.office.console import public_words
from limen.office.console.public_words import Say
from limen.office.notices import is_right_to_left
from limen.policy import FactDefinition, Pack, Route
from limen.policy.explain import title as title_of
from limen.policy.spoken import spoken_value
from limen.policy.values import Kind, as_json
from limen.vocabulary import countries
from limen.vocabulary.evidence import Fact, FactStatus

P = ParamSpec("P")
LARGEST = 64_000  # bytes of a form; a history of six stays and every answer fit many times
LONGEST = 4_000  # characters of one answer
STAYS = range(1, 7)
ELSEWHERE = "-"
ANSWERED = "a."  # before the name of a fact in the form


@dataclass(frozen=True, slots=True)
class Told:
    """Words of the law and the language they are in: English stands where the pack has no others."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Question:
    """The one question of a page: its words, its clause, and how it is answered."""

    fact: str
    number: int
    words: Told
    cite: str
    kind: str
    choices: tuple[tuple[str, Told], ...] = ()
    currency: str = ""
    wrong: str = ""
    rows: tuple[tuple[str, str, str, str, str], ...] = ()  # of a history: legend, and two fields with what was typed


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer as it is shown, or as left open: the fact in words and the value."""

    fact: str
    words: Told
    value: str
    is_left: bool = False


@dataclass(slots=True)
class Talk:
    """What one form carries: the day, the State, the answers as they were typed, what was left open."""

    on: date
    state: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def open_to_all(
    page: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page without sign-in, bounded in size and number, whatever its language."""

    @wraps(page)
    def bounded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        language = str(kwargs.get("language", ""))
        if language not in public_words.languages():
            language = preferred(request)
        say = public_words.words(language)
        # Behind a proxy everybody has its address: there the proxy counts each, and only all together are counted here.
        address = "" if settings.SECURE_PROXY_SSL_HEADER else str(request.META.get("REMOTE_ADDR", ""))
        if request.method == "POST" and not publishing.GATE.admits(address, time.monotonic()):
            return _told(request, language, 429, say("busy"))
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        if not length.isdecimal() or int(length) > LARGEST:
            return _told(request, language, 413, say("too_large"))
        return page(request, *args, **kwargs)

    return login_not_required(csrf_exempt(bounded))


def preferred(request: HttpRequest) -> str:
    """The first language that the reader's browser asks for and that this page has; English where there is none."""
    there = public_words.languages()
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500]):
        if code.partition("-")[0] in there:
            return code.partition("-")[0]
    return public_words.SOURCE


@open_to_all
@require_GET
def door(request: HttpRequest) -> HttpResponse:
    """The page in the reader's language."""
    answer = HttpResponseRedirect(reverse("public_places", args=[preferred(request)]))
    answer.headers["Vary"] = "Accept-Language"
    return answer


@open_to_all
@require_GET
def places(request: HttpRequest, language: str) -> HttpResponse:
    """Where somebody may want to go, and for what."""
    _offered(language)
    shown: dict[str, tuple[Told, list[tuple[str, Told]]]] = {}
    for route in publishing.published(timezone.localdate()):
        _title, routes = shown.setdefault(route.pack.id, (_title_of(route.pack, language), []))
        routes.append(
            (reverse("public_route", args=[language, route.pack.id, route.id]), _route_title(route, language))
        )
    return _page(request, language, "console/public_places.html", {"places": list(shown.values())}, ("public_places",))


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def route(request: HttpRequest, language: str, pack: str, route: str) -> HttpResponse:
    """One route: how it begins, its next question, or what the law says."""
    _offered(language)
    try:
        found = publishing.route_of(pack, route, timezone.localdate())
    except NotFound as error:
        raise Http404 from error
    given: dict[str, Any] = {
        "route": found,
        "route_title": _route_title(found, language),
        "pack_title": _title_of(found.pack, language),
        "reviewed": found.pack.is_for_service(language),
        "as_of_words": public_words.words(language)("as_of", day=policy.spoken_date(found.pack.as_of, language)),
    }
    named = ("public_route", pack, route)
    if request.method != "POST":
        return _begin(request, language, found, given, named)
    say = public_words.words(language)
    talk, wrong = _talk(request.POST, found, say)
    if wrong and not talk.facts and "fact" not in request.POST:
        return _begin(request, language, found, {**given, "wrong": wrong}, named, status=422)
    try:
        found = publishing.route_of(pack, route, talk.on)  # another day may have another law
        said = publishing.requirements(found, talk.facts, talk.on, language, talk.left)
    except (BadInput, NotFound):
        return _begin(request, language, found, {**given, "wrong": say("no_law_then")}, named, status=422)
    asked = request.POST.get("change", "") or (request.POST.get("fact", "") if wrong else "")
    if asked not in publishing.facts_of(found):
        asked = "" if "result" in request.POST else next(iter(said.ask), "")
    given |= _shown(talk, said, language)
    given["question_waits"] = bool(said.ask)
    if asked:
        given["question"] = _question(found, asked, language, wrong, request.POST, len(talk.typed) + len(talk.left) + 1)
        given["number_words"] = say("question", number=given["question"].number)
    return _page(request, language, "console/public_route.html", given, named, status=422 if wrong else 200)


def _offered(language: str) -> None:
    if language not in public_words.languages():
        raise Http404


def _begin(
    request: HttpRequest, language: str, route: Route, given: dict[str, Any], named: tuple[str, ...], status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    states = sorted(
        ((code, policy.spoken_country(code, language)) for code in publishing.states_of(route, today)),
        key=lambda one: one[1].casefold(),
    )
    given |= {"today": today.isoformat(), "states": states}
    return _page(request, language, "console/public_begin.html", given, named, status=status)


def _talk(sent: QueryDict, route: Route, say: Say) -> tuple[Talk, str]:
    """What a form carries, with what it just answered; the second is what is wrong with that, in words."""
    try:
        talk = Talk(date.fromisoformat(sent.get("day", "")))
    except ValueError:
        return Talk(timezone.localdate()), say("how_date")
    open_to = publishing.facts_of(route)
    if (states := publishing.states_of(route, talk.on)) and sent.get("state") not in states:
        return talk, say("how_country")
    if states:
        talk.state = str(sent.get("state", ""))
        talk.facts[publishing.CHOSEN_STATE] = Fact(publishing.CHOSEN_STATE, talk.state, source="answer")
    change, asked = sent.get("change", ""), sent.get("fact", "")
    talk.left = [name for name in dict.fromkeys(sent.getlist("left")) if name in open_to and name != change]
    for name, definition in open_to.items():
        text = sent.get(ANSWERED + name, "")
        if text and name not in (change, asked, publishing.CHOSEN_STATE):
            _put(talk, definition, text)  # what was changed by hand in the form is asked again
    if asked not in open_to or change:
        return talk, ""
    talk.left = [name for name in talk.left if name != asked]
    text = _answered(sent, open_to[asked])
    if "unknown" in sent or text == ELSEWHERE:
        talk.left.append(asked)
        return talk, ""
    if "result" in sent and not text:
        return talk, ""
    return talk, "" if _put(talk, open_to[asked], text) else say("not_read", how=_how(open_to[asked], say))


def _put(talk: Talk, definition: FactDefinition, text: str) -> bool:
    """Put one answer in its place, typed; False where it cannot be read."""
    try:
        if len(text) > LONGEST:
            return False
        fact = read_answer(definition, text, source="answer", on=talk.on)
    except AnswerError:
        return False
    if fact.status is not FactStatus.KNOWN:
        return False
    talk.facts[definition.id], talk.typed[definition.id] = fact, text
    return True


def _answered(sent: QueryDict, definition: FactDefinition) -> str:
    if definition.type.kind is not Kind.STAYS or "value" in sent:
        return sent.get("value", sent.get("typed", "")).strip()
    movements = []
    for number in STAYS:
        for direction in ("entry", "exit"):
            if day := sent.get(f"{direction}{number}", "").strip():
                movements.append({"direction": direction, "on": day})
    return json.dumps(movements) if movements else ""


def _how(definition: FactDefinition, say: Say) -> str:
    kinds = {Kind.DATE: "how_date", Kind.COUNTRY: "how_country", Kind.INT: "how_int", Kind.STAYS: "how_stays"}
    if definition.type.kind is Kind.MONEY:
        return say("how_money", currency=definition.type.currency)
    return say(kinds.get(definition.type.kind, "how_choice"))


def _question(route: Route, fact: str, language: str, wrong: str, sent: QueryDict, number: int) -> Question:
    definition, pack = route.facts[fact], route.pack
    kind = definition.type.kind
    choices: tuple[tuple[str, Told], ...] = ()
    if kind is Kind.BOOL:
        say = public_words.words(language)
        choices = (("true", Told(say("yes"), language)), ("false", Told(say("no"), language)))
    elif kind is Kind.ENUM:
        choices = tuple(
            (value, _law_words(pack, language, "facts", fact, "values", value) or Told(value.replace("_", " "), "en"))
            for value in definition.type.values
        )
    elif kind is Kind.COUNTRY:
        choices = tuple((code, Told(name, language)) for code, name in _states(language))
    words = _law_words(pack, language, "facts", fact, "question") or Told(definition.question, "en")
    rows = tuple(
        (public_words.words(language)("row", number=number), f"entry{number}", sent.get(f"entry{number}", ""),
         f"exit{number}", sent.get(f"exit{number}", ""))
        for number in STAYS
    )  # fmt: skip
    cite = pack.cited(definition.cite)
    return Question(fact, number, words, cite, str(kind), choices, definition.type.currency, wrong, rows)


@cache
def _states(language: str) -> tuple[tuple[str, str], ...]:
    """Every State by its two letters and its name, in the order of the names."""
    those = (countries.find(code) for code in countries.codes())
    found = {
        one.iso2: policy.spoken_country(one.iso2, language)
        for one in those if one is not None and one.iso2 and one.special in ("", "operational")
    }  # fmt: skip
    return tuple(sorted(found.items(), key=lambda one: one[1].casefold()))


def _shown(talk: Talk, said: Requirements, language: str) -> dict[str, Any]:
    """Everything a page of questions and answers shows, in words."""
    route, say = said.route, public_words.words(language)
    answers = [Answered(name, _name(route, name, language), _value(route, fact, language))
               for name, fact in talk.facts.items() if name in talk.typed]  # fmt: skip
    answers += [Answered(name, _name(route, name, language), say("unanswered"), is_left=True) for name in talk.left]
    grounds: dict[str, list[tuple[Told, Told, str]]] = {"adverse": [], "favourable": [], "protective": []}
    for ground in said.advice["grounds"]:
        which = said.kind_of(ground["effect"])
        spoken = route.pack.language_of(language, "rules", ground["id"], "title")
        told = (Told(ground["title"], spoken), Told(ground["reason"], spoken), ground["cite"])
        if which in grounds and len(grounds[which]) < publishing.MOST_GROUNDS:
            grounds[which].append(told)
    papers = {item.id: _law_words(route.pack, language, "documents", item.id) for item in said.documents}
    return {
        "talk": talk,
        "result_words": say("result", day=policy.spoken_date(talk.on, language)),
        "days_rule": say("days_rule", days=said.stay.days, window=said.stay.window) if said.stay else "",
        "answers": answers,
        "against": grounds["adverse"],
        "speaks_for": grounds["favourable"],
        "protects": grounds["protective"],
        "left_open": [_name(route, name, language) for name in said.left_open],
        "officer_checks": [_name(route, name, language) for name in said.officer_checks],
        "documents": [_document(item, papers, route, language, say) for item in said.documents],
        "amounts": [(_amount_name(route, one.name, language), one.value, one.cite) for one in said.amounts],
        "stay": said.stay,
        "stay_words": _stay_words(said, language, say),
        "shield": said.shield,
    }


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the list: whether it is needed, by shape and word, its words, and what else is said of it."""

    need: str
    need_words: str
    shape: str
    words: Told
    cite: str
    more: tuple[str, ...]


def _document(item: policy.Item, papers: Mapping[str, Told | None], route: Route, language: str, say: Say) -> Document:
    more = []
    if item.depends_on:
        names = "; ".join(_name(route, name, language).text for name in item.depends_on)
        more.append(say("depends_on", what=names))
    if item.instead_of:
        instead = "; ".join(told.text for name in item.instead_of if (told := papers.get(name)))
        more.append(say("instead", what=instead))
    if item.no_older_than_days:
        more.append(say("no_older", days=item.no_older_than_days))
    need = str(item.need)
    shape = {"needed": "passed", "not_needed": "not_done", "depends": "unsure"}[need]
    words = {"needed": "needed", "not_needed": "not_needed", "depends": "depends"}[need]
    told = papers[item.id] or Told(item.words, "en")
    return Document(need, say(words), shape, told, item.cite, tuple(more))


def _stay_words(said: Requirements, language: str, say: Say) -> str:
    stay = said.stay
    if stay is None:
        return ""
    if not stay.binds:
        return say("days_free")
    first = policy.spoken_date(stay.from_day or said.on, language)
    if stay.none_left:
        return say("days_none", day=first)
    if stay.left is None or stay.last_day is None:
        return say("days_unknown")
    return say("days_left", day=first, left=stay.left, last=policy.spoken_date(stay.last_day, language))


def _law_words(pack: Pack, language: str, *path: str) -> Told | None:
    text = pack.words(language, *path)
    return Told(text, pack.language_of(language, *path)) if text else None


def _name(route: Route, fact: str, language: str) -> Told:
    """A fact by its name, else by its question."""
    for what in ("name", "question"):
        if told := _law_words(route.pack, language, "facts", fact, what):
            return told
    return Told(fact.replace("_", " "), "en")


def _amount_name(route: Route, name: str, language: str) -> Told:
    told = _law_words(route.pack, language, "quantities", name)
    return told or _name(route, name, language)


def _value(route: Route, fact: Fact, language: str) -> str:
    kind = route.facts[fact.name].type.kind
    if kind is Kind.STAYS:
        arrow = {"entry": "→", "exit": "←"}
        told = [f"{arrow[str(one.direction)]} {policy.spoken_date(one.on, language)}" for one in fact.value]
        return "; ".join(told) or public_words.words(language)("never")
    if kind is Kind.BOOL:
        return public_words.words(language)("yes" if fact.value else "no")
    return spoken_value({"kind": str(kind), "value": as_json(fact.value), "fact": fact.name}, route.pack, language)


def _title_of(pack: Pack, language: str) -> Told:
    return Told(title_of(pack, language), pack.language_of(language, "titles", "pack"))


def _route_title(route: Route, language: str) -> Told:
    return _law_words(route.pack, language, "titles", route.id) or Told(route.title, "en")


def _told(request: HttpRequest, language: str, status: int, message: str) -> HttpResponse:
    return _page(request, language, "console/public_told.html", {"message": message}, ("public_places",), status=status)


def _page(
    request: HttpRequest,
    language: str,
    template: str,
    given: Mapping[str, Any],
    named: tuple[str, ...],
    *,
    status: int = 200,
) -> HttpResponse:
    """A page in a language, with the same page in every other beside it."""
    name, *rest = named
    others = [
        (code, public_words.NAMES[code], reverse(name, args=[code, *rest]),
         "rtl" if is_right_to_left(code) else "ltr")
        for code in public_words.languages()
    ]  # fmt: skip
    frame = {
        "say": public_words.words(language),
        "language": language,
        "direction": "rtl" if is_right_to_left(language) else "ltr",
        "others": others,
        "elsewhere": ELSEWHERE,
    }
    answer = render(request, template, {**frame, **given}, status=status)
    answer.headers["Content-Language"] = language
    return answer
