"""The EU's list as its description tells it: names by language, births of four kinds, documents, hostile XML."""

from __future__ import annotations

import pytest

from limen.screening import read_list
from limen.screening.errors import ListError
from limen.screening.lists import ListContent, detect_format

PERSON = """<sanctionEntity euReferenceNumber="EU.1.1" logicalId="{id}"><regulation programme="UTO"/>
<subjectType code="person" classificationCode="P"/>
<nameAlias firstName="Amara" lastName="Okafor" wholeName="Amara  OKAFOR" gender="F" strong="true"/>
<nameAlias wholeName="عماره اوكافور" nameLanguage="AR" strong="true"/>
<nameAlias wholeName="Amara Obi" strong="true"/><nameAlias wholeName="The Swift" strong="false"/>
<nameAlias firstName="Mara" lastName="Obi" strong="true"/><nameAlias strong="true"/>
<citizenship countryIso2Code="NG" countryDescription="NIGERIA"/><citizenship countryIso2Code="00"/>
<identification number="A 001" countryIso2Code="NG" identificationTypeCode="passport"/>
<identification number="unknown" countryIso2Code="00"/>{births}<remark>Seen at the harbour</remark></sanctionEntity>"""


def listed(people: str) -> ListContent:
    text = f'<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-01-01">{people}</export>'
    assert detect_format(text.encode()) == "eu-fsf-xml"
    return read_list("", text.encode())


def test_a_record_is_read_with_names_sex_nationality_and_document() -> None:
    entry = listed(PERSON.format(id=7, births="")).entries[0]
    assert entry.key == "eu:7" and entry.sex == "F"
    assert [(name.text, str(name.kind)) for name in entry.names] == [
        ("Amara OKAFOR", "primary"), ("عماره اوكافور", "original"), ("Amara Obi", "alias"), ("The Swift", "weak"),
        ("Mara Obi", "alias"),
    ]  # fmt: skip
    assert [nation.iso2 for nation in entry.nationalities] == ["NG"]
    assert [(one.number, one.issuer, one.kind) for one in entry.documents] == [("A 001", "NG", "passport")]
    assert entry.note == "EU.1.1; UTO; Seen at the harbour"


def test_a_day_a_year_a_range_and_an_approximate_one() -> None:
    births = (
        '<birthdate circa="false" calendarType="GREGORIAN" birthdate="1960-02-03" year="1960"/>'
        '<birthdate circa="true" calendarType="GREGORIAN" year="1963"/>'
        '<birthdate calendarType="GREGORIAN" year="1964" monthOfYear="5"/>'
        '<birthdate calendarType="GREGORIAN" yearRangeFrom="1956" yearRangeTo="1958"/>'
        '<birthdate calendarType="GREGORIAN" birthdate="1960-02-31"/>'
        '<birthdate calendarType="ISLAMIC" year="1350"/><birthdate/>'
    )
    entry = listed(PERSON.format(id=7, births=births)).entries[0]
    assert [str(interval) for interval in entry.born] == ["1960-02-03", "1963~", "1964-05", "1956/1958"]
    assert "born 1350 (ISLAMIC)" in entry.note


def test_what_cannot_be_taken_is_rejected_with_its_reason() -> None:
    ship = '<sanctionEntity logicalId="3"><subjectType code="ship"/><nameAlias wholeName="Utopia"/></sanctionEntity>'
    line = (
        '<sanctionEntity logicalId="4"><subjectType code="enterprise"/><nameAlias wholeName="Line"/></sanctionEntity>'
    )
    people = PERSON.format(id=7, births="") * 2 + PERSON.format(id="", births="").replace("EU.1.1", "") + ship + line
    content = listed(people + '<sanctionEntity logicalId="9"><subjectType code="person"/></sanctionEntity>')
    assert content.rows_read == 6 and dict(content.rows_accounted) == {"person": 1, "entity": 1}
    assert [(row.row, row.reason) for row in content.rejected] == [
        (2, "the logicalId stands twice on the list"), (3, "no logicalId"),
        (4, "the subjectType is neither person nor enterprise"), (6, "no name"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        '<export xmlns="http://eu.europa.ec/fpi/fsd/export"/>',
        '<!DOCTYPE x [<!ENTITY a "b">]><export xmlns="http://eu.europa.ec/fpi/fsd/export">&a;</export>',
        '<export xmlns="http://eu.europa.ec/fpi/fsd/export"><sanctionEntity>',
    ],
)
def test_empty_hostile_or_cut_off_is_refused(text: str) -> None:
    with pytest.raises(ListError):
        read_list("eu-fsf-xml", text.encode())
