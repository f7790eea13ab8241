"""`limen`: every command is a row of `COMMANDS`; its sentence in the help is the first line of its function.

Contract (DESIGN 5): text for people, or with `--json` one JSON document, or JSON Lines for many inputs. Exit 0: the
work was done, whatever was found. 1: one of our own artefacts (pack, journal) is unsound. 2: bad input or usage. 3: a
broken machine. What goes wrong is one line on standard error: what, why, what to do; nothing half-written. `-` reads
standard input. What a command needs is imported when it runs: `limen read` knows neither Django nor a database.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from limen.office.server import commands as office
from limen.office.server import document_commands as documents
from limen.office.server import list_commands as lists
from limen.office.server import reader_command as booth
from limen.office.server import register_commands as registers
from limen.office.server.terminal import (
    SHAPES,
    Argument,
    Arguments,
    Run,
    UsageError,
    complain,
    day,
    note,
    read_bytes,
    read_json,
    read_json_lines,
    say,
    say_json,
    share,
    takes,
)

SOUND, UNSOUND, MISUSED, BROKEN, INTERRUPTED = 0, 1, 2, 3, 130
_LONGEST_NAME = 400  # characters of one of two names compared


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its words, its function (whose docstring begins with its sentence), its arguments."""

    name: str
    run: Run
    arguments: tuple[Argument, ...] = ()

    @property
    def help(self) -> str:
        """What the command does, in one sentence."""
        return (self.run.__doc__ or "").partition("\n")[0]


# -- screening -------------------------------------------------------------------------------------------------------


def screen(args: Arguments) -> int:
    """Screen people against published lists: every possible hit with its score and why."""
    from limen import screening

    people = _people(args)
    index = screening.Index.build(_entries(args))
    lines = bool(args.people)
    for number, person in enumerate(people, 1):
        hits = screening.screen(index, person, min_score=args.min_score)
        if args.json:
            say_json({"id": person.id, "hits": [hit.to_json() for hit in hits]}, line=lines)
        else:
            _say_hits(person, hits, len(index))
        if number % 5_000 == 0:
            note(f"{number:,} of {len(people):,} screened")
    return SOUND


def _people(args: Arguments) -> list[Any]:
    from limen.screening import person_from_json
    from limen.screening.errors import TravellerError
    from limen.screening.lists.entry import country_code
    from limen.vocabulary import countries

    one = {key: getattr(args, key) for key in ("name", "born", "sex", "nationality", "document") if getattr(args, key)}
    if bool(args.people) == bool(one):
        raise UsageError(
            "screen takes --name (and --born, --sex, --nationality, --document), or --people FILE; give one"
        )
    if args.nationality and not (countries.find(args.nationality) or country_code(args.nationality)):
        raise UsageError(f"--nationality {args.nationality[:40]!r} names no State; give its code as printed or ISO")
    lines = read_json_lines(args.people) if args.people else [("the traveller", {"id": "1", **one})]
    people = []
    for where, line in lines:
        _require_dates(where, line, "born")
        try:
            people.append(person_from_json(line))
        except TravellerError as error:
            raise UsageError(f"{where}: {error}") from error
    return people


def _require_dates(where: str, given: Mapping[str, Any], *keys: str) -> None:
    """Raises UsageError naming a date as it was typed."""
    from limen.screening.lists import BirthInterval
    from limen.vocabulary.dates import DateError

    for key in keys:
        several = given.get(key)
        for text in several if isinstance(several, list) else [several]:
            if not isinstance(text, str) or not text.strip():
                continue  # whoever reads the line says what else is wrong
            try:
                BirthInterval.parse(text)
            except DateError as error:
                raise UsageError(
                    f"{where}: {key} {text[:40]!r} is no date; write 1980, 1980-03 or 1980-03-05"
                ) from error


