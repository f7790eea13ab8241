"""Law is released by two, commences on its day, and leaves what was decided before as it was."""

from __future__ import annotations

import copy
import json
import uuid
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from limen import policy
from limen.office.actions import assessing, deciding, law, lawmaking, lawview, rehearsal, replaying
from limen.office.actions.acting import BadInput, NotFound, NotPossible
from limen.office.authority import NotPermitted
from limen.office.records import store
from limen.office.records.models import JournalEntry, JournalPayload, PackRelease
from limen.policy.pack import Pack, canonical
from tests.office.actions.test_refusal import propose, refusable
from tests.office.conftest import TODAY, Office, passport

TOMORROW = TODAY + timedelta(days=1)
SHIPPED = policy.load_pack("schengen")
FILES: dict[str, Any] = json.loads(SHIPPED.to_bytes())["files"]


def law_with(change: Any) -> bytes:
    files = copy.deepcopy(FILES)
    change(files)
    return Pack.from_bytes(canonical({"format": 1, "files": files})).to_bytes()


def no_visa_for_nigeria(files: dict[str, Any]) -> None:
    required, free = files["lists.yaml"]["lists"][:2]
    free["members"]["NG"] = required["members"].pop("NG")


RELIEVED = law_with(no_visa_for_nigeria)


def proposed(office: Office, commences: date = TOMORROW, data: bytes = RELIEVED, **more: Any) -> uuid.UUID:
    said = {"summary": "No visa for Nigeria any more.", **more}
    by = office.officers["policy_officer"]
    done = lawmaking.propose_release(by, office.stamp(), pack="schengen", data=data, commences=commences, **said)
    return uuid.UUID(done.result)


def released(office: Office, commences: date = TOMORROW, **more: Any) -> uuid.UUID:
    release = proposed(office, commences, **more)
    lawmaking.release_law(office.officers["second_policy_officer"], office.stamp(), release=release)
    return release


def go_to(office: Office, day: date, hour: int = 9) -> None:
    office.now = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Europe/Luxembourg"))


def test_it_waits_for_another_and_changes_nothing_until_released(office: Office) -> None:
    before = law.in_force("schengen", TODAY)
    release = proposed(office, TODAY)
    assert law.in_force("schengen", TODAY) == before
    with pytest.raises(NotPermitted, match="second officer"):
        lawmaking.release_law(office.officers["policy_officer"], office.stamp(), release=release)
    with pytest.raises(NotPermitted, match="second officer"):
        lawmaking.return_law(office.officers["policy_officer"], office.stamp(), release=release, reason="Mine.")
    assert JournalEntry.objects.filter(verb="not_permitted").count() == 2
    for role in ("chief", "list_officer", "administrator", "auditor", "primary"):
        with pytest.raises(NotPermitted):
            lawmaking.release_law(office.officers[role], office.stamp(), release=release)
    done = lawmaking.release_law(office.officers["second_policy_officer"], office.stamp(), release=release)
    now = law.in_force("schengen", TODAY)
    assert now is not None and str(now.id) == done.result and now.second != now.officer
    entries = JournalEntry.objects.filter(verb__in=["propose_law", "release_law"]).order_by("-seq")[:2]
    said = [json.loads(JournalPayload.objects.get(entry=entry).content) for entry in entries]
    assert {one["digest"] for one in said} == {store.digest(RELIEVED)} and said[1]["summary"].startswith("No visa")


