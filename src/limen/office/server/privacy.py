"""Pages about people are kept by no browser and no proxy: the next person at the machine must not find them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def unkept(respond: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Mark every answer that says nothing of caching itself as not to be kept."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return answer
