from __future__ import annotations

import doctest
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.policy import residence
from limen.policy.expressions import Scope, parse
from limen.policy.leaves import Binding, bind
from limen.policy.residence import days_present, longest_absence
from limen.policy.stays import Direction, Movement
from limen.policy.values import Kind, ValueType

START = date(2020, 1, 1)


def lived(*days: int, inside: bool = False) -> tuple[Movement, ...]:
    """Movements on these days after the start, in turn; the first is an entry unless the person was already inside."""
    first, second = (Direction.EXIT, Direction.ENTRY) if inside else (Direction.ENTRY, Direction.EXIT)
    ways = [first if place % 2 == 0 else second for place in range(len(days))]
    return tuple(Movement(START + timedelta(day), way) for day, way in zip(days, ways, strict=True))


@settings(max_examples=10_000)
@given(st.lists(st.integers(0, 300), min_size=0, max_size=12, unique=True).map(sorted), st.integers(0, 320), st.data())
def test_the_days_are_those_of_a_set_of_days(days: list[int], length: int, data: st.DataObject) -> None:
    first = START + timedelta(data.draw(st.integers(-5, 305)))
    last = first + timedelta(length)
    ends = [*days, (last - START).days] if len(days) % 2 else days
    there = {day for one, other in zip(ends[::2], ends[1::2], strict=True) for day in range(one, max(one, other) + 1)}
    asked = range((first - START).days, (last - START).days + 1)
    here = [day for day in asked if day in there]
    gaps = [later - earlier - 1 for earlier, later in pairwise([asked.start - 1, *here, asked.stop])]
    assert days_present(lived(*days), first, last) == (len(here), len(here))
    assert longest_absence(lived(*days), first, last) == (max(gaps), max(gaps))


def test_who_came_in_and_has_not_left_is_here() -> None:
    assert days_present(lived(10), START, START + timedelta(19)) == (10, 10)


def test_a_movement_that_nobody_recorded_makes_two_bounds() -> None:
    twice = (Movement(START, Direction.ENTRY), Movement(START + timedelta(10), Direction.ENTRY))
    assert days_present(twice, START, START + timedelta(19)) == (11, 20)
    assert longest_absence(twice, START, START + timedelta(19)) == (0, 9)
    assert days_present(lived(5, inside=True), START, START + timedelta(9)) == (1, 6)


def test_a_time_that_ends_before_it_begins_has_no_days() -> None:
    assert days_present(lived(0), START, START - timedelta(3)) == (0, 0)
    assert longest_absence(lived(0), START, START - timedelta(3)) == (0, 0)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("days_present(lived, begins, ends) >= 1095", None),
        ("days_present(lived, begins, ends) >= 11", True),
        ("days_absent(lived, begins, ends) > 9", False),
        ("days_absent(lived, begins, ends) + half_of(days_before, 365) >= 30", True),
        ("longest_absence(lived, begins, ends) > 180", False),
        ("days_present(lived, begins, ends) + half_of(days_before, 365) >= 376", True),
        ("days_present(lived, begins, ends) + half_of(days_before, 365) > 400", False),
    ],
)
def test_rules_count_by_them_and_two_bounds_leave_open_what_they_leave_open(text: str, answer: bool | None) -> None:
    kinds = {"lived": Kind.STAYS, "begins": Kind.DATE, "ends": Kind.DATE, "days_before": Kind.INT}
    scope = Scope({name: ValueType(kind) for name, kind in kinds.items()}, frozenset())
    twice = (Movement(START, Direction.ENTRY), Movement(START + timedelta(10), Direction.ENTRY))
    facts = {"lived": twice, "begins": START, "ends": START + timedelta(19), "days_before": 900}
    if answer is None:
        facts |= {"ends": START + timedelta(1095), "lived": (*twice, Movement(date(2022, 12, 30), Direction.EXIT))}
    found = bind(parse(text, scope), Binding(date(2026, 1, 1), {}, {})).value(facts)
    assert found is answer


def test_the_example_of_the_room_runs() -> None:
    assert doctest.testmod(residence).failed == 0
