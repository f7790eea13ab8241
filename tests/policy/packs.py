"""Small packs for tests, built in code: facts, lists and one route, everything else filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from limen.policy import Pack
from limen.policy.pack import canonical

ON = date(2026, 11, 22)
EFFECTS = {"welcome": "favourable", "turn_away": "adverse", "protect": "protective", "look": "undetermined"}
OUTCOMES = [
    {"id": "welcomed", "kind": "favourable"},
    {"id": "turned_away", "kind": "adverse"},
    {"id": "protected", "kind": "protective"},
    {"id": "looked_at", "kind": "undetermined"},
    {"id": "may_pass", "kind": "favourable"},
    {"id": "passed", "kind": "favourable"},
]


def fact(name: str, type_: str = "bool", order: int = 10, **more: Any) -> dict[str, Any]:
    """A fact of the dictionary."""
    return {"id": name, "type": type_, "order": order, "evidence": ["officer"], **more}


def rule(rule_id: str, when: Any, effect: str = "turn_away", **more: Any) -> dict[str, Any]:
    """A rule with one version, in force since 2020, unless `versions` says otherwise."""
    version = {key: more.pop(key) for key in ("unless", "waivers", "transition") if key in more}
    in_force = {"from": more.pop("since", "2020-01-01")}
    if "until" in more:
        in_force["to"] = more.pop("until")
    applies_by = more.pop("applies_by", "decision_date")
    versions = more.pop("versions", None) or [{"in_force": in_force, "applies_by": applies_by, "when": when, **version}]
    return {"id": rule_id, "cite": "act s 1", "effect": effect, "versions": versions, **more}


ROWS = [
    {"outcome": "protected", "when": {"effect": "protect"}},
    {"outcome": "turned_away", "when": {"effect": "turn_away", "kind": "mandatory"}},
    {"outcome": "may_pass", "when": {"effect": "turn_away", "lifted": True}},
    {"outcome": "looked_at", "when": {"effect": "look"}},
    {"outcome": "welcomed", "when": {"effect": "welcome"}},
]


def documents(
    facts: Sequence[Mapping[str, Any]],
    rules: Sequence[Mapping[str, Any]],
    *,
    rows: Sequence[Mapping[str, Any]] = ROWS,
    lists: Mapping[str, Mapping[str, Any]] | None = None,
    conditions: Mapping[str, Any] | None = None,
    examples: Sequence[Mapping[str, Any]] = (),
    text: Mapping[str, Any] | None = None,
    **route: Any,
) -> dict[str, Any]:
    """The files of a pack as data."""
    listed = [
        {"id": name, "cite": "act sch 1", "from": "2020-01-01", "members": dict(members)}
        for name, members in (lists or {"LISTED": {"SE": "Sweden", "NO": "Norway"}}).items()
    ]
    found = {
        "pack.yaml": {
            "id": "small",
            "title": "A small law",
            "jurisdiction": "Utopia",
            "as_of": "2026-11-22",
            "reviewers": [],
            "instruments": [
                {
                    "id": "act",
                    "short": "Utopian Border Act",
                    "title": "An Act",
                    "url": "https://law.example/act",
                    "checked": "text",
                    "versions": [{"from": "2020-01-01"}],
                }
            ],
            "stay_rules": [{"id": "90-180", "days": 90, "window": 180, "cite": "act s 9"}],
        },
        "facts.yaml": {"facts": [dict(item) for item in facts]},
        "lists.yaml": {"lists": listed},
        "routes/gate.yaml": {
            "id": "gate",
            "title": "The gate",
            "effects": EFFECTS,
            "outcomes": OUTCOMES,
            "conditions": dict(conditions or {}),
            "rules": [dict(item) for item in rules],
            "decision": {"rows": [dict(row) for row in rows], "otherwise": "passed"},
            **route,
        },
        "text/en/all.yaml": {"reviewers": [], **(text or {})},
    }
    if examples:
        found["examples/gate.yaml"] = {"route": "gate", "examples": [dict(item) for item in examples]}
    return found


def pack_of(*given: Any, **more: Any) -> Pack:
    """The pack of those files."""
    return Pack.from_bytes(canonical({"format": 1, "files": documents(*given, **more)}))
