"""Measure screening and write docs/accuracy.md: `python -m benchmarks.screening.sheet [--peers PYTHON] [--full]`.

Runs accuracy, pairs, origins and speed, keeps their figures in docs/accuracy-results.json, writes the page from them.
--full asks 1,000,000 people of the mix and a list of 1,000,000 names, as a release does; it takes an hour or more.
--measured FOLDER takes `accuracy.json`, `pairs.json`, `origins.json` or `speed.json` from there where it is present,
for runs that were made one by one; --page writes the page again from the kept figures and measures nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.__main__ import machine
from benchmarks.screening.sheet.page import page

from limen.screening import RULES_VERSION

ROOT = Path(__file__).resolve().parents[3]
RESULTS = ROOT / "docs" / "accuracy-results.json"
PAGE = ROOT / "docs" / "accuracy.md"
FULL = 1_000_000


def figures(name: str, extra: list[str], held: Path | None) -> Any:
    """One program's figures, or why there are none."""
    kept = held / f"{name}.json" if held else None
    if kept and kept.exists():
        return json.loads(kept.read_text(encoding="utf-8"))
    print(f"measuring {name} …", file=sys.stderr, flush=True)
    command = [sys.executable, str(ROOT / "benchmarks" / "screening" / f"{name}.py"), "--json", *extra]
    paths = os.pathsep.join(path for path in (str(ROOT / "src"), os.environ.get("PYTHONPATH", "")) if path)
    ran = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": paths}, stdout=subprocess.PIPE, text=True, check=False
    )
    if ran.returncode:
        return f"the program ended with {ran.returncode}; what it said stands above the prompt"
    return json.loads(ran.stdout)


def measured(chosen: argparse.Namespace) -> dict[str, Any]:
    """Everything the page says."""
    peers = ["--peers", chosen.peers] if chosen.peers else []
    people = ["--people", str(FULL)] if chosen.full else []
    mixed = ["--mixed", "100000"] if chosen.full else []
    names = ["--names", str(FULL)] if chosen.full else []
    return {
        "machine": machine(),
        "rules": RULES_VERSION,
        "accuracy": figures("accuracy", [*peers, *mixed], chosen.measured),
        "pairs": figures("pairs", peers, chosen.measured),
        "origins": figures("origins", [*peers, *people], chosen.measured),
        "speed": figures("speed", [*peers, *names], chosen.measured),
    }


def main() -> None:
    """Measure, keep the figures, write the page."""
    options = argparse.ArgumentParser(
        prog="benchmarks.screening.sheet", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--peers", metavar="PYTHON", help="Python of the environment of peers/requirements.txt")
    options.add_argument("--full", action="store_true", help="1,000,000 people and names")
    options.add_argument("--measured", type=Path, metavar="FOLDER", help="figures already measured")
    options.add_argument("--page", action="store_true", help="write the page again, measure nothing")
    chosen = options.parse_args()
    if not chosen.page:
        RESULTS.write_text(json.dumps(measured(chosen), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(json.loads(RESULTS.read_text(encoding="utf-8"))), encoding="utf-8")
    print(PAGE.relative_to(ROOT))


if __name__ == "__main__":
    main()
