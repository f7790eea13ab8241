"""The official texts an agency keeps beside its law (`LIMEN_LAWTEXT`): read once, found by clause, never kept."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG

from django.conf import settings

from limen.policy import Pack, PackError
from limen.policy.lawtext import LawText, Passage, clauses, names_of, read

LONGEST = 6000  # characters of official text beside one rule; the clause itself is a line away


def beside(pack: Pack, cite: str) -> str:
    """The words of every clause of a citation, a passage a line, set in by its depth; "" where no text is kept."""
    told: list[str] = []
    for key, path in clauses(cite) if settings.LIMEN_LAWTEXT else ():
        kept = _file_of(pack, key)
        for passage in _passages(kept, path) if kept is not None else ():
            since = f" ({passage.since})" if passage.since and passage.depth == 0 else ""
            told.append(f"{'   ' * passage.depth}{passage.label}{since} {passage.words}".rstrip())
    whole = "\n".join(dict.fromkeys(told))
    return whole if len(whole) <= LONGEST else whole[:LONGEST].rsplit(" ", 1)[0] + " …"


def text_of(pack: Pack, key: str) -> LawText | None:
    """The text of an instrument of a pack; None where the folder has none, or one that cannot be read."""
    kept = _file_of(pack, key)
    return _read(kept) if kept is not None else None


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the folder as it is now: one that was changed or put in another's place is another."""

    path: Path
    identity: tuple[int, int, int, int]  # device, inode, size, when it was changed


def _file_of(pack: Pack, key: str) -> _File | None:
    instrument = pack.instruments.get(key)
    if instrument is None or not settings.LIMEN_LAWTEXT:
        return None
    for name in names_of(instrument):
        path = Path(settings.LIMEN_LAWTEXT) / name
        try:
            state = path.stat()
        except OSError:
            continue
        if S_ISREG(state.st_mode):
            return _File(path, (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns))
    return None


@lru_cache(maxsize=16)
def _read(file: _File) -> LawText | None:
    """A text, parsed once as long as its file stays what it is."""
    try:
        return read(file.path.read_bytes(), file.path.name)
    except (OSError, PackError):
        logging.getLogger(__name__).exception("the law text %s cannot be read: citations stand alone", file.path.name)
        return None


@lru_cache(maxsize=512)
def _passages(file: _File, clause: tuple[str, ...]) -> tuple[Passage, ...]:
    """The passages of a clause, found once: an officer's page asks for the same few again and again."""
    text = _read(file)
    return text.passages(clause) if text is not None else ()
