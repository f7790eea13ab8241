"""Seen large, seen in the reader's own colours, hit with a shaking hand: 320 px, forced colours, targets, focus.

A page of 1280 px at 400 % is 320 px wide and 256 px high (WCAG 2.2, 1.4.10); the desk's 1366 × 768 becomes 341 × 192.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import pseudo
from tests.journeys.addresses import Hands, made

PLACES = {
    "amina": ("/", "hit", "forged", "unknown", "refused", "unit", "/register/", "/lists/", "/law/", "/keys/", "/duty/",
              "referred+slip/", "admitted+replay/"),
    "sven": ("/secondary/", "begun+interview/", "secondary+interview/", "/holds/"),
    "clara": ("/shift/", "/countersigning/", "awaiting"),
    "aude": ("/journal/",),
}  # fmt: skip
# A table and the lines of a document have two dimensions by nature; each scrolls in its own box, never the page.
INNER = """() => [...document.querySelectorAll('main *')].filter((one) => {
  const style = getComputedStyle(one);
  return one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 2 && style.overflowX !== 'visible'
    && !one.closest('svg') && !one.matches('.mrz-text, .mrz-field')
    && !(one.matches('.scroll') && one.querySelector('table'));
}).map((one) => `${one.tagName}.${one.className} ${one.scrollWidth} in ${one.clientWidth}`)"""
# WCAG 2.2, 2.5.8: 24 px each way, or as much room around, or a link inside a sentence.
SMALL = """() => {
  const seen = (one) => one.checkVisibility() && one.offsetParent !== null && !one.closest('[aria-hidden=true]')
    && !one.matches('.unseen, .skip, [type=hidden], [tabindex="-1"]') && getComputedStyle(one).visibility === 'visible';
  const box = (one) => { const own = one.getBoundingClientRect(), label = one.labels?.[0]?.getBoundingClientRect();
    return label && label.width > own.width && label.height >= own.height ? label : own; };
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(seen);
  return all.filter((one) => {
    const {width, height, x, y} = box(one);
    if (width >= 24 && height >= 24) return false;
    const middle = [x + width / 2, y + height / 2];
    return all.some((other) => {
      if (other === one || one.contains(other) || other.contains(one)) return false;
      const theirs = box(other);
      const nearX = Math.max(theirs.x, Math.min(middle[0], theirs.right));
      const nearY = Math.max(theirs.y, Math.min(middle[1], theirs.bottom));
      return Math.hypot(middle[0] - nearX, middle[1] - nearY) < 12;
    });
  }).map((one) => `${one.outerHTML.slice(0, 110)} ${Math.round(box(one).width)}×${Math.round(box(one).height)}`);
}"""
# Everything that takes the focus, in the order of Tab, with where it lies; it is seen where nothing lies over one of
# five places down the part of it that is in the window (WCAG 2.2, 2.4.11: not all of it is hidden).
STOPS = """() => { const one = document.activeElement, box = one.getBoundingClientRect();
  const x = Math.max(0, box.x) + Math.min(box.width / 2, 30);
  const from = Math.max(0, box.y), to = Math.min(innerHeight, box.bottom);
  const tops = [1, 3, 5, 7, 9].map((tenth) => document.elementFromPoint(x, from + (to - from) * tenth / 10));
  return {name: one.outerHTML.slice(0, 100), body: one === document.body,
    column: one.closest('.column, .shift-column, .next, .beside-desk, header.bar, .actbar')?.className ?? '',
    seen: tops.some((top) => top !== null
      && (one.contains(top) || top.contains(one) || one.labels?.[0]?.contains(top) === true))}; }"""


@pytest.fixture
def records(browser: Browser, served: str, home: Path) -> dict[str, str]:
    """One record of every kind and state, by name."""
    return made(browser, served, home)


@pytest.fixture
def open_at(browser: Browser, served: str, records: dict[str, str]) -> Iterator[object]:
    """Open every place of every role in a window of that size, one after the other.

    In the language nobody speaks, where nothing else is asked: its words are longer, and all of them are marked.
    """
    contexts = []
    unmarked: list[str] = []

    def each(
        width: int, height: int, language: str = pseudo.LANGUAGE, forced: bool = False
    ) -> Iterator[tuple[str, Page]]:
        for username, places in PLACES.items():
            context = browser.new_context(
                base_url=served,
                viewport={"width": width, "height": height},
                forced_colors="active" if forced else "none",
            )
            contexts.append(context)
            Hands(context, username)
            context.add_cookies([{"name": "limen_language", "value": language, "url": served}])
            if language == pseudo.LANGUAGE:
                pseudo.watch(context, unmarked)
            page = context.new_page()
            for place in places:
                name, _plus, rest = place.partition("+")
                page.goto((place if place.startswith("/") else records[name]) + rest)
                yield f"{username} {place}", page

    yield each
    for context in contexts:
        context.close()
    assert not unmarked, "\n".join(("not marked for translation:", *unmarked))


def _picture(page: Page, kind: str, name: str) -> None:
    if pictures := os.environ.get("TEST_PICTURES", ""):
        page.screenshot(path=str(Path(pictures) / f"{kind}-{name.replace('/', '_')}.png"), full_page=True)


# In languages that are spoken: what ends each text of the other has no place to break. The stories below read in it.
@pytest.mark.parametrize(("width", "height", "language"), [(320, 256, "en"), (341, 192, "en"), (320, 256, "ar")])
def test_nothing_is_lost_at_400_percent(open_at: object, width: int, height: int, language: str) -> None:
    wrong = []
    for name, page in open_at(width, height, language):  # type: ignore[operator]  # the fixture's function
        wide = page.evaluate("document.documentElement.scrollWidth")
        inner = page.evaluate(INNER)
        wrong += [f"{name}: {wide} wide in {width}"] * (wide > width) + [f"{name}: {one}" for one in inner]
        _picture(page, f"zoom{width}{language}", name)
    assert not wrong, "\n".join(wrong)


def test_shapes_and_keys_stand_out_in_forced_colours(open_at: object) -> None:
    wrong = []
    for name, page in open_at(1366, 768, forced=True):  # type: ignore[operator]  # the fixture's function
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        shapes = page.evaluate("""() => [...document.querySelectorAll('main svg.shape')].map((one) => {
          const part = one.querySelector('circle, rect, path'), style = getComputedStyle(part);
          return part.matches('.hollow') ? style.stroke : style.fill; })""")
        wrong += [f"{name}: a shape in {one} on {ground}" for one in set(shapes) if one in (ground, "none")]
        bare = page.evaluate("""() => [...document.querySelectorAll('.key, .act, .chip, input, textarea')]
          .filter((one) => one.offsetParent && !one.matches('[type=radio], [type=checkbox], [type=hidden]'))
          .filter((one) => ['none', '0px'].some((none) => getComputedStyle(one).borderTop.includes(none)))
          .map((one) => one.outerHTML.slice(0, 90))""")
        wrong += [f"{name}: no border: {one}" for one in bare]
        # Nothing is outlined but what has the focus, and that is.
        page.keyboard.press("Tab")
        outlined = page.evaluate("""() => [...document.querySelectorAll('a, button, textarea, input, summary')]
          .filter((one) => one.offsetParent && getComputedStyle(one).outlineStyle !== 'none')
          .map((one) => one === document.activeElement)""")
        if outlined != [True]:
            wrong.append(f"{name}: outlined {outlined}")
        _picture(page, "forced", name)
    assert not wrong, "\n".join(wrong)


def test_targets_are_large_and_the_focus_is_never_hidden(open_at: object) -> None:
    """At the desk's size and at one where the bar of keys sticks to the bottom."""
    wrong = []
    for width, height in ((1366, 768), (800, 600)):
        for name, page in open_at(width, height):  # type: ignore[operator]  # the fixture's function
            wrong += [f"{name} at {width}: small {one}" for one in page.evaluate(SMALL)]
            page.evaluate("document.activeElement.blur()")
            places: list[str] = []
            first = ""
            for _ in range(60):
                page.keyboard.press("Tab")
                stop = page.evaluate(STOPS)
                if stop["body"] or stop["name"] == first:
                    break
                first = first or stop["name"]
                if not stop["seen"]:
                    wrong.append(f"{name} at {width}: hidden focus {stop['name']}")
                if stop["column"] and stop["column"] not in places[-1:]:
                    places.append(stop["column"])
            if len(places) != len(set(places)):
                wrong.append(f"{name} at {width}: the focus goes back and forth: {places}")
    assert not wrong, "\n".join(wrong)
