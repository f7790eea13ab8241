"""Where do form, documents, registers and answers not say the same? Each difference, to be put to the person.

Ten kinds of difference (D1 to D10) between two accounts, or within one. Neither side is called the truth, none decides
anything: a difference has its two sources with what they say, how much it weighs at most, and innocent explanations to
think of. It is put to the person, answered and weighed before anybody may rely on it. What an account does not say is
no difference.

>>> form = Account("form", Kind.FORM, {"planned_exit": date(2026, 12, 1)})
>>> ticket = Account("ticket", Kind.DOCUMENT, {"ticket_return": date(2027, 2, 1)})
>>> [(found.rule, found.code) for found in differences([form, ticket])]
[('D4', 'leaves_later')]
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations
from typing import Any

from limen.documents.agreement import FIELDS, agreement
from limen.policy.stays import Direction, Movement
from limen.policy.values import Money
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.evidence import N_, Discrepancy, Fact
from limen.vocabulary.names import fold

MOST_ACCOUNTS = 60
MOST_SPANS = 500
GAP = timedelta(days=31)  # a month without work or study is worth a question, less is not
_SLACK = timedelta(days=1)  # an hour of a ticket, a stamp of the next morning
_LARGE_DEPOSIT = 3  # months of income in one deposit


class Kind(StrEnum):
    """What an account is; the person's own words first."""

    ANSWER = "answer"
    EARLIER_ANSWER = "earlier_answer"
    FORM = "form"
    THIRD_PARTY = "third_party"
    DOCUMENT = "document"
    REGISTER = "register"


class Weight(StrEnum):
    """How much a difference weighs at most, before it is answered."""

    MATERIAL = "material"  # it touches what a ground rests on
    COLLATERAL = "collateral"
    CLERICAL = "clerical"


@dataclass(frozen=True, slots=True)
class Span:
    """A time at a place or with somebody: from one day to another, None where it goes on; `state` a code of a State."""

    first: date
    last: date | None
    what: str = ""
    state: str = ""

    def to_json(self) -> dict[str, str]:
        """The span as a record keeps it; no last day where it goes on."""
        last = self.last.isoformat() if self.last else ""
        return {"first": self.first.isoformat(), "last": last, "what": self.what, "state": self.state}

    def overlap(self, other: Span) -> int:
        """The days that both cover; 0 where they only meet."""
        first, last = max(self.first, other.first), min(self.last or date.max, other.last or date.max)
        return max(0, (last - first).days)


@dataclass(frozen=True, slots=True)
class Account:
    """What one source says, by the names in `TOPICS`; `where` has the quotation or the place of each."""

    source: str
    kind: Kind
    says: Mapping[str, Any]
    where: Mapping[str, str] = field(default_factory=dict)


# What each may be called before the person: neutral words, no side of it the truth.
NAMES: Mapping[str, str] = {
    "stays": N_("Earlier stays here"),
    "purpose": N_("Purpose of the journey"),
    "shows": N_("What a paper speaks for"),
    "planned_exit": N_("Day of leaving"),
    "ticket_return": N_("Day on the return ticket"),
    "booked_until": N_("Last day of the booking"),
    "leave_until": N_("Last day of leave from work or study"),
    "means": N_("Money for the stay"),
    "income": N_("Income a month"),
    "deposit": N_("A deposit of late"),
    "host_name": N_("Name of the host"),
    "host_address": N_("Address of the host"),
    "marital_status": N_("Marital status"),
    "spouse": N_("Name of the spouse"),
    "children": N_("Number of children"),
    "occupations": N_("Work and studies"),
    "refusals": N_("Earlier refusals"),
    "whereabouts": N_("Where the person was"),
    "document_issued": N_("Day the document was issued"),
    "document_used": N_("Day the document was used"),
}
# What may be said, and its type; the fields of a document and its holder (`documents.agreement.FIELDS`) beside them.
TOPICS: Mapping[str, type | tuple[type, ...]] = {
    "stays": tuple,  # of Movement
    "purpose": str,
    "shows": frozenset,  # the purposes that a paper speaks for
    "planned_exit": date,
    "ticket_return": date,
    "booked_until": date,
    "leave_until": date,
    "means": Money,
    "income": Money,  # a month
    "deposit": Money,  # one that came in of late
    "host_name": str,
    "host_address": str,
    "marital_status": str,
    "spouse": str,
    "children": int,
    "occupations": tuple,  # of Span
    "refusals": frozenset,  # `CA 2019`: the State and the year of each
    "whereabouts": tuple,  # of Span
    "document_issued": date,
    "document_used": date,
    **dict.fromkeys(FIELDS, (str, PartialDate)),
}


