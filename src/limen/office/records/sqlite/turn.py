"""The queue of writers: who may begin a transaction next, in the order of asking, across threads and processes.

SQLite lets writers race: whoever sleeps longest in its busy handler waits longest, and one busy process can keep the
others out for seconds. Here a writer takes its turn before `BEGIN IMMEDIATE`. Two locked files make the queue: `next`
is held by the one writer who is next in line, `turn` by the one who writes. A writer who has just finished must get
`next` to write again, and that is held by somebody who is waiting already: nobody is overtaken twice.

The locks are `flock`s on files beside the database: the kernel drops them when a process dies, and closing them does
not drop SQLite's own locks, as it would on the database file. Where there is no `flock` (Windows) nobody queues and
SQLite's own waiting decides.
"""

from __future__ import annotations

import os
import threading
import weakref
from pathlib import Path

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows
    fcntl = None  # type: ignore[assignment]

TURN_SUFFIX = "-turn"
NEXT_SUFFIX = "-next"


class TurnError(TimeoutError):
    """A turn that did not come: some writer has held the database for the whole time allowed."""


class Turn:
    """One connection's place in the queue of a database file.

    `database` is the file itself, the two lock files stand beside it and stay there; `timeout` is in seconds.
    """

    def __init__(self, database: Path, timeout: float) -> None:
        self._files = tuple(database.with_name(database.name + suffix) for suffix in (NEXT_SUFFIX, TURN_SUFFIX))
        self._timeout = timeout
        self._locks: _Locks | None = None
        self.is_held = False

    def take(self) -> None:
        """Wait until it is this connection's turn to write; at once where it already is.

        Raises TurnError after the timeout, OSError where the lock files cannot be opened.
        """
        if self.is_held or fcntl is None:
            return
        locks = self._locks or _Locks(self._files)
        self._locks = None  # until the turn has come the locks may have to be left to the waiting thread
        if not locks.take_at_once() and not _Waiter(locks).wait(self._timeout):
            raise TurnError(
                f"no turn to write to {self._files[1].name.removesuffix(TURN_SUFFIX)} in {self._timeout:g} s: another "
                f"writer keeps its transaction open; find it with `fuser -v {self._files[1]}` and end it, or try again"
            )
        self._locks = locks
        self.is_held = True

    def give_back(self) -> None:
        """Let the next writer begin; does nothing where no turn is held."""
        if self.is_held and self._locks is not None:
            self.is_held = False
            self._locks.give_back()


class _Locks:
    """The two open lock files of one connection; closed with it."""

    def __init__(self, files: tuple[Path, ...]) -> None:
        opened: list[int] = []
        self.close = weakref.finalize(self, _close_all, opened)
        for file in files:
            opened.append(os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o660))
        self._next, self._turn = opened

    def take_at_once(self) -> bool:
        """Both locks if they are free. `next` may stay held where only `turn` is not: `wait` goes on from there."""
        try:
            fcntl.flock(self._next, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.flock(self._turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        fcntl.flock(self._next, fcntl.LOCK_UN)
        return True

    def wait(self) -> None:
        """Stand in line, then be next, then have the turn."""
        fcntl.flock(self._next, fcntl.LOCK_EX)
        fcntl.flock(self._turn, fcntl.LOCK_EX)
        fcntl.flock(self._next, fcntl.LOCK_UN)

    def give_back(self) -> None:
        fcntl.flock(self._turn, fcntl.LOCK_UN)


class _Waiter:
    """Waiting with an end: a blocked `flock` cannot be called off, so a thread of its own waits in it.

    Where the wait is given up, the thread stays until the turn comes, passes it on and closes the locks.
    """

    def __init__(self, locks: _Locks) -> None:
        self._locks = locks
        self._decided = threading.Lock()
        self._came = threading.Event()
        self._is_given_up = False

    def wait(self, timeout: float) -> bool:
        """Whether the turn came within so many seconds."""
        threading.Thread(target=self._stand_in_line, name="limen-writer-turn", daemon=True).start()
        if self._came.wait(timeout):
            return True
        with self._decided:
            self._is_given_up = not self._came.is_set()
            return not self._is_given_up

    def _stand_in_line(self) -> None:
        self._locks.wait()
        with self._decided:
            if self._is_given_up:
                self._locks.close()
            else:
                self._came.set()


def _close_all(descriptors: list[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)
