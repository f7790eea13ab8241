"""What do I need? Told to somebody at home, without an account, by keyboard alone, in English and in Arabic."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from limen.office.console import public_words
from limen.policy import load_pack
from tests.journeys.test_access import clean

HAND = 150  # ms between keys
DAYS = {"birth": "1985-04-03", "document_expiry": "2030-05-05", "document_issued": "2021-01-01"}
PACK = load_pack("schengen")


@pytest.fixture
def visitor(served: str, browser: Browser) -> Iterator[Page]:
    """Somebody's own browser: no session, no cookie, and none when they go."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=served)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield page
    assert not context.cookies(), "nothing is left in the browser"
    assert not problems, problems
    context.close()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key, delay=20)
        page.wait_for_timeout(HAND)


def begin(page: Page, language: str) -> None:
    """From the list of places to the first question, by Tab and Enter."""
    page.goto(f"/public/{language}/")
    page.locator("a[href$='/schengen/entry/']").focus()
    press(page, "Enter")
    page.wait_for_url("**/schengen/entry/")
    page.locator("#state").focus()
    if language == "en":
        page.keyboard.type("Luxem", delay=HAND)  # what a list takes: the first letters
    else:
        page.locator("#state").select_option("LU")  # no keyboard here writes the other letters
    page.locator("main button[type=submit]").focus()
    press(page, "Enter")
    expect(page.locator("#question")).to_be_focused()


def answer(page: Page, nationality: str) -> list[str]:
    """Answer until the law's answer stands there; each answer is one key more than its words."""
    asked: list[str] = []
    for _ in range(25):
        if page.locator("#result").count():
            return asked
        fact = page.locator("input[name=fact]").get_attribute("value") or ""
        asked.append(fact)
        if page.locator("select[name=typed]").count():
            press(page, "Tab")
            page.locator("select[name=typed]").select_option(nationality)
            press(page, "Tab", "Enter")
        elif page.locator("input[type=date][name=typed]").count():
            page.locator("input[name=typed]").fill(DAYS.get(fact, "2026-12-20"))
            press(page, "Enter")
        elif page.locator("fieldset.public-stay").count():
            page.locator("button[value='[]']").focus()
            press(page, "Enter")
        elif page.locator("input[name=typed]").count():
            press(page, "Tab")
            page.keyboard.type("900", delay=HAND)
            press(page, "Enter")
        else:
            values = page.locator("button[name=value]").evaluate_all("all => all.map(one => one.value)")
            wanted = "true" if fact == "document_held" else "false" if "false" in values else values[0]
            press(page, *["Tab"] * (values.index(wanted) + 1), "Enter")
        page.wait_for_function("fact => document.querySelector('input[name=fact]')?.value !== fact", arg=fact)
    raise AssertionError(f"the page never stops asking: {asked}")


def test_a_visitor_who_needs_a_visa_is_told_so_with_the_clause(visitor: Page) -> None:
    begin(visitor, "en")
    clean(visitor)
    asked = answer(visitor, "IN")
    assert asked[0] == "nationality" and "visa_held" in asked and "thorough_check" not in asked
    main = visitor.get_by_role("main")
    expect(main).to_contain_text("A visa is required of nationals of this State: India")
    expect(main).to_contain_text("Regulation (EU) 2018/1806 Art 3(1), Annex I")
    expect(main.locator(".is-needed")).to_contain_text(["passport", "visa that is valid for the whole stay"])
    expect(main).to_contain_text("no decision and no promise")
    expect(main).to_contain_text("Not for service")
    clean(visitor)
    visitor.emulate_media(media="print")
    expect(visitor.locator(".public-languages")).to_be_hidden()
    expect(visitor.locator("#result")).to_be_visible()
    visitor.emulate_media(media="screen", color_scheme="dark")
    clean(visitor)


def test_a_visitor_without_a_visa_requirement_reads_arabic_and_changes_an_answer(visitor: Page) -> None:
    say = public_words.words("ar")
    begin(visitor, "ar")
    assert visitor.evaluate("document.documentElement.dir") == "rtl"
    expect(visitor.locator("#question")).to_have_text(PACK.words("ar", "facts", "nationality", "question"))
    answer(visitor, "JP")
    main = visitor.get_by_role("main")
    expect(main).to_contain_text(say("nothing_against"))
    expect(main).to_contain_text(say("officer_checks"))
    expect(main).to_contain_text(PACK.words("ar", "documents", "onward_ticket"))
    assert visitor.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    clean(visitor)
    visitor.locator("button[name=change][value=nationality]").focus()
    press(visitor, "Enter")
    expect(visitor.locator("#question")).to_have_text(PACK.words("ar", "facts", "nationality", "question"))


def test_the_same_is_answered_as_json_to_whoever_asks(served: str) -> None:
    body = json.dumps({"facts": {"nationality": "IN", "visa_held": False}, "on": "2026-11-22"}).encode()
    where = f"{served}/api/requirements/schengen/entry/assess"
    sent = urllib.request.Request(where, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(sent, timeout=10) as answered:
        said = json.load(answered)
        assert answered.headers.get("Set-Cookie") is None
    assert {"outcome", "grounds", "ask", "tell", "deadlines", "trace", "snapshot"} <= set(said)
    assert said["promise"].startswith("none") and "document_in_order" in said["officer_checks"]