class AccountError(ValueError):
    """An account that cannot be compared; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two sources that do not say the same: the rule (D1 to D10), how, and at most how much it weighs."""

    rule: str
    discrepancy: Discrepancy
    weight: Weight
    explanations: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """How they differ, a key of `WORDS`."""
        return self.discrepancy.code

    @property
    def key(self) -> str:
        """The digest of what differs and of what both sides say; another value is another difference."""
        return key_of({"rule": self.rule, **self.discrepancy.to_json()})

    def to_json(self) -> dict[str, Any]:
        """The difference with both sources, as a record keeps it."""
        told = {"rule": self.rule, "weight": str(self.weight), "explanations": list(self.explanations)}
        return told | self.discrepancy.to_json()


def key_of(kept: Mapping[str, Any]) -> str:
    """The digest of a difference as it is kept: rule, topic, how, and each side's source and value; no day of it."""
    sides = [[kept[side].get("source", ""), kept[side].get("value")] for side in ("first", "second")]
    said = json.dumps([kept.get("rule", ""), kept["name"], kept["code"], sides], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


WORDS: Mapping[str, str] = {
    "differs": N_("{first} and {second} do not say the same."),
    "stay_missing": N_("{second} has a stay that {first} does not."),
    "stay_differs": N_("{first} and {second} have other days for one stay."),
    "purpose_unlike": N_("{second} speaks for another purpose than {first} gives."),
    "leaves_later": N_("By {second} the stay ends later than {first} says."),
    "ends_before": N_("{second} ends before the stay that {first} gives."),
    "means_less": N_("{second} shows less money than {first} gives."),
    "deposit_large": N_("{second} has one deposit that is large beside the income in {first}."),
    "refusal_not_told": N_("{second} has a refusal or visa that {first} does not tell."),
    "refusal_not_known": N_("{first} tells a refusal or visa that {second} does not have."),
    "overlaps": N_("Two times in {first} and {second} overlap."),
    "gap": N_("{first} leaves a time open."),
    "two_places": N_("{first} and {second} put one person in two States at one time."),
    "before_birth": N_("{second} has something from before the birth that {first} gives."),
    "before_issue": N_("{second} has the document used before the day {first} says it was issued."),
}
EXPLANATIONS: Mapping[str, str] = {
    "interpreter": N_("the interpreter, or a word that means two things"),
    "calendar": N_("another calendar, or day and month exchanged"),
    "memory": N_("memory, after a long time"),
    "distress": N_("distress, or what was lived through"),
    "writing": N_("somebody else filled in the form, or a slip of the pen"),
    "custom": N_("names, family or work are told in another way where the person comes from"),
    "record": N_("the register or the stamp may be wrong, or of somebody else"),
    "plans": N_("plans changed since"),
}


def differences(accounts: Sequence[Account]) -> tuple[Difference, ...]:
    """Every difference between accounts and within each, by rule; the person's own words stand first in each.

    Raises AccountError for a topic nobody knows, a value of another type, or more than is compared.
    """
    if len(accounts) > MOST_ACCOUNTS:
        raise AccountError(f"{len(accounts)} accounts are more than the {MOST_ACCOUNTS} that are compared")
    for account in accounts:
        _check(account)
    kinds = {kind: place for place, kind in enumerate(Kind)}
    ordered = sorted(accounts, key=lambda account: (kinds[account.kind], account.source))
    found = [one for account in ordered for check in _WITHIN for one in check(account)]
    found += [one for pair in combinations(ordered, 2) for check in _BETWEEN for one in check(*pair)]
    return tuple(sorted(found, key=lambda one: (int(one.rule[1:]), one.code, one.discrepancy.name)))


def _check(account: Account) -> None:
    for name, value in account.says.items():
        wanted = TOPICS.get(name)
        if wanted is None:
            raise AccountError(f"{account.source}: {name!r} is no topic: there are {', '.join(sorted(TOPICS))}")
        if not isinstance(value, wanted):
            raise AccountError(f"{account.source}: {name} cannot be {value!r}"[:200])
        if isinstance(value, tuple | frozenset) and len(value) > MOST_SPANS:
            raise AccountError(f"{account.source}: {name} has {len(value)} entries, more than {MOST_SPANS}")


def _difference(
    rule: str,
    code: str,
    name: str,
    first: tuple[Account, Any],
    second: tuple[Account, Any],
    weight: Weight,
    *may_be: str,
) -> Difference:
    one, other = (Fact(name, value, source=account.source) for account, value in (first, second))
    where = {"said_in": first[0].where.get(name, ""), "other_in": second[0].where.get(name, "")}
    params = {"first": first[0].source, "second": second[0].source} | {key: text for key, text in where.items() if text}
    return Difference(rule, Discrepancy(name, one, other, code, params), weight, may_be)


def _both(first: Account, second: Account, name: str) -> Iterator[tuple[Any, Any]]:
    if name in first.says and name in second.says:
        yield first.says[name], second.says[name]


def _either_way(first: Account, second: Account) -> tuple[tuple[Account, Account], tuple[Account, Account]]:
    return (first, second), (second, first)


# -- D1: who the person is -------------------------------------------------------------------------------------------


def _identity(first: Account, second: Account) -> Iterator[Difference]:
    for name in FIELDS:
        for one, other in _both(first, second, name):
            found = agreement(name, one, other)
            if not found.agrees:
                clerical = found.reason in ("one_character", "confusable", "day_and_month", "partial")
                weight = Weight.CLERICAL if clerical else Weight.MATERIAL
                yield _difference(
                    "D1", "differs", name, (first, one), (second, other), weight, "writing", "calendar", "custom"
                )


# -- D2: where they travelled ----------------------------------------------------------------------------------------


def _travel(first: Account, second: Account) -> Iterator[Difference]:
    for mine, theirs in _both(first, second, "stays"):
        one, other = stays_of(mine), stays_of(theirs)
        for stay in sorted(other, key=lambda stay: stay.first):
            near = [mine for mine in one if mine.overlap(stay) or abs(mine.first - stay.first) <= _SLACK]
            if not near:
                yield _difference(
                    "D2", "stay_missing", "stays", (first, None), (second, stay), Weight.MATERIAL, "memory", "record"
                )
            elif not any(_alike(mine, stay) for mine in near):
                yield _difference(
                    "D2", "stay_differs", "stays", (first, near[0]), (second, stay), Weight.COLLATERAL,
                    "memory", "calendar", "record",
                )  # fmt: skip
        missing = [mine for mine in one if not any(mine.overlap(stay) or mine.first == stay.first for stay in other)]
        for stay in sorted(missing, key=lambda stay: stay.first):
            yield _difference(
                "D2", "stay_missing", "stays", (second, None), (first, stay), Weight.COLLATERAL, "memory", "record"
            )


def stays_of(movements: Iterable[Movement]) -> list[Span]:
    """Entry and exit in turn as stays; a movement without its counterpart is a stay of its own day."""
    found, inside = [], None
    for movement in sorted(movements):
        if movement.direction is Direction.ENTRY:
            if inside is not None:
                found.append(Span(inside.on, inside.on, state=inside.state))
            inside = movement
        else:
            first = inside.on if inside is not None else movement.on
            found.append(Span(first, movement.on, state=movement.state or (inside.state if inside else "")))
            inside = None
    if inside is not None:
        found.append(Span(inside.on, None, state=inside.state))
    return found


def _alike(one: Span, other: Span) -> bool:
    ends = (one.last or date.max), (other.last or date.max)
    return abs(one.first - other.first) <= _SLACK and abs(ends[0] - ends[1]) <= _SLACK


# -- D3, D4: what for, and how long ----------------------------------------------------------------------------------


def _purpose(first: Account, second: Account) -> Iterator[Difference]:
    for teller, paper in _either_way(first, second):
        shows = paper.says.get("shows")
        if shows and "purpose" in teller.says and teller.says["purpose"] not in shows:
            told = (teller, teller.says["purpose"]), (paper, ", ".join(sorted(shows)))
            yield _difference("D3", "purpose_unlike", "purpose", *told, Weight.MATERIAL, "plans", "interpreter")


def _length(first: Account, second: Account) -> Iterator[Difference]:
    for teller, paper in _either_way(first, second):
        planned = teller.says.get("planned_exit")
        if planned is None:
            continue
        for name in ("ticket_return", "booked_until", "leave_until"):
            day = paper.says.get(name)
            if day is None or abs(day - planned) <= _SLACK:
                continue
            if day > planned and name == "ticket_return":
                told = (teller, planned), (paper, day)
                yield _difference("D4", "leaves_later", name, *told, Weight.MATERIAL, "plans", "calendar")
            elif day < planned:
                told = (teller, planned), (paper, day)
                yield _difference("D4", "ends_before", name, *told, Weight.COLLATERAL, "plans", "calendar")
    for one, other in _both(first, second, "planned_exit"):
        if abs(one - other) > _SLACK:
            told = (first, one), (second, other)
            yield _difference("D4", "differs", "planned_exit", *told, Weight.MATERIAL, "plans", "calendar")


# -- D5, D6, D7: money, host, family ---------------------------------------------------------------------------------


def _money(first: Account, second: Account) -> Iterator[Difference]:
    for one, other in _both(first, second, "means"):
        if one.currency == other.currency and other.amount < one.amount:
            yield _difference("D5", "means_less", "means", (first, one), (second, other), Weight.MATERIAL, "plans")
    for teller, paper in _either_way(first, second):
        income, deposit = teller.says.get("income"), paper.says.get("deposit")
        if income is None or deposit is None or income.currency != deposit.currency:
            continue
        if deposit.amount > _LARGE_DEPOSIT * income.amount:
            told = (teller, income), (paper, deposit)
            yield _difference("D5", "deposit_large", "deposit", *told, Weight.COLLATERAL, "custom")


def _host(first: Account, second: Account) -> Iterator[Difference]:
    for one, other in _both(first, second, "host_name"):
        if not agreement("name", one, other).agrees:
            told = (first, one), (second, other)
            yield _difference("D6", "differs", "host_name", *told, Weight.COLLATERAL, "custom", "writing")
    for one, other in _both(first, second, "host_address"):
        words, others = set(fold(one).split()), set(fold(other).split())
        if not (words <= others or others <= words):
            told = (first, one), (second, other)
            yield _difference("D6", "differs", "host_address", *told, Weight.COLLATERAL, "writing", "plans")


def _family(first: Account, second: Account) -> Iterator[Difference]:
    for name in ("marital_status", "children"):
        for one, other in _both(first, second, name):
            if one != other:
                told = (first, one), (second, other)
                yield _difference("D7", "differs", name, *told, Weight.MATERIAL, "custom", "interpreter")
    for one, other in _both(first, second, "spouse"):
        if not agreement("name", one, other).agrees:
            told = (first, one), (second, other)
            yield _difference("D7", "differs", "spouse", *told, Weight.MATERIAL, "custom", "writing")


# -- D8, D9, D10: what they did, what was refused, what cannot be ----------------------------------------------------


def _occupations(account: Account) -> Iterator[Difference]:
    spans = sorted(account.says.get("occupations", ()), key=lambda span: span.first)
    for one, other in combinations(spans, 2):
        if one.overlap(other) > GAP.days and one.what != other.what:
            told = (account, one), (account, other)
            yield _difference("D8", "overlaps", "occupations", *told, Weight.COLLATERAL, "custom", "memory")
    reached = None
    for span in spans:
        if reached is not None and span.first - reached > GAP:
            told = (account, Span(reached, span.first)), (account, span)
            yield _difference("D8", "gap", "occupations", *told, Weight.COLLATERAL, "memory")
        last = span.last or date.max
        reached = last if reached is None else max(reached, last)


def _occupations_elsewhere(first: Account, second: Account) -> Iterator[Difference]:
    for mine, theirs in _both(first, second, "occupations"):
        for one in mine:
            for other in theirs:
                if fold(one.what) != fold(other.what) and one.overlap(other) > GAP.days:
                    told = (first, one), (second, other)
                    yield _difference("D8", "overlaps", "occupations", *told, Weight.COLLATERAL, "custom", "writing")


def _refusals(first: Account, second: Account) -> Iterator[Difference]:
    for teller, register in _either_way(first, second):
        if register.kind is not Kind.REGISTER or teller.kind is Kind.REGISTER:
            continue
        for told, kept in _both(teller, register, "refusals"):
            for one in sorted(kept - told):
                sides = (teller, None), (register, one)
                yield _difference("D9", "refusal_not_told", "refusals", *sides, Weight.MATERIAL, "memory", "record")
            for one in sorted(told - kept):
                sides = (teller, one), (register, None)
                yield _difference("D9", "refusal_not_known", "refusals", *sides, Weight.COLLATERAL, "memory", "record")


def _impossible_alone(account: Account) -> Iterator[Difference]:
    yield from _two_places(account, account, combinations(account.says.get("whereabouts", ()), 2))
    yield from _before(account, account)


def _impossible(first: Account, second: Account) -> Iterator[Difference]:
    pairs = ((one, other) for one in first.says.get("whereabouts", ()) for other in second.says.get("whereabouts", ()))
    yield from _two_places(first, second, pairs)
    for one, other in _either_way(first, second):
        yield from _before(one, other)


def _two_places(first: Account, second: Account, pairs: Iterable[tuple[Span, Span]]) -> Iterator[Difference]:
    for one, other in pairs:
        if one.state and other.state and one.state != other.state and one.overlap(other) > _SLACK.days:
            told = (first, one), (second, other)
            yield _difference(
                "D10", "two_places", "whereabouts", *told, Weight.MATERIAL, "calendar", "memory", "distress"
            )


def _before(teller: Account, other: Account) -> Iterator[Difference]:
    born, issued = teller.says.get("birth"), teller.says.get("document_issued")
    if isinstance(born, PartialDate):
        for name in ("occupations", "whereabouts"):
            for span in other.says.get(name, ()):
                if (span.last or span.first) < born.first:
                    told = (teller, born), (other, span)
                    yield _difference("D10", "before_birth", name, *told, Weight.MATERIAL, "calendar", "writing")
    used = other.says.get("document_used")
    if issued is not None and used is not None and used < issued:
        told = (teller, issued), (other, used)
        yield _difference("D10", "before_issue", "document_used", *told, Weight.MATERIAL, "calendar", "record")


_Within = Callable[[Account], Iterator[Difference]]
_Between = Callable[[Account, Account], Iterator[Difference]]
_WITHIN: tuple[_Within, ...] = (_occupations, _impossible_alone)
_BETWEEN: tuple[_Between, ...] = (
    _identity, _travel, _purpose, _length, _money, _host, _family, _occupations_elsewhere, _refusals, _impossible,
)  # fmt: skip
