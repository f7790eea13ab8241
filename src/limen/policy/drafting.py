"""A draft of a law: the pack in force and changes to it, what its examples come to before and after, what is at fault.

>>> from limen.policy import load_pack
>>> from limen.policy.edits import Amount
>>> base = load_pack("schengen")
>>> dearer = Amount("REFERENCE_AMOUNT", ("FR", "with_host"), "65", "2026-11-01", "A notification made up here")
>>> [one.id for one in run_examples(base, drafted(base, (dearer,)), "entry", "refuse.G") if one.changed]
['means_with_a_host']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from limen.policy.compared import Change, Detail, difference
from limen.policy.edits import Edit, applied
from limen.policy.errors import PolicyError
from limen.policy.evaluate import evaluate
from limen.policy.expressions import ExpressionError, parse, tokens
from limen.policy.facts import parse_facts
from limen.policy.formula import governing, scope_of
from limen.policy.functions import FUNCTIONS
from limen.policy.pack import Pack, Route
from limen.policy.places import GROUPS, EditError
from limen.policy.proofread import differences, gives
from limen.policy.read import PackError, pack_of, read_pack
from limen.policy.reading import Reading
from limen.policy.rules import Condition, Example, Group, Leaf, Named, conditions_of, leaves_of
from limen.policy.values import ORDERED, Kind, WrongValueError, parse_value
from limen.policy.writing import write_pack, write_page
from limen.vocabulary.evidence import Finding, Outcome


def drafted(base: Pack, edits: Iterable[Edit]) -> Pack:
    """The pack that the changes make of the one in force.

    Raises EditError for a change that has no place, and PackError where what comes of it cannot be read: the message
    names file, line and part as the canonical files write them.
    """
    documents = applied(base.documents, tuple(edits))
    try:
        return pack_of(documents, base.documents)
    except PackError:
        return read_pack(write_pack(documents))


# -- examples ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """What the law gives for an example: outcome, grounds, the next question; or why it gives nothing."""

    outcome: str
    grounds: tuple[str, ...] = ()
    next: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Ran:
    """An example under the law in force and under the draft; `wrong` is what it expects and the draft does not give."""

    id: str
    title: str
    on: date
    before: Answer | None
    after: Answer
    wrong: tuple[tuple[str, Any, Any], ...]
    given: Mapping[str, Any]
    is_about: bool = True  # the rule applies in it under one of the laws, or in its near miss

    @property
    def changed(self) -> bool:
        """Whether the draft gives another answer than the law in force; a new example has no answer before."""
        return self.before is not None and self.before != self.after

    @property
    def holds(self) -> bool:
        """Whether the draft gives what the example says."""
        return not self.wrong and not self.after.problem


def run_examples(base: Pack, draft: Pack, route: str, rule: str = "") -> tuple[Ran, ...]:
    """The examples of a rule run under both laws: where it applies in one of them, its near misses, what changed.

    Without a rule every example of the route. Changed ones first, then those that no longer hold, then the rest.
    """
    old, new = _answers(base, route), _answers(draft, route)
    meant = {name for name in new if not rule or rule in new[name].rules or (name in old and rule in old[name].rules)}
    near = {one.id: one.near for one in draft.examples if one.near}
    meant |= {name for name, of in near.items() if of in meant} | {of for name, of in near.items() if name in meant}
    ran = []
    for name, now in new.items():
        before = old[name].answer if name in old else None
        one = Ran(name, now.example.title, now.example.on, before, now.answer, now.wrong, now.given, name in meant)
        if name in meant or one.changed:
            ran.append(one)
    return tuple(sorted(ran, key=lambda one: (not one.changed, one.holds)))


@dataclass(frozen=True, slots=True)
class _Answered:
    example: Example
    answer: Answer
    wrong: tuple[tuple[str, Any, Any], ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    rules: frozenset[str] = frozenset()  # those that apply


@lru_cache(maxsize=24)
def _answers(pack: Pack, route: str) -> dict[str, _Answered]:
    return {one.id: _answer(pack, one) for one in pack.examples if one.route == route}


def _answer(pack: Pack, example: Example) -> _Answered:
    route = pack.routes[example.route]
    try:
        facts = parse_facts(example.facts, pack)
        advice = evaluate(facts, route, on=example.on, trace=False)
        law = governing(route, example.on)
    except PolicyError as problem:
        return _Answered(example, Answer("", problem=str(problem)))
    case, given = Reading(law, facts), gives(advice)
    applying = frozenset(name for name, rule in law.rules.items() if case.truth(rule.applies) is True)
    answer = Answer(given["outcome"], given["grounds"], given["next"])
    return _Answered(example, answer, tuple(differences(example, advice)), given, applying)


def findings_for(findings: Iterable[Finding], route: str, rule: str, examples: Iterable[str]) -> tuple[Finding, ...]:
    """What proofreading found wrong with one rule: of it, of the lists and facts it reads, and of its examples."""
    places, cases = (f"{route}/{rule}", "lists/", "amounts/"), set(examples)
    return tuple(
        one
        for one in findings
        if one.outcome is not Outcome.PASSED
        and (str(one.params.get("where", "")).startswith(places) or str(one.params.get("example", "")) in cases)
    )


# -- what is changed, and what a rule rests on -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Uses:
    """What a rule rests on besides its own words: named conditions, lists, tables of amounts, facts."""

    conditions: tuple[str, ...]
    lists: tuple[str, ...]
    amounts: tuple[str, ...]
    facts: tuple[str, ...]


def uses(route: Route, rule: str) -> Uses:
    """What a rule rests on, in all its versions. Raises KeyError where the route has no such rule."""
    pack, conditions, facts, lists = route.pack, set[str](), set[str](), set[str]()
    for version in route.rule(rule).versions:
        for condition in conditions_of(version):
            conditions |= set(_names(condition, route))
            for leaf in leaves_of(condition, route.conditions):
                facts |= set(leaf.expression.facts)
                lists |= set(leaf.expression.lists)
    amounts = {pack.facts[name].looked_up for name in facts} - {""}
    return Uses(tuple(sorted(conditions)), tuple(sorted(lists)), tuple(sorted(amounts)), tuple(sorted(facts)))


def _names(condition: Condition, route: Route) -> Iterator[str]:
    if isinstance(condition, Named):
        yield condition.name
        yield from _names(route.conditions[condition.name], route)
    elif isinstance(condition, Group):
        for part in condition.parts:
            yield from _names(part, route)


def changed_rules(base: Pack, draft: Pack) -> tuple[tuple[str, str], ...]:
    """The rules that the draft changes, themselves or by what they rest on, as (route, rule)."""
    found = []
    for route in draft.routes.values():
        old = base.routes.get(route.id)
        for rule in route.rules:
            is_new = old is None or all(rule.id != one.id for one in old.rules)
            if is_new or old is None or _rests_on(base, old, rule.id) != _rests_on(draft, route, rule.id):
                found.append((route.id, rule.id))
    return tuple(found)


def _rests_on(pack: Pack, route: Route, rule: str) -> tuple[Any, ...]:
    used = uses(route, rule)
    return (
        route.rule(rule),
        [route.conditions[name] for name in used.conditions],
        [pack.lists[name] for name in used.lists],
        [pack.amounts[name] for name in used.amounts],
        [replace(pack.facts[name], question="") for name in used.facts],
        [pack.text[language].get("rules", {}).get(rule) for language in sorted(pack.text)],
        [
            pack.text[language].get("says", {}).get(say)
            for language in sorted(pack.text)
            for say in letter_words(route, rule)
        ],
    )


def letter_words(route: Route, rule: str) -> tuple[str, ...]:
    """The names under which the words are kept that the conditions of a rule say in a letter."""
    found: dict[str, None] = {}

    def gather(condition: Condition) -> None:
        if isinstance(condition, Named):
            gather(route.conditions[condition.name])
        elif isinstance(condition, Group | Leaf):
            found.update({condition.say: None} if condition.say else {})
            for part in condition.parts if isinstance(condition, Group) else ():
                gather(part)

    for version in route.rule(rule).versions:
        for condition in conditions_of(version):
            gather(condition)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Subject:
    """Something in a pack that can be looked for: what kind, where, its name, its words, its clause."""

    kind: str  # rule, list, amounts, fact, notice, act, clock
    route: str
    name: str
    title: str
    cite: str


def subjects(pack: Pack, language: str = "en") -> tuple[Subject, ...]:
    """Everything of a pack that a draft can change by a form."""
    found = []
    for name in sorted(pack.routes):
        route = pack.routes[name]
        for rule in route.rules:
            title = pack.words(language, "rules", rule.id, "title") or rule.id
            found.append(Subject("rule", name, rule.id, title, pack.cited(rule.cite)))
        for notice in route.notices:
            title = pack.words(language, "notices", notice.id, "title") or notice.id
            found.append(Subject("notice", name, notice.id, title, pack.cited(notice.cite)))
        for act in route.acts:
            title = pack.words(language, "acts", act.name) or act.name
            found.append(Subject("act", name, act.name, title, pack.cited(act.cite)))
        for clock in route.clocks:
            title = pack.words(language, "clocks", clock.id) or clock.id
            found.append(Subject("clock", name, clock.id, title, pack.cited(clock.cite)))
    for kept in pack.lists.values():
        title = pack.words(language, "lists", kept.id) or kept.id
        found.append(Subject("list", "", kept.id, title, pack.cited(kept.cite)))
    for table in pack.amounts.values():
        title = pack.words(language, "lists", table.id) or table.id
        found.append(Subject("amounts", "", table.id, title, pack.cited(table.cite)))
    for fact in pack.facts.values():
        if question := pack.words(language, "facts", fact.id, "question"):
            found.append(Subject("fact", "", fact.id, question, pack.cited(fact.cite)))
    return tuple(found)


def matching(pack: Pack, words: str, language: str = "en") -> tuple[Subject, ...]:
    """What bears all these words in its name, its clause or its text, whatever the case; all of it for no words."""
    wanted = words.casefold().split()

    def text(one: Subject) -> str:
        own = " ".join(_texts(pack.text.get(language, {}).get(_SHELVES[one.kind], {}).get(one.name)))
        return f"{one.name} {one.title} {one.cite} {own}".casefold()

    return tuple(one for one in subjects(pack, language) if not wanted or all(word in text(one) for word in wanted))


_SHELVES = {
    "rule": "rules", "notice": "notices", "list": "lists", "amounts": "lists", "fact": "facts", "act": "acts",
    "clock": "clocks",
}  # fmt: skip


def _texts(shelf: Any) -> Iterator[str]:
    if isinstance(shelf, str):
        yield shelf
    elif isinstance(shelf, Mapping):
        for value in shelf.values():
            yield from _texts(value)


# -- a condition as a form ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of a leaf: fixed where `kind` is empty, else what may stand in its place and how it is given."""

    text: str
    kind: str = ""  # operator, number, date, choice, country, list
    options: tuple[str, ...] = ()


