"""Lists by those who keep them, as a screen reader gives it: read, released, refused; entries by two; found later."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Locator

from limen import specimens
from limen.vocabulary.person import TravelDocument
from tests.journeys.conftest import SignIn, begins, expect, part, said, today
from tests.journeys.tree import Reader

ONE = "id,name,alias,born,sex,nationality,document,list\nT-1,ZWIEBELTURM Xaver,,1977-05-05,F,UT,,{title}\n"
TWO = ONE + "T-2,ZWIEBELTURM Yngve,,1979-06-06,M,UT,,{title}\n"
TITLE = "Read by the tree"


def given(reader: Reader, content: str, tmp_path: Path) -> None:
    """Import a list of the post's own by its form."""
    reader.page.goto("/lists/")
    for name, words in ((said("Short name"), "by-tree"), (said("Title, for a list of your own"), TITLE)):
        reader.walk_to("textbox", name)
        reader.page.keyboard.press("Control+a")
        reader.page.keyboard.type(words)
    reader.pick(said("Kind"), begins("Concern"))
    file = tmp_path / "list.csv"
    file.write_text(content.format(title="by-tree"), encoding="utf-8")
    field = reader.page.get_by_label(said("The list"), exact=True)
    reader.walk(field, "The list")
    field.set_input_files(file)
    reader.press("button", said("Read it, and show what it changes"))


def waiting(reader: Reader) -> Locator:
    """The version that waits, as an article with its heading."""
    heading = said("%(title)s: a version that waits", title=TITLE)
    return reader.page.get_by_role("article").filter(has=reader.page.get_by_role("heading", name=heading))


def test_a_list_is_read_told_with_its_changes_and_released(sign_in: SignIn, tmp_path: Path) -> None:
    reader = Reader(sign_in("lotte"))
    for content, added in ((ONE, "T-1"), (TWO, "T-2")):
        given(reader, content, tmp_path)
        # The page says at once that something waits: in its title, and in an article of its own.
        assert said("A version waits") in reader.heard(), reader.heard()
        article = waiting(reader)
        heads = article.get_by_role("columnheader")
        if added == "T-2":
            expect(heads).to_have_text([said(one) for one in ("Change", "Number", "Name", "In what")])
            row = article.get_by_role("row").filter(has_text=added)
            expect(row).to_contain_text(said("Added"))
        reader.walk(article.get_by_role("button", name=said("Release"), exact=True), "Release")
        with reader.page.expect_navigation():
            reader.page.keyboard.press("Enter")
        assert said("A version waits") not in reader.heard(), reader.heard()
        expect(waiting(reader)).to_have_count(0)
        expect(reader.page.get_by_role("heading", name=re.compile(TITLE)).first).to_be_visible()
    back = said("Put back into service: %(title)s", title=TITLE)
    assert reader.has("button", back), "which version it is stands in the name of the key"


def test_a_list_that_is_none_is_an_alert_and_so_is_one_of_200_mb(sign_in: SignIn, tmp_path: Path) -> None:
    reader = Reader(sign_in("lotte"))
    given(reader, "\x00\x01\x02 no list", tmp_path)
    alert = reader.page.get_by_role("alert")
    expect(alert).to_contain_text(said("The list was not imported: {why}").partition("{why}")[0])
    expect(alert).to_be_focused()
    expect(reader.at("textbox", said("Short name"))).to_have_value("by-tree")  # what was written stands there still
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(200 << 20)
    reader.page.goto("/lists/")
    reader.write(said("Short name"), "by-tree")
    field = reader.page.get_by_label(said("The list"), exact=True)
    reader.walk(field, "The list")
    field.set_input_files(large)
    reader.press("button", said("Read it, and show what it changes"))
    assert reader.heard().startswith(said("That is too large")), reader.heard()
    expect(reader.page.get_by_role("heading", level=1)).to_have_text(said("That is too large"))
    expect(reader.page.get_by_role("main")).to_contain_text(part("Nothing was read and nothing was changed."))
    reader.press("link", begins("To the desk"))  # the way out is a link with a name


