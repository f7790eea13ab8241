"""Amounts of money that the law keeps by State: dated, sourced, and looked up where what decides them is known.

A table has a row for each amount, under the values of one or more facts: `[LU]`, or `[FR, with_host]` where an amount
hangs on where somebody lodges. What the table does not hold is unknown, never nought.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from limen.policy.values import Money
from limen.vocabulary.dates import Period


@dataclass(frozen=True, slots=True)
class AmountRow:
    """One amount: the values of the facts it is kept under, when, from which publication, and how that is known."""

    keys: tuple[str, ...]
    amount: Money
    period: Period
    source: str
    checked: str


@dataclass(frozen=True, slots=True)
class AmountTable:
    """Amounts of one kind in one currency; `by` names the facts that decide which row is meant."""

    id: str
    cite: str
    currency: str
    by: tuple[str, ...]
    rows: tuple[AmountRow, ...]

    def row(self, known: Sequence[Any], on: date) -> AmountRow | None:
        """The row that what is known means on a day; None where there is none, or where several differ."""
        rows = list(self._fitting(known, on))
        return rows[0] if rows and all(row.amount == rows[0].amount for row in rows) else None

    def undecided(self, known: Sequence[Any], on: date) -> tuple[str, ...]:
        """The facts still to be known before the table can answer; empty where it never will."""
        rows = list(self._fitting(known, on))
        if len({row.amount for row in rows}) < 2:
            return ()
        reach = max(len(row.keys) for row in rows)
        return tuple(name for name, value in zip(self.by[:reach], known, strict=False) if value is None)

    def _fitting(self, known: Sequence[Any], on: date) -> Iterator[AmountRow]:
        for row in self.rows:
            if on in row.period and all(
                value in (None, key) for key, value in zip(row.keys, known, strict=False)
            ):  # fmt: skip
                yield row

    def to_json(self, on: date) -> list[Any]:
        """The rows of a day, as a snapshot keeps them."""
        return sorted([*row.keys, str(row.amount)] for row in self.rows if on in row.period)
