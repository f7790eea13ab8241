"""Notices on persons in the shape INTERPOL publishes them: JSON, one notice a line, or one answer with many.

Read from the published description of the notices' service; no answer as published was at hand when this was written.
A notice has `entity_id` (2020/12345), `name` (surname), `forename`, `date_of_birth` (1980/03/05, or its beginning),
`sex_id` (M, F, U), `nationalities` (two-letter codes). Lost and stolen documents come as plain CSV (`plain`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from limen.screening.errors import ListError
from limen.screening.lists import bounds
from limen.screening.lists.entry import BirthInterval, Entry, ListContent, ListedName, Nationality, Rejected
from limen.vocabulary.dates import DateError, PartialDate
from limen.vocabulary.person import Sex

FORMAT = "interpol-json"
_SEX = {"M": Sex.MALE, "F": Sex.FEMALE}
_WARRANTS = 20  # of one notice, told in its note
_LONGEST_TEXT = 2_000


def looks_like(text: str) -> bool:
    """Whether the start of a file is notices: the key of a notice's number."""
    return text.lstrip()[:1] in ("{", "[") and '"entity_id"' in text and '"forename"' in text


def read(data: bytes, *, list_id: str) -> ListContent:
    """Read the notices. Raises ListError where none can be read; a notice that cannot is rejected with its reason."""
    entries: list[Entry] = []
    rejected: list[Rejected] = []
    seen: set[str] = set()
    read_rows = 0
    for number, notice in enumerate(_notices(bounds.decoded(data, "the notices")), start=1):
        read_rows += 1
        if read_rows > bounds.MOST_ROWS:
            raise ListError(f"the file has more than {bounds.MOST_ROWS:,} notices: it is not read. Split it.")
        identity = _text(notice, "entity_id")
        name = " ".join(filter(None, (_text(notice, "forename"), _text(notice, "name"))))[: bounds.LONGEST_NAME]
        reason = "no notice: entity_id is needed" if not identity else "no name" if not name else ""
        reason = reason or ("the entity_id stands twice on the list" if identity in seen else "")
        if reason:
            rejected.append(Rejected(number, reason, str(notice)[: bounds.SHOWN]))
            continue
        seen.add(identity)
        entries.append(_entry(notice, identity, name, list_id))
    if not entries:
        raise ListError("the file holds no notice that can be read: entity_id with name and forename are needed.")
    counted = Counter(str(entry.schema) for entry in entries)
    return ListContent(list_id, FORMAT, tuple(entries), read_rows, dict(counted), tuple(rejected))


def _notices(text: str) -> Iterator[Any]:
    """One notice after another: of one answer, of an array, or of lines; a line that is no JSON as it stands."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        for line in text.splitlines():
            if line.strip():
                yield _of_line(line)
        return
    held = whole.get("_embedded") if isinstance(whole, dict) else None
    several = held.get("notices") if isinstance(held, dict) else whole
    yield from several if isinstance(several, list) else [several]


def _of_line(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return line


def _text(notice: Any, key: str) -> str:
    value = notice.get(key) if isinstance(notice, dict) else None
    return " ".join(value.split())[:_LONGEST_TEXT] if isinstance(value, str) else ""


def _entry(notice: Mapping[str, Any], identity: str, name: str, list_id: str) -> Entry:
    nations = notice.get("nationalities")
    codes = [code[:60] for code in nations if isinstance(code, str)] if isinstance(nations, list) else []
    warrants = notice.get("arrest_warrants")
    charges = [_text(one, "charge") for one in warrants[:_WARRANTS]] if isinstance(warrants, list) else []
    return Entry(
        id=identity,
        list=list_id,
        names=(ListedName(name),),
        born=_born(_text(notice, "date_of_birth")),
        sex=_SEX.get(_text(notice, "sex_id")),
        nationalities=tuple(dict.fromkeys(map(Nationality.of, codes))),
        note="; ".join(filter(None, (_text(notice, "distinguishing_marks"), *charges))),
    )


def _born(text: str) -> tuple[BirthInterval, ...]:
    try:
        return (BirthInterval.of(PartialDate.parse(text.replace("/", "-"))),) if text else ()
    except DateError:
        return ()  # an impossible date: the person is still listed, without it
