"""The changes a draft of a law is made of: each one small and typed, applied to the pack's own files, kept as JSON.

A change says where it belongs by names (route, rule, the day its version begins), never by line. What it cannot do is
said in words that need no knowledge of the file (`WORDS`); whether the pack still reads is for `limen.policy.drafting`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from typing import Any, ClassVar, cast, get_args

from limen.policy.errors import PolicyError
from limen.vocabulary.evidence import N_

Documents = dict[str, Any]
Steps = tuple[str | int, ...]
GROUPS = ("all", "any", "none")

WORDS: Mapping[str, str] = {
    "edit.unknown": N_("This change is of a kind that this version does not know."),
    "edit.field": N_("The change lacks something or says it in a form that cannot be read: {field}."),
    "edit.nothing": N_("There is nothing called {name} here any more: reload the page."),
    "edit.day": N_("{text} is no day: write the year, the month and the day as 2026-11-22."),
    "edit.order": N_("The last day is before the first."),
    "edit.last_part": N_("This is the only condition left here: put another one beside it first, or end the version."),
    "edit.no_group": N_("This stands alone: only conditions that stand together are joined by all, any or none."),
    "edit.before": N_("A new version begins after the day on which the first one began, {day}."),
    "edit.same_day": N_("A version begins on {day} already: change that one."),
    "edit.same": N_("Something called {name} is here already: choose another name."),
    "edit.empty": N_("Write something: the English words of a law cannot be empty."),
    "edit.name": N_("{name} is no name for the file: small letters, figures and _ only, a letter first."),
    "edit.cite": N_("Say which clause it stands on."),
}


class EditError(PolicyError):
    """A change that cannot be made here; `code` is a key of `WORDS`, `params` fill it."""

    def __init__(self, code: str, /, **params: str) -> None:
        super().__init__(WORDS[code].format_map(params))
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class Where:
    """A condition of a route: of a rule's version by its first day, or one with a name (`rule` empty)."""

    route: str
    rule: str
    version: str
    part: str

    def found(self, documents: Documents) -> tuple[Any, Steps]:
        """What holds the condition, and the steps to it."""
        holder = version_of(documents, self) if self.rule else route_file(documents, self.route)["conditions"]
        steps: Steps = tuple(int(step) if step.isdigit() else step for step in self.part.split("/"))
        _at(holder, steps, self.part)
        return holder, steps


@dataclass(frozen=True, slots=True)
class Leaf(Where):
    """Say something else in a condition, with its clause."""

    do: ClassVar[str] = "leaf"
    text: str
    cite: str = ""

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        holder, steps = self.found(documents)
        old = _at(holder, steps, self.part)
        say = {"say": old["say"]} if isinstance(old, dict) and "say" in old else {}
        _put(holder, steps, _leaf(self.text, self.cite) if not say else {**_whole(self.text, self.cite), **say})
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
        there, new = _at(holder, steps, self.part), _leaf(self.text, self.cite)
        if self.how not in GROUPS:
            raise EditError("edit.field", field=self.how[:20])
        if isinstance(there, dict) and isinstance(there.get(self.how), list):
            there[self.how].append(new)
        elif self.how == "none":
            _put(holder, steps, {"all": [there, {"none": [new]}]})
        else:
            _put(holder, steps, {self.how: [there, new]})
        yield f"routes/{self.route}.yaml"


@dataclass(frozen=True, slots=True)
class Group(Where):
    """Ask for all, any or none of the conditions that stand together."""

    do: ClassVar[str] = "group"
    how: str

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        holder, steps = self.found(documents)
        there = _at(holder, steps, self.part)
        old = next((how for how in GROUPS if isinstance(there, dict) and how in there), "")
        if not old:
            raise EditError("edit.no_group")
        if self.how not in GROUPS:
            raise EditError("edit.field", field=self.how[:20])
        there[self.how] = there.pop(old)
        yield f"routes/{self.route}.yaml"


