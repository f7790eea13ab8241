"""One YAML file of a pack, read strictly: plain data with the line of every part, nothing that surprises.

The file is read event by event, so that depth, size and number of parts are bounded before anything is built. Plain
scalars are read as YAML 1.2's core schema reads them (Norway stays `NO`); what YAML 1.1 would have read otherwise is
refused unless quoted. Anchors, aliases, tags, duplicate keys and several documents in one file are refused.
"""

from __future__ import annotations

import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

LARGEST_FILE = 1 << 20
DEEPEST = 24
MOST_PARTS = 60_000

_INT = re.compile(r"[-+]?\d+")
_RISKY = re.compile(
    r"(?:y|n|yes|on|off|Yes|YES|No|On|ON|Off|OFF|True|TRUE|False|FALSE|Null|NULL|~|\d+:[\d:]+|0[xo].*|[-+]?\d*\.\d+)$"
)
_PLAIN = {"true": True, "false": False, "null": None, "": None}


class PageError(ValueError):
    """A file that is not the YAML a pack is written in; the message names the line."""


class Page:
    """The data of one file and the line on which each part begins."""

    def __init__(self, data: Any, lines: dict[tuple[Any, ...], int]) -> None:
        self.data = data
        self._lines = lines

    def line(self, path: tuple[Any, ...]) -> int:
        """The line of the part at a path, or of the nearest part that holds it."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)


def read_page(data: bytes) -> Page:
    """Read one file. Raises PageError."""
    if len(data) > LARGEST_FILE:
        raise PageError(f"line 1: the file has {len(data)} bytes, more than the {LARGEST_FILE} that are read")
    try:
        text = data.decode("utf-8")
        return _Builder().build(text)
    except UnicodeDecodeError as problem:
        raise PageError(f"line 1: the file is not UTF-8: {problem}") from problem
    except YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        reason = getattr(problem, "problem", None) or str(problem).splitlines()[0]
        raise PageError(f"line {mark.line + 1 if mark else 1}: {reason}") from problem
    except (ValueError, RecursionError, AttributeError, TypeError, IndexError) as problem:
        if isinstance(problem, PageError):
            raise
        raise PageError(f"line 1: this is not readable YAML: {type(problem).__name__}") from problem


class _Builder:
    def __init__(self) -> None:
        self.lines: dict[tuple[Any, ...], int] = {}
        self.stack: list[tuple[Any, tuple[Any, ...]]] = []
        self.keys: list[Any] = []
        self.root: Any = None
        self.documents = 0
        self.parts = 0

    def build(self, text: str) -> Page:
        for event in YAML(typ="safe", pure=True).parse(text):
            self.take(type(event).__name__, event, event.start_mark.line + 1)
        return Page(self.root, self.lines)

    def take(self, kind: str, event: Any, line: int) -> None:
        if kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                raise PageError(f"line {line}: one document in a file")
        elif kind == "AliasEvent" or getattr(event, "anchor", None):
            raise PageError(f"line {line}: anchors and aliases are not used: write it out")
        elif kind in {"MappingStartEvent", "SequenceStartEvent"}:
            if getattr(event, "tag", None):
                raise PageError(f"line {line}: tags are not used")
            self.open({} if kind == "MappingStartEvent" else [], line)
        elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
            self.stack.pop()
            self.keys.pop()
        elif kind == "ScalarEvent":
            self.scalar(event, line)

    def open(self, value: Any, line: int) -> None:
        if len(self.stack) >= DEEPEST:
            raise PageError(f"line {line}: nested deeper than {DEEPEST}")
        path = self.add(value, line)
        self.stack.append((value, path))
        self.keys.append(_NO_KEY)

    def scalar(self, event: Any, line: int) -> None:
        # `implicit` is (True, False) for a plain scalar without tag, (False, True) for a quoted one
        if getattr(event, "tag", None):
            raise PageError(f"line {line}: tags are not used")
        value = event.value if event.style else plain(event.value, line)
        if self.stack and isinstance(self.stack[-1][0], dict) and self.keys[-1] is _NO_KEY:
            if not isinstance(value, str):
                value = event.value
            if value in self.stack[-1][0]:
                raise PageError(f"line {line}: the key {value!r} is given twice")
            self.keys[-1] = value
            return
        self.add(value, line)

    def add(self, value: Any, line: int) -> tuple[Any, ...]:
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise PageError(f"line {line}: more than {MOST_PARTS} parts")
        if not self.stack:
            self.root, path = value, ()
        else:
            parent, parent_path = self.stack[-1]
            if isinstance(parent, list):
                path = (*parent_path, len(parent))
                parent.append(value)
            else:
                key = self.keys[-1]
                if key is _NO_KEY:
                    raise PageError(f"line {line}: a key is a word, not a list or a mapping")
                path = (*parent_path, key)
                parent[key] = value
                self.keys[-1] = _NO_KEY
        self.lines[path] = line
        return path


_NO_KEY: Any = object()


def plain(text: str, line: int) -> Any:
    """A plain scalar: true, false, null, a whole number, else text."""
    if text in _PLAIN:
        return _PLAIN[text]
    if _INT.fullmatch(text) and not (len(text) > 1 and text[0] == "0"):
        if len(text) > 18:
            raise PageError(f"line {line}: {text[:20]}… is too large a number")
        return int(text)
    if _RISKY.match(text):
        raise PageError(f"line {line}: {text!r} is read differently by different readers: put it in quotes")
    return text
