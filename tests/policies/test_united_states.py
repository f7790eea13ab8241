"""The United States pack: its own examples, and what must hold of any person on any of its routes."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.interview import answer, plan
from limen.policy import NotInForceError, Route, evaluate, load_pack, parse_facts, proofread
from limen.policy.clocks import ends
from limen.policy.proofread import WORDS
from limen.policy.rules import leaves_of
from limen.vocabulary.decision import Advice, OutcomeKind
from limen.vocabulary.evidence import Fact, Outcome

ON = date(2026, 11, 22)
PACK = load_pack("united_states")
ENTRY, REMOVAL, CUSTODY = PACK.route("entry"), PACK.route("expedited_removal"), PACK.route("custody")
NATURALIZATION, ADJUSTMENT = PACK.route("naturalization"), PACK.route("adjustment")
KNOWN = {example.id: example for example in PACK.examples}
CLEAR: dict[str, Any] = {
    "birth": "1980-02-03",
    "document_held": True,
    "document_type": "P",
    "document_in_order": True,
    "document_expiry": "2030-01-01",
    "document_biometric": True,
    "alert_for_refusal": False,
    "security_concern": False,
}
# What somebody must grant counts as not granted while no grant is on record.
GRANTS = {
    name
    for route in PACK.routes.values()
    for rule in route.rules
    for version in rule.versions
    for waiver in version.waivers
    if waiver.granted is not None
    for leaf in leaves_of(waiver.granted, route.conditions)
    for name in leaf.expression.facts
}
NOTHING_OPEN = {"planned_exit": "+14d", "inspection": "nothing_open"}


def advise(facts: dict[str, Any], route: Route = ENTRY, on: date = ON) -> Advice:
    return evaluate(parse_facts(facts, route), route, on=on)


def of_example(name: str, **changed: Any) -> Advice:
    """The advice for an example with some facts changed."""
    example = KNOWN[name]
    return advise({**example.facts, **changed}, PACK.route(example.route), example.on)


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


def anybody(route: Route, **fixed: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Facts of an example of the route, some of them left out and some from another example."""
    examples = [example.facts for example in PACK.examples if example.route == route.id]

    def mixed(parts: tuple[dict[str, Any], dict[str, Any], list[bool]]) -> dict[str, Any]:
        one, other, kept = parts
        joined = {**other, **one}
        names = [name for name, keep in zip(sorted(joined), kept, strict=False) if keep]
        return {**{name: joined[name] for name in names}, **fixed}

    most = max(len(facts) for facts in examples) * 2
    flags = st.lists(st.sampled_from([True, True, True, False]), min_size=most, max_size=most)
    return st.tuples(st.sampled_from(examples), st.sampled_from(examples), flags).map(mixed)


def test_the_pack_proofreads_and_is_not_for_service() -> None:
    failed = [finding.reason(WORDS) for finding in proofread(PACK) if finding.outcome is Outcome.FAILED]
    assert failed == []
    assert not PACK.is_for_service("en")


@pytest.mark.parametrize("example", PACK.examples, ids=lambda example: example.id)
def test_each_example_gives_what_it_says(example: Any) -> None:
    advice = of_example(example.id)
    assert advice.outcome == example.outcome
    if example.grounds is not None:
        assert tuple(ground.id for ground in advice.grounds) == example.grounds


def test_near_misses_stand_on_either_side() -> None:
    near = [example for example in PACK.examples if example.near]
    same = [example.id for example in near if KNOWN[example.near].outcome == example.outcome]
    assert len(near) >= 200
    assert same == []


@pytest.mark.parametrize("route", PACK.routes.values(), ids=lambda route: route.id)
def test_every_route_can_favour_and_refuse_and_asks_where_nothing_is_known(route: Route) -> None:
    kinds = {route.outcomes.get(example.outcome) for example in PACK.examples if example.route == route.id}
    assert {OutcomeKind.FAVOURABLE, OutcomeKind.ADVERSE, OutcomeKind.PROTECTIVE, None} <= kinds
    advice = advise({}, route)
    assert (advice.outcome, advice.decided) == ("undetermined", False)
    assert advice.ask


