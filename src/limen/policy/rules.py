"""What a pack is made of: facts, lists, rules with their versions, routes with their outcomes, acts and notices.

Everything here is frozen and comes from files that name no code. `limen.policy.read` builds it; `limen.policy.evaluate`
asks it. A condition is a tree of `Leaf`, `Group` and `Named` that mirrors the paragraphs of the text it stands for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from limen.policy.expressions import Expression
from limen.policy.presets import Preset
from limen.policy.stays import StayRule
from limen.policy.values import ValueType
from limen.vocabulary.dates import Period
from limen.vocabulary.decision import GroundKind, OutcomeKind
from limen.vocabulary.evidence import Standard

UNDETERMINED = "undetermined"


class Burden(StrEnum):
    """Who loses where a fact stays unproved."""

    TRAVELLER = "traveller"
    AUTHORITY = "authority"


class AppliesBy(StrEnum):
    """The event whose date says which version of a rule governs the case."""

    DECISION_DATE = "decision_date"
    ENTRY_DATE = "entry_date"
    APPLICATION_DATE = "application_date"
    CLAIM_DATE = "claim_date"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison, with the clause it stands for and the id of the words that say it in a letter."""

    expression: Expression
    cite: str = ""
    say: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """`all`, `any` or `none` of its parts."""

    how: str
    parts: tuple[Condition, ...]
    cite: str = ""
    say: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A condition that the route defines once, by name."""

    name: str


@dataclass(frozen=True, slots=True)
class RulesThat:
    """In an outcome row only: any rule of that id, or any of that effect, kind and lifting."""

    rule: str = ""
    effect: str = ""
    kind: GroundKind | None = None
    lifted: bool | None = None


Condition = Leaf | Group | Named | RulesThat


@dataclass(frozen=True, slots=True)
class Instrument:
    """A text of law: short name as cited, where it is found, and the days its versions cover."""

    id: str
    short: str
    title: str
    url: str
    versions: tuple[Period, ...]
    checked: str = ""


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """One entry of the fact dictionary.

    `evidence` are the sources in the order to try them (mrz, chip, printed, register, list, officer, answer); `order`
    is the place of its question; `if_not_given` names the date it stands for where nobody gives it; `not_before` the
    earliest day it can be; `codes` maps what a document prints to a value. `judgement` marks a finding that only an
    officer can make. `question` is in English; a pack's text has the other languages.
    """

    id: str
    type: ValueType
    evidence: tuple[str, ...] = ()
    order: int = 1000
    judgement: bool = False
    sensitive: bool = False
    may_not_apply: bool = False
    if_not_given: str = ""
    not_before: str = ""
    presets: tuple[Preset, ...] = ()
    factors: tuple[str, ...] = ()
    implies: tuple[Implication, ...] = ()
    informs: str = ""
    cite: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    question: str = ""

    def to_json(self) -> dict[str, Any]:
        """The entry as `limen policy facts` prints it."""
        return {
            "name": self.id,
            "type": str(self.type.kind),
            "values": list(self.type.values),
            "evidence": list(self.evidence),
            "question": self.question,
            "judgement": self.judgement,
            "sensitive": self.sensitive,
            "may_not_apply": self.may_not_apply,
            "cite": self.cite,
        }


@dataclass(frozen=True, slots=True)
class Implication:
    """Where the expression holds, the fact has that value unless somebody says otherwise."""

    when: Expression
    value: Any
    cite: str


@dataclass(frozen=True, slots=True)
class Member:
    """A country in a list, with the days it is in it."""

    code: str
    period: Period


@dataclass(frozen=True, slots=True)
class CountryList:
    """A list of countries that the law keeps."""

    id: str
    cite: str
    members: tuple[Member, ...]

    def on(self, day: date) -> frozenset[str]:
        """The countries in the list on a day."""
        return frozenset(member.code for member in self.members if day in member.period)


@dataclass(frozen=True, slots=True)
class Unless:
    """An exception: where it holds the rule does not apply, or, if discretionary, need not be applied."""

    id: str
    cite: str
    when: Condition
    kind: GroundKind = GroundKind.MANDATORY
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A way out that somebody must grant: it lifts the rule only once its grant is on record."""

    id: str
    cite: str
    authority: str
    form: str = ""
    granted: Condition | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """Cases a version leaves out though it is in force, and cases it reaches back to once it has commenced."""

    cite: str
    not_to: Condition | None = None
    also_to: Condition | None = None


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """What a rule says during one period."""

    in_force: Period
    applies_by: AppliesBy
    when: Condition
    unless: tuple[Unless, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    transition: Transition | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One provision: what follows (`effect`), how binding it is, who bears the burden, which standard finds it."""

    id: str
    cite: str
    effect: str
    versions: tuple[RuleVersion, ...]
    kind: GroundKind = GroundKind.MANDATORY
    burden: Burden = Burden.AUTHORITY
    standard: Standard = Standard.BALANCE
    disclosure: str = "full"
    code: str = ""
    shield: bool = False
    interpretation: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """An outcome and when it is reached."""

    outcome: str
    when: Condition
    cite: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """What the person must be told with certain outcomes."""

    id: str
    cite: str
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit that starts with certain outcomes."""

    id: str
    cite: str
    outcomes: tuple[str, ...]
    days: int


@dataclass(frozen=True, slots=True)
class RouteAct:
    """What a route says of an act: grade, second signature, what freezes it and what frees it, how long it may last.

    The names are those of `limen.casework.engine.RouteAct`; what joins the two rooms copies them over.
    """

    name: str
    grade: str
    second_signature: str = ""
    frozen_by: frozenset[str] = frozenset()
    freed_by: str = ""
    limit_hours: int = 0
    review_by: str = ""
    provisional_alone: bool = False
    notice: str = ""
    cite: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a notice: plain text with named slots."""

    id: str
    cite: str
    text: str
    slots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A paper handed over with an act: title and paragraphs in one language; served only if `for_service`."""

    id: str
    act: str
    form: str
    cite: str
    language: str
    title: str
    paragraphs: tuple[Paragraph, ...]
    for_service: bool


@dataclass(frozen=True, slots=True)
class NoticeForm:
    """Which paragraphs a notice has, whatever the language: id, clause and slots of each."""

    id: str
    act: str
    form: str
    cite: str
    paragraphs: tuple[tuple[str, str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A case with its answer, kept beside the law: what must come out for these facts on this date."""

    id: str
    route: str
    on: date
    facts: Mapping[str, Any]
    outcome: str
    title: str = ""
    codes: tuple[str, ...] | None = None
    grounds: tuple[str, ...] | None = None
    ask: tuple[str, ...] | None = None
    next: str = ""
    near: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """A way through the law (entry, exit, a visa): its rules, outcomes, acts, clocks and notices. Compared by identity.

    `stay_rule` is the rule that limits a short stay on this route; the grounds in `unlimited_by` say it does not bind.
    """

    id: str
    pack: Pack
    title: str
    effects: Mapping[str, OutcomeKind]
    outcomes: Mapping[str, OutcomeKind]
    conditions: Mapping[str, Condition]
    rules: tuple[Rule, ...]
    rows: tuple[Row, ...]
    otherwise: str
    acts: tuple[RouteAct, ...] = ()
    tells: tuple[Telling, ...] = ()
    clocks: tuple[Clock, ...] = ()
    notices: tuple[NoticeForm, ...] = ()
    also_facts: tuple[str, ...] = ()
    stay_rule: StayRule | None = None
    unlimited_by: tuple[str, ...] = ()

    @property
    def facts(self) -> Mapping[str, FactDefinition]:
        """Every fact that some version of the rules can use, in the order of their questions."""
        from limen.policy.facts import fact_dictionary  # the dictionary is drawn from these words

        return fact_dictionary(self)

    def outcome_words(self, outcome: str, language: str = "en") -> str:
        """An outcome as people read it."""
        return self.pack.words(language, "outcomes", outcome) or outcome.replace("_", " ")

    @property
    def name(self) -> str:
        """`pack/route`, as the command line takes it."""
        return f"{self.pack.id}/{self.id}"

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id. Raises KeyError where the route has none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(f"{self.name} has no rule {rule_id!r}")

    def act(self, name: str) -> RouteAct | None:
        """What the route says of an act, None where the law of the post knows no such act."""
        return next((act for act in self.acts if act.name == name), None)

    def notice(self, notice_id: str, language: str = "en") -> Notice:
        """A notice with its paragraphs in a language, English where a paragraph is not translated. Raises KeyError."""
        form = next((form for form in self.notices if form.id == notice_id), None)
        if form is None:
            raise KeyError(f"{self.name} has no notice {notice_id!r}")
        words = [self.pack.words(language, "notices", form.id, part[0]) for part in form.paragraphs]
        return Notice(
            form.id,
            form.act,
            form.form,
            self.pack.cited(form.cite),
            language,
            self.pack.words(language, "notices", form.id, "title"),
            tuple(
                Paragraph(part_id, self.pack.cited(cite), text, slots)
                for (part_id, cite, slots), text in zip(form.paragraphs, words, strict=True)
            ),
            self.pack.is_for_service(language),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """The law of one jurisdiction as dated, cited data. Compared by identity; `id_hash` identifies its bytes."""

    id: str
    title: str
    jurisdiction: str
    as_of: date
    reviewers: tuple[str, ...]
    instruments: Mapping[str, Instrument]
    facts: Mapping[str, FactDefinition]
    lists: Mapping[str, CountryList]
    stay_rules: Mapping[str, StayRule]
    not_modelled: tuple[str, ...]
    text: Mapping[str, Mapping[str, Any]]
    text_reviewers: Mapping[str, tuple[str, ...]]
    documents: Mapping[str, Any] = field(repr=False)
    routes: dict[str, Route] = field(default_factory=dict, repr=False)  # filled once, while the pack is read
    examples: tuple[Example, ...] = field(default=(), repr=False)

    def route(self, name: str) -> Route:
        """The route `entry`, or `schengen/entry`. Raises KeyError naming those there are."""
        pack_id, _, route_id = name.rpartition("/")
        if (pack_id and pack_id != self.id) or route_id not in self.routes:
            raise KeyError(f"{name!r} is no route of {self.id}: there are {', '.join(sorted(self.routes))}")
        return self.routes[route_id]

    def is_for_service(self, language: str = "en") -> bool:
        """Whether the pack and its words in a language have each a named reviewer (DESIGN §7)."""
        return bool(self.reviewers) and bool(self.text_reviewers.get(language))

    def words(self, language: str, *path: str) -> str:
        """The words kept under a path, in English where the language has none; empty where there are none at all."""
        for tongue in (language, "en"):
            found: Any = self.text.get(tongue, {})
            for step in path:
                found = found.get(step) if isinstance(found, Mapping) else None
            if isinstance(found, str):
                return found
        return ""

    def cited(self, cite: str) -> str:
        """A citation as people read it: the key of each instrument replaced by its short name."""
        parts = []
        for part in cite.split("; "):
            key, _, rest = part.partition(" ")
            instrument = self.instruments.get(key)
            parts.append(f"{instrument.short} {rest}".strip() if instrument else part)
        return "; ".join(parts)

    def to_bytes(self) -> bytes:
        """The whole pack as canonical JSON (UTF-8, sorted keys, no spaces): same pack, same bytes."""
        return canonical({"format": 1, "files": self.documents})

    @property
    def id_hash(self) -> str:
        """`sha256:` of the pack's bytes, the key under which a released pack is kept."""
        return digest(self.to_bytes())

    @classmethod
    def from_bytes(cls, data: bytes) -> Pack:
        """The pack that `to_bytes` wrote. Raises PackError for any other bytes."""
        from limen.policy.read import pack_from_bytes  # reading is above the words it builds

        return pack_from_bytes(data)

    def snapshot(self, on: date) -> str:
        """The hash of the rule versions and lists of every route that a decision on a day rests on."""
        from limen.policy.evaluate import snapshot

        return digest(canonical({route_id: snapshot(route, on) for route_id, route in self.routes.items()}))


def canonical(document: Any) -> bytes:
    """JSON with sorted keys and no spaces, in UTF-8."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(data: bytes) -> str:
    """`sha256:` and the hexadecimal hash."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def leaves_of(condition: Condition, conditions: Mapping[str, Condition]) -> Iterator[Leaf]:
    """Every leaf under a condition, named conditions followed."""
    match condition:
        case Leaf():
            yield condition
        case Group(parts=parts):
            for part in parts:
                yield from leaves_of(part, conditions)
        case Named(name=name):
            yield from leaves_of(conditions[name], conditions)


def conditions_of(version: RuleVersion) -> Iterator[Condition]:
    """Every condition a version of a rule holds."""
    yield version.when
    for exception in version.unless:
        yield exception.when
    for waiver in version.waivers:
        if waiver.granted is not None:
            yield waiver.granted
    if version.transition is not None:
        for condition in (version.transition.not_to, version.transition.also_to):
            if condition is not None:
                yield condition
