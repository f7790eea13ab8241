"""Where a change of a law belongs, by name and never by line, and what is said where it has no place there.

What is given in a form is held here to what the field may be, so that the message can stand at that field; whether the
whole still reads is for `limen.policy.drafting`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

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
    "edit.rule_name": N_("{name} is no name for a rule: letters, figures, _ and full stops, a letter first."),
    "edit.choice": N_("“{text}” is none of these: {names}."),
    "edit.number": N_("“{text}” is no whole number from {low} to {high}."),
    "edit.instrument": N_("“{text}” names no text of this law: begin with one of {names}, then say which clause."),
    "edit.same_as_before": N_("This is as it was: nothing would change."),
    "edit.words": N_("Say it in English: a law cannot be told without these words."),
    "edit.no_words": N_("This condition has a name of its own: give the conditions it is made of their words."),
    "edit.values": N_("A choice has at least two values, and only a choice has any."),
    "edit.currency": N_("An amount of money has a currency, as three capital letters, and nothing else has one."),
    "edit.second": N_("What is decided against somebody is signed by a second officer: say by whom."),
    "edit.counted": N_("A clock that starts with an act is counted from the act: choose no other day."),
    "edit.closed": N_("Say on which days offices are closed."),
    "edit.starts": N_("A clock starts with an outcome or with an act: say with which."),
    "edit.condition": N_("Either copy the conditions of a rule, or begin with one of your own."),
}


class EditError(PolicyError):
    """A change that cannot be made here; `code` is a key of `WORDS`, `params` fill it, `at` names the field."""

    def __init__(self, code: str, at: str = "", /, **params: str) -> None:
        super().__init__(WORDS[code].format_map(params))
        self.code, self.at, self.params = code, at, params


@dataclass(frozen=True, slots=True)
class Where:
    """A condition of a route: of a rule's version by its first day, or one with a name (`rule` empty)."""

    route: str
    rule: str
    version: str
    part: str

    def found(self, documents: Documents) -> tuple[Any, Steps]:
        """What holds the condition, and the steps to it."""
        holder = route_file(documents, self.route).get("conditions", {})
        if self.rule:
            holder = version_of(documents, self.route, self.rule, self.version)
        steps: Steps = tuple(int(step) if step.isdigit() else step for step in self.part.split("/"))
        reached(holder, steps, self.part)
        return holder, steps


def route_file(documents: Mapping[str, Any], route: str) -> dict[str, Any]:
    """The file of a route. Raises EditError."""
    if f"routes/{route}.yaml" not in documents:
        raise EditError("edit.nothing", name=route)
    return cast(dict[str, Any], documents[f"routes/{route}.yaml"])


def rule_of(documents: Mapping[str, Any], route: str, rule: str) -> dict[str, Any]:
    """A rule as its file writes it. Raises EditError."""
    return named_one(route_file(documents, route)["rules"], rule)


def version_of(documents: Mapping[str, Any], route: str, rule: str, version: str) -> dict[str, Any]:
    """The version of a rule that begins on a day, as its file writes it. Raises EditError."""
    for one in rule_of(documents, route, rule)["versions"]:
        if one["in_force"]["from"] == version:
            return cast(dict[str, Any], one)
    raise EditError("edit.nothing", name=version)


def examples_of(documents: Mapping[str, Any], route: str) -> list[Any]:
    """The examples of a route as its file writes them. Raises EditError."""
    for file, page in documents.items():
        if file.startswith("examples/") and page["route"] == route:
            return cast(list[Any], page["examples"])
    raise EditError("edit.nothing", name=route)


def named_one(among: Any, name: str, key: str = "id") -> dict[str, Any]:
    """The one of that name. Raises EditError."""
    for one in among:
        if one[key] == name:
            return cast(dict[str, Any], one)
    raise EditError("edit.nothing", name=name[:60])


def reached(holder: Any, steps: Steps, part: str) -> Any:
    """What stands at the end of the steps. Raises EditError."""
    found = holder
    for step in steps:
        try:
            found = found[step]
        except (KeyError, IndexError, TypeError) as problem:
            raise EditError("edit.nothing", name=part[:60]) from problem
    return found


def put(holder: Any, steps: Steps, value: Any) -> None:
    """Let something else stand at the end of the steps."""
    reached(holder, steps[:-1], "")[steps[-1]] = value


def leaf(text: str, cite: str) -> str | dict[str, str]:
    """A leaf as the files write it: plain where it has no clause of its own."""
    return whole_leaf(text, cite) if cite else text


def whole_leaf(text: str, cite: str) -> dict[str, str]:
    """A leaf with room for what else is said of it."""
    return {"if": text, **({"cite": cite} if cite else {})}


# -- what a field may be -----------------------------------------------------------------------------------------------


def named(name: str, at: str = "id") -> str:
    """A name for the file. Raises EditError."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", name):
        raise EditError("edit.name", at, name=name[:60] or "“”")
    return name


def rule_named(name: str, at: str = "id") -> str:
    """A name for a rule. Raises EditError."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.]{0,59}", name):
        raise EditError("edit.rule_name", at, name=name[:60] or "“”")
    return name


