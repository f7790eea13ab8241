"""Exam items: one right option by evaluation, each other wrong for a reason, fewest facts."""

from __future__ import annotations

from datetime import date

import pytest

from limen.policy import evaluate, load_pack, parse_facts, shipped_packs
from limen.policy.exams import MOST_OPTIONS, WORDS, ExamItem, exam_items
from limen.policy.scenarios import scenarios

ON = date(2026, 11, 22)
ROUTES = [f"{name}/{route}" for name in shipped_packs() for route in load_pack(name).routes]


@pytest.mark.parametrize("name", ROUTES)
def test_every_route_gives_items_with_one_right_option_and_a_reason_for_each(name: str) -> None:
    route = load_pack(name.partition("/")[0]).route(name)
    items = exam_items(route, on=ON, seed=2, most=2)
    assert len(items) == 2 and len({item.rule for item in items}) == 2
    for item in items:
        assert item.rule in {rule.id for rule in route.rules} and item.cite
        assert [option.is_right for option in item.options].count(True) == 1
        assert 2 <= len(item.options) <= MOST_OPTIONS
        assert len({option.outcome for option in item.options}) == len(item.options)
        for option in item.options:
            assert option.why and "{" not in option.why and option.code in WORDS
            assert option.is_right is option.code.startswith("exam.right")


def test_the_facts_of_an_item_settle_it_and_none_of_them_can_be_spared() -> None:
    route = load_pack("schengen").route("entry")
    items = {item.id: item for item in exam_items(route, on=ON, seed=4, most=5)}
    seen = 0
    for scenario in scenarios(route, on=ON, seed=4, most=10):
        for side in (scenario, scenario.near):
            if side is None or side.id not in items:
                continue
            item = items[side.id]
            facts = {name: side.facts[name] for name, *_ in item.facts}
            assert evaluate(facts, route, on=ON).outcome == item.answer.outcome
            for name in facts.keys() - {side.turns_on}:
                rest = evaluate({key: value for key, value in facts.items() if key != name}, route, on=ON)
                grounds = [ground.id for ground in rest.grounds]
                wanted = [ground.id for ground in side.grounds]
                assert (rest.decided, rest.outcome, grounds) != (True, side.outcome, wanted)
            seen += 1
    assert seen == len(items)


def test_the_neighbour_says_what_would_have_to_be_otherwise() -> None:
    route = load_pack("schengen").route("entry")
    item: ExamItem = exam_items(route, on=ON, seed=1, most=1)[0]
    near = next(option for option in item.options if option.code == "exam.would_be")
    assert near.params["question"] in {question for _, question, _ in item.facts}
    assert near.params["value"] not in {
        value for _, question, value in item.facts if question == near.params["question"]
    }


def test_items_are_told_in_the_language_of_the_class_and_are_the_same_for_a_seed() -> None:
    route = load_pack("schengen").route("entry")
    english, french = (exam_items(route, on=ON, seed=9, most=2, language=code) for code in ("en", "fr"))
    assert [item.id for item in english] == [item.id for item in french]
    assert english[0].facts[0][1] != french[0].facts[0][1]
    assert exam_items(route, on=ON, seed=9, most=2) == english
    assert parse_facts({}, route) == {}
    titles = {route.pack.words("en", "rules", rule.id, "title") for rule in route.rules}
    for item in french:
        told = [part for option in item.options for part in option.params.get("rules", "").split(", ")]
        assert titles.isdisjoint(told), "each rule is named in the language of the class"


def test_nothing_follows_from_what_does_not_apply_while_a_case_is_made() -> None:
    """A day that does not apply is no day to reckon from: among these cases some stand in such a condition."""
    route = load_pack("united_states").route("naturalization")
    assert exam_items(route, on=date(2026, 11, 23), seed=7, most=10)
