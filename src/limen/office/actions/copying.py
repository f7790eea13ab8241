"""The lists in service, copied for a post without a network: who copied what for whom is in the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from limen.office.actions import checkpointing, listing
from limen.office.actions.acting import BadInput, Done, once, permit
from limen.office.records import journal
from limen.office.records.journal import Stamp
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

    Expired lists are not copied. Raises NotPermitted, and BadInput for a moment that is past or too far, a list that is
    not in service, or where no list is.
    """
    permit(officer, "copy_lists", stamp)
    if not stamp.at < until <= stamp.at + LONGEST:
        raise BadInput(N_("A copy ends after now, and within {days} days."), days=LONGEST.days)
    rows = [row for row in listing.in_service() if row.expires_on is None or row.expires_on >= stamp.at.date()]
    unknown = sorted(set(discreet) - {row.list_id for row in rows})
    if unknown:
        raise BadInput(N_("No list in service has this short name: {names}."), names=", ".join(unknown))
    if not rows:
        raise BadInput(N_("No list is in service: there is nothing to copy."))
    particulars = {told["id"]: told for told in listing.particulars(rows)["lists"]}
    lists = [Copied(particulars[row.list_id], listing.content_of(row).entries, row.list_id in discreet) for row in rows]
    data = copies.make(
        lists, post=post, made_by=this_node(), made_at=stamp.at, expires_at=until, signer=checkpointing.node_key(),
        recipient=recipient,
    )  # fmt: skip
    digest = hashlib.sha256(data).hexdigest()

    def run() -> Done:
        payload = {"for": post, "until": until.isoformat(), "digest": digest, "discreet": sorted(discreet),
                   "lists": {row.list_id: row.version for row in rows}}  # fmt: skip
        entry = journal.append(
            stamp=stamp, verb="copy_lists", officer=officer.id, post=officer.post, payload=payload, result=digest
        )
        return Done(None, digest, entry.seq)

    once(officer, "copy_lists", stamp, run)
    return Made(data, digest)
