"""Writing law: a draft begins from the newest release, is changed one act at a time, and is sent to be released by two.

A draft has one holder; every change is kept in order and in the journal, and the last can be undone. A change after
which the pack could not be read is refused, so a draft is always a whole law: what it is worth is for proofreading, the
examples and the second officer to say. Nothing of a draft is law.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from limen.office.actions import law, lawmaking, lawtexts
from limen.office.actions.acting import Done, acted, once, permit
from limen.office.actions.errors import BadInput, NotFound, NotPossible, Words
from limen.office.records import journal
from limen.office.records.journal import Stamp
from limen.office.records.models import LawDraft, PackRelease, Post
from limen.policy import Pack, PackError
from limen.policy.drafting import drafted
from limen.policy.edits import Edit, from_json, to_json
from limen.policy.places import WORDS, EditError
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer

MOST_CHANGES = 500
LONGEST_TITLE = 160

# What each change is, for the list of them; its fields fill it.
CHANGES: Mapping[str, str] = {
    "leaf": N_("{route}, {rule}: a condition says now: {text}"),
    "join": N_("{route}, {rule}: a condition beside another: {text}"),
    "group": N_("{route}, {rule}: conditions are joined otherwise: {how}"),
    "drop": N_("{route}, {rule}: taken out: {part}"),
    "unless": N_("{route}, {rule}: an exception: {id}"),
    "version": N_("{route}, {rule}: a new version from {first}"),
    "period": N_("{route}, {rule}: the days of a version: {first} – {last}"),
    "member": N_("{list}: {code} {name}, {first} – {last}"),
    "member_out": N_("{list}: {code} taken off"),
    "amount": N_("{table}, {keys}: {amount} from {first}"),
    "amount_out": N_("{table}, {keys}: the amount from {first} taken out"),
    "text": N_("Words ({language}): {path}"),
    "example": N_("A new example: {id}"),
    "expect": N_("An example expects what the law now gives: {id}"),
    "example_out": N_("An example taken away: {id}"),
    "reviewers": N_("Reviewed by {names}"),
    "nature": N_("{route}, {rule}: what it is: {said}"),
    "rule": N_("{route}: a new rule: {id}, {title}"),
    "say": N_("{route}, {rule}: what a condition says in a letter: {id}"),
    "waiver": N_("{route}, {rule}: a waiver: {id}"),
    "transition": N_("{route}, {rule}: a transition: {said}"),
    "fact": N_("A new fact: {id}"),
    "fact_nature": N_("The fact {id}: {said}"),
    "fact_value": N_("The fact {id} may also be {value}"),
    "act": N_("{route}: who takes and signs an act: {name}"),
    "clock": N_("{route}: a clock: {id}"),
    "clock_out": N_("{route}: a clock taken out: {id}"),
}


def begin_draft(officer: Officer, stamp: Stamp, *, title: str) -> Done:
    """Begin a draft of the law of the officer's post, from its newest release. Raises NotPermitted, BadInput."""
    permit(officer, "begin_draft", stamp)
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise BadInput(N_("Say in a few words what the draft is for."))

    def run() -> Done:
        base = newest(Post.objects.get(code=officer.post).pack)
        row = LawDraft.objects.create(
            **acted(officer, stamp), pack=base.pack, title=title, base=base.digest, holder_id=uuid.UUID(officer.id)
        )
        return _noted(officer, stamp, "begin_draft", row, {"base": base.digest, "title": title})

    return once(officer, "begin_draft", stamp, run)


def edit_draft(officer: Officer, stamp: Stamp, draft: uuid.UUID, *, seen: int, edit: Edit) -> Done:
    """Make one change. Raises BadInput, with what to do, for one that cannot be made or leaves no law to be read."""

    def change(row: LawDraft) -> Mapping[str, Any]:
        if len(row.changes) >= MOST_CHANGES:
            raise NotPossible(N_("A draft has at most {most} changes: send it, and begin another."), most=MOST_CHANGES)
        row.changes = [*row.changes, to_json(edit)]
        pack_of(row)
        return {"change": row.changes[-1]}

    return _change(officer, stamp, "edit_draft", draft, seen, change)


def undo_edit(officer: Officer, stamp: Stamp, draft: uuid.UUID, *, seen: int) -> Done:
    """Take the last change back. Raises NotPossible where there is none."""

    def change(row: LawDraft) -> Mapping[str, Any]:
        if not row.changes:
            raise NotPossible(N_("Nothing is changed in this draft: there is nothing to undo."))
        *row.changes, last = row.changes
        return {"change": last}

    return _change(officer, stamp, "undo_edit", draft, seen, change)


def move_draft(officer: Officer, stamp: Stamp, draft: uuid.UUID, *, seen: int) -> Done:
    """Make the same changes to the newest release. Raises BadInput where one of them no longer has its place there."""

    def change(row: LawDraft) -> Mapping[str, Any]:
        before, row.base = row.base, newest(row.pack).digest
        pack_of(row)
        return {"before": before, "base": row.base}

    return _change(officer, stamp, "move_draft", draft, seen, change)


