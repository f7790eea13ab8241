"""The commands about law: proofreading packs, asking a route, explaining it, rehearsing a change, counting stays.

Rules of the module: it knows no Django; what cannot be used is raised and told in one line by `limen.cli`. An unsound
pack is exit 1; whatever the law answers is what was asked for: exit 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from limen.office.server.terminal import (
    SHAPES,
    Argument,
    Arguments,
    Run,
    UsageError,
    complain,
    day,
    read_json,
    read_json_lines,
    say,
    say_json,
    takes,
)

if TYPE_CHECKING:
    from limen.policy import Route
    from limen.policy.exams import ExamItem
    from limen.policy.rehearsal import Case, Rehearsal
    from limen.policy.scenarios import Scenario

SOUND, UNSOUND = 0, 1
_CASE_KEYS = frozenset({"id", "facts", "group", "post"})


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
        say(f"  by {deadline.due or f'a day counted from {deadline.starts}'}: {deadline.words} [{deadline.cite}]")
    return SOUND


def coverage(args: Arguments) -> int:
    """Tell, clause by clause, what of its sources a pack encodes and what it does not, with why."""
    from dataclasses import asdict

    from limen.policy import load_pack
    from limen.policy.coverage import coverage as covered

    pack = load_pack(args.pack, _policy_folders())
    told = covered(pack, _law_texts(pack))
    if args.json:
        say_json({"pack": pack.id, "instruments": [asdict(one) for one in told]})
        return SOUND
    for one in told:
        say(f"{one.title} (checked: {one.checked or 'not said'})")
        for row in one.clauses:
            shape = SHAPES["not_done" if row.why_not else "passed"]
            say(f"  {shape} {row.cite}: {row.why_not or ', '.join(row.places)}")
        if one.unmentioned:
            say(f"  {SHAPES['unsure']} mentioned nowhere: {', '.join(one.unmentioned)}")
    return SOUND


def _law_texts(pack: Any) -> dict[str, Any]:
    """The official texts of a pack's instruments in the folder LIMEN_LAWTEXT, by the instrument's key."""
    from limen.office.server.environment import read_settings
    from limen.policy.lawtext import names_of, read

    folder = read_settings()["LIMEN_LAWTEXT"]
    if not folder:
        return {}
    if not Path(folder).is_dir():
        raise UsageError(f"LIMEN_LAWTEXT is {folder}: this is no folder")
    found: dict[str, Any] = {}
    for key, instrument in pack.instruments.items():
        path = next((one for name in names_of(instrument) if (one := Path(folder) / name).is_file()), None)
        if path is not None:
            found[key] = read(path.read_bytes(), path.name)
    return found


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


def scenarios(args: Arguments) -> int:
    """Make cases to practise on out of a route's law: near misses, distractors, right answers; or exam items."""
    from limen.policy.exams import exam_items
    from limen.policy.scenarios import scenarios as made

    route = _route(args.route)
    if args.exam:
        items = exam_items(route, on=args.on, seed=args.seed, most=args.most)
        if args.json:
            say_json({"route": route.name, "on": args.on.isoformat(), "items": [item.to_json() for item in items]})
        for item in () if args.json else items:
            _say_item(item)
        return SOUND
    found = made(route, on=args.on, seed=args.seed, most=args.most)
    if args.json:
        say_json({"route": route.name, "on": args.on.isoformat(), "scenarios": [one.to_json() for one in found]})
        return SOUND
    for one in found:
        _say_scenario(one, route)
    if not found:
        say(f"{route.name} has no example from which a near miss can be made")
    return SOUND


def _say_scenario(one: Scenario, route: Route) -> None:
    from limen.policy import question
    from limen.policy.scenarios import told

    say(f"{one.id}: {route.outcome_words(one.outcome)}")
    for name, facts in (("given", one.given), ("if asked", one.answers), ("own finding", one.findings)):
        for fact in facts:
            parts = {"distractor": one.distractors, "to be asked": one.questions, "all turns on it": (one.turns_on,)}
            marks = ", ".join(mark for mark, names in parts.items() if fact.name in names)
            value = told(fact, route) or str(fact.status).replace("_", " ")
            say(f"  {name}: {fact.name} {value}{f' ({marks})' if marks else ''}")
    for ground in one.grounds:
        say(f"  ground: {ground.title or ground.id} [{ground.cite}]")
    if one.near is not None:
        other = one.near.facts[one.turns_on]
        outcome = route.outcome_words(one.near.outcome)
        say(f"  near miss: {question(route, one.turns_on)} {told(other, route)}: {outcome}")


def _say_item(item: ExamItem) -> None:
    say(f"{item.rule} [{item.cite}]: {item.question}")
    for _, asked, value in item.facts:
        say(f"  {asked} {value}")
    for option in item.options:
        shape, cite = "*" if option.is_right else "-", f" [{option.cite}]" if option.cite else ""
        say(f"  {shape} {option.words}: {option.why}{cite}")


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


