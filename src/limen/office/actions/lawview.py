"""The releases of law as their officers see them: what is in force where, what waits, and what a release would change.

A look at these pages shows no person; what a rehearsal reads of cases is journaled by `rehearsal`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from limen.office import authority
from limen.office.actions import bulletins, law, lawmaking, telling
from limen.office.actions.acting import permit
from limen.office.actions.bulletins import Reader
from limen.office.actions.errors import NotFound
from limen.office.records import store
from limen.office.records.journal import Stamp
from limen.office.records.models import PackRelease, Post
from limen.policy import Pack
from limen.policy.compared import PARTS, WHATS, Change, Detail, difference
from limen.policy.proofread import WORDS
from limen.policy.prose import sentence
from limen.vocabulary.evidence import N_, Outcome
from limen.vocabulary.person import Officer

MOST_CHANGES = 300
MOST_EARLIER = 40
KINDS = {"added": N_("new"), "removed": N_("gone"), "changed": N_("changed")}
_SUMMED = frozenset({"text", "example"})  # parts of which there are many, shown closed


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One release and what became of it: a key of `STANDS`, who did what and when."""

    id: uuid.UUID
    pack: str
    title: str
    digest: str
    commences: date
    stands: str
    summary: str
    bulletin: str
    reviewers: tuple[str, ...]
    by: str
    proposed_at: datetime
    second: str
    released_at: datetime | None
    ended_by: str
    ended_at: datetime | None
    reason: str

    @property
    def words(self) -> str:
        """What became of it, in words."""
        return STANDS[self.stands][0]

    @property
    def shape(self) -> str:
        """The shape beside the words."""
        return STANDS[self.stands][1]


STANDS: dict[str, tuple[str, str]] = {
    "waits": (N_("waits for a second officer"), "unsure"),
    "to_come": (N_("released, to come"), "unsure"),
    "in_force": (N_("in force"), "passed"),
    "replaced": (N_("no longer in force"), "not_done"),
    "returned": (N_("sent back"), "failed"),
    "withdrawn": (N_("withdrawn"), "not_done"),
}


@dataclass(frozen=True, slots=True)
class PostLaw:
    """A post, its pack, and the release it goes by today; None where no law is in force.

    Without a code it is a law that no post goes by: in force for practice, and for what is owed around a decision.
    """

    code: str
    title: str
    pack: str
    release: ReleaseRow | None


@dataclass(frozen=True, slots=True)
class Board:
    """Every post with its law, then the law of no post; what waits, what is to come, what was before, newest first."""

    posts: tuple[PostLaw, ...]
    waiting: tuple[ReleaseRow, ...]
    to_come: tuple[ReleaseRow, ...]
    earlier: tuple[ReleaseRow, ...]


@dataclass(frozen=True, slots=True)
class DetailView:
    """One place that differs: what it is, the way to it, both readings, and each in words where it is a comparison."""

    what: str
    path: str
    before: str
    after: str
    before_said: str
    after_said: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One thing that is new, gone or another."""

    kind: str
    kind_words: str
    of: str
    name: str
    title: str
    details: tuple[DetailView, ...]


@dataclass(frozen=True, slots=True)
class PartView:
    """The changes of one kind of thing; `folded` for those of which there are many and none decides."""

    words: str
    changes: tuple[ChangeView, ...]
    folded: bool


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding of proofreading."""

    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """One release beside the law that it takes the place of."""

    row: ReleaseRow
    against: ReleaseRow | None
    first: bool
    posts: tuple[str, ...]
    parts: tuple[PartView, ...]
    changes: int
    left_out: int
    findings: tuple[FindingView, ...]
    not_passed: int
    readers: tuple[Reader, ...]
    language: str
    may_release: bool
    why_not: str
    may_withdraw: bool
    may_rehearse: bool


def board(officer: Officer, stamp: Stamp) -> Board:
    """Every post with its law and every release. Raises NotPermitted."""
    permit(officer, "see_releases", stamp)
    at = stamp.at
    posts = list(Post.objects.order_by("code"))
    rows = list(PackRelease.objects.select_related("officer", "second", "ended_by").order_by("-made_at"))
    today = law.day_at(Post.objects.get(code=officer.post), at)
    around = {
        name: law.in_force(name, today) for name in sorted({row.pack for row in rows} - {one.pack for one in posts})
    }
    standing = around | {post.pack: law.in_force(post.pack, law.day_at(post, at)) for post in posts}
    shown = {row.id: _row(row, at, standing) for row in rows}
    by_stand: dict[str, list[ReleaseRow]] = {name: [] for name in STANDS}
    for one in shown.values():
        by_stand[one.stands].append(one)
    here = {post.code: law.in_force(post.pack, law.day_at(post, at)) for post in posts}
    earlier = [one for one in shown.values() if one.stands in ("replaced", "returned", "withdrawn")]
    return Board(
        posts=tuple(
            PostLaw(post.code, post.title, post.pack, shown[one.id] if one is not None else None)
            for post in posts
            for one in (here[post.code],)
        )
        + tuple(PostLaw("", "", name, shown[one.id]) for name, one in around.items() if one is not None),
        waiting=tuple(by_stand["waits"]),
        to_come=tuple(sorted(by_stand["to_come"], key=lambda one: one.commences)),
        earlier=tuple(earlier[:MOST_EARLIER]),
    )


