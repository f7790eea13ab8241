"""What happens around every page: its bytes are bounded, the officer is on duty, the frame of the page is known."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, cast

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from limen.office.actions import duty, watching
from limen.office.actions.acting import ActError
from limen.office.authority import WORDS, NotPermitted
from limen.office.console import navigation, problems
from limen.office.console.typed import DeskRequest

GetResponse = Callable[[HttpRequest], HttpResponse]

FORM_BYTES = 1_000_000
# What takes files.
UPLOADS = frozenset(
    {"import_list", "import_library", "reader_deliver", "examine", "photo", "compare_faces", "offer_trust"}
)
THEMES = ("light", "dark")
_DISCARDED_AT_MOST = 1 << 30


class bounded:  # noqa: N801 - the name settings give it
    """Refuse a body over the page's bound before anything reads it, with one clear page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page, or 413 with the bound in words."""
        bound = settings.LIMEN_MAX_UPLOAD if _page_name(request) in UPLOADS else FORM_BYTES
        if _length(request) > bound:
            _discard(request)
            message = _("At most %(bound)s fit here. Nothing was read and nothing was changed.") % {
                "bound": _size(bound)
            }
            return problems.page(request, 413, message)
        return self.get_response(request)


def _page_name(request: HttpRequest) -> str:
    if request.resolver_match is not None:
        return request.resolver_match.url_name or ""
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""


def _length(request: HttpRequest) -> int:
    text = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(text) if text.isdecimal() else 0


def _discard(request: HttpRequest) -> None:
    """Let the rest of the body pass unread: a browser shows the answer only once it has sent everything."""
    stream = request.META.get("wsgi.input")
    left = min(_length(request), _DISCARDED_AT_MOST)
    while stream is not None and left > 0:
        chunk = stream.read(min(left, 1 << 16))
        if not chunk:
            return
        left -= len(chunk)


def _size(count: int) -> str:
    return (
        _("%(count)d MB") % {"count": count // (1024 * 1024)}
        if count >= 1 << 20
        else _("%(count)d kB") % {"count": count // 1000}
    )


class on_duty:  # noqa: N801 - the name settings give it
    """Give every page its officer and post; answer acts that did not happen with the page that says why."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page as it is; duty is looked up only for pages that need one (`process_view`)."""
        response = self.get_response(request)
        machine = response.headers.get("Content-Type", "").startswith("application/json")
        if response.status_code == 405 and request.method == "GET" and not machine:
            return _sent_before(request)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Nothing where the officer is on duty; the second factor's set-up or a 403 page where not."""
        name = _page_name(request)
        if name == "healthz" or not request.user.is_authenticated:
            return None
        free = _is_account_page(view) or not getattr(view, "login_required", True)
        if settings.LIMEN_MFA and not free and not is_mfa_enabled(request.user):
            return HttpResponseRedirect(reverse("mfa_index"))
        officer = duty.officer_for(request.user, request.session.get("post"), timezone.now())
        if officer is not None:
            desk = cast(DeskRequest, request)
            desk.officer, desk.at_post = officer, duty.post_of(officer)
            return None
        if free or name == "duty":
            return None
        message = _("Not permitted: %(why)s. Ask your administrator, or choose another post.") % {
            "why": _(WORDS["authority.off_duty"])
        }
        return problems.page(request, 403, message)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """One page for an act that did not happen."""
        return problems.answer(request, error) if isinstance(error, ActError | NotPermitted) else None


def _sent_before(request: HttpRequest) -> HttpResponse:
    """A form's own address opened as a page, which is where signing in again leads: nothing was sent this time."""
    match = request.resolver_match
    back = reverse("case", args=[match.kwargs["case_id"]]) if match and "case_id" in match.kwargs else reverse("desk")
    message = _("The session had ended when this was sent, so it was not recorded. Go back and send it again.")
    return problems.page(request, 405, message, back)


def _is_account_page(view: Callable[..., HttpResponse]) -> bool:
    return view.__module__.startswith("allauth.") or getattr(view, "view_class", type(None)).__module__.startswith(
        "allauth."
    )


def context(request: HttpRequest) -> dict[str, Any]:
    """What every template is given: who and where, where one may go, light or dark, whether single keys are on."""
    officer = getattr(request, "officer", None)
    post = getattr(request, "at_post", None)
    theme = request.COOKIES.get("limen_theme", "")
    return {
        "officer": officer,
        "post": post,
        "zone": post.zone if post else "UTC",
        "places": navigation.places_for(officer) if officer else (),
        "here": _page_name(request),
        "watched": len(watching.unseen(officer)) if officer else 0,
        "theme": theme if theme in THEMES else "",
        "single_keys": request.COOKIES.get("limen_keys") != "off",
        "practice": post is not None and post.mode == "practice",
        "page_key": uuid.uuid4,  # a callable: each use in a template is another key
        "demo": settings.LIMEN_DEMO,
    }
