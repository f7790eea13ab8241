"""A copy made at headquarters comes into service at a post; its age is on the screen, warns, and blocks at last."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pysqlite3
import pytest

from limen import specimens
from limen.vocabulary.person import TravelDocument
from tests.journeys.conftest import SignIn, expect, part, scan, today
from tests.journeys.test_access import clean

LIST = "hq-sought"


def passport() -> TravelDocument:
    """Of somebody no other story knows."""
    holder = replace(
        specimens.traveller("somchai"), surname="Grenzstein", given="Leopoldine", native="", number="ZW6620018"
    )
    return specimens.passport(of=holder, on=today())


def limen(home: Path, *command: str, typed: str = "", **settings: str) -> str:
    """A command at the office that lives in this folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIMEN_")}
    done = subprocess.run(
        [sys.executable, "-m", "limen", *command], input=typed, capture_output=True, text=True,
        check=False, env={**environment, "LIMEN_HOME": str(home), **settings},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def headquarters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another office in a folder of its own, with a list officer."""
    home = tmp_path_factory.mktemp("headquarters")
    at = {"LIMEN_NODE": "headquarters"}
    limen(home, "migrate", **at)
    post = ["--title", "Headquarters", "--authority", "Specimen Authority", "--country", "LU", "--pack", "schengen",
            "--zone", "Europe/Luxembourg", "--register-from", "2020-01-01"]  # fmt: skip
    limen(home, "post", "add", "HQ", *post, **at)
    limen(
        home, "user", "add", "hedda", "--name", "Hedda Haupt", "--number", "H-1", typed="hedda-at-headquarters\n", **at
    )
    limen(home, "user", "duty", "hedda", "list_officer", **at)
    return home


def copied(headquarters: Path, home: Path, rows: str) -> Path:
    """The list as headquarters has it, copied for the post of the journeys."""
    at = {"LIMEN_NODE": "headquarters"}
    published, copy = headquarters / "list.csv", headquarters / "lists.copy"
    published.write_text("id,name,born\n" + rows, encoding="utf-8")
    rules = ["--title", "Sought by headquarters", "--kind", "concern"]
    limen(headquarters, "lists", "import", LIST, str(published), "--as", "hedda", *rules, **at)
    sealed = limen(home, "lists", "key", LIMEN_MODE="demo").splitlines()[1].split()[-1]
    limen(
        headquarters, "lists", "export", str(copy), "--for", specimens.POST.code, "--to", sealed, "--as", "hedda", **at
    )
    return copy


@contextmanager
def as_old_as(home: Path, days: int) -> Iterator[None]:
    """The list as if so many days had passed since headquarters had it."""
    database = pysqlite3.connect(str(home / "limen.sqlite3"), timeout=20)
    put = "update records_watchlist set as_of = ? where list_id = ? and in_service"
    (was,) = database.execute("select as_of from records_watchlist where list_id = ? and in_service", [LIST]).fetchone()
    try:
        database.execute(put, [str(datetime.now(UTC).replace(tzinfo=None) - timedelta(days=days)), LIST])
        database.commit()
        yield
    finally:
        database.execute(put, [was, LIST])
        database.commit()
        database.close()


@contextmanager
def spoilt(home: Path, list_id: str) -> Iterator[None]:
    """A list in service whose kept bytes are not there any more, so that no index can be made of it."""
    database = pysqlite3.connect(str(home / "limen.sqlite3"), timeout=20)
    look = "select version, sources from records_watchlist where list_id = ? and in_service"
    was = database.execute(look, [list_id]).fetchone()
    put = "update records_watchlist set version = ?, sources = ? where list_id = ? and in_service"
    try:
        database.execute(put, ["spoilt", json.dumps({"list": "sha256:" + 64 * "0"}), list_id])
        database.commit()
        yield
    finally:
        database.execute(put, [*was, list_id])
        database.commit()
        database.close()


def test_a_copy_comes_into_service_finds_who_is_here_grows_old_and_blocks(
    sign_in: SignIn, served: str, home: Path, headquarters: Path
) -> None:
    assert served
    document = passport()
    amina, lotte, sven = (sign_in(name) for name in ("amina", "lotte", "sven"))
    scan(amina, document)
    expect(amina.locator("article.hit")).to_have_count(0)

    copy = copied(headquarters, home, f"H-1,{document.given} {document.surname},{document.birth}\nH-2,Zyxwv Qponm,\n")
    key = limen(headquarters, "lists", "key", LIMEN_NODE="headquarters").splitlines()[0].split()[-1]
    limen(home, "lists", "trust", "headquarters", "--key", key, "--reason", "Read by phone.", "--as", "ada",
          LIMEN_MODE="demo")  # fmt: skip

    lotte.goto("/lists/")
    broken = headquarters / "broken.copy"
    broken.write_bytes(copy.read_bytes()[:-1])
    lotte.locator("#copy").set_input_files(str(broken))
    lotte.locator('form[action$="/lists/accept/"] button').click()
    expect(lotte.get_by_role("alert")).to_contain_text(part("The copy was not taken in"))
    lotte.locator("#copy").set_input_files(str(copy))
    lotte.locator('form[action$="/lists/accept/"] button').click()
    lotte.wait_for_url(re.compile("/lists/$"))
    card = lotte.locator("article.panel-card", has_text="Sought by headquarters")
    expect(card).to_contain_text("headquarters")
    expect(card).to_contain_text(part("fresh"))
    clean(lotte)
    lotte.goto(f"/lists/one/{LIST}/?days=30")
    expect(lotte.locator("h1")).to_contain_text("Sought by headquarters")
    clean(lotte)

    sven.goto("/lists/later/")
    line = sven.locator("tr", has_text=document.surname)
    expect(line).to_contain_text("Sought by headquarters")
    expect(line).to_contain_text(part("compared in the run of"))
    amina.reload()  # the traveller before her, without reading the passport again
    expect(amina.locator("article.hit").first).to_contain_text("Sought by headquarters")

    with as_old_as(home, 8):
        amina.goto("/")
        mine = amina.locator(".fresh li", has_text="Sought by headquarters")
        expect(mine).to_contain_text(part("old: have it renewed"))
        clean(amina)
    with as_old_as(home, 420):
        amina.reload()
        expect(mine).to_contain_text(part("too old: not searched"))
        scan(amina, specimens.passport(of=specimens.traveller("taro"), on=today()))
        expect(amina.locator("body")).to_contain_text(part("not searched"))
        clean(amina)


def test_lists_that_cannot_be_opened_are_said_with_what_to_do_and_let_nobody_through(
    sign_in: SignIn, served: str, home: Path
) -> None:
    assert served
    page = sign_in("amina")
    holder = replace(specimens.traveller("henri"), surname="Ohneliste", given="Henrika", number="ZW6620033")
    document = specimens.passport(of=holder, on=today())
    with spoilt(home, "alerts"):
        scan(page, document)
        told = page.locator(".checks .check.is-not_done").filter(has_text=part("refer until it is back"))
        expect(told.first).to_be_visible()
        clean(page)
        case = page.url
        page.keyboard.press("a")
        page.wait_for_timeout(400)
        assert page.url == case, "nobody was screened, so nobody is let through"
    scan(page, document)
    expect(page.locator("body")).to_contain_text("OHNELISTE")
    expect(page.locator(".checks .check").filter(has_text=part("refer until it is back"))).to_have_count(0)
