"""Two persons on record who may be one: what was proposed at a desk and never settled, to be settled afterwards.

A desk proposes it while a traveller stands there and often nobody answers. Here the pairs wait, each side by side; what
is found links the two or keeps them apart, and can be taken back: persons are never merged (decision 0008), so that
taken back everything stands as it did before.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from limen.office import authority
from limen.office.actions import telling, walls
from limen.office.actions.acting import BadInput, Done, NotFound, NotPossible, once, permit
from limen.office.records import journal
from limen.office.records.journal import Stamp
from limen.office.records.models import Document, HistoryLink, Movement
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer

State = HistoryLink.State
SHOWN = 100  # pairs of one page
LEAST_REASON = 10  # characters: what was compared, in a few words
LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Side:
    """One of two persons as their newest document says it, with every number and the last time they crossed."""

    person: uuid.UUID
    name: str
    birth: str
    sex: str
    nationality: str
    numbers: tuple[str, ...]
    crossed: date | None


@dataclass(frozen=True, slots=True)
class Double:
    """Two who may be one: how sure the comparison is and why, and for what is settled by whom, when, with which reason.

    `link` names the proposal that stands for the pair.
    """

    link: uuid.UUID
    sides: tuple[Side, Side]
    score: float
    reasons: tuple[str, ...]
    state: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Doubles:
    """The pairs that wait, the surest first, and those settled, the newest first."""

    open: tuple[Double, ...]
    settled: tuple[Double, ...]
    may_settle: bool


def doubles(officer: Officer, stamp: Stamp) -> Doubles:
    """The pairs of persons this officer may know of. Raises NotPermitted."""
    permit(officer, "see_doubles", stamp)
    rows = _known(officer)
    waiting = _seen(officer, _pairs(rows.filter(state=State.PROPOSED).order_by("-score", "-id")), stamp.at)
    settled = _seen(officer, _pairs(rows.filter(state__in=(State.CONFIRMED, State.REJECTED)).order_by("-made_at")),
                    stamp.at)  # fmt: skip
    return Doubles(_views(waiting), _views(settled), authority.may(officer, "settle_double"))


def count_open(officer: Officer, at: datetime) -> int | None:
    """How many pairs wait; None for who may not see them."""
    if not authority.may(officer, "see_doubles"):
        return None
    return len(_seen(officer, _pairs(_known(officer).filter(state=State.PROPOSED).order_by("-score", "-id")), at))


def settle_double(officer: Officer, stamp: Stamp, link: uuid.UUID, *, same: bool, reason: str) -> Done:
    """Say that two persons are one, or two; every proposal about the pair is settled with it.

    Raises NotPermitted, NotFound, BadInput without a reason, NotPossible where somebody settled it meanwhile.
    """
    permit(officer, "settle_double", stamp)
    text = _reason(reason)

    def run() -> Done:
        row, pair = _pair(officer, stamp, link)
        if not any(one.state == State.PROPOSED for one in pair):
            raise NotPossible(N_("This was settled already: reload to see what happened."))
        return _put(officer, stamp, "settle_double", row, pair, State.CONFIRMED if same else State.REJECTED, text)

    return once(officer, "settle_double", stamp, run)


def reopen_double(officer: Officer, stamp: Stamp, link: uuid.UUID, *, reason: str) -> Done:
    """Take back what was found of a pair: both stand alone again, as they did, and the pair waits.

    Raises NotPermitted, NotFound, BadInput without a reason, NotPossible where there is nothing to take back.
    """
    permit(officer, "reopen_double", stamp)
    text = _reason(reason)

    def run() -> Done:
        row, pair = _pair(officer, stamp, link)
        if all(one.state == State.PROPOSED for one in pair):
            raise NotPossible(N_("There is nothing to take back: the pair waits for an answer."))
        return _put(officer, stamp, "reopen_double", row, pair, State.PROPOSED, text)

    return once(officer, "reopen_double", stamp, run)


def _put(
    officer: Officer, stamp: Stamp, verb: str, row: HistoryLink, pair: Sequence[HistoryLink], state: str, reason: str
) -> Done:
    was = sorted({str(one.state) for one in pair})
    for one in pair:
        one.state, one.reason, one.officer_id, one.made_at = state, reason, uuid.UUID(officer.id), stamp.at
        one.save(update_fields=["state", "reason", "officer", "made_at"])
    entry = journal.append(
        stamp=stamp, verb=verb, officer=officer.id, post=officer.post, result=str(row.id),
        payload={"link": str(row.id), "person": str(row.person_id), "earlier": str(row.earlier_id), "was": was,
                 "state": str(state), "proposals": [str(one.id) for one in pair], "reason": reason},
    )  # fmt: skip
    return Done(None, str(row.id), entry.seq)


def _reason(text: str) -> str:
    text = text.replace("\0", "").strip()
    if len(text) < LEAST_REASON:
        raise BadInput(
            N_("Say what you compared, {least} characters at least: the record keeps it."), least=LEAST_REASON
        )
    if len(text) > LONGEST_REASON:
        raise BadInput(N_("A reason has {most} characters at most."), most=LONGEST_REASON)
    return text


def _known(officer: Officer) -> Any:
    """The proposals about persons in no compartment, or in one of the officer's."""
    mine = ["", *officer.compartments]
    rows = HistoryLink.objects.select_related("case__post", "officer")
    return rows.filter(person__compartment__in=mine, earlier__compartment__in=mine)


