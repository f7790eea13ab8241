"""A route made ready for one day: the rule versions that govern it, as one numbered tree of formulas over leaves.

The choice of versions follows DESIGN and the law both: a version in force is chosen by the date of the event it
applies by. Where that event is the decision, the day is known; where it is the entry, the application or the claim,
the dates become leaves like any other, so that an unknown date is asked for when it matters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from limen.policy.errors import NotInForceError
from limen.policy.expressions import Expression, Scope, parse
from limen.policy.facts import looked_up_by
from limen.policy.leaves import Binding, BoundLeaf, Environment, bind, bind_quantity, whole_domain
from limen.policy.pack import Route, canonical, digest
from limen.policy.rules import (
    AppliesBy,
    Burden,
    Condition,
    FactDefinition,
    Group,
    Leaf,
    Named,
    Paper,
    Row,
    Rule,
    RulesThat,
    RuleVersion,
    Waiver,
)
from limen.policy.values import as_json
from limen.vocabulary.dates import Period, spoken_day
from limen.vocabulary.decision import GroundKind, OutcomeKind
from limen.vocabulary.evidence import Standard


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """One numbered node: a leaf, `all`, `any`, `none`, or `recorded` (what is not on record is taken as not done).

    `unproved` is what a leaf counts as where its fact was found not established: the party with the burden loses.
    `quiet` is the truth that keeps its rule from applying. Formulas that say the same are one, with one number.
    """

    number: int
    how: str
    parts: tuple[Formula, ...] = ()
    leaf: int = -1
    unproved: bool = False
    cite: str = ""
    say: str = ""
    label: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class LeafUse:
    """A leaf and the standard that its facts must have reached to count; `unasked` as its rule says."""

    bound: BoundLeaf
    rank: int
    unasked: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class GoverningRule:
    """A rule as it stands on the day: where it applies, where it must, and where an exception leaves a choice."""

    rule: Rule
    applies: Formula
    strict: Formula
    lifted: Formula
    waivers: tuple[Waiver, ...]
    facts: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class GoverningRow:
    """An outcome row as it stands on the day, with the rules it reads and which of their formulas."""

    row: Row
    formula: Formula
    reads: tuple[tuple[GoverningRule, Formula], ...]


@dataclass(frozen=True, slots=True, eq=False)
class GoverningRoute:
    """A route as it stands on one day."""

    route: Route
    on: date
    leaves: tuple[LeafUse, ...]
    formulas: int  # how many there are
    rules: Mapping[str, GoverningRule]
    rows: tuple[GoverningRow, ...]
    shields: tuple[GoverningRule, ...]
    facts: Mapping[str, FactDefinition]
    implications: tuple[tuple[str, BoundLeaf, Any, str], ...]
    quantities: Mapping[str, Callable[[Environment], Any]]
    snapshot: str
    papers: tuple[tuple[Paper, Formula], ...] = ()  # what to bring, and when
    unknown: Environment = field(default_factory=dict)  # what each fact may be while nothing is known
    floors: Mapping[str, FactDefinition] = field(default_factory=dict)  # days that another day comes before
    looked_up: tuple[FactDefinition, ...] = ()
    stood_for: tuple[FactDefinition, ...] = ()  # facts that something stands for where nobody gives them


@dataclass(slots=True)
class _Builder:
    route: Route
    on: date
    binding: Binding
    scope: Scope
    leaves: dict[tuple[str, int, bool], int] = field(default_factory=dict)
    uses: list[LeafUse] = field(default_factory=list)
    count: int = 0
    names: set[str] = field(default_factory=set)

    def formula(self, how: str, parts: Iterable[Formula] = (), **more: Any) -> Formula:
        self.count += 1
        return Formula(self.count - 1, how, tuple(parts), **more)

    def leaf(self, expression: Expression, rank: int, unasked: bool = False, **more: Any) -> Formula:
        key = (expression.text, rank, unasked)
        if key not in self.leaves:
            self.leaves[key] = len(self.uses)
            self.uses.append(LeafUse(bind(expression, self.binding), rank, unasked))
        self.names.update(expression.facts)
        return self.formula("leaf", leaf=self.leaves[key], **more)

    def condition(self, condition: Condition, rank: int, unproved: bool) -> Formula:
        """A condition as a formula; `unproved` is what an unestablished fact counts as here, turned over by `none`."""
        match condition:
            case Leaf(expression=expression, cite=cite, say=say, unasked=unasked):
                return self.leaf(expression, rank, unasked, unproved=unproved, cite=cite, say=say)
            case Group(how=how, parts=parts, cite=cite, say=say):
                inner = not unproved if how == "none" else unproved
                return self.formula(how, (self.condition(part, rank, inner) for part in parts), cite=cite, say=say)
            case Named(name=name):
                inner_formula = self.condition(self.route.conditions[name], rank, unproved)
                return self.formula("all", (inner_formula,), label=name)
            case RulesThat():
                raise TypeError("a rule cannot be read inside a rule: only outcome rows read rules")

    def between(self, event: AppliesBy, period: Period, rank: int) -> Formula:
        """Whether the date of an event lies in a period; nothing is asked where the event is the decision."""
        if event is AppliesBy.DECISION_DATE:
            return self.formula("all" if self.on in period else "any")
        parts = [self.leaf(parse(f"{event} >= {period.first}", self.scope), rank)]
        if period.last is not None:
            parts.append(self.leaf(parse(f"{event} <= {period.last}", self.scope), rank))
        return self.formula("all", parts)

    def version(self, rule: Rule, version: RuleVersion, fires: bool) -> tuple[Formula, Formula]:
        """Where a version applies, and where an exception leaves a choice not to apply it."""
        rank = rule.standard.rank
        in_time = self.between(version.applies_by, version.in_force, rank)
        if version.transition is not None:
            in_time = self.transition(in_time, version, rank, fires)
        when = self.condition(version.when, rank, fires)
        lifting = [self.condition(x.when, rank, not fires) for x in version.unless if x.kind is GroundKind.MANDATORY]
        lifting += [
            self.formula("recorded", [self.condition(waiver.granted, rank, False)])
            for waiver in version.waivers
            if waiver.granted is not None
        ]
        choices = [
            self.condition(x.when, rank, not fires) for x in version.unless if x.kind is GroundKind.DISCRETIONARY
        ]
        return (
            self.formula("all", [in_time, when, self.formula("none", lifting, label="unless")]),
            self.formula("any", choices, label="discretion"),
        )

    def transition(self, in_time: Formula, version: RuleVersion, rank: int, fires: bool) -> Formula:
        transition = version.transition
        if transition is None:
            return in_time
        if transition.not_to is not None:
            left_out = self.formula("none", [self.condition(transition.not_to, rank, not fires)])
            in_time = self.formula("all", [in_time, left_out], cite=transition.cite)
        if transition.also_to is not None and self.on >= version.in_force.first:
            # a law cannot reach back to anybody before it has itself commenced
            reached = self.condition(transition.also_to, rank, fires)
            in_time = self.formula("any", [in_time, reached], cite=transition.cite)
        return in_time

    def rule(self, rule: Rule) -> GoverningRule | None:
        """A rule as it stands on the day; None where no version can govern."""
        adverse = self.route.effects[rule.effect] is OutcomeKind.ADVERSE
        # who bears the burden loses: the traveller where an adverse rule fires, the authority where it does not
        fires = adverse is (rule.burden is Burden.TRAVELLER)
        versions = governing_versions(rule, self.on)
        if not versions:
            return None
        outer, self.names = self.names, set()
        built = [self.version(rule, version, fires) for version in versions]
        applies = self.formula("any", [body for body, _ in built], cite=rule.cite, label=rule.id)
        lifted = self.formula("any", [self.formula("all", pair) for pair in built])
        strict = self.formula("all", [applies, self.formula("none", [lifted])], label=rule.id)
        self.names |= looked_up_by(self.names, self.route.pack)
        facts = frozenset(self.names)
        self.names |= outer
        waivers = tuple(waiver for version in versions for waiver in version.waivers)
        return GoverningRule(rule, applies, strict, lifted, waivers, facts)

    def needed(self, paper: Paper) -> Formula:
        """When a document is to be brought; one without a condition is always."""
        if paper.when is None:
            return self.formula("all")
        return self.condition(paper.when, Standard.SUSPICION.rank, False)

    def row(self, row: Row, rules: Mapping[str, GoverningRule]) -> GoverningRow:
        reads: list[tuple[GoverningRule, Formula]] = []
        formula = self.row_condition(row.when, rules, reads)
        return GoverningRow(row, formula, tuple(reads))

    def row_condition(
        self, condition: Condition, rules: Mapping[str, GoverningRule], reads: list[tuple[GoverningRule, Formula]]
    ) -> Formula:
        match condition:
            case RulesThat():
                found = [(rule, self.read(rule, condition)) for rule in rules.values() if _is_meant(rule, condition)]
                reads.extend(found)
                return self.formula("any", [formula for _, formula in found])
            case Group(how=how, parts=parts):
                kept = reads if how != "none" else []
                return self.formula(how, [self.row_condition(part, rules, kept) for part in parts])
            case _:
                return self.condition(condition, Standard.BALANCE.rank, False)

    def read(self, rule: GoverningRule, meant: RulesThat) -> Formula:
        """The formula of a rule that a row reads: discretion turns must into may; a shield counts once expressed."""
        if meant.rule or (meant.lifted is None and meant.kind is None):
            formula = rule.applies
        elif meant.lifted:
            formula = self.formula("all", [rule.applies, rule.lifted], label=rule.rule.id)
        else:
            formula = rule.strict
        return self.formula("recorded", [formula], label=rule.rule.id) if rule.rule.shield else formula


@dataclass(slots=True)
class _Sharing:
    """Makes one formula of those that say the same: a condition that twenty rules hold is worked out once.

    Leaves that keep their rule quiet by different truths stay apart, for checks relaxed by order read them so.
    """

    rules: Iterable[GoverningRule]
    _quiet: dict[int, bool] = field(default_factory=dict)
    _made: dict[tuple[Any, ...], Formula] = field(default_factory=dict)
    _of: dict[int, Formula] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for rule in self.rules:
            # first: `strict` and `lifted` hold the same parts, and must read them alike
            for formula in (rule.applies, rule.strict, rule.lifted):
                self._walk(formula, False)

    def _walk(self, formula: Formula, quiet: bool) -> None:
        """False keeps a rule quiet, turned over by each `none`."""
        if formula.number not in self._quiet:
            self._quiet[formula.number] = quiet
            for part in formula.parts:
                self._walk(part, quiet is not (formula.how == "none"))

    def one(self, formula: Formula) -> Formula:
        """The one formula that says what this says."""
        kept = self._of.get(formula.number)
        if kept is None:
            parts, quiet = tuple(map(self.one, formula.parts)), self._quiet.get(formula.number, False)
            said = (formula.how, formula.leaf, formula.unproved, formula.cite, formula.say, formula.label, quiet)
            key = (*said, *(part.number for part in parts))
            if key not in self._made:
                self._made[key] = replace(formula, number=len(self._made), parts=parts, quiet=quiet)
            kept = self._of[formula.number] = self._made[key]
        return kept

    def rule(self, rule: GoverningRule) -> GoverningRule:
        """A rule of shared formulas."""
        return replace(rule, applies=self.one(rule.applies), strict=self.one(rule.strict), lifted=self.one(rule.lifted))

    def row(self, row: GoverningRow, rules: Mapping[str, GoverningRule]) -> GoverningRow:
        """A row of shared formulas that reads some rules."""
        reads = tuple((rules[rule.rule.id], self.one(formula)) for rule, formula in row.reads)
        return replace(row, formula=self.one(row.formula), reads=reads)

    @property
    def count(self) -> int:
        """How many formulas there are."""
        return len(self._made)


def _is_meant(rule: GoverningRule, meant: RulesThat) -> bool:
    if meant.rule:
        return rule.rule.id == meant.rule
    if rule.rule.effect != meant.effect:
        return False
    return meant.kind is None or rule.rule.kind is meant.kind


def governing_versions(rule: Rule, on: date) -> tuple[RuleVersion, ...]:
    """The versions of a rule that can govern a decision on a day: by the decision's own date one at most."""
    chosen = []
    for version in rule.versions:
        if version.applies_by is not AppliesBy.DECISION_DATE:
            reaches = version.in_force.first <= on
        else:
            reaches = on in version.in_force
            if version.transition is not None and version.transition.also_to is not None:
                reaches = version.in_force.first <= on
        if reaches:
            chosen.append(version)
    return tuple(chosen)


