"""Hits, a copied list and doubles, heard and not seen: taken from the queue, signed by two, let through, kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pysqlite3
import pytest
from playwright.sync_api import Locator

from limen.specimens import POST
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Sex, TravelDocument
from tests.journeys.conftest import SignIn, begins, expect, part, passport, said
from tests.journeys.test_lists_at_a_post import headquarters, limen
from tests.journeys.tree import Reader

__all__ = ["headquarters"]  # the other office, a fixture

MINISTRY, NODE = "Listed by the ministry", "ministry-by-tree"
COMPARED = "Born in another year by his own account, and the portrait is of another man."
ORDERED = "The owner of the list does not answer on a Sunday; his own consul vouches for him in person."


def of(number: str, given: str, surname: str, born: PartialDate, sex: str = "M") -> TravelDocument:
    """The passport of a Union citizen, of whom the law asks nothing, under a name no other story has."""
    return passport("ingrid", surname=surname, given=given, number=number, birth=born, sex=Sex(sex))


LISTED = of("CTR71003", "EUSTACHIUS", "BAUMKOPIE", PartialDate(1966, 6, 6))


def go(reader: Reader, element: Locator, what: str) -> None:
    """Walk to an element and follow it."""
    reader.walk(element, what)
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")


def taken(reader: Reader, name: str, *heads: str) -> None:
    """From its row in the queue, a table of these heads, to the hit; its name is heard first there."""
    reader.page.goto("/hits/")
    assert reader.heard().startswith(said("List hits")), reader.heard()
    table = reader.page.get_by_role("region", name=said("List hits"), exact=True)
    expect(table.get_by_role("columnheader")).to_have_text([said(head) for head in heads])
    row = table.get_by_role("row").filter(has_text=name)
    go(reader, row.get_by_role("link", name=re.compile(name)), name)
    assert reader.heard().startswith(name), reader.heard()
    expect(reader.page.get_by_role("heading", level=1)).to_contain_text(name)


def reasoned(reader: Reader, key: str, field: str, words: str) -> None:
    """Press a key that asks why, in a dialog that is named after it and holds the focus; say why and record it."""
    reader.press("button", begins(key))
    dialog = reader.page.get_by_role("dialog")
    expect(dialog).to_have_accessible_name(re.compile(re.escape(part(key))))
    expect(reader.at("textbox", said(field))).to_be_focused()
    reader.page.keyboard.type(words)
    reader.press("button", begins("Record"))
    expect(dialog).to_have_count(0)


QUEUE = ("Traveller", "On the list", "How sure", "Where", "State")


def test_a_hit_from_the_queue_is_found_by_one_and_signed_by_another(sign_in: SignIn) -> None:
    desk, second = Reader(sign_in("amina")), Reader(sign_in("bram"))
    desk.scan(of("CTR71001", "AMBROSE", "DRAWBRIDGE", PartialDate(1948, 9, 19)))
    assert said("%(count)d list hit to resolve", count=1) in desk.heard(), desk.heard()
    taken(desk, "AMBROSE DRAWBRIDGE", *QUEUE)
    headings = desk.page.get_by_role("heading", level=2)
    for heading in ("Where it stands", "Side by side", "What made the score", "What would decide it"):
        expect(headings.filter(has_text=said(heading))).to_have_count(1)
    beside = desk.page.get_by_role("region", name=said("Side by side"))
    expect(beside.get_by_role("columnheader")).to_have_text(
        [said(head) for head in ("Fact", "Traveller", "On the list", "How they stand")]
    )
    names = beside.get_by_role("row").filter(has=desk.page.get_by_role("rowheader", name=said("Names")))
    expect(names.get_by_role("cell").last).to_contain_text(said("agrees"))
    desk.press("button", begins("Take it to work on"))
    expect(desk.page.get_by_role("region", name=said("Where it stands"))).to_contain_text("Amina Kynnys")
    reasoned(desk, "Not the same", "What the finding rests on", COMPARED)
    stands = desk.page.get_by_role("region", name=said("Where it stands"))
    expect(stands).to_contain_text(said("Waits for a second officer:"))
    assert not desk.has("button", begins("Agree")), "who found it does not sign it"

    taken(second, "AMBROSE DRAWBRIDGE", *QUEUE)
    stands = second.page.get_by_role("region", name=said("Where it stands"))
    expect(stands).to_contain_text(COMPARED)
    second.press("button", begins("Agree"))
    expect(stands).to_contain_text(said("not the listed person"))
    expect(stands).to_contain_text("Bram Drempel")
    assert not second.has("button", begins("Agree"))


def test_a_chief_lets_one_hit_through_by_name_and_the_desk_hears_it(sign_in: SignIn) -> None:
    desk, chief = Reader(sign_in("amina")), Reader(sign_in("clara"))
    desk.scan(of("CTR71002", "HORTENSIA", "GATEHOUSE", PartialDate(1955, 5, 3), "F"))
    case = desk.page.url
    desk.press("button", said("Admit"), goes=False)
    expect(desk.page.get_by_role("status").filter(has_text=said("Admit"))).to_contain_text(part("hit"))
    assert part("list hit to resolve") in desk.heard(), desk.heard()
    taken(desk, "HORTENSIA GATEHOUSE", *QUEUE)
    assert not desk.has("button", begins("Let through by order")), "a chief's alone"
    taken(chief, "HORTENSIA GATEHOUSE", *QUEUE)
    reasoned(chief, "Let through by order", "Why this person may go on although the hit is not resolved", ORDERED)
    stands = chief.page.get_by_role("region", name=said("Where it stands"))
    expect(stands).to_contain_text(said("Let through by order; the hit is not resolved."))
    assert not chief.has("button", begins("Let through by order")), "once"

    desk.page.goto(case)
    hit = desk.page.get_by_role("article").filter(has_text="Hortensia Gatehouse")
    expect(hit).to_contain_text("Clara Soglia")
    expect(hit).to_contain_text(ORDERED)
    assert part("Let through by order") in desk.heard(), desk.heard()
    dialog = desk.opened("button", said("Admit"))
    desk.walk(dialog.get_by_role("textbox").first, "the reason")
    desk.page.keyboard.type("Let through on the order of the chief on duty.")
    desk.press("button", begins("Admit"))
    assert desk.heard().startswith(f"{said('Admitted')} HORTENSIA GATEHOUSE"), desk.heard()


@contextmanager
def a_week_older(home: Path) -> Iterator[None]:
    """The copied list as if its owner had said so eight days ago."""
    database = pysqlite3.connect(str(home / "limen.sqlite3"), timeout=20)
    which = "where list_id = 'ministry' and in_service"
    (was,) = database.execute(f"select as_of from records_watchlist {which}").fetchone()
    put = f"update records_watchlist set as_of = ? {which}"
    try:
        database.execute(put, [str(datetime.now(UTC).replace(tzinfo=None) - timedelta(days=8))])
        database.commit()
        yield
    finally:
        database.execute(put, [was])
        database.commit()
        database.close()


@pytest.fixture
def copy(served: str, home: Path, headquarters: Path) -> bytes:
    """A sealed copy for this post of a list with one name, by an office whose key is trusted here."""
    assert served
    at, demo = {"LIMEN_NODE": NODE}, {"LIMEN_MODE": "demo"}
    published, made = headquarters / "ministry.csv", headquarters / "ministry.copy"
    published.write_text(f"id,name,born\nM-1,Eustachius Baumkopie,{LISTED.birth}\n", encoding="utf-8")
    rules = ["--title", MINISTRY, "--kind", "concern"]
    limen(headquarters, "lists", "import", "ministry", str(published), "--as", "hedda", *rules, **at)
    to = limen(home, "lists", "key", **demo).splitlines()[1].split()[-1]
    limen(headquarters, "lists", "export", str(made), "--for", POST.code, "--to", to, "--as", "hedda", **at)
    key = limen(headquarters, "lists", "key", **at).splitlines()[0].split()[-1]
    limen(home, "lists", "trust", NODE, "--key", key, "--reason", "Read by phone.", "--as", "ada", **demo)
    return made.read_bytes()


def test_a_copy_is_taken_in_and_its_age_is_heard(sign_in: SignIn, home: Path, copy: bytes) -> None:
    officer, desk = Reader(sign_in("lotte")), Reader(sign_in("amina"))
    officer.page.goto("/lists/")
    file = begins("The copy, as the other office made it")
    officer.give(file, {"name": "x", "mimeType": "application/octet-stream", "buffer": copy[:-1]})
    officer.press("button", said("Take it into service"))
    alert = officer.page.get_by_role("alert")
    expect(alert).to_contain_text(part("The copy was not taken in"))
    expect(alert).to_be_focused()
    officer.give(file, {"name": "x", "mimeType": "application/octet-stream", "buffer": copy})
    officer.press("button", said("Take it into service"))
    heading = officer.page.get_by_role("heading", level=2).filter(has_text=MINISTRY)
    article = officer.page.get_by_role("article").filter(has=heading)
    expect(article).to_contain_text(said("fresh"))
    expect(article).to_contain_text(said("in a copy from"))

    desk.scan(LISTED)
    assert said("%(count)d list hit to resolve", count=1) in desk.heard(), desk.heard()
    expect(desk.page.get_by_role("article").get_by_role("heading", name=MINISTRY)).to_be_visible()
    with a_week_older(home):
        desk.page.goto("/")
        line = desk.page.get_by_role("listitem").filter(has_text=MINISTRY)
        expect(line).to_contain_text(said("old: have it renewed"))
        go(officer, heading.get_by_role("link"), MINISTRY)
        assert officer.heard().startswith(MINISTRY), officer.heard()
        expect(officer.page.get_by_role("main")).to_contain_text(said("{days} days old", days=8))


def test_two_numbers_of_one_name_wait_as_a_pair_and_are_settled(sign_in: SignIn) -> None:
    desk = Reader(sign_in("amina"))
    born = PartialDate(1973, 2, 17)
    for number in ("CTR71004", "CTR71005"):
        desk.scan(of(number, "THEODELINDE", "DOPPELBAUM", born, "F"))
        if number == "CTR71004":
            desk.answer({})
            desk.press("button", said("Admit"))
            assert desk.heard().startswith(said("Admitted")), desk.heard()

    second = Reader(sign_in("sven"))
    second.page.goto("/find/")
    second.press("link", begins("Who may be one person"))
    assert second.heard().startswith(said("Who may be one person")), second.heard()
    expect(second.page.get_by_role("heading", level=1)).to_contain_text(said("Who may be one person"))
    table = second.page.get_by_role("region", name=said("Who may be one person"), exact=True)
    expect(table.get_by_role("columnheader")).to_have_text([said(head) for head in ("One", "The other", "How sure")])
    row = table.get_by_role("row").filter(has_text="DOPPELBAUM")
    expect(row).to_have_count(1)
    for number in ("CTR71004", "CTR71005"):
        expect(row).to_contain_text(number)
    go(second, row.get_by_role("link", name=re.compile("DOPPELBAUM")), "the pair")
    dialog = second.page.get_by_role("dialog")
    expect(dialog).to_have_accessible_name(re.compile("THEODELINDE DOPPELBAUM.*THEODELINDE DOPPELBAUM"))
    expect(second.at("textbox", said("What you compared"))).to_be_focused()
    papers = dialog.get_by_role("row").filter(has=second.page.get_by_role("rowheader", name=said("Documents")))
    expect(papers.get_by_role("cell")).to_have_count(2)
    second.page.keyboard.type("no")
    second.press("button", said("They are one person"))
    expect(dialog.get_by_role("alert")).to_contain_text(part("Say what you compared"))
    second.walk_to("textbox", said("What you compared"))
    second.page.keyboard.press("Control+a")
    second.page.keyboard.type("Both passports lie here; she renewed one that was lost.")
    second.press("button", said("They are one person"))
    expect(second.page.get_by_role("dialog")).to_have_count(0)
    expect(table.get_by_role("row").filter(has_text="DOPPELBAUM")).to_have_count(0)
    summary = second.page.get_by_text(begins("Settled")).first
    second.walk(summary, "Settled")
    second.page.keyboard.press("Enter")
    settled = second.page.get_by_role("listitem").filter(has_text="DOPPELBAUM")
    expect(settled).to_contain_text(said("one person"))
    expect(settled).to_contain_text("she renewed one that was lost")
