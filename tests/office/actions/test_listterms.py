"""What a list is used as changes by a version that another officer releases; what is not said stays."""

from __future__ import annotations

import json
from typing import Any

import pytest

from limen.office.actions import listing, listterms, listview, releasing
from limen.office.actions.acting import BadInput, NotFound
from limen.office.actions.listterms import ListTerms
from limen.office.authority import NotPermitted
from limen.office.records.models import JournalEntry, WatchList
from limen.screening.calibration import alerts_per_thousand, threshold_for
from tests.office.conftest import ALERTS, Office, passport


def changed(office: Office, terms: ListTerms, list_id: str = "alerts") -> str:
    return str(
        releasing.change_terms(office.officers["list_officer"], office.stamp(), list_id, terms).result
    )  # fmt: skip


def release(office: Office, row: str, role: str = "chief") -> None:
    releasing.release_list(office.officers[role], office.stamp(), row)


def held(list_id: str = "alerts") -> WatchList:
    return WatchList.objects.get(list_id=list_id, in_service=True)


def test_a_change_waits_for_another_officer_and_says_what_it_changes(office: Office) -> None:
    before = held()
    row = changed(office, ListTerms(threshold=0.9, second=True, watchers=("chief", "both")))
    assert held() == before
    waiting = WatchList.objects.get(id=row)
    assert waiting.difference["terms"] == {
        "threshold": [before.threshold, 0.9], "second": [False, True], "watchers": [[], ["chief", "both"]],
    }  # fmt: skip
    with pytest.raises(NotPermitted) as refused:
        release(office, row, "list_officer")
    assert refused.value.code == "authority.second"
    release(office, row)
    now = held()
    assert (now.threshold, now.second, now.watchers, now.version) == (0.9, True, ["chief", "both"], before.version)
    said = json.loads(JournalEntry.objects.get(verb="release_list").payload.content)
    assert said["terms"] == waiting.difference["terms"] and "rescreening" not in said


def test_the_next_traveller_is_screened_by_the_new_threshold(office: Office) -> None:
    document = passport()
    row = f"P-1,{document.given} {document.surname[:-2]}xq,{document.birth}\n".encode()
    office.import_csv("own", b"id,name,born\n" + row, title="Own", kind="concern", threshold=0.3)
    score = office.arrive(document).hits.get(list_id="own", superseded=False).score
    assert 0.3 <= score < 0.99
    release(office, changed(office, ListTerms(threshold=min(1.0, score + 0.01)), "own"))
    assert not office.arrive(document).hits.filter(list_id="own", superseded=False).exists()


def test_the_threshold_by_what_it_costs(office: Office) -> None:
    release(office, changed(office, ListTerms(alerts=2.0)))
    assert (held().threshold, held().alerts_per_thousand) == (threshold_for(2.0), 2.0)
    view = listview.one(office.officers["primary"], office.now, "alerts")
    assert view.cost.born == alerts_per_thousand(held().threshold) <= 2.0
    release(office, changed(office, ListTerms(threshold=0.77)))
    assert held().alerts_per_thousand is None, "a bare threshold was chosen for nothing"


def test_what_is_not_said_stays_through_the_next_import(office: Office) -> None:
    release(office, changed(office, ListTerms(threshold=0.9, second=True, action="Ask the chief.", owner="Court")))
    office.import_csv("alerts", ALERTS + b"A-2,Amara Quillon,,,F,,,\n")
    now = held()
    assert (now.threshold, now.second, now.action, now.owner, now.entries) == (0.9, True, "Ask the chief.", "Court", 2)


def test_one_act_may_not_change_what_a_list_is_used_as(office: Office) -> None:
    with pytest.raises(BadInput, match="second officer must release"):
        office.import_csv("alerts", ALERTS, threshold=0.99)
    assert held().threshold != 0.99


def test_a_read_version_that_changes_a_rule_needs_another_officer_too(office: Office) -> None:
    done = releasing.stage_list(
        office.officers["list_officer"], office.stamp(), "alerts", releasing.Files(ALERTS), ListTerms(threshold=0.99)
    )
    with pytest.raises(NotPermitted):
        release(office, done.result, "list_officer")
    release(office, done.result)
    assert held().threshold == 0.99


