from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.policy.functions import FUNCTIONS
from limen.policy.stays import Direction, Movement, StayRule
from limen.policy.values import UNKNOWN, Kind, Range

RULES = {"90-180": StayRule("90-180", 90, 180, "")}


def call(name: str, *given: Any) -> Any:
    return FUNCTIONS[name].call(RULES, given)


@pytest.mark.parametrize(
    ("name", "given", "answer"),
    [
        ("plus_months", (date(2026, 11, 30), 3), date(2027, 2, 28)),
        ("minus_months", (date(2027, 5, 31), 3), date(2027, 2, 28)),
        ("plus_years", (date(2024, 2, 29), 1), date(2025, 2, 28)),
        ("minus_years", (date(2026, 11, 22), 10), date(2016, 11, 22)),
        ("plus_days", (date(2026, 12, 31), 1), date(2027, 1, 1)),
        ("minus_days", (date(2027, 1, 1), 1), date(2026, 12, 31)),
        ("age", (date(2008, 11, 23), date(2026, 11, 22)), 17),
        ("age", (date(2008, 11, 22), date(2026, 11, 22)), 18),
        ("age", (date(2008, 2, 29), date(2026, 2, 28)), 17),
        ("days_between", (date(2026, 11, 1), date(2026, 11, 22)), 21),
        ("plus_months", (date.max, 3), date.max),
        ("minus_years", (date.min, 3), date.min),
    ],
)
def test_each_function_answers(name: str, given: tuple[Any, ...], answer: Any) -> None:
    assert call(name, *given) == answer


def test_the_last_day_of_a_stay_begun_on_a_day() -> None:
    assert call("last_day_of_short_stay", (), date(2026, 11, 22), "90-180") == date(2027, 2, 19)


def test_an_unmatched_entry_makes_the_last_day_a_range() -> None:
    stays = (Movement(date(2026, 11, 1), Direction.ENTRY),)
    found = call("last_day_of_short_stay", stays, date(2026, 11, 22), "90-180")
    assert found == Range(date(2027, 1, 29), date(2027, 2, 18))


def test_a_stay_in_progress_is_counted_from_its_entry() -> None:
    stays = (Movement(date(2026, 8, 25), Direction.ENTRY),)
    assert call("last_day_of_stay_in_progress", stays, date(2026, 12, 24), "90-180") == date(2026, 11, 22)


def test_a_stay_in_progress_without_entry_is_unknown_and_one_under_a_permit_has_no_end() -> None:
    assert call("last_day_of_stay_in_progress", (), date(2026, 11, 22), "90-180") is UNKNOWN
    permit = (Movement(date(2026, 1, 1), Direction.ENTRY, "", False),)
    assert call("last_day_of_stay_in_progress", permit, date(2026, 11, 22), "90-180") == date.max


_DATES = st.dates(date(1, 1, 1), date(9999, 12, 31))
_MONOTONE = sorted(name for name, function in FUNCTIONS.items() if 0 not in function.directions)


@given(st.sampled_from(_MONOTONE), _DATES, _DATES, st.integers(0, 2400), st.integers(0, 2400))
def test_each_declared_direction_is_true(name: str, one: date, other: date, few: int, more: int) -> None:
    function = FUNCTIONS[name]
    fixed = tuple(date(2000, 1, 1) if kind is Kind.DATE else 7 for kind in function.accepts)
    for place, (kind, direction) in enumerate(zip(function.accepts, function.directions, strict=True)):
        low, high = sorted((one, other)) if kind is Kind.DATE else sorted((few, more))
        answers = [function.call(RULES, (*fixed[:place], value, *fixed[place + 1 :])) for value in (low, high)]
        assert answers == sorted(answers, reverse=direction < 0)
