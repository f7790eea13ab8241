"""Whether the office is up: the database answers, and with which engine. For machines, without signing in."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET


@login_not_required
@never_cache
@require_GET
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 where the database answers, 503 where it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            answers = cursor.fetchone() == (1,)
    except DatabaseError:
        answers = False
    told = {"ok": answers, "limen": _version(), "engine": _engine(), "node": settings.LIMEN_NODE}
    return JsonResponse(told, status=200 if answers else 503)


def _engine() -> str:
    if connection.vendor == "sqlite":
        return str(settings.LIMEN_SQLITE)
    return connection.display_name


def _version() -> str:
    try:
        return version("limen")
    except PackageNotFoundError:
        return "not installed"
