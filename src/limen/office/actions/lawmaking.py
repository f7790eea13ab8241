"""Releasing law: one policy officer proposes a pack, another releases it, and from its day on it is the law.

What is proposed are the canonical bytes of a pack (`Pack.to_bytes`), proofread before anybody is asked to sign them and
kept as they are. Nobody releases what they proposed themselves: the table of authority says so, and the database. Until
the day of commencement the law in force stays; what has commenced is never withdrawn, only followed by another release.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from limen import policy
from limen.office import authority
from limen.office.actions import law
from limen.office.actions.acting import Done, acted, once, permit
from limen.office.actions.errors import BadInput, NotFound, NotPossible
from limen.office.records import journal, store
from limen.office.records.journal import Stamp
from limen.office.records.models import PackRelease, Post
from limen.policy import NotInForceError, Pack, PackError
from limen.vocabulary.evidence import N_, Finding, Outcome
from limen.vocabulary.person import Officer

LONGEST_SUMMARY = 600
LONGEST_BULLETIN = 8000


def propose_release(
    officer: Officer, stamp: Stamp, *, pack: str, data: bytes, commences: date, summary: str, bulletin: str = ""
) -> Done:
    """Propose a pack's canonical bytes as the law of its posts from a day on; the result names the release.

    `summary` says what changes and `bulletin` what that means at a desk. Raises NotPermitted; BadInput for a pack that
    cannot be read, fails its own proofreading, lacks a route of the law in force or says nothing of its first day, and
    for a day gone by; NotPossible while another release of the pack waits, and where nothing would change.
    """
    permit(officer, "propose_law", stamp)
    summary, bulletin = _text(summary, LONGEST_SUMMARY), _text(bulletin, LONGEST_BULLETIN)
    if not summary:
        raise BadInput(N_("Say in a sentence what this release changes: the second officer and the journal need it."))
    read = proofread(data)
    if read.id != pack:
        raise BadInput(N_("These bytes are the pack {other}, not {pack}."), other=read.id, pack=pack)
    if commences < _today(stamp):
        raise BadInput(N_("Law commences today or later, never on a day gone by: {day}."), day=commences)
    _begun(read, commences)

    def run() -> Done:
        if PackRelease.objects.filter(pack=pack, state=PackRelease.State.PROPOSED).exists():
            raise NotPossible(N_("Another release of this pack waits: release it, return it or withdraw it first."))
        _named_by_no_post(read)
        before = law.in_force(pack, commences)
        digest = store.keep(data, "application/json", stamp.at)
        if before is not None:
            _follows(read, before, digest)
        row = PackRelease.objects.create(
            **acted(officer, stamp), pack=pack, digest=digest, title=read.title, reviewers=list(read.reviewers),
            commences=commences, summary=summary, bulletin=bulletin, against=before.digest if before else "",
        )  # fmt: skip
        return _noted(officer, stamp, "propose_law", row, summary=summary, bulletin=bulletin)

    return once(officer, "propose_law", stamp, run)


def release_law(officer: Officer, stamp: Stamp, *, release: uuid.UUID) -> Done:
    """Release what another officer proposed. Raises NotPermitted to the proposer, NotFound; NotPossible where it waits
    no longer, its day is gone by, or the law that it was compared with is another now."""

    def change(row: PackRelease) -> None:
        _waits(row)
        if row.commences < _today(stamp):
            raise NotPossible(
                N_("Its first day, {day}, is gone by: return it, to be proposed again for a day to come."),
                day=row.commences,
            )
        before = law.in_force(row.pack, row.commences)
        if (before.digest if before else "") != row.against:
            raise NotPossible(N_("The law it was compared with is another by now: return it, to be proposed again."))
        if store.digest(store.kept(row.digest)) != row.digest:
            raise NotPossible(N_("The kept bytes of this release were changed: it cannot be released."))
        row.state, row.second_id, row.released_at = PackRelease.State.RELEASED, uuid.UUID(officer.id), stamp.at

    return _settle(officer, stamp, "release_law", release, change)


def return_law(officer: Officer, stamp: Stamp, *, release: uuid.UUID, reason: str) -> Done:
    """Send what another officer proposed back with the reason. Raises as `release_law` does; BadInput without one."""

    def change(row: PackRelease) -> None:
        _waits(row)
        row.second_id = uuid.UUID(officer.id)
        _end(officer, stamp, row, PackRelease.State.RETURNED, reason)

    return _settle(officer, stamp, "return_law", release, change, reason=reason.strip())


def withdraw_law(officer: Officer, stamp: Stamp, *, release: uuid.UUID, reason: str) -> Done:
    """Withdraw what waits, or what is released and has not commenced at any post; the law in force stays.

    Raises NotPermitted, NotFound; BadInput without a reason; NotPossible for what is or was law.
    """

    def change(row: PackRelease) -> None:
        if not may_be_withdrawn(row, stamp):
            raise NotPossible(N_("Only what waits or has not commenced can be withdrawn: propose what follows it."))
        _end(officer, stamp, row, PackRelease.State.WITHDRAWN, reason)

    return _settle(officer, stamp, "withdraw_law", release, change, reason=reason.strip())


def proofread(data: bytes) -> Pack:
    """The pack of canonical bytes without a fault. Raises BadInput for any other."""
    try:
        read, every = _proofread(data)
    except PackError as error:
        raise BadInput(N_("The pack cannot be released: {why}"), why=str(error)) from error
    failed = [finding for finding in every if finding.outcome is Outcome.FAILED]
    if failed:
        raise BadInput(
            N_(
                "The pack cannot be released: faults found by proofreading: {faults}, the first {first}. "
                "Run `limen policy proofread` to see them all."
            ),
            faults=len(failed),
            first=failed[0].code,
        )
    if read.to_bytes() != data:
        raise BadInput(N_("These are not the canonical bytes of the pack: one pack must have one name."))
    return read


def findings(data: bytes) -> tuple[Finding, ...]:
    """Everything that proofreading finds in a pack that can be read. Raises PackError for any other."""
    return _proofread(data)[1]


def may_be_withdrawn(row: PackRelease, stamp: Stamp) -> bool:
    """Whether a release waits, or is released and has commenced at no post."""
    return row.state == PackRelease.State.PROPOSED or (row.state in law.RELEASED and _is_to_come(row, stamp))


@functools.lru_cache(maxsize=4)
def _proofread(data: bytes) -> tuple[Pack, tuple[Finding, ...]]:
    """The pack of these bytes and what is found in it; a release sent again, or to the next post, is read once."""
    read = Pack.from_bytes(data)
    return read, tuple(policy.proofread(read))


def _begun(read: Pack, commences: date) -> None:
    try:
        read.snapshot(commences)
    except NotInForceError as error:
        raise BadInput(N_("It cannot commence on {day}: {why}."), day=commences, why=str(error)) from error


def _named_by_no_post(read: Pack) -> None:
    """A pack without an entry is released for whoever trains and asks; no post may stand under it."""
    posts = () if law.is_for_posts(read) else Post.objects.filter(pack=read.id).order_by("code").values_list("code")
    if posts:
        raise BadInput(
            N_("It has no route of entry, and these posts go by a pack of this name: {posts}. Set them right first."),
            posts=", ".join(code for (code,) in posts),
        )


def _follows(read: Pack, before: PackRelease, digest: str) -> None:
    """Whether a pack may take the place of the law in force."""
    if before.digest == digest:
        raise NotPossible(N_("This is the law in force on that day already: nothing would change."))
    if gone := sorted(set(law.pack(before.digest).routes) - set(read.routes)):
        raise BadInput(
            N_("Routes of the law in force are missing, and cases may be open on them: {routes}."),
            routes=", ".join(gone),
        )


def _text(text: str, longest: int) -> str:
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if len(text) > longest:
        raise BadInput(N_("That is {count} characters; at most {most} are kept."), count=len(text), most=longest)
    return text


def _today(stamp: Stamp) -> date:
    return stamp.at.astimezone(ZoneInfo(stamp.zone)).date()


def _is_to_come(row: PackRelease, stamp: Stamp) -> bool:
    """Whether a release has commenced nowhere: a day before it here, it may be law already further east."""
    return (row.commences - _today(stamp)).days > 1


def _waits(row: PackRelease) -> None:
    if row.state != PackRelease.State.PROPOSED:
        raise NotPossible(N_("This release waits no longer: reload to see what became of it."))


def _end(officer: Officer, stamp: Stamp, row: PackRelease, state: PackRelease.State, reason: str) -> None:
    text = _text(reason, LONGEST_SUMMARY)
    if not text:
        raise BadInput(N_("Give the reason: whoever proposed it must know what to change."))
    row.state, row.ended_by_id, row.ended_at, row.reason = state, uuid.UUID(officer.id), stamp.at, text


def _settle(
    officer: Officer, stamp: Stamp, verb: str, release: uuid.UUID, change: Callable[[PackRelease], None], **said: str
) -> Done:
    """One act on a release, locked: permission, the change, the journal."""
    permit(officer, verb, stamp)

    def run() -> Done:
        row = PackRelease.objects.select_for_update(of=("self",)).filter(id=release).first()
        if row is None:
            raise NotFound(N_("There is no such release of a law."))
        authority.require(officer, verb, first_officer=str(row.officer_id))
        change(row)
        row.save(update_fields=["state", "second", "released_at", "ended_by", "ended_at", "reason"])
        return _noted(officer, stamp, verb, row, **said)

    return once(officer, verb, stamp, run)


def _noted(officer: Officer, stamp: Stamp, verb: str, row: PackRelease, **said: str) -> Done:
    payload: Mapping[str, Any] = {
        "release": str(row.id), "pack": row.pack, "digest": row.digest, "title": row.title,
        "commences": row.commences.isoformat(), "against": row.against,
        **{key: text for key, text in said.items() if text},
    }  # fmt: skip
    entry = journal.append(
        stamp=stamp, verb=verb, officer=officer.id, post=officer.post, payload=payload, result=str(row.id)
    )
    return Done(None, str(row.id), entry.seq)
