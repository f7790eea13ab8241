"""Nothing is lost at the desk: two browsers on one traveller, a session that ends in the middle of one."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import TravelDocument
from tests.journeys.conftest import SignIn, expect, passport, said, scan, sign_in_again


def free_mover(number: str, surname: str) -> TravelDocument:
    """Somebody of whom nothing is asked."""
    return passport("henri", surname=surname, given="LOU", number=number, birth=PartialDate(1979, 3, 4))


def register_of(page: Page, surname: str) -> None:
    """One movement of that name, and no second one."""
    page.goto(f"/register/?q={surname}")
    expect(page.locator("tbody tr").filter(has_text=surname)).to_have_count(1)


def ask_for(page: Page) -> str:
    """The fact that is asked for now."""
    return page.locator("input[name=fact]").first.get_attribute("value") or ""


def test_two_browsers_on_one_traveller_make_one_movement_and_the_second_is_told(sign_in: SignIn) -> None:
    first, second = sign_in("amina"), sign_in("sven")
    scan(first, free_mover("600031111", "TWOFOLD"))
    second.goto(first.url)
    expect(second.locator("body")).to_contain_text("TWOFOLD")
    first.wait_for_timeout(200)
    first.keyboard.press("a")
    first.wait_for_url(re.compile(r"\?done="))
    second.wait_for_timeout(200)
    second.keyboard.press("a")
    second.wait_for_load_state()
    told = ("Admitted", "Somebody has decided this case already: reload to see what happened.")
    expect(second.locator("#worst")).to_contain_text(re.compile("|".join(re.escape(said(words)) for words in told)))
    assert "done=" not in second.url
    register_of(first, "TWOFOLD")


def test_the_back_button_and_the_same_key_again_admit_nobody_twice(sign_in: SignIn) -> None:
    page = sign_in("amina")
    scan(page, free_mover("600031122", "BACKWARD"))
    page.wait_for_timeout(200)
    page.keyboard.press("a")
    page.wait_for_url(re.compile(r"\?done="))
    page.go_back()
    page.wait_for_timeout(300)
    page.keyboard.press("a")
    page.wait_for_load_state()
    register_of(page, "BACKWARD")


def test_a_session_that_ends_in_the_middle_is_resumed_with_everything_recorded(sign_in: SignIn, served: str) -> None:
    page = sign_in("bram")
    scan(page, passport("calvin", surname="RESUMER", given="RAE", number="600031133", birth=PartialDate(1981, 2, 3)))
    case, asked = page.url, ask_for(page)
    page.wait_for_timeout(200)
    with page.expect_navigation():
        page.keyboard.press("1")
    following = ask_for(page)
    assert following != asked  # the first answer is recorded
    page.context.clear_cookies(name="sessionid")  # a shift's length has passed
    page.wait_for_timeout(200)
    with page.expect_navigation():
        page.keyboard.press("1")
    expect(page.locator("#id_password")).to_be_visible()
    sign_in_again(page, "bram")
    page.wait_for_timeout(1500)  # where this leads is the address of a form that was not sent (test_durability)
    page.goto(served)
    expect(page.locator("body")).to_contain_text("RESUMER")  # half done, offered where the shift begins
    page.goto(case)
    assert ask_for(page) == following  # what was answered stands; what was sent without a session was not recorded
    page.wait_for_timeout(200)
    with page.expect_navigation():
        page.keyboard.press("1")
    expect(page.locator(f"input[name=fact][value={following}]")).to_have_count(0)