def listed() -> TravelDocument:
    """The passport of somebody no other story knows."""
    holder = replace(
        specimens.traveller("somchai"), surname="Baumhoeren", given="Wendelin", native="", number="ZW5510088"
    )
    return specimens.passport(of=holder, on=today())


def test_an_entry_is_proposed_by_one_agreed_by_another_and_found_later(sign_in: SignIn) -> None:
    desk, proposer, second = (Reader(sign_in(name)) for name in ("amina", "bram", "lotte"))
    document = listed()
    desk.scan(document)
    assert not desk.page.get_by_role("article").count()

    proposer.page.goto("/lists/entries/")
    assert proposer.heard().startswith(said("Entries by officers")), proposer.heard()
    proposer.write(begins("Names"), f"{document.surname}, {document.given}")
    proposer.write(said("Born"), str(document.birth))
    proposer.write(said("Legal basis"), "Specimen Act section 12(3)")
    proposer.press("button", begins("Propose"), goes=False)
    expect(proposer.at("textbox", begins("Evidence"))).to_be_focused()  # what was left out, said where it is missing
    proposer.write(begins("Evidence"), "Specimen judgment of 4 May 2026, file 78.")
    proposer.write(said("Last day"), (today() + timedelta(days=90)).isoformat())
    proposer.press("button", begins("Propose"))
    region = proposer.page.get_by_role("region", name=begins("Waiting for a second officer"))
    mine = region.get_by_role("article").filter(has_text=document.surname)
    expect(mine).to_contain_text(said("You proposed it: another officer must agree."))

    second.page.goto("/lists/entries/")
    theirs = second.page.get_by_role("article").filter(has_text=document.surname)
    expect(theirs).to_contain_text("Specimen judgment of 4 May 2026, file 78.")
    agree = theirs.get_by_role("link", name=begins("Agree"))
    second.walk(agree, "Agree")
    with second.page.expect_navigation():
        second.page.keyboard.press("Enter")
    dialog = second.page.get_by_role("dialog")
    expect(dialog).to_have_accessible_name(re.compile(document.surname))
    expect(second.at("textbox", begins("What you looked at"))).to_be_focused()
    second.page.keyboard.type("Read the judgment.")
    second.press("button", begins("Agree"))
    force = second.page.get_by_role("region", name=begins("In force")).get_by_role("row")
    expect(force.filter(has_text=document.surname)).to_contain_text("Bram Drempel")

    # The desk with this traveller hears of the hit where it stands, and the second line that somebody was found later.
    desk.page.reload()
    assert said("%(count)d list hit to resolve", count=1) in desk.heard(), desk.heard()
    later = Reader(sign_in("sven"))
    later.page.goto("/lists/later/")
    rows = later.page.get_by_role("region", name=said("Found later")).get_by_role("row")
    mine = rows.filter(has_text=document.number)  # the entry may be like somebody of another story too
    expect(mine).to_contain_text(part("has an open case"))
    later.press("link", re.compile(document.surname.upper()))
    expect(later.page.get_by_role("dialog")).to_have_accessible_name(re.compile(document.surname, re.IGNORECASE))
    expect(later.at("textbox", begins("What you found or did"))).to_be_focused()
    later.page.keyboard.type("At the desk now, who resolves the hit there.")
    later.press("button", begins("Settle it"))
    expect(mine).to_have_count(0)

    row = force.filter(has_text=document.surname)
    second.walk(row.get_by_role("link", name=re.compile(f"{part('End')}.*{document.surname}")), "End")
    with second.page.expect_navigation():
        second.page.keyboard.press("Enter")
    second.page.keyboard.type("The story is over.")
    second.press("button", begins("End"))
    expect(force.filter(has_text=document.surname)).to_have_count(0)
