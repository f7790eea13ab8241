"""The values that law speaks of: kinds of value, money, and values known only within bounds.

A birth date printed as `1980` or a history with an unrecorded exit is neither known nor unknown: it lies between two
bounds. `Range` carries that through arithmetic and comparison, so that a rule is decided exactly when every value
within the bounds decides it alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from limen.policy.stays import Movement, StayError, parse_movements
from limen.vocabulary.dates import DateError, PartialDate, Period

_COUNTRY = re.compile(r"[A-Z]{1,3}")
_AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,2})?")
_WHOLE_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INTERVAL = re.compile(r"(\.\.|[^/]+)/(\.\.|[^/]+)")
MOST_MOVEMENTS = 5000
_MOST_DIGITS = 15


class WrongValueError(ValueError):
    """A value that is not of the kind its fact declares; the message says what was given and what is accepted."""


class Kind(StrEnum):
    """The kinds of value a fact may have."""

    BOOL = "bool"
    ENUM = "enum"
    INT = "int"
    MONEY = "money"
    DATE = "date"
    COUNTRY = "country"
    STAYS = "stays"
    TEXT = "text"  # only in expressions: the name of a rule a function is given


ORDERED: Final = frozenset({Kind.INT, Kind.MONEY, Kind.DATE})


@dataclass(frozen=True, slots=True)
class ValueType:
    """A kind of value, with the members of an enumeration or the currency of an amount."""

    kind: Kind
    values: tuple[str, ...] = ()
    currency: str = ""

    def __str__(self) -> str:
        return f"{self.kind} of {', '.join(self.values)}" if self.values else str(self.kind)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in one currency. Amounts of different currencies are never compared: proofreading refuses it."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def to_json(self) -> str:
        """The amount as it is kept, which `parse` reads back."""
        return str(self)

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Read `900`, `900.50` or `900 EUR`. Raises WrongValueError for another currency or no number."""
        parts = text.split()
        if len(parts) == 2 and parts[1].upper() == currency:
            parts = parts[:1]
        if len(parts) != 1 or not _AMOUNT.fullmatch(parts[0]):
            raise WrongValueError(f"{text[:40]!r} is not an amount in {currency}: write 900 or 900.50")
        return cls(Decimal(parts[0]), currency)


@dataclass(frozen=True, slots=True)
class Range:
    """A value known to lie between two bounds, both included."""

    low: Any
    high: Any


class _Mark:
    """A state of a fact that is not a value."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


UNKNOWN: Final = _Mark("UNKNOWN")
NOT_APPLICABLE: Final = _Mark("NOT_APPLICABLE")
NOT_ESTABLISHED: Final = _Mark("NOT_ESTABLISHED")


def is_precise(value: Any) -> bool:
    """Whether a value is one point, so that every expression over it is settled."""
    if isinstance(value, tuple) and value and isinstance(value[0], Movement):
        return True  # an uncertain history shows when it is counted
    return not isinstance(value, Range | _Mark)


def parse_value(type_: ValueType, raw: Any) -> Any:
    """Read one JSON value as the kind its fact declares; dates may be partial (`1980`) or intervals (`../2016-11-22`).

    Raises WrongValueError with what was given and what is accepted.
    """
    reader = _READERS.get(type_.kind)
    if reader is None:
        raise WrongValueError(f"no fact may be of kind {type_.kind}")
    return reader(type_, raw)


def _read_bool(_: ValueType, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    raise WrongValueError(f"{raw!r} is neither true nor false")


def _read_enum(type_: ValueType, raw: Any) -> str:
    if isinstance(raw, str) and raw in type_.values:
        return raw
    raise WrongValueError(f"{raw!r} is not one of {', '.join(type_.values)}")


def _read_int(_: ValueType, raw: Any) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) <= 10**_MOST_DIGITS:
        return raw
    raise WrongValueError(f"{raw!r} is not a whole number")


def _read_money(type_: ValueType, raw: Any) -> Money:
    if isinstance(raw, Money):
        if raw.currency == type_.currency:
            return raw
        raise WrongValueError(f"{raw} is not an amount in {type_.currency}")
    if isinstance(raw, str | int) and not isinstance(raw, bool):
        return Money.parse(str(raw), type_.currency)
    raise WrongValueError(f"{raw!r} is not an amount in {type_.currency}: write 900 or '900.50'")


def _read_country(_: ValueType, raw: Any) -> str:
    if isinstance(raw, str) and _COUNTRY.fullmatch(raw):
        return raw
    raise WrongValueError(f"{raw!r} is not a code of a State: write NO, or UTO for a State that is in no list")


def _read_date(_: ValueType, raw: Any) -> date | PartialDate | Period:
    if isinstance(raw, Period | PartialDate):
        return raw.whole() or raw if isinstance(raw, PartialDate) else raw
    if isinstance(raw, date):
        return date(raw.year, raw.month, raw.day)
    if not isinstance(raw, str):
        raise WrongValueError(f"{raw!r} is not a date: write 2026-11-22, 2026-11, 2026 or 2016-11-22/2026-11-22")
    try:
        if _WHOLE_DAY.fullmatch(raw):  # nearly every date that is given
            return date.fromisoformat(raw)
    except ValueError:
        pass  # the way below says what is wrong with it
    try:
        if match := _INTERVAL.fullmatch(raw.strip()):
            first = date.min if match[1] == ".." else PartialDate.parse(match[1]).first
            return Period(first, None if match[2] == ".." else PartialDate.parse(match[2]).last)
        partial = PartialDate.parse(raw)
    except DateError as problem:
        raise WrongValueError(str(problem)) from problem
    return partial.whole() or partial


def _read_stays(_: ValueType, raw: Any) -> tuple[Movement, ...]:
    if isinstance(raw, list | tuple) and len(raw) > MOST_MOVEMENTS:
        raise WrongValueError(f"{len(raw)} movements are more than the {MOST_MOVEMENTS} that are read")
    try:
        return parse_movements(raw)
    except StayError as problem:
        raise WrongValueError(str(problem)) from problem


_READERS = {
    Kind.BOOL: _read_bool,
    Kind.ENUM: _read_enum,
    Kind.INT: _read_int,
    Kind.MONEY: _read_money,
    Kind.COUNTRY: _read_country,
    Kind.DATE: _read_date,
    Kind.STAYS: _read_stays,
}


def as_json(value: Any) -> Any:
    """A value as JSON writes it, the reverse of `parse_value`."""
    if isinstance(value, Period):
        first = ".." if value.first == date.min else value.first.isoformat()
        return f"{first}/{value.last.isoformat() if value.last else '..'}"
    if isinstance(value, date | PartialDate):
        return value.isoformat()
    if isinstance(value, Money):
        return str(value)
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    if isinstance(value, Movement):
        return value.to_json()
    return value


def bounds_of(value: Any) -> Any:
    """A value as expressions compute with it: a partial date or a period becomes the range of days it may mean."""
    if isinstance(value, PartialDate):
        return value.whole() or Range(value.first, value.last)
    if isinstance(value, Period):
        last = value.last or date.max
        return value.first if last == value.first else Range(value.first, last)
    return value
