"""A change of the visa list from its proposal to the next traveller; what was decided before stays under its law."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Page

from limen import policy
from limen.policy.writing import write_pack
from limen.vocabulary.person import TravelDocument
from tests.journeys.conftest import SignIn, expect, part, passport, said, scan, today
from tests.journeys.test_access import clean
from tests.journeys.test_lists_at_a_post import limen

HAND = 160  # ms between two keys
VISA = policy.load_pack("schengen").words("en", "facts", "visa_held", "question").lower()
SUMMARY = "No visa for short stays of holders of passports of Senegal."


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key, delay=20)
        page.wait_for_timeout(HAND)


def relieved(folder: Path) -> Path:
    """A folder of laws where Senegal stands in the list of those who need no visa."""
    files = json.loads(policy.load_pack("schengen").to_bytes())["files"]
    required, free = files["lists.yaml"]["lists"][:2]
    free["members"]["SN"] = required["members"].pop("SN")
    for path, data in write_pack(files).items():
        (folder / "schengen" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "schengen" / path).write_bytes(data)
    return folder


def visitor(number: str) -> TravelDocument:
    return passport("calvin", surname="DIENGOR", given="SOKHNA", number=number, nationality="SEN")


def let_in(page: Page, document: TravelDocument) -> tuple[str, str]:
    """Answer what the law asks and admit; the address of the case, and everything that was asked."""
    scan(page, document)
    case, asked = page.url.partition("?")[0], ""
    for _ in range(12):
        question = page.locator("#question")
        if not question.count():
            break
        text = question.inner_text().lower()
        asked += text
        with page.expect_navigation():
            page.keyboard.press("2" if "leave" in text else "1")
    with page.expect_navigation():
        page.keyboard.press("a")
    expect(page).to_have_url(re.compile(r"/(\?.*)?$"))
    return case, asked


def test_a_change_is_rehearsed_released_read_and_lived_by(sign_in: SignIn, home: Path, tmp_path: Path) -> None:
    amina = sign_in("amina")
    before, asked = let_in(amina, visitor("FX0808081"))
    assert VISA in asked
    (tmp_path / "bulletin.txt").write_text("Ask holders of passports of Senegal for no visa.\n", encoding="utf-8")
    law = {"LIMEN_MODE": "demo", "LIMEN_POLICIES": str(relieved(tmp_path))}
    words = ("--commences", today().isoformat(), "--summary", SUMMARY, "--bulletin", str(tmp_path / "bulletin.txt"))
    limen(home, "law", "release", "schengen", "--as", "pavel", *words, **law)
    try:
        dagny = sign_in("dagny")
        dagny.wait_for_url(re.compile("/law/$"))
        press(dagny, "m")
        dagny.wait_for_url(re.compile("/law/release/"))
        expect(dagny.locator("#changes-title ~ .law-change")).to_have_count(2)
        press(dagny, "r")
        expect(dagny.locator("#rehearsal-title ~ table")).to_be_visible()
        clean(dagny)
        press(dagny, "e")
        expect(dagny.locator(".page")).to_contain_text(part("in force"))

        amina.goto("/")
        expect(amina.locator(".bulletin-now")).to_contain_text(SUMMARY)
        press(amina, "Escape", "b")
        amina.wait_for_url(re.compile("/law/bulletins/$"))
        clean(amina)
        press(amina, "e")
        amina.wait_for_url(re.compile("/$"))
        expect(amina.locator(".bulletin-now")).to_have_count(0)
        after, asked = let_in(amina, visitor("FX0808090"))
        assert asked and VISA not in asked

        aude = sign_in("aude")
        was = policy.load_pack("schengen").id_hash.removeprefix("sha256:")[:16]
        for case, under_it in ((before, True), (after, False)):
            aude.goto(case + "replay/")
            expect(aude.locator(".page")).to_contain_text(
                said("in force until") if under_it else said("still in force")
            )
            assert (was in aude.locator(".page").inner_text()) is under_it
    finally:
        limen(home, "law", "release", "schengen", "--as", "pavel", "--second", "dagny", LIMEN_MODE="demo")
