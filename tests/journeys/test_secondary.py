"""The second line by the keyboard: referred, taken, asked, sent back; handed over; resumed when a session was lost."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import Page

from limen.vocabulary.dates import PartialDate
from tests.journeys.conftest import SignIn, expect, passport, said, scan, sign_in_again
from tests.journeys.test_access import clean
from tests.journeys.test_desk import HAND, admit_and_count, press_answers

SAID = "Me quedo con mi hermana. ¡Una semana!"


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other, as a hand does."""
    for key in keys:
        page.wait_for_timeout(HAND)
        page.keyboard.press(key)


def type_in(page: Page, words: str) -> None:
    page.wait_for_timeout(HAND)
    page.keyboard.type(words)


def send(page: Page, key: str = "Control+Enter") -> None:
    page.wait_for_timeout(HAND)
    with page.expect_navigation():
        page.keyboard.press(key)


def arrive_and_refer(page: Page, surname: str, cause: str = "3") -> str:
    """Scan a visitor and refer them: S, the cause in one key, Tab, the reason. Answers the case's address."""
    number = f"6{uuid.uuid4().int % 10**8:08d}"
    document = passport("calvin", surname=surname, given="PILAR", number=number, birth=PartialDate(1974, 4, 4))
    scan(page, document)
    case = page.url.split("?")[0]
    press(page, "s")
    page.locator("dialog[open]").wait_for()
    press(page, cause, "Tab")
    type_in(page, "Names three hotels and knows no address.")
    send(page)
    return case


def take(page: Page, case: str) -> None:
    """Open the case from the list by its number and take it."""
    page.goto("/secondary/")
    row = page.locator(f"a[href='{re.sub('^https?://[^/]+', '', case)}']").first
    with page.expect_navigation():
        row.press("Enter")
    send(page, "e")


def begin(page: Page, interpreter: bool = True) -> None:
    """Go to the interview by its two keys and begin it."""
    press(page, "g")
    send(page, "i")
    type_in(page, "es")
    page.get_by_label(said("Interpreter by telephone" if interpreter else "I speak the language")).check()
    if interpreter:
        page.get_by_label(said("Interpreter"), exact=True).fill("Ines Tolk")
        page.get_by_label(said("Interpreter’s number")).fill("T-44")
    page.get_by_label(said("Both said that they understand each other")).check()
    page.locator("input[name=told]").check()
    page.locator("#dialect").focus()
    send(page)
    expect(page.locator(".sitting-head")).to_contain_text("es")


def ask(page: Page, question: str, reply: str) -> None:
    """A question of one's own and its answer, sent from inside the field."""
    press(page, "Escape", "q")
    page.keyboard.press("Control+a")
    type_in(page, question)
    press(page, "Tab")
    type_in(page, reply)
    send(page)


def test_referred_interviewed_sent_back_admitted(sign_in: SignIn) -> None:
    desk = sign_in("amina")
    case = arrive_and_refer(desk, "UMBRALES")
    expect(desk.locator(".outcome")).to_contain_text(said("Referred, waiting for secondary"))
    desk.goto(case)
    expect(desk.locator("body")).to_contain_text(said("nobody has taken it yet"))

    page = sign_in("sven")
    take(page, case)
    desk.goto("/")
    expect(desk.locator(".recent")).to_contain_text(
        said("taken by {name} at {time}").partition("{time}")[0].replace("{name}", "Sven Tröskel")
    )
    begin(page)
    asked = page.locator("#words").input_value()
    assert asked, "the law's first question stands ready"
    type_in(page, SAID)
    press(page, "Tab")
    type_in(page, "I stay with my sister. One week!")
    press(page, "Escape")
    value = page.locator(".composer button[name=value]").first
    expect(value).to_be_visible()
    send(page, "1")
    expect(page.locator(".lines")).to_contain_text(SAID)
    expect(page.locator(".lines")).to_contain_text("I stay with my sister")
    ask(page, "Tell me about your life at home.", "Soy maestra.")
    press(page, "Escape")
    send(page, "b")
    expect(page.locator(".on-break")).to_be_visible()
    clean(page)
    send(page, "b")
    ask(page, "Who pays for the journey?", "Mi hermana.")
    press(page, "Escape", "o")
    type_in(page, "A return ticket for 29 Nov lies in the passport.")
    send(page)
    assert page.locator(".line").count() == 9
    clean(page)

    press(page, "Escape", "x")
    page.locator("#do-end[open]").wait_for()
    press(page, "2")
    page.locator("#corrections").fill("Line 2: ten days")
    page.locator("#do-end input[name=signature][value=signed]").check()
    page.locator("#corrections").focus()
    send(page)
    expect(page.locator(".closing")).to_contain_text(said("agreed with corrections"))
    expect(page.locator(".lines")).to_contain_text("Line 2: ten days")
    clean(page)

    page.goto(case)
    press(page, "s")
    page.locator("dialog[open] textarea").wait_for()
    type_in(page, "Sister confirmed by telephone; ticket seen.")
    send(page)
    desk.goto("/")
    expect(desk.locator(".half")).to_contain_text(
        said("returned by {name}: {result}", name="Sven Tröskel").partition("{result}")[0] + "Sister confirmed"
    )
    desk.goto(case)
    press_answers(desk, {})
    expect(desk.locator(".referral, .panel").first).to_contain_text("Sister confirmed by telephone")
    admit_and_count(desk, "a")


