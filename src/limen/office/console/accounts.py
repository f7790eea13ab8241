"""Signing in and out: accounts are made by an administrator, never by themselves; both ends are journaled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from limen.office.actions import duty
from limen.office.actions.acting import Stamp, stamp
from limen.office.console.typed import new_key
from limen.vocabulary.person import Officer


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Nobody signs up; a demonstration account opens nothing outside the demonstration."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Never."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the page one lands on shows who is signed in."""

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Refuse a published password where real work is done."""
        if user.is_demo and not settings.LIMEN_DEMO:
            return cast(HttpResponse, self.respond_user_inactive(request, user))
        return cast("HttpResponse | None", super().pre_login(request, user, **kwargs))

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Journal the sign-in of whoever is on duty, then go on."""
        note(duty.note_sign_in, request, user)
        return cast(HttpResponse, super().post_login(request, user, **kwargs))

    def logout(self, request: HttpRequest) -> None:
        """Journal the sign-out, then end the session."""
        if request.user.is_authenticated:
            note(duty.note_sign_out, request, request.user)
        super().logout(request)


def note(journaled: Callable[[Officer, Stamp], None], request: HttpRequest, user: Any) -> None:
    """Journal one end of a session; an account without a duty has no post to journal it at."""
    now = timezone.now()
    officer = duty.officer_for(user, request.session.get("post"), now)
    if officer is not None:
        journaled(officer, stamp(new_key(), now, duty.post_of(officer).zone))
