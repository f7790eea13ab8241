"""Every check of an MRZ on documents of every format: what is passed, what is failed, where, and by which clause."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.documents import WORDS, read_mrz
from limen.documents.mrz import check_digit, read
from limen.vocabulary.person import Sex

from .made import (
    FRENCH,
    GERMAN,
    MRV_A,
    MRV_B,
    ON,
    SPECIMENS,
    TD1,
    TD1_LONG,
    TD2,
    TD3,
    altered,
    outcome,
    outcomes,
    printed,
)


@pytest.mark.parametrize(("name", "lines"), SPECIMENS.items(), ids=SPECIMENS)
def test_the_standards_own_specimens_are_accepted(name, lines):
    reading = read_mrz(lines, on=ON)
    assert reading.accepted
    assert not reading.repairs
    failed = {finding.code for finding in reading.findings if finding.outcome == "failed"}
    assert failed <= {"mrz.expiry"}


def test_every_element_of_the_passport_specimen():
    document = read(TD3, on=ON).document
    assert (document.format, document.type, document.issuer, document.number) == ("TD3", "P", "UTO", "L898902C3")
    assert (document.surname, document.given, document.nationality) == ("ERIKSSON", "ANNA MARIA", "UTO")
    assert (str(document.birth), document.sex, str(document.expiry)) == ("1974-08-12", Sex.FEMALE, "2012-04-15")
    assert document.optional == ("ZE184226B",)
    assert document.mrz == TD3
    assert not document.name_truncated


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (TD2, ("TD2", "I", "UTO", "D23145890", "ERIKSSON", "ANNA MARIA", "UTO", ())),
        (TD1, ("TD1", "I", "UTO", "D23145890", "ERIKSSON", "ANNA MARIA", "UTO", ())),
        (MRV_A, ("MRV-A", "V", "UTO", "L8988901C", "ERIKSSON", "ANNA MARIA", "XXX", ("6ZE184226B",))),
        (MRV_B, ("MRV-B", "V", "UTO", "L8988901C", "ERIKSSON", "ANNA MARIA", "XXX", ())),
        (TD1_LONG, ("TD1", "I", "UTO", "D23145890734", "STEVENSON", "PETER JOHN", "UTO", ())),
        (GERMAN, ("TD3", "P", "D", "C01X00T47", "MUSTERMANN", "ERIKA", "D", ())),
        (FRENCH, ("FRA-ID", "ID", "FRA", "880692310285", "BERTHIER", "CORINNE", "FRA", ())),
    ],
)
def test_every_format(lines, expected):
    document = read(lines, on=ON).document
    assert (
        document.format, document.type, document.issuer, document.number, document.surname, document.given,
        document.nationality, document.optional,
    ) == expected  # fmt: skip


@pytest.mark.parametrize("lines", SPECIMENS.values(), ids=SPECIMENS)
def test_every_position_belongs_to_one_field_whose_raw_text_stands_there(lines):
    reading = read(lines, on=ON)
    covered = [(field.line, at) for field in reading.fields for at in range(field.start, field.end + 1)]
    assert sorted(covered) == [(line, at) for line in range(1, len(lines) + 1) for at in range(1, len(lines[0]) + 1)]
    for field in reading.fields:
        assert field.raw == lines[field.line - 1][field.start - 1 : field.end]


@pytest.mark.parametrize("lines", SPECIMENS.values(), ids=SPECIMENS)
def test_every_finding_has_its_clause_and_its_words(lines):
    for finding in read(lines, on=ON).findings:
        assert finding.clause.startswith(("Doc 9303-", "national layout"))
        assert "{" not in finding.reason(WORDS)
        assert finding.reason(WORDS) != f"{finding.code}: {finding.outcome}"


def test_the_json_is_that_of_the_contract():
    answer = json.loads(json.dumps(read(GERMAN, on=ON).to_json(source="page.txt")))
    assert set(answer) == {"source", "accepted", "document", "findings", "discrepancies"}
    assert answer["source"] == "page.txt"
    assert answer["accepted"] is True
    assert answer["document"]["issuer"] == "D"
    assert answer["document"]["issuer_iso"] == answer["document"]["nationality_iso"] == "DE"
    assert answer["document"]["birth"] == "1964-08-12"
    assert answer["document"]["mrz"] == list(GERMAN)
    assert {"code", "outcome", "reason", "clause", "evidence"} <= set(answer["findings"][0])
    assert "repairs" in read(altered(TD3, 2, 4, "B"), on=ON).to_json()


# ---- check digits -------------------------------------------------------------------------------------------------

_DIGITS = {
    "TD3": (TD3, {"number": 10, "birth": 20, "expiry": 28, "optional": 43, "composite": 44}),
    "TD2": (TD2, {"number": 10, "birth": 20, "expiry": 28, "composite": 36}),
    "TD1": (TD1, {"birth": 7, "expiry": 15, "composite": 30}),
    "MRV-A": (MRV_A, {"number": 10, "birth": 20, "expiry": 28}),
    "MRV-B": (MRV_B, {"number": 10, "birth": 20, "expiry": 28}),
    "French": (FRENCH, {"number": 13, "birth": 34, "composite": 36}),
}


@pytest.mark.parametrize(
    ("lines", "name", "position"),
    [(lines, name, position) for lines, places in _DIGITS.values() for name, position in places.items()],
)
@pytest.mark.parametrize("by", [1, 5])
def test_each_check_digit_is_checked_and_its_failure_names_the_place(lines, name, position, by):
    wrong = altered(lines, 2, position, str((int(lines[1][position - 1]) + by) % 10))
    reading = read(wrong, on=ON)
    finding = reading.finding(f"mrz.check_digit.{name}")
    assert finding.outcome == "failed"
    assert finding.evidence == {"line": 2, "start": position, "end": position}
    assert finding.params["expected"] == lines[1][position - 1]
    assert not reading.accepted


def test_the_number_digit_of_a_card_stands_on_its_first_line():
    reading = read(altered(TD1, 1, 15, "3"), on=ON)
    assert outcomes(reading)["mrz.check_digit.number"] == "failed"
    assert reading.finding("mrz.check_digit.number").evidence["line"] == 1


@pytest.mark.parametrize("format", ["MRV-A", "MRV-B"])
def test_a_visa_has_no_composite_digit(format):
    assert "mrz.check_digit.composite" not in outcomes(read(SPECIMENS[format], on=ON))


@pytest.mark.parametrize(("digit", "expected"), [("<", "passed"), ("0", "passed"), ("3", "failed")])
def test_the_digit_of_an_unused_personal_number_is_zero_or_a_filler(digit, expected):
    """Doc 9303-4 4.2.2.2, position 43."""
    assert outcome(altered(printed(), 2, 43, digit), "mrz.check_digit.optional") == expected


def test_a_used_personal_number_needs_its_digit():
    lines = altered(TD3, 2, 43, "<")
    assert outcome(lines, "mrz.check_digit.optional") == "failed"


# ---- numbers that run on ------------------------------------------------------------------------------------------


def card(number_part, optional, format="TD1"):
    """A card with these characters at the number (ten, digit included) and at the optional data, composite right."""
    if format == "TD1":
        lines = altered(altered(TD1, 1, 6, number_part), 1, 16, optional.ljust(15, "<"))
        covered = lines[0][5:30] + lines[1][:7] + lines[1][8:15] + lines[1][18:29]
        return altered(lines, 2, 30, check_digit(covered))
    lines = altered(altered(TD2, 2, 1, number_part), 2, 29, optional.ljust(7, "<"))
    return altered(lines, 2, 36, check_digit(lines[1][:10] + lines[1][13:20] + lines[1][21:35]))


@pytest.mark.parametrize(
    ("format", "number", "beside", "optional"),
    [
        ("TD1", "D231458907", "", ()),  # ten characters: one runs on
        ("TD1", "D23145890734", "", ()),
        ("TD1", "590330101085", "", ()),  # as Belgian cards number
        ("TD1", "D23145890734", "AB12", ("AB12",)),
        ("TD1", "D231458907345678901234", "", ()),  # twenty-two: the longest
        ("TD2", "D231458907", "", ()),
        ("TD2", "D2314589073456", "", ()),  # fourteen: the longest
    ],
)
def test_a_long_number_runs_on_into_the_optional_data(format, number, beside, optional):
    """Doc 9303-5 and 9303-6, 4.2.2 note j."""
    lines = card(number[:9] + "<", f"{number[9:]}{check_digit(number)}<{beside}", format)
    reading = read(lines, on=ON)
    assert reading.document.number == number
    assert reading.document.optional == optional
    assert reading.finding("mrz.number").params == {"long": True}
    assert outcomes(reading)["mrz.check_digit.number"] == "passed"
    assert reading.accepted
    rest = reading.field("number_rest")
    assert rest.raw == number[9:]
    digit = reading.field("number_rest_check")
    assert lines[digit.line - 1][digit.start - 1] == digit.raw == check_digit(number)
    assert reading.finding("mrz.check_digit.number").evidence["start"] == digit.start


def test_a_long_number_with_a_wrong_digit_fails():
    number = "D23145890734"
    wrong = str((int(check_digit(number)) + 1) % 10)
    reading = read(card(number[:9] + "<", f"{number[9:]}{wrong}<"), on=ON)
    assert outcomes(reading)["mrz.check_digit.number"] == "failed"
    assert not reading.accepted


def test_a_long_number_must_be_followed_by_a_filler():
    number = "D23145890" + "12345678901234"
    assert outcome(card(number[:9] + "<", number[9:] + check_digit(number)), "mrz.number") == "failed"


def test_a_filler_for_the_digit_of_a_short_number_is_no_long_number():
    reading = read(card("AB12<<<<<<", "XYZ"), on=ON)
    assert reading.document.number == "AB12"
    assert outcomes(reading)["mrz.check_digit.number"] == "failed"


def test_an_empty_number_is_failed():
    assert outcome(card("<<<<<<<<<0", ""), "mrz.number") == "failed"


# ---- codes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("format", "code", "expected"),
    [
        ("TD3", "P<", "passed"), ("TD3", "PP", "passed"), ("TD3", "PD", "passed"), ("TD3", "PO", "passed"),
        ("TD3", "PM", "passed"), ("TD3", "PU", "passed"), ("TD3", "I<", "failed"), ("TD3", "P0", "failed"),
        ("TD1", "ID", "passed"), ("TD1", "I<", "passed"), ("TD1", "IP", "passed"), ("TD1", "AC", "passed"),
        ("TD1", "C1", "passed"), ("TD1", "AI", "failed"), ("TD1", "IV", "failed"), ("TD1", "P<", "failed"),
        ("TD1", "V<", "failed"), ("TD2", "I<", "passed"), ("TD2", "AC", "failed"), ("TD2", "CV", "failed"),
        ("MRV-A", "VC", "passed"), ("MRV-A", "V<", "passed"), ("MRV-B", "VV", "passed"),
    ],
)  # fmt: skip
def test_document_codes(format, code, expected):
    assert outcome(altered(SPECIMENS[format], 1, 1, code), "mrz.document_code") == expected


def test_v_at_the_first_position_decides_a_visa():
    """Doc 9303-7 4.2.2.1, whatever the last character is: some visas end in what looks like a composite digit."""
    tail = altered(MRV_A, 2, 44, "7")
    assert read(tail, on=ON).format == "MRV-A"
    assert read(tail, on=ON).accepted
    assert read(altered(TD3, 1, 1, "V"), on=ON).format == "MRV-A"


_KNOWN = [
    *("D<<", "GBD", "GBN", "GBO", "GBP", "GBS", "RKS", "EUE", "UNO", "UNA", "UNK", "NGA", "FRA"),
    *("XBA", "XIM", "XCC", "XCE", "XCO", "XEC", "XPO", "XES", "XMP", "XOM", "XDC"),
    *("XXA", "XXB", "XXC", "XXX", "ANT", "NTZ", "UTO", "IAO"),
]


@pytest.mark.parametrize("code", _KNOWN)
def test_every_code_of_the_standard_is_a_nationality(code):
    reading = read(altered(TD3, 2, 11, code), on=ON)
    assert outcomes(reading)["mrz.nationality"] == "passed"
    assert reading.accepted
    assert reading.document.nationality == code.rstrip("<")


@pytest.mark.parametrize(
    ("code", "expected", "accepted"),
    [
        ("ZZZ", "failed", False), ("<<<", "failed", False), ("U<O", "failed", False), ("UT0", "failed", False),
        ("<D<", "failed", False), ("DE<", "failed", False), ("DEU", "unsure", True), ("XQQ", "unsure", True),
    ],
)  # fmt: skip
def test_codes_that_no_document_prints(code, expected, accepted):
    for line, position, name in ((2, 11, "nationality"), (1, 3, "issuer")):
        reading = read(altered(TD3, line, position, code), on=ON)
        assert outcomes(reading)[f"mrz.{name}"] == expected
        assert reading.accepted is accepted


def test_a_refugee_is_no_issuer():
    assert outcome(altered(TD3, 1, 3, "XXB"), "mrz.issuer") == "unsure"


@pytest.mark.parametrize(
    ("character", "sex", "expected"),
    [("M", Sex.MALE, "passed"), ("F", Sex.FEMALE, "passed"), ("<", Sex.UNSPECIFIED, "passed"),
     ("X", Sex.UNSPECIFIED, "unsure"), ("Q", None, "failed"), ("1", None, "failed")],
)  # fmt: skip
def test_sex(character, sex, expected):
    reading = read(altered(TD3, 2, 21, character), on=ON)
    assert reading.document.sex is sex
    assert outcomes(reading)["mrz.sex"] == expected
    assert reading.accepted is (expected != "failed")


# ---- names --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "surname", "given", "expected", "truncated"),
    [
        ("ARKFREITH", "ARKFREITH", "", "passed", "passed"),  # Doc 9303-4 4.2.3.1 f: no secondary identifier
        ("SATRIYA<SUDARPA", "SATRIYA SUDARPA", "", "passed", "passed"),
        ("VAN<DER<MUELLEN<<MARTIN", "VAN DER MUELLEN", "MARTIN", "passed", "passed"),
        ("NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K", "NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG K", "passed", "unsure"),
        ("PAPANDROPOULOUS<<JONATHON<WARREN<TREVOR", "PAPANDROPOULOUS", "JONATHON WARREN TREVOR", "passed", "unsure"),
        ("A" * 39, "A" * 39, "", "passed", "unsure"),
        ("ERIKSSON<<ANNA<<MARIA", "ERIKSSON", "ANNA  MARIA", "unsure", "passed"),
        ("<<ANNA", "", "ANNA", "unsure", "passed"),
        ("ERIKSSON<<<ANNA", "ERIKSSON", " ANNA", "unsure", "passed"),
        ("", "", "", "failed", "passed"),
        ("ERIKSS0N<<ANNA", "ERIKSS0N", "ANNA", "failed", "passed"),
    ],
)
def test_names(name, surname, given, expected, truncated):
    reading = read(altered(TD3, 1, 6, name.ljust(39, "<")), on=ON)
    found = outcomes(reading)
    assert (reading.document.surname, reading.document.given) == (surname, given)
    assert found["mrz.name"] == expected
    assert found["mrz.name_truncated"] == truncated
    assert reading.document.name_truncated is (truncated == "unsure")
    assert reading.accepted is (expected != "failed")


def test_a_character_that_no_mrz_holds_is_named_with_its_place():
    reading = read(altered(TD3, 1, 8, "É*"), on=ON)
    finding = reading.finding("mrz.characters")
    assert finding.outcome == "failed"
    assert finding.params == {"count": 2, "character": "É"}
    assert finding.evidence == {"line": 1, "start": 8, "end": 8}
    assert not reading.accepted


# ---- national layouts ---------------------------------------------------------------------------------------------


def test_the_french_card_prints_no_expiry_and_no_nationality():
    reading = read(FRENCH, on=ON)
    found = outcomes(reading)
    assert found["mrz.expiry"] == found["mrz.expiry_date"] == found["mrz.nationality"] == "not_done"
    assert reading.document.expiry is None
    assert str(reading.document.birth) == "1965-12-06"
    assert reading.finding("mrz.check_digit.composite").clause.startswith("national layout: France")


def test_a_french_card_of_td2_size_that_is_not_the_national_one_is_td2():
    assert read(altered(TD2, 1, 1, "IRFRA"), on=ON).format == "TD2"


# ---- words --------------------------------------------------------------------------------------------------------

_MRZ = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"


@given(st.sampled_from(sorted(SPECIMENS)), st.data())
def test_whatever_is_found_has_words_and_fields_cover_every_position(name, data):
    lines = SPECIMENS[name]
    for _ in range(data.draw(st.integers(1, 6))):
        line = data.draw(st.integers(1, len(lines)))
        position = data.draw(st.integers(1, len(lines[0])))
        lines = altered(lines, line, position, data.draw(st.sampled_from(_MRZ)))
    reading = read(lines, on=ON)
    for finding in reading.findings:
        assert f"{finding.code}.{finding.outcome}" in WORDS
        assert "{" not in finding.reason(WORDS)
    covered = sorted((field.line, field.start, field.end) for field in reading.fields)
    assert sum(end - start + 1 for _, start, end in covered) == len("".join(lines))
    assert "".join(lines[line - 1][start - 1 : end] for line, start, end in covered) == "".join(lines)
    if reading.accepted:
        digits = [finding for finding in reading.findings if "check_digit" in finding.code]
        assert all(finding.outcome == "passed" for finding in digits)