def _entries(args: Arguments) -> list[Any]:
    from limen.screening import read_list
    from limen.screening.errors import ListError
    from limen.screening.lists import detect_format

    entries: list[Any] = []
    beside = {name: read_bytes(given) for name in ("alt", "add") if (given := getattr(args, name))}
    taken: dict[str, str] = {}
    for source in args.list:
        data = read_bytes(source)
        try:
            format = detect_format(data)
            named = "" if format in ("ofac-sdn-csv", "un-consolidated-xml") else _stem(source)
            content = read_list(format, data, list_id=named, **(beside if format.startswith("ofac") else {}))
        except ListError as error:
            raise UsageError(f"{source}: {error}") from error
        if content.list in taken:
            raise UsageError(
                f"{source}: the list {content.list!r} was given already ({taken[content.list]}); give it once"
            )
        taken[content.list] = source
        for rejected in content.rejected[:5]:
            note(f"{source}: row {rejected.row} was not taken: {rejected.reason}")
        if len(content.rejected) > 5:
            note(f"{source}: {len(content.rejected)} of {content.rows_read} rows were not taken")
        entries += content.entries
    return entries


def _stem(source: str) -> str:
    return "list" if source == "-" else Path(source).stem


def _say_hits(person: Any, hits: Iterable[Any], entries: int) -> None:
    from limen.screening.screen import reason

    found = list(hits)
    name = person.names[0] if person.names else ", ".join(person.documents)
    say(f"{name}: {len(found) or 'no'} {'hit' if len(found) == 1 else 'hits'} among {entries:,} entries")
    for hit in found:
        say(f"  ◆ {hit.score:.2f} {hit.strength}: {hit.listed_name} ({hit.list} {hit.entry_id})")
        for part in hit.why:
            say(f"      {part.contribution:+.2f} {reason(part)}")


def compare(args: Arguments) -> int:
    """Compare two names, or many pairs: a score from 0 to 1, whether it is a match, and why."""
    from limen.screening import compare_names
    from limen.vocabulary.dates import DateError

    if bool(args.name) == bool(args.pairs):
        raise UsageError("compare takes --name A B, or --pairs FILE; give one of the two")
    pairs = (
        read_json_lines(args.pairs)
        if args.pairs
        else [("--name", dict(zip(("query", "candidate"), args.name, strict=True)))]
    )
    answers = []
    for where, pair in pairs:
        for key in ("query", "candidate", "query_born", "candidate_born"):
            text = pair.get(key)
            if (
                (text is None and key in ("query", "candidate"))
                or not isinstance(text, str | None)
                or len(text or "") > _LONGEST_NAME
            ):
                raise UsageError(f"{where}: {key} must be text of at most {_LONGEST_NAME} characters")
            if key in ("query", "candidate") and not str(text).strip():
                raise UsageError(f"{where}: {key} is an empty name; give two names to compare")
        _require_dates(where, pair, "query_born", "candidate_born")
        try:
            born = {key: pair.get(key) or None for key in ("query_born", "candidate_born")}
            answers.append((pair, compare_names(pair["query"], pair["candidate"], **born)))
        except DateError as error:
            raise UsageError(f"{where}: {error}") from error
    for pair, answer in answers:
        if args.json:
            say_json(answer, line=bool(args.pairs))
            continue
        say(
            f"{answer['score']:.2f} {'match' if answer['match'] else 'no match'}: {pair['query']} | {pair['candidate']}"
        )
        for part in answer["why"]:
            say(f"    {part['contribution']:+.2f} {part.get('reason') or part['code']}")
    return SOUND


# -- policy ----------------------------------------------------------------------------------------------------------


def _named(name: str, what: str, example: str) -> tuple[Any, str]:
    """The pack and the rest of a name such as `schengen/entry`."""
    from limen.policy import load_pack

    pack, slash, rest = name.partition("/")
    if not slash:
        raise UsageError(f"{name!r} names no {what}: write PACK/{what.upper()}, such as {example}")
    return load_pack(pack, _policy_folders()), rest


def _route(name: str) -> Any:
    pack, route = _named(name, "route", "schengen/entry")
    try:
        return pack.route(route)
    except KeyError as error:
        raise UsageError(str(error.args[0])) from error


def _policy_folders() -> list[str]:
    from limen.office.server.environment import read_settings

    return read_settings()["LIMEN_POLICIES"] or []


