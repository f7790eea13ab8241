"""A route in plain text, for the people who sign it: what it decides, by which rules, on which clauses, from when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from limen.policy.amounts import AmountTable
from limen.policy.formula import governing_versions, require_in_force
from limen.policy.pack import Pack, Route
from limen.policy.prose import GROUPS, Phrase, Said, isolated, named, sentence, title_of
from limen.policy.rules import NEVER, Clock, Condition, Group, Leaf, Named, Row, Rule, RulesThat, RuleVersion
from limen.policy.spoken import spoken_date, spoken_value
from limen.vocabulary.dates import Period
from limen.vocabulary.decision import GroundKind
from limen.vocabulary.evidence import N_

_KINDS = {
    "favourable": N_("favourable"), "adverse": N_("adverse"), "protective": N_("protective"),
    "undetermined": N_("undetermined"), "mandatory": N_("mandatory"), "discretionary": N_("discretionary"),
}  # fmt: skip
_BESIDE = N_("{first}; {more}")
_UNITS: Mapping[str, str] = {
    "hours": N_("hours: {count}"),
    "months": N_("months: {count}"),
    "days": N_("days: {count}"),
}
ROLL_WORDS: Mapping[str, str] = {
    "next": N_("a last day on which offices are closed moves to the next open one"),
    "not_counted": N_("days on which offices are closed are not counted"),
}
_ANY = {
    "": N_("any rule with this effect applies: {effect}"),
    "mandatory": N_("any mandatory rule with this effect applies: {effect}"),
    "discretionary": N_("any discretionary rule with this effect applies: {effect}"),
}
BURDEN_WORDS = {
    "traveller": N_("burden of proof on the traveller"),
    "authority": N_("burden of proof on the authority"),
}
STANDARD_WORDS = {
    "suspicion": N_("standard: suspicion"),
    "reasonable_grounds": N_("standard: reasonable grounds"),
    "balance": N_("standard: balance of probabilities"),
    "clear_and_convincing": N_("standard: clear and convincing"),
    "beyond_doubt": N_("standard: beyond doubt"),
}
_EVENTS = {
    "decision_date": N_("{period}, by the day of the decision:"),
    "entry_date": N_("{period}, by the day of entry:"),
    "application_date": N_("{period}, by the day of the application:"),
    "claim_date": N_("{period}, by the day of the claim:"),
}
GRADE_WORDS = {
    "primary": N_("an officer of the first line"),
    "secondary": N_("an officer of the second line"),
    "chief": N_("a chief officer"),
}
_CHECKED = {
    "text": N_("{source}; known from the text itself"),
    "act": N_("{source}; known from the act"),
    "secondary": N_("{source}; known from a secondary source"),
    "memory": N_("{source}; known from memory, to be checked"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the law told: how deep it stands, its words, its clause; a heading; the code the file has for it."""

    depth: int
    said: Said
    cite: str = ""
    heading: bool = False
    code: str = ""


def explain(route: Route, *, on: date | None = None, language: str = "en") -> str:
    """The route as text that needs no knowledge of the file. With `on`, only the versions that govern that day.

    Leaves stand as the file writes them, so that the text can be held beside it; `lines` says them in words. Raises
    NotInForceError for a day of which the pack says nothing.
    """
    pack = route.pack
    told = [f"{route.title} ({route.name})", f"{pack.title}, as of {pack.as_of.isoformat()}"]
    if not pack.is_for_service(language):
        told.append("NOT FOR SERVICE: this law or its words have no named reviewer.")
    for line in lines(route, on=on, language=language):
        words = str(line.said)
        if line.heading:
            told += ["", f"{'  ' * line.depth}{line.code}: {words}" if line.code else words.upper()]
        else:
            told.append("  " * line.depth + (line.code or words) + (f"   [{line.cite}]" if line.cite else ""))
    if pack.not_modelled:
        told += ["", "NOT MODELLED", *(f"  - {words} ({cite})" for words, cite in not_modelled(pack, language))]
    return "".join(f"{line}\n" for line in told).replace("\u2068", "").replace("\u2069", "")


def lines(route: Route, *, on: date | None = None, language: str = "en") -> tuple[Line, ...]:
    """The route line by line: outcomes in order, conditions, rules with their versions, amounts, acts.

    Words of the law are the pack's in the language; all others are templates. Raises NotInForceError.
    """
    if on is not None:
        require_in_force(route, on)
    return tuple(_Teller(route, on, language).all())


