"""The booth's reader program at a served desk, and the reference library beside what it read: by keys, axe-clean."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from limen.specimens.cast import EVERYBODY
from tests.journeys.conftest import SignIn, part, passport, said, scan, today
from tests.journeys.test_access import clean

HAND = 160  # ms between keys: no scanner
PICTURES = os.environ.get("TEST_PICTURES", "")


def _type(page: Page, *presses: str) -> None:
    for press in presses:
        page.keyboard.press(press)
        page.wait_for_timeout(HAND)


def _picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))


def limen(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    """The reader program, as it is started beside a desk."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIMEN_")}
    limen = [sys.executable, "-m", "limen", "reader", *words, "--home", str(home)]
    return subprocess.run(limen, env=environment, capture_output=True, text=True, timeout=90, check=True)


def test_what_the_reader_reads_lies_on_the_desk_and_opens_by_one_key(
    sign_in: SignIn, served: str, tmp_path: Path
) -> None:
    from limen import specimens

    scans = tmp_path / "scans"
    scans.mkdir()
    document = specimens.passport(of=EVERYBODY["bohdan"], on=today(), number="FX771777")
    page = sign_in("amina")
    page.goto("/readers/")
    clean(page)
    page.get_by_role("button", name=said("Offer a code")).click()
    code = page.locator(".reader-code").inner_text().replace(" ", "")
    assert re.fullmatch(r"[A-Z0-9]{8}", code)
    clean(page)
    _picture(page, "readers")
    limen("--pair", served, "--code", code, "--name", "Booth 3", home=tmp_path / "reader")
    page.goto("/?direction=entry")
    expect(page.locator("[data-reader]")).to_have_attribute("data-mark", "0")
    (scans / "passport.txt").write_text("\n".join(document.mrz), encoding="utf-8")
    limen("--folder", str(scans), "--seconds", "3", home=tmp_path / "reader")
    expect(page.get_by_text(said("A document lies on the reader"))).to_be_visible(timeout=15_000)
    clean(page)
    _picture(page, "on-the-reader")
    assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight"), "the desk does not scroll"
    _type(page, "r")
    page.wait_for_url(re.compile(r"/case/"))
    expect(page.locator(".check-rows").get_by_text("Year of birth altered by hand").first).to_be_visible()
    _picture(page, "alert-at-the-desk")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_library_is_browsed_by_keys(sign_in: SignIn, scheme: str) -> None:
    page = sign_in("lotte", color_scheme=scheme)
    _type(page, "g", "b")
    page.wait_for_url("**/library/")
    clean(page)
    _type(page, "4")
    page.wait_for_url("**/library/?issuer=UTO")
    expect(page.locator(".library-card")).to_have_count(3)
    _type(page, "j")
    expect(page.locator(".library-card").first).to_be_focused()
    clean(page)
    assert page.locator(".reference-pictures img").first.evaluate("one => one.complete ? one.naturalWidth : -1") != 0
    _picture(page, f"library-{scheme}")
    page.evaluate("document.documentElement.dir = 'rtl'")
    _picture(page, f"library-{scheme}-rtl")


def test_a_stolen_passport_is_told_on_top_and_stays_unsure_until_an_officer_says(sign_in: SignIn) -> None:
    page = sign_in("bram")
    scan(page, passport("gamze"))
    told = page.get_by_text(part("This may be a document reported stolen"))
    expect(told.first).to_contain_text(part("the number is the same"))
    clean(page)
    _picture(page, "stolen")
    _type(page, "y")
    page.locator("dialog[open] textarea").fill("The number is perforated on every page.")
    page.keyboard.press("Control+Enter")
    told = page.get_by_text(part("This document was reported stolen"))
    expect(told.first).to_contain_text(part("the number is the same"))
    assert page.locator(".worst.is-failed").count() == 1
    clean(page)
