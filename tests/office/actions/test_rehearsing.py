"""What another threshold would have done: from the record where it knows, else said not to be known."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from limen.office.actions import assessing, rehearsing
from limen.office.actions.acting import BadInput, NotFound
from limen.office.authority import NotPermitted
from limen.office.records.models import Case, JournalEntry
from tests.office.conftest import Office, passport


def listed(*holders: Any) -> bytes:
    rows = (f"P-{n},{one.given} {one.surname},{one.birth}\n" for n, one in enumerate(holders))
    return b"id,name,born\n" + "".join(rows).encode()


@pytest.fixture
def seen(office: Office) -> dict[str, Any]:
    """Amara is the listed person, Taro was found not to be, Somchai passed with nothing near him on the list."""
    amara, taro, somchai = passport(), passport("taro"), passport("somchai")
    office.import_csv("un", listed(amara, taro))
    found = {}
    for document, state in ((amara, "same"), (taro, "not_same")):
        case = office.arrive(document)
        hit = case.hits.get(list_id="un", superseded=False)
        assessing.resolve_hit(
            office.officers["primary"], case.id, office.stamp(), hit=hit.id, state=state, note="The photo."
        )
        found[state] = (hit.score, document.nationality)
    office.arrive(somchai)
    return found


def at(told: rehearsing.Rehearsal, threshold: float) -> rehearsing.Rehearsed:
    return next(row for row in told.rows if row.threshold == threshold)


def rehearse(office: Office, role: str = "list_officer", **more: Any) -> rehearsing.Rehearsal:
    return rehearsing.rehearse(office.officers[role], office.stamp(), "un", **more)


def test_alerts_missed_confirmed_ones_and_groups(office: Office, seen: dict[str, Any]) -> None:
    told = rehearse(office, thresholds=(0.6, 1.0))
    assert told.travellers == 3 and told.again == 0
    low, high = at(told, 0.6), at(told, 1.0)
    assert (low.alerts, low.missed, low.confirmed) == (2, 0, 1) and low.rate == pytest.approx(2000 / 3)
    assert dict(low.groups) == {seen["same"][1]: 1, seen["not_same"][1]: 1}
    kept = sum(score >= 1.0 for score, _ in seen.values())
    assert high.alerts == kept and high.missed == int(seen["same"][0] < 1.0)
    in_force = next(row for row in told.rows if row.in_force)
    assert in_force.alerts == 2
    said = json.loads(JournalEntry.objects.get(verb="rehearse_list").payload.content)
    assert said["list"] == "un" and said["days"] == 30


def test_below_the_threshold_in_force_it_is_not_known_until_screened_again(office: Office, seen: Any) -> None:
    assert seen
    told = rehearse(office, thresholds=(0.05, 0.6))
    assert not at(told, 0.05).known and at(told, 0.05).alerts is None and at(told, 0.6).known
    progress: list[tuple[int, int]] = []
    again = rehearse(office, thresholds=(0.05, 0.6), again=True, progress=lambda *two: progress.append(two))
    low, same = at(again, 0.05), at(again, 0.6)
    assert low.known and low.alerts is not None and low.alerts >= 2 and again.again == 3 and progress == [(3, 3)]
    assert (same.alerts, same.missed, same.confirmed) == (2, 0, 1), "screened again it is what the record says"


def test_a_threshold_that_was_higher_within_the_days_is_where_knowledge_begins(office: Office, seen: Any) -> None:
    from limen.office.actions.listterms import ListTerms
    from limen.office.actions.releasing import change_terms, release_list

    assert seen
    for value in (0.9, 0.5):
        done = change_terms(office.officers["list_officer"], office.stamp(), "un", ListTerms(threshold=value))
        release_list(office.officers["chief"], office.stamp(), done.result)
    told = rehearse(office, thresholds=(0.6, 0.9))
    assert told.floor == 0.9 and not at(told, 0.6).known and at(told, 0.9).known


def test_only_the_days_that_are_asked_for(office: Office, seen: Any) -> None:
    assert seen
    Case.objects.update(made_at=office.now - timedelta(days=40))
    office.now += timedelta(days=31)
    told = rehearse(office, thresholds=(0.6,))
    assert told.travellers == 0 and at(told, 0.6).rate is None


@pytest.mark.parametrize(("more", "match"), [({"days": 0}, "Look back"), ({"days": 999}, "Look back"),
                                             ({"thresholds": (1.5,)}, "from 0 to 1")])  # fmt: skip
def test_days_and_thresholds_that_are_none(office: Office, more: dict[str, Any], match: str) -> None:
    with pytest.raises(BadInput, match=match):
        rehearse(office, **more)


def test_who_may_not_and_no_such_list(office: Office) -> None:
    for role in ("primary", "secondary", "auditor"):
        with pytest.raises(NotPermitted):
            rehearse(office, role)
    with pytest.raises(NotFound):
        rehearsing.rehearse(office.officers["chief"], office.stamp(), "nowhere")
