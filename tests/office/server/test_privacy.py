"""No browser and no proxy keeps a page about people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from limen.office.server.privacy import unkept


@pytest.mark.django_db
def test_a_page_is_not_kept(client: Client, settings: Any) -> None:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    assert "no-store" in client.get("/healthz").headers["Cache-Control"]


def test_an_answer_that_says_how_it_may_be_kept_is_left_alone() -> None:
    kept = unkept(lambda request: HttpResponse(headers={"Cache-Control": "public, max-age=60"}))
    assert kept(HttpRequest()).headers["Cache-Control"] == "public, max-age=60"
