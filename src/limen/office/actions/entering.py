"""Entries that officers put on a list: proposed by one, agreed by another, looked at again each month, ended.

Each bears its legal basis, its evidence, a last day and a day on which its author looks at it again (FAILURES F21).
Whenever one comes into force or ends, a new version of its list is laid and screened against in the same transaction:
every desk has it with the next traveller, and what was decided before keeps the version it was decided with.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from limen.office import authority
from limen.office.actions import interests, listing, releasing, rescreening
from limen.office.actions.acting import BadInput, Done, NotFound, NotPossible, acted, once, permit
from limen.office.actions.errors import Words
from limen.office.records import journal
from limen.office.records.journal import Stamp
from limen.office.records.models import NationalEntry
from limen.screening import Entry
from limen.screening.lists import (
    BirthInterval,
    ListedDocument,
    ListedName,
    NameKind,
    Nationality,
    Scope,
    country_code,
    own,
)
from limen.vocabulary.dates import DateError
from limen.vocabulary.evidence import N_
from limen.vocabulary.names import fold
from limen.vocabulary.person import Officer, Sex

LONGEST_IN_FORCE = timedelta(days=366)
LOOKED_AT_WITHIN = timedelta(days=31)
MOST_NAMES, LONGEST_NAME = 20, 200
LONGEST_WORDS = 4_000
State = NationalEntry.State


class Unusable(BadInput):
    """A field of a proposal that cannot be used; `field` names it, so that the page can point at it."""

    def __init__(self, field: str, message: str, /, **params: object) -> None:
        super().__init__(message, **params)
        self.field = field


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry as it is proposed, as it was typed: `names` in any script, given names first or `SURNAME, Given`.

    `born` is EDTF (`1980`, `1980-03-05`, `1962/1964`), `nationality` a code or an English name, `documents` are
    `NUMBER` or `ISSUER:NUMBER`; `posts`, `flights`, `direction`, `first` and `last` are its scope.
    """

    list_id: str
    names: tuple[str, ...]
    legal_basis: str
    evidence: str
    review_on: date
    expires_on: date
    born: str = ""
    sex: str = ""
    nationality: str = ""
    documents: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    note: str = ""
    posts: tuple[str, ...] = ()
    flights: tuple[str, ...] = ()
    direction: str = ""
    first: date | None = None
    last: date | None = None


def propose_entry(officer: Officer, stamp: Stamp, draft: Draft) -> Done:
    """Propose an entry; it screens nobody until another officer agrees.

    Raises NotPermitted, where it may concern the officer's own too, and BadInput with the field that cannot be used.
    """
    permit(officer, "propose_entry", stamp)
    _within_days(draft.review_on, draft.expires_on, _today(stamp))
    if draft.list_id not in listing.OFFICERS:
        raise Unusable("list_id", N_("Choose one of the lists that officers write: {known}."),
                       known=", ".join(listing.OFFICERS))  # fmt: skip
    basis, evidence = _words(draft.legal_basis, "legal_basis"), _words(draft.evidence, "evidence")
    if not basis:
        raise Unusable("legal_basis", N_("Name the legal basis: without one nobody may be put on a list."))
    if not evidence:
        raise Unusable("evidence", N_("Say what the entry rests on: another officer must be able to judge it."))
    drawn = entry_of(draft)

    def run() -> Done:
        number = f"N-{NationalEntry.objects.count() + 1:06}"
        entry = _numbered(drawn, number)
        marks = interests.keep_clear(officer, "propose_entry", entry)
        row = NationalEntry.objects.create(
            **acted(officer, stamp), number=number, list_id=draft.list_id, content=entry.to_json(),
            content_hash=entry.content_hash, legal_basis=basis, evidence=evidence, scope=_scope(draft).to_json(),
            review_on=draft.review_on, expires_on=draft.expires_on, marks=marks,
        )  # fmt: skip
        said = {"content": row.content, "legal_basis": basis, "evidence": evidence, "marks": marks,
                "review_on": row.review_on.isoformat(), "expires_on": row.expires_on.isoformat()}  # fmt: skip
        return _noted(officer, stamp, "propose_entry", row, said)

    return once(officer, "propose_entry", stamp, run)


