"""A difference found, put, answered and weighed by the keyboard before a refusal; the phrasebook, right to left."""

from __future__ import annotations

from playwright.sync_api import Page

from limen.interview.phrasebook import book
from limen.vocabulary.dates import PartialDate
from tests.journeys.conftest import SignIn, expect, part, passport, said, scan
from tests.journeys.test_access import clean
from tests.journeys.test_desk import press_answers, say_and_send
from tests.journeys.test_secondary import press, send, type_in

NEEDS_VISA = {"surname": "TOFAUTI", "given": "REHEMA", "number": "AK7779912", "birth": PartialDate(1991, 2, 3)}
VISITOR = {"surname": "LECTORA", "given": "GRACE", "number": "600099122", "birth": PartialDate(1969, 8, 8)}
REASONS = "Her landing card names another State, and she says that a cousin filled it in on the ferry."
REPLY = "Niliishi Uganda; mimi ni Mkenya."


def two_keys(page: Page, first: str, second: str) -> None:
    press(page, first)
    send(page, second)


def test_nothing_is_held_against_somebody_that_was_not_put_to_them(sign_in: SignIn) -> None:
    page = sign_in("amina")
    scan(page, passport("juma", **NEEDS_VISA))
    case = page.url.split("?")[0]
    press_answers(page, {"visa": "2", "permit": "2", "family": "2", "afraid": "2"})
    two_keys(page, "g", "x")
    expect(page.locator("#found-title .tally")).to_have_text("0")
    page.locator("#kind").select_option("form")
    page.locator("#topic").select_option("nationality")
    press(page, "Escape", "m")
    type_in(page, "the landing card")
    press(page, "Tab", "Tab")
    type_in(page, "UGA")
    send(page, "Enter")
    found = page.locator(".difference")
    expect(found).to_contain_text("the landing card")
    clean(page)

    two_keys(page, "g", "v")
    say_and_send(page, "r", REASONS)
    expect(page.locator("dialog[open] .error-summary")).to_contain_text("the landing card")
    expect(page.locator("dialog[open] textarea").first).to_have_value(REASONS)

    page.goto(case + "differences/")
    send(page, "d")
    expect(page.locator("#do-put blockquote")).to_contain_text("the landing card")
    page.locator("#put-reply").focus()
    type_in(page, REPLY)
    send(page)
    expect(found).to_contain_text(REPLY)
    send(page, "w")
    page.locator("#weigh-reason").focus()
    type_in(page, "She lived there; the passport is Kenyan and its checks passed.")
    page.locator("#do-weigh input[value=explained]").check()
    page.locator("#weigh-reason").focus()
    send(page)
    expect(found).to_contain_text(said("Explained"))
    clean(page)

    page.goto(case)
    say_and_send(page, "r", REASONS)
    expect(page.locator("body")).to_contain_text(said("Refusal proposed, waiting for a second signature"))


def test_the_traveller_touches_their_answer_in_a_language_that_runs_from_right_to_left(sign_in: SignIn) -> None:
    page = sign_in("bram")
    scan(page, passport("calvin", **VISITOR))
    case = page.url.split("?")[0]
    two_keys(page, "g", "a")
    expect(page.get_by_role("link", name="العربية")).to_be_visible()
    clean(page)
    send(page, "4")
    card = page.locator(".turned-card")
    expect(card).to_have_attribute("dir", "rtl")
    assert card.evaluate("element => getComputedStyle(element).direction") == "rtl"
    assert page.locator("nav").count() == 0 and "LECTORA" not in page.locator("body").inner_text()
    question = card.locator("h1").inner_text()
    clean(page)
    with page.expect_navigation():
        card.get_by_role("button").first.click()  # the traveller's touch
    expect(card.locator("h1")).not_to_have_text(question)
    send(page, "j")
    assert card.locator("h1").inner_text() == book("ar").phrases["wait"]
    page.locator(".turned-phrases summary").press("Enter")
    with page.expect_navigation():
        page.locator(".turned-phrases a[href$='phrase=protection']").press("Enter")
    assert card.locator("h1").inner_text() == book("ar").phrases["protection"]
    send(page, "1")
    two_keys(page, "g", "v")
    assert page.url.startswith(case)
    two_keys(page, "g", "z")
    expect(page.locator("#told-title")).to_contain_text("1")
    expect(page.locator(".signs .tells").last).to_contain_text(part("shown in the phrasebook"))
    clean(page)
