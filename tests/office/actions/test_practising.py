"""Practice: a case made, asked, found, decided and marked; nobody's record touched; trainers see, others do not."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from limen.office.actions import law, practising
from limen.office.actions.acting import BadInput, NotFound, NotPossible
from limen.office.authority import NotPermitted
from limen.office.records.models import Case, JournalEntry, PracticeRun
from limen.policy.scenarios import Scenario, read_scenario
from limen.policy.values import as_json
from tests.office.conftest import Office

pytestmark = pytest.mark.django_db
ROUTE = "schengen/exit"


def begin(office: Office, by: str = "trainee") -> PracticeRun:
    done = practising.begin_practice(office.officers[by], office.stamp(), route=ROUTE)
    return PracticeRun.objects.get(id=done.result)


def scenario_of(row: PracticeRun) -> Scenario:
    return read_scenario(row.scenario, law.pack(row.digest))


def play(office: Office, row: PracticeRun, by: str = "trainee") -> Scenario:
    """The shortest way through a run, to the moment before it is decided."""
    scenario, officer = scenario_of(row), office.officers[by]
    for fact in scenario.questions:
        practising.ask_in_practice(officer, office.stamp(), run=row.id, fact=fact)
        if fact in scenario.own_findings:
            value = str(as_json(scenario.facts[fact].value)).replace("True", "true").replace("False", "false")
            practising.find_in_practice(officer, office.stamp(), run=row.id, fact=fact, value=value)
    return scenario


def decide(office: Office, row: PracticeRun, scenario: Scenario, by: str = "trainee", **more: Any) -> None:
    given = {"outcome": scenario.outcome, "grounds": [ground.id for ground in scenario.grounds], **more}
    practising.decide_practice(office.officers[by], office.stamp(), run=row.id, **given)


def test_a_case_played_by_the_shortest_way_has_no_fault_and_its_near_miss_comes_next(office: Office) -> None:
    row = begin(office)
    scenario = play(office, row)
    decide(office, row, scenario)
    view = practising.run(office.officers["trainee"], office.stamp(), row.id)
    assert view.marked is not None and view.marked.marks.is_faultless
    assert view.marked.near_outcome and view.marked.near_run is None
    done = practising.begin_near_miss(office.officers["trainee"], office.stamp(), run=row.id)
    near = PracticeRun.objects.get(id=done.result)
    assert near.near_of == row and near.scenario["turns_on"] == row.scenario["turns_on"]
    assert near.scenario["outcome"] != row.scenario["outcome"] and near.traveller == row.traveller
    with pytest.raises(NotPossible):
        practising.begin_near_miss(office.officers["trainee"], office.stamp(), run=row.id)
    decide(office, near, scenario)  # as if nothing were otherwise
    failed = practising.run(office.officers["trainee"], office.stamp(), near.id)
    assert failed.marked is not None and not failed.marked.marks.outcome_right
    assert [row.marks.is_faultless for row in practising.desk(office.officers["trainee"], office.stamp()).runs
            if row.marks] == [False, True]  # fmt: skip


def test_practice_is_journaled_as_practice_and_touches_no_case(office: Office) -> None:
    row = begin(office)
    decide(office, row, play(office, row))
    assert not Case.objects.exists()
    verbs = set(JournalEntry.objects.filter(verb__endswith="_practice").values_list("verb", flat=True))
    assert {"begin_practice", "decide_practice"} <= verbs
    assert not JournalEntry.objects.filter(verb__endswith="_practice").exclude(case="", person="").exists()


def test_before_the_decision_nothing_is_given_away(office: Office) -> None:
    row = begin(office)
    view = practising.run(office.officers["trainee"], office.stamp(), row.id)
    assert view.marked is None
    assert not [line for line in (*view.given, *view.open) if line.distractor or line.turns_on]
    assert {line.fact for line in view.open}.isdisjoint(line.fact for line in view.given)
    assert set(scenario_of(row).questions) <= {line.fact for line in view.open}


def test_a_question_counts_once_and_one_that_is_none_is_refused(office: Office) -> None:
    row, officer = begin(office), office.officers["trainee"]
    view = practising.run(officer, office.stamp(), row.id)
    for _ in range(2):
        practising.ask_in_practice(officer, office.stamp(), run=row.id, fact=view.open[0].fact)
    row.refresh_from_db()
    assert row.asked == [view.open[0].fact]
    for fact in ("no_such_fact", view.given[0].fact):
        with pytest.raises(BadInput, match="no question"):
            practising.ask_in_practice(officer, office.stamp(), run=row.id, fact=fact)


def test_an_own_finding_is_opened_first_and_wanted_before_the_decision(office: Office) -> None:
    row, officer = begin(office), office.officers["trainee"]
    fact = "security_concern"
    with pytest.raises(BadInput, match="Open the question first"):
        practising.find_in_practice(officer, office.stamp(), run=row.id, fact=fact, value="false")
    practising.ask_in_practice(officer, office.stamp(), run=row.id, fact=fact)
    view = practising.run(officer, office.stamp(), row.id)
    assert view.waiting is not None and view.waiting.line.fact == fact and view.waiting.choices
    with pytest.raises(BadInput, match="own finding first"):
        practising.decide_practice(officer, office.stamp(), run=row.id, outcome="depart")
    with pytest.raises(BadInput, match="none of the answers"):
        practising.find_in_practice(officer, office.stamp(), run=row.id, fact=fact, value="perhaps")
    practising.find_in_practice(officer, office.stamp(), run=row.id, fact=fact, value="false")
    assert practising.run(officer, office.stamp(), row.id).waiting is None
    practising.decide_practice(officer, office.stamp(), run=row.id, outcome="depart")


def test_a_finding_that_nothing_points_to_is_not_wanted(office: Office) -> None:
    row, officer = begin(office), office.officers["trainee"]
    held = {name: fact for name, fact in row.scenario["findings"].items() if name != "security_concern"}
    row.scenario = {**row.scenario, "findings": held}
    row.save()
    practising.ask_in_practice(officer, office.stamp(), run=row.id, fact="security_concern")
    view = practising.run(officer, office.stamp(), row.id)
    assert view.waiting is None and view.asked[0].line.no_value == "Nothing in this case points to it"
    with pytest.raises(BadInput, match="Open the question first"):
        practising.find_in_practice(officer, office.stamp(), run=row.id, fact="security_concern", value="false")
    practising.decide_practice(officer, office.stamp(), run=row.id, outcome="depart")


def test_what_is_no_outcome_no_ground_or_decided_already_is_told(office: Office) -> None:
    row, officer = begin(office), office.officers["trainee"]
    for given, told in (
        ({"outcome": "promote"}, "Choose one of the outcomes"),
        ({"outcome": "depart", "grounds": ["no_rule"]}, "one of the rules"),
    ):
        with pytest.raises(BadInput, match=told):
            practising.decide_practice(officer, office.stamp(), run=row.id, **given)
    with pytest.raises(NotPossible, match="comes after"):
        practising.begin_near_miss(officer, office.stamp(), run=row.id)
    practising.decide_practice(officer, office.stamp(), run=row.id, outcome="depart")
    with pytest.raises(NotPossible, match="decided and marked"):
        practising.decide_practice(officer, office.stamp(), run=row.id, outcome="depart")
    with pytest.raises(NotFound, match="No law in force"):
        practising.begin_practice(officer, office.stamp(), route="utopia/entry")


def test_a_form_sent_twice_begins_one_case(office: Office) -> None:
    key = uuid.uuid4()
    done = [practising.begin_practice(office.officers["primary"], office.stamp(key), route=ROUTE) for _ in range(2)]
    assert done[0].result == done[1].result and done[1].replayed
    assert PracticeRun.objects.count() == 1


def test_the_grounds_to_choose_from_hold_the_right_ones(office: Office) -> None:
    row = begin(office)
    scenario = scenario_of(row)
    offered = practising.grounds_of(office.officers["trainee"], row.id, scenario.outcome)
    assert {ground.id for ground in scenario.grounds} <= {ground.id for ground in offered} and len(offered) <= 9


def test_runs_are_their_officers_and_once_decided_the_trainers(office: Office) -> None:
    row = begin(office)
    with pytest.raises(NotPermitted):
        practising.run(office.officers["primary"], office.stamp(), row.id)
    with pytest.raises(NotFound, match="not decided the case yet"):
        practising.run(office.officers["trainer"], office.stamp(), row.id)
    with pytest.raises(NotFound):
        practising.run(office.officers["trainee"], office.stamp(), uuid.uuid4())
    with pytest.raises(NotFound):
        practising.ask_in_practice(office.officers["primary"], office.stamp(), run=row.id, fact="security_concern")
    decide(office, row, scenario_of(row))
    with pytest.raises(NotPermitted):
        practising.run(office.officers["primary"], office.stamp(), row.id)
    trainee, trainer = office.officers["trainee"], office.officers["trainer"]
    assert not practising.run(trainer, office.stamp(), row.id).own
    seen = practising.desk(trainer, office.stamp(), of=trainee.id)
    assert (seen.own, seen.of, len(seen.runs)) == (False, "Trainee Officer", 1)
    assert [(one.name, one.runs) for one in seen.learners] == [("Trainee Officer", 1)]
    assert JournalEntry.objects.filter(verb="see_practice").count() == 2
    with pytest.raises(NotPermitted):
        practising.desk(office.officers["primary"], office.stamp(), of=trainee.id)
    assert practising.desk(office.officers["primary"], office.stamp()).learners == ()
    for of in (office.officers["auditor"].id, "nobody"):
        with pytest.raises(NotFound):
            practising.desk(trainer, office.stamp(), of=of)


@pytest.mark.parametrize("by", ["list_officer", "auditor", "administrator"])
def test_who_takes_no_decisions_has_no_practice_desk(office: Office, by: str) -> None:
    with pytest.raises(NotPermitted):
        practising.begin_practice(office.officers[by], office.stamp(), route=ROUTE)
    with pytest.raises(NotPermitted):
        practising.desk(office.officers[by], office.stamp())
