"""Thresholds in alerts per 1,000 travellers: the table there and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.screening import RULES_VERSION
from limen.screening.calibration import alerts_per_thousand, reference, threshold_for
from limen.screening.compare import DEFAULT_THRESHOLD


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


def test_the_room_s_own_threshold_flags_few_and_a_birth_date_makes_them_fewer() -> None:
    assert 0 < alerts_per_thousand(DEFAULT_THRESHOLD) < 4 < alerts_per_thousand(DEFAULT_THRESHOLD, born=False) < 20


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan")])
def test_what_is_no_score_is_refused(score: float) -> None:
    with pytest.raises(ValueError, match="no score"):
        alerts_per_thousand(score)


def test_alerts_cannot_be_fewer_than_none() -> None:
    with pytest.raises(ValueError, match="per 1,000"):
        threshold_for(-1)