def agree_entry(officer: Officer, stamp: Stamp, entry_id: uuid.UUID, *, note: str = "") -> Done:
    """Put a proposed entry in force, as the second officer: everybody is screened against it from now on.

    Raises NotPermitted for the proposer and for whom it may concern, NotPossible where it does not wait any more.
    """
    permit(officer, "agree_entry", stamp)
    note, today = _words(note, "why"), _today(stamp)
    _write_ahead(entry_id, today, comes=True)

    def run() -> Done:
        row = _waiting(officer, "agree_entry", entry_id)
        marks = interests.keep_clear(officer, "agree_entry", Entry.from_json(row.content))
        if row.expires_on < today:
            raise NotPossible(N_("The last day of this entry has passed while it waited: propose it again."))
        row.state, row.note, row.marks = State.IN_FORCE, note, [*row.marks, *marks]
        row.decided_by_id, row.decided_at = uuid.UUID(officer.id), stamp.at
        row.save(update_fields=["state", "note", "marks", "decided_by", "decided_at"])
        version = _written(officer, stamp, row.list_id, today)
        run_id = rescreening.begin(officer, stamp, row.list_id, version, [row.content])
        said = {"note": note, "marks": marks, "version": version, "rescreening": run_id}
        return _noted(officer, stamp, "agree_entry", row, said)

    done = once(officer, "agree_entry", stamp, run)
    if not done.replayed:
        # Acts of their own; what they leave waits, with how far they came.
        rescreening.go_on(officer, stamp, rescreening.AT_ONCE)
    return done


def return_entry(officer: Officer, stamp: Stamp, entry_id: uuid.UUID, *, note: str) -> Done:
    """Send a proposed entry back with the reason, as the second officer; it never screened anybody."""
    permit(officer, "return_entry", stamp)
    note = _reason(note)

    def run() -> Done:
        row = _waiting(officer, "return_entry", entry_id)
        interests.keep_clear(officer, "return_entry", Entry.from_json(row.content))
        row.state, row.note = State.RETURNED, note
        row.decided_by_id, row.decided_at = uuid.UUID(officer.id), stamp.at
        row.save(update_fields=["state", "note", "decided_by", "decided_at"])
        return _noted(officer, stamp, "return_entry", row, {"note": note})

    return once(officer, "return_entry", stamp, run)


def end_entry(officer: Officer, stamp: Stamp, entry_id: uuid.UUID, *, why: str) -> Done:
    """End an entry in force, or withdraw a proposal, with the reason: nobody is screened against it any more."""
    permit(officer, _own(officer, "end_entry", entry_id), stamp)
    why, today = _reason(why), _today(stamp)
    _write_ahead(entry_id, today, comes=False)

    def run() -> Done:
        row = _row(entry_id)
        if row.state not in (State.PROPOSED, State.IN_FORCE):
            raise NotPossible(N_("This entry has ended already: reload to see what happened."))
        interests.keep_clear(officer, "end_entry", Entry.from_json(row.content))
        was = row.state
        row.state, row.ended_why = State.ENDED, why
        row.ended_by_id, row.ended_at = uuid.UUID(officer.id), stamp.at
        row.save(update_fields=["state", "ended_why", "ended_by", "ended_at"])
        said = {"why": why, "was": str(was)}
        if was == State.IN_FORCE:
            said["version"] = _written(officer, stamp, row.list_id, today)
        return _noted(officer, stamp, "end_entry", row, said)

    return once(officer, "end_entry", stamp, run)


def review_entry(officer: Officer, stamp: Stamp, entry_id: uuid.UUID, *, review_on: date, note: str) -> Done:
    """Keep an entry in force after looking at it again, and say why it is still needed; the next look within a month.

    Its author does that, or a list officer; it is not kept beyond its last day: for that it is proposed again.
    """
    permit(officer, _own(officer, "review_entry", entry_id), stamp)
    note, today = _reason(note), _today(stamp)

    def run() -> Done:
        row = _row(entry_id)
        if row.state != State.IN_FORCE or row.expires_on < today:
            raise NotPossible(N_("This entry is not in force: there is nothing to look at again."))
        interests.keep_clear(officer, "review_entry", Entry.from_json(row.content))
        _within_days(review_on, row.expires_on, today, "again_on")
        row.review_on, row.reviewed_by_id, row.reviewed_at = review_on, uuid.UUID(officer.id), stamp.at
        row.save(update_fields=["review_on", "reviewed_by", "reviewed_at"])
        return _noted(officer, stamp, "review_entry", row, {"note": note, "review_on": review_on.isoformat()})

    return once(officer, "review_entry", stamp, run)


