"""Facts left out by order: never asked, never a ground, never in the way of the rest; and the trace says so."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from limen.policy import evaluate
from limen.policy.formula import governing
from limen.policy.reading import Reading
from limen.vocabulary.evidence import Fact, FactStatus

from .packs import ON, fact, pack_of, rule

NAMES = ("alpha", "beta", "gamma", "delta", "fear")
FACTS = [*(fact(name, order=number) for number, name in enumerate(NAMES)), fact("days", "int", order=9)]
SHIELD = rule("shield", "fear = true", "protect", shield=True)

leaves = st.one_of(
    st.builds(lambda n, v: f"{n} = {v}", st.sampled_from(NAMES[:4]), st.sampled_from(["true", "false"])),
    st.builds(lambda n: f"days > {n}", st.integers(0, 3)),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda how, parts: {how: parts},
        st.sampled_from(["all", "any", "none"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=5,
)
rules = st.lists(
    st.tuples(
        conditions,
        st.sampled_from(["turn_away", "look", "welcome"]),
        st.sampled_from(["traveller", "authority"]),
        st.none() | st.tuples(conditions, st.sampled_from(["mandatory", "discretionary"])),
    ),
    min_size=1,
    max_size=4,
)
values = st.fixed_dictionaries({}, optional={**{name: st.booleans() for name in NAMES}, "days": st.integers(0, 4)})
left = st.sets(st.sampled_from([*NAMES[:4], "days"]), max_size=3)


def route_of(drawn: Any) -> Any:
    made = [SHIELD]
    for number, (when, effect, burden, unless) in enumerate(drawn):
        more = {"unless": [{"id": "x", "cite": "act s 2", "when": unless[0], "kind": unless[1]}]} if unless else {}
        made.append(rule(f"r{number}", when, effect, burden=burden, **more))
    return pack_of(FACTS, made).route("gate")


@settings(max_examples=60, deadline=None)
@given(rules, values, left)
def test_a_ground_stands_only_where_it_would_whatever_was_left_out(drawn: Any, given_: Any, left_out: Any) -> None:
    route = route_of(drawn)
    advice = evaluate(given_, route, on=ON, left_out=left_out)
    assert not {ask.fact for ask in advice.ask} & left_out
    unknown = sorted({*NAMES, "days"} - given_.keys())
    spaces = [range(5) if name == "days" else (False, True) for name in unknown]
    law = governing(route, ON)
    for filled in product(*spaces) if advice.grounds else ():
        reading = Reading(law, {**given_, **dict(zip(unknown, filled, strict=True))})
        for ground in advice.grounds:
            assert reading.truth(law.rules[ground.id].applies) is True, (ground.id, filled)


@settings(deadline=None)
@given(rules, values, left)
def test_once_all_else_is_known_nothing_more_is_asked(drawn: Any, given_: Any, left_out: Any) -> None:
    """With every other fact known the advice is decided, or the otherwise of the law would itself be adverse."""
    everything = {**dict.fromkeys(NAMES, False), "days": 0, **given_}
    known = {name: value for name, value in everything.items() if name not in left_out}
    advice = evaluate(known, route_of(drawn), on=ON, left_out=left_out)
    assert advice.decided and advice.ask == ()


@settings(deadline=None)
@given(rules, values, left)
def test_an_order_that_leaves_out_what_is_known_changes_nothing(drawn: Any, given_: Any, left_out: Any) -> None:
    route = route_of(drawn)
    assert evaluate(given_, route, on=ON, left_out=left_out & given_.keys()) == evaluate(given_, route, on=ON)


def test_another_unknown_in_the_same_comparison_is_still_asked() -> None:
    pack = pack_of([fact("stay", "int"), fact("means", "int", order=20)], [rule("poor", "means < stay * 50")])
    gate = pack.route("gate")
    assert [ask.fact for ask in evaluate({}, gate, on=ON, left_out={"stay"}).ask] == ["means"]
    assert evaluate({"means": 10}, gate, on=ON, left_out={"stay"}).outcome == "passed"


def test_an_exception_left_out_holds_nobody_back() -> None:
    permit = {"id": "permit", "cite": "act s 2", "when": "permit = true"}
    pack = pack_of([fact("visa"), fact("permit", order=20)], [rule("no_visa", "visa = false", unless=[permit])])
    gate = pack.route("gate")
    assert evaluate({"visa": False}, gate, on=ON, left_out={"permit"}).outcome == "passed"
    assert evaluate({"visa": False, "permit": False}, gate, on=ON, left_out={"permit"}).outcome == "turned_away"


def test_a_fact_in_dispute_is_settled_first() -> None:
    gate = pack_of([fact("visa")], [rule("no_visa", "visa = false")]).route("gate")
    for status, decided in ((FactStatus.DISPUTED, False), (FactStatus.REFUSED, True), (FactStatus.UNKNOWN, True)):
        advice = evaluate([Fact("visa", None, status)], gate, on=ON, left_out={"visa"})
        assert advice.decided is decided


def test_the_trace_calls_it_unknown_and_left_out() -> None:
    gate = pack_of([fact("visa"), fact("alert", order=20)], [rule("no", {"any": ["visa = false", "alert = true"]})])
    trace = evaluate({"alert": False}, gate.route("gate"), on=ON, left_out={"visa"}).trace
    assert trace["left_out"] == ["visa"]
    parts = trace["rules"][0]["parts"][0]["parts"][0]["parts"]
    assert [(part["text"], part["value"]) for part in parts] == [
        ("visa = false (left out by order)", "unknown"), ("alert = true", "false"),
    ]  # fmt: skip
    assert "left_out" not in evaluate({"alert": False}, gate.route("gate"), on=ON).trace


def test_a_condition_that_two_rules_hold_is_one_formula_unless_left_out_facts_part_them() -> None:
    both = {"any": ["alpha = true", "beta = true"]}
    unless = [{"id": "x", "cite": "act s 2", "when": both}]
    made = [rule("one", both), rule("two", both), rule("three", "gamma = true", unless=unless)]
    route = pack_of(FACTS, made).route("gate")
    one, two, three = (governing(route, ON).rules[name].applies for name in ("one", "two", "three"))
    assert one.parts[0].parts[1].number == two.parts[0].parts[1].number
    excepted = three.parts[0].parts[2].parts[0].parts[0]  # what lifts it holds no rule quiet by being false
    assert (one.parts[0].parts[1].parts[0].quiet, excepted.quiet) == (False, True)
    advice = evaluate({"gamma": True, "beta": False, "fear": False}, route, on=ON, left_out=["alpha"])
    assert (advice.outcome, advice.ask) == ("passed", ())
