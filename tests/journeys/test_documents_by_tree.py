"""A document looked at closer, and what lies on the reader, as a screen reader gives them: by role and name alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import FilePayload, Locator

from limen import specimens
from limen.documents.chip import pack, read_chip
from limen.documents.lost import WORDS as LOST
from limen.documents.mrz import WORDS as MRZ
from limen.specimens.cast import EVERYBODY
from limen.specimens.chips import MODERN, chip_passport
from limen.specimens.photographs import photograph
from limen.specimens.seals import SealOffice
from tests.journeys.conftest import SignIn, begins, expect, holds, part, said, today
from tests.journeys.test_booth import limen
from tests.journeys.test_faces import NOT_COMPARED
from tests.journeys.tree import Reader

PASSED, FAILED = "Passed", "Failed"
KNOWN = "TS4400213"  # to the practice register alone, and to no other story
RUNS = "The camera runs: the same key takes the picture."


def evidence(key: str, fault: str = "") -> FilePayload:
    issued = chip_passport(EVERYBODY[key], on=today(), recipe=MODERN, fault=fault)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    given = pack(read_chip(issued.chip, issued.key), at=at, device="Booth 3")
    return {"name": "chip.json", "mimeType": "application/json", "buffer": given}


def closer(reader: Reader, key: str) -> None:
    """Somebody's passport on the scanner, and the page that looks closer at it."""
    reader.scan(specimens.passport(of=EVERYBODY[key], on=today()))
    reader.press("link", said("look closer"))
    assert reader.heard().startswith(f"{said('Document')} · "), reader.heard()


def look(reader: Reader, kind: str) -> Locator:
    """What was found in one look, as a region of its own."""
    return reader.page.get_by_role("region", name=said(kind), exact=True).last


def finding(region: Locator, title: str) -> str:
    """A finding as it is read out: its title, its outcome in a word, and why where it did not pass."""
    return " ".join(region.get_by_role("group").filter(has_text=said(title)).first.inner_text().split())


def test_a_chip_is_read_and_every_finding_is_heard_with_its_outcome(sign_in: SignIn) -> None:
    reader = Reader(sign_in("bram"))
    reader.scan(specimens.story("clean-visitor", today()).papers[0].document)
    reader.press("link", said("look closer"))
    reader.press("button", said("Read the chip"))
    assert said(PASSED) in reader.heard(), reader.heard()
    chip = look(reader, "Chip")
    expect(chip.get_by_role("heading", level=3)).to_contain_text(said(PASSED))
    for title in ("Chip is no copy", "Signature of the State", "Certified by its State"):
        assert said(PASSED) in finding(chip, title), finding(chip, title)
    portrait = reader.at("img", said("The portrait in the chip"))
    expect(portrait).to_be_visible()
    # Closed rows open by the keyboard and say on what standard they rest.
    row = chip.get_by_role("group").filter(has_text=said("Chip is no copy")).first
    reader.walk(row.locator("summary"), "Chip is no copy")
    reader.page.keyboard.press("Enter")
    expect(row).to_contain_text(re.compile("Doc 9303-11|TR-03110"))
    # What is set larger is said, for it cannot be seen.
    reader.press("button", said("Larger"), goes=False)
    expect(reader.page.get_by_role("status").filter(has_text=part("times"))).to_have_count(1)


def test_a_copied_chip_and_ones_own_finding_are_read_out(sign_in: SignIn) -> None:
    reader = Reader(sign_in("bram"))
    closer(reader, "radka")
    reader.give(begins("File"), evidence("radka", "cloned"))
    reader.press("button", said("Look at it"))
    assert said(FAILED) in reader.heard(), reader.heard()
    told = finding(look(reader, "Chip"), "Chip is no copy")
    assert said(FAILED) in told and part("copy") in told, told
    dialog = reader.opened("button", said("Own finding"))
    expect(dialog).to_have_accessible_name(said("What your own eye finds"))
    reader.pick(said("What you looked at"), said("Binding, page numbers, perforation"))
    reader.choose(said("not as it should be"))
    reader.press("button", said("Record"))
    alert = reader.page.get_by_role("dialog").get_by_role("alert")
    expect(alert).to_be_visible()
    expect(reader.at("radio", said("not as it should be"))).to_be_checked()
    reader.write(said("What you saw, in words"), "Two leaves have other numbers.")
    reader.press("button", said("Record"))
    own = reader.page.get_by_role("region", name=begins("Own finding")).last  # its name goes on with what was looked at
    expect(own).to_contain_text("Two leaves have other numbers.")
    expect(own.get_by_role("heading", level=3)).to_contain_text(said(FAILED))
    reader.press("link", said("Back to the case"))
    checks = reader.page.get_by_role("region", name=begins("Checks"))
    assert said(FAILED) in finding(checks, "Chip is no copy")


