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
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from limen.office.server import commands as office
from limen.office.server import document_commands as documents
from limen.office.server import list_commands as lists
from limen.office.server import policy_commands as law
from limen.office.server import reader_command as booth
from limen.office.server import register_commands as registers
from limen.office.server.terminal import (
    Argument,
    Arguments,
    Run,
    UsageError,
    complain,
    day,
    note,
    read_bytes,
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
    index = screening.Index.build(_in_scope(_entries(args), args))
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


def _in_scope(entries: Iterable[Any], args: Arguments) -> list[Any]:
    """The entries that are looked at there and then; what is not known of a crossing leaves none out."""
    entries = list(entries)
    post, flight = ((given or "").strip().upper() for given in (args.at, args.flight))
    kept = [one for one in entries if one.scope is None or one.scope.covers(post, args.on, "", flight)]
    if left := len(entries) - len(kept):
        note(f"{left:,} of {len(entries):,} entries are outside their scope (place, flight or day): left out")
    return kept


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


# -- the table -------------------------------------------------------------------------------------------------------


_JSON = takes("--json", action="store_true", help="answer with JSON")
_ON = takes("--on", type=day, metavar="DATE", help="as on this day, such as 2026-11-22 (default: today)")

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
        _ON,
        takes("--at", metavar="POST", help="post where they cross: entries that name others are left out"),
        takes("--flight", metavar="FLIGHT", help="flight they come with: entries that name others are left out"),
        takes("--min-score", type=share, metavar="SCORE", help="lowest score shown, 0 to 1"), _JSON,
    )),
    Command("compare", compare, (
        takes("--name", nargs=2, metavar=("A", "B"), help="two names"),
        takes("--pairs", metavar="FILE", help="JSON Lines: query, candidate, query_born, candidate_born"), _JSON,
    )),
    *(Command(*row) for row in law.ROWS),
    *(Command(*row) for row in booth.ROWS),
    *(Command(*row) for row in office.ROWS),
    *(Command(*row) for row in registers.ROWS),
    *(Command(*row) for row in lists.ROWS),
)  # fmt: skip

GROUPS: Mapping[str, str] = {
    "policy": "Law as data: proofread, facts, assess, checklist, explain, compare.",
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
