"""One thing of a law as a form: conditions, days, amounts and words as they may be changed, beside what is in force."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from limen import policy
from limen.office.actions import draftfields, drafting, draftview, telling
from limen.office.actions.acting import NotFound
from limen.office.actions.draftfields import Form
from limen.office.actions.draftview import DetailView, Head, RanView
from limen.office.actions.errors import Words
from limen.office.actions.views import LawLine
from limen.office.records.journal import Stamp
from limen.policy import Pack
from limen.policy.drafting import (
    Piece,
    Ran,
    Subject,
    findings_for,
    letter_words,
    nodes,
    pieces,
    rule_as_written,
    subjects,
    thing_as_written,
    uses,
)
from limen.policy.explain import line_of, rule_lines
from limen.policy.places import named_one, route_file, rule_of
from limen.policy.prose import GROUPS, named, sentence
from limen.policy.spoken import spoken_country, spoken_value
from limen.policy.values import Kind
from limen.vocabulary.evidence import N_, Finding, Outcome
from limen.vocabulary.person import Officer

# The words of each kind of subject, as its form asks for them.
TEXTS: Mapping[str, Sequence[tuple[str, str]]] = {
    "rule": (
        ("title", N_("Title")),
        ("reason", N_("Reason in a letter")),
        ("not_shown", N_("Reason where it was not shown")),
        ("reason_restricted", N_("Reason where disclosure is restricted")),
    ),
    "fact": (("question", N_("Question")), ("name", N_("Name of the fact")), ("public", N_("Question to the public"))),
}
_SHELF = {"rule": "rules", "fact": "facts", "notice": "notices", "act": "acts", "clock": "clocks"}
_SAYS, _EXCEPTIONS, _WAIVERS = N_("In a letter"), N_("Exception"), N_("What the person is told of a waiver")


@dataclass(frozen=True, slots=True)
class NodeForm:
    """A condition as a form: where, how deep, what it says in words, its clause, what of it can be changed."""

    at: str  # rule|version|part; no rule for a condition that has a name
    depth: int
    how: str
    words: str
    text: str
    cite: str
    may_go: bool
    pieces: tuple[Piece, ...] = ()
    letter: Form | None = None  # what it says in a letter


@dataclass(frozen=True, slots=True)
class Branch:
    """Conditions under one heading: when a version applies, what lifts or moves it, or a condition with a name."""

    kind: str  # when, unless, may, waiver, not_to, also_to, named
    name: str
    cite: str
    at: str
    nodes: tuple[NodeForm, ...]
    who: str = ""  # who may decide, or grant
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class VersionForm:
    """A version of a rule: its days, its conditions, what may be added; `dated` false where it waits for a system."""

    version: str
    last: str
    repealed: bool
    dated: bool
    branches: tuple[Branch, ...]
    forms: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class AmountForm:
    """An amount as a form; `was` is the one in force under the same keys and first day, empty for a new row."""

    keys: tuple[str, ...]
    of: str
    amount: str
    first: str
    last: str
    source: str
    was: str
    changed: bool


@dataclass(frozen=True, slots=True)
class TableForm:
    """A table of amounts as a form."""

    id: str
    title: str
    cite: str
    currency: str
    by: tuple[str, ...]
    rows: tuple[AmountForm, ...]


@dataclass(frozen=True, slots=True)
class MemberForm:
    """A State on a list as a form."""

    code: str
    name: str
    country: str
    first: str
    last: str
    cite: str
    changed: bool


@dataclass(frozen=True, slots=True)
class TextForm:
    """Words in one language as a form, with the English and what is in force."""

    language: str
    path: str
    label: str
    words: str
    english: str
    changed: bool
    behind: bool = False  # the English was changed in this draft, and this was not
    code: bool = False  # the label is a name of the file
    of: str = ""  # the name of what says it, where a rule has several


@dataclass(frozen=True, slots=True)
class Sides:
    """A line of the law in force beside the draft's; either may be missing. `mark`: same, changed, gone, new."""

    before: LawLine | None
    after: LawLine | None
    mark: str


