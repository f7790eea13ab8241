"""Whole stories at the desk, in a real browser, by the keyboard, against the shipped server."""

from __future__ import annotations

import re

import pypdfium2
import pytest
from playwright.sync_api import Page

from limen.vocabulary.dates import PartialDate
from tests.journeys.conftest import SignIn, expect, passport, said, scan

# Specimens whose numbers, names and births nobody in the demo's working day has.
FREE = {"surname": "TERSKELAND", "given": "SOLVEIG", "number": "CCQ11111", "birth": PartialDate(1979, 3, 9)}
VISITOR = {"surname": "SILLMAN", "given": "GRACE", "number": "600011122", "birth": PartialDate(1968, 8, 8)}
NEEDS_VISA = {"surname": "KIZINGITINI", "given": "REHEMA", "number": "AK7771112", "birth": PartialDate(1990, 2, 3)}
REASONS = "She holds no visa and no permit, and says that a friend told her none was needed for a week."


HAND = 150  # ms: a hand is slower than a scanner, and the desk tells them apart


def say_and_send(page: Page, key: str, words: str) -> None:
    """Press the key of an act that asks for words, type them, send the form by the keyboard."""
    page.wait_for_timeout(HAND)
    page.keyboard.press(key)
    page.locator("dialog[open] textarea").first.wait_for()
    page.wait_for_timeout(HAND)
    page.keyboard.type(words)
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")


def admit_and_count(page: Page, keys: str) -> int:
    """Press keys until the desk is ready for the next traveller; answers how many it took."""
    taken = 0
    for key in keys.split():
        with page.expect_navigation():
            page.keyboard.press(key)
        taken += 1
    expect(page).to_have_url(re.compile(r"/(\?.*)?$"))
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA", "the document field has the focus"
    return taken


def test_who_must_be_asked_nothing_takes_one_key_in_and_one_out(sign_in: SignIn) -> None:
    page = sign_in("amina")
    document = passport("ingrid", **FREE)
    scan(page, document)
    assert admit_and_count(page, "a") == 1
    expect(page.locator(".outcome")).to_contain_text(f"{said('Admitted')} SOLVEIG TERSKELAND")
    scan(page, document, "exit")
    assert admit_and_count(page, "d") == 1


def test_a_visitor_takes_one_key_per_asked_fact_and_one_more(sign_in: SignIn) -> None:
    page = sign_in("amina")
    scan(page, passport("calvin", **VISITOR))
    questions = []
    while page.locator("#question").count():
        questions.append(page.locator("#question").inner_text())
        with page.expect_navigation():
            page.keyboard.press("1")
    assert len(questions) <= 3, questions  # the day of leaving, the day of issue, the officer's own finding
    assert admit_and_count(page, "a") == 1


def test_no_visa_refused_countersigned_served(sign_in: SignIn, served: str) -> None:
    page = sign_in("amina")
    scan(page, passport("juma", **NEEDS_VISA))
    press_answers(page, {"visa": "2", "permit": "2", "family": "2", "afraid": "2"})
    expect(page.locator("body")).to_contain_text("Refuse entry")
    say_and_send(page, "r", REASONS)
    expect(page.locator("body")).to_contain_text(said("Refusal proposed, waiting for a second signature"))
    case = case_of(page, "KIZINGITINI")

    chief = sign_in("clara")
    chief.goto(case)
    expect(chief.locator("body")).to_contain_text(REASONS[:40])
    act(chief, "countersign")
    chief.goto(case)
    expect(chief.locator("body")).to_contain_text(said("Refused, notice to be served"))
    link = chief.locator("a[href$='.pdf']").first.get_attribute("href")
    answer = chief.request.get(served + str(link))
    assert answer.headers["content-type"] == "application/pdf"
    text = "".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(answer.body()))
    assert "NOT FOR SERVICE" in text and "KIZINGITINI" in text and "Clara Soglia" in text

    page.goto(case)
    page.wait_for_timeout(HAND)
    page.keyboard.press("v")
    page.locator("dialog[open]").wait_for()
    page.locator("dialog[open] input[name=signature][value=refused_to_sign]").check()
    page.locator("dialog[open] input[name=carrier_told]").fill("Specimen Air SP 117")
    page.locator("dialog[open] input[name=passport_is]").fill("with the crew")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    page.goto(case)
    expect(page.locator("body")).to_contain_text(said("Refused, notice served"))


