"""Somebody who does not see the page: hears its title, walks it by Tab, acts on what has the focus by role and name."""

from __future__ import annotations

import re
from re import Pattern

from playwright.sync_api import FilePayload, Locator, Page

from limen.vocabulary.person import TravelDocument
from tests.journeys.conftest import expect, part, said

MOST_TABS = 180
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
        return self.walk(self.at(role, name), name)

    def walk(self, wanted: Locator, name: Name) -> Locator:
        """The same to an element at hand."""
        expect(wanted).to_be_attached()
        pressed = 0
        while pressed < MOST_TABS:
            key, times, shown = wanted.evaluate(WAY)
            if not key:
                assert shown, f"the focus on {name!r} is hidden"
                return wanted
            # As many as there should be in between; where the focus went another way, one by one from there.
            for _ in range(times):
                self.page.keyboard.press(key)
            pressed += times
        raise AssertionError(f"no way by Tab to {name!r} on {self.heard()!r}")

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

    def give(self, name: Name, *files: FilePayload) -> None:
        """Walk to a field for files and put some in it; what a window of the system does there is not ours."""
        field = self.page.get_by_label(name)
        self.walk(field, name)
        field.set_input_files(list(files))

    def pick(self, name: Name, words: Name) -> None:
        """Walk to a list to choose from and choose."""
        option = self.walk_to("combobox", name).get_by_role("option", name=words).first
        for _ in range(option.evaluate("one => one.index - one.parentElement.selectedIndex")):
            self.page.keyboard.press("ArrowDown")
        assert option.evaluate("one => one.selected"), words

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
            expect(dialog).to_have_accessible_name(re.compile(r"\S"))
            assert self.page.evaluate("document.activeElement.closest('dialog[open]') !== null"), "focus goes inside"
            if time == "tried":
                self.page.keyboard.press("Escape")
                expect(dialog).to_have_count(0)
                expect(opener).to_be_focused()
        return self.page.get_by_role("dialog")

    def scan(self, document: TravelDocument, way: str = "entry") -> None:
        """The document on the scanner, at a desk set to that way."""
        self.page.goto("/?direction=" + way)
        expect(self.at("textbox", said("Machine readable zone"))).to_be_focused()
        expect(self.at("heading", said("Next traveller"))).to_be_attached()
        with self.page.expect_navigation():
            for line in document.mrz:
                self.page.keyboard.type(line)
                self.page.keyboard.press("Enter")

    def question(self) -> str:
        """The question that stands open, as the heading of its own region; "" where none does."""
        law = self.page.get_by_role("region", name=said("The law now"))
        asked = law.get_by_role("region").get_by_role("heading", level=3)
        return asked.first.inner_text().strip() if asked.count() else ""

    def answer(self, wanted: dict[str, str]) -> None:
        """Answer question after question: by the word that stands in it, else by its first answer."""
        for _ in range(20):
            question = self.question()
            if not question:
                return
            assert question.split(". ")[-1] in self.heard() or part("hit") in self.heard(), self.heard()
            answer = next((said for word, said in wanted.items() if word in question.lower()), "")
            group = self.page.get_by_role("group", name=question)
            name = answer or group.get_by_role("button").first.inner_text().strip().split("\n")[-1]
            self.press("button", re.compile(re.escape(name) + "$"))
        raise AssertionError("the law never stops asking")


# The key that leads on to an element, how often, and "" with whether it is in view where it has the focus: nothing lies
# over its middle (WCAG 2.2, 2.4.11). How often is a guess by the order of the page; where the focus is, is looked at.
WAY = """one => {
  const now = document.activeElement;
  if (now === one) {
    const box = one.getBoundingClientRect();
    const x = box.x + Math.min(box.width / 2, 40), y = box.y + Math.min(box.height / 2, 20);
    const top = document.elementFromPoint(x, y), label = one.labels && one.labels[0];
    return ['', 0, top !== null && (one.contains(top) || top.contains(one) || !!(label && label.contains(top)))];
  }
  if (one.type === 'radio' && now.name === one.name) return ['ArrowDown', 1, false];
  const dialogs = [...document.querySelectorAll('dialog[open]')];
  const ground = dialogs.length ? dialogs[dialogs.length - 1] : document;
  const seen = [...ground.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter(
    stop => stop.tabIndex >= 0 && !stop.disabled && stop.checkVisibility({visibilityProperty: true}));
  const door = stop => {  // Tab comes to one of a set of radio buttons: the one that is set, else the first
    const set = seen.filter(other => other.type === 'radio' && other.name === stop.name && other.form === stop.form);
    return stop.type === 'radio' ? set.find(other => other.checked) ?? set[0] : stop; };
  const stops = seen.filter(stop => door(stop) === stop);
  const times = stops.indexOf(door(one)) - stops.indexOf(now);
  return ['Tab', stops.includes(door(one)) && stops.includes(now) && times > 0 ? times : 1, false];
}"""
