"""Two sources compared as sets of allowed spellings: what agrees, what differs and why."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.documents import read_mrz
from limen.documents.agreement import FIELDS, SOURCES, WORDS, Statement, agreement, compare
from limen.documents.mrz import write
from limen.specimens import PEOPLE, passport
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.evidence import Outcome
from limen.vocabulary.names import to_mrz
from limen.vocabulary.person import Sex

from .mrz.made import ON


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("MUELLER", "Müller", "spelling"),
        ("MULLER", "Müller", "same"),
        ("MUXXLLER", "Müller", "spelling"),
        ("MUNXXOZ", "Muñoz", "spelling"),
        ("ONEILL", "O’Neill", "same"),
        ("AL ATABA", "Al-Ataba", "same"),
        ("ALATABA", "Al-Ataba", "division"),
        ("TERSKEL", "TERSKEL", "same"),
        ("PORIH", "Поріг", "spelling"),
        ("GROSS", "Groß", "same"),
        ("DORKARM", "Dørkarm", "same"),
        ("DOERKARM", "Dørkarm", "spelling"),
    ],
)
def test_names_agree_where_one_may_be_printed_for_the_other(first: str, second: str, reason: str) -> None:
    found = agreement("surname", first, second)

    assert (found.agrees, found.reason) == (True, reason)
    assert agreement("surname", second, first).agrees


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("TERSKEL", "TERSKEN", "one_character"),
        ("AMARA", "AMARA NKECHI", "missing_words"),
        ("ONUUZO", "DEHLEEZ", "different"),
        ("MUELLER", "MILLER", "different"),
    ],
)
def test_names_differ_with_a_reason(first: str, second: str, reason: str) -> None:
    found = agreement("surname", first, second)

    assert (found.agrees, found.reason) == (False, reason)


@pytest.mark.parametrize("cut", ["AMARA NKECHI CHI", "AMARA N C I", "AMARA NKECHI", "AMARA NKECHI CHIAMAKA IFEO"])
def test_a_name_that_may_be_cut_agrees_with_its_beginning(cut: str) -> None:
    whole = "AMARA NKECHI CHIAMAKA IFEOMA"

    assert agreement("given", cut, whole, cut=True).agrees
    assert not agreement("given", cut, whole).agrees
    assert not agreement("given", f"B{cut}", whole, cut=True).agrees


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("A01234567", "A 0123-4567", "same"),
        ("A01234567", "AO1234567", "confusable"),
        ("L898902C3", "LB9B902C3", "confusable"),
        ("A01234567", "A01234561", "one_character"),
        ("A01234567", "A0123456", "one_character"),
        ("A01234567", "B77001122", "different"),
    ],
)
def test_numbers(first: str, second: str, reason: str) -> None:
    found = agreement("number", first, second)

    assert found.reason == reason and found.agrees is (reason == "same")


def test_a_number_that_may_be_cut_agrees_with_its_first_nine() -> None:
    assert agreement("number", "D23145890", "D231458907349", cut=True).agrees
    assert not agreement("number", "D23145890", "D231458907349").agrees
    assert not agreement("number", "D2314", "D231458907349", cut=True).agrees


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("1991-04-17", "1991-04-17", "same"),
        ("1991", "1991-04-17", "partial"),
        ("1991-04-07", "1991-07-04", "day_and_month"),
        ("1919-04-17", "2019-04-17", "century"),
        ("1991-04-17", "1997-04-17", "one_part"),
        ("1991-04-17", "1997-05-17", "different"),
    ],
)
def test_dates(first: str, second: str, reason: str) -> None:
    found = agreement("birth", PartialDate.parse(first), PartialDate.parse(second))

    assert found.reason == reason and found.agrees is (reason in ("same", "partial"))


@pytest.mark.parametrize("code", ["D", "DEU", "DE", "Germany", "D<<"])
def test_codes_and_names_of_one_state_agree(code: str) -> None:
    assert agreement("nationality", "D", code).agrees
    assert not agreement("nationality", "NGA", code).agrees


def test_document_codes_and_sex() -> None:
    assert agreement("document_code", "P", "PP").agrees and not agreement("document_code", "PD", "PP").agrees
    assert agreement("sex", Sex.FEMALE, Sex.FEMALE).agrees
    assert agreement("sex", Sex.FEMALE, Sex.UNSPECIFIED).reason == "unspecified"


def test_whole_names_agree_in_either_order_with_their_parts() -> None:
    divided = Statement("mrz", {"surname": "ONUUZO", "given": "AMARA NKECHI"})

    for whole in ("Amara Nkechi Onuụzọ", "ONUUZO AMARA NKECHI", "Onuụzọ, Amara Nkechi"):
        found = compare(divided, Statement("chip", {"name": whole}))
        assert [finding.code for finding in found.findings] == ["agree.name"] and not found.discrepancies, whole
    assert compare(divided, Statement("chip", {"name": "AMARA ONUUZO"})).discrepancies[0].code.endswith("missing_words")


@pytest.mark.parametrize("key", sorted(PEOPLE))
def test_what_a_passport_prints_agrees_with_its_zone(key: str) -> None:
    person = PEOPLE[key]
    zone = Statement.of(passport(of=person, on=ON))
    visual = Statement("printed", {"surname": person.surname, "given": person.given, "number": person.number})

    found = compare(zone, visual)

    assert len(found.findings) == 3 and not found.discrepancies


def test_certain_sources_fail_and_doubtful_ones_are_unsure() -> None:
    zone = Statement.of(passport(of=PEOPLE["amara"], on=ON))
    other = {"number": "B77001122", "sex": Sex.UNSPECIFIED}

    certain = {one.code: one.outcome for one in compare(zone, Statement("chip", other)).findings}
    doubtful = {one.code: one.outcome for one in compare(zone, Statement("printed", other, certain=False)).findings}

    assert certain == {"agree.number": Outcome.FAILED, "agree.sex": Outcome.UNSURE}
    assert set(doubtful.values()) == {Outcome.UNSURE}


def test_names_in_each_others_place_are_told_as_that() -> None:
    zone = Statement("mrz", {"surname": "AMARA", "given": "ONUUZO"})

    found = compare(zone, Statement("chip", {"surname": "Onuụzọ", "given": "Amara"}))

    assert {one.code for one in found.discrepancies} == {"discrepancy.order"}
    assert found.differing == ("surname", "given")


def test_a_discrepancy_calls_neither_source_the_truth() -> None:
    zone = Statement.of(passport(of=PEOPLE["amara"], on=ON))
    told = compare(zone, Statement("chip", {"number": "B77001122"}))
    discrepancy = told.discrepancies[0]

    assert (discrepancy.first.source, discrepancy.second.source) == ("mrz", "chip")
    assert (discrepancy.first.value, discrepancy.second.value) == ("A01234567", "B77001122")
    assert "the chip says B77001122" in told.findings[0].reason(WORDS) and told.differing == ("number",)


def test_every_code_has_words() -> None:
    for field in FIELDS:
        for outcome in ("passed", "failed", "unsure"):
            assert f"agree.{field}.{outcome}" in WORDS
    assert {"mrz", "printed", "chip", "seal", "barcode"} <= SOURCES.keys()


NAMES = st.text(st.sampled_from("abcdefgxyzÄÖÜäöüßñøåæçéžığşČ'- "), min_size=1, max_size=24)


@settings(deadline=None)
@given(NAMES)
def test_a_name_agrees_with_its_own_spelling_in_the_zone(name: str) -> None:
    printed = to_mrz(name)
    if printed:
        assert agreement("surname", printed.replace("<", " "), name).agrees


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=300), st.sampled_from(FIELDS), st.booleans())
def test_any_two_texts_are_compared_alike_in_both_orders(first: str, second: str, field: str, cut: bool) -> None:
    there, back = agreement(field, first, second, cut=cut), agreement(field, second, first, cut=cut)

    assert there.agrees == back.agrees
    assert there.agrees or f"discrepancy.{there.reason}" in WORDS


def test_a_cut_zone_agrees_with_the_whole_name() -> None:
    long = passport(of=PEOPLE["amara"], on=ON, given="AMARA NKECHI CHIAMAKA IFEOMA OBIAGELI ADAEZE")
    read = read_mrz(write(long), on=ON).document

    found = compare(
        Statement.of(read),
        Statement("chip", {"surname": "ONUUZO", "given": "AMARA NKECHI CHIAMAKA IFEOMA OBIAGELI ADAEZE"}),
    )

    assert read.name_truncated and not found.discrepancies
