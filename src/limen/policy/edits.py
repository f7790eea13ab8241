"""The changes a draft of a law is made of: each one small and typed, applied to the pack's own files, kept as JSON.

A change says where it belongs by names (route, rule, the day its version begins), never by line
(`limen.policy.places`). Here are those of conditions, versions, lists, amounts, words and examples; what a rule is
stands in `limen.policy.provisions`, facts in `limen.policy.dictionary`, acts and clocks in `limen.policy.procedure`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from typing import Any, ClassVar, get_args

from limen.policy.dictionary import FactNature, FactValue, NewFact
from limen.policy.places import (
    GROUPS,
    Documents,
    EditError,
    Where,
    begins,
    chosen,
    cited,
    day,
    examples_of,
    leaf,
    named,
    named_one,
    put,
    reached,
    rule_of,
    speak,
    until,
    version_of,
    whole_leaf,
)
from limen.policy.procedure import ClockOut, SetAct, SetClock
from limen.policy.provisions import Nature, NewRule, Say, Transition, Waiver, event
from limen.vocabulary.decision import GroundKind


@dataclass(frozen=True, slots=True)
class Leaf(Where):
    """Say something else in a condition, with its clause."""

    do: ClassVar[str] = "leaf"
    text: str
    cite: str = ""

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        holder, steps = self.found(documents)
        old = reached(holder, steps, self.part)
        if self.cite:
            cited(documents, self.cite)
        kept = {name: old[name] for name in ("say", "unasked") if isinstance(old, dict) and "if" in old and name in old}
        put(holder, steps, {**whole_leaf(self.text, self.cite), **kept} if kept else leaf(self.text, self.cite))
        yield f"routes/{self.route}.yaml"


@dataclass(frozen=True, slots=True)
class Join(Where):
    """Put a condition beside another: into the group that is there, or into a new one of both."""

    do: ClassVar[str] = "join"
    text: str
    cite: str = ""
    how: str = "all"

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        holder, steps = self.found(documents)
        there, new = reached(holder, steps, self.part), leaf(self.text, self.cite)
        if self.cite:
            cited(documents, self.cite)
        if self.how not in GROUPS:
            raise EditError("edit.field", field=self.how[:20])
        if isinstance(there, dict) and isinstance(there.get(self.how), list):
            there[self.how].append(new)
        elif self.how == "none":
            put(holder, steps, {"all": [there, {"none": [new]}]})
        else:
            put(holder, steps, {self.how: [there, new]})
        yield f"routes/{self.route}.yaml"


@dataclass(frozen=True, slots=True)
class Group(Where):
    """Ask for all, any or none of the conditions that stand together."""

    do: ClassVar[str] = "group"
    how: str

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        holder, steps = self.found(documents)
        there = reached(holder, steps, self.part)
        old = next((how for how in GROUPS if isinstance(there, dict) and how in there), "")
        if not old:
            raise EditError("edit.no_group")
        if self.how not in GROUPS:
            raise EditError("edit.field", field=self.how[:20])
        there[self.how] = there.pop(old)
        yield f"routes/{self.route}.yaml"


@dataclass(frozen=True, slots=True)
class Drop(Where):
    """Take a condition out of those it stands with, or an exception, a waiver or a transition out of its rule."""

    do: ClassVar[str] = "drop"

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        holder, steps = self.found(documents)
        among, last = reached(holder, steps[:-1], self.part), steps[-1]
        whole = len(steps) == 2 and steps[0] in ("unless", "waivers", "transition")
        granted = len(steps) == 3 and steps[0] == "waivers" and last == "granted"
        if not (whole or granted) and (not isinstance(among, list) or len(among) == 1):
            raise EditError("edit.last_part")
        del among[last]
        if whole and not (set(among) - {"cite"} if isinstance(among, dict) else among):
            del holder[steps[0]]
        yield f"routes/{self.route}.yaml"


@dataclass(frozen=True, slots=True)
class Except:
    """Add an exception to a version of a rule, or without `text` change one: where it holds the rule does not apply."""

    do: ClassVar[str] = "unless"
    route: str
    rule: str
    version: str
    id: str
    text: str
    cite: str
    kind: str = "mandatory"
    authority: str = ""

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        cited(documents, self.cite)
        version = version_of(documents, self.route, self.rule, self.version)
        there = [entry for entry in version.get("unless", ()) if entry["id"] == self.id]
        if self.text and there:
            raise EditError("edit.same", "id", name=self.id)
        if not self.text and not there:
            raise EditError("edit.nothing", "id", name=self.id[:60])
        new = {"id": named(self.id), "cite": self.cite, "when": self.text or there[0]["when"]}
        if chosen(self.kind, GroundKind, "kind") != GroundKind.MANDATORY:
            new["kind"] = self.kind
        if self.authority:
            new["authority"] = self.authority
        if there:
            there[0].clear()
            there[0].update(new)
        else:
            version.setdefault("unless", []).append(new)
        yield f"routes/{self.route}.yaml"


@dataclass(frozen=True, slots=True)
class NewVersion:
    """Let a rule say something else from a day on: a copy of the version of that day, which now ends the day before."""

    do: ClassVar[str] = "version"
    route: str
    rule: str
    first: str

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        first, rule = day(self.first), rule_of(documents, self.route, self.rule)
        dated = [one for one in rule["versions"] if begins(one) != date.max]
        if any(begins(one) == first for one in dated):
            raise EditError("edit.same_day", day=first.isoformat())
        before = [one for one in dated if begins(one) < first]
        if not before:
            raise EditError("edit.before", day=min(map(begins, dated), default=first).isoformat())
        old = max(before, key=begins)
        new = deepcopy(old)
        new["in_force"]["from"] = first.isoformat()
        if "to" in new["in_force"] and new["in_force"]["to"] < first.isoformat():
            del new["in_force"]["to"]
            rule.pop("repealed", None)
        old["in_force"]["to"] = min(old["in_force"].get("to", "9999"), (first - timedelta(days=1)).isoformat())
        rule["versions"].insert(rule["versions"].index(old) + 1, new)
        yield f"routes/{self.route}.yaml"


@dataclass(frozen=True, slots=True)
class Period:
    """Change the days on which a version of a rule is in force, and the event that says so (`by`; "" leaves it).

    `repealed` where nothing follows its last version.
    """

    do: ClassVar[str] = "period"
    route: str
    rule: str
    version: str
    first: str
    last: str = ""
    repealed: bool = False
    by: str = ""

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        rule, version = (
            rule_of(documents, self.route, self.rule),
            version_of(documents, self.route, self.rule, self.version),
        )
        if self.first != self.version and any(one["in_force"]["from"] == self.first for one in rule["versions"]):
            raise EditError("edit.same_day", "first", day=self.first)
        first = self.first if self.first == self.version else day(self.first).isoformat()
        version["in_force"] = {"from": first, **until(first, self.last)}
        rule.pop("repealed", None)
        if self.repealed:
            rule["repealed"] = True
        if self.by:
            version["applies_by"] = event(documents, self.by)
        yield f"routes/{self.route}.yaml"


@dataclass(frozen=True, slots=True)
class Member:
    """Put a State on a list of the law, or change the days it is on it, with the clause."""

    do: ClassVar[str] = "member"
    list: str
    code: str
    name: str
    first: str = ""
    last: str = ""
    cite: str = ""

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        kept = named_one(documents["lists.yaml"]["lists"], self.list)
        if not self.name:
            raise EditError("edit.field", field="name")
        first = {"from": day(self.first).isoformat()} if self.first else {}
        cite = {"cite": self.cite} if self.cite else {}
        end = until(first.get("from", kept["from"]), self.last)
        whole = {"name": self.name, **first, **end, **cite}
        kept["members"][self.code] = self.name if len(whole) == 1 else whole
        yield "lists.yaml"


@dataclass(frozen=True, slots=True)
class MemberOut:
    """Take a State off a list as if it had never been there."""

    do: ClassVar[str] = "member_out"
    list: str
    code: str

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        members = named_one(documents["lists.yaml"]["lists"], self.list)["members"]
        if self.code not in members:
            raise EditError("edit.nothing", name=self.code)
        if len(members) == 1:
            raise EditError("edit.last_part")
        del members[self.code]
        yield "lists.yaml"


@dataclass(frozen=True, slots=True)
class Amount:
    """Set an amount from a day: the amount of the same kind in force that day ends the day before.

    Where one begins on that very day it is changed instead. `keys` are what it is kept under: `LU`, or `FR`, `booked`.
    """

    do: ClassVar[str] = "amount"
    table: str
    keys: tuple[str, ...]
    amount: str
    first: str
    source: str
    last: str = ""
    checked: str = "memory"

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        rows = named_one(documents["lists.yaml"].get("amounts", ()), self.table)["rows"]
        first = day(self.first)
        if not self.source:
            raise EditError("edit.cite")
        new = {
            "for": list(self.keys), "amount": self.amount, "from": first.isoformat(),
            **until(first.isoformat(), self.last), "source": self.source, "checked": self.checked,
        }  # fmt: skip
        for place, row in enumerate(rows):
            if row["for"] != list(self.keys):
                continue
            if row["from"] == new["from"]:
                rows[place] = new
                break
            if row["from"] < new["from"] <= row.get("to", "9999"):
                if "to" in row and not self.last:
                    new = {**new, "to": row["to"]}
                row["to"] = (first - timedelta(days=1)).isoformat()
                rows.insert(place + 1, new)
                break
        else:
            rows.append(new)
        yield "lists.yaml"


@dataclass(frozen=True, slots=True)
class AmountOut:
    """Take an amount out of its table as if it had never been there."""

    do: ClassVar[str] = "amount_out"
    table: str
    keys: tuple[str, ...]
    first: str

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        rows = named_one(documents["lists.yaml"].get("amounts", ()), self.table)["rows"]
        left = [row for row in rows if row["for"] != list(self.keys) or row["from"] != self.first]
        if len(left) == len(rows):
            raise EditError("edit.nothing", name=" ".join(self.keys))
        if not left:
            raise EditError("edit.last_part")
        rows[:] = left
        yield "lists.yaml"


@dataclass(frozen=True, slots=True)
class Text:
    """Say something in other words in one language: a reason, a question, a paragraph of a notice."""

    do: ClassVar[str] = "text"
    language: str
    path: tuple[str, ...]
    words: str

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        if not self.words and self.language == "en":
            raise EditError("edit.empty", "words")
        yield speak(documents, self.language, self.path, self.words)


@dataclass(frozen=True, slots=True)
class AddExample:
    """Add a case with its answer, beside one much like it: what differs in the facts, and what must come out."""

    do: ClassVar[str] = "example"
    route: str
    id: str
    like: str
    date: str
    outcome: str
    facts: Mapping[str, Any]
    title: str = ""

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        examples = examples_of(documents, self.route)
        if any(one["id"] == self.id for one in examples):
            raise EditError("edit.same", name=self.id)
        like = named_one(examples, self.like)
        base = {"base": like["base"]} if "base" in like else {}
        facts = {**like.get("facts", {}), **self.facts}
        title = {"title": self.title} if self.title else {}
        examples.append({
            "id": named(self.id), **title, **base, "date": day(self.date).isoformat(), "near": self.like,
            "facts": facts, "gives": {"outcome": self.outcome},
        })  # fmt: skip
        yield f"examples/{self.route}.yaml"


@dataclass(frozen=True, slots=True)
class Expect:
    """Let an example say what the law as drafted gives: the answer that was expected is no longer the law."""

    do: ClassVar[str] = "expect"
    route: str
    id: str
    gives: Mapping[str, Any]

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        example = named_one(examples_of(documents, self.route), self.id)
        example["gives"] = {**{key: self.gives.get(key, old) for key, old in example["gives"].items()}}
        yield f"examples/{self.route}.yaml"


@dataclass(frozen=True, slots=True)
class ExampleOut:
    """Take an example away."""

    do: ClassVar[str] = "example_out"
    route: str
    id: str

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        examples = examples_of(documents, self.route)
        examples.remove(named_one(examples, self.id))
        yield f"examples/{self.route}.yaml"


@dataclass(frozen=True, slots=True)
class Reviewers:
    """Name who reviewed the law (`of` empty) or its words in a language; a later change of it takes the names off."""

    do: ClassVar[str] = "reviewers"
    of: str
    names: tuple[str, ...]

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        files = [file for file in documents if file.startswith(f"text/{self.of}/")] if self.of else ["pack.yaml"]
        if not files:
            raise EditError("edit.nothing", name=self.of)
        for file in files:
            documents[file]["reviewers"] = list(self.names)
        yield from ()


Edit = (
    Leaf | Join | Group | Drop | Except | NewVersion | Period | Member | MemberOut | Amount | AmountOut | Text
    | AddExample | Expect | ExampleOut | Reviewers
    | Nature | NewRule | Say | Waiver | Transition | NewFact | FactNature | FactValue | SetAct | SetClock | ClockOut
)  # fmt: skip
_KINDS: Mapping[str, type[Edit]] = {kind.do: kind for kind in get_args(Edit)}
_LISTS = frozenset({"keys", "path", "names", "evidence", "outcomes", "acts", "frozen_by", "freed_by", "weekdays"})


def kinds() -> tuple[str, ...]:
    """The names of the kinds of change there are."""
    return tuple(_KINDS)


def to_json(edit: Edit) -> dict[str, Any]:
    """A change as it is kept."""
    kept = {"do": edit.do, **asdict(edit)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in kept.items()}


def from_json(kept: Mapping[str, Any]) -> Edit:
    """The change that was kept. Raises EditError for anything else."""
    kind = _KINDS.get(str(kept.get("do")))
    if kind is None:
        raise EditError("edit.unknown")
    given: dict[str, Any] = {}
    for field in fields(kind):
        if field.name in kept:
            value = kept[field.name]
            given[field.name] = _kept(field.name, value)
    strange = set(kept) - {"do"} - set(given)
    try:
        if strange:
            raise EditError("edit.field", field=", ".join(sorted(strange))[:60])
        return kind(**given)
    except TypeError as problem:
        raise EditError("edit.field", field=str(problem)[:80]) from problem


def applied(documents: Mapping[str, Any], edits: Iterator[Edit] | tuple[Edit, ...]) -> Documents:
    """The files after the changes, in order; those given stay as they are. Raises EditError.

    Who reviewed a file has not reviewed what is changed in it since: the names go with the change.
    """
    files: Documents = deepcopy(dict(documents))
    for edit in edits:
        for file in tuple(edit.apply(files)):
            if file.startswith("text/"):
                files[file]["reviewers"] = []
            elif not file.startswith("examples/"):
                files["pack.yaml"]["reviewers"] = []
    # a file left as it was is the same object: many states of a draft may be held at once
    return {file: documents[file] if documents.get(file) == page else page for file, page in files.items()}


def _kept(name: str, value: Any) -> Any:
    return tuple(map(str, value)) if name in _LISTS and value is not None else value
