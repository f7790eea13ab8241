"""The traveller's face on the document's page: its forms, its words, the camera's permission, the report."""

from __future__ import annotations

import re
import uuid
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from limen import specimens
from limen.office.actions import trusting
from limen.office.console import tray
from limen.office.records.models import Case, Examination, Picture, Post
from limen.specimens.personalising import picture_of
from tests.office.conftest import Office

ON: date = tray.today("Europe/Luxembourg")
HOLDER = specimens.story("clean-visitor", ON).papers[0].holder


@pytest.fixture(autouse=True)
def opened(settings: Any) -> Any:
    settings.LIMEN_FACES = True
    trusting.forget()
    yield
    trusting.forget()


@pytest.fixture
def desk(office: Office) -> Client:
    client = Client()
    client.force_login(office.accounts["primary"])
    return client


@pytest.fixture
def case(desk: Client) -> Case:
    """A story's traveller at the desk, whose chip was read."""
    desk.post("/story/clean-visitor/", {"key": str(uuid.uuid4())})
    case = Case.objects.get()
    desk.post(address(case, "chip/"), {"key": str(uuid.uuid4())})
    return case


def address(case: Case, rest: str = "") -> str:
    return f"/case/{case.id}/document/{rest}"


def face(desk: Client, case: Case, data: bytes | None = None, **form: str) -> Any:
    live = SimpleUploadedFile("live.jpg", picture_of(HOLDER, ON, "jpeg") if data is None else data)
    return desk.post(address(case, "faces/"), {"key": str(uuid.uuid4()), "live": live, **form})


def told(desk: Client, case: Case) -> str:
    return desk.get(address(case)).content.decode()


def test_before_anything_is_compared_the_row_is_there_and_says_so(desk: Client, case: Case) -> None:
    page = told(desk, case)
    assert re.search(r'(?s)class="likeness is-not_done".{0,900}?The face was not compared by machine', page)
    assert "It is compared with the portrait in the chip." in page
    assert "Practice comparison of drawn portraits" in page
    assert "The officer decides." in page
    assert "Nobody checks here that a living person was before the camera" in page
    assert 'data-key="e"' not in page


def test_a_face_is_compared_shown_beside_the_portrait_and_erased(desk: Client, case: Case) -> None:
    assert face(desk, case, device="camera").status_code == 303
    page = told(desk, case)
    assert re.search(r'(?s)class="likeness is-passed".{0,900}?The faces are alike: score 0\.9', page)
    assert "drawn specimens only, no recogniser" in page
    assert "the desk’s camera" in page
    row = Examination.objects.get(kind="portrait")
    assert page.index("/portrait/") < page.index(f"/document/{row.id}/live/")
    shown = desk.get(f"/document/{row.id}/live/")
    assert (shown.headers["Content-Type"], shown.status_code) == ("image/jpeg", 200)
    assert desk.get(f"/document/{row.id}/original/").status_code == 404
    on_case = desk.get(f"/case/{case.id}/").content.decode()
    assert f"/document/{row.id}/live/" in on_case
    assert 'data-key="e"' in page
    desk.post(address(case, "erase/"), {"key": str(uuid.uuid4()), "examination": str(row.id)})
    assert not Picture.objects.filter(role="live").exists()
    assert f"/document/{row.id}/live/" not in told(desk, case)


def test_the_practice_camera_draws_who_hands_the_passport_over(desk: Client, case: Case) -> None:
    answer = desk.post(address(case, "faces/"), {"key": str(uuid.uuid4()), "device": "practice"})
    assert answer.status_code == 303
    assert Examination.objects.get(kind="portrait").device == "practice"
    assert "the practice camera: a drawing" in told(desk, case)


def test_in_service_there_is_no_practice_camera(desk: Client, case: Case) -> None:
    Post.objects.update(mode=Post.Mode.SERVICE)
    page = told(desk, case)
    assert 'value="practice"' not in page
    assert "Practice comparison" not in page
    answer = desk.post(address(case, "faces/"), {"key": str(uuid.uuid4()), "device": "practice"})
    assert answer.status_code == 422
    assert not Examination.objects.filter(kind="portrait").exists()


@pytest.mark.parametrize(
    ("data", "words"), [(None, "Choose a picture of the traveller"), (b"MZ no picture", "no whole JPEG or PNG")]
)
def test_what_cannot_be_used_is_told_on_the_page(desk: Client, case: Case, data: bytes | None, words: str) -> None:
    if data is None:
        answer = desk.post(address(case, "faces/"), {"key": str(uuid.uuid4())})
    else:
        answer = face(desk, case, data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Examination.objects.filter(kind="portrait").exists()


def test_without_a_portrait_the_page_says_what_to_do_first(desk: Client) -> None:
    desk.post("/story/clean-visitor/", {"key": str(uuid.uuid4())})
    case = Case.objects.get()
    assert "There is no portrait to compare it with yet" in told(desk, case)
    answer = face(desk, case)
    assert answer.status_code == 409
    assert "read the chip, or give a picture of the page" in answer.content.decode()


def test_the_officer_says_whether_it_is_the_same_person(desk: Client, case: Case) -> None:
    form = {"key": str(uuid.uuid4()), "feature": "holder", "from": "holder", "outcome": "failed", "words": ""}
    answer = desk.post(address(case, "look/"), form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'id="do-holder"[^>]* open data-modal', page)
    assert not re.search(r'id="do-look"[^>]* open', page)
    said = {**form, "key": str(uuid.uuid4()), "words": "The ears are another’s."}
    assert desk.post(address(case, "look/"), said).status_code == 303
    page = told(desk, case)
    assert re.search(r"<b>not the same person</b> “<bdi>The ears are another’s.</bdi>”", page)


def test_only_this_page_may_ask_for_the_camera(desk: Client, case: Case) -> None:
    policy = desk.get(address(case)).headers["Permissions-Policy"]
    assert "camera=(self)" in policy
    assert "microphone=()" in policy
    assert "camera=(self)" in face(desk, case, b"MZ").headers["Permissions-Policy"]
    for other in ("/", f"/case/{case.id}/", "/lists/"):
        assert "camera=()" in desk.get(other).headers["Permissions-Policy"]


def test_who_only_reads_has_no_form(office: Office, desk: Client, case: Case) -> None:
    face(desk, case)
    auditor = Client()
    auditor.force_login(office.accounts["auditor"])
    page = told(auditor, case)
    assert "The faces are alike" in page
    assert 'name="live"' not in page and 'data-key="h"' not in page
    assert face(auditor, case).status_code == 403


def test_the_report_says_what_was_compared_and_what_was_not(desk: Client, case: Case) -> None:
    reader = pytest.importorskip("pypdfium2")

    def report() -> tuple[str, int]:
        pdf = reader.PdfDocument(desk.get(address(case, "report.pdf")).content)
        images = sum(1 for page in pdf for one in page.get_objects() if one.type == reader.raw.FPDF_PAGEOBJ_IMAGE)
        return " ".join("".join(page.get_textpage().get_text_range() for page in pdf).split()), images

    words, before = report()
    assert "The face was not compared by machine" in words
    face(desk, case)
    words, after = report()
    assert "The face was not compared by machine" not in words
    for said in ("Faces compared", "the officer decides", "The traveller, as just taken", "drawn specimens only"):
        assert said in words, said
    assert after > before
