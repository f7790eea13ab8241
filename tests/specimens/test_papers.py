"""Specimen documents: read back clean on any day, unless one is meant to be wrong, and then wrong in that way alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen import specimens
from limen.documents import read_mrz, write_mrz
from limen.specimens import PEOPLE
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.evidence import Outcome
from limen.vocabulary.person import Sex, TravelDocument

ON = date(2026, 11, 22)
# A child's year of birth may be a hundred years earlier: only looking at the holder tells.
CENTURY = "mrz.birth_century"


def amiss(document: TravelDocument | tuple[str, ...], on: date = ON) -> set[str]:
    """The codes of the checks that did not pass."""
    lines = document.mrz if isinstance(document, TravelDocument) else document
    return {f.code for f in read_mrz(lines, on=on).findings if f.outcome in (Outcome.FAILED, Outcome.UNSURE)}


@given(
    key=st.sampled_from(sorted(PEOPLE)),
    on=st.dates(date(2020, 1, 1), date(2045, 12, 31)),
    make=st.sampled_from(("TD3", "TD1", "TD2", "MRV-A", "MRV-B")),
)
def test_every_document_reads_back_clean_on_any_day(key: str, on: date, make: str) -> None:
    person = PEOPLE[key]
    if make == "TD3":
        document = specimens.passport(of=person, on=on)
    elif make.startswith("MRV"):
        document = specimens.visa(of=person, on=on, format=make)
    else:
        document = specimens.identity_card(of=person, on=on, format=make)
    # From 2038 on a document code has a second letter (Doc 9303-4 4.2.2.3); these print the plain one.
    late = {"mrz.document_code"} if document.expiry is not None and document.expiry.year >= 2038 else set()
    assert amiss(document, on) - {CENTURY} <= late
    assert read_mrz(document.mrz, on=on).accepted
    assert write_mrz(document) == document.mrz
    # What an MRZ cannot print as X it prints as a filler (Doc 9303-3 4.9).
    assert document.sex == (person.sex if person.sex is not Sex.UNSPECIFIED else document.sex)
    assert (document.format, document.birth) == (make, person.birth)


def test_an_expired_passport_is_expired_and_nothing_else() -> None:
    assert amiss(specimens.passport(on=ON, expired=True)) == {"mrz.expiry"}


def test_another_number_is_another_document_of_the_same_holder() -> None:
    first, second = specimens.passport(on=ON), specimens.passport(on=ON, number="B7654321")
    assert second.number == "B7654321"
    assert (first.surname, first.birth) == (second.surname, second.birth)
    assert first.mrz != second.mrz


def test_changes_are_printed() -> None:
    changed = specimens.passport(on=ON, nationality="XXX", expiry=PartialDate(2027, 1, 1))
    assert (changed.nationality, str(changed.expiry)) == ("XXX", "2027-01-01")
    assert "XXX" in changed.mrz[1]


@pytest.mark.parametrize("key", sorted(PEOPLE))
def test_a_forged_year_of_birth_breaks_its_digit_and_the_composite(key: str) -> None:
    lines = specimens.forged(specimens.passport(of=PEOPLE[key], on=ON))
    # Ingrid was born on 29 February: in the year put in its place there is none.
    no_day = {"mrz.birth_date"} if key == "ingrid" else set()
    assert amiss(lines) - {CENTURY} == {"mrz.check_digit.birth", "mrz.check_digit.composite"} | no_day
    assert not read_mrz(lines, on=ON).accepted


def test_a_cut_name_fills_its_field() -> None:
    document = specimens.truncated(on=ON)
    assert document.name_truncated
    assert amiss(document) == {"mrz.name_truncated"}
    assert not document.mrz[0].endswith("<")


def test_an_unknown_month_and_day_of_birth_are_fillers() -> None:
    document = specimens.unknown_birth(on=ON)
    assert document.birth == PartialDate(1989)
    assert document.mrz[1][13:19] == "89<<<<"
    assert not amiss(document)


@pytest.mark.parametrize("years", [0, 5, 13, 17])
def test_a_child_is_as_old_as_asked(years: int) -> None:
    assert specimens.child_born(ON, years=years).age_on(ON) == (years, years)


def test_the_text_of_a_document_is_what_a_scanner_types() -> None:
    document = specimens.passport(on=ON)
    assert read_mrz(specimens.mrz_text(document), on=ON).document == document
