"""The tables of the guide, made from the code so that they cannot drift: `python -m docs.reference`.

A page holds a pair of marks, `<!-- table: NAME -->` and `<!-- end of table -->`; what stands between them is written
here. tests/test_house.py fails where a page does not say what the code says.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pkgutil
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
MARKS = re.compile(r"(?P<open><!-- table: (?P<name>[a-z_]+) -->\n).*?(?P<close><!-- end of table -->)", re.DOTALL)
ROOMS_WITH_FINDINGS = ("casework", "documents", "screening", "policy", "interview", "assessment")
FIGURES = ROOT / "benchmarks" / "results.json"


class PageError(ValueError):
    """A page that names a table nobody makes."""


def ready() -> None:
    """Set Django up, in a folder of its own: reading the settings must leave nothing in the working tree."""
    import django
    from django.apps import apps

    if apps.ready:
        return
    os.environ.setdefault("LIMEN_HOME", tempfile.mkdtemp(prefix="limen-docs-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "limen.office.server.settings")
    django.setup()


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; cells lose line ends and escape what a table would take for its own."""
    lines = [_line(head), _line(["---"] * len(head))]
    lines += [_line([_cell(value) for value in row]) for row in rows]
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|").replace("<", "&lt;")


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _codes(texts: Iterable[str]) -> str:
    return ", ".join(_code(text) for text in texts)


def word_tables() -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every table of words beside the codes of checks: (room, WORDS), each table once."""
    seen: set[int] = set()
    for room in ROOMS_WITH_FINDINGS:
        package = importlib.import_module(f"limen.{room}")
        names = [package.__name__]
        names += [found.name for found in pkgutil.walk_packages(getattr(package, "__path__", ()), f"limen.{room}.")]
        for name in names:
            words = getattr(importlib.import_module(name), "WORDS", None)
            if isinstance(words, Mapping) and id(words) not in seen:
                seen.add(id(words))
                yield room, words


def finding_words() -> dict[str, str]:
    """Every code with its words, over all rooms."""
    return {key: text for _room, words in word_tables() for key, text in words.items()}


def findings() -> str:
    """The codes of checks."""
    from limen.vocabulary.evidence import Outcome

    outcomes = {str(outcome) for outcome in Outcome}
    rows = []
    for room, words in word_tables():
        for key, text in words.items():
            code, _dot, last = key.rpartition(".")
            if last in outcomes:
                rows.append((room, _code(code), last.replace("_", " "), text))
            else:
                rows.append((room, _code(key), "", text))
    return table(("room", "code", "outcome", "in words"), rows)


def states() -> str:
    """The states of a case."""
    from limen.casework import ARRIVAL

    return table(
        ("state", "in words", "is"),
        (
            (_code(state), words, "the end" if state in ARRIVAL.closed else "work")
            for state, words in ARRIVAL.states.items()
        ),
    )


def acts() -> str:
    """What may be done to a case: from which states, to which."""
    ready()
    from limen.casework import ARRIVAL
    from limen.office.console.keys import ACTS
    from limen.office.records.journal import VERBS

    rows = []
    for act in ARRIVAL.acts:
        key = _code(ACTS.get(act.name, "").upper())
        every = len(act.from_states) == len(ARRIVAL.states)
        source = "every state" if every else _codes(state for state in ARRIVAL.states if state in act.from_states)
        to = _code(act.to_state or "") or "stays"
        if act.awaiting_state:
            to += f", by way of {_code(act.awaiting_state)} where a second signature is needed"
        needs = (
            "favourable: blocked by open hits" if act.favourable else "adverse: may be frozen" if act.adverse else ""
        )
        rows.append((_code(act.name), key, VERBS[act.name], source, to, needs))
    return table(("act", "key", "what it records", "from", "to", "note"), rows)


def route_acts() -> str:
    """What the law of each shipped pack says of the acts."""
    from limen import policy

    rows = []
    for name in _packs():
        pack = policy.load_pack(name)
        for route in pack.routes.values():
            for act in route.acts:
                limits = [f"{act.limit_hours} hours at most"] if act.limit_hours else []
                limits += [f"frozen while the advice is {kind}, freed by {act.freed_by}" for kind in act.frozen_by]
                rows.append(
                    (
                        f"{name}/{route.id}",
                        _code(act.name),
                        act.grade,
                        act.second_signature,
                        "; ".join(limits),
                        act.cite,
                    )
                )
    return table(("route", "act", "lowest grade", "second signature", "limits", "law"), rows)


def _packs() -> list[str]:
    from limen import policy

    return sorted(policy.shipped_packs())


def grounds() -> str:
    """The rules of each shipped pack."""
    from limen import policy

    rows = []
    for name in _packs():
        pack = policy.load_pack(name)
        for route in pack.routes.values():
            rows += [
                (f"{name}/{route.id}", _code(rule.id), rule.code, rule.effect.replace("_", " "), rule.cite)
                for rule in route.rules
            ]
    return table(("route", "rule", "letter", "effect", "law"), rows)


def not_modelled() -> str:
    """What the shipped packs say they do not cover."""
    from limen import policy

    return "".join(f"- {name}: {_cell(what)}\n" for name in _packs() for what in policy.load_pack(name).not_modelled)


def verbs() -> str:
    """The verbs of the journal."""
    ready()
    from limen.office.records.journal import VERBS

    return table(("verb", "what the entry records"), ((_code(verb), words) for verb, words in VERBS.items()))


def authority() -> str:
    """Who may do what."""
    from limen.office.authority import ANY, TABLE
    from limen.vocabulary.person import Role

    rows = []
    for grant in TABLE:
        roles = ", ".join(role.value.replace("_", " ") for role in Role if role in grant.roles)
        where = "every state" if grant.states == ANY else _codes(grant.states.split())
        note = "never by the officer whose decision it is" if grant.second else ""
        rows.append((_code(grant.act), roles, where, f"{grant.post} post", note))
    return table(("act", "who", "in the states", "where", "note"), rows)


def refusals() -> str:
    """Why an act may not happen: the words shown on its key."""
    from limen.casework.engine import WORDS as CASE
    from limen.office.authority import WORDS as DUTY

    return table(("code", "in words"), ((_code(code), words) for code, words in {**CASE, **DUTY}.items()))


def settings() -> str:
    """The settings of the environment."""
    from limen.office.server.environment import SETTINGS

    return table(
        ("setting", "what it is for", "accepts", "without it"),
        ((_code(one.name), one.purpose, one.accepts, one.default or "nothing") for one in SETTINGS),
    )


def keys() -> str:
    """Every key of the console."""
    from limen.office.console.keys import KEYS

    return table(("where", "key", "what it does"), ((key.where, _code(_shown(key.press)), key.words) for key in KEYS))


def _shown(press: str) -> str:
    """A key as it is printed on keyboards."""
    return " ".join(part.upper() if len(part) == 1 else part.capitalize() for part in press.split())


def accounts() -> str:
    """The accounts of the demo."""
    from limen.specimens import OFFICERS

    return table(
        ("sign in as", "password", "who it is", "duties"),
        (
            (
                _code(one.username),
                _code(one.password),
                one.full_name,
                ", ".join(r.value.replace("_", " ") for r in one.roles),
            )
            for one in OFFICERS
        ),
    )


def known_lists() -> str:
    """The lists Limen knows by name."""
    ready()
    from limen.office.actions.listing import KNOWN

    return table(
        ("id", "title", "kind", "shown from score", "what to do with a hit"),
        (
            (_code(one.id), one.title, str(one.kind).replace("_", " "), f"{one.threshold:.2f}", one.action)
            for one in KNOWN.values()
        ),
    )


def commands() -> str:
    """The commands, with their arguments, from the parser itself."""
    from limen.cli import parser

    return table(("command", "what it does"), ((_code(usage), words) for usage, words in _commands(parser())))


def _commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    for action in parser._actions:
        if not isinstance(action, argparse._SubParsersAction):
            continue
        for sub in action.choices.values():
            deeper = list(_commands(sub))
            if deeper:
                yield from deeper
            else:
                yield _usage(sub), sub.description or ""


def _usage(parser: argparse.ArgumentParser) -> str:
    """The command with its arguments; argparse's own usage line differs between versions of Python."""
    parts = [parser.prog]
    for action in parser._actions:
        if action.dest == "help":
            continue
        value = " ".join(action.metavar) if isinstance(action.metavar, tuple) else action.metavar or action.dest
        if action.nargs in ("+", "*"):
            value += "…"
        flag = max(action.option_strings, key=len, default="")
        text = flag if flag and action.nargs == 0 else f"{flag} {value}".strip()
        parts.append(text if action.required and action.nargs not in ("?", "*") else f"[{text}]")
    return " ".join(parts)


