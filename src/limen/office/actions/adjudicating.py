"""What comes after one officer's finding on a list hit: a second officer's word, a chief's order, and its undoing.

A list may demand two officers (`WatchList.second`): what the first finds is proposed until another agrees. A hit that
is open or inconclusive blocks, and only a chief lets a traveller through all the same, by name and with reasons about
this person; the order lifts nothing but the hit's own block, and leaves the hit open.
"""

from __future__ import annotations

import uuid

from limen.assessment import BLOCKING
from limen.casework import ARRIVAL
from limen.office import authority
from limen.office.actions import assessing, weighing
from limen.office.actions.acting import Acting, BadInput, NotFound, NotPossible, case_act
from limen.office.actions.assessing import hit_of
from limen.office.records.models import Hit, HitOverride
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Role

LEAST_REASONS = 20  # characters: shorter is a tick box, not a reason about this person (FAILURES F27)
LONGEST = 4000


def _reason(text: str, missing: str) -> str:
    text = text.replace("\0", "").strip()
    if len(text) < LEAST_REASONS:
        raise BadInput(missing, least=LEAST_REASONS)
    if len(text) > LONGEST:
        raise BadInput(N_("A reason is kept up to {most} characters."), most=LONGEST)
    return text


# -- the second officer -----------------------------------------------------------------------------------------------


def _proposed(acting: Acting, hit: uuid.UUID, act: str) -> Hit:
    """A hit on which somebody's finding waits. Raises NotPermitted for whoever's finding it is."""
    row = hit_of(acting, hit)
    if not row.proposed:
        raise NotPossible(N_("Nothing on this hit waits for a second officer: reload to see what happened."))
    authority.require(acting.officer, act, first_officer=str(row.proposed_by_id))
    return row


def _foresee_agreeing(acting: Acting, *, hit: uuid.UUID) -> None:
    row = acting.case.hits.filter(id=hit, superseded=False).first()
    if row is not None and row.proposed and acting.case.document_id is not None:
        assessing.foresee_state(acting, row, row.proposed)


@case_act("agree_hit", _foresee_agreeing)
def agree_hit(acting: Acting, *, hit: uuid.UUID) -> None:
    """Agree to what another officer found of a hit: it takes effect, signed by both."""
    row = _proposed(acting, hit, "agree_hit")
    row.state, row.note = Hit.State(row.proposed), row.proposed_note
    row.resolved_by_id, row.resolved_at = row.proposed_by_id, acting.stamp.at
    row.agreed_by_id, row.agreed_at = uuid.UUID(acting.officer.id), acting.stamp.at
    acting.payload["first"] = str(row.proposed_by_id)
    row.proposed, row.proposed_note, row.proposed_by_id, row.proposed_at = "", "", None, None
    assessing.save_resolution(acting, row, row.note)


@case_act("return_hit", weighing.as_it_stands)
def return_hit(acting: Acting, *, hit: uuid.UUID, reason: str) -> None:
    """Not agree to what another officer found of a hit: it stays open, and the record keeps both."""
    row = _proposed(acting, hit, "return_hit")
    if not reason.strip():
        raise BadInput(N_("Say why you do not agree: the officer who found it reads it."))
    acting.payload |= {"first": str(row.proposed_by_id), "returned": row.proposed}
    row.note = reason.replace("\0", "").strip()[:LONGEST]
    row.proposed, row.proposed_note, row.proposed_by_id, row.proposed_at = "", "", None, None
    assessing.save_resolution(acting, row, row.note)


# -- a chief's order --------------------------------------------------------------------------------------------------


@case_act("override_hit", weighing.as_it_stands)
def override_hit(acting: Acting, *, hit: uuid.UUID, reason: str) -> None:
    """Order by name that one unresolved hit keeps this traveller waiting no longer; the hit itself stays open.

    Nothing else is lifted: what words of fear or a child freeze stays frozen, and what the law asks is still asked.
    """
    row = acting.case.hits.filter(id=hit, superseded=False).first()
    if row is None:
        raise NotFound(N_("There is no such hit on this traveller."))
    if row.state not in BLOCKING:
        raise NotPossible(N_("This hit is resolved: it keeps nobody waiting."))
    if row.overrides.exists():
        raise NotPossible(N_("This was ordered already: reload to see by whom."))
    text = _reason(reason, N_(
        "Say why this person may go on although the hit is not resolved, {least} characters at least: what was looked "
        "at, what could not be, and what you rest on."
    ))  # fmt: skip
    order = HitOverride.objects.create(
        **acting.acted(), case=acting.case, hit=row, role=Role.CHIEF.value, reason=text
    )  # fmt: skip
    assessing.reassess(acting)
    acting.result = str(order.id)
    acting.payload |= {"override": str(order.id), "hit": str(row.id), "list": row.list_id, "entry": row.entry_id,
                       "entry_hash": row.entry_hash, "state": str(row.state), "role": order.role,
                       "by": acting.officer.name, "reason": text}  # fmt: skip


# -- undoing ----------------------------------------------------------------------------------------------------------

TAKEN_BACK = (Hit.State.NOT_SAME, Hit.State.SAME, Hit.State.REMEMBERED)


@case_act("reopen_hit", weighing.as_it_stands)
def reopen_hit(acting: Acting, *, hit: uuid.UUID, reason: str) -> None:
    """Take back what was found of a hit, with the reason: it is open again wherever the finding was relied on.

    That is every case of the same document, entry content and rules, those that are closed too: they come back to the
    queue. Nothing of what was decided on it changes by itself.
    """
    row = hit_of(acting, hit)
    if row.state not in TAKEN_BACK:
        raise NotPossible(N_("There is no finding on this hit to take back: reload to see what happened."))
    text = _reason(reason, N_(
        "Say why what was found does not stand, {least} characters at least: what is known now that was not."
    ))  # fmt: skip
    was = str(row.state)
    relied = Hit.objects.filter(
        document_digest=row.document_digest, entry_hash=row.entry_hash, rules_version=row.rules_version,
        state__in=TAKEN_BACK,
    )  # fmt: skip
    # Locked in one order: two who take back findings of the same person wait for each other and do not stand still.
    held = relied.select_for_update(of=("self",)).order_by("id").values_list("case_id", flat=True)
    cases = sorted({str(key) for key in held} - {str(acting.case.id)})
    relied.update(
        state=Hit.State.OPEN, note=text, remembered_from=None, resolved_by=None, resolved_at=None, agreed_by=None,
        agreed_at=None, proposed="", proposed_note="", proposed_by=None, proposed_at=None,
        reopened_at=acting.stamp.at,
    )  # fmt: skip
    if acting.case.state not in ARRIVAL.closed:
        assessing.reassess(acting)
    acting.result = str(row.id)
    acting.payload |= {"hit": str(row.id), "list": row.list_id, "entry": row.entry_id, "entry_hash": row.entry_hash,
                       "was": was, "reason": text, "reopened": cases}  # fmt: skip
