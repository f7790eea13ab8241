"""The list of what the rules still need is exact, protects first, and asks the person last and the sensitive late."""

from __future__ import annotations

import doctest
import sys
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from limen.interview import coverage, plan
from limen.policy import evaluate, load_pack

ON = date(2026, 11, 22)
ROUTE = load_pack("schengen").route("entry")
KNOWN: dict[str, Any] = {
    "nationality": "IN", "birth": "1980-02-03", "document_type": "passport", "document_in_order": True,
    "document_expiry": "2030-01-01", "stays": [], "alert_for_refusal": False, "security_concern": False,
    "document_issued": "2021-01-01", "document_biometric": True, "planned_exit": "2026-11-29", "visa_held": False,
    "residence_permit_or_long_stay": False, "family_member_free_movement": False, "lodging": "booked",
    "purpose_shown": False, "asks_protection": False,
}  # fmt: skip
some_facts = st.sets(st.sampled_from(sorted(KNOWN)), min_size=9).map(lambda names: {one: KNOWN[one] for one in names})


@settings(max_examples=25, deadline=None)
@given(some_facts, st.sets(st.sampled_from(sorted(ROUTE.facts))))
def test_it_is_what_the_advice_asks_in_the_order_to_see_to_it(facts: dict[str, Any], spoken: set[str]) -> None:
    advice = evaluate(facts, ROUTE, on=ON)
    needs = coverage(advice.ask, ROUTE, spoken)
    assert sorted(need.fact for need in needs) == sorted(ask.fact for ask in advice.ask)
    assert {need.fact for need in needs if need.was_asked} == spoken & {ask.fact for ask in advice.ask}
    protecting = [need.protects for need in needs]
    assert protecting == sorted(protecting, reverse=True)  # protection first
    rest = [need for need in needs if not need.protects]
    fresh = [need for need in rest if not need.was_asked]
    assert rest[: len(fresh)] == fresh  # what was asked already comes last
    hows = [["record", "officer", "person"].index(need.how) for need in fresh]
    assert hows == sorted(hows)  # what a record settles before what a person is asked
    for how in ("officer", "person"):
        late = [need.sensitive for need in fresh if need.how == how]
        assert late == sorted(late)  # the sensitive late
    assert all(not need.could_change for need in needs if ROUTE.facts[need.fact].judgement)  # no anchor


@settings(max_examples=25, deadline=None)
@given(some_facts)
def test_the_order_of_questions_protects_first_and_is_that_of_the_law(facts: dict[str, Any]) -> None:
    advice = evaluate(facts, ROUTE, on=ON)
    asked = [ask.fact for ask in plan(advice, ROUTE.facts)]
    needs = coverage(advice.ask, ROUTE, ())
    first = {need.fact for need in needs if need.protects}
    orders = [ROUTE.facts[fact].order for fact in asked if fact not in first]
    assert orders == sorted(orders)
    if "asks_protection" in asked:
        assert asked[0] in first


def test_fear_stands_first_once_a_refusal_stands() -> None:
    facts = {name: value for name, value in KNOWN.items() if name != "asks_protection"}
    needs = coverage(evaluate(facts, ROUTE, on=ON).ask, ROUTE, ("asks_protection",))
    assert (needs[0].fact, needs[0].protects, needs[0].was_asked) == ("asks_protection", True, True)


def test_the_examples_run() -> None:
    assert doctest.testmod(sys.modules["limen.interview.coverage"]).failed == 0
