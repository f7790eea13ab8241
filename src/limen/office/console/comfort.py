"""How the console is set for whoever sits at it: light or dark, single keys on or off, which post."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from limen.office.actions import duty as on_duty
from limen.office.console.middleware import THEMES
from limen.office.console.problems import Problem

A_YEAR = 365 * 24 * 60 * 60


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the machine has it."""
    chosen = request.POST.get("theme", "")
    return _remembered(request, "limen_theme", chosen if chosen in THEMES else "")


@login_not_required
@require_POST
def single_keys(request: HttpRequest) -> HttpResponse:
    """Single keys on or off (WCAG 2.2, 2.1.4): speech input and tremor press keys nobody meant."""
    return _remembered(request, "limen_keys", "off" if request.POST.get("keys") == "off" else "")


def _remembered(request: HttpRequest, name: str, value: str) -> HttpResponse:
    """Back to where one was, with a cookie that holds no secret."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    answer = HttpResponseRedirect(target, status=303)
    if value:
        answer.set_cookie(
            name, value, max_age=A_YEAR, samesite="Strict", httponly=True, secure=bool(settings.SESSION_COOKIE_SECURE)
        )
    else:
        answer.delete_cookie(name, samesite="Strict")
    return answer


@require_http_methods(["GET", "POST"])
def duty(request: HttpRequest) -> HttpResponse:
    """Who is on duty where, and the choice of a post for whoever serves at several."""
    now = timezone.now()
    account = request.user
    posts = on_duty.posts_for(account, now)  # type: ignore[arg-type]  # LoginRequiredMiddleware: an account
    problem = None
    if request.method == "POST":
        chosen = request.POST.get("post", "")
        if chosen in posts:
            request.session["post"] = chosen
            return HttpResponseRedirect("/", status=303)
        problem = Problem(_("You hold no current duty at that post: choose one of those listed."), 422, "post")
    return render(
        request, "console/duty.html", {"posts": posts, "problem": problem}, status=problem.status if problem else 200
    )
