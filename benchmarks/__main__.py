"""Measure every figure again: `make bench`, or `python -m benchmarks [--only WORD]`.

Each program under `benchmarks/<room>/` prints one JSON document with `--json`; it makes its data itself and reads
published lists from ../shared/data where that folder is there. Here they run one after the other, each in a process of
its own, and the figures are written to `results.md`, and to `results.json` from which the README takes those it quotes.
A program that could not measure says why, and that is written too.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
REAL_DATA = ROOT.parent / "shared" / "data"
PATIENCE = 1800  # seconds for one program

# What the README quotes: words, the program, the way to the figure in its answer, how it is written.
QUOTED: tuple[tuple[str, str, str, str], ...] = (
    (
        "From the last character of the MRZ to the verdict in the browser: 95 in 100 within",
        "office/desk", "mrz_to_verdict_p95_seconds", "{:.2f} s",
    ),
    (
        "Documents read in a second of one core, each seen for the first time, in a warm process",
        "documents/mrz", "unseen", "{:,.0f}",
    ),
    (
        "Passports whose chip is authenticated in a second of one core, five algorithms mixed, certificates known",
        "documents/authentication", "mixed.warm", "{:,.0f}",
    ),
    (
        "Of 30 pages taken in ten ways (a development set): read exactly in all characters",
        "documents/images", "results.published.limen.exact", "{:.0f}",
    ),
    ("Of these: accepted without the officer's eye", "documents/images", "results.published.limen.accepted", "{:.0f}"),
    ("Of these: accepted and wrong", "documents/images", "results.published.limen.accepted_but_wrong", "{:.0f}"),
    (
        "One desk, 100,000 persons on record: a page shown, 95 in 100 within",
        "office/load", "desks_1.page.p95", "{:.0f} ms",
    ),
    (
        "Eight desks that never pause, on two cores with their own clients: a form answered, 95 in 100 within",
        "office/load", "desks_8.act.p95", "{:.0f} ms",
    ),
    ("Persons on the published OFAC and UN lists", "screening/speed", "published.entries", "{:,.0f}"),
    ("One traveller screened against them: half within", "screening/speed", "published.ms_median", "{:.1f} ms"),
    ("One traveller screened against them: 95 in 100 within", "screening/speed", "published.ms_p95", "{:.1f} ms"),
    (
        "UN names found in another script, with birth date, flagging 1 traveller in 1,000 (development set)",
        "screening/accuracy", "name and birth.un_xscript.0.1%", "{:.0%}",
    ),
    (
        "OFAC aliases found, with birth date, flagging 1 traveller in 1,000 (development set)",
        "screening/accuracy", "name and birth.ofac_alias.0.1%", "{:.0%}",
    ),
    (
        "The law's answer on a visitor of whom two things are unknown, with its tree: half within",
        "policy/evaluate", "results.visitor, two unknown.with trace.median_ms", "{:.1f} ms",
    ),
    (
        "Cases judged in a CPU second by the whole entry law, no two alike",
        "policy/evaluate", "results.many.no stays, per_second", "{:,.0f}",
    ),
    (
        "100,000 of them under two laws: what would change",
        "policy/evaluate", "results.many.two laws, seconds", "{:.1f} s",
    ),
    (
        "Cases answered although the one fact that is missing decides",
        "policy/beside", "results.Limen.one missing.open, answered all the same", "{}",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """One program's answer: its figures by name, or why there are none; seconds of the clock."""

    name: str
    figures: Mapping[str, Any] = field(default_factory=dict)
    why_not: str = ""
    seconds: float = 0.0


def programs(only: str = "") -> list[Path]:
    """The programs, in order: files of a room that can be run by themselves."""
    found = sorted(path for path in HERE.glob("*/*.py") if '__name__ == "__main__"' in path.read_text(encoding="utf-8"))
    return [path for path in found if only in name_of(path)]


def name_of(program: Path) -> str:
    """`documents/mrz`."""
    return program.relative_to(HERE).with_suffix("").as_posix()


