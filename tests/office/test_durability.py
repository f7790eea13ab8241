"""Nothing is lost: to a server killed anywhere, a full disk, a clock set back, or two officers on one traveller."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from limen import specimens
from limen.office.actions import assessing, checkpointing, deciding, holding, viewing
from limen.office.records.models import Case, Hit, JournalEntry, Movement
from tests.office import crashing
from tests.office.conftest import Office, passport
from tests.terminal import program

TRAVELLERS = {"sqlite": 191, "postgresql": 41}  # every twentieth is refused and countersigned: 200 decisions, and 43
ROOT = Path(__file__).resolve().parents[2]


def _environment(home: Path, database: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIMEN_", "DJANGO_", "COVERAGE"))}
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT), kept.get("PYTHONPATH", "")])
    named = {"LIMEN_DATABASE": database} if database else {}
    return {**kept, **named, "PYTHONPATH": paths, "LIMEN_HOME": str(home), "LIMEN_MODE": "demo",
            "DJANGO_SETTINGS_MODULE": "limen.office.server.settings"}  # fmt: skip


def told(what: str, home: Path, *given: int, database: str = "", room: str = "crashing") -> Any:
    """What one of the programs of `crashing`, or of another room of these tests, printed."""
    done = subprocess.run(
        [sys.executable, "-c", crashing.START.format(room=room, what=what), *map(str, given)],
        env=_environment(home, database), capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout) if done.stdout else None


# -- killed ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def database() -> Iterator[str]:
    """A database of its own beside the tests' one where they run on PostgreSQL; else "", a file in the home."""
    if connection.vendor != "postgresql":
        yield ""
        return
    import psycopg

    given = urllib.parse.urlsplit(os.environ["LIMEN_DATABASE"])
    name = f"killed_{os.getpid()}"
    with psycopg.connect(given.geturl(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield given._replace(path=f"/{name}").geturl()
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_no_acknowledged_decision_is_lost_or_doubled_wherever_the_server_is_killed(
    tmp_path: Path, database: str
) -> None:
    travellers = TRAVELLERS[connection.vendor]
    refused = travellers // 20
    decisions = travellers + refused
    left = told("kill", tmp_path, travellers, database=database)
    deaths = left["deaths"]
    points = {*crashing.POINTS, *(crashing.ON_POSTGRESQL if database else crashing.IN_COMMIT)}
    assert set(deaths) == points and sum(deaths.values()) > decisions / 2, deaths
    if not database:  # cut short inside COMMIT, most of them before the commit was whole
        assert deaths["commit"] >= 30 and deaths["copying"] >= 10, deaths
    sent = left["acknowledged"]
    assert sent["admit"] + sent["refuse"] + sent["countersign"] == decisions and sent["arrive"] == travellers
    assert left["wrong"] == [] and left["doubled"] == [] and left["numbers"]
    assert left["verbs"] == {**{verb: count for verb, count in sent.items() if verb != "arrive"},
                             "open": travellers, "read": travellers}  # fmt: skip
    assert left["decisions"] == {"admit": travellers - refused, "refuse": refused} and left["live"] == travellers
    assert left["movements"] == left["moved"] == travellers - refused
    assert left["cases"] == {"admitted": travellers - refused, "refused": refused}
    assert left["breach"] == "" and left["integrity"] == []
    if not database:
        _nothing_half_written(left["full"])


def _nothing_half_written(left: Any) -> None:
    """The same office, its database full in the middle of an arrival, then with room again."""
    assert "full" in left["told"] and left["answered"] >= 1
    # A form opens a case and then reads: what was done whole stands, of the rest there is nothing.
    cases, decisions, movements, entries, payloads = left["more"]
    assert (decisions, movements) == (0, 0)
    assert cases == entries == payloads == left["opened"] <= 1
    assert left["verbs"] == ["open", "read"]  # sent again, it went on where it had stopped
    assert left["breach"] == "" and left["integrity"] == []


# -- overtaken -------------------------------------------------------------------------------------------------------


def test_what_another_officer_does_between_working_out_and_writing_is_seen(tmp_path: Path, database: str) -> None:
    left = told("cross", tmp_path, database=database, room="overtaking")
    assert {name: row.pop("same", True) for name, row in left.items()} == dict.fromkeys(left, True)
    assert left["answer"] == {"both": True, "revision": 3}
    assert "answered already" in left["same answer"].pop("told")
    assert left["same answer"] == {"answers": 1, "value": False}
    assert left["list"]["hits"] == [["Q-1", "open"]]
    assert left["order"]["relaxed"] and not left["order ended"]["relaxed"]
    assert left["movement"] == {"moved": 1, "movements": 1}
    assert "decided this case already" in left["decision"].pop("told")
    assert left["decision"] == {"decisions": 1, "movements": 1}
    assert left["law"]["changed"]


# -- over HTTP, as it is served --------------------------------------------------------------------------------------


class Served:
    """`limen serve` in a process group of its own, which can be killed and started again on its home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.lives = 0
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.lives += 1
        self.process = subprocess.Popen(
            [sys.executable, "-m", "limen", "serve", "--port", str(self.port)], env=_environment(self.home, ""),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        for _ in range(300):
            try:
                if Desk(self).get("/healthz")[0] == 200:
                    return
            except OSError:
                assert self.process.poll() is None, "the server ended before it answered"
                time.sleep(0.05)
        raise AssertionError("the server did not answer")

    def end(self, how: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, how)
            self.process.wait(20)

    def processes(self) -> list[int]:
        """The server and its workers."""
        assert self.process is not None
        found = [self.process.pid]
        for one in found:
            for task in Path(f"/proc/{one}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
        return found


class Desk:
    """An officer's browser, as far as HTTP goes: cookies kept, forms sent with their token and key."""

    def __init__(self, served: Served, username: str = "") -> None:
        self.served = served
        self.cookies: dict[str, str] = {}
        if username:
            self.get("/accounts/login/")
            status, where, _ = self.post("/accounts/login/", login=username, password="specimen-password")
            assert (status, where) == (302, "/"), (status, where)

    def get(self, path: str) -> tuple[int, str, str]:
        return self._send("GET", path, None)

    def post(self, path: str, **fields: object) -> tuple[int, str, str]:
        return self._send("POST", path, urllib.parse.urlencode(fields))

    def _send(self, method: str, path: str, body: str | None) -> tuple[int, str, str]:
        link = http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.cookies["csrftoken"]}
        try:
            link.request(method, path, body, headers)
            answer = link.getresponse()
            text = answer.read().decode()
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            link.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, content = value.partition(";")[0].partition("=")
                self.cookies[key] = content
        return answer.status, answer.getheader("Location", ""), text

    def arrive(self, number: str, key: uuid.UUID) -> tuple[int, str, str]:
        today = datetime.now(UTC).date()
        document = specimens.passport(of=specimens.traveller("henri"), on=today, number=number)
        return self.post("/arrive/", key=key, direction="entry", source="keyed", text="\n".join(document.mrz))

    def opened(self, number: str) -> tuple[str, str]:
        """A case opened at this desk: its address, and the revision its page shows."""
        status, where, text = self.arrive(number, uuid.uuid4())
        assert status == 303, text
        return where, self.revision(where)

    def revision(self, where: str) -> str:
        status, _, text = self.get(where)
        found = re.search(r'name="seen" value="(\d+)"', text)
        assert found, (status, where, text[:2000])
        return found[1]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    if connection.vendor != "sqlite":
        pytest.skip("the embedded database is what is served here; PostgreSQL is a server of its own")
    told("furnish", tmp_path)
    server = Served(tmp_path)
    server.start()
    yield server
    server.end(signal.SIGTERM)


def rows(home: Path, sql: str) -> list[tuple[Any, ...]]:
    """Rows of a database whose server has ended, read with the very SQLite that wrote it."""
    import pysqlite3

    database = pysqlite3.connect(str(home / "limen.sqlite3"))
    found: list[tuple[Any, ...]] = database.execute(sql).fetchall()
    database.close()
    return found


def _until_acknowledged(server: Served, send: Any, kill_after: float | None) -> tuple[int, str, str]:
    """Send until answered. The first time the server is killed so many seconds after the form has gone out."""
    if kill_after is not None:
        ending = threading.Timer(kill_after, server.end, (signal.SIGKILL,))
        ending.start()
        try:
            return send()  # type: ignore[no-any-return]  # a tuple, as Desk sends
        except OSError:
            pass
        finally:
            ending.join()
            server.start()
    return send()  # type: ignore[no-any-return]  # a tuple, as Desk sends


def test_served_and_killed_in_the_middle_two_officers_at_once_and_a_full_disk(served: Served) -> None:
    """One served office for four stories, since starting it takes longest."""
    desk = Desk(served, "primary")
    admitted = _killed(served, desk)
    admitted += _two_at_once(served, desk)
    admitted += _full(served, desk)
    _claimed_at_once(served, desk)
    served.end(signal.SIGTERM)
    verified = program("journal", "verify", "--json", home=served.home, LIMEN_MODE="demo")
    assert verified.code == 0 and verified.json["sound"], verified.out + verified.err
    assert rows(served.home, "PRAGMA integrity_check") == [("ok",)]
    movements = Counter(row[0] for row in rows(served.home, "SELECT case_id FROM records_movement"))
    assert movements == {uuid.UUID(case).hex: 1 for case in admitted}
    acts = Counter(
        row[0] for row in rows(served.home, "SELECT \"case\" FROM records_journalentry WHERE verb = 'admit'")
    )
    assert acts == dict.fromkeys(admitted, 1)
    again = program("replay", admitted[0], "--json", home=served.home, LIMEN_MODE="demo")
    assert (again.code, again.json["same"]) == (0, True)


def _case_of(where: str) -> str:
    return where.strip("/").rpartition("/")[2]


def _killed(served: Served, desk: Desk) -> list[str]:
    """Travellers decided while the whole server is killed at moments spread over an act; each form is sent again."""
    chance, admitted = random.Random(2), []
    for number in range(16):
        where, seen = desk.opened(f"K{number:07}")
        key = uuid.uuid4()
        status, to, text = _until_acknowledged(
            served,
            lambda where=where, key=key, seen=seen: desk.post(f"{where}act/admit/", key=key, seen=seen, own_reasons=""),
            chance.uniform(0.0, 0.09) if number % 4 == 0 else None,
        )
        assert (status, to) == (303, f"/?done={_case_of(where)}"), text
        admitted.append(_case_of(where))
    assert served.lives == 5
    return admitted


def _two_at_once(served: Served, desk: Desk) -> list[str]:
    """Two officers send their decision on one traveller in the same moment: one is recorded, the other is told."""
    other, admitted = Desk(served, "secondary"), []
    for number in range(6):
        where, seen = desk.opened(f"T{number:07}")
        admit = partial(_admit, where=where, seen=seen)
        (won, _, _), (lost, _, told_so) = _together(admit, desk, other)
        assert won == 303 and lost in (403, 409), told_so  # the state it is in now, or that somebody was faster
        assert re.search(r"Admitted|Not p|changed", told_so)
        admitted.append(_case_of(where))
    return admitted


def _admit(browser: Desk, where: str, seen: str) -> tuple[int, str, str]:
    return browser.post(f"{where}act/admit/", key=uuid.uuid4(), seen=seen, own_reasons="")


def _claim(browser: Desk, hit: str) -> tuple[int, str, str]:
    return browser.post(f"{hit}act/claim/", key=uuid.uuid4())


def _together(press: Callable[[Desk], tuple[int, str, str]], *browsers: Desk) -> list[tuple[int, str, str]]:
    """What each is answered that sends in the same moment, by status."""
    ready, answers = threading.Barrier(len(browsers)), list[tuple[int, str, str]]()

    def pressed(browser: Desk) -> None:
        ready.wait()
        answers.append(press(browser))

    threads = [threading.Thread(target=pressed, args=(browser,)) for browser in browsers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(answers)


def _claimed_at_once(served: Served, desk: Desk) -> None:
    """Two officers take the same hit to work on in the same moment: it is one's, and the other is told whose."""
    other = Desk(served, "secondary")
    kept = served.home / "alerts.csv"
    henri = specimens.traveller("henri")
    kept.write_text(f"id,name,born\nA-1,{henri.given} {henri.surname},{henri.birth}\n", encoding="utf-8")
    made = program("lists", "import", "alerts", str(kept), "--as", "list_officer", home=served.home, LIMEN_MODE="demo")
    assert made.code == 0, made.out + made.err
    for number in range(3):
        status, _, text = desk.arrive(f"C{number:07}", uuid.uuid4())
        assert status == 303, text
        hit = re.search(r"/hits/[0-9a-f-]{36}/", desk.get("/hits/")[2])
        assert hit is not None
        (won, _, _), (lost, _, told_so) = _together(partial(_claim, hit=hit[0]), desk, other)
        assert (won, lost) == (303, 409) and "works on this hit already" in told_so, told_so
        for browser in (desk, other):
            browser.post(f"{hit[0]}act/give_back/", key=uuid.uuid4())


def _full(served: Served, desk: Desk) -> list[str]:
    """No file may grow: the decision is told not to be recorded, reading goes on, and with room it is recorded once."""
    where, seen = desk.opened("D0000001")
    key = uuid.uuid4()

    def press() -> tuple[int, str, str]:
        return desk.post(f"{where}act/admit/", key=key, seen=seen, own_reasons="")

    _room(served, 512)
    for _ in range(3):
        status, _, text = press()
        assert status == 500 and "was not recorded" in text and "Traceback" not in text, text
    assert desk.get(where)[0] == 200 and desk.revision(where) == seen
    _room(served, resource.RLIM_INFINITY)
    assert press()[0] == 303
    assert press()[0] == 303  # and once more: the same key, nothing more
    return [_case_of(where)]


def _room(served: Served, most: int) -> None:
    """How far into a file the running server may write: as on a full disk, more than that fails."""
    for process in served.processes():
        resource.prlimit(process, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


# -- told, not only refused ------------------------------------------------------------------------------------------


def _browser(office: Office, settings: Any, by: str) -> Client:
    """A signed-in browser, as far as Django's own client is one; the pages go by the machine's clock."""
    for account in office.accounts.values():
        account.duties.update(from_at=datetime(2020, 1, 1, tzinfo=UTC))
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STATIC_ROOT = settings.LIMEN_HOME  # nothing is served from it
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
    client = Client()
    client.force_login(office.accounts[by], backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.mark.parametrize(("by", "seen"), [("secondary", 1), ("primary", 0)], ids=["second officer", "stale page"])
def test_who_was_too_late_is_told_so_in_words(office: Office, settings: Any, by: str, seen: int) -> None:
    case = office.arrive(passport("henri"))
    if by == "secondary":
        deciding.admit(office.officers["primary"], case.id, office.stamp(), seen=case.revision)
    sent = {"key": str(uuid.uuid4()), "seen": str(seen), "own_reasons": ""}
    answer = _browser(office, settings, by).post(f"/case/{case.id}/act/admit/", sent)
    assert answer.status_code in (403, 409)
    assert answer.content.count(b'role="alert"') == 1


def test_a_form_sent_after_the_session_ended_leads_to_a_page_that_says_so(office: Office, settings: Any) -> None:
    """Signing in again leads to the address of the form, which was not sent this time."""
    case = office.arrive(passport("henri"))
    answer = _browser(office, settings, "primary").get(f"/case/{case.id}/act/admit/")
    assert answer.status_code == 405
    assert b"not recorded" in answer.content and f"/case/{case.id}/".encode() in answer.content


# -- the clock set back ----------------------------------------------------------------------------------------------


def test_with_the_clock_set_back_acts_go_on_and_the_journal_keeps_their_order(office: Office) -> None:
    case = office.arrive(passport("henri"))
    office.now -= timedelta(hours=3)
    deciding.admit(office.officers["primary"], case.id, office.stamp(), seen=case.revision)
    back = office.arrive(passport("henri", number="X00000002"))
    deciding.admit(office.officers["primary"], back.id, office.stamp(), seen=back.revision)
    entries = list(JournalEntry.objects.order_by("seq"))
    assert [entry.seq for entry in entries] == list(range(len(entries)))
    at = [entry.at for entry in entries]
    assert at != sorted(at)  # the clock is written down as it was, wrong or not; the numbers are the order
    assert [entry.verb for entry in entries if entry.case == str(case.id)][-1] == "admit"
    checkpointing.make()
    found, fault = checkpointing.verify()
    assert not fault and found.breach is None and found.witnessed == len(entries)
    assert Movement.objects.count() == 2


def test_the_desk_says_that_the_clock_was_set_back(office: Office) -> None:
    office.arrive(passport("taro"))
    primary = office.officers["primary"]
    assert not viewing.desk(primary, "entry", office.now).clock_behind
    assert not viewing.desk(primary, "entry", office.now - timedelta(seconds=90)).clock_behind
    assert viewing.desk(primary, "entry", office.now - timedelta(hours=1)).clock_behind


def test_a_clearing_that_was_found_wrong_is_not_remembered_whatever_the_clock_said(office: Office) -> None:
    cleared = office.arrive(passport("dorian"))
    _resolve(office, cleared, "not_same")
    office.now -= timedelta(hours=3)
    later = office.arrive(passport("dorian"), by="secondary")
    assert Hit.objects.get(case=later, superseded=False).state == "remembered"
    _resolve(office, later, "same")
    third = office.arrive(passport("dorian"), by="both")
    assert Hit.objects.get(case=third, superseded=False).state == "open"


def _resolve(office: Office, case: Case, state: str) -> None:
    hit = Hit.objects.get(case=case, superseded=False)
    assessing.resolve_hit(
        office.officers["primary"], case.id, office.stamp(), hit=hit.id, state=state, note="compared the faces"
    )


def test_a_hold_ends_by_its_own_limit_although_the_clock_was_set_back(office: Office) -> None:
    case = office.arrive(passport("henri"))
    holding.hold(office.officers["primary"], case.id, office.stamp(), reason="The register does not answer.")
    limit = case.holds.get().limit_at
    office.now -= timedelta(hours=3)
    holding.review_hold(office.officers["secondary"], case.id, office.stamp(), review="The register answers again.")
    held = case.holds.get()
    assert held.limit_at == limit and held.ended_at is not None
    assert office.case(case.id).state == "secondary"
