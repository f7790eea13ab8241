"""What the law proposes and what an officer takes: advice, grounds, questions, deadlines, decisions.

Advice is proposed by policy; a decision is taken by a named officer. Nothing in this module can refuse anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class OutcomeKind(StrEnum):
    """The closed kinds that every route's outcomes belong to."""

    FAVOURABLE = "favourable"
    ADVERSE = "adverse"
    PROTECTIVE = "protective"
    UNDETERMINED = "undetermined"


class GroundKind(StrEnum):
    """Whether a ground binds the officer or leaves room."""

    MANDATORY = "mandatory"
    DISCRETIONARY = "discretionary"


@dataclass(frozen=True, slots=True)
class Ground:
    """One rule that applies, with its citation and the facts it rests on.

    `code` is the statutory form letter where there is one; `effect` what it does (`refuse`, `admit`, …); `reason` the
    pack's own words with the person's facts filled in; `disclosure` is `full` or `restricted` (the letter then cites
    the provision only); `rests_on_judgement` tells the desk to ask for the officer's own view before showing it.
    """

    id: str
    cite: str
    effect: str
    kind: GroundKind = GroundKind.MANDATORY
    code: str = ""
    title: str = ""
    reason: str = ""
    facts: tuple[str, ...] = ()
    disclosure: str = "full"
    rests_on_judgement: bool = False
    said: tuple[Mapping[str, Any], ...] = ()  # which words of the pack, with which values: to be told in any language

    def to_json(self) -> dict[str, Any]:
        """The ground as DESIGN §5 prints it."""
        return {
            "id": self.id,
            "code": self.code,
            "cite": self.cite,
            "kind": str(self.kind),
            "effect": self.effect,
            "title": self.title,
            "reason": self.reason,
            "facts": list(self.facts),
            "disclosure": self.disclosure,
            "said": [dict(part) for part in self.said],
        }


@dataclass(frozen=True, slots=True)
class Ask:
    """One unknown fact that could still change the outcome, and the question that would settle it.

    `type` and `values` tell a desk which answer keys to offer; `could_change` names the rules that hang on it;
    `judgement` is true where the officer's finding, not the person's answer, settles it.
    """

    fact: str
    question: str
    cite: str
    could_change: tuple[str, ...]
    type: str = "bool"
    values: tuple[str, ...] = ()
    presets: tuple[tuple[str, Any], ...] = ()
    judgement: bool = False
    sensitive: bool = False
    evidence: tuple[str, ...] = ()
    status: str = "unknown"  # why it is open: unknown, refused or disputed

    def to_json(self) -> dict[str, Any]:
        """The question as DESIGN §5 prints it."""
        return {
            "fact": self.fact,
            "question": self.question,
            "cite": self.cite,
            "could_change": list(self.could_change),
            "type": self.type,
            "values": list(self.values),
            "presets": [list(preset) for preset in self.presets],
            "judgement": self.judgement,
            "status": self.status,
        }


@dataclass(frozen=True, slots=True)
class Tell:
    """Something the person must be told (a right, a condition), with its citation.

    `within_hours` is the time the law allows for it, 0 where it names none; `record` what of the telling must be
    written down (time, language, by).
    """

    id: str
    cite: str
    text: str
    within_hours: int = 0
    record: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The notice of right as DESIGN §5 prints it; a limit and what is recorded only where the law names them."""
        more = {"within_hours": self.within_hours, "record": list(self.record)}
        return {"id": self.id, "cite": self.cite, "text": self.text} | {key: of for key, of in more.items() if of}


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment by which something must happen, the clause that says so, and what must happen in the pack's words.

    `due` is an ISO date or moment; `clock` the pack's id of the limit. `hours` is the exact length where the law counts
    hours from a moment that only the record knows; `due` is then the day on which they end at the earliest. `then` is
    the ISO date of a second review, `every_days` or `every_months` lie between each later one and the one before.
    `starts` is the fact on whose date the clock starts; `due` is empty while that date is not known.
    """

    clock: str
    due: str
    cite: str
    words: str = ""
    hours: int = 0
    then: str = ""
    every_days: int = 0
    every_months: int = 0
    starts: str = ""

    def to_json(self) -> dict[str, Any]:
        """The deadline as DESIGN §5 prints it; hours, later reviews and what starts it only where there are any."""
        reviews = {"then": self.then, "every_days": self.every_days, "every_months": self.every_months}
        more = {"hours": self.hours, **reviews, "starts": self.starts}
        told = {"clock": self.clock, "due": self.due, "cite": self.cite, "words": self.words}
        return told | {key: of for key, of in more.items() if of}


@dataclass(frozen=True, slots=True)
class Advice:
    """What the law of the post says now about these facts on this date.

    `decided` is true only where no unknown fact could change `outcome`. `snapshot` is the hash of the rule versions
    and lists used; `trace` the cited three-valued tree.
    """

    outcome: str
    kind: OutcomeKind
    decided: bool
    grounds: tuple[Ground, ...] = ()
    ask: tuple[Ask, ...] = ()
    tell: tuple[Tell, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    trace: Mapping[str, Any] = field(default_factory=dict)
    snapshot: str = ""
    exact: bool = True  # false where the relevance budget ran out: a question may be one too many, never one too few

    def to_json(self) -> dict[str, Any]:
        """The advice as `limen policy assess` prints it."""
        return {
            "outcome": self.outcome,
            "kind": str(self.kind),
            "decided": self.decided,
            "grounds": [ground.to_json() for ground in self.grounds],
            "ask": [ask.to_json() for ask in self.ask],
            "tell": [tell.to_json() for tell in self.tell],
            "deadlines": [deadline.to_json() for deadline in self.deadlines],
            "trace": dict(self.trace),
            "snapshot": self.snapshot,
            "exact": self.exact,
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome taken by a named officer on stated grounds, with the hashes of everything it rested on.

    `own_reasons` are the officer's words about this person; `inputs` maps each kind of input (`mrz`, `facts`, `pack`,
    `lists`) to the hash of its kept bytes, so that the decision can be replayed.
    """

    act: str
    outcome: str
    officer: str
    taken_at: datetime
    grounds: tuple[Ground, ...]
    own_reasons: str
    inputs: Mapping[str, str]
    advised: str = ""
    countersigned_by: str = ""