def release(officer: Officer, stamp: Stamp, release_id: uuid.UUID, *, language: str = "en") -> ReleasePage:
    """One release with what it changes, what proofreading finds, and who has read its bulletin.

    Raises NotPermitted, NotFound.
    """
    permit(officer, "see_releases", stamp)
    row = found(release_id)
    new = law.pack(row.digest)
    told_in = telling.language_of(new, language)
    changes = difference(law.pack(row.against), new) if row.against else ()
    old = law.pack(row.against) if row.against else new
    before = PackRelease.objects.filter(pack=row.pack, digest=row.against, state__in=law.RELEASED)
    against = before.select_related("officer", "second", "ended_by").order_by("-released_at").first()
    findings = tuple(lawmaking.findings(store.kept(row.digest)))
    posts = list(Post.objects.filter(pack=row.pack).order_by("code"))
    where = posts[0] if posts else Post.objects.get(code=officer.post)
    standing = {row.pack: law.in_force(row.pack, law.day_at(where, stamp.at))}
    waits = row.state == PackRelease.State.PROPOSED
    refused = authority.why_not(officer, "release_law", first_officer=str(row.officer_id)) if waits else ""
    return ReleasePage(
        row=_row(row, stamp.at, standing),
        against=_row(against, stamp.at, standing) if against is not None else None,
        first=not row.against,
        posts=tuple(post.title for post in posts),
        parts=tuple(_parts(changes[:MOST_CHANGES], old, new, told_in)),
        changes=len(changes),
        left_out=max(0, len(changes) - MOST_CHANGES),
        findings=tuple(FindingView(str(one.outcome), one.to_json(WORDS)["reason"]) for one in findings),
        not_passed=sum(one.outcome is not Outcome.PASSED for one in findings),
        readers=bulletins.readers(officer, row, stamp.at),
        language=told_in,
        may_release=waits and not refused,
        why_not=authority.WORDS[refused] if refused == "authority.second" else "",
        may_withdraw=authority.may(officer, "withdraw_law") and lawmaking.may_be_withdrawn(row, stamp),
        may_rehearse=bool(row.against) and authority.may(officer, "rehearse_law"),
    )


def found(release_id: uuid.UUID) -> PackRelease:
    """A release. Raises NotFound."""
    row = PackRelease.objects.select_related("officer", "second", "ended_by").filter(id=release_id).first()
    if row is None:
        raise NotFound(N_("There is no such release of a law."))
    return row


def _row(row: PackRelease, at: datetime, standing: dict[str, PackRelease | None]) -> ReleaseRow:
    now = standing.get(row.pack)
    if row.state in law.RELEASED:
        begun = law.begins_at(row) <= at
        stands = "in_force" if now is not None and row.id == now.id else "replaced" if begun else "to_come"
    else:
        stands = "waits" if row.state == PackRelease.State.PROPOSED else str(row.state)
    return ReleaseRow(
        id=row.id, pack=row.pack, title=row.title, digest=row.digest, commences=row.commences, stands=stands,
        summary=row.summary, bulletin=row.bulletin, reviewers=tuple(row.reviewers), by=row.officer.full_name,
        proposed_at=row.made_at, second=row.second.full_name if row.second else "", released_at=row.released_at,
        ended_by=row.ended_by.full_name if row.ended_by else "", ended_at=row.ended_at, reason=row.reason,
    )  # fmt: skip


def _parts(changes: Iterable[Change], old: Pack, new: Pack, language: str) -> Iterable[PartView]:
    shelves: dict[str, list[ChangeView]] = {}
    for one in changes:
        shelves.setdefault(one.part, []).append(
            ChangeView(
                kind=str(one.kind),
                kind_words=KINDS[one.kind],
                of=one.of,
                name=one.name,
                title=_title(one, new, language) or _title(one, old, language),
                details=tuple(_detail(detail, old, new, language) for detail in one.details),
            )
        )
    for part, rows in shelves.items():
        yield PartView(PARTS[part], tuple(rows), part in _SUMMED)


_SHELVES = {"rule": ("rules", "title"), "fact": ("facts", "name"), "tell": ("tells",), "outcome": ("outcomes",)}


def _title(one: Change, pack: Pack, language: str) -> str:
    """What the pack calls the thing, "" where it has no words for it."""
    if one.part not in _SHELVES:
        return ""
    shelf, *rest = _SHELVES[one.part]
    return pack.words(language, shelf, one.name, *rest)


def _detail(one: Detail, old: Pack, new: Pack, language: str) -> DetailView:
    said = ["", ""]
    if one.what == "leaf":
        said = [_said(text, pack, language) for text, pack in ((one.before, old), (one.after, new))]
    return DetailView(WHATS[one.what], one.path, one.before, one.after, said[0], said[1])


def _said(text: str, pack: Pack, language: str) -> str:
    """A comparison as a sentence; "" where it is none by itself."""
    worded = telling.worded(sentence(text, pack, language)) if text and ": " not in text else ""
    return "" if worded.strip("\u2068\u2069") == text else worded
