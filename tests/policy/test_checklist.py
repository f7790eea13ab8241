from __future__ import annotations

from typing import Any

import pytest

from limen.policy import PackError, checklist, evaluate
from limen.policy.checklist import Need
from limen.policy.pack import Route
from limen.policy.proofread import proofread
from limen.vocabulary.evidence import Outcome
from tests.policy.packs import ON, fact, pack_of, rule

PAPERS: list[dict[str, Any]] = [
    {"id": "passport", "cite": "act s 2", "proves": ["held"], "no_older_than_days": 30},
    {"id": "letter", "cite": "act s 3", "proves": ["income"], "when": {"any": ["guest = false", "age_now < 18"]}},
    {"id": "deed", "cite": "act s 4", "proves": ["income"], "instead_of": ["letter"], "form": "D 1"},
]
WORDS = {"documents": {"passport": "Your passport", "letter": "A letter of your employer", "deed": "A deed"}}


def route(papers: list[dict[str, Any]] = PAPERS, text: Any = WORDS, **more: Any) -> Route:
    facts = [fact("held"), fact("guest", order=20), fact("income"), fact("age_now", "int", 5)]
    return pack_of(facts, [rule("no_paper", "held = false")], documents=papers, text=text, **more).route("gate")


def needs(facts: dict[str, Any]) -> dict[str, tuple[Need, tuple[str, ...]]]:
    return {item.id: (item.need, item.depends_on) for item in checklist(facts, route(), on=ON)}


def test_what_is_not_known_makes_a_document_depend_on_exactly_that() -> None:
    assert needs({}) == {
        "passport": (Need.NEEDED, ()),
        "letter": (Need.DEPENDS, ("age_now", "guest")),
        "deed": (Need.NEEDED, ()),
    }
    assert needs({"guest": True})["letter"] == (Need.DEPENDS, ("age_now",))
    assert needs({"guest": True, "age_now": 40})["letter"] == (Need.NOT_NEEDED, ())
    assert needs({"guest": False})["letter"] == (Need.NEEDED, ())


def test_an_item_says_what_it_is_and_what_it_proves() -> None:
    passport, _, deed = checklist({}, route(), on=ON)
    assert (passport.words, passport.cite, passport.proves, passport.no_older_than_days) == (
        "Your passport", "Utopian Border Act s 2", ("held",), 30,
    )  # fmt: skip
    assert deed.to_json() == {
        "id": "deed", "need": "needed", "words": "A deed", "cite": "Utopian Border Act s 4", "proves": ["income"],
        "depends_on": [], "instead_of": ["letter"], "form": "D 1", "no_older_than_days": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("papers", "told"),
    [
        ([{"id": "a", "cite": "act s 2", "proves": ["nothing"]}], "nothing is no fact"),
        ([{"id": "a", "cite": "act s 2", "proves": ["held"], "instead_of": ["a"]}], "a is no other document"),
        ([{"id": "a", "cite": "act s 2", "proves": ["held"], "when": "here = true"}], "here"),
    ],
)
def test_a_document_names_what_there_is(papers: list[dict[str, Any]], told: str) -> None:
    with pytest.raises(PackError, match=told):
        route(papers)


def test_a_document_without_words_or_with_a_strange_clause_is_no_sound_law() -> None:
    bad = [{"id": "passport", "cite": "code s 2", "proves": ["held"]}]
    faults = [f for f in proofread(route(bad, text={}).pack) if f.outcome is Outcome.FAILED]
    told = {(f.code, f.params.get("where"), f.params.get("what") or f.params.get("cite")) for f in faults}
    assert {("pack.text", "gate/passport", "documents/passport"), ("pack.cite", "gate/passport", "code s 2")} <= told


def test_a_clock_may_run_for_hours_and_be_reviewed_again_and_again() -> None:
    clock = {
        "id": "custody",
        "cite": "act s 9",
        "outcomes": ["turned_away"],
        "hours": 48,
        "then_days": 7,
        "every_days": 30,
    }
    law = route(clocks=[clock], tells=[
        {"id": "rights", "cite": "act s 8", "outcomes": ["turned_away"], "within_hours": 24, "record": ["time", "by"]},
    ])  # fmt: skip
    advice = evaluate({"held": False}, law, on=ON)
    assert [deadline.to_json() for deadline in advice.deadlines] == [
        {
            "clock": "custody", "due": "2026-11-24", "cite": "Utopian Border Act s 9", "words": "custody", "hours": 48,
            "then": "2026-12-01", "every_days": 30,
        }
    ]  # fmt: skip
    assert advice.tell[0].to_json() == {
        "id": "rights", "cite": "Utopian Border Act s 8", "text": "", "within_hours": 24, "record": ["time", "by"],
    }  # fmt: skip


@pytest.mark.parametrize("more", [{}, {"days": 2, "hours": 48}])
def test_a_clock_runs_for_days_or_for_hours(more: dict[str, int]) -> None:
    with pytest.raises(PackError, match="for days, for hours or for months"):
        route(clocks=[{"id": "custody", "cite": "act s 9", "outcomes": ["turned_away"], **more}])
