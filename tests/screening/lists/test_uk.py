"""Both lists of the United Kingdom: one person in several rows, partial days, several values in a cell."""

from __future__ import annotations

import pytest

from limen.screening import read_list
from limen.screening.errors import ListError
from limen.screening.lists import ListContent, detect_format

NEWER = (
    "Last Updated,Unique ID,OFSI Group ID,Name 6,Name 1,Name 2,Name type,Alias strength,Name non-latin script,"
    "Regime Name,D.O.B,Nationality(/ies),Passport number,Passport additional information,Gender,"
    '"Individual, Entity, Ship"'
)
OLDER = (
    "Name 6,Name 1,Name 2,DOB,Nationality,Passport Number,Passport Details,National Identification Number,"
    "Group Type,Alias Type,Alias Quality,Regime,Group ID"
)


def listed(header: str, *rows: str) -> ListContent:
    data = "\n".join(["Report Date: 28-Jan-2026", header, *rows]).encode()
    assert detect_format(data) == "uk-csv"
    return read_list("", data)


def test_the_rows_of_one_person_are_one_entry() -> None:
    content = listed(
        NEWER,
        "01/02/2026,UTO0001,9,OBI,Mara,,Alias,Low,,Utopia,,,,,,Individual",
        "01/02/2026,UTO0001,9,OKAFOR,Amara,Zainab,Primary Name,,عماره,Utopia,dd/mm/1962,"
        "(1) Nigeria (2) Chad,A1,Nigeria,Female,Individual",
        "01/02/2026,UTO0001,9,OKAFOR,Amara,Zainab,Primary Name Variation,,,Utopia,00/05/1963,,(1) A1 (2) B2,"
        "Issued in Chad. Expired,,Individual",
        "01/02/2026,UTO0002,8,UTOPIA LINE,,,Primary Name,,,Utopia,,,,,,Entity",
    )
    assert content.list == "uk" and content.rows_read == 4
    assert dict(content.rows_accounted) == {"person": 1, "alias": 2, "entity": 1}
    person, line = content.entries
    assert [(name.text, str(name.kind)) for name in person.names] == [
        ("Amara Zainab OKAFOR", "primary"), ("Mara OBI", "weak"), ("عماره", "original"),
    ]  # fmt: skip
    assert [str(born) for born in person.born] == ["1962", "1963-05"]
    assert person.sex == "F" and [nation.iso2 for nation in person.nationalities] == ["NG", "TD"]
    assert [(one.number, one.issuer) for one in person.documents] == [("A1", "NG"), ("A1", ""), ("B2", "")]
    assert line.schema == "entity" and line.names[0].text == "UTOPIA LINE"


def test_the_older_list_is_told_by_its_group_id() -> None:
    content = listed(OLDER, "OKAFOR,Amara,,05/03/1962,Nigeria,,,N 7,Individual,Primary name,,Utopia,12345")
    (entry,) = content.entries
    assert entry.id == "12345" and str(entry.born[0]) == "1962-03-05" and entry.note == "Utopia"
    assert [one.number for one in entry.documents] == ["N 7"]


def test_what_cannot_be_taken_is_rejected_with_its_reason() -> None:
    content = listed(
        OLDER,
        "OKAFOR,Amara,,31/02/1962,,,,,Individual,Primary name,,Utopia,1",
        "OKAFOR,Amara,,,,,,,Individual,Primary name,,Utopia,",
        ",,,,,,,,Individual,Primary name,,Utopia,2",
        "OKAFOR,Amara,,,,,,,Submarine,Primary name,,Utopia,3",
        "OKAFOR,Amara,,,,,,,Individual,Primary name,,Utopia,4,more",
    )
    assert content.entries[0].born == ()  # no such day: the person is still listed
    assert [(row.row, row.reason) for row in content.rejected] == [
        (4, "no number of the person or group"), (5, "no name"), (6, "unknown type 'Submarine'"),
        (7, "more cells than headings"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "Name 6,Name 1\nOKAFOR,Amara", f"{OLDER}\n,,,,,,,,,,,,"])
def test_a_list_without_header_or_rows_is_refused(text: str) -> None:
    with pytest.raises(ListError):
        read_list("uk-csv", text.encode())
