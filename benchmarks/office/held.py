"""How long an act of the desk holds the database: statements and processor time inside the write transaction.

`python benchmarks/office/held.py [--json] [--travellers N]`. Visitors arrive, are asked and admitted in a demo office
in a temporary folder, in this process and through the console's own forms, one after the other. Processor time of the
one thread, so the figures hang little on what else the machine does; medians, in milliseconds. While one act holds
the database no other desk can record anything (`benchmarks/office/load.py`).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))


class Held:
    """What the outermost transactions of one connection took."""

    def __init__(self, connection: Any) -> None:
        self.begin, self.commit = connection._start_transaction_under_autocommit, connection._commit
        connection._start_transaction_under_autocommit, connection._commit = self._begun, self._committed
        self.began: float | None = None
        self.statements, self.seconds = 0, 0.0

    def _begun(self) -> None:
        self.begin()
        self.began = time.thread_time()

    def _committed(self) -> None:
        self.commit()
        if self.began is not None:
            self.seconds += time.thread_time() - self.began
            self.began = None

    def count(self, execute: Callable[..., Any], *given: Any) -> Any:
        """Count a statement that is made inside; a wrapper as Django takes it."""
        self.statements += self.began is not None
        return execute(*given)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--travellers", type=int, default=12)
    args = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="limen-held-"))
    os.environ.update(LIMEN_HOME=str(home), LIMEN_MODE="demo", DJANGO_SETTINGS_MODULE="limen.office.server.settings")
    try:
        subprocess.run([sys.executable, "-m", "limen", "demo"], check=True, capture_output=True)
        found = measure(args.travellers)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    print(json.dumps(found) if args.json else "\n".join(f"{name}: {value}" for name, value in found.items()))
    return 0


def measure(travellers: int) -> dict[str, Any]:
    """Admit so many visitors, after two that are not counted."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from limen.office.records.models import Account

    settings.STATIC_ROOT = settings.LIMEN_HOME
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(Account.objects.get(username="bram"), backend=settings.AUTHENTICATION_BACKENDS[0])
    held = Held(connection)
    times: dict[str, list[tuple[int, float, float]]] = {}
    with connection.execute_wrapper(held.count):
        for number in range(travellers + 2):
            if number == 2:
                times = {}
            _traveller(browser, held, times)
    return {
        name: {
            "acts": len(rows),
            "statements": statistics.median(row[0] for row in rows),
            "held_cpu_ms": round(statistics.median(row[1] for row in rows) * 1000, 1),
            "request_cpu_ms": round(statistics.median(row[2] for row in rows) * 1000, 1),
        }
        for name, rows in times.items()
    }


def _traveller(browser: Any, held: Held, times: dict[str, list[tuple[int, float, float]]]) -> None:
    from benchmarks.office import load

    def send(name: str, path: str, form: Mapping[str, str]) -> str:
        held.statements, held.seconds, began = 0, 0.0, time.thread_time()
        answer = browser.post(path, {**form, "key": str(uuid.uuid4())})
        if answer.status_code != 303:
            raise RuntimeError(f"{path}: {answer.status_code}")
        times.setdefault(name, []).append((held.statements, held.seconds, time.thread_time() - began))
        return str(answer["Location"])

    desk = load.Desk("http://127.0.0.1:1", random.Random(time.time_ns()))  # nobody who came before
    case = send("arrive", "/arrive/", {"direction": "entry", "source": "wedge", "text": desk.passport()})
    page = browser.get(case).content.decode()
    while (asked := load.asked(page)) is not None:
        send("answer", f"{case}answer/", asked)
        page = browser.get(case).content.decode()
    send("admit", f"{case}act/admit/", {"seen": load.seen(page)})


if __name__ == "__main__":
    sys.exit(main())
