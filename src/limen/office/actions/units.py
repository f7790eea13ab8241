"""People who travel as one, handled side by side: opened, asked together, let through in one act, closed.

A unit decides nobody. Each person keeps a case with inputs, advice and a decision of their own; one act on the unit
runs the very act of each case inside one transaction, so that it happens to all whom it names or to nobody. Nobody is
ever refused, referred or held as part of a unit.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from limen.casework import ARRIVAL
from limen.documents import read_mrz
from limen.office.actions import assessing, deciding, inquiring, law, listing, unitview
from limen.office.actions.acting import (
    ActError,
    Ahead,
    BadInput,
    CaseAct,
    Done,
    NotFound,
    NotPossible,
    acted,
    once,
    permit,
)
from limen.office.actions.unitview import AT_DESK, KINDS, OF_CHILDREN, Member, Ruled, UnitView
from limen.office.records import journal, store
from limen.office.records.journal import Stamp
from limen.office.records.models import Case, Post, Unit
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer

MOST = 200  # persons of one unit: two coaches; a ship or a train is handled as several units
ASKED = N_("asked of the unit")
RESPONSIBLE = N_("asked of the unit; responsible adult: {adult}")
LONGEST_LABEL = 80
LATELY = timedelta(minutes=30)  # how long a closed unit still stands on the desk


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit as the desk lists it."""

    id: uuid.UUID
    kind_words: str
    label: str
    direction: str
    persons: int
    undecided: int
    since: datetime
    closed: bool


def open_unit(
    officer: Officer, stamp: Stamp, *, kind: str, direction: str, label: str = "", case: uuid.UUID | None = None
) -> Done:
    """Open a unit at the desk; with a `case` this traveller is its first person. Raises BadInput for another kind."""
    permit(officer, "open_unit", stamp)
    if kind not in KINDS:
        raise BadInput("Say what they came as: a family, a car, a coach or a group.")
    if direction not in ("entry", "exit"):
        raise BadInput("Say whether the travellers enter or leave.")
    if len(label) > LONGEST_LABEL:
        raise BadInput("A label is kept up to {most} characters.", most=LONGEST_LABEL)

    def run() -> Done:
        post = Post.objects.filter(code=officer.post).first()
        if post is None:
            raise NotFound("There is no post {post}.", post=repr(officer.post))
        first = _alone(officer, case, direction, stamp) if case is not None else None
        unit = Unit.objects.create(
            **acted(officer, stamp), post=post, direction=direction, kind=kind, label=label.strip(),
            holder_id=officer.id,
        )  # fmt: skip
        if first is not None:
            first.unit = unit
            first.save(update_fields=["unit"])
        entry = journal.append(
            stamp=stamp, verb="open_unit", officer=officer.id, post=officer.post, result=str(unit.id),
            payload={"unit": str(unit.id), "kind": kind, "label": unit.label, "direction": direction},
            case=str(first.id) if first else "",
        )  # fmt: skip
        return Done(first.id if first else None, str(unit.id), entry.seq)

    return once(officer, "open_unit", stamp, run)


def _alone(officer: Officer, case_id: uuid.UUID, direction: str, stamp: Stamp) -> Case:
    """The case a unit begins with: at this desk, going this way, in no unit yet."""
    case = store.lock_case(case_id)
    if case is None or case.post.code != officer.post:
        raise NotFound("There is no such case at this post.")
    permit(officer, "read", stamp, str(case.id), post=case.post.code, state=case.state, compartment=case.compartment)
    if str(case.holder_id) != officer.id:
        raise NotPossible("Another officer is working this traveller: only they can begin a unit with them.")
    if case.unit_id is not None:
        raise NotPossible("This traveller stands in another unit already: go on there, or close that unit first.")
    if case.direction != direction:
        raise NotPossible("This unit goes the other way: open another one for whoever does not.")
    return case


def standing(officer: Officer, text: str, at: datetime) -> uuid.UUID | None:
    """The open unit of this officer in which the holder of this document already stands."""
    reading = read_mrz(text, on=at.date())
    return (
        Case.objects.filter(
            unit__holder=uuid.UUID(officer.id), unit__closed_at=None, state__in=AT_DESK,
            document__digest=store.digest_of(reading.lines),
        )
        .values_list("unit_id", flat=True)
        .first()
    )  # fmt: skip


