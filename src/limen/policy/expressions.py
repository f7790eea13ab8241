"""The leaf expressions of a rule: a tiny typed language in which law compares facts, and nothing else.

`document_expiry < plus_months(planned_exit, 3)`, `nationality in ANNEX_I`, `age(birth, entry_date) < 18`: one
comparison or one membership, typed when the pack is read. There is no `and`, no variable and no call but those of the
closed table in `functions`: trees of a rule combine leaves, and data never names code.

>>> scope = Scope({"birth": ValueType(Kind.DATE)}, frozenset())
>>> parse("age(birth, decision_date) < 18", scope).facts
('birth',)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from limen.policy.functions import FUNCTIONS
from limen.policy.values import ORDERED, Kind, Money, ValueType

DECISION_DATE = "decision_date"
LONGEST = 300
DEEPEST = 12
_TOKEN = re.compile(
    r"\s*(?:(?P<date>\d{4}-\d{2}-\d{2})|(?P<number>\d+(?:\.\d+)?)|(?P<word>[A-Za-z_][A-Za-z0-9_]*)"
    r"|'(?P<text>[^']*)'|(?P<op><=|>=|!=|[<>=+\-*(),\[\]]))"
)
_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_BINDING = {"+": 20, "-": 20, "*": 30}


class ExpressionError(ValueError):
    """A leaf that cannot be read or whose types do not fit; the message quotes it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a leaf may name: facts with their types, and lists of countries."""

    facts: Mapping[str, ValueType]
    lists: frozenset[str]


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in the leaf."""

    value: Any
    type: ValueType


@dataclass(frozen=True, slots=True)
class Reference:
    """A fact, or the date of the decision."""

    name: str
    type: ValueType


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the closed table, applied."""

    name: str
    arguments: tuple[Term, ...]
    type: ValueType


@dataclass(frozen=True, slots=True)
class Sum:
    """`+`, `-` or `*` over whole numbers, or amounts of money."""

    operator: str
    left: Term
    right: Term
    type: ValueType


@dataclass(frozen=True, slots=True)
class Name:
    """A word not yet resolved: a member of an enumeration, a country or a list, as the other side decides."""

    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two terms of one type, compared."""

    operator: str
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Membership:
    """Whether a term is in a list of the pack, or among written members."""

    term: Term
    list_name: str
    members: tuple[Any, ...]
    negated: bool


Term = Literal | Reference | Call | Sum
Root = Comparison | Membership


