"""OFAC's SDN and ALT files: remarks, nulls, the DOS end-of-file mark, rows that cannot be taken."""

from __future__ import annotations

import pytest

from limen.screening import Entry, read_list
from limen.screening.errors import ListError

NULLS = "-0- ,-0- ,-0- ,-0- ,-0- ,-0- "


def row(number: str, name: str, remarks: str = "-0- ", kind: str = '"individual"') -> str:
    return f'{number},"{name}",{kind},"UTOPIA",-0- ,{NULLS},{remarks}\r\n'


def one(remarks: str, name: str = "OKAFOR, Amara Chidinma") -> Entry:
    return read_list("", (row("101", name, f'"{remarks}"') + "\x1a").encode()).entries[0]


def test_names_are_turned_to_given_names_first() -> None:
    assert one("DOB 1938.").names[0].text == "Amara Chidinma OKAFOR"
    assert one("DOB 1938.", name="ALICE").names[0].text == "ALICE"


@pytest.mark.parametrize(
    ("remark", "born"),
    [
        ("DOB 10 Dec 1948", "1948-12-10"),
        ("DOB 1938", "1938"),
        ("DOB Aug 1953", "1953-08"),
        ("DOB circa 1963", "1963~"),
        ("DOB circa 03 Mar 1963", "1963-03-03~"),
        ("DOB 1962 to 1964", "1962/1964"),
        ("DOB circa 1962-1964", "1962~/1964~"),
        ("DOB 01 Jan 1960 to 31 Dec 1962", "1960-01-01/1962-12-31"),
        ("DOB Mar 1980 to Feb 1981", "1980-03/1981-02"),
    ],
)
def test_every_way_ofac_writes_a_birth(remark: str, born: str) -> None:
    assert [str(interval) for interval in one(f"{remark}; POB Utopia.").born] == [born]


def test_alternative_births_are_all_kept_and_an_impossible_one_stays_in_the_note() -> None:
    entry = one("DOB 16 Aug 1960; alt. DOB 17 Aug 1960; alt. DOB 31 Feb 1961; alt. DOB 1964 to 1962.")
    assert [str(interval) for interval in entry.born] == ["1960-08-16", "1960-08-17"]
    assert "31 Feb 1961" in entry.note


def test_documents_nationality_sex_and_aliases_stand_in_the_remarks() -> None:
    entry = one(
        "DOB 1956; POB Cairo; nationality Iran; citizen Korea, North; alt. nationality Atlantis; Gender Female; "
        "Passport 1084010 (Egypt); alt. Passport 19820215; Passport A0008826 (Nicaragua) issued 02 Feb 2012 expires "
        "02 Feb 2022; National ID No. 12 34-5 (Yemen); a.k.a. 'LAU, Emily'; Linked To: SOMEBODY ELSE."
    )
    assert [(nation.printed, nation.iso2) for nation in entry.nationalities] == [
        ("Iran", "IR"), ("Korea, North", "KP"), ("Atlantis", ""),
    ]  # fmt: skip
    assert entry.sex == "F"
    assert [(document.number, document.issuer) for document in entry.documents] == [
        ("1084010", "EG"), ("19820215", ""), ("A0008826", "NI"), ("12 34-5", "YE"),
    ]  # fmt: skip
    assert [(name.text, str(name.kind)) for name in entry.names][1:] == [("Emily LAU", "weak")]


def test_every_row_is_an_entry_another_kind_or_rejected_with_its_reason() -> None:
    data = (
        row("1", "ALICE")
        + row("2", "UTOPIA LINE", kind="-0- ")
        + row("3", "SS UTOPIA", kind='"vessel"')
        + row("4", "UT-1", kind='"aircraft"')
        + row("1", "ALICE AGAIN")
        + row("5", "-0- ")
        + row("x", "BOB")
        + row("6", "CAROL", kind='"robot"')
        + "7,too,short\r\n\r\n\x1a"
    )
    content = read_list("ofac-sdn-csv", data.encode())
    assert content.rows_read == 9
    assert dict(content.rows_accounted) == {"person": 1, "entity": 1, "vessel": 1, "aircraft": 1}
    assert [(rejected.row, rejected.reason) for rejected in content.rejected] == [
        (5, "the number stands twice on the list"),
        (6, "no name"),
        (7, "the number is not a number"),
        (8, "unknown type 'robot'"),
        (9, "3 columns where 12 are expected"),
    ]


def test_aliases_of_the_second_file_join_their_entry_and_orphans_are_rejected() -> None:
    alt = b'1,12,"aka","SPRINGER, Alice",-0- \r\n9,13,"aka","NOBODY",-0- \r\nbroken\r\n\x1a'
    content = read_list("", row("1", "ALICE").encode(), alt=alt)
    assert [name.text for name in content.entries[0].names] == ["ALICE", "Alice SPRINGER"]
    assert dict(content.rows_accounted) == {"alias": 1, "person": 1} and content.rows_read == 4
    assert sorted(rejected.reason[:8] for rejected in content.rejected) == ["alias of", "no alias"]


def test_a_file_without_a_readable_row_is_an_error() -> None:
    with pytest.raises(ListError, match="no row that can be read"):
        read_list("ofac-sdn-csv", b"one,two\n")
    with pytest.raises(ListError, match="no alias row"):
        read_list("ofac-sdn-csv", row("1", "ALICE").encode(), alt=b"one,two\n")


def test_addresses_join_their_entry_and_strays_are_rejected() -> None:
    add = (
        b'101,1,"1 Harbour Road","Port Utopia","Utopia",-0- \r\n101,2,-0- ,-0- ,"Utopia",-0- \r\n'
        b'999,3,"2 Harbour Road",-0- ,-0- ,-0- \r\nx,y\r\n\x1a'
    )
    content = read_list("", row("101", "ALICE").encode(), add=add)
    assert content.entries[0].places == ("1 Harbour Road, Port Utopia, Utopia", "Utopia")
    assert content.rows_read == 5 and dict(content.rows_accounted) == {"person": 1, "address": 2}
    assert [(one.row, one.reason[:30]) for one in content.rejected] == [
        (4, "no address row (6 columns: num"), (3, "address of a number that is no"),
    ]  # fmt: skip
    assert Entry.from_json(content.entries[0].to_json()) == content.entries[0]
    with pytest.raises(ListError, match="no address row"):
        read_list("", row("101", "ALICE").encode(), add=b"x,y")