def compare(args: Arguments) -> int:
    """Rehearse a change of law: cases under one route and under another, or on two days, and how they differ."""
    from limen.policy.rehearsal import rehearse

    old, new = _route_anywhere(args.old), _route_anywhere(args.new)
    found = rehearse(old, new, _cases(args.cases), on=args.on, on_old=args.on_old)
    if args.json:
        say_json({"old": old.name, "new": new.name, **found.to_json()})
        return SOUND
    if args.each:
        for one in found.differences:
            say_json(one.to_json(), line=True)
        return SOUND
    _say_rehearsal(found)
    return SOUND


def _route_anywhere(name: str) -> Route:
    """A route of a pack that comes with Limen, `schengen/entry`, or of one in a folder, `../drafts/schengen/entry`."""
    from limen.policy import read_pack

    folder, slash, route = name.rpartition("/")
    if not slash or not (Path(folder) / "pack.yaml").is_file():
        return _route(name)  # type: ignore[no-any-return]
    try:
        return read_pack(Path(folder)).route(route)
    except KeyError as error:
        raise UsageError(str(error.args[0])) from error


def _cases(source: str) -> list[Case]:
    from limen.policy.rehearsal import Case

    cases = []
    for where, line in read_json_lines(source):
        facts = line.get("facts")
        if not isinstance(facts, Mapping) or set(line) - _CASE_KEYS:
            raise UsageError(
                f'{where}: a case is {{"id": "1", "facts": {{"nationality": "IN"}}, "group": "", "post": ""}}'
            )
        texts = {key: line.get(key, "") for key in ("id", "group", "post")}
        if not all(isinstance(text, str) for text in texts.values()):
            raise UsageError(f"{where}: id, group and post are text")
        cases.append(Case(facts=facts, **texts))
    if not cases:
        raise UsageError(f"{source}: there is no case in it; give one JSON object a line")
    return cases


def _say_rehearsal(found: Rehearsal) -> None:
    from limen.policy.rehearsal import WORDS, Change

    total = len(found.differences)
    for change, count in found.counts().items():
        say(f"{count:>7,} of {total:,}  {WORDS[Change(change)]}")
    for (one, other), count in found.moves().items():
        say(f"  {one} -> {other}: {count:,}")
    if gather := found.to_gather():
        say("to be gathered: " + ", ".join(f"{name} ({count:,})" for name, count in gather.items()))
    for what in ("group", "post"):
        for key, counts in found.by(what).items():
            if key:
                told = ", ".join(f"{WORDS[Change(change)]} {count:,}" for change, count in counts.items() if count)
                say(f"{what} {key}: {told}")


_JSON = takes("--json", action="store_true", help="answer with JSON")
_ON = takes("--on", type=day, metavar="DATE", help="as on this day, such as 2026-11-22 (default: today)")
_ROUTE = takes("route", metavar="ROUTE", help="PACK/ROUTE, such as schengen/entry")

Row = tuple[str, Run, tuple[Argument, ...]]

ROWS: tuple[Row, ...] = (
    ("policy proofread", proofread, (
        takes("path", nargs="?", metavar="PATH", help="folder of a pack (default: all that come with Limen)"), _JSON,
    )),
    ("policy facts", facts, (_ROUTE, _JSON)),
    ("policy assess", assess, (
        _ROUTE, _ON, _JSON,
        takes("--facts", required=True, metavar="FILE", help="JSON: {name: value}, or {name: {value, status, …}}"),
    )),
    ("policy coverage", coverage, (
        takes("pack", metavar="PACK", help="a law pack, such as canada"), _JSON,
    )),
    ("policy checklist", checklist, (
        _ROUTE, _ON, _JSON,
        takes("--facts", metavar="FILE", help="JSON: {name: value} of what is known (default: nothing)"),
    )),
    ("policy scenarios", scenarios, (
        _ROUTE, _ON, _JSON,
        takes("--seed", type=int, default=1, metavar="N", help="a number that chooses which (default: 1)"),
        takes("--most", type=int, default=5, metavar="N", help="at most so many, to 200 (default: 5)"),
        takes("--exam", action="store_true", help="exam items with options instead"),
    )),
    ("policy explain", explain, (_ROUTE, _ON, _JSON)),
    ("stay", stay, (
        takes("--rule", required=True, metavar="RULE", help="PACK/RULE, such as schengen/90-180"),
        takes("--movements", required=True, metavar="FILE", help="JSON: {movements: [{direction, on, state, counts}]}"),
        _ON, takes("--until", type=day, metavar="DATE", help="last day of a planned stay"), _JSON,
    )),
    ("policy compare", compare, (
        takes("old", metavar="OLD", help="PACK/ROUTE as it is, or FOLDER/ROUTE of a pack in a folder"),
        takes("new", metavar="NEW", help="PACK/ROUTE or FOLDER/ROUTE as it would be"),
        takes("--cases", required=True, metavar="FILE", help="JSON Lines: id, facts, and group and post to count by"),
        _ON, takes("--on-old", type=day, metavar="DATE", help="the day on which OLD is read (default: the same)"),
        takes("--each", action="store_true", help="answer with one line of JSON for each case"), _JSON,
    )),
)  # fmt: skip