@dataclass(frozen=True, slots=True)
class SubjectView:
    """One thing of the law as a form, beside the law in force, with its examples and what is at fault with it."""

    head: Head
    subject: Subject
    clause: str
    texts: tuple[TextForm, ...] = ()
    versions: tuple[VersionForm, ...] = ()
    conditions: tuple[Branch, ...] = ()
    tables: tuple[TableForm, ...] = ()
    members: tuple[MemberForm, ...] = ()
    lists: tuple[Subject, ...] = ()
    sides: tuple[Sides, ...] = ()
    changed: bool = False
    examples: tuple[RanView, ...] = ()
    faults: tuple[Words, ...] = ()
    written: str = ""
    forms: tuple[Form, ...] = ()
    details: tuple[DetailView, ...] = ()  # each place where the files differ
    facts: tuple[tuple[str, str], ...] = ()
    mine: tuple[tuple[str, str], ...] = ()  # the facts that the rule asks for, with how a value of each is written
    outcomes: tuple[tuple[str, str], ...] = ()
    likes: tuple[str, ...] = ()
    samples: str = draftfields.SAMPLES
    operators: tuple[str, ...] = draftfields.OPERATORS
    chosen: NodeForm | None = None
    ran: tuple[Ran, ...] = ()
    now: Pack = field(kw_only=True, repr=False)


def subject(
    officer: Officer, stamp: Stamp, draft_id: uuid.UUID, kind: str, route: str, name: str, *, at: str = "",
    language: str = "en",
) -> SubjectView:  # fmt: skip
    """One thing of a draft as a form; `at` names the condition whose form is open. Raises NotPermitted, NotFound."""
    row, base, now = draftview.opened(officer, stamp, draft_id)
    head = draftview.head_of(row, officer, now, language)
    meant = next((s for s in subjects(now, head.language) if (s.kind, s.route, s.name) == (kind, route, name)), None)
    if meant is None:
        raise NotFound(N_("There is nothing of that name in this draft."))
    given: dict[str, Any] = {"texts": tuple(_texts(meant, base, now, head))}
    if kind == "rule":
        given |= _rule(meant, base, now, head, at)
    elif kind in ("fact", "act", "clock"):
        given |= _other(meant, base, now, head.language)
    elif kind == "list":
        given |= {"members": tuple(_members(name, base, now, head.language)), "faults": _faults(now, "lists/")}
    elif kind == "amounts":
        given |= {"tables": (_table(name, base, now, head.language),), "faults": _faults(now, "amounts/")}
    if kind != "rule":
        given["details"] = _details(meant, base, now)
        given["examples"] = draftview.noticed(base, now, head.language)
    clause = drafting.clause_text(now, meant.cite)
    return SubjectView(head=head, subject=meant, clause=clause, now=now, **given)


def refilled(view: SubjectView, asked: str, fill: Callable[[Form], Form]) -> SubjectView:
    """The view with the form `asked` filled otherwise, wherever it stands on the page."""

    def one(form: Form | None) -> Form | None:
        return fill(form) if form is not None and form.id == asked else form

    def all_of(forms: tuple[Form, ...]) -> tuple[Form, ...]:
        return tuple(fill(form) if form.id == asked else form for form in forms)

    versions = tuple(
        replace(
            version,
            forms=all_of(version.forms),
            branches=tuple(replace(branch, form=one(branch.form)) for branch in version.branches),
        )
        for version in view.versions
    )
    chosen = replace(view.chosen, letter=one(view.chosen.letter)) if view.chosen else None
    return replace(view, forms=all_of(view.forms), versions=versions, chosen=chosen)


