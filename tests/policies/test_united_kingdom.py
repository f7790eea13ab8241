"""The United Kingdom pack: entry, detention, naturalisation; what must be asked, and what must not be relied on."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from limen.interview import answer, plan
from limen.policy import NotInForceError, Route, evaluate, fact_dictionary, load_pack, parse_facts, proofread
from limen.policy.checklist import Need, checklist
from limen.policy.proofread import WORDS
from limen.policy.rules import FactDefinition, conditions_of, leaves_of
from limen.policy.values import Kind
from limen.vocabulary.dates import plus_months, years_between
from limen.vocabulary.decision import Advice, OutcomeKind
from limen.vocabulary.evidence import Fact, Outcome

ON = date(2026, 11, 22)
PACK = load_pack("united_kingdom")
ENTRY, DETENTION, NATURALISATION = (PACK.route(name) for name in ("entry", "detention", "naturalisation"))
ROUTES = (ENTRY, DETENTION, NATURALISATION)
LAW = Path(__file__).parents[2] / "../shared/law"
CLEAR: dict[str, Any] = {
    "birth": "1980-02-03",
    "document_held": True,
    "document_type": "P",
    "document_in_order": True,
    "document_expiry": "2030-01-01",
    "alert_for_refusal": False,
    "security_concern": False,
}
NO_OTHER_WAY: dict[str, Any] = {
    "visa_held": False,
    "residence_permit_or_long_stay": False,
    "entry_without_leave": "none_applies",
    "refusal_breaches_rights": False,
    "asks_protection": False,
}
VISITOR: dict[str, Any] = {
    **CLEAR,
    **NO_OTHER_WAY,
    "nationality": "US",
    "travel_authorisation_held": True,
    "thorough_check": "nothing_open",
}
RECORD: dict[str, Any] = {
    **VISITOR,
    "thorough_check": "record",
    "conviction": "no_conviction",
    "offending": "neither",
    "false_in_application": "nothing_false",
    "earlier_breach": "no_breach",
    "health_debt": "0",
    "information_refused": False,
    "not_conducive": False,
}


def advise(facts: dict[str, Any], route: Route = ENTRY, on: date = ON) -> Advice:
    stay = {"planned_exit": (on + timedelta(days=7)).isoformat()} if route is ENTRY else {}
    return evaluate(parse_facts({**stay, **facts}, route), route, on=on)


def asked_of(advice: Advice) -> list[str]:
    return [ask.fact for ask in advice.ask]


def interview(facts: dict[str, Any], answers: dict[str, str]) -> tuple[Advice, list[str]]:
    """Ask the next question until there is none; what was asked, in order."""
    known: dict[str, Fact] = parse_facts(facts, ENTRY)
    asked: list[str] = []
    while True:
        advice = evaluate(known, ENTRY, on=ON)
        questions = plan(advice, ENTRY.facts, known)
        if advice.decided or not questions:
            return advice, asked
        name = questions[0].fact
        assert name not in asked
        asked.append(name)
        known[name] = answer(ENTRY.facts[name], answers[name], on=ON)


# -- the pack as a whole ----------------------------------------------------------------------------------------------


def test_the_pack_proofreads_and_is_not_for_service() -> None:
    findings = proofread(PACK)
    assert [finding.reason(WORDS) for finding in findings if finding.outcome is Outcome.FAILED] == []
    assert {finding.code for finding in findings if finding.outcome is Outcome.UNSURE} == {"pack.reviewers"}
    assert not PACK.is_for_service()


@pytest.mark.parametrize("example", PACK.examples, ids=lambda example: example.id)
def test_each_example_gives_what_it_says(example: Any) -> None:
    route = PACK.route(example.route)
    advice = evaluate(parse_facts(example.facts, route), route, on=example.on)
    assert advice.outcome == example.outcome
    if example.grounds is not None:
        assert tuple(ground.id for ground in advice.grounds) == example.grounds
    if example.ask is not None:
        assert tuple(asked_of(advice)) == example.ask


def test_near_misses_stand_on_either_side() -> None:
    known = {example.id: example for example in PACK.examples}
    same = {example.id for example in PACK.examples if example.near and known[example.near].outcome == example.outcome}
    assert same == set()


def test_every_ground_of_suitability_stands_under_both_parts() -> None:
    suitability = [rule for rule in ENTRY.rules if "Part Suitability" in rule.cite]
    assert len(suitability) == 9
    for rule in suitability:
        before, after = rule.versions
        assert (before.in_force.last, after.in_force.first) == (date(2025, 11, 10), date(2025, 11, 11))
        assert {version.applies_by for version in rule.versions} == {"decision_date"}


def test_acts_of_entry_are_those_casework_knows() -> None:
    from limen.casework import ARRIVAL

    for act in ENTRY.acts:
        assert ARRIVAL.act(act.name)
    refuse = ENTRY.act("refuse")
    assert refuse is not None
    assert (refuse.second_signature, refuse.freed_by, refuse.frozen_by) == (
        "chief",
        ("protection",),
        frozenset({"protective"}),
    )
    assert ENTRY.act("withdraw") is None


def test_only_what_the_law_names_is_an_input() -> None:
    names = {name for route in ROUTES for name in fact_dictionary(route)}
    assert not names & {"religion", "ethnicity", "politics", "name", "sex", "place_of_birth", "risk_score"}
    read = {
        leaf.expression.text
        for route in ROUTES
        for rule in route.rules
        for version in rule.versions
        for condition in conditions_of(version)
        for leaf in leaves_of(condition, route.conditions)
        if "nationality" in leaf.expression.facts
    }
    lists = {f"nationality in {name}" for name in PACK.lists}
    assert read == {"nationality = GB", "nationality = IE", *lists}


def test_what_was_not_read_is_said() -> None:
    told = " ".join(PACK.not_modelled)
    for part in ("Part Suitability", "asylum", "Appendix FM", "Registration", "visa waiver", "Cancelling"):
        assert part in told
    assert {item.checked for item in PACK.instruments.values()} == {"memory", "secondary"}


def test_one_question_asks_for_one_thing() -> None:
    questions = {name: fact.question for name, fact in PACK.facts.items()}
    assert not [name for name, text in questions.items() if ", and " in text or "traveller" in text]
    judged = [fact for fact in PACK.facts.values() if fact.judgement]
    assert all("officer finds" in questions[fact.id] and fact.factors for fact in judged)


def test_notices_have_words_and_slots_and_are_not_for_service() -> None:
    for route in (ENTRY, DETENTION):
        for form in route.notices:
            notice = route.notice(form.id)
            assert notice.for_service is False
            assert all("{" + slot + "}" in part.text for part in notice.paragraphs for slot in part.slots)


# -- no guessing, and protection first --------------------------------------------------------------------------------

MOVES = [
    [],
    [{"direction": "entry", "on": "2010-01-05", "state": "GB"}],
    [
        {"direction": "exit", "on": "2023-02-01", "state": "GB"},
        {"direction": "entry", "on": "2024-06-01", "state": "GB"},
    ],
]


def values_of(definition: FactDefinition) -> st.SearchStrategy[Any]:
    match definition.type.kind:
        case Kind.BOOL:
            return st.booleans()
        case Kind.ENUM:
            return st.sampled_from(definition.type.values)
        case Kind.COUNTRY:
            return st.sampled_from(["GB", "IE", "US", "IN", "CO", "TW", "GBN", "XXA", "UTO"])
        case Kind.INT:
            return st.sampled_from([0, 14, 15, 30, 31, 71, 72, 167, 168])
        case Kind.MONEY:
            return st.sampled_from(["0", "499.99", "500"])
        case Kind.STAYS:
            return st.sampled_from(MOVES)
        case _:
            return st.dates(date(2000, 1, 1), date(2030, 12, 31)).map(date.isoformat)


def some_facts(route: Route, *without: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {}, optional={name: values_of(fact) for name, fact in fact_dictionary(route).items() if name not in without}
    )


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.id)
def test_nothing_is_decided_on_nothing(route: Route) -> None:
    advice = evaluate({}, route, on=ON)
    assert (advice.outcome, advice.decided) == ("undetermined", False)
    assert advice.ask


@settings(deadline=None)  # the law of each new day is made ready first
@given(st.dates())
@example(date(2020, 12, 31))
@example(date(2021, 1, 1))
@example(date(2025, 11, 10))
@example(date(2025, 11, 11))
@example(date.max)
def test_on_no_day_is_anybody_let_through_or_kept_on_no_facts(day: date) -> None:
    for route, first in ((ENTRY, date(2021, 1, 1)), (DETENTION, date(2021, 1, 1)), (NATURALISATION, date(2022, 6, 28))):
        try:
            advice = evaluate({}, route, on=day)
        except NotInForceError:
            assert day < first
        else:
            assert day >= first
            assert not advice.decided and advice.kind is OutcomeKind.UNDETERMINED


@settings(deadline=None, max_examples=60)
@given(st.data(), st.sampled_from(["suspicion", "balance", "beyond_doubt"]))
def test_words_of_fear_are_never_outranked(data: st.DataObject, standard: str) -> None:
    for route in ROUTES:
        facts = data.draw(some_facts(route, "asks_protection", "protection_referral_recorded"))
        facts["asks_protection"] = {"value": True, "standard": standard}
        advice = evaluate(parse_facts(facts, route), route, on=ON, trace=False)
        assert (advice.outcome, advice.kind) == ("refer_protection", OutcomeKind.PROTECTIVE)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_nothing_adverse_stands_before_fear_was_asked_about(data: st.DataObject) -> None:
    for route in ROUTES:
        facts = data.draw(some_facts(route, "asks_protection"))
        advice = evaluate(parse_facts(facts, route), route, on=ON, trace=False)
        assert advice.kind is not OutcomeKind.ADVERSE
        if advice.outcome == "undetermined":
            assert advice.ask


@settings(deadline=None, max_examples=60)
@given(some_facts(ENTRY, "asks_protection", "refusal_breaches_rights"))
def test_no_refusal_stands_before_human_rights_were_considered(facts: dict[str, Any]) -> None:
    advice = evaluate(parse_facts({**facts, "asks_protection": False}, ENTRY), ENTRY, on=ON, trace=False)
    assert advice.kind is not OutcomeKind.ADVERSE
    rights = {**facts, "asks_protection": False, "refusal_breaches_rights": True}
    assert evaluate(parse_facts(rights, ENTRY), ENTRY, on=ON, trace=False).kind is not OutcomeKind.ADVERSE


@settings(deadline=None, max_examples=60)
@given(some_facts(ENTRY, "nationality", "birth", "asks_protection"), st.sampled_from(["GB", "IE"]))
def test_british_and_irish_citizens_are_refused_nothing(facts: dict[str, Any], nationality: str) -> None:
    given_facts = {**facts, "nationality": nationality, "birth": "1980-01-01", "asks_protection": False}
    advice = evaluate(parse_facts(given_facts, ENTRY), ENTRY, on=ON, trace=False)
    assert advice.outcome in {"admit", "refer_secondary", "undetermined"}


# -- who is asked what ------------------------------------------------------------------------------------------------

EASY = {"planned_exit": "+7d", "thorough_check": "nothing_open"}
LAST = {
    "visa_held": "n",
    "residence_permit_or_long_stay": "n",
    "entry_without_leave": "none_applies",
    "refusal_breaches_rights": "n",
    "asks_protection": "n",
}


def test_a_citizen_is_asked_nothing_and_a_visitor_two_things() -> None:
    for nationality in ("GB", "IE"):
        advice, asked = interview({**CLEAR, "nationality": nationality}, {})
        assert (advice.outcome, asked) == ("admit", [])
    advice, asked = interview({**CLEAR, "nationality": "US", "travel_authorisation_held": True}, EASY)
    assert (advice.outcome, asked) == ("admit", ["planned_exit", "thorough_check"])


def test_a_child_with_an_adult_is_asked_one_thing_more() -> None:
    facts = {**CLEAR, "nationality": "US", "travel_authorisation_held": True, "birth": "2015-05-01"}
    advice, asked = interview(facts, {**EASY, "accompanied_by_responsible_adult": "y"})
    assert (advice.outcome, asked[0], len(asked)) == ("admit", "accompanied_by_responsible_adult", 3)


def test_before_a_refusal_every_way_out_is_asked_and_fear_last() -> None:
    advice, asked = interview({**CLEAR, "nationality": "IN"}, {**EASY, **LAST})
    assert advice.outcome == "refuse"
    assert asked[-2:] == ["refusal_breaches_rights", "asks_protection"]
    assert {"visa_held", "residence_permit_or_long_stay", "entry_without_leave"} <= set(asked)
    advice, _ = interview({**CLEAR, "nationality": "IN"}, {**EASY, **LAST, "asks_protection": "y"})
    assert advice.outcome == "refer_protection"


def test_the_checklist_asks_of_each_what_they_must_bring() -> None:
    def needed(facts: dict[str, Any], route: Route = ENTRY) -> set[str]:
        return {item.id for item in checklist(facts, route, on=ON) if item.need is Need.NEEDED}

    assert needed({"nationality": "GB", "birth": "1990-01-01", "document_type": "P"}) == {"passport"}
    visitor = {"nationality": "US", "birth": "1990-01-01", "document_type": "P"}
    assert {"authorisation", "means", "onward"} <= needed(visitor) and not {"visa", "child_letter"} & needed(visitor)
    assert {"visa", "child_letter"} <= needed({"nationality": "IN", "birth": "2015-01-01"})
    assert "marriage_certificate" in needed({"application_basis": "section_6_2"}, NATURALISATION)
    assert "marriage_certificate" not in needed({"application_basis": "section_6_1"}, NATURALISATION)
    for route in ROUTES:
        assert all(item.words and item.proves for item in checklist({}, route, on=ON))


# -- visas and the travel authorisation by date -----------------------------------------------------------------------

CHANGES = [
    ("DM", "2023-07-13", "2023-07-19"),
    ("VU", "2023-07-13", "2023-07-19"),
    ("JO", "2024-08-28", "2024-09-10"),
    ("CO", "2024-11-25", "2024-11-26"),
    ("TT", "2025-03-09", "2025-03-12"),
    ("BW", "2025-10-06", "2025-10-14"),
    ("NR", "2025-11-30", "2025-12-09"),
    ("LC", "2026-02-19", "2026-03-05"),
    ("NI", "2026-02-19", "2026-03-05"),
]


@pytest.mark.parametrize(("nationality", "exempt_until", "required_from"), CHANGES)
def test_a_visa_is_required_by_the_list_of_the_day(nationality: str, exempt_until: str, required_from: str) -> None:
    facts = {**VISITOR, "nationality": nationality, "eta_exempt": True}
    before, after = date.fromisoformat(exempt_until), date.fromisoformat(required_from)
    assert advise(facts, on=before).outcome == "admit"
    assert advise(facts, on=after).outcome == "refuse"
    for days in range(1, (after - before).days):
        between = advise(facts, on=before + timedelta(days=days))
        assert (between.outcome, asked_of(between)) == ("undetermined", ["visa_exempt"])


def test_a_visa_requirement_that_ended_binds_a_past_decision() -> None:
    facts = {**VISITOR, "nationality": "PE"}
    assert advise(facts, on=date(2022, 11, 2)).outcome == "refuse"
    assert advise(facts, on=date(2022, 11, 9)).outcome == "admit"


def test_before_the_lists_begin_the_requirement_is_asked() -> None:
    advice = advise({**VISITOR, "nationality": "IN"}, on=date(2022, 5, 10))
    assert (advice.outcome, asked_of(advice)) == ("undetermined", ["visa_exempt"])


@pytest.mark.real_data
def test_the_lists_are_those_of_the_public_checker() -> None:
    path = LAW / "visa_lists/gb_visa_nationals.yaml"
    if not path.is_file():
        pytest.skip("../shared/law absent: the lists cannot be compared")
    from ruamel.yaml import YAML

    groups = YAML(typ="safe", pure=True).load(path)["groups"]

    def codes(name: str) -> set[str]:
        return {item["iso2"] for item in groups[name]["members"] if item["iso2"]}

    needs_visa = codes("visa_national") | codes("direct_airside_transit_visa")
    listed = {name: set(kept.on(ON)) for name, kept in PACK.lists.items()}
    assert listed["VISA_NATIONALS"] - {"XXA", "XXB", "XXC"} == needs_visa - {"TW"}
    assert listed["VISA_BY_PASSPORT"] == {"TW"}
    assert listed["ETA_NATIONALS"] - {"GBO", "GBP"} == codes("electronic_travel_authorisation")
    assert codes("non_visa_national") <= listed["NOT_VISA_NATIONALS"]
    assert not listed["VISA_NATIONALS"] & listed["NOT_VISA_NATIONALS"]
    assert {"GB", "IE"}.isdisjoint(set[str]().union(*listed.values()))


def test_lists_never_contradict_each_other_on_any_day_of_a_change() -> None:
    days = {member.period.first for kept in PACK.lists.values() for member in kept.members}
    days |= {member.period.last for kept in PACK.lists.values() for member in kept.members if member.period.last}
    for day in sorted(days):
        assert not PACK.lists["VISA_NATIONALS"].on(day) & PACK.lists["NOT_VISA_NATIONALS"].on(day)
        assert PACK.lists["ETA_NATIONALS"].on(day) <= PACK.lists["NOT_VISA_NATIONALS"].on(day) | {"TW", "NI", "LC"}


def test_the_authorisation_binds_from_its_day_and_leaves_a_choice() -> None:
    facts = {**VISITOR, "travel_authorisation_held": False, "eta_exempt": False}
    assert advise(facts, on=date(2026, 2, 24)).outcome == "admit"
    advice = advise(facts, on=date(2026, 2, 25))
    assert (advice.outcome, [ground.id for ground in advice.grounds]) == ("may_refuse", ["refuse.authorisation"])
    assert asked_of(advise({**facts, "eta_exempt": None})) == ["eta_exempt"]


def test_an_authorisation_gives_no_right_to_enter() -> None:
    facts = {**VISITOR, "travel_authorisation_held": True, "thorough_check": "purpose", "purpose_shown": False}
    assert advise(facts).outcome == "refuse"
    needs_visa = advise({**VISITOR, "nationality": "IN", "travel_authorisation_held": True})
    assert needs_visa.outcome == "refuse"


# -- what must not be relied on ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "facts",
    [
        {"document_in_order": False, "line": "second"},
        {"document_in_order": False, "line": "first"},
        {"security_concern": True},
        {"thorough_check": "purpose"},
        {"thorough_check": "several"},
        {"thorough_check": "record"},
        {"nationality": "UTO"},
        {"conviction": "custodial_under_12_months"},
        {"earlier_breach": "overstay"},
    ],
    ids=str,
)
def test_no_check_hit_or_doubt_refuses_by_itself(facts: dict[str, Any]) -> None:
    assert advise({**VISITOR, **facts}).kind is OutcomeKind.UNDETERMINED


def test_what_the_record_shows_is_not_closed_by_one_key() -> None:
    found = advise({**VISITOR, "thorough_check": "nothing_open", "conviction": "custodial_12_months_or_more"})
    assert found.outcome == "refuse"


def test_a_judgement_hides_its_ground_until_the_officer_has_found() -> None:
    advice = advise({**VISITOR, "thorough_check": "leaving", "leaves_at_end": False})
    assert [(ground.id, ground.rests_on_judgement) for ground in advice.grounds] == [("refuse.genuine", True)]


def test_what_is_not_established_is_not_asserted() -> None:
    advice = advise({**VISITOR, "thorough_check": "purpose", "purpose_shown": {"status": "not_established"}})
    assert advice.outcome == "refuse"
    assert advice.grounds[0].reason == "You have not shown that you are a genuine visitor."


def test_a_restricted_ground_says_no_more_than_its_rule() -> None:
    advice = advise({**VISITOR, "alert_for_refusal": True})
    assert [ground.disclosure for ground in advice.grounds] == ["restricted"]
    assert "deportation order" not in advice.grounds[0].reason


def test_leave_already_given_is_not_refused_again() -> None:
    for facts in (
        {"thorough_check": "leaving", "leaves_at_end": False},
        {"thorough_check": "record", "conviction": "custodial_12_months_or_more"},
        {"line": "second", "document_in_order": False, "document_false": True},
    ):
        advice = advise({**RECORD, **facts, "residence_permit_or_long_stay": True})
        assert (advice.outcome, [ground.id for ground in advice.grounds]) == ("refer_secondary", ["refer.permission"])


# -- suitability ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "instrument"), [("2025-11-10", "Part 9"), ("2025-11-11", "Part Suitability")])
def test_the_day_of_the_decision_says_which_part_binds(day: str, instrument: str) -> None:
    facts = {**RECORD, "earlier_breach": "deception", "breach_on": "2024-01-10", "breach_counts_from": "2024-02-10"}
    facts |= {"departure": "was_not_here", "overstay_days": 0, "application_after_days": 0}
    advice = advise({**facts, "late_with_good_reason": False}, on=date.fromisoformat(day))
    assert advice.outcome == "refuse"
    assert all(part.startswith(instrument) for part in advice.grounds[0].cite.split("; "))


PERIODS = {
    "left_own_expense": 12,
    "left_public_expense_early": 24,
    "left_public_expense_late": 60,
    "conditional_caution": 60,
    "removed": 120,
}


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(["overstay", "condition", "illegal_entry", "deception"]),
    st.sampled_from([*PERIODS, "was_not_here"]),
    st.dates(date(2012, 1, 1), ON),
    st.dates(date(1985, 1, 1), date(2006, 1, 1)),
    st.dates(date(2003, 1, 1), ON),
    st.integers(0, 60),
    st.integers(0, 30),
    st.booleans(),
)
@example("overstay", "removed", date(2016, 11, 22), date(1990, 1, 1), date(2015, 1, 1), 200, 200, False)
@example("overstay", "removed", date(2016, 11, 23), date(1990, 1, 1), date(2015, 1, 1), 200, 200, False)
@example("overstay", "left_own_expense", date(2026, 6, 1), date(1990, 1, 1), date(2026, 1, 1), 30, 200, False)
def test_the_periods_of_a_breach_are_those_of_the_table(
    breach: str, departure: str, counts_from: date, birth: date, breach_on: date, over: int, after: int, reason: bool
) -> None:
    facts = {
        **RECORD,
        "birth": birth.isoformat(),
        "earlier_breach": breach,
        "departure": departure,
        "breach_counts_from": counts_from.isoformat(),
        "breach_on": breach_on.isoformat(),
        "overstay_days": over,
        "application_after_days": after,
        "late_with_good_reason": reason,
    }
    months = 120 if breach == "deception" else PERIODS.get(departure, 0)
    short = breach == "overstay" and ((over <= 30 and departure == "left_own_expense") or (after <= 14 and reason))
    bound = (
        years_between(birth, breach_on) >= 18 and not short and bool(months) and plus_months(counts_from, months) > ON
    )
    advice = advise(facts)
    assert (advice.outcome, [ground.id for ground in advice.grounds if ground.effect == "refuse"]) == (
        ("refuse", ["refuse.reentry"]) if bound else ("admit", [])
    )
