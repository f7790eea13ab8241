"""Around every page: bodies are bounded before they are read, who has no duty is told so."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from limen.office.actions import duty
from limen.office.actions.acting import stamp
from limen.office.console.middleware import FORM_BYTES, bounded, context
from limen.office.records.models import Account
from limen.vocabulary.person import Role

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class _Body(io.BytesIO):
    """A body that knows whether anything was kept of it."""


def _request(path: str, length: str) -> HttpRequest:
    request = RequestFactory().post(path, data=b"", content_type="application/octet-stream")
    request.META["CONTENT_LENGTH"] = length
    request.META["wsgi.input"] = _Body(b"x" * 10)
    return request


def _page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("read")


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [
        ("/arrive/", str(FORM_BYTES), 200),
        ("/arrive/", str(FORM_BYTES + 1), 413),
        ("/lists/import/", str(60_000_000), 200),
        ("/lists/import/", str(200_000_000), 413),
        ("/nowhere", str(FORM_BYTES + 1), 413),
        ("/arrive/", "", 200),
        ("/arrive/", "-5", 200),
    ],
)
def test_a_body_over_the_bound_is_refused_before_the_page(path: str, length: str, status: int) -> None:
    answer = bounded(_page)(_request(path, length))
    assert answer.status_code == status
    if status == 413:
        assert b"Nothing was read" in answer.content


def test_the_frame_is_known_without_anybody_signed_in() -> None:
    request = RequestFactory().get("/keys/")
    request.COOKIES["limen_theme"] = "dark"
    given = context(request)
    assert given["theme"] == "dark"
    assert given["places"] == ()
    assert given["practice"] is False
    request.COOKIES["limen_theme"] = "<script>"
    assert context(request)["theme"] == ""


@pytest.fixture
def post(db: None) -> Any:
    return duty.make_post(
        stamp(uuid4(), NOW, "UTC"), code="T-1", title="Test Hall", authority_name="Nobody's Authority", country="LU",
        zone="Europe/Luxembourg", pack="schengen", register_from=date(2025, 1, 1),
    )  # fmt: skip


def _account(name: str, demo: bool = True) -> Account:
    made = stamp(uuid4(), NOW, "UTC")
    return duty.make_account(
        made, username=name, full_name=name.title(), number="1", password=f"{name}-of-the-long-threshold", demo=demo
    )


def _client(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_who_has_no_duty_is_told_so(post: Any) -> None:
    answer = _client(_account("nobody")).get("/")
    assert answer.status_code == 403
    assert b"holds no current duty" in answer.content
    assert _client(Account.objects.get(username="nobody")).get("/duty/").status_code == 200


def test_each_is_led_to_their_work_and_kept_from_what_is_not_theirs(post: Any) -> None:
    account = _account("lotte")
    duty.give_duties(stamp(uuid4(), NOW, "UTC"), account=account, post=post, roles=[Role.LIST_OFFICER])
    client = _client(account)
    assert client.get("/").headers["Location"] == "/lists/"
    page = client.get("/lists/")
    assert page.status_code == 200
    assert b"Practice" in page.content
    assert b"Journal" not in page.content
    refused = client.get("/journal/")
    assert refused.status_code == 403
    assert b"none of your duties" in refused.content


def test_a_second_factor_is_asked_for_where_the_office_wants_one(post: Any, settings: Any) -> None:
    settings.LIMEN_MFA = True
    account = _account("pavel")
    duty.give_duties(stamp(uuid4(), NOW, "UTC"), account=account, post=post, roles=[Role.POLICY_OFFICER])
    client = _client(account)
    answer = client.get("/law/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/2fa/")
    assert client.get("/accounts/2fa/").status_code == 200


def test_choosing_a_post_one_does_not_serve_at_is_refused(post: Any) -> None:
    account = _account("amina")
    duty.give_duties(stamp(uuid4(), NOW, "UTC"), account=account, post=post, roles=[Role.PRIMARY])
    client = _client(account)
    assert client.post("/duty/", {"post": "ELSEWHERE"}).status_code == 422
    assert client.post("/duty/", {"post": "T-1"}).status_code == 303


def test_signing_in_and_out_is_journaled_and_a_published_password_opens_only_the_demo(post: Any, settings: Any) -> None:
    from limen.office.records.models import JournalEntry

    account = _account("amina")
    duty.give_duties(stamp(uuid4(), NOW, "UTC"), account=account, post=post, roles=[Role.PRIMARY])
    client = Client()
    sent = {"login": "amina", "password": "amina-of-the-long-threshold"}
    assert client.post("/accounts/login/", sent).headers["Location"] == "/"
    client.post("/accounts/logout/")
    verbs = list(JournalEntry.objects.filter(officer=str(account.id)).order_by("seq").values_list("verb", flat=True))
    assert verbs == ["sign_in", "sign_out"]
    settings.LIMEN_DEMO = False
    answer = Client().post("/accounts/login/", sent)
    assert answer.headers["Location"] == "/accounts/inactive/"


def test_a_page_open_to_all_still_knows_who_is_signed_in(post: Any) -> None:
    account = _account("amina")
    duty.give_duties(stamp(uuid4(), NOW, "UTC"), account=account, post=post, roles=[Role.PRIMARY])
    assert b"Amina" in _client(account).get("/keys/").content
