"""Leaves at work: an expression bound to the lists and rules of a day, its value within bounds, and its cells.

A leaf answers True, False or None (not settled by what is known). Where one unknown fact alone leaves it open, the
fact's values fall into finitely many cells on which the leaf is constant; a fact without such cells leaves the leaf
opaque, which can make a question one too many, never one too few.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from limen.policy.expressions import (
    DECISION_DATE,
    Call,
    Comparison,
    Expression,
    Literal,
    Membership,
    Quantity,
    Reference,
    Sum,
    Term,
    facts_of,
    walk,
)
from limen.policy.functions import FUNCTIONS
from limen.policy.stays import StayRule
from limen.policy.values import ORDERED, UNKNOWN, Kind, Money, Range, ValueType, is_precise

Environment = dict[Any, Any]
Truth = bool | None
_Value = Callable[[Environment], Any]
_FAR = 10**15
_CENTS = Decimal("0.01")


@dataclass(frozen=True, slots=True, eq=False)
class BoundLeaf:
    """An expression made ready for a day: `value(environment)` is its truth."""

    expression: Expression
    value: Callable[[Environment], Truth]
    orders: tuple[Callable[[Environment], Truth], ...]  # monotone in each fact: itself, or the two orders around `=`
    directions: Mapping[str, int | None]
    types: Mapping[str, ValueType]
    countries: frozenset[str] = frozenset()  # every country the leaf tells apart
    sides: tuple[tuple[Term, _Value], ...] = ()  # of a comparison: each term and its value in an environment

    def blurred(self, environment: Environment) -> tuple[str, ...]:
        """The facts of the leaf that are not one point; where all are, those whose history is uncertain."""
        facts = tuple(name for name in self.expression.facts if not is_precise(environment[name]))
        return facts or self.histories

    @property
    def histories(self) -> tuple[str, ...]:
        """The facts of the leaf that are histories of movements."""
        return tuple(name for name in self.expression.facts if self.types[name].kind is Kind.STAYS)

    def has_cells(self, fact: str) -> bool:
        """Whether the values of that fact fall into finitely many cells of this leaf."""
        return self.types[fact].kind is not Kind.STAYS and self.directions.get(fact) is not None


@dataclass(frozen=True, slots=True)
class Binding:
    """What a leaf is bound to: the day, the lists as they are on it, and the stay rules."""

    on: date
    lists: Mapping[str, frozenset[str]]
    stay_rules: Mapping[str, StayRule]


def bind(expression: Expression, binding: Binding) -> BoundLeaf:
    """Make an expression ready for a day."""
    root = expression.root
    types = {part.name: part.type for part in walk(root) if isinstance(part, Reference)}
    directions = {fact: _direction_of_root(root, fact) for fact in expression.facts}
    if isinstance(root, Membership):
        members = binding.lists[root.list_name] if root.list_name else frozenset(root.members)
        value = _membership(_term(root.term, binding), members, root.negated)
        return BoundLeaf(expression, value, (), directions, types, members)
    left, right = _term(root.left, binding), _term(root.right, binding)
    value = _told_apart(root) or _comparison(root.operator, left, right)
    around = (_comparison("<", left, right), _comparison("<=", left, right))
    orders = around if root.operator in {"=", "!="} else (value,)
    written = frozenset(side.value for side in (root.left, root.right) if isinstance(side, Literal))
    countries = written if Kind.COUNTRY in {root.left.type.kind} else frozenset()
    return BoundLeaf(expression, value, orders, directions, types, countries, ((root.left, left), (root.right, right)))


def bind_quantity(quantity: Quantity, binding: Binding) -> _Value:
    """Make a quantity ready for a day: its value in an environment, a range or UNKNOWN where that is not settled."""
    return _term(quantity.term, binding)


def _membership(term: _Value, members: frozenset[Any], negated: bool) -> Callable[[Environment], Truth]:
    def value(environment: Environment) -> Truth:
        found = term(environment)
        return None if found is UNKNOWN else (found in members) is not negated

    return value


def _told_apart(root: Comparison) -> Callable[[Environment], Truth] | None:
    """What nearly every leaf is, in short: a fact without order, and the value of it that is written in the law."""
    left, right = root.left, root.right
    if not isinstance(left, Reference) or not isinstance(right, Literal) or root.operator not in {"=", "!="}:
        return None
    if left.type.kind in ORDERED:
        return None
    name, written, is_meant = left.name, right.value, root.operator == "="

    def value(environment: Environment) -> Truth:
        found = environment[name]
        return None if found is UNKNOWN else (found == written) is is_meant

    return value


def _comparison(operator: str, left: _Value, right: _Value) -> Callable[[Environment], Truth]:
    decide = _COMPARE[operator]

    def value(environment: Environment) -> Truth:
        one, other = left(environment), right(environment)
        if one is UNKNOWN or other is UNKNOWN:
            return None
        if isinstance(one, Range):
            low, high = one.low, one.high
        else:
            low = high = one
        if isinstance(other, Range):
            return decide(low, high, other.low, other.high)
        return decide(low, high, other, other)

    return value


def _less(low: Any, high: Any, other_low: Any, other_high: Any) -> Truth:
    if high < other_low:
        return True
    return False if low >= other_high else None


def _at_most(low: Any, high: Any, other_low: Any, other_high: Any) -> Truth:
    if high <= other_low:
        return True
    return False if low > other_high else None


def _same(low: Any, high: Any, other_low: Any, other_high: Any) -> Truth:
    if low == high == other_low == other_high:
        return True
    if low == high and other_low == other_high:
        return False
    return False if high < other_low or other_high < low else None


def _not(truth: Truth) -> Truth:
    return None if truth is None else not truth


_COMPARE: Mapping[str, Callable[[Any, Any, Any, Any], Truth]] = {
    "<": _less,
    "<=": _at_most,
    ">": lambda low, high, other_low, other_high: _less(other_low, other_high, low, high),
    ">=": lambda low, high, other_low, other_high: _at_most(other_low, other_high, low, high),
    "=": _same,
    "!=": lambda *bounds: _not(_same(*bounds)),
}


def _term(term: Term, binding: Binding) -> _Value:
    match term:
        case Literal(value=value):
            return lambda _environment: value
        case Reference(name=name):
            if name == DECISION_DATE:
                return lambda _environment: binding.on
            return lambda environment: environment[name]
        case Sum():
            return _sum(term, _term(term.left, binding), _term(term.right, binding))
        case Call():
            return _call(term, tuple(_term(argument, binding) for argument in term.arguments), binding)


def _sum(term: Sum, left: _Value, right: _Value) -> _Value:
    operator = term.operator

    def value(environment: Environment) -> Any:
        one, other = left(environment), right(environment)
        if one is UNKNOWN or other is UNKNOWN:
            return UNKNOWN
        ends = [_arithmetic(operator, a, b) for a in _ends(one) for b in _ends(other)]
        low, high = min(ends), max(ends)
        return low if low == high else Range(low, high)

    return value


def _ends(value: Any) -> tuple[Any, ...]:
    return (value.low, value.high) if isinstance(value, Range) else (value,)


def _arithmetic(operator: str, one: Any, other: Any) -> Any:
    if isinstance(one, Money):
        return Money(_number(operator, one.amount, other.amount if isinstance(other, Money) else other), one.currency)
    return _number(operator, one, other)


def _number(operator: str, one: Any, other: Any) -> Any:
    if operator == "+":
        return one + other
    return one - other if operator == "-" else one * other


def _call(term: Call, arguments: tuple[_Value, ...], binding: Binding) -> _Value:
    function = FUNCTIONS[term.name]
    call, rules, directions = function.call, binding.stay_rules, function.directions
    key = object()  # a count of stays is dear and asked at many points of the same environment: kept there

    def value(environment: Environment) -> Any:
        given = tuple(argument(environment) for argument in arguments)
        if all(not isinstance(item, Range) and item is not UNKNOWN for item in given):
            if function.accepts[0] is not Kind.STAYS:
                return call(rules, given)
            kept = (key, id(given[0]), *given[1:])
            if kept not in environment:
                environment[kept] = call(rules, given)
            return environment[kept]
        if UNKNOWN in given or 0 in directions:
            return UNKNOWN
        low = tuple(_end(item, side > 0) for item, side in zip(given, directions, strict=True))
        high = tuple(_end(item, side < 0) for item, side in zip(given, directions, strict=True))
        bottom, top = call(rules, low), call(rules, high)
        return bottom if bottom == top else Range(bottom, top)

    return value


def _end(value: Any, lower: bool) -> Any:
    if isinstance(value, Range):
        return value.low if lower else value.high
    return value


def _direction_of_root(root: Comparison | Membership, fact: str) -> int | None:
    """Which way the truth moves with a fact: 1 or -1, 0 where values are listed, None where it is not monotone."""
    kinds = {part.type.kind for part in walk(root) if isinstance(part, Reference) and part.name == fact}
    if isinstance(root, Membership) or not kinds & ORDERED:
        return 0
    left, right = _direction(root.left, fact), _direction(root.right, fact)
    if left is None or right is None or (left and right == left):
        return None
    return left or -right


def _direction(term: Term, fact: str) -> int | None:
    """1 where the term rises with the fact, -1 where it falls, 0 where the fact is not in it, None otherwise."""
    match term:
        case Literal():
            return 0
        case Reference(name=name):
            return int(name == fact)
        case Sum(operator=operator):
            left, right = _direction(term.left, fact), _direction(term.right, fact)
            if operator == "*":
                return 0 if left == right == 0 else None
            turned = None if right is None else (-right if operator == "-" else right)
            return _together((left, turned))
        case Call(name=name, arguments=arguments):
            moves = [_direction(argument, fact) for argument in arguments]
            signs = FUNCTIONS[name].directions
            if any(move and not sign for move, sign in zip(moves, signs, strict=True)):
                return None
            return _together(
                tuple(None if move is None else move * sign for move, sign in zip(moves, signs, strict=True))
            )


def _together(moves: tuple[int | None, ...]) -> int | None:
    if None in moves:
        return None
    signs = {move for move in moves if move}
    if len(signs) > 1:
        return None
    return signs.pop() if signs else 0


def cuts(leaf: BoundLeaf, fact: str, environment: Environment) -> list[Any]:
    """The values of an ordered fact at which the leaf's truth changes, found by halving; the other facts are points."""
    type_, domain = leaf.types[fact], environment[fact]
    low, high = _ordinal(domain.low), _ordinal(domain.high)
    if (other := _other_side(leaf, fact)) is not None:
        ends = {_ordinal(end) + step for end in _ends(other(environment)) for step in (0, 1) if end is not UNKNOWN}
        return [_value(type_, ordinal) for ordinal in sorted(ends) if low < ordinal <= high]
    found = []
    for truth in leaf.orders:

        def rank(ordinal: int, truth: Callable[[Environment], Truth] = truth) -> int:
            environment[fact] = _value(type_, ordinal)
            return _RANK[truth(environment)]

        first, last, crossing = rank(low), rank(high), low
        for step in (1, 2) if last > first else (2, 1):
            # the truth climbs or falls over false, unsettled, true: each step is crossed at most once
            if (first >= step) != (last >= step):
                if crossing == low or (rank(crossing) >= step) is not (last >= step):  # not crossed with the first
                    crossing = _crossing(rank, low, high, step, rising=last >= step)
                found.append(_value(type_, crossing))
    environment[fact] = domain
    return found


