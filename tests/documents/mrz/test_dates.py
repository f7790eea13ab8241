"""Dates: unknown parts, impossible days, the century as an inference, expiry against the day of reading."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.documents import WORDS
from limen.documents.mrz import check_digit, read, write
from limen.documents.mrz.dates import OLDEST
from limen.vocabulary.dates import PartialDate, years_between

from .made import ON, altered, document, outcome, outcomes, printed


def with_birth(six, on=ON):
    """A reading of Amara's passport with these six characters of birth, its digits right."""
    lines = altered(printed(), 2, 14, six + check_digit(six))
    covered = lines[1][:10] + lines[1][13:20] + lines[1][21:43]
    return read(altered(lines, 2, 44, check_digit(covered)), on=on)


@pytest.mark.parametrize(
    ("six", "born", "date_outcome", "century"),
    [
        ("910417", "1991-04-17", "passed", "passed"),
        ("8001<<", "1980-01", "passed", "passed"),
        ("80<<<<", "1980", "passed", "passed"),
        ("<<<<<<", None, "not_done", "not_done"),
        ("<<0417", None, "unsure", "not_done"),
        ("<<04<<", None, "unsure", "not_done"),
        ("80<<17", None, "unsure", "not_done"),
        ("<<<<17", None, "unsure", "not_done"),
        ("910230", None, "failed", "not_done"),
        ("911317", None, "failed", "not_done"),
        ("910017", None, "failed", "not_done"),
        ("910400", None, "failed", "not_done"),
        ("<<1332", None, "failed", "not_done"),
        ("9<0417", None, "failed", "not_done"),
        ("91AB17", None, "failed", "not_done"),
        ("910229", None, "failed", "not_done"),  # neither 1991 nor 1891 is a leap year
        ("000229", "2000-02-29", "passed", "passed"),  # 1900 is none, so the calendar settles it
        ("261122", "2026-11-22", "passed", "unsure"),  # born today, or a hundred years ago
        ("261123", "1926-11-23", "passed", "passed"),  # tomorrow is not yet: 1926
        ("210417", "2021-04-17", "passed", "unsure"),  # 5 or 105
        ("110417", "2011-04-17", "passed", "unsure"),  # 15 or 115
        ("100417", "2010-04-17", "passed", "passed"),  # 116 is beyond the oldest
    ],
)
def test_birth(six, born, date_outcome, century):
    reading = with_birth(six)
    found = outcomes(reading)
    assert (str(reading.document.birth) if reading.document.birth else None) == born
    assert found["mrz.birth_date"] == date_outcome
    assert found["mrz.birth_century"] == century
    assert found["mrz.check_digit.birth"] == "passed"
    assert reading.accepted == (date_outcome != "failed")


def test_the_century_is_told_with_its_rule():
    finding = with_birth("210417").finding("mrz.birth_century")
    assert finding.params == {"year": 2021, "other": 1921, "rule": "not_after_reading"}


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_birth_is_never_after_the_reading_and_its_last_digits_are_as_printed(day, on):
    reading = with_birth(f"{day:%y%m%d}", on)
    birth = reading.document.birth
    if birth is None:  # 29 February of two common years
        assert day.strftime("%m%d") == "0229"
        return
    assert birth.first <= on
    assert birth.year % 100 == day.year % 100
    assert (birth.month, birth.day) == (day.month, day.day)
    if day <= on and years_between(day, on) <= 99:
        assert birth == PartialDate.of(day)
    if outcomes(reading)["mrz.birth_century"] == "unsure":
        assert on.year - (birth.year - 100) <= OLDEST


def with_expiry(six, on=ON):
    """A reading of Amara's passport with these six characters of expiry, its digits right."""
    lines = altered(printed(type="P"), 2, 22, six + check_digit(six))
    covered = lines[1][:10] + lines[1][13:20] + lines[1][21:43]
    return read(altered(lines, 2, 44, check_digit(covered)), on=on)


@pytest.mark.parametrize(
    ("six", "until", "date_outcome", "century", "valid", "days"),
    [
        ("310228", "2031-02-28", "passed", "passed", "passed", 1559),
        ("261122", "2026-11-22", "passed", "passed", "passed", 0),  # the day of expiry is the last day
        ("261121", "2026-11-21", "passed", "passed", "failed", 1),
        ("990101", "1999-01-01", "passed", "passed", "failed", 10187),
        ("760101", "1976-01-01", "passed", "unsure", "failed", 18588),
        ("750101", "2075-01-01", "passed", "unsure", "passed", 17572),
        ("2611<<", "2026-11", "unsure", "passed", "unsure", None),
        ("27<<<<", "2027", "unsure", "passed", "passed", 40),
        ("<<<<<<", None, "not_done", "not_done", "not_done", None),
        ("300230", None, "failed", "not_done", "not_done", None),
        ("301301", None, "failed", "not_done", "not_done", None),
        ("3O0101", None, "failed", "not_done", "not_done", None),
    ],
)
def test_expiry(six, until, date_outcome, century, valid, days):
    reading = with_expiry(six)
    found = outcomes(reading)
    assert (str(reading.document.expiry) if reading.document.expiry else None) == until
    assert found["mrz.expiry_date"] == date_outcome
    assert found["mrz.expiry_century"] == century
    assert found["mrz.expiry"] == valid
    if days is not None:
        params = reading.finding("mrz.expiry").params
        assert (params["date"], params["days"]) == (until, days)
    assert reading.accepted == (date_outcome != "failed")


@pytest.mark.parametrize(
    ("six", "reason"),
    [
        ("120415", "The document expired on 15 Apr 2012, 5334 days ago."),
        ("261121", "The document expired on 21 Nov 2026, 1 day ago."),
        ("261123", "The document is valid until 23 Nov 2026: 1 day left."),
        ("270101", "The document is valid until 1 Jan 2027: 40 days left."),
        ("2611<<", "The document expires within Nov 2026; the day is not printed."),
        ("26<<<<", "The document expires within 2026; the day is not printed."),
    ],
)
def test_expiry_is_told_in_dates_that_people_read(six, reason):
    assert with_expiry(six).finding("mrz.expiry").reason(WORDS) == reason


@given(st.integers(-49 * 365, 49 * 365))
def test_expiry_within_half_a_century_is_read_back(days):
    day = ON + timedelta(days=days)
    lines = write(document(type="P", expiry=PartialDate.of(day)))
    reading = read(lines, on=ON)
    assert reading.document.expiry == PartialDate.of(day)
    assert (outcomes(reading)["mrz.expiry"] == "failed") == (day < ON)


def test_a_passport_past_2037_needs_a_harmonised_code():
    """Doc 9303-4 4.4: a passport without one expires before 2038."""
    late = PartialDate(2038, 1, 1)
    assert outcome(printed(type="PP", expiry=late), "mrz.document_code") == "passed"
    assert outcome(printed(type="P", expiry=late), "mrz.document_code") == "unsure"
    assert outcome(printed(type="P", expiry=PartialDate(2037, 12, 31)), "mrz.document_code") == "passed"
