"""The lists in service, copied for a post without a network: who copied what for whom is in the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from limen.office.actions import ageing, checkpointing, listing, listterms
from limen.office.actions.acting import BadInput, Done, once, permit
from limen.office.records import journal
from limen.office.records.journal import Stamp
from limen.office.records.models import WatchList
from limen.office.records.models.row import this_node
from limen.screening import copies
from limen.screening.copies import Copied
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer

LONGEST = timedelta(days=31)  # a copy is out of date from the first correction on


@dataclass(frozen=True, slots=True)
class Made:
    """A copy: its bytes, and the digest the journal keeps of it."""

    data: bytes
    digest: str


def copy_lists(
    officer: Officer,
    stamp: Stamp,
    *,
    post: str,
    recipient: X25519PublicKey,
    until: datetime,
    discreet: Collection[str] = (),
) -> Made:
    """Copy every list in service for one post, sealed to its key, until a moment; `discreet` lists go blinded.

    So does every list that only a compartment may know of. Expired lists are not copied, nor what came here blinded.
    Raises NotPermitted, and BadInput for a moment that is past or too far, a list that is
    not in service, or where no list is.
    """
    permit(officer, "copy_lists", stamp)
    if not stamp.at < until <= stamp.at + LONGEST:
        raise BadInput(N_("A copy ends after now, and within {days} days."), days=LONGEST.days)
    rows = [row for row in listing.everywhere() if row.expires_on is None or row.expires_on >= stamp.at.date()]
    discreet = {*discreet, *(row.list_id for row in rows if row.audience != listing.EVERYBODY)}  # never readable there
    unknown = sorted(set(discreet) - {row.list_id for row in rows})
    if unknown:
        raise BadInput(N_("No list in service has this short name: {names}."), names=", ".join(unknown))
    if not rows:
        raise BadInput(N_("No list is in service: there is nothing to copy."))
    blinded = {*discreet, *(row.list_id for row in rows if row.audience != listing.EVERYBODY)}
    told = {one["id"]: one for one in listing.particulars(rows)["lists"]}
    lists = [
        Copied({**told[row.list_id], **_more(row, stamp.at)}, listing.content_of(row).entries, row.list_id in blinded)
        for row in rows
    ]
    data = copies.make(
        lists, post=post, made_by=this_node(), made_at=stamp.at, expires_at=until, signer=checkpointing.node_key(),
        recipient=recipient,
    )  # fmt: skip
    digest = hashlib.sha256(data).hexdigest()

    def run() -> Done:
        payload = {"for": post, "until": until.isoformat(), "digest": digest, "discreet": sorted(blinded),
                   "lists": {row.list_id: row.version for row in rows}}  # fmt: skip
        entry = journal.append(
            stamp=stamp, verb="copy_lists", officer=officer.id, post=officer.post, payload=payload, result=digest
        )
        return Done(None, digest, entry.seq)

    once(officer, "copy_lists", stamp, run)
    return Made(data, digest)


def _more(row: WatchList, at: datetime) -> dict[str, Any]:
    """What the office that takes the copy in must know of a list beside its particulars: its age, and its rules."""
    rules = {name: value for name, value in listterms.of_row(row).items() if name != "watchers"}
    return {**rules, "as_of": ageing.as_of(row, at).isoformat()}