def _rule(meant: Subject, base: Pack, now: Pack, head: Head, at: str) -> dict[str, Any]:
    route, language = now.routes[meant.route], head.language
    kept, used = rule_of(now.documents, meant.route, meant.name), uses(route, meant.name)
    ran = draftview.examples(base, now, meant.route, meant.name)
    sides = tuple(_sides(base, now, meant, language))
    versions = tuple(_version(meant, number, kept, now, language) for number in range(len(kept["versions"])))
    conditions = tuple(_condition(meant.route, name, now, language) for name in used.conditions)
    branches = (*(branch for version in versions for branch in version.branches), *conditions)
    all_of = subjects(now, language)
    return {
        "versions": versions,
        "conditions": conditions,
        "tables": tuple(_table(name, base, now, language) for name in used.amounts),
        "lists": tuple(one for one in all_of if one.kind == "list" and one.name in used.lists),
        "sides": sides,
        "changed": (meant.route, meant.name) in draftview.changed(base, now),
        "examples": tuple(draftview.ran_view(one, meant.route, now, language) for one in ran),
        "faults": draftview.faults(findings_for(_proofread(now), meant.route, meant.name, [one.id for one in ran])),
        "written": rule_as_written(kept),
        "forms": (draftfields.nature(now, meant.route, kept, language),),
        "details": _details(meant, base, now),
        "facts": draftfields.facts(now, language),
        "mine": tuple(
            (name, _accepted(now, name)) for name in used.facts if now.facts[name].type.kind is not Kind.STAYS
        ),
        "outcomes": tuple((name, route.outcome_words(name, language)) for name in (*route.outcomes, "undetermined")),
        "likes": tuple(one.id for one in now.examples if one.route == meant.route),
        "ran": ran,
        "chosen": next((node for branch in branches for node in branch.nodes if node.at == at), None),
    }


@lru_cache(maxsize=8)
def _proofread(now: Pack) -> tuple[Finding, ...]:
    return tuple(policy.proofread(now))


def _faults(now: Pack, place: str) -> tuple[Words, ...]:
    found = (one for one in _proofread(now) if one.outcome is not Outcome.PASSED)
    return draftview.faults(one for one in found if str(one.params.get("where", "")).startswith(place))


def _version(meant: Subject, number: int, rule: Mapping[str, Any], now: Pack, language: str) -> VersionForm:
    version: Mapping[str, Any] = rule["versions"][number]
    first, last = version["in_force"]["from"], number == len(rule["versions"]) - 1
    where, repealed = f"{meant.name}|{first}|", last and rule.get("repealed", False)
    branches = [Branch("when", "", "", f"{where}when", _nodes(version["when"], where, "when", now, language))]
    branches += _lifting(version, where, number, now, language)
    for side, condition in version.get("transition", {}).items():
        if side != "cite":
            inner = _nodes(condition, where, f"transition/{side}", now, language)
            cite = now.cited(version["transition"]["cite"])
            branches.append(Branch(side, "", cite, f"{where}transition/{side}", inner))
    return VersionForm(
        version=first,
        last=version["in_force"].get("to", ""),
        repealed=repealed,
        dated=first[:1].isdigit(),
        branches=tuple(branches),
        forms=(
            draftfields.period(version, repealed, now, number), draftfields.exception(first, None, number),
            draftfields.waiver(first, None, number), *draftfields.transition(version, number),
        ),
    )  # fmt: skip


def _lifting(version: Mapping[str, Any], where: str, number: int, now: Pack, language: str) -> Iterator[Branch]:
    """The exceptions and waivers of a version."""
    first = version["in_force"]["from"]
    for place, entry in enumerate(version.get("unless", ())):
        kind = "may" if entry.get("kind") == "discretionary" else "unless"
        inner = _nodes(entry["when"], where, f"unless/{place}/when", now, language)
        yield Branch(
            kind, named(now, language, "exceptions", entry["id"]), now.cited(entry["cite"]), f"{where}unless/{place}",
            inner, _authority(entry, now, language), draftfields.exception(first, entry, number),
        )  # fmt: skip
    for place, entry in enumerate(version.get("waivers", ())):
        granted, part = entry.get("granted"), f"waivers/{place}/granted"
        inner = _nodes(granted, where, part, now, language) if granted is not None else ()
        yield Branch(
            "waiver", named(now, language, "exceptions", entry["id"]), now.cited(entry["cite"]),
            f"{where}waivers/{place}", inner, _authority(entry, now, language),
            draftfields.waiver(first, entry, number),
        )  # fmt: skip


def _authority(entry: Mapping[str, Any], now: Pack, language: str) -> str:
    return named(now, language, "authorities", entry["authority"]) if "authority" in entry else ""