def test_the_fields_of_two_sources_stand_in_a_table_with_headings(sign_in: SignIn) -> None:
    reader = Reader(sign_in("bram"))
    reader.scan(specimens.passport(of=EVERYBODY["ottilie"], on=today(), surname="LINTEN"))
    reader.press("link", said("look closer"))
    reader.give(begins("File"), evidence("ottilie"))
    reader.press("button", said("Look at it"))
    table = reader.page.get_by_role("table", name=said("The same fields from each source"))
    expect(table.get_by_role("columnheader")).to_have_text([said("Field"), said("MRZ"), said("chip")])
    row = table.get_by_role("row", name=re.compile("LINTEN"))
    expect(row.get_by_role("rowheader")).to_contain_text(said("differs"))
    expect(row.get_by_role("cell")).to_have_text(["LINTEN", "LINTEL"])


def test_a_seal_of_another_passport_names_the_fields_that_differ(sign_in: SignIn) -> None:
    reader = Reader(sign_in("bram"))
    closer(reader, "devraj")
    reader.give(
        begins("File"),
        {"name": "seal.bin", "mimeType": "application/octet-stream", "buffer": SealOffice().visa()},
    )
    reader.choose(said("a seal (barcode)"))
    reader.press("button", said("Look at it"))
    told = finding(look(reader, "Seal"), "Seal of this document")
    assert said("document number") in told and said("date of birth") in told, told


def test_a_photo_is_read_and_erased_and_what_is_none_is_an_alert(sign_in: SignIn) -> None:
    reader = Reader(sign_in("amina"))
    paper = specimens.story("two-nationalities", today()).papers[0]
    reader.page.goto("/")
    reader.give(
        holds("A photo of your own document"),
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": b"GIF89a no picture that is read here"},
    )
    reader.press("button", said("Read the photo"))
    expect(reader.page.get_by_role("alert").first).to_be_visible()
    reader.page.goto("/")
    reader.give(
        holds("A photo of your own document"),
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photograph(paper)},
    )
    reader.press("button", said("Read the photo"))
    assert reader.heard().startswith(f"{said('Document')} · "), reader.heard()
    strip = reader.page.get_by_role("region", name=said("The strip as it was read"))
    expect(strip).to_contain_text(paper.lines[0])
    reader.press("button", said("Erase the photo"))
    expect(look(reader, "Page")).to_contain_text(said("pictures erased"))


