"""The page of the checklist: what to ask for on top, one form a document, who saw what."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from limen.office.records.models import Case, PaperSeen
from tests.office.conftest import Office, passport
from tests.office.console.test_entries import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(office: Office) -> Case:
    """The page reads the clock: the office's own is put to it."""
    office.now = timezone.now()
    return office.arrive(passport("calvin"))


def note(client: Client, case: Case, **sent: str) -> int:
    fields = {"key": str(uuid.uuid4()), "paper": "travel_document", "form": "original", **sent}
    return client.post(f"/case/{case.id}/checklist/note/", fields).status_code


def test_a_document_is_noted_and_the_page_says_by_whom(office: Office, case: Case) -> None:
    desk = signed_in(office, "primary")
    where = f"/case/{case.id}/checklist/"
    assert where in desk.get(f"/case/{case.id}/").content.decode()
    page = desk.get(where).content.decode()
    assert "needed, not seen" in page and "It depends on:" in page
    assert note(desk, case, note="Page 2 <b>loose</b>.") == 303
    page = desk.get(where).content.decode()
    assert "Primary Officer" in page and "Page 2 &lt;b&gt;loose&lt;/b&gt;." in page
    assert PaperSeen.objects.get().form == "original"


def test_what_cannot_be_noted_is_told_on_the_page(office: Office, case: Case) -> None:
    desk = signed_in(office, "primary")
    assert note(desk, case, paper="diploma") == 422
    assert note(desk, case, form="") == 422
    assert note(desk, case, note="x" * 1001) == 422
    assert not PaperSeen.objects.exists()


def test_an_auditor_sees_no_form(office: Office, case: Case) -> None:
    page = signed_in(office, "auditor").get(f"/case/{case.id}/checklist/").content.decode()
    assert "Documents to show" in page and "checklist/note/" not in page
    assert note(signed_in(office, "auditor"), case) == 403