def _other(meant: Subject, base: Pack, now: Pack, language: str) -> dict[str, Any]:
    """A fact, an act or a clock: its forms, what it says in words beside the law in force, what is at fault."""
    kind, place = meant.kind, f"{meant.route}/{meant.name}"
    sides: tuple[Sides, ...] = ()
    if kind == "fact":
        place = f"facts/{meant.name}"
        kept = named_one(now.documents["facts.yaml"]["facts"], meant.name)
        forms = draftfields.fact(kept)
    else:
        key, section = ("name", "acts") if kind == "act" else ("id", "clocks")
        kept = named_one(route_file(now.documents, meant.route)[section], meant.name, key)
        make = draftfields.act if kind == "act" else draftfields.clock
        forms = make(now, meant.route, kept, language)
        sides = tuple(_beside(_line(base, meant, language), _line(now, meant, language)))
    found = (one for one in _proofread(now) if one.outcome is not Outcome.PASSED)
    mine = (one for one in found if one.params.get("where") == place or one.params.get("fact") == meant.name)
    return {
        "forms": tuple(forms),
        "sides": sides,
        "written": thing_as_written(kind, kept),
        "changed": bool(draftview.details(base, now, [(kind, meant.route, meant.name)])),
        "faults": draftview.faults(mine),
    }


def _line(pack: Pack, meant: Subject, language: str) -> tuple[LawLine, ...]:
    """The line of an act or a clock; none where the law does not have it."""
    try:
        return telling.law_lines(line_of(pack.routes[meant.route], meant.kind, meant.name, language))
    except KeyError:
        return ()


def _condition(route: str, name: str, now: Pack, language: str) -> Branch:
    kept = now.documents[f"routes/{route}.yaml"]["conditions"][name]
    inner = _nodes(kept, "||", name, now, language)
    return Branch("named", named(now, language, "conditions", name), "", f"||{name}", inner)


def _nodes(document: Any, where: str, part: str, now: Pack, language: str) -> tuple[NodeForm, ...]:
    found = []
    for one in nodes(document, "", part):
        words: str = one.text
        if one.how == "if":
            words = telling.worded(sentence(one.text, now, language))
        elif one.how == "is":
            words = named(now, language, "conditions", one.text)
        else:
            words = Words(GROUPS[one.how])
        parts = pieces(one.text, now) if one.how == "if" else ()
        letter = draftfields.saying(one.say, now.words("en", "says", one.say)) if one.how != "is" else None
        at = f"{where}{one.part}"
        found.append(NodeForm(at, one.depth, one.how, words, one.text, one.cite, one.may_go, parts, letter))
    return tuple(found)


def _table(name: str, base: Pack, now: Pack, language: str) -> TableForm:
    table, old = now.amounts[name], base.amounts.get(name)
    before = {(row.keys, row.period.first): row for row in old.rows} if old else {}
    rows = []
    for row in sorted(table.rows, key=lambda row: (row.keys, row.period.first)):
        was = before.get((row.keys, row.period.first))
        rows.append(AmountForm(
            keys=row.keys,
            of=" · ".join(_key(now, fact, key, language) for fact, key in zip(table.by, row.keys, strict=False)),
            amount=f"{row.amount.amount}",
            first=row.period.first.isoformat(),
            last=row.period.last.isoformat() if row.period.last else "",
            source=row.source,
            was=f"{was.amount.amount}" if was else "",
            changed=was != row,
        ))  # fmt: skip
    title = named(now, language, "lists", name)
    return TableForm(name, title, now.cited(table.cite), table.currency, table.by, tuple(rows))


def _key(now: Pack, fact: str, key: str, language: str) -> str:
    return spoken_value({"kind": str(now.facts[fact].type.kind), "value": key, "fact": fact}, now, language)


def _members(name: str, base: Pack, now: Pack, language: str) -> Iterator[MemberForm]:
    kept = _kept_list(now, name)
    old = _kept_list(base, name) if name in base.lists else {"members": {}}
    for code, member in sorted(kept["members"].items()):
        whole = member if isinstance(member, Mapping) else {"name": member}
        yield MemberForm(
            code, whole["name"], spoken_country(code, language), whole.get("from", ""), whole.get("to", ""),
            whole.get("cite", ""), old["members"].get(code) != member,
        )  # fmt: skip


def _kept_list(pack: Pack, name: str) -> Mapping[str, Any]:
    kept: Mapping[str, Any] = next(one for one in pack.documents["lists.yaml"]["lists"] if one["id"] == name)
    return kept


