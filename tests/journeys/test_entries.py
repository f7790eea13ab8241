"""Two officers put somebody on a list; every desk finds them at once; nobody puts their own wife on it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page

from limen import specimens
from limen.vocabulary.person import TravelDocument
from tests.journeys.conftest import SignIn, expect, holds, part, said, scan, today
from tests.journeys.test_access import clean

HAND = 160  # ms between two keys


def passport() -> TravelDocument:
    """Of somebody no other story knows."""
    holder = replace(
        specimens.traveller("somchai"), surname="Schwellenberg", given="Ottokar", native="", number="ZW5510027"
    )
    return specimens.passport(of=holder, on=today())


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key, delay=20)
        page.wait_for_timeout(HAND)


def to_entries(page: Page) -> None:
    if not page.url.endswith("/lists/"):  # a list officer starts there
        press(page, "g", "l")
        page.wait_for_url(re.compile("/lists/$"))
    press(page, "g", "e")
    page.wait_for_url(re.compile("/lists/entries/"))


def propose(page: Page, name: str, born: str = "") -> None:
    """By the keyboard: to the form, field after field, send."""
    to_entries(page)
    press(page, "m")
    expect(page.locator("#names")).to_be_focused()
    page.keyboard.type(name, delay=15)
    if born:
        page.locator("#born").fill(born)
    page.locator("#legal_basis").fill("Specimen Act section 12(3)")
    page.locator("#evidence").fill("Specimen judgment of 4 May 2026, file 77.")
    page.locator("#expires_on").fill((today() + timedelta(days=90)).isoformat())
    page.locator("#expires_on").press("Control+Enter")
    page.wait_for_load_state()


def test_proposed_by_one_agreed_by_another_and_at_every_desk_at_once(sign_in: SignIn, served: str) -> None:
    amina, bram, lotte, sven = (sign_in(name) for name in ("amina", "bram", "lotte", "sven"))
    document = passport()
    scan(amina, document)
    expect(amina.locator("article.hit")).to_have_count(0)

    propose(bram, f"{document.surname}, {document.given}", str(document.birth))
    mine = bram.locator("article.entry-card", has_text=document.surname)
    expect(mine).to_contain_text(part("another officer must agree"))
    clean(bram)

    to_entries(lotte)
    waiting = lotte.locator("article.entry-card", has_text=document.surname)
    expect(waiting).to_contain_text("Specimen judgment of 4 May 2026, file 77.")
    while document.surname not in lotte.locator("article.entry-card").first.inner_text():
        press(lotte, "b")  # what another story left waiting
        lotte.locator("#why").fill("Of another story.")
        press(lotte, "Control+Enter")
        lotte.wait_for_url(re.compile("/lists/entries/$"))
    press(lotte, "e")
    expect(lotte.locator("#do-entry")).to_be_visible()
    clean(lotte)
    lotte.keyboard.type("Read the judgment.", delay=15)
    press(lotte, "Control+Enter")
    lotte.wait_for_url(re.compile("/lists/entries/$"))
    expect(lotte.locator("tr", has_text=document.surname)).to_contain_text("Bram Drempel")

    amina.reload()  # the traveller before her, without reading the passport again
    expect(amina.locator("article.hit").first).to_contain_text("National alerts by officers")
    scan(bram, document)
    expect(bram.locator("article.hit").first).to_contain_text(document.surname)

    press(sven, "g", "s")
    sven.wait_for_url(re.compile("/secondary/"))
    press(sven, "g", "a")
    sven.wait_for_url(re.compile("/lists/later/"))
    line = sven.locator("tr", has_text=document.surname).first
    expect(line).to_contain_text(part("has an open case"))
    clean(sven)
    line.get_by_role("link").first.click()
    expect(sven.locator("#why")).to_be_focused()
    sven.keyboard.type("At the desk now, who resolves the hit there.", delay=10)
    press(sven, "Control+Enter")
    expect(sven.locator("tbody tr", has_text=document.surname)).to_have_count(0)

    lotte.reload()
    lotte.locator("tr", has_text=document.surname).locator('a[href*="do=end:"]').click()
    lotte.locator("#why").fill("The story is over.")
    lotte.locator("#why").press("Control+Enter")
    expect(lotte.locator("tr", has_text=document.surname)).to_have_count(0)
    amina.reload()
    expect(amina.locator("article.hit")).to_have_count(0)


def test_the_wife_on_the_watchlist_is_prevented(sign_in: SignIn, served: str, home: Path) -> None:
    bram, lotte = sign_in("bram"), sign_in("lotte")
    propose(bram, "Wilhelmina Drempel")
    to_entries(lotte)
    card = lotte.locator("article.entry-card", has_text="Wilhelmina")
    expect(card.locator(".entry-marks")).to_contain_text("Bram Drempel")  # the same surname, told to the second officer
    card.get_by_role("link", name=holds("Send back")).click()
    lotte.locator("#why").fill("Who is she to you?")
    lotte.locator("#why").press("Control+Enter")
    expect(lotte.locator("article.entry-card:visible", has_text="Wilhelmina")).to_have_count(0)

    declared = ["user", "interests", "bram", "--family", "Wilhelmina Drempel", "--address", "5 Threshold Lane"]
    environment = {**os.environ, "LIMEN_HOME": str(home), "LIMEN_MODE": "demo"}
    subprocess.run([sys.executable, "-m", "limen", *declared], env=environment, check=True, capture_output=True)
    for name in ("Wilhelmina Drempel", "DREMPEL, Vilhelmina"):
        propose(bram, name)
        alert = bram.get_by_role("alert")
        expect(alert).to_contain_text(part("may concern you or your family"))
        expect(bram.locator("#names")).to_have_value(name)
    expect(bram.locator("article.entry-card:visible", has_text="Wilhelmina")).to_have_count(0)
    assert said("Entries by officers") in bram.title()
