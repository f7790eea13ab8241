"""What a reader program keeps until its desk has it: encrypted, bounded, in order, each reading under its own key.

Rules: a reading is a file of its own, written whole or not at all, sealed with AES-GCM under a key that nobody else may
read, and bound to its name. It goes only once the desk has said that it has it, so a reading may be sent twice and is
never lost. What does not fit any more is dropped, the oldest first, and counted, so that it can be said.

The key lies beside what it seals: that guards a copied folder or a disk image without it, not a stolen booth; for that
the disk is encrypted, and a reading stays a day at most.
"""

from __future__ import annotations

import json
import os
import secrets
import stat
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MOST_READINGS = 200
MOST_OCTETS = 256 << 20
LONGEST_KEPT = timedelta(hours=24)
LARGEST = 24 << 20  # octets of one reading
_NONCE = 12
_MODES = frozenset({0o600, 0o400})


class SpoolError(Exception):
    """The folder cannot be used: what happened, and what to do."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One reading: its key, what kind of thing it is (lines, picture or chip), when it was read, what it holds."""

    key: uuid.UUID
    kind: str
    read_at: datetime
    device: str
    text: str = ""
    media: str = ""
    data: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Dropped:
    """How many readings were dropped since that was last told, by why."""

    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


class Spool:
    """The readings that wait in one folder, the oldest first."""

    def __init__(
        self, folder: Path, *, most: int = MOST_READINGS, octets: int = MOST_OCTETS, longest: timedelta = LONGEST_KEPT
    ) -> None:
        self._folder, self._most, self._octets, self._longest = folder, most, octets, longest
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in folder.glob(".*.part"):
            left.unlink(missing_ok=True)  # half written when the power went: its source is still there
        self._seal = AESGCM(_key(folder / "spool.key"))

    def add(self, reading: Kept, now: datetime) -> bool:
        """Keep a reading, once: answers False where one of its key waits already. Drops what does not fit any more."""
        if any(path.name.endswith(f"-{reading.key}.sealed") for path in self._paths()):
            return False
        if len(reading.data) + len(reading.text) > LARGEST:
            self._count("too large")
            return False
        number = max((_number(path) for path in self._paths()), default=0) + 1
        name = f"{number:012d}-{reading.key}.sealed"
        nonce = secrets.token_bytes(_NONCE)
        header = {"key": str(reading.key), "kind": reading.kind, "read_at": reading.read_at.isoformat(),
                  "device": reading.device, "text": reading.text, "media": reading.media}  # fmt: skip
        plain = json.dumps(header).encode() + b"\n" + reading.data
        _write(self._folder / name, nonce + self._seal.encrypt(nonce, plain, name.encode()))
        self.tidy(now)
        return True

    def waiting(self) -> Iterator[Kept]:
        """Every reading that waits, in order; one that cannot be opened is dropped and counted."""
        for path in self._paths():
            try:
                sealed = path.read_bytes()
            except FileNotFoundError:
                continue
            try:
                yield self._opened(path, sealed)
            except (InvalidTag, ValueError, KeyError, TypeError):
                path.unlink(missing_ok=True)
                self._count("damaged")

    def done(self, key: uuid.UUID) -> None:
        """The desk has this one: it is kept no longer."""
        for path in self._paths():
            if path.name.endswith(f"-{key}.sealed"):
                path.unlink(missing_ok=True)

    def refused(self, key: uuid.UUID) -> None:
        """The desk will never take this one."""
        self.done(key)
        self._count("refused by the desk")

    def tidy(self, now: datetime) -> None:
        """Drop what is too old, and the oldest of what is too much."""
        paths = self._paths()
        sizes = {path: path.stat().st_size for path in paths}
        for path in list(paths):
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            if now - written > self._longest:
                self._drop(path, "too old")
                paths.remove(path)
        while paths and (len(paths) > self._most or sum(sizes[path] for path in paths) > self._octets):
            self._drop(paths.pop(0), "too many")

    def __len__(self) -> int:
        return len(self._paths())

    def dropped(self) -> Dropped:
        """What was dropped and not told yet."""
        try:
            found = json.loads((self._folder / "dropped.json").read_text(encoding="utf-8"))
            return Dropped({str(why): int(count) for why, count in found.items()})
        except (FileNotFoundError, ValueError, AttributeError, TypeError):
            return Dropped({})

    def told(self, what: Dropped) -> None:
        """So much was told: it is not told again."""
        left = {why: count - what.counts.get(why, 0) for why, count in self.dropped().counts.items()}
        self._note({why: count for why, count in left.items() if count > 0})

    def _opened(self, path: Path, sealed: bytes) -> Kept:
        plain = self._seal.decrypt(sealed[:_NONCE], sealed[_NONCE:], path.name.encode())
        head, _line, data = plain.partition(b"\n")
        said: Mapping[str, Any] = json.loads(head)
        return Kept(
            uuid.UUID(said["key"]), said["kind"], datetime.fromisoformat(said["read_at"]), said["device"],
            said["text"], said["media"], data,
        )  # fmt: skip

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob("*.sealed"))

    def _drop(self, path: Path, why: str) -> None:
        path.unlink(missing_ok=True)
        self._count(why)

    def _count(self, why: str) -> None:
        counts = dict(self.dropped().counts)
        counts[why] = counts.get(why, 0) + 1
        self._note(counts)

    def _note(self, counts: Mapping[str, int]) -> None:
        _write(self._folder / "dropped.json", json.dumps(dict(counts)).encode())


def _number(path: Path) -> int:
    text = path.name.partition("-")[0]
    return int(text) if text.isdecimal() else 0


def _write(path: Path, data: bytes) -> None:
    """A file whole or not at all, with mode 0600, that survives a power cut."""
    part = path.with_name(f".{path.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _key(path: Path) -> bytes:
    """The key of a spool, made once. Raises SpoolError for one that others could read, or that is none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        _write(path, AESGCM.generate_key(256))
        return path.read_bytes()
    except OSError as error:
        raise SpoolError(f"{path} cannot be opened as a key ({error.strerror}): it must be a plain file") from error
    try:
        mode = stat.S_IMODE(os.fstat(descriptor).st_mode)
        data = os.read(descriptor, 64)
    finally:
        os.close(descriptor)
    if mode not in _MODES:
        raise SpoolError(f"{path} has mode {mode:04o}, so others may have read the key: run `chmod 600 {path}`")
    if len(data) != 32:
        raise SpoolError(f"{path} holds no key: move it and the sealed readings beside it away")
    return data