_OPERATORS = ("<", "<=", ">", ">=", "=", "!=")


def pieces(text: str, pack: Pack) -> tuple[Piece, ...]:
    """A leaf word by word, each as a form asks for it."""
    expression = parse(text, scope_of(pack.facts, frozenset(pack.lists)))
    types = [pack.facts[name].type for name in expression.facts]
    ordered = any(type_.kind in ORDERED for type_ in types) or expression.uses_decision_date
    found = []
    for kind, word in tokens(text):
        if kind == "op" and word in _OPERATORS:
            found.append(Piece(word, "operator", _OPERATORS if ordered else ("=", "!=")))
        elif kind in ("number", "date"):
            found.append(Piece(word, kind))
        elif kind == "word" and word in pack.lists:
            found.append(Piece(word, "list", tuple(pack.lists)))
        elif kind == "word" and word in ("true", "false"):
            found.append(Piece(word, "choice", ("true", "false")))
        elif kind == "word" and _is_fixed(word, pack):
            found.append(Piece(word))
        elif kind == "word":
            options = next((type_.values for type_ in types if word in type_.values), ())
            found.append(Piece(word, "choice" if options else "country", options))
        else:
            found.append(Piece(f"'{word}'" if kind == "text" else word))
    return tuple(found)


def _is_fixed(word: str, pack: Pack) -> bool:
    currencies = {fact.type.currency for fact in pack.facts.values()}
    return (
        word in pack.facts or word in FUNCTIONS or word in {"in", "not", "decision_date"} or word in currencies - {""}
    )