def press_answers(page: Page, answers: dict[str, str]) -> None:
    """Answer each question by the key of the first word that stands in it; any other question with its first key."""
    for _ in range(12):
        question = page.locator("#question")
        if not question.count():
            return
        text = question.inner_text().lower()
        key = next((key for word, key in answers.items() if word in text), "1")
        with page.expect_navigation():
            page.keyboard.press(key)
    raise AssertionError("the law never stops asking")


def case_of(page: Page, surname: str) -> str:
    """The address of this officer's case of a traveller."""
    if "/case/" in page.url:
        return page.url
    page.goto("/")
    found = page.get_by_role("link", name=re.compile(surname)).first.get_attribute("href")
    return str(found)


def act(page: Page, name: str) -> None:
    """Submit an act from its own form, dialog or not."""
    button = page.locator(f"form[action$='/act/{name}/'] button[type=submit]").first
    with page.expect_navigation():
        button.evaluate("button => button.form.requestSubmit(button)")


def test_an_unknown_nationality_is_asked_exactly_what_decides(sign_in: SignIn) -> None:
    page = sign_in("bram")
    document = passport("edda", surname="LIMENSSON", given="ARI", number="L44000001", birth=PartialDate(1981, 1, 2))
    scan(page, document)
    expect(page.locator("#question")).to_contain_text("exempt from the visa requirement")
    with page.expect_navigation():
        page.keyboard.press("1")
    press_answers(page, {})
    expect(page.locator("body")).to_contain_text(said("Admit"))
    assert admit_and_count(page, "a") == 1


def test_a_hit_blocks_is_resolved_and_is_remembered(sign_in: SignIn) -> None:
    page = sign_in("amina")
    document = passport(
        "edda", surname="TRANSOM", given="PHILOMENA", number="L44000002", birth=PartialDate(1991, 12, 24)
    )
    scan(page, document)
    expect(page.locator("body")).to_contain_text(said("%(count)d list hit to resolve", count=1))
    case = page.url
    page.keyboard.press("a")
    page.wait_for_timeout(200)
    assert page.url == case, "a blocked key does nothing"
    say_and_send(page, "n", "Another portrait, another place of birth on the page.")
    expect(page.locator("body")).not_to_contain_text(said("%(count)d list hit to resolve", count=1))
    press_answers(page, {})
    admit_and_count(page, "a")
    scan(page, document)
    expect(page.locator("body")).not_to_contain_text(said("%(count)d list hit to resolve", count=1))
    expect(page.locator("body")).to_contain_text(said("not the listed person, as found before"))


def test_i_am_afraid_to_go_back(sign_in: SignIn) -> None:
    page = sign_in("amina")
    document = passport("juma", surname="HOFUNI", given="NEEMA", number="AK7771113", birth=PartialDate(1995, 5, 5))
    scan(page, document)
    say_and_send(page, "p", "I am afraid to go back. They took my brother.")
    page.goto(case_of(page, "HOFUNI"))
    expect(page.locator("body")).to_contain_text(said("Referred to protection"))
    expect(page.locator("body")).to_contain_text("They took my brother")
    assert (
        page.locator(
            "form[action$='/act/refuse/'] button[type=submit]:not([disabled]):not([aria-disabled=true])"
        ).count()
        == 0
    )


@pytest.fixture
def proposed_by_clara(sign_in: SignIn) -> tuple[Page, str]:
    """A refusal proposed by an officer who is secondary and chief at once."""
    page = sign_in("clara")
    number = f"AK{abs(hash(page)) % 10_000_000:07d}"
    document = passport("juma", surname="MLANGONI", given="ZAWADI", number=number, birth=PartialDate(1988, 4, 1))
    scan(page, document)
    press_answers(page, {"visa": "2", "permit": "2", "family": "2", "afraid": "2"})
    say_and_send(page, "r", "His uncle in Esch sent the ticket, he says; the number he gives rings at a bakery.")
    return page, case_of(page, "MLANGONI")


