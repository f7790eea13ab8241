"""What an officer keys as the answer, read as the kind of value its fact takes, or as why there is none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from limen.policy import FactDefinition, FactError
from limen.policy.facts import typed
from limen.policy.presets import dated
from limen.policy.values import Kind
from limen.vocabulary.evidence import Fact, FactStatus, Standard

LONGEST = 20_000

# What officers key for a missing answer, whatever the question; the desk has keys for them too.
NO_ANSWER: Mapping[str, FactStatus] = {
    "refused": FactStatus.REFUSED,
    "refused to answer": FactStatus.REFUSED,
    "unknown": FactStatus.UNKNOWN,
    "does not know": FactStatus.UNKNOWN,
    "not applicable": FactStatus.NOT_APPLICABLE,
    "n/a": FactStatus.NOT_APPLICABLE,
    "disputed": FactStatus.DISPUTED,
    "not established": FactStatus.NOT_ESTABLISHED,
}
_YES = frozenset({"y", "yes", "true", "1"})
_NO = frozenset({"n", "no", "false", "0"})
_BY_OFFICER = frozenset({FactStatus.NOT_ESTABLISHED, FactStatus.DISPUTED})


class AnswerError(ValueError):
    """An answer that is not of the kind asked for; the message says what is accepted."""


def answer(
    definition: FactDefinition,
    given: Any,
    *,
    status: FactStatus = FactStatus.KNOWN,
    standard: Standard = Standard.BALANCE,
    source: str = "",
    on: date | None = None,
) -> Fact:
    """One answer as a fact: keyed text (`y`, `+7d`, `22.11.2026`, `refused`), or a JSON value.

    `status` other than known says why there is no value. A finding (a judgement fact) is the officer's, anything else
    the person's unless `source` says otherwise. `on` is the day of the answer, needed for `+7d`. Raises AnswerError.
    """
    if isinstance(given, str):
        if len(given) > LONGEST:
            raise AnswerError(f"{definition.id}: an answer has at most {LONGEST:,} characters")
        status = NO_ANSWER.get(given.strip().lower(), status) if status is FactStatus.KNOWN else status
    if status is FactStatus.NOT_APPLICABLE and not definition.may_not_apply:
        raise AnswerError(f"{definition.id} always has a value: it cannot be `not applicable`")
    by_officer = definition.judgement or status in _BY_OFFICER or "answer" not in definition.evidence
    source = source or ("officer" if by_officer else "answer")
    as_of = on.isoformat() if on is not None else ""
    if status is not FactStatus.KNOWN:
        return Fact(definition.id, None, status, standard, source, as_of)
    value = _read(definition, given, on)
    return Fact(definition.id, value, status, standard, source, as_of)


def restore(definition: FactDefinition, fact: Fact) -> Fact:
    """A kept answer with its value typed again. Raises AnswerError where the dictionary no longer takes it."""
    if fact.status is not FactStatus.KNOWN:
        return fact
    try:
        return replace(fact, value=typed(definition, fact.value))
    except FactError as problem:
        raise AnswerError(str(problem)) from problem


def _read(definition: FactDefinition, given: Any, on: date | None) -> Any:
    raw = _keyed(definition, given.strip(), on) if isinstance(given, str) else given
    if raw is None or raw == "":
        raise AnswerError(f"{definition.id}: nothing was answered; {_accepted(definition)}")
    try:
        return typed(definition, raw)
    except FactError as problem:
        raise AnswerError(f"{problem}; {_accepted(definition)}") from problem


def _keyed(definition: FactDefinition, text: str, on: date | None) -> Any:
    """Keyed text as the JSON value it means; what is not understood is left for the type to refuse."""
    kind = definition.type.kind
    if kind is Kind.BOOL:
        word = text.lower()
        return True if word in _YES else False if word in _NO else text
    if kind is Kind.INT:
        return int(text) if text.lstrip("+-").isascii() and text.lstrip("+-").isdigit() and len(text) <= 16 else text
    if kind is Kind.COUNTRY:
        return text.upper()
    if kind is Kind.ENUM:
        return text if text in definition.codes else text.lower().replace(" ", "_")
    if kind is Kind.STAYS:
        return _json(definition, text)
    if kind is Kind.DATE:
        text = _day_first(text)
        return dated(text, on) if on is not None else text
    return text


def _day_first(text: str) -> str:
    """`22.11.2026` or `22/11/2026` as ISO 8601 writes it; day first, as most of the world says it."""
    for mark in (".", "/"):
        parts = text.split(mark)
        if len(parts) == 3 and len(parts[2]) == 4 and all(part.isascii() and part.isdigit() for part in parts):
            return f"{parts[2]}-{parts[1]:0>2}-{parts[0]:0>2}"
    return text


def _json(definition: FactDefinition, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise AnswerError(f"{definition.id}: {_accepted(definition)}") from problem


def _accepted(definition: FactDefinition) -> str:
    shapes: Mapping[Kind, str] = {
        Kind.BOOL: "answer yes or no",
        Kind.ENUM: f"answer one of {', '.join(definition.type.values)}",
        Kind.INT: "answer a whole number",
        Kind.MONEY: f"answer an amount, 900 or 900.50 {definition.type.currency}",
        Kind.DATE: "answer a date, 2026-11-22 or 22.11.2026",
        Kind.COUNTRY: "answer the two letters of a State, UTO for one that is in no list",
        Kind.STAYS: 'answer movements, [{"direction": "entry", "on": "2026-11-22"}]',
    }
    return shapes.get(definition.type.kind, "answer in the form asked for") + ", or why there is no answer"
