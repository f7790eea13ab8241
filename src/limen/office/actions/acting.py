"""The frame of every act: replay, permission, lock, the engine's consent, the body, the journal, one transaction."""

from __future__ import annotations

import functools
import logging
import uuid
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Concatenate, Generic, ParamSpec
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from limen.casework import ARRIVAL, Availability, allowed
from limen.casework.engine import WORDS
from limen.office import authority
from limen.office.actions import checkpointing, law
from limen.office.actions.errors import ActError, BadInput, NotFound, NotPossible, Words
from limen.office.records import journal, store
from limen.office.records.journal import Stamp
from limen.office.records.models import Case, Post, Unit
from limen.office.records.models.row import new_key
from limen.vocabulary.person import Officer, Role

P = ParamSpec("P")
SAVED = ("state", "revision", "holder", "person", "document", "closed_at", "unit", "restrained_at", "flight")
NEVER_STOPPED = frozenset({"refer_protection"})
DECIDING = frozenset(
    {"admit", "depart", "refuse", "answer", "read", "note_overstay", "hold", "withdraw", "refer_hearing", "report"}
)

__all__ = [
    "ActError",
    "Acting",
    "Ahead",
    "BadInput",
    "CaseAct",
    "Done",
    "NotFound",
    "NotPossible",
    "Stamp",
    "Words",
    "acted",
    "case_act",
    "once",
    "stamp",
]