def test_the_database_itself_wants_two(office: Office) -> None:
    row = PackRelease.objects.get(id=proposed(office))
    for columns in (
        {"state": "released", "second": row.officer, "released_at": office.now},
        {"state": "released"},
        {"second": row.officer},
        {"state": "signed"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            PackRelease.objects.filter(id=row.id).update(**columns)


def test_until_its_first_day_the_law_in_force_stays_and_then_the_new_one_is_it(office: Office) -> None:
    released(office)
    case = refusable(office)
    assert not assessing.is_stale(case, office.now)
    go_to(office, TODAY, 23)
    assert not assessing.is_stale(case, office.now)
    go_to(office, TOMORROW, 0)
    assert assessing.is_stale(case, office.now)
    assessing.refresh(office.officers["primary"], case.id, office.stamp())
    advice = office.advice(office.case(case.id))
    assert advice["outcome"] != "refuse" and "C" not in {ground["code"] for ground in advice["grounds"]}
    later = office.arrive(passport("amara", number="P9990001"))
    assert "visa_held" not in {ask["fact"] for ask in office.advice(later)["ask"]}


def test_what_was_decided_the_day_before_is_replayed_under_the_law_of_its_day(office: Office) -> None:
    case = propose(office)
    released(office)
    go_to(office, TOMORROW)
    found = replaying.replay(office.officers["auditor"], case.id, office.stamp())
    one = found.decisions[0]
    assert found.same and one.law.digest == store.digest(SHIPPED.to_bytes())
    assert one.law.replaced_at == datetime(2026, 11, 23, tzinfo=ZoneInfo("Europe/Luxembourg"))
    assert "Second Policy Officer" in one.law.released_by
    # Signed a day later, it is asked again, of the law of that day: which knows no such ground any more.
    with pytest.raises(NotPossible):
        deciding.countersign(office.officers["chief"], case.id, office.stamp())


def test_of_two_to_come_each_has_its_day_whichever_was_released_first(office: Office) -> None:
    later = released(office, TODAY + timedelta(days=9))
    other = law_with(lambda files: files["pack.yaml"].update(title="Another title"))
    sooner = released(office, TODAY + timedelta(days=3), data=other)
    days = [TODAY + timedelta(days=count) for count in range(11)]
    ids = [row.id if (row := law.in_force("schengen", day)) else None for day in days]
    assert ids[3:] == [sooner] * 6 + [later] * 2 and sooner not in ids[:3]


def test_what_has_not_commenced_can_be_withdrawn_and_what_has_cannot(office: Office) -> None:
    release = released(office, TODAY + timedelta(days=5))
    with pytest.raises(BadInput, match="reason"):
        lawmaking.withdraw_law(office.officers["policy_officer"], office.stamp(), release=release, reason="  ")
    lawmaking.withdraw_law(office.officers["policy_officer"], office.stamp(), release=release, reason="A misprint.")
    row = law.in_force("schengen", TODAY + timedelta(days=6))
    assert row is not None and row.id != release
    standing = released(office, TODAY)
    with pytest.raises(NotPossible, match="what follows"):
        lawmaking.withdraw_law(office.officers["policy_officer"], office.stamp(), release=standing, reason="Wrong.")


def test_sent_back_it_may_be_proposed_anew(office: Office) -> None:
    release = proposed(office)
    with pytest.raises(NotPossible, match="waits"):
        proposed(office)
    second = office.officers["second_policy_officer"]
    lawmaking.return_law(second, office.stamp(), release=release, reason="The clause is missing.")
    with pytest.raises(NotPossible, match="waits no longer"):
        lawmaking.release_law(second, office.stamp(), release=release)
    again = proposed(office)
    rows = {row.id: row for row in lawview.board(second, office.stamp()).earlier}
    assert rows[release].reason == "The clause is missing." and again not in rows


def test_a_day_gone_by_is_never_the_first_day_of_a_law(office: Office) -> None:
    with pytest.raises(BadInput, match="never on a day gone by"):
        proposed(office, TODAY - timedelta(days=1))
    release = proposed(office, TODAY)
    go_to(office, TOMORROW)
    with pytest.raises(NotPossible, match="gone by"):
        lawmaking.release_law(office.officers["second_policy_officer"], office.stamp(), release=release)


def test_what_was_signed_is_what_was_compared(office: Office) -> None:
    before = released(office, TODAY + timedelta(days=2), data=law_with(lambda f: f["pack.yaml"].update(title="Other")))
    release = proposed(office, TODAY + timedelta(days=5))
    lawmaking.withdraw_law(office.officers["policy_officer"], office.stamp(), release=before, reason="Not now.")
    with pytest.raises(NotPossible, match="another by now"):
        lawmaking.release_law(office.officers["second_policy_officer"], office.stamp(), release=release)


def fails_an_example(files: dict[str, Any]) -> None:
    for example in files["examples/entry.yaml"]["examples"]:
        example["gives"]["outcome"] = "refuse"


def loses_a_route(files: dict[str, Any]) -> None:
    del files["routes/exit.yaml"], files["examples/exit.yaml"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"no pack", "cannot be released"),
        (RELIEVED.replace(b'"title":"Schengen', b'"title" : "Schengen', 1), "canonical"),
        (law_with(fails_an_example), "faults found by proofreading"),
        (law_with(loses_a_route), "Routes of the law|faults found by proofreading"),
        (policy.load_pack("canada").to_bytes(), "not schengen"),
    ],
    ids=["unreadable", "not canonical", "failing", "a route less", "another pack"],
)
def test_what_is_unsound_is_never_asked_to_be_signed(office: Office, data: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        proposed(office, data=data)
    assert PackRelease.objects.count() == 1


def test_nothing_new_nothing_said_and_nothing_known(office: Office) -> None:
    with pytest.raises(NotPossible, match="nothing would change"):
        proposed(office, data=SHIPPED.to_bytes())
    with pytest.raises(BadInput, match="what this release changes"):
        proposed(office, summary=" ")
    with pytest.raises(NotFound):
        lawmaking.release_law(office.officers["second_policy_officer"], office.stamp(), release=uuid.uuid4())


def test_sent_twice_it_is_one_release(office: Office) -> None:
    by, stamp = office.officers["policy_officer"], office.stamp()
    for _ in range(2):
        done = lawmaking.propose_release(
            by, stamp, pack="schengen", data=RELIEVED, commences=TOMORROW, summary="No visa."
        )
    assert done.replayed and PackRelease.objects.count() == 2


def test_a_new_post_has_no_law_until_two_have_released_one(office: Office) -> None:
    PackRelease.objects.all().delete()
    with pytest.raises(NotPossible, match="two policy officers"):
        office.arrive(passport("henri"))
    release = proposed(office, TODAY, data=SHIPPED.to_bytes())
    page = lawview.release(office.officers["second_policy_officer"], office.stamp(), release)
    assert page.first and page.changes == 0 and page.may_release and not page.may_rehearse
    lawmaking.release_law(office.officers["second_policy_officer"], office.stamp(), release=release)
    assert office.arrive(passport("henri")).state == "open"


# -- seen and rehearsed -----------------------------------------------------------------------------------------------


def test_the_board_says_what_is_in_force_waits_and_is_to_come(office: Office) -> None:
    to_come = released(office, TODAY + timedelta(days=9))
    waits = proposed(office, TOMORROW, data=law_with(lambda files: files["pack.yaml"].update(title="Another title")))
    board = lawview.board(office.officers["policy_officer"], office.stamp())
    assert [one.id for one in board.waiting] == [waits] and [one.id for one in board.to_come] == [to_come]
    assert [(one.code, one.release.stands if one.release else "") for one in board.posts] == [("HALL-A", "in_force")]
    with pytest.raises(NotPermitted):
        lawview.board(office.officers["primary"], office.stamp())


def test_a_release_is_shown_beside_the_law_it_takes_the_place_of(office: Office) -> None:
    release = proposed(office)
    for key, may in (("policy_officer", False), ("second_policy_officer", True), ("chief", False)):
        page = lawview.release(office.officers[key], office.stamp(), release)
        assert (page.may_release, bool(page.why_not)) == (may, key == "policy_officer")
    assert page.changes == 2 and {one.name for part in page.parts for one in part.changes} == {"ANNEX_I", "ANNEX_II"}
    assert page.findings and page.against is not None and page.against.stands == "in_force"


def test_kept_cases_are_judged_under_both_laws_and_no_name_is_told(office: Office) -> None:
    refused = propose(office)
    admitted = office.answer_all(office.arrive(passport("henri")))
    deciding.admit(office.officers["primary"], admitted.id, office.stamp(), seen=admitted.revision)
    release = proposed(office)
    by, row = office.officers["policy_officer"], lawview.found(release)
    for day in rehearsal.DAYS:
        found = rehearsal.rehearse(by, office.stamp(), row, day=day)
        assert (found.cases, found.open, found.not_judged, found.more) == (2, 1, 0, 0)
        counts = {code: count for code, _, count in found.counts}
        assert counts["same"] == 1 and sum(counts.values()) == 2
        assert [one.case for one in found.changed] == [refused.id]
        assert {one.name for one in found.groups} == {"NG", "LU"} and found.posts[0].name == "Hall A"
        if counts["now_open"]:
            assert found.gather and found.changed[0].gather
        assert "AMARA" not in repr(found) and "SCHWELL" not in repr(found)
    assert JournalEntry.objects.filter(verb="rehearse_law").count() == 2
    with pytest.raises(NotPermitted):
        rehearsal.rehearse(office.officers["chief"], office.stamp(), row)


def test_what_begins_on_the_first_day_is_seen_only_as_if_they_came_then(office: Office) -> None:
    def from_its_first_day(files: dict[str, Any]) -> None:
        required, free = files["lists.yaml"]["lists"][:2]
        first, last = (TODAY + timedelta(days=20)).isoformat(), (TODAY + timedelta(days=19)).isoformat()
        required["members"]["NG"] = {"name": "Nigeria", "from": "2025-02-03", "to": last}
        free["members"]["NG"] = {"name": "Nigeria", "from": first}

    propose(office)
    row = lawview.found(proposed(office, TODAY + timedelta(days=20), data=law_with(from_its_first_day)))
    by = office.officers["policy_officer"]
    assert rehearsal.rehearse(by, office.stamp(), row, day="own").same
    assert not rehearsal.rehearse(by, office.stamp(), row, day="first").same


def test_only_so_many_days_are_looked_back(office: Office) -> None:
    admitted = office.answer_all(office.arrive(passport("henri")))
    deciding.admit(office.officers["primary"], admitted.id, office.stamp(), seen=admitted.revision)
    row, by = lawview.found(proposed(office, TODAY + timedelta(days=30))), office.officers["policy_officer"]
    go_to(office, TODAY + timedelta(days=10))
    assert rehearsal.rehearse(by, office.stamp(), row, back=11).cases == 1
    assert rehearsal.rehearse(by, office.stamp(), row, back=9).cases == 0
    for back in (-1, 367):
        with pytest.raises(BadInput):
            rehearsal.rehearse(by, office.stamp(), row, back=back)