def _other_side(leaf: BoundLeaf, fact: str) -> _Value | None:
    """What a fact that stands by itself on one side of a comparison is compared with; its truth changes only there."""
    for (term, _), (other, value) in zip(leaf.sides, reversed(leaf.sides), strict=True):
        if isinstance(term, Reference) and term.name == fact and fact not in facts_of(other):
            return value
    return None


_RANK: Mapping[Truth, int] = {False: 0, None: 1, True: 2}


def _crossing(rank: Callable[[int], int], low: int, high: int, step: int, *, rising: bool) -> int:
    while high - low > 1:
        middle = (low + high) // 2
        if (rank(middle) >= step) is rising:
            high = middle
        else:
            low = middle
    return high


def _ordinal(value: Any) -> int:
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, Money):
        return int(value.amount / _CENTS)
    return int(value)


def _value(type_: ValueType, ordinal: int) -> Any:
    if type_.kind is Kind.DATE:
        return date.fromordinal(ordinal)
    if type_.kind is Kind.MONEY:
        return Money(Decimal(ordinal) * _CENTS, type_.currency)
    return ordinal


ANY_DAY = Range(date.min, date.max)
_ANY_NUMBER = Range(-_FAR, _FAR)


def whole_domain(type_: ValueType) -> Any:
    """What an unknown fact of a type may be: a range for what has an order, else simply unknown."""
    if type_.kind is Kind.DATE:
        return ANY_DAY
    if type_.kind is Kind.INT:
        return _ANY_NUMBER
    if type_.kind is Kind.MONEY:
        return Range(Money(Decimal(-_FAR), type_.currency), Money(Decimal(_FAR), type_.currency))
    return UNKNOWN