@pytest.mark.parametrize("route", PACK.routes.values(), ids=lambda route: route.id)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_no_words_of_fear_are_ever_outranked(route: Route, data: st.DataObject) -> None:
    advice = advise(data.draw(anybody(route, asks_protection=True)), route)
    assert advice.kind is OutcomeKind.PROTECTIVE


@pytest.mark.parametrize("route", PACK.routes.values(), ids=lambda route: route.id)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_nothing_adverse_before_fear_was_asked_about(route: Route, data: st.DataObject) -> None:
    advice = advise(data.draw(anybody(route, asks_protection=None)), route)
    assert not (advice.decided and advice.kind is OutcomeKind.ADVERSE)


@given(facts=anybody(ENTRY, nationality="US", status_held="citizen"))
@settings(max_examples=100, deadline=None)
def test_a_citizen_is_never_refused(facts: dict[str, Any]) -> None:
    assert advise(facts).kind is not OutcomeKind.ADVERSE


@pytest.mark.parametrize("status", ["permanent_resident", "refugee", "asylee"])
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_who_has_a_status_is_never_refused_at_the_desk(status: str, data: st.DataObject) -> None:
    assert advise(data.draw(anybody(ENTRY, status_held=status))).kind is not OutcomeKind.ADVERSE


@given(facts=anybody(REMOVAL, er_class="found_inside"))
@settings(max_examples=100, deadline=None)
def test_no_order_follows_for_anybody_found_inside(facts: dict[str, Any]) -> None:
    assert advise(facts, REMOVAL).kind is not OutcomeKind.ADVERSE


@given(facts=anybody(REMOVAL, birth="2012-05-01", accompanied_by_responsible_adult=False, asks_protection=False))
@settings(max_examples=60, deadline=None)
def test_a_child_alone_is_never_put_through_expedited_removal(facts: dict[str, Any]) -> None:
    assert advise(facts, REMOVAL).outcome == "refer_child_protection"


@pytest.mark.parametrize(
    "example", [e for e in PACK.examples if e.outcome in {"admit", "eligible", "may_approve"}], ids=lambda e: e.id
)
def test_leaving_out_a_fact_never_refuses_anybody(example: Any) -> None:
    for name in example.facts.keys() - GRANTS:
        advice = of_example(example.id, **{name: None})
        assert not (advice.decided and advice.kind is OutcomeKind.ADVERSE), name


def test_a_clean_visitor_is_asked_little() -> None:
    answers = {"visa_held": "y", **NOTHING_OPEN}
    advice, asked = interview({**CLEAR, "nationality": "IN"}, answers)
    assert (advice.outcome, asked) == ("admit", ["planned_exit", "visa_held", "inspection"])
    answers = {"travel_authorisation_held": "y", "vwp_transport": "signatory_and_return", **NOTHING_OPEN}
    advice, asked = interview({**CLEAR, "nationality": "JP"}, answers)
    assert advice.outcome == "admit"
    assert asked == ["planned_exit", "travel_authorisation_held", "vwp_transport", "inspection"]
    assert interview({**CLEAR, "nationality": "US"}, {})[1] == []


def test_who_has_no_visa_is_asked_about_exemption_status_and_fear_before_the_finding() -> None:
    answers = {"visa_held": "n", "visa_exempt": "n", "status_held": "no_status", "asks_protection": "n", **NOTHING_OPEN}
    advice, asked = interview({**CLEAR, "nationality": "IN"}, answers)
    assert advice.outcome == "refuse"
    assert asked[-3:] == ["visa_exempt", "status_held", "asks_protection"]
    advice, _ = interview({**CLEAR, "nationality": "IN"}, {**answers, "asks_protection": "y"})
    assert advice.outcome == "refer_protection"


def test_the_first_line_refers_and_asks_nothing_of_the_grounds() -> None:
    advice, asked = interview({**CLEAR, "nationality": "IN"}, {**NOTHING_OPEN, "visa_held": "y", "inspection": "crime"})
    assert (advice.outcome, asked[-1]) == ("refer_secondary", "inspection")


