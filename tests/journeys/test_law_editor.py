"""A lawyer changes one reference amount by keyboard, sees an example change, and sends the change for release."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page

from tests.journeys.conftest import SignIn, expect, part, said, today
from tests.journeys.test_access import clean

HAND = 160  # ms between two keys


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key, delay=20)
        page.wait_for_timeout(HAND)


def add_a_rule(pavel: Page) -> None:
    """Another rule on the conditions of one there is: a wrong clause is said at its field; seen as new, and undone."""
    press(pavel, "m")
    expect(pavel.locator("#rule-id")).to_be_focused()
    pavel.keyboard.type("refuse.late", delay=5)
    pavel.locator("#rule-title").fill("Too late")
    pavel.locator("#rule-effect").select_option("entry|refuse")
    pavel.locator("#rule-first").fill("1 Jan 2027")
    pavel.locator("#rule-like").select_option("entry|refuse.G")
    pavel.locator("#rule-cite").fill("nowhere 3")
    press(pavel, "Control+Enter")
    expect(pavel.locator("#rule-cite")).to_be_focused()
    expect(pavel.locator("#problem-text")).to_contain_text("“nowhere 3”")
    clean(pavel)
    press(pavel, "Control+a")
    pavel.keyboard.type("sbc Art 6(1)(c)", delay=5)
    press(pavel, "Control+Enter")
    pavel.wait_for_url(re.compile(r"/rule/entry/refuse\.late/$"))
    expect(pavel.locator(".two-laws .side-new").first).to_contain_text("Too late")
    press(pavel, "e")
    expect(pavel.locator("#nature-standard")).to_be_visible()
    clean(pavel)
    press(pavel, "g", "q")
    pavel.wait_for_url(re.compile("/law/drafts/0[^/]+/$"))
    with pavel.expect_navigation():
        press(pavel, "u")
    expect(pavel.get_by_text("refuse.late")).to_have_count(0)


def test_an_amount_is_changed_its_example_follows_and_it_is_sent(sign_in: SignIn) -> None:
    pavel = sign_in("pavel")
    pavel.wait_for_url(re.compile("/law/$"))
    press(pavel, "d")
    pavel.wait_for_url(re.compile("/law/drafts/$"))
    press(pavel, "m")
    pavel.keyboard.type("Hosts count for less", delay=15)
    press(pavel, "Enter")
    pavel.wait_for_url(re.compile("/law/drafts/0[^/]+/$"))
    press(pavel, "/")
    pavel.keyboard.type("6(1)(c), (4)", delay=15)
    press(pavel, "Enter")
    expect(pavel.locator(".draft-rows a")).to_have_count(1)
    clean(pavel)
    press(pavel, "1")
    pavel.wait_for_url(re.compile(r"/rule/entry/refuse\.G/"))

    press(pavel, "a")  # the first amount; from there on by Tab to that of a host in France
    row = pavel.locator("details.draft-row", has_text="32.50")
    row.locator("summary").press("Enter")
    row.locator("[name=amount]").press("Control+a")
    pavel.keyboard.type("65", delay=15)
    row.locator("[name=first]").press("Control+a")
    pavel.keyboard.type("1 Nov 2026", delay=10)  # before the day of the example
    row.locator("[name=source]").press("Control+a")
    pavel.keyboard.type("Specimen notification of a host", delay=5)
    row.locator("[name=checked]").select_option("text")
    row.locator("[name=source]").focus()
    press(pavel, "Control+Enter")
    example = pavel.locator(".draft-examples li").first
    expect(example).to_have_class("is-changed")
    expect(example).to_contain_text(part("before:"))
    clean(pavel)
    with pavel.expect_navigation():  # a key pressed into the page that goes is lost
        example.get_by_role("button").first.press("Enter")  # the new answer is right
    expect(pavel.locator(".draft-examples .is-changed form")).to_have_count(0)

    press(pavel, "c")
    expect(pavel.locator("#condition")).to_be_visible()
    clean(pavel)
    press(pavel, "Escape")
    press(pavel, "g", "q")
    pavel.wait_for_url(re.compile("/law/drafts/0[^/]+/$"))
    add_a_rule(pavel)
    press(pavel, "w")
    expect(pavel.locator("#commences")).to_be_focused()
    pavel.keyboard.type((today() + timedelta(days=60)).isoformat(), delay=10)
    pavel.locator("#summary").fill("The reference amount for guests of a host.")
    press(pavel, "Control+Enter")
    sent = pavel.get_by_role("link", name=said("waits for a second officer"))
    sent.press("Enter")  # what the second officer reads; taken back here, so that the demo's law stays
    pavel.wait_for_url(re.compile("/law/release/"))
    expect(pavel.locator("h1")).to_have_text("The reference amount for guests of a host.")
    press(pavel, "x")
    pavel.keyboard.type("The story is over.", delay=5)
    press(pavel, "Control+Enter")
    expect(pavel.locator(".page")).to_contain_text(part("withdrawn"))
