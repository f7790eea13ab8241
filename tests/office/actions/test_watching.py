"""Hits put before who watches a list: in their tray, counted on every page, with a receipt."""

from __future__ import annotations

import pytest

from limen.office.actions import hitview, watching
from limen.office.records.models import Duty, Hit, HitWatch, JournalEntry, WatchList
from tests.office.actions.test_discreet import ROOM, cleared, quiet, sought, watch
from tests.office.conftest import Office, passport

pytestmark = pytest.mark.django_db


def watched(office: Office, *names: str, list_id: str = "alerts") -> None:
    WatchList.objects.filter(list_id=list_id).update(watchers=list(names))


def unseen(office: Office, who: str) -> int:
    return len(watching.unseen(office.officers[who]))


def test_a_named_account_and_a_duty_are_told_and_nobody_else(office: Office) -> None:
    watched(office, "secondary", "chief")
    office.arrive(passport("dorian"))
    assert [unseen(office, who) for who in ("primary", "secondary", "chief", "both")] == [0, 1, 1, 1]


def test_a_list_that_nobody_watches_tells_nobody(office: Office) -> None:
    office.arrive(passport("dorian"))
    assert not HitWatch.objects.exists()


def test_opening_it_is_the_receipt_once(office: Office) -> None:
    watched(office, "chief")
    case = office.arrive(passport("dorian"))
    hit = Hit.objects.get(case=case)
    for _ in range(2):
        hitview.hit(office.officers["chief"], office.stamp(), hit.id)
    assert unseen(office, "chief") == 0
    assert HitWatch.objects.get(account=office.accounts["chief"]).seen_at is not None
    assert JournalEntry.objects.filter(verb="see_watched_hits", case=str(case.id)).count() == 1
    hitview.hit(office.officers["primary"], office.stamp(), hit.id)
    assert JournalEntry.objects.filter(verb="see_watched_hits").count() == 1, "who was not told gives no receipt"


def test_a_remembered_hit_is_put_before_nobody(office: Office) -> None:
    from limen.office.actions import assessing

    case = office.arrive(passport("dorian"))
    assessing.resolve_hit(
        office.officers["primary"], case.id, office.stamp(), hit=Hit.objects.get(case=case).id, state="not_same",
        note="no scar",
    )  # fmt: skip
    watched(office, "chief")
    office.arrive(passport("dorian"), by="secondary")
    assert unseen(office, "chief") == 0


def test_who_is_off_duty_is_not_told(office: Office) -> None:
    watched(office, "chief")
    Duty.objects.filter(account=office.accounts["chief"]).update(until_at=office.now)
    office.arrive(passport("dorian"))
    assert not HitWatch.objects.filter(account=office.accounts["chief"]).exists()


def test_of_a_discreet_list_only_who_is_cleared_is_told(office: Office) -> None:
    watch(office, sought(passport("taro")))
    watched(office, "secondary", "chief", list_id="night")
    cleared(office, "chief")
    case = office.arrive(passport("taro"))
    assert HitWatch.objects.get().account == office.accounts["chief"]
    assert unseen(office, "chief") == 1 and unseen(office, "secondary") == 0
    hitview.hit(office.officers["chief"], office.stamp(), quiet(case)[0].id)
    entry = JournalEntry.objects.get(verb="see_watched_hits")
    assert (entry.case, entry.person) == ("", "") and ROOM in entry.payload.content
