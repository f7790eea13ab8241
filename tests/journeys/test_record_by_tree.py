"""What the office remembers and what comes between, as a screen reader gives it: second visits, old passports, stays
outstayed, two browsers on one traveller, a session that ends."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Locator

from limen.vocabulary.person import TravelDocument
from tests.journeys.conftest import SignIn, begins, expect, said, today
from tests.journeys.test_by_tree import visitor
from tests.journeys.test_nothing_lost import free_mover
from tests.journeys.test_record import _entered_long_ago
from tests.journeys.test_secondary_by_tree import signed_in_again
from tests.journeys.tree import Reader


def admitted(reader: Reader, document: TravelDocument) -> None:
    reader.scan(document)
    reader.answer({"leave": ""})
    reader.press("button", said("Admit"))
    assert reader.heard().startswith(said("Admitted")), reader.heard()


def departed(reader: Reader, document: TravelDocument) -> None:
    reader.scan(document, "exit")
    reader.answer({})
    reader.press("button", said("Depart"))
    assert reader.heard().startswith(said("Departed")), reader.heard()


def stay(reader: Reader) -> Locator:
    """How many days were used and are left, as the figure that says so."""
    return reader.page.get_by_role("region", name=said("Traveller")).get_by_role("figure")


def looked_up(reader: Reader, name: str) -> Locator:
    """The rows of the register for a name."""
    reader.page.goto("/register/")
    reader.write(said("Name or document number"), name)
    reader.press("button", said("Search"))
    return reader.page.get_by_role("region", name=said("Movements")).get_by_role("row").filter(has_text=name)


def test_a_second_visit_tells_the_days_of_the_first(sign_in: SignIn) -> None:
    reader = Reader(sign_in("amina"))
    document = visitor("600057711", "TREEAGAIN", 1981)
    admitted(reader, document)
    departed(reader, document)
    reader.scan(document)
    expect(stay(reader)).to_contain_text(f"1 {said('used')} · 89 {said('left')}")
    expect(stay(reader).get_by_role("img")).to_have_accessible_name(re.compile(r"\S"))
    visits = reader.page.get_by_role("region", name=said("Traveller")).get_by_role("listitem")
    assert [row.inner_text().split()[0] for row in visits.all()[:2]] == [said("In").split()[0], said("Out").split()[0]]
    rows = looked_up(reader, "TREEAGAIN")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(said("%(used)s used, %(left)s left", used=1, left=89))


def test_the_old_passport_is_asked_about_and_counts_once_said(sign_in: SignIn) -> None:
    reader = Reader(sign_in("amina"))
    admitted(reader, visitor("600057722", "TREEBEFORE", 1982))
    departed(reader, visitor("600057722", "TREEBEFORE", 1982))
    reader.scan(visitor("600057733", "TREEBEFORE", 1982))
    expect(stay(reader)).to_contain_text(said("Days not known"))
    met = reader.page.get_by_role("article").filter(has_text=said("Met before?"))
    expect(met.get_by_role("heading")).to_contain_text("GRACE TREEBEFORE")
    expect(met).to_contain_text("600057722")
    dialog = reader.opened("button", said("Same or not"))
    expect(dialog).to_have_accessible_name(said("Is this the person met before?"))
    reader.choose(said("The same person: the earlier stays count"))
    reader.write(said("What the finding rests on"), "Shows the cancelled passport.")
    reader.press("button", said("Record"))
    expect(stay(reader)).to_contain_text(f"1 {said('used')}")
    assert not reader.has("button", said("Same or not"))


def test_an_overstay_is_told_on_exit_and_noted(sign_in: SignIn, home: Path) -> None:
    reader = Reader(sign_in("amina"))
    document = visitor("600057744", "TREELATE", 1983)
    admitted(reader, document)
    _entered_long_ago(home, "TREELATE", today() - timedelta(days=120))
    reader.scan(document, "exit")
    reader.answer(dict.fromkeys(("permit", "family"), said("No")))
    # The title says first what is wrong, in the words of the law.
    assert "Let depart, note the overstay" in reader.heard(), reader.heard()
    dialog = reader.opened("button", said("Note overstay"))
    expect(dialog).to_have_accessible_name(re.compile("GRACE TREELATE"))
    reader.write(re.compile(r"\S"), "Was in hospital since October; shows the letter.")
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Control+Enter")
    reader.press("button", said("Depart"))
    assert reader.heard().startswith(said("Departed")), reader.heard()
    expect(looked_up(reader, "TREELATE").first).to_contain_text("TREELATE")


def test_the_second_of_two_browsers_is_told_in_the_title_and_an_alert(sign_in: SignIn) -> None:
    first, second = Reader(sign_in("amina")), Reader(sign_in("sven"))
    first.scan(free_mover("600057755", "TREETWICE"))
    second.page.goto(first.page.url)
    assert second.heard().startswith("LOU TREETWICE"), second.heard()
    first.press("button", said("Admit"))
    second.press("button", said("Admit"))
    told = ("Admitted", "Somebody has decided this case already: reload to see what happened.")
    assert any(said(words) in second.heard() for words in told) or second.page.get_by_role("alert").count()
    assert "done=" not in second.page.url
    expect(looked_up(first, "TREETWICE")).to_have_count(1)


def test_a_session_that_ends_at_the_desk_is_resumed_where_it_stood(sign_in: SignIn) -> None:
    reader = Reader(sign_in("bram"))
    reader.scan(visitor("600057766", "TREERESUME", 1984))
    case, asked = reader.page.url, reader.question()
    group = reader.page.get_by_role("group", name=asked).get_by_role("button").first
    reader.press("button", re.compile(re.escape(group.inner_text().strip().split("\n")[-1]) + "$"))
    following = reader.question()
    assert following != asked
    reader.page.context.clear_cookies(name="sessionid")
    group = reader.page.get_by_role("group", name=following).get_by_role("button").first
    reader.press("button", re.compile(re.escape(group.inner_text().strip().split("\n")[-1]) + "$"))
    assert "/accounts/login/" in reader.page.url, reader.page.url
    signed_in_again(reader, "bram")
    reader.page.goto("/")
    half = reader.page.get_by_role("region", name=begins("Half done"))
    expect(half.get_by_role("listitem").filter(has_text="TREERESUME")).to_have_count(1)
    reader.press("link", re.compile("TREERESUME"))
    assert reader.page.url == case and reader.question() == following
