"""Coverage-guided runs over the parsers of outside bytes: `python -m tests.fuzz [PART …] [--seconds N] [--keep]`.

Each part runs in a process of its own with libFuzzer's bounds on memory and on the time of one input, until a million
inputs or the seconds are over. What it finds that reaches new code is kept with `--keep` under `corpus/`, and every
test run replays it (`test_corpus`). An input that breaks a part is written beside it, under `broken/`.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz import CORPUS, FOLDER, PARTS

INPUTS = 1_000_000
LARGEST = 64 * 1024  # bytes of one input
MEMORY = 1536  # MiB; the libraries alone take 300
SLOWEST = 10  # seconds for one input
MOST_KEPT, LARGEST_KEPT = 250, 16 * 1024


def main(arguments: list[str]) -> int:
    """Run the parts that are named, or all; 1 where one broke."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    asked.add_argument("parts", nargs="*", metavar="PART", help="all where none is named")
    asked.add_argument("--seconds", type=int, default=60)
    asked.add_argument("--keep", action="store_true", help="add what reached new code to the corpus")
    given = asked.parse_args(arguments)
    broken = [part for part in given.parts or PARTS if not run(part, given.seconds, keep=given.keep)]
    return 1 if broken else 0


def run(part: str, seconds: int, *, keep: bool) -> bool:
    """One part in a process of its own; whether it held."""
    kept = CORPUS / part
    broken = FOLDER / "broken"
    with tempfile.TemporaryDirectory(prefix="limen-fuzz-") as scratch:
        fresh = Path(scratch)
        begun = time.monotonic()
        folders = [str(fresh), *([str(kept)] if kept.is_dir() else [])]
        broken.mkdir(exist_ok=True)
        bounds = [f"-runs={INPUTS}", f"-max_total_time={seconds}", f"-max_len={LARGEST}", f"-rss_limit_mb={MEMORY}",
                  f"-timeout={SLOWEST}", f"-artifact_prefix={broken}/{part}-", "-print_final_stats=1"]  # fmt: skip
        done = _driven(part, [*folders, *bounds])
        stats = dict(re.findall(r"stat::(\w+):\s+(\d+)", done.stderr))
        inputs, memory = stats.get("number_of_executed_units", "?"), stats.get("peak_rss_mb", "?")
        print(
            f"{part}: {inputs} inputs in {time.monotonic() - begun:.0f} s, at most {memory} MiB, exit {done.returncode}"
        )
        if done.returncode:
            print(done.stderr[-3000:])
        elif keep:
            _keep(part, fresh, kept)
    if not any(broken.iterdir()):
        broken.rmdir()
    return done.returncode == 0


def _keep(part: str, fresh: Path, kept: Path) -> None:
    """Add what reached new code to the corpus; where that is too much, every so many by size stay."""
    kept.mkdir(parents=True, exist_ok=True)
    found = sorted(
        (one for one in fresh.iterdir() if one.stat().st_size <= LARGEST_KEPT), key=lambda one: one.stat().st_size
    )
    room = max(0, MOST_KEPT - sum(1 for _ in kept.iterdir()))
    for one in found[:: max(1, len(found) // room)][:room] if room else ():
        data = one.read_bytes()
        (kept / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


def _driven(part: str, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.fuzz.driving", part, *arguments]
    # Freed memory is given back at once, so that growth is of the part and not of the allocator's habits.
    environment = {
        **os.environ,
        "MALLOC_ARENA_MAX": "1",
        "MALLOC_MMAP_THRESHOLD_": "65536",
        "MALLOC_TRIM_THRESHOLD_": "65536",
    }
    return subprocess.run(
        command, check=False, text=True, capture_output=True, cwd=FOLDER.parents[1], errors="replace", env=environment
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
