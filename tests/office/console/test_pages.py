"""Pages that need no officer: health, keys, comfort, problems, the closed door."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_health_says_that_the_database_answers_and_with_which_engine() -> None:
    answer = Client().get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["ok"] is True
    assert answer.json()["engine"]


@pytest.mark.parametrize(
    "path", ["/", "/register/", "/journal/", "/lists/", "/law/", "/case/00000000-0000-0000-0000-000000000007/"]
)
def test_nothing_is_shown_to_who_has_not_signed_in(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_nobody_signs_up() -> None:
    assert Client().get("/accounts/signup/").status_code == 404
    assert b"sign up" not in Client().get("/accounts/login/").content.lower()


def test_a_wrong_password_is_said_once_and_keeps_the_name() -> None:
    answer = Client().post("/accounts/login/", {"login": "nobody", "password": "wrong"})
    assert answer.content.count(b'role="alert"') == 1
    assert b'value="nobody"' in answer.content


def test_every_page_bears_the_strict_policy() -> None:
    policy = Client().get("/accounts/login/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy


def test_the_keys_page_prints_every_key() -> None:
    page = Client().get("/keys/").content.decode()
    assert "words of fear" in page
    assert "Turn single keys off" in page


@pytest.mark.parametrize(
    ("path", "field", "value", "cookie", "kept"),
    [
        ("/theme/", "theme", "dark", "limen_theme", "dark"),
        ("/theme/", "theme", "purple", "limen_theme", ""),
        ("/keys/single/", "keys", "off", "limen_keys", "off"),
        ("/keys/single/", "keys", "on", "limen_keys", ""),
    ],
)
def test_comforts_are_remembered_and_lead_back(path: str, field: str, value: str, cookie: str, kept: str) -> None:
    answer = Client().post(path, {field: value, "next": "/keys/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/keys/")
    assert answer.cookies[cookie].value == kept


def test_a_comfort_leads_nowhere_else() -> None:
    assert Client().post("/theme/", {"theme": "dark", "next": "https://example.org/"}).headers["Location"] == "/"


def test_an_address_that_leads_nowhere_says_so() -> None:
    answer = Client().get("/nowhere/at/all/")
    assert answer.status_code == 404
    assert b"Nothing was changed" in answer.content


def test_a_form_from_elsewhere_is_refused_with_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/theme/", {"theme": "dark"})
    assert answer.status_code == 403
    assert b"reload the page" in answer.content


def test_a_fault_of_ours_says_what_is_safe(rf: Any) -> None:
    from limen.office.console.problems import broken

    answer = broken(rf.get("/"))
    assert answer.status_code == 500
    assert b"was not recorded" in answer.content
