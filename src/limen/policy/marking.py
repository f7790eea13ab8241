"""How a practised case was worked: outcome, grounds and questions, each beside what the law of the day says.

A question is needed if, at the moment it was asked, its answer could still have changed the outcome, and needless if it
could not: that is exact relevance, not a model answer. What was still open when the case was decided was missed. What a
shield rests on, a fear of return above all, may be asked at any time and is never held against anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from random import Random
from typing import Any

from limen.policy.evaluate import evaluate
from limen.policy.formula import governing
from limen.policy.pack import Route
from limen.policy.scenarios import Scenario, way
from limen.policy.values import as_json

MOST_CHOICES = 8


@dataclass(frozen=True, slots=True)
class Marks:
    """What was right, missed and wrong in one practised case; grounds by rule, questions and findings by fact."""

    outcome_right: bool
    grounds_right: tuple[str, ...] = ()
    grounds_missed: tuple[str, ...] = ()
    grounds_wrong: tuple[str, ...] = ()
    asked_needed: tuple[str, ...] = ()
    asked_needless: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    asked_freely: tuple[str, ...] = ()  # of a shield: it could change nothing by then, and counts for nothing
    found_alike: tuple[str, ...] = ()
    found_otherwise: tuple[str, ...] = ()

    @property
    def shares(self) -> tuple[int, int, int]:
        """Outcome, grounds and questions, each as hundredths of what was to be done."""
        named = len(self.grounds_right) + len(self.grounds_missed) + len(self.grounds_wrong)
        asked = len(self.asked_needed) + len(self.asked_needless) + len(self.not_asked)
        grounds = 100 * len(self.grounds_right) // named if named else 100
        return 100 * self.outcome_right, grounds, 100 * len(self.asked_needed) // asked if asked else 100

    @property
    def is_faultless(self) -> bool:
        """Whether nothing was missed, nothing wrong and nothing asked in vain."""
        return self.shares == (100, 100, 100) and not self.found_otherwise

    def to_json(self) -> dict[str, Any]:
        """The marks as they are kept, which `read_marks` reads back."""
        kept = {part.name: getattr(self, part.name) for part in fields(self)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in kept.items()}


def read_marks(document: Mapping[str, Any]) -> Marks:
    """The marks that `to_json` wrote."""
    kept: dict[str, Any] = {n: tuple(value) if isinstance(value, list) else value for n, value in document.items()}
    return Marks(**kept)


def mark(
    scenario: Scenario,
    route: Route,
    *,
    asked: Sequence[str],
    outcome: str,
    grounds: Iterable[str] = (),
    findings: Mapping[str, Any] | None = None,
) -> Marks:
    """Mark one practised case; `asked` names facts in the order they were asked or found, `findings` the officer's own.

    An own finding other than what the case shows is told apart and not counted: the outcome is marked as the case is.
    """
    facts, known = scenario.facts, {fact.name: fact for fact in scenario.given}
    needed: list[str] = []
    needless: list[str] = []
    freely: list[str] = []
    shields = frozenset().union(*(rule.facts for rule in governing(route, scenario.on).shields))
    for name in dict.fromkeys(asked):
        if name in known:
            continue
        open_now = {ask.fact for ask in evaluate(known, route, on=scenario.on, trace=False).ask}
        (needed if name in open_now else freely if name in shields else needless).append(name)
        if name in facts:
            known[name] = facts[name]
    rest = way(route, scenario.on, known, facts)
    right, named = [ground.id for ground in scenario.grounds], list(dict.fromkeys(grounds))
    own = findings or {}
    alike = [name for name in own if name in facts and as_json(facts[name].value) == own[name]]
    return Marks(
        outcome_right=outcome == scenario.outcome,
        grounds_right=tuple(name for name in right if name in named),
        grounds_missed=tuple(name for name in right if name not in named),
        grounds_wrong=tuple(name for name in named if name not in right),
        asked_needed=tuple(needed),
        asked_needless=tuple(needless),
        asked_freely=tuple(freely),
        not_asked=rest.questions if rest is not None else (),
        found_alike=tuple(alike),
        found_otherwise=tuple(name for name in own if name not in alike),
    )


def ground_choices(
    scenario: Scenario, route: Route, outcome: str, language: str = "en"
) -> tuple[tuple[str, str, str], ...]:
    """Rules to choose grounds of an outcome from, as (id, title, clause), in the law's order; the same each time.

    The right ones are among them where the outcome is right, and those of the neighbour where it would be.
    """
    law = governing(route, scenario.on)
    read = {rule.rule.id: rule.rule for row in law.rows if row.row.outcome == outcome for rule, _ in row.reads}
    known = [ground.id for side in (scenario, scenario.near) if side is not None for ground in side.grounds]
    chosen = [name for name in dict.fromkeys(known) if name in read][:MOST_CHOICES]
    others = [name for name in read if name not in chosen]
    Random(f"{scenario.id} {outcome}").shuffle(others)  # noqa: S311 - nothing is kept secret by it
    wanted = {*chosen, *others[: MOST_CHOICES - len(chosen)]}
    pack = route.pack
    return tuple(
        (name, pack.words(language, "rules", name, "title") or name, pack.cited(rule.cite))
        for name, rule in read.items()
        if name in wanted
    )
