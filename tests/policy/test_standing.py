"""What speaks for a rule and what against it: sides by truth and by what stands under `none`, each leaf once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from limen.policy import evaluate, load_pack, parse_facts, shipped_packs
from limen.policy.standing import Side, facts_of, rests_on, weighed

ON = date(2026, 11, 22)


def rule_of(facts: Mapping[str, Any], rule: str) -> Mapping[str, Any]:
    route = load_pack("schengen").route("entry")
    advice = evaluate(facts, route, on=ON)
    found: Mapping[str, Any] = next(one for one in advice.trace["rules"] if one["id"] == rule)
    return found


def test_what_is_so_speaks_for_what_is_not_against_and_what_nobody_said_is_open() -> None:
    pack = load_pack("schengen")
    old = {"document_held": True, "document_issued": "2009-01-05", "entry_date": "2026-11-22", "nationality": "IN"}
    told = {one.text: one.side for one in weighed(rule_of(old, "refuse.A"), pack)}
    assert told["document_issued < minus_years(entry_date, 10)"] is Side.FOR
    assert told["document_held = false"] is Side.AGAINST
    assert told["residence_permit_or_long_stay = true"] is Side.OPEN


def test_an_exception_that_does_not_hold_speaks_for_the_rule_and_one_that_does_against_it() -> None:
    pack = load_pack("schengen")
    old = {"document_issued": "2009-01-05", "entry_date": "2026-11-22"}
    for nationality, side in (("IN", Side.FOR), ("FR", Side.AGAINST)):
        told = {one.text: one.side for one in weighed(rule_of({**old, "nationality": nationality}, "refuse.A"), pack)}
        assert told["nationality in FREE_MOVEMENT"] is side


@pytest.mark.parametrize("name", [name for name in shipped_packs() if load_pack(name).examples])
def test_every_leaf_of_every_ground_of_every_example_has_one_side_and_no_fact_is_lost(name: str) -> None:
    pack = load_pack(name)
    seen = 0
    for example in pack.examples[::7]:
        route = pack.route(example.route)
        advice = evaluate(parse_facts(example.facts, route), route, on=example.on)
        for ground in advice.grounds:
            rule = next(one for one in advice.trace["rules"] if one["id"] == ground.id)
            told = weighed(rule, pack)
            assert [one.text for one in told] == list(dict.fromkeys(one.text for one in told)), "told once"
            assert {one.text for one in told} == {str(leaf["text"]) for leaf in leaves(rule)}
            if rule["value"] == "true":  # what speaks for it is enough: without the rest it stands
                kept = {one.text for one in told if one.side is Side.FOR}
                assert stands(rule["parts"][0], kept) is True
            assert any(one.side is Side.FOR for one in told), f"nothing speaks for {ground.id} in {example.id}"
            assert set(ground.facts) <= {fact for one in told for fact in one.facts}
            assert all(rests_on(rule, {fact}, pack) for fact in ground.facts)
            assert not rests_on(rule, {"no_such_fact"}, pack) and not rests_on(rule, (), pack)
            seen += 1
    assert seen


def stands(node: Mapping[str, Any], kept: set[str]) -> bool | None:
    """The truth of a tree where only some of its leaves are known."""
    if "how" not in node:
        return {"true": True, "false": False}.get(node["value"]) if node["text"] in kept else None
    if node["how"] == "recorded":
        return stands(node["parts"][0], kept) is True
    found = [stands(part, kept) for part in node["parts"]]
    settles = node["how"] != "all"
    truth = settles if settles in found else None if None in found else not settles
    return not truth if node["how"] == "none" and truth is not None else truth


def leaves(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if "how" not in node and "text" in node:
        yield node
    for part in node.get("parts", ()):
        yield from leaves(part)


def test_a_condition_of_two_ways_speaks_for_the_way_that_holds() -> None:
    pack = load_pack("schengen")
    facts = {"nationality": "NG", "visa_held": False, "residence_permit_or_long_stay": False}
    told = [one for one in weighed(rule_of(facts, "refuse.C"), pack) if one.text == "nationality in ANNEX_I"]
    assert [one.side for one in told] == [Side.FOR]


def test_a_leaf_that_no_pack_can_read_compares_nothing() -> None:
    assert facts_of("of another day =", load_pack("schengen")) == ()
