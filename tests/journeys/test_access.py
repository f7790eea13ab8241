"""Every address of the URL table for every role: a page or a clear no, every link of it open, axe finds nothing.

Each address is opened with each role's session, and without one. Its page is judged in a browser unless every piece of
it was judged before (`outlines` says what a piece is and why nothing is lost by that): in the language nobody speaks,
which is English with longer words, for words that are not marked and for its width; in Arabic by axe. A scheme changes
colours and nothing else: so colours are judged in light and in dark wherever something stands among others as nothing
did before, and the other rules in light.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

import axe_playwright_python
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import APIResponse, Browser, BrowserContext, Page, expect

from limen import specimens
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import TravelDocument
from tests.journeys import outlines, pseudo
from tests.journeys.addresses import FILES, FORMS, NEEDS_A_FACTOR, ROLES, Hands, addresses, every_route, made
from tests.journeys.conftest import SignIn, passport, scan, sign_in_again

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Whoever opens what their duties do not include is told so; a form's own address is said to have recorded nothing.
NO, NOT_RECORDED = 403, 405
COLOURS = ("color-contrast", "link-in-text-block")
LIGHT: tuple[Literal["light", "dark"], object] = ("light", {"runOnly": TAGS})
DARK: tuple[Literal["light", "dark"], object] = ("dark", {"runOnly": {"type": "rule", "values": COLOURS}})
PLAIN: tuple[Literal["light", "dark"], object] = (
    "light",
    {"runOnly": TAGS, "rules": {rule: {"enabled": False} for rule in COLOURS}},
)
LANGUAGES = (pseudo.LANGUAGE, "ar")
AXE = next(Path(str(axe_playwright_python.__file__)).parent.rglob("axe.min.js")).read_text()
OPEN_TO_ALL = frozenset(
    ["healthz", "account_login", "account_inactive", "keys", "public", "public_places", "public_route",
     "api_openapi", "api_routes", "api_facts"]
)  # fmt: skip
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


JUDGED = """async (options) => (await axe.run(document, {...options, resultTypes: ['violations']})).violations
  .map((one) => one.id + ' ' + one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' '))"""
WIDTH = "(({scrollWidth, clientWidth, dir}) => [scrollWidth, clientWidth, dir])(document.documentElement)"


@dataclass(slots=True)
class Judge:
    """axe in two browser windows, every piece it has judged so far, and the pages with pieces that wait for it."""

    windows: tuple[Page, ...]
    judged: set[str] = field(default_factory=set)
    coloured: set[int] = field(default_factory=set)
    found: list[tuple[str, str, frozenset[str]]] = field(default_factory=list)
    colours: dict[tuple[str, str], frozenset[int]] = field(default_factory=dict)
    pages: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def sees_as(self, session: BrowserContext) -> None:
        """From now on the windows have this officer's session; what was wrong before is told."""
        self.wrong.clear()
        for window, language in zip(self.windows, LANGUAGES, strict=True):
            kept = [one for one in session.cookies() if one["name"] != "limen_language"]
            window.context.clear_cookies()
            window.context.add_cookies(kept)  # type: ignore[arg-type]  # the same shape, under two names
            spoken = {"name": "limen_language", "value": language, "domain": "127.0.0.1", "path": "/"}
            window.context.add_cookies([spoken])  # type: ignore[list-item]  # the same

    def look(self, who: str, path: str, answer: APIResponse) -> outlines.Outlined:
        """A page as it was sent; what it has that was not judged yet waits for `judge`."""
        page = outlines.read(answer.text())
        self.wrong += [f"{who} {path}: {one}" for one in page.broken_references()]
        if not re.fullmatch(r"\S.* · Limen", page.title):
            self.wrong.append(f"{who} {path}: the title is {page.title!r}")
        self.found.append((who, path, page.pieces()))
        self.colours[who, path] = page.colours()
        return page

    def judge(self) -> None:
        """Judge every piece that was found, on as few pages as show them all: first those with the most new ones."""
        while self.found:
            left = [(who, path, pieces - self.judged) for who, path, pieces in self.found]
            self.found = [one for one in left if one[2] or self.colours[one[0], one[1]] - self.coloured]
            if self.found:
                who, path, pieces = max(self.found, key=lambda one: len(one[2]))
                fresh = self.colours[who, path] - self.coloured
                self.judged |= pieces
                self.coloured |= fresh
                self.pages.append((who, path))
                self._judge(who, path, (LIGHT, DARK) if fresh else (PLAIN,))
        self.colours.clear()

    def _judge(self, who: str, path: str, schemes: tuple[tuple[Literal["light", "dark"], object], ...]) -> None:
        for window, language in zip(self.windows, LANGUAGES, strict=True):
            window.goto(path)
            found: list[str] = []
            for scheme, rules in schemes if language != pseudo.LANGUAGE else ():
                window.emulate_media(color_scheme=scheme)
                found += [f"in {scheme}: {one}" for one in window.evaluate(JUDGED, rules)]
            if language == pseudo.LANGUAGE:
                found += [f"not marked: {one}" for one in pseudo.unmarked(window)]
            wide, room, way = window.evaluate(WIDTH)
            found += [f"{wide} wide in {room} ({way})"] * (wide > room)
            self.wrong += [f"{who} ({language}): {one}" for one in found]


