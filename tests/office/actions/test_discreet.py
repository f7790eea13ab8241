"""A discreet list: found for who is cleared, unnoticed by everybody else, wherever they look."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from limen.office.actions import assessing, deciding, discreet, duty, hitqueue, viewing
from limen.office.actions.acting import BadInput, NotFound
from limen.office.records.models import Case, Duty, Hit, JournalEntry, Kept, WatchList
from limen.vocabulary.person import Officer
from tests.office.conftest import Office, passport

pytestmark = pytest.mark.django_db
ROOM = "night-watch"


def sought(document: Any) -> bytes:
    return (
        "id,name,alias,born,sex,nationality,document,list\n"
        f"D-1,{document.given} {document.surname},,{document.birth},,,,\n"
    ).encode()


def watch(office: Office, data: bytes) -> None:
    """A list of the compartment in service."""
    office.import_csv("night", data, title="Night watch", kind="person_of_interest")
    WatchList.objects.filter(list_id="night").update(audience=ROOM)


def cleared(office: Office, who: str) -> Officer:
    """The officer with the compartment from now on."""
    Duty.objects.create(
        account=office.accounts[who], post=office.post, role=who, compartment=ROOM, made_at=office.now,
        from_at=office.now - timedelta(hours=1),
    )  # fmt: skip
    office.now += timedelta(seconds=1)
    officer = duty.officer_for(office.accounts[who], "HALL-A", office.now)
    assert officer is not None and ROOM in officer.compartments
    office.officers[who] = officer
    return officer


def quiet(case: Case) -> list[Hit]:
    return list(Hit.every.filter(case=case).exclude(compartment=""))


def test_it_is_found_and_neither_blocks_nor_asks_nor_is_told(office: Office) -> None:
    watch(office, sought(passport("taro")))
    case = office.arrive(passport("taro"))
    assert [hit.list_id for hit in quiet(case)] == ["night"] and not case.hits.exists() and not Hit.objects.exists()
    view = viewing.case(office.officers["primary"], case.id, office.stamp())
    assert not view.hits and not any("ight" in check.title or "ight watch" in check.reason for check in view.checks)
    for who in ("primary", "secondary", "chief", "auditor"):
        queue = hitqueue.queue(office.officers[who], office.stamp())
        assert not queue.waiting and not queue.settled
        with pytest.raises(NotFound):
            hitqueue.visible(office.officers[who], quiet(case)[0].id, office.stamp(), "see_hits")
    deciding.admit(office.officers["primary"], office.answer_all(office.case(case.id)).id, office.stamp())
    assert office.case(case.id).state == "admitted"


def test_who_is_cleared_has_it_in_the_queue_and_settles_it(office: Office) -> None:
    watch(office, sought(passport("taro")))
    case = office.arrive(passport("taro"))
    officer = cleared(office, "secondary")
    (row,) = hitqueue.queue(officer, office.stamp()).waiting
    assert row.discreet and row.list_title == "Night watch" and row.where == "desk"
    revision = office.case(case.id).revision
    hitqueue.claim_hit(officer, office.stamp(), row.id)
    with pytest.raises(BadInput, match="rests"):
        discreet.settle_discreet_hit(officer, office.stamp(), row.id, state="same", note=" ")
    discreet.settle_discreet_hit(officer, office.stamp(), row.id, state="not_same", note="another gait")
    assert quiet(case)[0].state == "not_same" and quiet(case)[0].claimed_by is None
    assert office.case(case.id).revision == revision, "a page at the desk does not grow stale of it"
    entries = JournalEntry.objects.filter(verb__in=("claim_hit", "settle_discreet_hit"))
    assert {(entry.case, entry.person) for entry in entries} == {("", "")}
    office.answer_all(office.case(case.id))
    deciding.admit(office.officers["primary"], case.id, office.stamp())
    again = office.arrive(passport("taro"))
    assert quiet(again)[0].state == "remembered"


def test_an_ordinary_hit_is_not_settled_as_a_discreet_one(office: Office) -> None:
    case = office.arrive(passport("dorian"))
    with pytest.raises(NotFound):
        discreet.settle_discreet_hit(
            office.officers["primary"], office.stamp(), Hit.objects.get(case=case).id, state="not_same", note="no"
        )


def test_two_where_the_list_demands_them(office: Office) -> None:
    watch(office, sought(passport("taro")))
    WatchList.objects.filter(list_id="night").update(second=True)
    case = office.arrive(passport("taro"))
    first, second = cleared(office, "secondary"), cleared(office, "chief")
    hit = quiet(case)[0]
    for officer, state in ((first, "open"), (first, "open"), (second, "same")):
        discreet.settle_discreet_hit(officer, office.stamp(), hit.id, state="same", note="the gait")
        assert quiet(case)[0].state == state
    assert quiet(case)[0].agreed_by == office.accounts["chief"]


def test_another_document_ends_what_was_found_of_the_first(office: Office) -> None:
    watch(office, sought(passport("taro")))
    case = office.arrive(passport("taro"))
    text = "\n".join(passport("anahit").mrz)
    assessing.read_document(office.officers["primary"], case.id, office.stamp(), text=text, source="wedge")
    assert all(hit.superseded for hit in quiet(case))


def test_what_the_journal_says_of_a_reading_has_one_form(office: Office) -> None:
    watch(office, sought(passport("taro")))
    office.arrive(passport("taro"))
    office.arrive(passport("anahit"))
    found, nobody = (
        json.loads(entry.payload.content) for entry in JournalEntry.objects.filter(verb="read").order_by("seq")
    )
    assert set(found) == set(nobody) and len(found["beside"]) == len(nobody["beside"]) == 64
    kept = json.loads(bytes(Kept.objects.get(digest=found["beside"]).content))
    assert kept["found"][0]["entry"] == "D-1", "the record can be held against what was found"
