"""Families and coaches at the desk, in a real browser, every key of the officer counted; a scanner's keys are not."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page

from limen import policy
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import TravelDocument
from tests.journeys.conftest import SignIn, expect, passport, said
from tests.journeys.test_access import clean

HAND = 150  # ms: a hand is slower than a scanner, and the desk tells them apart
BUDGET = 12  # keys for a family of five
SHARED = ("planned_exit", "accompanied_by_responsible_adult", "thorough_check")
BORN = ((1981, 2, 3), (1983, 4, 5), (2012, 6, 7), (2015, 8, 9), (2019, 10, 11))
GIVEN = ("SOLVEIG", "JONAS", "IDA", "PAUL", "RUTH")


class Officer:
    """Hands on the keyboard: presses keys at the speed of a hand, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, 0

    def press(self, *keys: str, goes: bool = True) -> None:
        """One key after the other; the last leads to another page where `goes`."""
        for key in keys[:-1]:
            self._one(key)
        if goes:
            with self.page.expect_navigation():
                self._one(keys[-1])
        else:
            self._one(keys[-1])

    def _one(self, key: str) -> None:
        self.page.wait_for_timeout(HAND)
        self.page.keyboard.press(key)
        self.keys += 1

    def scan(self, document: TravelDocument, *, anywhere: bool = False) -> None:
        """A scanner sends the document's lines into the field, or `anywhere` on the page of the unit."""
        self.page.wait_for_timeout(HAND)
        if not anywhere:
            self.page.locator("[data-scan-here]").focus()
        with self.page.expect_navigation():
            for line in document.mrz:
                self.page.keyboard.type(line)
                self.page.keyboard.press("Enter")
        expect(self.page).to_have_url(re.compile(r"/unit/"))

    def answer_everything(self) -> list[str]:
        """The first key of every question until the unit is asked no more; the questions."""
        asked = []
        while self.page.locator("#question").count():
            asked.append(self.page.locator("#question").inner_text())
            assert len(asked) < 40, asked
            self.press("1")
        return asked


def family(key: str, surname: str, stem: str, many: int = 5) -> list[TravelDocument]:
    return [
        passport(key, surname=surname, given=GIVEN[n % 5], number=f"{stem}{n:03d}", birth=PartialDate(*BORN[n % 5]))
        for n in range(many)
    ]


def five(page: Page, key: str, surname: str, stem: str) -> tuple[int, list[str]]:
    """A family of five from the desk to the desk; how many keys it took, and what was asked."""
    officer = Officer(page)
    page.goto("/?direction=entry")
    officer.press("f", "1")
    for document in family(key, surname, stem):
        officer.scan(document)
    asked = officer.answer_everything()
    expect(page.locator(".actbar .leads")).to_contain_text(said("Admit all %(ready)s who are ready", ready=5))
    officer.press("a")
    expect(page).to_have_url(re.compile(r"/\?unit="))
    expect(page.locator(".outcome")).to_contain_text(said("Unit done"))
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA", "ready for the next traveller"
    return officer.keys, asked


def test_a_family_of_five_union_citizens_stays_within_the_budget(sign_in: SignIn) -> None:
    page = sign_in("amina")
    keys, asked = five(page, "henri", "SCHWELLER", "JU7100")
    print(f"\nUnion family of five: {keys} keys, asked {asked}")
    assert keys <= BUDGET, asked
    page.wait_for_timeout(HAND)
    with page.expect_navigation():
        page.keyboard.press("u")
    assert page.locator(".unit-row").count() == 5
    expect(page.locator(".unit-rows")).to_contain_text(said("Admitted"))


def test_a_family_of_five_visitors_is_asked_once_what_they_share(sign_in: SignIn) -> None:
    page = sign_in("bram")
    keys, asked = five(page, "calvin", "SILLERSON", "60071")
    print(f"\nvisitor family of five: {keys} keys, asked {asked}")
    # Each question is one key: 2 open the unit, 1 admits. Only what the law calls shared is asked once.
    assert keys == 3 + len(asked)
    facts = policy.load_pack("schengen").facts
    if all(facts[name].shared for name in SHARED if name in facts):
        assert keys <= BUDGET, asked


