"""The page of the reference library, and what stands of it beside a traveller's document."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.test import Client

from limen import specimens
from limen.office.actions import viewing
from limen.office.records.models import LibraryEntry
from limen.specimens.cast import EVERYBODY
from limen.specimens.library import library
from tests.office.conftest import TODAY, Office

pytestmark = pytest.mark.django_db
SMALL = library(TODAY, pictures=False)


def signed_in(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(office.accounts[who], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def take_in(client: Client, data: bytes) -> Any:
    form = {"key": str(uuid.uuid4()), "data": SimpleUploadedFile("library.json", data)}
    return client.post("/library/import/", form)


def test_a_library_is_imported_browsed_handed_on_and_withdrawn_from(office: Office) -> None:
    lists = signed_in(office, "list_officer")
    assert "Choose the file" in lists.post("/library/import/", {"key": str(uuid.uuid4())}).content.decode()
    assert take_in(lists, SMALL.to_bytes()).status_code == 303
    page = lists.get("/library/?issuer=UTO").content.decode()
    assert "Utopian passport, series 2019" in page
    assert "under ultraviolet light" in page
    sent = lists.get("/library/export/?issuer=UTO")
    assert sent.headers["Content-Disposition"] == 'attachment; filename="library-uto.json"'
    row = LibraryEntry.objects.get(entry_id="uto-i-2021")
    form = {"key": str(uuid.uuid4()), "entry": str(row.id), "issuer": "UTO", "reason": ""}
    assert lists.post("/library/withdraw/", form).status_code == 422
    answer = lists.post("/library/withdraw/", {**form, "reason": "Drawn badly.", "key": str(uuid.uuid4())})
    assert answer.headers["Location"] == "/library/?issuer=UTO"
    assert "identity card, series 2021" not in lists.get("/library/?issuer=UTO").content.decode()


def test_what_is_no_library_is_told_in_one_sentence(office: Office) -> None:
    answer = take_in(signed_in(office, "list_officer"), b"{}")
    assert answer.status_code == 422
    assert "its format is not named in it" in answer.content.decode()


def test_who_may_only_look_is_shown_no_form(office: Office) -> None:
    assert take_in(signed_in(office, "list_officer"), SMALL.to_bytes()).status_code == 303
    page = signed_in(office, "primary").get("/library/?issuer=UKR").content.decode()
    assert "FX771000" in page
    assert "Withdraw" not in page
    assert "Import a library" not in page
    assert "Hand on" not in page
    assert signed_in(office, "administrator").get("/library/").status_code == 403


def test_a_picture_is_served_as_what_it_is_and_nothing_else(office: Office) -> None:
    assert take_in(signed_in(office, "list_officer"), library(TODAY).to_bytes()).status_code == 303
    row = LibraryEntry.objects.get(entry_id="uto-p-2019")
    client = signed_in(office, "primary")
    answer = client.get(f"/library/{row.id}/uv/")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.content[:3] == b"\xff\xd8\xff"
    assert client.get(f"/library/{row.id}/none/").status_code == 404
    assert Client().get(f"/library/{row.id}/uv/").status_code == 302


def test_an_alert_stands_beside_the_document_it_concerns(office: Office) -> None:
    assert take_in(signed_in(office, "list_officer"), SMALL.to_bytes()).status_code == 303
    case = office.arrive(specimens.passport(of=EVERYBODY["bohdan"], on=TODAY))
    officer = office.officers["primary"]
    view = viewing.case(officer, case.id, office.stamp())
    assert [check.outcome for check in view.checks if check.code == "reference.alert"] == ["unsure"]
    text = Template("{% load library %}{% library view %}").render(Context({"view": view, "officer": officer}))
    assert "Year of birth altered by hand" in text
    assert "its number is one of FX771000 to FX771999" in text
    assert text.index("Year of birth altered") < text.index("Ukrainian passport")
