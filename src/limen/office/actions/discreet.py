"""Discreet lists: neither the traveller nor an officer who is not cleared may notice that somebody is on one.

A list whose audience is a compartment is looked at whenever a document is read, beside the lists of the desks and apart
from them: what is found stands in no assessment, blocks nobody, asks nothing, and is told only in the queue of those
who hold the compartment. What the journal says of a reading has the same form whether anybody was found or not.
"""

from __future__ import annotations

import secrets
import uuid

from limen import screening
from limen.assessment import BLOCKING
from limen.office.actions import hitqueue, listing, watching
from limen.office.actions.acting import Acting, BadInput, Done, NotFound, NotPossible, once, permit
from limen.office.records import store
from limen.office.records.journal import Stamp
from limen.office.records.models import Hit
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer, Person, TravelDocument

FINDINGS = (Hit.State.SAME, Hit.State.NOT_SAME, Hit.State.INCONCLUSIVE)


def look(acting: Acting, document: TravelDocument) -> None:
    """Look at the discreet lists for the document just read, as part of the act that read it."""
    rows = listing.discreet()
    if not rows or acting.case.document is None:
        return
    audiences = {row.list_id: row.audience for row in rows}
    digest, lists = acting.case.document.digest, listing.of_rows(rows, acting.today)
    found = [
        hit
        for hit in lists.screen(Person.of(document))
        if hit.list not in lists.expired and _is_looked_at(acting, lists.index.entry(f"{hit.list}:{hit.entry_id}"))
    ]
    mine = Hit.every.filter(case=acting.case, superseded=False).exclude(compartment="")
    standing = {(row.list_id, row.entry_id, row.entry_hash, row.rules_version): row
                for row in mine if row.document_digest == digest}  # fmt: skip
    wanted = {(hit.list, hit.entry_id, hit.entry_hash, hit.rules_version): hit for hit in found}
    stays = [row.id for key, row in standing.items() if key in wanted]
    mine.exclude(id__in=stays).update(superseded=True)
    fresh = [
        _row(acting, hit, digest, audiences[hit.list], lists.index.entry(f"{hit.list}:{hit.entry_id}"))
        for key, hit in wanted.items()
        if key not in standing
    ]
    Hit.every.bulk_create(fresh)
    watching.put_before([row for row in fresh if row.state == Hit.State.OPEN], acting.post, acting.stamp.at)
    # Salted, so that who reads the digest cannot try what it may be of; the record can be held against it later.
    told = {"salt": secrets.token_hex(16), "found": [hit.to_json() for hit in found]}
    acting.payload["beside"] = store.keep_json(told, acting.stamp.at)


def _is_looked_at(acting: Acting, entry: screening.Entry) -> bool:
    scope = entry.scope
    return scope is None or scope.covers(acting.post.code, acting.today, acting.case.direction, acting.case.flight)


def _row(acting: Acting, hit: screening.Hit, digest: str, compartment: str, entry: screening.Entry) -> Hit:
    before = store.remembered(digest, hit.entry_hash, hit.rules_version, compartment)
    return Hit(
        **acting.acted(), case=acting.case, document_digest=digest, list_id=hit.list, entry_id=hit.entry_id,
        entry_hash=hit.entry_hash, rules_version=hit.rules_version, listed_name=hit.listed_name[:400],
        listed=entry.to_json(), score=hit.score, strength=str(hit.strength), why=hit.to_json()["why"],
        state=Hit.State.REMEMBERED if before else Hit.State.OPEN, remembered_from=before,
        resolved_by_id=before.resolved_by_id if before else None,
        resolved_at=before.resolved_at if before else None, note=before.note if before else "",
        compartment=compartment,
    )  # fmt: skip


def settle_discreet_hit(officer: Officer, stamp: Stamp, hit: uuid.UUID, *, state: str, note: str) -> Done:
    """Say what a hit on a discreet list is: same, not the same (remembered), or not to be told yet.

    It changes nothing of the case. Where the list demands two officers, the first finding waits for another's.
    """
    permit(officer, "settle_discreet_hit", stamp)
    note = note.replace("\0", "").strip()[:4000]
    if state not in FINDINGS:
        raise BadInput(N_("Say whether it is the same person, is not, or cannot be told."))
    if not note:
        raise BadInput(N_("Say in the note what the finding rests on."))

    def run() -> Done:
        row = hitqueue.visible(officer, hit, stamp, "settle_discreet_hit", lock=True)
        if not row.compartment:
            raise NotFound(N_("There is no such hit at this post."))
        if row.claimed_by is not None and str(row.claimed_by_id) != officer.id:
            raise NotPossible(N_("{name} works on this hit already."), name=row.claimed_by.full_name)
        _settle(officer, row, state, note, stamp)
        row.claimed_by, row.claimed_at = None, None
        row.save()
        payload = {"hit": str(row.id), "list": row.list_id, "entry": row.entry_id, "state": str(row.state),
                   "proposed": row.proposed, "note": note}  # fmt: skip
        return Done(None, str(row.id), hitqueue.append_of(officer, stamp, "settle_discreet_hit", row, payload))

    return once(officer, "settle_discreet_hit", stamp, run)


def _settle(officer: Officer, row: Hit, state: str, note: str, stamp: Stamp) -> None:
    me = uuid.UUID(officer.id)
    second = state != Hit.State.INCONCLUSIVE and store.needs_second(row.list_id)
    agreed = second and row.proposed == state and row.proposed_by_id != me
    if second and not agreed:
        row.proposed, row.proposed_note, row.proposed_by_id, row.proposed_at = state, note, me, stamp.at
        if row.state not in BLOCKING:
            row.state = Hit.State.OPEN
        row.resolved_by_id, row.resolved_at, row.agreed_by_id, row.agreed_at = None, None, None, None
        return
    row.resolved_by_id, row.agreed_by_id = (row.proposed_by_id, me) if agreed else (me, None)
    row.agreed_at = stamp.at if agreed else None
    row.state, row.note, row.resolved_at = state, note, stamp.at
    row.proposed, row.proposed_note, row.proposed_by_id, row.proposed_at = "", "", None, None