def rule_lines(
    route: Route, rule: str, language: str = "en", *, on: date | None = None, whole: bool = False
) -> tuple[Line, ...]:
    """One rule line by line, in all its versions, or in those that govern a day.

    With `whole` the conditions it names are told in their place. Raises KeyError where the route has no such rule.
    """
    return tuple(_Teller(route, on, language, whole).rule(route.rule(rule)))


def line_of(route: Route, kind: str, name: str, language: str = "en") -> tuple[Line, ...]:
    """The line of an act or a clock (`kind`). Raises KeyError where the route has none of that name."""
    teller = _Teller(route, None, language)
    if kind == "act":
        told = {act.name: line for act, line in zip(route.acts, teller.acts(), strict=True)}
    else:
        told = {clock.id: teller.clock(clock) for clock in route.clocks}
    return (told[name],)


def title(pack: Pack, language: str = "en") -> str:
    """The pack's title in a language, as it is where it is not translated."""
    return pack.words(language, "titles", "pack") or pack.title


def not_modelled(pack: Pack, language: str = "en") -> tuple[tuple[str, str], ...]:
    """What the pack does not say yet, with its clause; as the pack has it where it is not translated."""
    kept = pack.documents["pack.yaml"].get("not_modelled", ())
    return tuple(
        (pack.words(language, "not_modelled", item["cite"]) or item["what"], pack.cited(item["cite"])) for item in kept
    )


