"""What the office remembers, and what no input may do to it: second visits, overstays, hostile uploads."""

from __future__ import annotations

import http.client
import re
import urllib.parse
from datetime import date, timedelta
from pathlib import Path

import pysqlite3
from playwright.sync_api import Page

from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import TravelDocument
from tests.journeys.conftest import SignIn, expect, passport, said, scan, today
from tests.journeys.test_desk import admit_and_count, press_answers


def visitor(number: str, surname: str, year: int) -> TravelDocument:
    return passport("calvin", surname=surname, given="RAE", number=number, birth=PartialDate(year, 6, 15))


def let_in(page: Page, document: TravelDocument) -> None:
    scan(page, document)
    press_answers(page, {"leave": "2"})
    admit_and_count(page, "a")


def look_up(page: Page, name: str) -> None:
    page.goto("/register/")
    page.locator("#q").fill(name)
    page.keyboard.press("Enter")
    page.wait_for_url("**/register/")


def test_a_second_visit_shows_the_first(sign_in: SignIn) -> None:
    page = sign_in("amina")
    document = visitor("600021111", "LINTELSON", 1981)
    let_in(page, document)
    scan(page, document, "exit")
    press_answers(page, {})
    admit_and_count(page, "d")
    scan(page, document)
    expect(page.locator("body")).to_contain_text(f"1 {said('used')} · 89 {said('left')}")
    look_up(page, "LINTELSON")
    expect(page.locator("table")).to_contain_text("LINTELSON")
    expect(page.locator("table")).to_contain_text(said("%(used)s used, %(left)s left", used=1, left=89))


def test_the_old_passport_is_proposed_and_counts_once_confirmed(sign_in: SignIn) -> None:
    page = sign_in("amina")
    let_in(page, visitor("600021122", "SILLS", 1982))
    scan(page, visitor("600021122", "SILLS", 1982), "exit")
    press_answers(page, {})
    admit_and_count(page, "d")
    scan(page, visitor("600021133", "SILLS", 1982))
    expect(page.locator("body")).to_contain_text(said("Days not known"))
    page.wait_for_timeout(150)
    page.keyboard.press("=")
    form = page.locator("dialog[open] form").first
    form.locator("input[name=same][value=yes]").check()
    form.locator("textarea").fill("Shows the cancelled passport.")
    with page.expect_navigation():
        form.locator("button[type=submit]").first.click()
    expect(page.locator("body")).to_contain_text(f"1 {said('used')}")


def test_an_overstayer_leaves_and_it_is_noted(sign_in: SignIn, home: Path) -> None:
    page = sign_in("amina")
    document = visitor("600021144", "THRESHOLDER", 1983)
    let_in(page, document)
    entered = today() - timedelta(days=120)
    _entered_long_ago(home, "THRESHOLDER", entered)
    scan(page, document, "exit")
    press_answers(page, {"permit": "2", "family": "2"})
    expect(page.locator("body")).to_contain_text(re.compile("overstay", re.I))
    page.wait_for_timeout(150)
    page.keyboard.press("o")
    page.locator("dialog[open] textarea").first.fill("Was in hospital since October; shows the letter.")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    admit_and_count(page, "d")
    look_up(page, "THRESHOLDER")
    expect(page.locator("body")).to_contain_text("THRESHOLDER")


def _entered_long_ago(home: Path, surname: str, on: date) -> None:
    """Set back the day of an entry, as no act can: the test has no four months to wait."""
    database = pysqlite3.connect(str(home / "limen.sqlite3"), timeout=20)
    database.execute(
        "UPDATE records_movement SET 'on' = ? WHERE document_id IN (SELECT id FROM records_document WHERE surname = ?)",
        (on.isoformat(), surname),
    )
    database.commit()
    database.close()


def test_binary_pasted_as_an_mrz_is_one_clear_message(sign_in: SignIn) -> None:
    page = sign_in("bram")
    page.goto("/")
    for text in ["\x01\x02\x03\x04" * 30, "hello", "P<" * 900]:
        field = page.locator("[data-scan]")
        field.evaluate("(field, text) => { field.value = text; field.form.requestSubmit(); }", text)
        page.wait_for_load_state()
        expect(page.locator("[role=alert]").first).to_be_visible()
    scan(page, visitor("600021155", "AFTERWARDS", 1984))
    expect(page.locator("body")).to_contain_text("AFTERWARDS")


def test_an_upload_of_200_mb_is_refused_and_the_desk_stays_up(sign_in: SignIn, served: str) -> None:
    page = sign_in("lotte")
    page.goto("/lists/")
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in page.context.cookies())
    address = urllib.parse.urlparse(served)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
    connection.putrequest("POST", "/lists/import/")
    for name, value in (
        ("Cookie", cookies), ("Content-Type", "multipart/form-data; boundary=x"), ("Content-Length", str(200 << 20))
    ):  # fmt: skip
        connection.putheader(name, value)
    connection.endheaders()
    sent, chunk = 0, b"x" * (1 << 20)
    try:
        while sent < 200:
            connection.send(chunk)
            sent += 1
    except (BrokenPipeError, ConnectionResetError):
        pass  # refused before it was all taken: the best answer there is
    else:
        assert connection.getresponse().status == 413
    connection.close()
    page.goto("/lists/")
    expect(page.locator("body")).to_contain_text("Specimen alerts for refusing entry")


def test_a_malformed_list_changes_nothing(sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in("lotte")
    page.goto("/lists/")
    for name, content in [("un.xml", b"<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL>"), ("x.csv", b"\x00\xff\x00\xff")]:
        bad = tmp_path / name
        bad.write_bytes(content)
        page.locator("form[action='/lists/import/'] input[type=file]").first.set_input_files(bad)
        page.locator("form[action='/lists/import/']").evaluate(
            "form => { for (const [k, v] of [['list_id', 'alerts'], ['title', 'x'], ['kind', 'alert']]) "
            "{ const f = form.elements[k]; if (f) f.value = v; } }"
        )
        with page.expect_navigation():
            page.locator("form[action='/lists/import/'] button[type=submit]").first.click()
        expect(page.locator("[role=alert]").first).to_contain_text(
            said("The list was not imported: {why}").partition("{why}")[0]
        )
    page.goto("/lists/")
    expect(page.locator("body")).to_contain_text("Specimen alerts for refusing entry")


def test_without_a_session_every_page_asks_to_sign_in(served: str, sign_in: SignIn) -> None:
    page = sign_in("amina")
    page.context.clear_cookies(name="sessionid")
    for place in ("/", "/register/", "/lists/", "/law/", "/journal/", "/countersigning/", "/holds/", "/secondary/"):
        page.goto(place)
        assert "/accounts/login/" in page.url, place
