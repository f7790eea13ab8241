"""What a change of law means at a desk is read there, said to be understood, and blocks nobody."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from limen.office.actions import bulletins, lawmaking, lawview
from limen.office.actions.acting import NotFound, NotPossible
from limen.office.authority import NotPermitted
from limen.office.records.models import BulletinReading, JournalEntry, Post
from tests.office.actions.test_lawmaking import RELIEVED, SHIPPED, TOMORROW, go_to, released
from tests.office.conftest import TODAY, Office, passport

TEXT = "Holders of a passport of Nigeria need no visa for a short stay.\n\nAsk them no more for one."


def told(office: Office, commences: date = TOMORROW) -> uuid.UUID:
    return released(office, commences, bulletin=TEXT)


def unread(office: Office, role: str = "primary") -> list[uuid.UUID]:
    return [one.release for one in bulletins.unread(office.officers[role], office.now)]


def test_it_stands_at_the_desk_before_the_law_begins_until_it_is_read(office: Office) -> None:
    release = told(office, TODAY + timedelta(days=5))
    assert [unread(office, role) for role in ("primary", "secondary", "chief")] == [[release]] * 3
    assert not unread(office, "policy_officer") and not unread(office, "auditor")
    assert office.arrive(passport("henri")).state == "open"  # it blocks nothing
    bulletins.read_bulletin(office.officers["primary"], office.stamp(), release=release)
    assert not unread(office) and unread(office, "secondary") == [release]
    shown = bulletins.at_post(office.officers["primary"], office.now)
    assert shown[0].text == TEXT and not shown[0].in_force and shown[0].read_at is not None
    assert JournalEntry.objects.get(verb="read_bulletin").officer == office.officers["primary"].id


def test_what_has_no_bulletin_or_only_waits_is_shown_to_nobody(office: Office) -> None:
    released(office)
    second = office.officers["second_policy_officer"]
    proposed = lawmaking.propose_release(
        second, office.stamp(), pack="schengen", data=SHIPPED.to_bytes(), commences=TODAY + timedelta(days=9),
        summary="Back again.", bulletin="As it was.",
    )  # fmt: skip
    assert not unread(office)
    with pytest.raises(NotFound):
        bulletins.read_bulletin(office.officers["primary"], office.stamp(), release=uuid.UUID(proposed.result))


def test_it_goes_once_another_law_has_taken_its_place(office: Office) -> None:
    release = told(office, TODAY)
    assert unread(office) == [release]
    later = released(office, TOMORROW, data=SHIPPED.to_bytes(), bulletin="As it was before.")
    assert unread(office) == [release, later]
    go_to(office, TOMORROW)
    assert unread(office) == [later]
    assert SHIPPED.to_bytes() != RELIEVED


def test_it_is_read_once_by_each_and_the_row_stays_as_it_is(office: Office) -> None:
    release, stamp = told(office), office.stamp()
    for _ in range(2):
        done = bulletins.read_bulletin(office.officers["primary"], stamp, release=release)
    assert done.replayed
    with pytest.raises(NotPossible, match="already"):
        bulletins.read_bulletin(office.officers["primary"], office.stamp(), release=release)
    for role in ("policy_officer", "auditor", "list_officer"):
        with pytest.raises(NotPermitted):
            bulletins.read_bulletin(office.officers[role], office.stamp(), release=release)
    assert BulletinReading.objects.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        BulletinReading.objects.update(zone="UTC")


def test_a_post_under_another_law_is_told_nothing(office: Office) -> None:
    release = told(office)
    Post.objects.update(pack="canada")
    assert not unread(office)
    with pytest.raises(NotFound):
        bulletins.read_bulletin(office.officers["primary"], office.stamp(), release=release)


def test_the_chief_and_the_law_officer_see_who_has_read_it(office: Office) -> None:
    release = told(office)
    bulletins.read_bulletin(office.officers["secondary"], office.stamp(), release=release)
    for role in ("chief", "policy_officer"):
        page = lawview.release(office.officers[role], office.stamp(), release)
        names = {one.name: one.read_at is not None for one in page.readers}
        assert names == {
            "Primary Officer": False,
            "Chief Officer": False,
            "Both Hats": False,
            "Secondary Officer": True,
        }
        assert page.readers[-1].name == "Secondary Officer"  # who has not read it comes first
