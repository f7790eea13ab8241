from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from itertools import pairwise
from uuid import RFC_4122, UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.office.records import uuid7 as module
from limen.office.records.uuid7 import LAST_MS, Uuid7Error, time_of, uuid7


def test_the_example_of_the_rfc_tells_its_time() -> None:
    # RFC 9562 appendix A.6: Tuesday, February 22, 2022 2:22:22.00 PM GMT-05:00.
    assert time_of(UUID("017F22E2-79B0-7CC3-98C4-DC0C0C07398F")) == datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)


@given(st.integers(0, LAST_MS))
def test_a_key_carries_its_moment_version_and_variant(at_ms: int) -> None:
    key = uuid7(at_ms)
    assert key.version == 7
    assert key.variant == RFC_4122
    assert round(time_of(key).timestamp() * 1000) == at_ms


@given(st.lists(st.integers(0, 5), min_size=2, max_size=50))
def test_keys_of_moments_that_do_not_fall_rise(moments: list[int]) -> None:
    keys = [uuid7(at_ms) for at_ms in sorted(moments)]
    assert keys == sorted(set(keys))
    assert [str(key) for key in keys] == sorted(str(key) for key in keys)


def test_keys_of_the_clock_rise_and_tell_the_time() -> None:
    before = time.time_ns() // 1_000_000
    keys = [uuid7() for _ in range(20_000)]
    assert all(one < next for one, next in pairwise(keys))
    assert before <= round(time_of(keys[0]).timestamp() * 1000) <= round(time_of(keys[-1]).timestamp() * 1000)


def test_keys_rise_when_the_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time_ns()
    monkeypatch.setattr(module.time, "time_ns", lambda: now + 60_000_000_000)
    ahead = uuid7()
    monkeypatch.setattr(module.time, "time_ns", lambda: now - 3_600_000_000_000)
    assert uuid7() > ahead
    module._begin_again()  # the rest of the run is not held a minute ahead


def test_a_key_dated_ahead_does_not_drag_the_clock() -> None:
    uuid7(LAST_MS)
    assert time_of(uuid7()).year < 9999


def test_eight_threads_never_draw_one_key_twice() -> None:
    drawn: list[list[UUID]] = [[] for _ in range(8)]
    start = threading.Barrier(8)

    def draw(mine: list[UUID]) -> None:
        start.wait()
        mine.extend(uuid7() for _ in range(2_000))

    threads = [threading.Thread(target=draw, args=(mine,)) for mine in drawn]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({key for mine in drawn for key in mine}) == 16_000
    assert all(mine == sorted(mine) for mine in drawn)


FORK = """
import os
from limen.office.records import uuid7
uuid7.uuid7(5)
shared = uuid7._by_moment
uuid7._by_moment._lock.acquire()  # as if another thread were drawing a key
child = os.fork()
if not child:
    print("own" if uuid7._by_moment is not shared and uuid7.uuid7(5) else "shared", flush=True)
    os._exit(0)
os.waitpid(child, 0)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_worker_starts_its_own_sequence_and_does_not_hang() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", FORK]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, env=environment)
    assert told.stdout.strip() == "own"


@pytest.mark.parametrize("at_ms", [-1, LAST_MS + 1, 2**48])
def test_a_moment_outside_the_calendar_is_refused(at_ms: int) -> None:
    with pytest.raises(Uuid7Error, match="milliseconds since 1970"):
        uuid7(at_ms)


@pytest.mark.parametrize("key", [uuid4(), UUID(int=0), UUID("ffffffff-ffff-7fff-bfff-ffffffffffff")])
def test_a_key_that_tells_no_time_is_refused(key: UUID) -> None:
    with pytest.raises(Uuid7Error, match="tells no time"):
        time_of(key)