def test_a_chief_cannot_countersign_their_own(proposed_by_clara: tuple[Page, str], sign_in: SignIn) -> None:
    page, case = proposed_by_clara
    page.goto(case)
    enabled = "form[action$='/act/countersign/'] button[type=submit]:not([disabled]):not([aria-disabled=true])"
    assert page.locator(enabled).count() == 0
    # By an edited address, sent twice, and from a second tab: each is 403, and each is in the journal.
    second = page.context.new_page()
    second.goto(case)
    for tab in (page, page, second):
        answer = post(tab, f"{case}act/countersign/", {"reason": "", "seen": "0"})
        assert answer == 403
    page.goto(case)
    expect(page.locator("body")).to_contain_text(said("Refusal proposed, waiting for a second signature"))
    auditor = sign_in("aude")
    auditor.goto("/journal/")
    assert auditor.get_by_text(said("somebody tried what they may not do")).count() >= 3


def post(page: Page, address: str, fields: dict[str, str]) -> int:
    """Send a form of the page's own marks to an address, as somebody who edits it would; answers the status."""
    script = """async ([address, fields]) => {
        const marks = new FormData(document.querySelector('form[method=post] input[name=key]').form);
        const body = new URLSearchParams({csrfmiddlewaretoken: marks.get('csrfmiddlewaretoken'),
            key: crypto.randomUUID(), client_at: '', ...fields});
        return (await fetch(address, {method: 'POST', body})).status }"""
    return int(page.evaluate(script, [address, fields]))


def test_half_done_travellers_survive_a_closed_browser(sign_in: SignIn) -> None:
    page = sign_in("bram")
    document = passport("calvin", surname="DOORSTOP", given="HOLLY", number="600011133", birth=PartialDate(1970, 1, 9))
    scan(page, document)
    with page.expect_navigation():
        page.keyboard.press("2")
    page.context.close()
    again = sign_in("bram")
    again.goto("/")
    again.get_by_role("link", name=re.compile("DOORSTOP")).first.click()
    expect(again.locator("body")).to_contain_text("HOLLY")
    expect(again.locator("#question")).to_contain_text("issued")


def test_a_wrong_key_is_undone_with_its_reason(sign_in: SignIn) -> None:
    page = sign_in("amina")
    document = passport("calvin", surname="JAMBSON", given="OTIS", number="600011144", birth=PartialDate(1975, 7, 9))
    scan(page, document)
    with page.expect_navigation():
        page.keyboard.press("5")
    say_and_send(page, "u", "One key too far.")
    expect(page.locator("#question")).to_contain_text("leave")
    page.keyboard.press("w")
    expect(page.locator("body")).to_contain_text(said("a wrong key was undone; both values stay"))


def test_the_auditor_sees_a_sound_journal_and_the_officer_does_not(sign_in: SignIn) -> None:
    auditor = sign_in("aude")
    auditor.goto("/journal/")
    expect(auditor.locator("body")).to_contain_text(said("Intact"))
    officer = sign_in("amina")
    assert officer.goto("/journal/").status == 403  # type: ignore[union-attr]


def test_the_key_overlay_and_the_theme_are_one_key_away(sign_in: SignIn) -> None:
    page = sign_in("amina")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#all-keys")).to_be_visible()


# Two keys of a hand, both at once to a page that was busy when they came: no timer ran in between.
LATE = """([first, second]) => {
  const field = document.querySelector('[data-scan]');
  const type = (key) => {
    field.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
    field.value += key;
  };
  const begun = performance.now();
  type(first);
  while (performance.now() < begun + 150);
  type(second);
}"""


def test_two_keys_in_turn_lead_on_though_the_page_was_busy(sign_in: SignIn) -> None:
    page = sign_in("amina")
    expect(page.locator("[data-scan]")).to_be_focused()
    page.evaluate(LATE, ["g", "f"])
    page.wait_for_url("**/find/")
