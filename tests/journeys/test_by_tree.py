"""The main stories as a screen reader gives them: found by role and name alone, done by Tab, Enter, Space and arrows.

No selector of a class or an id stands here. After each act the title of the page, the focus, a status or an alert says
what happened; each dialog has a name, takes the focus and gives it back.
"""

from __future__ import annotations

import re
from re import Pattern

import pytest
from playwright.sync_api import Locator, Page

from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import TravelDocument
from tests.journeys.conftest import SignIn, expect, passport

pytestmark = pytest.mark.english  # names are what is under test: those the product ships

MOST_TABS = 180
NONE_NEEDED = "She holds no visa and no permit, and says that a friend told her none was needed for a week."
Name = str | Pattern[str]


class Reader:
    """Somebody who does not see the page: hears its title, walks it by Tab, acts on what has the focus."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def heard(self) -> str:
        """The title, as it is read out first."""
        return self.page.title()

    def at(self, role: str, name: Name) -> Locator:
        """What bears this role and name in the tree, in the dialog that is open or on the page."""
        dialogs = self.page.get_by_role("dialog")
        ground = dialogs.last if dialogs.count() else self.page
        return ground.get_by_role(role, name=name).first  # type: ignore[arg-type]  # the role is named by the test

    def has(self, role: str, name: Name) -> bool:
        return self.at(role, name).count() > 0

    def walk_to(self, role: str, name: Name) -> Locator:
        """Tab until the focus stands on it; inside a set of radio buttons the arrows go on."""
        wanted = self.at(role, name)
        expect(wanted).to_be_attached()
        for _ in range(MOST_TABS):
            if wanted.evaluate("one => one === document.activeElement"):
                assert self.page.evaluate(SHOWN), f"the focus on {name!r} is hidden"
                return wanted
            same = "one => one.type === 'radio' && document.activeElement.name === one.name"
            self.page.keyboard.press("ArrowDown" if wanted.evaluate(same) else "Tab")
        raise AssertionError(f"no way by Tab to {role} {name!r} on {self.heard()!r}")

    def press(self, role: str, name: Name, key: str = "Enter", *, goes: bool = True) -> None:
        """Walk to it and press it; it leads to another page where `goes`."""
        self.walk_to(role, name)
        if goes:
            with self.page.expect_navigation():
                self.page.keyboard.press(key)
        else:
            self.page.keyboard.press(key)

    def write(self, name: Name, words: str) -> None:
        """Walk to a field and write in it."""
        field = self.walk_to("textbox", name)
        self.page.keyboard.type(words)
        assert words in field.input_value()

    def choose(self, name: Name) -> None:
        """Walk to a radio button or a box and set it."""
        one = self.walk_to("radio", name) if self.has("radio", name) else self.walk_to("checkbox", name)
        if not one.is_checked():
            self.page.keyboard.press("Space")
        assert one.is_checked()

    def opened(self, role: str, name: Name, key: str = "Enter") -> Locator:
        """Open a dialog: it has a name, holds the focus, gives it back when it is left, and is opened again."""
        for time in ("tried", "meant"):
            opener = self.walk_to(role, name)
            self.page.keyboard.press(key)
            dialog = self.page.get_by_role("dialog")
            expect(dialog).to_have_accessible_name(re.compile(r"\w"))
            assert self.page.evaluate("document.activeElement.closest('dialog[open]') !== null"), "focus goes inside"
            if time == "tried":
                self.page.keyboard.press("Escape")
                expect(dialog).to_have_count(0)
                expect(opener).to_be_focused()
        return self.page.get_by_role("dialog")

    def scan(self, document: TravelDocument, way: str = "entry") -> None:
        """The document on the scanner, at a desk set to that way."""
        self.page.goto("/?direction=" + way)
        expect(self.at("textbox", "Machine readable zone")).to_be_focused()
        expect(self.at("heading", "Next traveller")).to_be_attached()
        with self.page.expect_navigation():
            for line in document.mrz:
                self.page.keyboard.type(line)
                self.page.keyboard.press("Enter")

    def question(self) -> str:
        """The question that stands open, as the heading of its own region; "" where none does."""
        law = self.page.get_by_role("region", name="The law now")
        asked = law.get_by_role("region").get_by_role("heading", level=3)
        return asked.first.inner_text().strip() if asked.count() else ""

    def answer(self, wanted: dict[str, str]) -> None:
        """Answer question after question: by the word that stands in it, else by its first answer."""
        for _ in range(20):
            question = self.question()
            if not question:
                return
            assert question.split(". ")[-1] in self.heard() or "hit" in self.heard(), self.heard()
            answer = next((said for word, said in wanted.items() if word in question.lower()), "")
            group = self.page.get_by_role("group", name=question)
            name = answer or group.get_by_role("button").first.inner_text().strip().split("\n")[-1]
            self.press("button", re.compile(re.escape(name) + "$"))
        raise AssertionError("the law never stops asking")


# What has the focus lies in view, and nothing lies over its middle (WCAG 2.2, 2.4.11).
SHOWN = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const x = box.x + Math.min(box.width / 2, 40), y = box.y + Math.min(box.height / 2, 20);
  const top = document.elementFromPoint(x, y);
  const label = one.labels && one.labels[0];
  return top !== null && (one.contains(top) || top.contains(one) || (label && label.contains(top)));
}"""