@dataclass(frozen=True, slots=True)
class _Teller:
    route: Route
    on: date | None
    language: str
    whole: bool = False  # conditions told where they are named, for who sees one rule alone

    def all(self) -> Iterator[Line]:
        route = self.route
        yield Line(0, Phrase(N_("Outcomes, in the order they are read")), heading=True)
        for number, row in enumerate(route.rows, 1):
            yield self.row(number, row)
        yield Line(1, Phrase(N_("Otherwise: {outcome}"), {"outcome": self.outcome(route.otherwise)}))
        if route.conditions:
            yield Line(0, Phrase(N_("Conditions")), heading=True)
            for name, condition in route.conditions.items():
                yield Line(1, Phrase(N_("{name}:"), {"name": named(route.pack, self.language, "conditions", name)}))
                yield from self.tree(condition, 2)
        yield Line(0, Phrase(N_("Rules")), heading=True)
        for rule in route.rules:
            yield from self.rule(rule)
        for table in route.pack.amounts.values():
            yield from self.amounts(table)
        if route.acts:
            yield Line(0, Phrase(N_("Acts")), heading=True)
            yield from self.acts()
        if route.clocks:
            yield Line(0, Phrase(N_("Clocks")), heading=True)
            yield from (self.clock(clock) for clock in route.clocks)

    def outcome(self, outcome: str) -> str:
        return self.route.outcome_words(outcome, self.language)

    def row(self, number: int, row: Row) -> Line:
        kind = str(self.route.outcomes[row.outcome])
        parts: dict[str, Said] = {
            "number": str(number),
            "outcome": self.outcome(row.outcome),
            "kind": Phrase(_KINDS[kind]),
            "condition": meant(self.route, row.when, self.language),
        }
        said = Phrase(N_("{number}. {outcome} ({kind}), where {condition}"), parts)
        return Line(1, said, self.route.pack.cited(row.cite))

    def rule(self, rule: Rule) -> Iterator[Line]:
        route, pack = self.route, self.route.pack
        name: Said = title_of(route, rule.id, self.language)
        if rule.code:
            name = Phrase(N_("{rule}, letter {letter}"), {"rule": name, "letter": isolated(rule.code)})
        yield Line(1, name, heading=True, code=rule.id)
        nature = {
            "kind": Phrase(_KINDS[str(rule.kind)]),
            "burden": Phrase(BURDEN_WORDS[str(rule.burden)]),
            "standard": Phrase(STANDARD_WORDS[str(rule.standard)]),
        }
        yield Line(2, Phrase(N_("{kind}; {burden}; {standard}"), nature), pack.cited(rule.cite))
        effect = pack.words(self.language, "acts", rule.effect) or self.outcome(rule.effect)
        yield Line(2, Phrase(N_("What follows: {effect}"), {"effect": effect}))
        if rule.shield:
            shield = N_("A shield: outranks every other outcome, and must have been asked about before an adverse one.")
            yield Line(2, Phrase(shield))
        if rule.disclosure == "restricted":
            yield Line(2, Phrase(N_("Disclosure restricted: a letter cites the provision only.")))
        if rule.interpretation:
            read = pack.words(self.language, "readings", route.id, rule.id) or rule.interpretation
            yield Line(2, Phrase(N_("Read here as: {reading}"), {"reading": read}))
        versions = rule.versions if self.on is None else governing_versions(rule, self.on)
        if not versions:
            yield Line(2, Phrase(N_("No version governs that day.")))
        for version in versions:
            yield from self.version(version)
        if rule.repealed:
            yield Line(2, Phrase(N_("Repealed: nothing follows its last day")))

    def version(self, version: RuleVersion) -> Iterator[Line]:
        route, cited = self.route, self.route.pack.cited
        yield Line(2, Phrase(_EVENTS[str(version.applies_by)], {"period": self.period(version.in_force)}))
        yield from self.tree(version.when, 3)
        for exception in version.unless:
            parts = {"exception": self.named("exceptions", exception.id)}
            template = N_("does not apply: {exception}, where")
            if exception.kind is GroundKind.DISCRETIONARY:
                template = N_("need not be applied: {exception}, where")
                if exception.authority:
                    parts["authority"] = self.named("authorities", exception.authority)
                    template = N_("need not be applied by {authority}: {exception}, where")
            yield Line(3, Phrase(template, parts), cited(exception.cite))
            yield from self.tree(exception.when, 4)
        for waiver in version.waivers:
            parts = {
                "waiver": self.named("exceptions", waiver.id),
                "authority": self.named("authorities", waiver.authority),
            }
            yield Line(3, Phrase(N_("may be waived by {authority}: {waiver}"), parts), cited(waiver.cite))
            if waiver.form:
                yield Line(4, Phrase(N_("in this form: {form}"), {"form": waiver.form}))
            if waiver.granted is not None:
                yield Line(4, Phrase(N_("granted where this is on record")))
                yield from self.tree(waiver.granted, 5)
        if version.transition is not None:
            not_to, also_to = N_("transition, not to those for whom"), N_("transition, also to those for whom")
            for template, condition in ((not_to, version.transition.not_to), (also_to, version.transition.also_to)):
                if condition is not None:
                    yield Line(3, Phrase(template), route.pack.cited(version.transition.cite))
                    yield from self.tree(condition, 4)

    def named(self, section: str, name: str) -> str:
        return named(self.route.pack, self.language, section, name)

    def tree(self, condition: Condition, depth: int) -> Iterator[Line]:
        cited = self.route.pack.cited
        match condition:
            case Leaf(expression=expression, cite=cite, unasked=unasked):
                if unasked:
                    yield Line(depth, Phrase(GROUPS["recorded"]))
                said = sentence(expression.text, self.route.pack, self.language)
                yield Line(depth + unasked, said, cited(cite), code=expression.text)
            case Named(name=name) if self.whole:
                yield Line(depth, Phrase(N_("{name}:"), {"name": self.named("conditions", name)}))
                yield from self.tree(self.route.conditions[name], depth + 1)
            case Named(name=name):
                yield Line(depth, Phrase(N_("{name} (above)"), {"name": self.named("conditions", name)}))
            case Group(how=how, parts=parts, cite=cite):
                yield Line(depth, Phrase(GROUPS[how]), cited(cite))
                for part in parts:
                    yield from self.tree(part, depth + 1)

    def period(self, period: Period) -> Phrase:
        if period == NEVER:
            return Phrase(N_("from a day that is not fixed yet"))
        first = {"first": spoken_date(period.first, self.language)}
        if period.last is None:
            return Phrase(N_("from {first}"), first)
        return Phrase(N_("from {first} to {last}"), {**first, "last": spoken_date(period.last, self.language)})

    def amounts(self, table: AmountTable) -> Iterator[Line]:
        pack = self.route.pack
        heading = {"name": self.named("lists", table.id)}
        yield Line(0, Phrase(N_("Amounts: {name}"), heading), heading=True)
        yield Line(1, Phrase(N_("kept by law under this clause")), pack.cited(table.cite))
        kinds = [(name, str(pack.facts[name].type.kind)) for name in table.by]
        for row in table.rows:
            keys = [
                spoken_value({"kind": kind, "value": key, "fact": name}, pack, self.language)
                for (name, kind), key in zip(kinds, row.keys, strict=False)
            ]
            parts = {"of": " · ".join(keys), "amount": isolated(str(row.amount))}
            period = {"period": self.period(row.period)}
            source = Phrase(_CHECKED[row.checked], {"source": isolated(row.source)}) if row.source else ""
            yield Line(1, Phrase(N_("{of}: {amount}, {period} ({source})"), {**parts, **period, "source": source}))

    def acts(self) -> Iterator[Line]:
        route, pack = self.route, self.route.pack
        for act in route.acts:
            said: Said = Phrase(N_("{act}: by {grade}"), {
                "act": pack.words(self.language, "acts", act.name) or act.name, "grade": _grade(act.grade),
            })  # fmt: skip
            more: list[Phrase] = []
            if act.second_signature:
                more.append(Phrase(N_("second signature by {grade}"), {"grade": _grade(act.second_signature)}))
            if act.frozen_by:
                freed = " / ".join(pack.words(self.language, "acts", f"refer_{kind}") for kind in act.freed_by)
                for kind in sorted(act.frozen_by):
                    template = N_("frozen while the outcome is {kind}, until this is done: {act}")
                    more.append(Phrase(template, {"kind": Phrase(_KINDS[kind]), "act": freed}))
            if act.limit_hours:
                limit = {"hours": str(act.limit_hours), "grade": _grade(act.review_by)}
                more.append(Phrase(N_("at most {hours} h, reviewed by {grade}"), limit))
            if act.outcomes:
                proposed = " / ".join(self.outcome(outcome) for outcome in act.outcomes)
                more.append(Phrase(N_("proposed by the outcome {outcome}"), {"outcome": proposed}))
            for name, value in act.records:
                stored = {"kind": str(pack.facts[name].type.kind), "value": value, "fact": name}
                facts = {"fact": self.named("facts", name), "value": spoken_value(stored, pack, self.language)}
                more.append(Phrase(N_("taking it records {fact}: {value}"), facts))
            for part in more:
                said = Phrase(_BESIDE, {"first": said, "more": part})
            yield Line(1, said, pack.cited(act.cite))

    def clock(self, clock: Clock) -> Line:
        pack = self.route.pack
        events = [self.outcome(outcome) for outcome in clock.outcomes]
        events += [pack.words(self.language, "acts", name) or name for name in clock.acts]
        unit = next(unit for unit in _UNITS if getattr(clock, unit) or unit == "days")
        length = Phrase(_UNITS[unit], {"count": str(getattr(clock, unit))})
        said: Said = Phrase(N_("{clock}: {length} from {start} ({event})"), {
            "clock": self.named("clocks", clock.id), "length": length,
            "start": self.named("facts", clock.starts) if clock.starts else Phrase(N_("that day")),
            "event": " / ".join(events),
        })  # fmt: skip
        more: list[Said] = []
        for name, template in (("then", N_("the second review {length} later")), ("every", N_("then every {length}"))):
            for unit in ("days", "months"):
                if count := getattr(clock, f"{name}_{unit}"):
                    more.append(Phrase(template, {"length": Phrase(_UNITS[unit], {"count": str(count)})}))
        if clock.roll is not None:
            more.append(Phrase(ROLL_WORDS[clock.roll.how]))
        for part in more:
            said = Phrase(_BESIDE, {"first": said, "more": part})
        cites = (clock.cite, clock.roll.cite) if clock.roll is not None else (clock.cite,)
        return Line(1, said, "; ".join(pack.cited(cite) for cite in cites))


