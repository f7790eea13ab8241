"""The folder a scanner writes into: pictures of pages and machine readable zones as text, taken once they are whole.

A scanner writes while we look: a file is taken only when its size and time were the same at two looks, a moment apart.
What is taken gets a key of its content and place, so that taking it again after a crash is the same reading.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from limen.office.connections.spool import Kept

MOST_OCTETS = 16 << 20
MOST_TEXT = 2_000
MOST_FILES = 500  # looked at in one go
SETTLED = 0.8  # seconds between the two looks
_TEXTS = frozenset({".txt", ".mrz"})
_SPACE = uuid.UUID("6c696d65-6e2d-8000-8000-7363616e6e72")
_MAGIC = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"%PDF-", "application/pdf"))


class ScannerError(Exception):
    """The folder cannot be watched: what happened, and what to do."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One file as a reading; `path` is removed once the reading is kept."""

    path: Path
    reading: Kept


@dataclass(slots=True)
class ScannerFolder:
    """A folder that a scanner writes into."""

    folder: Path
    device: str = "scanner"
    refused: dict[Path, str] = field(default_factory=dict)  # what cannot be a reading, by why; left where it lies
    _bad: dict[Path, int] = field(default_factory=dict)  # when what was refused was written: a later file is another
    _seen: dict[Path, tuple[int, int, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.folder.is_dir():
            raise ScannerError(f"{self.folder} is no folder: give the one the scanner writes its files into")

    def take(self, now: float) -> Iterator[Taken]:
        """Every file that has settled by `now` (seconds of any clock that only goes on), the oldest first."""
        found: list[tuple[int, Path]] = []
        present = {}
        for path in sorted(self.folder.iterdir())[:MOST_FILES]:
            if path.name.startswith(".") or path.is_symlink() or not path.is_file():
                continue
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            if self._bad.get(path) == status.st_mtime_ns:
                continue
            size, at, since = self._seen.get(path, (-1, -1, now))
            if (size, at) != (status.st_size, status.st_mtime_ns):
                since = now
            present[path] = (status.st_size, status.st_mtime_ns, since)
            if status.st_size and now - since >= SETTLED:
                found.append((status.st_mtime_ns, path))
        self._seen = present
        for at, path in sorted(found):
            taken = self._taken(path, at)
            if taken is not None:
                yield taken
            else:
                self._bad[path] = at

    def _taken(self, path: Path, at: int) -> Taken | None:
        try:
            with path.open("rb") as stream:
                data = stream.read(MOST_OCTETS + 1)
        except OSError as error:
            self.refused[path] = f"cannot be read ({error.strerror})"
            return None
        read_at = datetime.fromtimestamp(at / 1e9, UTC)
        digest = hashlib.sha256(data).hexdigest()
        key = uuid.uuid5(_SPACE, f"{path.name} {at} {digest}")
        if len(data) > MOST_OCTETS:
            self.refused[path] = f"more than {MOST_OCTETS >> 20} MB"
            return None
        if path.suffix.lower() in _TEXTS:
            try:
                text = data.decode("utf-8-sig").strip()
            except UnicodeDecodeError:
                text = ""
            if not text or len(text) > MOST_TEXT:
                self.refused[path] = "no machine readable zone as text"
                return None
            return Taken(path, Kept(key, "lines", read_at, self.device, text))
        media = next((media for magic, media in _MAGIC if data.startswith(magic)), "")
        if not media:
            self.refused[path] = "neither a picture (JPEG, PNG, PDF) nor text"
            return None
        return Taken(path, Kept(key, "picture", read_at, self.device, "", media, data))
