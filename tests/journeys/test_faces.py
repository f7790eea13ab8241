"""The traveller beside the portrait: taken by the desk's camera, compared, judged by the officer, and erased.

Chromium's camera is a still film of a drawn specimen (`conftest`), so that the whole way is gone: the camera's
permission, the picture cut to a portrait, the reading room, the page.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

from limen import specimens
from limen.documents.chip import pack, read_chip
from limen.specimens.cast import EVERYBODY
from limen.specimens.chips import MODERN, chip_passport
from limen.specimens.personalising import picture_of
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import TravelDocument
from tests.journeys.conftest import FILMED, SignIn, said, scan, today
from tests.journeys.test_access import clean

HAND = 160  # ms between keys: no scanner
PICTURES = os.environ.get("TEST_PICTURES", "")
NOT_COMPARED = N_("The face was not compared by machine: look at the holder and the page")


def _type(page: Page, *presses: str) -> None:
    for press in presses:
        page.keyboard.press(press)
        page.wait_for_timeout(HAND)


def _picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def _document(page: Page, document: TravelDocument) -> None:
    scan(page, document)
    expect(page.locator(".check.is-not_done").filter(has_text=said("Portrait")).first).to_be_visible()
    _type(page, ".")
    page.wait_for_url("**/document/")
    expect(page.locator(".likeness.is-not_done")).to_contain_text(said(NOT_COMPARED))


def _read_chip(page: Page, key: str) -> None:
    issued = chip_passport(EVERYBODY[key], on=today(), recipe=MODERN)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    evidence = pack(read_chip(issued.chip, issued.key), at=at, device="Booth 3")
    given: FilePayload = {"name": "chip.json", "mimeType": "application/json", "buffer": evidence}
    page.locator("#data").set_input_files([given])
    page.get_by_role("button", name=said("Look at it")).click()
    expect(page.locator(".side.is-portrait img")).to_be_visible(timeout=20_000)


def _face(key: str) -> FilePayload:
    return {"name": "live.jpg", "mimeType": "image/jpeg", "buffer": picture_of(EVERYBODY[key], today(), "jpeg")}


def _open_camera(page: Page) -> None:
    page.wait_for_load_state()
    expect(page.locator("[data-take]")).to_be_visible()  # only once the page's own program runs
    _type(page, "f")
    expect(page.locator("[data-take]")).to_contain_text(said("Take and compare"), timeout=20_000)
    expect(page.locator(".camera video")).to_have_js_property("videoHeight", 532)


def test_who_stands_before_the_camera_is_compared_with_the_chip(sign_in: SignIn) -> None:
    page = sign_in("bram", color_scheme="light")
    _document(page, specimens.story(FILMED, today()).papers[0].document)
    _type(page, "c")
    expect(page.locator(".side.is-portrait img")).to_be_visible(timeout=20_000)
    _open_camera(page)
    expect(page.locator(".camera video")).to_be_in_viewport()
    clean(page)
    _picture(page, "faces-camera")
    _type(page, "z")
    expect(page.locator(".camera video")).to_be_hidden()
    _open_camera(page)
    _type(page, "f")
    expect(page.locator("figure.is-live img")).to_be_visible(timeout=30_000)
    expect(page.locator(".likeness.is-passed")).to_be_visible()
    expect(page.locator(".faces")).to_contain_text(said("drawn specimens only, no recogniser"))
    expect(page.locator(".faces")).to_contain_text(said("The officer decides."))
    expect(page.locator(".look").filter(has_text=said("the desk’s camera")).first).to_be_visible()
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        clean(page)
        _picture(page, f"faces-{scheme}")
    page.evaluate("document.documentElement.dir = 'rtl'")
    _picture(page, "faces-rtl")
    page.evaluate("document.documentElement.dir = 'ltr'")
    _type(page, "h", "1")
    clean(page)
    _picture(page, "faces-holder")
    _type(page, "Control+Enter")
    expect(page.locator(".likeness b")).to_have_text(said("the same person"))
    clean(page)
    _type(page, "g", "c")
    page.wait_for_url(lambda url: not url.endswith("/document/"))
    expect(page.locator(".closer img")).to_have_count(2)
    expect(page.locator(".check.is-passed").filter(has_text=said("Faces compared")).first).to_be_visible()
    clean(page)
    _picture(page, "faces-case")
    _type(page, ".")
    page.wait_for_url("**/document/")
    _type(page, "e")
    expect(page.get_by_text(said("pictures erased")).first).to_be_visible()
    expect(page.locator("figure.is-live img")).to_have_count(0)
    _type(page, "d")
    expect(page.locator("figure.is-live img")).to_be_visible(timeout=30_000)
    expect(page.locator(".look").filter(has_text=said("the practice camera: a drawing")).first).to_be_visible()


def test_somebody_else_with_the_passport_is_unsure_and_the_officer_says_who(sign_in: SignIn) -> None:
    page = sign_in("amina")
    _document(page, specimens.passport(of=EVERYBODY["leila"], on=today()))
    _read_chip(page, "leila")
    page.locator("#live").set_input_files([_face("anahit")])
    page.get_by_role("button", name=said("Compare the faces")).click()
    expect(page.locator(".likeness.is-unsure")).to_be_visible(timeout=30_000)
    expect(page.locator(".faces .is-failed")).to_have_count(0)
    _type(page, "h", "2")
    page.locator("#holder-words").fill("Another person: ears and brow are not those of the portrait.")
    _type(page, "Control+Enter")
    expect(page.locator(".likeness b")).to_have_text(said("not the same person"))
    _picture(page, "faces-another")
    clean(page)
    _type(page, "g", "c")
    page.wait_for_url(lambda url: not url.endswith("/document/"))
    expect(page.locator(".worst")).to_have_class("worst is-failed")


def test_without_a_script_a_file_does_the_same(sign_in: SignIn) -> None:
    page = sign_in("bram")
    _document(page, specimens.passport(of=EVERYBODY["tigist"], on=today()))
    _read_chip(page, "tigist")
    other = page.context.browser.new_context(  # type: ignore[union-attr]  # a context of a browser has one
        java_script_enabled=False, storage_state=page.context.storage_state()
    )
    try:
        bare = other.new_page()
        bare.goto(page.url)
        expect(bare.locator("[data-take]")).to_be_hidden()
        bare.locator("#live").set_input_files([_face("tigist")])
        bare.locator("form[data-camera] button[type=submit]").click()
        expect(bare.locator(".likeness.is-passed")).to_be_visible(timeout=30_000)
    finally:
        other.close()


def test_what_is_no_picture_of_a_traveller_is_told_in_one_sentence(sign_in: SignIn) -> None:
    page = sign_in("bram")
    _document(page, specimens.passport(of=EVERYBODY["kan"], on=today()))
    _read_chip(page, "kan")
    spoilt: FilePayload = {"name": "live.jpg", "mimeType": "image/jpeg", "buffer": b"GIF89a"}
    page.locator("#live").set_input_files([spoilt])
    page.get_by_role("button", name=said("Compare the faces")).click()
    expect(page.locator(".error-summary")).to_be_visible()
    clean(page)
