"""Exam items made from the law itself: a case in a few facts, outcomes to choose from, and why each other is wrong.

The facts of an item are the fewest that settle it, so that nothing is in doubt and nothing is in the way. Right and
wrong are what the law of the day says; a change of the law changes the item.

>>> from datetime import date
>>> from limen.policy import load_pack
>>> (item,) = exam_items(load_pack("schengen").route("entry"), on=date(2026, 11, 22), seed=1, most=1)
>>> len([option for option in item.options if option.is_right])
1
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from limen.policy.evaluate import settled
from limen.policy.formula import GoverningRoute, GoverningRow, governing
from limen.policy.pack import Pack, Route
from limen.policy.reading import Reading
from limen.policy.scenarios import EFFORT, MOST_SCENARIOS, Scenario, scenarios, told
from limen.policy.spoken import question
from limen.vocabulary.dates import spoken_day
from limen.vocabulary.evidence import N_, Fact

MOST_OPTIONS = 4
_MOST_TITLES = 3

WORDS: Mapping[str, str] = {
    "exam.question": N_("What does the law say of this case on {day}?"),
    "exam.right": N_("The law says so: {rules}"),
    "exam.right_by_default": N_("No rule stands against it, and none asks for anything else"),
    "exam.would_be": N_("Only if the answer to “{question}” were: {value}"),
    "exam.only_where": N_("Only where this applies, which it does not here: {rules}"),
    "exam.stands_against": N_("Not while this applies: {rules}"),
    "exam.read_first": N_("Something else goes before it: {rules}"),
    "exam.not_reached": N_("Nothing here leads to it"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One outcome to choose: whether it is right, the code and parameters of why, and the clause."""

    outcome: str
    words: str
    is_right: bool
    code: str
    params: Mapping[str, str]
    cite: str

    @property
    def why(self) -> str:
        """The reason in English."""
        return WORDS[self.code].format(**self.params)

    def to_json(self) -> dict[str, Any]:
        """The option as `limen policy scenarios --exam` prints it."""
        return {
            "outcome": self.outcome,
            "words": self.words,
            "right": self.is_right,
            "why": self.why,
            "cite": self.cite,
        }


@dataclass(frozen=True, slots=True)
class ExamItem:
    """One question with its choices: the rule it is about, the fewest facts that settle it, the outcomes.

    Each fact is its name, its question and its value in words.
    """

    id: str
    route: str
    rule: str
    cite: str
    on: date
    facts: tuple[tuple[str, str, str], ...]
    options: tuple[Option, ...]

    @property
    def question(self) -> str:
        """What is asked, in English."""
        return WORDS["exam.question"].format(day=spoken_day(self.on))

    @property
    def answer(self) -> Option:
        """The one right option."""
        return next(option for option in self.options if option.is_right)

    def to_json(self) -> dict[str, Any]:
        """The item as `limen policy scenarios --exam` prints it."""
        return {
            "id": self.id,
            "route": self.route,
            "rule": self.rule,
            "cite": self.cite,
            "on": self.on.isoformat(),
            "question": self.question,
            "facts": [{"fact": name, "question": asked, "value": value} for name, asked, value in self.facts],
            "options": [option.to_json() for option in self.options],
        }


def exam_items(route: Route, *, on: date, seed: int, most: int = 10, language: str = "en") -> tuple[ExamItem, ...]:
    """At most so many items, each about another rule of the route; the same for the same seed.

    Raises NotInForceError for a day of which the pack says nothing, PolicyError for a number that is none.
    """
    law = governing(route, on)
    draw = Random(f"exam {route.name} {on.isoformat()} {seed}")  # noqa: S311 - nothing is kept secret by it
    made: dict[str, ExamItem] = {}
    for scenario in scenarios(route, on=on, seed=seed, most=min(MOST_SCENARIOS, 2 * most)):
        for one, other in ((scenario, scenario.near), (scenario.near, scenario)):
            if one is None or other is None or len(made) >= most:
                continue
            rule = next((ground.id for ground in one.grounds if ground.id not in made), None)
            if rule is not None:
                made[rule] = _item(law, one, other, rule, draw, language)
    return tuple(made.values())


