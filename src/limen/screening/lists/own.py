"""Entries that officers wrote themselves, as an office keeps its own lists: one canonical JSON text.

`{"entries": [...]}`, each as `Entry.to_json` writes it. The same entries are the same bytes, whatever their order, so
that a version of such a list can be kept under its digest and read again years later.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from limen.screening.errors import ListError
from limen.screening.lists import bounds
from limen.screening.lists.entry import Entry, ListContent, Rejected, canonical

FORMAT = "entries-json"
_LONGEST = 2_000  # characters of one text of an entry: these are written by hand
_MOST = 200  # values of one kind in one entry
_LARGEST_LIST = 64 * 1024 * 1024  # bytes


class _EntryError(ValueError):
    """Why one entry is not taken."""


def looks_like(text: str) -> bool:
    """Whether the start of a file is the object that holds an office's own entries."""
    return "".join(text[:40].split()).startswith('{"entries":[')


def write(entries: Iterable[Entry]) -> bytes:
    """The entries as they are kept, in the order of their numbers."""
    return canonical({"entries": [entry.to_json() for entry in sorted(entries, key=lambda entry: entry.id)]})


def read(data: bytes, *, list_id: str) -> ListContent:
    """Read what `write` wrote; each entry belongs to `list_id`, whatever it says. Raises ListError.

    An entry that cannot be read is rejected with its reason; what is no such file at all is not read.
    """
    if len(data) > _LARGEST_LIST:
        raise ListError(
            f"the entries have {len(data):,} bytes and the bound is {_LARGEST_LIST:,}: they are not read. "
            "Check that these are an office's own entries."
        )
    rows = _rows(bounds.decoded(data, "the entries"))
    entries: dict[str, Entry] = {}
    counted: Counter[str] = Counter()
    rejected: list[Rejected] = []
    for number, row in enumerate(rows, start=1):
        try:
            entry = _entry(row, list_id)
            if entry.id in entries:
                raise _EntryError(f"the id {entry.id[:40]!r} stands twice on the list")
        except (AttributeError, KeyError, TypeError, ValueError) as fault:
            rejected.append(Rejected(number, _reason(fault), _start(row)))
            continue
        entries[entry.id] = entry
        counted[str(entry.schema)] += 1
    return ListContent(list_id, FORMAT, tuple(entries.values()), len(rows), dict(counted), tuple(rejected))


def _rows(text: str) -> list[Any]:
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ListError(f"the entries are no JSON that can be read ({str(error)[:120]}). Write them again.") from error
    if not isinstance(whole, dict) or set(whole) != {"entries"} or not isinstance(whole["entries"], list):
        raise ListError("the file is no object with the one part “entries”. Write them again.")
    if len(whole["entries"]) > bounds.MOST_ROWS:
        raise ListError(f"there are more than {bounds.MOST_ROWS:,} entries: they are not read.")
    return list(whole["entries"])


def _entry(row: Any, list_id: str) -> Entry:
    if not isinstance(row, Mapping):
        raise _EntryError("an entry is an object with its parts by name")
    _within_bounds(row)
    scope = row.get("scope")
    if scope is not None:
        _sound_scope(scope)
    entry = Entry.from_json({**row, "list": list_id})
    texts = (
        entry.id, entry.note, *entry.places, *(name.text for name in entry.names),
        *(text for nation in entry.nationalities for text in (nation.printed, nation.iso2)),
        *(text for paper in entry.documents for text in paper.to_json()),
    )  # fmt: skip
    if not all(isinstance(text, str) for text in texts):
        raise _EntryError("something that should be text is not")
    if not entry.id or not (entry.names or entry.documents):
        raise _EntryError("no id, or neither a name nor a document")
    _ = entry.content_hash  # text that no encoding can write is found here, not when the list is kept
    return entry


def _sound_scope(scope: Any) -> None:
    if not isinstance(scope, Mapping) or not set(scope) <= {"posts", "flights", "directions", "first", "last"}:
        raise _EntryError("its scope has parts that are not known: nobody could say whom it leaves out")
    for part in ("posts", "flights", "directions"):
        values = scope.get(part, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise _EntryError(f"the {part} of its scope are no list of codes")


def _within_bounds(value: Any, depth: int = 0) -> None:
    if depth > 4:
        raise _EntryError("its parts are nested too deep")
    if isinstance(value, str) and len(value) > _LONGEST:
        raise _EntryError(f"a text of it has more than {_LONGEST:,} characters")
    if isinstance(value, list | Mapping):
        if len(value) > _MOST:
            raise _EntryError(f"a part of it holds more than {_MOST} values")
        for one in value.values() if isinstance(value, Mapping) else value:
            _within_bounds(one, depth + 1)


def _reason(fault: Exception) -> str:
    if isinstance(fault, KeyError):
        return f"its part {str(fault)[:40]} is missing"
    return str(fault)[:200] if isinstance(fault, ValueError) else "a part of it is not of its kind"


def _start(row: Any) -> str:
    return json.dumps(row)[: bounds.SHOWN]
