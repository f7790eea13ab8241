"""Is a pack sound? Every check ran is a finding: passed where it found nothing, failed or unsure for each fault.

`failed` must be put right before the pack is used; `unsure` is for a person to look at. The words are in `WORDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from limen.policy.errors import NotInForceError
from limen.policy.evaluate import can_apply, evaluate
from limen.policy.expressions import DECISION_DATE
from limen.policy.facts import FactError, fact_dictionary, parse_facts
from limen.policy.formula import governing
from limen.policy.pack import Pack, Route
from limen.policy.reading import Reading
from limen.policy.rules import (
    NEVER,
    UNDETERMINED,
    Example,
    Group,
    Instrument,
    Leaf,
    Rule,
    RulesThat,
    conditions_of,
    leaves_of,
)
from limen.policy.spoken import SLOT
from limen.vocabulary.dates import spoken_day
from limen.vocabulary.decision import Advice, OutcomeKind
from limen.vocabulary.evidence import N_, Finding, Outcome

WORDS: Mapping[str, str] = {
    "pack.cite": N_("Every citation names an instrument of the pack"),
    "pack.cite.failed": N_("{where}: the citation {cite!r} names no instrument of the pack"),
    "pack.cite_dates": N_("The versions of each instrument cover the rules that cite it"),
    "pack.cite_dates.failed": N_("{where}: {instrument} has no version on {day}"),
    "pack.versions": N_("No two versions of a rule govern the same day"),
    "pack.versions.failed": N_("{where}: the versions from {first} and from {second} overlap"),
    "pack.gaps": N_("No rule is silent between two of its versions or after the last"),
    "pack.gaps.failed": N_("{where}: no version governs {days}, and the rule is not marked repealed"),
    "pack.facts": N_("Every fact that is used can be asked or has evidence"),
    "pack.facts.failed": N_("{fact}: no question and no source of evidence"),
    "pack.facts.unsure": N_("{fact}: no rule uses it and nothing says what it informs"),
    "pack.text": N_("Everything that is said has its words"),
    "pack.text.failed": N_("{where}: there are no words for {what}"),
    "pack.translation": N_("Every language has all the words that English has"),
    "pack.translation.unsure": N_("text/{where}: {what} is not translated, and is told in English"),
    "pack.asked_in": N_("Every language of questions has every question and its answer words, and nothing else"),
    "pack.asked_in.failed": N_("text/{where}: {what}"),
    "pack.slots": N_("The slots of each paragraph are those its words have"),
    "pack.slots.failed": N_("{where}: {what}"),
    "pack.rows": N_("Every effect is read by an outcome row, and a shield before every adverse one"),
    "pack.rows.failed": N_("{where}: {what}"),
    "pack.dead": N_("Every rule can apply to somebody"),
    "pack.dead.failed": N_("{where}: no facts whatever make this rule apply"),
    "pack.examples": N_("Every example gives what it says"),
    "pack.examples.failed": N_("{example}: expected {expected}, the law gives {found}"),
    "pack.covered": N_("Every rule is true in one example at least, and false in another"),
    "pack.covered.failed": N_("{where}: in no example is this rule {value}"),
    "pack.reached": N_("Every outcome is reached by an example"),
    "pack.reached.unsure": N_("{where}: no example reaches {outcome}"),
    "pack.relaxation": N_("Relaxed checks leave every shield, every list and the document itself in place"),
    "pack.relaxation.failed": N_("{where}: {what} may never be left out: {why}"),
    "pack.reviewers": N_("The pack and its words have named reviewers"),
    "pack.reviewers.unsure": N_("{where}: no named reviewer, so it is not for service"),
}

_Check = Callable[[Pack], Iterator[Finding]]


def proofread(pack: Pack) -> list[Finding]:
    """Every check of a pack: one finding for each fault, and one `passed` for each check without any.

    A pack is sound where no finding is `failed`.
    """
    findings: list[Finding] = []
    for code, check, clause in _CHECKS:
        faults = list(check(pack))
        findings += faults or [Finding(code, Outcome.PASSED, {"pack": pack.id}, clause)]
    return findings


def _fault(code: str, where: str = "", ended: Outcome = Outcome.FAILED, /, **params: str) -> Finding:
    return Finding(code, ended, {"where": where, **params} if where else params)


def _routes(pack: Pack) -> Iterable[Route]:
    return [pack.routes[name] for name in sorted(pack.routes)]


def _cites_of_rule(route: Route, rule: Rule) -> Iterator[str]:
    yield rule.cite
    for version in rule.versions:
        for condition in conditions_of(version):
            yield from _cites_in(route, condition)
        yield from (exception.cite for exception in version.unless)
        yield from (waiver.cite for waiver in version.waivers)
        if version.transition is not None:
            yield version.transition.cite


def _cites_in(route: Route, condition: Any) -> Iterator[str]:
    if isinstance(condition, Group):
        yield condition.cite
        for part in condition.parts:
            yield from _cites_in(route, part)
    elif isinstance(condition, Leaf):
        yield condition.cite


def _other_cites(pack: Pack) -> Iterator[tuple[str, str]]:
    for fact in pack.facts.values():
        yield f"facts/{fact.id}", fact.cite
        yield from ((f"facts/{fact.id}", implication.cite) for implication in fact.implies)
    yield from ((f"lists/{kept.id}", kept.cite) for kept in pack.lists.values())
    for kept in pack.documents["lists.yaml"]["lists"]:
        dated = ((code, member) for code, member in kept["members"].items() if isinstance(member, dict))
        yield from ((f"lists/{kept['id']}/{code}", member["cite"]) for code, member in dated if "cite" in member)
    yield from ((f"calendars/{kept['id']}", kept["cite"]) for kept in pack.documents["lists.yaml"].get("calendars", ()))
    yield from ((f"stay_rules/{rule.id}", rule.cite) for rule in pack.stay_rules.values())
    yield from ((f"amounts/{table.id}", table.cite) for table in pack.amounts.values())
    yield from ((f"systems/{system.id}", system.cite) for system in pack.systems.values())
    for route in _routes(pack):
        for name, condition in route.conditions.items():
            yield from ((f"{route.id}/{name}", cite) for cite in _cites_in(route, condition))
        yield from ((f"{route.id}/{row.outcome}", row.cite) for row in route.rows)
        yield from ((f"{route.id}/{act.name}", act.cite) for act in route.acts)
        yield from ((f"{route.id}/{telling.id}", telling.cite) for telling in route.tells)
        yield from ((f"{route.id}/{clock.id}", clock.cite) for clock in route.clocks)
        yield from ((f"{route.id}/{clock.id}", clock.roll.cite) for clock in route.clocks if clock.roll is not None)
        for paper in route.papers:
            yield f"{route.id}/{paper.id}", paper.cite
            if paper.when is not None:
                yield from ((f"{route.id}/{paper.id}", cite) for cite in _cites_in(route, paper.when))
        if route.relaxation is not None:
            yield f"{route.id}/relaxation", route.relaxation.cite
        for notice in route.notices:
            yield f"{route.id}/{notice.id}", notice.cite
            yield from ((f"{route.id}/{notice.id}/{part}", cite) for part, cite, _ in notice.paragraphs)


def _parts(cite: str) -> Iterator[tuple[str, str]]:
    """Each citation of a text that may hold several, as (instrument key, clause)."""
    for part in cite.split("; "):
        key, _, clause = part.partition(" ")
        yield key, clause


def citing(pack: Pack) -> Iterator[tuple[str, str]]:
    """Everything in a pack that cites, with its citation."""
    for route in _routes(pack):
        for rule in route.rules:
            yield from ((f"{route.id}/{rule.id}", cite) for cite in _cites_of_rule(route, rule))
    yield from _other_cites(pack)


def _cites(pack: Pack) -> Iterator[Finding]:
    for where, cite in citing(pack):
        for key, clause in _parts(cite) if cite else ():
            if key not in pack.instruments or not clause:
                yield _fault("pack.cite", where, cite=cite)


def _cite_dates(pack: Pack) -> Iterator[Finding]:
    for route in _routes(pack):
        for rule in route.rules:
            keys = {key for cite in (rule.cite, *_version_cites(route, rule)) for key, _ in _parts(cite)}
            for version in rule.versions:
                last = version.in_force.last or max(pack.as_of, version.in_force.first)
                for key in sorted(keys & set(pack.instruments)):
                    day = _uncovered(pack.instruments[key], version.in_force.first, last)
                    # an instrument that is cited beside the rule's own need not be as old as the rule
                    if day is not None and key == rule.cite.partition(" ")[0]:
                        yield _fault("pack.cite_dates", f"{route.id}/{rule.id}", instrument=key, day=day.isoformat())


def _version_cites(route: Route, rule: Rule) -> Iterator[str]:
    return (cite for cite in _cites_of_rule(route, rule) if cite)


def _uncovered(instrument: Instrument, first: date, last: date) -> date | None:
    """The first day between two that no version of an instrument covers."""
    day = first
    for period in sorted(instrument.versions, key=lambda period: period.first):
        if day in period:
            if period.last is None or period.last >= last:
                return None
            day = period.last + timedelta(days=1)
    return day


def _versions(pack: Pack) -> Iterator[Finding]:
    for route in _routes(pack):
        for rule in route.rules:
            for one, other in combinations(rule.versions, 2):
                if one.applies_by is other.applies_by and one.in_force.overlaps(other.in_force):
                    first, second = sorted((one.in_force.first, other.in_force.first))
                    yield _fault(
                        "pack.versions", f"{route.id}/{rule.id}", first=first.isoformat(), second=second.isoformat()
                    )


def _gaps(pack: Pack) -> Iterator[Finding]:
    """Days after a rule's first version on which none governs: the law of such a day is not known, never empty."""
    for route in _routes(pack):
        for rule in route.rules:
            for days in _silences(rule):
                yield _fault("pack.gaps", f"{route.id}/{rule.id}", days=days)