def day(text: str, at: str = "") -> date:
    """A day. Raises EditError."""
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise EditError("edit.day", at, text=text[:40] or "“”") from problem


def until(first: str, last: str) -> dict[str, str]:
    """The end of a period, as the files write it: nothing where it has none. Raises EditError."""
    if not last:
        return {}
    end = day(last, "last").isoformat()
    if end < first:
        raise EditError("edit.order", "last")
    return {"to": end}


def begins(version: Mapping[str, Any]) -> date:
    """The first day of a version; the far end of time for one that waits for a system."""
    try:
        return date.fromisoformat(version["in_force"]["from"])
    except ValueError:
        return date.max


def cited(documents: Mapping[str, Any], cite: str, at: str = "cite") -> str:
    """A citation whose every part names a text of the law and a clause of it. Raises EditError."""
    if not cite:
        raise EditError("edit.cite", at)
    known = [one["id"] for one in documents["pack.yaml"]["instruments"]]
    for part in cite.split("; "):
        key, _, clause = part.partition(" ")
        if key not in known or not clause.strip():
            raise EditError("edit.instrument", at, text=part[:60], names=", ".join(known))
    return cite


def chosen(text: str, among: Iterable[str], at: str) -> str:
    """One of several. Raises EditError."""
    names = [str(one) for one in among]
    if text not in names:
        raise EditError("edit.choice", at, text=str(text)[:60] or "–", names=", ".join(names)[:400])
    return text


def each(texts: Iterable[str], among: Iterable[str], at: str, before: Iterable[str] = ()) -> list[str]:
    """Some of several, each once: those that were there `before` in their order, then the others. Raises EditError."""
    names = [str(one) for one in among]
    given = {chosen(text, names, at) for text in texts}
    kept = [one for one in before if one in given]
    return [*kept, *(one for one in names if one in given and one not in kept)]


def whole(number: int, at: str, low: int, high: int) -> int:
    """A whole number within its bounds. Raises EditError."""
    if isinstance(number, bool) or not isinstance(number, int) or not low <= number <= high:
        raise EditError("edit.number", at, text=str(number)[:20] or "–", low=str(low), high=str(high))
    return number


# -- words -------------------------------------------------------------------------------------------------------------


def speak(documents: Documents, language: str, path: tuple[str, ...], words: str) -> str:
    """Let these words be said in a language, or none where they are empty; the file they stand in. Raises EditError."""
    file = text_file(documents, language, path)
    shelf = documents.setdefault(file, {"reviewers": []})
    for step in path[:-1]:
        shelf = shelf.setdefault(step, {})
        if not isinstance(shelf, dict):
            raise EditError("edit.nothing", name="/".join(path))
    if words:
        shelf[path[-1]] = words
    else:
        shelf.pop(path[-1], None)
    return file


def text_file(documents: Mapping[str, Any], language: str, path: tuple[str, ...]) -> str:
    """The file of a language that has these words, or the one beside the English file that has them or their like.

    Raises EditError where nothing bears the name.
    """
    if len(path) < 2 or not language.replace("-", "").isalnum():
        raise EditError("edit.field", field="/".join(path))
    section, key = path[:2]
    english = [file for file in documents if file.startswith("text/en/")]
    for spoken in (language, "en"):
        for file, page in documents.items():
            if file.startswith(f"text/{spoken}/") and key in page.get(section, {}):
                return f"text/{language}/{file.rpartition('/')[2]}"
    if not english or not _is_called(documents, section, key):
        raise EditError("edit.nothing", name="/".join(path))
    file = next((file for file in english if section in documents[file]), english[0])
    return f"text/{language}/{file.rpartition('/')[2]}"


def is_said(documents: Mapping[str, Any], section: str, key: str) -> bool:
    """Whether there are English words under this name."""
    return any(file.startswith("text/en/") and key in page.get(section, {}) for file, page in documents.items())


def _is_called(documents: Mapping[str, Any], section: str, key: str) -> bool:
    """Whether something in the law bears the name that words are kept under."""
    routes = [page for file, page in documents.items() if file.startswith("routes/")]
    if section == "rules":
        return any(one["id"] == key for page in routes for one in page["rules"])
    if section == "facts":
        return any(one["id"] == key for one in documents["facts.yaml"]["facts"])
    if section in ("acts", "clocks"):
        name = {"acts": "name", "clocks": "id"}[section]
        return any(one[name] == key for page in routes for one in page.get(section, ()))
    versions = [version for page in routes for rule in page["rules"] for version in rule["versions"]]
    if section in ("waivers", "exceptions"):
        return any(one["id"] == key for v in versions for part in ("waivers", "unless") for one in v.get(part, ()))
    if section == "authorities":
        entries = (one for v in versions for part in ("waivers", "unless") for one in v.get(part, ()))
        return any(one.get("authority") == key for one in entries)
    return section == "says"
