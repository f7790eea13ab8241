"""Every address of the URL table for every role: a page or a clear no, every link of it open, axe finds nothing.

Each address is opened with each role's session, and without one. Its page is judged by axe in a browser, in light, in
dark and in Arabic, unless every piece of it was judged before (`outlines` says what a piece is and why
nothing is lost by that). Dark changes colours and nothing else: what does not look at colours is judged in light. In
the language nobody speaks the same page shows nothing that is not marked for translation.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import struct
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

import axe_playwright_python
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import APIResponse, Browser, BrowserContext, Page

from limen import specimens
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import TravelDocument
from tests.journeys import outlines, pseudo
from tests.journeys.addresses import FILES, FORMS, NEEDS_A_FACTOR, ROLES, Hands, addresses, every_route, made
from tests.journeys.conftest import SignIn, passport, scan

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Whoever opens what their duties do not include is told so; a form's own address is said to have recorded nothing.
NO, NOT_RECORDED = 403, 405
LIGHT: tuple[Literal["light", "dark"], object] = ("light", TAGS)
DARK: tuple[Literal["light", "dark"], object] = (
    "dark",
    {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
)
# Each language with the schemes it is judged in, and each scheme with the rules of axe.
LANGUAGES: Mapping[str, tuple[tuple[Literal["light", "dark"], object], ...]] = {
    "en": (LIGHT, DARK),
    "ar": (LIGHT,),
    pseudo.LANGUAGE: (),
}
AXE = next(Path(str(axe_playwright_python.__file__)).parent.rglob("axe.min.js")).read_text()
OPEN_TO_ALL = frozenset(["healthz", "account_login", "account_inactive", "keys"])
LEAVES = "/accounts/logout/"  # opened last: it is a page, and its form ends the session

pytestmark = pytest.mark.xdist_group("access")  # one judge: what one role's page showed is not judged again


def clean(page: Page) -> None:
    """axe finds no violation of WCAG 2.2 AA or of good practice on the page as it stands."""
    found = Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]})
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


@pytest.fixture(scope="session")
def records(browser: Browser, served: str, home: Path) -> dict[str, str]:
    """One record of every kind and state, by name."""
    return made(browser, served, home)


@dataclass(slots=True)
class Judge:
    """axe in two browser windows, and every piece it has judged so far."""

    browser: Browser
    served: str
    judged: set[str] = field(default_factory=set)
    pages: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def windows(self, session: BrowserContext) -> list[Page]:
        """An officer's session in each language."""
        opened = []
        for language in LANGUAGES:
            context = self.browser.new_context(base_url=self.served, viewport={"width": 1366, "height": 768})
            context.add_cookies(session.cookies())  # type: ignore[arg-type]  # the same shape, under two names
            context.add_cookies([{"name": "limen_language", "value": language, "url": self.served}])
            opened.append(context.new_page())
        return opened

    def look(self, who: str, path: str, answer: APIResponse, windows: list[Page]) -> outlines.Outlined:
        """A page as it was sent; judged where a piece of it is new."""
        page = outlines.read(answer.text())
        self.wrong += [f"{who} {path}: {one}" for one in page.broken_references()]
        if not re.fullmatch(r"\S.* · Limen", page.title):
            self.wrong.append(f"{who} {path}: the title is {page.title!r}")
        pieces = page.pieces()
        if not pieces <= self.judged:
            self.judged |= pieces
            self.pages.append((who, path))
            for window, (language, schemes) in zip(windows, LANGUAGES.items(), strict=True):
                window.goto(path)
                self._judge(who, path, window, schemes)
                if language == pseudo.LANGUAGE:
                    self.wrong += [f"{who} {path}: not marked: {one}" for one in pseudo.unmarked(window)]
        return page

    def _judge(
        self, who: str, path: str, window: Page, schemes: Iterable[tuple[Literal["light", "dark"], object]]
    ) -> None:
        if schemes:
            window.evaluate(AXE)
        for scheme, rules in schemes:
            window.emulate_media(color_scheme=scheme)
            options = {"runOnly": rules, "resultTypes": ["violations"]}
            found = window.evaluate("options => axe.run(document, options)", options)
            for one in found["violations"]:
                pieces = [node["html"][:160] for node in one["nodes"][:3]]
                self.wrong.append(f"{who} {path} ({scheme}): {one['id']} {pieces}")
        wide, room, way = window.evaluate(
            "(({scrollWidth, clientWidth, dir}) => [scrollWidth, clientWidth, dir])(document.documentElement)"
        )
        if wide > room:
            self.wrong.append(f"{who} {path}: {wide} wide in {room} ({way})")


@pytest.fixture(scope="session")
def judge(browser: Browser, served: str) -> Judge:
    """One judge for all roles: what two of them share is judged once."""
    return Judge(browser, served)


@pytest.fixture
def session(browser: Browser, served: str) -> Iterator[BrowserContext]:
    """A browser context of its own."""
    context = browser.new_context(base_url=served)
    yield context
    context.close()


def test_every_route_of_the_table_is_opened(records: dict[str, str]) -> None:
    known = addresses(records)
    assert set(known) == set(every_route()), "a route without an address"
    assert not [path for paths in known.values() for path in paths if "<" in path], "a route without arguments"
    assert set(every_route()) >= FORMS | FILES | NEEDS_A_FACTOR, "a name that is no route any more"


