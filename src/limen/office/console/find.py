"""Looking for somebody: a purpose first, then one field; and the record of a person, opened with a purpose.

No name and no number stands in an address: a search is sent as a form, kept in the session, and shown by a page whose
address says nothing. It is forgotten after a while, and with the session.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from limen.office.actions import doubles, finding, recalling
from limen.office.actions.acting import ActError, stamp
from limen.office.actions.finding import FoundView, PersonFound, Reason
from limen.office.actions.recalling import PersonRecord
from limen.office.authority import NotPermitted
from limen.office.console import problems, typed
from limen.office.console.lifeline import lifeline
from limen.office.console.typed import DeskRequest

LONGEST_QUERY = 120
KEPT_FOR = timedelta(minutes=15)
# purpose → its key on the page of searches.
KEYS_OF = {"desk": "t", "secondary": "x", "correction": "c", "supervision": "v", "audit": "a"}


@dataclass(frozen=True, slots=True)
class PurposeKey:
    """One purpose with its key; `chosen` where it is the one stated."""

    code: str
    words: str
    press: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody found, with the reasons in words: what speaks for, what is left over."""

    found: PersonFound
    agree: str
    left: str


def kept(request: HttpRequest, name: str, now: datetime | None = None) -> dict[str, Any]:
    """What the session keeps of the current search; nothing once it is older than a quarter of an hour."""
    held: dict[str, Any] = request.session.get(name) or {}
    at = parse_datetime(str(held.get("at", "")))
    if at is None or (now or timezone.now()) - at > KEPT_FOR:
        return {}
    return dict(held)


def keep(request: HttpRequest, name: str, held: dict[str, Any]) -> None:
    """Keep the current search, from now on for a quarter of an hour."""
    request.session[name] = {**held, "at": timezone.now().isoformat()}


def purpose_for(request: HttpRequest, kind: str, key: uuid.UUID) -> str:
    """The purpose under which a record was shown to this officer: `persons` or `cases`; "" where it was not."""
    for name, purpose in (("find", ""), ("register", "register")):
        held = kept(request, name)
        if str(key) in held.get(kind, ()):
            return purpose or str(held.get("purpose", ""))
    return ""


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """The field, and what the current search found."""
    at_desk = cast(DeskRequest, request)
    if not finding.purposes_for(at_desk.officer):
        raise NotPermitted("find", "authority.role")
    held = kept(request, "find")
    if not held.get("key"):
        return _page(at_desk, held)
    given = {name: str(held.get(name, "")) for name in ("query", "purpose", "born", "nationality")}
    view = finding.find(at_desk.officer, stamp(held["key"], timezone.now(), at_desk.at_post.zone), **given)
    fresh = held.pop("fresh", False)
    held |= {"persons": [str(one.person) for one in view.persons], "cases": [str(one.case) for one in view.cases]}
    request.session["find"] = held
    if len(view.cases) == 1 and not view.persons and view.cases[0].opens and fresh:
        return HttpResponseRedirect(reverse("case", args=[view.cases[0].case]))
    return _page(at_desk, held, view)


@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """A search as it was sent: kept, then shown; what cannot be read is said beside the field."""
    at_desk = cast(DeskRequest, request)
    held = {name: request.POST.get(name, "").strip()[:LONGEST_QUERY] for name in ("query", "born", "nationality")}
    held |= {"purpose": kept(request, "find").get("purpose", "")}
    try:
        finding.require_purpose(at_desk.officer, held["purpose"])
        finding.take_apart(held["query"], held["born"], held["nationality"])
    except ActError as error:
        return _page(at_desk, held, problem=problems.of(error))
    keep(request, "find", {**held, "key": typed.new_key(), "fresh": True})
    return HttpResponseRedirect(reverse("find"))


@require_POST
def purpose(request: HttpRequest) -> HttpResponse:
    """State a purpose, for the search that follows or for one person's record."""
    at_desk = cast(DeskRequest, request)
    held = kept(request, "find")
    try:
        stated = finding.require_purpose(at_desk.officer, request.POST.get("purpose", ""))
    except ActError as error:
        return _page(at_desk, held, problem=problems.of(error))
    if held.get("purpose") != stated:
        # Another purpose is another search: what the old one opened is not opened by it.
        held = {name: held.get(name, "") for name in ("query", "born", "nationality")}
    held |= {"purpose": stated}
    try:
        wanted = uuid.UUID(request.POST.get("person", ""))
    except ValueError:
        keep(request, "find", {**held, "key": ""})
        return HttpResponseRedirect(reverse("find"))
    keep(request, "find", {**held, "key": "", "persons": [str(wanted)]})
    return HttpResponseRedirect(reverse("person", args=[wanted]))


def _page(
    request: DeskRequest, held: dict[str, Any], view: FoundView | None = None, problem: problems.Problem | None = None
) -> HttpResponse:
    given = {
        "held": held,
        "view": view,
        "lines": [_line(one) for one in view.persons] if view else [],
        "purposes": purpose_keys(request, str(held.get("purpose", ""))),
        "problem": problem,
        "doubles": doubles.count_open(request.officer, timezone.now()),
    }
    return render(request, "console/find.html", given, status=problem.status if problem else 200)


def purpose_keys(request: DeskRequest, chosen: str) -> list[PurposeKey]:
    """The purposes open to the officer, each with its key."""
    return [
        PurposeKey(code, finding.PURPOSES[code][0], KEYS_OF[code], code == chosen)
        for code in finding.purposes_for(request.officer)
    ]


def _line(found: PersonFound) -> Line:
    agree = ", ".join(_said(reason) for reason in found.why if not reason.against)
    return Line(found, agree, ", ".join(_said(reason) for reason in found.why if reason.against))


def _said(reason: Reason) -> str:
    return _(reason.template).format_map({**reason.params})


@require_GET
def person(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """One person's record; where no purpose is known it is asked for first, and nothing is shown."""
    at_desk = cast(DeskRequest, request)
    stated = purpose_for(request, "persons", person_id)
    if not stated and recalling.own_case(at_desk.officer, person_id) is None:
        given = {"purposes": purpose_keys(at_desk, ""), "person": person_id}
        if not given["purposes"]:
            raise NotPermitted("see_person", "authority.role")
        return render(request, "console/purpose.html", given)
    view = recalling.person(at_desk.officer, person_id, typed.reading_stamp(at_desk), purpose=stated)
    _carry(request, view)
    line = lifeline(view.moments, view.visits, view.today, at_desk.at_post.zone)
    return render(request, "console/person.html", {"view": view, "exceeded": exceeded(view), "line": line})


def _carry(request: HttpRequest, view: PersonRecord) -> None:
    """Cases opened from this record are opened for the purpose it was opened for."""
    for name in ("find", "register"):
        held = kept(request, name)
        if str(view.id) in held.get("persons", ()):
            held["cases"] = sorted({*held.get("cases", ()), *(str(case.id) for case in view.cases)})
            request.session[name] = held
            return


def exceeded(view: PersonRecord) -> bool:
    """Whether the stay that goes on today is past its last day, as far as the days are known.

    A stay that has ended is not judged here: the count of the view is of today, not of the day of exit.
    """
    stands = [visit for visit in view.visits if not visit.voided]
    inside = bool(stands) and stands[-1].direction == "entry"
    return inside and not view.stay.not_known and view.stay.days_left == 0 and view.stay.last_day is None