def proofread(args: Arguments) -> int:
    """Proofread law packs: schema, citations, overlaps, examples; exit 1 where one is unsound."""
    from limen import policy
    from limen.policy.proofread import WORDS
    from limen.policy.read import PackError

    if args.path and not Path(args.path).is_dir():
        raise UsageError(f"{args.path}: this is no folder; give the folder of a pack, the one that holds pack.yaml")
    if args.path and not (Path(args.path) / "pack.yaml").is_file():
        raise UsageError(f"{args.path}: there is no pack.yaml in it; give the folder of a pack, the one that holds it")
    answers: list[dict[str, Any]] = []
    sound = True
    for name in [args.path] if args.path else policy.shipped_packs():
        try:
            pack = policy.read_pack(Path(name)) if args.path else policy.load_pack(name)
            findings = [finding.to_json(WORDS) for finding in policy.proofread(pack)]
            answers.append(
                {"pack": pack.id, "findings": findings, "sound": all(f["outcome"] != "failed" for f in findings)}
            )
        except PackError as error:
            failed = {"code": "pack.unreadable", "outcome": "failed", "reason": str(error)}
            answers.append({"pack": str(name), "findings": [failed], "sound": False})
    for answer in answers:
        sound &= bool(answer["sound"])
        if not args.json:
            say(f"{answer['pack']}: {'sound' if answer['sound'] else 'UNSOUND'}")
            for finding in answer["findings"]:
                say(f"  {SHAPES[finding['outcome']]} {finding['reason']}")
    if args.json:
        say_json({"packs": answers, "sound": sound})
    if not sound:
        complain("a pack is unsound; its faults are on standard output; mend them and proofread again")
    return SOUND if sound else UNSOUND


def facts(args: Arguments) -> int:
    """List the facts a route can use: name, type, values, where to look, the question."""
    from limen.policy import fact_dictionary

    route = _route(args.route)
    answer = [
        {**definition.to_json(), "cite": route.pack.cited(definition.cite)}
        for definition in fact_dictionary(route).values()
    ]
    if args.json:
        say_json({"route": route.name, "facts": answer})
        return SOUND
    for fact in answer:
        values = f" ({', '.join(fact['values'])})" if fact["values"] else ""
        say(f"{fact['name']}: {fact['type']}{values}; from {', '.join(fact['evidence']) or 'nobody'}")
        say(f"    {fact['question']}")
    return SOUND


def assess(args: Arguments) -> int:
    """Ask the law of a route about facts on a day: outcome, grounds, and what must still be known."""
    from limen.policy import evaluate, parse_facts

    route = _route(args.route)
    advice = evaluate(parse_facts(read_json(args.facts), route), route, on=args.on)
    if args.json:
        say_json(advice.to_json())
        return SOUND
    say(f"{advice.outcome}{'' if advice.decided else ' (not decided)'} on {args.on}")
    for ground in advice.grounds:
        say(f"  {ground.effect} {ground.code} {ground.title} [{ground.cite}]\n    {ground.reason}")
    for ask in advice.ask:
        say(f"  ? {ask.fact}: {ask.question} [{ask.cite}]; could change {', '.join(ask.could_change)}")
    for tell in advice.tell:
        say(f"  tell: {tell.text} [{tell.cite}]")
    for deadline in advice.deadlines:
        say(f"  by {deadline.due}: {deadline.words} [{deadline.cite}]")
    return SOUND


def checklist(args: Arguments) -> int:
    """List what must be brought on a route: needed, not needed, or what that depends on."""
    from limen.policy import checklist as listed
    from limen.policy import parse_facts

    route = _route(args.route)
    given = parse_facts(read_json(args.facts), route) if args.facts else {}
    items = listed(given, route, on=args.on)
    if args.json:
        say_json({"route": route.name, "on": args.on.isoformat(), "documents": [item.to_json() for item in items]})
        return SOUND
    for item in items:
        depends = f" (depends on {', '.join(item.depends_on)})" if item.depends_on else ""
        say(f"{str(item.need).replace('_', ' ')}{depends}: {item.words} [{item.cite}]")
    if not items:
        say(f"{route.name} lists no documents")
    return SOUND


def explain(args: Arguments) -> int:
    """Explain a route in plain text: what it decides, by which rules, on which clauses, from when."""
    from limen.policy import explain as explained
    from limen.policy.explain import described

    route = _route(args.route)
    if args.json:
        say_json(described(route, on=args.on))
    else:
        say(explained(route, on=args.on).rstrip("\n"))
    return SOUND


