"""What every command takes and gives: files and standard input, bounded; text and JSON; one line for what went wrong.

Rules of the module: a file that cannot be used is one `UsageError`, raised before anything is written. It stands here,
below the command line, because the commands of the office use it too; it knows nothing of the office.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

LARGEST_INPUT = 256 << 20  # bytes: the largest list that is read
LARGEST_JSON = 64 << 20
_SHOWN = 200

Arguments = argparse.Namespace
Run = Callable[[Arguments], int]
Argument = tuple[tuple[str, ...], Mapping[str, Any]]


class UsageError(Exception):
    """Input or usage that cannot be used: what, why, what to do."""


def takes(*flags: str, **options: Any) -> Argument:
    """One argument of a command, as argparse takes it."""
    return flags, options


# -- reading what is given -------------------------------------------------------------------------------------------


def read_bytes(source: str, largest: int = LARGEST_INPUT) -> bytes:
    """The bytes of a file, or of standard input for `-`. Raises UsageError."""
    try:
        if source == "-":
            data = sys.stdin.buffer.read(largest + 1)
        else:
            with Path(source).open("rb") as stream:
                data = stream.read(largest + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError(
            f"{source}: cannot be read ({why}); give the path of a file, or - for standard input"
        ) from error
    if len(data) > largest:
        raise UsageError(f"{source}: more than {largest:,} bytes; split it and give the parts one by one")
    return data


def read_text(source: str, largest: int = LARGEST_INPUT) -> str:
    """The text of a file in UTF-8, or of standard input. Raises UsageError."""
    try:
        return read_bytes(source, largest).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{source}: this is no UTF-8 text (byte {error.start + 1}); give a text file") from error


def read_json(source: str) -> Any:
    """The JSON document in a file. Raises UsageError."""
    return _json(read_text(source, LARGEST_JSON), source)


def read_json_lines(source: str) -> list[tuple[str, Any]]:
    """Each line of a JSON Lines file with its place for messages. Raises UsageError: all lines are read before any."""
    lines = enumerate(read_text(source).split("\n"), 1)
    return [
        (f"{source}, line {number}", _object(line, f"{source}, line {number}"))
        for number, line in lines
        if line.strip()
    ]


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        why = error.msg if isinstance(error, json.JSONDecodeError) else str(error) or "nested too deeply"
        raise UsageError(f"{where}: this is no JSON ({why[:_SHOWN]}); give one JSON document, or one a line") from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _object(line: str, where: str) -> dict[str, Any]:
    found = _json(line, where)
    if not isinstance(found, dict):
        raise UsageError(f'{where}: a line is an object, such as {{"id": "1"}}; this is {type(found).__name__}')
    return found


def day(text: str) -> date:
    """A whole day as an argument."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write 2026-11-22") from error


def share(text: str) -> float:
    """A number from 0 to 1 as an argument."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to 1")
    return number


# -- writing what is answered ----------------------------------------------------------------------------------------


def say(text: str = "") -> None:
    """One line for people."""
    sys.stdout.write(text + "\n")


def say_json(document: Any, *, line: bool = False) -> None:
    """One JSON document, indented; or one line of JSON Lines."""
    layout: dict[str, Any] = {"separators": (",", ":")} if line else {"indent": 2, "default": str}
    say(json.dumps(document, ensure_ascii=False, **layout))


def note(text: str) -> None:
    """Progress of long work, on standard error."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


SHAPES = {"passed": "●", "failed": "■", "unsure": "◆", "not_done": "○"}


def say_findings(findings: Iterable[Any], words: Mapping[str, str]) -> None:
    """Findings for people, the worst first."""
    from limen.vocabulary.evidence import SEVERITY

    for finding in sorted(findings, key=lambda found: SEVERITY[found.outcome]):
        say(f"  {SHAPES[finding.outcome]} {finding.reason(words)}" + (f" [{finding.clause}]" if finding.clause else ""))


def complain(message: str) -> None:
    """What went wrong, in one line on standard error."""
    note("limen: " + " ".join(message.split())[:1000])
