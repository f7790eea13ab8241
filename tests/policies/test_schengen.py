"""The Schengen pack: its own examples, the lists it carries, and how few questions it needs."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from limen.interview import answer, plan
from limen.policy import NotInForceError, Route, evaluate, fact_dictionary, load_pack, parse_facts, proofread
from limen.policy.proofread import WORDS
from limen.policy.stays import count, parse_movements
from limen.vocabulary.decision import Advice, OutcomeKind
from limen.vocabulary.evidence import Fact, Outcome

ON = date(2026, 11, 22)
PACK = load_pack("schengen")
ENTRY, EXIT = PACK.route("schengen/entry"), PACK.route("schengen/exit")
LAW = Path(__file__).parents[2] / "../shared/law"
CLEAR: dict[str, Any] = {
    "birth": "1980-02-03",
    "document_held": True,
    "document_type": "P",
    "document_in_order": True,
    "document_expiry": "2030-01-01",
    "stays": [],
    "alert_for_refusal": False,
    "security_concern": False,
    "post_country": "LU",
}


def advise(facts: dict[str, Any], route: Route = ENTRY, on: date = ON) -> Advice:
    return evaluate(parse_facts(facts, route), route, on=on)


def interview(facts: dict[str, Any], answers: dict[str, str], route: Route = ENTRY) -> tuple[Advice, list[str]]:
    """Ask the next question until there is none; what was asked, in order."""
    known: dict[str, Fact] = parse_facts(facts, route)
    asked: list[str] = []
    while True:
        advice = evaluate(known, route, on=ON)
        questions = plan(advice, route.facts, known)
        if advice.decided or not questions:
            return advice, asked
        name = questions[0].fact
        assert name not in asked
        asked.append(name)
        known[name] = answer(route.facts[name], answers[name], on=ON)


def test_the_pack_proofreads() -> None:
    failed = [finding.reason(WORDS) for finding in proofread(PACK) if finding.outcome is Outcome.FAILED]
    assert failed == []
    assert len(PACK.examples) >= 25


@pytest.mark.parametrize("example", PACK.examples, ids=lambda example: example.id)
def test_each_example_gives_what_it_says(example: Any) -> None:
    route = PACK.route(example.route)
    advice = evaluate(parse_facts(example.facts, route), route, on=example.on)
    assert advice.outcome == example.outcome
    if example.ask is not None:
        assert tuple(ask.fact for ask in advice.ask) == example.ask
    if example.codes is not None:
        assert tuple(ground.code for ground in advice.grounds if ground.code) == example.codes


def test_near_misses_stand_on_either_side() -> None:
    known = {example.id: example for example in PACK.examples}
    near = [example for example in PACK.examples if example.near]
    assert len(near) >= 12
    assert all(known[example.near].outcome != example.outcome for example in near)


def test_nothing_is_admitted_or_refused_on_nothing() -> None:
    for route in (ENTRY, EXIT):
        advice = evaluate({}, route, on=ON)
        assert (advice.outcome, advice.decided) == ("undetermined", False)


@pytest.mark.parametrize("nationality", ["NO", "SE", "DE", "CH", "LI", "IS", "IE", "FR"])
def test_who_has_the_right_of_free_movement_is_asked_nothing(nationality: str) -> None:
    advice, asked = interview({**CLEAR, "nationality": nationality}, {})
    assert (advice.outcome, asked) == ("admit", [])


CHECKED = {"thorough_check": "nothing_open"}


def test_a_visitor_is_asked_when_they_leave_and_when_the_passport_was_issued() -> None:
    answers = {"planned_exit": "+7d", "document_issued": "last 10y", **CHECKED}
    advice, asked = interview({**CLEAR, "nationality": "US"}, answers)
    assert (advice.outcome, asked) == ("admit", ["planned_exit", "document_issued", "thorough_check"])
    advice, asked = interview({**CLEAR, "nationality": "US", "document_issued": "2022-05-01"}, answers)
    assert (advice.outcome, asked) == ("admit", ["planned_exit", "thorough_check"])


def test_a_national_who_needs_a_visa_and_has_one() -> None:
    answers = {"visa_held": "y", "planned_exit": "+14d", "visa_covers_stay": "y", **CHECKED}
    advice, asked = interview({**CLEAR, "nationality": "IN", "document_issued": "2022-05-01"}, answers)
    assert (advice.outcome, asked) == ("admit", ["visa_held", "planned_exit", "visa_covers_stay", "thorough_check"])


def test_a_permit_holder_in_transit_is_asked_two_things() -> None:
    advice, asked = interview({**CLEAR, "nationality": "IN"}, {"visa_held": "n", "residence_permit_or_long_stay": "y"})
    assert (advice.outcome, asked) == ("admit", ["visa_held", "residence_permit_or_long_stay"])


def test_a_child_with_a_parent_is_asked_one_thing_more_than_the_parent() -> None:
    answers = {"planned_exit": "+7d", "document_issued": "last 10y", "accompanied_by_responsible_adult": "y", **CHECKED}
    advice, asked = interview({**CLEAR, "nationality": "US", "birth": "2015-05-01"}, answers)
    assert advice.outcome == "admit"
    assert asked == ["accompanied_by_responsible_adult", "planned_exit", "document_issued", "thorough_check"]


def test_a_national_who_needs_a_visa_and_has_none_is_refused_only_after_fear_was_asked_about() -> None:
    answers = {
        "visa_held": "n",
        "residence_permit_or_long_stay": "n",
        "family_member_free_movement": "n",
        "planned_exit": "+14d",
        "asks_protection": "n",
    }
    advice, asked = interview({**CLEAR, "nationality": "IN", "document_issued": "2022-05-01"}, answers)
    assert advice.outcome == "refuse"
    assert [(ground.code, ground.id) for ground in advice.grounds] == [("C", "refuse.C")]
    assert asked[-1] == "asks_protection"
    advice, asked = interview({**CLEAR, "nationality": "IN"}, {**answers, "asks_protection": "y"})
    assert advice.outcome == "refer_protection"
    assert advice.kind is OutcomeKind.PROTECTIVE


def test_a_nationality_in_no_list_is_settled_by_the_deciding_question() -> None:
    settled = {
        **CLEAR,
        "nationality": "UTO",
        "document_issued": "2022-05-01",
        "planned_exit": "2026-12-01",
        "visa_held": False,
        **CHECKED,
        "residence_permit_or_long_stay": False,
        "family_member_free_movement": False,
    }
    for keyed, outcome in (("y", "admit"), ("n", "refuse")):
        advice, asked = interview(settled, {"visa_exempt": keyed, "asks_protection": "n"})
        assert asked[0] == "visa_exempt"
        assert advice.outcome == outcome
    unread = {**CLEAR, "nationality": "UTO", "document_issued": "2022-05-01"}
    advice, asked = interview(unread, {"visa_exempt": "y", "planned_exit": "+7d", **CHECKED})
    assert (advice.outcome, asked) == ("admit", ["visa_exempt", "planned_exit", "thorough_check"])


def test_an_unread_nationality_is_the_first_thing_asked() -> None:
    advice = advise({**CLEAR, "document_issued": "2022-05-01", "planned_exit": "2026-12-01"})
    assert advice.ask[0].fact == "nationality"


def test_every_kind_of_outcome_keeps_its_word() -> None:
    for route in (ENTRY, EXIT):
        assert set(route.outcomes.values()) <= set(OutcomeKind)
        for outcome in route.outcomes:
            assert route.outcome_words(outcome) != outcome
    assert not [outcome for outcome, kind in EXIT.outcomes.items() if kind is OutcomeKind.ADVERSE]


def test_nobody_is_refused_exit_for_an_overstay() -> None:
    facts = {
        "nationality": "US",
        "birth": "1980-02-03",
        "document_in_order": True,
        "court_order_stops_exit": False,
        "security_concern": False,
        "residence_permit_or_long_stay": False,
        "family_member_free_movement": False,
        "stays": [{"direction": "entry", "on": "2026-01-01", "state": "SE"}],
    }
    advice = advise(facts, EXIT)
    assert (advice.outcome, advice.kind) == ("depart_overstay", OutcomeKind.FAVOURABLE)
    assert [ground.id for ground in advice.grounds] == ["overstay"]
    assert [act.name for act in EXIT.acts if act.name == "refuse"] == []


def test_the_entry_rule_and_the_count_of_stays_agree() -> None:
    stays = [
        {"direction": "entry", "on": "2026-08-01", "state": "SE"},
        {"direction": "exit", "on": "2026-10-14", "state": "SE"},
    ]
    facts = {
        **CLEAR,
        "nationality": "US",
        "document_issued": "2022-05-01",
        "stays": stays,
        **CHECKED,
        "residence_permit_or_long_stay": False,
        "family_member_free_movement": False,
        "asks_protection": False,
    }
    last = count(parse_movements(stays), ON).last_day
    assert last is not None
    assert advise({**facts, "planned_exit": last.isoformat()}).outcome == "admit"
    assert advise({**facts, "planned_exit": (last + timedelta(days=1)).isoformat()}).outcome == "refuse"


def test_lists_do_not_contradict_each_other() -> None:
    lists = ("ANNEX_I", "ANNEX_II", "ANNEX_II_BIOMETRIC", "FREE_MOVEMENT")
    members = {name: PACK.lists[name].on(ON) for name in lists}
    for one, other in itertools.combinations(lists, 2):
        assert not members[one] & members[other]
    assert "GB" in members["ANNEX_II"]
    assert "GB" in PACK.lists["FREE_MOVEMENT"].on(date(2020, 12, 31))
    assert "BG" not in PACK.lists["SCHENGEN_AREA"].on(date(2024, 3, 30))


@pytest.mark.real_data
def test_the_annexes_are_those_of_the_regulation() -> None:
    path = LAW / "visa_lists/eu_2018_1806.yaml"
    if not path.is_file():
        pytest.skip("../shared/law absent: the annexes cannot be compared")
    from ruamel.yaml import YAML

    law = YAML(typ="safe", pure=True).load(path)
    exempt = law["annex_II_exempt_90_180"]
    assert PACK.lists["ANNEX_I"].on(ON) == {item["iso2"] for item in law["annex_I_visa_required"]}
    assert PACK.lists["ANNEX_II"].on(ON) == {item["iso2"] for item in exempt if not item.get("document_condition")}
    assert PACK.lists["ANNEX_II_BIOMETRIC"].on(ON) == {
        item["iso2"] for item in exempt if item.get("document_condition")
    }


def test_acts_say_who_signs_what_freezes_and_how_long() -> None:
    refuse, hold = ENTRY.act("refuse"), ENTRY.act("hold")
    assert refuse is not None and hold is not None
    assert (refuse.second_signature, refuse.frozen_by, refuse.freed_by) == (
        "chief",
        frozenset({"protective"}),
        ("protection",),
    )
    assert hold.limit_hours > 0 and hold.review_by == "chief"
    assert ENTRY.act("withdraw") is None


def test_acts_and_states_are_those_casework_knows() -> None:
    from limen.casework import ARRIVAL

    for route in (ENTRY, EXIT):
        for act in route.acts:
            assert ARRIVAL.act(act.name)


def test_notices_have_words_and_slots_and_are_not_for_service() -> None:
    notice = ENTRY.notice("refusal")
    assert notice.for_service is False
    assert [paragraph.id for paragraph in notice.paragraphs][:3] == ["identity", "grounds", "reasons"]
    assert all("{" + slot + "}" in part.text for part in notice.paragraphs for slot in part.slots)
    assert ENTRY.notice("refusal", "eo").title == notice.title
    assert ENTRY.notice("refusal", "fr").title == "Refus d'entrée à la frontière"
    assert not any(ENTRY.notice("refusal", language).for_service for language in PACK.text)


def test_the_refusal_prints_all_ten_letters_of_the_standard_form() -> None:
    letters = ENTRY.letters("refusal")
    assert list(letters) == list("ABCDEFGHIJ")
    assert all(letters.values()) and ENTRY.letters("refusal", "eo") == letters
    assert {rule.code for rule in ENTRY.rules if rule.code} == set(letters)
    assert ENTRY.letters("hold_rights") == {}
    with pytest.raises(KeyError, match="no notice"):
        ENTRY.letters("parking")


@settings(deadline=None)  # the law of each new day is made ready first
@given(st.dates())
@example(date(2016, 1, 1))
@example(date(2016, 4, 12))
@example(date.max)
def test_on_no_day_is_anybody_let_through_on_no_facts(day: date) -> None:
    for route in (ENTRY, EXIT):
        try:
            advice = evaluate({}, route, on=day)
        except NotInForceError as silence:
            assert day < date(2016, 4, 12)
            assert str(silence) == f"the pack schengen says nothing of {route.id} before 12 Apr 2016"
        else:
            assert day >= date(2016, 4, 12)
            assert not advice.decided and advice.kind is OutcomeKind.UNDETERMINED and advice.ask


def test_what_a_person_receives_names_their_country() -> None:
    facts = {**CLEAR, "nationality": "IN", "visa_held": False, "residence_permit_or_long_stay": False,
             "family_member_free_movement": False, "asks_protection": False, "document_issued": "2020-01-01",
             "planned_exit": "2026-12-06", "justified_emergency": False}  # fmt: skip
    (ground,) = [ground for ground in advise(facts).grounds if ground.code == "C"]
    assert "this State: India." in ground.reason and " IN" not in ground.reason


def test_fear_is_written_down_and_referred_with_its_clock_in_words() -> None:
    advice = advise({**CLEAR, "nationality": "IN", "asks_protection": True})
    assert "Write down what was said, in the person's own words, and refer." in advice.grounds[0].reason
    assert [(one.clock, one.due, one.words) for one in advice.deadlines] == [
        ("screening", "2026-11-29", "The screening must be finished")
    ]
    late = advise({"asks_protection": True}, on=date.max)
    assert late.deadlines[0].due == "9999-12-31"


def test_you_in_a_question_is_the_traveller() -> None:
    questions = {name: fact.question for name, fact in PACK.facts.items()}
    assert not [name for name, text in questions.items() if "traveller" in text]
    assert not [name for name, text in questions.items() if "you find" in text.lower()]
    assert not [name for name, text in questions.items() if ", and " in text]  # one fact each
    assert "you" in questions["planned_exit"] and "you" in questions["visa_held"]
    assert "you" not in questions["document_biometric"].lower()


def test_what_is_not_modelled_is_said() -> None:
    told = " ".join(PACK.not_modelled)
    assert not [letter for letter in "ABCDEFGHIJ" if f"Ground {letter} " in told]
    assert "Annex VII" in told and "grace period" in told


def test_a_judgement_hides_its_ground_until_the_officer_has_found() -> None:
    advice = advise({**CLEAR, "nationality": "NO", "security_concern": True})
    assert advice.outcome == "refer_secondary"
    assert [ground.rests_on_judgement for ground in advice.grounds] == [True]
    assert advice.grounds[0].disclosure == "restricted"
    asked = advise(
        {name: value for name, value in {**CLEAR, "nationality": "NO"}.items() if name != "security_concern"}
    )
    assert [(ask.fact, ask.judgement) for ask in asked.ask] == [("security_concern", True)]


def test_only_what_the_law_names_is_an_input() -> None:
    names = set(fact_dictionary(ENTRY)) | set(fact_dictionary(EXIT))
    assert not names & {"religion", "ethnicity", "politics", "name", "sex", "place_of_birth"}
