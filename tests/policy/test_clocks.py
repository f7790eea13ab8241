"""Limits: from an outcome, an act or a fact's date; in months; rolled over closed days; reviewed again and again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.policy import Pack, PackError, evaluate, explain, read_pack
from limen.policy.clocks import ends, months_later, next_review
from limen.policy.pack import canonical
from limen.policy.proofread import proofread
from limen.policy.rules import Calendar, Clock, Roll
from limen.vocabulary.dates import Period
from limen.vocabulary.decision import Deadline
from limen.vocabulary.evidence import Outcome
from tests.policy.packs import ON, documents, fact, pack_of, rule

HOLIDAYS = {"id": "CLOSED", "cite": "act sch 2", "from": "2026-01-01", "to": "2027-12-31", "days": ["2026-12-25"]}
WEEKEND = {"weekdays": ["saturday", "sunday"], "cite": "act s 12"}
CLOCK = {"id": "appeal", "cite": "act s 9", "outcomes": ["turned_away"]}
OPEN = Calendar("CLOSED", "act sch 2", Period(date(2026, 1, 1), date(2027, 12, 31)), frozenset({date(2026, 12, 25)}))
ROLL = Roll("next", "act s 12", frozenset({5, 6}), OPEN)


def files(clock: dict[str, Any], **more: Any) -> dict[str, Any]:
    facts = [fact("held"), fact("told_on", "date", 20)]
    made = documents(facts, [rule("no_paper", "held = false")], clocks=[{**CLOCK, **clock}], **more)
    made["lists.yaml"]["calendars"] = [HOLIDAYS]
    return made


def pack(clock: dict[str, Any], **more: Any) -> Pack:
    return Pack.from_bytes(canonical({"format": 1, "files": files(clock, **more)}))


def deadline(clock: dict[str, Any], **facts: Any) -> Deadline:
    (found,) = evaluate({"held": False, **facts}, pack(clock).route("gate"), on=ON).deadlines
    return found


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 11, 22), 4, date(2027, 3, 22)),
        (date(2026, 10, 31), 4, date(2027, 2, 28)),
        (date(2027, 10, 31), 4, date(2028, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(9999, 1, 1), 1200, date.max),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last_there_is(start: date, months: int, last: date) -> None:
    assert ends(Clock("c", "act s 9", months=months), start) == last


def test_a_clock_that_starts_on_a_facts_date_is_counted_from_it_and_says_so_until_it_is_known() -> None:
    clock = {"days": 30, "starts": "told_on"}
    assert deadline(clock, told_on=date(2026, 11, 2)).due == "2026-12-02"
    assert deadline(clock).to_json() | {"due": "", "starts": "told_on"} == deadline(clock).to_json()
    assert deadline(clock, told_on="2026-11").due == "", "a day known to the month starts no clock"


@pytest.mark.parametrize(
    ("days", "how", "last"),
    [
        (5, "next", "2026-11-27"),  # a Friday stays
        (6, "next", "2026-11-30"),  # a Saturday moves to Monday
        (33, "next", "2026-12-28"),  # Friday 25 December is a holiday, then a weekend
        (2, "not_counted", "2026-11-24"),
        (6, "not_counted", "2026-11-30"),
    ],
)
def test_closed_days_move_a_last_day_or_are_not_counted(days: int, how: str, last: str) -> None:
    found = deadline({"days": days, "roll": {**WEEKEND, "how": how, "holidays": "CLOSED"}})
    assert found.due == last
    assert found.cite == "Utopian Border Act s 9; Utopian Border Act s 12"


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 400))
def test_a_rolled_day_is_open_and_never_earlier(start: date, days: int) -> None:
    plain = ends(Clock("c", "a", days=days), start)
    moved = ends(Clock("c", "a", days=days, roll=ROLL), start)
    assert moved >= plain and not ROLL.is_closed(moved)
    assert all(ROLL.is_closed(plain + timedelta(days=n)) for n in range((moved - plain).days))
    skipped = ends(Clock("c", "a", days=days, roll=Roll("not_counted", "b", ROLL.weekdays, OPEN)), start)
    counted = [start + timedelta(days=n) for n in range(1, (skipped - start).days + 1)]
    assert sum(not ROLL.is_closed(day) for day in counted) == days


def test_reviews_follow_each_other_by_the_law() -> None:
    began = datetime(2026, 11, 22, 9, tzinfo=UTC)
    canada = [Clock("c", "a", hours=48, then_days=7, every_days=30)]
    at = began + timedelta(hours=40)
    assert [next_review(canada, began, n, at if n else began) for n in range(3)] == [
        began + timedelta(hours=48), at + timedelta(days=7), at + timedelta(days=30),
    ]  # fmt: skip
    weekly = [Clock("a", "a", hours=24), Clock("b", "a", days=7), Clock("c", "a", days=28, every_days=28)]
    assert [next_review(weekly, began, n, at) for n in range(4)] == [
        began + timedelta(days=1), began + timedelta(days=7), began + timedelta(days=28), at + timedelta(days=28),
    ]  # fmt: skip
    designated = [Clock("d", "a", days=14, then_months=6, every_months=6)]
    assert next_review(designated, began, 1, at) == datetime(2027, 5, 24, 1, tzinfo=UTC)
    assert next_review([Clock("once", "a", hours=48)], began, 1, at) is None


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_months_later_never_leaves_the_month(day: date, months: int) -> None:
    found = months_later(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months and found.day <= day.day


@pytest.mark.parametrize(
    ("clock", "told"),
    [
        ({"days": 1, "starts": "held"}, "starts on a date"),
        ({"days": 1, "starts": "nothing"}, "starts on a date"),
        ({"days": 1, "months": 1}, "for days, for hours or for months"),
        ({"days": 1, "then_days": 2, "then_months": 2}, "two things of one review"),
        ({"days": 1, "roll": {"how": "next", "cite": "act s 12"}}, "which days are closed"),
        ({"days": 1, "roll": {"how": "next", "cite": "act s 12", "holidays": "OTHER"}}, "OTHER is no calendar"),
        ({"days": 1, "roll": {"how": "back", "cite": "act s 12", "weekdays": ["sunday"]}}, "back"),
        ({"days": 1, "acts": ["detain"]}, "detain is no act"),
        ({"days": 1, "outcomes": ["gone"]}, "gone is no outcome"),
    ],
)
def test_a_wrong_clock_is_named_with_its_line(clock: dict[str, Any], told: str) -> None:
    import yaml

    made = {path: yaml.safe_dump(page, sort_keys=False).encode() for path, page in files(clock).items()}
    with pytest.raises(PackError, match=rf"routes/gate.yaml: line \d+: clocks/0.*{told}"):
        read_pack(made)


def test_a_clock_that_nothing_starts_is_refused() -> None:
    with pytest.raises(PackError, match="name them"):
        pack_of([fact("held")], [rule("no_paper", "held = false")], clocks=[{"id": "c", "cite": "act s 9", "days": 1}])


def test_a_clock_is_told_and_its_clauses_are_proofread() -> None:
    roll = {"how": "next", "cite": "code s 12", "weekdays": ["sunday"]}
    found = pack({"months": 4, "starts": "told_on", "roll": roll, "every_months": 6})
    text = explain(found.route("gate"))
    assert "appeal: months: 4 from told on (turned away); then every months: 6; a last day on which offices" in text
    faults = {(f.code, f.params.get("cite")) for f in proofread(found) if f.outcome is Outcome.FAILED}
    assert ("pack.cite", "code s 12") in faults
    assert "told_on" in found.route("gate").facts


@pytest.mark.parametrize(
    ("in_force", "runs"),
    [
        ({"from": "2026-11-22"}, True),
        ({"from": "2026-11-23"}, False),
        ({"from": "2026-01-01", "to": "2026-11-22"}, True),
        ({"from": "2026-01-01", "to": "2026-11-21"}, False),
    ],
)
def test_a_clock_runs_for_decisions_within_its_days(in_force: dict[str, str], runs: bool) -> None:
    clock = {"days": 7, "in_force": in_force}
    assert bool(evaluate({"held": False}, pack(clock).route("gate"), on=ON).deadlines) is runs
