"""Settings read from the environment, strictly: a wrong value is refused with the values that would be accepted.

`SETTINGS` is the whole list; the officer guide prints it and a test holds both equal.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse


class SettingError(ValueError):
    """A setting that cannot be used; the message says which, why, and what would do."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its name, what it is for, what it accepts and what it is without it."""

    name: str
    purpose: str
    accepts: str
    default: str
    read: Callable[[str], Any]


def _flag(text: str) -> bool:
    if text.lower() in {"1", "yes", "true", "on"}:
        return True
    if text.lower() in {"0", "no", "false", "off"}:
        return False
    raise ValueError("not a yes or a no")


def _one_of(*values: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in values:
            raise ValueError("not one of them")
        return text

    return read


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _node(text: str) -> str:
    if not text.replace("-", "").isalnum() or len(text) > 40:
        raise ValueError("not a short plain name")
    return text


def _database(text: str) -> dict[str, Any]:
    parts = urlparse(text)
    if parts.scheme == "sqlite":
        return {"scheme": "sqlite", "path": unquote(parts.path)}
    if parts.scheme == "postgresql":
        return {
            "scheme": "postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
        }
    raise ValueError("neither sqlite nor postgresql")


SETTINGS: tuple[Setting, ...] = (
    Setting("LIMEN_HOME", "folder of the database, keys, indexes and checkpoints", "a folder's path", "var", Path),
    Setting(
        "LIMEN_NODE", "name of this node, written on every row", "letters, digits, hyphens; 40 at most", "post-1", _node
    ),
    Setting(
        "LIMEN_MODE",
        "demo: fictional data and published passwords; office: real work",
        "demo, office",
        "office",
        _one_of("demo", "office"),
    ),
    Setting(
        "LIMEN_DATABASE",
        "the database",
        "sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME",
        "sqlite:// (limen.sqlite3 in LIMEN_HOME)",
        _database,
    ),
    Setting(
        "LIMEN_SECRET",
        "key that signs sessions, 32 characters at least",
        "text",
        "made once, kept in LIMEN_HOME/secret with mode 0600",
        str,
    ),
    Setting("LIMEN_HOSTS", "host names served, separated by commas", "names", "127.0.0.1,localhost", _words),
    Setting("LIMEN_HTTPS", "whether the console is reached over HTTPS (secure cookies, HSTS)", "yes, no", "no", _flag),
    Setting("LIMEN_POLICIES", "further folders of law packs, separated by commas", "folder paths", "", _words),
    Setting("LIMEN_LAWTEXT", "folder of official law texts, shown beside rules that cite them", "a folder", "", str),
    Setting(
        "LIMEN_MFA",
        "whether a second factor is required of every account",
        "yes, no",
        "yes in office mode, no in the demo",
        _flag,
    ),
    Setting(
        "LIMEN_FACES",
        "whether a traveller's face may be compared with the document's portrait by a program (extra `face`)",
        "yes, no",
        "yes",
        _flag,
    ),
)


def read_settings(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Every setting by name; None where it is absent and has no plain default. Raises SettingError."""
    source = os.environ if environ is None else environ
    unknown = sorted(name for name in source if name.startswith("LIMEN_") and name not in {s.name for s in SETTINGS})
    if unknown:
        names = ", ".join(setting.name for setting in SETTINGS)
        raise SettingError(f"{unknown[0]} is no setting of Limen; the settings are {names}")
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        text = source.get(setting.name)
        if text is None:
            values[setting.name] = None
            continue
        try:
            values[setting.name] = setting.read(text)
        except ValueError as error:
            raise SettingError(
                f"{setting.name}={text!r} cannot be used ({error}); accepted: {setting.accepts}"
            ) from error
    return values
