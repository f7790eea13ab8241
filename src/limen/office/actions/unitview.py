"""A unit as its page shows it: everybody side by side, who is ready, who is not and why, the one question to ask next.

Read in a fixed number of queries whatever the size of the unit: a coach is shown as fast as a family.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery

from limen.casework import ARRIVAL, RouteAct, Situation, allowed
from limen.casework.arrival import AGAINST
from limen.casework.engine import WORDS as CASE_WORDS
from limen.office import authority
from limen.office.actions import caseview, law, telling, walls
from limen.office.actions.errors import Words
from limen.office.actions.views import AskView
from limen.office.records import store
from limen.office.records.models import Answer, Assessment, Case, Hit, Movement, Referral, Unit
from limen.policy import FactDefinition, Route
from limen.vocabulary.dates import DateError, PartialDate
from limen.vocabulary.decision import OutcomeKind
from limen.vocabulary.evidence import N_, SEVERITY, Outcome
from limen.vocabulary.person import Officer

OF_CHILDREN = "accompanied_by_responsible_adult"  # asked of a child; an adult of the unit may answer for all of them
GROWN_UP = 18  # Convention on the Rights of the Child, Art 1
AT_DESK = ("open", "secondary")
MOST_KEYS = 9

KINDS: Mapping[str, str] = {
    Unit.Kind.FAMILY: N_("Family"),
    Unit.Kind.CAR: N_("Car"),
    Unit.Kind.COACH: N_("Coach"),
    Unit.Kind.GROUP: N_("Group"),
}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One person of the unit. `ready`: the act on the unit covers them; else `why_not`. Shapes as on the desk."""

    id: uuid.UUID
    number: int
    name: str
    nationality: str
    born: str
    age: str  # whole years, "" where the birth is not known, 17–18 where it is not known well enough
    child: bool
    adult: bool
    state: str
    state_words: str
    closed: bool
    shape: str  # the worst thing: failed, unsure, not_done, protective, passed
    words: str
    outcome: str
    outcome_words: str
    kind: str
    question: str  # the first question the law has of them, "" where it has none
    own_page: bool  # that question is asked on the person's own page, alone
    blocked: bool
    ready: bool
    why_not: str
    revision: int
    until: date | None  # the last day of who was let in


@dataclass(frozen=True, slots=True)
class UnitAsk:
    """The one next question: of everybody it concerns where the law lets them share the answer, else of one person.

    `adults` are those who may be named responsible for all the children, in place of a yes.
    """

    ask: AskView
    shared: bool
    whom: tuple[tuple[uuid.UUID, str], ...]
    adults: tuple[tuple[str, str, uuid.UUID], ...] = ()  # key, name, case


@dataclass(frozen=True, slots=True)
class UnitView:
    """Everything the page of a unit shows."""

    id: uuid.UUID
    kind: str
    kind_words: str
    label: str
    direction: str
    zone: str
    holder: str
    opened_at: datetime
    closed_at: datetime | None
    rows: tuple[UnitRow, ...]
    ask: UnitAsk | None
    act: str
    act_why_not: str
    separates: tuple[str, ...]  # who would be parted from whom by the act: then it needs a reason
    may_answer: bool
    may_close: bool
    language: str = "en"  # in which the law is told

    @property
    def ready(self) -> tuple[UnitRow, ...]:
        """Whom the act on the unit covers."""
        return tuple(row for row in self.rows if row.ready)

    @property
    def waiting(self) -> tuple[UnitRow, ...]:
        """Who is not decided and not ready: a look, an answer or another officer is needed."""
        return tuple(row for row in self.rows if not row.ready and not row.closed)

    @property
    def blocked(self) -> tuple[UnitRow, ...]:
        """Who is stopped by a list hit or by what the law proposes."""
        return tuple(row for row in self.waiting if row.blocked)

    @property
    def looked_at(self) -> tuple[UnitRow, ...]:
        """Who needs a look or an answer, and nothing worse."""
        return tuple(row for row in self.waiting if not row.blocked)

    @property
    def done(self) -> tuple[UnitRow, ...]:
        """Who is decided."""
        return tuple(row for row in self.rows if row.closed)


@dataclass(frozen=True, slots=True)
class Member:
    """A case of the unit with what is known of it, before it is put into words."""

    case: Case
    assessment: Assessment | None
    hits: tuple[Hit, ...]
    referrals: frozenset[str]
    crossed: bool  # the document has crossed the same way today already
    asks: tuple[Mapping[str, Any], ...]
    ages: tuple[int, int] | None  # the youngest and the oldest the person may be
    walled: bool = False  # what became of them is not for this officer

    @property
    def name(self) -> str:
        """Given names and surname, as the document has them."""
        row = self.case.document
        return f"{row.given} {row.surname}".strip() if row else ""

    @property
    def advice(self) -> Mapping[str, Any]:
        """The newest advice as it is kept."""
        return self.assessment.advice if self.assessment else {}

    @property
    def blocking(self) -> list[Hit]:
        """Hits nobody has resolved."""
        return [hit for hit in self.hits if hit.state in store.BLOCKING]

    @property
    def is_child(self) -> bool:
        """Whether the person may be a child: doubt counts for the child."""
        return self.ages is not None and self.ages[0] < GROWN_UP

    @property
    def is_adult(self) -> bool:
        """Whether the person is certainly grown up."""
        return self.ages is not None and self.ages[0] >= GROWN_UP


