"""A real office in a real browser: the demo made and served by the shipped commands, driven by the keyboard.

The officers of the journeys read the language nobody speaks (`pseudo`): a journey expects what a page says with
`said("Admitted")`, and fails where any page it comes to has a text that is not marked for translation. A test that must
read English itself is marked `english`.
"""

from __future__ import annotations

import io
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
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from limen import specimens
from limen.specimens.personalising import picture_of
from limen.vocabulary.person import TravelDocument
from tests.journeys import pseudo

CHROMIUM = next(
    (p for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome") if Path(p).exists()), ""
)
# Chromium must not look for its makers' hosts; a test machine may have no network at all.
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-quic",
]  # fmt: skip


expect.set_options(timeout=20_000)  # ms; two offices and two browsers share a small machine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(pytest.mark.journey)
        if not CHROMIUM:
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine: install the package chromium"))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the office the journeys go through, with the language nobody speaks beside its own."""
    folder = tmp_path_factory.mktemp("office")
    pseudo.write(folder)
    return folder


_reads = [pseudo.LANGUAGE]  # the language of the test that runs


@pytest.fixture(autouse=True)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """The language in which the officers of this test read, and in which `said` answers."""
    _reads.append("en" if request.node.get_closest_marker("english") else pseudo.LANGUAGE)
    yield _reads[-1]
    _reads.pop()


def said(words: str, **filled: object) -> str:
    """What a page says for marked English words in the language of this test; `filled` goes into its places."""
    text = words if _reads[-1] == "en" else pseudo.spoken(words)
    for name, value in filled.items():
        for place in (f"{{{name}}}", f"%({name})s", f"%({name})d"):
            text = text.replace(place, str(value))
    return text


def part(words: str) -> str:
    """Some words out of a longer marked text, as they stand on a page in the language of this test."""
    return words if _reads[-1] == "en" else pseudo.accented(words)


def begins(words: str) -> re.Pattern[str]:
    """A name or a text that begins with these marked words."""
    return re.compile("^⟦?" + re.escape(part(words)))


def holds(words: str) -> re.Pattern[str]:
    """A name or a text in which these marked words stand."""
    return re.compile(re.escape(part(words)))


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


FILMED = "clean-visitor"  # whose holder stands before the camera of every desk


def _film(folder: Path) -> Path:
    """What Chromium takes for its camera: the drawn holder of a story in the middle of a still picture."""
    high, wide = 532, 708
    across = round(high * 35 / 45)
    drawn = Image.open(io.BytesIO(picture_of(specimens.story(FILMED, today()).papers[0].holder, today(), "jpeg")))
    picture = Image.new("RGB", (wide, high), "#46505a")
    picture.paste(drawn.resize((across, high)), ((wide - across) // 2, 0))
    # A camera's film keeps room at both ends (ITU-R BT.601 2.5.3): black is 16, white 235, colours 16 to 240.
    bright, blue, red = picture.convert("YCbCr").split()
    colours = (plane.resize((wide // 2, high // 2)).point(lambda c: 16 + c * 224 // 255) for plane in (blue, red))
    planes = [bright.point(lambda shade: 16 + shade * 219 // 255), *colours]
    frame = b"FRAME\n" + b"".join(plane.tobytes() for plane in planes)
    film = folder / "camera.y4m"
    film.write_bytes(f"YUV4MPEG2 W{wide} H{high} F10:1 Ip A1:1 C420mpeg2\n".encode() + frame * 10)
    return film


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium, once a session, with a camera before which one of the specimens stands."""
    film = _film(tmp_path_factory.mktemp("camera"))
    camera = [
        "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]  # fmt: skip
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *camera])
        yield started
        started.close()


SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(served: str, browser: Browser, language: str) -> Iterator[SignIn]:
    """Sign an officer of the demo in, in a browser context of their own.

    Console errors, 404s and, in the language nobody speaks, every text that is not marked fail the test.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []
    unmarked: list[str] = []

    def enter(username: str, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=served, **options)
        contexts.append(context)
        if language != "en":
            context.add_cookies([{"name": "limen_language", "value": language, "url": served}])
            pseudo.watch(context, unmarked)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.on("response", lambda response: problems.append(f"404 {response.url}") if response.status == 404 else None)
        page.goto("/accounts/login/")
        sign_in_again(page, username)
        page.wait_for_url(lambda url: "/accounts/" not in url)
        return page

    yield enter
    for context in contexts:
        context.close()
    unexpected = [p for p in problems if "status of 40" not in p and "status of 4" not in p]
    assert not unexpected, unexpected
    assert not unmarked, "\n".join(("not marked for translation:", *unmarked))


def sign_in_again(page: Page, username: str) -> None:
    """Fill in the form that asks who it is, and send it."""
    page.locator("#id_login").fill(username)
    page.locator("#id_password").fill(specimens.officer(username).password)
    page.keyboard.press("Enter")


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


__all__ = ["begins", "expect", "holds", "part", "passport", "said", "scan", "sign_in_again", "today"]
