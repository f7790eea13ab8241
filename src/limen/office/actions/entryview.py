"""Entries by officers as a page shows them: what waits for a second officer, what is in force and when it is due."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from limen.office import authority
from limen.office.actions import listing
from limen.office.actions.acting import permit
from limen.office.actions.entering import State, words_of_mark
from limen.office.actions.errors import Words
from limen.office.records.journal import Stamp
from limen.office.records.models import NationalEntry
from limen.screening import Entry
from limen.screening.lists import Scope
from limen.vocabulary.person import Officer

ENDED_SHOWN = 100


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry whole; `evidence` is empty for who may not read it, the `may_…` are what this officer may do."""

    id: uuid.UUID
    number: str
    list_id: str
    list_title: str
    kind: str
    names: tuple[str, ...]
    born: tuple[str, ...]
    sex: str
    nationalities: tuple[str, ...]
    documents: tuple[str, ...]
    places: tuple[str, ...]
    what_to_do: str
    legal_basis: str
    evidence: str
    sees_evidence: bool
    scope: Scope
    review_on: date
    expires_on: date
    state: str  # proposed, in_force, returned, ended, expired
    due: bool
    author: str
    proposed_at: datetime
    marks: tuple[Words, ...]
    decided_by: str
    decided_at: datetime | None
    note: str
    reviewed_by: str
    reviewed_at: datetime | None
    ended_by: str
    ended_at: datetime | None
    ended_why: str
    may_decide: bool
    own: bool
    may_review: bool
    may_end: bool

    @property
    def title(self) -> str:
        """What the entry is called: its first name, else its first document."""
        return next(iter((*self.names, *self.documents)), self.number)


@dataclass(frozen=True, slots=True)
class Board:
    """The page: proposals, entries in force by author and day of the next look, what ended; lists to choose from."""

    waiting: tuple[EntryRow, ...]
    in_force: tuple[EntryRow, ...]
    ended: tuple[EntryRow, ...]
    lists: tuple[tuple[str, str], ...]
    may_propose: bool

    @property
    def due(self) -> int:
        """How many entries in force should have been looked at again by now."""
        return sum(row.due for row in self.in_force)


def board(officer: Officer, stamp: Stamp) -> Board:
    """Everything of the officers' lists, as this officer may see it."""
    permit(officer, "see_entries", stamp)
    today = stamp.at.astimezone(ZoneInfo(stamp.zone)).date()
    rows = NationalEntry.objects.select_related("officer", "decided_by", "reviewed_by", "ended_by")
    force = rows.filter(state=State.IN_FORCE, expires_on__gte=today).order_by(
        "officer__full_name", "review_on", "number"
    )
    over = rows.filter(state__in=(State.RETURNED, State.ENDED)) | rows.filter(
        state=State.IN_FORCE, expires_on__lt=today
    )
    return Board(
        waiting=_rows(rows.filter(state=State.PROPOSED).order_by("made_at", "number"), officer, today),
        in_force=_rows(force, officer, today),
        ended=_rows(over.order_by("-made_at", "-number")[:ENDED_SHOWN], officer, today),
        lists=tuple((name, listing.KNOWN[name].title) for name in listing.OFFICERS),
        may_propose=authority.may(officer, "propose_entry"),
    )


def standing(today: date, *, due: bool = False) -> tuple[EntryRow, ...]:
    """The entries that wait or are in force, for the command line; only those to be looked at by today where `due`."""
    nobody = Officer("", "", "")
    rows = NationalEntry.objects.select_related("officer", "decided_by", "reviewed_by", "ended_by")
    rows = rows.filter(state__in=(State.PROPOSED, State.IN_FORCE), expires_on__gte=today)
    if due:
        rows = rows.filter(state=State.IN_FORCE, review_on__lte=today)
    return _rows(rows.order_by("officer__full_name", "review_on", "number"), nobody, today)


def _rows(rows: Iterable[NationalEntry], officer: Officer, today: date) -> tuple[EntryRow, ...]:
    return tuple(_row(row, officer, today) for row in rows)


def _row(row: NationalEntry, officer: Officer, today: date) -> EntryRow:
    entry, known = Entry.from_json(row.content), listing.KNOWN[row.list_id]
    mine = str(row.officer_id) == officer.id
    expired = row.state == State.IN_FORCE and row.expires_on < today
    stands = row.state == State.IN_FORCE and not expired
    sees = mine or authority.may(officer, "see_entry_evidence")
    return EntryRow(
        id=row.id, number=row.number, list_id=row.list_id, list_title=known.title, kind=str(known.kind),
        names=tuple(name.text for name in entry.names), born=tuple(map(str, entry.born)), sex=str(entry.sex or ""),
        nationalities=tuple(nation.iso2 or nation.printed for nation in entry.nationalities),
        documents=tuple(f"{paper.issuer} {paper.number}".strip() for paper in entry.documents), places=entry.places,
        what_to_do=entry.note, legal_basis=row.legal_basis, evidence=row.evidence if sees else "", sees_evidence=sees,
        scope=Scope.from_json(row.scope), review_on=row.review_on, expires_on=row.expires_on,
        state="expired" if expired else row.state, due=stands and row.review_on <= today,
        author=row.officer.full_name, proposed_at=row.made_at,
        marks=tuple(words_of_mark(mark) for mark in row.marks),
        decided_by=row.decided_by.full_name if row.decided_by else "", decided_at=row.decided_at, note=row.note,
        reviewed_by=row.reviewed_by.full_name if row.reviewed_by else "", reviewed_at=row.reviewed_at,
        ended_by=row.ended_by.full_name if row.ended_by else "", ended_at=row.ended_at, ended_why=row.ended_why,
        may_decide=row.state == State.PROPOSED
        and authority.may(officer, "agree_entry", first_officer=str(row.officer_id)),
        own=mine,
        may_review=stands and authority.may(officer, "review_own_entry" if mine else "review_entry"),
        may_end=(stands or row.state == State.PROPOSED)
        and authority.may(officer, "end_own_entry" if mine else "end_entry"),
    )  # fmt: skip