def _pair(officer: Officer, stamp: Stamp, link: uuid.UUID) -> tuple[HistoryLink, list[HistoryLink]]:
    """A proposal and all that are about the same two persons, locked in one order."""
    row: HistoryLink | None = _known(officer).filter(id=link).exclude(state=State.SAME_DOCUMENT).first()
    if row is None or walls.walled(officer, row.case, stamp.at):
        raise NotFound(N_("There is no such pair of persons."))
    about = Q(person=row.person_id, earlier=row.earlier_id) | Q(person=row.earlier_id, earlier=row.person_id)
    found = HistoryLink.objects.select_for_update(of=("self",)).filter(about).exclude(state=State.SAME_DOCUMENT)
    return row, list(found.order_by("id"))


def _pairs(rows: Iterable[HistoryLink]) -> list[HistoryLink]:
    """The first proposal about each two persons, whichever of them was met first."""
    found: dict[frozenset[uuid.UUID], HistoryLink] = {}
    for row in rows:
        found.setdefault(frozenset((row.person_id, row.earlier_id)), row)
        if len(found) == SHOWN:
            break
    return list(found.values())


def _seen(officer: Officer, rows: Sequence[HistoryLink], at: datetime) -> list[HistoryLink]:
    behind = walls.among(officer, (row.case for row in rows), at)
    return [row for row in rows if row.case_id not in behind]


def _views(rows: Sequence[HistoryLink]) -> tuple[Double, ...]:
    people = {person for row in rows for person in (row.person_id, row.earlier_id)}
    papers: dict[uuid.UUID, list[Document]] = {}
    for paper in Document.objects.filter(person__in=people).order_by("-made_at", "-id"):
        papers.setdefault(paper.person_id, []).append(paper)
    moved = Movement.objects.filter(person__in=people, voided_by=None).order_by("on")
    crossed: dict[uuid.UUID, date] = dict(moved.values_list("person_id", "on"))
    return tuple(
        Double(
            link=row.id, sides=(_side(row.person_id, papers, crossed), _side(row.earlier_id, papers, crossed)),
            score=row.score, reasons=tuple(telling.feature(one) for one in row.why), state=str(row.state),
            by=row.officer.full_name, at=row.made_at, reason=row.reason,
        )
        for row in rows
    )  # fmt: skip


def _side(person: uuid.UUID, papers: dict[uuid.UUID, list[Document]], crossed: dict[uuid.UUID, date]) -> Side:
    own = papers.get(person, [])
    if not own:
        return Side(person, "", "", "", "", (), crossed.get(person))
    numbers = dict.fromkeys(f"{paper.issuer} {paper.number}" for paper in own)
    return Side(
        person, f"{own[0].given} {own[0].surname}".strip(), own[0].birth, own[0].sex, own[0].nationality,
        tuple(numbers), crossed.get(person),
    )  # fmt: skip
