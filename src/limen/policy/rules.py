"""What a pack is made of: facts, lists, rules with their versions, routes with their outcomes, acts and notices.

Everything here is frozen and comes from files that name no code. `limen.policy.read` builds it; `limen.policy.evaluate`
asks it. A condition is a tree of `Leaf`, `Group` and `Named` that mirrors the paragraphs of the text it stands for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from limen.policy.expressions import Expression
from limen.policy.presets import Preset
from limen.policy.values import Kind, ValueType
from limen.vocabulary.dates import Period
from limen.vocabulary.decision import GroundKind
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
    """One comparison, with the clause it stands for and the id of the words that say it in a letter.

    With `unasked` nobody is asked: it does not hold while nothing was said of its facts, and counts as any other does
    once something was. So what keeps a question from being asked does not hide an answer that is there.
    """

    expression: Expression
    cite: str = ""
    say: str = ""
    unasked: bool = False


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
    is the place of its question; `if_not_given` the value, or the date, it stands for where nobody gives it;
    `not_before` the earliest day it can be; `looked_up` the table of amounts that knows it; `codes` maps what a
    document prints to a value. `judgement` marks a finding that only an officer can make. `question` is in English; a
    pack's text has the other languages. `shared` says that people who travel together may answer it once for all of
    them.
    """

    id: str
    type: ValueType
    evidence: tuple[str, ...] = ()
    order: int = 1000
    judgement: bool = False
    sensitive: bool = False
    may_not_apply: bool = False
    shared: bool = False
    if_not_given: str = ""
    not_before: str = ""
    looked_up: str = ""
    presets: tuple[Preset, ...] = ()
    factors: tuple[str, ...] = ()
    implies: tuple[Implication, ...] = ()
    informs: str = ""
    cite: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    question: str = ""

    def stands_for(self, on: date) -> Any:
        """The value it has where nobody gives it, on the day of the decision."""
        if self.type.kind is Kind.DATE:
            return on
        return self.if_not_given == "true" if self.type.kind is Kind.BOOL else self.if_not_given

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
            "shared": self.shared,
            "cite": self.cite,
        }


@dataclass(frozen=True, slots=True)
class Implication:
    """Where the expression holds, the fact has that value unless somebody says otherwise."""

    when: Expression
    value: Any
    cite: str


@dataclass(frozen=True, slots=True)
class System:
    """Something that must operate before a rule can bind; `starts` is None while no day has been fixed."""

    id: str
    title: str
    cite: str
    starts: date | None = None
    note: str = ""


NEVER = Period(date.max, None)  # the period of a version whose system has no first day yet


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
    """One provision: what follows (`effect`), how binding it is, who bears the burden, which standard finds it.

    `repealed` says that nothing follows its last version; without it an end is a gap that nobody has filled.
    """

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
    repealed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """An outcome and when it is reached."""

    outcome: str
    when: Condition
    cite: str = ""


@dataclass(frozen=True, slots=True)
class MayLeaveOut:
    """What command may order to be left out while checks are relaxed: codes of checks, names of facts, the clause."""

    cite: str
    checks: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Telling:
    """What the person must be told with certain outcomes: within how many hours where the law says so, and what of the
    telling must be recorded (time, language, by)."""

    id: str
    cite: str
    outcomes: tuple[str, ...]
    within_hours: int = 0
    record: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days on which offices are closed, known within a period; outside of it no holiday is known."""

    id: str
    cite: str
    period: Period
    days: frozenset[date]


@dataclass(frozen=True, slots=True)
class Roll:
    """What a law does with closed days: `next` moves a last day to the next open one, `not_counted` leaves them out."""

    how: str
    cite: str
    weekdays: frozenset[int] = frozenset()  # 0 is Monday
    holidays: Calendar | None = None

    def is_closed(self, day: date) -> bool:
        """Whether offices are closed on a day."""
        return day.weekday() in self.weekdays or (self.holidays is not None and day in self.holidays.days)


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit that starts with certain outcomes, or with certain acts: so many days, hours or months; then reviews.

    `starts` names the date it is counted from, else it is the day of the outcome or the act. The second review is
    `then_days` or `then_months` after the first, each later one `every_days` or `every_months` after the one before; 0
    where there is none. `roll` says what closed days do. `in_force` are the days of decisions that start it, all where
    it is not given.
    """

    id: str
    cite: str
    outcomes: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    starts: str = ""
    days: int = 0
    hours: int = 0
    months: int = 0
    then_days: int = 0
    then_months: int = 0
    every_days: int = 0
    every_months: int = 0
    roll: Roll | None = None
    in_force: Period | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A document to bring: the facts it proves, when it is needed (always where nothing says when), which others it may
    stand in for, the form it has, and how many days old it may be (0 where that does not matter)."""

    id: str
    cite: str
    proves: tuple[str, ...]
    when: Condition | None = None
    instead_of: tuple[str, ...] = ()
    form: str = ""
    no_older_than_days: int = 0


@dataclass(frozen=True, slots=True)
class RouteAct:
    """What a route says of an act: grade, second signature, what freezes it and what frees it, how long it may last.

    `outcomes` are those that propose it; none where the kind of the outcome settles that. Any of the referrals in
    `freed_by` frees it. `records` are the facts that taking it establishes, such as the person's own wish, before the
    law is asked whether it proposes it. Clocks that start with it count its reviews.

    The names are those of `limen.casework.engine.RouteAct`; what joins the two rooms copies them over.
    """

    name: str
    grade: str
    second_signature: str = ""
    frozen_by: frozenset[str] = frozenset()
    freed_by: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    records: tuple[tuple[str, Any], ...] = ()
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
