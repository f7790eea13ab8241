"""The tray of the practice desk: a story pressed, a page dragged onto the field, a question shown in their language."""

from __future__ import annotations

import re

import pytest

from tests.journeys.conftest import SignIn, expect

pytestmark = pytest.mark.english


def test_a_story_is_pressed_and_its_page_looked_at(sign_in: SignIn) -> None:
    page = sign_in("bram")
    page.get_by_role("button", name="One digit was altered").press("Enter")
    page.wait_for_url(re.compile("/case/"))
    expect(page.get_by_role("img", name=re.compile("a specimen"))).to_be_visible()
    expect(page.locator(".worst-words")).to_contain_text("check digit")


def test_a_page_is_dragged_onto_the_field(sign_in: SignIn) -> None:
    page = sign_in("bram")
    picture = page.locator("form[action='/story/clean-visitor/'] img")
    picture.drag_to(page.locator("#text"))
    page.wait_for_url(re.compile("/case/"))
    expect(page.locator(".says")).to_contain_text("In this story")


def test_the_traveller_reads_the_question(sign_in: SignIn) -> None:
    page = sign_in("bram")
    page.get_by_role("button", name="A visitor with nothing amiss").press("Enter")
    page.wait_for_url(re.compile("/case/"))
    for key in ("g", "q"):
        page.keyboard.press(key)
        page.wait_for_timeout(200)
    for language in ("ar", "es", "fr"):
        expect(page.locator(f".elsewhere [lang={language}]")).to_be_visible()
