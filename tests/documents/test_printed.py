"""The printed page, found by the values of its zone: there, nearly there, not there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.documents.agreement import Comparison
from limen.documents.printed import WORDS, PrintedLine, dates_in, find_printed
from limen.specimens import AMARA, PEOPLE, page_of, passport, printed_fields
from limen.vocabulary.dates import PartialDate

from .mrz.made import ON

DOCUMENT = passport(of=AMARA, on=ON)
PAGE = [
    "UTOPIA  PASSPORT / PASSEPORT", "Type / Type", "P", "Code of State", "NGA", "A01234567", "Surname / Nom", "ONUỤZỌ",
    "Given names / Prénoms", "AMARA NKECHI", "NIGERIAN", "17 APR/AVR 91", "Sex / Sexe", "F", "OVERBRIDGE",
    "22 SEP 2021", "Date of expiry", "22 MAR 2031", *DOCUMENT.mrz,
]  # fmt: skip


def outcomes(found: Comparison) -> dict[str, str]:
    return {finding.code.rpartition(".")[2]: str(finding.outcome) for finding in found.findings}


def without(text: str) -> list[str]:
    return [line for line in PAGE if line != text]


def with_changed(old: str, new: str) -> list[str]:
    return [new if line == old else line for line in PAGE]


def test_every_value_is_found_where_it_stands() -> None:
    found = find_printed(PAGE, DOCUMENT)

    assert set(outcomes(found).values()) == {"passed"} and not found.discrepancies
    assert found.found["surname"] == "ONUỤZỌ" and found.found["number"] == "A01234567"
    assert next(one.evidence for one in found.findings if one.code == "printed.birth")["line"] == 11


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("A01234567", "number"),
        ("ONUỤZỌ", "surname"),
        ("AMARA NKECHI", "given"),
        ("17 APR/AVR 91", "birth"),
        ("F", "sex"),
    ],
)
def test_a_value_that_is_not_there_is_not_done(line: str, field: str) -> None:
    found = find_printed(without(line), DOCUMENT)

    assert outcomes(found)[field] == "not_done" and not found.discrepancies


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ("A01234567", "A0I234567", "number", "confusable"),
        ("A01234567", "A01234561", "number", "one_character"),
        ("ONUỤZỌ", "ONUUZA", "surname", "one_character"),
        ("17 APR/AVR 91", "17 APR/AVR 97", "birth", "one_part"),
        ("22 MAR 2031", "22 MAR 2032", "expiry", "one_part"),
        ("F", "M", "sex", "different"),
    ],
)
def test_a_value_that_is_nearly_there_is_unsure_and_a_discrepancy(old: str, new: str, field: str, reason: str) -> None:
    found = find_printed(with_changed(old, new), DOCUMENT)

    assert outcomes(found)[field] == "unsure"
    assert [(one.name, one.code) for one in found.discrepancies] == [(field, f"discrepancy.{reason}")]
    assert found.discrepancies[0].second.source == "printed"


def test_a_code_of_one_letter_stands_alone() -> None:
    german = passport(of=AMARA, on=ON, nationality="D")

    assert outcomes(find_printed(["D"], german))["nationality"] == "passed"
    assert outcomes(find_printed(["DEUTSCH / GERMAN"], german))["nationality"] == "not_done"
    assert outcomes(find_printed(["Type d / D 14"], german))["nationality"] == "not_done"


def test_the_zone_itself_is_not_the_page() -> None:
    found = find_printed([*DOCUMENT.mrz, "P", "UTO"], DOCUMENT)

    assert set(outcomes(found).values()) == {"not_done"}


@pytest.mark.parametrize("key", sorted(PEOPLE))
def test_the_page_of_every_specimen_agrees_with_its_zone(key: str) -> None:
    person = PEOPLE[key]
    document = passport(of=person, on=ON)
    fields = printed_fields(page_of(document, person, on=ON))

    found = find_printed(list(fields.values()), document)

    assert not found.discrepancies
    missing = {name for name, outcome in outcomes(found).items() if outcome != "passed"}
    assert missing <= {"sex", "birth"} and (not missing or person.sex == "X" or person.birth is None)


def test_names_over_two_lines_and_spaced_numbers_are_found() -> None:
    page = ["ONUỤZỌ", "AMARA", "NKECHI", "A 0123 4567", "NIGERIA"]

    assert {outcomes(find_printed(page, DOCUMENT))[name] for name in ("surname", "given", "number", "nationality")} == {
        "passed"
    }


def test_of_two_letters_the_one_at_its_label_is_the_sex() -> None:
    assert outcomes(find_printed(["M", "line", "more", "Sexe/Sex", "F"], DOCUMENT))["sex"] == "passed"
    assert outcomes(find_printed(["M", "F"], DOCUMENT))["sex"] == "not_done"


def test_a_day_of_issue_is_not_taken_for_a_misread_expiry() -> None:
    page = ["22 MAR 2021", "17 APR 1991"]

    assert outcomes(find_printed(page, DOCUMENT))["expiry"] in ("not_done", "unsure")
    assert outcomes(find_printed(["22 MAR 2021", "23 SEP 2030"], DOCUMENT))["expiry"] == "not_done"


def test_the_place_and_the_doubt_of_a_line_are_kept() -> None:
    lines = [PrintedLine("ONUỤZỌ", confidence=0.93, box=(10, 20, 90, 40))]

    evidence = find_printed(lines, DOCUMENT).findings[1].evidence

    assert evidence == {"line": 0, "text": "ONUỤZỌ", "confidence": 0.93, "box": (10, 20, 90, 40)}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("17 APR 1991", "1991-04-17"),
        ("17 APR/AVR 91", "1991-04-17"),
        ("17 avr. / apr 1991", "1991-04-17"),
        ("17.04.1991", "1991-04-17"),
        ("17/04/91", "1991-04-17"),
        ("04/17/1991", "1991-04-17"),
        ("1991-04-17", "1991-04-17"),
        ("17 04 1991", "1991-04-17"),
        ("12 AUG/AOÛ 74", "1974-08-12"),
        ("01 DÉC/DEC 2030", "2030-12-01"),
        ("05 MÄR 2020", "2020-03-05"),
        (f"XX {'X' * 3} 1989", "1989"),
        ("XX APR 1989", "1989-04"),
        ("Geboren am 3. Okt 1990 in", "1990-10-03"),
    ],
)
def test_dates_as_pages_print_them(text: str, meant: str) -> None:
    assert PartialDate.parse(meant) in {day for day, _ in dates_in(text)}


@pytest.mark.parametrize("text", ["A01234567", "32 APR 1991", "17 XYZ 1991", "12345678901234", "1/2", ""])
def test_what_is_no_date(text: str) -> None:
    assert not list(dates_in(text))


def test_a_cut_name_is_found_by_its_beginning() -> None:
    from limen.specimens import truncated

    document = truncated(on=ON)
    found = find_printed(["ONUUZO OKE MGBAGO", "AMARA NKECHI CHIAMAKA IFEOMA"], document)

    assert document.name_truncated
    assert outcomes(found)["surname"] == outcomes(found)["given"] == "passed"


@settings(deadline=None)
@given(st.lists(st.text(max_size=60), max_size=20))
def test_any_page_is_compared(lines: list[str]) -> None:
    found = find_printed(lines, DOCUMENT)

    assert len(found.findings) == 7
    for finding in found.findings:
        assert (f"{finding.code}.{finding.outcome}" in WORDS and "{" not in finding.reason(WORDS)) or "{" in str(lines)


def test_a_page_without_bounds_is_bounded() -> None:
    page = ["ONUUZA " * 5000] * 2000

    assert outcomes(find_printed(page, replace(DOCUMENT)))["surname"] == "unsure"
