from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.policy.values import Kind, Money, Range, ValueType, WrongValueError, as_json, bounds_of, parse_value
from limen.vocabulary.dates import PartialDate, Period

DATE = ValueType(Kind.DATE)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("2026-11-22", date(2026, 11, 22)),
        ("1980", PartialDate(1980)),
        ("1980-03", PartialDate(1980, 3)),
        ("2016-11-22/2026-11-22", Period(date(2016, 11, 22), date(2026, 11, 22))),
        ("../2016-11-21", Period(date.min, date(2016, 11, 21))),
        ("2016/..", Period(date(2016, 1, 1))),
    ],
)
def test_dates_whole_partial_and_between(raw: str, value: object) -> None:
    assert parse_value(DATE, raw) == value


@pytest.mark.parametrize("raw", ["2026-11-22", "../2016-11-21", "2016-01-01/..", "1980", "1980-03"])
def test_a_date_is_written_as_it_was_read(raw: str) -> None:
    assert as_json(parse_value(DATE, raw)) == raw


def test_a_partial_date_is_a_range_of_days() -> None:
    assert bounds_of(PartialDate(1980, 2)) == Range(date(1980, 2, 1), date(1980, 2, 29))
    assert bounds_of(Period(date(2020, 1, 1))) == Range(date(2020, 1, 1), date.max)
    assert bounds_of(Period(date(2020, 1, 1), date(2020, 1, 1))) == date(2020, 1, 1)


@pytest.mark.parametrize(
    ("type_", "raw"),
    [
        (ValueType(Kind.BOOL), "yes"), (ValueType(Kind.BOOL), 1), (ValueType(Kind.ENUM, ("a", "b")), "c"),
        (ValueType(Kind.INT), True), (ValueType(Kind.INT), "3"), (ValueType(Kind.INT), 10**20),
        (ValueType(Kind.COUNTRY), "no"), (ValueType(Kind.COUNTRY), "NORWAY"), (ValueType(Kind.COUNTRY), None),
        (DATE, "22.11.2026"), (DATE, 20261122), (DATE, "2026-11-22/2026-11-21"), (DATE, ""), (DATE, "2026-13-01"),
        (ValueType(Kind.MONEY, currency="EUR"), "900 USD"), (ValueType(Kind.MONEY, currency="EUR"), "NaN"),
        (ValueType(Kind.MONEY, currency="EUR"), "1e400"), (ValueType(Kind.MONEY, currency="EUR"), True),
        (ValueType(Kind.MONEY, currency="EUR"), "0.001"), (ValueType(Kind.STAYS), "x"), (ValueType(Kind.TEXT), "x"),
        (ValueType(Kind.STAYS), [{"direction": "entry", "on": "2026-01-01"}] * 5001),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_refused(type_: ValueType, raw: object) -> None:
    with pytest.raises(WrongValueError):
        parse_value(type_, raw)


@pytest.mark.parametrize("raw", ["900", 900, "900.50", "900 EUR"])
def test_money(raw: object) -> None:
    assert isinstance(parse_value(ValueType(Kind.MONEY, currency="EUR"), raw), Money)
    assert Money(Decimal(899), "EUR") < Money(Decimal(900), "EUR")


@given(st.sampled_from(list(Kind)), st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_any_json_value_is_read_or_refused(kind: Kind, raw: object) -> None:
    try:
        value = parse_value(ValueType(kind, ("a", "b"), "EUR"), raw)
    except WrongValueError as problem:
        assert str(problem)
    else:
        json.dumps(as_json(value))
