"""Cases to practise on, made from the law itself: near misses in pairs, with facts that look grave and do not matter.

Each begins with an example that stands beside the rules. One fact is moved to a line that the law draws, so that a
neighbour one day, one euro or one answer away has another outcome; what stands in a document, a list or a register is
given, the rest must be asked. Outcome, grounds and questions are never written down: they are what the law of the day
says. What only an officer can find is expected as the officer's own finding, and is never given.

>>> from datetime import date
>>> from limen.policy import load_pack
>>> (one,) = scenarios(load_pack("schengen").route("entry"), on=date(2026, 11, 22), seed=1, most=1)
>>> one.outcome != one.near.outcome, one.turns_on in one.facts
(True, True)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from limen.policy.boundaries import neighbours
from limen.policy.errors import PolicyError
from limen.policy.evaluate import evaluate, settled
from limen.policy.facts import parse_facts
from limen.policy.formula import Formula, GoverningRoute, governing
from limen.policy.pack import Pack, Route
from limen.policy.reading import UNASSERTED, Reading
from limen.policy.rules import FactDefinition
from limen.policy.spoken import MISSING, spoken_date, spoken_value
from limen.policy.stays import Direction, Movement
from limen.policy.values import ORDERED, Kind, as_json
from limen.vocabulary.decision import Ground, GroundKind, OutcomeKind
from limen.vocabulary.evidence import Fact, FactStatus

MOST_SCENARIOS = 200
MOST_DISTRACTORS = 2
EFFORT = 2_000  # nodes of a diagram; a case that needs more is left for one that does not
_TRIES = 400  # pairs looked at in one example before the next is taken up

Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One case to practise on, and its right answers.

    `given` stands in the document, a list or a register, or was volunteered; `answers` are known only by asking;
    `findings` are the officer's own to make. `distractors` name facts among those given that look grave and matter
    nothing. `questions` is one shortest way to the outcome in the order of the law's own questions, `needed` are those
    that no way spares. `near` is the neighbour, which differs in the fact `turns_on` alone and comes out otherwise;
    `touching` says that the two values lie side by side. The neighbour has no neighbour of its own.
    """

    id: str
    route: str
    on: date
    given: tuple[Fact, ...]
    answers: tuple[Fact, ...]
    findings: tuple[Fact, ...]
    distractors: tuple[str, ...]
    outcome: str
    kind: OutcomeKind
    grounds: tuple[Ground, ...]
    questions: tuple[str, ...]
    needed: tuple[str, ...]
    turns_on: str
    touching: bool
    near: Scenario | None = None

    @property
    def facts(self) -> dict[str, Fact]:
        """Everything that is so in this case, by name."""
        return {fact.name: fact for fact in (*self.given, *self.answers, *self.findings)}

    @property
    def own_findings(self) -> tuple[str, ...]:
        """The judgement facts that the case hangs on: the officer's own finding on each is expected."""
        names = {fact.name for fact in self.findings}
        return tuple(name for name in self.questions if name in names)

    def to_json(self) -> dict[str, Any]:
        """The scenario as `limen policy scenarios` prints it, and as a played one is kept."""
        document: dict[str, Any] = {
            "id": self.id,
            "route": self.route,
            "on": self.on.isoformat(),
            "given": _document(self.given),
            "answers": _document(self.answers),
            "findings": _document(self.findings),
            "distractors": list(self.distractors),
            "outcome": self.outcome,
            "kind": str(self.kind),
            "grounds": [ground.to_json() for ground in self.grounds],
            "questions": list(self.questions),
            "needed": list(self.needed),
            "own_findings": list(self.own_findings),
            "turns_on": self.turns_on,
            "touching": self.touching,
        }
        return document | ({"near": self.near.to_json()} if self.near is not None else {})


def read_scenario(document: Mapping[str, Any], pack: Pack) -> Scenario:
    """The scenario that `to_json` wrote, its values typed as the pack defines them. Raises FactError."""
    given, answers, findings = (
        tuple(parse_facts(document[part], pack).values()) for part in ("given", "answers", "findings")
    )
    return Scenario(
        id=document["id"],
        route=document["route"],
        on=date.fromisoformat(document["on"]),
        given=given,
        answers=answers,
        findings=findings,
        distractors=tuple(document["distractors"]),
        outcome=document["outcome"],
        kind=OutcomeKind(document["kind"]),
        grounds=tuple(_read_ground(ground, pack) for ground in document["grounds"]),
        questions=tuple(document["questions"]),
        needed=tuple(document["needed"]),
        turns_on=document["turns_on"],
        touching=document["touching"],
        near=read_scenario(document["near"], pack) if document.get("near") else None,
    )


