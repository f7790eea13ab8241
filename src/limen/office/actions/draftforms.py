"""One thing of a law as a form: conditions, days, amounts and words as they may be changed, beside what is in force."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from limen import policy
from limen.office.actions import drafting, draftview, telling
from limen.office.actions.acting import NotFound
from limen.office.actions.draftview import Head, RanView
from limen.office.actions.errors import Words
from limen.office.actions.views import LawLine
from limen.office.records.journal import Stamp
from limen.policy import Pack, Route
from limen.policy.drafting import Piece, Ran, Subject, findings_for, nodes, pieces, rule_as_written, subjects, uses
from limen.policy.edits import rule_of
from limen.policy.explain import rule_lines
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
_SHELF = {"rule": "rules", "fact": "facts", "notice": "notices"}


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


@dataclass(frozen=True, slots=True)
class Branch:
    """Conditions under one heading: when a version applies, an exception of it, or a condition with a name."""

    kind: str  # when, unless, named
    name: str
    cite: str
    at: str
    nodes: tuple[NodeForm, ...]


@dataclass(frozen=True, slots=True)
class VersionForm:
    """A version of a rule as a form: its days and its conditions; `dated` false where it waits for a system."""

    version: str
    last: str
    repealed: bool
    dated: bool
    branches: tuple[Branch, ...]
    more: tuple[str, ...]  # what stands in it that no form changes


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
    facts: tuple[tuple[str, str], ...] = ()
    mine: tuple[tuple[str, str], ...] = ()  # the facts that the rule asks for, with how a value of each is written
    outcomes: tuple[tuple[str, str], ...] = ()
    likes: tuple[str, ...] = ()
    samples: str = "true · 900.50 · 2026-11-22 · FR · entry_date · [visa, other]"  # values as the file writes them
    operators: tuple[str, ...] = ("=", "!=", "<", "<=", ">", ">=", "in", "not in")
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
    elif kind == "list":
        given |= {"members": tuple(_members(name, base, now, head.language)), "faults": _faults(now, "lists/")}
    elif kind == "amounts":
        given |= {"tables": (_table(name, base, now, head.language),), "faults": _faults(now, "amounts/")}
    if kind in ("list", "amounts"):
        given["examples"] = draftview.noticed(base, now, head.language)
    clause = drafting.clause_text(now, meant.cite)
    return SubjectView(head=head, subject=meant, clause=clause, now=now, **given)


def _rule(meant: Subject, base: Pack, now: Pack, head: Head, at: str) -> dict[str, Any]:
    route, language = now.routes[meant.route], head.language
    kept, used = rule_of(now.documents, meant.route, meant.name), uses(route, meant.name)
    ran = draftview.examples(base, now, meant.route, meant.name)
    sides = tuple(_sides(base, now, meant, language))
    versions = tuple(_version(meant, version, kept, now, language) for version in kept["versions"])
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
        "facts": _facts(route, language),
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


def _version(
    meant: Subject, version: Mapping[str, Any], rule: Mapping[str, Any], now: Pack, language: str
) -> VersionForm:
    first = version["in_force"]["from"]
    where = f"{meant.name}|{first}|"
    branches = [Branch("when", "", "", f"{where}when", _nodes(version["when"], where, "when", now, language))]
    for number, entry in enumerate(version.get("unless", ())):
        part = f"unless/{number}"
        inner = _nodes(entry["when"], where, f"{part}/when", now, language)
        words = named(now, language, "exceptions", entry["id"])
        branches.append(Branch("unless", words, now.cited(entry["cite"]), f"{where}{part}", inner))
    last = version is rule["versions"][-1]
    return VersionForm(
        version=first,
        last=version["in_force"].get("to", ""),
        repealed=last and rule.get("repealed", False),
        dated=first[:1].isdigit(),
        branches=tuple(branches),
        more=tuple(key for key in ("waivers", "transition") if key in version),
    )


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
        found.append(NodeForm(f"{where}{one.part}", one.depth, one.how, words, one.text, one.cite, one.may_go, parts))
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
    fields: Sequence[tuple[str, str]] = TEXTS.get(meant.kind, ())
    if meant.kind == "notice":
        form = next(one for one in now.routes[meant.route].notices if one.id == meant.name)
        fields = (("title", N_("Title")), *((part, part) for part, _cite, _slots in form.paragraphs))
    for language in head.languages if meant.kind == "fact" else _whole(now):
        for part, label in fields:
            path = (_SHELF[meant.kind], meant.name, part)
            english, words = now.own_words("en", *path), now.own_words(language, *path)
            if english or part == "title":
                was = base.own_words(language, *path)
                yield TextForm(
                    language, "/".join(path), label, words, "" if language == "en" else english, was != words
                )


def _whole(now: Pack) -> tuple[str, ...]:
    """The languages in which the whole law is told, English first."""
    return tuple(sorted(now.languages, key=lambda code: (code != "en", code)))


def _facts(route: Route, language: str) -> tuple[tuple[str, str], ...]:
    pack = route.pack
    told = [
        (name, named_fact(pack, name, language)) for name, one in pack.facts.items() if one.type.kind is not Kind.STAYS
    ]
    return tuple(sorted(told, key=lambda pair: pair[1].casefold()))


def named_fact(pack: Pack, name: str, language: str) -> str:
    """What a fact is called; its code as words where the pack has no name for it."""
    return pack.words(language, "facts", name, "name") or name.replace("_", " ")


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
