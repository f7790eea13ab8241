"""Lists as they are published, read whole or not at all, with every row accounted for.

>>> content = read_list("plain-csv", b"id,name,born\\n1,Amara Okafor,1985-02\\n", list_id="post")
>>> content.rows_read, dict(content.rows_accounted), str(content.entries[0].born[0])
(1, {'person': 1}, '1985-02')
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from limen.screening.errors import ListError
from limen.screening.lists import bounds, copied, eu, ftm, interpol, ofac, own, plain, uk, un
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
    Scope,
    country_code,
)


class _Form(NamedTuple):
    """A form of one file: how it is told by its start, how it is read, and what its list is called by default."""

    looks_like: Callable[[str], bool]
    read: Callable[..., ListContent]
    name: str


# Those whose first bytes say most stand first.
_FORMS: Mapping[str, _Form] = {
    un.FORMAT: _Form(un.looks_like, un.read, "un"),
    eu.FORMAT: _Form(eu.looks_like, eu.read, "eu"),
    interpol.FORMAT: _Form(interpol.looks_like, interpol.read, "interpol"),
    own.FORMAT: _Form(own.looks_like, own.read, "list"),
    ftm.FORMAT: _Form(ftm.looks_like, ftm.read, "list"),
    uk.FORMAT: _Form(uk.looks_like, uk.read, "uk"),
    plain.FORMAT: _Form(plain.looks_like, plain.read, "list"),
    copied.FORMAT: _Form(copied.looks_like, copied.read, "list"),
}
FORMATS = (ofac.FORMAT, *_FORMS)

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
    "Scope",
    "country_code",
    "detect_format",
    "read_list",
]


def detect_format(data: bytes) -> str:
    """Which of FORMATS a file is written in, by its first bytes. Raises ListError where it is none."""
    start = bounds.decoded(data[:65536].replace(b"\0", b" "), "the file")
    if ofac.looks_like(start):
        return ofac.FORMAT
    for format, form in _FORMS.items():
        if form.looks_like(start):
            return format
    raise ListError(
        "this file is no list that can be read: it starts neither as OFAC's SDN.CSV, the UN, EU or UK list, INTERPOL "
        f"notices or FollowTheMoney entities, nor with the header {','.join(plain.COLUMNS)}. "
        "Give a list as published, unpacked."
    )


def read_list(
    format: str, data: bytes, *, alt: bytes | None = None, add: bytes | None = None, list_id: str = ""
) -> ListContent:
    """Read one list: `format` is one of FORMATS, or empty to find it from the bytes.

    `alt` and `add` are OFAC's ALT.CSV and ADD.CSV; `list_id` names the list in hits (default: `ofac-sdn`, `un`, `eu`,
    `uk`, `interpol`, `list`). Every row is an entry, part of one, skipped as what no traveller can be, or rejected
    with its reason. Raises ListError: nothing is half read.
    """
    chosen = format or detect_format(data)
    if (alt is not None or add is not None) and chosen != ofac.FORMAT:
        raise ListError("only OFAC's SDN.CSV has an ALT or ADD file. Leave it out, or give SDN.CSV as the list.")
    if chosen == ofac.FORMAT:
        return ofac.read(data, alt=alt, add=add, list_id=list_id or "ofac-sdn")
    if chosen not in _FORMS:
        raise ListError(f"{format!r} is no list format. Formats: {', '.join(FORMATS)}.")
    return _FORMS[chosen].read(data, list_id=list_id or _FORMS[chosen].name)