def _silences(rule: Rule) -> Iterator[str]:
    periods = sorted((version.in_force for version in rule.versions), key=lambda period: period.first)
    covered: date | None = periods[0].first - timedelta(days=1)
    for period in periods:
        if covered is None:
            return
        if (period.first - covered).days > 1:
            yield f"from {spoken_day(covered + timedelta(days=1))} to {spoken_day(period.first - timedelta(days=1))}"
        covered = None if period.last is None else max(covered, period.last)
    if covered is not None and not rule.repealed:
        yield f"after {spoken_day(covered)}"


def _used_facts(pack: Pack) -> set[str]:
    return {name for route in _routes(pack) for name in fact_dictionary(route)}


def _facts(pack: Pack) -> Iterator[Finding]:
    used = _used_facts(pack)
    for name, definition in pack.facts.items():
        if name in used and not definition.question and not definition.evidence:
            yield _fault("pack.facts", fact=name)
        elif name not in used and not definition.informs:
            yield _fault("pack.facts", "", Outcome.UNSURE, fact=name)


def _text(pack: Pack) -> Iterator[Finding]:
    def missing(where: str, *path: str) -> Iterator[Finding]:
        if not pack.words("en", *path):
            yield _fault("pack.text", where, what="/".join(path))

    for name in sorted(_used_facts(pack)):
        yield from missing(f"facts/{name}", "facts", name, "question")
    for route in _routes(pack):
        for rule in route.rules:
            where = f"{route.id}/{rule.id}"
            yield from missing(where, "rules", rule.id, "title")
            if route.effects[rule.effect] is not OutcomeKind.FAVOURABLE:
                yield from missing(where, "rules", rule.id, "reason")
            if route.effects[rule.effect] is OutcomeKind.ADVERSE and rule.burden == "traveller":
                yield from missing(where, "rules", rule.id, "not_shown")
            if rule.disclosure == "restricted":
                yield from missing(where, "rules", rule.id, "reason_restricted")
            if rule.code and not any(rule.code in route.letters(notice.id) for notice in route.notices):
                yield _fault("pack.text", where, what=f"the letter {rule.code} of any notice")
            for say in sorted(_says(route, rule)):
                yield from missing(where, "says", say)
            for version in rule.versions:
                for waiver in version.waivers:
                    yield from missing(where, "waivers", waiver.id)
        for outcome in (*route.outcomes, UNDETERMINED):
            yield from missing(f"{route.id}/{outcome}", "outcomes", outcome)
        for act in route.acts:
            yield from missing(f"{route.id}/{act.name}", "acts", act.name)
        for telling in route.tells:
            yield from missing(f"{route.id}/{telling.id}", "tells", telling.id)
        for clock in route.clocks:
            yield from missing(f"{route.id}/{clock.id}", "clocks", clock.id)
        for paper in route.papers:
            yield from missing(f"{route.id}/{paper.id}", "documents", paper.id)
        for notice in route.notices:
            for part in ("title", *(part for part, _, _ in notice.paragraphs)):
                yield from missing(f"{route.id}/{notice.id}", "notices", notice.id, part)


