"""Hits to the end, by the keyboard: across scripts, twin names, two officers, a chief's order, a discreet check."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from limen import specimens
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Sex
from tests.journeys.conftest import SignIn, expect, part, passport, said, scan
from tests.journeys.test_access import clean

HAND = 160  # ms between two keys
NOTE = "Another scar, another gait."
REASON = "Fingerprints were asked for and cannot come before Monday; the face is not the one described."


def of(number: str, given: str, surname: str, born: PartialDate) -> Any:
    """The passport of a Union citizen, of whom the law asks nothing, under a name no other story has."""
    return passport("ingrid", surname=surname, given=given, number=number, birth=born, sex=Sex("M"))


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key, delay=20)
        page.wait_for_timeout(HAND)


def write(page: Page, field: str, words: str) -> None:
    """Into a form that a key has opened, and send it from inside the field."""
    expect(page.locator(field)).to_be_focused()
    page.keyboard.type(words, delay=10)
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")


def to_hit(page: Page, name: str) -> None:
    """From anywhere through the queue to the hit of that traveller."""
    press(page, "g", "t")
    page.wait_for_url(re.compile("/hits/$"))
    page.locator("tr", has_text=name).get_by_role("link").first.click()
    page.wait_for_url(re.compile("/hits/[0-9a-f-]{36}/"))


def test_a_name_in_another_script_two_officers_and_word_to_the_owner(sign_in: SignIn) -> None:
    amina, bram, clara = sign_in("amina"), sign_in("bram"), sign_in("clara")
    scan(amina, of("CCR30001", "YUSUF", "MADKHAL", PartialDate(1979, 3, 14)))
    hit = amina.locator("article.hit.is-open")
    expect(hit).to_have_count(1)
    expect(hit).to_contain_text("يوسف مدخل")
    clara.reload()
    expect(clara.locator("nav .watched")).to_contain_text(re.compile(r"\d"))

    press(amina, "g", "y")
    amina.wait_for_url(re.compile("/hits/[0-9a-f-]{36}/"))
    expect(amina.locator("table").first).to_contain_text(said("agrees"))
    expect(amina.locator(".deciders")).to_contain_text(part("portrait"))
    clean(amina)
    press(amina, "y")
    write(amina, "#why", "The same birthmark, and he says so himself.")
    expect(amina.locator("body")).to_contain_text(said("Waits for a second officer:"))
    expect(amina.locator('[data-key="e"]')).to_have_count(0)

    to_hit(bram, "YUSUF MADKHAL")
    with bram.expect_navigation():
        press(bram, "e")
    expect(bram.locator("body")).to_contain_text("Amina Kynnys")
    expect(bram.locator("body")).to_contain_text(said("the listed person"))
    with bram.expect_navigation():
        press(bram, "t")
    expect(bram.locator("body")).to_contain_text(said("received by its owner"))
    for _ in range(2):
        with bram.expect_navigation():
            press(bram, "a")
    expect(bram.locator("body")).to_contain_text(said("the entry stands"))
    clean(bram)
    to_case = bram.locator('[data-key="g v"]')
    expect(to_case).to_have_count(1)


def changed(words: str) -> bytes:
    """The specimen alerts as published again, the entry of one man saying more."""
    return specimens.list_csv(specimens.ALERTS).replace(b"Severino Architrave", words.encode())


@pytest.mark.english
def test_twin_names_cleared_stay_cleared_until_the_entry_changes(sign_in: SignIn) -> None:
    amina, lotte = sign_in("amina"), sign_in("lotte")
    document = of("CCR30002", "SEVERIN", "ARCHITRAVE", PartialDate(1970, 5, 5))
    scan(amina, document)
    expect(amina.locator("article.hit.is-open")).to_have_count(1)
    press(amina, "n")
    amina.locator("dialog[open] textarea").wait_for()
    amina.keyboard.type(NOTE, delay=10)
    with amina.expect_navigation():
        amina.keyboard.press("Control+Enter")
    expect(amina.locator("article.hit.is-open")).to_have_count(0)
    with amina.expect_navigation():
        press(amina, "a")
    scan(amina, document, "exit")
    expect(amina.locator("article.hit.is-open")).to_have_count(0)
    expect(amina.locator("body")).to_contain_text("as found before")
    with amina.expect_navigation():
        press(amina, "d")

    lotte.goto("/lists/")
    lotte.locator("#list_id").fill("alerts")
    lotte.locator("#data").set_input_files(
        {"name": "alerts.csv", "mimeType": "text/csv", "buffer": changed("Severino L. Architrave")}
    )
    with lotte.expect_navigation():
        lotte.locator("#data").locator("xpath=ancestor::form").locator("button.leads").click()
    with lotte.expect_navigation():
        lotte.locator('form[action$="/lists/release/"] button').first.click()

    scan(amina, document)
    expect(amina.locator("article.hit.is-open")).to_have_count(1)  # the entry says something else now


@pytest.mark.english
def test_an_inconclusive_hit_blocks_until_a_chief_orders_by_name(sign_in: SignIn) -> None:
    amina, clara = sign_in("amina"), sign_in("clara")
    scan(amina, of("CCR30003", "BALTHASAR", "JAMB", PartialDate(1959, 7, 7)))
    press(amina, "i")
    amina.locator("dialog[open] textarea").wait_for()
    amina.keyboard.type("The picture of the entry is forty years old.", delay=10)
    with amina.expect_navigation():
        amina.keyboard.press("Control+Enter")
    case = amina.url
    press(amina, "a")
    expect(amina).to_have_url(case)  # nothing happens: the hit blocks

    to_hit(clara, "BALTHASAR JAMB")
    press(clara, "o")
    clara.wait_for_url(re.compile("do=override"))
    clean(clara)
    write(clara, "#why", REASON)
    expect(clara.locator("body")).to_contain_text("Let through by order; the hit is not resolved.")

    amina.reload()
    expect(amina.locator("#worst")).to_contain_text("Let through by order")
    clean(amina)
    press(amina, "a")
    amina.locator("dialog[open] textarea").first.wait_for()
    amina.keyboard.type("Let through on the order of the chief on duty.", delay=10)
    with amina.expect_navigation():
        amina.keyboard.press("Control+Enter")
    amina.goto(case)
    expect(amina.locator("body")).to_contain_text("Clara Soglia")
    expect(amina.locator("body")).to_contain_text(REASON)
    clara.goto("/hits/")
    expect(clara.locator("tr", has_text="BALTHASAR JAMB")).to_contain_text("let through by order")


def test_a_discreet_check_is_seen_by_who_is_cleared_and_by_nobody_else(sign_in: SignIn) -> None:
    amina, sven = sign_in("amina"), sign_in("sven")
    scan(amina, of("CCR30004", "QUIRIN", "LANTERN", PartialDate(1981, 6, 9)))
    expect(amina.locator("article.hit")).to_have_count(0)
    expect(amina.locator("body")).not_to_contain_text("Specimen discreet checks")
    press(amina, "a")
    amina.wait_for_url(re.compile(r"/\?done="))
    amina.goto("/hits/")
    expect(amina.locator("body")).not_to_contain_text("LANTERN")
    amina.goto("/lists/")
    expect(amina.locator("body")).not_to_contain_text("Specimen discreet checks")

    to_hit(sven, "QUIRIN LANTERN")
    expect(sven.locator("body")).to_contain_text("Specimen discreet checks")
    expect(sven.locator("body")).to_contain_text(part("A discreet list"))
    press(sven, "n")
    write(sven, "#why", NOTE)
    expect(sven.locator("body")).to_contain_text(said("not the listed person"))
