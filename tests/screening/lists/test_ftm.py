"""FollowTheMoney entities, a line each: persons with their documents from other lines, relations counted and left."""

from __future__ import annotations

import json
from typing import Any

import pytest

from limen.screening import read_list
from limen.screening.errors import ListError
from limen.screening.lists import ListContent, detect_format


def entity(identity: str, schema: str = "Person", **properties: Any) -> str:
    return json.dumps({"id": identity, "schema": schema, "properties": properties, "datasets": ["utopia"]})


def listed(*lines: str) -> ListContent:
    data = "\n".join(lines).encode()
    assert detect_format(data) == "ftm-jsonl"
    return read_list("", data, list_id="open")


AMARA = entity(
    "a", name=["Amara Okafor", "Амара Окафор"], weakAlias=["The Swift"], alias=["Mara Obi"], gender=["female"],
    birthDate=["1962-03", "1963-02-31"], nationality=["ng"], passportNumber=["A 001"], topics=["sanction"],
)  # fmt: skip


def test_a_person_with_documents_from_before_and_after() -> None:
    content = listed(
        AMARA,
        entity("p", "Passport", holder=["a", "nobody"], number=["A 001"], country=["ng"]),
        entity("i", "Identification", holder=[{"id": "a"}], number=["77"], type=["National ID"]),
        entity("s", "Sanction", entity=["a"]),
        entity("l", "Company", name=["Utopia Line"]),
    )
    person, line = content.entries
    assert content.rows_read == 5
    assert dict(content.rows_accounted) == {"person": 1, "document": 2, "skipped": 1, "entity": 1}
    assert [(name.text, str(name.kind)) for name in person.names] == [
        ("Amara Okafor", "primary"), ("Амара Окафор", "original"), ("Mara Obi", "alias"), ("The Swift", "weak"),
    ]  # fmt: skip
    assert [str(born) for born in person.born] == ["1962-03"] and person.sex == "F"
    assert [(one.number, one.issuer, one.kind) for one in person.documents] == [
        ("A 001", "NG", "Passport"), ("77", "", "National ID"),
    ]  # fmt: skip
    assert person.note == "sanction; utopia" and person.nationalities[0].iso2 == "NG"
    assert line.schema == "entity"


def test_what_cannot_be_taken_is_rejected_with_its_reason() -> None:
    content = listed(
        AMARA, AMARA, entity("b"), '{"id": 3, "schema": "Person", "properties": {}}', "[" * 100_000, "[]",
        entity("p", "Passport", number=["1"]), '{"schema": "Person"',
    )  # fmt: skip
    assert [row.row for row in content.rejected] == [2, 3, 4, 5, 6, 7, 8]
    reasons = [row.reason for row in content.rejected]
    assert reasons[:3] == ["the id 'a' stands twice", "no name", "the entity has no id or no schema"]
    assert all("no JSON" in reasons[place] for place in (3, 6))
    assert reasons[5] == "the document has no number or no holder"


def test_a_file_without_anybody_is_refused() -> None:
    with pytest.raises(ListError):
        read_list("ftm-jsonl", entity("s", "Sanction").encode())
