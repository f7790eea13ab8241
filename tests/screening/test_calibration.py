"""Thresholds in alerts per 1,000 travellers: the table there and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.screening import RULES_VERSION
from limen.screening.calibration import ALERTS, alerts_per_thousand, reference, threshold_for, threshold_of
from limen.screening.compare import DEFAULT_THRESHOLD, FEW_WORDS, NAME
from limen.screening.lists import ListManifest


def test_the_table_names_what_it_was_counted_on_and_the_rules_in_force() -> None:
    assert reference()["rules"] == RULES_VERSION
    assert {"travellers", "lists"} <= set(reference())


@given(one=st.floats(0, 1), other=st.floats(0, 1), born=st.booleans())
def test_a_higher_threshold_never_flags_more(one: float, other: float, born: bool) -> None:
    low, high = sorted((one, other))
    assert alerts_per_thousand(low, born=born) >= alerts_per_thousand(high, born=born) >= 0


@given(alerts=st.floats(0, 50), born=st.booleans())
def test_a_threshold_keeps_what_it_promises(alerts: float, born: bool) -> None:
    assert alerts_per_thousand(threshold_for(alerts, born=born), born=born) <= alerts


def test_the_room_s_own_threshold_is_the_one_that_keeps_its_stated_number_of_alerts() -> None:
    assert threshold_for(ALERTS) == DEFAULT_THRESHOLD
    assert (
        0 < alerts_per_thousand(DEFAULT_THRESHOLD) <= ALERTS < alerts_per_thousand(DEFAULT_THRESHOLD, born=False) < 25
    )


def test_an_identical_name_is_a_hit_by_itself_however_common_its_words() -> None:
    assert NAME - FEW_WORDS >= DEFAULT_THRESHOLD


def test_a_longer_list_needs_a_higher_threshold_and_a_shorter_one_no_lower() -> None:
    assert threshold_for(5, entries=50) == threshold_for(5, entries=7_584) == threshold_for(5)
    assert threshold_for(5, entries=75_840) == threshold_for(0.5) > threshold_for(5)


def test_a_list_states_a_score_or_what_it_may_cost_or_neither() -> None:
    assert threshold_of(ListManifest("post")) is None
    assert threshold_of(ListManifest("post", alerts_per_thousand=2)) == threshold_for(2)
    assert threshold_of(ListManifest("post", threshold=0.7, alerts_per_thousand=2)) == 0.7


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan")])
def test_what_is_no_score_is_refused(score: float) -> None:
    with pytest.raises(ValueError, match="no score"):
        alerts_per_thousand(score)


@pytest.mark.parametrize("alerts", [-1, float("nan")])
def test_alerts_cannot_be_fewer_than_none(alerts: float) -> None:
    with pytest.raises(ValueError, match="per 1,000"):
        threshold_for(alerts)
