"""The document of a traveller, looked at closer: pictures side by side, every check, the officer's own findings."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_permissions_policy.decorators import permissions_policy_override

from limen.office.actions import assessing, documentview, examining, inquiring, reporting
from limen.office.actions.acting import ActError, BadInput
from limen.office.actions.documentview import DocumentView, LookView
from limen.office.authority import NotPermitted
from limen.office.connections import practice_reader
from limen.office.console import desk, problems, tray, typed, words
from limen.office.console.problems import Problem
from limen.office.console.typed import DeskRequest
from limen.specimens import Paper
from limen.vocabulary.evidence import N_

LARGEST = 24 << 20
# How an own look may end, by the number that chooses it.
OUTCOMES = (
    ("1", "passed", N_("as it should be")),
    ("2", "failed", N_("not as it should be")),
    ("3", "unsure", N_("cannot be told")),
)
# How it may end whether the holder is before the desk: an own look at the holder.
SAME_PERSON = (
    ("1", "passed", N_("the same person")),
    ("2", "failed", N_("not the same person")),
    ("3", "unsure", N_("cannot be told")),
)


@dataclass(frozen=True, slots=True)
class Letter:
    """One character of a line, and whether it was read with doubt."""

    letter: str
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Read:
    """The lines of a page as they were read, letter by letter, and the strip they were read from."""

    look: LookView
    lines: tuple[tuple[Letter, ...], ...]
    text: str


@require_GET
def show(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The document."""
    return page(cast(DeskRequest, request), case_id)


@permissions_policy_override({**settings.PERMISSIONS_POLICY, "camera": ["self"]})
def page(request: DeskRequest, case_id: uuid.UUID, problem: Problem | None = None) -> HttpResponse:
    """The document with what is shown of a problem, its form open and what was typed kept."""
    view = documentview.view(request.officer, case_id, typed.reading_stamp(request))
    given = {
        "view": view,
        "reads": [_read(look) for look in view.looks if look.kind == "page" and (look.lines or look.doubts)],
        "told": tray.told(view.mrz, view.zone, ""),
        "has_chip": view.may_examine and paper(view) is not None,
        "outcomes": OUTCOMES,
        "holder_outcomes": SAME_PERSON,
        "photo": next((look for look in view.looks if look.kind == "page" and look.pictures), None),
        "problem": problem,
        "opened": problem.dialog if problem else request.GET.get("do", ""),
        "live": next((look for look in view.looks if look.kind == "portrait" and look.pictures), None),
        "typed": request.POST if problem else QueryDict(),
    }
    return render(request, "console/document.html", given, status=problem.status if problem else 200)


def _read(look: LookView) -> Read:
    doubtful = {(one.line, one.position) for one in look.doubts}
    lines = tuple(
        tuple(Letter(letter, (number, place) in doubtful) for place, letter in enumerate(line, 1))
        for number, line in enumerate(look.lines, 1)
    )
    return Read(look, lines, "\n".join(look.lines))


def paper(view: DocumentView) -> Paper | None:
    """The specimen paper this document is, where its chip can be read in process; None at any other desk."""
    told = tray.told(view.mrz, view.zone, "") if view.practice else None
    papers = told.story.opening if told else ()
    found = next((paper for paper in papers if tuple(paper.lines) == view.mrz), None)
    return found if found is not None and practice_reader.has_chip(found) else None


Sent = Callable[[DeskRequest], Any]


def acted(request: HttpRequest, case_id: uuid.UUID, send: Sent, dialog: str = "") -> HttpResponse:
    """What was sent, done; then the document again, with what stood in the way where something did."""
    at_desk = cast(DeskRequest, request)
    try:
        send(at_desk)
    except (ActError, NotPermitted) as error:
        return page(at_desk, case_id, problems.of(error, dialog))
    return HttpResponseRedirect(reverse("document", args=[case_id]), status=303)


