"""What another threshold would have done: counts by group, and the confirmed hits it misses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.screening.retrospect import Scored, retrospect

SEEN = (
    Scored(0.91, "un", True, "a"),
    Scored(0.50, "un", False, "b"),
    Scored(0.62, "ofac", True, "c"),
    Scored(0.55, "ofac", None, "d"),
    Scored(0.40, "own", False, "e"),
)
_HITS = st.lists(st.builds(Scored, st.floats(0, 1), st.sampled_from("abc"), st.sampled_from((True, False, None))))
_SCORES = st.lists(st.floats(0, 1), max_size=6)


def test_a_hit_at_the_threshold_itself_is_an_alert() -> None:
    (at,) = retrospect(SEEN, [0.5])
    assert (at.threshold, at.alerts, dict(at.by_group)) == (0.5, 4, {"ofac": 2, "own": 0, "un": 2})


def test_the_confirmed_hits_that_are_missed_are_named_the_surest_first() -> None:
    (at,) = retrospect(SEEN, [0.95])
    assert [hit.key for hit in at.missed_confirmed] == ["a", "c"] and at.alerts == 0


def test_what_nobody_confirmed_is_never_missed() -> None:
    (at,) = retrospect(SEEN, [0.6])
    assert at.missed_confirmed == () and at.alerts == 2


def test_thresholds_are_answered_in_their_order_and_nothing_stored_is_no_alert() -> None:
    assert [at.threshold for at in retrospect(SEEN, (0.7, 0.3, 0.5))] == [0.7, 0.3, 0.5]
    (at,) = retrospect((), (0.5,))
    assert (at.alerts, at.missed_confirmed, dict(at.by_group)) == (0, (), {})


@pytest.mark.parametrize("threshold", [-0.01, 1.01, float("nan")])
def test_what_is_no_score_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="no threshold"):
        retrospect(SEEN, [threshold])


@given(scored=_HITS, thresholds=_SCORES)
def test_groups_add_up_and_a_higher_threshold_never_shows_more(scored: list[Scored], thresholds: list[float]) -> None:
    found = retrospect(iter(scored), sorted(thresholds))
    confirmed = sum(hit.confirmed is True for hit in scored)
    for at in found:
        assert sum(at.by_group.values()) == at.alerts
        assert set(at.by_group) == {hit.group for hit in scored}
        shown = sum(hit.confirmed is True and hit.score >= at.threshold for hit in scored)
        assert len(at.missed_confirmed) + shown == confirmed
    assert [at.alerts for at in found] == sorted((at.alerts for at in found), reverse=True)
