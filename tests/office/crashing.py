"""An office that is killed: acts sent to a process that dies at a chosen point, and sent again until acknowledged.

`START` run as a program, with LIMEN_HOME and LIMEN_DATABASE set, calls `kill` or `furnish` below; the first
prints what it found as one JSON document. Where and when a worker dies is laid here, from outside: the
office itself has no hook for it.

A worker is a fork of this process with its own connection. It is killed with SIGKILL, or, inside SQLite's COMMIT, by
the kernel at an exact byte: the limit on the size of files (RLIMIT_FSIZE) ends it in the middle of a write to the
log.
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import traceback
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import OperationalError, connection, connections

from limen.office.actions import assessing, checkpointing, deciding, law, listing
from limen.office.actions.acting import Done
from limen.office.records import journal
from limen.office.records.journal import Stamp
from limen.office.records.models import Case, Decision, JournalEntry, JournalPayload, Movement, PackRelease
from limen.office.server.commands import DEMO_MADE, make_tables
from limen.vocabulary.person import Officer
from tests.office.conftest import NOW, make_office, passport

# One for each who is refused: what was written of one person is taken of nobody else.
REASONS = (
    "She has no visa and told me that she had not known one was needed for a week's visit.",
    "He names a hotel in Esch, but the hotel says by telephone that no room is kept for him.",
    "His return ticket is for 3 March, ninety-nine days from now, and he asks for no longer visa.",
    "Carries painter's tools and a letter promising wages from Monday, and calls himself a tourist.",
    "Could not name the fair he travels to, its town, or anybody who shows there.",
    "Has 40 EUR and a bank card that the machine declined twice; his brother did not pick up.",
    "Overstayed by 23 days in the spring; asked about it she answered that the baby was ill.",
    "Says the wedding is on Saturday, yet the bride's family told us it was held last year.",
    "The letter of invitation bears the stamp of a firm that was struck off in 2019.",
    "Her sister, whom she comes to nurse, was reached by phone and moved to Lyon in May.",
)
START = "import sys, django; django.setup(); from tests.office import {room}; {room}.{what}(*map(int, sys.argv[1:]))"
FRAME = 24 + 4096  # bytes of one page in SQLite's write-ahead log (sqlite.org/fileformat2, 4.1)

# Where a worker dies; those of SQLite's files only where SQLite is the engine.
POINTS = ("before", "body", "journaled", "committing", "committed", "witness")
IN_COMMIT = ("commit", "commit", "copying")
ON_POSTGRESQL = ("severed",)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def lay(point: str) -> None:
    """Lay the end of this worker: the next act reaches the point and no further."""
    engine: Any = connection
    outside: Any = checkpointing
    if point == "body":
        journal.append = _dying(journal.append, before=True)
    elif point == "journaled":
        journal.append = _dying(journal.append, before=False)
    elif point == "committing":
        connection.ensure_connection()
        engine._commit = _dying(engine._commit, before=True)
    elif point == "witness":
        checkpointing.forget()  # so that one is due
        outside.sign = _dying(outside.sign, before=True)  # the leaves are written, the note is not
    elif point == "severed":
        engine._commit = _severed(engine._commit)
    elif point.startswith("commit:"):
        # The log begins anew and holds one commit that is whole; the one after it is cut at the given byte.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("UPDATE records_post SET code = code")
        engine._commit = _cut_short(engine._commit, "-wal", int(point.partition(":")[2]))
    elif point == "copying":  # COMMIT is durable; its pages are being copied from the log into the database
        connection.ensure_connection()
        connection.connection.execute("PRAGMA wal_autocheckpoint = 1")
        engine._commit = _cut_short(engine._commit, "", 0)


def _dying(work: Callable[..., Any], *, before: bool) -> Callable[..., Any]:
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if not before:
            work(*args, **kwargs)
        die()

    return wrapped


def _cut_short(work: Callable[[], None], suffix: str, more: int) -> Callable[[], None]:
    """COMMIT, ended by the kernel when the file would grow by more than so many bytes."""

    def wrapped() -> None:
        file = Path(str(connection.settings_dict["NAME"]) + suffix)
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it, and the write would only fail
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + more, resource.RLIM_INFINITY))
        work()
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    return wrapped


def _severed(work: Callable[[], None]) -> Callable[[], None]:
    """COMMIT on PostgreSQL, its backend ended by the administrator as it is sent; then this worker dies as well."""

    def wrapped() -> None:
        backend = connection.connection.info.backend_pid
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
        try:
            work()
        except OperationalError:
            die()
        die()

    return wrapped


class Client:
    """Sends acts to a worker; where it dies before it answers, starts another and sends the same act again."""

    def __init__(self, acts: dict[str, Callable[..., Done]], officers: dict[str, Officer]) -> None:
        self.acts, self.officers = acts, officers
        self.deaths: Counter[str] = Counter()
        self.acknowledged: dict[str, dict[str, Any]] = {}
        self._worker = 0
        self._to = self._back = -1

    def send(self, act: str, by: str, stamp: Stamp, *given: Any, dies: tuple[str, ...] = (), **more: Any) -> str:
        """The act's result, acknowledged; each of `dies` ends one worker on the way, where it is reached at all."""
        for point in (*dies, ""):
            answer = self._once({"act": act, "by": by, "key": str(stamp.key), "at": stamp.at.isoformat(),
                                 "given": given, "more": more, "dies": point})  # fmt: skip
            if answer is not None:
                if point:
                    self.close()  # it was not reached: the next act must not find it laid
                assert answer["key"] == str(stamp.key)
                self.acknowledged[str(stamp.key)] = {**answer, "act": act}
                return str(answer["case"])
            self.deaths[point.partition(":")[0]] += 1
        raise AssertionError(f"{act} was not acknowledged although nothing was laid for it")

    def _once(self, message: dict[str, Any]) -> dict[str, Any] | None:
        if not self._worker:
            self._start()
        os.write(self._to, (json.dumps(message) + "\n").encode())
        answer = b""
        while not answer.endswith(b"\n"):
            part = os.read(self._back, 65536)
            if not part:
                status = self.close()
                assert os.WIFSIGNALED(status), f"a worker ended by itself: {status}"
                assert os.WTERMSIG(status) in (signal.SIGKILL, signal.SIGXFSZ), status
                return None
            answer += part
        told: dict[str, Any] = json.loads(answer)
        return told

    def close(self) -> int:
        """Let the worker go, if there is one; answers how it ended."""
        if not self._worker:
            return 0
        os.close(self._to)
        os.close(self._back)
        _, status = os.waitpid(self._worker, 0)
        self._worker = 0
        return status

    def _start(self) -> None:
        theirs, self._to = os.pipe()
        self._back, answers = os.pipe()
        self._worker = os.fork()
        if not self._worker:
            os.close(self._to)
            os.close(self._back)
            try:
                self._work(theirs, answers)
            except BaseException:
                traceback.print_exc()
            os._exit(0)
        os.close(theirs)
        os.close(answers)

    def _work(self, orders: int, answers: int) -> None:
        checkpointing.forget()
        for line in os.fdopen(orders):
            order = json.loads(line)
            lay(order["dies"])
            if order["dies"] == "before":
                die()
            stamp = Stamp(uuid.UUID(order["key"]), datetime.fromisoformat(order["at"]), None, "Europe/Luxembourg")
            done = self.acts[order["act"]](self.officers[order["by"]], *order["given"], stamp, **order["more"])
            if order["dies"] == "committed":
                die()
            told = {"key": order["key"], "case": str(done.case), "result": done.result, "seq": done.seq}
            os.write(answers, (json.dumps(told) + "\n").encode())


