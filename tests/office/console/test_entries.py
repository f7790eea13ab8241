"""The page of the entries by officers, and of who was found later."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from limen.office.actions import entering, interests
from limen.office.records.models import LaterHit, NationalEntry
from tests.office.actions.test_entering import of_taro, passport
from tests.office.conftest import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(office: Office) -> Any:
    """The page reads the clock: the office's own is put to it."""
    office.now = timezone.now()
    return office.now.date()


def signed_in(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(office.accounts[who], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def form(today: Any, **changes: str) -> dict[str, str]:
    given = {
        "key": str(uuid.uuid4()), "names": "TOUSENT, Ada\r\nAda Tousent", "documents": "", "born": "5 Mar 1980",
        "sex": "F", "nationality": "UTO", "addresses": "1 Lane", "list_id": "national-alerts",
        "legal_basis": "Aliens Act s 12(3)", "evidence": "File 77.", "note": "Second line.",
        "expires_on": (today + timedelta(days=100)).isoformat(), "review_on": (today + timedelta(days=20)).isoformat(),
        "posts": "hall-a, hall-b", "flights": "", "direction": "entry", "first": "", "last": "",
    }  # fmt: skip
    return {**given, **changes}


def test_proposed_agreed_looked_at_again_and_ended_through_the_page(office: Office, today: Any) -> None:
    author, second = signed_in(office, "primary"), signed_in(office, "chief")
    assert author.post("/lists/entries/propose/", form(today)).status_code == 303
    row = NationalEntry.objects.get()
    assert row.content["names"] == [["Ada TOUSENT", "primary"], ["Ada Tousent", "alias"]]
    assert row.content["born"] == ["1980-03-05"] and row.scope == {
        "posts": ["HALL-A", "HALL-B"],
        "directions": ["entry"],
    }
    page = author.get("/lists/entries/").content.decode()
    assert "another officer must agree" in page and f"agree:{row.id}" not in page
    assert "dialog" in second.get(f"/lists/entries/?do=agree:{row.id}").content.decode()
    assert "do-entry" not in author.get(f"/lists/entries/?do=agree:{row.id}").content.decode()

    def act(client: Client, name: str, **more: str) -> Any:
        sent = {"key": str(uuid.uuid4()), "act": name, "entry": str(row.id), "why": "", **more}
        return client.post("/lists/entries/act/", sent)

    assert act(author, "agree").status_code == 403
    assert act(second, "agree", why="Read the file.").status_code == 303
    page = second.get("/lists/entries/").content.decode()
    assert "Primary Officer" in page and "Read the file." in page and "overdue" not in page
    refused = act(author, "review", again_on=(today + timedelta(days=90)).isoformat(), why="Sought.")
    assert refused.status_code == 422 and 'href="#again_on"' in refused.content.decode()
    assert act(author, "review", again_on=(today + timedelta(days=25)).isoformat(), why="Sought.").status_code == 303
    NationalEntry.objects.update(review_on=today - timedelta(days=1))
    page = author.get("/lists/entries/").content.decode()
    assert "1 entry is overdue" in page and "overdue</span>" in page
    assert act(second, "end").status_code == 422
    assert act(second, "end", why="Acquitted.").status_code == 303
    row.refresh_from_db()
    assert row.state == "ended" and "Acquitted." in second.get("/lists/entries/").content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"names": "", "documents": ""}, "names"),
        ({"born": "soon"}, "born"),
        ({"evidence": " "}, "evidence"),
        ({"expires_on": ""}, "expires_on"),
        ({"review_on": "tomorrow"}, "review_on"),
        ({"review_on": ""}, "review_on"),
        ({"last": "31 Feb 2026"}, "last"),
        ({"list_id": "alerts"}, "list_id"),
    ],
)
def test_what_cannot_be_used_points_at_its_field_and_keeps_what_was_typed(
    office: Office, today: Any, changes: dict[str, str], field: str
) -> None:
    answer = signed_in(office, "primary").post("/lists/entries/propose/", form(today, **changes))
    page = answer.content.decode()
    assert answer.status_code == 422 and f'href="#{field}"' in page and f'id="{field}"' in page
    assert "Aliens Act s 12(3)" in page and not NationalEntry.objects.exists()


def test_the_officer_s_wife_is_refused_on_the_page(office: Office, today: Any) -> None:
    interests.declare_interests(
        office.stamp(), account=office.accounts["primary"], family=("Ada Tousent",), addresses=()
    )
    answer = signed_in(office, "primary").post("/lists/entries/propose/", form(today))
    assert answer.status_code == 403 and "may concern you or your family" in answer.content.decode()


def test_evidence_is_shown_to_who_judges_it(office: Office, today: Any) -> None:
    signed_in(office, "primary").post("/lists/entries/propose/", form(today))
    shown = {
        who: "File 77." in signed_in(office, who).get("/lists/entries/").content.decode()
        for who in ("primary", "secondary", "chief", "list_officer", "auditor", "both")
    }
    assert [who for who, sees in shown.items() if not sees] == ["secondary"]
    for who in ("policy_officer", "administrator"):
        assert signed_in(office, who).get("/lists/entries/").status_code == 403


@pytest.mark.parametrize("sent", [{}, {"act": "agree"}, {"act": "agree", "entry": "x"}, {"act": "burn", "entry": "x"}])
def test_a_broken_form_is_one_clear_error(office: Office, sent: dict[str, str]) -> None:
    answer = signed_in(office, "chief").post("/lists/entries/act/", {"key": str(uuid.uuid4()), **sent})
    assert answer.status_code == 422
    answer = signed_in(office, "chief").post("/lists/later/settle/", {"key": str(uuid.uuid4()), **sent})
    assert answer.status_code == 422


def test_who_was_found_later_is_counted_shown_and_settled(office: Office, today: Any) -> None:
    office.arrive(passport())
    expires, review = today + timedelta(days=50), today + timedelta(days=5)
    done = entering.propose_entry(
        office.officers["primary"], office.stamp(), of_taro(expires_on=expires, review_on=review)
    )
    entering.agree_entry(office.officers["chief"], office.stamp(), uuid.UUID(done.result))
    hit = LaterHit.objects.get()
    client = signed_in(office, "secondary")
    assert re.search(r'Found later <span class="tally">1<', client.get("/secondary/").content.decode())
    page = client.get(f"/lists/later/?do={hit.id}").content.decode()
    assert "do-settle" in page and "has an open case" in page and "Open the case" in page
    assert signed_in(office, "primary").get("/lists/later/").status_code == 403
    assert "do-settle" not in signed_in(office, "auditor").get(f"/lists/later/?do={hit.id}").content.decode()
    sent = {"key": str(uuid.uuid4()), "hit": str(hit.id), "why": ""}
    assert client.post("/lists/later/settle/", sent).status_code == 422
    assert client.post("/lists/later/settle/", {**sent, "seen": "seen", "key": str(uuid.uuid4())}).status_code == 303
    assert "looked at" in client.get("/lists/later/").content.decode()
    assert client.post("/lists/later/settle/", {**sent, "seen": "burnt"}).status_code == 422
    assert client.post("/lists/later/settle/", {**sent, "why": "Another person."}).status_code == 303
    assert "Another person." in client.get("/lists/later/").content.decode()
    assert signed_in(office, "auditor").post("/lists/later/settle/", sent).status_code == 403
