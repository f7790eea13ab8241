"""The Consolidated List of the United Nations Security Council, XML as published.

A person's name is up to four parts and a name in the original script; aliases are `Good`, `Low`, `a.k.a.` or `f.k.a.`;
a birth is EXACT, BETWEEN two years or APPROXIMATELY. Some records put several names into one alias, divided by
semicolons.
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
from limen.vocabulary.person import Sex

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

FORMAT = "un-consolidated-xml"
_ROOT = "CONSOLIDATED_LIST"
_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_KINDS = {"Good": NameKind.ALIAS, "a.k.a.": NameKind.ALIAS, "f.k.a.": NameKind.ALIAS, "": NameKind.ALIAS}
_SEX = {"male": Sex.MALE, "female": Sex.FEMALE}


def looks_like(text: str) -> bool:
    """Whether the start of a file is the Consolidated List's."""
    return f"<{_ROOT}" in text[:4096]


def read(data: bytes, *, list_id: str) -> ListContent:
    """Read the Consolidated List. Raises ListError, also for entities, external references and other hostile XML."""
    root = markup.parsed(data)
    people, things = root.find("INDIVIDUALS"), root.find("ENTITIES")
    if root.tag != _ROOT or (people is None and things is None):
        raise ListError(
            f"this XML is not the UN Consolidated List: no INDIVIDUALS or ENTITIES under {_ROOT}. "
            "Fetch it again from the Security Council's page."
        )
    entries: list[Entry] = []
    counted: Counter[str] = Counter()
    rejected: list[Rejected] = []
    seen: set[str] = set()
    rows = [(row, Schema.PERSON) for row in people or ()] + [(row, Schema.ENTITY) for row in things or ()]
    markup.few_enough(len(rows))
    for number, (row, schema) in enumerate(rows, start=1):
        identity = _text(row, "DATAID")
        names = tuple(dict.fromkeys(_names(row)))[: bounds.MOST_NAMES]
        reason = "no DATAID" if not identity else "no name" if not names else ""
        reason = reason or ("the DATAID stands twice on the list" if identity in seen else "")
        if reason:
            rejected.append(Rejected(number, reason, " ".join(name.text for name in names)[: bounds.SHOWN]))
            continue
        seen.add(identity)
        counted[str(schema)] += 1
        entries.append(_entry(row, identity, names, schema, list_id))
    if not entries:
        raise ListError("the UN Consolidated List holds no record that can be read. Fetch it again.")
    return ListContent(list_id, FORMAT, tuple(entries), len(rows), dict(counted), tuple(rejected))


def _text(row: Element, tag: str) -> str:
    found = row.find(tag)
    return " ".join((found.text or "").split())[: bounds.LONGEST_FIELD] if found is not None else ""


def _names(row: Element) -> Iterator[ListedName]:
    primary = " ".join(filter(None, (_text(row, part) for part in _PARTS)))
    if primary:
        yield ListedName(primary[: bounds.LONGEST_NAME])
    for text in _divided(_text(row, "NAME_ORIGINAL_SCRIPT")):
        yield ListedName(text, NameKind.ORIGINAL)
    for tag in ("INDIVIDUAL_ALIAS", "ENTITY_ALIAS"):
        for alias in row.findall(tag):
            for text in _divided(_text(alias, "ALIAS_NAME")):
                yield ListedName(text, _KINDS.get(_text(alias, "QUALITY"), NameKind.WEAK))


def _divided(text: str) -> Iterator[str]:
    for part in text.split(";"):
        if part.strip(" .,"):
            yield part.strip()[: bounds.LONGEST_NAME]


def _entry(row: Element, identity: str, names: tuple[ListedName, ...], schema: Schema, list_id: str) -> Entry:
    nations = [value.text or "" for value in row.findall("NATIONALITY/VALUE")]
    note = (_text(row, "REFERENCE_NUMBER"), _text(row, "UN_LIST_TYPE"), _text(row, "COMMENTS1"))
    return Entry(
        id=identity,
        list=list_id,
        names=names,
        born=tuple(dict.fromkeys(_births(row))),
        sex=_SEX.get(_text(row, "GENDER").lower()),
        nationalities=tuple(dict.fromkeys(Nationality.of(nation.strip()) for nation in nations if nation.strip())),
        documents=tuple(dict.fromkeys(_documents(row))),
        note="; ".join(filter(None, note)),
        schema=schema,
    )


def _births(row: Element) -> Iterator[BirthInterval]:
    for birth in row.findall("INDIVIDUAL_DATE_OF_BIRTH"):
        circa = "~" if _text(birth, "TYPE_OF_DATE").upper() == "APPROXIMATELY" else ""
        years = [_text(birth, tag)[:4] for tag in ("FROM_YEAR", "TO_YEAR")]
        texts = years if all(years) else [(_text(birth, "DATE") or _text(birth, "YEAR"))[:10]]
        if not texts[0]:
            continue
        try:
            dates = [PartialDate.parse(text + circa) for text in texts]
            yield BirthInterval(dates[0], dates[-1])
        except DateError:
            continue  # an impossible date: the person is still listed, without it


def _documents(row: Element) -> Iterator[ListedDocument]:
    for document in row.findall("INDIVIDUAL_DOCUMENT"):
        number = _text(document, "NUMBER")
        issuer = _text(document, "ISSUING_COUNTRY") or _text(document, "COUNTRY_OF_ISSUE")
        if any(character.isdigit() for character in number):
            yield ListedDocument(number[:60], country_code(issuer) or issuer, _text(document, "TYPE_OF_DOCUMENT"))
