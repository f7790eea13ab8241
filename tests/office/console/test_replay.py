"""The page of a decision opened again: same or differs in shape and word, with law, lists and facts as they were."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import include, path

from limen.office.console import replay
from limen.office.records.models import JournalEntry, JournalPayload
from tests.office.actions.test_refusal import propose
from tests.office.actions.test_replaying import admitted, behind
from tests.office.conftest import Office

# Its address, whatever else the console serves.
urlpatterns = [
    path("", include("limen.office.server.urls")),
    path("case/<uuid:case_id>/replay/", replay.show, name="replay"),
]


@pytest.fixture
def signed_in(office: Office, settings: Any) -> Any:
    settings.ROOT_URLCONF = __name__

    def enter(role: str) -> Client:
        client = Client()
        client.force_login(office.accounts[role], backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    # The clock of the pages is the machine's; duties of the test's office must have begun by then.
    office.accounts["auditor"].duties.update(from_at="2020-01-01T00:00:00Z")
    office.accounts["list_officer"].duties.update(from_at="2020-01-01T00:00:00Z")
    return enter


def test_the_same_is_said_in_shape_and_word_with_all_it_rested_on(office: Office, signed_in: Any) -> None:
    case = admitted(office)
    answer = signed_in("auditor").get(f"/case/{case.id}/replay/?purpose=quality+sample")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert re.search(r'verdict is-favourable.*?shape.*?<p class="verdict-word">Same</p>', page, re.S)
    assert "differs" not in page and "is-alarm" not in page
    assert "Alerts for refusing entry" in page and "day of intended departure" in page and "still in force" in page
    assert page.count('scope="col"') == 8  # facts, and everything compared: both tables have their headings
    entry = JournalEntry.objects.filter(verb="see_case", case=str(case.id)).latest("seq")
    assert "quality sample" in JournalPayload.objects.get(entry=entry).content


def test_what_differs_stands_first_with_both_values(office: Office, signed_in: Any) -> None:
    case = propose(office)
    behind("UPDATE records_decision SET own_reasons = 'Quite other reasons than <those> given.'")
    page = signed_in("auditor").get(f"/case/{case.id}/replay/").content.decode()
    assert re.search(r'verdict is-adverse" role="alert".*?<p class="verdict-word">Differs</p>', page, re.S)
    first = page.index("is-alarm")
    row = page[first : page.index("</tr>", first)]
    assert "own reasons" in row and "She has no visa" in row and "&lt;those&gt;" in row and "differs" in row


def test_who_may_not_see_the_case_is_told_so(office: Office, signed_in: Any) -> None:
    case = admitted(office)
    answer = signed_in("list_officer").get(f"/case/{case.id}/replay/")
    assert answer.status_code == 403 and b"Not permitted" in answer.content
    assert signed_in("auditor").get(f"/case/{uuid.uuid4()}/replay/").status_code == 404
