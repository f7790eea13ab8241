"""The desk in a real browser: from the last character of the MRZ to a verdict on the screen, and the lists behind it.

`python benchmarks/office/desk.py [--json] [--travellers N] [--data FOLDER]`. A demo office is made in a temporary
folder and served by the shipped commands; the published OFAC and UN lists are imported through the real act where
FOLDER (default ../shared/data) has them, and every traveller is screened against them. Times are of the clock and so
of the machine's load; the load is printed with them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from limen import specimens
from limen.vocabulary.dates import PartialDate

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
LISTS = (
    ("ofac-sdn", "screening/lists/ofac_sdn_2024-05-03.csv", "screening/lists/ofac_alt_2025-01.csv"),
    ("un", "screening/lists/un_consolidated_2026-02-27.xml", ""),
)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--travellers", type=int, default=60)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    args = parser.parse_args()
    if not CHROMIUM:
        print("no Chromium on this machine: install the package chromium", file=sys.stderr)
        return 3
    found = measure(args.travellers, args.data)
    print(json.dumps(found) if args.json else "\n".join(f"{name}: {value}" for name, value in found.items()))
    return 0


def measure(travellers: int, data: Path) -> dict[str, Any]:
    """Make the office, import the lists, scan the travellers."""
    home = Path(tempfile.mkdtemp(prefix="limen-bench-"))
    environment = {**os.environ, "LIMEN_HOME": str(home), "LIMEN_MODE": "demo"}
    limen = [sys.executable, "-m", "limen"]
    try:
        began = time.perf_counter()
        subprocess.run([*limen, "demo"], env=environment, check=True, capture_output=True)
        answer: dict[str, Any] = {"demo_seconds": round(time.perf_counter() - began, 1)}
        for list_id, file, alt in LISTS:
            if not (data / file).exists():
                answer[f"import_{list_id}"] = f"not measured: {file} is absent"
                continue
            more = ["--alt", str(data / alt)] if alt else []
            began = time.perf_counter()
            command = [*limen, "lists", "import", list_id, str(data / file), "--as", "lotte", *more]
            subprocess.run(command, env=environment, check=True, capture_output=True)
            answer[f"import_{list_id}_seconds"] = round(time.perf_counter() - began, 1)
        with served(limen, environment) as address:
            answer |= scanned(address, travellers)
        answer["load"] = round(os.getloadavg()[0], 1)
        return answer
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def served(limen: list[str], environment: dict[str, str]) -> Iterator[str]:
    """The office served on a free port of loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [*limen, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    for _ in range(150):
        try:
            urllib.request.urlopen(address + "/healthz", timeout=2).read()
            break
        except OSError:
            time.sleep(0.2)
    try:
        yield address
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def scanned(address: str, travellers: int) -> dict[str, Any]:
    """Scan invented travellers one after the other, each first seen."""
    chance = random.Random(20261122)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=address).new_page()
        page.goto("/accounts/login/")
        page.get_by_label("Name", exact=True).fill("amina")
        page.get_by_label("Password").fill(specimens.officer("amina").password)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/accounts/" not in url)
        times = [one(page, chance, number) for number in range(travellers + 3)][3:]  # the first three warm it up
        browser.close()
    times.sort()
    return {
        "travellers": travellers,
        "mrz_to_verdict_median_seconds": round(statistics.median(times), 3),
        "mrz_to_verdict_p95_seconds": round(times[max(0, round(len(times) * 0.95) - 1)], 3),
    }


def one(page: Page, chance: random.Random, number: int) -> float:
    """Seconds from the last character of one traveller's MRZ to the verdict on the screen."""
    person = chance.choice([person for person in specimens.PEOPLE.values() if person.birth])
    born = PartialDate(chance.randint(1950, 2000), chance.randint(1, 12), chance.randint(1, 28))
    surname = "".join(chance.choice("AEIOULMNRSTKD") for _ in range(chance.randint(4, 9)))
    document = specimens.passport(
        of=person,
        on=date.today(),  # noqa: DTZ011 - any day does
        surname=surname,
        number=f"X{number:07d}",
        birth=born,
    )
    page.goto("/")
    first, second = document.mrz
    page.keyboard.insert_text(first + "\n" + second[:-1])
    began = time.perf_counter()
    page.keyboard.type(second[-1])
    page.wait_for_url(re.compile(r"/case/"))
    page.locator(".verdict").wait_for()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
