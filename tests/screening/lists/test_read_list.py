"""`read_list`: formats told apart by their bytes, every row accounted for, hostile bytes ending in one clear error."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.screening import read_list
from limen.screening.errors import ListError
from limen.screening.lists import FORMATS, ListContent, bounds, detect_format


def accounted(content: ListContent) -> bool:
    return content.rows_read == sum(content.rows_accounted.values()) + len(content.rejected)


@pytest.mark.real_data
def test_every_row_of_the_published_ofac_list_is_accounted_for(published: dict[str, ListContent]) -> None:
    ofac = published["ofac"]
    assert accounted(ofac)
    assert ofac.rows_read == 14_965 + 19_486
    assert dict(ofac.rows_accounted) == {
        "person": 6854, "entity": 6884, "vessel": 851, "aircraft": 376, "alias": 18_018,
    }  # fmt: skip
    assert {rejected.reason for rejected in ofac.rejected} == {"alias of a number that is not on this list"}
    persons = [entry for entry in ofac.entries if entry.schema == "person"]
    assert sum(bool(entry.born) for entry in persons) == 6736
    assert not [entry.id for entry in persons if not entry.born and "DOB 1" in entry.note]


@pytest.mark.real_data
def test_every_record_of_the_published_un_list_is_accounted_for(published: dict[str, ListContent]) -> None:
    un = published["un"]
    assert accounted(un) and un.rows_read == 1003 and not un.rejected
    assert dict(un.rows_accounted) == {"person": 730, "entity": 273}
    originals = [name for entry in un.entries for name in entry.names if name.kind == "original"]
    assert len(originals) >= 378
    unmapped = {nation.printed for entry in un.entries for nation in entry.nationalities if not nation.iso2}
    assert unmapped == {"former Soviet Union"}


@pytest.mark.parametrize(
    ("start", "format"),
    [
        (b'36,"SOME ONE",-0- ,"X",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n', "ofac-sdn-csv"),
        (b'<?xml version="1.0"?><CONSOLIDATED_LIST><INDIVIDUALS/></CONSOLIDATED_LIST>', "un-consolidated-xml"),
        (b"\xef\xbb\xbfname,ID,born\n", "plain-csv"),
        (b"document,id\n", "plain-csv"),
    ],
)
def test_the_format_is_told_from_the_bytes(start: bytes, format: str) -> None:
    assert detect_format(start) == format


@pytest.mark.parametrize("data", [b"", b"hello", b"\0\0\0", b"%PDF-1.7", b"a,b,c\n1,2,3\n", bytes(range(256))])
def test_what_is_no_list_is_one_clear_error(data: bytes) -> None:
    with pytest.raises(ListError, match=r"Give a list as published"):
        read_list("", data)


def test_an_unknown_format_and_a_misplaced_alias_file_are_refused() -> None:
    with pytest.raises(ListError, match="Formats: ofac-sdn-csv"):
        read_list("xlsx", b"")
    with pytest.raises(ListError, match="only OFAC"):
        read_list("plain-csv", b"id,name\n1,Alice\n", alt=b"")


def test_a_list_past_the_bound_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "LARGEST_LIST", 64)
    for format in FORMATS:
        with pytest.raises(ListError, match="the bound is 64"):
            read_list(format, b"x" * 65)


def test_a_field_past_the_bound_is_refused() -> None:
    with pytest.raises(ListError, match="no CSV that can be read"):
        read_list("plain-csv", b"id,name\n1," + b"x" * (bounds.LONGEST_FIELD + 1) + b"\n")


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=300), format=st.sampled_from(("", *FORMATS)))
def test_no_bytes_crash_a_reader(data: bytes, format: str) -> None:
    try:
        content = read_list(format, data)
    except ListError as error:
        assert str(error)
    else:
        assert accounted(content)


@settings(max_examples=100, deadline=None)
@given(cells=st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=9), max_size=8))
def test_every_row_of_any_csv_is_taken_or_rejected(cells: list[list[str]]) -> None:
    rows = [",".join(cell.replace('"', "").replace("\0", "").replace(",", "") for cell in row) for row in cells]
    lines = [" ".join(row.split()) for row in rows]
    content = read_list("plain-csv", "\n".join(["id,name,born", *lines]).encode("utf-8", "replace"))
    assert accounted(content)