ACTS: dict[str, Callable[..., Done]] = {
    "arrive": assessing.arrive,
    "answer": lambda officer, case, stamp, **more: assessing.answer(officer, uuid.UUID(case), stamp, **more),
    "admit": lambda officer, case, stamp, **more: deciding.admit(officer, uuid.UUID(case), stamp, **more),
    "depart": lambda officer, case, stamp, **more: deciding.depart(officer, uuid.UUID(case), stamp, **more),
    "refuse": lambda officer, case, stamp, **more: deciding.refuse(officer, uuid.UUID(case), stamp, **more),
    "countersign": lambda officer, case, stamp, **more: deciding.countersign(officer, uuid.UUID(case), stamp, **more),
}
NO_WAY_IN = {
    "visa_held": "false", "residence_permit_or_long_stay": "false", "family_member_free_movement": "false",
    "asks_protection": "false", "planned_exit": "2026-11-29", "document_issued": "2020-01-15",
    "document_biometric": "true", "accompanied_by_responsible_adult": "true",
}  # fmt: skip


def prepare(at: datetime = NOW) -> dict[str, Officer]:
    """Tables, a post, its officers, lists and law; what each worker would have to read first is read here, once."""
    make_tables()
    officers = make_office(Stamp(uuid.uuid4(), at, at, "Europe/Luxembourg")).officers
    law.pack(PackRelease.objects.get().digest)
    listing.current(at.date())
    connections.close_all()  # a connection does not survive a fork
    return officers


