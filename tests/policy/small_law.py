"""A small law that is sound: a gate with two rules, acts and a clock, small enough to be drafted a hundred times."""

from __future__ import annotations

from typing import Any

from limen.policy import Pack
from limen.policy.drafting import drafted
from limen.policy.edits import Edit

from .packs import fact, pack_of, rule

SINCE = "2020-01-01"
FACTS: list[dict[str, Any]] = [
    fact("paid", order=10, shared=True),
    fact("kind", "enum", 20, values=["red", "green"]),
    fact("entry_date", "date", 30, if_not_given="decision_date"),
    fact("pardoned", order=40),
]
RULES = [
    rule(
        "unpaid", {"all": ["paid = false", {"if": "kind = red", "cite": "act s 2", "say": "unpaid_red"}]},
        unless=[{"id": "poor", "cite": "act s 3", "when": "pardoned = true"}],
        waivers=[{"id": "grace", "cite": "act s 4", "authority": "the keeper", "granted": "pardoned = true"}],
        transition={"cite": "act s 5", "not_to": "entry_date < 2020-02-01"}, burden="traveller", code="A",
    ),
    rule("welcome", "paid = true", "welcome"),
]  # fmt: skip
ROWS = [
    {"outcome": "turned_away", "when": {"effect": "turn_away", "kind": "mandatory"}},
    {"outcome": "may_pass", "when": {"any": [{"effect": "turn_away", "kind": "discretionary"},
                                             {"effect": "turn_away", "lifted": True}]}},
    {"outcome": "protected", "when": {"effect": "protect"}},
    {"outcome": "looked_at", "when": {"effect": "look"}},
    {"outcome": "welcomed", "when": {"effect": "welcome"}},
]  # fmt: skip
ACTS: list[dict[str, Any]] = [
    {"name": "turned_away", "grade": "primary", "second_signature": "chief", "frozen_by": ["protective"],
     "freed_by": "keeper", "notice": "sorry", "cite": "act s 6"},
    {"name": "refer_keeper", "grade": "primary", "cite": "act s 7"},
    {"name": "refer_elder", "grade": "primary", "cite": "act s 7"},
]  # fmt: skip
NOTICE = {"id": "sorry", "act": "turned_away", "form": "Form 1", "cite": "act s 6",
          "paragraphs": [{"id": "why", "cite": "act s 6"}]}  # fmt: skip
CLOCKS = [{"id": "appeal", "cite": "act s 8", "outcomes": ["turned_away"], "days": 7}]
OUTCOMES = ("welcomed", "turned_away", "protected", "looked_at", "may_pass", "passed", "undetermined")
TEXT: dict[str, Any] = {
    "facts": {name: {"question": f"Is it so: {name}?"} for name in ("paid", "entry_date", "pardoned")}
    | {"kind": {"question": "Which kind?", "values": {"red": "red", "green": "green"}}},
    "rules": {
        "unpaid": {"title": "Not paid", "reason": "You have not paid.", "not_shown": "You have not shown it."},
        "welcome": {"title": "Paid"},
    },
    "says": {"unpaid_red": "Red must pay."},
    "waivers": {"grace": "The keeper may let you in."},
    "outcomes": {name: name.replace("_", " ") for name in OUTCOMES},
    "acts": {one["name"]: str(one["name"]) for one in ACTS},
    "notices": {"sorry": {"title": "Sorry", "why": "No.", "letters": {"A": "Not paid"}}},
    "clocks": {"appeal": "Appeal"},
}
GIVEN = {"kind": "red", "entry_date": "2026-11-22", "pardoned": False}
EXAMPLES = [
    {"id": "no_coin", "date": "2026-11-22", "facts": {**GIVEN, "paid": False}, "gives": {"outcome": "turned_away"}},
    {"id": "a_coin", "date": "2026-11-22", "facts": {**GIVEN, "paid": True}, "gives": {"outcome": "welcomed"},
     "near": "no_coin"},
]  # fmt: skip
BASE = pack_of(
    FACTS, RULES, rows=ROWS, examples=EXAMPLES, text=TEXT, acts=ACTS, clocks=CLOCKS, notices=[NOTICE],
)  # fmt: skip


def after(*edits: Edit) -> Pack:
    """The small law with these changes."""
    return drafted(BASE, edits)


def faults(pack: Pack) -> set[str]:
    """What proofreading holds to be wrong, by the code of the check."""
    from limen import policy
    from limen.vocabulary.evidence import Outcome

    return {one.code for one in policy.proofread(pack) if one.outcome is Outcome.FAILED}


def written(pack: Pack, name: str) -> dict[str, Any]:
    """A rule as the file has it."""
    return next(dict(one) for one in pack.documents["routes/gate.yaml"]["rules"] if one["id"] == name)