def _translation(pack: Pack) -> Iterator[Finding]:
    for language in pack.languages:
        for path in _leaves(pack.text.get("en", {})):
            if not pack.own_words(language, *path):
                yield _fault("pack.translation", language, Outcome.UNSURE, what="/".join(path))


def _asked_in(pack: Pack) -> Iterator[Finding]:
    """A question that lacks in a language of questions, or says less or more in it than in English."""
    english = {path: words for path in _leaves(pack.text.get("en", {})) if (words := _asked(pack, "en", path))}
    for language in pack.asked_in:
        for path, words in english.items():
            own, what = _asked(pack, language, path), "/".join(path)
            if not own:
                yield _fault("pack.asked_in", language, what=f"there are no words for {what}")
            elif set(SLOT.findall(own)) != set(SLOT.findall(words)):
                yield _fault("pack.asked_in", language, what=f"{what} has other slots than in English")
        for section in sorted(set(pack.text.get(language, {})) - _OF_QUESTIONS):
            yield _fault("pack.asked_in", language, what=f"{section} is told only where the whole law is")


_OF_QUESTIONS = frozenset({"facts", "presets"})


def _asked(pack: Pack, language: str, path: tuple[str, ...]) -> str:
    """The words under a path that are said when a question is put; empty for all others."""
    put = path[0] == "presets" or (path[0] == "facts" and path[2] in ("question", "values"))
    return pack.own_words(language, *path) if put else ""