# -- what is typed, as an entry ---------------------------------------------------------------------------------------


def entry_of(draft: Draft) -> Entry:
    """The entry that a draft describes, without its number. Raises BadInput naming the field that cannot be used."""
    names = tuple(dict.fromkeys(filter(None, map(_called, draft.names))))
    if len(names) > MOST_NAMES or any(len(name) > LONGEST_NAME for name in names):
        raise Unusable("names", N_("At most {most} names are kept, of {longest} characters each."),
                       most=MOST_NAMES, longest=LONGEST_NAME)  # fmt: skip
    if any(not fold(name) for name in names):
        raise Unusable("names", N_("A name cannot be read: give it in letters, one name on a line."))
    papers = tuple(_document(text) for text in _several(draft.documents))
    if not names and not papers:
        raise Unusable("names", N_("Give at least a name or a document number: nobody can be found by anything else."))
    places = tuple(_several(draft.addresses))
    if len(places) > MOST_NAMES or any(len(place) > LONGEST_NAME for place in places):
        raise Unusable("addresses", N_("At most {most} addresses are kept, of {longest} characters each."),
                       most=MOST_NAMES, longest=LONGEST_NAME)  # fmt: skip
    try:
        born = tuple(BirthInterval.parse(text) for text in _several(draft.born.split(";")))
    except DateError as error:
        raise Unusable("born", N_("The birth cannot be read: write 1980-03-05, 1980-03, 1980 or 1962/1964.")) from error
    if draft.sex not in ("", "M", "F", "X"):
        raise Unusable("sex", N_("Sex is M, F or X, or is left out."))
    kinds = [NameKind.PRIMARY] + [NameKind.ALIAS] * len(names)
    return Entry(
        id="", list=draft.list_id,
        names=tuple(ListedName(name, kind) for name, kind in zip(names, kinds, strict=False)),
        born=born, sex=Sex(draft.sex) if draft.sex else None,
        nationalities=tuple(Nationality.of(text[:60]) for text in _several(draft.nationality.split(";"))),
        documents=papers, note=_words(draft.note, "note"), places=places,
        scope=_until(_scope(draft), draft.expires_on),
    )  # fmt: skip


def _scope(draft: Draft) -> Scope:
    if draft.direction not in ("", "entry", "exit"):
        raise Unusable("direction", N_("Say whether the entry is for people who enter, who leave, or both."))
    posts, flights = (tuple(text.upper()[:20] for text in _several(part)) for part in (draft.posts, draft.flights))
    try:
        return Scope(
            posts, flights, (draft.direction,) if draft.direction else (),
            draft.first.isoformat() if draft.first else "", draft.last.isoformat() if draft.last else "",
        )  # fmt: skip
    except DateError as error:
        raise Unusable("last", N_("The days of the scope end before they begin.")) from error


def _until(scope: Scope, expires_on: date) -> Scope:
    """The scope with the entry's last day: past it nobody is screened, whether or not anybody ended it."""
    last = min(filter(None, (scope.last, expires_on.isoformat())))
    try:
        return Scope(scope.posts, scope.flights, scope.directions, scope.first, last)
    except DateError as error:
        raise Unusable("first", N_("The entry expires before the first day of its scope.")) from error


def _called(printed: str) -> str:
    surname, comma, given = " ".join(printed.split()).partition(",")
    return f"{given.strip()} {surname.strip()}".strip() if comma else surname


def _several(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, (" ".join(text.split()) for text in texts))))


def _document(text: str) -> ListedDocument:
    issuer, colon, number = text.upper().rpartition(":")
    if not any(character.isalnum() for character in number) or len(text) > 60:
        raise Unusable("documents", N_("A document is written NUMBER or ISSUER:NUMBER, for example UTO:L20117736."))
    return ListedDocument(number.strip(), country_code(issuer) or issuer.strip() if colon else "")