@dataclass(frozen=True, slots=True)
class Done:
    """What an act left behind: the case, the row it made, its place in the journal; `replayed` for an old key."""

    case: uuid.UUID | None
    result: str
    seq: int
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Ahead:
    """What was worked out for one act before its transaction: results by all that they came from, and its row's key."""

    row: uuid.UUID = field(default_factory=new_key)
    results: dict[Hashable, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Acting:
    """What the body of an act works with: who, which case (locked), when, and what the journal shall say."""

    officer: Officer
    case: Case
    stamp: Stamp
    payload: dict[str, Any] = field(default_factory=dict)
    result: str = ""
    ahead: Ahead = field(default_factory=Ahead)

    @property
    def post(self) -> Post:
        """The post of the case."""
        return self.case.post

    @property
    def today(self) -> date:
        """The local day at the post, which the law counts."""
        return self.stamp.at.astimezone(ZoneInfo(self.case.post.zone)).date()

    def acted(self) -> dict[str, Any]:
        """The columns every row of this act carries."""
        return acted(self.officer, self.stamp)


def acted(officer: Officer, stamp: Stamp) -> dict[str, Any]:
    """The columns of a row an act makes: officer, both clocks, zone, the act's key."""
    return {
        "officer_id": officer.id,
        "made_at": stamp.at,
        "client_at": stamp.client_at,
        "zone": stamp.zone,
        "act_key": stamp.key,
    }


def stamp(key: uuid.UUID | str, at: datetime, zone: str, client_at: datetime | None = None) -> Stamp:
    """A stamp from what a request carries. Raises BadInput for a key that is no UUID."""
    try:
        return Stamp(uuid.UUID(str(key)), at, client_at, zone)
    except ValueError as error:
        raise BadInput("The form has lost its key, so it could be counted twice: reload the page.") from error


class CaseAct(Generic[P]):
    """An act on a case: permission, lock, engine, body, journal; all or nothing.

    Called, it is a transaction of its own; `within` makes it one part of an act on several cases. What the body will
    work out from rows it only reads, `foreseen` may work out before the transaction.
    """

    def __init__(
        self, verb: str, body: Callable[Concatenate[Acting, P], None], foreseen: Callable[..., None] | None = None
    ) -> None:
        functools.update_wrapper(self, body)
        self.verb, self.body, self.foreseen = verb, body, foreseen

    def __call__(
        self, officer: Officer, case_id: uuid.UUID, stamp: Stamp, /, *args: P.args, **kwargs: P.kwargs
    ) -> Done:
        """The act, unless its key already did."""

        ahead = self.foresee(officer, case_id, stamp, *args, **kwargs)

        def run() -> Done:
            return self.within(officer, case_id, stamp, {}, ahead, *args, **kwargs)

        return once(officer, self.verb, stamp, run, case=str(case_id))

    def foresee(
        self, officer: Officer, case_id: uuid.UUID, stamp: Stamp, /, *args: P.args, **kwargs: P.kwargs
    ) -> Ahead:
        """What the act can work out before it is done: it shows, permits and writes nothing, and binds nobody.

        Whatever stands in its way stands in the way of the act as well, which says so in its own order and words.
        """
        ahead = Ahead()
        case = store.case(case_id) if self.foreseen is not None else None
        if self.foreseen is None or case is None or case.post.code != officer.post or case.state in ARRIVAL.closed:
            return ahead
        try:
            with store.looking(case, case.post):
                self.foreseen(Acting(officer, case, stamp, ahead=ahead), *args, **kwargs)
        except (ActError, ValueError):
            return ahead  # a form that is not accepted: the act says so
        except Exception:  # no error is lost: the act works the same out again under its lock and raises it there
            logging.getLogger(__name__).exception("%s could not be foreseen; it is done all the same", self.verb)
        return ahead

    def within(
        self, officer: Officer, case_id: uuid.UUID, stamp: Stamp, noted: Mapping[str, Any], ahead: Ahead, /,
        *args: P.args, **kwargs: P.kwargs,
    ) -> Done:  # fmt: skip
        """The same inside the caller's transaction, with its own journal entry under its own key, which says `noted`.

        The caller is an act run by `once`; what is refused here is refused to all of it.
        """
        case = store.lock_case(case_id)
        if case is None:
            raise NotFound("There is no such case at this post.")
        was_closed = case.state in ARRIVAL.closed
        acting = Acting(officer, case, stamp, dict(noted), ahead=ahead)
        with store.looking(case, case.post):
            _consent(officer, self.verb, case, acting.today)
            self.body(acting, *args, **kwargs)
        case.revision += 1
        case.save(update_fields=SAVED)
        if case.unit_id is not None:
            acting.payload |= _unit_follows(case, case.unit_id, was_closed, stamp.at)
        entry = journal.append(
            stamp=stamp,
            verb=self.verb,
            officer=officer.id,
            post=officer.post,
            payload=acting.payload,
            case=str(case.id),
            person=str(case.person_id or ""),
            result=acting.result,
        )
        return Done(case.id, acting.result, entry.seq)


def case_act(
    verb: str, foreseen: Callable[..., None] | None = None
) -> Callable[[Callable[Concatenate[Acting, P], None]], CaseAct[P]]:
    """Make a body into an act on a case; `foreseen` works out ahead what the body will ask for."""

    def wrap(body: Callable[Concatenate[Acting, P], None]) -> CaseAct[P]:
        return CaseAct(verb, body, foreseen)

    return wrap


def _unit_follows(case: Case, unit_id: uuid.UUID, was_closed: bool, at: datetime) -> dict[str, Any]:
    """Close the unit of a case with the last of its members, open it again where one of them is; what was done."""
    said: dict[str, Any] = {"unit": str(unit_id)}
    closed = case.state in ARRIVAL.closed
    if closed == was_closed:
        return said
    unit = Unit.objects.select_for_update(of=("self",)).get(id=unit_id)
    left = Case.objects.filter(unit=unit).exclude(state__in=ARRIVAL.closed).exists()
    if closed == (unit.closed_at is not None) or (closed and left):
        return said
    unit.closed_at = at if closed else None
    unit.save(update_fields=["closed_at"])
    return {**said, "unit_closed": closed}


def once(officer: Officer, verb: str, stamp: Stamp, run: Callable[[], Done], *, case: str = "") -> Done:
    """Run an act in one transaction unless its key already did; what is not permitted is journaled and raised."""
    try:
        with transaction.atomic():
            if done := _replay(officer, verb, stamp, case):
                return done
            done = run()
    except authority.NotPermitted as refusal:
        note_not_permitted(officer, refusal, stamp, case)
        raise
    except IntegrityError as error:
        # Two tabs, one key or one case: the database let one of them through.
        if done := _replay(officer, verb, stamp, case):
            return done
        raise NotPossible("Somebody else has just acted on this case: reload to see what happened.") from error
    checkpointing.if_due(stamp.at)
    return done


def _replay(officer: Officer, verb: str, stamp: Stamp, case: str) -> Done | None:
    entry = journal.earlier(stamp.key)
    if entry is None:
        return None
    if entry.verb != verb or entry.officer != officer.id or (case and entry.case != case):
        raise NotPossible("This form was already used for something else: reload the page and try again.")
    return Done(uuid.UUID(entry.case) if entry.case else None, entry.result, entry.seq, replayed=True)


def _consent(officer: Officer, verb: str, case: Case, today: date) -> None:
    try:
        route_acts = {act.name: act for act in law.route_acts(case, today)}
    except NotPossible:
        if verb not in NEVER_STOPPED:
            raise
        route_acts = {}  # without a law in service words of fear are heard all the same
    first = first_officer(case, verb)
    try:
        authority.require(
            officer,
            verb,
            post=case.post.code,
            state=case.state,
            compartment=case.compartment,
            first_officer=first,
            grade=route_acts[verb].grade if verb in route_acts else "",
        )
    except authority.NotPermitted as refusal:
        if refusal.code == "authority.state" and case.state in ARRIVAL.closed:
            # Whoever loses a race did nothing wrong: the case was open when the page was shown.
            raise NotPossible(
                "Somebody has decided this case already: reload to see what happened.", "case.closed"
            ) from refusal
        raise
    if verb in DECIDING and _is_anothers(officer, case):
        raise authority.NotPermitted(verb, "authority.holder")
    if not route_acts:
        if case.state not in ARRIVAL.act(verb).from_states:
            raise NotPossible("Not possible: {why}.", "case.state", why=Words(WORDS["case.state"]))
        return
    answer = {availability.act: availability for availability in availabilities(case, today)}.get(verb)
    if answer is None:
        raise NotPossible("The law of this post knows no such act.", "case.not_on_route")
    if not answer.may:
        raise NotPossible("Not possible: {why}.", answer.why_not[0], why=Words(WORDS[answer.why_not[0]]))


def _is_anothers(officer: Officer, case: Case) -> bool:
    """Whether another officer is examining this traveller; a refusal sent back is anybody's of the second line."""
    if case.state != "secondary" or str(case.holder_id) == officer.id or Role.CHIEF in officer.roles:
        return False
    taken = case.referrals.exclude(taken_at=None).filter(ended_at=None).exists()
    return taken or Role.SECONDARY not in officer.roles


def permit(officer: Officer, act: str, stamp: Stamp, case: str = "", **concerned: str) -> None:
    """Nothing where the act is permitted; otherwise the attempt is journaled and NotPermitted raised."""
    try:
        authority.require(officer, act, **concerned)
    except authority.NotPermitted as refusal:
        note_not_permitted(officer, refusal, stamp, case)
        raise


def first_officer(case: Case, verb: str) -> str:
    """Whose decision or hold the act would sign or review: the second officer must be another."""
    if verb in ("countersign", "return_refusal") or ARRIVAL.act(verb).answers:
        pending = store.pending_decision(case)
        return str(pending.officer_id) if pending else ""
    if verb in ("review_hold", "continue_detention", "detain"):
        hold = case.holds.filter(ended_at=None).first()
        return str(hold.officer_id) if hold else str(case.holder_id) if verb == "detain" else ""
    return ""


def availabilities(case: Case, today: date) -> tuple[Availability, ...]:
    """Every act of the case's route with why not, by the case as it stands and the law of a day."""
    return allowed(ARRIVAL, case.state, law.route_acts(case, today), store.situation(case))


def note_not_permitted(officer: Officer, refusal: authority.NotPermitted, stamp: Stamp, case: str = "") -> None:
    """Journal an attempt at what may not be done, under a key of its own."""
    said: Mapping[str, Any] = {"act": refusal.act, "code": refusal.code}
    with transaction.atomic():
        journal.append(
            stamp=Stamp(uuid.uuid4(), stamp.at, stamp.client_at, stamp.zone),
            verb="not_permitted",
            officer=officer.id,
            post=officer.post,
            payload=said,
            case=case,
        )
    checkpointing.if_due(stamp.at)
