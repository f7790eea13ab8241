"""What tests of the command line share: what a command answered, a file to give it, and the program as a process."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import limen

TOLD = re.compile(r"limen: .+\n")  # all that may stand on standard error when something cannot be used


class Told:
    """What a command answered: its exit code, its output, its one line."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def program(*argv: object, home: Path, stdin: str = "", **environ: str) -> Told:
    """Run `python -m limen` as a process of its own, in a home of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIMEN_", "DJANGO_", "COVERAGE"))}
    paths = os.pathsep.join([str(Path(limen.__file__).parents[1]), kept.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "limen", *map(str, argv)],
        input=stdin, capture_output=True, text=True, encoding="utf-8", timeout=240, check=False,
        env={**kept, "PYTHONPATH": paths, "LIMEN_HOME": str(home), **environ},
    )  # fmt: skip
    return Told(done.returncode, done.stdout, done.stderr)
