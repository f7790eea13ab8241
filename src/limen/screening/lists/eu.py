"""The consolidated list of persons under European Union financial sanctions, XML of the FSF export, version 1.1.

Read from its published description; no file as published was at hand when this was written. Everything stands in
attributes: `sanctionEntity` holds `subjectType`, one `nameAlias` for each spelling in each language, `birthdate`
(a day, a year, or a range of years; `circa`), `citizenship` and `identification`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from limen.screening.errors import ListError
from limen.screening.lists import bounds, markup
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
from limen.vocabulary.names import scripts
from limen.vocabulary.person import Sex

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

FORMAT = "eu-fsf-xml"
_SPACE = "{http://eu.europa.ec/fpi/fsd/export}"
_SCHEMAS = {"P": Schema.PERSON, "E": Schema.ENTITY}
_CODES = {"person": Schema.PERSON, "enterprise": Schema.ENTITY}
_SEX = {"M": Sex.MALE, "F": Sex.FEMALE}


def looks_like(text: str) -> bool:
    """Whether the start of a file is the export's."""
    return "<export" in text[:4096] and "eu.europa.ec/fpi/fsd/export" in text[:8192]


def read(data: bytes, *, list_id: str) -> ListContent:
    """Read the export. Raises ListError, also for entities, external references and other hostile XML."""
    root = markup.parsed(data)
    rows = root.findall(f"{_SPACE}sanctionEntity")
    if root.tag != f"{_SPACE}export" or not rows:
        raise ListError(
            "this XML is not the EU's list: no sanctionEntity under export (FSF export 1.1). "
            "Fetch the full list, XML version 1.1, again."
        )
    markup.few_enough(len(rows))
    entries: list[Entry] = []
    counted: Counter[str] = Counter()
    rejected: list[Rejected] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        identity = _said(row, "logicalId") or _said(row, "euReferenceNumber")
        names = tuple(dict.fromkeys(_names(row)))[: bounds.MOST_NAMES]
        schema = _schema(row)
        reason = "no logicalId" if not identity else "no name" if not names else ""
        reason = reason or ("the logicalId stands twice on the list" if identity in seen else "")
        reason = reason or ("the subjectType is neither person nor enterprise" if schema is None else "")
        if reason or schema is None:
            rejected.append(Rejected(number, reason, " ".join(name.text for name in names)[: bounds.SHOWN]))
            continue
        seen.add(identity)
        counted[str(schema)] += 1
        entries.append(_entry(row, identity, names, schema, list_id))
    return ListContent(list_id, FORMAT, tuple(entries), len(rows), dict(counted), tuple(rejected))


def _said(row: Element, attribute: str) -> str:
    return " ".join(row.get(attribute, "").split())[: bounds.LONGEST_FIELD]


def _parts(row: Element, tag: str) -> list[Element]:
    return row.findall(f"{_SPACE}{tag}")


def _schema(row: Element) -> Schema | None:
    for kind in _parts(row, "subjectType"):
        return _SCHEMAS.get(_said(kind, "classificationCode")) or _CODES.get(_said(kind, "code"))
    return None


def _names(row: Element) -> Iterator[ListedName]:
    first = True
    for alias in _parts(row, "nameAlias"):
        parts = " ".join(filter(None, (_said(alias, part) for part in ("firstName", "middleName", "lastName"))))
        text = (_said(alias, "wholeName") or parts)[: bounds.LONGEST_NAME]
        if not text:
            continue
        if scripts(text) - {"Latn"}:
            kind = NameKind.ORIGINAL
        elif _said(alias, "strong") == "false":
            kind = NameKind.WEAK
        else:
            kind = NameKind.PRIMARY if first else NameKind.ALIAS
        first = first and kind is not NameKind.PRIMARY
        yield ListedName(text, kind)


def _entry(row: Element, identity: str, names: tuple[ListedName, ...], schema: Schema, list_id: str) -> Entry:
    nations = [_said(one, "countryIso2Code") or _said(one, "countryDescription") for one in _parts(row, "citizenship")]
    remarks = [" ".join((one.text or "").split())[: bounds.LONGEST_FIELD] for one in _parts(row, "remark")]
    programmes = [_said(one, "programme") for one in _parts(row, "regulation")]
    others = [
        f"born {_said(one, 'birthdate') or _said(one, 'year')} ({_said(one, 'calendarType')})"
        for one in _parts(row, "birthdate")
        if _said(one, "calendarType") not in ("", "GREGORIAN")
    ]
    sexes = {_SEX[code] for alias in _parts(row, "nameAlias") if (code := _said(alias, "gender")) in _SEX}
    return Entry(
        id=identity,
        list=list_id,
        names=names,
        born=tuple(dict.fromkeys(_births(row))),
        sex=sexes.pop() if len(sexes) == 1 else None,
        nationalities=tuple(dict.fromkeys(Nationality.of(nation) for nation in nations if nation not in ("", "00"))),
        documents=tuple(dict.fromkeys(_documents(row))),
        note="; ".join(dict.fromkeys(filter(None, (_said(row, "euReferenceNumber"), *programmes, *others, *remarks)))),
        schema=schema,
    )


def _births(row: Element) -> Iterator[BirthInterval]:
    for birth in _parts(row, "birthdate"):
        if _said(birth, "calendarType") not in ("", "GREGORIAN"):
            continue  # a day of another calendar is not reckoned over; it stands in the note as printed
        circa = "~" if _said(birth, "circa") == "true" else ""
        years = [_said(birth, attribute) for attribute in ("yearRangeFrom", "yearRangeTo")]
        texts = years if all(years) else [_said(birth, "birthdate")[:10] or _of_parts(birth)]
        try:
            dates = [PartialDate.parse(text + circa) for text in texts if text]
            if dates:
                yield BirthInterval(dates[0], dates[-1])
        except DateError:
            continue  # an impossible date: the person is still listed, without it


def _of_parts(birth: Element) -> str:
    year, month, day = (_said(birth, part) for part in ("year", "monthOfYear", "dayOfMonth"))
    if not year.isdigit():
        return ""
    found = f"{int(year):04}"
    if month.isdigit() and int(month):
        found += f"-{int(month):02}"
        if day.isdigit() and int(day):
            found += f"-{int(day):02}"
    return found


def _documents(row: Element) -> Iterator[ListedDocument]:
    for document in _parts(row, "identification"):
        number = _said(document, "number") or _said(document, "latinNumber")
        issuer = _said(document, "countryIso2Code")
        issuer = issuer if issuer not in ("", "00") else _said(document, "countryDescription")
        if any(character.isdigit() for character in number):
            kind = _said(document, "identificationTypeCode")
            yield ListedDocument(number[:60], country_code(issuer) or issuer, kind)
