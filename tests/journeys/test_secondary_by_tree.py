"""The second line where something comes between, as a screen reader gives it: handed over, a session ended, fear."""

from __future__ import annotations

import re
from itertools import count

from limen import specimens
from limen.vocabulary.dates import PartialDate
from tests.journeys.conftest import SignIn, begins, expect, passport, said
from tests.journeys.test_by_tree import visitor
from tests.journeys.tree import Reader

LOST = "What you sent last was not recorded: your session had ended. Write it down again."
_numbers = count(600056601)


def referred(desk: Reader, surname: str, year: int, cause: str = "Purpose or means") -> str:
    """Scan a visitor and send them to the second line; answers the address of the case."""
    desk.scan(visitor(str(next(_numbers)), surname, year))
    case = desk.page.url
    desk.opened("button", said("Secondary"))
    desk.choose(said(cause))
    desk.write(said("Reason"), "Names three hotels and knows no address.")
    desk.press("button", said("Secondary"))
    assert desk.heard().startswith(f"{said('Referred, waiting for secondary')} GRACE {surname}"), desk.heard()
    return case


def taken(officer: Reader, surname: str) -> None:
    """Find somebody among those who wait, by name, and take the case."""
    officer.page.goto("/secondary/")
    officer.press("link", re.compile(surname))
    officer.press("button", said("Take the case"))
    assert said("In secondary examination") in officer.heard(), officer.heard()


def begun(officer: Reader) -> None:
    """Begin an interview without an interpreter; the focus then stands where the answer is written."""
    officer.press("link", said("Interview"))
    officer.write(said("Language, by its code"), "es")
    officer.choose(said("I speak the language"))
    officer.choose(begins("Both said"))
    officer.choose(begins("Purpose and procedure"))
    officer.press("button", said("Begin"))


def asked(officer: Reader, question: str, reply: str) -> None:
    """A question of one's own with its answer, and the record that has both."""
    officer.walk_to("textbox", begins("Question"))
    officer.page.keyboard.press("Control+a")
    officer.page.keyboard.type(question)
    officer.write(begins("Answer, verbatim"), reply)
    officer.press("button", said("Record"))
    record = officer.page.get_by_role("region", name=said("Record")).get_by_role("listitem")
    expect(record.filter(has_text=reply)).to_have_count(1)


def test_handed_over_with_the_interview_open(sign_in: SignIn) -> None:
    case = referred(Reader(sign_in("bram")), "TREEPORT", 1975)
    first = Reader(sign_in("sven"))
    taken(first, "TREEPORT")
    begun(first)
    asked(first, "Tell me about the journey.", "En tren.")
    first.press("link", said("Back to the case"))
    dialog = first.opened("button", begins("Hand over"))
    expect(dialog).to_have_accessible_name(re.compile("GRACE TREEPORT"))
    first.write(said("To"), "C-301")
    first.write(said("Note"), "Asked about the journey; means still to be asked.")
    first.press("button", begins("Hand over"))
    assert "GRACE TREEPORT" in first.heard(), first.heard()

    second = Reader(sign_in("clara"))
    second.page.goto("/")
    half = second.page.get_by_role("region", name=begins("Half done"))
    expect(half.get_by_role("listitem").filter(has_text="TREEPORT")).to_contain_text("Asked about the journey")
    second.press("link", re.compile("TREEPORT"))
    assert second.page.url == case
    expect(second.page.get_by_role("region", name=said("The law now"))).to_contain_text("means still to be asked")
    second.press("link", begins("Interview"))
    asked(second, "Who pays for it?", "Yo misma.")
    expect(second.page.get_by_role("article", name=said("Interview %(number)s", number=1))).to_contain_text(
        "Clara Soglia"
    )
    # Whoever gave it away reads it and is told why nothing can be written.
    first.page.goto(case + "interview/")
    told = said("This interview is another officer’s: you read it, and the look is kept.")
    expect(first.page.get_by_role("region", name=said("Record"))).to_contain_text(told)
    assert not first.has("textbox", begins("Answer, verbatim"))


def test_a_session_that_ends_in_an_interview_is_said_and_resumed(sign_in: SignIn) -> None:
    referred(Reader(sign_in("amina")), "TREEHINGE", 1976, cause="Document")
    officer = Reader(sign_in("sven"))
    taken(officer, "TREEHINGE")
    begun(officer)
    asked(officer, "How did you come by this document?", "En la oficina de mi pueblo.")
    officer.page.context.clear_cookies(name="sessionid")
    officer.walk_to("textbox", begins("Question"))
    officer.page.keyboard.press("Control+a")
    officer.page.keyboard.type("When was that?")
    officer.press("button", said("Record"))
    assert "/accounts/login/" in officer.page.url and officer.heard(), officer.heard()
    signed_in_again(officer, "sven")
    # What was lost is an alert, and it is where the reader stands.
    expect(officer.page.get_by_role("alert")).to_have_text(said(LOST))
    expect(officer.page.get_by_role("alert")).to_be_focused()
    record = officer.page.get_by_role("region", name=said("Record")).get_by_role("listitem")
    assert record.filter(has_text="oficina de mi pueblo").count() == 1
    assert record.filter(has_text="When was that?").count() == 0
    asked(officer, "When was that?", "En marzo.")


def signed_in_again(reader: Reader, username: str) -> None:
    """The form that asks who it is, by its labels."""
    reader.write(said("Name"), username)
    reader.walk_to("textbox", said("Password"))
    reader.page.keyboard.type(specimens.officer(username).password)
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")


def test_words_of_fear_end_the_examination_and_refusing_is_closed(sign_in: SignIn) -> None:
    reader = Reader(sign_in("amina"))
    reader.scan(passport("juma", surname="TREEFEAR", given="NEEMA", number="AK7755113", birth=PartialDate(1995, 5, 5)))
    case = reader.page.url
    dialog = reader.opened("button", begins("Words of fear"))
    expect(dialog).to_have_accessible_name(re.compile("NEEMA TREEFEAR"))
    reader.write(said("The person’s words"), "I am afraid to go back. They took my brother.")
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Control+Enter")
    reader.page.goto(case)
    assert said("Referred to protection") in reader.heard(), reader.heard()
    law = reader.page.get_by_role("region", name=said("The law now"))
    expect(law).to_contain_text("They took my brother")
    refuse = reader.at("button", begins("Refuse"))
    assert not refuse.count() or refuse.get_attribute("aria-disabled") == "true"
