"""What the public may ask of the law: which routes there are, what each needs to know, what follows on a day.

Nothing here knows who asks, keeps what was said, or writes anything. Only what people know of themselves is asked:
what stands in their papers and what they themselves can say. Facts of lists, of an examination, of an officer's
judgement, and what nobody should have to write to a public page (fear, health, convictions) are never asked and never
assumed; where they could still change the answer, the answer says that an officer looks at them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

from django.conf import settings

from limen import policy
from limen.interview import plan
from limen.office.actions import law
from limen.office.actions.errors import BadInput, NotFound
from limen.policy import FactDefinition, NotInForceError, Pack, Route, stays
from limen.policy.formula import governing
from limen.policy.reading import Reading
from limen.policy.rules import AppliesBy
from limen.policy.values import Kind, as_json, is_precise
from limen.vocabulary.decision import OutcomeKind
from limen.vocabulary.evidence import Fact, FactStatus, Standard

CHOSEN_STATE = "post_country"  # of a law that several States share: where one goes is chosen with the route
_OWN = frozenset({"answer", "mrz", "chip", "printed"})
_OFFICES = frozenset({"list", "assessment"})
MOST_GROUNDS = 40


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum that the law names for these answers: the fact or quantity it is, as JSON with its kind, and the clause."""

    name: str
    kind: str
    value: str
    cite: str

    def to_json(self) -> dict[str, str]:
        """The amount as the public JSON says it."""
        return {"name": self.name, "value": self.value, "cite": self.cite}


@dataclass(frozen=True, slots=True)
class Days:
    """How long a short stay may be: the rule, and the count where earlier days were given.

    `binds` false where the answers show that the rule does not; `left` and `last_day` None where they are not known.
    """

    days: int
    window: int
    cite: str
    binds: bool = True
    left: int | None = None
    last_day: date | None = None
    from_day: date | None = None
    none_left: bool = False

    def to_json(self) -> dict[str, Any]:
        """The days as the public JSON says them; null is not known."""
        return {
            "days": self.days,
            "window": self.window,
            "cite": self.cite,
            "binds": self.binds,
            "days_left": self.left,
            "last_day": self.last_day.isoformat() if self.last_day else None,
        }


@dataclass(frozen=True, slots=True)
class Requirements:
    """What the law says of some answers on a day, as far as the public may know it.

    `advice` is the contract's JSON in the words of `language`, without the tree; `ask` names the facts to ask, the next
    one first; `left_open` those that were left unanswered and matter; `officer_checks` those that only an officer
    finds; `shield` says that the law protects whoever is afraid, and is told to everybody.
    """

    route: Route
    on: date
    language: str
    advice: Mapping[str, Any]
    ask: tuple[str, ...]
    left_open: tuple[str, ...]
    officer_checks: tuple[str, ...]
    documents: tuple[policy.Item, ...]
    stay: Days | None
    amounts: tuple[Amount, ...]
    shield: bool
    for_service: bool

    def kind_of(self, effect: str) -> str:
        """Whether a ground of this effect speaks for, against, or protects."""
        return str(self.route.effects.get(effect, OutcomeKind.UNDETERMINED))

    def to_json(self) -> dict[str, Any]:
        """The public part of what `limen policy assess` answers, with documents, days and amounts beside it."""
        asked = set(self.ask) | set(self.left_open)
        return {
            **self.advice,
            "ask": [one for one in self.advice["ask"] if one["fact"] in asked],
            "trace": {},
            "route": self.route.name,
            "on": self.on.isoformat(),
            "officer_checks": list(self.officer_checks),
            "documents": [item.to_json() for item in self.documents],
            "stay": self.stay.to_json() if self.stay else None,
            "amounts": [amount.to_json() for amount in self.amounts],
            "for_service": self.for_service,
            "promise": "none: an officer decides",
        }


def published(on: date) -> tuple[Route, ...]:
    """Every route that the office publishes on a day: of the packs in force, those that list what to bring.

    The demo publishes the other packs that come with it as well, so that there is something to choose.
    """
    return tuple(route for pack in _packs(on).values() for route in pack.routes.values() if is_public(route))


def is_public(route: Route) -> bool:
    """Whether somebody prepares for this route: it lists what to bring. Custody or removal is nobody's plan."""
    return bool(route.papers)


def route_of(pack_id: str, route_id: str, on: date) -> Route:
    """A route as it is published on a day. Raises NotFound."""
    found = next((one for one in published(on) if (one.pack.id, one.id) == (pack_id, route_id)), None)
    if found is None:
        raise NotFound("This office publishes no such route.")
    return found


def _packs(on: date) -> dict[str, Pack]:
    found = {name: law.pack(row.digest) for name, row in law.each_in_force(on).items()}
    if settings.LIMEN_DEMO:
        found |= {name: policy.load_pack(name) for name in policy.shipped_packs() if name not in found}
    return found


def answerable(definition: FactDefinition) -> bool:
    """Whether somebody may be asked this of themselves in public, before any officer has looked.

    It must stand in their papers or be theirs to say, or be the day of their own entry or application.
    """
    if definition.judgement or definition.sensitive or _OFFICES & set(definition.evidence):
        return False
    own_day = definition.type.kind is Kind.DATE and definition.id in set(AppliesBy)
    return own_day or definition.id == CHOSEN_STATE or bool(_OWN & set(definition.evidence))