def _texts(meant: Subject, base: Pack, now: Pack, head: Head) -> Iterator[TextForm]:
    if meant.kind not in _SHELF:
        return
    for language in head.languages if meant.kind == "fact" else _whole(now):
        for path, (label, needed) in {path: (label, needed) for path, label, needed in _paths(meant, now)}.items():
            english, words = now.own_words("en", *path), now.own_words(language, *path)
            if english or needed:
                was, changed = base.own_words(language, *path), english != base.own_words("en", *path)
                yield TextForm(
                    language, "/".join(path), label, words, "" if language == "en" else english, was != words,
                    language != "en" and changed and bool(words) and was == words,
                    path[-1] == label or path[2:3] == ("values",), path[1] if len(path) == 2 else "",
                )  # fmt: skip


def _paths(meant: Subject, now: Pack) -> Iterator[tuple[tuple[str, ...], str, bool]]:
    """The words of a thing: where they are kept, what they are, whether they may be written where there are none."""
    shelf, name = _SHELF[meant.kind], meant.name
    if meant.kind in ("act", "clock"):
        yield (shelf, name), N_("Title"), True
        return
    if meant.kind == "notice":
        form = next(form for form in now.routes[meant.route].notices if form.id == name)
        yield (shelf, name, "title"), N_("Title"), True
        yield from (((shelf, name, part), part, False) for part, _cite, _slots in form.paragraphs)
        return
    yield from (
        ((shelf, name, part), label, meant.kind == "rule" or part != "public") for part, label in TEXTS[meant.kind]
    )
    if meant.kind == "fact":
        yield from (((shelf, name, "values", value), value, True) for value in now.facts[name].type.values)
        return
    yield from ((("says", one), _SAYS, True) for one in letter_words(now.routes[meant.route], name))
    for version in now.routes[meant.route].rule(name).versions:
        yield from ((("exceptions", one.id), _EXCEPTIONS, True) for one in version.unless)
        yield from ((("waivers", one.id), _WAIVERS, True) for one in version.waivers)


def _details(meant: Subject, base: Pack, now: Pack) -> tuple[DetailView, ...]:
    """Every place where a thing, a condition it rests on, or its words in any language are written otherwise."""
    part = {"amounts": "amount"}.get(meant.kind, meant.kind)
    things = [(part, meant.route, meant.name)]
    if meant.kind == "rule":
        things += [("condition", meant.route, name) for name in uses(now.routes[meant.route], meant.name).conditions]
    if meant.kind in _SHELF:
        names = {"/".join(path[:2]) for path, _label, _needed in _paths(meant, now)}
        things += [("text", language, name) for language in sorted({*base.text, *now.text}) for name in names]
    return draftview.details(base, now, things)


def _whole(now: Pack) -> tuple[str, ...]:
    """The languages in which the whole law is told, English first."""
    return tuple(sorted(now.languages, key=lambda code: (code != "en", code)))


def _accepted(pack: Pack, name: str) -> str:
    """How a value of a fact is written, in the file's own words."""
    type_ = pack.facts[name].type
    if type_.kind is Kind.BOOL:
        return "true, false"
    if type_.kind is Kind.ENUM:
        return ", ".join(type_.values)
    return {Kind.DATE: "2026-11-22", Kind.COUNTRY: "FR", Kind.MONEY: "900.50", Kind.INT: "12"}.get(type_.kind, "")


def _sides(base: Pack, now: Pack, meant: Subject, language: str) -> Iterator[Sides]:
    after = telling.law_lines(rule_lines(now.routes[meant.route], meant.name, language))
    try:
        before = telling.law_lines(rule_lines(base.routes[meant.route], meant.name, language))
    except KeyError:
        before = ()
    yield from _beside(before, after)


def _beside(before: Sequence[LawLine], after: Sequence[LawLine]) -> Iterator[Sides]:
    matcher = SequenceMatcher(None, _plain(before), _plain(after), autojunk=False)
    for tag, low, high, first, last in matcher.get_opcodes():
        if tag == "equal":
            yield from (
                Sides(one, other, "same") for one, other in zip(before[low:high], after[first:last], strict=True)
            )
            continue
        for number in range(max(high - low, last - first)):
            one = before[low + number] if low + number < high else None
            other = after[first + number] if first + number < last else None
            yield Sides(one, other, "changed" if one and other else "gone" if one else "new")


def _plain(lines: Sequence[LawLine]) -> list[tuple[int, str, str]]:
    return [(line.depth, str(line.words), line.cite) for line in lines]
