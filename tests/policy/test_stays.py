from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.policy.stays import (
    Direction,
    Movement,
    StayError,
    StayRule,
    count,
    days_in_window,
    last_lawful_day,
    named_rule,
    parse_movements,
    presence,
)
from limen.vocabulary.dates import Period

RULE = StayRule("90-180", 90, 180, "Art 6(1)")
ON = date(2026, 11, 22)
DAY = timedelta(days=1)


def stay(first: date, last: date, state: str = "", counts: bool = True) -> list[Movement]:
    return [Movement(first, Direction.ENTRY, state, counts), Movement(last, Direction.EXIT, state, counts)]


def test_both_days_of_a_stay_count() -> None:
    found = count(stay(date(2026, 11, 1), date(2026, 11, 10)), ON, rule=RULE)
    assert (found.days_used, found.days_left, found.certain) == (10, 80, True)
    assert found.last_day == ON + 79 * DAY


def test_entry_and_exit_on_one_day_are_one_day() -> None:
    assert count(stay(ON - DAY, ON - DAY), ON, rule=RULE).days_used == 1


def test_exit_and_entry_on_one_day_count_it_once() -> None:
    movements = stay(date(2026, 11, 1), date(2026, 11, 5)) + stay(date(2026, 11, 5), date(2026, 11, 8))
    found = count(movements, ON, rule=RULE)
    assert (found.days_used, found.unmatched) == (8, ())


def test_the_window_ends_on_and_includes_the_day_tested() -> None:
    edge = ON - 179 * DAY
    assert count(stay(edge, edge), ON, rule=RULE).days_used == 1
    assert count(stay(edge - DAY, edge - DAY), ON, rule=RULE).days_used == 0


def test_ninety_days_of_absence_restore_ninety_and_eighty_nine_do_not() -> None:
    first = date(2026, 1, 1)
    last = first + 89 * DAY
    back = last + 91 * DAY  # ninety days away
    assert count(stay(first, last), back, rule=RULE).last_day == back + 89 * DAY
    early = back - DAY
    assert count(stay(first, last), early, rule=RULE).last_day != early + 89 * DAY


def test_every_day_of_the_plan_is_tested() -> None:
    # Sixty days long ago leave the window during the new stay, so that it may be longer than the balance.
    movements = stay(ON - 170 * DAY, ON - 111 * DAY)
    found = count(movements, ON, rule=RULE)
    assert found.days_left == 30
    assert found.last_day is not None and found.last_day > ON + 30 * DAY


def test_a_plan_is_counted_with_the_days_planned() -> None:
    found = count(stay(date(2026, 11, 1), date(2026, 11, 10)), ON, ON + 9 * DAY, rule=RULE)
    assert (found.days_used, found.days_over, found.tested) == (20, 0, ON + 9 * DAY)
    assert found.earliest_next_entry == ON + 10 * DAY


def test_days_under_a_permit_are_left_out() -> None:
    assert count(stay(ON - 100 * DAY, ON - DAY, counts=False), ON, rule=RULE).days_used == 0


def test_a_person_with_no_day_left_has_no_last_day_and_a_day_of_return() -> None:
    found = count(stay(ON - 90 * DAY, ON - DAY), ON, rule=RULE)
    assert (found.days_used, found.days_left, found.last_day) == (90, 0, None)
    assert found.earliest_next_entry == ON + 90 * DAY


def test_an_entry_without_exit_is_possible_presence_not_absence() -> None:
    found = count([Movement(ON - 9 * DAY, Direction.ENTRY)], ON, rule=RULE)
    assert (found.days_used, found.days_used_at_least, found.certain) == (10, 1, False)
    assert found.unmatched == (Movement(ON - 9 * DAY, Direction.ENTRY),)
    assert found.last_day == ON - 9 * DAY + 89 * DAY


def test_an_overstay_in_progress_shows_the_last_lawful_day_and_the_days_over() -> None:
    found = count([Movement(ON - 99 * DAY, Direction.ENTRY)], ON, rule=RULE)
    assert (found.days_over, found.last_day) == (10, ON - 10 * DAY)


def test_an_exit_without_entry_hides_days_since_the_exit_before() -> None:
    movements = [*stay(ON - 60 * DAY, ON - 51 * DAY), Movement(ON - 10 * DAY, Direction.EXIT)]
    found = count(movements, ON, rule=RULE)
    # the exit day itself is certain; 41 days between the exits, the later one included, are possible
    assert (found.days_used_at_least, found.days_used, found.certain) == (11, 51, False)


def test_two_entries_in_a_row_leave_the_first_unmatched() -> None:
    movements = [Movement(ON - 20 * DAY, Direction.ENTRY), *stay(ON - 10 * DAY, ON - 5 * DAY)]
    found = presence(movements, ON, RULE)
    assert found.unmatched == (Movement(ON - 20 * DAY, Direction.ENTRY),)
    assert found.open_since is None


def test_only_states_of_the_territory_count_and_only_since_they_joined() -> None:
    rule = StayRule("r", 90, 180, "", {"SE": (Period(date(2001, 3, 25)),), "BG": (Period(date(2026, 11, 5)),)})
    movements = stay(date(2026, 11, 1), date(2026, 11, 10), "BG") + stay(date(2026, 10, 1), date(2026, 10, 9), "IE")
    assert count(movements, ON, rule=rule).days_used == 6