@dataclass(frozen=True, slots=True)
class Expression:
    """A leaf, read and typed: its text, its root, and the names of the facts and lists it uses, sorted."""

    text: str
    root: Root
    facts: tuple[str, ...]
    lists: tuple[str, ...]
    uses_decision_date: bool = field(default=False)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A term by itself, worked out of facts to be said rather than compared: its text, its term, its facts."""

    text: str
    term: Term
    facts: tuple[str, ...]


def parse_quantity(text: str, scope: Scope) -> Quantity:
    """Read one term. Raises ExpressionError, quoting it."""
    if not isinstance(text, str) or len(text) > LONGEST:
        raise ExpressionError(f"a quantity is a text of at most {LONGEST} characters, not {str(text)[:40]!r}")
    try:
        parser = _Parser(text, scope)
        term = _resolved(parser.term(0, 0))
        parser.expect_end()
    except ExpressionError as problem:
        raise ExpressionError(f"{text!r}: {problem}") from problem
    return Quantity(text, term, facts_of(term))


def parse(text: str, scope: Scope) -> Expression:
    """Read one leaf. Raises ExpressionError, quoting it, where words, order or types do not fit."""
    if not isinstance(text, str) or len(text) > LONGEST:
        raise ExpressionError(f"a leaf is a text of at most {LONGEST} characters, not {str(text)[:40]!r}")
    try:
        root = _Parser(text, scope).root()
    except ExpressionError as problem:
        raise ExpressionError(f"{text!r}: {problem}") from problem
    facts: set[str] = set()
    lists: set[str] = set()
    for part in walk(root):
        if isinstance(part, Reference):
            facts.add(part.name)
        elif isinstance(part, Membership) and part.list_name:
            lists.add(part.list_name)
    by_date = DECISION_DATE in facts
    return Expression(text, root, tuple(sorted(facts - {DECISION_DATE})), tuple(sorted(lists)), by_date)


def walk(part: Root | Term) -> Iterator[Root | Term]:
    """Every part of an expression, the whole first."""
    yield part
    match part:
        case Comparison(left=left, right=right) | Sum(left=left, right=right):
            yield from walk(left)
            yield from walk(right)
        case Membership(term=term):
            yield from walk(term)
        case Call(arguments=arguments):
            for argument in arguments:
                yield from walk(argument)


def facts_of(part: Root | Term) -> tuple[str, ...]:
    """The facts that an expression, or a part of one, reads, sorted."""
    return tuple(sorted({one.name for one in walk(part) if isinstance(one, Reference)} - {DECISION_DATE}))


class _Parser:
    """Operator precedence by binding powers (Pratt 1973): prefix terms, then `*`, then `+ -`, then one comparison."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.scope = scope
        self.tokens = list(tokens(text))
        self.at = 0

    def root(self) -> Root:
        left = self.term(0, 0)
        kind, word = self.next()
        if kind == "word" and word in {"in", "not"}:
            if word == "not" and self.next() != ("word", "in"):
                raise ExpressionError("after `not` comes `in`")
            root: Root = self.membership(left, word == "not")
        elif word in _COMPARISONS and kind == "op":
            root = self.comparison(word, left, self.term(0, 0))
        else:
            raise ExpressionError("a leaf compares: write `fact = true`, `date < date` or `country in LIST`")
        self.expect_end()
        return root

    def expect_end(self) -> None:
        if self.at != len(self.tokens):
            raise ExpressionError(f"nothing may follow, but {self.tokens[self.at][1]!r} does")

    def next(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            return "end", ""
        self.at += 1
        return self.tokens[self.at - 1]

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def expect(self, word: str) -> None:
        kind, found = self.next()
        if (kind, found) != ("op", word):
            raise ExpressionError(f"expected {word!r}, found {found or 'the end'!r}")

    def term(self, binding: int, depth: int) -> Term | Name:
        if depth > DEEPEST:
            raise ExpressionError(f"nested deeper than {DEEPEST}")
        left = self.prefix(depth)
        while True:
            kind, word = self.peek()
            power = _BINDING.get(word, 0) if kind == "op" else 0
            if power <= binding:
                return left
            self.next()
            left = _summed(word, left, self.term(power, depth + 1))

    def prefix(self, depth: int) -> Term | Name:
        kind, word = self.next()
        if kind == "date":
            try:
                return Literal(date.fromisoformat(word), ValueType(Kind.DATE))
            except ValueError as problem:
                raise ExpressionError(f"{word} is no day of the calendar") from problem
        if kind == "number":
            return self.number(word)
        if kind == "text":
            return Literal(word, ValueType(Kind.TEXT))
        if kind == "op" and word == "(":
            inner = self.term(0, depth + 1)
            self.expect(")")
            return inner
        if kind == "word":
            return self.call(word, depth) if self.peek() == ("op", "(") else self.word(word)
        raise ExpressionError(f"expected a value, found {word or 'the end'!r}")

    def number(self, word: str) -> Term:
        kind, currency = self.peek()
        if kind == "word" and re.fullmatch(r"[A-Z]{3}", currency):
            self.next()
            return Literal(Money(Decimal(word), currency), ValueType(Kind.MONEY, currency=currency))
        if "." in word:
            raise ExpressionError(f"{word}: only an amount of money has decimals, with its currency: {word} EUR")
        return Literal(int(word), ValueType(Kind.INT))

    def word(self, word: str) -> Term | Name:
        if word in {"true", "false"}:
            return Literal(word == "true", ValueType(Kind.BOOL))
        if word == DECISION_DATE:
            return Reference(word, ValueType(Kind.DATE))
        if word in self.scope.facts:
            return Reference(word, self.scope.facts[word])
        return Name(word)

    def call(self, word: str, depth: int) -> Term:
        function = FUNCTIONS.get(word)
        if function is None:
            raise ExpressionError(f"{word} is no function: there are {', '.join(sorted(FUNCTIONS))}")
        self.expect("(")
        arguments: list[Term] = []
        while self.peek() != ("op", ")"):
            if arguments:
                self.expect(",")
            arguments.append(_resolved(self.term(0, depth + 1)))
        self.expect(")")
        kinds = tuple(argument.type.kind for argument in arguments)
        if kinds != function.accepts:
            raise ExpressionError(f"{word} takes ({', '.join(function.accepts)}), not ({', '.join(kinds)})")
        return Call(word, tuple(arguments), ValueType(function.answers))

    def comparison(self, operator: str, left: Term | Name, right: Term | Name) -> Comparison:
        if isinstance(left, Name):
            left, right = self.named(left, right), _resolved(right)
        else:
            right = self.named(right, left) if isinstance(right, Name) else right
        left_type, right_type = left.type, right.type
        if left_type.kind is not right_type.kind or left_type.currency != right_type.currency:
            raise ExpressionError(f"{left_type} cannot be compared with {right_type}")
        if left_type.kind in {Kind.STAYS, Kind.TEXT}:
            raise ExpressionError(f"{left_type} cannot be compared: give it to a function")
        if operator not in {"=", "!="} and left_type.kind not in ORDERED:
            raise ExpressionError(f"{left_type} has no order: only = and != compare it")
        return Comparison(operator, left, right)

    def named(self, name: Name, other: Term | Name) -> Term:
        if isinstance(other, Name):
            raise ExpressionError(f"neither {name.text} nor {other.text} is a fact")
        if other.type.kind is Kind.ENUM and name.text in other.type.values:
            return Literal(name.text, other.type)
        if other.type.kind is Kind.COUNTRY and re.fullmatch(r"[A-Z]{1,3}", name.text):
            return Literal(name.text, other.type)
        raise ExpressionError(f"{name.text} is neither a fact nor a value of {other.type}")

    def membership(self, term: Term | Name, negated: bool) -> Membership:
        term = _resolved(term)
        if term.type.kind not in {Kind.COUNTRY, Kind.ENUM}:
            raise ExpressionError(f"only countries and enumerations are in lists, not {term.type}")
        kind, word = self.next()
        if (kind, word) == ("op", "["):
            members: list[Any] = []
            while self.peek() != ("op", "]"):
                if members:
                    self.expect(",")
                kind, word = self.next()
                member = self.named(Name(word), term)
                members.append(member.value if isinstance(member, Literal) else None)
            self.expect("]")
            if not members:
                raise ExpressionError("an empty list has no members: nothing could be in it")
            return Membership(term, "", tuple(members), negated)
        if kind != "word" or word not in self.scope.lists:
            raise ExpressionError(f"{word or 'the end'!r} is no list: there are {', '.join(sorted(self.scope.lists))}")
        if term.type.kind is not Kind.COUNTRY:
            raise ExpressionError(f"lists hold countries, not {term.type}")
        return Membership(term, word, (), negated)


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """The words of a leaf with what each is: date, number, word, text, op. Raises ExpressionError."""
    place = 0
    text = text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if not match or match.lastgroup is None:
            raise ExpressionError(f"{text[place : place + 12]!r} is not understood")
        yield match.lastgroup, match[match.lastgroup]
        place = match.end()


def _resolved(term: Term | Name) -> Term:
    if isinstance(term, Name):
        raise ExpressionError(f"{term.text} is not a fact")
    return term


def _summed(operator: str, left: Term | Name, right: Term | Name) -> Sum:
    left, right = _resolved(left), _resolved(right)
    kinds = (left.type.kind, right.type.kind)
    if kinds == (Kind.INT, Kind.INT):
        return Sum(operator, left, right, left.type)
    if operator == "*" and kinds == (Kind.MONEY, Kind.INT):
        return Sum(operator, left, right, left.type)
    if operator != "*" and kinds == (Kind.MONEY, Kind.MONEY) and left.type.currency == right.type.currency:
        return Sum(operator, left, right, left.type)
    raise ExpressionError(f"{left.type} {operator} {right.type} has no meaning; dates move by plus_days and its kin")
