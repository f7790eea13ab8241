"""The law, differences, phrases, practice and the public page as a screen reader gives them: by role and name alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from limen.interview.phrasebook import book
from limen.office.console import public_words
from limen.policy import load_pack
from tests.journeys.conftest import SignIn, begins, expect, part, said, today
from tests.journeys.test_by_tree import visitor
from tests.journeys.test_practice import answers
from tests.journeys.tree import Reader

PACK = load_pack("schengen")
SUMMARY = "Guests who have arranged nothing show a little more."
WHY = "Say where the new amount is published, with its page."
VOUCHER = "the voucher of the boat"
REPLY = "My aunt bought it; she wrote her own country."


def instead(reader: Reader, name: str, words: str) -> None:
    """Write over what stands in a field."""
    reader.walk_to("textbox", said(name))
    reader.page.keyboard.press("Control+a")
    reader.write(said(name), words)


def inside(reader: Reader, name: str) -> None:
    """A dialog that the page came with: it bears this name and holds the focus."""
    expect(reader.page.get_by_role("dialog")).to_have_accessible_name(said(name))
    reader.page.wait_for_function("document.activeElement.closest('dialog[open]') !== null")


def test_a_draft_of_law_is_sent_and_the_second_officer_hears_it_and_sends_it_back(sign_in: SignIn) -> None:
    lawyer = Reader(sign_in("pavel"))
    lawyer.press("link", said("Drafts of law"))
    lawyer.write(said("What it is for"), "Nothing arranged counts for more")
    lawyer.press("button", said("Begin"))
    assert lawyer.heard().startswith(f"Nothing arranged counts for more · {said('Drafts of law')}"), lawyer.heard()
    lawyer.write(said("Clause or word"), "6(1)(c), (4)")
    lawyer.press("button", said("Look"))
    lawyer.press("link", re.compile(re.escape(PACK.words("en", "rules", "refuse.G", "title"))))
    row = lawyer.page.get_by_role("group").filter(has_text="120").first
    lawyer.walk(row.locator("summary"), "120")
    lawyer.page.keyboard.press("Enter")
    instead(lawyer, "Amount", "125")
    instead(lawyer, "From", "3 Nov 2026")
    instead(lawyer, "Where it is published", "Specimen notification of an arrangement")
    known = lawyer.walk_to("combobox", said("How it is known"))
    lawyer.page.keyboard.press("ArrowDown")  # each row of the table has such a list: `pick` looks at the first one
    assert known.get_by_role("option", name=said("read in the publication itself")).evaluate("one => one.selected")
    lawyer.press("button", said("Change the amount"))
    expect(lawyer.page.get_by_role("group").filter(has_text="125").first).to_contain_text(f"3 {said('Nov')}")
    expect(lawyer.page.get_by_role("heading", name=begins("Examples of this rule"))).to_be_focused()
    lawyer.press("link", "Nothing arranged counts for more")
    lawyer.press("link", said("Send for release"))
    inside(lawyer, "Send for release")
    lawyer.write(said("First day in force"), (today() + timedelta(days=70)).isoformat())
    lawyer.write(said("What it changes, in a sentence"), SUMMARY)
    lawyer.press("button", said("Send for release"))
    draft = lawyer.page.url
    assert lawyer.has("link", said("waits for a second officer"))

    second = Reader(sign_in("dagny"))
    waits = second.page.get_by_role("region", name=begins("Releases that wait")).get_by_role("article")
    second.walk(waits.filter(has_text=SUMMARY).get_by_role("link"), "What it changes")
    with second.page.expect_navigation():
        second.page.keyboard.press("Enter")
    assert second.heard().startswith(SUMMARY), second.heard()
    changed = second.page.get_by_role("region", name=begins("What it changes"))
    expect(changed.get_by_role("columnheader", name=said("This release")).first).to_be_attached()
    # The old amount ends the day before; the new one stands as what is put in, with where it is published.
    expect(changed.get_by_role("insertion")).to_contain_text(["2026-11-02", "125"])
    dialog = second.opened("button", said("Send back"))
    expect(dialog).to_have_accessible_name(said("Send back"))
    second.write(said("What must be changed"), WHY)
    second.press("button", said("Send back"))
    expect(second.page.get_by_role("main")).to_contain_text(WHY)
    assert not second.has("button", said("Release it"))
    lawyer.page.goto(draft)
    assert not lawyer.has("link", said("waits for a second officer"))


def test_a_difference_is_put_answered_and_weighed(sign_in: SignIn) -> None:
    reader = Reader(sign_in("amina"))
    reader.scan(visitor("600057711", "TREEVOUCHER", 1966))
    reader.press("link", said("Differences"))
    assert reader.heard().startswith(said("Where the sources differ")), reader.heard()
    reader.pick(said("Source"), said("A form the person filled in"))
    reader.write(said("Which, as it will be named to the person"), VOUCHER)
    reader.pick(said("Speaks of"), said("Nationality"))
    reader.write(said("And says"), "KEN")
    reader.press("button", said("Record"))
    found = reader.page.get_by_role("region", name=begins("Found")).get_by_role("article")
    expect(found).to_have_count(1)
    expect(found).to_have_accessible_name(re.compile(re.escape(said("not put yet"))))
    expect(found).to_contain_text(VOUCHER)
    reader.press("link", begins("Put it to the person"))
    inside(reader, "Put it to the person")
    reader.write(said("Answer, verbatim"), REPLY)
    reader.press("button", said("Record"))
    expect(found).to_have_accessible_name(re.compile(re.escape(said("put, not weighed yet"))))
    expect(found).to_contain_text(REPLY)
    reader.press("link", begins("Weigh"))
    inside(reader, "Weigh")
    reader.choose(said("Explained"))
    reader.write(said("Your reason"), "The aunt confirmed it; the passport and its checks agree.")
    reader.press("button", said("Record"))
    expect(found).to_have_accessible_name(re.compile(re.escape(said("Explained"))))
    reader.press("link", said("Back to the case"))
    assert "GRACE TREEVOUCHER" in reader.heard(), reader.heard()


def test_a_phrase_is_turned_to_the_traveller_and_an_answer_is_recorded(sign_in: SignIn) -> None:
    reader = Reader(sign_in("bram"))
    reader.scan(visitor("600057722", "TREEPHRASE", 1967))
    asked = reader.question()
    reader.press("link", said("Phrasebook"))
    spanish = book("es")
    reader.press("link", spanish.name)
    heard = reader.heard()
    assert said("Phrasebook") in heard and asked.split(". ")[-1] in heard, (heard, asked)
    heading = reader.page.get_by_role("heading", level=1)
    question = heading.inner_text()
    for phrase in list(spanish.phrases.values())[:2]:
        reader.press("link", said("Next phrase"))
        expect(heading).to_have_text(phrase)
        assert reader.heard() != heard, "each card has a title of its own"
        heard = reader.heard()
    expect(reader.page.get_by_role("complementary", name=said("For the officer"))).to_contain_text(re.compile(r"\w"))
    reader.press("link", said("The law’s question"))
    expect(heading).to_have_text(question)
    answer = reader.page.get_by_role("group", name=question).get_by_role("button").first
    reader.walk(answer, question)
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    expect(heading).not_to_have_text(question)
    reader.press("link", said("Open the case"))
    assert "GRACE TREEPHRASE" in reader.heard() and reader.question() != asked, reader.heard()


def test_a_practised_case_is_decided_and_its_marks_are_heard(sign_in: SignIn, home: Path) -> None:
    reader = Reader(sign_in("bram"))
    page = reader.page
    page.goto("/practice/")
    reader.press("button", re.compile("[Ee]xit"))
    assert reader.heard().startswith(said("Practice")), reader.heard()
    case = answers(page, home)
    for name in ("Before you", "Asked and found"):
        assert page.get_by_role("region", name=begins(name)).count() == 1, name
    first = page.get_by_role("region", name=begins("Ask")).last.get_by_role("button").first
    asked = first.inner_text().strip()
    reader.press("button", asked)
    if reader.has("heading", said("Your own finding first")):
        found = page.get_by_role("group", name=asked).get_by_role("button").first
        reader.walk(found, asked)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(page.get_by_role("region", name=begins("Asked and found"))).to_contain_text(asked)
    reader.press("button", said("Decide"))
    reader.press("link", re.compile(re.escape(PACK.words("en", "outcomes", case["outcome"]))))
    assert page.get_by_role("group", name=begins("Every rule it rests on")).count() == 1
    reader.press("button", said("Decide"))
    assert reader.heard().startswith(said("Marked")), reader.heard()
    assert reader.has("region", said("Outcome right"))
    marks = page.get_by_role("region", name=begins("Questions")).get_by_role("listitem").filter(has_text=asked)
    expect(marks).to_contain_text(re.compile("|".join(map(part, ("needed", "needless", "may always be asked")))))
    expect(page.get_by_role("region", name=said("What would have changed it"))).to_be_attached()
    reader.press("link", said("Practice"))
    expect(page.get_by_role("row").nth(1).get_by_role("cell").nth(1)).to_contain_text("100")


@pytest.fixture
def stranger(served: str, browser: Browser) -> Iterator[Page]:
    """Somebody at home who has no account."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=served)
    yield context.new_page()
    context.close()


