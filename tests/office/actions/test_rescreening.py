"""Who is here already is compared with entries that came later: once, resumably, and put before an officer (F28)."""

from __future__ import annotations

import json
import time
import uuid
from datetime import timedelta
from typing import Any

import pytest

from limen.office.actions import assessing, deciding, entering, listing, releasing, rescreening, viewing
from limen.office.actions.acting import BadInput, NotFound, NotPossible
from limen.office.authority import NotPermitted
from limen.office.records.models import Document, Hit, JournalEntry, LaterHit, Movement, Person, Rescreening, WatchList
from limen.screening import RULES_VERSION
from limen.vocabulary.dates import DateError
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
    office.arrive(passport())
    row, stamp = entering.propose_entry(office.officers["primary"], office.stamp(), of_taro()), office.stamp()
    for _ in range(2):
        entering.agree_entry(office.officers["chief"], stamp, uuid.UUID(row.result))
    assert Rescreening.objects.count() == 1


# -- a published list, in a version that is new -----------------------------------------------------------------------

HEAD = b"id,name,alias,born,sex,nationality,document,list\n"
OTHER = HEAD + b"N-1,Zyxwv Qponm,,1911-01-01,M,UTO,,\n"


def listed(holder: Any, number: str = "P-1", note: str = "") -> bytes:
    fields = (number, f"{holder.given} {holder.surname}", note, str(holder.birth), str(holder.sex or ""), "", "", "")
    return ",".join(fields).encode() + b"\n"


def released(office: Office, data: bytes, list_id: str = "un") -> WatchList:
    officer = office.officers["list_officer"]
    done = releasing.stage_list(officer, office.stamp(), list_id, releasing.Files(data))
    releasing.release_list(officer, office.stamp(), done.result)
    return WatchList.objects.get(list_id=list_id, in_service=True)


def test_a_released_version_finds_who_is_here_and_the_hit_names_version_and_run(office: Office) -> None:
    case = admitted(office)
    row = released(office, OTHER + listed(passport()))
    hit = the_hit()
    assert hit.document_id == case.document_id and hit.entry_id == "P-1" and hit.why_here == "inside"
    assert hit.list_version == row.version == hit.run.list_version and hit.run.finished_at is not None
    assert [entry["id"] for entry in hit.run.entries] == ["P-1"], "what stayed the same is not compared again"
    said = json.loads(JournalEntry.objects.get(verb="release_list").payload.content)
    assert said["rescreening"] == str(hit.run_id)
    (view,) = rescreening.later_hits(office.officers["secondary"], office.stamp()).open
    assert (view.version, view.run, view.list_title) == (row.version, hit.run_id, row.title)
    before = WatchList.objects.get(list_id="un", version=row.against)
    releasing.release_list(office.officers["list_officer"], office.stamp(), str(before.id))
    assert Rescreening.objects.count() == 1, "the version before holds nobody who was not on this one"


def test_only_what_moves_a_score_is_compared_again(office: Office) -> None:
    admitted(office)
    released(office, OTHER + listed(passport()))
    released(office, OTHER + listed(passport()) + HEAD.replace(HEAD, b"N-2,Somebody Else,,,,,,\n"))
    assert [[entry["id"] for entry in run.entries] for run in Rescreening.objects.order_by("id")] == [["P-1"], ["N-2"]]
    released(office, OTHER + listed(passport(), note="Another Alias") + b"N-2,Somebody Else,,,,,,\n")
    assert LaterHit.objects.count() == 2, "the entry's content is another: who cleared the first saw less"
    assert {hit.run.list_version for hit in LaterHit.objects.select_related("run")} == {
        hit.list_version for hit in LaterHit.objects.all()
    }


def test_the_score_of_a_whole_new_list_is_the_one_the_desk_gives(office: Office) -> None:
    case = office.arrive(passport())
    office.import_csv("own-list", OTHER + listed(passport()), title="Own", kind="concern")
    assessing.refresh(office.officers["primary"], case.id, office.stamp())
    desk = case.hits.get(superseded=False)
    assert [(one.entry_id, one.score) for one in LaterHit.objects.all()] == [(desk.entry_id, desk.score)]


def test_an_entry_that_left_the_list_meanwhile_finds_nobody(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    admitted(office)
    monkeypatch.setattr(rescreening, "CHUNK", 0)  # so that the run is begun and nobody is looked at
    monkeypatch.setattr(rescreening, "AT_ONCE", -1.0)
    released(office, OTHER + listed(passport()))
    Rescreening.objects.update(finished_at=None, reached=None)
    monkeypatch.undo()
    released(office, OTHER)
    assert rescreening.go_on(office.officers["chief"], office.stamp(), 60)
    assert not LaterHit.objects.exists() and not rescreening.runs()


def test_a_crash_in_the_middle_undoes_its_part_alone_and_the_run_goes_on_from_there(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = admitted(office)
    first = Document.objects.get(id=case.document_id)
    for number in range(5):
        another = Document.objects.get(id=case.document_id)
        another.id, another.digest = uuid.uuid4(), str(number) * 64
        another.save(force_insert=True)
    last = Document.objects.order_by("-id")[0]
    births = last.birth
    Document.objects.filter(id=last.id).update(birth="no day")  # what cannot be read stops the machine there
    monkeypatch.setattr(rescreening, "CHUNK", 2)
    row = released(office, OTHER + listed(passport()))
    assert row.in_service, "the list is in service whatever becomes of the comparing"
    run = Rescreening.objects.get()
    assert (run.finished_at, run.looked_at, run.found) == (None, 4, LaterHit.objects.count())
    (told,) = rescreening.runs()
    assert (told.looked_at, told.of, told.version, told.done) == (4, 6, row.version, False)
    with pytest.raises(DateError):
        rescreening.go_on(office.officers["list_officer"], office.stamp(), 60)
    assert Rescreening.objects.get().looked_at == 4
    Document.objects.filter(id=last.id).update(birth=births)
    assert rescreening.go_on(office.officers["list_officer"], office.stamp(), 60)
    run.refresh_from_db()
    assert run.finished_at is not None and run.looked_at == 6 and run.found == 6
    assert set(LaterHit.objects.values_list("document_id", flat=True)) == set(
        Document.objects.values_list("id", flat=True)
    )
    assert first.id in set(LaterHit.objects.values_list("document_id", flat=True))


def test_a_list_read_before_anybody_was_met_begins_no_run(office: Office) -> None:
    released(office, OTHER + listed(passport()))
    assert not Rescreening.objects.exists()
    case = office.arrive(passport())
    assert case.hits.filter(entry_id="P-1").exists(), "the desk itself screens whoever comes after"


def test_a_released_entry_is_at_every_desk_well_within_a_minute(office: Office) -> None:
    """Measured where it costs most: a traveller stands at a desk, another comes after the release (FAILURES F28)."""
    open_case = office.arrive(passport())
    many = b"".join(b"M-%d,Fullo%d Nemo%d,,1950-01-01,M,UTO,,\n" % (n, n, n) for n in range(2000))
    began = time.monotonic()
    released(office, OTHER + many + listed(passport()))
    listing.forget()  # another process, which knows nothing of the release
    seen = viewing.case(office.officers["primary"], open_case.id, office.stamp())
    assert "P-1" in {hit.entry_id for hit in Hit.objects.filter(case=open_case, superseded=False)} and seen.hits
    assert the_hit().why_here == "open_case"
    assert time.monotonic() - began < 60
