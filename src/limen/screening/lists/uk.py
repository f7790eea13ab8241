"""The UK Sanctions List, and the consolidated list of financial sanctions targets it replaced in 2026, as CSV.

Read from their published descriptions; no file as published was at hand when this was written. The first line is a
date, the second the header; one person fills several rows, one for each name, which share `Unique ID` (the older list:
`Group ID`). `Name 6` is the surname, `Name 1` to `Name 5` the given names. Days are printed dd/mm/yyyy, with `dd` and
`mm`, or 00, where unknown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from limen.screening.errors import ListError
from limen.screening.lists import bounds
from limen.screening.lists.entry import (
    BirthInterval,
    Entry,
    ListContent,
    ListedDocument,
    ListedName,
    NameKind,
    Nationality,
    Rejected,
    Schema,
    country_code,
)
from limen.vocabulary.dates import DateError, PartialDate
from limen.vocabulary.person import Sex

FORMAT = "uk-csv"
_HEADER_WITHIN = 5  # rows before the header: the date of the list
_GIVEN = tuple(f"name {number}" for number in range(1, 6))
# What the two lists call the same column, in the words of `_heading`.
_SAME = {
    "group id": "key", "unique id": "key", "group type": "type", "individual entity ship": "type",
    "entity type": "type", "d o b": "dob", "name type": "alias type", "alias strength": "alias quality",
    "nationality ies": "nationality", "passport details": "passport about",
    "passport additional information": "passport about", "national identifier number": "identity number",
    "national identification number": "identity number", "national identification details": "identity about",
    "national identifier additional information": "identity about", "name non latin script": "original",
    "regime name": "regime", "other information": "other", "imo number": "imo",
}  # fmt: skip
_SCHEMAS = {
    "individual": Schema.PERSON, "entity": Schema.ENTITY, "ship": Schema.VESSEL, "vessel": Schema.VESSEL,
}  # fmt: skip
_SEX = {"male": Sex.MALE, "female": Sex.FEMALE}
_DAY = re.compile(r"(\d{1,2}|dd)/(\d{1,2}|mm)/(\d{4})", re.IGNORECASE)
_NUMBERED = re.compile(r"\(\d+\)")  # several values in one cell: (1) … (2) …


def looks_like(text: str) -> bool:
    """Whether the start of a file is either list's: the header stands in the first lines."""
    for line in islice(text.splitlines(), _HEADER_WITHIN):
        cells = {_heading(cell) for cell in line.split(",")}
        if {"key", "name 6", "name 1"} <= cells:
            return True
    return False


def read(data: bytes, *, list_id: str) -> ListContent:
    """Read either list. Raises ListError; a row that cannot be taken is rejected with its reason."""
    rows = bounds.rows_of(bounds.decoded(data, "the UK list"), "the UK list")
    columns = _columns(rows)
    groups: dict[str, list[Mapping[str, str]]] = {}
    rejected: list[Rejected] = []
    counted: Counter[str] = Counter()
    read_rows = 0
    for number, row in rows:
        read_rows += 1
        cells = {name: cell.strip() for name, cell in zip(columns, row, strict=False) if name and cell.strip()}
        reason = "more cells than headings" if len(row) > len(columns) else ""
        reason = reason or ("" if cells.get("key") else "no number of the person or group")
        reason = reason or ("" if next(_names(cells), None) else "no name")
        reason = reason or ("" if _schema(cells) else f"unknown type {cells.get('type', '')[:20]!r}")
        if reason:
            rejected.append(Rejected(number, reason, ",".join(row)[: bounds.SHOWN]))
            continue
        group = groups.setdefault(cells["key"], [])
        counted["alias" if group else str(_schema(cells))] += 1
        group.append(cells)
    if not groups:
        raise ListError("the UK list holds no row that can be read. Give the CSV as published.")
    entries = tuple(_entry(key, group, list_id) for key, group in groups.items())
    return ListContent(list_id, FORMAT, entries, read_rows, dict(counted), tuple(rejected))


def _heading(cell: str) -> str:
    text = " ".join(re.sub(r"[^a-z0-9]+", " ", cell.lower()).split())
    return _SAME.get(text, text)


