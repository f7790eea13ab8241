"""A draft of law as its pages show it: its changes, the rules they touch, what examples come to, what is at fault."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from limen import policy
from limen.office import authority
from limen.office.actions import draftfields, drafting, law, telling
from limen.office.actions.acting import NotFound, NotPossible, permit
from limen.office.actions.draftfields import Form
from limen.office.actions.errors import Words
from limen.office.records.journal import Stamp
from limen.office.records.models import LawDraft, PackRelease, Post
from limen.policy import Pack
from limen.policy.compared import WHATS, Change, Detail
from limen.policy.drafting import (
    Answer,
    Ran,
    Subject,
    changed_rules,
    changed_things,
    details_of,
    matching,
    run_examples,
    subjects,
)
from limen.policy.explain import title
from limen.policy.proofread import WORDS as FAULTS
from limen.policy.prose import title_of
from limen.policy.writing import write_pack
from limen.vocabulary.evidence import N_, Finding, Outcome
from limen.vocabulary.person import Officer

MOST_SHOWN = 60  # subjects on a page: the search finds the others
_NOT_NAMED = "–"


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in the list: what for, whose, since when, how many changes; sent or given up when."""

    id: uuid.UUID
    title: str
    pack: str
    holder: str
    begun_at: datetime
    changes: int
    sent_at: datetime | None
    dropped_at: datetime | None
    mine: bool


@dataclass(frozen=True, slots=True)
class Board:
    """The drafts there are, and the law that a new one would begin from."""

    open: tuple[DraftRow, ...]
    ended: tuple[DraftRow, ...]
    may_begin: bool
    law: str
    language: str


@dataclass(frozen=True, slots=True)
class Head:
    """What every page of a draft has: the draft, what it is made from, what may be done with it."""

    row: DraftRow
    revision: int
    base: str
    behind: bool  # a newer release than the one it is made from
    may_edit: bool
    may_take: bool
    language: str
    languages: tuple[str, ...]
    sent: uuid.UUID | None  # the release that was last proposed from it
    sent_state: str


@dataclass(frozen=True, slots=True)
class RanView:
    """An example under both laws, in words; `before` is empty for a new one."""

    id: str
    route: str
    title: str
    on: date
    before: str
    after: str
    changed: bool
    holds: bool
    expected: str
    problem: str


