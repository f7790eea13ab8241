"""Changes to what a rule is: its effect and proof, a new rule, waivers, transitions, its words in a letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, ClassVar

from limen.policy.places import (
    Documents,
    EditError,
    Where,
    begins,
    chosen,
    cited,
    day,
    is_said,
    named,
    put,
    reached,
    route_file,
    rule_named,
    rule_of,
    speak,
    version_of,
    whole_leaf,
)
from limen.policy.rules import AppliesBy, Burden
from limen.policy.values import Kind
from limen.vocabulary.decision import GroundKind
from limen.vocabulary.evidence import Standard

SIDES = ("not_to", "also_to")
# What a rule is where its file says nothing, and what else it may be.
_DEFAULTS: Mapping[str, str] = {
    "kind": str(GroundKind.MANDATORY), "burden": str(Burden.AUTHORITY), "standard": str(Standard.BALANCE),
    "disclosure": "full",
}  # fmt: skip
NATURES: Mapping[str, tuple[str, ...]] = {
    "kind": tuple(map(str, GroundKind)),
    "burden": tuple(map(str, Burden)),
    "standard": tuple(map(str, Standard)),
    "disclosure": ("full", "restricted"),
}


def nature_of(rule: Mapping[str, Any]) -> dict[str, str]:
    """What a rule is, in the file's own words, whether its file says so or leaves it unsaid."""
    return {name: str(rule.get(name, _DEFAULTS[name])) for name in NATURES}


def event_names(documents: Mapping[str, Any]) -> tuple[str, ...]:
    """The events whose days the pack knows, by which a version may govern."""
    dates = {one["id"] for one in documents["facts.yaml"]["facts"] if one["type"] == Kind.DATE}
    return tuple(str(one) for one in AppliesBy if one is AppliesBy.DECISION_DATE or str(one) in dates)


def event(documents: Documents, by: str) -> str:
    """One of those events. Raises EditError."""
    return chosen(by, event_names(documents), "by")


@dataclass(frozen=True, slots=True)
class Nature:
    """Say what a rule is: what follows, how binding it is, who bears the burden, how sure one must be, its clause.

    None leaves a part as it is. Another reading takes its translations away: they say what it was.
    """

    do: ClassVar[str] = "nature"
    route: str
    rule: str
    effect: str | None = None
    kind: str | None = None
    burden: str | None = None
    standard: str | None = None
    disclosure: str | None = None
    shield: bool | None = None
    code: str | None = None
    cite: str | None = None
    interpretation: str | None = None

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        rule = rule_of(documents, self.route, self.rule)
        before = deepcopy(rule)
        if self.effect is not None:
            rule["effect"] = chosen(self.effect, route_file(documents, self.route)["effects"], "effect")
        for name, among in NATURES.items():
            if (given := getattr(self, name)) is not None:
                _say(rule, name, chosen(given, among, name), _DEFAULTS[name])
        if self.shield is not None:
            _say(rule, "shield", self.shield is True, False)
        if self.code is not None:
            _say(rule, "code", _code(self.code), "")
        if self.cite is not None:
            rule["cite"] = cited(documents, self.cite)
        if self.interpretation is not None:
            _say(rule, "interpretation", self.interpretation, "")
        if rule == before:
            raise EditError("edit.same_as_before")
        yield f"routes/{self.route}.yaml"
        if rule.get("interpretation") != before.get("interpretation"):
            yield from _forget_reading(documents, self.route, self.rule)


@dataclass(frozen=True, slots=True)
class NewRule:
    """Add a rule to a route, with its first version and its English words.

    Its conditions are those of the last version of `like`, with `whole` its exceptions, waivers and transition too; or
    it begins with the one condition `text`.
    """

    do: ClassVar[str] = "rule"
    route: str
    id: str
    title: str
    cite: str
    effect: str
    first: str
    like: str = ""
    whole: bool = False
    text: str = ""
    kind: str = "mandatory"
    burden: str = "authority"
    standard: str = "balance"
    by: str = "decision_date"
    code: str = ""
    reason: str = ""
    not_shown: str = ""

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        file = route_file(documents, self.route)
        taken = [one["id"] for path, page in documents.items() if path.startswith("routes/") for one in page["rules"]]
        if rule_named(self.id) in taken:  # words are kept by the name of a rule, whatever its route
            raise EditError("edit.same", "id", name=self.id)
        if not self.title:
            raise EditError("edit.words", "title")
        if bool(self.like) is bool(self.text):
            raise EditError("edit.condition", "like")
        new: dict[str, Any] = {
            "id": self.id,
            "cite": cited(documents, self.cite),
            "effect": chosen(self.effect, file["effects"], "effect"),
            "versions": [self._version(documents)],
        }
        for name, among in NATURES.items():
            _say(new, name, chosen(getattr(self, name, _DEFAULTS[name]), among, name), _DEFAULTS[name])
        _say(new, "code", _code(self.code), "")
        rules = file["rules"]
        place = next((number for number, one in enumerate(rules) if one["id"] == self.like), len(rules) - 1)
        rules.insert(place + 1, new)
        yield f"routes/{self.route}.yaml"
        for part in ("title", "reason", "not_shown"):
            if words := getattr(self, part):
                yield speak(documents, "en", ("rules", self.id, part), words)

    def _version(self, documents: Documents) -> dict[str, Any]:
        version: dict[str, Any] = {"in_force": {"from": day(self.first, "first").isoformat()}}
        version["applies_by"] = event(documents, self.by)
        if self.text:
            return {**version, "when": self.text}
        last = max(rule_of(documents, self.route, self.like)["versions"], key=begins)
        parts = ("when", "unless", "waivers", "transition") if self.whole else ("when",)
        return {**version, **{part: deepcopy(last[part]) for part in parts if part in last}}