@dataclass(frozen=True, slots=True)
class Drop(Where):
    """Take a condition out of those it stands with, or an exception out of its rule."""

    do: ClassVar[str] = "drop"

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        holder, steps = self.found(documents)
        among = _at(holder, steps[:-1], self.part) if len(steps) > 1 else None
        exception = len(steps) == 2 and steps[0] == "unless"
        if not isinstance(among, list) or (len(among) == 1 and not exception):
            raise EditError("edit.last_part")
        _at(holder, steps, self.part)
        among.pop(cast(int, steps[-1]))
        if not among:
            del holder["unless"]
        yield f"routes/{self.route}.yaml"


@dataclass(frozen=True, slots=True)
class Except:
    """Add an exception to a version of a rule: where it holds the rule does not apply."""

    do: ClassVar[str] = "unless"
    route: str
    rule: str
    version: str
    id: str
    text: str
    cite: str
    kind: str = "mandatory"

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        if not self.cite:
            raise EditError("edit.cite")
        version = version_of(documents, self)
        entries = version.setdefault("unless", [])
        if any(entry["id"] == self.id for entry in entries):
            raise EditError("edit.same", name=self.id)
        kind = {"kind": self.kind} if self.kind != "mandatory" else {}
        entries.append({"id": _named(self.id), "cite": self.cite, **kind, "when": self.text})
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
        first, rule = _day(self.first), rule_of(documents, self.route, self.rule)
        dated = [one for one in rule["versions"] if _begins(one) != date.max]
        if any(_begins(one) == first for one in dated):
            raise EditError("edit.same_day", day=first.isoformat())
        before = [one for one in dated if _begins(one) < first]
        if not before:
            raise EditError("edit.before", day=min(map(_begins, dated), default=first).isoformat())
        old = max(before, key=_begins)
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
    """Change the days on which a version of a rule is in force; `repealed` where nothing follows its last."""

    do: ClassVar[str] = "period"
    route: str
    rule: str
    version: str
    first: str
    last: str = ""
    repealed: bool = False

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        rule, version = rule_of(documents, self.route, self.rule), version_of(documents, self)
        if self.first != self.version and any(one["in_force"]["from"] == self.first for one in rule["versions"]):
            raise EditError("edit.same_day", day=self.first)
        first = self.first if self.first == self.version else _day(self.first).isoformat()
        version["in_force"] = {"from": first, **_until(first, self.last)}
        rule.pop("repealed", None)
        if self.repealed:
            rule["repealed"] = True
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
        kept = _named_one(documents["lists.yaml"]["lists"], self.list)
        if not self.name:
            raise EditError("edit.field", field="name")
        first = {"from": _day(self.first).isoformat()} if self.first else {}
        cite = {"cite": self.cite} if self.cite else {}
        until = _until(first.get("from", kept["from"]), self.last)
        whole = {"name": self.name, **first, **until, **cite}
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
        members = _named_one(documents["lists.yaml"]["lists"], self.list)["members"]
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
        rows = _named_one(documents["lists.yaml"].get("amounts", ()), self.table)["rows"]
        first = _day(self.first)
        if not self.source:
            raise EditError("edit.cite")
        new = {
            "for": list(self.keys), "amount": self.amount, "from": first.isoformat(),
            **_until(first.isoformat(), self.last), "source": self.source, "checked": self.checked,
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
        rows = _named_one(documents["lists.yaml"].get("amounts", ()), self.table)["rows"]
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
            raise EditError("edit.empty")
        file = self.file(documents)
        page = documents.setdefault(file, {"reviewers": []})
        shelf = page
        for step in self.path[:-1]:
            shelf = shelf.setdefault(step, {})
            if not isinstance(shelf, dict):
                raise EditError("edit.nothing", name="/".join(self.path))
        if self.words:
            shelf[self.path[-1]] = self.words
        else:
            shelf.pop(self.path[-1], None)
        yield file

    def file(self, documents: Documents) -> str:
        """The file of the language that has these words, or the one beside the English file that has them."""
        if len(self.path) < 2 or not self.language.replace("-", "").isalnum():
            raise EditError("edit.field", field="/".join(self.path))
        section, key = self.path[:2]
        for language in (self.language, "en"):
            for file, page in documents.items():
                if file.startswith(f"text/{language}/") and key in page.get(section, {}):
                    return f"text/{self.language}/{file.rpartition('/')[2]}"
        raise EditError("edit.nothing", name="/".join(self.path))


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
        like = _named_one(examples, self.like)
        base = {"base": like["base"]} if "base" in like else {}
        facts = {**like.get("facts", {}), **self.facts}
        title = {"title": self.title} if self.title else {}
        examples.append({
            "id": _named(self.id), **title, **base, "date": _day(self.date).isoformat(), "near": self.like,
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
        example = _named_one(examples_of(documents, self.route), self.id)
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
        examples.remove(_named_one(examples, self.id))
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
)  # fmt: skip
_KINDS: Mapping[str, type[Edit]] = {kind.do: kind for kind in get_args(Edit)}
_LISTS = frozenset({"keys", "path", "names"})


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
            given[field.name] = tuple(map(str, value)) if field.name in _LISTS else value
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


def route_file(documents: Mapping[str, Any], route: str) -> dict[str, Any]:
    """The file of a route. Raises EditError."""
    if f"routes/{route}.yaml" not in documents:
        raise EditError("edit.nothing", name=route)
    return cast(dict[str, Any], documents[f"routes/{route}.yaml"])


def rule_of(documents: Mapping[str, Any], route: str, rule: str) -> dict[str, Any]:
    """A rule as its file writes it. Raises EditError."""
    return _named_one(route_file(documents, route)["rules"], rule)


def version_of(documents: Mapping[str, Any], where: Where | Except | Period) -> dict[str, Any]:
    """The version of a rule that begins on a day, as its file writes it. Raises EditError."""
    for one in rule_of(documents, where.route, where.rule)["versions"]:
        if one["in_force"]["from"] == where.version:
            return cast(dict[str, Any], one)
    raise EditError("edit.nothing", name=where.version)


def examples_of(documents: Mapping[str, Any], route: str) -> list[Any]:
    """The examples of a route as its file writes them. Raises EditError."""
    for file, page in documents.items():
        if file.startswith("examples/") and page["route"] == route:
            return cast(list[Any], page["examples"])
    raise EditError("edit.nothing", name=route)


def _named_one(among: Any, name: str) -> dict[str, Any]:
    for one in among:
        if one["id"] == name:
            return cast(dict[str, Any], one)
    raise EditError("edit.nothing", name=name[:60])


def _at(holder: Any, steps: Steps, part: str) -> Any:
    found = holder
    for step in steps:
        try:
            found = found[step]
        except (KeyError, IndexError, TypeError) as problem:
            raise EditError("edit.nothing", name=part[:60]) from problem
    return found


def _put(holder: Any, steps: Steps, value: Any) -> None:
    _at(holder, steps[:-1], "")[steps[-1]] = value


def _leaf(text: str, cite: str) -> str | dict[str, str]:
    return _whole(text, cite) if cite else text


def _whole(text: str, cite: str) -> dict[str, str]:
    return {"if": text, **({"cite": cite} if cite else {})}


def _named(name: str) -> str:
    if not name.isascii() or not name.replace("_", "").isalnum() or not name[:1].islower() or name != name.lower():
        raise EditError("edit.name", name=name[:60] or "“”")
    return name


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise EditError("edit.day", text=text[:40] or "“”") from problem


def _until(first: str, last: str) -> dict[str, str]:
    if not last:
        return {}
    day = _day(last).isoformat()
    if day < first:
        raise EditError("edit.order")
    return {"to": day}


def _begins(version: Mapping[str, Any]) -> date:
    """The first day of a version; the far end of time for one that waits for a system."""
    try:
        return date.fromisoformat(version["in_force"]["from"])
    except ValueError:
        return date.max
