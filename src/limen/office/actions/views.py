"""What pages are given to show: frozen values with words already found, nothing a page would have to decide."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from limen.office.actions.ageing import Aged


@dataclass(frozen=True, slots=True)
class Check:
    """One finding as a row: `outcome` gives the shape; reason, clause and evidence open on a key."""

    code: str
    outcome: str
    title: str
    reason: str
    clause: str
    evidence: str
    device: str = ""  # with which a closer look was made, where it was one


@dataclass(frozen=True, slots=True)
class Why:
    """One feature of a hit's score: what it is, what was compared, how much it gave or took."""

    words: str
    detail: str
    contribution: float


@dataclass(frozen=True, slots=True)
class OrderView:
    """A chief's order that an unresolved hit keeps one traveller waiting no longer."""

    by: str
    role: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HitView:
    """A list hit beside the traveller: the entry as the list has it, and why it was found."""

    id: uuid.UUID
    list_title: str
    list_kind: str
    action: str
    listed_name: str
    listed: tuple[tuple[str, str], ...]
    score: float
    strength: str
    why: tuple[Why, ...]
    state: str
    state_words: str
    blocking: bool
    note: str
    resolved_by: str
    resolved_at: datetime | None
    agreed_by: str = ""  # the second officer, where the list demands one
    proposed: str = ""  # what one officer found, while it waits for another
    proposed_words: str = ""
    proposed_by: str = ""
    proposed_note: str = ""
    claimed_by: str = ""  # who works on it
    caution: str = ""  # that its list is kept by a State the person may be fleeing
    order: OrderView | None = None

    @property
    def keeps_waiting(self) -> bool:
        """Whether it blocks: unresolved, and not let through by order."""
        return self.blocking and self.order is None


@dataclass(frozen=True, slots=True)
class AskView:
    """The next question with its answer keys: (key, label, value as it is posted)."""

    fact: str
    question: str
    cite: str
    type: str
    could_change: tuple[str, ...]
    hangs_on: tuple[str, ...]  # the titles of those rules, as people read them
    judgement: bool
    keys: tuple[tuple[str, str, str], ...]
    takes_text: bool  # a date, a number or a country may be typed instead
    language: str = "en"  # of the question and of what the pack says of its answers
    elsewhere: tuple[tuple[str, str], ...] = ()  # the question in the other languages of the pack, to be shown


@dataclass(frozen=True, slots=True)
class LawLine:
    """A line of the law in words: how deep it stands, its clause; a heading, with the id it has in the pack."""

    depth: int
    words: str
    cite: str
    heading: bool
    code: str


@dataclass(frozen=True, slots=True)
class Speaks:
    """One condition of a rule in one case: its words, whether it is so, its clause, each fact: name, value, source."""

    words: str
    value: str  # true, false, unknown
    cite: str
    facts: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class GroundLaw:
    """What a ground opens to: what of this case speaks for it and against it, the rule in words, the clause's text."""

    speaks_for: tuple[Speaks, ...]
    against: tuple[Speaks, ...]
    unknown: tuple[Speaks, ...]
    rule: tuple[LawLine, ...]
    clause: str  # the official text, "" where no text is kept here


@dataclass(frozen=True, slots=True)
class GroundView:
    """A ground of the advice; `hidden` until the officer has keyed the judgement it rests on (DESIGN §9.13)."""

    id: str
    code: str
    cite: str
    title: str
    reason: str
    kind: str
    hidden: bool
    language: str = "en"
    law: GroundLaw | None = None  # None while any of it waits for the officer's own finding


@dataclass(frozen=True, slots=True)
class AdviceView:
    """What the law says now."""

    outcome: str
    outcome_words: str
    kind: str
    decided: bool
    grounds: tuple[GroundView, ...]
    asks: tuple[AskView, ...]
    tell: tuple[tuple[str, str], ...]
    deadlines: tuple[tuple[str, str, str], ...]
    trace: tuple[tuple[int, str, str, str], ...]  # depth, value (true, false, unknown), text, cite
    snapshot: str
    law_title: str
    for_service: bool
    language: str = "en"  # in which the law is told


@dataclass(frozen=True, slots=True)
class ActKey:
    """One act at the bottom of the desk; `needs` says what a form must ask for first. Its key is the console's."""

    act: str
    label: str
    may: bool
    why_not: str
    adverse: bool
    second_signature: str
    needs: tuple[str, ...]  # of: reasons, words, reason
    departs: bool
    law_words: str = ""  # what the law of the post calls it, in `law_language`
    law_language: str = "en"
    cite: str = ""
    states: tuple[tuple[str, str, str], ...] = ()  # what taking it puts on record: question, answer, their language