def test_a_hit_stops_one_and_parting_a_child_needs_a_reason_in_words(sign_in: SignIn) -> None:
    page = sign_in("amina")
    officer = Officer(page)
    page.goto("/?direction=entry")
    officer.press("f", "1")
    documents = family("henri", "SCHWELLING", "JU7200", 3)
    documents[0] = passport("edda", surname="TRANSOM", given="PHILOMENA", number="LU7200000", nationality="LUX",
                            issuer="LUX", birth=PartialDate(1991, 12, 24))  # fmt: skip
    for document in documents:
        officer.scan(document)
    officer.answer_everything()
    first = page.locator(".unit-row").first
    expect(first).to_contain_text("PHILOMENA TRANSOM")
    expect(first).to_contain_text(said("List hit to resolve: {name}").partition("{name}")[0])
    expect(page.locator("#worst")).to_contain_text(said("%(count)d person stopped", count=1))
    expect(page.locator(".unit-parts")).to_contain_text(
        said("{adult} and {child}", adult="PHILOMENA TRANSOM", child="IDA SCHWELLING")
    )
    officer.press("a", goes=False)
    page.locator("dialog[open] textarea").wait_for()
    page.keyboard.type("too short")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator("dialog[open]")).to_contain_text("20")
    clean(page)
    page.locator("dialog[open] textarea").fill(
        "Her hit is looked at in secondary; the children go on with their father."
    )
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile(r"/unit/"))
    assert page.locator(".unit-row").filter(has_text=said("Admitted")).count() == 2
    # It is resumed after the session ends: the unit stands on the desk, and opens by its key.
    page.context.close()
    again = sign_in("amina")
    again.goto("/")
    expect(again.locator(".unit-lines")).to_contain_text(said("%(left)s undecided", left=1))
    resumed = Officer(again)
    resumed.press("f", "5")
    expect(again.locator(".unit-row").first).to_contain_text("PHILOMENA TRANSOM")
    # The person's own page leads back by its key.
    resumed.press("j", "Enter")
    expect(again.locator("body")).to_contain_text(said("%(count)d list hit to resolve", count=1))
    resumed.press("g", "u")
    expect(again).to_have_url(re.compile(r"/unit/"))
    resumed.press("x", goes=False)
    again.locator("dialog[open] textarea").fill("She goes on alone in secondary.")
    with again.expect_navigation():
        again.keyboard.press("Control+Enter")
    expect(again).to_have_url(re.compile(r"/\?unit="))


def test_who_stood_alone_becomes_the_first_of_a_unit(sign_in: SignIn) -> None:
    page = sign_in("bram")
    alone, other = family("henri", "SCHWELLAND", "JU7300", 2)
    page.goto("/?direction=exit")
    for line in alone.mrz:
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/case/"))
    officer = Officer(page)
    officer.press("g", "u", goes=False)
    page.locator("dialog[open]").wait_for()
    officer.press("2")
    expect(page.locator(".unit-row")).to_contain_text("SOLVEIG SCHWELLAND")
    officer.scan(other, anywhere=True)
    officer.answer_everything()
    officer.press("d")
    expect(page.locator(".outcome")).to_contain_text(said("Unit done"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_coach_is_shown_at_once_and_passes_axe(sign_in: SignIn, scheme: str) -> None:
    page = sign_in("amina", color_scheme=scheme)
    page.goto("/?direction=entry")
    officer = Officer(page)
    officer.press("f", goes=False)
    page.locator("dialog[open]").wait_for()
    clean(page)
    officer.press("3")
    clean(page)
    count = 13
    for document in family("henri", f"COACH{scheme.upper()}", f"JU8{len(scheme)}0", count):
        officer.scan(document)
    began = time.monotonic()
    page.reload()
    assert time.monotonic() - began < 1.0
    assert page.locator(".is-long .unit-row").count() == count
    clean(page)
    page.evaluate("document.documentElement.dir = 'rtl'")
    clean(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight"), "the page does not scroll"