def _numbered(entry: Entry, number: str) -> Entry:
    return Entry.from_json({**entry.to_json(), "id": number})


def _words(text: str, field: str) -> str:
    text = text.replace("\0", "").strip()
    if len(text) > LONGEST_WORDS:
        raise Unusable(field, N_("Words are kept up to {most} characters; these are {count}."), most=LONGEST_WORDS,
                       count=len(text))  # fmt: skip
    return text


def _reason(text: str) -> str:
    reason = _words(text, "why")
    if not reason:
        raise Unusable("why", N_("Say why: the record keeps it."))
    return reason


def _within_days(review_on: date, expires_on: date, today: date, field: str = "review_on") -> None:
    if not today <= expires_on <= today + LONGEST_IN_FORCE:
        raise Unusable("expires_on", N_("An entry has a last day, {most} from today at most."), most=LONGEST_IN_FORCE)
    if not today <= review_on <= today + LOOKED_AT_WITHIN:
        raise Unusable(field, N_("An entry is looked at again within {most} from today."), most=LOOKED_AT_WITHIN)
    if review_on > expires_on:
        raise Unusable(field, N_("An entry is looked at again before it expires."))


# -- rows and versions ------------------------------------------------------------------------------------------------


def _today(stamp: Stamp) -> date:
    return stamp.at.astimezone(ZoneInfo(stamp.zone)).date()


def _row(entry_id: uuid.UUID) -> NationalEntry:
    row = NationalEntry.objects.select_for_update(of=("self",)).filter(id=entry_id).first()
    if row is None:
        raise NotFound(N_("There is no such entry."))
    return row


def _waiting(officer: Officer, act: str, entry_id: uuid.UUID) -> NationalEntry:
    """The proposal, for a second officer. Raises NotPermitted for the first one, whatever duties they hold."""
    row = _row(entry_id)
    authority.require(officer, act, first_officer=str(row.officer_id))
    if row.state != State.PROPOSED:
        raise NotPossible(N_("This entry does not wait any more: reload to see what happened."))
    return row


def _own(officer: Officer, act: str, entry_id: uuid.UUID) -> str:
    """The act, or the one that the table gives an author."""
    mine = NationalEntry.objects.filter(id=entry_id, officer=uuid.UUID(officer.id)).exists()
    return act.replace("_entry", "_own_entry") if mine else act


def in_force(list_id: str, today: date) -> list[Entry]:
    """The entries that a list holds now; one past its last day is on no version made from then on."""
    rows = NationalEntry.objects.filter(list_id=list_id, state=State.IN_FORCE, expires_on__gte=today)
    return [Entry.from_json(row.content) for row in rows.order_by("number")]


def _written(officer: Officer, stamp: Stamp, list_id: str, today: date) -> str:
    return releasing.written(officer, stamp, list_id, own.write(in_force(list_id, today))).version


def _write_ahead(entry_id: uuid.UUID, today: date, *, comes: bool) -> None:
    """Before the transaction: the desks go on, and the first traveller after it finds the index made."""
    row = NationalEntry.objects.filter(id=entry_id).first()
    if row is None or row.state != (State.PROPOSED if comes else State.IN_FORCE):
        return
    others = [entry for entry in in_force(row.list_id, today) if entry.id != row.number]
    releasing.written_ahead(row.list_id, own.write([*others, *([Entry.from_json(row.content)] if comes else [])]))


def _noted(officer: Officer, stamp: Stamp, verb: str, row: NationalEntry, said: Mapping[str, Any]) -> Done:
    payload = {"entry": row.number, "list": row.list_id, "content_hash": row.content_hash, **said}
    done = journal.append(
        stamp=stamp, verb=verb, officer=officer.id, post=officer.post, payload=payload, result=str(row.id)
    )
    return Done(None, str(row.id), done.seq)


def words_of_mark(mark: Mapping[str, Any]) -> Words:
    """What a second officer is told of the first."""
    if mark["code"] == "surname":
        return Words(N_("{officer} has the same surname, or somebody of the family has: {surname}"),
                     officer=mark["officer"], surname=mark["surname"])  # fmt: skip
    return Words(N_("{officer} has declared neither family nor address: nobody could compare them"),
                 officer=mark["officer"])  # fmt: skip