def test_the_record_counts_whatever_key_was_pressed() -> None:
    facts = {
        **CLEAR,
        "nationality": "IN",
        "visa_held": True,
        "planned_exit": "2026-12-06",
        "inspection": "nothing_open",
    }
    closed = {"status_held": "no_status", "asks_protection": False}
    assert advise(facts).outcome == "admit"
    assert advise({**facts, **closed, "reentry_without_admission": "after_removal"}).outcome == "refuse"
    assert advise({**facts, **closed, "convictions": 2, "sentences_total_months": 61}).outcome == "refuse"


def test_a_lookout_is_no_ground() -> None:
    assert of_example("in_lookout_second_line").outcome == "admit"
    assert of_example("in_lookout").outcome == "refer_secondary"


@pytest.mark.parametrize(
    ("standard", "outcome"),
    [
        ("suspicion", "undetermined"),
        ("reasonable_grounds", "refuse"),
        ("balance", "refuse"),
        ("beyond_doubt", "refuse"),
    ],
)
def test_reason_to_believe_is_less_than_proof_and_more_than_suspicion(standard: str, outcome: str) -> None:
    believed = {"value": "drug_trafficking", "standard": standard}
    assert of_example("in_all_settled", crime_believed=believed).outcome == outcome
    reported = {"value": "espionage_or_sabotage", "standard": standard}
    assert of_example("in_all_settled", security_ground=reported).outcome == outcome


def test_an_offence_itself_needs_more_than_reason_to_believe() -> None:
    reported = {"value": "controlled_substance", "standard": "reasonable_grounds"}
    assert of_example("in_all_settled", crime_kind=reported).outcome == "undetermined"


@pytest.mark.parametrize("name", ["in_trafficker_by_reason_to_believe", "in_sabotage", "in_five_years_together"])
def test_a_ground_of_which_no_notice_is_owed_is_told_by_its_provision_alone(name: str) -> None:
    (ground,) = of_example(name).grounds
    assert ground.disclosure == "restricted"
    assert re.fullmatch(r"A ground under Section 212\(a\)\([23]\) was found\.", ground.reason)
    assert ground.code == ""


def test_every_ground_with_a_letter_stands_on_the_notice_and_restricted_ones_have_none() -> None:
    letters = ENTRY.letters("determination")
    coded = {rule.code for rule in ENTRY.rules if rule.code}
    assert coded == set(letters)
    assert all(not rule.code for rule in ENTRY.rules if rule.disclosure == "restricted")


@pytest.mark.parametrize(
    ("name", "day", "outcome"),
    [
        ("cu_theft_now", "2025-01-28", "release_on_conditions"),
        ("cu_theft_now", "2025-01-29", "detain"),
        ("cu_never_admitted", "2025-09-04", "release_on_conditions"),
        ("cu_never_admitted", "2025-09-05", "contested"),
    ],
)
def test_custody_follows_the_law_of_the_day(name: str, day: str, outcome: str) -> None:
    example = KNOWN[name]
    assert advise(dict(example.facts), CUSTODY, date.fromisoformat(day)).outcome == outcome


def test_a_proclamation_binds_from_its_day_and_is_never_presumed_after_the_list_ends() -> None:
    facts = {**KNOWN["in_proclamation_from_its_day"].facts, "proclamation_suspends": None, "planned_exit": "2027-01-01"}
    given = {day: advise(facts, on=date.fromisoformat(day)) for day in ("2025-06-09", "2025-12-31", "2026-01-01")}
    assert [advice.outcome for advice in given.values()] == ["refuse", "refuse", "undetermined"]
    assert [ask.fact for ask in given["2026-01-01"].ask] == ["proclamation_suspends"]


@pytest.mark.parametrize("day", ["2015-12-17", "1999-01-01"])
def test_the_pack_says_nothing_of_admission_before_the_law_it_read(day: str) -> None:
    with pytest.raises(NotInForceError):
        advise({}, on=date.fromisoformat(day))


