"""The plain CSV: cells of several values, lost documents, rows that are rejected, headers that are refused."""

from __future__ import annotations

import pytest

from limen.screening import Entry, read_list
from limen.screening.errors import ListError


def test_cells_of_several_values_and_both_ways_to_write_a_name(post_entries: tuple[Entry, ...]) -> None:
    first = post_entries[0]
    assert [(name.text, str(name.kind)) for name in first.names] == [
        ("Amara Chidinma OKAFOR", "primary"), ("Amara Obi", "alias"), ("Mara Okafor", "alias"),
    ]  # fmt: skip
    assert first.nationalities[0].iso2 == "NG" and first.documents[0].issuer == "NG" and first.sex == "F"
    assert [str(interval) for interval in post_entries[1].born + post_entries[2].born] == ["1962/1964", "1971~"]


def test_a_document_without_a_name_is_a_lost_document_of_its_own_list(post_entries: tuple[Entry, ...]) -> None:
    lost = post_entries[3]
    assert (lost.list, str(lost.schema), lost.documents[0].number) == ("stolen", "document", "X9912B0")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",Alice", "no id"),
        ("1,", "neither a name nor a document"),
        ("1,Alice,31.12.1980", "is not a date"),
        ("1,Alice,1980/1970", "ends before it begins"),
        ("1,Alice,,Q", "is none of M, F, X"),
        ("1,Alice,,,:-", "has no number"),
        ("1,Alice,,,,too,many", "put a cell that holds a comma in quotes"),
    ],
)
def test_a_bad_row_is_rejected_with_its_reason_and_the_rest_is_taken(line: str, reason: str) -> None:
    content = read_list("", f"id,name,born,sex,document\n{line}\n2,Bob\n".encode())
    assert [entry.id for entry in content.entries] == ["2"]
    assert content.rejected[0].row == 2 and reason in content.rejected[0].reason


def test_an_id_twice_is_rejected() -> None:
    content = read_list("", b"id,name\n1,Alice\n1,Bob\n")
    assert len(content.entries) == 1 and "stands twice" in content.rejected[0].reason


@pytest.mark.parametrize("header", ["name,born", "id,born", "id,name,name", "id,name,religion"])
def test_a_header_that_is_not_known_is_refused(header: str) -> None:
    with pytest.raises(ListError, match="CSV"):
        read_list("plain-csv", f"{header}\n1,2,3\n".encode())


def test_an_older_encoding_is_read() -> None:
    assert read_list("", "id,name\n1,Jürgen Müller\n".encode("cp1252")).entries[0].names[0].text == "Jürgen Müller"