def require_in_force(route: Route, on: date) -> None:
    """Pass where the pack speaks of a route on a day; silence is never read as leave.

    A rule whose first version is later is new, and one marked repealed is gone: neither applies. Raises NotInForceError
    where no rule governs at all, or where a rule has a gap on that day.
    """
    pack, first = route.pack, min((v.in_force.first for rule in route.rules for v in rule.versions), default=date.max)
    if on < first:
        raise NotInForceError(f"the pack {pack.id} says nothing of {route.id} before {spoken_day(first)}")
    silent = [rule for rule in route.rules if not governing_versions(rule, on)]
    gaps = [rule.id for rule in silent if not (_is_new(rule, on) or _is_gone(rule, on))]
    if gaps:
        raise NotInForceError(
            f"the pack {pack.id} says nothing of {', '.join(gaps)} ({route.id}) on {spoken_day(on)}: "
            "a version must follow, or the rule be marked repealed"
        )
    if len(silent) == len(route.rules):
        raise NotInForceError(f"the pack {pack.id} says nothing of {route.id} on {spoken_day(on)}")


def _is_new(rule: Rule, on: date) -> bool:
    return on < min(version.in_force.first for version in rule.versions)


def _is_gone(rule: Rule, on: date) -> bool:
    return rule.repealed and all(v.in_force.last is not None and v.in_force.last < on for v in rule.versions)