def act_of(unit: Unit) -> str:
    """The act that lets people of the unit pass."""
    return "admit" if unit.direction == "entry" else "depart"


@dataclass(frozen=True, slots=True)
class Ruled:
    """The law that all of the unit go by: one post, one direction, read once."""

    route: Route
    acts: tuple[RouteAct, ...]
    facts: Mapping[str, FactDefinition]
    language: str = "en"  # in which it is told

    @classmethod
    def of(cls, found: Sequence[Member], today: date, language: str = "en") -> Ruled:
        """The law of these members, of whom there is one at least."""
        case = found[0].case
        route = law.route(case, today)
        return cls(route, law.route_acts(case, today), route.facts, telling.language_of(route.pack, language))


def members(unit: Unit, officer: Officer, at: datetime) -> list[Member]:
    """Everybody of the unit whom the officer may know of, in the order they came."""
    cases = [
        case
        for case in Case.objects.filter(unit=unit)
        .select_related("post", "document", "holder")
        .order_by("made_at", "id")
        if not case.compartment or case.compartment in officer.compartments
    ]
    keys = [case.id for case in cases]
    last = Assessment.objects.filter(case=OuterRef("case")).order_by("-revision").values("id")[:1]
    newest = {row.case_id: row for row in Assessment.objects.filter(case__in=keys, id=Subquery(last))}
    hits: dict[uuid.UUID, list[Hit]] = {}
    for hit in Hit.objects.filter(case__in=keys, superseded=False).order_by("-score"):
        hits.setdefault(hit.case_id, []).append(hit)
    referrals: dict[uuid.UUID, set[str]] = {}
    for key, kind in Referral.objects.filter(case__in=keys).values_list("case_id", "kind"):
        referrals.setdefault(key, set()).add(kind)
    behind = walls.among(officer, cases, at)
    today = at.astimezone(ZoneInfo(unit.post.zone)).date()
    crossed = set(
        Movement.objects.filter(
            document__in=[case.document_id for case in cases if case.document_id], direction=unit.direction, on=today,
            voided_by=None,
        ).values_list("document_id", flat=True)
    )  # fmt: skip
    return [
        Member(
            case=case,
            assessment=newest.get(case.id),
            hits=tuple(hits.get(case.id, ())),
            referrals=frozenset(referrals.get(case.id, ())),
            crossed=case.document_id in crossed,
            asks=_asks(case, newest.get(case.id)) if case.id not in behind else (),
            ages=_ages(case, today),
            walled=case.id in behind,
        )
        for case in cases
    ]


def _asks(case: Case, assessment: Assessment | None) -> tuple[Mapping[str, Any], ...]:
    """What the law asks of them now; a disputed fact waits for its hit."""
    if assessment is None or case.state not in AT_DESK:
        return ()
    return tuple(ask for ask in assessment.advice["ask"] if ask["status"] != "disputed")


def _ages(case: Case, today: date) -> tuple[int, int] | None:
    if case.document is None or not case.document.birth:
        return None
    try:
        return PartialDate.parse(case.document.birth).age_on(today)
    except DateError:
        return None


def why_not(member: Member, unit: Unit, officer: Officer, ruled: Ruled) -> str:
    """Why the act on the unit leaves this person out; "" where it covers them.

    It covers who is decided favourable by the law of the post, on nothing but favourable grounds, with no open hit and
    no reasons of the officer's own needed. Everything else is looked at person by person.
    """
    if member.walled:
        return Words(walls.HANDED_ON)
    case, advice, act, route = member.case, member.advice, act_of(unit), ruled.route
    situation = Situation(
        document_read=case.document_id is not None,
        advice_kind=OutcomeKind(advice["kind"]) if advice else None,
        advice_outcome=advice.get("outcome", ""),
        advice_decided=bool(advice.get("decided")),
        open_hits=len(member.blocking),
        referrals=member.referrals,
    )
    found = next((one for one in allowed(ARRIVAL, case.state, ruled.acts, situation) if one.act == act), None)
    if found is None:
        return Words(CASE_WORDS["case.not_on_route"])
    if found.why_not:
        return Words(ARRIVAL.states[case.state] if case.state not in AT_DESK else CASE_WORDS[found.why_not[0]])
    effects = {route.effects.get(ground["effect"]) for ground in advice["grounds"]} - {OutcomeKind.FAVOURABLE}
    if found.departs_from_advice or effects:
        return Words("the law proposes: {outcome}", outcome=route.outcome_words(advice["outcome"], ruled.language))
    if member.crossed:
        return Words("this document has crossed the same way today already")
    if any(hit.state == Hit.State.SAME for hit in member.hits):
        return Words("confirmed to be on a list: give your own reasons on the person’s page")
    refused = authority.why_not(
        officer, act, post=unit.post.code, state=case.state, compartment=case.compartment, grade=found.grade
    )
    if not refused and case.state == "secondary" and str(case.holder_id) != officer.id:
        refused = "authority.state"  # somebody else is examining this traveller
    return Words(authority.WORDS[refused]) if refused else ""


