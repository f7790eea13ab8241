"""The demo and the server as anybody starts them, by the shipped commands, in processes of their own."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

import limen
from limen.cli import MISUSED, SOUND, UNSOUND
from tests.terminal import TOLD, program


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a demo, made as anybody makes it, over one that was begun and cut short."""
    home = tmp_path_factory.mktemp("demo")
    stdin = "specimen-threshold\n"
    assert program("migrate", home=home).code == SOUND
    cut = program("user", "add", "x", "--name", "X", "--number", "1", home=home, stdin=stdin, LIMEN_MODE="demo")
    assert cut.code == SOUND
    early = program("serve", home=home, LIMEN_MODE="demo")
    assert early.code == MISUSED and "limen demo" in early.err
    told = program("demo", home=home)
    assert told.code == SOUND, told.err
    assert "not finished: it is made anew" in told.err
    assert "amina-at-the-threshold" in told.out
    return home


def test_the_demo_is_made_once(demo: Path) -> None:
    told = program("demo", home=demo)
    assert told.code == SOUND and "already" in told.err


def test_the_journal_of_the_demo_is_sound(demo: Path) -> None:
    told = program("journal", "verify", "--json", home=demo)
    assert (told.code, told.json["sound"]) == (SOUND, True)
    assert told.json["entries"] == told.json["witnessed"] > 150
    assert program("keys", "show", home=demo).out.startswith("post-1 ed25519:")


def test_a_node_without_a_journal_is_one_line_naming_those_there_are(demo: Path) -> None:
    told = program("journal", "verify", "--node", "post-9", home=demo)
    assert (told.code, told.out) == (MISUSED, "")
    assert TOLD.fullmatch(told.err) and "post-1" in told.err
    assert program("journal", "verify", "--node", "post-1", home=demo).code == SOUND


def test_the_demo_ends_as_its_day_says(demo: Path) -> None:

    rows = sqlite3.connect(f"file:{demo / 'limen.sqlite3'}?mode=ro", uri=True)
    states = dict(rows.execute("select state, count(*) from records_case group by state").fetchall())
    unmatched = rows.execute("select count(*) from records_historylink where state = 'confirmed'").fetchone()
    waiting = rows.execute("select state, count(*) from records_hit where state = 'open'").fetchall()
    rows.close()
    assert states["admitted"] >= 12 and states["departed"] >= 5
    once = {"served", "refused", "awaiting", "held", "referred", "protection", "child_protection"}
    assert {state: states[state] for state in once} == dict.fromkeys(once, 1)
    assert states["open"] == 3
    assert unmatched == (1,)
    assert waiting == [("open", 2)]


def test_a_changed_journal_is_one_and_names_the_entry(demo: Path, tmp_path: Path) -> None:

    home = tmp_path / "home"
    shutil.copytree(demo, home)
    rows = sqlite3.connect(home / "limen.sqlite3")
    for (trigger,) in rows.execute("select name from sqlite_master where type = 'trigger'").fetchall():
        rows.execute(f'drop trigger "{trigger}"')
    rows.execute("update records_journalentry set verb = 'depart' where seq = 40")
    rows.commit()
    rows.close()
    told = program("journal", "verify", home=home)
    assert told.code == UNSOUND
    assert TOLD.fullmatch(told.err) and "entry 40" in told.err


def test_where_real_work_is_done_no_demo_is_made(tmp_path: Path) -> None:
    told = program("demo", home=tmp_path, LIMEN_MODE="office")
    assert (told.code, told.out) == (MISUSED, "")
    assert TOLD.fullmatch(told.err) and "LIMEN_MODE" in told.err
    assert not (tmp_path / "limen.sqlite3").exists()


def test_serve_listens_on_the_next_free_port_and_says_so(demo: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        paths = os.pathsep.join([str(Path(limen.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIMEN_", "DJANGO_"))}
        server = subprocess.Popen(
            [sys.executable, "-m", "limen", "serve", "--port", str(port)],
            env={**kept, "PYTHONPATH": paths, "LIMEN_HOME": str(demo)}, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert server.stdout is not None
            first = server.stdout.readline()
            found = re.match(r"Limen: http://127\.0\.0\.1:(\d+)/ +\(port \d+ is taken\)\n", first)
            assert found and int(found[1]) > port, first
            assert "amina" in server.stdout.readline() + server.stdout.readline()
            assert answered(f"http://127.0.0.1:{found[1]}/accounts/login/") == 200
        finally:
            server.terminate()
            server.communicate(timeout=20)


def answered(address: str) -> int:
    """The status of a page, once the server is up."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=5) as page:
                return int(page.status)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    return 0


def test_serve_refuses_an_address_that_is_not_ours(demo: Path) -> None:
    for argv in (["--host", "203.0.113.7"], ["--host", "no such host"], ["--port", "0"]):
        told = program("serve", *argv, home=demo)
        assert (told.code, told.out) == (MISUSED, "")
        assert TOLD.fullmatch(told.err)
