"""Which SQLite this process runs on: the one place that decides, imported first by the settings.

Debian 12 ships 3.40, which has the WAL-reset race that can corrupt a database written by several processes; the
`pysqlite3` wheel carries a SQLite with the fix. Importing this module puts the wheel in the place of `sqlite3`, for
Django and for everything imported after it. Where there is no wheel the standard library's engine stays, and
`engine_version()` says so.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version

# The race was closed in 3.51.3 and carried back to two older series (sqlite.org, WAL-reset bug).
_FIXED_IN = (3, 51, 3)
_CARRIED_BACK: dict[tuple[int, ...], tuple[int, ...]] = {(3, 50): (3, 50, 7), (3, 44): (3, 44, 6)}


class EngineError(RuntimeError):
    """Django has already bound the other SQLite, so that both would open one file."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A SQLite: its version (`3.53.4`) and where it is from."""

    version: str
    source: str

    @property
    def release(self) -> tuple[int, ...]:
        """The version as numbers that compare."""
        return tuple(int(part) for part in self.version.split("."))

    @property
    def has_wal_fix(self) -> bool:
        """Whether it is free of the WAL-reset race."""
        return self.release >= _CARRIED_BACK.get(self.release[:2], _FIXED_IN)

    def __str__(self) -> str:
        return f"SQLite {self.version} ({self.source})"


def engine_version() -> str:
    """The SQLite of this process in words, as the health page shows it: `SQLite 3.53.4 (pysqlite3 0.6.1)`."""
    return str(IN_USE) if IN_USE.has_wal_fix else f"{IN_USE}, without the fix of the WAL-reset race"


def _put_in_place() -> Engine:
    try:
        wheel, interface = import_module("pysqlite3"), import_module("pysqlite3.dbapi2")
    except ImportError:  # the wheel is made for Linux only
        return Engine(import_module("sqlite3").sqlite_version, "standard library")
    bound = sys.modules.get("django.db.backends.sqlite3.base")
    if bound is not None and bound.Database is not interface:
        raise EngineError(
            "Django's SQLite backend was imported before limen.office.records.sqlite.engine, so it runs on "
            f"SQLite {bound.Database.sqlite_version}: import the engine first, at the top of the settings"
        )
    sys.modules["sqlite3"], sys.modules["sqlite3.dbapi2"] = wheel, interface
    return Engine(interface.sqlite_version, f"pysqlite3 {version('pysqlite3')}")


IN_USE = _put_in_place()