def facts_of(route: Route) -> Mapping[str, FactDefinition]:
    """The facts of a route that the public may answer, in the order of their questions."""
    return {name: definition for name, definition in route.facts.items() if answerable(definition)}


def states_of(route: Route, on: date) -> tuple[str, ...]:
    """The States among which somebody chooses where to go, none where the law is one State's own."""
    if CHOSEN_STATE not in route.facts or route.stay_rule is None:
        return ()
    territory = route.stay_rule.territory
    return tuple(sorted(state for state, periods in territory.items() if any(on in period for period in periods)))


def requirements(
    route: Route, facts: Mapping[str, Fact], on: date, language: str = "en", left: Collection[str] = ()
) -> Requirements:
    """What the law says of these answers on a day. Raises BadInput for a fact that is not the public's, or a day before
    the law; `left` are the facts that were asked and left unanswered.
    """
    open_to = facts_of(route)
    for name in facts:
        if name not in open_to:
            raise BadInput("{name} is nothing the public states: an officer finds it out.", name=name)
    try:
        advice = policy.evaluate(facts, route, on=on, trace=False)
        documents = policy.checklist(facts, route, on=on, language=language)
        case = Reading(governing(route, on), facts)
    except NotInForceError as error:
        raise BadInput("The law published here says nothing of {day}.", day=on) from error
    asks = [one.fact for one in plan(advice, route.facts, facts)]
    hidden = [name for name in asks if name not in open_to and not route.facts[name].sensitive]
    return Requirements(
        route,
        on,
        language,
        policy.spoken(advice, route, language),
        () if advice.decided else tuple(name for name in asks if name in open_to and name not in left),
        tuple(name for name in asks if name in left),
        tuple(hidden),
        documents,
        _days(route, facts, on, {ground.id for ground in advice.grounds}),
        _amounts(case),
        any(rule.shield for rule in route.rules),
        route.pack.is_for_service(language),
    )


def _days(route: Route, facts: Mapping[str, Fact], on: date, grounds: Collection[str]) -> Days | None:
    rule = route.stay_rule
    if rule is None:
        return None
    cite = route.pack.cited(rule.cite)
    if not set(route.unlimited_by).isdisjoint(grounds):
        return Days(rule.days, rule.window, cite, binds=False)
    entry = facts.get(str(AppliesBy.ENTRY_DATE))
    first = entry.value if entry is not None and type(entry.value) is date else on
    history = next((fact for name, fact in facts.items() if route.facts[name].type.kind is Kind.STAYS), None)
    if history is None or history.status is not FactStatus.KNOWN:
        return Days(rule.days, rule.window, cite, from_day=first)
    found = stays.count(history.value, first, rule=rule)
    if not found.certain:
        return Days(rule.days, rule.window, cite, from_day=first)
    return Days(
        rule.days, rule.window, cite, True, found.days_left, found.last_day, first, none_left=found.last_day is None
    )


def _amounts(case: Reading) -> tuple[Amount, ...]:
    """The sums that tables of the law give for these answers, and what is worked out of them in the same money."""
    route, found = case.law.route, []
    for name, definition in case.law.facts.items():
        fact = case.facts.get(name)
        if definition.looked_up and fact is not None and fact.status is FactStatus.KNOWN:
            table = route.pack.amounts[definition.looked_up]
            found.append(Amount(name, str(Kind.MONEY), str(as_json(fact.value)), route.pack.cited(table.cite)))
    if not found:
        return ()
    for name, worked_out in case.law.quantities.items():
        if route.quantities[name].term.type.kind is Kind.MONEY:
            value = worked_out(case.environment(Standard.SUSPICION.rank))
            if is_precise(value):
                found.append(Amount(name, str(Kind.MONEY), str(as_json(value)), found[0].cite))
    return tuple(found)


class Gate:
    """How many questions one address, and everybody together, may ask of the law in a minute; kept in memory alone.

    The public must not slow the desks, and counting it must not write: each process counts for itself.

    >>> gate = Gate(each=2, all_together=3)
    >>> [gate.admits("a", 0.0), gate.admits("a", 1.0), gate.admits("a", 2.0), gate.admits("b", 3.0)]
    [True, True, False, True]
    >>> gate.admits("a", 61.0)
    True
    """

    MOST_ADDRESSES = 5000

    def __init__(self, each: int = 90, all_together: int = 900) -> None:
        self.each, self.all_together = each, all_together
        self._minute, self._count = 0, 0
        self._counts: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    def admits(self, address: str, at: float) -> bool:
        """Whether one more question is answered; `at` is any clock's seconds that only grow.

        Where a proxy stands in front every address is its own: give "" then, and let the proxy count.
        """
        with self._lock:
            minute = int(at // 60)
            if minute != self._minute:
                self._minute, self._count = minute, 0
                self._counts.clear()
            counted = self._counts.get(address, 0) + 1
            if (address and counted > self.each) or self._count >= self.all_together:
                return False
            self._count += 1
            self._counts[address] = counted
            if len(self._counts) > self.MOST_ADDRESSES:
                self._counts.popitem(last=False)
            return True


GATE = Gate()