def parted(unit: Unit, found: Sequence[Member], passing: Collection[uuid.UUID]) -> list[tuple[Member, Member]]:
    """The pairs of an adult and a child of the unit of whom one passes, now or before, and the other does not (F11).

    In a family, a car or a group every adult belongs to every child; in a coach, the one named responsible does.
    """
    through = {member.case.id for member in found if member.case.state in ("admitted", "departed")} | set(passing)
    named = _named(unit, found) if unit.kind == Unit.Kind.COACH else None
    return [
        (adult, child)
        for child in found
        for adult in found
        if child.is_child and adult.is_adult
        if (child.case.id in through) != (adult.case.id in through)
        if {child.case.id, adult.case.id} & set(passing)
        if named is None or signature(adult) in named.get(child.case.id, "")
    ]


def _named(unit: Unit, found: Iterable[Member]) -> dict[uuid.UUID, str]:
    """Whom the answers name as responsible, by the child's case."""
    children = [member.case.id for member in found if member.is_child]
    rows = Answer.objects.filter(case__in=children, case__unit=unit, fact=OF_CHILDREN, superseded=False)
    return dict(rows.values_list("case_id", "words"))


def signature(member: Member) -> str:
    """A person as the words of an answer name them: nobody else in the unit has this document."""
    document = member.case.document
    return f"{member.name} ({document.issuer} {document.number})" if document else member.name


def build(unit: Unit, found: Sequence[Member], officer: Officer, today: date, language: str = "en") -> UnitView:
    """The page of the unit, the worst person first, the law in a language where its pack has it."""
    keys = [member.case.id for member in found]
    movements = Movement.objects.filter(case__in=keys, voided_by=None)
    until = dict(movements.values_list("case_id", "last_day"))
    ruled = Ruled.of(found, today, language) if found else None
    rows = [
        _row(number, member, unit, officer, ruled, until.get(member.case.id))
        for number, member in enumerate(found, 1)
        if ruled is not None
    ]
    act = act_of(unit)
    may_answer = authority.may(officer, "answer_unit", post=unit.post.code)
    covered = {row.id for row in rows if row.ready}
    refused = authority.why_not(officer, f"{act}_unit", post=unit.post.code)
    return UnitView(
        id=unit.id,
        kind=unit.kind,
        kind_words=KINDS[Unit.Kind(unit.kind)],
        label=unit.label,
        direction=unit.direction,
        zone=unit.post.zone,
        holder=unit.holder.full_name,
        opened_at=unit.made_at,
        closed_at=unit.closed_at,
        rows=tuple(sorted(rows, key=lambda row: (_rank(row), row.number))),
        ask=_next(found, ruled) if may_answer and ruled is not None else None,
        act=act,
        act_why_not=_act_why_not(refused, covered),
        separates=tuple(
            Words("{adult} and {child}", adult=adult.name, child=child.name)
            for adult, child in parted(unit, found, covered)
        ),
        may_answer=may_answer,
        language=ruled.language if ruled else "en",
        may_close=unit.closed_at is None and authority.may(officer, "close_unit", post=unit.post.code),
    )


def _act_why_not(refused: str, covered: Collection[uuid.UUID]) -> str:
    if refused:
        return Words(authority.WORDS[refused])
    return "" if covered else Words("nobody of this unit is ready")


def _rank(row: UnitRow) -> int:
    """What stands first: who is stopped, then who needs a look, then who is ready, then who is decided."""
    return 0 if row.blocked else 1 if not row.ready and not row.closed else 2 if row.ready else 3


