"""Random laws and cases: a pack of a few rules, what it means in plain Python, and a person of whom some is known."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from limen.vocabulary.dates import plus_months, years_between

from .packs import ON, fact, pack_of, rule

Case = dict[str, Any]
DAY = timedelta(days=1)
LISTS = {"FIRST": {"SE": "Sweden", "NO": "Norway", "JP": "Japan"}, "SECOND": {"JP": "Japan", "IN": "India"}}
FACTS = [
    *(fact(f"b{number}", order=number) for number in range(4)),
    fact("kind", "enum", 5, values=["red", "green", "blue"]),
    fact("state", "country", 6),
    fact("when", "date", 7),
    fact("then", "date", 8),
    fact("many", "int", 9),
]
DATES = [date(2026, 3, 1), date(2026, 6, 1), date(2005, 1, 31)]


def around(days: list[date]) -> list[date]:
    return sorted({near for day in days for near in (day - DAY, day, day + DAY)})


# Every value that a leaf below could tell apart from its neighbours, for the completions.
DOMAINS: Mapping[str, list[Any]] = {
    **{f"b{number}": [False, True] for number in range(4)},
    "kind": ["red", "green", "blue"],
    "state": ["SE", "NO", "JP", "IN", "UTO"],
    "when": around([*DATES, plus_months(date(2026, 6, 1), 3), date(2008, 11, 22), date(1990, 5, 17)]),
    "then": around([*DATES, date(2026, 3, 31), date(2026, 4, 30)]),
    "many": list(range(-1, 9)),
}


@dataclass(frozen=True)
class Branch:
    """A condition as a pack writes it, and the same as plain Python, made apart from the engine."""

    written: Any
    holds: Callable[[Case], bool]


# The law of leaves: text, and what it means.
ONE_FACT: list[tuple[str, Callable[[Case], bool]]] = [
    *((f"b{n} = true", lambda case, n=n: case[f"b{n}"]) for n in range(4)),
    *((f"b{n} != true", lambda case, n=n: not case[f"b{n}"]) for n in range(4)),
    ("kind = red", lambda case: case["kind"] == "red"),
    ("kind in [red, green]", lambda case: case["kind"] in ("red", "green")),
    ("state in FIRST", lambda case: case["state"] in LISTS["FIRST"]),
    ("state not in SECOND", lambda case: case["state"] not in LISTS["SECOND"]),
    ("state = NO", lambda case: case["state"] == "NO"),
    ("when < 2026-03-01", lambda case: case["when"] < date(2026, 3, 1)),
    ("2026-06-01 <= plus_days(when, 0)", lambda case: case["when"] >= date(2026, 6, 1)),
    ("when = 2026-03-01", lambda case: case["when"] == date(2026, 3, 1)),
    ("age(when, decision_date) < 18", lambda case: years_between(case["when"], ON) < 18),
    ("then > 2026-03-01", lambda case: case["then"] > date(2026, 3, 1)),
    ("many >= 3", lambda case: case["many"] >= 3),
    ("many + 2 < 7", lambda case: case["many"] + 2 < 7),
    ("many != 4", lambda case: case["many"] != 4),
    ("3 - many > 1", lambda case: 3 - case["many"] > 1),
]
TWO_FACTS: list[tuple[str, Callable[[Case], bool]]] = [
    ("when < plus_months(then, 3)", lambda case: case["when"] < plus_months(case["then"], 3)),
    ("when >= then", lambda case: case["when"] >= case["then"]),
    ("b0 = b1", lambda case: case["b0"] == case["b1"]),
]


def branch(chance: random.Random, depth: int, leaves: list[tuple[str, Callable[[Case], bool]]]) -> Branch:
    if depth == 0 or chance.random() < 0.3:
        return Branch(*chance.choice(leaves))
    how = chance.choice(("all", "any", "none"))
    parts = [branch(chance, depth - 1, leaves) for _ in range(chance.randint(1, 3))]
    joined = {"all": all, "any": any, "none": lambda truths: not any(truths)}[how]
    return Branch({how: [part.written for part in parts]}, lambda case: joined([part.holds(case) for part in parts]))


EFFECTS = ("protect", "look", "welcome")
FINAL = {"protect": "protected", "look": "looked_at", "welcome": "welcomed"}


def law(chance: random.Random, leaves: list[tuple[str, Callable[[Case], bool]]]) -> tuple[Any, Callable[[Case], str]]:
    """A random pack, and its outcome for a whole case as plain Python reads it."""
    rules, meanings = [], []
    for number in range(chance.randint(2, 5)):
        when, unless = branch(chance, 2, leaves), branch(chance, 1, leaves)
        excepted = chance.random() < 0.4
        more = {"unless": [{"id": "x", "cite": "act s 2", "when": unless.written}]} if excepted else {}
        effect = chance.choice(EFFECTS)
        rules.append(rule(f"r{number}", when.written, effect, **more))
        meanings.append((effect, when, unless if excepted else None))

    def outcome(case: Case) -> str:
        for effect in EFFECTS:
            for found, when, unless in meanings:
                if found == effect and when.holds(case) and not (unless and unless.holds(case)):
                    return FINAL[effect]
        return "passed"

    return pack_of(FACTS, rules, lists=LISTS).route("gate"), outcome


def case_of(chance: random.Random, most: int) -> tuple[Case, tuple[str, ...]]:
    case = {name: chance.choice(domain) for name, domain in DOMAINS.items()}
    unknown = tuple(chance.sample(sorted(DOMAINS), chance.randint(0, most)))
    return case, unknown
