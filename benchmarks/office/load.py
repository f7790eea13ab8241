"""The office under load: 1, 4 and 8 desks at once on one machine, with 100,000 persons on record.

`python benchmarks/office/load.py [--json] [--persons N] [--seconds S] [--desks 1,4,8]`. A demo office is made in a
temporary folder, filled with persons who have documents and movements, and served by the shipped command. Each desk is
a process of its own with its own account, which speaks HTTP as a browser does: it opens the desk, reads a passport
never seen before, answers what is asked, admits, and begins again without a pause. No officer works so fast: the
figures are those of a machine that is never idle, the desks' own processes included. Beside it stand a paced run
(`paced`: a traveller each 20 seconds at every desk, all of them in the same second, the worst they can do) and one with
a single worker process (`one_worker`).

`page` is a page shown (GET), `act` a form sent (POST) until its answer. Milliseconds at the client; `server_cpu` is the
share of one core the server used.
"""

from __future__ import annotations

import argparse
import http.client
import json
import math
import multiprocessing
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.office.desk import served

from limen import specimens
from limen.vocabulary.dates import PartialDate

PASSWORD = "eight-desks-and-no-pause"
# The same command with one worker process, to hold the workers against.
ONE_WORKER = [
    sys.executable, "-c",
    "import sys; from limen.office.server import commands; commands.MOST_WORKERS = 1; "
    "from limen.cli import main; sys.exit(main(sys.argv[1:]))",
]  # fmt: skip
PACE = 20.0  # seconds between two travellers of a paced desk: a short primary control
# What a visitor says; a question that is not here gets its first answer, and a judgement its favourable one.
SAID: Mapping[str, str] = {"asks_protection": "false", "thorough_check": "nothing_open"}
_FACT = re.compile(r'<form method="post" action="[^"]*/answer/">.*?name="fact" value="([^"]+)"(.*?)</form>', re.DOTALL)
_CHOICE = re.compile(r'name="value" value="([^"]*)"')
_SEEN = re.compile(r'action="[^"]*/act/admit/".*?name="seen" value="(\d+)"', re.DOTALL)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--fill", type=int, default=0, help="only load so many persons into the office of LIMEN_HOME")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--desks", default="1,4,8")
    args = parser.parse_args()
    if args.fill:
        return fill(args.fill)
    found = measure(args.persons, args.seconds, [int(text) for text in args.desks.split(",")])
    print(json.dumps(found) if args.json else "\n".join(f"{name}: {value}" for name, value in found.items()))
    return 0


def measure(persons: int, seconds: float, desks: Sequence[int]) -> dict[str, Any]:
    """Make the office, fill it, open so many desks in turn."""
    home = Path(tempfile.mkdtemp(prefix="limen-load-"))
    environment = {**os.environ, "LIMEN_HOME": str(home), "LIMEN_MODE": "demo"}
    limen = [sys.executable, "-m", "limen"]
    try:
        subprocess.run([*limen, "demo"], env=environment, check=True, capture_output=True)
        for number in range(max(desks)):
            _account(limen, environment, f"desk{number}", number)
        began = time.perf_counter()
        filler = [sys.executable, str(Path(__file__).resolve()), "--fill", str(persons)]
        subprocess.run(filler, env=environment, check=True, capture_output=True)
        answer: dict[str, Any] = {"persons": persons, "filled_seconds": round(time.perf_counter() - began, 1)}
        with served(limen, environment) as address:
            for count in desks:
                answer[f"desks_{count}"] = crowd(address, count, seconds, 0.0)
            answer[f"desks_{max(desks)}_paced"] = crowd(address, max(desks), max(seconds, 2.5 * PACE), PACE)
        with served(ONE_WORKER, environment) as address:
            answer[f"desks_{max(desks)}_one_worker"] = crowd(address, max(desks), seconds, 0.0)
        answer["load"] = round(os.getloadavg()[0], 1)
        return answer
    finally:
        shutil.rmtree(home, ignore_errors=True)


