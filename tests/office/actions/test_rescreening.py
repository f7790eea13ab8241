"""Who is here already is compared with entries that came later: once, resumably, and put before an officer (F28)."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest

from limen.office.actions import assessing, deciding, entering, rescreening
from limen.office.actions.acting import BadInput, NotFound, NotPossible
from limen.office.authority import NotPermitted
from limen.office.records.models import Document, JournalEntry, LaterHit, Movement, Person, Rescreening
from limen.screening import RULES_VERSION
from tests.office.actions.test_entering import agreed, draft, of_taro, passport
from tests.office.conftest import TODAY, Office


def admitted(office: Office) -> Any:
    case = office.answer_all(office.arrive(passport()))
    deciding.admit(office.officers["primary"], case.id, office.stamp())
    return office.case(case.id)


def the_hit() -> LaterHit:
    return LaterHit.objects.select_related("run").get()


def test_whoever_entered_and_has_not_left_is_found_when_the_entry_comes_into_force(office: Office) -> None:
    case = admitted(office)
    Movement.objects.filter(case=case).update(on=TODAY - timedelta(days=200))
    type(case).objects.filter(id=case.id).update(made_at=office.now - timedelta(days=200))
    row = agreed(office)
    hit = the_hit()
    assert (hit.entry_id, hit.entry_hash, hit.rules_version) == (row.number, row.content_hash, RULES_VERSION)
    assert hit.why_here == "inside" and hit.person_id == case.person_id and hit.document_id == case.document_id
    assert hit.list_version == hit.run.list_version and hit.run.finished_at is not None and hit.run.found == 1
    said = json.loads(JournalEntry.objects.get(verb="rescreen").payload.content)
    assert said["found"] == [str(hit.id)] and said["done"] is True and said["version"] == hit.list_version
    (view,) = rescreening.later_hits(office.officers["secondary"], office.stamp()).open
    assert view.list_title == "National alerts by officers" and view.entry == row.number and view.reasons
    assert (
        rescreening.count_open(office.officers["chief"]) == 1
        and rescreening.count_open(office.officers["primary"]) == 0
    )


def test_the_score_is_the_one_the_desk_gives(office: Office) -> None:
    case = office.arrive(passport())
    agreed(office)
    assessing.refresh(office.officers["primary"], case.id, office.stamp())
    desk, later = case.hits.get(superseded=False), the_hit()
    assert later.why_here == "open_case" and later.score == desk.score and later.strength == desk.strength


@pytest.mark.parametrize(("days", "found"), [(89, True), (91, False)])
def test_who_was_met_not_long_ago_is_compared_and_who_left_long_ago_is_not(
    office: Office, days: int, found: bool
) -> None:
    case = office.arrive(passport())
    type(case).objects.filter(id=case.id).update(state="departed", made_at=office.now - timedelta(days=days))
    agreed(office)
    assert LaterHit.objects.exists() == found
    assert Rescreening.objects.get().compared == int(found)


def test_somebody_else_is_not_found(office: Office) -> None:
    admitted(office)
    agreed(office, draft(names=("Quite Another",)))
    run = Rescreening.objects.get()
    assert (run.compared, run.found, LaterHit.objects.count()) == (1, 0, 0)


def test_an_entry_past_its_last_day_finds_nobody(office: Office) -> None:
    admitted(office)
    agreed(office, of_taro(expires_on=TODAY, review_on=TODAY))
    LaterHit.objects.all().delete()
    Rescreening.objects.update(finished_at=None, reached=None)
    office.now += timedelta(days=1)
    assert rescreening.go_on(office.officers["chief"], office.stamp(), 60)
    assert not LaterHit.objects.exists()


def test_a_run_goes_on_where_it_was_broken_off_and_nobody_is_found_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = admitted(office)
    text = "\n".join(passport().mrz)
    for number in range(7):
        person = Person.objects.create(made_at=office.now, custodian="x")
        row = Document.objects.get(id=case.document_id)
        row.id, row.person, row.digest, row.mrz = uuid.uuid4(), person, str(number) * 64, text
        row.save(force_insert=True)
    monkeypatch.setattr(rescreening, "CHUNK", 3)
    monkeypatch.setattr(rescreening, "AT_ONCE", 0.0)
    agreed(office)
    run = Rescreening.objects.get()
    assert run.finished_at is None and run.looked_at == 3
    (progress,) = rescreening.runs()
    assert progress.looked_at == 3 and not progress.done
    reached = run.reached
    assert rescreening.go_on(office.officers["list_officer"], office.stamp(), 60)
    run.refresh_from_db()
    assert run.finished_at is not None and run.looked_at == 8 and run.reached != reached
    hits = LaterHit.objects.count()
    assert hits == 1, "only one of these documents belongs to somebody who is here"
    Rescreening.objects.update(finished_at=None, reached=None)
    assert rescreening.go_on(office.officers["list_officer"], office.stamp(), 60)
    assert LaterHit.objects.count() == hits
    with pytest.raises(NotPossible, match="Nothing waits"):
        rescreening.rescreen(office.officers["list_officer"], office.stamp())


def test_looked_at_then_settled_with_what_was_found_and_not_twice(office: Office) -> None:
    admitted(office)
    agreed(office)
    hit, officer = the_hit(), office.officers["secondary"]
    for state, note in (("closed", " "), ("open", "No.")):
        with pytest.raises(BadInput):
            rescreening.settle_later_hit(officer, office.stamp(), hit.id, state=state, note=note)
    rescreening.settle_later_hit(officer, office.stamp(), hit.id, state="seen")
    assert rescreening.count_open(officer) == 1
    stamp = office.stamp()
    done = rescreening.settle_later_hit(officer, stamp, hit.id, state="closed", note="Not the same: the photo.")
    assert rescreening.settle_later_hit(officer, stamp, hit.id, state="closed", note="x").seq == done.seq
    assert rescreening.count_open(officer) == 0
    (settled,) = rescreening.later_hits(officer, office.stamp()).closed
    assert settled.note == "Not the same: the photo." and settled.seen_by == officer.name
    with pytest.raises(NotPossible, match="settled already"):
        rescreening.settle_later_hit(officer, office.stamp(), hit.id, state="seen")
    with pytest.raises(NotFound):
        rescreening.settle_later_hit(officer, office.stamp(), uuid.UUID(int=1), state="seen")


def test_a_person_in_a_compartment_is_shown_to_nobody_outside_it(office: Office) -> None:
    case = admitted(office)
    Person.objects.filter(id=case.person_id).update(compartment="witness")
    agreed(office)
    assert not rescreening.later_hits(office.officers["secondary"], office.stamp()).open
    with pytest.raises(NotFound):
        rescreening.settle_later_hit(office.officers["secondary"], office.stamp(), the_hit().id, state="seen")


@pytest.mark.parametrize("who", ["primary", "auditor", "administrator", "policy_officer"])
def test_who_may_not(office: Office, who: str) -> None:
    with pytest.raises(NotPermitted):
        rescreening.rescreen(office.officers[who], office.stamp())
    with pytest.raises(NotPermitted):
        rescreening.settle_later_hit(office.officers[who], office.stamp(), uuid.UUID(int=1), state="seen")
    if who != "auditor":
        with pytest.raises(NotPermitted):
            rescreening.later_hits(office.officers[who], office.stamp())


def test_the_same_entry_agreed_again_by_key_begins_no_second_run(office: Office) -> None:
    row, stamp = entering.propose_entry(office.officers["primary"], office.stamp(), of_taro()), office.stamp()
    for _ in range(2):
        entering.agree_entry(office.officers["chief"], stamp, uuid.UUID(row.result))
    assert Rescreening.objects.count() == 1
