"""A list as it came in a copy from another office, kept so that it can be read again years later.

`{"entries": [...]}`, each as `Entry.to_json` writes it; or, of a list that travelled blinded, `{"salt", "blinded"}`
with the digests in hex. A digest stands for an entry of its own, with neither name nor number: it is found by
`screening.copies.blinded_hits`, and by nothing else. Nobody imports a file of this form: it comes signed or not at all.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from limen.screening.errors import ListError
from limen.screening.lists import bounds
from limen.screening.lists.entry import Entry, ListContent, canonical

FORMAT = "copied-json"
BLINDED = "blinded "  # how the note of an entry begins that is a digest; its salt follows


def looks_like(_text: str) -> bool:
    """Never: what was neither signed nor sealed is not taken for a copy."""
    return False


def write(entries: Iterable[Entry]) -> bytes:
    """Entries as they are kept, in the order of their numbers."""
    return canonical({"entries": [entry.to_json() for entry in sorted(entries, key=lambda entry: entry.id)]})


def write_blinded(salt: bytes, digests: Iterable[bytes]) -> bytes:
    """The digests of a blinded list as they are kept."""
    return canonical({"salt": salt.hex(), "blinded": sorted(digest.hex() for digest in digests)})


def read(data: bytes, *, list_id: str) -> ListContent:
    """Read what `write` or `write_blinded` wrote, whole or not at all; each entry belongs to `list_id`. Raises
    ListError."""
    if len(data) > bounds.LARGEST_LIST:
        raise ListError(
            f"the list as it was copied has {len(data):,} bytes and the bound is {bounds.LARGEST_LIST:,}: not read."
        )
    try:
        whole = json.loads(data)
        if "blinded" in whole:
            note = BLINDED + bytes.fromhex(whole["salt"]).hex()
            entries = [Entry(bytes.fromhex(text).hex(), list_id, (), note=note) for text in whole["blinded"]]
            counted = Counter({"digest": len(entries)})
        else:
            entries = [replace(Entry.from_json(row), list=list_id) for row in whole["entries"]]
            counted = Counter(str(entry.schema) for entry in entries)
        _ = [entry.content_hash for entry in entries]  # text that no encoding can write is found here
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ListError(
            f"the list as it was copied cannot be read ({str(error)[:120]}): have it copied anew."
        ) from error
    if len({entry.id for entry in entries}) != len(entries):
        raise ListError("the list as it was copied has a number twice: have it copied anew.")
    return ListContent(list_id, FORMAT, tuple(entries), len(entries), dict(counted))
