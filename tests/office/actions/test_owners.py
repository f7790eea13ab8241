"""Word to the owner of a list: what goes out, when never, and what their silence is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from limen.office.actions import assessing, hitqueue, hitview, owners, referring
from limen.office.actions.acting import NotPossible
from limen.office.authority import NotPermitted
from limen.office.connections.owner_simulator import OwnerSimulator
from limen.office.records import store
from limen.office.records.models import Case, Hit, JournalEntry, OwnerNotice, WatchList
from tests.office.conftest import ALERTS, NOBODY, Office, passport

FEAR = "They will kill me there."


@pytest.fixture
def owner() -> Iterator[OwnerSimulator]:
    with OwnerSimulator() as simulator:
        yield simulator


@pytest.fixture
def told(office: Office, owner: OwnerSimulator) -> Office:
    """An office whose list of alerts has an owner to be told."""
    WatchList.objects.filter(list_id="alerts").update(owner_address=owner.address, answer_hours=2)
    return office


def found(office: Office, state: str = "same", document: Any = None) -> Hit:
    case = office.arrive(document or passport("dorian"))
    hit = Hit.objects.get(case=case, superseded=False)
    assessing.resolve_hit(
        office.officers["primary"], case.id, office.stamp(), hit=hit.id, state=state, note="the scar, the number"
    )
    return Hit.objects.get(id=hit.id)


def tell(office: Office, hit: Hit, by: str = "primary") -> OwnerNotice:
    done = owners.notify_owner(office.officers[by], office.stamp(), hit.id)
    return OwnerNotice.objects.get(id=done.result)


def said(verb: str) -> dict[str, Any]:
    entry = JournalEntry.objects.filter(verb=verb).order_by("-seq").first()
    assert entry is not None
    return dict(json.loads(entry.payload.content))


def row_of(office: Office, hit: Hit) -> hitqueue.HitRow:
    queue = hitqueue.queue(office.officers["chief"], office.stamp())
    return next(row for row in (*queue.waiting, *queue.settled) if row.id == hit.id)


@pytest.mark.parametrize(("state", "asked"), [("same", "what_to_do"), ("inconclusive", "what_tells_them_apart")])
def test_who_when_where_which_entry_and_what_is_asked_and_no_more(
    told: Office, owner: OwnerSimulator, state: str, asked: str
) -> None:
    hit = found(told, state)
    notice = tell(told, hit)
    assert (notice.receipt, notice.reference) == ("received", "O-1") and notice.received_at is not None
    (message,) = owner.told
    assert set(message) == {"format", "version", "id", "list", "entry", "state", "person", "at", "post", "asked"}
    assert set(message["person"]) == {"name", "birth"}, "the entry names no document, so none is told"
    assert (message["entry"], message["post"], message["asked"]) == ("A-1", "HALL-A", asked)
    assert said("notify_owner")["disclosed"] == sorted(set(message) - {"format", "version"})
    assert said("owner_received")["reference"] == "O-1" and row_of(told, hit).notice == "received"
    with pytest.raises(NotPossible, match="already"):
        tell(told, hit)


def test_silence_past_the_time_is_a_finding_and_an_answer_ends_it(told: Office, owner: OwnerSimulator) -> None:
    hit = found(told)
    tell(told, hit)
    owner.behave("never")
    owners.ask_owner(told.officers["primary"], told.stamp(), hit.id)
    assert said("owner_answered")["answer"] == "" and row_of(told, hit).notice == "received"
    told.now += timedelta(hours=2)
    assert row_of(told, hit).notice == "overdue"
    owner.behave("well")
    owners.ask_owner(told.officers["primary"], told.stamp(), hit.id)
    page = hitview.hit(told.officers["primary"], told.stamp(), hit.id)
    assert page.notices[0].state == "answered" and page.notices[0].answer == "the entry stands"
    with pytest.raises(NotPossible, match="waits"):
        owners.ask_owner(told.officers["primary"], told.stamp(), hit.id)


@pytest.mark.parametrize("manner", ["refusing", "broken", "other"])
def test_what_was_not_received_is_said_and_may_be_sent_again(told: Office, owner: OwnerSimulator, manner: str) -> None:
    hit = found(told)
    owner.behave(manner)
    assert tell(told, hit).receipt in ("refused", "malformed")
    assert row_of(told, hit).notice in ("refused", "malformed")
    owner.behave("well")
    assert tell(told, hit).receipt == "received"


def test_a_message_that_was_written_and_never_sent_is_not_taken_for_one_the_owner_has(
    told: Office, owner: OwnerSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    hit = found(told)
    with monkeypatch.context() as down:
        down.setattr(owners, "_opened", None)  # the machine goes down between writing and sending
        with pytest.raises(TypeError):
            tell(told, hit)
    assert owner.told == [] and row_of(told, hit).notice == "pending"
    with pytest.raises(NotPossible, match="told already"):
        tell(told, hit)  # it may be on its way
    told.now += timedelta(minutes=3)
    first = OwnerNotice.objects.get()
    second = tell(told, hit)
    first.refresh_from_db()
    assert (first.receipt, second.receipt, len(owner.told)) == ("no_answer", "received", 1)
    assert said("notify_owner")["never_sent"] == [str(first.id)]
    assert row_of(told, hit).notice == "received"


def refused(office: Office, owner: OwnerSimulator, hit: Hit, by: str = "chief") -> None:
    with pytest.raises(NotPossible, match="protection"):
        tell(office, hit, by=by)
    assert owner.told == [] and not OwnerNotice.objects.exists()
    assert said("owner_not_told") == {"hit": str(hit.id), "list": "alerts", "why": "protection"}


def test_words_of_fear_stop_it_for_good(told: Office, owner: OwnerSimulator) -> None:
    hit = found(told)
    referring.refer_protection(told.officers["primary"], hit.case_id, told.stamp(), words=FEAR)
    refused(told, owner, hit)
    page = hitview.hit(told.officers["chief"], told.stamp(), hit.id)
    assert "notify" not in page.acts and "protection" in page.why_no_notice


def test_a_child_referred_stops_it(told: Office, owner: OwnerSimulator) -> None:
    hit = found(told)
    referring.refer_child_protection(
        told.officers["primary"], hit.case_id, told.stamp(), reason="alone, and does not know the woman"
    )
    refused(told, owner, hit)


def test_protection_on_another_case_of_the_person_stops_it_too(told: Office, owner: OwnerSimulator) -> None:
    before = told.arrive(passport("dorian"), by="secondary")
    referring.refer_protection(told.officers["secondary"], before.id, told.stamp(), words=FEAR)
    refused(told, owner, found(told))


def test_protection_spoken_after_the_message_stops_the_question(told: Office, owner: OwnerSimulator) -> None:
    hit = found(told)
    tell(told, hit)
    referring.refer_protection(told.officers["primary"], hit.case_id, told.stamp(), words=FEAR)
    with pytest.raises(NotPossible, match="protection"):
        owners.ask_owner(told.officers["chief"], told.stamp(), hit.id)
    assert said("owner_not_told")["why"] == "protection" and len(owner.told) == 1


def test_an_open_hit_and_a_list_without_an_owner_are_told_to_nobody(office: Office, owner: OwnerSimulator) -> None:
    hit = found(office)
    with pytest.raises(NotPossible, match="nobody who is to be told"):
        tell(office, hit)
    WatchList.objects.filter(list_id="alerts").update(owner_address=owner.address)
    Hit.objects.update(state="open")
    with pytest.raises(NotPossible, match="confirmed or inconclusive"):
        tell(office, hit)
    with pytest.raises(NotPermitted):
        tell(office, hit, by="auditor")
    assert owner.told == []


def test_the_practice_owner_answers_at_a_practising_post(office: Office) -> None:
    WatchList.objects.filter(list_id="alerts").update(owner_address="practice:")
    hit = found(office)
    assert tell(office, hit).receipt == "received"


def test_the_same_form_twice_tells_once(told: Office, owner: OwnerSimulator) -> None:
    hit, stamp = found(told), told.stamp()
    for _ in range(2):
        owners.notify_owner(told.officers["primary"], stamp, hit.id)
    assert len(owner.told) == 1


# -- the State somebody may be fleeing --------------------------------------------------------------------------------


def facts(case: Case) -> dict[str, Any]:
    assessment = store.assessment_of(case)
    assert assessment is not None
    return dict(assessment.facts)


@pytest.mark.parametrize(("state", "expected"), [("TR", "not_established"), ("FR", "known"), ("", "known")])
def test_an_alert_of_the_person_s_own_state_founds_no_refusal_by_itself(
    office: Office, state: str, expected: str
) -> None:
    document = passport("gamze")
    assert document.nationality == "TUR"
    entry = f"id,name,alias,born,sex,nationality,document,list\nT-1,{document.given} {document.surname},,"
    office.import_csv("alerts", f"{entry}{document.birth},F,TUR,,\n".encode())
    office.import_csv("un", NOBODY, title="Specimen persons of concern", kind="concern")
    WatchList.objects.filter(list_id="alerts").update(owner_country=state)
    hit = found(office, document=document)
    case = office.case(hit.case_id)
    assert facts(case)["alert_for_refusal"]["status"] == expected
    caution = hitview.hit(office.officers["primary"], office.stamp(), hit.id).caution
    assert bool(caution) == (state == "TR") and ("fleeing" in caution) == (state == "TR")
    grounds = {ground["code"] for ground in office.advice(case)["grounds"]}
    assert state != "TR" or "H" not in grounds


def test_what_another_list_says_still_counts(office: Office) -> None:
    office.import_csv("national", ALERTS, title="Another State’s alerts", kind="alert")
    WatchList.objects.filter(list_id="alerts").update(owner_country="UTO")
    case = office.arrive(passport("dorian"))
    for hit in Hit.objects.filter(case=case):
        assessing.resolve_hit(
            office.officers["primary"], case.id, office.stamp(), hit=hit.id, state="same", note="the same number"
        )
    assert facts(office.case(case.id))["alert_for_refusal"]["value"] is True