def _leaves(shelf: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for key, value in shelf.items():
        if isinstance(value, Mapping):
            yield from ((key, *rest) for rest in _leaves(value))
        else:
            yield (key,)


def _says(route: Route, rule: Rule) -> set[str]:
    said: set[str] = set()

    def gather(condition: Any) -> None:
        if isinstance(condition, Leaf | Group) and condition.say:
            said.add(condition.say)
        for part in getattr(condition, "parts", ()):
            gather(part)
        if hasattr(condition, "name"):
            gather(route.conditions[condition.name])

    for version in rule.versions:
        for condition in conditions_of(version):
            gather(condition)
    return said


def _slots(pack: Pack) -> Iterator[Finding]:
    known = {DECISION_DATE, *_used_facts(pack), *(name for route in _routes(pack) for name in route.quantities)}
    for language in sorted(pack.text):
        for path in _leaves(pack.text[language]):
            strange = sorted(set(SLOT.findall(pack.own_words(language, *path))) - known)
            if path[0] in {"rules", "says", "tells"} and strange:
                where = f"{language}: {'/'.join(path)}"
                told = f"no fact that a rule uses, and no quantity, fills {', '.join(strange)}"
                yield _fault("pack.slots", where, what=told)
    for route in _routes(pack):
        acts = {act.name for act in route.acts}
        notices = {notice.id for notice in route.notices}
        for act in route.acts:
            if act.notice and act.notice not in notices:
                yield _fault("pack.slots", f"{route.id}/{act.name}", what=f"there is no notice {act.notice}")
        for notice in route.notices:
            if notice.act not in acts:
                yield _fault("pack.slots", f"{route.id}/{notice.id}", what=f"there is no act {notice.act}")
            for language in sorted(pack.text):
                for part, _, slots in notice.paragraphs:
                    words = pack.words(language, "notices", notice.id, part)
                    found = {piece.partition("}")[0] for piece in words.split("{")[1:]}
                    if words and found != set(slots):
                        told = f"{language}: declared {sorted(slots)}, in the words {sorted(found)}"
                        yield _fault("pack.slots", f"{route.id}/{notice.id}/{part}", what=told)


def _rows(pack: Pack) -> Iterator[Finding]:
    for route in _routes(pack):
        read = [(row, list(_rules_read(row.when))) for row in route.rows]
        for rule in route.rules:
            places = [place for place, (_, meant) in enumerate(read)
                      if any(m.rule == rule.id or (not m.rule and m.effect == rule.effect) for m in meant)]  # fmt: skip
            if not places:
                yield _fault("pack.rows", f"{route.id}/{rule.id}", what="no outcome row reads this rule")
            adverse = [
                place for place, (row, _) in enumerate(read) if route.outcomes[row.outcome] is OutcomeKind.ADVERSE
            ]
            if rule.shield and places and adverse and min(places) > min(adverse):
                yield _fault("pack.rows", f"{route.id}/{rule.id}", what="a shield is read after an adverse outcome")
        known = {rule.id for rule in route.rules}
        for name in route.unlimited_by:
            if name not in known:
                yield _fault("pack.rows", f"{route.id}/{name}", what="unlimited_by names no rule")


def _rules_read(condition: Any) -> Iterator[RulesThat]:
    if isinstance(condition, RulesThat):
        yield condition
    for part in getattr(condition, "parts", ()):
        yield from _rules_read(part)


def _dead(pack: Pack) -> Iterator[Finding]:
    for route in _routes(pack):
        for rule in route.rules:
            days = {
                pack.as_of,
                *(max(version.in_force.first, version.in_force.last or date.min) for version in rule.versions),
            }
            alive = False
            for day in sorted(days):
                try:
                    law = governing(route, day)
                except NotInForceError:
                    continue  # told by pack.gaps
                found = law.rules.get(rule.id)
                # not even what is taken as given while nobody says otherwise
                open_facts = {name: None for name, fact in law.facts.items() if fact.if_not_given}
                alive = alive or (found is not None and can_apply(Reading(law, open_facts), found))
            if not alive:
                yield _fault("pack.dead", f"{route.id}/{rule.id}")


def _reading(pack: Pack, example: Example) -> Reading:
    route = pack.routes[example.route]
    return Reading(governing(route, example.on), parse_facts(example.facts, pack))


def _examples(pack: Pack) -> Iterator[Finding]:
    for example in pack.examples:
        route = pack.routes[example.route]
        try:
            advice = evaluate(parse_facts(example.facts, pack), route, on=example.on, trace=False)
        except (FactError, NotInForceError) as problem:
            wanted = "facts that can be read" if isinstance(problem, FactError) else "a day in force"
            yield _fault("pack.examples", example=example.id, expected=wanted, found=str(problem))
            continue
        for name, expected, given in differences(example, advice):
            told, law = (item if isinstance(item, str) else ", ".join(item) or "none" for item in (expected, given))
            yield _fault("pack.examples", example=example.id, expected=f"{name} {told}", found=law)


def differences(example: Example, advice: Advice) -> list[tuple[str, Any, Any]]:
    """What an example expects and the law does not give: name, expected, given."""
    given = gives(advice)
    return [
        (name, getattr(example, name), found)
        for name, found in given.items()
        if getattr(example, name) not in (None, found) and not (name == "next" and not example.next)
    ]


def gives(advice: Advice) -> dict[str, Any]:
    """What the law gives, by the names under which an example expects it."""
    return {
        "outcome": advice.outcome,
        "codes": tuple(ground.code for ground in advice.grounds if ground.code),
        "grounds": tuple(ground.id for ground in advice.grounds),
        "ask": tuple(ask.fact for ask in advice.ask),
        "next": advice.ask[0].fact if advice.ask else "",
    }


def _covered(pack: Pack) -> Iterator[Finding]:
    seen: set[tuple[str, str, bool | None]] = set()
    for example in pack.examples:
        try:
            case = _reading(pack, example)
        except (FactError, NotInForceError):
            continue  # told by pack.examples
        seen |= {(example.route, rule.rule.id, case.truth(rule.applies)) for rule in case.law.rules.values()}
    for route in _routes(pack):
        for rule in route.rules:
            if all(version.in_force == NEVER for version in rule.versions):
                continue  # its system has no first day yet
            for value in (True, False):
                if (route.id, rule.id, value) not in seen:
                    yield _fault("pack.covered", f"{route.id}/{rule.id}", value=str(value).lower())


def _reached(pack: Pack) -> Iterator[Finding]:
    reached = {(example.route, example.outcome) for example in pack.examples}
    for route in _routes(pack):
        for outcome in route.outcomes:
            if (route.id, outcome) not in reached:
                yield _fault("pack.reached", route.id, Outcome.UNSURE, outcome=outcome)


_NEVER_LEFT_OUT = ("mrz", "list", "lists", "document")  # whose the document is, whether it is in order, who is sought
_BY_MACHINE = frozenset({"mrz", "chip", "list"})


def _relaxation(pack: Pack) -> Iterator[Finding]:
    for route in _routes(pack):
        if route.relaxation is None:
            continue
        where, used = f"{route.id}/relaxation", fact_dictionary(route)
        if not pack.words("en", "tells", "relaxed"):
            yield _fault("pack.text", where, what="tells/relaxed")
        for code in route.relaxation.checks:
            if code.partition(".")[0] in _NEVER_LEFT_OUT:
                yield _fault("pack.relaxation", where, what=code, why="it is of the least check that everybody gets")
        protecting = _protecting(route)
        for name in route.relaxation.facts:
            if name in protecting:
                yield _fault("pack.relaxation", where, what=name, why="somebody's protection hangs on it")
            elif name not in used:
                yield _fault("pack.relaxation", where, what=name, why="no rule of this route asks for it")
            elif _BY_MACHINE & set(used[name].evidence):
                yield _fault("pack.relaxation", where, what=name, why="the document, its chip or a list says it")


def _protecting(route: Route) -> set[str]:
    """The facts that a shield, or any rule for the person, rests on."""
    return {
        name
        for rule in route.rules
        # A favourable rule that falls quiet could leave an adverse row standing alone.
        if rule.shield or route.effects[rule.effect] in (OutcomeKind.PROTECTIVE, OutcomeKind.FAVOURABLE)
        for version in rule.versions
        for condition in conditions_of(version)
        for leaf in leaves_of(condition, route.conditions)
        for name in leaf.expression.facts
    }


def _reviewers(pack: Pack) -> Iterator[Finding]:
    if not pack.reviewers:
        yield _fault("pack.reviewers", pack.id, Outcome.UNSURE)
    for language in sorted(pack.text):
        if not pack.text_reviewers.get(language):
            yield _fault("pack.reviewers", f"text/{language}", Outcome.UNSURE)


_CHECKS: tuple[tuple[str, _Check, str], ...] = (
    ("pack.cite", _cites, "DESIGN 4"),
    ("pack.cite_dates", _cite_dates, "DESIGN 4"),
    ("pack.versions", _versions, "DESIGN 4"),
    ("pack.gaps", _gaps, "DESIGN 4"),
    ("pack.facts", _facts, "DESIGN 2"),
    ("pack.text", _text, "DESIGN 2"),
    ("pack.translation", _translation, "DESIGN 2"),
    ("pack.asked_in", _asked_in, "DESIGN 2"),
    ("pack.slots", _slots, "DESIGN 9.9"),
    ("pack.rows", _rows, "DESIGN 7"),
    ("pack.dead", _dead, "DESIGN 4"),
    ("pack.examples", _examples, "DESIGN 2"),
    ("pack.covered", _covered, "DESIGN 2"),
    ("pack.reached", _reached, "DESIGN 2"),
    ("pack.relaxation", _relaxation, "DESIGN 7"),
    ("pack.reviewers", _reviewers, "DESIGN 7"),
)
