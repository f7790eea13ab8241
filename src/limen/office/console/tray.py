"""The tray of the practice desk: specimen travellers with a story, their pages as pictures, and what they answer.

Only the demo has it. A story is played through the very acts of the desk: its lines are read like any other's.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from limen import specimens
from limen.office.actions import inquiring, units
from limen.office.actions.acting import ActError, BadInput
from limen.office.authority import NotPermitted
from limen.office.console import desk, problems, typed, words
from limen.office.console.typed import DeskRequest
from limen.specimens import Paper, Story
from limen.vocabulary.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a story: the story, the number of its picture, the name of its holder."""

    story: str
    number: int
    holder: str


@dataclass(frozen=True, slots=True)
class Told:
    """The story a traveller at the desk comes from: its pages, what to watch, what they say to the question."""

    story: Story
    pages: tuple[Page, ...]
    says: str


def has_tray() -> bool:
    """Whether this office has a tray: a demo has."""
    return bool(settings.LIMEN_DEMO)


def today(zone: str) -> date:
    """The local day at the post, as of which stories are built."""
    return timezone.now().astimezone(ZoneInfo(zone)).date()


@lru_cache(maxsize=2)
def stories(on: date) -> tuple[Story, ...]:
    """Every story as of a day; built once a day."""
    return specimens.stories(on)


def told(lines: Sequence[str], zone: str, fact: str) -> Told | None:
    """The story whose paper has these lines, with its answer to a question; None for any other traveller."""
    if not has_tray() or not lines:
        return None
    on = today(zone)
    for story in stories(on):
        for paper in story.opening:
            if tuple(paper.lines) == tuple(lines):
                theirs = tuple(_pages(story, paper))
                return Told(story, theirs, _answer(story, fact) if fact else "")
    return None


def _pages(story: Story, paper: Paper) -> list[Page]:
    """The pictures of the papers of one holder, the one that was read first."""
    numbered = [(number, other) for number, other in enumerate(story.papers) if other.holder.key == paper.holder.key]
    numbered.sort(key=lambda row: row[1] is not paper)
    return [Page(story.id, number, f"{other.document.given} {other.document.surname}".strip())
            for number, other in numbered]  # fmt: skip


def _answer(story: Story, fact: str) -> str:
    if fact not in story.answers:
        return _("They do not know.")
    value: Any = story.answers[fact]
    if isinstance(value, bool):
        return _("They say yes.") if value else _("They say no.")
    return words.spoken_day(str(value)) if isinstance(value, date | PartialDate) else words.stored(str(value))


@require_GET
def picture(request: HttpRequest, story: str, number: int) -> HttpResponse:
    """The picture of one page."""
    found = _story(cast(DeskRequest, request), story)
    if number >= len(found.papers):
        raise Http404
    svg = _drawn(found.id, number, today(cast(DeskRequest, request).at_post.zone))
    return HttpResponse(svg, content_type="image/svg+xml", headers={"Cache-Control": "private, max-age=3600"})


@lru_cache(maxsize=64)
def _drawn(story: str, number: int, on: date) -> str:
    return specimens.picture(specimens.story(story, on).papers[number])


def _story(request: DeskRequest, id: str) -> Story:
    if not has_tray():
        raise Http404
    found = next((story for story in stories(today(request.at_post.zone)) if story.id == id), None)
    if found is None:
        raise Http404
    return found


@require_POST
def play(request: HttpRequest, story: str) -> HttpResponse:
    """Let the traveller of a story step up: one opens a case, several who travel together open a unit."""
    at_desk = cast(DeskRequest, request)
    found = _story(at_desk, story)
    request.session["direction"] = found.direction
    try:
        return HttpResponseRedirect(_stepped_up(at_desk, found), status=303)
    except (ActError, NotPermitted) as error:
        return desk.page(at_desk, found.direction, problems.of(error))


def _stepped_up(request: DeskRequest, story: Story) -> str:
    stamp = typed.act_stamp(request)
    if len(story.opening) > 1:
        if standing := units.standing(request.officer, story.opening[0].text, stamp.at):
            return reverse("unit", args=[standing])
        opened = units.open_unit(request.officer, stamp, kind="family", direction=story.direction)
        unit = uuid.UUID(opened.result)
        for number, paper in enumerate(story.opening):
            units.arrive(request.officer, unit, typed.part(stamp, str(number)), text=paper.text, source="wedge")
        return reverse("unit", args=[unit])
    done = inquiring.arrive(
        request.officer, stamp, direction=story.direction, text=story.opening[0].text, source="wedge"
    )
    if done.case is None:
        raise BadInput(_("The story opened no case."))
    return reverse("case", args=[done.case])
