"""The case engine: what may happen next, and why not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.casework import ARRIVAL, RouteAct, Situation, allowed
from limen.casework.clocks import hold_until
from limen.casework.engine import WORDS, Act, CaseKind, CaseworkError
from limen.policy import load_pack, shipped_packs
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


PROPOSED = RouteAct("withdraw", "secondary", outcomes=frozenset({"withdraw"}))
OTHER = (
    *ROUTE[:1],
    RouteAct("refuse", "primary", outcomes=frozenset({"refuse", "may_refuse"})),
    PROPOSED,
    RouteAct("parole", "chief", outcomes=frozenset({"parole"})),
    RouteAct("defer", "secondary"),
    RouteAct("detain", "secondary"),
)


def other(state: str, situation: Situation, *route: RouteAct) -> dict[str, tuple[str, ...]]:
    return {answer.act: answer.why_not for answer in allowed(ARRIVAL, state, route or OTHER, situation)}


def test_outcomes_say_which_act_the_law_proposes() -> None:
    withdraw = Situation(True, OutcomeKind.ADVERSE, "withdraw", True)
    found = other("secondary", withdraw)
    assert (found["withdraw"], found["refuse"], found["parole"]) == ((), ("case.not_advised",), ("case.not_advised",))
    parole = Situation(True, OutcomeKind.FAVOURABLE, "parole", True)
    answers = {answer.act: answer for answer in allowed(ARRIVAL, "secondary", OTHER, parole)}
    assert answers["parole"].may and not answers["parole"].departs_from_advice
    assert not answers["admit"].departs_from_advice, (
        "a route that names no outcome of an admission leaves it to the kind"
    )
    named = (RouteAct("admit", "primary", outcomes=frozenset({"admit"})),)
    (admit,) = (one for one in allowed(ARRIVAL, "secondary", named, parole) if one.act == "admit")
    assert admit.departs_from_advice


def test_what_an_act_records_itself_need_not_be_proposed_before() -> None:
    wish = RouteAct("withdraw", "secondary", outcomes=frozenset({"withdraw"}), records=True)
    assert other("secondary", READY, wish)["withdraw"] == ()
    assert other("secondary", READY)["withdraw"] == ("case.not_advised",)


def test_an_open_question_does_not_stop_a_deferral_and_a_hit_does() -> None:
    asked = Situation(True, OutcomeKind.UNDETERMINED, "undetermined", False)
    assert other("secondary", asked)["defer"] == ()
    assert other("secondary", Situation(True, OutcomeKind.UNDETERMINED, "", False, open_hits=1))["defer"] == (
        "case.open_hits",
    )


def test_nobody_who_is_detained_is_let_in_or_detained_again() -> None:
    detained = Situation(True, OutcomeKind.FAVOURABLE, "admit", True, detained=True)
    found = other("secondary", detained)
    assert found["admit"] == found["detain"] == ("case.detained",) and found["defer"] == ("case.detained",)
    assert found["release"] == () and other("secondary", READY)["release"] == ("case.not_detained",)


def test_any_of_several_referrals_frees_an_act() -> None:
    frozen = RouteAct("refuse", "primary", "", frozenset({"protective"}), frozenset({"protection", "child_protection"}))
    fear = Situation(True, OutcomeKind.PROTECTIVE, "refer_protection", True)
    assert "case.frozen" in other("secondary", fear, frozen)["refuse"]
    handed_on = Situation(
        True, OutcomeKind.PROTECTIVE, "refer_protection", True, referrals=frozenset({"child_protection"})
    )
    assert other("secondary", handed_on, frozen)["refuse"] == ()


def test_whatever_is_decided_against_somebody_can_wait_for_another_officer() -> None:
    against = [act for act in ARRIVAL.acts if act.adverse]
    assert {act.name for act in against} >= {"refuse", "withdraw", "report", "refer_hearing"}
    assert all(act.awaiting_state for act in against)
    for name in shipped_packs():
        pack = load_pack(name)
        acts = [
            act for route in pack.routes.values() for act in route.acts if act.name in {one.name for one in against}
        ]
        assert all(act.second_signature or ARRIVAL.answering(act.name) for act in acts), name


def test_a_second_signature_that_nobody_could_give_is_refused() -> None:
    with pytest.raises(CaseworkError, match="at once"):
        allowed(ARRIVAL, "secondary", (RouteAct("parole", "chief", "chief"),), READY)


@pytest.mark.parametrize("name", ["schengen", "united_kingdom", "united_states", "canada"])
def test_every_act_that_an_entry_names_is_one_that_casework_knows(name: str) -> None:
    from limen import policy

    for act in policy.load_pack(name).route("entry").acts:
        known = ARRIVAL.act(act.name)
        assert not act.second_signature or known.awaiting_state
        assert known.only_proposed <= bool(act.outcomes), (
            f"{act.name} is taken where the law proposes it: by which outcome?"
        )
