"""The Canadian pack: its own examples, the traps of its law, and what no order of facts may change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.interview import answer, plan
from limen.policy import (
    NotInForceError,
    Pack,
    Route,
    evaluate,
    explain,
    fact_dictionary,
    load_pack,
    parse_facts,
    proofread,
)
from limen.policy.clocks import ends
from limen.policy.proofread import WORDS
from limen.policy.rules import Example
from limen.policy.yaml_pages import read_page
from limen.vocabulary.decision import Advice, OutcomeKind
from limen.vocabulary.evidence import Fact, Outcome

ON = date(2026, 11, 22)
PACK = load_pack("canada")
ENTRY, CLAIM, REPORT = PACK.route("entry"), PACK.route("claim"), PACK.route("report")
DETENTION, STATUS, CITIZENSHIP = PACK.route("detention"), PACK.route("visitor_status"), PACK.route("citizenship")
SHIELDED = (ENTRY, REPORT, DETENTION, STATUS, CITIZENSHIP)
LAW = Path(__file__).parents[2] / "../shared/law"
KNOWN = {example.id: example for example in PACK.examples}


def advise(route: Route, facts: Mapping[str, Any], on: date = ON) -> Advice:
    return evaluate(parse_facts(facts, route), route, on=on)


def like(example_id: str, **changed: Any) -> Advice:
    """The advice on an example with some facts changed."""
    example = KNOWN[example_id]
    return advise(PACK.route(example.route), {**example.facts, **changed}, example.on)


def of(route: Route) -> list[Example]:
    return [example for example in PACK.examples if example.route == route.id]


def test_the_pack_proofreads_and_its_french_is_whole() -> None:
    findings = proofread(PACK)
    assert [finding.reason(WORDS) for finding in findings if finding.outcome is Outcome.FAILED] == []
    assert {finding.code for finding in findings if finding.outcome is Outcome.UNSURE} == {"pack.reviewers"}


@pytest.mark.parametrize("example", PACK.examples, ids=lambda example: example.id)
def test_each_example_gives_what_it_says(example: Example) -> None:
    route = PACK.route(example.route)
    advice = evaluate(parse_facts(example.facts, route), route, on=example.on)
    assert advice.outcome == example.outcome
    if example.grounds is not None:
        assert tuple(ground.id for ground in advice.grounds) == example.grounds
    if example.ask is not None:
        assert tuple(ask.fact for ask in advice.ask) == example.ask


def test_near_misses_stand_on_either_side() -> None:
    near = [example for example in PACK.examples if example.near]
    assert len(near) >= 200
    same = [example.id for example in near if KNOWN[example.near].outcome == example.outcome]
    # beside each other because another ground is met, or a trap leaves the outcome alone
    assert len(same) <= len(near) // 10


def test_the_pack_is_the_same_after_it_has_been_kept_as_bytes() -> None:
    again = Pack.from_bytes(PACK.to_bytes())
    assert again.to_bytes() == PACK.to_bytes()
    assert set(again.routes) == set(PACK.routes)


@pytest.mark.parametrize("route", PACK.routes.values(), ids=lambda route: route.id)
def test_nothing_is_decided_on_nothing(route: Route) -> None:
    advice = advise(route, {})
    assert (advice.outcome, advice.decided) == ("undetermined", False)


@pytest.mark.parametrize("route", PACK.routes.values(), ids=lambda route: route.id)
def test_before_its_first_day_the_pack_says_so(route: Route) -> None:
    with pytest.raises(NotInForceError):
        advise(route, {}, date(2017, 1, 1))


@pytest.mark.parametrize("route", PACK.routes.values(), ids=lambda route: route.id)
def test_every_route_reads_as_plain_text_in_both_languages(route: Route) -> None:
    for language in ("en", "fr"):
        assert route.id in explain(route, language=language)


# -- protection and children ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", SHIELDED, ids=lambda route: route.id)
def test_words_of_fear_are_never_outranked(route: Route) -> None:
    for example in of(route):
        if example.facts.get("claim_stage") == "open_claim":
            continue  # the words have been heard: the claim is open
        for standard in ("suspicion", "balance"):
            afraid = {"value": True, "standard": standard}
            facts = {"claim_stage": "none_made", **example.facts, "asks_protection": afraid}
            if facts["claim_stage"] is None:
                continue
            assert advise(route, facts, example.on).outcome == "refer_protection", example.id


@pytest.mark.parametrize("route", SHIELDED, ids=lambda route: route.id)
def test_nothing_adverse_before_fear_has_been_asked_about(route: Route) -> None:
    adverse = [example for example in of(route) if route.outcomes.get(example.outcome) is OutcomeKind.ADVERSE]
    for example in adverse:
        if example.facts.get("claim_stage") == "open_claim":
            continue
        advice = advise(route, {**example.facts, "asks_protection": None}, example.on)
        assert (advice.decided, advice.ask[0].fact) == (False, "asks_protection"), example.id
    assert len(adverse) >= 10


def test_a_claim_that_is_open_is_no_reason_to_stop_what_goes_on_beside_it() -> None:
    assert like("report_open_claim").outcome == "may_order_departure"
    assert like("flight_risk_open_claim").outcome == "may_detain"
    assert like("report_open_claim", claim_stage="ended_claim").outcome == "refer_protection"


GROUNDS = PACK.facts["reported_ground"].type.values


@settings(max_examples=150, deadline=None)
@given(
    ground=st.sampled_from(GROUNDS),
    order=st.sampled_from(PACK.facts["family_order"].type.values),
    other=st.booleans(),
    back=st.booleans(),
    claim=st.sampled_from(("none_made", "open_claim", "ended_claim")),
    alone=st.sampled_from(({"birth": "2010-01-01"}, {"appreciates_proceedings": False})),
)
def test_the_delegate_never_orders_anybody_away_who_is_alone_and_a_child_or_does_not_understand(
    ground: str, order: str, other: bool, back: bool, claim: str, alone: dict[str, Any]
) -> None:
    facts = {"reported_ground": ground, "family_order": order, "other_grounds": other, "directed_back": back}
    advice = like(
        "report_overstay", **facts, claim_stage=claim, accompanied_by_responsible_adult=False,
        child_protection_called=True, **alone,
    )  # fmt: skip
    assert advice.outcome == "may_refer"
    assert "refer.alone" in {found.id for found in advice.grounds}


@pytest.mark.parametrize("ground", ["flight", "danger", "identity", "examination", "suspicion"])
def test_a_child_is_detained_only_as_a_last_resort_and_that_is_asked(ground: str) -> None:
    assert like(f"child_{ground}_last_resort", last_resort=None).ask[0].fact == "last_resort"
    assert like(f"child_{ground}_last_resort", child_protection_called=False).outcome == "refer_child_protection"


# -- what must not be relied on ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("route", "fact"), [(ENTRY, "intends_permanent_residence"), (CITIZENSHIP, "pardoned_abroad")])
def test_what_the_law_gives_no_weight_changes_nothing(route: Route, fact: str) -> None:
    assert fact in fact_dictionary(route)
    for example in of(route):
        found = {advise(route, {**example.facts, fact: value}, example.on).outcome for value in (True, False, None)}
        assert found == {example.outcome}


def test_a_lookout_is_no_ground_and_suspicion_is_below_section_33() -> None:
    assert like("visitor_clean", alert_for_refusal=True).outcome == "refer_secondary"
    suspected = like("member", security_ground={"value": "terrorism", "standard": "suspicion"})
    assert (suspected.decided, [ask.fact for ask in suspected.ask]) == (False, ["security_ground"])


@pytest.mark.parametrize("ground", ["misrepresented", "protection_ceased", "deported_long_ago", "contagious"])
def test_section_33_reaches_only_sections_34_to_37(ground: str) -> None:
    example = KNOWN[ground]
    fact = {
        "misrepresented": "misrepresentation_found",
        "protection_ceased": "protection_ceased",
        "deported_long_ago": "removal_enforced",
        "contagious": "health_ground",
    }[ground]
    weaker = {"value": example.facts[fact], "standard": "reasonable_grounds"}
    assert not like(ground, **{fact: weaker}).decided


def test_only_what_the_minister_can_lift_is_lifted() -> None:
    lifted = {"member", "official", "gang_member", "smuggler"}
    for ground in (*lifted, "atrocity", "sanctioned", "convicted_abroad", "misrepresented", "family_of_a_terrorist"):
        assert (like(ground, national_interest_relief=True).outcome == "admit") is (ground in lifted), ground


# -- questions --------------------------------------------------------------------------------------------------------


def asked_until_decided(route: Route, facts: dict[str, Any], answers: Mapping[str, str]) -> tuple[Advice, list[str]]:
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


def test_before_somebody_without_a_visa_is_turned_away_every_way_out_is_asked() -> None:
    facts = {name: value for name, value in KNOWN["visa_not_asked"].facts.items()
             if name not in {"us_permanent_resident", "visa_exempt"}}  # fmt: skip
    answers = {
        "status_held": "foreign_national",
        "us_permanent_resident": "false",
        "visa_held": "false",
        "visa_exempt": "false",
        "reentry_authorised": "false",
        "asks_protection": "false",
        "eta_exempt": "false",
        "travel_authorisation_held": "false",
    }
    advice, asked = asked_until_decided(ENTRY, facts, answers)
    assert advice.outcome == "refuse"
    assert {"status_held", "us_permanent_resident", "visa_exempt", "reentry_authorised", "asks_protection"} <= set(
        asked
    )


@pytest.mark.parametrize("nationality", ["JP", "GB", "US"])
def test_a_clean_visitor_tells_when_they_leave_and_no_more(nationality: str) -> None:
    facts = {**KNOWN["visitor_clean"].facts, "nationality": nationality, "planned_exit": None}
    assert asked_until_decided(ENTRY, facts, {"planned_exit": "2026-12-06"})[1] == ["planned_exit"]


# -- dates ------------------------------------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(
    entered=st.dates(date(2019, 1, 1), ON),
    waited=st.integers(0, 1500),
    decided=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
)
def test_the_one_year_bar_reaches_exactly_as_far_as_section_75_says(entered: date, waited: int, decided: date) -> None:
    claimed = entered + timedelta(days=waited)
    anniversary = date(entered.year + 1, entered.month, min(entered.day, 28 if entered.month == 2 else 31))
    late = entered > date(2020, 6, 24) and claimed > anniversary
    reached = decided >= date(2026, 3, 26) and claimed >= date(2025, 6, 3)
    advice = advise(
        CLAIM, {**KNOWN["claim_at_airport"].facts, "claim_date": str(claimed), "first_entry": str(entered)}, decided
    )
    assert advice.outcome == ("not_eligible" if late and reached else "eligible")


def test_reviews_of_detention_run_from_48_hours() -> None:
    (review,) = like("flight_risk").deadlines
    assert (review.hours, review.due, review.then, review.every_days) == (48, "2026-11-24", "2026-12-01", 30)
    (designated,) = like("designated_sixteen_on_the_day").deadlines
    assert (designated.due, designated.hours) == ("2026-12-06", 0)
    assert (designated.then, designated.every_months) == ("2027-06-06", 6)  # six months after the review, then again


def test_a_departure_order_and_a_claim_have_their_clocks() -> None:
    assert [deadline.due for deadline in like("report_open_claim").deadlines] == ["2026-12-22"]
    assert [deadline.due for deadline in like("claim_at_airport").deadlines] == ["2027-01-21", "2026-12-07"]


def test_a_hearing_due_on_a_saturday_is_due_on_the_next_working_day() -> None:
    hearing = next(clock for clock in CLAIM.clocks if clock.id == "hearing")
    assert [ends(hearing, date(2026, 12, day)) for day in (8, 9)] == [date(2027, 2, 8), date(2027, 2, 8)]
    assert ends(hearing, date(2026, 12, 7)) == date(2027, 2, 5)


@settings(max_examples=120, deadline=None)
@given(
    turns=st.lists(st.integers(1, 500), min_size=1, max_size=12),
    resident_after=st.integers(0, 2600),
    applied_after=st.integers(1900, 2600),
)
def test_physical_presence_equals_a_count_of_days(turns: list[int], resident_after: int, applied_after: int) -> None:
    start = date(2018, 1, 1)
    moves, days, day = [], set(), start
    for place, length in enumerate(turns):
        moves.append({"direction": "exit" if place % 2 else "entry", "on": str(day)})
        if not place % 2:
            days |= {day + timedelta(days=n) for n in range(length + 1)}
        day += timedelta(days=length)
    if len(turns) % 2:
        moves.append({"direction": "exit", "on": str(day)})
    resident, applied = start + timedelta(days=resident_after), start + timedelta(days=applied_after)
    window = {day for day in days if date(applied.year - 5, applied.month, min(applied.day, 28)) <= day < applied}
    if applied.month == 2 and applied.day == 29:
        applied = applied.replace(day=28)
        window = {day for day in days if date(applied.year - 5, 2, 28) <= day < applied}
    elif applied.day > 28:
        window = {day for day in days if applied.replace(year=applied.year - 5) <= day < applied}
    before = sum(day < resident for day in window)
    total = len(window) - before + min(before / 2, 365)
    facts = {
        **KNOWN["settled_resident"].facts,
        "stays": moves,
        "permanent_resident_since": str(resident),
        "application_date": str(applied),
    }
    advice = advise(CITIZENSHIP, facts, applied + timedelta(days=2))
    assert advice.outcome == ("grant" if total >= 1095 else "refer_to_judge")


# -- lists ------------------------------------------------------------------------------------------------------------


def test_the_lists_are_those_of_the_regulations() -> None:
    path = LAW / "visa_lists/ca_irpr.yaml"
    if not path.is_file():
        pytest.skip("the folder of collected law is not beside this checkout")
    law = read_page(path.read_bytes()).data
    for name, key in (
        ("VISA_EXEMPT", "visa_exempt_schedule_1_1_eta_by_air"),
        ("AUTHORISATION_BY_AIR", "eta_instead_of_visa_by_air_if_prior_trv_10y_or_valid_us_niv__s7_01"),
    ):
        assert PACK.lists[name].on(ON) == {row["iso2"] for row in law[key]}
    assert "QA" not in PACK.lists["VISA_EXEMPT"].on(date(2025, 11, 24))
    assert not {"ID", "MY"} & PACK.lists["AUTHORISATION_BY_AIR"].on(date(2026, 5, 25))