def take_draft(officer: Officer, stamp: Stamp, draft: uuid.UUID, *, seen: int) -> Done:
    """Take a draft over from the officer who holds it."""

    def change(row: LawDraft) -> Mapping[str, Any]:
        before, row.holder_id = str(row.holder_id), uuid.UUID(officer.id)
        return {"before": before}

    return _change(officer, stamp, "take_draft", draft, seen, change, held=False)


def drop_draft(officer: Officer, stamp: Stamp, draft: uuid.UUID, *, seen: int) -> Done:
    """Give a draft up: it is changed and sent no more, and stays in the record."""

    def change(row: LawDraft) -> Mapping[str, Any]:
        row.dropped_at = stamp.at
        return {"changes": row.changes}

    return _change(officer, stamp, "drop_draft", draft, seen, change)


def send_draft(
    officer: Officer, stamp: Stamp, draft: uuid.UUID, *, seen: int, commences: date, summary: str, bulletin: str
) -> Done:
    """Propose the draft as law from a day on, for another officer to release. Raises as `propose_release` does.

    NotPossible where the law it was made from is not the one it would take the place of on that day.
    """
    permit(officer, "send_draft", stamp)
    row = _row(draft)
    if journal.earlier(stamp.key) is None:
        _held(officer, row, seen)
        before = law.in_force(row.pack, commences)
        if before is None or before.digest != row.base:
            raise NotPossible(
                N_("On {day} another release is the law than the one this draft began from: move it there first."),
                day=commences,
            )
        if not row.changes:
            raise NotPossible(N_("Nothing is changed in this draft: there is nothing to send."))
    proposing = Stamp(uuid.uuid5(stamp.key, "proposed"), stamp.at, stamp.client_at, stamp.zone)
    proposed = lawmaking.propose_release(
        officer, proposing, pack=row.pack, data=pack_of(row).to_bytes(), commences=commences, summary=summary,
        bulletin=bulletin,
    )  # fmt: skip

    def change(row: LawDraft) -> Mapping[str, Any]:
        row.sent, row.sent_at = PackRelease.objects.get(id=uuid.UUID(proposed.result)), stamp.at
        return {"release": proposed.result, "digest": row.sent.digest}

    return _change(officer, stamp, "send_draft", draft, seen, change)


def newest(pack: str) -> PackRelease:
    """The newest release of a pack: in force, or to commence. Raises NotPossible where there is none."""
    row = law.in_force(pack, date.max)
    if row is None:
        raise NotPossible(N_("No law is released for this post: a draft begins from one that is."))
    return row


def pack_of(row: LawDraft) -> Pack:
    """The law as the draft has it. Raises BadInput where it cannot be read, with file, line and what is wrong."""
    try:
        return _pack(row.base, journal.canonical(row.changes))
    except EditError as error:
        raise BadInput(said(error)) from error
    except PackError as error:
        why = N_("After this change the law could not be read, so it was not made: {why}")
        raise BadInput(why, why=str(error)) from error


def said(error: EditError) -> Words:
    """Why a change cannot be made, for the page."""
    return Words(WORDS[error.code], **error.params)


@lru_cache(maxsize=16)
def _pack(base: str, changes: str) -> Pack:
    kept = law.pack(base)
    edits = tuple(from_json(one) for one in json.loads(changes))
    return drafted(kept, edits) if edits else kept


def clause_text(pack: Pack, cite: str) -> str:
    """The official text of a clause, where the agency keeps one beside its law; empty where it does not."""
    return lawtexts.beside(pack, cite)


def _change(
    officer: Officer, stamp: Stamp, verb: str, draft: uuid.UUID, seen: int,
    change: Callable[[LawDraft], Mapping[str, Any]], *, held: bool = True,
) -> Done:  # fmt: skip
    permit(officer, verb, stamp)

    def run() -> Done:
        row = _row(draft, lock=True)
        _held(officer, row, seen, held)
        said = change(row)
        row.revision += 1
        row.save()
        return _noted(officer, stamp, verb, row, said)

    return once(officer, verb, stamp, run)


def _row(draft: uuid.UUID, *, lock: bool = False) -> LawDraft:
    rows = LawDraft.objects.select_for_update(of=("self",)) if lock else LawDraft.objects
    row = rows.filter(id=draft).first()
    if row is None:
        raise NotFound(N_("There is no such draft."))
    return row


def _held(officer: Officer, row: LawDraft, seen: int, held: bool = True) -> None:
    if row.dropped_at is not None:
        raise NotPossible(N_("This draft was given up: begin another."))
    if held and str(row.holder_id) != officer.id:
        raise NotPossible(N_("{name} holds this draft: take it over first."), name=row.holder.full_name)
    if row.revision != seen:
        raise NotPossible(N_("The draft was changed since this page was shown: reload it and try again."))


def _noted(officer: Officer, stamp: Stamp, verb: str, row: LawDraft, said: Mapping[str, Any]) -> Done:
    entry = journal.append(
        stamp=stamp, verb=verb, officer=officer.id, post=officer.post,
        payload={"draft": str(row.id), "pack": row.pack, **said}, result=str(row.id),
    )  # fmt: skip
    return Done(None, str(row.id), entry.seq)
