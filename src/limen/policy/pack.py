"""A route and the pack it belongs to: the law of one jurisdiction as dated, cited data, read once and never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from limen.policy.amounts import AmountTable
from limen.policy.expressions import Quantity
from limen.policy.rules import (
    Clock,
    Condition,
    CountryList,
    Example,
    FactDefinition,
    Instrument,
    MayLeaveOut,
    Notice,
    NoticeForm,
    Paper,
    Paragraph,
    RouteAct,
    Row,
    Rule,
    System,
    Telling,
)
from limen.policy.stays import StayRule
from limen.vocabulary.decision import OutcomeKind


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """A way through the law (entry, exit, a visa): its rules, outcomes, acts, clocks and notices. Compared by identity.

    `stay_rule` is the rule that limits a short stay on this route; the grounds in `unlimited_by` say it does not bind.
    `relaxation` is what command may leave out in exceptional circumstances, None where the law allows nothing.
    `quantities` are worked out of facts, to be said in reasons: `{means_needed}`.
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
    relaxation: MayLeaveOut | None = None
    quantities: Mapping[str, Quantity] = field(default_factory=dict)
    papers: tuple[Paper, ...] = ()

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

    def letters(self, notice_id: str, language: str = "en") -> Mapping[str, str]:
        """Every ground that a notice's form prints, by letter in order: its short title in a language, else in English.

        Empty where the form has no letters. Raises KeyError where the route has no such notice.
        """
        form = self._form(notice_id)
        shelf = self.pack.text.get("en", {}).get("notices", {}).get(form.id, {}).get("letters", {})
        return {letter: self.pack.words(language, "notices", form.id, "letters", letter) for letter in sorted(shelf)}

    def _form(self, notice_id: str) -> NoticeForm:
        form = next((form for form in self.notices if form.id == notice_id), None)
        if form is None:
            raise KeyError(f"{self.name} has no notice {notice_id!r}")
        return form

    def notice(self, notice_id: str, language: str = "en") -> Notice:
        """A notice with its paragraphs in a language, English where a paragraph is not translated. Raises KeyError."""
        form = self._form(notice_id)
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
    """The law of one jurisdiction as dated, cited data. Compared by identity; `id_hash` identifies its bytes.

    In the languages of `asked_in` a person is asked and nothing else is told: they have questions and answer words.
    """

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
    amounts: Mapping[str, AmountTable] = field(default_factory=dict)
    systems: Mapping[str, System] = field(default_factory=dict)
    asked_in: tuple[str, ...] = ()
    routes: dict[str, Route] = field(default_factory=dict, repr=False)  # filled once, while the pack is read
    examples: tuple[Example, ...] = field(default=(), repr=False)

    def route(self, name: str) -> Route:
        """The route `entry`, or `schengen/entry`. Raises KeyError naming those there are."""
        pack_id, _, route_id = name.rpartition("/")
        if (pack_id and pack_id != self.id) or route_id not in self.routes:
            raise KeyError(f"{name!r} is no route of {self.id}: there are {', '.join(sorted(self.routes))}")
        return self.routes[route_id]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which the whole law is told; those of its questions alone are left out."""
        return tuple(sorted({"en", *self.text} - set(self.asked_in)))

    def is_for_service(self, language: str = "en") -> bool:
        """Whether the pack and the whole of its words in a language have each a named reviewer (DESIGN §7)."""
        return language in self.languages and bool(self.reviewers) and bool(self.text_reviewers.get(language))

    def words(self, language: str, *path: str) -> str:
        """The words kept under a path, in English where the language has none; empty where there are none at all."""
        return self.own_words(language, *path) or self.own_words("en", *path)

    def language_of(self, language: str, *path: str) -> str:
        """The language in which `words` says what is kept under a path, for whoever marks it on a page."""
        return language if self.own_words(language, *path) else "en"

    def own_words(self, language: str, *path: str) -> str:
        """The words that a language itself has under a path; empty where it has none."""
        found: Any = self.text.get(language, {})
        for step in path:
            found = found.get(step) if isinstance(found, Mapping) else None
        return found if isinstance(found, str) else ""

    def cited(self, cite: str) -> str:
        """A citation as people read it: the key of each instrument replaced by its short name."""
        return _cited(self, cite)

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
        from limen.policy.formula import snapshot

        return digest(canonical({route_id: snapshot(route, on) for route_id, route in self.routes.items()}))


@lru_cache(maxsize=20_000)
def _cited(pack: Pack, cite: str) -> str:
    parts = []
    for part in cite.split("; "):
        key, _, rest = part.partition(" ")
        instrument = pack.instruments.get(key)
        parts.append(f"{instrument.short} {rest}".strip() if instrument else part)
    return "; ".join(parts)


def canonical(document: Any) -> bytes:
    """JSON with sorted keys and no spaces, in UTF-8."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(data: bytes) -> str:
    """`sha256:` and the hexadecimal hash."""
    return "sha256:" + hashlib.sha256(data).hexdigest()
