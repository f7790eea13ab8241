"""Lines keyed by hand with a live verdict, and a document that only another's register knows."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from limen import specimens
from limen.documents.lost import WORDS as LOST
from limen.documents.mrz import WORDS as MRZ
from tests.journeys.conftest import SignIn, said, scan, today
from tests.journeys.test_access import clean
from tests.journeys.test_desk import say_and_send

HAND = 150  # ms between keys: no scanner
KNOWN = "TS4400101"  # to the practice register alone


def _type(page: Page, *presses: str) -> None:
    for press in presses:
        page.keyboard.press(press)
        page.wait_for_timeout(HAND)


def test_lines_are_keyed_by_hand_and_a_wrong_digit_is_told_at_once(sign_in: SignIn) -> None:
    upper, lower = specimens.passport(of=specimens.traveller("henri"), on=today()).mrz
    page = sign_in("bram")
    keyed = page.locator("#keyed")
    page.locator("#text").focus()
    page.keyboard.type(upper[:12], delay=HAND)
    expect(keyed).to_contain_text("TD3")
    page.keyboard.insert_text(upper[12:])
    page.keyboard.press("Enter")
    wrong = str((int(lower[9]) + 1) % 10)
    page.keyboard.type(lower[:9] + wrong, delay=HAND)
    told = said(MRZ["mrz.check_digit.number.failed"], printed=wrong, expected=lower[9])
    expect(keyed.locator(".keyed-wrong")).to_contain_text(told)
    expect(page.locator("#keyed-said")).to_have_text(told)  # once the hand rests
    clean(page)
    _type(page, "Backspace")
    page.keyboard.type(lower[9:13], delay=HAND)
    expect(keyed.locator(".keyed-wrong")).to_have_count(0)
    expect(keyed.locator(".is-passed").filter(has_text=said("Document number"))).to_be_visible()
    page.keyboard.type("Q", delay=HAND)  # a letter where the birth date stands
    expect(keyed.locator(".keyed-wrong")).to_be_visible()
    _type(page, "Backspace")
    page.keyboard.type(lower[13:], delay=HAND)  # the last character reads it: no key is needed
    page.wait_for_url("**/case/**")
    expect(page.locator(".traveller h1")).to_contain_text("SCHWELL")


def test_a_passport_that_only_the_register_knows_lets_nobody_through(sign_in: SignIn) -> None:
    page = sign_in("amina")
    scan(page, specimens.passport(of=specimens.traveller("taro"), on=today(), number=KNOWN))
    expect(page.locator("body")).to_contain_text(said("%(count)d list hit to resolve", count=1))
    told = page.locator(".checks .check").filter(has_text=said(LOST["document.revoked"])).first
    expect(told).to_have_class(re.compile("is-unsure"))
    case = page.url
    _type(page, "a")
    assert page.url == case, "an open report lets nobody through"
    _type(page, ".")
    page.wait_for_url("**/document/")
    asked = page.locator(".register-look")
    expect(asked).to_contain_text(KNOWN)
    before = asked.inner_text()
    _type(page, "a")  # asked again: another reference
    expect(asked).not_to_have_text(before)
    clean(page)
    _type(page, "g", "c")
    page.wait_for_url(lambda url: not url.endswith("/document/"))
    say_and_send(page, "y", "The number and the holder's name on the page are those of the report.")
    expect(told).to_have_class(re.compile("is-failed"))
    _type(page, "a")
    assert page.url == case, "a document that is not in order lets nobody through"


def test_a_number_held_with_letters_for_digits_is_found_and_one_that_is_not_passes(sign_in: SignIn) -> None:
    page = sign_in("bram")
    scan(page, specimens.passport(of=specimens.traveller("taro"), on=today(), number="TS4400758"))
    told = page.locator(".checks .check").filter(has_text=said(LOST["document.stolen"])).first
    expect(told).to_have_class(re.compile("is-unsure"))
    page.goto("/")
    scan(page, specimens.passport(of=specimens.traveller("marisol"), on=today()))
    _type(page, ".")
    page.wait_for_url("**/document/")
    expect(page.locator(".register-look.is-passed")).to_be_visible()