def _item(law: GoverningRoute, one: Scenario, other: Scenario, rule: str, draw: Random, language: str) -> ExamItem:
    route = law.route
    kept = _fewest(law, one)
    ground = next(ground for ground in one.grounds if ground.id == rule)
    others = [name for name in route.outcomes if name not in (one.outcome, other.outcome)]
    draw.shuffle(others)
    chosen = [one.outcome, other.outcome, *others[: MOST_OPTIONS - 2]]
    draw.shuffle(chosen)
    case = Reading(law, one.facts)
    options = tuple(_option(case, name, one, other, language) for name in chosen)
    # what has no value (a refusal to answer) is told by its status
    facts = tuple(
        (name, question(route, name, language), told(fact, route, language) or str(fact.status).replace("_", " "))
        for name, fact in kept.items()
    )
    return ExamItem(one.id, route.name, rule, ground.cite, one.on, facts, options)


def _fewest(law: GoverningRoute, one: Scenario) -> dict[str, Fact]:
    """The facts of a case without those that can all be left out and the outcome still stands on the same grounds."""
    kept = dict(one.facts)
    wanted = [ground.id for ground in one.grounds]
    # what it turns on is kept: without it the reason why the neighbour is wrong would speak of nothing
    for name in sorted(kept, key=lambda name: (name not in one.distractors, -law.facts[name].order, name)):
        if name == one.turns_on:
            continue
        fewer = {other: fact for other, fact in kept.items() if other != name}
        found = settled(Reading(law, fewer), EFFORT)
        if found.decided and found.outcome == one.outcome and [rule.rule.id for rule in found.grounds] == wanted:
            kept = fewer
    return kept


def _option(case: Reading, outcome: str, one: Scenario, other: Scenario, language: str) -> Option:
    route = case.law.route
    words = route.outcome_words(outcome, language)

    def because(code: str, cite: str, **params: str) -> Option:
        return Option(outcome, words, outcome == one.outcome, code, params, cite)

    standing = _titles(route.pack, (ground.id for ground in one.grounds), language)
    standing_cite = "; ".join(dict.fromkeys(ground.cite for ground in one.grounds))
    if outcome == one.outcome:
        return (
            because("exam.right", standing_cite, rules=standing) if standing else because("exam.right_by_default", "")
        )
    if outcome == other.outcome:
        cite = "; ".join(dict.fromkeys(ground.cite for ground in other.grounds)) or standing_cite
        value = told(other.facts[one.turns_on], route, language)
        asked = question(route, one.turns_on, language)
        return because("exam.would_be", cite, question=asked, value=value)
    rows = [row for row in case.law.rows if row.row.outcome == outcome]
    quiet, cites, applies = _rules_of(case, rows, language)
    if applies and standing:
        return because("exam.read_first", standing_cite, rules=standing)
    if quiet:
        return because("exam.only_where", cites, rules=quiet)
    return (
        because("exam.stands_against", standing_cite, rules=standing) if standing else because("exam.not_reached", "")
    )


def _rules_of(case: Reading, rows: list[GoverningRow], language: str) -> tuple[str, str, bool]:
    """The rules that would lead to some rows and do not apply, by title and clause; whether any does apply."""
    pack = case.law.route.pack
    reads = [pair for row in rows for pair in row.reads]
    quiet = {rule.rule.id: rule.rule for rule, formula in reads if case.truth(formula) is False}
    few = list(quiet.values())[:_MOST_TITLES]
    titles = _titles(pack, (rule.id for rule in few), language)
    cites = "; ".join(dict.fromkeys(pack.cited(rule.cite) for rule in few))
    return titles, cites, any(case.truth(formula) is True for _, formula in reads)


def _titles(pack: Pack, rules: Iterable[str], language: str) -> str:
    return ", ".join(pack.words(language, "rules", rule, "title") or rule for rule in rules)
