"""Keys that sort by time: UUID version 7 (RFC 9562 5.7), so that rows made at many posts never share a key.

Keys drawn without a time rise within one process, also where the clock stands or is set back (RFC 9562 6.2, method 2).
A key drawn for a given moment carries exactly that moment.
"""

from __future__ import annotations

import os
import secrets
import threading
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The last moment a datetime can tell; the format's own 48 bits would reach the year 10889.
LAST_MS = (datetime(9999, 12, 31, 23, 59, 59, 999000, tzinfo=UTC) - _EPOCH) // timedelta(milliseconds=1)

_TAIL_BITS = 74  # rand_a and rand_b, read as one counter
_STEP_BITS = 32  # RFC 9562 6.2: a random step of at least 32 bits keeps the next key unguessable


class Uuid7Error(ValueError):
    """A moment that no key can carry, or a key that carries none."""


class _Sequence:
    """The last key's moment and tail; the next of one moment is a random step above it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at_ms = -1
        self._tail = 0

    def next(self, at_ms: int, *, never_back: bool) -> tuple[int, int]:
        with self._lock:
            if never_back:
                at_ms = max(at_ms, self._at_ms)
            if at_ms == self._at_ms:
                self._tail += 1 + secrets.randbits(_STEP_BITS)
            else:
                # The top bit starts clear: 2**41 keys of one moment would be needed to run out of tails.
                self._at_ms, self._tail = at_ms, secrets.randbits(_TAIL_BITS - 1)
            return at_ms, self._tail


# Keys for given moments have their own sequence, or one dated ahead would drag the clock's keys after it.
_by_clock = _Sequence()
_by_moment = _Sequence()


def _begin_again() -> None:
    """A forked worker starts its own sequences: it shares neither the parent's last key nor a lock held elsewhere."""
    global _by_clock, _by_moment
    _by_clock, _by_moment = _Sequence(), _Sequence()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_again)


def uuid7(at_ms: int | None = None) -> UUID:
    """A new key. `at_ms` is its moment in milliseconds since 1970, the machine's clock where it is not given.

    Keys of the clock always rise within a process; keys of given moments rise as long as the moments do not fall.
    Raises Uuid7Error for a moment before 1970 or after 9999.
    """
    if at_ms is None:
        moment, tail = _by_clock.next(time.time_ns() // 1_000_000, never_back=True)
    elif 0 <= at_ms <= LAST_MS:
        moment, tail = _by_moment.next(at_ms, never_back=False)
    else:
        raise Uuid7Error(f"{at_ms} ms is outside 1970 to 9999: give milliseconds since 1970-01-01 UTC")
    # RFC 9562 5.7: 48 bits of time, version 7, 12 bits, variant 0b10, 62 bits.
    return UUID(int=moment << 80 | 0x7 << 76 | (tail >> 62) << 64 | 0b10 << 62 | tail & (1 << 62) - 1)


def time_of(key: UUID) -> datetime:
    """The moment a version 7 key was drawn for, in UTC, to the millisecond. Raises Uuid7Error for any other key."""
    at_ms = key.int >> 80
    if key.version != 7 or at_ms > LAST_MS:
        raise Uuid7Error(f"{key} is not a UUID of version 7 and tells no time")
    return _EPOCH + timedelta(milliseconds=at_ms)