def decide(client: Client, travellers: int) -> None:
    """Each traveller arrives and is decided about; the next point of the list ends the worker that does it."""
    points = (*POINTS, *(IN_COMMIT if connection.vendor == "sqlite" else ON_POSTGRESQL))
    chance = random.Random(1)
    now = NOW + timedelta(minutes=1)

    def stamp() -> Stamp:
        nonlocal now
        now += timedelta(seconds=1)
        return Stamp(uuid.uuid4(), now, None, "Europe/Luxembourg")

    def end(number: int) -> str:
        point = points[number % len(points)]
        return f"{point}:{chance.randrange(1, 8 * FRAME)}" if point == "commit" else point

    for number in range(travellers):
        # One death each; every third decision two, one after the other; every fifth arrival as well.
        dies = end(number), *((end(number * 7 + 3),) if number % 5 == 0 else ())
        early = (end(number * 5 + 1),) if number % 9 == 0 else ()
        refused = number % 20 == 19
        document = passport("amara" if refused else "henri", number=f"X{number:07}", surname=f"SILL {_word(number)}")
        case = client.send("arrive", "primary", stamp(), direction="entry", text="\n".join(document.mrz), dies=early)
        if not refused:
            client.send("admit", "primary", stamp(), case, dies=dies)
            continue
        for fact in _asked(client, case, stamp):
            client.send("answer", "primary", stamp(), case, fact=fact, value=NO_WAY_IN[fact])
        client.send("refuse", "primary", stamp(), case, own_reasons=REASONS[number // 20 % len(REASONS)], dies=dies)
        client.send("countersign", "chief", stamp(), case, dies=dies)
    client.close()


def _word(number: int) -> str:
    return "".join(chr(ord("A") + int(digit)) for digit in str(number))


def _asked(client: Client, case: str, stamp: Callable[[], Stamp]) -> Any:
    """What the law asks of this case, one after the other, read in this process between two acts."""
    while True:
        latest = Case.objects.get(id=case).assessments.order_by("-revision")[0].advice
        connections.close_all()
        if latest["decided"]:
            return
        yield next(ask["fact"] for ask in latest["ask"] if ask["fact"] in NO_WAY_IN)


def verify(client: Client) -> dict[str, Any]:
    """What is left: every acknowledged act exactly once, and nothing that nobody sent."""
    entries = list(JournalEntry.objects.order_by("seq").values_list("seq", "verb", "act_key", "result", "case"))
    by_key = Counter(key for _, _, key, _, _ in entries)
    found, fault = checkpointing.verify()
    verbs = {"arrive": "read"}
    wrong = []
    for key, told in client.acknowledged.items():
        # The first form of an arrival opens the case; the reading has a key of its own, made from the form's.
        acted = str(uuid.uuid5(uuid.UUID(key), "read")) if told["act"] == "arrive" else key
        row = next((row for row in entries if row[2] == acted), None)
        said = (told["seq"], verbs.get(told["act"], told["act"]), acted, told["result"], told["case"])
        if row != said or by_key[acted] != 1:
            wrong.append({"acknowledged": said, "recorded": row, "times": by_key[acted]})
    return {
        "deaths": dict(client.deaths),
        "acknowledged": Counter(told["act"] for told in client.acknowledged.values()),
        "verbs": Counter(verb for _, verb, _, _, _ in entries if verb in ("open", "read", *ACTS)),
        "wrong": wrong,
        "doubled": [key for key, times in by_key.items() if times > 1],
        "numbers": [row[0] for row in entries] == list(range(len(entries))),
        "decisions": Counter(Decision.objects.values_list("act", flat=True)),
        "live": Decision.objects.filter(state="effective").values("case").distinct().count(),
        "movements": Movement.objects.count(),
        "moved": Movement.objects.values("case").distinct().count(),
        "cases": Counter(Case.objects.values_list("state", flat=True)),
        "entries": found.entries,
        "witnessed": found.witnessed,
        "breach": str(found.breach or fault or ""),
        "integrity": integrity(),
    }


def integrity() -> list[str]:
    """What the database itself finds wrong with its pages and its references."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        told = [str(row[0]) for row in cursor.fetchall() if row[0] != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        return told + [str(row) for row in cursor.fetchall()]


def kill(travellers: int) -> None:
    """Decide about so many travellers while the workers are killed; print what is left."""
    client = Client(ACTS, officers := prepare())
    decide(client, travellers)
    left = verify(client)
    if connection.vendor == "sqlite":
        left["full"] = fill(officers["primary"])
    print(json.dumps(left))


def furnish() -> None:
    """An office as of now, ready to be served as a demo: nothing is decided in it yet."""
    prepare(datetime.now(UTC))
    (Path(os.environ["LIMEN_HOME"]) / DEMO_MADE).touch()


def fill(officer: Officer) -> dict[str, Any]:
    """Let the database reach the last page it may have, then give it room again: what was told, what is left.

    `PRAGMA max_page_count` answers as a full disk does (SQLITE_FULL), in the middle of an act.
    """
    now, told, sent, answered = NOW + timedelta(hours=3), "", 0, 0
    counted = (Case, Decision, Movement, JournalEntry, JournalPayload)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + 40}")
    while not told and sent < 200:
        sent += 1
        text = "\n".join(passport("henri", number=f"F{sent:07}", surname=f"SILL {_word(sent)}").mrz)
        stamp = Stamp(uuid.uuid4(), now + timedelta(seconds=sent), None, "Europe/Luxembourg")
        before = [model.objects.count() for model in counted]
        try:
            assessing.arrive(officer, stamp, direction="entry", text=text)
        except OperationalError as error:
            told = str(error)
        else:
            answered += 1
    opened = Case.objects.filter(document=None).count()  # opened, and then there was no room to read
    left = [model.objects.count() for model in counted]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1000000")
    done = assessing.arrive(officer, stamp, direction="entry", text=text)
    found, fault = checkpointing.verify()
    return {
        "told": told, "answered": answered, "opened": opened,
        "more": [after - one for after, one in zip(left, before, strict=True)],
        "verbs": list(JournalEntry.objects.filter(case=str(done.case)).order_by("seq").values_list("verb", flat=True)),
        "breach": str(found.breach or fault), "integrity": integrity(),
    }  # fmt: skip