def test_movements_may_come_in_any_order() -> None:
    movements = stay(date(2026, 11, 1), date(2026, 11, 5)) + stay(date(2026, 10, 1), date(2026, 10, 8))
    assert count(movements, ON, rule=RULE) == count(reversed(movements), ON, rule=RULE)


def test_the_answer_in_json() -> None:
    answer = count(stay(date(2026, 11, 1), date(2026, 11, 10)), ON, rule="schengen/90-180").to_json()
    assert answer["days_used"] == 10
    assert answer["days_left"] == 80
    assert answer["last_day"] == "2027-02-09"
    assert answer["earliest_next_entry"] == "2026-11-22"
    assert answer["window"] == [{"from": "2026-11-01", "to": "2026-11-10"}]
    assert answer["certain"] is True and answer["unmatched"] == []
    assert answer["cite"]


def test_a_stay_cannot_end_before_it_begins() -> None:
    with pytest.raises(StayError, match="cannot end"):
        count([], ON, ON - DAY, rule=RULE)


@pytest.mark.parametrize("name", ["schengen/30-60", "nowhere/90-180", "90-180", ""])
def test_a_rule_nobody_named_is_refused(name: str) -> None:
    with pytest.raises(StayError):
        named_rule(name)


@pytest.mark.parametrize(
    "raw",
    [
        {"movements": 3}, "entry", [3], [{"direction": "in", "on": "2026-01-01"}], [{"direction": "entry"}],
        [{"direction": "entry", "on": "2026-02-30"}], [{"direction": "entry", "on": "2026-01-01", "counts": "no"}],
        [{"direction": "entry", "on": "2026-01-01", "why": "x"}], [{"direction": "entry", "on": 20260101}],
    ],
)  # fmt: skip
def test_what_is_no_movement_is_refused(raw: object) -> None:
    with pytest.raises(StayError):
        parse_movements(raw)


@pytest.mark.parametrize(("days", "window"), [(0, 180), (181, 180), (5, 99999)])
def test_a_rule_that_makes_no_sense_is_refused(days: int, window: int) -> None:
    with pytest.raises(StayError):
        StayRule("x", days, window, "")


_STAYS = st.lists(st.tuples(st.integers(0, 420), st.integers(0, 40), st.booleans()), max_size=8)


def _apart(raw: list[tuple[int, int, bool]]) -> tuple[list[Movement], set[int]]:
    """Stays one after another, and the days of them that count, as a set."""
    movements: list[Movement] = []
    days: set[int] = set()
    free = 0
    for start, length, counts in sorted(raw):
        first = max(free, start)
        last = first + length
        free = last  # may return on the day of leaving
        base = ON - 430 * DAY
        movements += stay(base + first * DAY, base + last * DAY, counts=counts)
        if counts:
            days |= {(base + day * DAY).toordinal() for day in range(first, last + 1)}
    return movements, days


@settings(max_examples=10_000)
@given(_STAYS)
def test_the_count_is_that_of_a_set_of_days(raw: list[tuple[int, int, bool]]) -> None:
    movements, _ = _apart(raw)
    pairs = [pair for pair in zip(movements[::2], movements[1::2], strict=True) if pair[1].on <= ON]
    days = {
        day
        for entry, leaving in pairs
        if entry.counts
        for day in range(entry.on.toordinal(), leaving.on.toordinal() + 1)
    }
    found = count([movement for pair in pairs for movement in pair], ON, rule=RULE)
    assert found.certain
    assert found.days_used == sum(1 for day in days if day > ON.toordinal() - 180)


@given(_STAYS, st.integers(1, 30), st.integers(1, 60))
def test_the_last_day_is_that_of_testing_every_day(raw: list[tuple[int, int, bool]], allowed: int, extra: int) -> None:
    rule = StayRule("r", allowed, allowed + extra, "")
    _, days = _apart(raw)
    start = ON.toordinal()
    before = {day for day in days if day < start}
    runs = presence(_apart(raw)[0], ON + 1000 * DAY, rule).certain
    expected = start - 1
    for day in range(start, start + allowed + 1):
        present = before | set(range(start, day + 1))
        if sum(1 for d in present if day - rule.window < d <= day) > rule.days:
            break
        expected = day
    assert last_lawful_day(runs, start, rule) == expected
    assert days_in_window(runs, start - 1, rule.window) == sum(1 for d in before if start - 1 - rule.window < d)


@given(st.dates(), st.dates() | st.none())
def test_every_day_of_the_calendar_is_counted_or_refused_in_one_line(on: date, until: date | None) -> None:
    crossings = [*stay(date(2026, 1, 1), date(2026, 1, 10)), Movement(date(2026, 3, 1), Direction.ENTRY)]
    try:
        found = count(crossings, on, until, RULE)
    except StayError as refused:
        assert "calendar" in str(refused) or "cannot end" in str(refused)
    else:
        assert found.to_json()["window_to"] == (until or on).isoformat()


@pytest.mark.parametrize("day", [date.max, date.max - 100 * DAY])
def test_a_day_at_the_end_of_the_calendar_is_refused(day: date) -> None:
    with pytest.raises(StayError, match="calendar"):
        count([], day, rule=RULE)
    with pytest.raises(StayError, match="calendar"):
        count([], ON, day, rule=RULE)


def test_a_named_rule_is_cited_as_people_read_it() -> None:
    assert named_rule("schengen/90-180").cite == "Regulation (EU) 2016/399 Art 6(1), (2)"
    assert count([], ON).to_json()["cite"].startswith("Regulation (EU) 2016/399")
