"""One list hit, side by side: the two fact by fact, what would settle it, and what this officer may do with it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from limen.assessment import BLOCKING
from limen.casework import ARRIVAL
from limen.office import authority
from limen.office.actions import adjudicating, caseview, hitqueue, owners, watching
from limen.office.actions.acting import Done as Seen
from limen.office.actions.acting import once, permit
from limen.office.actions.errors import Words
from limen.office.actions.views import HitView
from limen.office.records import store
from limen.office.records.journal import Stamp
from limen.office.records.models import Document, Hit
from limen.screening.beside import WORDS as DECIDERS
from limen.screening.beside import Cost, Decider, Stands, lines, would_decide
from limen.screening.lists import Entry
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer, Person

FACTS: Mapping[str, str] = {
    "names": N_("Names"),
    "born": N_("Date of birth"),
    "sex": N_("Sex"),
    "nationality": N_("Nationality"),
    "documents": N_("Documents"),
    "places": N_("Addresses"),
}
HOW: Mapping[Stands, tuple[str, str]] = {  # how two sides stand: a shape, a word
    Stands.AGREES: ("passed", N_("agrees")),
    Stands.PARTLY: ("unsure", N_("agrees in part")),
    Stands.DIFFERS: ("failed", N_("differs")),
    Stands.MISSING_HERE: ("not_done", N_("not known of the traveller")),
    Stands.MISSING_LISTED: ("not_done", N_("not on the list")),
    Stands.MISSING_BOTH: ("not_done", N_("on neither side")),
    Stands.NOT_COMPARED: ("not_done", N_("not compared")),
}
COSTS: Mapping[Cost, str] = {
    Cost.ASK: N_("a question, here"),
    Cost.LOOK: N_("another paper, or the office’s own records"),
    Cost.OWNER: N_("a message to the owner of the list"),
}
COULD: Mapping[str, str] = {
    "confirm": N_("could confirm"), "exclude": N_("could exclude"), "either": N_("could confirm or exclude"),
}  # fmt: skip


SAID = ("no_owner", "protection")  # why its owner is not told, where that is worth a line


@dataclass(frozen=True, slots=True)
class FactBeside:
    """One fact: its name, both sides, how they stand as a shape and a word."""

    fact: str
    title: str
    here: tuple[str, ...]
    listed: tuple[str, ...]
    shape: str
    stands: str


@dataclass(frozen=True, slots=True)
class Deciding:
    """One thing that would settle the hit, in words."""

    words: str
    could: str
    cost: str


@dataclass(frozen=True, slots=True)
class HitPage:
    """One hit and what this officer may do with it; `acts` are the names of the forms that are offered."""

    id: uuid.UUID
    case: uuid.UUID
    case_words: str
    opens_case: bool
    name: str
    hit: HitView
    discreet: bool
    found_at: datetime
    since: str
    facts: tuple[FactBeside, ...]
    deciders: tuple[Deciding, ...]
    second: bool
    caution: str
    notices: tuple[owners.NoticeRow, ...]
    why_no_notice: str  # why the owner cannot be told, where the hit is one to be told of
    acts: tuple[str, ...]


def hit(officer: Officer, stamp: Stamp, id: uuid.UUID, language: str = "en") -> HitPage:
    """One hit, States named in a language; the look is journaled, as reading a person's record is."""
    permit(officer, "see_hits", stamp)
    row = hitqueue.looked_at(officer, id, stamp, "see_hits")

    def look() -> Seen:
        return Seen(None, str(row.id), hitqueue.append_of(officer, stamp, "see_hits", row, {"hit": str(row.id)}))

    if row.compartment or str(row.case.holder_id) != officer.id or row.case.state in ARRIVAL.closed:
        once(officer, "see_hits", stamp, look)
    watching.see(officer, stamp, row)
    entry, person, code = Entry.from_json(row.listed), person_of(row), owners.why_not(row, stamp.at)
    return HitPage(
        id=row.id, case=row.case_id, case_words=ARRIVAL.states[row.case.state],
        opens_case=authority.may(officer, "see_case", post=row.case.post.code), name=person.names[0] if person else "",
        hit=caseview.hit_view(row, language), discreet=bool(row.compartment), found_at=row.made_at,
        since=hitqueue.age(row.made_at, stamp.at),
        facts=tuple(_beside(person, entry, row)) if person else (),
        deciders=tuple(map(_deciding, would_decide(person, entry, row.why))) if person and _waits(row) else (),
        second=store.needs_second(row.list_id), caution=owners.caution(row, language),
        notices=owners.notices(row, stamp.at), why_no_notice=owners.WHY_NOT[code] if code in SAID else "",
        acts=tuple(_acts(officer, row, stamp.at, code)),
    )  # fmt: skip


def person_of(row: Hit) -> Person | None:
    """The person of the document that the hit was made of."""
    document = Document.objects.filter(digest=row.document_digest).first()
    return Person.of(store.travel_document(document)) if document is not None else None


def _waits(row: Hit) -> bool:
    return row.state in BLOCKING


def _beside(person: Person, entry: Entry, row: Hit) -> Iterable[FactBeside]:
    for line in lines(person, entry, row.why):
        shape, words = HOW[line.stands]
        yield FactBeside(line.fact, FACTS[line.fact], line.here, line.listed, shape, words)


def _deciding(found: Decider) -> Deciding:
    return Deciding(Words(DECIDERS[found.code], **found.params), COULD[found.would], COSTS[found.cost])


def _acts(officer: Officer, row: Hit, at: datetime, why_no_notice: str) -> Iterable[str]:
    """The forms this officer is offered, in the order of the page; the acts ask again for themselves."""
    claims = hitqueue.claims_of(officer, row, at)
    yield from (name for name, offered in (("claim", claims["may_claim"]), ("give_back", claims["may_give_back"]),
                                           ("take_over", claims["may_take_over"])) if offered)  # fmt: skip
    free = row.claimed_by_id is None or str(row.claimed_by_id) == officer.id
    resolves = free and authority.may(officer, "settle_discreet_hit" if row.compartment else "resolve_hit")
    if row.proposed and resolves and not row.compartment and str(row.proposed_by_id) != officer.id:
        yield from ("agree", "return")
    elif _waits(row) and resolves:
        yield from ("same", "not_same", "inconclusive")
    if not row.compartment:
        if _waits(row) and _may_order(officer, row):
            yield "override"
        if free and row.state in adjudicating.TAKEN_BACK and authority.may(officer, "reopen_hit"):
            yield "reopen"
    if not why_no_notice and authority.may(officer, "notify_owner"):
        yield "notify"
    if owners.waiting(row) is not None and authority.may(officer, "owner_answered"):
        yield "ask_owner"


def _may_order(officer: Officer, row: Hit) -> bool:
    states = ARRIVAL.act("override_hit").from_states
    return authority.may(officer, "override_hit") and row.case.state in states and not row.overrides.exists()