def composed(old: Iterable[Piece], given: Mapping[int, str]) -> str:
    """The leaf of these pieces with what a form gave for some of them, spaced as the packs write it."""
    text = ""
    for number, piece in enumerate(old):
        word = given.get(number, piece.text) if piece.kind else piece.text
        glued = not text or text[-1] in "([" or word in {")", "]", ","} or (word == "(" and text[-1].isalnum())
        text += word if glued else f" {word}"
    return text


def compared(pack: Pack, fact: str, operator: str, value: str) -> str:
    """A new leaf: a fact, how it is compared, with what: a value of its kind, a list, or for a date another date.

    Raises EditError where the fact cannot be compared so.
    """
    definition = pack.facts.get(fact)
    if definition is None or definition.type.kind is Kind.STAYS:
        raise EditError("edit.nothing", name=fact[:60])
    value, type_ = value.strip(), definition.type
    text = f"{fact} {operator} {value}"
    if operator in ("in", "not in") or value in pack.facts or value == "decision_date":
        pass
    else:
        try:
            read = parse_value(type_, value == "true" if type_.kind is Kind.BOOL and value in _YES_NO else value)
        except WrongValueError as problem:
            raise EditError("edit.field", field=str(problem)[:200]) from problem
        if type_.kind is Kind.MONEY:
            text = f"{fact} {operator} {read}"
    return readable(pack, text)


