"""The other journeys of desk, unit, chief and auditor as a screen reader gives them: by role and name alone."""

from __future__ import annotations

import re

from limen.vocabulary.dates import PartialDate
from tests.journeys.conftest import SignIn, begins, expect, holds, part, passport, said
from tests.journeys.test_by_tree import visitor
from tests.journeys.test_units import family
from tests.journeys.tree import Reader


def test_a_story_of_the_tray_is_played_and_says_what_to_watch(sign_in: SignIn) -> None:
    reader = Reader(sign_in("bram"))
    reader.page.goto("/")
    reader.press("button", said("One digit was altered"))
    expect(reader.page.get_by_role("main")).to_contain_text(said("In this story:"))
    page = reader.page.get_by_role("img", name=holds("its fields are listed under Printed fields"))
    expect(page).to_be_attached()


def test_a_wrong_answer_is_undone_and_a_wrong_zone_is_an_alert(sign_in: SignIn) -> None:
    page = sign_in("amina")
    reader = Reader(page)
    page.goto("/?direction=entry")
    reader.write(said("Machine readable zone"), "hello")
    reader.press("button", said("Read"))
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(reader.at("textbox", said("Machine readable zone"))).to_have_attribute("aria-invalid", "true")
    reader.scan(visitor("600055611", "TREEWRONG", 1974))
    first = reader.question()
    group = page.get_by_role("group", name=first)
    reader.press("button", re.compile(re.escape(group.get_by_role("button").nth(1).inner_text().split("\n")[-1]) + "$"))
    assert reader.question() != first
    reader.opened("button", begins("Undo"))
    reader.page.keyboard.type("One key too far.")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert reader.question() == first


def test_the_keys_are_told_in_a_dialog_and_on_a_page(sign_in: SignIn) -> None:
    page = sign_in("clara")
    reader = Reader(page)
    reader.opened("link", begins("Keys")) if reader.has("link", begins("Keys")) else page.keyboard.press("?")
    page.goto("/keys/")
    assert reader.heard().startswith(said("Keys")), reader.heard()
    assert page.get_by_role("table").count() + page.get_by_role("list").count() > 0


def test_a_hit_stops_one_of_a_family_and_parting_a_child_is_said_and_reasoned(sign_in: SignIn) -> None:
    page = sign_in("amina")
    reader = Reader(page)
    page.goto("/?direction=entry")
    reader.opened("button", said("Family, car, coach"))
    reader.press("button", said("coach"))
    documents = family("henri", "TREECOACH", "JU7700", 3)
    documents[0] = passport("edda", surname="TRANSOM", given="PHILOMENA", number="LU7700000", nationality="LUX",
                            issuer="LUX", birth=PartialDate(1991, 12, 24))  # fmt: skip
    for document in documents:
        reader.walk_to("textbox", begins("Next document of this unit"))
        with page.expect_navigation():
            for line in document.mrz:
                page.keyboard.type(line)
                page.keyboard.press("Enter")
    asked = page.get_by_role("region", name=said("What to do next")).get_by_role("heading", level=3)
    while asked.count():
        first = page.get_by_role("group", name=asked.inner_text()).get_by_role("button").first
        reader.press("button", re.compile(re.escape(first.inner_text().strip().split("\n")[-1]) + "$"))
    assert said("%(count)d person stopped", count=1) in reader.heard(), reader.heard()
    stopped = page.get_by_role("listitem").filter(has_text="PHILOMENA TRANSOM").first
    expect(stopped.get_by_role("link")).to_contain_text(said("Failed"))
    dialog = reader.opened("button", said("Admit all %(ready)s who are ready", ready=2))
    expect(dialog).to_contain_text("IDA TREECOACH")
    reader.write(said("Your own reasons"), "too short")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()


def test_a_record_by_its_address_asks_what_for_and_nobody_near_is_said(sign_in: SignIn) -> None:
    reader = Reader(sign_in("clara"))
    reader.page.goto("/find/")
    reader.press("button", said("Supervision"))
    reader.page.keyboard.type("Qwxzvbn")
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    expect(reader.page.get_by_role("main")).to_contain_text(part("Nobody on record is near this."))
    reader.write(begins("Name in any script"), "Marisol Umbral")
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    address = reader.at("link", re.compile("MARISOL UMBRAL")).get_attribute("href")
    other = Reader(sign_in("aude"))
    other.page.goto(str(address))
    assert other.heard().startswith(said("What for?")), other.heard()
    other.press("button", said("Audit"))
    expect(other.page.get_by_role("main")).to_contain_text(said("Who looked"))


def test_the_figures_of_a_shift_are_a_table_and_each_leads_to_its_crossings(sign_in: SignIn) -> None:
    reader = Reader(sign_in("clara"))
    reader.page.goto("/shift/")
    region = reader.page.get_by_role("region", name=begins("Decided without this check passed"))
    heads = region.get_by_role("columnheader")
    expect(heads).to_have_text([said(one) for one in ("Check", "Not done", "Unsure", "Failed")])
    figure = region.get_by_role("link", name=holds("not done")).first
    count = re.search(r"\d+", figure.inner_text())
    reader.walk(figure, "a figure")
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    assert said("Shift") in reader.heard(), reader.heard()
    rows = reader.page.get_by_role("region", name=said("Crossings")).get_by_role("row")
    assert count is not None and rows.count() == int(count[0]) + 1


def test_the_journal_says_it_is_intact_and_the_library_its_documents(sign_in: SignIn) -> None:
    auditor = Reader(sign_in("aude"))
    auditor.page.goto("/journal/")
    expect(auditor.page.get_by_role("main")).to_contain_text(said("Intact"))
    assert auditor.page.get_by_role("table").get_by_role("columnheader").count() > 3
    browsing = Reader(sign_in("lotte"))
    browsing.page.goto("/library/?issuer=UTO")
    assert browsing.page.get_by_role("main").get_by_role("img").count() > 0
    unnamed = [one.evaluate("one => one.outerHTML") for one in browsing.page.get_by_role("img", name="").all()
               if not (one.get_attribute("alt") or one.get_attribute("aria-label") or "x").strip()]  # fmt: skip
    assert not unnamed