def arrive(officer: Officer, unit_id: uuid.UUID, stamp: Stamp, *, text: str, source: str = "keyed") -> Done:
    """Read the document of one more person of the unit: a case of their own, checked and screened like any other."""
    unit = _unit(officer, unit_id)
    if Case.objects.filter(unit=unit).count() >= MOST:
        raise NotPossible("A unit has {most} persons at most: open another one.", most=MOST)
    return inquiring.arrive(officer, stamp, direction=unit.direction, text=text, source=source, unit=unit.id)


def answer_unit(
    officer: Officer, unit_id: uuid.UUID, stamp: Stamp, *, fact: str, value: str = "", status: str = "known",
    words: str = "", adult: uuid.UUID | None = None,
) -> Done:  # fmt: skip
    """Record one answer on each case of the unit that is asked it now, where the law lets them share it.

    For the adult responsible for children, `adult` names that person of the unit in place of a value. Raises
    NotPossible for a fact that is each person's own, and where nobody is asked it any more.
    """
    unit = _unit(officer, unit_id)
    permit(officer, "answer_unit", stamp, post=unit.post.code)
    ahead = {
        member.case.id: assessing.answer.foresee(
            officer, member.case.id, _own(stamp, member.case.id), fact=fact,
            value="true" if fact == OF_CHILDREN else value, status=status,
        )
        for member in unitview.members(unit, officer, stamp.at)
        if any(ask["fact"] == fact for ask in member.asks)
    }  # fmt: skip

    def run() -> Done:
        found = _locked(unit, officer, stamp.at)
        asked = [member for member in found if any(ask["fact"] == fact for ask in member.asks)]
        if not asked:
            raise NotPossible("Nobody of this unit is asked this any more: look again.", "case.stale")
        if not law.facts(asked[0].case, law.day_at(unit.post, stamp.at))[fact].shared:
            raise NotPossible("The law of this post has this asked of each person: answer it person by person.")
        given, said = _given(found, fact, value, status, adult)
        written = f"{said}: {words.strip()}" if words.strip() else said
        made = {}
        for member in asked:
            one = _within(assessing.answer, officer, member, stamp, unit, ahead, {"fact": fact, "value": given,
                          "status": status, "words": written})  # fmt: skip
            made[str(member.case.id)] = one.result
        return _entry(officer, stamp, "answer_unit", unit, {"fact": fact, "value": given, "status": status,
                      "words": written, "answers": made})  # fmt: skip

    return once(officer, "answer_unit", stamp, run)


def _given(found: Sequence[Member], fact: str, value: str, status: str, adult: uuid.UUID | None) -> tuple[str, str]:
    """The value and the words that are recorded: who shares a yes about children names the adult."""
    if fact != OF_CHILDREN:
        return value, ASKED
    here = [member for member in found if member.is_adult and member.case.state not in unitview.NOT_HERE]
    grown = next((member for member in here if member.case.id == adult), None)
    if grown is None or status != "known":
        raise BadInput(
            "Name the adult of this unit who is responsible for all the children; where there is none, or not for all, "
            "answer on the page of each child."
        )
    return "true", RESPONSIBLE.format(adult=unitview.signature(grown))


def admit_unit(
    officer: Officer, unit_id: uuid.UUID, stamp: Stamp, *, cover: Mapping[uuid.UUID, int], own_reasons: str = ""
) -> Done:
    """Admit everybody whom `cover` names with the revision that was looked at, or nobody."""
    return _let_through(officer, unit_id, stamp, deciding.admit, cover, own_reasons)


def depart_unit(
    officer: Officer, unit_id: uuid.UUID, stamp: Stamp, *, cover: Mapping[uuid.UUID, int], own_reasons: str = ""
) -> Done:
    """Let everybody leave whom `cover` names with the revision that was looked at, or nobody."""
    return _let_through(officer, unit_id, stamp, deciding.depart, cover, own_reasons)


