"""A version of a list waits until it is released, and what is released has been seen."""

from __future__ import annotations

import json

import pytest

from limen.office.actions import listing, releasing, viewing
from limen.office.actions.acting import ActError, BadInput
from limen.office.authority import NotPermitted
from limen.office.records.models import JournalEntry, WatchList
from tests.office.conftest import ALERTS, Office, passport

MORE = ALERTS + b"A-2,Amara Quillon,,,F,,,\n"


def staged(office: Office, data: bytes = MORE, list_id: str = "alerts") -> str:
    done = releasing.stage_list(office.officers["list_officer"], office.stamp(), list_id, releasing.Files(data))
    return str(done.result)


def names() -> dict[str, int]:
    return {row.list_id: row.entries for row in listing.in_service()}


def test_a_version_waits_says_what_it_changes_and_screens_nobody(office: Office) -> None:
    row = staged(office)
    assert names()["alerts"] == 1
    (waits,) = viewing.waiting_lists(office.officers["list_officer"])
    assert str(waits.id) == row and dict(waits.difference) == {"added": 1, "same": 1}
    assert [(one.what, one.id, one.name) for one in waits.changes] == [("added", "A-2", "Amara Quillon")]
    assert JournalEntry.objects.get(verb="stage_list").result == row


def test_released_it_is_screened_against_and_the_one_before_can_be_put_back(office: Office) -> None:
    officer = office.officers["list_officer"]
    releasing.release_list(officer, office.stamp(), staged(office))
    assert names()["alerts"] == 2 and not viewing.waiting_lists(officer)
    case = office.arrive(passport())
    assert case.document is not None
    (before,) = viewing.earlier_lists(officer)
    assert before.list_id == "alerts" and before.entries == 1
    releasing.release_list(officer, office.stamp(), str(before.id))
    assert names()["alerts"] == 1
    entries = JournalEntry.objects.filter(verb="release_list").order_by("seq")
    assert [json.loads(entry.payload.content)["put_back"] for entry in entries] == [False, True]


def test_what_changed_since_it_was_looked_at_is_not_released(office: Office) -> None:
    row = staged(office)
    office.import_csv("alerts", ALERTS + b"A-9,Somebody Else,,,F,,,\n")
    assert not listing.waiting(), "an import takes the place of what waits"
    second = staged(office)
    WatchList.objects.filter(list_id="alerts", in_service=True).update(version="other")
    with pytest.raises(BadInput, match="came into service since"):
        releasing.release_list(office.officers["list_officer"], office.stamp(), second)
    with pytest.raises(BadInput, match="does not wait"):
        releasing.discard_list(office.officers["list_officer"], office.stamp(), row)


def test_a_newer_version_takes_the_place_of_one_that_waits_and_can_be_discarded(office: Office) -> None:
    first = staged(office)
    second = staged(office, MORE + b"A-3,Zeno Kant,,,M,,,\n")
    assert [str(row.id) for row in listing.waiting()] == [second] and first != second
    releasing.discard_list(office.officers["list_officer"], office.stamp(), second)
    assert not listing.waiting() and names()["alerts"] == 1


@pytest.mark.parametrize("data", [b"", b"\0\1", b"id,name\n", b"<CONSOLIDATED_LIST/>"])
def test_a_bad_file_changes_nothing(office: Office, data: bytes) -> None:
    staged(office)
    held = WatchList.objects.count()
    with pytest.raises(ActError):
        staged(office, data)
    assert WatchList.objects.count() == held and len(listing.waiting()) == 1 and names()["alerts"] == 1


@pytest.mark.parametrize("version", ["", "no number", "00000000-0000-0000-0000-000000000001"])
def test_a_version_that_is_not_there_is_one_clear_error(office: Office, version: str) -> None:
    for act in (releasing.release_list, releasing.discard_list):
        with pytest.raises(BadInput, match="no such version"):
            act(office.officers["list_officer"], office.stamp(), version)


@pytest.mark.parametrize("role", ["primary", "chief", "auditor", "administrator"])
def test_nobody_else_releases_a_list(office: Office, role: str) -> None:
    row = staged(office)
    for act in (releasing.release_list, releasing.discard_list):
        with pytest.raises(NotPermitted):
            act(office.officers[role], office.stamp(), row)
    with pytest.raises(NotPermitted):
        releasing.stage_list(office.officers[role], office.stamp(), "alerts", releasing.Files(MORE))


def test_the_same_key_releases_once(office: Office) -> None:
    row, stamp = staged(office), office.stamp()
    first = releasing.release_list(office.officers["list_officer"], stamp, row)
    assert releasing.release_list(office.officers["list_officer"], stamp, row).seq == first.seq
    assert JournalEntry.objects.filter(verb="release_list").count() == 1