def test_a_change_meanwhile_is_not_undone_by_what_waited(office: Office) -> None:
    row = changed(office, ListTerms(threshold=0.9))
    WatchList.objects.filter(list_id="alerts", in_service=True).update(second=True)
    with pytest.raises(BadInput, match="came into service since"):
        release(office, row)


def test_an_officers_list_has_rules_too_and_keeps_them(office: Office) -> None:
    from tests.office.actions.test_entering import agreed, draft

    with pytest.raises(BadInput, match="No list in service"):
        changed(office, ListTerms(second=True), "national-alerts")
    agreed(office)
    release(office, changed(office, ListTerms(second=True), "national-alerts"))
    agreed(office, draft(names=("Quite Another",)))
    assert held("national-alerts").second and held("national-alerts").entries == 2


@pytest.mark.parametrize(
    "terms",
    [
        {}, {"threshold": 1.2}, {"threshold": float("nan")}, {"alerts": -1.0}, {"alerts": 1001.0},
        {"threshold": 0.5, "alerts": 2.0}, {"kind": "whim"}, {"title": "x" * 161}, {"owner": "x" * 121},
        {"action": "x" * 301}, {"audience": "Not One!"}, {"watchers": ("nobody-here",)},
        {"watchers": tuple(f"n{number}" for number in range(60))}, {"owner_country": "??"}, {"answer_hours": 0},
        {"answer_hours": 721}, {"owner_address": "x" * 301},
    ],
)  # fmt: skip
def test_what_cannot_be_used_changes_nothing(office: Office, terms: dict[str, Any]) -> None:
    count = WatchList.objects.count()
    with pytest.raises(BadInput):
        changed(office, ListTerms(**terms))
    assert WatchList.objects.count() == count


def test_what_may_be_taken_away_is(office: Office) -> None:
    release(office, changed(office, ListTerms(action="Ask.", watchers=("chief",), owner_address="https://x.example")))
    release(office, changed(office, ListTerms(action="", watchers=(), owner_address="", owner_country="LU")))
    assert (held().action, held().watchers, held().owner_address, held().owner_country) == ("", [], "", "LU")


def test_a_list_of_its_own_kind_feeds_what_that_kind_feeds(office: Office) -> None:
    office.import_csv("own", ALERTS, title="Own", kind="concern")
    assert held("own").feeds_fact == "security_concern"
    release(office, changed(office, ListTerms(kind="alert"), "own"))
    assert (held("own").kind, held("own").feeds_fact) == ("alert", "alert_for_refusal")


@pytest.mark.parametrize("role", ["primary", "secondary", "chief", "auditor", "administrator"])
def test_who_may_not(office: Office, role: str) -> None:
    with pytest.raises(NotPermitted):
        releasing.change_terms(office.officers[role], office.stamp(), "alerts", ListTerms(second=True))
    if role != "chief":
        with pytest.raises(NotPermitted):
            release(office, changed(office, ListTerms(second=True)), role)


def test_the_page_shows_what_waits_beside_what_is(office: Office) -> None:
    officer = office.officers["list_officer"]
    changed(office, ListTerms(threshold=0.9))
    view = listview.one(officer, office.now, "alerts")
    rule = next(rule for rule in view.rules if rule.name == "threshold")
    assert (rule.changes, rule.waits, view.may_release, view.may_change) == (True, 0.9, False, True)
    assert view.waiting_cost is not None and view.waiting_cost.born <= view.cost.born
    assert listview.one(office.officers["chief"], office.now, "alerts").may_release
    with pytest.raises(NotFound):
        listview.one(officer, office.now, "nowhere")


def test_a_discreet_list_is_unknown_to_who_is_not_cleared(office: Office) -> None:
    release(office, changed(office, ListTerms(audience="quiet")))
    assert held().audience == "quiet" and "alerts" not in {row.list_id for row in listing.in_service()}
    with pytest.raises(NotFound):
        listview.one(office.officers["list_officer"], office.now, "alerts")
    said = json.loads(JournalEntry.objects.filter(verb="release_list").order_by("-seq")[0].payload.content)
    assert said["compartment"] == "quiet"
    assert set(listterms.of_row(held())) == set(listterms.TITLES)
