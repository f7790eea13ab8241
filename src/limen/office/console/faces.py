"""The traveller's face beside the portrait: a picture taken at the desk's camera, or a file; a drawing where one
practises."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from limen.office.actions import comparing, documentview
from limen.office.actions.acting import BadInput
from limen.office.connections import practice_reader
from limen.office.console import document, typed
from limen.office.console.typed import DeskRequest


@require_POST
def compare_faces(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Compare a live picture with the portrait of the document."""

    def send(desk: DeskRequest) -> None:
        data, device = _drawing(desk, case_id) if desk.POST.get("device") == "practice" else _taken(desk)
        comparing.compare_faces(desk.officer, case_id, typed.act_stamp(desk), data=data, device=device)

    return document.acted(request, case_id, send, "faces")


def _taken(request: DeskRequest) -> tuple[bytes, str]:
    """The picture of a form and how it was taken. Raises BadInput where there is none, or it is too large."""
    given = request.FILES.get("live")
    if given is None or isinstance(given, list):
        raise typed.Misread(_("Choose a picture of the traveller, drop it here, or take one with the camera."), "live")
    if (given.size or 0) > document.LARGEST:
        told = _("The file has %(size)d MB, more than %(most)d MB: take the picture smaller.")
        raise BadInput(told % {"size": (given.size or 0) >> 20, "most": document.LARGEST >> 20})
    data: bytes = given.read()
    return data, "camera" if request.POST.get("device") == "camera" else "file"


def _drawing(request: DeskRequest, case_id: uuid.UUID) -> tuple[bytes, str]:
    """The drawing of a specimen traveller, at the practice desk. Raises BadInput at any other."""
    found = document.paper(documentview.view(request.officer, case_id, typed.reading_stamp(request)))
    if found is None:
        raise BadInput(_("Nobody of the specimens stands before this desk: take a picture, or choose one."))
    return practice_reader.portrait_of(found), "practice"
