"""The queue of writers in this process; the backend in processes of its own, each with settings of its own."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from limen.office.records.sqlite.engine import IN_USE, Engine, engine_version
from limen.office.records.sqlite.turn import NEXT_SUFFIX, TURN_SUFFIX, Turn, TurnError

SETUP = """
import sys
from limen.office.records.sqlite import engine
import django
from django.conf import settings
FILE = sys.argv[1]
OPTIONS = {"transaction_mode": "IMMEDIATE", "timeout": float(sys.argv[2]),
           "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"}
DATABASE = {"ENGINE": "limen.office.records.sqlite", "NAME": FILE, "OPTIONS": OPTIONS}
settings.configure(DATABASES={"default": DATABASE, "other": {**DATABASE}})
django.setup()
from django.db import OperationalError, connection, connections
from django.db.transaction import atomic, set_autocommit

def run(sql, *given):
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchone() if cursor.description else None

def is_free():
    import fcntl
    with open(FILE + "-turn", "ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
"""
COUNT = "run('CREATE TABLE IF NOT EXISTS tally (id INTEGER PRIMARY KEY, n INTEGER)')\n"


def child(script: str, file: Path | str, *given: str, timeout: float = 10) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-W", "error", "-c", SETUP + script, str(file), str(timeout), *given]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=environment)


def told(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out.strip()


INCREMENTS = (
    COUNT
    + """
run("INSERT OR IGNORE INTO tally VALUES (1, 0)")
for _ in range(int(sys.argv[3])):
    with atomic():
        held = run("SELECT n FROM tally WHERE id = 1")[0]
        with atomic():  # nested: a savepoint, the same turn
            run("UPDATE tally SET n = %s WHERE id = 1", held + 1)
"""
)


def test_four_processes_lose_no_update_and_never_meet_a_lock(tmp_path: Path) -> None:
    file = tmp_path / "office.sqlite3"  # new: all four change it to WAL at once as well
    processes = [child(INCREMENTS, file, "150") for _ in range(4)]
    for process in processes:
        told(process)
    assert told(child("print(run('SELECT n FROM tally')[0], run('PRAGMA journal_mode')[0])", file)) == "600 wal"


OPENING = """
print("opening", flush=True)
print(run("PRAGMA journal_mode")[0])
"""


def test_a_new_database_that_another_process_is_making_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "office.sqlite3"
    maker = sys.modules["sqlite3"].connect(file, isolation_level=None)
    maker.execute("CREATE TABLE tally (n)")
    maker.execute("BEGIN IMMEDIATE")  # not WAL yet: changing it answers "locked" at once
    opening = child(OPENING, file)
    assert opening.stdout is not None
    assert opening.stdout.readline() == "opening\n"
    threading.Event().wait(0.3)
    maker.execute("COMMIT")
    assert told(opening) == "wal"
    maker.close()


THREADS = (
    COUNT
    + """
import threading
run("INSERT INTO tally VALUES (1, 0)")
failed = []
def work():
    try:
        for _ in range(40):
            with atomic():
                held = run("SELECT n FROM tally WHERE id = 1")[0]
                run("UPDATE tally SET n = %s WHERE id = 1", held + 1)
    except BaseException as error:
        failed.append(error)
    finally:
        connection.close()
threads = [threading.Thread(target=work) for _ in range(6)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(run("SELECT n FROM tally")[0], failed, is_free())
"""
)


def test_six_threads_lose_no_update(tmp_path: Path) -> None:
    assert told(child(THREADS, tmp_path / "office.sqlite3")) == "240 [] True"


ENDINGS = (
    COUNT
    + """
def note(what):
    print(what, is_free())
with atomic():
    run("INSERT INTO tally VALUES (1, 1)")
    assert not is_free()
    try:
        with atomic():
            run("INSERT INTO tally VALUES (2, 2)")
            raise KeyError
    except KeyError:
        assert not is_free(), "the outer transaction goes on"
note("commit")
try:
    with atomic():
        run("INSERT INTO tally VALUES (3, 3)")
        raise KeyError
except KeyError:
    note("rollback")
try:
    with atomic():
        run("INSERT INTO nowhere VALUES (1)")
except OperationalError:
    note("error")
try:
    with atomic():
        run("INSERT INTO tally VALUES (4, 4)")
        connection.close()
except Exception:
    pass
note("close")
run("PRAGMA query_only = ON")
try:
    with atomic():
        run("INSERT INTO tally VALUES (5, 5)")
except OperationalError:
    note("refused")
run("PRAGMA query_only = OFF")
connection.transaction_mode = "NONSENSE IMMEDIATE"
from limen.office.records.sqlite import base
base._QUEUED_MODES = {connection.transaction_mode}
try:
    with atomic():
        pass
except OperationalError:
    note("no begin")
connection.transaction_mode = "DEFERRED"
with atomic():
    run("SELECT 1")
    note("deferred")
print(run("SELECT count(*) FROM tally")[0], "row")
"""
)


def test_the_turn_is_given_back_however_a_transaction_ends(tmp_path: Path) -> None:
    answer = told(child(ENDINGS, tmp_path / "office.sqlite3")).splitlines()
    ends = ["commit", "rollback", "error", "close", "refused", "no begin", "deferred"]
    assert answer == [*(f"{end} True" for end in ends), "1 row"]


STUCK = (
    COUNT
    + """
with atomic(using="other"):
    try:
        with atomic():
            print("not reached")
    except OperationalError as error:
        print(error)
with atomic():
    run("INSERT INTO tally VALUES (1, 1)")
print(run("SELECT count(*) FROM tally")[0], is_free())
"""
)


def test_a_turn_that_never_comes_is_one_clear_error_and_the_next_one_comes(tmp_path: Path) -> None:
    first, last = told(child(STUCK, tmp_path / "office.sqlite3", timeout=0.2)).splitlines()
    assert "no turn to write to office.sqlite3 in 0.2 s" in first
    assert "fuser" in first
    assert last == "1 True"


MEMORY = """
with atomic():
    run("CREATE TABLE tally (n)")
    assert connection.turn is None
print(engine.engine_version(), ".".join(map(str, connection.get_database_version())))
print(sys.modules["sqlite3"].sqlite_version, run("SELECT sqlite_version()")[0])
"""


@pytest.mark.parametrize("name", [":memory:", "file:tests?mode=memory&cache=shared"])
def test_a_database_in_memory_has_no_queue_and_the_engine_is_the_one_in_place(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    version = IN_USE.version
    assert told(child(MEMORY, name)).splitlines() == [f"{engine_version()} {version}", f"{version} {version}"]
    assert list(tmp_path.iterdir()) == []


def test_a_writer_that_is_killed_holds_nobody_up(tmp_path: Path) -> None:
    file = tmp_path / "office.sqlite3"
    killed = child(
        COUNT + "with atomic():\n run('INSERT INTO tally VALUES (1, 1)')\n print('in', flush=True)\n sys.stdin.read()",
        file,
    )
    assert killed.stdout is not None
    assert killed.stdout.readline() == "in\n"
    waiting = child(COUNT + "with atomic():\n print(run('SELECT count(*) FROM tally')[0])", file, timeout=60)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert told(waiting) == "0"


LATE = """
import django.db.backends.sqlite3.base
try:
    import limen.office.records.sqlite.engine
except RuntimeError as error:
    print(error)
"""


@pytest.mark.skipif(IN_USE.source == "standard library", reason="no pysqlite3 on this system")
def test_an_engine_imported_too_late_says_so() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", LATE]
    answer = subprocess.run(command, capture_output=True, text=True, env=environment, check=True, timeout=60)
    assert "import the engine first" in answer.stdout


WITHOUT_WHEEL = """
import sys
sys.modules["pysqlite3"] = None
from limen.office.records.sqlite import engine
import sqlite3
print(engine.IN_USE.source, engine.IN_USE.version == sqlite3.sqlite_version)
"""


def test_without_the_wheel_the_standard_library_stays() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-W", "error", "-c", WITHOUT_WHEEL]
    answer = subprocess.run(command, capture_output=True, text=True, env=environment, check=True, timeout=60)
    assert (answer.stdout.strip(), answer.stderr) == ("standard library True", "")


@pytest.mark.parametrize(
    ("version", "fixed"),
    [
        ("3.40.1", False),
        ("3.44.5", False),
        ("3.44.6", True),
        ("3.45.0", False),
        ("3.50.6", False),
        ("3.50.7", True),
        ("3.51.2", False),
        ("3.51.3", True),
        ("3.53.4", True),
        ("4.0.0", True),
    ],
)
def test_the_versions_with_the_fix_are_those_sqlite_names(version: str, fixed: bool) -> None:
    assert Engine(version, "a test").has_wal_fix is fixed


# The queue itself


@contextmanager
def locked(file: Path) -> Iterator[None]:
    with file.open("ab") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def is_locked(file: Path) -> bool:
    with file.open("ab") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def in_line(database: Path) -> None:
    """Wait until somebody stands next in line."""
    for _ in range(10_000):
        if is_locked(database.with_name(database.name + NEXT_SUFFIX)):
            return
        threading.Event().wait(0.001)
    raise AssertionError("nobody came to stand in line")


def test_whoever_waits_writes_before_whoever_has_just_written(tmp_path: Path) -> None:
    database, order = tmp_path / "office.sqlite3", list[str]()
    busy, patient = Turn(database, 30), Turn(database, 30)

    def wait_and_write() -> None:
        patient.take()
        order.append("patient")
        patient.give_back()

    for _ in range(20):
        busy.take()
        waiting = threading.Thread(target=wait_and_write)
        waiting.start()
        in_line(database)
        busy.give_back()
        busy.take()  # at once: without the queue this one would win nearly every time
        order.append("busy")
        busy.give_back()
        waiting.join()
    assert order == ["patient", "busy"] * 20


def test_a_turn_is_taken_once_and_given_back_once(tmp_path: Path) -> None:
    database = tmp_path / "office.sqlite3"
    turn = Turn(database, 0.1)
    turn.give_back()
    turn.take()
    turn.take()
    with pytest.raises(TurnError):
        Turn(database, 0.1).take()
    turn.give_back()
    turn.give_back()
    Turn(database, 0.1).take()


def test_a_turn_given_up_is_passed_on_when_it_comes(tmp_path: Path) -> None:
    database = tmp_path / "office.sqlite3"
    turn = Turn(database, 0.05)
    with locked(database.with_name(database.name + TURN_SUFFIX)):
        for _ in range(3):
            with pytest.raises(TurnError):
                turn.take()
    Turn(database, 30).take()
    patient = Turn(database, 30)
    patient.take()
    assert patient.is_held


def test_a_turn_is_dropped_with_its_connection(tmp_path: Path) -> None:
    database = tmp_path / "office.sqlite3"
    turn = Turn(database, 0.1)
    turn.take()
    del turn
    Turn(database, 0.1).take()


def test_lock_files_that_cannot_be_made_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="office"):
        Turn(tmp_path / "absent" / "office.sqlite3", 0.1).take()
