"""Django's SQLite backend with a queue of writers; Django demands this module's name.

`ENGINE = "limen.office.records.sqlite"` with the options `transaction_mode` IMMEDIATE, `timeout`, and an
`init_command` that sets WAL and synchronous=FULL. Every outermost `atomic` takes a turn before it begins and gives it
back at commit, rollback or close. A write outside `atomic` does not queue: the acts of the office are all atomic.
"""

from __future__ import annotations

import time
from importlib import import_module
from pathlib import Path
from typing import Any

from django.db.utils import OperationalError

from limen.office.records.sqlite import engine  # it decides which SQLite Django binds, so before Django's backend
from limen.office.records.sqlite.turn import Turn, TurnError

base: Any = import_module("django.db.backends.sqlite3.base")  # untyped: the stubs leave out what a backend overrides

_QUEUED_MODES = frozenset({"IMMEDIATE", "EXCLUSIVE"})
_PAUSE = 0.02


class DatabaseWrapper(base.DatabaseWrapper):  # type: ignore[misc]
    """One connection to the embedded database, which waits for its turn before it writes."""

    turn: Turn | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open the file, and find out where it is: in-memory databases have no other writers and no queue."""
        timeout = float(conn_params.get("timeout", 5.0))
        connection = self._opened(conn_params, time.monotonic() + timeout)
        file = "" if self.is_in_memory_db() else connection.execute("PRAGMA database_list").fetchone()[2]
        self.turn = Turn(Path(file), timeout) if file else None
        return connection

    def _opened(self, conn_params: dict[str, Any], until: float) -> Any:
        while True:
            try:
                return super().get_new_connection(conn_params)
            except base.Database.OperationalError as error:
                # Changing a new file to WAL answers "locked" at once, whatever the timeout, while another does it.
                if "locked" not in str(error) or time.monotonic() > until:
                    raise
            time.sleep(_PAUSE)

    def get_database_version(self) -> tuple[int, ...]:
        """The version of the engine in use, as `limen.office.records.sqlite.engine` put it in place."""
        return engine.IN_USE.release

    def _start_transaction_under_autocommit(self) -> None:
        if self.turn is not None and self.transaction_mode in _QUEUED_MODES:
            try:
                self.turn.take()
            except (TurnError, OSError) as error:
                raise OperationalError(str(error)) from error
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:  # whatever it was, the turn goes back before it is raised again
            self._give_back()
            raise

    def _commit(self) -> None:
        super()._commit()
        # Only once it is through: a commit that failed leaves the transaction open, and Django rolls it back.
        self._give_back()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._give_back()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._give_back()

    def _give_back(self) -> None:
        if self.turn is not None:
            self.turn.give_back()