def _grade(code: str) -> Said:
    return Phrase(GRADE_WORDS[code]) if code in GRADE_WORDS else code.replace("_", " ")


def meant(route: Route, condition: Condition, language: str = "en") -> Said:
    """Where an outcome is read: which rules must apply."""
    match condition:
        case RulesThat(rule=rule) if rule:
            return Phrase(N_("the rule applies: {rule}"), {"rule": title_of(route, rule, language)})
        case RulesThat(effect=effect, kind=kind, lifted=lifted):
            words = route.pack.words(language, "acts", effect) or route.outcome_words(effect, language)
            said = Phrase(_ANY[str(kind) if kind else ""], {"effect": words})
            return Phrase(N_("{rule}, though an exception leaves a choice"), {"rule": said}) if lifted else said
        case Group(how=how, parts=parts):
            told: Said = meant(route, parts[0], language)
            for part in parts[1:]:
                told = Phrase(_BESIDE, {"first": told, "more": meant(route, part, language)})
            return Phrase(N_("{group}: {parts}"), {"group": Phrase(GROUPS[how]), "parts": told})
        case Leaf(expression=expression):
            return sentence(expression.text, route.pack, language)
        case Named(name=name):
            return named(route.pack, language, "conditions", name)


def described(route: Route, *, on: date | None = None, language: str = "en") -> dict[str, Any]:
    """The same as data for JSON: outcomes in order, conditions, rules with their versions, acts, what is not modelled.

    A condition is `{"text", "cite"}`, `{"how", "parts", "cite"}` or `{"is"}`. Raises NotInForceError.
    """
    if on is not None:
        require_in_force(route, on)
    pack, cited = route.pack, route.pack.cited
    return {
        "route": route.name,
        "title": route.title,
        "pack": pack.title,
        "as_of": pack.as_of.isoformat(),
        "for_service": pack.is_for_service(language),
        "on": on.isoformat() if on is not None else None,
        "outcomes": [
            {
                "id": row.outcome,
                "title": route.outcome_words(row.outcome, language),
                "kind": str(route.outcomes[row.outcome]),
                "where": str(meant(route, row.when, language)),
                "cite": cited(row.cite),
            }
            for row in route.rows
        ],
        "otherwise": route.otherwise,
        "conditions": {name: _condition(route, condition) for name, condition in route.conditions.items()},
        "rules": [_rule_as_data(route, rule, on, language) for rule in route.rules],
        "acts": [
            {
                "name": act.name,
                "title": pack.words(language, "acts", act.name) or act.name,
                "grade": act.grade,
                "second_signature": act.second_signature,
                "frozen_by": sorted(act.frozen_by),
                "freed_by": list(act.freed_by),
                "outcomes": list(act.outcomes),
                "limit_hours": act.limit_hours,
                "cite": cited(act.cite),
            }
            for act in route.acts
        ],
        "not_modelled": list(pack.not_modelled),
    }


