"""The page of a document: its checks, its pictures and who may see them, its forms, its report."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from limen import specimens
from limen.documents.chip import pack, read_chip
from limen.office.actions import assessing, examining, trusting
from limen.office.console import tray
from limen.office.records.journal import Stamp
from limen.office.records.models import Case, Examination, JournalEntry, Picture
from limen.specimens.cast import EVERYBODY
from limen.specimens.chips import chip_passport
from limen.specimens.photographs import photograph
from tests.office.conftest import Office

ON = tray.today("Europe/Luxembourg")
PHOTO = photograph(specimens.story("clean-visitor", ON).papers[0])


@pytest.fixture(autouse=True)
def opened() -> Any:
    trusting.forget()
    yield
    trusting.forget()


def signed_in(office: Office, role: str) -> Client:
    client = Client()
    client.force_login(office.accounts[role])
    return client


@pytest.fixture
def desk(office: Office) -> Client:
    return signed_in(office, "primary")


@pytest.fixture
def case(desk: Client) -> Case:
    """A story's traveller at the desk."""
    desk.post("/story/clean-visitor/", {"key": str(uuid.uuid4())})
    return Case.objects.get()


def address(case: Case, rest: str = "") -> str:
    return f"/case/{case.id}/document/{rest}"


def give(desk: Client, case: Case, data: bytes, name: str = "x.jpg", **form: str) -> Any:
    file = SimpleUploadedFile(name, data)
    return desk.post(address(case, "examine/"), {"key": str(uuid.uuid4()), "data": file, **form})


def evidence(key: str = "jelena", fault: str = "") -> bytes:
    issued = chip_passport(EVERYBODY[key], on=ON, fault=fault)
    return pack(read_chip(issued.chip, issued.key), at="2026-11-22T09:00:00Z", device="Booth 3")


def test_the_chip_of_a_story_is_read_by_one_form(desk: Client, case: Case) -> None:
    assert 'data-key="c"' in desk.get(address(case)).content.decode()
    assert desk.post(address(case, "chip/"), {"key": str(uuid.uuid4())}).status_code == 303
    page = desk.get(address(case)).content.decode()
    assert re.search(r"/document/[0-9a-f-]{36}/portrait/", page)
    assert "a virtual passport, read in process" in page
    assert "Primary Officer" in page


def test_of_another_traveller_there_is_no_chip_to_read_here(office: Office, desk: Client) -> None:
    document = specimens.passport(on=ON)
    done = assessing.arrive(
        office.officers["primary"], Stamp(uuid.uuid4(), office.now), direction="entry", text="\n".join(document.mrz)
    )
    case = Case.objects.get(id=done.case)
    assert 'data-key="c"' not in desk.get(address(case)).content.decode()
    assert desk.post(address(case, "chip/"), {"key": str(uuid.uuid4())}).status_code == 422


def test_an_evidence_file_is_known_by_what_it_is(desk: Client, case: Case) -> None:
    assert give(desk, case, evidence(), "anything.jpg").status_code == 303
    row = Examination.objects.get()
    assert (row.kind, row.device) == ("chip", "Booth 3")


def test_a_picture_is_shown_as_it_was_made_anew_and_never_as_it_came(desk: Client, case: Case) -> None:
    give(desk, case, PHOTO)
    row = Examination.objects.get()
    shown = desk.get(f"/document/{row.id}/page/")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert "no-store" in shown.headers["Cache-Control"]
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.content != PHOTO
    assert Picture.objects.filter(role="original").exists()
    for role in ("original", "portrait", "nothing"):
        assert desk.get(f"/document/{row.id}/{role}/").status_code == 404


def test_whoever_does_not_work_the_case_is_journaled_at_each_picture(office: Office, desk: Client, case: Case) -> None:
    give(desk, case, evidence())
    row = Examination.objects.get()
    desk.get(address(case))
    desk.get(f"/document/{row.id}/portrait/")
    assert not JournalEntry.objects.filter(verb="see_document").exists()
    auditor = signed_in(office, "auditor")
    assert auditor.get(f"/document/{row.id}/portrait/").status_code == 200
    entry = JournalEntry.objects.get(verb="see_document")
    assert (entry.officer, entry.case) == (office.officers["auditor"].id, str(case.id))
    assert row.pictures["portrait"] in entry.payload.content


def test_who_may_not_see_documents_is_told_so(office: Office, desk: Client, case: Case) -> None:
    give(desk, case, evidence())
    row = Examination.objects.get()
    listed = signed_in(office, "list_officer")
    assert listed.get(address(case)).status_code == 403
    assert listed.get(f"/document/{row.id}/portrait/").status_code == 403
    assert listed.get(address(case, "report.pdf")).status_code == 403


def test_a_photo_at_the_desk_opens_a_case_and_is_erased_by_one_form(desk: Client) -> None:
    form = {"key": str(uuid.uuid4()), "direction": "entry", "data": SimpleUploadedFile("photo.jpg", PHOTO)}
    answer = desk.post("/arrive/photo/", form)
    case = Case.objects.get()
    assert answer.headers["Location"] == address(case)
    row = Examination.objects.get()
    desk.post(address(case, "erase/"), {"key": str(uuid.uuid4()), "examination": str(row.id)})
    assert not Picture.objects.exists()
    page = desk.get(address(case)).content.decode()
    assert "pictures erased" in page
    assert f"/document/{row.id}/" not in page


@pytest.mark.parametrize(
    ("form", "told"),
    [({}, "Choose a picture"), ({"data": SimpleUploadedFile("x.jpg", b"MZ nothing")}, "no JPEG, PNG or PDF")],
)
def test_what_cannot_be_used_is_told_on_the_page(desk: Client, case: Case, form: dict[str, Any], told: str) -> None:
    answer = desk.post(address(case, "examine/"), {"key": str(uuid.uuid4()), **form})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Examination.objects.exists()


def test_an_own_finding_keeps_what_was_typed_where_it_was_not_taken(desk: Client, case: Case) -> None:
    form = {"key": str(uuid.uuid4()), "feature": "stamps", "outcome": "failed", "words": ""}
    answer = desk.post(address(case, "look/"), form)
    assert answer.status_code == 422
    assert '<option value="stamps" selected>' in answer.content.decode()
    assert (
        desk.post(address(case, "look/"), {**form, "key": str(uuid.uuid4()), "words": "A page is missing."}).status_code
        == 303
    )


def test_the_report_holds_the_digests_and_every_look(office: Office, desk: Client, case: Case) -> None:
    give(desk, case, evidence("jelena", "cloned"))
    examining.look_closer(
        office.officers["primary"], case.id, Stamp(uuid.uuid4(), office.now), feature="page", outcome="passed"
    )
    answer = desk.get(address(case, "report.pdf"))
    assert answer.headers["Content-Type"] == "application/pdf"
    pdf = pytest.importorskip("pypdfium2").PdfDocument(answer.content)
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert Examination.objects.get(kind="chip").kept_id in re.sub(r"\s", "", text)
    for words in ("Report of a document", "Chip is no copy", "Failed", "Booth 3", "Primary Officer", "Own finding"):
        assert words in text, words


def test_the_case_shows_the_portrait_and_the_way_to_look_closer(desk: Client, case: Case) -> None:
    give(desk, case, evidence())
    page = desk.get(f"/case/{case.id}/").content.decode()
    assert 'data-key="."' in page
    assert re.search(r'class="closer"><img src="/document/[0-9a-f-]{36}/portrait/"', page)