@pytest.fixture(scope="session")
def judge(browser: Browser, served: str) -> Iterator[Judge]:
    """One judge for all roles: what two of them share is judged once."""
    contexts = [browser.new_context(base_url=served, viewport={"width": 1366, "height": 768}) for _ in LANGUAGES]
    for context in contexts:
        context.add_init_script(AXE)
    yield Judge(tuple(context.new_page() for context in contexts))
    for context in contexts:
        context.close()


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
    judge.sees_as(session)
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
            for link in _looked_at(judge, username, path, answer):
                links.setdefault(link, path)
    for link, at in links.items():
        # The same page again with a form of it open: its address is opened already, so each form is looked at once.
        form = re.sub(r"[0-9a-f-]{36}", "", link) if "?do=" in link and link.partition("?")[0] in opened else ""
        if link not in opened and (not form or form not in forms):
            forms.add(form)
            answer = session.request.get(link)
            if answer.status >= 400:
                judge.wrong.append(f"{at} links to {link}: {answer.status}")
            _looked_at(judge, username, link, answer)
    _looked_at(judge, username, LEAVES, session.request.get(LEAVES))
    judge.judge()
    print(f"\n{username}: {len(opened)} addresses, {len(links)} links; judged so far {len(judge.pages)} pages")
    assert not judge.wrong, "\n".join(judge.wrong)


def _search(officer: Hands) -> None:
    """Those who may search have found somebody: the page of findings is one of the pages."""
    page = officer.context.request.get("/find/")
    if page.ok and (purpose := re.search(r'name="purpose" value="(\w+)"', page.text())):
        officer.send("/find/purpose/", purpose=purpose[1])
        officer.send("/find/search/", query="Marisol Umbral", born="", nationality="")


def _looked_at(judge: Judge, who: str, path: str, answer: APIResponse) -> list[str]:
    """Have a page judged; its links, made whole. What is no page of ours has none."""
    if "text/html" not in answer.headers.get("content-type", ""):
        return []
    at = re.sub(r"^https?://[^/]+", "", answer.url)
    found = judge.look(who, path, answer)
    whole = [urljoin(at, link.partition("#")[0]) for link in found.links if not link.startswith("#")]
    return [link for link in whole if link.startswith("/") and not link.startswith("/static/")]


def test_without_a_session_every_address_asks_who_it_is(
    judge: Judge, session: BrowserContext, records: dict[str, str]
) -> None:
    judge.sees_as(session)
    for name, paths in addresses(records).items():
        for path in paths:
            answer = session.request.get(path)
            if name in FORMS and answer.status == NOT_RECORDED:
                continue
            asks = "/accounts/login/" in answer.url
            if answer.status != 200 or not (asks or name in OPEN_TO_ALL):
                judge.wrong.append(f"{path} ({name}): {answer.status} {answer.url}")
            _looked_at(judge, "nobody", path if name in OPEN_TO_ALL else "/accounts/login/", answer)
    judge.judge()
    assert not judge.wrong, "\n".join(judge.wrong)


def test_the_second_factor_and_its_codes(judge: Judge, session: BrowserContext) -> None:
    officer = Hands(session, "ada")
    password = specimens.officer("ada").password
    judge.sees_as(session)
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
            _looked_at(judge, "ada", path, answer)
        judge.judge()
        assert shown == 4
    finally:
        officer.send("/accounts/2fa/totp/deactivate/")
    assert not judge.wrong, "\n".join(judge.wrong)


def test_a_security_key_is_added_signs_in_is_renamed_and_removed(
    judge: Judge, session: BrowserContext, browser: Browser, served: str
) -> None:
    """With an authenticator of Chromium's own, at the one name for which a browser gives keys without TLS."""
    at = served.replace("127.0.0.1", "localhost")
    context = browser.new_context(base_url=at)
    page, keys = context.new_page(), "/accounts/2fa/webauthn/"
    chip = context.new_cdp_session(page)
    chip.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "automaticPresenceSimulation": True, "isUserVerified": True}
    options |= {"hasUserVerification": True, "hasResidentKey": True}
    chip.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def judged(path: str) -> None:
        cookies = [one for one in context.cookies() if one["name"] != "limen_language"]
        session.clear_cookies()
        session.add_cookies([{"name": one["name"], "value": one["value"], "url": served} for one in cookies])
        judge.sees_as(session)
        answer = session.request.get(path)
        assert answer.status == 200 and answer.url.endswith(path), answer.url
        _looked_at(judge, "pavel", path, answer)
        judge.judge()
        assert not judge.wrong, "\n".join(judge.wrong)

    officer = Hands(context, "pavel")
    officer.send("/accounts/reauthenticate/", password=specimens.officer("pavel").password)
    page.goto(f"{keys}add/")
    page.get_by_label("Name of the key").fill("Desk 3")
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/recovery-codes/")
    try:
        judged(keys)
        context.clear_cookies()
        page.goto("/accounts/login/")
        sign_in_again(page, "pavel")
        page.wait_for_url("**/2fa/authenticate/")
        judged("/accounts/2fa/authenticate/")
        page.reload()  # each time the page is asked for, it has another challenge
        page.get_by_role("button", name="Use a security key").click()
        page.wait_for_url(lambda url: "/accounts/" not in url)
        officer.send("/accounts/reauthenticate/", password=specimens.officer("pavel").password)
        page.goto(keys)
        page.get_by_role("link", name="Rename Desk 3").click()
        page.wait_for_url("**/edit/")
        judged(re.sub(r"^https?://[^/]+", "", page.url))
        page.get_by_label("Name of the key").fill("Desk 4")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("main")).to_contain_text("Desk 4")
    finally:
        page.goto(keys)
        expect(page.get_by_role("main")).to_contain_text("Take away")
        page.get_by_role("link", name="Take away").click()
        page.wait_for_url("**/remove/")
        judged(re.sub(r"^https?://[^/]+", "", page.url))
        page.get_by_role("main").get_by_role("button", name="Remove").click()
        page.wait_for_url(f"**{keys}")
        expect(page.get_by_role("link", name="Take away")).to_have_count(0)
        context.close()


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
