"""What differs between two versions of a pack, thing by thing: a rule, a list, an amount, a text; what it was and is.

Compared is what is written, so nothing can differ unseen: no difference is found exactly where the bytes are the same.

>>> from limen.policy import load_pack
>>> difference(load_pack("schengen"), load_pack("schengen"))
()
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from limen.policy.pack import Pack, canonical
from limen.vocabulary.evidence import N_


class Kind(StrEnum):
    """What became of a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


# What a thing is, by the file and the section it stands in; the order is the order of reading.
PARTS: Mapping[str, str] = {
    "rule": N_("Rule"),
    "condition": N_("Condition used by several rules"),
    "outcome": N_("Outcome"),
    "amount": N_("Amounts"),
    "list": N_("List of countries"),
    "fact": N_("Fact"),
    "stay_rule": N_("Rule of counting days"),
    "system": N_("System that a rule waits for"),
    "instrument": N_("Text of law"),
    "act": N_("Act"),
    "tell": N_("To be told"),
    "clock": N_("Deadline"),
    "notice": N_("Notice"),
    "document": N_("Document to bring"),
    "route": N_("Route"),
    "not_modelled": N_("Not in this law"),
    "pack": N_("The pack"),
    "text": N_("Words"),
    "example": N_("Example"),
}
# What of a thing differs.
WHATS: Mapping[str, str] = {
    "leaf": N_("comparison"),
    "clause": N_("clause"),
    "date": N_("day"),
    "amount": N_("amount"),
    "member": N_("member"),
    "text": N_("words"),
    "order": N_("order"),
    "value": N_("value"),
    "whole": N_("whole"),
}
_SECTIONS = {
    "rules": "rule", "conditions": "condition", "rows": "outcome", "outcomes": "outcome", "effects": "outcome",
    "facts": "fact", "lists": "list", "amounts": "amount", "stay_rules": "stay_rule", "systems": "system",
    "instruments": "instrument", "acts": "act", "tells": "tell", "clocks": "clock", "notices": "notice",
    "documents": "document", "not_modelled": "not_modelled", "examples": "example", "bases": "example",
}  # fmt: skip
_LEAVES = frozenset({"if", "is", "when", "granted", "all", "any", "none", "not_to", "also_to", "recorded"})
_DAYS = frozenset({"from", "to", "until", "as_of", "starts", "in_force", "first", "last", "on", "checked"})
_A_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
_GONE: Any = object()


