"""What a report of a lost or stolen document means for one crossing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.documents import lost
from limen.documents.lost import HOW, WHEN, WORDS, Report, Status, Used, crossings_since, findings, used
from limen.screening.documents import HOW as AGREEMENTS
from limen.screening.lists.plain import STATUSES
from limen.vocabulary.evidence import Outcome

ON = date(2026, 11, 22)


def report(lost_on: str = "", reported_on: str = "", status: Status = Status.STOLEN, how: str = "equal") -> Report:
    return Report("post", "7", status, how, "L90012277", lost_on, reported_on)


@pytest.mark.parametrize(
    ("lost_on", "reported_on", "on", "expected"),
    [
        ("2026-06-01", "2026-06-09", "2026-05-31", "before"),
        ("2026-06-01", "2026-06-09", "2026-06-01", "unknown"),
        ("2026-06-01", "2026-06-09", "2026-06-02", "between"),
        ("2026-06-01", "2026-06-09", "2026-06-09", "after"),
        ("2026-06-01", "2026-06-09", "2026-06-10", "after"),
        ("2026-06", "2026-07-02", "2026-06-15", "unknown"),
        ("2026-06", "2026-07-02", "2026-07-01", "between"),
        ("2026-06", "", "2026-05-31", "before"),
        ("2026-06-01", "", "2026-06-02", "after"),
        ("", "2026-06-09", "2026-06-10", "after"),
        ("", "2026-06-09", "2026-06-01", "unknown"),
        ("", "", "2026-06-01", "unknown"),
        ("no day", "", "2026-06-01", "unknown"),
    ],
)
def test_a_crossing_against_the_days_of_loss_and_report(lost_on: str, reported_on: str, on: str, expected: str) -> None:
    assert used(report(lost_on, reported_on), date.fromisoformat(on)) == expected


def test_crossings_since_a_loss() -> None:
    days = [date(2026, 5, 1), date(2026, 6, 1), date(2026, 8, 1)]
    assert crossings_since(report("2026-06-01", "2026-06-09"), days) == tuple(days[1:])
    assert crossings_since(report(), days) == tuple(days), "what is not known excludes nothing"


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-400, 400), st.integers(0, 60))
def test_before_a_loss_is_never_after_it(on: date, away: int, late: int) -> None:
    lost_on = on + timedelta(days=away)
    found = used(report(lost_on.isoformat(), (lost_on + timedelta(days=late)).isoformat()), on)
    assert (found is Used.BEFORE) == (away > 0)


@pytest.mark.parametrize(
    ("state", "outcome"),
    [("open", Outcome.UNSURE), ("inconclusive", Outcome.UNSURE), ("same", Outcome.FAILED),
     ("not_same", Outcome.PASSED), ("remembered", Outcome.PASSED)],
)  # fmt: skip
@pytest.mark.parametrize("status", list(Status))
def test_a_report_is_a_finding_with_what_an_officer_found(status: Status, state: str, outcome: Outcome) -> None:
    (found,) = findings([(report("2026-06-01", "2026-06-09", status), state)], on=ON, searched=4)
    assert (found.code, found.outcome) == (f"document.{status}", outcome)
    said = found.reason(WORDS)
    assert "{" not in said and said != f"{found.code}: {found.outcome}"
    if outcome is not Outcome.PASSED:
        assert "used after it was reported" in said
    assert found.params["reported_on_words"] == "9 Jun 2026"


def test_nothing_reported_and_nobody_looked_are_two_findings() -> None:
    (clear,) = findings((), on=ON, searched=4)
    assert (clear.outcome, clear.reason(WORDS)) == (
        Outcome.PASSED, "Not reported lost, stolen or revoked (4 reports searched)",
    )  # fmt: skip
    (none,) = findings((), on=ON, searched=None, why=lost.EXPIRED)
    assert none.outcome is Outcome.NOT_DONE and lost.EXPIRED in none.reason(WORDS)


def test_both_rooms_speak_of_the_same_things() -> None:
    assert {str(status) for status in Status} == set(STATUSES)
    assert HOW.keys() == AGREEMENTS.keys()
    assert WHEN.keys() == {str(one) for one in Used}
