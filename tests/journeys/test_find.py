"""Somebody is looked for at the desk: the purpose first, by one key; then found, opened, and the way back clean."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SignIn, said
from tests.journeys.test_access import clean

HAND = 160  # ms between keys: no scanner


def _type(page: Page, *presses: str) -> None:
    for press in presses:
        page.keyboard.press(press)
        page.wait_for_timeout(HAND)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_person_is_found_and_opened_by_keys_alone(sign_in: SignIn, scheme: str) -> None:
    page = sign_in("amina", color_scheme=scheme)
    _type(page, "Escape")
    page.goto("/register/")
    _type(page, "g", "f")
    page.wait_for_url("**/find/")
    expect(page.get_by_text(said("Nothing is searched before you say what for."))).to_be_visible()
    clean(page)
    _type(page, "t")
    expect(page.locator("#query")).to_be_focused()
    page.keyboard.type("문턱 지연", delay=HAND)
    page.keyboard.press("Enter")
    page.wait_for_url("**/find/")
    expect(page.locator(".found").first).to_be_visible()
    assert page.url.endswith("/find/")
    clean(page)
    pictures = os.environ.get("TEST_PICTURES", "")
    if pictures:
        page.screenshot(path=str(Path(pictures) / f"find-{scheme}.png"))
        page.evaluate("document.documentElement.dir = 'rtl'")
        page.screenshot(path=str(Path(pictures) / f"find-{scheme}-rtl.png"))
        page.evaluate("document.documentElement.dir = 'ltr'")
    _type(page, "1")
    page.wait_for_url("**/person/**")
    expect(page.get_by_text(said("Opened for:"))).to_be_visible()
    clean(page)
    if pictures:
        page.screenshot(path=str(Path(pictures) / f"person-{scheme}.png"))
        page.evaluate("document.documentElement.dir = 'rtl'")
        page.screenshot(path=str(Path(pictures) / f"person-{scheme}-rtl.png"))
    page.go_back()
    expect(page.locator(".found").first).to_be_visible()


def test_a_record_reached_by_its_address_asks_first_what_for(sign_in: SignIn) -> None:
    finder = sign_in("clara")
    finder.goto("/find/")
    _type(finder, "v")
    finder.keyboard.type("Marisol Umbral", delay=HAND)
    finder.keyboard.press("Enter")
    address = finder.locator(".found a").first.get_attribute("href")
    assert address is not None
    page = sign_in("aude")
    page.goto(address)
    expect(page.get_by_role("heading", name=said("A person's record"))).to_be_visible()
    clean(page)
    _type(page, "a")
    page.wait_for_url("**" + address)
    expect(page.get_by_text(said("Who looked"))).to_be_visible()
    clean(page)


def test_a_name_nobody_bears_is_said_to_be_near_nobody(sign_in: SignIn) -> None:
    page = sign_in("sven")
    page.goto("/find/")
    _type(page, "x")
    page.keyboard.type("Qwxzvbn", delay=HAND)
    page.keyboard.press("Enter")
    expect(page.locator(".nothing")).to_be_visible()
    clean(page)