def _read_ground(document: Mapping[str, Any], pack: Pack) -> Ground:
    facts = tuple(document["facts"])
    kept = {
        **document,
        "kind": GroundKind(document["kind"]),
        "facts": facts,
        "said": tuple(document["said"]),
        "rests_on_judgement": any(pack.facts[name].judgement for name in facts),
    }
    return Ground(**kept)


def scenarios(route: Route, *, on: date, seed: int, most: int = 10) -> tuple[Scenario, ...]:
    """At most so many scenarios of a route on a day, no two alike in what they turn on; the same for the same seed.

    Those that need a question come first. Raises NotInForceError for a day of which the pack says nothing, PolicyError
    for a number that is none.
    """
    if not 1 <= most <= MOST_SCENARIOS:
        raise PolicyError(f"{most} scenarios cannot be made at once: ask for 1 to {MOST_SCENARIOS}")
    law = governing(route, on)
    draw = Random(f"{route.name} {on.isoformat()} {seed}")  # noqa: S311 - nothing is kept secret by it
    stock = _stock(route, on)
    order = list(range(len(stock.cases)))
    draw.shuffle(order)
    found: list[Scenario] = []
    silent: list[Scenario] = []
    seen: set[tuple[str, str, str]] = set()
    for place in order:
        title, facts = stock.cases[place]
        maker = _Maker(law, stock, draw, title)
        for one in maker.pairs(facts, seen):
            (found if one.questions else silent).append(one)
            break
        if len(found) >= most:
            break
    return tuple([*found, *silent][:most])


def told(fact: Fact, route: Route, language: str = "en") -> str:
    """A fact's value as people of a language read it; empty for one that has none."""
    kind = route.pack.facts[fact.name].type.kind
    if not fact.is_known:
        return ""
    if kind is Kind.STAYS:
        return _history(fact.value, language)
    return spoken_value({"kind": str(kind), "value": as_json(fact.value), "fact": fact.name}, route.pack, language)


def _history(movements: Iterable[Movement], language: str) -> str:
    """A history as days of entry and exit; a movement without its counterpart leaves its end open."""
    spans: list[list[str]] = []
    for movement in sorted(movements):
        day = spoken_date(movement.on, language)
        if movement.direction is Direction.ENTRY:
            spans.append([day, "…", movement.state])
        elif spans and spans[-1][1] == "…":
            spans[-1][1] = day
        else:
            spans.append(["…", day, movement.state])
    return "; ".join(f"{first} – {last}{f' ({state})' if state else ''}" for first, last, state in spans) or MISSING


def is_given(definition: FactDefinition) -> bool:
    """Whether a fact stands somewhere, so that nobody need be asked: a document, a list, a register, the post."""
    return bool(definition.evidence) and "answer" not in definition.evidence and not definition.judgement


def _document(facts: Iterable[Fact]) -> dict[str, Any]:
    return {fact.name: {**fact.to_json(), "value": as_json(fact.value)} for fact in facts}


# -- what the pack has to make them of --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Stock:
    """The decided examples of a route as they would be on the day, and what their facts usually are."""

    cases: tuple[tuple[str, Facts], ...]
    usual: Facts
    grave: tuple[Fact, ...] = field(
        default=()
    )  # values, as examples have them, that some adverse rule alone would meet


@lru_cache(maxsize=32)
def _stock(route: Route, on: date) -> _Stock:
    law = governing(route, on)
    cases, counts, first = [], Counter[tuple[str, str]](), dict[tuple[str, str], Fact]()
    for example in route.pack.examples:
        if example.route != route.id:
            continue
        moved = on - example.on
        facts = {
            name: replace(fact, value=_moved(fact.value, moved))
            for name, fact in parse_facts(example.facts, route).items()
            if name in law.facts and fact.status is not FactStatus.UNKNOWN and not law.facts[name].looked_up
        }
        for name, fact in facts.items():
            if fact.is_known:
                key = (name, str(as_json(fact.value)))
                counts[key] += 1
                first.setdefault(key, fact)
        if settled(Reading(law, facts), EFFORT).decided:
            cases.append((example.id, facts))
    usual: dict[str, Fact] = {}
    for key, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        usual.setdefault(key[0], first[key])
    grave = tuple(fact for _, fact in sorted(first.items()) if _is_grave(law, fact))
    return _Stock(tuple(cases), usual, grave)


def _moved(value: Any, by: timedelta) -> Any:
    """A date, or a history, as many days later: an example is as old on the day as it was on its own."""
    if isinstance(value, date):
        return value + by
    if isinstance(value, tuple):
        return tuple(replace(item, on=item.on + by) if isinstance(item, Movement) else item for item in value)
    return value


