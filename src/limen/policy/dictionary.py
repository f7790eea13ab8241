"""Changes to the facts that a law asks for: a new one with its question, a new value, who says it and how."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, ClassVar

from limen.policy.places import Documents, EditError, chosen, cited, each, named, named_one, speak, whole
from limen.policy.values import Kind

# Who or what may say a fact, in the order in which they are tried.
SOURCES = ("mrz", "chip", "printed", "register", "list", "officer", "answer", "assessment")
# The kinds a form can make; stays are worked out of movements.
KINDS = tuple(map(str, (Kind.BOOL, Kind.ENUM, Kind.INT, Kind.MONEY, Kind.DATE, Kind.COUNTRY)))
FLAGS = ("judgement", "sensitive", "may_not_apply", "shared")
MOST_ORDER = 100_000


@dataclass(frozen=True, slots=True)
class NewFact:
    """Add a fact to what the law may ask: its kind, who says it, its English question and the words of its values."""

    do: ClassVar[str] = "fact"
    id: str
    type: str
    order: int
    question: str
    name: str = ""
    evidence: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    currency: str = ""
    judgement: bool = False
    sensitive: bool = False
    may_not_apply: bool = False
    shared: bool = False
    cite: str = ""
    informs: str = ""

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        facts = documents["facts.yaml"]["facts"]
        if any(one["id"] == named(self.id) for one in facts):
            raise EditError("edit.same", "id", name=self.id)
        if not self.question:
            raise EditError("edit.words", "question")
        kind = chosen(self.type, KINDS, "type")
        new: dict[str, Any] = {"id": self.id, "type": kind, "order": whole(self.order, "order", 0, MOST_ORDER)}
        if (kind == Kind.ENUM) != bool(self.values) or len(self.values) == 1:
            raise EditError("edit.values", "values")
        if self.values:
            new["values"] = [named(value, "values") for value in self.values]
        if (kind == Kind.MONEY) != bool(self.currency) or (kind == Kind.MONEY and not _is_currency(self.currency)):
            raise EditError("edit.currency", "currency")
        if self.currency:
            new["currency"] = self.currency
        if evidence := each(self.evidence, SOURCES, "evidence"):
            new["evidence"] = evidence
        new |= {flag: True for flag in FLAGS if getattr(self, flag) is True}
        if self.cite:
            new["cite"] = cited(documents, self.cite)
        if self.informs:
            new["informs"] = self.informs
        facts.append(new)
        yield "facts.yaml"
        yield speak(documents, "en", ("facts", self.id, "question"), self.question)
        if self.name:
            yield speak(documents, "en", ("facts", self.id, "name"), self.name)
        for value, words in self.values.items():
            if not words:
                raise EditError("edit.words", "values")
            yield speak(documents, "en", ("facts", self.id, "values", value), words)


@dataclass(frozen=True, slots=True)
class FactNature:
    """Say otherwise who says a fact, when it is asked, how it is handled and on which clause; None leaves a part."""

    do: ClassVar[str] = "fact_nature"
    id: str
    order: int | None = None
    evidence: tuple[str, ...] | None = None
    judgement: bool | None = None
    sensitive: bool | None = None
    may_not_apply: bool | None = None
    shared: bool | None = None
    cite: str | None = None
    informs: str | None = None

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        fact = named_one(documents["facts.yaml"]["facts"], self.id)
        before = deepcopy(fact)
        if self.order is not None:
            fact["order"] = whole(self.order, "order", 0, MOST_ORDER)
        if self.evidence is not None:
            _say(fact, "evidence", each(self.evidence, SOURCES, "evidence", before.get("evidence", ())))
        for flag in FLAGS:
            if getattr(self, flag) is not None:
                _say(fact, flag, getattr(self, flag) is True)
        if self.cite is not None:
            _say(fact, "cite", cited(documents, self.cite) if self.cite else "")
        if self.informs is not None:
            _say(fact, "informs", self.informs)
        if fact == before:
            raise EditError("edit.same_as_before")
        yield "facts.yaml"


@dataclass(frozen=True, slots=True)
class FactValue:
    """Add a value to a fact that is a choice, with its English words."""

    do: ClassVar[str] = "fact_value"
    id: str
    value: str
    words: str

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        fact = named_one(documents["facts.yaml"]["facts"], self.id)
        if "values" not in fact:
            raise EditError("edit.values", "value")
        if named(self.value, "value") in fact["values"]:
            raise EditError("edit.same", "value", name=self.value)
        if not self.words:
            raise EditError("edit.words", "words")
        fact["values"].append(self.value)
        yield "facts.yaml"
        yield speak(documents, "en", ("facts", self.id, "values", self.value), self.words)


def _say(holder: dict[str, Any], name: str, value: Any) -> None:
    if value:
        holder[name] = value
    else:
        holder.pop(name, None)


def _is_currency(text: str) -> bool:
    return re.fullmatch(r"[A-Z]{3}", text) is not None