def stay(args: Arguments) -> int:
    """Count days of stay in a moving window: used, left, the last lawful day, the next lawful entry."""
    from limen.policy import stays

    pack, name = _named(args.rule, "rule", "schengen/90-180")
    if name not in pack.stay_rules:
        raise UsageError(f"{pack.id} has no stay rule {name!r}: there are {', '.join(pack.stay_rules) or 'none'}")
    rule = replace(pack.stay_rules[name], cite=pack.cited(pack.stay_rules[name].cite))
    found = stays.count(stays.parse_movements(read_json(args.movements)), args.on, args.until, rule)
    if args.json:
        say_json(found.to_json())
        return SOUND
    last = found.last_day.isoformat() if found.last_day else "none: not even that day"
    used, left = _spread(found.days_used_at_least, found.days_used), _spread(found.days_left, _most_left(found, rule))
    say(f"{used} used, {left} left on {found.tested} [{found.cite}]")
    counted = "" if found.certain else "if every possible day is counted: "
    say(f"{counted}last lawful day {last}; next lawful entry {found.earliest_next_entry}")
    for movement in found.unmatched:
        say(f"  ◆ {movement.direction} on {movement.on} has no counterpart: days are not certain")
    return SOUND


def _spread(least: int, most: int) -> str:
    """`10 days`, or `between 1 and 149 days` where movements lack their counterpart."""
    if least != most:
        return f"between {least} and {most} days"
    return "1 day" if most == 1 else f"{most} days"


def _most_left(found: Any, rule: Any) -> int:
    return max(0, int(rule.days) - int(found.days_used_at_least))


# -- the table -------------------------------------------------------------------------------------------------------


_JSON = takes("--json", action="store_true", help="answer with JSON")
_ON = takes("--on", type=day, metavar="DATE", help="as on this day, such as 2026-11-22 (default: today)")
_ROUTE = takes("route", metavar="ROUTE", help="PACK/ROUTE, such as schengen/entry")

COMMANDS: tuple[Command, ...] = (
    *(Command(*row) for row in documents.ROWS),
    Command("screen", screen, (
        takes("--list", nargs="+", action="extend", required=True, metavar="FILE",
           help="list as published: OFAC SDN.CSV, UN or EU XML, UK CSV, FollowTheMoney or INTERPOL JSON, plain CSV"),
        takes("--alt", metavar="FILE", help="OFAC's ALT.CSV beside its SDN.CSV"),
        takes("--add", metavar="FILE", help="OFAC's ADD.CSV beside its SDN.CSV"),
        takes("--people", metavar="FILE",
              help="JSON Lines: id, name (or surname, given), born, sex, nationality, document"),
        takes("--name", metavar="NAME", help="one traveller's name"),
        takes("--born", metavar="DATE", help="1980, 1980-03 or 1980-03-05"),
        takes("--sex", metavar="SEX", help="M, F or X"),
        takes("--nationality", metavar="CODE", help="code as printed or ISO"),
        takes("--document", metavar="NUMBER", help="NUMBER or ISSUER:NUMBER"),
        takes("--min-score", type=share, metavar="SCORE", help="lowest score shown, 0 to 1"), _JSON,
    )),
    Command("compare", compare, (
        takes("--name", nargs=2, metavar=("A", "B"), help="two names"),
        takes("--pairs", metavar="FILE", help="JSON Lines: query, candidate, query_born, candidate_born"), _JSON,
    )),
    Command("policy proofread", proofread, (
        takes("path", nargs="?", metavar="PATH", help="folder of a pack (default: all that come with Limen)"), _JSON,
    )),
    Command("policy facts", facts, (_ROUTE, _JSON)),
    Command("policy assess", assess, (
        _ROUTE, _ON, _JSON,
        takes("--facts", required=True, metavar="FILE", help="JSON: {name: value}, or {name: {value, status, …}}"),
    )),
    Command("policy checklist", checklist, (
        _ROUTE, _ON, _JSON,
        takes("--facts", metavar="FILE", help="JSON: {name: value} of what is known (default: nothing)"),
    )),
    Command("policy explain", explain, (_ROUTE, _ON, _JSON)),
    Command("stay", stay, (
        takes("--rule", required=True, metavar="RULE", help="PACK/RULE, such as schengen/90-180"),
        takes("--movements", required=True, metavar="FILE", help="JSON: {movements: [{direction, on, state, counts}]}"),
        _ON, takes("--until", type=day, metavar="DATE", help="last day of a planned stay"), _JSON,
    )),
    *(Command(*row) for row in booth.ROWS),
    *(Command(*row) for row in office.ROWS),
    *(Command(*row) for row in registers.ROWS),
    *(Command(*row) for row in lists.ROWS),
)  # fmt: skip