def fill(persons: int) -> int:
    """Load persons into the demo office of LIMEN_HOME, past its acts: nothing but the rows that weigh."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "limen.office.server.settings"
    import django

    django.setup()
    from benchmarks.office import people

    from limen.office.records.models import Account, Post

    people.load(persons, post=Post.objects.get(), officer=Account.objects.get(username="amina"))
    return 0


def _account(limen: Sequence[str], environment: Mapping[str, str], name: str, number: int) -> None:
    add = [*limen, "user", "add", name, "--name", f"Desk {number}", "--number", f"D-{number}"]
    subprocess.run(add, env=environment, input=f"{PASSWORD}\n{PASSWORD}\n", text=True, check=True, capture_output=True)
    subprocess.run([*limen, "user", "duty", name, "primary"], env=environment, check=True, capture_output=True)


def crowd(address: str, desks: int, seconds: float, pace: float) -> dict[str, Any]:
    """So many desks at once for so long; their times together."""
    results: multiprocessing.Queue[tuple[dict[str, list[float]], int]] = multiprocessing.Queue()
    ready, door = multiprocessing.Barrier(desks + 1), multiprocessing.Lock()
    workers = [
        multiprocessing.Process(target=_desk, args=(address, number, seconds, pace, door, ready, results))
        for number in range(desks)
    ]
    for worker in workers:
        worker.start()
    ready.wait(60)
    before, began = _cpu(address), time.perf_counter()
    answers = [results.get(timeout=seconds + 120) for _ in workers]
    took, used = time.perf_counter() - began, _cpu(address) - before
    for worker in workers:
        worker.join(20)
    times: dict[str, list[float]] = {"page": [], "act": []}
    for found, _ in answers:
        for name, values in found.items():
            times[name] += values
    travellers = sum(count for _, count in answers)
    return {
        "travellers": travellers,
        "travellers_a_minute": round(travellers * 60 / took, 1),
        "server_cpu": round(used / took, 2),
        **{name: _shares(values) for name, values in times.items()},
    }


def _shares(times: list[float]) -> dict[str, float]:
    """The median, 95th and 99th hundredth in milliseconds, by the nearest rank."""
    ordered = sorted(times)

    def at(share: float) -> float:
        return round(ordered[max(0, math.ceil(len(ordered) * share) - 1)] * 1000, 1)

    return {"count": len(ordered), "p50": at(0.50), "p95": at(0.95), "p99": at(0.99)} if ordered else {"count": 0}


def _cpu(address: str) -> float:
    """Seconds of processor the server and its children have used so far (Linux)."""
    port, total, tick = urllib.parse.urlsplit(address).port, 0.0, os.sysconf("SC_CLK_TCK")
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            line, stat = (folder / "cmdline").read_bytes(), (folder / "stat").read_text()
        except OSError:
            continue
        if b"serve" in line and str(port).encode() in line:
            fields = stat.rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / tick
    return total


def _desk(address: str, number: int, seconds: float, pace: float, door: Any, ready: Any, results: Any) -> None:
    desk = Desk(address, random.Random(time.time_ns() + number))  # nobody who came in an earlier run
    with door:  # one after the other: many at once from one address look like guessing, and are turned away
        desk.sign_in(f"desk{number}", PASSWORD)
    desk.traveller()  # one to warm the way; not counted
    desk.times = {"page": [], "act": []}
    ready.wait(60)
    began, count = time.perf_counter(), 0
    while (elapsed := time.perf_counter() - began) < seconds:
        desk.traveller()
        count += 1
        if pace:
            time.sleep(max(0.0, pace - (time.perf_counter() - began - elapsed)))
    results.put((desk.times, count))


def asked(page: str) -> dict[str, str] | None:
    """What a desk answers to the question that a case's page asks; None where it asks none."""
    found = _FACT.search(page)
    if found is None:
        return None
    return {"fact": found[1], "value": SAID.get(found[1]) or _CHOICE.findall(found[2])[0]}


def seen(page: str) -> str:
    """The revision that a case's page would admit. Raises RuntimeError where it offers no admission."""
    found = _SEEN.search(page)
    if found is None:
        raise RuntimeError(f"the page offers no admission: {re.sub('<[^>]+>', ' ', page)[:2000]}")
    return found[1]


@dataclass
class Desk:
    """One browser at one desk."""

    address: str
    chance: random.Random
    times: dict[str, list[float]] = field(default_factory=lambda: {"page": [], "act": []})
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.wire = http.client.HTTPConnection(urllib.parse.urlsplit(self.address).netloc, timeout=60)

    def sign_in(self, name: str, password: str) -> None:
        """Sign in as an officer."""
        self.send("GET", "/accounts/login/")
        status, _, where = self.send("POST", "/accounts/login/", {"login": name, "password": password})
        if status != 302:
            raise RuntimeError(f"{name} could not sign in: {status} {where}")

    def traveller(self) -> None:
        """One visitor from the scan to the admission."""
        self.send("GET", "/")
        _, _, case = self.send("POST", "/arrive/", {"direction": "entry", "source": "wedge", "text": self.passport()})
        page = self.send("GET", case)[1]
        while (given := asked(page)) is not None:
            self.send("POST", f"{case}answer/", given)
            page = self.send("GET", case)[1]
        status, _, where = self.send("POST", f"{case}act/admit/", {"seen": seen(page)})
        if status != 303:
            raise RuntimeError(f"not admitted: {status} {where}")

    def passport(self) -> str:
        """The MRZ of somebody never seen before."""
        person = specimens.PEOPLE["amara"] if "amara" in specimens.PEOPLE else next(iter(specimens.PEOPLE.values()))
        document = specimens.passport(
            of=person,
            on=date.today(),  # noqa: DTZ011 - any day does
            surname="".join(self.chance.choice("AEIOULMNRSTKD") for _ in range(9)),
            number=f"X{self.chance.randrange(10_000_000):07d}",
            birth=PartialDate(self.chance.randint(1950, 2000), self.chance.randint(1, 12), self.chance.randint(1, 28)),
        )
        return "\n".join(document.mrz)

    def send(self, method: str, path: str, form: Mapping[str, str] | None = None) -> tuple[int, str, str]:
        """One request, timed: the status, the page, where it leads to."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            token = self.cookies.get("csrftoken", "")
            body = urllib.parse.urlencode({**form, "csrfmiddlewaretoken": token, "key": str(uuid.uuid4())})
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.address}
        began = time.perf_counter()
        self.wire.request(method, path, body, headers)
        answer = self.wire.getresponse()
        page = answer.read().decode()
        self.times["page" if method == "GET" else "act"].append(time.perf_counter() - began)
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, _attributes = value.partition(";")
                key, _, text = cookie.partition("=")
                self.cookies[key] = text
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {re.sub('<[^>]+>', ' ', page)[:600]}")
        return answer.status, page, answer.getheader("location") or ""


if __name__ == "__main__":
    sys.exit(main())