def test_without_signing_in_two_questions_are_answered_and_the_checklist_is_heard(stranger: Page) -> None:
    reader, say = Reader(stranger), public_words.words("en")
    stranger.goto("/public/en/")
    assert reader.heard().startswith(say("title")), reader.heard()
    place = stranger.get_by_role("region", name="Schengen").get_by_role("link").first
    reader.walk(place, "Schengen")
    with stranger.expect_navigation():
        stranger.keyboard.press("Enter")
    reader.pick(say("state"), "Luxembourg")
    reader.press("button", say("begin"))
    heading = stranger.get_by_role("heading", level=2).first
    for number in (1, 2):
        assert reader.heard().startswith(say("question", number=number)), reader.heard()
        expect(heading).to_be_focused()
        asked = heading.inner_text()
        if reader.has("combobox", asked):
            reader.pick(asked, "India")
            reader.press("button", say("go_on"))
        else:
            reader.press("button", say("yes") if reader.has("button", say("yes")) else say("not_known_to_me"))
        given = stranger.get_by_role("region", name=say("answers"))
        expect(given.get_by_role("button", name=re.compile(f"{say('change')}: .+"))).to_have_count(number)
    reader.press("button", say("so_far"))
    assert reader.heard().startswith(say("result", day="")), reader.heard()
    result = stranger.get_by_role("region", name=say("result", day=""))
    expect(result.get_by_role("heading", level=2)).to_be_focused()
    expect(result).to_contain_text(say("no_promise"))
    assert result.get_by_role("heading", name=say("documents")).count() == 1
    expect(result.get_by_role("listitem").filter(has_text="passport").first).to_contain_text(say("needed"))
