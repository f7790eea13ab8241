"""The official texts an agency keeps beside its law (`LIMEN_LAWTEXT`): read once, found by clause, never kept."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from limen.policy import Pack, PackError
from limen.policy.lawtext import LawText, clauses, names_of, read

LONGEST = 6000  # characters of official text beside one rule; the clause itself is a line away


def beside(pack: Pack, cite: str) -> str:
    """The words of every clause of a citation, a passage a line, set in by its depth; "" where no text is kept."""
    told: list[str] = []
    for key, path in clauses(cite) if settings.LIMEN_LAWTEXT else ():
        text = text_of(pack, key)
        for passage in text.passages(path) if text is not None else ():
            since = f" ({passage.since})" if passage.since and passage.depth == 0 else ""
            told.append(f"{'   ' * passage.depth}{passage.label}{since} {passage.words}".rstrip())
    whole = "\n".join(dict.fromkeys(told))
    return whole if len(whole) <= LONGEST else whole[:LONGEST].rsplit(" ", 1)[0] + " …"


def text_of(pack: Pack, key: str) -> LawText | None:
    """The text of an instrument of a pack; None where the folder has none, or one that cannot be read."""
    instrument = pack.instruments.get(key)
    if instrument is None or not settings.LIMEN_LAWTEXT:
        return None
    paths = (Path(settings.LIMEN_LAWTEXT) / name for name in names_of(instrument))
    path = next((one for one in paths if one.is_file()), None)
    return _read(path, path.stat().st_mtime_ns) if path is not None else None


@lru_cache(maxsize=16)
def _read(path: Path, changed: int) -> LawText | None:
    del changed  # a text that was changed is read again
    try:
        return read(path.read_bytes(), path.name)
    except (OSError, PackError):
        logging.getLogger(__name__).exception("the law text %s cannot be read: citations stand alone", path.name)
        return None
