"""The case engine: a kind of case is a table of states and acts, and every act that may not happen says why.

`allowed` is the only question asked of it. It answers for each act of the route whether it may be taken in this state,
with this advice and these open hits, and if not, which of the reasons in `WORDS` stands in the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from limen.vocabulary.decision import OutcomeKind
from limen.vocabulary.evidence import N_


class CaseworkError(ValueError):
    """A table or a route that names a state or an act which does not exist."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing an officer may do to a case: from which states, into which, and what it is.

    `to_state` is None where the state stays; `awaiting_state` is the state while a second signature is outstanding.
    `favourable` acts are blocked by unresolved hits; `adverse` acts are the ones a route may freeze. `lets_in` is a
    way in without a decision: hits block it, an open question does not. `only_proposed` acts may be taken only where
    the law proposes them by name. `answers` is the act whose proposal this one answers, as its second officer does;
    `detained` says whether the act needs an open detention (True), the lack of one (False), or neither.
    """

    name: str
    from_states: frozenset[str]
    to_state: str | None = None
    awaiting_state: str | None = None
    favourable: bool = False
    adverse: bool = False
    always: bool = False  # exists on every route: the engine's own (read, answer, correct …)
    needs_document: bool = False
    lets_in: bool = False
    only_proposed: bool = False
    answers: str = ""
    detained: bool | None = None


@dataclass(frozen=True, slots=True)
class CaseKind:
    """A kind of case: its states, which of them end it, and its acts."""

    name: str
    initial: str
    states: Mapping[str, str]  # state → its name in words
    closed: frozenset[str]
    acts: tuple[Act, ...]

    def __post_init__(self) -> None:
        known = set(self.states)
        for act in self.acts:
            named = set(act.from_states) | {state for state in (act.to_state, act.awaiting_state) if state}
            if missing := named - known:
                raise CaseworkError(f"{self.name}: act {act.name} names states that do not exist: {sorted(missing)}")
        if self.initial not in known or not self.closed <= known:
            raise CaseworkError(f"{self.name}: the initial and the closed states must be among its states")

    def act(self, name: str) -> Act:
        """The act of that name. Raises CaseworkError where the kind has none."""
        for act in self.acts:
            if act.name == name:
                return act
        raise CaseworkError(f"{self.name} has no act {name!r}")

    def answering(self, proposed: str) -> tuple[Act, ...]:
        """The acts with which a second officer answers what was proposed by an act of that name."""
        return tuple(act for act in self.acts if act.answers == proposed)


@dataclass(frozen=True, slots=True)
class RouteAct:
    """What the route file says of an act: who may take it, whose second signature it needs, what freezes it.

    `frozen_by` holds outcome kinds of the advice (`protective`) under which the act may not be taken until a referral
    of a kind in `freed_by` is recorded; `limit_hours` is the longest a hold may last. `outcomes` are the outcomes of
    the advice that propose the act; none where the law leaves that to the kind of the outcome. An act that `records`
    what it rests on, as a wish of the person, is proposed once it has recorded that: whoever takes it looks then.
    """

    name: str
    grade: str
    second_signature: str = ""
    frozen_by: frozenset[str] = frozenset()
    freed_by: frozenset[str] = frozenset()
    limit_hours: int = 0
    cite: str = ""
    outcomes: frozenset[str] = frozenset()
    records: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """What the engine must know of a case beside its state.

    `advice_kind` and `advice_decided` come from the advice, None where the document has not been read; `open_hits`
    counts hits that are open or inconclusive and that no chief ordered, by name, to keep nobody waiting; `referrals`
    are the kinds of referral already recorded; `undecided_history` counts proposed earlier movements nobody has
    confirmed or rejected (shown, never blocking); `detained` says that a detention goes on.
    """

    document_read: bool = False
    advice_kind: OutcomeKind | None = None
    advice_outcome: str = ""
    advice_decided: bool = False
    open_hits: int = 0
    referrals: frozenset[str] = frozenset()
    acts_advised: Mapping[str, frozenset[str]] = field(default_factory=dict)
    detained: bool = False


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether an act may be taken, and each reason why not: codes of `WORDS`, worst first."""

    act: str
    why_not: tuple[str, ...] = ()
    grade: str = ""
    second_signature: str = ""
    departs_from_advice: bool = False

    @property
    def may(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.why_not


WORDS: Mapping[str, str] = {
    "case.closed": N_("this case is closed; open a correction instead"),
    "case.state": N_("not possible in the state this case is in"),
    "case.no_document": N_("no document has been read yet"),
    "case.open_hits": N_("a list hit is still open or inconclusive: resolve it first"),
    "case.undetermined": N_("the law still needs an answer before this can be decided"),
    "case.frozen": N_("frozen: words of fear were spoken, record the referral to protection first"),
    "case.not_on_route": N_("the law of this post knows no such act"),
    "case.not_advised": N_("the law gives no ground for this on the facts recorded"),
    "case.detained": N_("this person is detained: end the detention first"),
    "case.not_detained": N_("this person is not detained"),
}


def allowed(
    kind: CaseKind, state: str, route_acts: Iterable[RouteAct], situation: Situation
) -> tuple[Availability, ...]:
    """Every act of the case kind that exists on the route, with why not where it may not be taken now.

    Raises CaseworkError for a state the kind does not have or a route act the kind does not know.
    """
    if state not in kind.states:
        raise CaseworkError(f"{kind.name} has no state {state!r}")
    on_route = {route_act.name: route_act for route_act in route_acts}
    for name, said in on_route.items():
        known = kind.act(name)
        if said.second_signature and known.awaiting_state is None:
            raise CaseworkError(f"{kind.name}: {name} takes effect at once, so nobody can sign it second")
    answers = []
    for act in kind.acts:
        route_act = on_route.get(act.name)
        if route_act is None and not act.always:
            continue
        answers.append(
            Availability(
                act.name,
                tuple(_reasons(kind, act, state, route_act, situation)),
                grade=route_act.grade if route_act else "",
                second_signature=route_act.second_signature if route_act else "",
                departs_from_advice=_departs(act, route_act, situation),
            )
        )
    return tuple(answers)


def _reasons(kind: CaseKind, act: Act, state: str, route_act: RouteAct | None, situation: Situation) -> Iterable[str]:
    if state not in act.from_states:
        yield "case.closed" if state in kind.closed else "case.state"
        return
    if act.needs_document and not situation.document_read:
        yield "case.no_document"
        return
    if act.detained is not None and act.detained is not situation.detained:
        yield "case.not_detained" if act.detained else "case.detained"
    if route_act and situation.advice_kind in route_act.frozen_by and not route_act.freed_by & situation.referrals:
        yield "case.frozen"
    if (act.favourable or act.lets_in) and situation.open_hits:
        yield "case.open_hits"
    if (act.favourable or act.lets_in) and situation.detained:
        yield "case.detained"
    if (act.favourable or act.adverse) and not situation.advice_decided:
        # FAILURES F15, DESIGN §4.1: never admit or refuse on a missing fact
        yield "case.undetermined"
    elif not _is_given(act, route_act, situation):
        yield "case.not_advised"


def _is_given(act: Act, route_act: RouteAct | None, situation: Situation) -> bool:
    """Whether the decided advice gives the act: by the outcomes the route names, else by the kind of the outcome."""
    if not situation.advice_decided or not (act.adverse or act.only_proposed):
        return True
    if route_act is not None and route_act.records:
        return True
    if route_act is not None and route_act.outcomes:
        return situation.advice_outcome in route_act.outcomes
    return not act.adverse or situation.advice_kind is not OutcomeKind.FAVOURABLE


def _departs(act: Act, route_act: RouteAct | None, situation: Situation) -> bool:
    """Whether taking the act goes against decided advice: lawful, but it needs the officer's own reasons."""
    if not situation.advice_decided or situation.advice_kind is None:
        return False
    if act.favourable and route_act is not None and route_act.outcomes:
        return situation.advice_outcome not in route_act.outcomes
    if act.favourable:
        return situation.advice_kind is not OutcomeKind.FAVOURABLE
    return act.adverse and situation.advice_kind is not OutcomeKind.ADVERSE