@lru_cache(maxsize=128)
def governing(route: Route, on: date) -> GoverningRoute:
    """The route as it stands on a day. Kept, since a desk asks the same day all day. Raises NotInForceError."""
    require_in_force(route, on)
    pack = route.pack
    binding = Binding(on, {name: kept.on(on) for name, kept in pack.lists.items()}, pack.stay_rules)
    scope = scope_of(pack.facts, frozenset(pack.lists))
    builder = _Builder(route, on, binding, scope)
    rules = {rule.id: found for rule in route.rules if (found := builder.rule(rule)) is not None}
    rows = tuple(builder.row(row, rules) for row in route.rows)
    papers = tuple((paper, builder.needed(paper)) for paper in route.papers)
    sharing = _Sharing(rules.values())
    rules = {name: sharing.rule(rule) for name, rule in rules.items()}
    rows = tuple(sharing.row(row, rules) for row in rows)
    papers = tuple((paper, sharing.one(formula)) for paper, formula in papers)
    names = builder.names | set(route.also_facts)
    names |= {name for quantity in route.quantities.values() for name in quantity.facts}
    names |= looked_up_by(names, pack)
    implications = []
    for name in sorted(names):
        for implication in pack.facts[name].implies:
            implications.append((name, bind(implication.when, binding), implication.value, implication.cite))
            names |= set(implication.when.facts)
    names |= {definition.not_before for name in names if (definition := pack.facts[name]).not_before in pack.facts}
    facts = {name: pack.facts[name] for name in sorted(names, key=lambda n: (pack.facts[n].order, n))}
    return GoverningRoute(
        route=route,
        on=on,
        leaves=tuple(builder.uses),
        formulas=sharing.count,
        rules=rules,
        rows=rows,
        shields=tuple(rule for rule in rules.values() if rule.rule.shield),
        facts=facts,
        implications=tuple(implications),
        quantities={name: bind_quantity(quantity, binding) for name, quantity in route.quantities.items()},
        snapshot=digest(canonical(snapshot(route, on))),
        papers=papers,
        unknown={name: whole_domain(definition.type) for name, definition in facts.items()},
        floors={name: definition for name, definition in facts.items() if definition.not_before},
        looked_up=tuple(definition for definition in facts.values() if definition.looked_up),
        stood_for=tuple(definition for definition in facts.values() if definition.if_not_given),
    )


