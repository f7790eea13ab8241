"""What a reader keeps until the desk has it: sealed, in order, bounded, never half, and what is lost is counted."""

from __future__ import annotations

import os
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from limen.office.connections.spool import Kept, Spool, SpoolError

NOW = datetime.now(UTC)


def reading(number: int = 1, data: bytes = b"") -> Kept:
    return Kept(uuid.UUID(int=number), "lines", NOW, "scanner", f"P<UTO{number}", "", data)


def keys(spool: Spool) -> list[int]:
    return [kept.key.int for kept in spool.waiting()]


def test_readings_come_back_as_they_were_in_order_and_once(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    for number in (3, 1, 2):
        assert spool.add(reading(number, bytes([number]) * 10), NOW)
    assert not spool.add(reading(1), NOW), "the same reading again"
    assert keys(spool) == [3, 1, 2]
    assert next(spool.waiting()) == reading(3, b"\x03" * 10)
    spool.done(uuid.UUID(int=3))
    assert keys(Spool(tmp_path / "spool")) == [1, 2], "another process finds the same"


def test_nothing_can_be_read_by_others_or_without_the_key(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    spool.add(reading(1, b"SECRET-PICTURE"), NOW)
    for path in (tmp_path / "spool").iterdir():
        assert path.stat().st_mode & 0o077 == 0
        assert b"SECRET" not in path.read_bytes()
        assert b"P<UTO" not in path.read_bytes()
    (tmp_path / "spool" / "spool.key").unlink()
    assert keys(Spool(tmp_path / "spool")) == []


def test_a_key_that_others_could_read_is_refused(tmp_path: Path) -> None:
    Spool(tmp_path / "spool")
    key = tmp_path / "spool" / "spool.key"
    key.chmod(0o644)
    with pytest.raises(SpoolError, match="chmod 600"):
        Spool(tmp_path / "spool")
    key.chmod(0o600)
    key.write_bytes(b"short")
    with pytest.raises(SpoolError, match="no key"):
        Spool(tmp_path / "spool")


def test_a_sealed_reading_that_was_changed_or_renamed_is_dropped_and_counted(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    spool = Spool(folder)
    for number in (1, 2, 3):
        spool.add(reading(number), NOW)
    first, second, _third = sorted(folder.glob("*.sealed"))
    first.write_bytes(first.read_bytes()[:-1] + b"\0")
    second.rename(second.with_name(second.name.replace("000002", "000009")))
    assert keys(spool) == [3]
    assert dict(spool.dropped().counts) == {"damaged": 2}


def test_the_oldest_goes_where_there_are_too_many_and_is_counted(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", most=3)
    for number in range(1, 6):
        spool.add(reading(number), NOW)
    assert keys(spool) == [3, 4, 5]
    assert spool.dropped().total == 2
    spool.told(spool.dropped())
    assert spool.dropped().total == 0


def test_the_oldest_goes_where_they_are_too_large_together(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", octets=2_500)
    for number in (1, 2, 3):
        spool.add(reading(number, b"x" * 1_000), NOW)
    assert keys(spool) == [2, 3]


def test_what_is_too_old_goes(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", longest=timedelta(hours=1))
    spool.add(reading(1), NOW)
    (path,) = (tmp_path / "spool").glob("*.sealed")
    old = (NOW - timedelta(hours=2)).timestamp()
    os.utime(path, (old, old))
    spool.add(reading(2), NOW)
    assert keys(spool) == [2]
    assert dict(spool.dropped().counts) == {"too old": 1}


def test_one_that_is_too_large_is_never_kept(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    assert not spool.add(replace(reading(), data=b"x" * ((24 << 20) + 1)), NOW)
    assert dict(spool.dropped().counts) == {"too large": 1}


def test_a_reading_half_written_when_the_power_went_is_no_reading(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    spool.add(reading(1), NOW)
    (path,) = (tmp_path / "spool").glob("*.sealed")
    (tmp_path / "spool" / ".000000000002-x.sealed.part").write_bytes(path.read_bytes()[:20])
    again = Spool(tmp_path / "spool")
    assert keys(again) == [1]
    assert not list((tmp_path / "spool").glob(".*.part"))