def _columns(rows: Iterator[tuple[int, list[str]]]) -> list[str]:
    for _, row in islice(rows, _HEADER_WITHIN):
        columns = [_heading(cell) for cell in row]
        if {"key", "name 6", "name 1"} <= set(columns):
            # Of two columns of one meaning the first holds.
            return [name if name not in columns[:place] else "" for place, name in enumerate(columns)]
    raise ListError(
        "the UK list's header was not found in its first lines: Unique ID or Group ID, and Name 1 to Name 6, are "
        "needed. Give the CSV as published."
    )


def _schema(cells: Mapping[str, str]) -> Schema | None:
    return _SCHEMAS.get(cells.get("type", "individual").lower())


def _names(cells: Mapping[str, str]) -> Iterator[ListedName]:
    text = " ".join(filter(None, (cells.get(part, "") for part in (*_GIVEN, "name 6"))))[: bounds.LONGEST_NAME]
    if text:
        kind = NameKind.ALIAS
        if "primary" in cells.get("alias type", "").lower() and "variation" not in cells.get("alias type", "").lower():
            kind = NameKind.PRIMARY
        elif "low" in cells.get("alias quality", "").lower() or "weak" in cells.get("alias quality", "").lower():
            kind = NameKind.WEAK
        yield ListedName(text, kind)
    if original := cells.get("original", "")[: bounds.LONGEST_NAME]:
        yield ListedName(original, NameKind.ORIGINAL)


def _entry(key: str, group: list[Mapping[str, str]], list_id: str) -> Entry:
    names: dict[str, ListedName] = {}
    for name in sorted((one for cells in group for one in _names(cells)), key=lambda one: one.kind != NameKind.PRIMARY):
        names.setdefault(name.text, name)
    nations = [nation for text in _each(group, "nationality") for nation in _several(text)]
    notes = (_each(group, part) for part in ("regime", "un reference number", "position", "other"))
    return Entry(
        id=key[:60],
        list=list_id,
        names=tuple(names.values())[: bounds.MOST_NAMES],
        born=tuple(dict.fromkeys(birth for text in _each(group, "dob") for birth in _births(text))),
        sex=_sex(group),
        nationalities=tuple(dict.fromkeys(map(Nationality.of, nations))),
        documents=tuple(dict.fromkeys(_documents(group))),
        note="; ".join(text for part in notes for text in part)[: bounds.LONGEST_FIELD],
        schema=_schema(group[0]) or Schema.PERSON,
    )


def _each(group: Iterable[Mapping[str, str]], part: str) -> list[str]:
    return list(dict.fromkeys(cells[part] for cells in group if part in cells))


def _several(text: str) -> Iterator[str]:
    """The values of one cell: `(1) Iraq (2) Syria`, or one value."""
    for value in _NUMBERED.split(text):
        if value.strip(" ,;."):
            yield value.strip(" ,;.")[:60]


def _sex(group: list[Mapping[str, str]]) -> Sex | None:
    found = {_SEX[text.lower()] for text in _each(group, "gender") if text.lower() in _SEX}
    return found.pop() if len(found) == 1 else None


def _births(text: str) -> Iterator[BirthInterval]:
    for day, month, year in _DAY.findall(text):
        number = int(month) if month.isdigit() else 0
        try:
            date = PartialDate(int(year), number, int(day) if day.isdigit() and number else 0)
            yield BirthInterval.of(date)
        except DateError:
            continue  # an impossible day: the person is still listed, without it


def _documents(group: list[Mapping[str, str]]) -> Iterator[ListedDocument]:
    for part, about, kind in (
        ("passport number", "passport about", "Passport"),
        ("identity number", "identity about", "National identity number"),
    ):
        for cells in group:
            for number in _several(cells.get(part, "")):
                if any(character.isdigit() for character in number):
                    yield ListedDocument(number, _issuer(cells.get(about, "")), kind)


def _issuer(about: str) -> str:
    """The issuing state where the remark beside a number is nothing but its name, as in most rows."""
    return country_code(about.strip(" .").removeprefix("Issued in ").strip())
