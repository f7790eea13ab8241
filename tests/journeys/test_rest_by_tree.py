"""What is left of the journeys as a screen reader gives it: one's own signature, certificates, orders, half done."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import FilePayload

from limen.documents.lost import NOT_ANSWERED
from limen.specimens.cast import EVERYBODY
from limen.specimens.chips import MODERN, chip_passport
from limen.vocabulary.dates import PartialDate
from tests.journeys.conftest import SignIn, begins, expect, part, passport, said, today
from tests.journeys.test_by_tree import visitor
from tests.journeys.test_documents_by_tree import FAILED, closer, evidence, finding, look
from tests.journeys.test_lists_at_a_post import limen
from tests.journeys.tree import Reader

NO_ROOM = "The hostel he names has never had a guest of his name, and he cannot say in which street it stands."


def test_ones_own_refusal_cannot_be_countersigned_and_the_page_says_why(sign_in: SignIn) -> None:
    reader = Reader(sign_in("clara"))
    reader.scan(passport("juma", surname="TREEOWN", given="ZAWADI", number="AK7755114", birth=PartialDate(1988, 4, 1)))
    case = reader.page.url
    reader.answer(dict.fromkeys(("visa", "permit", "family", "afraid"), said("No")))
    reader.opened("button", begins("Refuse"))
    reader.write(said("Your own reasons"), NO_ROOM)
    reader.press("button", begins("Refuse"))
    reader.page.goto(case)
    assert part("second signature") in reader.heard(), reader.heard()
    sign = reader.at("button", begins("Countersign"))
    if sign.count():  # the key stands there switched off, and says why when it is pressed
        expect(sign).to_have_attribute("aria-disabled", "true")
        reader.press("button", begins("Countersign"), goes=False)
        expect(reader.page.get_by_role("status").filter(has_text=part("Countersign"))).to_contain_text(re.compile(":"))
        expect(reader.page.get_by_role("dialog")).to_have_count(0)


def test_a_nationality_no_list_names_is_asked_in_words_and_answered(sign_in: SignIn) -> None:
    reader = Reader(sign_in("bram"))
    reader.scan(passport("edda", surname="TREELIMEN", given="ARI", number="L44000009", birth=PartialDate(1981, 1, 2)))
    assert "exempt from the visa requirement" in reader.question()
    assert "exempt from the visa requirement" in reader.heard(), reader.heard()
    reader.answer({})
    reader.press("button", said("Admit"))
    assert reader.heard().startswith(said("Admitted")), reader.heard()


def test_half_done_before_the_browser_closed_is_found_by_name(sign_in: SignIn) -> None:
    page = sign_in("bram")
    Reader(page).scan(visitor("600058811", "TREESTOP", 1970))
    asked = Reader(page).question()
    page.context.close()
    again = Reader(sign_in("bram"))
    again.page.goto("/")
    again.press("link", re.compile("TREESTOP"))
    assert again.heard().startswith("GRACE TREESTOP") and again.question() == asked


def test_certificates_wait_are_put_in_service_and_a_revoked_signer_is_told(sign_in: SignIn) -> None:
    officer = Reader(sign_in("lotte"))
    officer.page.goto("/lists/certificates/")
    made = chip_passport(EVERYBODY["nefeli"], on=today(), recipe=MODERN, fault="signer_revoked").made
    files: list[FilePayload] = [
        {"name": f"{number}.cer", "mimeType": "application/octet-stream", "buffer": one}
        for number, one in enumerate((*made.trusted, made.crl))
    ]
    officer.write(said("Short name"), "by-tree")
    officer.give(said("The files"), *files)
    officer.press("button", said("Compare"))
    assert officer.heard().startswith(said("A version waits")), officer.heard()
    waits = officer.page.get_by_role("article").filter(has_text=said("waits to be put in service"))
    expect(waits.get_by_role("heading", level=2)).to_contain_text("by-tree")
    officer.press("button", said("Put in service"))
    assert said("A version waits") not in officer.heard(), officer.heard()
    # What is none is an alert in words of ours, and what was typed stands there still.
    officer.write(said("Short name"), "broken")
    officer.give(said("The files"), {"name": "X.cer", "mimeType": "application/octet-stream", "buffer": b"0\x00"})
    officer.press("button", said("Compare"))
    alert = officer.page.get_by_role("alert")
    expect(alert).to_contain_text(part("give X.509 in DER or PEM"))
    expect(officer.at("textbox", said("Short name"))).to_have_value("broken")

    reader = Reader(sign_in("bram"))
    closer(reader, "nefeli")
    reader.give(begins("File"), evidence("nefeli"))
    reader.press("button", said("Look at it"))
    assert said(FAILED) in finding(look(reader, "Chip"), "Signer not revoked")


def test_an_order_to_relax_is_heard_at_every_desk_and_stands_in_the_register(sign_in: SignIn) -> None:
    chief, desk = Reader(sign_in("clara")), Reader(sign_in("amina"))
    chief.page.goto("/shift/")
    chief.opened("button", said("Relax checks"))
    chief.write(said("Reason"), "A ferry and two coaches came at once; people wait in the sun.")
    chief.press("button", said("Relax checks"))
    try:
        desk.page.goto("/?direction=entry")
        order = desk.page.get_by_role("complementary", name=said("Relaxed checks"))
        expect(order).to_contain_text("Clara Soglia")
        desk.scan(visitor("600058822", "TREEORDER", 1979))
        expect(order).to_contain_text("people wait in the sun")
        desk.answer({})
        desk.press("button", said("Admit"))
        desk.page.goto("/register/?q=TREEORDER")
        row = desk.page.get_by_role("region", name=said("Movements")).get_by_role("row").filter(has_text="TREEORDER")
        expect(row).to_contain_text(said("relaxed checks"))
    finally:
        chief.opened("button", said("Make every check again"))
        chief.write(said("Reason"), "The queue is gone.")
        chief.press("button", said("Make every check again"))
    expect(chief.page.get_by_role("heading", name=said("Checks were relaxed"))).to_be_visible()


def test_a_register_that_is_silent_is_told_as_not_done_with_why(sign_in: SignIn, served: str, home: Path) -> None:
    assert served
    here = ["--post", "LIMEN-A", "--as", "ada"]
    named = ["--title", "Register behind a cut line", "--address", "http://127.0.0.1:9", "--seconds", "0.5"]
    limen(home, "register", "connect", "cut-line", *named, "--by-key", *here, LIMEN_MODE="demo")
    try:
        reader = Reader(sign_in("amina"))
        reader.scan(visitor("600058833", "TREESILENCE", 1977))
        reader.press("link", said("look closer"))
        reader.press("button", said("Ask the register"))
        region = reader.page.get_by_role("region", name=said("Registers of lost documents"))
        told = region.get_by_text("Register behind a cut line")
        expect(told.first).to_contain_text(said(NOT_ANSWERED["no_answer"]))
        expect(region).to_contain_text(said("Not done"))
        expect(region).to_contain_text(said("Told to the register"))
    finally:
        limen(home, "register", "remove", "cut-line", *here, LIMEN_MODE="demo")
