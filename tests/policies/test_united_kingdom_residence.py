"""The United Kingdom pack: detention with its reviews, and the days that naturalisation counts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from limen.policy import Route, evaluate, load_pack, parse_facts
from limen.vocabulary.dates import plus_months
from limen.vocabulary.decision import Advice, OutcomeKind

ON = date(2026, 11, 22)
PACK = load_pack("united_kingdom")
DETENTION, NATURALISATION = PACK.route("detention"), PACK.route("naturalisation")
DETAINED: dict[str, Any] = {
    "birth": "1985-04-01",
    "detention_power": "removal",
    "could_be_citizen": False,
    "pregnant": False,
    "only_for_the_power": True,
    "period_reasonable": True,
    "removal_in_time": True,
    "acts_diligently": True,
    "bail_would_do": False,
    "risk_level": "no_indicator",
    "medical_report": "no_report",
    "asks_protection": False,
}
APPLICANT: dict[str, Any] = {
    "application_date": "2026-11-20",
    "application_basis": "section_6_1",
    "birth": "1980-02-03",
    "travel_history_complete": True,
    "settled_since": "2022-05-01",
    "in_breach_in_period": False,
    "full_capacity": True,
    "language_shown": True,
    "life_in_uk_shown": True,
    "intends_home_here": True,
    "good_character": True,
    "married_to_citizen": True,
    "special_circumstances": False,
    "asks_protection": False,
}


def advise(facts: dict[str, Any], route: Route) -> Advice:
    return evaluate(parse_facts(facts, route), route, on=ON)


def asked_of(advice: Advice) -> list[str]:
    return [ask.fact for ask in advice.ask]


# -- detention --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "facts",
    [
        {"only_for_the_power": False},
        {"period_reasonable": False},
        {"removal_in_time": False, "release_being_arranged": False},
        {"acts_diligently": False},
        {"bail_would_do": True},
        {"detention_power": "no_power"},
        {"could_be_citizen": True},
        {"risk_level": "level_3", "factors_outweigh_risk": False},
        {"pregnant": True, "hours_detained": 72, "ministerial_authority": False},
    ],
    ids=str,
)
def test_each_limit_releases_whatever_else_is_found(facts: dict[str, Any]) -> None:
    assert advise(DETAINED, DETENTION).outcome == "may_detain"
    assert advise({**DETAINED, **facts}, DETENTION).outcome == "release"


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([name for name in DETAINED if name != "birth"]))
def test_nobody_is_detained_on_an_unknown(name: str) -> None:
    advice = advise({**DETAINED, name: None}, DETENTION)
    assert advice.kind is not OutcomeKind.ADVERSE
    assert advice.outcome == "release" or name in asked_of(advice)


@settings(deadline=None, max_examples=60)
@given(st.fixed_dictionaries({}, optional={name: st.just(value) for name, value in DETAINED.items()}), st.booleans())
def test_a_child_alone_is_never_kept(facts: dict[str, Any], afraid: bool) -> None:
    alone = {**facts, "birth": "2012-01-01", "accompanied_by_responsible_adult": False, "asks_protection": afraid}
    advice = advise(alone, DETENTION)
    assert advice.outcome == ("refer_protection" if afraid else "refer_child_protection")


def test_reviews_and_the_bail_referral_run_from_the_first_day() -> None:
    advice = advise(DETAINED, DETENTION)
    due = {deadline.clock: deadline for deadline in advice.deadlines}
    assert due["review_first"].hours == 24
    assert [due[name].due for name in ("review_week", "review_fortnight", "review_three_weeks", "review_monthly")] == [
        "2026-11-29",
        "2026-12-06",
        "2026-12-13",
        "2026-12-20",
    ]
    assert due["review_monthly"].every_days == 28
    again = advise({**DETAINED, "detained_from": "2026-11-01", "review_overdue": False}, DETENTION)
    assert (again.outcome, again.deadlines) == ("may_continue", ())


@given(st.dates(date(2021, 1, 1), date(2090, 1, 1)))
def test_the_bail_referral_is_never_later_than_four_months(day: date) -> None:
    clock = next(clock for clock in DETENTION.clocks if clock.id == "bail_referral")
    assert day + timedelta(days=clock.days) <= plus_months(day, 4)


def test_a_consulate_hears_nothing_of_a_claim() -> None:
    told = {tell.id: tell.text for tell in advise(DETAINED, DETENTION).tell}
    assert "never mention a claim" in told["detention_consulate"]
    assert all("consul" not in tell.text.lower() for tell in advise({"asks_protection": True}, DETENTION).tell)


def test_a_claim_on_record_lets_the_review_go_on() -> None:
    facts = {**DETAINED, "asks_protection": True}
    assert advise(facts, DETENTION).outcome == "refer_protection"
    assert advise({**facts, "protection_referral_recorded": True}, DETENTION).outcome == "may_detain"


# -- naturalisation ---------------------------------------------------------------------------------------------------

APPLIED = date(2026, 11, 20)
YEARS_BACK = {"section_6_1": (5, 450), "section_6_2": (3, 270)}


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(sorted(YEARS_BACK)),
    st.dates(date(2018, 1, 1), date(2023, 12, 31)),
    st.lists(st.tuples(st.integers(1, 500), st.integers(0, 300)), max_size=6),
)
@example("section_6_1", date(2021, 11, 21), [])
@example("section_6_1", date(2021, 11, 22), [])
@example("section_6_1", date(2019, 1, 1), [(1461, 451)])
@example("section_6_1", date(2019, 1, 1), [(1461, 452)])
def test_days_away_are_counted_as_sets_of_days(basis: str, came: date, trips: list[tuple[int, int]]) -> None:
    movements, here, day = [{"direction": "entry", "on": came.isoformat(), "state": "GB"}], set[date](), came
    for stayed, away in trips:
        leaves, returns = day + timedelta(days=stayed), day + timedelta(days=stayed + away)
        if returns >= APPLIED:
            break
        here |= {day + timedelta(days=n) for n in range(stayed + 1)}
        movements += [
            {"direction": "exit", "on": leaves.isoformat(), "state": "GB"},
            {"direction": "entry", "on": returns.isoformat(), "state": "GB"},
        ]
        day = returns
    here |= {day + timedelta(days=n) for n in range((APPLIED - day).days + 1)}
    years, most = YEARS_BACK[basis]

    def away_since(first: date) -> int:
        return sum(first + timedelta(days=n) not in here for n in range((APPLIED - first).days + 1))

    first = APPLIED.replace(year=APPLIED.year - years) + timedelta(days=1)
    last_year = APPLIED.replace(year=APPLIED.year - 1) + timedelta(days=1)
    lacking = {
        "lacks.presence": first not in here,
        "lacks.absences": away_since(first) > most,
        "lacks.absences.last_year": away_since(last_year) > 90,
    }
    advice = advise({**APPLICANT, "application_basis": basis, "stays": movements}, NATURALISATION)
    assert {ground.id for ground in advice.grounds} == {name for name, lacks in lacking.items() if lacks}
    assert advice.outcome == ("not_eligible" if any(lacking.values()) else "eligible")


HERE = [{"direction": "entry", "on": "2010-01-05", "state": "GB"}]


@pytest.mark.parametrize("name", ["full_capacity", "good_character"])
def test_special_circumstances_reach_neither_capacity_nor_character(name: str) -> None:
    facts = {**APPLICANT, "stays": HERE, name: False, "special_circumstances": True, "capacity_waived": False}
    assert advise(facts, NATURALISATION).outcome == "not_eligible"


def test_discretion_is_named_and_never_taken() -> None:
    facts = {**APPLICANT, "stays": HERE, "in_breach_in_period": True, "special_circumstances": True}
    advice = advise(facts, NATURALISATION)
    assert (advice.outcome, advice.kind) == ("may_be_eligible", OutcomeKind.FAVOURABLE)
    assert [ground.id for ground in advice.grounds] == ["lacks.breach"]
    assert asked_of(advise({**facts, "special_circumstances": None}, NATURALISATION)) == ["special_circumstances"]


def test_a_history_with_a_missing_movement_is_asked_and_not_guessed() -> None:
    broken = [*HERE, {"direction": "exit", "on": "2023-01-01", "state": "GB"}]
    broken += [{"direction": "exit", "on": "2024-09-01", "state": "GB"}]
    broken += [{"direction": "entry", "on": "2024-09-05", "state": "GB"}]
    advice = advise({**APPLICANT, "stays": broken}, NATURALISATION)
    assert advice.outcome == "undetermined"
    assert "stays" in asked_of(advice)


def test_an_empty_record_is_neither_presence_nor_absence() -> None:
    facts = {**APPLICANT, "stays": []}
    asked = advise({**facts, "travel_history_complete": None}, NATURALISATION)
    assert (asked.outcome, asked_of(asked)) == ("undetermined", ["travel_history_complete"])
    advice = advise({**facts, "travel_history_complete": False}, NATURALISATION)
    assert (advice.outcome, advice.kind) == ("gather_evidence", OutcomeKind.UNDETERMINED)
    assert "own records" in advice.tell[0].text


def test_reasons_name_the_days_of_this_applicant() -> None:
    away = [*HERE, {"direction": "exit", "on": "2023-01-01", "state": "GB"}]
    away += [{"direction": "entry", "on": "2024-03-28", "state": "GB"}]
    advice = advise({**APPLICANT, "stays": away}, NATURALISATION)
    assert "You were away for 451 days in five years" in advice.grounds[0].reason
