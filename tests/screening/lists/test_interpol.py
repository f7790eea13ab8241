"""Notices as one answer, as an array and as lines."""

from __future__ import annotations

import json

import pytest

from limen.screening import read_list
from limen.screening.errors import ListError
from limen.screening.lists import detect_format

NOTICE = {
    "forename": "AMARA", "name": "OKAFOR", "date_of_birth": "1962/03/05", "entity_id": "2020/12345", "sex_id": "F",
    "nationalities": ["NG"], "arrest_warrants": [{"charge": "Forgery of travel documents"}, {"charge": None}],
}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"total": 1, "_embedded": {"notices": [NOTICE]}}),
        json.dumps([NOTICE]),
        json.dumps(NOTICE),
    ],
)
def test_a_notice_is_read_from_each_shape(text: str) -> None:
    assert detect_format(text.encode()) == "interpol-json"
    (entry,) = read_list("", text.encode()).entries
    assert entry.key == "interpol:2020/12345" and entry.names[0].text == "AMARA OKAFOR" and entry.sex == "F"
    assert str(entry.born[0]) == "1962-03-05" and entry.nationalities[0].iso2 == "NG"
    assert entry.note == "Forgery of travel documents"


def test_lines_that_cannot_be_taken_are_rejected() -> None:
    lines = [NOTICE, NOTICE, {"entity_id": "2"}, {**NOTICE, "entity_id": "3", "date_of_birth": "1962/13/05"}, 7]
    text = "\n".join([*map(json.dumps, lines), "{"])
    content = read_list("interpol-json", text.encode())
    assert [entry.id for entry in content.entries] == ["2020/12345", "3"] and content.entries[1].born == ()
    assert [(row.row, row.reason) for row in content.rejected] == [
        (2, "the entity_id stands twice on the list"), (3, "no name"), (5, "no notice: entity_id is needed"),
        (6, "no notice: entity_id is needed"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["{}", "[]", '{"_embedded": 1}', "[" * 100_000])
def test_a_file_without_a_notice_is_refused(text: str) -> None:
    with pytest.raises(ListError):
        read_list("interpol-json", text.encode())