def test_what_lies_on_the_reader_is_told_and_opened(sign_in: SignIn, served: str, tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    document = specimens.passport(of=EVERYBODY["bohdan"], on=today(), number="FX771999")
    reader = Reader(sign_in("amina"))
    reader.page.goto("/")
    reader.press("link", said("Readers"))
    reader.press("button", said("Offer a code"))
    told = reader.page.get_by_role("status").filter(has_text=part("Type this code"))
    code = re.search(r"\b[A-Z0-9]{4} ?[A-Z0-9]{4}\b", told.inner_text())
    assert code, told.inner_text()
    home = tmp_path / "reader"
    limen("--pair", served, "--code", code[0].replace(" ", ""), "--name", "Booth 4", home=home)
    reader.page.goto("/?direction=entry")
    region = reader.page.get_by_role("region", name=said("Reader"), exact=True)
    expect(region).to_be_attached()
    (scans / "passport.txt").write_text("\n".join(document.mrz), encoding="utf-8")
    limen("--folder", str(scans), "--seconds", "3", home=home)
    expect(region.get_by_role("status")).to_contain_text(said("A document lies on the reader"), timeout=15_000)
    # The page comes anew, so its title says it: a status that stands there from the start is not read out.
    assert reader.heard().startswith(said("A document lies on the reader")), reader.heard()
    reader.press("button", said("Open it"))
    assert "/case/" in reader.page.url


def test_the_camera_says_that_it_runs_and_the_comparison_is_read_out_with_ones_own_finding(sign_in: SignIn) -> None:
    reader = Reader(sign_in("bram"))
    closer(reader, "malee")
    faces = reader.page.get_by_role("region", name=said("The traveller and the portrait"))
    expect(faces).to_contain_text(said(NOT_COMPARED))
    reader.give(begins("File"), evidence("malee"))
    reader.press("button", said("Look at it"))
    # The key that opens the camera takes the picture next: its name says so, and a status that the camera runs.
    reader.press("button", said("Camera"), goes=False)
    running = faces.get_by_role("status").filter(has_text=said(RUNS))
    expect(running).to_have_count(1, timeout=20_000)
    take = reader.at("button", said("Take and compare"))
    expect(take).to_be_focused()
    reader.press("button", said("Close the camera"), goes=False)
    expect(reader.at("button", said("Camera"))).to_be_focused()
    expect(running).to_have_count(0)
    reader.press("button", said("Camera"), goes=False)
    expect(running).to_have_count(1, timeout=20_000)
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    assert reader.heard().startswith(f"{said('Document')} · "), reader.heard()
    expect(faces).to_contain_text(said("drawn specimens only, no recogniser"))
    expect(faces).to_contain_text(said("The officer decides."))
    assert said("Unsure") in finding(look(reader, "Portrait"), "Faces compared")  # another stands before the camera
    expect(reader.at("img", said("The traveller, as just taken"))).to_be_visible()
    dialog = reader.opened("button", said("Is it the same person?"))
    expect(dialog).to_have_accessible_name(said("Is it the same person?"))
    reader.choose(said("not the same person"))
    reader.press("button", said("Record"))
    alert = reader.page.get_by_role("dialog").get_by_role("alert")
    expect(alert).to_be_visible()  # what was seen is to be said where it is not the same person
    reader.write(said("What you saw, in words"), "Ears and brow are another person's.")
    reader.press("button", said("Record"))
    expect(faces).to_contain_text(said("not the same person"))
    expect(faces).to_contain_text("Ears and brow are another person's.")
    assert said(FAILED) in reader.heard(), reader.heard()


def test_what_is_no_picture_of_a_face_is_an_alert(sign_in: SignIn) -> None:
    reader = Reader(sign_in("amina"))
    closer(reader, "leila")
    reader.give(begins("A picture of the traveller"), {"name": "l.jpg", "mimeType": "image/jpeg", "buffer": b"GIF89a"})
    reader.press("button", said("Compare the faces"))
    alert = reader.page.get_by_role("alert")
    expect(alert).to_be_visible()
    expect(alert).to_be_focused()


def test_a_register_is_asked_and_its_answer_and_a_hit_are_told(sign_in: SignIn) -> None:
    reader = Reader(sign_in("amina"))
    reader.scan(specimens.passport(of=specimens.traveller("taro"), on=today(), number=KNOWN))
    assert said("%(count)d list hit to resolve", count=1) in reader.heard(), reader.heard()
    checks = reader.page.get_by_role("region", name=begins("Checks"))
    told = finding(checks, LOST["document.revoked"])
    assert said("Unsure") in told, told
    reader.press("button", said("Admit"), goes=False)
    expect(reader.page.get_by_role("status").filter(has_text=said("Admit"))).to_contain_text(re.compile(r"\S"))
    reader.press("link", said("look closer"))
    region = reader.page.get_by_role("region", name=said("Registers of lost documents"))
    expect(region).to_contain_text(KNOWN)
    expect(region).to_contain_text(said("Its reference"))
    before = region.inner_text()
    reader.press("button", said("Ask again"))
    assert region.inner_text() != before and said("Unsure") in region.inner_text()  # another reference
    reader.press("link", said("Back to the case"))
    dialog = reader.opened("button", begins("Same document"))
    expect(dialog).to_have_accessible_name(re.compile(r"\S"))
    reader.write(said("What the finding rests on"), "The number and the name on the page are those of the report.")
    reader.press("button", said("Record"))
    assert said(FAILED) in finding(checks, LOST["document.revoked"])
    # A register without a report says that too, with the reference of its answer.
    reader.scan(specimens.passport(of=specimens.traveller("marisol"), on=today()))
    reader.press("link", said("look closer"))
    expect(region).to_contain_text(said(PASSED))
    expect(region).to_contain_text(said("Its reference"))


def test_a_digit_keyed_wrong_is_said_once_the_hand_rests(sign_in: SignIn) -> None:
    upper, lower = specimens.passport(of=specimens.traveller("henri"), on=today(), number="JU7788990").mrz
    reader = Reader(sign_in("bram"))
    reader.page.goto("/?direction=entry")
    reader.walk_to("textbox", said("Machine readable zone"))
    reader.page.keyboard.insert_text(upper + "\n")
    wrong = str((int(lower[9]) + 1) % 10)
    reader.page.keyboard.insert_text(lower[:9])
    reader.page.keyboard.type(wrong, delay=150)
    spoken = said(MRZ["mrz.check_digit.number.failed"], printed=wrong, expected=lower[9])
    expect(reader.page.get_by_role("status").filter(has_text=spoken)).to_have_count(1)
    known = reader.page.get_by_role("group", name=said("What is known so far"))
    expect(known).to_contain_text(said("Document number"))
    reader.page.keyboard.press("Backspace")
    reader.page.keyboard.type(lower[9], delay=150)
    expect(reader.page.get_by_role("status").filter(has_text=spoken)).to_have_count(0)
