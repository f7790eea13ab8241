"""The tray of the practice desk: a story pressed, a page dragged onto the field, a question shown in their language."""

from __future__ import annotations

import re

from tests.journeys.conftest import SignIn, expect, said

PICTURE = "Page of %(name)s, a specimen; its fields are listed under Printed fields"
DIGIT = "The check digit of the date of birth is {printed}, it should be {expected}."


def test_a_story_is_pressed_and_its_page_looked_at(sign_in: SignIn) -> None:
    page = sign_in("bram")
    page.get_by_role("button", name=said("One digit was altered")).press("Enter")
    page.wait_for_url(re.compile("/case/"))
    expect(page.get_by_role("img", name=re.compile(said(PICTURE, name=".+")))).to_be_visible()
    expect(page.locator(".worst-words")).to_contain_text(re.compile(said(DIGIT, printed=".", expected=".")))


def test_a_page_is_dragged_onto_the_field(sign_in: SignIn) -> None:
    page = sign_in("bram")
    picture = page.locator("form[action='/story/clean-visitor/'] img")
    picture.drag_to(page.locator("#text"))
    page.wait_for_url(re.compile("/case/"))
    expect(page.locator(".says")).to_contain_text(said("In this story:"))


def test_the_traveller_reads_the_question(sign_in: SignIn) -> None:
    page = sign_in("bram")
    page.get_by_role("button", name=said("A visitor with nothing amiss")).press("Enter")
    page.wait_for_url(re.compile("/case/"))
    for key in ("g", "q"):
        page.keyboard.press(key)
        page.wait_for_timeout(200)
    for language in ("ar", "es", "fr"):
        expect(page.locator(f".elsewhere [lang={language}]")).to_be_visible()