def figures() -> str:
    """The figures the README quotes, from the last run of `make bench`."""
    if not FIGURES.exists():
        return "No figures yet: `make bench` makes them.\n"
    measured: Mapping[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    rows = [(quoted["what"], quoted["figure"], _code(quoted["benchmark"])) for quoted in measured["quoted"]]
    machine = measured["machine"]
    where = f"{machine['processor']}, {machine['cores']} cores, Python {machine['python']}, {machine['on']}"
    return table(("what", "figure", "measured by"), rows) + f"\nOn {where}. `make bench` measures them again.\n"


TABLES: Mapping[str, Callable[[], str]] = {
    made.__name__: made
    for made in (
        findings, states, acts, route_acts, grounds, not_modelled, verbs, authority, refusals, settings, keys,
        accounts, known_lists, commands, figures,
    )
}  # fmt: skip


def pages() -> list[Path]:
    """The pages that hold tables."""
    found = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [page for page in found if page.exists() and MARKS.search(page.read_text(encoding="utf-8"))]


def rendered(page: Path) -> str:
    """A page as the code would have it. Raises PageError for a table that nobody makes."""

    def fill(match: re.Match[str]) -> str:
        name = match["name"]
        if name not in TABLES:
            raise PageError(f"{page.name} asks for the table {name!r}; there are {', '.join(TABLES)}")
        return f"{match['open']}{TABLES[name]()}{match['close']}"

    return MARKS.sub(fill, page.read_text(encoding="utf-8"))


def main() -> None:
    """Write every page again and say which changed."""
    for page in pages():
        text = rendered(page)
        if text != page.read_text(encoding="utf-8"):
            page.write_text(text, encoding="utf-8")
            sys.stdout.write(f"written again: {page.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