def scope_of(facts: Mapping[str, FactDefinition], lists: frozenset[str]) -> Scope:
    """What leaves may name: the facts of a dictionary and the lists of countries."""
    return Scope({name: definition.type for name, definition in facts.items()}, lists)


def snapshot(route: Route, on: date) -> dict[str, Any]:
    """What a decision on a day rests on: the governing versions as written, the lists as they are, rows and facts."""
    pack = route.pack
    written = pack.documents[f"routes/{route.id}.yaml"]
    rules = []
    for rule, document in zip(route.rules, written["rules"], strict=True):
        chosen = governing_versions(rule, on)
        versions = [
            as_written
            for version, as_written in zip(rule.versions, document["versions"], strict=True)
            if version in chosen
        ]
        if versions:
            rules.append({**document, "versions": versions})
    facts = pack.documents["facts.yaml"]["facts"]
    return {
        "engine": 1,
        "route": route.name,
        "rules": rules,
        "conditions": written.get("conditions", {}),
        "decision": written["decision"],
        "lists": {name: sorted(kept.on(on)) for name, kept in pack.lists.items()},
        "stay_rules": {
            name: [rule.days, rule.window, sorted((s, as_json(list_of(p))) for s, p in rule.territory.items())]
            for name, rule in pack.stay_rules.items()
        },
        "facts": facts,
        **({"amounts": {name: table.to_json(on) for name, table in pack.amounts.items()}} if pack.amounts else {}),
    }


def list_of(periods: Iterable[Period]) -> Any:
    """Periods as a tuple that JSON can write."""
    return tuple(periods)
