"""Every page for every role in light and dark: answered, no script error, axe finds nothing; pictures on request."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from limen import specimens
from limen.vocabulary.dates import PartialDate
from tests.journeys.conftest import SignIn, passport, scan

PLACES = {
    "amina": ("/", "/serving/", "/?direction=exit", "/find/", "/register/", "/lists/", "/law/", "/keys/", "/duty/"),
    "sven": ("/", "/serving/", "/secondary/", "/holds/", "/register/"),
    "clara": ("/", "/serving/", "/countersigning/", "/secondary/", "/holds/", "/lists/"),
    "lotte": ("/lists/",),
    "pavel": ("/law/",),
    "aude": ("/journal/", "/find/", "/register/", "/lists/", "/law/"),
    "ada": ("/duty/",),
}


def clean(page: Page) -> None:
    """axe finds no violation of WCAG 2.2 AA or of good practice on the page as it stands."""
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("username", sorted(PLACES))
def test_every_place_of_every_role(sign_in: SignIn, username: str, scheme: str) -> None:
    page = sign_in(username, color_scheme=scheme)
    for place in PLACES[username]:
        answer = page.goto(place)
        assert answer is not None and answer.status == 200, place
        clean(page)
    for link in page.locator("nav a").evaluate_all("links => links.map(link => link.href)"):
        answer = page.goto(link)
        assert answer is not None and answer.status == 200, link


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_traveller_in_every_state(sign_in: SignIn, scheme: str) -> None:
    page = sign_in("amina", color_scheme=scheme)
    number = "1" if scheme == "light" else "2"
    stories = {
        "question": passport("calvin", surname="AXEL", number=f"60003111{number}", birth=PartialDate(1961, 2, 3)),
        "refusal": passport("juma", surname="AXELLA", number=f"AK700111{number}", birth=PartialDate(1962, 2, 3)),
        "hit": passport("edda", surname="JAMB", given="BALTHASAR", number=f"L5000111{number}", birth=PartialDate(1959)),
        "forged": "\n".join(specimens.forged(passport("oksana", number=f"FX99991{number}"))),
    }
    pictures = os.environ.get("TEST_PICTURES", "")
    for name, document in stories.items():
        scan(page, document)
        clean(page)
        if pictures:
            page.screenshot(path=str(Path(pictures) / f"{name}-{scheme}.png"))
        assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight"), f"{name} does not scroll"
