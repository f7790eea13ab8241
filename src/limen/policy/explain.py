"""A route in plain text, for the people who sign it: what it decides, by which rules, on which clauses, from when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from limen.policy.amounts import AmountTable
from limen.policy.formula import governing_versions, require_in_force
from limen.policy.pack import Route
from limen.policy.rules import NEVER, Condition, Group, Leaf, Named, Row, Rule, RulesThat, RuleVersion
from limen.vocabulary.dates import Period


def explain(route: Route, *, on: date | None = None, language: str = "en") -> str:
    """The route as text that needs no knowledge of the file. With `on`, only the versions that govern that day.

    Raises NotInForceError for a day of which the pack says nothing.
    """
    if on is not None:
        require_in_force(route, on)
    pack = route.pack
    lines = [f"{route.title} ({route.name})", f"{pack.title}, as of {pack.as_of.isoformat()}"]
    if not pack.is_for_service(language):
        lines.append("NOT FOR SERVICE: this law or its words have no named reviewer.")
    lines += ["", "OUTCOMES, in the order they are read"]
    lines += [f"  {number}. {_row(route, row, language)}" for number, row in enumerate(route.rows, 1)]
    lines.append(f"  Otherwise: {route.outcome_words(route.otherwise, language)}.")
    if route.conditions:
        lines += ["", "CONDITIONS"]
        for name, condition in route.conditions.items():
            lines += [f"  {name.replace('_', ' ')}:", *_tree(route, condition, 2)]
    lines += ["", "RULES"]
    for rule in route.rules:
        lines += list(_rule(route, rule, on, language))
    for table in pack.amounts.values():
        lines += ["", f"AMOUNTS {table.id} ({pack.cited(table.cite)})", *(f"  {line}" for line in _amounts(table))]
    if route.acts:
        lines += ["", "ACTS", *(f"  {line}" for line in _acts(route, language))]
    if pack.not_modelled:
        lines += ["", "NOT MODELLED", *(f"  - {item}" for item in pack.not_modelled)]
    return "\n".join(lines) + "\n"


def _row(route: Route, row: Row, language: str) -> str:
    words = route.outcome_words(row.outcome, language)
    return f"{words} ({route.outcomes[row.outcome]}), where {_meant(row.when)}. {route.pack.cited(row.cite)}".strip()


def _meant(condition: Condition) -> str:
    match condition:
        case RulesThat(rule=rule) if rule:
            return f"the rule {rule} applies"
        case RulesThat(effect=effect, kind=kind, lifted=lifted):
            kinds = f"{kind} " if kind else ""
            tail = ", though an exception leaves a choice" if lifted else ""
            return f"any {kinds}rule to {effect.replace('_', ' ')} applies{tail}"
        case Group(how=how, parts=parts):
            return f"{how} of: " + "; ".join(_meant(part) for part in parts)
        case _:
            return "its condition holds"


def _rule(route: Route, rule: Rule, on: date | None, language: str) -> Iterator[str]:
    pack = route.pack
    title = pack.words(language, "rules", rule.id, "title") or rule.id
    letter = f", letter {rule.code}" if rule.code else ""
    yield ""
    yield f"  {rule.id}: {title}{letter}"
    yield f"    {pack.cited(rule.cite)}; {rule.kind}; burden on the {rule.burden}; standard: {rule.standard}"
    if rule.shield:
        yield "    A shield: outranks every other outcome, and must have been asked about before an adverse one."
    if rule.disclosure == "restricted":
        yield "    Disclosure restricted: a letter cites the provision only."
    if rule.interpretation:
        yield f"    Read here as: {rule.interpretation}"
    versions = rule.versions if on is None else governing_versions(rule, on)
    if not versions:
        yield "    No version governs that day."
    for version in versions:
        yield from _version(route, version)


def _version(route: Route, version: RuleVersion) -> Iterator[str]:
    cited = route.pack.cited
    yield f"    {_period(version.in_force)}, by the {str(version.applies_by).replace('_', ' ')}:"
    yield from _tree(route, version.when, 3)
    for exception in version.unless:
        may = "need not be applied" if exception.kind == "discretionary" else "does not apply"
        who = f", by the {exception.authority}" if exception.authority else ""
        yield f"      {may}{who} ({exception.id.replace('_', ' ')}, {cited(exception.cite)}) where:"
        yield from _tree(route, exception.when, 4)
    for waiver in version.waivers:
        yield f"      may be waived by {waiver.authority} ({waiver.id.replace('_', ' ')}, {cited(waiver.cite)})"
    if version.transition is not None:
        for words, condition in (("not to", version.transition.not_to), ("also to", version.transition.also_to)):
            if condition is not None:
                yield f"      transition, {words} ({cited(version.transition.cite)}):"
                yield from _tree(route, condition, 4)


def _tree(route: Route, condition: Condition, depth: int) -> Iterator[str]:
    indent = "  " * depth
    match condition:
        case Leaf(expression=expression, cite=cite):
            yield f"{indent}{expression.text}{_note(route, cite)}"
        case Named(name=name):
            yield f"{indent}{name.replace('_', ' ')} (above)"
        case Group(how=how, parts=parts, cite=cite):
            yield f"{indent}{how} of:{_note(route, cite)}"
            for part in parts:
                yield from _tree(route, part, depth + 1)


def _note(route: Route, cite: str) -> str:
    return f"   [{route.pack.cited(cite)}]" if cite else ""


def _period(period: Period) -> str:
    if period == NEVER:
        return "from a day that is not fixed yet"
    return f"from {period.first.isoformat()}" + (f" to {period.last.isoformat()}" if period.last else "")


def _amounts(table: AmountTable) -> Iterator[str]:
    for row in table.rows:
        yield f"{', '.join(row.keys)}: {row.amount}, {_period(row.period)} ({row.source}; known from {row.checked})"


def _acts(route: Route, language: str) -> Iterator[str]:
    for act in route.acts:
        parts = [f"by {act.grade}"]
        if act.second_signature:
            parts.append(f"second signature: {act.second_signature}")
        if act.frozen_by:
            parts.append(f"frozen while {', '.join(sorted(act.frozen_by))}, until referral to {act.freed_by}")
        if act.limit_hours:
            parts.append(f"at most {act.limit_hours} h, reviewed by {act.review_by}")
        words = route.pack.words(language, "acts", act.name) or act.name
        yield f"{words}: {'; '.join(parts)} ({route.pack.cited(act.cite)})"


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
                "where": _meant(row.when),
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
        case Leaf(expression=expression, cite=cite):
            return {"text": expression.text, "cite": route.pack.cited(cite)}
        case Named(name=name):
            return {"is": name}
        case Group(how=how, parts=parts, cite=cite):
            return {"how": how, "parts": [_condition(route, part) for part in parts], "cite": route.pack.cited(cite)}
        case _:
            return {"text": _meant(condition), "cite": ""}