def _let_through(
    officer: Officer, unit_id: uuid.UUID, stamp: Stamp, act: CaseAct[Any], cover: Mapping[uuid.UUID, int],
    own_reasons: str,
) -> Done:  # fmt: skip
    """The one act: each case's own act inside one transaction, with its own decision, movement and entry."""
    verb = f"{act.verb}_unit"
    unit = _unit(officer, unit_id)
    permit(officer, verb, stamp, post=unit.post.code)
    if act.verb != unitview.act_of(unit):
        raise NotPossible("This unit goes the other way: reload the page.")
    if not cover:
        raise BadInput("Nobody of this unit is ready to pass: see beside each name what is missing.")
    ahead = {case: act.foresee(officer, case, _own(stamp, case)) for case in cover}

    def run() -> Done:
        found = _locked(unit, officer, stamp.at)
        chosen = _covered(unit, officer, found, cover, law.day_at(unit.post, stamp.at))
        pairs = unitview.parted(unit, found, set(cover))
        reasons = _reasons(own_reasons, pairs)
        divided = {member.case.id for pair in pairs for member in pair}
        made = {}
        for member in chosen:
            said = {"seen": cover[member.case.id], "own_reasons": reasons if member.case.id in divided else ""}
            made[str(member.case.id)] = _within(act, officer, member, stamp, unit, ahead, said).result
        left = {str(member.case.id): member.case.state for member in found if member.case.id not in cover}
        return _entry(officer, stamp, verb, unit, {
            "decisions": made, "left": left, "own_reasons": reasons,
            "parted": [[str(adult.case.id), str(child.case.id)] for adult, child in pairs],
        })  # fmt: skip

    return once(officer, verb, stamp, run)


def _covered(
    unit: Unit, officer: Officer, found: Sequence[Member], cover: Mapping[uuid.UUID, int], today: date
) -> list[Member]:
    """The members to let through, each as it was looked at and ready. Raises NotPossible for the first who is not."""
    by_case = {member.case.id: member for member in found}
    if cover.keys() - by_case.keys():
        raise NotFound("Somebody named here is not of this unit: reload the page.")
    ruled = Ruled.of(found, today)
    chosen = [member for member in found if member.case.id in cover]
    for member in chosen:
        if member.case.revision != cover[member.case.id]:
            raise NotPossible(
                "Something changed about {name} since this page was shown. "
                "Nothing was recorded for anybody: look again.",
                "case.stale",
                name=member.name,
            )
        if why := unitview.why_not(member, unit, officer, ruled):
            raise NotPossible("{name}: {why}. Nothing was recorded for anybody: look again.", name=member.name, why=why)
    return chosen


def _reasons(own_reasons: str, pairs: Sequence[tuple[Member, Member]]) -> str:
    """The officer's reasons, without which a child and an adult of the unit are never parted (FAILURES F11)."""
    text = own_reasons.strip()
    if pairs and len(text) < deciding.LEAST_REASONS:
        adult, child = pairs[0]
        raise BadInput(
            "This parts {adult} and {child}, an adult and a child of this unit: give your own reasons, "
            "{least} characters at least.",
            adult=adult.name,
            child=child.name,
            least=deciding.LEAST_REASONS,
        )
    if len(text) > 8000:
        raise BadInput("Reasons are kept up to 8,000 characters.")
    return text


def _own(stamp: Stamp, case: uuid.UUID) -> Stamp:
    """The stamp of one case's part in an act on its unit: the same each time the form is sent."""
    return Stamp(uuid.uuid5(stamp.key, str(case)), stamp.at, stamp.client_at, stamp.zone)


def _within(
    act: CaseAct[Any], officer: Officer, member: Member, stamp: Stamp, unit: Unit, ahead: Mapping[uuid.UUID, Ahead],
    said: Mapping[str, Any],
) -> Done:  # fmt: skip
    """One case's act as a part of the unit's; what stands in its way is said with the name, and stops all."""
    own = ahead.get(member.case.id) or Ahead()
    try:
        noted = {"unit": str(unit.id)}
        return act.within(officer, member.case.id, _own(stamp, member.case.id), noted, own, **said)
    except ActError as error:
        raise NotPossible(
            "{name}: {why} Nothing was recorded for anybody.", name=member.name, why=error.words
        ) from error


def _entry(officer: Officer, stamp: Stamp, verb: str, unit: Unit, said: Mapping[str, Any]) -> Done:
    entry = journal.append(
        stamp=stamp, verb=verb, officer=officer.id, post=officer.post, result=str(unit.id),
        payload={"unit": str(unit.id), **said},
    )  # fmt: skip
    return Done(None, str(unit.id), entry.seq)