def _row(number: int, member: Member, unit: Unit, officer: Officer, ruled: Ruled, until: date | None) -> UnitRow:
    case, advice = member.case, {} if member.walled else member.advice
    reason = why_not(member, unit, officer, ruled)
    shape, words = _worst(member, ruled)
    first = member.asks[0] if member.asks else None
    kind = advice.get("kind", "")
    closed = case.state in ARRIVAL.closed
    stopped = bool(member.blocking) or kind in ("adverse", "protective") or case.state not in AT_DESK or member.walled
    document = case.document
    return UnitRow(
        id=case.id,
        number=number,
        name=member.name,
        nationality=document.nationality if document else "",
        born=document.birth if document else "",
        age="" if member.ages is None else "–".join(dict.fromkeys(str(age) for age in member.ages)),
        child=member.is_child,
        adult=member.is_adult,
        state=walls.STATE if member.walled else case.state,
        state_words=walls.HANDED_ON if member.walled else ARRIVAL.states[case.state],
        closed=closed,
        shape=shape,
        words=words,
        outcome=advice.get("outcome", ""),
        outcome_words=ruled.route.outcome_words(advice["outcome"], ruled.language) if advice else "",
        kind=kind,
        question=telling.question(ruled.route, first["fact"], first["question"], ruled.language) if first else "",
        own_page=first is not None and not _on_unit_page(ruled.facts.get(first["fact"])),
        blocked=stopped and not closed,
        ready=not reason,
        why_not=reason,
        revision=case.revision,
        until=until if case.state == "admitted" and not member.walled else None,
    )


def _worst(member: Member, ruled: Ruled) -> tuple[str, str]:
    """The worst thing about one person, in a shape and a few words; the desk's order of the same."""
    case, advice = member.case, member.advice
    if member.walled:
        return "not_done", Words(walls.HANDED_ON)
    if case.state not in AT_DESK:
        shapes = {"admitted": "passed", "departed": "passed", "refused": "failed", "served": "failed",
                  "awaiting": "unsure", "protection": "protective", "child_protection": "protective"}  # fmt: skip
        return shapes.get(case.state, "not_done"), Words(ARRIVAL.states[case.state])
    if member.assessment is None:
        return "not_done", Words("No document has been read yet")
    if member.blocking:
        return "failed", Words("List hit to resolve: {name}", name=member.blocking[0].listed_name)
    worst = sorted(member.assessment.findings, key=lambda one: SEVERITY[Outcome(one["outcome"])])
    first = worst[0] if worst else None
    if first is not None and first["outcome"] in (Outcome.FAILED, Outcome.UNSURE):
        return first["outcome"], telling.reason(first) or first["code"]
    if advice["kind"] in ("adverse", "protective") and advice["decided"]:
        return ("failed" if advice["kind"] == "adverse" else "protective"), ruled.route.outcome_words(
            advice["outcome"], ruled.language
        )
    if not advice["decided"] or advice["kind"] != "favourable":
        return "unsure", Words("A question is open")
    return "passed", Words("Nothing stands in the way")


def _on_unit_page(definition: FactDefinition | None) -> bool:
    """Whether a question may be put here, before the others: never one that is private, such as what somebody fears."""
    return definition is not None and not definition.sensitive


def _answerable(definition: FactDefinition | None) -> bool:
    return definition is not None and bool({"answer", "officer"} & set(definition.evidence))


def _next(found: Sequence[Member], ruled: Ruled) -> UnitAsk | None:
    """What to ask next: first what one answer settles for several, then what is each person's own, in their order."""
    facts = ruled.facts
    asked: dict[str, list[tuple[Member, Mapping[str, Any]]]] = {}
    for member in found:
        for ask in member.asks:
            definition = facts.get(ask["fact"])
            if definition is not None and definition.shared and _on_unit_page(definition) and _answerable(definition):
                asked.setdefault(ask["fact"], []).append((member, ask))
    adults = [member for member in found if member.is_adult and member.case.state not in NOT_HERE]
    for fact in sorted(asked, key=lambda name: (facts[name].order, name)):
        whom = tuple((member.case.id, member.name) for member, _ in asked[fact])
        view = caseview.ask_view(ruled.route, asked[fact][0][1], ruled.language)
        if fact != OF_CHILDREN:
            return UnitAsk(view, shared=True, whom=whom)
        if adults:
            keyed = [(str(n), adult.name, adult.case.id) for n, adult in enumerate(adults[:MOST_KEYS], 1)]
            return UnitAsk(replace(view, keys=(), takes_text=False), shared=True, whom=whom, adults=tuple(keyed))
    for member in sorted(found, key=lambda one: bool(one.blocking)):
        definition = facts.get(member.asks[0]["fact"]) if member.asks else None
        if _on_unit_page(definition) and _answerable(definition):
            own = caseview.ask_view(ruled.route, member.asks[0], ruled.language)
            return UnitAsk(own, shared=False, whom=((member.case.id, member.name),))
    return None


# Who cannot be the adult with a child: refused, handed on, or gone without a decision.
NOT_HERE = AGAINST | {"abandoned", "awaiting", "held", "detained", "protection", "child_protection"}