def _is_grave(law: GoverningRoute, fact: Fact) -> bool:
    """Whether the fact alone makes a condition of some adverse rule true, and may be used to lead astray."""
    definition = law.facts[fact.name]
    if definition.judgement or definition.sensitive or fact.name in _shield_facts(law):
        return False
    for rule in law.rules.values():
        if law.route.effects[rule.rule.effect] is not OutcomeKind.ADVERSE:
            continue
        environment = Reading(law, {fact.name: fact}).environment(rule.rule.standard.rank)
        for number in _asserted(rule.applies):
            leaf = law.leaves[number].bound
            if leaf.expression.facts == (fact.name,) and leaf.value(environment) is True:
                return True
    return False


def _asserted(formula: Formula) -> Iterator[int]:
    """The leaves that a formula wants true; what stands under `none` is wanted false."""
    if formula.how == "leaf":
        yield formula.leaf
    elif formula.how != "none":
        for part in formula.parts:
            yield from _asserted(part)


@lru_cache(maxsize=32)
def _shield_facts(law: GoverningRoute) -> frozenset[str]:
    return frozenset().union(*(shield.facts for shield in law.shields))


# -- one example, turned into a pair ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Maker:
    law: GoverningRoute
    stock: _Stock
    draw: Random
    title: str

    def pairs(self, facts: Facts, seen: set[tuple[str, str, str]]) -> Iterator[Scenario]:
        """The near misses that one case has, none turning on what was turned on before."""
        names = [name for name in facts if not self.law.facts[name].judgement]
        self.draw.shuffle(names)
        if self.draw.random() < 0.5:  # else most would turn on a yes or a no, of which the law has more
            names.sort(key=lambda name: self.law.facts[name].type.kind not in ORDERED)
        tries = 0
        for name in names:
            for here, there, touching in neighbours(self.law, facts, name, self.draw):
                tries += 1
                if tries > _TRIES:
                    return
                one, other = {**facts, name: here}, {**facts, name: there}
                turn = self._turn(one, other)
                if turn is None or (name, *turn) in seen:
                    continue
                made = self._made(one, other, name, touching)
                if made is not None:
                    seen.update({(name, *turn), (name, turn[1], turn[0])})
                    yield made
                    break

    def _turn(self, one: Facts, other: Facts) -> tuple[str, str] | None:
        """The outcomes of the two, where both are decided, unlike, and nothing in either contradicts itself."""
        ends = []
        for facts in (one, other):
            found = settled(self._read(facts), EFFORT)
            if not found.decided or self._contradicts_itself(facts):
                return None
            ends.append(found.outcome)
        return (ends[0], ends[1]) if ends[0] != ends[1] else None

    def _made(self, one: Facts, other: Facts, name: str, touching: bool) -> Scenario | None:
        distractors = self._distractors(one, other, name)
        added = self._quiet({**one, **distractors}, {**other, **distractors})
        if self.draw.random() < 0.5:
            one, other = other, one
        label = f"{self.title}.{name}"
        cases = [
            self._scenario({**facts, **distractors, **added}, tuple(distractors), f"{label}.{side}", name, touching)
            for side, facts in (("a", one), ("b", other))
        ]
        if cases[0] is None or cases[1] is None:
            return None
        return replace(cases[0], near=cases[1])

    def _scenario(
        self, facts: Facts, distractors: tuple[str, ...], label: str, name: str, touching: bool
    ) -> Scenario | None:
        definitions = self.law.facts
        ordered = [facts[key] for key in definitions if key in facts]
        given = tuple(f for f in ordered if f.name in distractors or is_given(definitions[f.name]))
        findings = tuple(fact for fact in ordered if definitions[fact.name].judgement)
        answers = tuple(fact for fact in ordered if fact not in given and fact not in findings)
        asked, ends = way(self.law.route, self.law.on, {one.name: one for one in given}, facts), self._ends(facts)
        if asked is None or (asked.outcome, asked.grounds) != ends:
            return None
        known = {name: fact for name, fact in facts.items() if name in asked.questions or fact in given}
        # the grounds as an officer knows them who asked no more than was needed
        advice = evaluate(known, self.law.route, on=self.law.on, trace=False)
        resting = {name for ground in advice.grounds for name in ground.facts if definitions[name].judgement}
        if not resting <= set(asked.questions):
            return None
        return Scenario(
            id=label,
            route=self.law.route.name,
            on=self.law.on,
            given=given,
            answers=answers,
            findings=findings,
            distractors=distractors,
            outcome=advice.outcome,
            kind=advice.kind,
            grounds=advice.grounds,
            questions=asked.questions,
            needed=tuple(question for question in asked.questions if not self._spared(facts, question)),
            turns_on=name,
            touching=touching,
        )

    def _ends(self, facts: Facts) -> tuple[str, tuple[str, ...]]:
        found = settled(self._read(facts), EFFORT)
        return found.outcome, tuple(one.rule.id for one in found.grounds)

    def _spared(self, facts: Facts, question: str) -> bool:
        """Whether the case is decided without the answer, whatever else is known."""
        return settled(self._read(_without(facts, [question])), EFFORT).decided

    def _read(self, facts: Facts) -> Reading:
        return Reading(self.law, facts)

    def _same(self, facts: Facts, changed: Facts) -> bool:
        """Whether two cases come out alike: decided, with one outcome on the same grounds."""
        one, other = (settled(self._read(case), EFFORT) for case in (facts, changed))
        return (
            other.decided
            and one.outcome == other.outcome
            and [rule.rule.id for rule in one.grounds] == [rule.rule.id for rule in other.grounds]
        )

    def _distractors(self, one: Facts, other: Facts, name: str) -> dict[str, Fact]:
        """Facts that look grave and that the law proves to matter nothing: without any of them, all stays the same."""
        chosen: dict[str, Fact] = {}
        pool, wanted = list(self.stock.grave), self.draw.randint(1, MOST_DISTRACTORS)
        self.draw.shuffle(pool)
        for fact in pool:
            if len(chosen) == wanted:
                break
            if fact.name == name or fact.name in chosen or fact.name in self._tied:
                continue
            with_it = {**chosen, fact.name: fact}
            if all(self._proved(case, with_it) for case in (one, other)):
                chosen = with_it
        return chosen

    def _proved(self, case: Facts, distractors: Facts) -> bool:
        added = {**case, **distractors}
        if self._contradicts_itself(added):
            return False
        # open altogether, and still as it was: no value that any of them could have changes anything. Refused, not
        # unknown: what nobody is asked would count for nothing while nothing is said of it.
        without = {**case, **{name: Fact(name, status=FactStatus.REFUSED) for name in distractors}}
        return self._same(case, added) and self._same(case, without) and self._read_alike(added, without)

    def _read_alike(self, one: Facts, other: Facts) -> bool:
        """Whether every rule that could be a ground of the outcome is as settled in one case as in the other."""
        first, second = self._read(one), self._read(other)
        outcome = settled(first, EFFORT).outcome
        reads = [formula for row in self.law.rows if row.row.outcome == outcome for _, formula in row.reads]
        return all(first.truth(formula) is second.truth(formula) for formula in reads)

    def _quiet(self, one: Facts, other: Facts) -> dict[str, Fact]:
        """Usual answers to what nobody need ask, so that a needless question has an answer like any other."""
        missing = {
            name: fact
            for name, fact in self.stock.usual.items()
            if name not in one and not is_given(self.law.facts[name]) and name not in self._tied
            and not self.law.facts[name].judgement
        }  # fmt: skip
        if all(self._fits(case, missing) for case in (one, other)):
            return missing
        kept: dict[str, Fact] = {}
        for name, fact in missing.items():
            if all(self._fits(case, {**kept, name: fact}) for case in (one, other)):
                kept[name] = fact
        return kept

    def _fits(self, case: Facts, added: Facts) -> bool:
        both = {**case, **added}
        return not self._contradicts_itself(both) and self._same(case, both)

    @property
    def _tied(self) -> frozenset[str]:
        """Facts that follow from others, or that the pack looks up: nobody makes them up."""
        names = {name for name, definition in self.law.facts.items() if definition.if_not_given}
        return frozenset(names | {name for name, *_ in self.law.implications})

    def _contradicts_itself(self, facts: Facts) -> bool:
        """Whether something is said that is not what follows from the rest."""
        if not self.law.implications:
            return False
        environment = self._read(facts).environment(0)
        no_value = {name for name, fact in facts.items() if fact.status in UNASSERTED}  # nothing follows from these
        return any(
            name in facts and facts[name].is_known and facts[name].value != value
            and no_value.isdisjoint(leaf.expression.facts) and leaf.value(environment) is True
            for name, leaf, value, _ in self.law.implications
        )  # fmt: skip


def _without(facts: Facts, names: Iterable[str]) -> dict[str, Fact]:
    left_out = set(names)
    return {name: fact for name, fact in facts.items() if name not in left_out}


# -- the way from what is known to the outcome ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Way:
    """The questions from what is known to a decided outcome, and where they lead."""

    questions: tuple[str, ...]
    outcome: str
    grounds: tuple[str, ...]


def way(route: Route, on: date, known: Facts, facts: Facts) -> Way | None:
    """Ask what the law asks first, answer it from `facts`, until the outcome is decided; None where it never is."""
    held = dict(known)
    asked: list[str] = []
    for _ in range(len(facts) + 1):
        advice = evaluate(held, route, on=on, trace=False)
        if advice.decided:
            return Way(tuple(asked), advice.outcome, tuple(ground.id for ground in advice.grounds))
        question = next((ask.fact for ask in advice.ask if ask.fact in facts and ask.fact not in held), None)
        if question is None:
            return None
        held[question] = facts[question]
        asked.append(question)
    return None
