"""One part under libFuzzer, from its own seeds: `python -m tests.fuzz.driving PART ITS-ARGUMENTS`."""

from __future__ import annotations

import hashlib
import importlib
import sys
from pathlib import Path

import atheris


def main(arguments: list[str]) -> None:
    """Instrument our own code, import the part, and run until libFuzzer ends the process."""
    part, *given = arguments
    with atheris.instrument_imports(include=["limen"]):
        target = importlib.import_module(f"tests.fuzz.{part}")
    for seed in getattr(target, "seeds", list)():
        (Path(given[0]) / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    atheris.Setup([part, *given], target.one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
