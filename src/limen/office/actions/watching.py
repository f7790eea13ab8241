"""Hits put before those who watch a list: who is named there, by sign-in name or duty, has each new hit in their tray.

The tray is counted on every page; opening the hit is the receipt, which is journaled. Of a discreet list only who holds
its compartment is told.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from limen.office.actions import hitqueue
from limen.office.actions.acting import Done, once
from limen.office.records.journal import Stamp
from limen.office.records.models import Account, Duty, Hit, HitWatch, Post, WatchList
from limen.vocabulary.person import Officer


def put_before(hits: Iterable[Hit], post: Post, at: datetime) -> None:
    """Put new hits before whoever watches their lists and serves here now, as part of the act that found them."""
    found = list(hits)
    lists = WatchList.objects.filter(in_service=True, list_id__in={hit.list_id for hit in found}).exclude(watchers=[])
    for row in lists if found else ():
        for hit in found:
            if hit.list_id == row.list_id:
                accounts = _watching(row, post, at, hit.compartment)
                rows = [HitWatch(made_at=at, hit=hit, account_id=account) for account in accounts]
                HitWatch.objects.bulk_create(rows, ignore_conflicts=True)


def _watching(row: WatchList, post: Post, at: datetime, compartment: str) -> list[uuid.UUID]:
    """The accounts that a list names, on duty at a post; where the hit is in a compartment, those who hold it."""
    current = Duty.objects.filter(post=post, from_at__lte=at).filter(Q(until_at=None) | Q(until_at__gt=at))
    named = Q(username__in=row.watchers)
    named |= Q(id__in=current.filter(compartment="", role__in=row.watchers).values("account"))
    accounts = Account.objects.filter(named, is_active=True, id__in=current.values("account"))
    if compartment:
        accounts = accounts.filter(id__in=current.filter(compartment=compartment).values("account"))
    return sorted(accounts.values_list("id", flat=True))


def unseen(officer: Officer) -> frozenset[uuid.UUID]:
    """The hits put before this officer that they have not opened."""
    held = ["", *officer.compartments]
    rows = HitWatch.objects.filter(
        account=uuid.UUID(officer.id), seen_at=None, hit__superseded=False, hit__compartment__in=held,
        hit__case__post__code=officer.post,
    )  # fmt: skip
    return frozenset(rows.values_list("hit_id", flat=True))


def see(officer: Officer, stamp: Stamp, hit: Hit) -> None:
    """Write the receipt of a hit put before this officer, once; nothing where it was not, or was seen."""
    rows = HitWatch.objects.filter(hit=hit, account=uuid.UUID(officer.id), seen_at=None)
    if not rows.exists():
        return
    own = Stamp(uuid.uuid5(stamp.key, "receipt"), stamp.at, stamp.client_at, stamp.zone)

    def run() -> Done:
        rows.update(seen_at=stamp.at)
        payload = {"hit": str(hit.id), "list": hit.list_id, "entry": hit.entry_id}
        return Done(None, str(hit.id), hitqueue.append_of(officer, own, "see_watched_hits", hit, payload))

    once(officer, "see_watched_hits", own, run)