def test_handed_over_with_the_interview_open(sign_in: SignIn) -> None:
    case = arrive_and_refer(sign_in("bram"), "PORTALES", cause="5")
    page = sign_in("sven")
    take(page, case)
    begin(page, interpreter=False)
    ask(page, "Tell me about the journey.", "En tren.")
    page.goto(case)
    press(page, "e")
    page.locator("dialog[open]").wait_for()
    type_in(page, "C-301")
    press(page, "Tab")
    type_in(page, "Asked about the journey; means still to be asked.")
    send(page)

    chief = sign_in("clara")
    chief.goto("/")
    expect(chief.locator(".half")).to_contain_text(
        said("handed over: {note}").partition("{note}")[0] + "Asked about the journey"
    )
    chief.goto(case)
    expect(chief.locator("body")).to_contain_text("means still to be asked")
    chief.goto(case + "interview/")
    ask(chief, "Who pays for it?", "Yo misma.")
    expect(chief.locator(".lines")).to_contain_text("Clara Soglia")
    page.goto(case + "interview/")
    expect(page.locator("body")).to_contain_text(
        said("This interview is another officer’s: you read it, and the look is kept.")
    )
    assert page.locator("#reply").count() == 0


def test_a_session_that_ends_mid_way_loses_nothing_that_was_sent(sign_in: SignIn) -> None:
    case = arrive_and_refer(sign_in("amina"), "DINTELES", cause="1")
    page = sign_in("sven")
    take(page, case)
    begin(page, interpreter=False)
    ask(page, "Tell me how you came by this document.", "En la oficina de mi pueblo.")
    session = next(one for one in page.context.cookies() if one["name"] == "sessionid")
    page.context.clear_cookies(name="sessionid")
    press(page, "Escape", "q")
    page.keyboard.press("Control+a")
    type_in(page, "When was that?")
    send(page)
    expect(page).to_have_url(re.compile("/accounts/login/"))
    with page.expect_navigation():
        sign_in_again(page, "sven")
    expect(page.locator(".error-summary")).to_contain_text(
        said("What you sent last was not recorded: your session had ended. Write it down again.")
    )
    expect(page.locator(".lines")).to_contain_text("En la oficina de mi pueblo.")
    assert page.locator(".line").count() == 2 and session["value"]
    ask(page, "When was that?", "En marzo.")
    assert page.locator(".line").count() == 4


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_the_second_line_are_accessible(sign_in: SignIn, scheme: str) -> None:
    desk = sign_in("bram", color_scheme=scheme)
    case = arrive_and_refer(desk, "JAMBAS" if scheme == "light" else "JAMBITAS", cause="2")
    desk.goto(case + "slip/")
    expect(desk.locator(".slip")).to_contain_text("P-102")
    clean(desk)
    page = sign_in("sven", color_scheme=scheme)
    page.goto("/secondary/")
    clean(page)
    take(page, case)
    clean(page)
    page.goto(case + "interview/")
    clean(page)