def visitor(number: str, surname: str, year: int) -> TravelDocument:
    return passport("calvin", surname=surname, given="GRACE", number=number, birth=PartialDate(year, 8, 8))


def test_a_visitor_is_admitted(sign_in: SignIn) -> None:
    page = sign_in("amina")
    reader = Reader(page)
    for role, name in (("navigation", "Places"), ("complementary", "Mode"), ("region", "Next traveller")):
        assert reader.has(role, name), name
    reader.scan(visitor("600055511", "TREELAND", 1971))
    assert reader.heard().startswith("GRACE TREELAND · A question is open: "), reader.heard()
    for name in ("Traveller", "Checks", "The law now"):
        assert page.get_by_role("region", name=re.compile(name)).count() == 1, name
    assert page.get_by_role("heading", level=1).inner_text().startswith("GRACE TREELAND")
    # A key that does nothing yet says why, where a screen reader hears it.
    reader.press("button", "Admit", goes=False)
    expect(page.get_by_role("status")).to_contain_text(re.compile("Admit: .*answer"))
    reader.answer({})
    assert reader.heard().startswith("GRACE TREELAND · Nothing stands in the way"), reader.heard()
    admit = reader.at("button", "Admit")
    expect(admit).to_have_attribute("aria-keyshortcuts", "a")
    reader.press("button", "Admit")
    assert reader.heard().startswith("Admitted GRACE TREELAND · Entry"), reader.heard()
    expect(page.get_by_role("status").first).to_contain_text("Admitted GRACE TREELAND")
    expect(reader.at("textbox", "Machine readable zone")).to_be_focused()


def test_refused_countersigned_served(sign_in: SignIn) -> None:
    page = sign_in("amina")
    reader = Reader(page)
    reader.scan(passport("juma", surname="TREEVISA", given="REHEMA", number="AK7755112", birth=PartialDate(1990, 2, 3)))
    case = page.url
    reader.answer(dict.fromkeys(("visa", "permit", "family", "afraid"), "No"))
    assert "Refuse entry" in reader.heard(), reader.heard()
    dialog = reader.opened("button", re.compile("^Refuse"), key="Space")
    expect(dialog).to_have_accessible_name(re.compile("Refuse.*REHEMA TREEVISA"))
    reader.write("Your own reasons", "No")
    reader.press("button", re.compile("^Refuse"))
    # Too short: the dialog is open again, an alert says why and has the focus, what was written is kept.
    alert = page.get_by_role("dialog").get_by_role("alert")
    expect(alert).to_be_visible()
    reader.write("Your own reasons", NONE_NEEDED)
    reader.press("button", re.compile("^Refuse"))
    assert "second signature" in reader.heard(), reader.heard()

    chief = Reader(sign_in("clara"))
    chief.page.goto("/countersigning/")
    assert chief.heard().startswith("Countersigning")
    chief.press("link", re.compile("REHEMA TREEVISA"))
    assert chief.page.url == case
    chief.opened("button", re.compile("^Countersign"))
    chief.press("button", re.compile("^Countersign"))
    assert "Refused, notice to be served" in chief.heard(), chief.heard()

    page.goto(case)
    dialog = reader.opened("button", "Record how it was served")
    expect(dialog).to_have_accessible_name("Record how the notice was served")
    reader.choose("refused to sign")
    reader.write("Carrier told", "Specimen Air SP 117")
    reader.write("The passport is", "with the crew")
    reader.press("button", "Record")
    assert "served" in reader.heard().lower() and "to be served" not in reader.heard(), reader.heard()


def test_a_hit_is_resolved(sign_in: SignIn) -> None:
    page = sign_in("amina")
    reader = Reader(page)
    number, birth = "L44500002", PartialDate(1991, 12, 24)
    reader.scan(passport("edda", surname="TRANSOM", given="PHILOMENA", number=number, birth=birth))
    assert "1 list hit to resolve" in reader.heard(), reader.heard()
    hit = page.get_by_role("article")
    expect(hit.get_by_role("columnheader")).to_have_text(["Traveller", "On the list"])
    reader.opened("button", "Not the same")
    expect(reader.at("radio", re.compile("^Not the same person"))).to_be_checked()
    reader.write("What the finding rests on", "Another portrait, another place of birth on the page.")
    reader.press("button", "Record")
    assert "list hit" not in reader.heard(), reader.heard()


