"""Lists as they are published, read whole or not at all, with every row accounted for.

>>> content = read_list("plain-csv", b"id,name,born\\n1,Amara Okafor,1985-02\\n", list_id="post")
>>> content.rows_read, dict(content.rows_accounted), str(content.entries[0].born[0])
(1, {'person': 1}, '1985-02')
"""

from __future__ import annotations

from limen.screening.errors import ListError
from limen.screening.lists import bounds, ofac, plain, un
from limen.screening.lists.entry import (
    BirthInterval,
    Entry,
    ListContent,
    ListedDocument,
    ListedName,
    ListKind,
    ListManifest,
    NameKind,
    Nationality,
    Rejected,
    Schema,
    country_code,
)

FORMATS = (ofac.FORMAT, un.FORMAT, plain.FORMAT)

__all__ = [
    "FORMATS",
    "BirthInterval",
    "Entry",
    "ListContent",
    "ListKind",
    "ListManifest",
    "ListedDocument",
    "ListedName",
    "NameKind",
    "Nationality",
    "Rejected",
    "Schema",
    "country_code",
    "detect_format",
    "read_list",
]


def detect_format(data: bytes) -> str:
    """Which of FORMATS a file is written in, by its first bytes. Raises ListError where it is none."""
    start = bounds.decoded(data[:65536].replace(b"\0", b" "), "the file")
    if un.looks_like(start):
        return un.FORMAT
    if ofac.looks_like(start):
        return ofac.FORMAT
    if plain.looks_like(start):
        return plain.FORMAT
    raise ListError(
        "this file is no list that can be read: it starts neither as OFAC's SDN.CSV, nor as the UN Consolidated List, "
        f"nor with the header {','.join(plain.COLUMNS)}. Give a list as published, unpacked."
    )


def read_list(format: str, data: bytes, *, alt: bytes | None = None, list_id: str = "") -> ListContent:
    """Read one list: `format` is one of FORMATS, or empty to find it from the bytes.

    `alt` is OFAC's ALT.CSV; `list_id` names the list in hits (default: `ofac-sdn`, `un`, `list`). Every row is an
    entry, an alias of one, or rejected with its reason. Raises ListError: nothing is half read.
    """
    chosen = format or detect_format(data)
    if alt is not None and chosen != ofac.FORMAT:
        raise ListError("only OFAC's SDN.CSV has an ALT file. Leave it out, or give SDN.CSV as the list.")
    if chosen == ofac.FORMAT:
        return ofac.read(data, alt=alt, list_id=list_id or "ofac-sdn")
    if chosen == un.FORMAT:
        return un.read(data, list_id=list_id or "un")
    if chosen == plain.FORMAT:
        return plain.read(data, list_id=list_id or "list")
    raise ListError(f"{format!r} is no list format. Formats: {', '.join(FORMATS)}.")
