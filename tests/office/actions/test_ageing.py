"""The age of a list is said, warns, and from some hour on nobody is called clear; so where lists cannot be opened."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from limen.office.actions import ageing, assessing, deciding, listing, releasing, replaying, shift, viewing
from limen.office.actions.acting import NotPossible
from limen.office.actions.ageing import Age
from limen.office.records import store
from limen.office.records.models import Assessment, Case, Kept, Post, WatchList
from tests.office.conftest import ALERTS, TODAY, Office, passport


def limits(office: Office, **particulars: str) -> None:
    office.post.particulars = {**office.post.particulars, **particulars}
    office.post.save(update_fields=["particulars"])


def aged(office: Office, list_id: str = "alerts") -> ageing.Aged:
    return next(one for one in ageing.ages(office.post, office.now) if one.list_id == list_id)


def check(case: Case, list_id: str) -> dict[str, Any]:
    findings = Assessment.objects.filter(case=case).order_by("-revision")[0].findings
    return next(one for one in findings if one["code"] == "list" and one["params"].get("list") == list_id)


@pytest.mark.parametrize(
    ("hours", "age", "shape"),
    [(0, Age.FRESH, "passed"), (47, Age.FRESH, "passed"), (48, Age.OLD, "unsure"), (71, Age.OLD, "unsure"),
     (72, Age.TOO_OLD, "failed"), (5000, Age.TOO_OLD, "failed")],
)  # fmt: skip
def test_fresh_old_and_too_old_by_the_hours_of_the_post(office: Office, hours: int, age: Age, shape: str) -> None:
    limits(office, list_old_hours="48", list_block_hours="72")
    office.now = WatchList.objects.get(list_id="alerts", in_service=True).made_at + timedelta(hours=hours)
    found = aged(office)
    assert (found.age, found.shape, found.hours) == (age, shape, hours)
    assert found.searched == (age is not Age.TOO_OLD) and bool(found.because) != found.searched


@pytest.mark.parametrize("text", ["", "0", "-3", "ten", "100000", "1.5"])
def test_a_limit_that_cannot_be_read_is_the_usual_one(office: Office, text: str) -> None:
    limits(office, list_old_hours=text, list_block_hours=text)
    assert ageing.Limits.of(office.post) == ageing.Limits(ageing.OLD_HOURS, ageing.BLOCKING_HOURS)


def test_a_warning_never_comes_after_the_block() -> None:
    assert ageing.Limits.of(Post(particulars={"list_block_hours": "12"})) == ageing.Limits(12, 12)


def test_too_old_is_not_searched_says_why_and_blocks_until_it_is_renewed(office: Office) -> None:
    limits(office, list_block_hours="24")
    case = office.answer_all(office.arrive(passport("taro")))
    assert check(case, "alerts")["outcome"] == "passed" and office.advice(case)["outcome"] == "admit"
    office.now += timedelta(hours=25)
    seen = viewing.case(office.officers["primary"], case.id, office.stamp())
    found = check(case, "alerts")
    assert found["outcome"] == "not_done" and "no list older than 24 h" in found["reason"]
    told = next(one for one in seen.checks if one.code == "list" and one.outcome == "not_done")
    assert "24" in told.reason and "as of" in told.reason
    assert not office.advice(office.case(case.id))["decided"]
    with pytest.raises(NotPossible):
        deciding.admit(office.officers["primary"], case.id, office.stamp())
    for list_id in ("alerts", "court-stops", "un"):
        row = WatchList.objects.get(list_id=list_id, in_service=True)
        kept = Kept.objects.get(digest=row.sources["list"]).content
        releasing.import_list(
            office.officers["list_officer"], office.stamp(), list_id, releasing.Files(bytes(kept))
        )  # fmt: skip
    viewing.case(office.officers["primary"], case.id, office.stamp())
    assert check(case, "alerts")["outcome"] == "passed", "the same list, had anew, is searched again"


def test_a_decision_under_a_list_too_old_is_replayed_as_it_was(office: Office) -> None:
    limits(office, list_block_hours="24")
    office.now += timedelta(hours=25)
    case = office.arrive(passport())
    findings = Assessment.objects.filter(case=case).order_by("-revision")[0]
    evidence = json.loads(bytes(Kept.objects.get(digest=findings.inputs["evidence"]).content))
    assert set(evidence["unsearched"]) == {"alerts", "court-stops", "un"} and ageing.unsearched_of(
        findings.findings
    ) == {key: dict(why) for key, why in evidence["unsearched"].items()}
    assert not assessing.is_stale(office.case(case.id), office.now)
    limits(office, list_block_hours="9999")
    assert assessing.is_stale(office.case(case.id), office.now), "the rule changed: the case is asked again"


def test_a_replay_says_that_a_list_was_not_searched(office: Office) -> None:
    from limen.office.actions import holding

    limits(office, list_block_hours="24")
    office.now += timedelta(hours=25)
    case = office.arrive(passport())
    holding.hold(office.officers["primary"], case.id, office.stamp(), reason="Lists are too old.", hours=2)
    replayed = replaying.replay(office.officers["chief"], case.id, office.stamp())
    for one in replayed.decisions:
        assert one.same and not any(list_.searched for list_ in one.lists)


def test_a_last_day_of_its_own_keeps_its_effect(office: Office) -> None:
    office.import_csv("alerts", ALERTS, expires_on=TODAY)
    office.now += timedelta(days=1)
    found = aged(office)
    assert found.age is Age.TOO_OLD and found.because == {"day": TODAY.isoformat()} and found.until == TODAY
    assert "alerts" not in ageing.unsearched(office.post, office.now), "its own particulars say so"
    assert "expired on" in check(office.arrive(passport()), "alerts")["reason"]


def test_what_officers_write_here_is_never_behind_itself(office: Office) -> None:
    from tests.office.actions.test_entering import agreed

    agreed(office)
    office.now += timedelta(days=400)
    assert aged(office, "national-alerts").hours == 0


def test_desk_lists_and_shift_show_the_age(office: Office) -> None:
    limits(office, list_old_hours="", list_block_hours="")
    office.now += timedelta(hours=ageing.OLD_HOURS + 2)
    desk = viewing.desk(office.officers["primary"], "entry", office.now)
    assert {one.age for one in desk.lists} == {Age.OLD} and str(desk.lists[0].how_old) == "7 days old"
    (first, *_) = viewing.lists(office.officers["list_officer"], office.now)
    assert first.aged is not None and first.aged.age is Age.OLD
    board = shift.shift(office.officers["chief"], office.stamp())
    assert {one.age for one in board.lists} == {Age.OLD}


# -- outage -----------------------------------------------------------------------------------------------------------


def damaged(office: Office, home: Path) -> None:
    """The list's kept bytes are spoilt and its index is gone: nobody can say who is on it."""
    spoilt = store.keep(b"\0spoilt", "application/octet-stream", office.now)
    WatchList.objects.filter(list_id="un", in_service=True).update(sources={"list": spoilt})
    for path in (home / "indexes").glob("*"):
        path.unlink()
    listing.forget()


