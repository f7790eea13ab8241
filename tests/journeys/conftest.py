"""A real office in a real browser: the demo made and served by the shipped commands, driven by the keyboard."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from limen import specimens
from limen.vocabulary.person import TravelDocument

CHROMIUM = next(
    (p for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome") if Path(p).exists()), ""
)
# Chromium must not look for its makers' hosts; a test machine may have no network at all.
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-quic",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(pytest.mark.journey)
        if not CHROMIUM:
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine: install the package chromium"))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the office the journeys go through."""
    return tmp_path_factory.mktemp("office")


@pytest.fixture(scope="session")
def served(home: Path) -> Iterator[str]:
    """The address of a freshly made demo office, served as a user would serve it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "LIMEN_HOME": str(home), "LIMEN_MODE": "demo"}
    for name in ("LIMEN_DATABASE", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    limen = [sys.executable, "-m", "limen"]
    subprocess.run([*limen, "demo"], env=environment, check=True, capture_output=True)
    log = (home / "server.log").open("wb")
    server = subprocess.Popen(
        [*limen, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL,
        stderr=log, start_new_session=True,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server)
        yield address
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)
        log.close()


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        if server.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            urllib.request.urlopen(address + "/healthz", timeout=2).read()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server did not answer in 30 s")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, once a session."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(served: str, browser: Browser) -> Iterator[SignIn]:
    """Sign an officer of the demo in, in a browser context of their own; console errors and 404s fail the test."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def enter(username: str, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=served, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.on("response", lambda response: problems.append(f"404 {response.url}") if response.status == 404 else None)
        page.goto("/accounts/login/")
        page.get_by_label("Name", exact=True).fill(username)
        page.get_by_label("Password").fill(specimens.officer(username).password)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/accounts/" not in url)
        return page

    yield enter
    for context in contexts:
        context.close()
    unexpected = [p for p in problems if "status of 40" not in p and "status of 4" not in p]
    assert not unexpected, unexpected


def today() -> date:
    """The day at the specimen post."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo(specimens.POST.zone)).date()


def passport(key: str, **changes: Any) -> TravelDocument:
    """A specimen's passport as of today."""
    return specimens.passport(of=specimens.traveller(key), on=today(), **changes)


def scan(page: Page, document: TravelDocument | str, direction: str = "entry") -> None:
    """What a scanner does: types the MRZ with line ends; the desk goes on by itself when it is whole."""
    page.goto("/?direction=" + direction)
    lines = document.split("\n") if isinstance(document, str) else document.mrz
    for line in lines:
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/case/"))


__all__ = ["expect", "passport", "scan", "today"]
