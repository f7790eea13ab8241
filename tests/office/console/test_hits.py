"""The pages of the list hits: the queue, one side by side, and every act through its form."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from limen.office.actions import deciding
from limen.office.records.models import Case, Hit, HitOverride, JournalEntry, WatchList
from tests.office.conftest import ALERTS, Office, passport
from tests.office.console.test_entries import signed_in

pytestmark = pytest.mark.django_db
REASON = "Fingerprints were asked for and cannot come before Monday; the scar is not there."
LATER = {
    "visa_exempt": "true", "family_member_free_movement": "false", "residence_permit_or_long_stay": "false",
    "asks_protection": "false", "security_concern": "false",
}  # fmt: skip


@pytest.fixture
def today(office: Office) -> Office:
    """The page reads the clock: the office's own is put to it."""
    office.now = timezone.now()
    return office


def arrived(office: Office) -> tuple[Case, Hit]:
    case = office.arrive(passport("dorian"))
    return case, Hit.objects.get(case=case, superseded=False)


def act(client: Client, hit: Hit, name: str, why: str = "") -> Any:
    sent = {"key": str(uuid.uuid4()), "case": str(hit.case_id), "why": why}
    return client.post(f"/hits/{hit.id}/act/{name}/", sent)


def forms(page: str) -> set[str]:
    return set(re.findall(r'\?do=([a-z_]+)"', page)) | set(re.findall(r"/act/([a-z_]+)/", page))


def test_the_queue_leads_to_the_hit_side_by_side(today: Office) -> None:
    _, hit = arrived(today)
    client = signed_in(today, "secondary")
    page = client.get("/hits/").content.decode()
    assert f"/hits/{hit.id}/" in page and "at the desk" in page and "New" in page and "Dorian Vestibule" in page
    page = client.get(f"/hits/{hit.id}/").content.decode()
    assert "Side by side" in page and "What would decide it" in page and "agrees" in page
    assert "A portrait or fingerprints of the listed person" in page
    assert forms(page) == {"claim", "same", "not_same", "inconclusive"}
    assert JournalEntry.objects.filter(verb="see_hits", case=str(hit.case_id)).exists(), "reading it is journaled"


def test_two_officers_through_the_page(today: Office) -> None:
    WatchList.objects.filter(list_id="alerts").update(second=True)
    case, hit = arrived(today)
    first, second = signed_in(today, "primary"), signed_in(today, "secondary")
    assert act(first, hit, "not_same", "another face").status_code == 303
    page = first.get(f"/hits/{hit.id}/").content.decode()
    assert "Waits for a second officer" in page and not {"agree", "return"} & forms(page)
    at_desk = first.get(f"/case/{case.id}/").content.decode()
    assert "Waits for a second officer" in at_desk and "1 list hit to resolve" in at_desk
    assert act(first, hit, "agree").status_code == 403
    page = second.get(f"/hits/{hit.id}/").content.decode()
    assert {"agree", "return"} <= forms(page) and "not_same" not in forms(page)
    assert act(second, hit, "return").status_code == 422, "a reason is asked for"
    assert act(second, hit, "agree").status_code == 303
    page = second.get(f"/hits/{hit.id}/").content.decode()
    assert "Primary Officer" in page and "Secondary Officer" in page and "reopen" in forms(page)


def test_only_a_chief_is_offered_the_order_and_it_shows_on_the_crossing(today: Office) -> None:
    case, hit = arrived(today)
    desk, chief = signed_in(today, "primary"), signed_in(today, "chief")
    assert "override" not in forms(desk.get(f"/hits/{hit.id}/").content.decode())
    assert act(desk, hit, "override", REASON).status_code == 403 and not HitOverride.objects.exists()
    assert "do-hit" in chief.get(f"/hits/{hit.id}/?do=override").content.decode()
    short = act(chief, hit, "override", "fine")
    assert short.status_code == 422 and "fine</textarea>" in short.content.decode()
    assert act(chief, hit, "override", REASON).status_code == 303
    page = desk.get(f"/case/{case.id}/").content.decode()
    assert "Let through by order" in page and "Chief Officer" in page and REASON in page
    case = today.answer_all(today.case(case.id), **LATER)
    deciding.admit(
        today.officers["primary"], case.id, today.stamp(), own_reasons="Let through on the order of the chief on duty."
    )
    page = desk.get(f"/case/{case.id}/").content.decode()
    assert "Chief Officer" in page and REASON in page
    assert "Let through by order" in signed_in(today, "auditor").get(f"/case/{case.id}/replay/").content.decode()
    assert "let through by order" in chief.get("/hits/").content.decode(), "the hit stays open in the queue"


def test_not_the_same_is_taken_back_through_the_page(today: Office) -> None:
    _, hit = arrived(today)
    client = signed_in(today, "primary")
    assert act(client, hit, "not_same", "no scar").status_code == 303
    assert act(client, hit, "reopen", "no").status_code == 422
    assert act(client, hit, "reopen", "The other passport bears his number.").status_code == 303
    hit.refresh_from_db()
    assert hit.state == "open" and "The other passport" in client.get(f"/hits/{hit.id}/").content.decode()


def test_a_cleared_hit_never_hides_a_new_entry_or_a_changed_one(today: Office) -> None:
    case, hit = arrived(today)
    client = signed_in(today, "primary")
    act(client, hit, "not_same", "no scar")
    assert "to resolve" not in client.get(f"/case/{case.id}/").content.decode()
    more = ALERTS + b"A-9,Dorian Vestibule,,1976-05-09,M,UTO,,\n"
    today.import_csv("alerts", more)
    page = client.get(f"/case/{case.id}/").content.decode()
    assert "1 list hit to resolve" in page, "the new entry stands beside the cleared one"
    today.import_csv("alerts", more.replace(b"Dorjan Vestibul", b"Dorjan V. Vestibul"))
    page = client.get(f"/case/{case.id}/").content.decode()
    assert "2 list hits to resolve" in page, "the cleared one says something else now"


def test_what_is_not_there_is_404_and_what_one_may_not_see_is_403(today: Office) -> None:
    _, hit = arrived(today)
    assert signed_in(today, "primary").get(f"/hits/{uuid.uuid4()}/").status_code == 404
    assert signed_in(today, "list_officer").get("/hits/").status_code == 403
    assert signed_in(today, "list_officer").get(f"/hits/{hit.id}/").status_code == 403
    assert act(signed_in(today, "primary"), hit, "nothing").status_code == 404
    bare = signed_in(today, "primary").post(f"/hits/{hit.id}/act/agree/", {"key": str(uuid.uuid4())})
    assert bare.status_code == 422
