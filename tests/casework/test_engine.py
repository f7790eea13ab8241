"""The case engine: what may happen next, and why not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.casework import ARRIVAL, RouteAct, Situation, allowed
from limen.casework.clocks import hold_until
from limen.casework.engine import WORDS, Act, CaseKind, CaseworkError
from limen.vocabulary.decision import OutcomeKind

ROUTE = (
    RouteAct("admit", "primary"),
    RouteAct("refuse", "primary", "chief", frozenset({"protective"}), frozenset({"protection"})),
    RouteAct("hold", "primary", limit_hours=24),
    RouteAct("refer_protection", "primary"),
)
READY = Situation(True, OutcomeKind.FAVOURABLE, "admit", True)
ADVERSE = Situation(True, OutcomeKind.ADVERSE, "refuse", True)


def why_not(state: str, situation: Situation, act: str) -> tuple[str, ...]:
    return next(answer.why_not for answer in allowed(ARRIVAL, state, ROUTE, situation) if answer.act == act)


def test_a_clean_traveller_may_be_admitted_and_not_refused() -> None:
    assert why_not("open", READY, "admit") == ()
    assert why_not("open", READY, "refuse") == ("case.not_advised",)


@pytest.mark.parametrize("act", ["admit", "refuse"])
def test_nobody_is_admitted_or_refused_on_a_missing_fact(act: str) -> None:
    open_question = Situation(True, OutcomeKind.UNDETERMINED, "undetermined", False)
    assert "case.undetermined" in why_not("open", open_question, act)


def test_an_open_hit_blocks_admission() -> None:
    assert why_not("open", Situation(True, OutcomeKind.FAVOURABLE, "admit", True, open_hits=1), "admit") == (
        "case.open_hits",
    )


def test_words_of_fear_freeze_refusal_until_the_referral_is_recorded() -> None:
    fear = Situation(True, OutcomeKind.PROTECTIVE, "refer_protection", True)
    assert "case.frozen" in why_not("secondary", fear, "refuse")
    recorded = Situation(True, OutcomeKind.PROTECTIVE, "refer_protection", True, referrals=frozenset({"protection"}))
    assert why_not("secondary", recorded, "refuse") == ()


def test_going_against_the_advice_is_said() -> None:
    answers = {answer.act: answer for answer in allowed(ARRIVAL, "open", ROUTE, ADVERSE)}
    assert answers["admit"].departs_from_advice
    assert not answers["refuse"].departs_from_advice
    assert answers["refuse"].second_signature == "chief"


def test_an_act_that_is_not_on_the_route_does_not_exist() -> None:
    assert "depart" not in {answer.act for answer in allowed(ARRIVAL, "open", ROUTE, READY)}


@given(
    state=st.sampled_from(sorted(ARRIVAL.states)),
    kind=st.sampled_from([None, *OutcomeKind]),
    decided=st.booleans(),
    hits=st.integers(0, 3),
    read=st.booleans(),
)
def test_every_act_is_answered_and_every_reason_has_words(
    state: str, kind: OutcomeKind | None, decided: bool, hits: int, read: bool
) -> None:
    answers = allowed(ARRIVAL, state, ROUTE, Situation(read, kind, "", decided, hits))
    assert len({answer.act for answer in answers}) == len(answers)
    for answer in answers:
        assert all(reason in WORDS for reason in answer.why_not)
        if answer.act == "admit" and answer.may:
            assert read and decided and not hits and state in ("open", "secondary")
        after = (
            "correct",
            "serve",
            "detain",
            "continue_detention",
            "release",
            "refer_protection",
            "refer_child_protection",
            "end_interview",
            "erase_photo",
            "register_answered",
            "resolve_hit",
            "agree_hit",
            "return_hit",
            "reopen_hit",
            "note_told",
            "note_sign",
            "refer_victim",
        )
        if state in ARRIVAL.closed and answer.act not in after:
            assert not answer.may


def test_a_table_that_names_a_state_it_lacks_is_refused() -> None:
    with pytest.raises(CaseworkError, match="do not exist"):
        CaseKind("x", "a", {"a": "A"}, frozenset(), (Act("go", frozenset({"a"}), "b"),))


def test_unknown_states_and_acts_are_refused() -> None:
    with pytest.raises(CaseworkError, match="no state"):
        allowed(ARRIVAL, "nowhere", ROUTE, READY)
    with pytest.raises(CaseworkError, match="no act"):
        allowed(ARRIVAL, "open", (RouteAct("deport", "primary"),), READY)


def test_a_hold_has_a_limit_and_a_zone() -> None:
    start = datetime(2026, 11, 22, 10, tzinfo=UTC)
    clock = hold_until(start, 24)
    assert clock.left(start) == timedelta(hours=24)
    assert not clock.has_lapsed(start + timedelta(hours=23))
    assert clock.has_lapsed(start + timedelta(hours=24))
    with pytest.raises(ValueError, match="limit"):
        hold_until(start, 0)
    with pytest.raises(ValueError, match="zone"):
        hold_until(datetime(2026, 11, 22, 10), 24)  # noqa: DTZ001 - the naive time is the point
