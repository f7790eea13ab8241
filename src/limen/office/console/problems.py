"""What is shown when something cannot be done: one page, one clear message, the right status."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from limen.office.actions.acting import ActError
from limen.office.authority import WORDS, NotPermitted
from limen.office.console import words
from limen.vocabulary.evidence import N_

log = logging.getLogger(__name__)

TITLES = {
    400: N_("That request could not be read"),
    403: N_("Not permitted"),
    404: N_("There is nothing here"),
    405: N_("That was not recorded"),
    409: N_("Not possible now"),
    413: N_("That is too large"),
    422: N_("That could not be used"),
    500: N_("Something broke"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong with a form: the message, its status, the field to point at, the dialog to open again."""

    message: str
    status: int
    field: str = ""
    dialog: str = ""


def of(error: ActError | NotPermitted, dialog: str = "") -> Problem:
    """An act that did not happen, as the page that asked for it shows it."""
    if isinstance(error, NotPermitted):
        return Problem(not_permitted(error), 403, dialog=dialog)
    return Problem(_sentence(words.told(error.words)), error.status, getattr(error, "field", ""), dialog)


def not_permitted(error: NotPermitted) -> str:
    """Why an act is not permitted, as a sentence."""
    return _("Not permitted: %(why)s.") % {"why": _(WORDS[error.code])}


def page(request: HttpRequest, status: int, message: str, back: str = "") -> HttpResponse:
    """One problem as a page of its own, with the way back where there is a better one than the desk."""
    title = _(TITLES.get(status, TITLES[500]))
    given = {"title": title, "message": message, "status": status, "back": back}
    return render(request, "console/problem.html", given, status=status)


def answer(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The page for an act that did not happen; None for every other exception, which Django answers with 500."""
    if isinstance(error, ActError | NotPermitted):
        problem = of(error)
        return page(request, problem.status, problem.message)
    return None


@login_not_required
def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: sent from elsewhere, or after the session ended."""
    log.warning("form refused: %s", reason)
    return page(
        request,
        403,
        _(
            "The form was not sent from this console, or your session has ended. "
            "Go back, reload the page and send it again."
        ),
    )


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django names it
    """A request no page can read."""
    return page(request, 400, _("Nothing was changed. Go back and try again."))


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django names it
    """A page that is not open to this officer."""
    return page(request, 403, _("This page is not open to you."))


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django names it
    """An address that leads nowhere."""
    return page(request, 404, _("The address leads nowhere. Nothing was changed."))


@login_not_required
def broken(_request: HttpRequest) -> HttpResponse:
    """A fault of ours: plain, so that nothing in the page can break again."""
    told = _(
        "Something broke on our side. What was recorded before is safe; what you just sent was not recorded. "
        "Go back and send it again, and tell the person who runs this system."
    )
    title, desk = _(TITLES[500]), _("Desk")
    return HttpResponse(
        f"<!doctype html><title>500</title><h1>{title}</h1><p>{told}</p><p><a href='/'>{desk}</a></p>",
        status=500,
    )


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", "…")) else text + "."