def close_unit(officer: Officer, unit_id: uuid.UUID, stamp: Stamp, *, reason: str = "") -> Done:
    """Take a unit off the desk by hand: its people go on as cases of their own, still linked by it.

    Where somebody is not decided it needs a reason: from then on nobody looks at them side by side (FAILURES F11).
    """
    unit = _unit(officer, unit_id)
    permit(officer, "close_unit", stamp, post=unit.post.code)

    def run() -> Done:
        row = Unit.objects.select_for_update(of=("self",)).get(id=unit.id)
        if row.closed_at is not None:
            raise NotPossible("This unit is closed already.")
        left = [str(key) for key in Case.objects.filter(unit=row).exclude(state__in=ARRIVAL.closed).values_list(
            "id", flat=True)]  # fmt: skip
        if left and not reason.strip():
            raise BadInput("Somebody of this unit is not decided yet: say why they are no longer handled together.")
        row.closed_at = stamp.at
        row.save(update_fields=["closed_at"])
        return _entry(officer, stamp, "close_unit", row, {"left": left, "reason": reason.strip()})

    return once(officer, "close_unit", stamp, run)


def see(officer: Officer, unit_id: uuid.UUID, stamp: Stamp, *, language: str = "en") -> UnitView:
    """A unit, whole, the law in a language.

    A look by anybody but the officer who is working it is journaled, with whom it showed.
    """
    unit = _unit(officer, unit_id, any_post=True)
    permit(officer, "see_unit", stamp, post=unit.post.code)
    found = unitview.members(unit, officer, stamp.at)
    own = str(unit.holder_id) == officer.id and unit.closed_at is None
    if not own:
        seen = {"cases": [str(member.case.id) for member in found]}
        once(officer, "see_unit", stamp, lambda: _entry(officer, stamp, "see_unit", unit, seen))
    elif stale := _stale(found, unit, stamp):
        for member in stale:
            # Lists, law or day changed since: the officer sees what they say now, not what they said.
            assessing.refresh(officer, member.case.id, Stamp(uuid.uuid4(), stamp.at, stamp.client_at, stamp.zone))
        found = unitview.members(unit, officer, stamp.at)
    return unitview.build(unit, found, officer, law.day_at(unit.post, stamp.at), language)


def _stale(found: Sequence[Member], unit: Unit, stamp: Stamp) -> list[Member]:
    """Members at the desk whose newest assessment is not of today's lists, law and day."""
    today = stamp.at.astimezone(ZoneInfo(unit.post.zone)).date()
    now = (today.isoformat(), law.release_of(unit.post, today).digest, listing.current(today).version)
    return [
        member
        for member in found
        if member.case.state in AT_DESK and (made := member.assessment) is not None
        if (made.facts["entry_date"]["value"], made.inputs["pack"], made.inputs["lists"]) != now
    ]


def is_open(unit_id: uuid.UUID) -> bool:
    """Whether the unit still stands at the desk."""
    return Unit.objects.filter(id=unit_id, closed_at=None).exists()


def of_desk(officer: Officer, at: datetime) -> tuple[UnitLine, ...]:
    """The officer's units that are open, and those just closed, the newest first."""
    rows = (
        Unit.objects.filter(holder=uuid.UUID(officer.id), post__code=officer.post)
        .filter(Q(closed_at=None) | Q(closed_at__gt=at - LATELY))
        .annotate(persons=Count("cases"), undecided=Count("cases", filter=~Q(cases__state__in=ARRIVAL.closed)))
        .order_by("-made_at")[:12]
    )
    return tuple(
        UnitLine(
            id=row.id,
            kind_words=KINDS[Unit.Kind(row.kind)],
            label=row.label,
            direction=row.direction,
            persons=row.persons,
            undecided=row.undecided,
            since=row.made_at,
            closed=row.closed_at is not None,
        )
        for row in rows
    )


def _unit(officer: Officer, unit_id: uuid.UUID, *, any_post: bool = False) -> Unit:
    rows = Unit.objects.select_related("post", "holder").filter(id=unit_id)
    unit = (rows if any_post else rows.filter(post__code=officer.post)).first()
    if unit is None:
        raise NotFound("There is no such unit at this post.")
    return unit


def _locked(unit: Unit, officer: Officer, at: datetime) -> list[Member]:
    """The members with every case locked, in one order, before anything is written: two acts never wait in a circle."""
    list(Case.objects.select_for_update(of=("self",)).filter(unit=unit).order_by("id").values_list("id", flat=True))
    return unitview.members(unit, officer, at)