@given(left=st.dates(date(2010, 1, 1), date(2026, 11, 21)), days=st.integers(0, 800), early=st.booleans())
@settings(max_examples=150, deadline=None)
def test_the_bars_of_unlawful_presence_against_a_count_by_hand(left: date, days: int, early: bool) -> None:
    advice = of_example(
        "in_all_settled",
        unlawful_presence_days=days,
        left_before_proceedings=early,
        unlawful_presence_left=left.isoformat(),
    )
    years = 10 if days >= 365 else 3 if days > 180 and early else 0
    over = (left.year + years, left.month, left.day) <= (ON.year, ON.month, ON.day)
    assert advice.outcome == ("refuse" if years and not over else "admit")


@given(final=st.dates(date(2026, 1, 1), ON), stay=st.none() | st.dates(date(2026, 1, 1), ON))
@settings(max_examples=80, deadline=None)
def test_the_removal_period_runs_from_the_latest_event(final: date, stay: date | None) -> None:
    ended = {"status": "not_applicable"} if stay is None else stay.isoformat()
    advice = of_example(
        "cu_removal_period_over", order_final_on=final.isoformat(), court_stay_ended=ended, held_beyond_ground=False
    )
    latest = max(day for day in (final, stay) if day is not None)
    elapsed = (KNOWN["cu_removal_period_over"].on - latest).days
    assert advice.outcome == ("detain" if elapsed < 90 else "supervise")


def test_the_reason_names_the_last_day_of_the_removal_period() -> None:
    advice = of_example("cu_removal_period_last_day")
    assert "29 Nov 2026" in advice.grounds[0].reason
    assert KNOWN["cu_removal_period_last_day"].on == date(2026, 11, 29)


def test_a_charge_alone_refuses_nobody_at_the_desk() -> None:
    assert "custody_offence" not in ENTRY.facts
    assert of_example("in_all_settled").outcome == "admit"


def test_every_word_is_told_in_spanish_too() -> None:
    untold = [finding for finding in proofread(PACK) if finding.code == "pack.translation"]
    assert [finding.outcome for finding in untold] == [Outcome.PASSED]
    assert not PACK.is_for_service("es")


def test_what_is_told_and_by_when() -> None:
    child = of_example("in_child_alone")
    assert [deadline.clock for deadline in child.deadlines] == ["child_told", "child_transfer"]
    afraid = of_example("er_afraid")
    assert [tell.id for tell in afraid.tell] == ["er_fear_ends"]
    order = of_example("er_no_documents")
    assert {"er_statement", "er_served", "er_bar", "may_withdraw"} <= {tell.id for tell in order.tell}
    held = of_example("cu_danger")
    assert [deadline.clock for deadline in held.deadlines] == ["charging_decision"]
    assert "custody_consul" in {tell.id for tell in held.tell}


def test_a_detainer_leaves_out_weekends_and_holidays() -> None:
    detainer = next(clock for clock in CUSTODY.clocks if clock.id == "detainer_ends")
    assert ends(detainer, date(2026, 11, 22)) == date(2026, 11, 24)
    assert ends(detainer, date(2026, 11, 25)) == date(2026, 11, 30)  # Thanksgiving, then a weekend
    assert ends(detainer, date(2026, 7, 1)) == date(2026, 7, 6)  # Independence Day is kept on the Friday


@pytest.mark.parametrize(("filed", "right", "outcome"), [
    ("2025-10-19", 6, "eligible"), ("2025-10-20", 6, "not_eligible"), ("2025-10-20", 12, "eligible"),
])  # fmt: skip
def test_the_day_of_filing_chooses_the_civics_test(filed: str, right: int, outcome: str) -> None:
    changed = {"application_date": filed, "civics_right": right, "disability_exception": False}
    assert of_example("na_everything_met", **changed).outcome == outcome


def test_a_missing_stamp_leaves_the_residence_open() -> None:
    torn = [{"direction": "entry", "on": "2015-03-01"}, {"direction": "exit", "on": "2024-01-01"}]
    advice = of_example("na_everything_met", stays=[*torn, {"direction": "exit", "on": "2025-06-01"}])
    assert advice.outcome == "undetermined"
    assert "stays" in [ask.fact for ask in advice.ask]


def test_no_fact_of_belief_descent_or_opinion_is_ever_read() -> None:
    words = re.compile(r"religion|ethnic|race|politic|accent|appearance|demeano")
    assert not [name for route in PACK.routes.values() for name in route.facts if words.search(name)]
