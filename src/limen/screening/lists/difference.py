"""What a new version of a list changes: entries added, removed, renumbered and changed, and in what.

This is read before a list is released, and says which entries a delta must be screened for. An entry whose content is
the same under another number is renumbered, not removed and added: what was resolved about it holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from limen.screening.lists.entry import Entry

# The parts of an entry that a change can be in; a change of `note` or `places` moves no score.
PARTS = ("names", "born", "sex", "nationalities", "documents", "schema", "places", "scope", "note")


@dataclass(frozen=True, slots=True)
class Changed:
    """An entry before and after, and which of PARTS differ."""

    before: Entry
    after: Entry

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that differ, in the order of PARTS."""
        return tuple(part for part in PARTS if getattr(self.before, part) != getattr(self.after, part))

    @property
    def moves_scores(self) -> bool:
        """Whether a traveller may be scored otherwise than before."""
        return bool(set(self.parts) - {"note", "places"})


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions of a list, told apart. `same` counts entries with the same number and content."""

    added: tuple[Entry, ...]
    removed: tuple[Entry, ...]
    renumbered: tuple[tuple[Entry, Entry], ...]
    changed: tuple[Changed, ...]
    same: int

    @property
    def to_screen(self) -> tuple[Entry, ...]:
        """The entries that people already screened must be screened against again: the delta."""
        return (*self.added, *(change.after for change in self.changed if change.moves_scores))

    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {
            "added": len(self.added),
            "removed": len(self.removed),
            "renumbered": len(self.renumbered),
            "changed": len(self.changed),
            "same": self.same,
        }

    def to_json(self) -> dict[str, Any]:
        """The difference as a report: counts, and each entry with its number, first name and what changed."""
        return {
            **self.counts(),
            "entries": [
                *({"what": "added", **_named(entry)} for entry in self.added),
                *({"what": "removed", **_named(entry)} for entry in self.removed),
                *({"what": "renumbered", **_named(new), "was": old.id} for old, new in self.renumbered),
                *({"what": "changed", **_named(one.after), "parts": list(one.parts)} for one in self.changed),
            ],
        }


def _named(entry: Entry) -> dict[str, str]:
    first = entry.names[0].text if entry.names else entry.documents[0].number if entry.documents else ""
    return {"id": entry.id, "name": first}


def between(before: Iterable[Entry], after: Iterable[Entry]) -> Difference:
    """The difference of two versions of one list, in the order of the list's numbers."""
    old, new = ({entry.id: entry for entry in entries} for entries in (before, after))
    gone = {key: old[key] for key in sorted(old.keys() - new.keys())}
    come = {key: new[key] for key in sorted(new.keys() - old.keys())}
    by_content: dict[str, list[str]] = {}
    for key, entry in gone.items():
        by_content.setdefault(entry.content_hash, []).append(key)
    renumbered: list[tuple[Entry, Entry]] = []
    for key in list(come):
        same = by_content.get(come[key].content_hash)
        if same:
            renumbered.append((gone.pop(same.pop(0)), come.pop(key)))
    both = [(old[key], new[key]) for key in sorted(old.keys() & new.keys())]
    changed = tuple(Changed(first, second) for first, second in both if first.content_hash != second.content_hash)
    return Difference(tuple(come.values()), tuple(gone.values()), tuple(renumbered), changed, len(both) - len(changed))