GROUPS: Mapping[str, str] = {
    "policy": "Law as data: proofread, facts, assess, checklist, explain.",
    "journal": "The journal of acts.",
    "post": "Posts.",
    "user": "Accounts and duties.",
    "lists": "Lists screened against.",
    "law": "The law of the posts.",
    "keys": "This node's signing key.",
    "register": "Registers of lost documents that a post asks.",
}


class _Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see `{self.prog} --help`")


def parser() -> argparse.ArgumentParser:
    """The parser of every command in the table."""
    top = _Parser(prog="limen", description="The open workbench of an immigration service.", allow_abbrev=False)
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    groups = {}
    for command in COMMANDS:
        group, _, name = command.name.rpartition(" ")
        if group and group not in groups:
            grouped = commands.add_parser(group, help=GROUPS[group], description=GROUPS[group], allow_abbrev=False)
            groups[group] = grouped.add_subparsers(metavar="COMMAND", required=True)
        parent = groups[group] if group else commands
        made = parent.add_parser(name, help=command.help, description=command.help, allow_abbrev=False)
        for flags, options in command.arguments:
            made.add_argument(*flags, **options)
        made.set_defaults(command=command)
    return top


def _misuse(fault: BaseException) -> bool:
    """Whether a fault is bad input or usage: the errors that rooms and acts raise for it."""
    from limen.documents.mrz import MrzError
    from limen.screening.errors import ScreeningError
    from limen.vocabulary.dates import DateError

    kinds: tuple[type[BaseException], ...] = (UsageError, MrzError, ScreeningError, DateError)
    for module, name in _LATER:  # a room that was never loaded raised nothing
        if module in sys.modules:
            kinds = (*kinds, getattr(sys.modules[module], name))
    return isinstance(fault, kinds)


_LATER = (
    ("limen.documents.pki.errors", "PkiError"),
    ("limen.documents.seal.errors", "SealError"),
    ("limen.documents.barcodes.errors", "BarcodeError"),
    ("limen.policy.errors", "PolicyError"),
    ("limen.office.server.environment", "SettingError"),
    ("limen.office.actions.errors", "ActError"),
    ("limen.office.authority", "NotPermitted"),
)


def main(argv: list[str] | None = None) -> int:
    """Run one command; answers its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # whatever the locale; half a character in JSON stays an escape
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        args = parser().parse_args(argv)
        if getattr(args, "on", date.min) is None:
            args.on = date.today()  # noqa: DTZ011 - the day where the command is run
        code = args.command.run(args)
        sys.stdout.flush()
        return int(code)
    except SystemExit as stop:  # --help
        return int(stop.code or 0)
    except KeyboardInterrupt:
        complain("interrupted; what was finished before is kept")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has enough; without this Python complains while it closes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SOUND
    except Exception as fault:
        # The contract: one line, never a traceback; `python -X dev` shows it.
        if sys.flags.dev_mode:
            raise
        if _misuse(fault):
            complain(str(fault))
            return MISUSED
        complain(_machine(fault))
        return BROKEN


def _machine(fault: Exception) -> str:
    """What a broken machine is told as."""
    if type(fault).__module__.startswith(("django.db", "sqlite3", "pysqlite3", "psycopg")):
        return f"the database cannot be used ({fault}); check LIMEN_DATABASE and LIMEN_HOME, then run `limen migrate`"
    if isinstance(fault, ImportError):
        return f"a part of Limen is not installed ({fault}); install it again, as the README says"
    if isinstance(fault, OSError):
        return f"the machine did not do its part ({fault}); check disk, permissions and memory"
    return (
        f"a fault of Limen's own ({type(fault).__name__}: {fault}); run it with `python -X dev -m limen` and report it"
    )


if __name__ == "__main__":
    sys.exit(main())