@dataclass(frozen=True, slots=True)
class Detail:
    """One place in a thing: what stands there (a key of `WHATS`), the way to it, and both readings, "" for none."""

    what: str
    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is new, gone or another: `part` is a key of `PARTS`, `of` the route or language it belongs to."""

    kind: Kind
    part: str
    of: str
    name: str
    details: tuple[Detail, ...]


def difference(old: Pack, new: Pack) -> tuple[Change, ...]:
    """Everything that differs, as a law is read: rules and amounts first, words and examples last."""
    order = {part: place for place, part in enumerate(PARTS)}
    found: list[Change] = []
    before, after = old.documents, new.documents
    for path in _keys(before, after):
        found += _of_file(path, before.get(path, {}), after.get(path, {}))
    return tuple(sorted(found, key=lambda one: (order[one.part], one.of)))


def _of_file(path: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    folder, _, file = path.removesuffix(".yaml").rpartition("/")
    of = folder.removeprefix("text/") if folder.startswith("text") else file if folder == "routes" else ""
    if folder == "examples":
        of = file
    for section in _keys(before, after):
        one, other = before.get(section, _GONE), after.get(section, _GONE)
        if folder.startswith("text"):
            yield from _of_section("text", of, section, one, other)
        elif section == "decision" and isinstance(one, Mapping) and isinstance(other, Mapping):
            for name in _keys(one, other):
                yield from _of_section("outcome", of, name, one.get(name, _GONE), other.get(name, _GONE))
        else:
            known = _SECTIONS.get(section)
            yield from _of_section(known or ("route" if folder == "routes" else "pack"), of, section, one, other)


def _of_section(part: str, of: str, section: str, before: Any, after: Any) -> Iterator[Change]:
    """The things of a section, matched by their names where they have names; else the section is one thing."""
    if before is not _GONE and after is not _GONE and _same(before, after):
        return
    ones, others = _named(before), _named(after)
    alike = before is _GONE or after is _GONE or _is_list(before) == _is_list(after)
    if not alike or ones is None or others is None or not (ones or others):
        yield from _thing(part, of, section, before, after)
        return
    shelf = f"{section}/" if part == "text" else ""
    for name in _keys(ones, others):
        yield from _thing(part, of, f"{shelf}{name}", ones.get(name, _GONE), others.get(name, _GONE))
    kept = [name for name in ones if name in others]
    if isinstance(before, Sequence) and kept != [name for name in others if name in ones]:
        told = Detail("order", "", ", ".join(kept), ", ".join(name for name in others if name in ones))
        yield Change(Kind.CHANGED, part, of, section, (told,))


def _thing(part: str, of: str, name: str, before: Any, after: Any) -> Iterator[Change]:
    if before is _GONE or after is _GONE:
        kind = Kind.ADDED if before is _GONE else Kind.REMOVED
        yield Change(kind, part, of, name, (Detail("whole", "", _told(before), _told(after)),))
    elif not _same(before, after):
        yield Change(Kind.CHANGED, part, of, name, tuple(_details(part, (), before, after)))


def _details(part: str, path: tuple[str, ...], before: Any, after: Any) -> Iterator[Detail]:
    if _same(before, after):
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in _keys(before, after):
            yield from _details(part, (*path, key), before.get(key, _GONE), after.get(key, _GONE))
    elif _is_list(before) and _is_list(after):
        yield from _of_lists(part, path, before, after)
    else:
        yield Detail(_what(part, path, before, after), " / ".join(path), _told(before), _told(after))


def _of_lists(part: str, path: tuple[str, ...], before: Sequence[Any], after: Sequence[Any]) -> Iterator[Detail]:
    ones, others = _named(before), _named(after)
    if ones is not None and others is not None:
        for name in _keys(ones, others):
            yield from _details(part, (*path, name), ones.get(name, _GONE), others.get(name, _GONE))
        if [name for name in ones if name in others] != [name for name in others if name in ones]:
            yield Detail("order", " / ".join(path), ", ".join(ones), ", ".join(others))
        return
    one_side, other_side = ([canonical(item) for item in side] for side in (before, after))
    for verb, first, last, start, stop in SequenceMatcher(None, one_side, other_side, autojunk=False).get_opcodes():
        if verb == "equal":
            continue
        gone, come = list(before[first:last]), list(after[start:stop])
        for place in range(max(len(gone), len(come))):
            one = gone[place] if place < len(gone) else _GONE
            other = come[place] if place < len(come) else _GONE
            yield from _details(part, (*path, str((first if one is not _GONE else start) + place + 1)), one, other)


def _what(part: str, path: tuple[str, ...], before: Any, after: Any) -> str:
    words = [step for step in path if not step.isdecimal()]
    last = words[-1] if words else ""
    if part == "text":
        return "text"
    if last == "cite":
        return "clause"
    if last in _DAYS or all(isinstance(one, str) and _A_DAY.match(one) for one in (before, after)):
        return "date"
    if part in ("rule", "condition", "outcome") and last in _LEAVES:
        return "leaf"
    if part == "amount":
        return "amount"
    return "member" if "members" in path else "value"


def _named(value: Any) -> dict[str, Any] | None:
    """The things of a mapping or a list by their names; None where they have none, or one name twice."""
    if value is _GONE:
        return {}
    if isinstance(value, Mapping):
        return dict(value)
    if not _is_list(value):
        return None
    named = {name: item for item in value if (name := _name(item))}
    return named if len(named) == len(value) else None


def _name(item: Any) -> str:
    """What an item of a list is called: its id, its name, or what an amount is for or a version is, and from when."""
    if not isinstance(item, Mapping):
        return ""
    if _is_list(item.get("for")) and "from" in item:
        return " ".join([*map(str, item["for"]), str(item["from"])])
    period = item.get("in_force")
    return str(item.get("id") or item.get("name") or (period.get("from", "") if isinstance(period, Mapping) else ""))


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _same(one: Any, other: Any) -> bool:
    if one is _GONE or other is _GONE:
        return one is other
    return canonical(one) == canonical(other)  # 1 and true are the same to Python, and not in a law


def _keys(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return [*before, *(key for key in after if key not in before)]


def _told(value: Any) -> str:
    """A value in one line, as it is written; a whole is its parts by name."""
    if value is _GONE:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_told(one)}" for key, one in value.items()) or "{}"
    if _is_list(value):
        return ", ".join(f"({_told(one)})" if isinstance(one, Mapping) else _told(one) for one in value) or "[]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)
