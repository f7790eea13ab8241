"""A document looked at closer at the desk: chips sound and false, a seal on the wrong passport, a newcomer's own photo.

Chips are read from virtual passports by the real protocol; what the desk is given is the evidence file a reader makes.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from limen import specimens
from limen.documents.chip import pack, read_chip
from limen.documents.lost import WORDS as LOST
from limen.specimens.cast import EVERYBODY
from limen.specimens.chips import MODERN, chip_passport
from limen.specimens.photographs import photograph
from limen.specimens.seals import SealOffice
from limen.vocabulary.person import TravelDocument
from tests.journeys.conftest import SignIn, said, scan, today
from tests.journeys.test_access import clean
from tests.journeys.test_desk import say_and_send

HAND = 160  # ms between keys: no scanner
PICTURES = os.environ.get("TEST_PICTURES", "")


def _type(page: Page, *presses: str) -> None:
    for press in presses:
        page.keyboard.press(press)
        page.wait_for_timeout(HAND)


def _picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))


def _passport(key: str, **changes: str) -> TravelDocument:
    return specimens.passport(of=EVERYBODY[key], on=today(), **changes)


def _evidence(key: str, fault: str = "") -> FilePayload:
    issued = chip_passport(EVERYBODY[key], on=today(), recipe=MODERN, fault=fault)
    reading = read_chip(issued.chip, issued.key)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return {"name": "chip.json", "mimeType": "application/json", "buffer": pack(reading, at=at, device="Booth 3")}


def _look_closer(page: Page) -> None:
    _type(page, ".")
    page.wait_for_url("**/document/")


def _give(page: Page, given: FilePayload, *, seal: bool = False) -> None:
    if seal:
        page.locator("[name=what][value=seal]").check()
    page.locator("#data").set_input_files([given])
    page.get_by_role("button", name=said("Look at it")).click()
    page.wait_for_load_state()


def _check(page: Page, title: str, outcome: str) -> None:
    row = page.locator(f".look .check.is-{outcome}").filter(has_text=said(title))
    expect(row.first).to_be_visible()


def _back(page: Page) -> None:
    _type(page, "g", "c")
    page.wait_for_url(lambda url: not url.endswith("/document/"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_genuine_chip_is_read_by_one_key_and_looked_at_closer(sign_in: SignIn, scheme: str) -> None:
    page = sign_in("bram", color_scheme=scheme)
    scan(page, specimens.story("clean-visitor", today()).papers[0].document)
    _look_closer(page)
    _type(page, "c")
    expect(page.locator(".side.is-portrait img")).to_be_visible(timeout=20_000)
    for title in ("Chip is no copy", "Signature of the State", "Certified by its State", "Signer not revoked"):
        _check(page, title, "passed")
    _type(page, "+", "+")
    expect(page.locator(".sides")).to_have_attribute("data-zoom", "3")
    _type(page, "-")
    expect(page.locator(".sides")).to_have_attribute("data-zoom", "2")
    _type(page, "-")
    clean(page)
    _picture(page, f"document-{scheme}")
    _type(page, "o", "1")
    clean(page)
    _type(page, "Control+Enter")
    expect(page.locator(".look").filter(has_text=said("the officer’s eye")).first).to_be_visible()
    _back(page)
    expect(page.locator(".closer img").first).to_be_visible()
    expect(page.locator(".check.is-passed").filter(has_text=said("Chip is no copy")).first).to_be_visible()
    clean(page)
    _picture(page, f"document-case-{scheme}")


@pytest.mark.parametrize(
    ("key", "fault", "title", "outcome"),
    [
        ("ken", "cloned", "Chip is no copy", "failed"),
        ("misaki", "group_changed", "Group as signed", "failed"),
        ("philomena", "issuer_unknown", "Certified by its State", "unsure"),
    ],
)
def test_a_chip_with_something_wrong_says_what(sign_in: SignIn, key: str, fault: str, title: str, outcome: str) -> None:
    page = sign_in("bram")
    scan(page, _passport(key))
    _look_closer(page)
    _give(page, _evidence(key, fault))
    _check(page, title, outcome)
    clean(page)
    _back(page)
    expect(page.locator(f".check.is-{outcome}").filter(has_text=said(title)).first).to_be_visible()
    if outcome == "unsure":  # nothing we lack makes a document false
        expect(page.locator(".check.is-failed")).to_have_count(0)
    else:
        expect(page.locator(".worst")).to_have_class("worst is-failed")


def test_a_name_altered_on_the_page_stands_beside_the_one_in_the_chip(sign_in: SignIn) -> None:
    page = sign_in("bram")
    scan(page, _passport("ottilie", surname="LINTER"))
    _look_closer(page)
    _give(page, _evidence("ottilie"))
    differing = page.locator("tr.differs")
    expect(differing).to_have_count(1)
    expect(differing).to_contain_text("LINTER")
    expect(differing).to_contain_text("LINTEL")
    _back(page)
    expect(page.locator(".discrepancies")).to_contain_text("LINTEL")


def test_a_revoked_signer_is_known_once_the_list_officer_has_its_list(sign_in: SignIn) -> None:
    officer = sign_in("lotte")
    officer.goto("/lists/certificates/")
    made = chip_passport(EVERYBODY["radka"], on=today(), recipe=MODERN, fault="signer_revoked").made
    files: list[FilePayload] = [
        {"name": f"{number}.cer", "mimeType": "application/octet-stream", "buffer": one}
        for number, one in enumerate((*made.trusted, made.crl))
    ]
    officer.locator("#name").fill("revoked")
    officer.locator("#data").set_input_files(files)
    officer.get_by_role("button", name=said("Compare")).click()
    officer.get_by_text(said("waits to be put in service")).wait_for()
    clean(officer)
    _picture(officer, "certificates")
    officer.get_by_role("button", name=said("Put in service")).click()
    expect(officer.get_by_text(said("waits to be put in service"))).to_have_count(0)

    page = sign_in("bram")
    scan(page, _passport("radka"))
    _look_closer(page)
    _give(page, _evidence("radka"))
    _check(page, "Signer not revoked", "failed")


def test_a_valid_visa_seal_on_a_wrong_passport_is_found_out(sign_in: SignIn) -> None:
    seals = SealOffice()
    officer = sign_in("lotte")
    officer.goto("/lists/certificates/")
    officer.locator("#name").fill("seals")
    officer.locator("#data").set_input_files(
        [
            {"name": f"{number}.cer", "mimeType": "application/octet-stream", "buffer": one}
            for number, one in enumerate(seals.certificates)
        ]
    )
    officer.get_by_role("button", name=said("Compare")).click()
    officer.get_by_role("button", name=said("Put in service")).click()

    page = sign_in("bram")
    scan(page, _passport("devraj"))
    _look_closer(page)
    _give(page, {"name": "seal.bin", "mimeType": "application/octet-stream", "buffer": seals.visa()}, seal=True)
    _check(page, "Signature of the seal", "passed")
    _check(page, "Seal of this document", "failed")
    clean(page)


def test_a_newcomers_own_photo_is_read_and_erased_by_one_key(sign_in: SignIn, tmp_path: Path) -> None:
    paper = specimens.story("two-nationalities", today()).papers[0]
    page = sign_in("amina")
    page.goto("/")
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(photograph(paper))
    page.locator("#photo").set_input_files(photo)
    page.get_by_role("button", name=said("Read the photo")).click()
    page.wait_for_url("**/document/", timeout=90_000)
    expect(page.locator(".side.is-page img").first).to_be_visible()
    expect(page.locator(".strip-picture")).to_be_visible()
    expect(page.locator(".strip-lines")).to_contain_text(paper.lines[0])
    clean(page)
    _picture(page, "document-photo")
    _type(page, "x")
    expect(page.get_by_text(said("pictures erased")).first).to_be_visible()
    expect(page.locator(".strip-picture")).to_have_count(0)
    clean(page)


def test_a_photo_read_with_doubt_is_compared_with_its_strip_and_then_read(sign_in: SignIn, tmp_path: Path) -> None:
    paper = specimens.story("forged-digit", today()).papers[0]
    page = sign_in("amina")
    page.goto("/")
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(photograph(paper))
    page.locator("#photo").set_input_files(photo)
    page.get_by_role("button", name=said("Read the photo")).click()
    page.wait_for_url("**/document/", timeout=90_000)
    expect(page.locator("#read-text")).to_have_value("\n".join(paper.lines))
    clean(page)
    _picture(page, "document-doubt")
    page.locator("#read-text").focus()
    _type(page, "Control+Enter")
    page.wait_for_url(lambda url: url.rstrip("/").rpartition("/")[2] not in ("document", "photo"))
    expect(page.locator(".traveller h1")).to_contain_text(paper.document.surname)
    clean(page)


def test_what_is_no_picture_is_told_in_one_sentence(sign_in: SignIn) -> None:
    page = sign_in("amina")
    scan(page, _passport("calvin"))
    _look_closer(page)
    _give(page, {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": b"GIF89a no picture that is read here"})
    expect(page.locator(".error-summary")).to_be_visible()
    clean(page)


def test_the_report_of_a_document_is_a_pdf(sign_in: SignIn) -> None:
    page = sign_in("bram")
    scan(page, _passport("tamar"))
    case = page.url
    answer = page.context.request.get(f"{case}document/report.pdf")
    assert answer.ok
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")


def test_a_passport_reported_stolen_is_told_as_that_and_nobody_passes_on_it(sign_in: SignIn) -> None:
    page = sign_in("amina")
    scan(page, _passport("gamze"))
    expect(page.locator("body")).to_contain_text(said("%(count)d list hit to resolve", count=1))
    told = page.locator(".checks .check").filter(has_text=said(LOST["document.stolen"])).first
    expect(told).to_have_class(re.compile("is-unsure"))
    say_and_send(page, "y", "The number and the holder's name on the page are those of the report.")
    expect(told).to_have_class(re.compile("is-failed"))
    case = page.url
    _type(page, "a")
    assert page.url == case, "a document that is not in order lets nobody through"
    _picture(page, "stolen")
