"""A plain CSV that any office can write: header `id,name,alias,born,sex,nationality,document,list`, in any order.

Several values in one cell are divided by `;`. `name` and `alias` are names in any script, given names first or
`SURNAME, Given`; `born` is `1980`, `1980-03`, `1980-03-05`, `1963~` for about, `1962/1964` for a range; `sex` is M, F
or X; `nationality` a code or an English name; `document` is `NUMBER` or `ISSUER:NUMBER`. Only `id` and one of `name`
and `document` must be there; a row of a document without a name is a lost or stolen document. Of such a row four more
columns may be told: `type` (P, I, V or words such as passport), `status` (lost, stolen, revoked, invalid, blank), and
the days `lost` and `reported`, which may be partial.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

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

FORMAT = "plain-csv"
COLUMNS = ("id", "name", "alias", "born", "sex", "nationality", "document", "list")
OF_LOST = ("type", "status", "lost", "reported")  # columns of a list of lost documents, beside COLUMNS
STATUSES = ("lost", "stolen", "revoked", "invalid", "blank")
_SEX = {"m": Sex.MALE, "male": Sex.MALE, "f": Sex.FEMALE, "female": Sex.FEMALE, "x": Sex.UNSPECIFIED}


class _RowError(ValueError):
    """Why one row is not taken."""


def looks_like(text: str) -> bool:
    """Whether the start of a file is the header of the plain CSV."""
    cells = {cell.strip().strip('"').lower() for cell in text.lstrip().split("\n", 1)[0].split(",")}
    return "id" in cells and bool(cells & {"name", "document"})


def read(data: bytes, *, list_id: str) -> ListContent:
    """Read a plain CSV; `list_id` holds where the `list` cell is empty. Raises ListError; a bad row is rejected."""
    rows = bounds.rows_of(bounds.decoded(data, "the CSV"), "the CSV")
    _, header = next(rows, (0, []))
    columns = [cell.strip().lower() for cell in header]
    if "id" not in columns or not {"name", "document"} & set(columns) or len(set(columns)) != len(columns):
        raise ListError(
            f"the CSV's first row must be its header: {','.join(COLUMNS)} (id, and name or document, are needed)."
        )
    unknown = sorted(set(columns) - {*COLUMNS, *OF_LOST})
    if unknown:
        raise ListError(
            f"the CSV has columns that are not known: {', '.join(unknown)[:200]}. Known: {', '.join(COLUMNS)}, "
            f"{', '.join(OF_LOST)}."
        )
    entries: list[Entry] = []
    counted: Counter[str] = Counter()
    rejected: list[Rejected] = []
    seen: set[str] = set()
    read_rows = 0
    for number, row in rows:
        read_rows += 1
        try:
            entry = _entry(columns, row, list_id)
        except (_RowError, DateError) as fault:
            rejected.append(Rejected(number, str(fault), ",".join(row)[: bounds.SHOWN]))
            continue
        if entry.key in seen:
            reason = f"the id {entry.id[:40]!r} stands twice on the list"
            rejected.append(Rejected(number, reason, ",".join(row)[: bounds.SHOWN]))
            continue
        seen.add(entry.key)
        counted[str(entry.schema)] += 1
        entries.append(entry)
    return ListContent(list_id, FORMAT, tuple(entries), read_rows, dict(counted), tuple(rejected))


def _entry(columns: list[str], row: list[str], list_id: str) -> Entry:
    if len(row) > len(columns):
        raise _RowError(f"{len(row)} cells under {len(columns)} headings: put a cell that holds a comma in quotes")
    cells = dict(zip(columns, (cell.strip() for cell in row), strict=False))
    if not cells["id"]:
        raise _RowError("no id")
    names = [ListedName(_called(text)) for text in _values(cells, "name")]
    names += [ListedName(_called(text), NameKind.ALIAS) for text in _values(cells, "alias")]
    told = _told(cells)
    documents = tuple(replace(_document(text), **told) for text in _values(cells, "document"))
    if not names and not documents:
        raise _RowError("neither a name nor a document")
    sex = cells.get("sex", "").lower()
    if sex and sex not in _SEX:
        raise _RowError(f"sex {sex[:10]!r} is none of M, F, X")
    return Entry(
        id=cells["id"],
        list=cells.get("list") or list_id,
        names=tuple(dict.fromkeys(names))[: bounds.MOST_NAMES],
        born=tuple(BirthInterval.parse(text) for text in _values(cells, "born")),
        sex=_SEX.get(sex),
        nationalities=tuple(Nationality.of(text) for text in _values(cells, "nationality")),
        documents=documents,
        schema=Schema.PERSON if names else Schema.DOCUMENT,
    )


def _values(cells: dict[str, str], column: str) -> Iterator[str]:
    for part in cells.get(column, "").split(";"):
        if part.strip():
            yield part.strip()


def _called(printed: str) -> str:
    surname, comma, given = printed[: bounds.LONGEST_NAME].partition(",")
    return f"{given.strip()} {surname.strip()}".strip() if comma else surname.strip()


def _told(cells: dict[str, str]) -> dict[str, str]:
    """What a row says of how its document was lost."""
    status = cells.get("status", "").lower()
    if status and status not in STATUSES:
        raise _RowError(f"status {status[:20]!r} is none of {', '.join(STATUSES)}")
    days = {f"{name}_on": str(PartialDate.parse(cells[name])) for name in ("lost", "reported") if cells.get(name)}
    return {"kind": cells.get("type", "")[:60], "status": status, **days}


def _document(text: str) -> ListedDocument:
    issuer, colon, number = text.rpartition(":")
    if not any(character.isalnum() for character in number):
        raise _RowError(f"the document {text[:40]!r} has no number")
    return ListedDocument(number.strip(), country_code(issuer) or issuer.strip() if colon else "")
