"""Partial dates, periods, and days as law counts them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.vocabulary.dates import (
    DateError,
    PartialDate,
    Period,
    minus_years,
    plus_months,
    plus_working_days,
    roll_forward,
    years_between,
)

_days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
_partial = st.builds(PartialDate, st.integers(1, 9999), st.integers(0, 12)) | _days.map(PartialDate.of)


@pytest.mark.parametrize(
    ("text", "first", "last", "printed"),
    [
        ("1980", "1980-01-01", "1980-12-31", "1980"),
        ("1980-02", "1980-02-01", "1980-02-29", "1980-02"),
        ("1980-02-29", "1980-02-29", "1980-02-29", "1980-02-29"),
        ("1980-XX-XX", "1980-01-01", "1980-12-31", "1980"),
        ("1980-03-XX", "1980-03-01", "1980-03-31", "1980-03"),
        (" 1980~ ", "1980-01-01", "1980-12-31", "1980~"),
    ],
)
def test_a_partial_date_is_an_interval_of_days(text, first, last, printed):
    day = PartialDate.parse(text)
    assert (str(day.first), str(day.last), str(day)) == (first, last, printed)
    assert day.isoformat() == printed
    assert (day.whole() is None) == (not day.is_whole)


@pytest.mark.parametrize(
    "text", ["", "80", "1980-13", "1980-02-30", "1981-02-29", "1980-XX-05", "1980-00-05", "0000", "1980/01", "1980-1-1"]
)
def test_what_is_no_date(text):
    with pytest.raises(DateError):
        PartialDate.parse(text)


@pytest.mark.parametrize("parts", [(0,), (10000,), (1980, 13), (1980, 0, 5), (1980, -1), (1980, 4, 31), (1980, 1, -1)])
def test_what_are_no_parts_of_a_date(parts):
    with pytest.raises(DateError):
        PartialDate(*parts)


@given(_partial)
def test_a_partial_date_is_read_back_as_printed(day):
    assert PartialDate.parse(str(day)) == day
    assert day.first <= day.last
    assert day.may_be(day)
    assert day.may_be(day.first)
    assert day.may_be(day.last)


@given(_partial, _partial)
def test_to_mean_the_same_day_is_mutual(one, other):
    assert one.may_be(other) == other.may_be(one)
    assert one.may_be(other) == any(one.first <= day <= one.last for day in (other.first, other.last)) or (
        other.first <= one.first and one.last <= other.last
    )


@pytest.mark.parametrize(
    ("text", "on", "ages"),
    [
        ("1980-05-02", date(2026, 5, 1), (45, 45)),
        ("1980-05-02", date(2026, 5, 2), (46, 46)),
        ("1980", date(2026, 6, 1), (45, 46)),
        ("2008-02-29", date(2026, 2, 28), (17, 17)),
        ("2008-02-29", date(2026, 3, 1), (18, 18)),
    ],
)
def test_age(text, on, ages):
    assert PartialDate.parse(text).age_on(on) == ages


@given(_days, _days)
def test_years_between_counts_birthdays(born, on):
    if born <= on:
        years = years_between(born, on)
        assert years >= 0
        assert on.year - born.year - 1 <= years <= on.year - born.year


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 3, 31), 0, date(2026, 3, 31)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day, months, expected):
    """Regulation (EEC, Euratom) 1182/71, Article 3(2)(c)."""
    assert plus_months(day, months) == expected


@given(_days, st.integers(-600, 600))
def test_months_move_by_months(day, months):
    moved = plus_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day <= day.day
    assert moved.day == day.day or (moved + timedelta(days=1)).day == 1


def test_years_before():
    assert minus_years(date(2024, 2, 29), 1) == date(2023, 2, 28)
    with pytest.raises(DateError):
        plus_months(date(9999, 12, 1), 1)
    with pytest.raises(DateError):
        minus_years(date(5, 1, 1), 5)


def test_working_days():
    friday = date(2026, 11, 20)
    assert plus_working_days(friday, 1) == date(2026, 11, 23)
    assert plus_working_days(friday, 1, holidays={date(2026, 11, 23)}) == date(2026, 11, 24)
    assert plus_working_days(friday, 1, weekend=(4, 5)) == date(2026, 11, 22)
    assert plus_working_days(friday, 0) == friday
    assert roll_forward(date(2026, 11, 21)) == date(2026, 11, 23)
    assert roll_forward(friday) == friday
    assert roll_forward(friday, holidays=[friday]) == date(2026, 11, 23)
    for impossible in (
        lambda: plus_working_days(friday, 1, weekend=range(7)),
        lambda: roll_forward(friday, weekend=range(7)),
    ):
        with pytest.raises(DateError):
            impossible()


@given(_days, st.integers(1, 60))
def test_working_days_are_none_of_the_weekend(day, count):
    end = plus_working_days(day, count)
    assert end.weekday() < 5
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(one.weekday() < 5 for one in between) == count


def test_periods():
    week = Period(date(2026, 11, 16), date(2026, 11, 22))
    assert date(2026, 11, 16) in week
    assert date(2026, 11, 22) in week
    assert date(2026, 11, 23) not in week
    assert len(list(week.days())) == 7
    open_end = Period(date(2026, 11, 22))
    assert date(2400, 1, 1) in open_end
    assert week.overlaps(open_end)
    assert open_end.overlaps(week)
    assert not week.overlaps(Period(date(2026, 11, 23)))
    with pytest.raises(DateError):
        list(open_end.days())
    with pytest.raises(DateError):
        Period(date(2026, 11, 22), date(2026, 11, 21))


@given(_days, st.integers(0, 400), _days, st.integers(0, 400))
def test_periods_overlap_where_they_share_a_day(first, length, other, other_length):
    one, two = Period(first, first + timedelta(length)), Period(other, other + timedelta(other_length))
    assert one.overlaps(two) == bool(set(one.days()) & set(two.days()))
