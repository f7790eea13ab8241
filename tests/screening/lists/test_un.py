"""The UN Consolidated List: names and aliases with quality, original script, dates of three kinds, hostile XML."""

from __future__ import annotations

import pytest

from limen.screening import read_list
from limen.screening.errors import ListError
from limen.screening.lists import ListContent

PERSON = """<INDIVIDUAL><DATAID>{id}</DATAID><FIRST_NAME>AMARA</FIRST_NAME><SECOND_NAME> OKAFOR </SECOND_NAME>
<REFERENCE_NUMBER>UTi.001</REFERENCE_NUMBER><GENDER>Female</GENDER>
<NAME_ORIGINAL_SCRIPT>عماره اوكافور</NAME_ORIGINAL_SCRIPT>
<NATIONALITY><VALUE>Iran (Islamic Republic of)</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Mara Obi; Amara Obi</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Swift</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
{births}
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>A 001</NUMBER>
<ISSUING_COUNTRY>Nigeria</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT>
<INDIVIDUAL_DOCUMENT><NUMBER>unknown</NUMBER></INDIVIDUAL_DOCUMENT></INDIVIDUAL>"""
ENTITY = "<ENTITY><DATAID>9</DATAID><FIRST_NAME>UTOPIA LINE</FIRST_NAME></ENTITY>"


def listed(people: str, entities: str = "") -> ListContent:
    text = f"<CONSOLIDATED_LIST><INDIVIDUALS>{people}</INDIVIDUALS><ENTITIES>{entities}</ENTITIES></CONSOLIDATED_LIST>"
    return read_list("", text.encode())


def birth(kind: str, inner: str) -> str:
    kind = f"<TYPE_OF_DATE>{kind}</TYPE_OF_DATE>"
    return f"<INDIVIDUAL_DATE_OF_BIRTH>{kind}{inner}</INDIVIDUAL_DATE_OF_BIRTH>"


def test_a_record_is_read_with_its_names_document_and_nationality() -> None:
    entry = listed(PERSON.format(id=7, births="")).entries[0]
    assert entry.id == "7" and entry.list == "un" and entry.sex == "F"
    assert [(name.text, str(name.kind)) for name in entry.names] == [
        ("AMARA OKAFOR", "primary"), ("عماره اوكافور", "original"), ("Mara Obi", "alias"), ("Amara Obi", "alias"),
        ("The Swift", "weak"),
    ]  # fmt: skip
    assert entry.nationalities[0].iso2 == "IR"
    assert [(document.number, document.issuer) for document in entry.documents] == [("A 001", "NG")]
    assert entry.note.startswith("UTi.001")


def test_dates_exact_between_and_approximate() -> None:
    births = (
        birth("EXACT", "<DATE>1960-02-03</DATE>")
        + birth("EXACT", "<YEAR>1961</YEAR>")
        + birth("BETWEEN", "<FROM_YEAR>1956</FROM_YEAR><TO_YEAR>1958</TO_YEAR>")
        + birth("APPROXIMATELY", "<YEAR>1963</YEAR>")
        + birth("EXACT", "<DATE>1960-02-31</DATE>")
        + birth("EXACT", "")
    )
    entry = listed(PERSON.format(id=7, births=births)).entries[0]
    assert [str(interval) for interval in entry.born] == ["1960-02-03", "1961", "1956/1958", "1963~"]


def test_records_without_a_number_or_name_or_twice_are_rejected() -> None:
    people = (
        PERSON.format(id=7, births="") * 2
        + PERSON.format(id="", births="")
        + "<INDIVIDUAL><DATAID>8</DATAID></INDIVIDUAL>"
    )
    content = listed(people, ENTITY)
    assert dict(content.rows_accounted) == {"person": 1, "entity": 1} and content.rows_read == 5
    assert [rejected.reason for rejected in content.rejected] == [
        "the DATAID stands twice on the list", "no DATAID", "no name",
    ]  # fmt: skip


BOMB = """<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<CONSOLIDATED_LIST><INDIVIDUALS>&b;</INDIVIDUALS></CONSOLIDATED_LIST>"""
OUTSIDE = BOMB.replace('"aaaa"', 'SYSTEM "file:///etc/passwd"')


@pytest.mark.parametrize("text", [BOMB, OUTSIDE])
def test_entities_are_refused(text: str) -> None:
    with pytest.raises(ListError, match="refused"):
        read_list("un-consolidated-xml", text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "<CONSOLIDATED_LIST><INDIVIDUALS>",
        "<CONSOLIDATED_LIST/>",
        "<OTHER><INDIVIDUALS/></OTHER>",
        "<CONSOLIDATED_LIST><INDIVIDUALS/><ENTITIES/></CONSOLIDATED_LIST>",
        '<?xml version="1.0" encoding="no-such"?><CONSOLIDATED_LIST/>',
    ],
)
def test_what_is_cut_off_or_not_the_list_is_one_clear_error(text: str) -> None:
    with pytest.raises(ListError, match="Fetch it again"):
        read_list("un-consolidated-xml", text.encode())


def test_deeply_nested_xml_is_one_clear_error_or_read() -> None:
    depth = 20_000
    text = "<CONSOLIDATED_LIST><INDIVIDUALS>" + "<a>" * depth + "</a>" * depth + "</INDIVIDUALS></CONSOLIDATED_LIST>"
    with pytest.raises(ListError):
        read_list("un-consolidated-xml", text.encode())