def _rule_as_data(route: Route, rule: Rule, on: date | None, language: str) -> dict[str, Any]:
    versions = rule.versions if on is None else governing_versions(rule, on)
    return {
        "id": rule.id,
        "title": route.pack.words(language, "rules", rule.id, "title") or rule.id,
        "code": rule.code,
        "cite": route.pack.cited(rule.cite),
        "effect": rule.effect,
        "kind": str(rule.kind),
        "burden": str(rule.burden),
        "standard": str(rule.standard),
        "shield": rule.shield,
        "disclosure": rule.disclosure,
        "interpretation": rule.interpretation,
        "repealed": rule.repealed,
        "versions": [_version_as_data(route, version) for version in versions],
    }


def _version_as_data(route: Route, version: RuleVersion) -> dict[str, Any]:
    cited, transition = route.pack.cited, version.transition
    answer: dict[str, Any] = {
        "from": version.in_force.first.isoformat(),
        "to": version.in_force.last.isoformat() if version.in_force.last else None,
        "applies_by": str(version.applies_by),
        "when": _condition(route, version.when),
        "unless": [
            {
                "id": exception.id,
                "cite": cited(exception.cite),
                "kind": str(exception.kind),
                "authority": exception.authority,
                "when": _condition(route, exception.when),
            }
            for exception in version.unless
        ],
        "waivers": [
            {"id": waiver.id, "cite": cited(waiver.cite), "authority": waiver.authority} for waiver in version.waivers
        ],
    }
    if transition is not None:
        sides = {"not_to": transition.not_to, "also_to": transition.also_to}
        told = {side: _condition(route, condition) for side, condition in sides.items() if condition is not None}
        answer["transition"] = {"cite": cited(transition.cite), **told}
    return answer


def _condition(route: Route, condition: Condition) -> dict[str, Any]:
    match condition:
        case Leaf(expression=expression, cite=cite, unasked=unasked):
            return {"text": expression.text, "cite": route.pack.cited(cite), **({"unasked": True} if unasked else {})}
        case Named(name=name):
            return {"is": name}
        case Group(how=how, parts=parts, cite=cite):
            return {"how": how, "parts": [_condition(route, part) for part in parts], "cite": route.pack.cited(cite)}
        case _:
            return {"text": str(meant(route, condition)), "cite": ""}
