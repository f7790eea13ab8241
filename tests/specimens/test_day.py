"""The working day: told in order, by people, officers and verbs that exist, and ending as a shift does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.documents import read_mrz
from limen.office import authority
from limen.specimens import LATEST, OFFICERS, PEOPLE, SPECIMEN_LISTS, Step, officer, working_day
from limen.specimens.day import VERBS
from limen.vocabulary.person import Officer

ON = date(2026, 11, 22)
DAYS = st.dates(date(2024, 1, 1), date(2036, 12, 31))
FORGED = {"mikheil.1"}


@pytest.fixture(scope="module")
def day() -> tuple[Step, ...]:
    return working_day(ON)


def ended(steps: tuple[Step, ...], *verbs: str) -> set[str]:
    """The crossings of the day whose last steps are these verbs."""
    told: dict[str, list[str]] = {}
    for step in steps:
        if step.crossing and step.on == ON:
            told.setdefault(step.crossing, []).append(step.verb)
    return {crossing for crossing, done in told.items() if tuple(done[-len(verbs) :]) == verbs}


@settings(max_examples=15)
@given(DAYS)
def test_any_day_is_told_in_order_by_those_who_exist(on: date) -> None:
    steps = working_day(on)
    assert list(steps) == sorted(steps, key=lambda step: (step.on, step.at))
    assert (steps[-1].on, steps[-1].at) == (on, LATEST)
    assert steps[0].on > on - timedelta(days=201)  # the register of the post covers 180 days more
    accounts = {one.username for one in OFFICERS}
    for step in steps:
        assert step.verb in VERBS
        assert step.officer in accounts
        assert bool(step.crossing) == (step.verb not in ("sign_in", "import_list"))
        assert not step.crossing or step.traveller in PEOPLE
    assert working_day(on) == steps


@settings(max_examples=15)
@given(DAYS)
def test_every_passport_of_the_day_reads_unless_it_is_forged(on: date) -> None:
    for step in working_day(on):
        if step.verb == "arrive":
            reading = read_mrz(step.parameters["text"], on=step.on)
            assert reading.accepted == (step.crossing not in FORGED), step.crossing
            assert reading.finding("mrz.expiry").outcome == "passed"  # type: ignore[union-attr]


def test_every_case_begins_with_an_arrival_and_has_no_two_acts_at_once(day: tuple[Step, ...]) -> None:
    seen: dict[str, tuple[date, object]] = {}
    for step in (step for step in day if step.crossing):
        if step.crossing not in seen:
            assert step.verb == "arrive", step
        else:
            assert (step.on, step.at) > seen[step.crossing], step
        seen[step.crossing] = (step.on, step.at)


def test_every_officer_holds_the_duty_for_the_act(day: tuple[Step, ...]) -> None:
    acts = {"arrive": "open"}
    for step in (step for step in day if step.verb != "sign_in"):
        one = officer(step.officer)
        who = Officer(one.username, one.full_name, "LIMEN-A", frozenset(one.roles))
        assert authority.may(who, acts.get(step.verb, step.verb)), step


def test_nobody_countersigns_what_they_refused(day: tuple[Step, ...]) -> None:
    refused = {step.crossing: step.officer for step in day if step.verb == "refuse"}
    signed = {step.crossing: step.officer for step in day if step.verb == "countersign"}
    assert signed
    assert all(refused[crossing] != signer for crossing, signer in signed.items())


def test_the_day_ends_as_a_shift_does(day: tuple[Step, ...]) -> None:
    assert len(ended(day, "admit")) >= 6
    assert len(ended(day, "depart")) >= 2
    assert ended(day, "note_overstay", "depart") == {"bruno.2"}
    assert ended(day, "refuse", "countersign", "serve") == {"devraj.1"}
    assert ended(day, "refuse", "countersign") == {"dorian.1"}
    assert ended(day, "refuse") == {"farida.1"}
    assert ended(day, "hold") == {"mikheil.1"}
    assert ended(day, "refer_secondary") == {"leila.1"}
    assert ended(day, "refer_protection") == {"zarmina.1"}
    assert ended(day, "refer_child_protection") == {"tam.1"}
    assert ended(day, "arrive") == {"gamze.1", "ioan.1", "edda.1"}


def test_there_is_history_before_the_day(day: tuple[Step, ...]) -> None:
    before = [step for step in day if step.verb == "arrive" and step.on < ON]
    entries = [step.traveller for step in before if step.parameters["direction"] == "entry"]
    exits = [step.traveller for step in before if step.parameters["direction"] == "exit"]
    assert entries.count("ingrid") == 2 and "ingrid" not in exits  # an entry without its exit
    assert "bruno" in entries and "bruno" not in exits  # leaves today, a month late
    old = next(step for step in before if step.traveller == "jiyeon").parameters["text"]
    new = next(step for step in day if step.crossing == "jiyeon.3" and step.verb == "arrive").parameters["text"]
    first, second = (read_mrz(text, on=ON).document for text in (old, new))
    assert first.number != second.number
    assert (first.name, first.birth) == (second.name, second.birth)


def test_the_lists_grow_on_the_day(day: tuple[Step, ...]) -> None:
    for one in SPECIMEN_LISTS:
        imports = [s.parameters["rows"] for s in day if s.verb == "import_list" and s.parameters["list"] == one.id]
        assert imports == [len(one.rows) - 1, len(one.rows)]