def test_lists_that_cannot_be_opened_are_not_done_with_what_to_do_and_block(office: Office, home: Path) -> None:
    damaged(office, home)
    case = office.arrive(passport())
    for list_id in ("alerts", "un"):
        found = check(case, list_id)
        assert found["outcome"] == "not_done" and "refer until it is back" in found["reason"]
    assert not office.advice(case)["decided"]
    assert {one.age for one in ageing.ages(office.post, office.now)} == {Age.BROKEN}
    board = shift.shift(office.officers["chief"], office.stamp())
    assert [one.searched for one in board.lists] == [False] * 3
    with pytest.raises(NotPossible):
        deciding.admit(office.officers["primary"], case.id, office.stamp())


def test_the_list_read_again_ends_the_outage_and_the_open_case_is_asked_again(office: Office, home: Path) -> None:
    damaged(office, home)
    case = office.arrive(passport())
    office.import_csv("un", b"id,name,born\nU-2,Zeno Kant,1900-01-01\n")
    assert listing.outage(listing.in_service(), TODAY) == ""
    viewing.case(office.officers["primary"], case.id, office.stamp())
    assert check(case, "un")["outcome"] == "passed"


def test_a_damaged_index_alone_is_made_again_and_nobody_notices(office: Office, home: Path) -> None:
    office.arrive(passport())
    for path in (home / "indexes").glob("*"):
        path.write_bytes(b"no index")
    listing.forget()
    assert check(office.arrive(passport("somchai")), "un")["outcome"] == "passed"
    assert listing.outage(listing.in_service(), TODAY) == ""


def test_an_open_hit_goes_on_blocking_while_its_list_cannot_be_opened(office: Office, home: Path) -> None:
    document = passport()
    row = f"P-1,{document.given} {document.surname},{document.birth}\n".encode()
    office.import_csv("alerts", b"id,name,born\n" + row)
    case = office.arrive(document)
    assert case.hits.filter(superseded=False).count() == 1
    damaged(office, home)
    viewing.case(office.officers["primary"], case.id, office.stamp())
    assert check(case, "alerts")["outcome"] == "not_done"
    assert case.hits.filter(superseded=False, state="open").count() == 1


def test_without_any_list_the_desk_is_told_and_nobody_is_called_clear(office: Office) -> None:
    WatchList.objects.update(in_service=False)
    case = office.arrive(passport())
    findings = Assessment.objects.filter(case=case).order_by("-revision")[0].findings
    found = next(one for one in findings if one["code"] == "lists")
    assert found["outcome"] == "not_done" and "nobody was screened" in found["reason"]
    assert not office.advice(case)["decided"]