@dataclass(frozen=True, slots=True)
class Visit:
    """One recorded movement; `unmatched` says what is missing beside it."""

    movement: uuid.UUID
    direction: str
    on: date
    at: str
    post: str
    document: str
    unmatched: str
    voided: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody met before who may be this person; nothing rests on it until an officer confirms it."""

    id: uuid.UUID
    name: str
    born: str
    document: str
    last_seen: str
    score: float
    why: tuple[Why, ...]
    state: str


@dataclass(frozen=True, slots=True)
class StayView:
    """Days used and left, with the 180 days as a strip: one letter a day (`p` present, `.` absent, `?` not known)."""

    days_used: int | None
    days_left: int | None
    last_day: date | None
    earliest_next_entry: date | None
    visa_end: date | None
    stated_exit: date | None
    leave_by: date | None
    cite: str
    first: date | None
    strip: str
    not_known: str


@dataclass(frozen=True, slots=True)
class Said:
    """An answer on record, which a correction can undo."""

    id: uuid.UUID
    fact: str
    question: str
    answer: str
    status: str
    by: str
    at: datetime
    superseded: bool


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the case's timeline."""

    at: datetime
    verb: str
    words: str
    by: str
    detail: str


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision as taken, with its state and second signature."""

    id: uuid.UUID
    act: str
    outcome: str
    advised: str
    grounds: tuple[GroundView, ...]
    own_reasons: str
    officer: str
    taken_at: datetime
    state: str
    countersigned_by: str
    countersigned_at: datetime | None
    countersign_reason: str
    movement: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice or an information, and how it was handed over; `decides` marks the notice of a decision."""

    id: uuid.UUID
    title: str
    decides: bool
    opens: str  # the name of the form that records how it was handed over
    language: str
    for_service: bool
    served: bool
    handed_at: datetime | None
    signature: str
    interpreter: str
    carrier_told: str
    passport_is: str


@dataclass(frozen=True, slots=True)
class HoldView:
    """A running provisional hold: since when, until when, why; or a detention, until its next review."""

    since: datetime
    limit: datetime
    reason: str
    lapsed: bool
    detained: bool = False


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything the desk shows of one traveller."""

    id: uuid.UUID
    revision: int
    state: str
    state_words: str
    closed: bool
    direction: str
    post: str
    zone: str
    holder: str
    opened_at: datetime
    name: str
    document: tuple[tuple[str, str, str], ...]  # label, value, MRZ position
    mrz: tuple[str, ...]
    doubtful: frozenset[tuple[int, int]]  # (line, position), 1-based
    repairs: tuple[tuple[str, int, int, str, str, str], ...]  # field, line, position, was, might be, why in words
    checks: tuple[Check, ...]
    worst: str
    hits: tuple[HitView, ...]
    proposals: tuple[Proposal, ...]
    visits: tuple[Visit, ...]
    stay: StayView
    discrepancies: tuple[tuple[str, str, str], ...]
    advice: AdviceView | None
    acts: tuple[ActKey, ...]
    said: tuple[Said, ...]
    decision: DecisionView | None
    notices: tuple[NoticeView, ...]
    hold: HoldView | None
    referrals: tuple[tuple[str, str, str, datetime], ...]  # kind, reason, words, at
    timeline: tuple[Event, ...]
    person: uuid.UUID | None
    unit: uuid.UUID | None  # the family, car or coach this traveller came with
    restrained_at: datetime | None  # since when the person is not free to go on
    relaxed: str  # why fewer checks than usual were made, "" where all were
    language: str = "en"  # in which the law is told


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of a work list."""

    id: uuid.UUID
    name: str
    nationality: str
    document: str
    direction: str
    state: str
    state_words: str
    officer: str
    since: datetime
    note: str


@dataclass(frozen=True, slots=True)
class DeskView:
    """The desk between travellers: what is half done, what waits, what was done last, how fresh the lists are."""

    post: str
    post_title: str
    mode: str
    for_service: bool
    direction: str
    half_done: tuple[CaseRow, ...]
    recent: tuple[CaseRow, ...]
    lists: tuple[Aged, ...]
    waiting: Mapping[str, int]
    clock_behind: bool = False  # this machine's clock was set back: holds and expiries would follow it


@dataclass(frozen=True, slots=True)
class ListChange:
    """An entry that a version of a list adds, removes, renumbers (`was`) or changes (in these `parts`)."""

    what: str
    id: str
    name: str
    was: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListView:
    """One version of a list, with the account of every row of its import and what it changes."""

    id: uuid.UUID
    list_id: str
    title: str
    owner: str
    kind: str
    version: str
    entries: int
    rows_read: int
    accounted: tuple[tuple[str, int], ...]
    rejected: tuple[tuple[int, str, str], ...]
    difference: tuple[tuple[str, int], ...]
    changes: tuple[ListChange, ...]
    imported_by: str
    imported_at: datetime
    expires_on: date | None
    threshold: float
    aged: Aged | None = None  # of one in service
    copied_by: str = ""  # the office whose copy it came in
    rules: tuple[str, ...] = ()  # what it changes of what the list is used as


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A movement in the register, with the person it belongs to."""

    person: uuid.UUID
    name: str
    nationality: str
    visit: Visit | None  # None for somebody who was read and never crossed
    days_used: int | None = None  # of the short stay, as of today; None where not known or not counted
    days_left: int | None = None
    days_not_known: str = ""


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One journal entry as the auditor reads it."""

    seq: int
    at: datetime
    verb: str
    words: str
    officer: str
    post: str
    case: str
    payload: str
    leaf: str


@dataclass(frozen=True, slots=True)
class JournalView:
    """A page of the journal and what its verification found."""

    rows: tuple[JournalRow, ...]
    entries: int
    witnessed: int
    sound: bool
    breach: str
    older: int | None


@dataclass(frozen=True, slots=True)
class LawView:
    """The law of the post in words, as it is in force."""

    title: str
    digest: str
    released_by: str
    released_at: datetime
    reviewers: tuple[str, ...]
    entry: tuple[LawLine, ...]
    exit: tuple[LawLine, ...]
    not_modelled: tuple[tuple[str, str], ...]  # words, clause
    language: str = "en"  # of the pack's own words
    findings: tuple[Mapping[str, Any], ...] = ()