@dataclass(frozen=True, slots=True)
class Say(Where):
    """Let a condition say something in a letter, by the name `id` under which its words are kept; "" for nothing.

    With `words` they are said so in English, wherever that name is used.
    """

    do: ClassVar[str] = "say"
    id: str
    words: str = ""

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        holder, steps = self.found(documents)
        there = reached(holder, steps, self.part)
        if isinstance(there, dict) and "is" in there:
            raise EditError("edit.no_words")
        said = dict(there) if isinstance(there, dict) else whole_leaf(there, "")
        said.pop("say", None)
        if self.id:
            said["say"] = named(self.id)
            if not self.words and not is_said(documents, "says", self.id):
                raise EditError("edit.words", "words")
        elif self.words:
            raise EditError("edit.name", "id", name="“”")
        put(holder, steps, said if set(said) != {"if"} else said["if"])
        yield f"routes/{self.route}.yaml"
        if self.words:
            yield speak(documents, "en", ("says", self.id), self.words)


@dataclass(frozen=True, slots=True)
class Waiver:
    """Add a way out that somebody must grant, or change who grants it, in which form and under which clause.

    `granted` is the condition that has it on record; without one it stays as it was. `words` tell the person of it.
    """

    do: ClassVar[str] = "waiver"
    route: str
    rule: str
    version: str
    id: str
    cite: str
    authority: str
    form: str = ""
    granted: str = ""
    words: str = ""

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        version = version_of(documents, self.route, self.rule, self.version)
        there = next((entry for entry in version.get("waivers", ()) if entry["id"] == self.id), None)
        if not self.authority:
            raise EditError("edit.field", "authority", field="authority")
        if not self.words and not is_said(documents, "waivers", self.id):
            raise EditError("edit.words", "words")
        new: dict[str, Any] = {
            "id": named(self.id), "cite": cited(documents, self.cite), "authority": self.authority
        }  # fmt: skip
        if self.form:
            new["form"] = self.form
        if self.granted or "granted" in (there or {}):
            new["granted"] = self.granted or (there or {})["granted"]
        if there is None:
            version.setdefault("waivers", []).append(new)
        else:
            there.clear()
            there.update(new)
        yield f"routes/{self.route}.yaml"
        if self.words:
            yield speak(documents, "en", ("waivers", self.id), self.words)


@dataclass(frozen=True, slots=True)
class Transition:
    """Say for whom a version does not apply yet (`not_to`), or applies already (`also_to`); no side: its clause."""

    do: ClassVar[str] = "transition"
    route: str
    rule: str
    version: str
    side: str
    text: str
    cite: str

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        version = version_of(documents, self.route, self.rule, self.version)
        there = version.get("transition", {})
        if not self.side and not there:
            raise EditError("edit.nothing", "side", name="transition")
        if self.side:
            if chosen(self.side, SIDES, "side") in there:
                raise EditError("edit.same", "side", name=self.side)
            there = {**there, self.side: self.text}
        version["transition"] = {**there, "cite": cited(documents, self.cite)}
        yield f"routes/{self.route}.yaml"


def _say(holder: dict[str, Any], name: str, value: Any, unsaid: Any) -> None:
    """Write a part, or leave it out where it is what is meant without it."""
    if value == unsaid:
        holder.pop(name, None)
    else:
        holder[name] = value


def _code(code: str) -> str:
    if len(code) > 12:
        raise EditError("edit.field", "code", field=code[:20])
    return code


def _forget_reading(documents: Documents, route: str, rule: str) -> Iterator[str]:
    for file in [file for file in documents if file.startswith("text/")]:
        shelf = documents[file].get("readings", {}).get(route, {})
        if rule in shelf:
            del shelf[rule]
            yield file
