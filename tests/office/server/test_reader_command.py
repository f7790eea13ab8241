"""`limen reader` against a served office, over real HTTP: paired, read, delivered, kept while the office is away."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from limen import specimens
from limen.cli import main
from limen.office.actions import readers
from limen.office.records.journal import Stamp
from limen.office.records.models import Delivery
from tests.office.conftest import Office, make_office


def limen(*words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(list(words))
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def served(db: None, settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of this very office, served from another thread."""
    from django.db import connection
    from pytest_django.live_server_helper import LiveServer

    if connection.vendor != "sqlite":
        pytest.skip("two threads on one connection: only SQLite in memory bears it; journeys serve the rest")
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")  # all that lies in it is looked at: nothing may
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture
def standing(db: None) -> Iterator[Office]:
    """An office whose clock is the real one, as a served office's is."""
    import uuid

    now = datetime.now(UTC)
    yield make_office(Stamp(uuid.uuid4(), now, now, "Europe/Luxembourg"))


def scanned(folder: Path, key: str = "calvin") -> None:
    document = specimens.passport(of=specimens.traveller(key), on=datetime.now(UTC).date())
    (folder / f"{key}.txt").write_text("\n".join(document.mrz), encoding="utf-8")


def test_a_reader_is_paired_reads_and_delivers(standing: Office, served: str, tmp_path: Path) -> None:
    home, scans = str(tmp_path / "reader"), tmp_path / "scans"
    scans.mkdir()
    code, _out, err = limen("reader", "--folder", str(scans), "--home", home, "--seconds", "0.1")
    assert code == 0 and "not paired" in err
    scanned(scans, "henri")
    limen("reader", "--folder", str(scans), "--home", home, "--seconds", "2.2")
    told = json.loads(limen("reader", "--status", "--json", "--home", home)[1])
    assert told == {"paired": None, "waiting": 1, "dropped": {}}

    offered = readers.offer_code(standing.officers["primary"], standing.stamp())
    wrong = limen("reader", "--pair", served, "--code", "AAAA AAAA", "--home", home)
    assert wrong[0] == 2 and "not offered" in wrong[2]
    code, out, err = limen("reader", "--pair", served, "--code", offered.code, "--name", "Booth 3", "--home", home)
    assert (code, err) == (0, "") and "Primary Officer" in out
    for kept in ("pairing.json", "reader.key"):
        assert (tmp_path / "reader" / kept).stat().st_mode & 0o077 == 0

    scanned(scans)
    code, _out, err = limen("reader", "--folder", str(scans), "--home", home, "--seconds", "2.5")
    assert code == 0, err
    assert "delivered" in err
    assert [row.text.split("\n")[0][5:9] for row in Delivery.objects.order_by("made_at", "id")] == ["SCHW", "SILL"]
    assert not list(scans.iterdir())
    assert json.loads(limen("reader", "--status", "--json", "--home", home)[1])["waiting"] == 0


def test_while_the_office_is_away_it_keeps_and_says_so(tmp_path: Path) -> None:
    from limen.office.connections.booth import Pairing

    home, scans = tmp_path / "reader", tmp_path / "scans"
    scans.mkdir()
    home.mkdir()
    Pairing("http://127.0.0.1:9", "r", "t", "Hall A", "Somebody").save(home)
    scanned(scans)
    code, _out, err = limen("reader", "--folder", str(scans), "--home", str(home), "--seconds", "2.2")
    assert code == 0
    assert err.count("1 waiting, encrypted") == 1
    assert "paired with the desk of Somebody at Hall A" in limen("reader", "--status", "--home", str(home))[1]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "reader takes"),
        (("--folder", "x", "--status"), "reader takes"),
        (("--pair", "http://127.0.0.1:9"), "--code"),
        (("--pair", "http://register.example", "--code", "A"), "plain http only on this machine"),
        (("--pair", "http://127.0.0.1:9", "--code", "AAAAAAAA"), "does not answer"),
        (("--folder", "/nowhere/at/all"), "no folder"),
    ],
)
def test_what_cannot_be_is_one_line(words: tuple[str, ...], why: str, tmp_path: Path) -> None:
    code, _out, err = limen("reader", *words, "--home", str(tmp_path))
    assert code == 2
    assert why in err and err.count("\n") == 1


def test_a_pairing_that_others_can_read_or_that_is_damaged_is_refused(tmp_path: Path) -> None:
    from limen.office.connections.booth import Pairing

    Pairing("http://127.0.0.1:9", "r", "t", "p", "o").save(tmp_path)
    (tmp_path / "pairing.json").chmod(0o644)
    assert "chmod 600" in limen("reader", "--status", "--home", str(tmp_path))[2]
    (tmp_path / "pairing.json").write_text("{}", encoding="utf-8")
    (tmp_path / "pairing.json").chmod(0o600)
    assert "damaged" in limen("reader", "--status", "--home", str(tmp_path))[2]


def test_two_programs_do_not_share_a_home(tmp_path: Path) -> None:
    import fcntl

    (tmp_path / "scans").mkdir()
    with (tmp_path / "running").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, _out, err = limen("reader", "--folder", str(tmp_path / "scans"), "--home", str(tmp_path))
    assert code == 2 and "already" in err
