"""The piece of the desk that tells of lines while they are keyed: by POST, to officers of a desk, nothing kept."""

from __future__ import annotations

import logging
import uuid

import pytest
from django.test import Client

from limen.office.records.models import Case, JournalEntry, Kept
from tests.office.conftest import Office, passport

LINES = passport("taro").mrz


def signed_in(office: Office, role: str = "primary") -> Client:
    client = Client()
    client.force_login(office.accounts[role])
    return client


def test_the_desk_is_answered_with_a_piece_of_its_page_and_nothing_is_kept(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    desk, before = signed_in(office), (JournalEntry.objects.count(), Kept.objects.count())
    with caplog.at_level(logging.DEBUG):
        answer = desk.post("/arrive/keyed/", {"text": LINES[0]})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<html" not in page and "Line 1: whole" in page
    assert LINES[0] not in page and LINES[0][5:12] not in page  # told, not repeated
    assert not Case.objects.exists()
    assert (JournalEntry.objects.count(), Kept.objects.count()) == before
    assert LINES[0] not in caplog.text
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_it_is_asked_by_post_only_and_not_by_strangers(office: Office) -> None:
    assert signed_in(office).get("/arrive/keyed/", {"text": "P"}).status_code == 405
    assert Client().post("/arrive/keyed/", {"text": "P"}).status_code == 302
    assert signed_in(office, "auditor").post("/arrive/keyed/", {"text": "P"}).status_code == 403
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(office.accounts["primary"])
    assert guarded.post("/arrive/keyed/", {"text": "P"}).status_code == 403


@pytest.mark.parametrize(
    "text", ["P" * 100_000, "\0\n" * 300, "<script>alert(1)</script>"], ids=["long", "binary", "script"]
)
def test_whatever_is_sent_is_answered(office: Office, text: str) -> None:
    answer = signed_in(office).post("/arrive/keyed/", {"text": text})
    assert answer.status_code == 200 and b"<script" not in answer.content


def test_without_a_script_the_desk_says_the_same_when_it_is_sent(office: Office) -> None:
    answer = signed_in(office).post(
        "/arrive/", {"key": str(uuid.uuid4()), "direction": "entry", "text": LINES[0], "source": "keyed"}
    )
    assert answer.status_code == 422
    assert "Line 1: whole" in answer.content.decode()