def readable(pack: Pack, text: str) -> str:
    """A leaf that the pack can read. Raises EditError, with what is wrong with it."""
    try:
        parse(text, scope_of(pack.facts, frozenset(pack.lists)))
    except ExpressionError as problem:
        raise EditError("edit.field", field=str(problem)[:200]) from problem
    return text


_YES_NO = frozenset({"true", "false"})


@dataclass(frozen=True, slots=True)
class Node:
    """A condition in the tree of a rule, as a form finds it: the version, the part, and what stands there."""

    version: str
    part: str
    depth: int
    how: str  # all, any, none of what follows deeper; "if" for a leaf; "is" for a named condition
    text: str
    cite: str
    may_go: bool
    say: str = ""


def nodes(document: Any, version: str, part: str, depth: int = 0, may_go: bool = False) -> Iterator[Node]:
    """The conditions from one on down, in the order of the file."""
    if isinstance(document, str):
        yield Node(version, part, depth, "if", document, "", may_go)
        return
    cite, say = document.get("cite", ""), document.get("say", "")
    for how in ("if", "is"):
        if how in document:
            yield Node(version, part, depth, how, document[how], cite, may_go, say)
            return
    how = next(how for how in GROUPS if how in document)
    yield Node(version, part, depth, how, "", cite, may_go, say)
    for number, inner in enumerate(document[how]):
        yield from nodes(inner, version, f"{part}/{how}/{number}", depth + 1, len(document[how]) > 1)


def rule_as_written(rule: Mapping[str, Any]) -> str:
    """A rule as its canonical file writes it."""
    return write_page("rule", rule).decode()


def thing_as_written(kind: str, thing: Mapping[str, Any]) -> str:
    """A fact, an act or a clock as its canonical file writes it."""
    if kind == "fact":
        return write_page("fact", thing).decode()
    return write_page("route", {f"{kind}s": [thing]}).decode()


# -- nothing unseen ----------------------------------------------------------------------------------------------------


def details_of(base: Pack, draft: Pack, things: Iterable[tuple[str, str, str]]) -> tuple[tuple[Change, Detail], ...]:
    """Every place in these things (part, route or language, name) where the draft is written otherwise than the law.

    What is compared is what the files hold, so that nothing differs unseen, whatever a page puts in words.
    """
    meant = set(things)
    found = (one for one in _differences(base, draft) if (one.part, one.of, one.name) in meant)
    return tuple((change, detail) for change in found for detail in change.details)


def changed_things(base: Pack, draft: Pack) -> frozenset[tuple[str, str, str]]:
    """The facts, acts, clocks and notices that the draft changes, themselves or in their words: kind, route, name."""
    changes, found = _differences(base, draft), set[tuple[str, str, str]]()
    words = {change.name for change in changes if change.part == "text"}
    for one in subjects(draft):
        if one.kind in _THINGS:
            same = any((change.part, change.of, change.name) == (one.kind, one.route, one.name) for change in changes)
            if same or f"{_SHELVES[one.kind]}/{one.name}" in words:
                found.add((one.kind, one.route, one.name))
    return frozenset(found)


_THINGS = frozenset({"fact", "act", "clock", "notice"})


@lru_cache(maxsize=8)
def _differences(base: Pack, draft: Pack) -> tuple[Change, ...]:
    return difference(base, draft)