@pytest.mark.parametrize("username", ROLES)
def test_every_address_and_every_link(
    judge: Judge, session: BrowserContext, records: dict[str, str], username: str
) -> None:
    officer = Hands(session, username)
    officer.send("/accounts/reauthenticate/", password=specimens.officer(username).password)
    _search(officer)
    windows = judge.windows(session)
    judge.wrong.clear()
    opened: set[str] = set()
    links: dict[str, str] = {}
    forms: set[str] = set()
    for name, paths in addresses(records).items():
        for path in paths:
            if path == LEAVES or name in NEEDS_A_FACTOR:
                continue
            answer = session.request.get(path)
            opened.add(path)
            expected = {NOT_RECORDED} if name in FORMS else {200, NO}
            if answer.status not in expected and name != "mfa_download_recovery_codes":
                judge.wrong.append(f"{path} ({name}): {answer.status}")
            for link in _looked_at(judge, username, path, answer, windows):
                links.setdefault(link, path)
    for link, at in links.items():
        # The same page again with a form of it open: its address is opened already, so each form is looked at once.
        form = re.sub(r"[0-9a-f-]{36}", "", link) if "?do=" in link and link.partition("?")[0] in opened else ""
        if link not in opened and (not form or form not in forms):
            forms.add(form)
            answer = session.request.get(link)
            if answer.status >= 400:
                judge.wrong.append(f"{at} links to {link}: {answer.status}")
            _looked_at(judge, username, link, answer, windows)
    _looked_at(judge, username, LEAVES, session.request.get(LEAVES), windows)
    print(f"\n{username}: {len(opened)} addresses, {len(links)} links; judged so far {len(judge.pages)} pages")
    for window in windows:
        window.context.close()
    assert not judge.wrong, "\n".join(judge.wrong)


def _search(officer: Hands) -> None:
    """Those who may search have found somebody: the page of findings is one of the pages."""
    page = officer.context.request.get("/find/")
    if page.ok and (purpose := re.search(r'name="purpose" value="(\w+)"', page.text())):
        officer.send("/find/purpose/", purpose=purpose[1])
        officer.send("/find/search/", query="Marisol Umbral", born="", nationality="")


def _looked_at(judge: Judge, who: str, path: str, answer: APIResponse, windows: list[Page]) -> list[str]:
    """Judge what a page is; its links, made whole. What is no page of ours has none."""
    if "text/html" not in answer.headers.get("content-type", ""):
        return []
    at = re.sub(r"^https?://[^/]+", "", answer.url)
    found = judge.look(who, path, answer, windows)
    whole = [urljoin(at, link.partition("#")[0]) for link in found.links if not link.startswith("#")]
    return [link for link in whole if link.startswith("/") and not link.startswith("/static/")]


def test_without_a_session_every_address_asks_who_it_is(
    judge: Judge, session: BrowserContext, records: dict[str, str]
) -> None:
    windows = judge.windows(session)
    judge.wrong.clear()
    for name, paths in addresses(records).items():
        for path in paths:
            answer = session.request.get(path)
            if name in FORMS and answer.status == NOT_RECORDED:
                continue
            asks = "/accounts/login/" in answer.url
            if answer.status != 200 or not (asks or name in OPEN_TO_ALL):
                judge.wrong.append(f"{path} ({name}): {answer.status} {answer.url}")
            _looked_at(judge, "nobody", path if name in OPEN_TO_ALL else "/accounts/login/", answer, windows)
    assert not judge.wrong, "\n".join(judge.wrong)


def test_the_second_factor_and_its_codes(judge: Judge, session: BrowserContext) -> None:
    officer = Hands(session, "ada")
    password = specimens.officer("ada").password
    windows = judge.windows(session)
    judge.wrong.clear()
    officer.send("/accounts/reauthenticate/", password=password)
    page = session.request.get("/accounts/2fa/totp/activate/")
    secret = re.search(r"secret=([A-Z2-7]+)|value=\"([A-Z2-7]{16,})\"", page.text())
    assert secret, "the page shows the secret, for who cannot scan it"
    try:
        officer.send("/accounts/2fa/totp/activate/", code=_code(secret[1] or secret[2]))
        shown = 0
        for path in ("/accounts/2fa/", "/accounts/2fa/totp/deactivate/", "/accounts/2fa/recovery-codes/",
                     "/accounts/2fa/recovery-codes/generate/"):  # fmt: skip
            answer = session.request.get(path)
            shown += answer.status == 200
            _looked_at(judge, "ada", path, answer, windows)
        assert shown == 4
    finally:
        officer.send("/accounts/2fa/totp/deactivate/")
    assert not judge.wrong, "\n".join(judge.wrong)


def _code(secret: str) -> str:
    """The code of this half minute (RFC 6238)."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_traveller_in_every_state(sign_in: SignIn, scheme: str) -> None:
    page = sign_in("amina", color_scheme=scheme)
    number = "1" if scheme == "light" else "2"
    stories: dict[str, TravelDocument | str] = {
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
