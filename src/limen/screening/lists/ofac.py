"""The Specially Designated Nationals list of the United States Treasury (OFAC): SDN.CSV, ALT.CSV, ADD.CSV as published.

Twelve columns without a header: number, name (`SURNAME, Given`), type, programme, title, six columns of vessels,
remarks. `-0-` stands for nothing, a DOS end-of-file mark closes the file, and birth dates, documents, nationality and
sex stand in the remarks, divided by semicolons. ALT.CSV: number, alias number, type, name, remarks. ADD.CSV: number,
address number, address, city with province and code, country, remarks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

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

FORMAT = "ofac-sdn-csv"
_NOTHING = "-0-"
_SCHEMAS = {"individual": Schema.PERSON, "": Schema.ENTITY, "vessel": Schema.VESSEL, "aircraft": Schema.AIRCRAFT}
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12,
}  # fmt: skip
_DAY = r"(?:(\d{1,2}) )?(?:([A-Za-z]{3})[a-z]* )?(\d{4})"
_DOB = re.compile(rf"(?:alt\. )?DOB:? (circa )?{_DAY}(?:(?: to |-){_DAY})?", re.IGNORECASE)
_NATIONALITY = re.compile(r"(?:alt\. )?(?:nationality|citizen) (.+)")
_ALIAS = re.compile(r"(?:alt\. )?([afn]\.k\.a\.) '(.+)'")
_DOCUMENT = re.compile(
    r"(?:alt\. )?(Passport|National ID No\.|Identification Number|Cedula No\.|Driver's License No\.|Tax ID No\.|"
    r"Travel Document Number|Residency Number|Stateless Person ID Card|Refugee ID Card|Diplomatic Passport|"
    r"Seafarer's Identification Document|D\.N\.I\.|C\.U\.R\.P\.|R\.F\.C\.|Electoral Registry No\.|SSN|"
    r"Birth Certificate Number|NIT #|Personal ID Card|British National Overseas Passport|Kenyan ID No\.|"
    r"Citizen's Card Number|Matricula Mercantil No|C\.U\.I\.P\.|C\.U\.I\.|I\.F\.E\.|C\.U\.I\.T\.|Public Security and "
    r"Immigration No\.|Turkish Identification Number|Bosnian Personal ID No\.|V\.A\.T\. Number|Pasaporte) "
    r"([A-Za-z0-9][A-Za-z0-9 ./#*-]*?)(?: \(([^)]+)\))?(?: issued .*| expires .*|)"
)
_SEX = {"Gender Male": Sex.MALE, "Gender Female": Sex.FEMALE}


def looks_like(text: str) -> bool:
    """Whether the start of a file is SDN.CSV's: a number, a name, a type, and the null mark."""
    line = text.lstrip().split("\n", 1)[0]
    return line[:1].isdigit() and _NOTHING in line and line.count(",") >= 11


def read(data: bytes, *, alt: bytes | None, add: bytes | None = None, list_id: str) -> ListContent:
    """Read SDN.CSV and, where given, ALT.CSV and ADD.CSV. Raises ListError; an unreadable row is rejected."""
    aliases, counted, rejected, read_rows = _aliases(alt)
    places, read_places = _places(add, counted, rejected)
    read_rows += read_places
    entries: list[Entry] = []
    seen: set[str] = set()
    for number, row in bounds.rows_of(bounds.decoded(data, "the SDN file"), "the SDN file"):
        read_rows += 1
        cells = [_cell(cell) for cell in row]
        reason = _fault(cells, 12, seen)
        if reason:
            rejected.append(Rejected(number, reason, ",".join(row)[: bounds.SHOWN]))
            continue
        seen.add(cells[0])
        entry = _entry(cells, aliases.pop(cells[0], []), places.pop(cells[0], []), list_id)
        counted[str(entry.schema)] += 1
        entries.append(entry)
    if not entries:
        raise ListError(
            "the SDN file holds no row that can be read. Give SDN.CSV as published (12 columns, no header)."
        )
    for orphans in aliases.values():
        for number, name in orphans:
            counted["alias"] -= 1
            rejected.append(Rejected(number, "alias of a number that is not on this list", name.text[: bounds.SHOWN]))
    for strays in places.values():
        for number, place in strays:
            counted["address"] -= 1
            rejected.append(Rejected(number, "address of a number that is not on this list", place[: bounds.SHOWN]))
    return ListContent(list_id, FORMAT, tuple(entries), read_rows, dict(counted), tuple(rejected))


def _cell(cell: str) -> str:
    text = cell.strip(" \x1a\r\n")
    return "" if text == _NOTHING else text


def _fault(cells: list[str], columns: int, seen: set[str]) -> str:
    if len(cells) != columns:
        return f"{len(cells)} columns where {columns} are expected"
    if not cells[0].isdigit():
        return "the number is not a number"
    if cells[0] in seen:
        return "the number stands twice on the list"
    if not cells[1]:
        return "no name"
    if columns == 12 and cells[2].lower() not in _SCHEMAS:
        return f"unknown type {cells[2][:20]!r}"
    return ""


