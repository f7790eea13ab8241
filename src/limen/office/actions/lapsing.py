"""What readers delivered does not lie about: past the post's own limit its contents go, opened or not.

The limit is the post's particular `delivery_hours`, a day where it states none. What was found in a delivery is in the
examinations of its case; of the delivery itself its digest, its signature and what became of it stay.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from limen.office import authority
from limen.office.actions.acting import Done, once
from limen.office.records import journal, store
from limen.office.records.journal import Stamp
from limen.office.records.models import Delivery, Post
from limen.vocabulary.person import Officer

HOURS = 24
MOST_AT_ONCE = 200  # rows of one act; more go with the next
VERB = "lapse_deliveries"


def hours_of(post: Post) -> int:
    """How long what a reader delivered is kept at a post; a day where it states nothing that can be read."""
    text = str(post.particulars.get("delivery_hours", "")).strip()
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 10_000 else HOURS


def since(post: Post, at: datetime) -> datetime:
    """From when on a delivery has not lapsed."""
    return at - timedelta(hours=hours_of(post))


def lapse(officer: Officer, stamp: Stamp) -> Done | None:
    """Empty the deliveries at the officer's post that are past its limit; None where there are none.

    Raises NotPermitted.
    """
    authority.require(officer, VERB)
    post = Post.objects.filter(code=officer.post).first()
    if post is None:
        return None
    old = Delivery.objects.filter(reader__post=post, made_at__lt=since(post, stamp.at), emptied_at=None)
    if not old.exists():
        return None

    def run() -> Done:
        rows = list(old.order_by("made_at").values_list("id", "kind", "settled_at")[:MOST_AT_ONCE])
        unopened = [id for id, _kind, settled_at in rows if settled_at is None]
        store.empty_deliveries([id for id, _kind, _settled_at in rows], stamp.at)
        Delivery.objects.filter(id__in=unopened).update(settled_at=stamp.at, settled="lapsed")
        kinds: dict[str, int] = {}
        for _id, kind, _settled_at in rows:
            kinds[kind] = kinds.get(kind, 0) + 1
        payload = {"emptied": len(rows), "unopened": len(unopened), "kinds": kinds, "hours": hours_of(post)}
        entry = journal.append(
            stamp=stamp, verb=VERB, officer=officer.id, post=officer.post, payload=payload, result=str(len(rows))
        )
        return Done(None, str(len(rows)), entry.seq)

    return once(officer, VERB, stamp, run)