@require_POST
def examine(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """A file given at the desk: a picture or PDF of a page, a seal, or the evidence file of a chip."""

    def send(desk: DeskRequest) -> None:
        data, stamp = _file(desk), typed.act_stamp(desk)
        if data[:1] in (b"{", b"[", b"\xef"):
            examining.examine_chip(desk.officer, case_id, stamp, evidence=data)
        elif desk.POST.get("what") == "seal":
            examining.examine_seal(desk.officer, case_id, stamp, data=data)
        else:
            examining.examine_page(desk.officer, case_id, stamp, data=data)

    return acted(request, case_id, send, "examine")


@require_POST
def look(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """What the officer's own eye found."""

    def send(desk: DeskRequest) -> None:
        sent = desk.POST
        examining.look_closer(
            desk.officer, case_id, typed.act_stamp(desk), feature=sent.get("feature", ""),
            outcome=sent.get("outcome", ""), words=typed.words(sent.get("words", "")),
        )  # fmt: skip

    return acted(request, case_id, send, "holder" if request.POST.get("from") == "holder" else "look")


@require_POST
def erase(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Erase a photo."""

    def send(desk: DeskRequest) -> None:
        examining.erase_photo(desk.officer, case_id, typed.act_stamp(desk), examination=_row(desk))

    return acted(request, case_id, send)


@require_POST
def again(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Judge the kept evidence of a chip against the certificates in service now."""

    def send(desk: DeskRequest) -> None:
        examining.judge_again(desk.officer, case_id, typed.act_stamp(desk), examination=_row(desk))

    return acted(request, case_id, send)


@require_POST
def read_chip(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Read the virtual chip of a specimen traveller, at the practice desk."""

    def send(desk: DeskRequest) -> None:
        view = documentview.view(desk.officer, case_id, typed.reading_stamp(desk))
        found = paper(view)
        if found is None:
            raise BadInput(_("This traveller has no chip that could be read here."))
        evidence, findings = practice_reader.read_paper(found, timezone.now())
        examining.examine_chip(desk.officer, case_id, typed.act_stamp(desk), evidence=evidence, reported=findings)

    return acted(request, case_id, send)


@require_POST
def ask_register(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Ask another's register about the document."""

    def send(desk: DeskRequest) -> None:
        inquiring.ask_register(desk.officer, case_id, typed.act_stamp(desk), register=desk.POST.get("register", ""))

    return acted(request, case_id, send)


@require_POST
def note_flight(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Note what the traveller came or goes by."""

    def send(desk: DeskRequest) -> None:
        assessing.note_flight(desk.officer, case_id, typed.act_stamp(desk), flight=desk.POST.get("flight", ""))

    return acted(request, case_id, send)


@require_GET
def picture(request: HttpRequest, examination: uuid.UUID, role: str) -> HttpResponse:
    """A picture made anew from what was given; nothing else can be asked for here."""
    at_desk = cast(DeskRequest, request)
    content, media = documentview.picture(at_desk.officer, examination, role, typed.reading_stamp(at_desk))
    headers = {"Content-Disposition": "inline", "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=media, headers=headers)


@require_GET
def report(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The report of the document, for the screen or the printer."""
    at_desk = cast(DeskRequest, request)
    pdf = reporting.report_pdf(
        at_desk.officer,
        case_id,
        typed.reading_stamp(at_desk),
        language=words.language(),
        told=words.told,
        titled=words.check_title,
    )
    name = f'inline; filename="document-{case_id}.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})


@require_POST
def photo(request: HttpRequest) -> HttpResponse:
    """A photo of a document at the desk: it opens a case, read where that is certain, to be compared where not."""
    at_desk = cast(DeskRequest, request)
    direction = request.POST.get("direction", "entry")
    try:
        done = examining.arrive_with_photo(
            at_desk.officer, typed.act_stamp(at_desk), direction=direction, data=_file(at_desk)
        )
    except (ActError, NotPermitted) as error:
        return desk.page(at_desk, direction if direction in desk.DIRECTIONS else "entry", problems.of(error))
    return HttpResponseRedirect(reverse("document", args=[done.case]), status=303)


def _row(request: DeskRequest) -> uuid.UUID:
    """The examination a form names. Raises BadInput."""
    try:
        return uuid.UUID(request.POST.get("examination", ""))
    except ValueError as error:
        raise BadInput(_("The form names no record: choose one, or reload the page.")) from error


def _file(request: DeskRequest) -> bytes:
    """The one file of a form. Raises BadInput where there is none, or it is larger than any picture of a page."""
    given = request.FILES.get("data")
    if given is None or isinstance(given, list):
        raise typed.Misread(_("Choose a picture, a PDF or an evidence file; or drop it here."), "data")
    if (given.size or 0) > LARGEST:
        told = _("The file has %(size)d MB, more than %(most)d MB: take the picture smaller.")
        raise BadInput(told % {"size": (given.size or 0) >> 20, "most": LARGEST >> 20})
    data: bytes = given.read()
    return data