def test_referred_taken_asked_returned(sign_in: SignIn) -> None:
    desk = Reader(sign_in("amina"))
    desk.scan(visitor("600055522", "TREEHALL", 1972))
    case = desk.page.url
    desk.opened("button", "Secondary")
    desk.choose("Purpose or means")
    desk.write("Reason", "Names three hotels and knows no address.")
    desk.press("button", "Secondary")
    assert desk.heard().startswith("Referred, waiting for secondary GRACE TREEHALL"), desk.heard()

    officer = Reader(sign_in("sven"))
    officer.page.goto("/secondary/")
    officer.press("link", re.compile("GRACE TREEHALL"))
    assert officer.page.url == case and "waiting for secondary" in officer.heard()
    officer.press("button", "Take")
    assert "secondary" in officer.heard().lower() and "waiting" not in officer.heard()
    officer.press("link", re.compile("^Interview|interview$"))
    officer.write("Language, by its code", "es")
    officer.choose("I speak the language")
    officer.choose(re.compile("^Both said"))
    officer.choose(re.compile("^Purpose and procedure"))
    officer.press("button", "Begin")
    expect(officer.at("textbox", re.compile("^Answer, verbatim"))).to_be_focused()
    officer.page.keyboard.type("Me quedo con mi hermana.")
    officer.press("button", "Record")
    record = officer.page.get_by_role("region", name="Record").get_by_role("listitem")
    expect(record.filter(has_text="Me quedo con mi hermana.")).to_have_count(1)
    expect(officer.at("textbox", re.compile("^Answer, verbatim"))).to_be_focused()
    officer.opened("button", "Read back and end")
    officer.choose("agreed")
    officer.choose("signed")
    officer.press("button", "End the interview")
    officer.press("link", "Back to the case")
    officer.opened("button", re.compile("^Return"))
    officer.write("Result", "Sister confirmed by telephone; ticket seen.")
    officer.press("button", re.compile("^Return"))
    assert "GRACE TREEHALL" in officer.heard()
    desk.page.goto(case)
    expect(desk.page.get_by_role("region", name="The law now")).to_contain_text("Sister confirmed by telephone")


def test_a_family_passes_as_one(sign_in: SignIn) -> None:
    page = sign_in("amina")
    reader = Reader(page)
    page.goto("/?direction=entry")
    reader.opened("button", "Family, car, coach", key="Space")
    reader.press("button", re.compile("family$", re.I))
    assert reader.heard().startswith("Family"), reader.heard()
    for count, (given, year) in enumerate((("SOLVEIG", 1981), ("JONAS", 1983)), 1):
        reader.walk_to("textbox", re.compile("^Next document of this unit"))
        document = passport(
            "henri", surname="TREEFOLK", given=given, number=f"JU5500{count}", birth=PartialDate(year, 2, 3)
        )
        with page.expect_navigation():
            for line in document.mrz:
                page.keyboard.type(line)
                page.keyboard.press("Enter")
        assert f"{count} person" in reader.heard(), reader.heard()
    assert page.get_by_role("listitem").filter(has_text="TREEFOLK").count() >= 2
    reader.press("button", re.compile("Admit all 2"))
    assert reader.heard().startswith("Unit done · Entry"), reader.heard()
    expect(page.get_by_role("status").first).to_contain_text("Unit done")


def test_somebody_is_found_with_a_purpose(sign_in: SignIn) -> None:
    reader = Reader(sign_in("clara"))
    reader.page.goto("/find/")
    assert reader.has("search", "") and reader.has("heading", "What for?")
    reader.press("button", re.compile("supervision", re.I))
    expect(reader.at("button", re.compile("supervision", re.I))).to_have_attribute("aria-pressed", "true")
    expect(reader.at("textbox", re.compile("^Name in any script"))).to_be_focused()
    reader.page.keyboard.type("Marisol Umbral")
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    assert re.match(r"\d+ persons? may be meant · Find", reader.heard()), reader.heard()
    reader.press("link", re.compile("MARISOL UMBRAL"))
    assert "/person/" in reader.page.url
    expect(reader.page.get_by_role("main")).to_contain_text("Opened for:")


def test_checks_are_relaxed_and_made_again(sign_in: SignIn) -> None:
    reader = Reader(sign_in("clara"))
    reader.page.goto("/shift/")
    dialog = reader.opened("button", "Relax checks")
    expect(dialog).to_have_accessible_name("Relax checks")
    reader.write("Reason", "Three coaches came at once and the queue is past two hours.")
    reader.choose("Exit")
    reader.press("button", "Relax checks")
    order = reader.page.get_by_role("complementary", name="Relaxed checks")
    expect(order).to_contain_text("Three coaches came at once")
    reader.opened("button", "Make every check again")
    reader.write("Reason", "The queue is gone.")
    reader.press("button", "Make every check again")
    expect(order).to_have_count(0)


def test_each_single_key_is_told_with_its_control(sign_in: SignIn) -> None:
    """`aria-keyshortcuts` says what `data-key` does; two keys in turn it cannot say: the keys page has them."""
    page = sign_in("clara")
    Reader(page).scan(visitor("600055533", "TREEKEY", 1973))
    for place in (page.url, "/", "/find/", "/shift/", "/?do=unit"):
        page.goto(place)
        odd = page.evaluate("""() => [...document.querySelectorAll('[data-key]')]
          .filter(one => !one.dataset.key.includes(' ') && !one.matches('label, [aria-hidden]'))
          .filter(one => one.getAttribute('aria-keyshortcuts')?.toLowerCase()
            !== ({'+': 'plus'}[one.dataset.key] ?? one.dataset.key))
          .map(one => one.outerHTML.slice(0, 120))""")
        assert not odd, (place, odd)
