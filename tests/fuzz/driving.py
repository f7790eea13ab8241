"""One part under libFuzzer, started by `python -m tests.fuzz`: `python -m tests.fuzz.driving PART ITS-ARGUMENTS`."""

from __future__ import annotations

import importlib
import sys

import atheris


def main(arguments: list[str]) -> None:
    """Instrument our own code, import the part, and run until libFuzzer ends the process."""
    part, *given = arguments
    with atheris.instrument_imports(include=["limen"]):
        target = importlib.import_module(f"tests.fuzz.{part}")
    atheris.Setup([part, *given], target.one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