@dataclass(frozen=True, slots=True)
class DetailView:
    """A place where the files differ: what stands there, the way to it, both readings as they are written."""

    what: str
    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft: its changes, the rules they touch, what was looked for, and what proofreading found of the whole."""

    head: Head
    changes: tuple[Words, ...]
    touched: tuple[Subject, ...]
    unshown: tuple[Subject, ...]  # the rules among them of which no example shows the change
    found: tuple[Subject, ...]
    more: int
    examples: tuple[RanView, ...]  # those that give another answer than before, or than they say
    findings: tuple[Words, ...] | None  # None where nobody asked
    failed: int
    form: Form | None  # of something new, where that was asked for
    facts: tuple[tuple[str, str], ...] = ()
    samples: str = draftfields.SAMPLES
    operators: tuple[str, ...] = draftfields.OPERATORS
    now: Pack = field(kw_only=True, repr=False)


def board(officer: Officer, stamp: Stamp, *, language: str = "en") -> Board:
    """The drafts, the newest first."""
    permit(officer, "see_drafts", stamp)
    told = [row_of(row, officer) for row in LawDraft.objects.select_related("holder").order_by("-made_at")[:200]]
    try:
        pack = law.pack(drafting.newest(Post.objects.get(code=officer.post).pack).digest)
    except NotPossible:
        pack = None
    told_in = telling.language_of(pack, language) if pack else "en"
    return Board(
        open=tuple(row for row in told if row.dropped_at is None),
        ended=tuple(row for row in told if row.dropped_at is not None),
        may_begin=pack is not None and authority.may(officer, "begin_draft"),
        law=title(pack, told_in) if pack else "",
        language=told_in,
    )


def draft(
    officer: Officer, stamp: Stamp, draft_id: uuid.UUID, *, words: str = "", whole: bool = False, new: str = "",
    language: str = "en",
) -> DraftView:  # fmt: skip
    """A draft, with what was looked for in it and, where it was asked for, what proofreading found of the whole.

    `new` asks for the form of a thing that the law does not have yet: a rule, a fact or a clock.
    """
    row, base, now = opened(officer, stamp, draft_id)
    head = head_of(row, officer, now, language)
    meant, things = set(changed(base, now)), changed_things(base, now)
    touched = tuple(
        one for one in subjects(now, head.language)
        if (one.kind == "rule" and (one.route, one.name) in meant) or (one.kind, one.route, one.name) in things
    )  # fmt: skip
    found = matching(now, words, head.language)
    findings = [one for one in policy.proofread(now) if one.outcome is not Outcome.PASSED] if whole else None
    return DraftView(
        head=head,
        changes=tuple(told(one) for one in reversed(row.changes)),
        touched=touched,
        unshown=tuple(one for one in touched if one.kind == "rule" and not _is_shown(base, now, one)),
        found=found[:MOST_SHOWN],
        more=max(0, len(found) - MOST_SHOWN),
        examples=noticed(base, now, head.language),
        findings=None if findings is None else tuple(fault(one) for one in findings),
        failed=sum(one.outcome is Outcome.FAILED for one in findings or ()),
        form=_new(new, now, head.language),
        facts=draftfields.facts(now, head.language) if new == "rule" else (),
        now=now,
    )


def _is_shown(base: Pack, now: Pack, rule: Subject) -> bool:
    """Whether an example of a rule gives another answer than before, or is new: else a change of it passes unproved."""
    ran = examples(base, now, rule.route, rule.name)
    return any(one.is_about and (one.changed or one.before is None) for one in ran)


def _new(new: str, now: Pack, language: str) -> Form | None:
    if new == "fact":
        return draftfields.new_fact(now)
    make = {"rule": draftfields.new_rule, "clock": draftfields.new_clock}.get(new)
    return make(now, language) if make else None


def details(base: Pack, now: Pack, things: Iterable[tuple[str, str, str]]) -> tuple[DetailView, ...]:
    """Every place in these things (part, route or language, name) where the files differ."""
    return tuple(
        DetailView(WHATS[one.what], " / ".join(filter(None, _way(change, one))), one.before, one.after)
        for change, one in details_of(base, now, things)
    )


def _way(change: Change, detail: Detail) -> tuple[str, ...]:
    return (change.of, change.name, detail.path) if change.part in ("text", "condition") else (detail.path,)


def files(officer: Officer, stamp: Stamp, draft_id: uuid.UUID) -> tuple[str, bytes]:
    """The canonical files of a draft in one archive, with a name for it; the same draft makes the same bytes."""
    row, _base, now = opened(officer, stamp, draft_id)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in write_pack(now.documents).items():
            archive.writestr(zipfile.ZipInfo(f"{row.pack}/{path}"), data, zipfile.ZIP_DEFLATED)
    return f"{row.pack}-draft-{row.revision}.zip", stream.getvalue()


def opened(officer: Officer, stamp: Stamp, draft_id: uuid.UUID) -> tuple[LawDraft, Pack, Pack]:
    """A draft with the law it is made from and the law it makes. Raises NotPermitted, NotFound."""
    permit(officer, "see_drafts", stamp)
    row = LawDraft.objects.select_related("holder", "sent").filter(id=draft_id).first()
    if row is None:
        raise NotFound(N_("There is no such draft."))
    return row, law.pack(row.base), drafting.pack_of(row)


def row_of(row: LawDraft, officer: Officer) -> DraftRow:
    """A draft in a line."""
    return DraftRow(
        row.id, row.title, row.pack, row.holder.full_name, row.made_at, len(row.changes), row.sent_at, row.dropped_at,
        str(row.holder_id) == officer.id,
    )  # fmt: skip


def head_of(row: LawDraft, officer: Officer, now: Pack, language: str) -> Head:
    """What every page of a draft begins with."""
    mine = str(row.holder_id) == officer.id and row.dropped_at is None
    others = row.dropped_at is None and not mine
    return Head(
        row=row_of(row, officer),
        revision=row.revision,
        base=row.base,
        behind=row.dropped_at is None and drafting.newest(row.pack).digest != row.base,
        may_edit=mine and authority.may(officer, "edit_draft"),
        may_take=others and authority.may(officer, "take_draft"),
        language=telling.language_of(now, language),
        languages=tuple(sorted(now.text, key=lambda code: (code != "en", code))),
        sent=row.sent_id,
        sent_state=_STATES[PackRelease.State(row.sent.state)] if row.sent else "",
    )


_STATES: Mapping[PackRelease.State, str] = {
    PackRelease.State.PROPOSED: N_("waits for a second officer"),
    PackRelease.State.RELEASED: N_("released"),
    PackRelease.State.ALONE: N_("released"),
    PackRelease.State.RETURNED: N_("sent back by the second officer"),
    PackRelease.State.WITHDRAWN: N_("withdrawn"),
}


@lru_cache(maxsize=32)
def changed(base: Pack, now: Pack) -> tuple[tuple[str, str], ...]:
    """The rules that a draft changes; worked out once for each state of it."""
    return changed_rules(base, now)


@lru_cache(maxsize=64)
def examples(base: Pack, now: Pack, route: str, rule: str = "") -> tuple[Ran, ...]:
    """The examples run under both laws; once for each state of a draft."""
    return run_examples(base, now, route, rule)


def noticed(base: Pack, now: Pack, language: str) -> tuple[RanView, ...]:
    """The examples of every route that give another answer than before, or than they say."""
    ran = ((name, one) for name in now.routes for one in examples(base, now, name))
    return tuple(ran_view(one, name, now, language) for name, one in ran if one.changed or not one.holds)


def ran_view(ran: Ran, route: str, now: Pack, language: str) -> RanView:
    """An example in words."""
    wrong = "; ".join(f"{name}: {_listed(expected)}" for name, expected, _given in ran.wrong)
    if len(ran.wrong) == 1 and ran.wrong[0][0] == "outcome":
        wrong = now.routes[route].outcome_words(str(ran.wrong[0][1]), language)
    return RanView(
        id=ran.id,
        route=route,
        title=ran.title or ran.id.replace("_", " ").capitalize(),
        on=ran.on,
        before=_said(ran.before, route, now, language) if ran.before else "",
        after=_said(ran.after, route, now, language),
        changed=ran.changed,
        holds=ran.holds,
        expected=wrong,
        problem=ran.after.problem,
    )


def _said(answer: Answer, route: str, now: Pack, language: str) -> str:
    if answer.problem:
        return _NOT_NAMED
    law = now.routes[route]
    grounds = [title_of(law, ground, language) for ground in answer.grounds]
    asks = [now.words(language, "facts", answer.next, "question")] if answer.next else []
    said = law.outcome_words(answer.outcome, language)
    return f"{said}: {' · '.join([*grounds, *asks])}" if grounds or asks else said


def _listed(value: Any) -> str:
    return value if isinstance(value, str) else ", ".join(value) or _NOT_NAMED


def told(change: Mapping[str, Any]) -> Words:
    """A change in words."""
    filled = {name: _part(value) for name, value in change.items() if name != "do"}
    filled["said"] = _SAID.join(
        f"{name}: {_part(value)}" for name, value in change.items() if name not in _PLACES and value is not None
    )
    for name in ("rule", "first", "last", "name"):
        filled.setdefault(name, _NOT_NAMED)
        filled[name] = filled[name] or _NOT_NAMED
    if not change.get("rule") and "part" in change:
        filled["rule"] = str(change["part"]).partition("/")[0]
    return Words(drafting.CHANGES[str(change["do"])], **filled)


_SAID, _PLACES = "; ", frozenset({"do", "route", "rule", "id", "version"})


def _part(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " / ".join(map(str, value))
    return str(value)


def fault(finding: Finding) -> Words:
    """What proofreading found, in words."""
    template = FAULTS.get(f"{finding.code}.{finding.outcome}", FAULTS[finding.code])
    return Words(template, **{name: str(value) for name, value in finding.params.items()})


def faults(findings: Iterable[Finding]) -> tuple[Words, ...]:
    """What proofreading found, the failures first."""
    return tuple(fault(one) for one in sorted(findings, key=lambda one: one.outcome is not Outcome.FAILED))
