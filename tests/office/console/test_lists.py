"""The pages of lists: their age, a copy taken in, a comparing gone on with, rules changed by two, thresholds."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from limen.office.actions import rescreening
from limen.office.records.models import LaterHit, ListCopy, Rescreening, WatchList
from tests.office.actions.test_accepting import made, trusted
from tests.office.conftest import Office, passport

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(office: Office) -> Any:
    """The page reads the clock: the office's own is put to it."""
    office.now = timezone.now()
    return office.now


def signed_in(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(office.accounts[who], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def key() -> str:
    return str(uuid.uuid4())


def text(client: Client, address: str = "/lists/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_age_stands_on_desk_and_lists(office: Office, now: Any) -> None:
    office.post.particulars = {}
    office.post.save(update_fields=["particulars"])
    WatchList.objects.filter(list_id="un").update(as_of=now - timedelta(days=9))
    WatchList.objects.filter(list_id="alerts").update(as_of=now - timedelta(days=60))
    for page in (text(signed_in(office, "primary"), "/"), text(signed_in(office, "list_officer"))):
        assert "9 days old" in page and "old: have it renewed" in page
        assert "60 days old" in page and "too old: not searched" in page


def test_a_copy_is_taken_in_through_the_page_or_one_message_says_why_not(office: Office, now: Any) -> None:
    assert now
    trusted(office)
    client = signed_in(office, "chief")
    page = text(client)
    assert 'name="copy"' in page and "hq" in page
    assert client.post("/lists/accept/", {"key": key()}).status_code == 422 or not ListCopy.objects.exists()
    bad = client.post("/lists/accept/", {"key": key(), "copy": SimpleUploadedFile("c", b"nothing")})
    assert bad.status_code >= 400 and "was not taken in" in bad.content.decode() and not ListCopy.objects.exists()
    sent = client.post("/lists/accept/", {"key": key(), "copy": SimpleUploadedFile("c", made(office))})
    assert sent.status_code == 303 and ListCopy.objects.count() == 1
    assert "in a copy from" in text(client) and "Copies that came into service" in text(client)
    assert 'name="copy"' not in text(signed_in(office, "primary"))


def test_a_comparing_that_was_broken_off_is_shown_and_gone_on_with(
    office: Office, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert now
    document = passport()
    office.arrive(document)
    monkeypatch.setattr(rescreening, "go_on", lambda *_: False)
    row = f"P-1,{document.given} {document.surname},{document.birth}\n".encode()
    office.import_csv("un", b"id,name,born\n" + row)
    monkeypatch.undo()
    client = signed_in(office, "list_officer")
    assert "0 of 1 documents looked at, 0 found" in text(client) and "Go on comparing" in text(client)
    assert "Go on comparing" not in text(signed_in(office, "primary"))
    assert client.post("/lists/compare/", {"key": key()}).status_code == 303
    assert Rescreening.objects.get().finished_at is not None and "Go on comparing" not in text(client)
    hit = LaterHit.objects.get()
    later = text(signed_in(office, "secondary"), "/lists/later/")
    assert hit.list_version[:12] in later and "compared in the run of" in later


def test_rules_are_changed_by_one_and_released_by_another_through_the_page(office: Office, now: Any) -> None:
    assert now
    author, second = signed_in(office, "list_officer"), signed_in(office, "chief")
    row = WatchList.objects.get(list_id="alerts", in_service=True)
    page = text(author, "/lists/one/alerts/")
    assert "of 1,000 travellers who are on no list" in page and row.title in page
    given = {"title": row.title, "owner": row.owner, "kind": row.kind, "action": row.action, "audience": "post",
             "threshold": "0.5", "alerts": "", "watchers": "", "owner_address": "", "owner_country": "",
             "answer_hours": "24"}  # fmt: skip
    wrong = author.post("/lists/one/alerts/change/", {**given, "key": key(), "threshold": "high"})
    assert wrong.status_code >= 400 and "is no number from 0 to 1" in wrong.content.decode()
    change = {**given, "key": key(), "threshold": "0.8", "second": "1", "watchers": "chief, both"}
    assert author.post("/lists/one/alerts/change/", change).status_code == 303
    waiting = WatchList.objects.get(staged=True)
    assert waiting.difference["terms"].keys() == {"threshold", "second", "watchers"}
    assert "Release the change" not in text(author, "/lists/one/alerts/")
    assert "Release the change" in text(second, "/lists/one/alerts/")
    assert "It also changes what the list is used as" in text(author)
    release = {"key": key(), "version": str(waiting.id)}
    assert author.post("/lists/one/alerts/release/", release).status_code == 403
    assert second.post("/lists/one/alerts/release/", {**release, "key": key()}).status_code == 303
    now_ = WatchList.objects.get(list_id="alerts", in_service=True)
    assert (now_.threshold, now_.second, now_.watchers) == (0.8, True, ["chief", "both"])


def test_thresholds_are_rehearsed_on_the_page(office: Office, now: Any) -> None:
    assert now
    document = passport()
    row = f"P-1,{document.given} {document.surname},{document.birth}\n".encode()
    office.import_csv("un", b"id,name,born\n" + row)
    office.arrive(document)
    page = text(signed_in(office, "list_officer"), "/lists/one/un/?days=30")
    assert "1 document was read in 30 days" in page and "not known: what scored below" in page
    assert document.nationality in page and "in force" in page
    assert "Look back over" in text_of(signed_in(office, "list_officer"), "/lists/one/un/?days=999")
    assert "Days back" not in text(signed_in(office, "primary"), "/lists/one/un/?days=30")


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_list_that_is_none(office: Office) -> None:
    assert signed_in(office, "primary").get("/lists/one/nowhere/").status_code == 404
