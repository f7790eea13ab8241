"""FollowTheMoney entities as JSON Lines, the form OpenSanctions and others publish: one entity a line.

Persons, organisations, vessels and aircraft are taken; a Passport or Identification joins its holder, before or after
it in the file. Every other line (addresses, sanctions, relations) is counted under `skipped`: a traveller
can be none of them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

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
from limen.vocabulary.names import scripts
from limen.vocabulary.person import Sex

FORMAT = "ftm-jsonl"
_SCHEMAS = {
    "Person": Schema.PERSON, "LegalEntity": Schema.ENTITY, "Organization": Schema.ENTITY, "Company": Schema.ENTITY,
    "PublicBody": Schema.ENTITY, "Vessel": Schema.VESSEL, "Airplane": Schema.AIRCRAFT,
}  # fmt: skip
_PAPERS = frozenset({"Passport", "Identification"})
_KINDS = (
    ("name", NameKind.PRIMARY), ("alias", NameKind.ALIAS), ("previousName", NameKind.ALIAS),
    ("weakAlias", NameKind.WEAK),
)  # fmt: skip
_NUMBERS = (("passportNumber", "Passport"), ("idNumber", "Identity document"), ("taxNumber", "Tax number"))
_SEX = {"male": Sex.MALE, "female": Sex.FEMALE, "other": Sex.UNSPECIFIED}
_LONGEST_LINE = 4_000_000  # characters; the largest entity published holds some hundred thousand


class _LineError(ValueError):
    """Why one line is not taken."""


def looks_like(text: str) -> bool:
    """Whether the start of a file is a line of an entity: an object with a schema and properties."""
    line = text.lstrip().split("\n", 1)[0]
    return line.startswith("{") and '"schema"' in line and '"properties"' in line


def read(data: bytes, *, list_id: str) -> ListContent:
    """Read the lines. Raises ListError where none can be read; a line that cannot is rejected with its reason."""
    entries: dict[str, Entry] = {}
    papers: list[tuple[int, str, ListedDocument]] = []
    counted: Counter[str] = Counter()
    rejected: list[Rejected] = []
    read_rows = 0
    for number, line in enumerate(bounds.decoded(data, "the entities").splitlines(), start=1):
        if not line.strip():
            continue
        read_rows += 1
        if read_rows > bounds.MOST_ROWS:
            raise ListError(f"the file has more than {bounds.MOST_ROWS:,} lines: it is not read. Split it.")
        try:
            schema, identity, said = _line(line)
            if schema in _PAPERS:
                papers += [(number, holder, paper) for holder, paper in _papers(said)]
                counted["document"] += 1
            elif schema not in _SCHEMAS:
                counted["skipped"] += 1
            elif identity in entries:
                rejected.append(Rejected(number, f"the id {identity[:40]!r} stands twice", line[: bounds.SHOWN]))
            else:
                entry = entries[identity] = _entry(identity, _SCHEMAS[schema], said, list_id)
                counted[str(entry.schema)] += 1
        except _LineError as fault:
            rejected.append(Rejected(number, str(fault)[:200], line[: bounds.SHOWN]))
    if not entries:
        raise ListError("the file holds no person or organisation that can be read: one JSON entity a line is needed.")
    found = _with_papers(entries, papers)
    return ListContent(list_id, FORMAT, found, read_rows, dict(counted), tuple(rejected))


def _line(line: str) -> tuple[str, str, Mapping[str, list[str]]]:
    """Schema, id and text values by property."""
    if len(line) > _LONGEST_LINE:
        raise _LineError(f"the line has more than {_LONGEST_LINE:,} characters")
    try:
        entity = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _LineError(f"the line is no JSON ({error})") from error
    if not isinstance(entity, dict) or not isinstance(entity.get("properties"), dict):
        raise _LineError("the line is no entity: id, schema and properties are needed")
    schema, identity = entity.get("schema"), entity.get("id")
    if not isinstance(schema, str) or not isinstance(identity, str) or not identity:
        raise _LineError("the entity has no id or no schema")
    said: dict[str, list[str]] = {}
    for key, values in entity["properties"].items():
        held = values if isinstance(values, list) else [values]
        said[key] = [value.strip() for value in map(_text, held) if value.strip()]
    topics = [value for value in entity.get("datasets") or () if isinstance(value, str)]
    return schema, identity, {**said, "datasets": topics}


def _text(value: Any) -> str:
    """A value as text; of a nested entity its id."""
    if isinstance(value, dict):
        value = value.get("id", "")
    return value[: bounds.LONGEST_FIELD] if isinstance(value, str) else ""


def _entry(identity: str, schema: Schema, said: Mapping[str, list[str]], list_id: str) -> Entry:
    names = tuple(dict.fromkeys(_names(said)))[: bounds.MOST_NAMES]
    if not names:
        raise _LineError("no name")
    sexes = {_SEX[text] for text in said.get("gender", ()) if text in _SEX}
    nations = [*said.get("nationality", ()), *said.get("citizenship", ())]
    notes = [*said.get("topics", ()), *said["datasets"], *said.get("position", ()), *said.get("notes", ())]
    return Entry(
        id=identity[:200],
        list=list_id,
        names=names,
        born=tuple(dict.fromkeys(_births(said.get("birthDate", ())))),
        sex=sexes.pop() if len(sexes) == 1 else None,
        nationalities=tuple(dict.fromkeys(Nationality.of(nation[:60]) for nation in nations)),
        documents=tuple(dict.fromkeys(_numbers(said))),
        note="; ".join(dict.fromkeys(notes))[: bounds.LONGEST_FIELD],
        schema=schema,
    )


def _names(said: Mapping[str, list[str]]) -> Iterator[ListedName]:
    for part, kind in _KINDS:
        for text in said.get(part, ()):
            is_original = kind is not NameKind.WEAK and scripts(text) - {"Latn"}
            yield ListedName(text[: bounds.LONGEST_NAME], NameKind.ORIGINAL if is_original else kind)


def _births(texts: list[str] | tuple[()]) -> Iterator[BirthInterval]:
    for text in texts:
        try:
            yield BirthInterval.of(PartialDate.parse(text[:10]))
        except DateError:
            continue  # an impossible date: the person is still listed, without it


def _numbers(said: Mapping[str, list[str]]) -> Iterator[ListedDocument]:
    for part, kind in _NUMBERS:
        for number in said.get(part, ()):
            if any(character.isdigit() for character in number):
                yield ListedDocument(number[:60], "", kind)


def _papers(said: Mapping[str, list[str]]) -> list[tuple[str, ListedDocument]]:
    """A document with whose it is, once for each number and holder."""
    issuer = (said.get("country") or [""])[0]
    kind = (said.get("type") or ["Passport"])[0]
    numbers = [number for number in said.get("number", ()) if any(character.isdigit() for character in number)]
    holders = said.get("holder", ())
    if not numbers or not holders:
        raise _LineError("the document has no number or no holder")
    paper = [ListedDocument(number[:60], country_code(issuer) or issuer[:60], kind[:60]) for number in numbers]
    return [(holder, one) for holder in holders for one in paper]


def _with_papers(entries: Mapping[str, Entry], papers: list[tuple[int, str, ListedDocument]]) -> tuple[Entry, ...]:
    """Each document at its holder, in the place of a bare number; one whose holder is not listed says nothing."""
    held: dict[str, dict[str, ListedDocument]] = {}
    for _, holder, paper in papers:
        if holder in entries:
            held.setdefault(holder, {})[paper.number] = paper
    found = []
    for identity, entry in entries.items():
        if identity in held:
            bare = tuple(one for one in entry.documents if one.number not in held[identity])
            entry = replace(entry, documents=(*bare, *held[identity].values()))
        found.append(entry)
    return tuple(found)