def measure(program: Path) -> Measured:
    """Run one program and take its figures."""
    began = time.monotonic()
    paths = os.pathsep.join(path for path in (str(ROOT / "src"), os.environ.get("PYTHONPATH", "")) if path)
    command = [sys.executable, str(program), "--json"]
    try:
        ran = subprocess.run(
            command, cwd=ROOT, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, check=False,
            timeout=PATIENCE,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Measured(name_of(program), why_not=f"took more than {PATIENCE} s")
    seconds = time.monotonic() - began
    said = (ran.stderr.strip().splitlines() or ["it said nothing"])[-1]
    if ran.returncode:
        return Measured(name_of(program), why_not=said, seconds=seconds)
    try:
        answer = json.loads(ran.stdout)
    except ValueError:
        return Measured(name_of(program), why_not="its answer is no JSON", seconds=seconds)
    return Measured(name_of(program), dict(flat(answer)), seconds=seconds)


def flat(answer: Any, way: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf of a JSON document with the way to it, `published.ms_median`."""
    if isinstance(answer, Mapping):
        for key, value in answer.items():
            yield from flat(value, f"{way}.{key}" if way else str(key))
    elif isinstance(answer, list):
        yield way, ", ".join(map(str, answer)) or "none"
    else:
        yield way, answer


def machine() -> dict[str, Any]:
    """What it was measured on."""
    return {
        "processor": _of_file("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory": _of_file("/proc/meminfo", "MemTotal"),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load": " ".join(f"{load:.2f}" for load in os.getloadavg()) if hasattr(os, "getloadavg") else "",
        "real_data": REAL_DATA.exists(),
        "on": datetime.now(UTC).date().isoformat(),
    }


def _of_file(path: str, label: str) -> str:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(label)), "")


def quoted(found: Sequence[Measured]) -> list[dict[str, str]]:
    """What the README quotes; a figure that was not measured is left out."""
    by_name = {one.name: one.figures for one in found}
    rows = []
    for what, benchmark, way, shape in QUOTED:
        value = by_name.get(benchmark, {}).get(way)
        if value is not None:
            rows.append({"what": what, "figure": shape.format(value), "benchmark": f"benchmarks/{benchmark}.py"})
    return rows


def page(found: Sequence[Measured], where: Mapping[str, Any]) -> str:
    """The results as a page."""
    lines = [
        "# Measured",
        "",
        "Made by `make bench`; every program stands in this folder and says at its top what it measures.",
        "",
        f"On {where['on']}: {where['processor']}, {where['cores']} cores, {where['memory']} memory, {where['system']}, "
        f"Python {where['python']}; load at the start {where['load'] or 'not known'}.",
        "The published lists and the labelled names were " + ("there." if where["real_data"] else "**not** there."),
    ]
    for one in found:
        lines += ["", f"## {one.name}", ""]
        if one.why_not:
            lines.append(f"Not measured: {one.why_not}")
            continue
        lines += ["| figure | value |", "| --- | --- |"]
        lines += [f"| {_cell(name)} | {_cell(_shown(value))} |" for name, value in one.figures.items()]
        lines += ["", f"Took {one.seconds:.0f} s."]
    return "\n".join(lines) + "\n"


def _cell(text: object) -> str:
    return " ".join(str(text).split()).replace("|", "\\|").replace("<", "&lt;").replace(f"{ROOT}/", "").replace(
        f"{ROOT.parent}/", "../"
    )  # fmt: skip


def _shown(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return str(value)
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def main() -> int:
    """Measure, write both files, print the page; 1 where a program could not measure although its data was there."""
    options = argparse.ArgumentParser(prog="benchmarks", description="Measure every figure the README quotes.")
    options.add_argument(
        "--only", default="", metavar="WORD", help="programs with this word in their name; writes nothing"
    )
    chosen = options.parse_args()
    where = machine()
    found = []
    for program in programs(chosen.only):
        print(f"measuring {name_of(program)} …", file=sys.stderr, flush=True)
        found.append(measure(program))
    text = page(found, where)
    print(text)
    if not chosen.only:
        (HERE / "results.md").write_text(text, encoding="utf-8")
        kept = {"machine": where, "quoted": quoted(found), "measured": {one.name: one.figures for one in found}}
        (HERE / "results.json").write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if any(one.why_not for one in found) and where["real_data"] else 0


if __name__ == "__main__":
    sys.exit(main())