_Aliases = dict[str, list[tuple[int, ListedName]]]


def _aliases(alt: bytes | None) -> tuple[_Aliases, Counter[str], list[Rejected], int]:
    """The names of ALT.CSV by entry number, with the count of rows taken, rejected and read."""
    found: _Aliases = {}
    counted: Counter[str] = Counter()
    rejected: list[Rejected] = []
    read_rows = 0
    if alt is None:
        return found, counted, rejected, read_rows
    for number, row in bounds.rows_of(bounds.decoded(alt, "the ALT file"), "the ALT file"):
        read_rows += 1
        cells = [_cell(cell) for cell in row]
        if len(cells) != 5 or not cells[0].isdigit() or not cells[3]:
            rejected.append(
                Rejected(number, "no alias row (5 columns: number, alias, type, name, remarks)", str(row)[:120])
            )
            continue
        counted["alias"] += 1
        kind = NameKind.WEAK if "weak" in cells[4].lower() else NameKind.ALIAS
        found.setdefault(cells[0], []).append((number, ListedName(_called(cells[3]), kind)))
    if not counted:
        raise ListError("the ALT file holds no alias row. Give ALT.CSV as published (5 columns, no header).")
    return found, counted, rejected, read_rows


def _places(
    add: bytes | None, counted: Counter[str], rejected: list[Rejected]
) -> tuple[dict[str, list[tuple[int, str]]], int]:
    """The addresses of ADD.CSV by entry number, counted or rejected, with how many rows it has."""
    found: dict[str, list[tuple[int, str]]] = {}
    read_rows = 0
    if add is None:
        return found, read_rows
    for number, row in bounds.rows_of(bounds.decoded(add, "the ADD file"), "the ADD file"):
        read_rows += 1
        cells = [_cell(cell) for cell in row]
        if len(cells) != 6 or not cells[0].isdigit():
            reason = "no address row (6 columns: number, address number, address, city, country, remarks)"
            rejected.append(Rejected(number, reason, str(row)[: bounds.SHOWN]))
            continue
        counted["address"] += 1
        place = ", ".join(filter(None, cells[2:5]))[: bounds.LONGEST_NAME]
        found.setdefault(cells[0], []).append((number, place))
    if not counted["address"]:
        raise ListError("the ADD file holds no address row. Give ADD.CSV as published (6 columns, no header).")
    return found, read_rows


def _called(printed: str) -> str:
    """`SURNAME, Given` as a person would be called."""
    surname, comma, given = printed[: bounds.LONGEST_NAME].partition(",")
    return f"{given.strip()} {surname.strip()}".strip() if comma else surname.strip()


def _entry(
    cells: list[str], aliases: list[tuple[int, ListedName]], places: list[tuple[int, str]], list_id: str
) -> Entry:
    schema = _SCHEMAS[cells[2].lower()]
    name = _called(cells[1]) if schema is Schema.PERSON else cells[1][: bounds.LONGEST_NAME]
    names = [ListedName(name), *(alias for _, alias in aliases)]
    remarks = list(_remarks(cells[11]))
    if schema is Schema.PERSON:
        names += [ListedName(_called(match[2]), NameKind.WEAK) for match in map(_ALIAS.fullmatch, remarks) if match]
    return Entry(
        id=cells[0],
        list=list_id,
        names=tuple(dict.fromkeys(names))[: bounds.MOST_NAMES],
        born=tuple(dict.fromkeys(_births(remarks))),
        sex=next((_SEX[part] for part in remarks if part in _SEX), None),
        nationalities=tuple(dict.fromkeys(Nationality.of(m[1]) for m in map(_NATIONALITY.fullmatch, remarks) if m)),
        documents=tuple(dict.fromkeys(_documents(remarks))),
        note="; ".join(filter(None, (cells[3], cells[4], cells[11]))),
        schema=schema,
        places=tuple(dict.fromkeys(place for _, place in places if place))[: bounds.MOST_NAMES],
    )


def _remarks(text: str) -> Iterator[str]:
    for part in text.split(";"):
        cleaned = part.strip().removesuffix(".").strip()
        if cleaned:
            yield cleaned


def _births(remarks: list[str]) -> Iterator[BirthInterval]:
    for part in remarks:
        match = _DOB.fullmatch(part)
        if not match:
            continue
        circa = bool(match[1])
        try:
            first = _date(match[2], match[3], match[4], circa=circa)
            last = _date(match[5], match[6], match[7], circa=circa) if match[7] else first
            yield BirthInterval(first, last)
        except (DateError, KeyError):
            continue  # an impossible day: it stays readable in the note


def _date(day: str | None, month: str | None, year: str, *, circa: bool) -> PartialDate:
    number = _MONTHS[month.lower()] if month else 0
    return PartialDate(int(year), number, int(day) if day and number else 0, circa)


def _documents(remarks: list[str]) -> Iterator[ListedDocument]:
    for part in remarks:
        match = _DOCUMENT.fullmatch(part)
        if match:
            issuer = match[3] or ""
            yield ListedDocument(match[2].strip(), country_code(issuer) or issuer, match[1])
