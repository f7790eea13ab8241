"""What would a release of law do? The kept cases of its posts judged under the law in force and under the new one.

Each case is judged by the facts of its newest assessment: open cases, and those decided in the last days. No name
leaves the records here; cases in a compartment are left out. A case keeps its own day, or is moved, with every day
among its facts, to the first day of the new law, so that what begins on that day is seen.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from limen.casework import ARRIVAL
from limen.office.actions import checkpointing, law, telling
from limen.office.actions.acting import permit
from limen.office.actions.errors import BadInput, NotPossible
from limen.office.records import journal
from limen.office.records.journal import Stamp
from limen.office.records.models import Assessment, Case, PackRelease
from limen.policy import Pack
from limen.policy.rehearsal import WORDS, Change, Difference, Rehearsal, moved, rehearse_days
from limen.policy.rehearsal import Case as Judged
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer

MOST_CASES = 2000  # the newest; a page must answer
MOST_SHOWN = 60
LONGEST_SECONDS = 8.0  # then the older days are left out, and counted
LONGEST_BACK = 366
OWN, FIRST = "own", "first"
DAYS: Mapping[str, str] = {OWN: N_("each on its own day"), FIRST: N_("as if each came on the first day of the new law")}


@dataclass(frozen=True, slots=True)
class Fared:
    """One case that the new law changes; `case` names the record and no person."""

    case: uuid.UUID
    post: str
    on: date
    closed: bool
    change: str
    before: str
    after: str
    gather: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """How the cases of one group, or of one post, fare: (how, how many), those that occur."""

    name: str
    cases: int
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class RehearsalView:
    """The whole: how many cases, how they fare, from which outcome to which, what would have to be gathered."""

    day: str
    back: int
    cases: int
    open: int
    more: int  # beyond the bounds of number and time
    not_judged: int
    counts: tuple[tuple[str, str, int], ...]  # code, words, cases
    moves: tuple[tuple[str, str, int], ...]
    gather: tuple[tuple[str, int], ...]
    groups: tuple[Group, ...]
    posts: tuple[Group, ...]
    changed: tuple[Fared, ...]
    language: str

    @property
    def same(self) -> bool:
        """Whether no case fares otherwise."""
        return all(code == Change.SAME or not count for code, _, count in self.counts)


def rehearse(
    officer: Officer, stamp: Stamp, row: PackRelease, *, day: str = OWN, back: int = 30, language: str = "en"
) -> RehearsalView:
    """Rehearse a release on the kept cases of its posts; the look is journaled.

    Raises NotPermitted; BadInput for another way or more days than are looked back; NotPossible for a first law.
    """
    permit(officer, "rehearse_law", stamp)
    if day not in DAYS or not 0 <= back <= LONGEST_BACK:
        raise BadInput(N_("Say how the cases are judged, and look back {most} days at most."), most=LONGEST_BACK)
    if not row.against:
        raise NotPossible(N_("There is no law in force to compare it with: nothing can be rehearsed."))
    old, new = law.pack(row.against), law.pack(row.digest)
    kept = _kept(row.pack, stamp.at, back)
    more = max(0, kept.count() - MOST_CASES)
    rows = list(kept[:MOST_CASES])
    cases = [_judged(one) for one in rows]
    if day == FIRST:
        cases = [moved(case, row.commences) for case in cases]
    routes = {str(one.case_id): one.case.direction for one in rows}
    found, left, late = _both(old, new, cases, routes)
    said = {"release": str(row.id), "digest": row.digest, "day": day, "back": back, "cases": len(rows)}
    with transaction.atomic():
        journal.append(
            stamp=stamp, verb="rehearse_law", officer=officer.id, post=officer.post, payload=said, result=str(row.id)
        )
    checkpointing.if_due(stamp.at)
    return _view(found, rows, new, language, day=day, back=back, more=more + late, not_judged=left)


def _both(old: Pack, new: Pack, cases: Sequence[Judged], routes: Mapping[str, str]) -> tuple[Rehearsal, int, int]:
    """Each case under both laws, the newest day first; how many could not be judged, and how many came too late."""
    groups: dict[tuple[date, str], list[Judged]] = {}
    for case in cases:
        groups.setdefault((case.on or date.min, routes[case.id]), []).append(case)
    found: list[Difference] = []
    left, late, until = 0, 0, time.monotonic() + LONGEST_SECONDS
    for (_, name), those in sorted(groups.items(), key=lambda group: group[0], reverse=True):
        if time.monotonic() > until:
            late += len(those)
            continue
        judged, not_judged = rehearse_days(old.route(name), new.route(name), those)
        found += judged.differences
        left += len(not_judged)
    return Rehearsal(tuple(found)), left, late


def _kept(pack: str, at: datetime, back: int) -> QuerySet[Assessment]:
    """The newest assessment of each case that is open, or was closed in the last days, the newest first."""
    last = Assessment.objects.filter(case=OuterRef("case")).order_by("-revision").values("id")[:1]
    recent = ~Q(case__state__in=ARRIVAL.closed) | Q(case__closed_at__gte=at - timedelta(days=back))
    rows = Assessment.objects.filter(recent, case__post__pack=pack, case__compartment="", id=Subquery(last))
    return rows.select_related("case__post").order_by("-made_at")


def _judged(row: Assessment) -> Judged:
    facts = {
        name: {key: fact[key] for key in ("value", "status", "standard", "source") if fact.get(key) is not None}
        for name, fact in row.facts.items()
    }
    nationality = row.facts.get("nationality", {})
    group = nationality.get("value") if nationality.get("status") == "known" else ""
    return Judged(
        id=str(row.case_id), facts=facts, group=str(group or ""), post=row.case.post.title,
        on=_day(row),
    )  # fmt: skip


def _day(row: Assessment) -> date:
    """The day for which a case was assessed."""
    entered = row.facts.get("entry_date", {}).get("value")
    return date.fromisoformat(entered) if entered else law.day_at(row.case.post, row.made_at)


def _view(
    found: Rehearsal, rows: Iterable[Assessment], new: Pack, language: str, *, day: str, back: int, more: int,
    not_judged: int,
) -> RehearsalView:  # fmt: skip
    told_in = telling.language_of(new, language)
    cases = {str(row.case_id): row.case for row in rows}
    counts = found.counts()
    changed = [one for one in found.differences if one.change is not Change.SAME]
    return RehearsalView(
        day=day, back=back, cases=len(found.differences) + not_judged, more=more, not_judged=not_judged,
        open=sum(cases[one.case.id].state not in ARRIVAL.closed for one in found.differences),
        counts=tuple((code, WORDS[Change(code)], count) for code, count in counts.items()),
        moves=tuple(
            (_outcome(new, one, told_in), _outcome(new, other, told_in), count)
            for (one, other), count in found.moves().items()
        ),
        gather=tuple((_fact(new, name, told_in), count) for name, count in found.to_gather().items()),
        groups=_groups(found.by("group")), posts=_groups(found.by("post")),
        changed=tuple(_fared(one, cases[one.case.id], new, told_in) for one in changed[:MOST_SHOWN]),
        language=told_in,
    )  # fmt: skip


def _groups(by: Mapping[str, Mapping[str, int]]) -> tuple[Group, ...]:
    """The groups that the change touches most first."""
    found = [
        Group(
            name, sum(counts.values()), tuple((WORDS[Change(code)], count) for code, count in counts.items() if count)
        )
        for name, counts in by.items()
    ]
    untouched = {name: counts[str(Change.SAME)] / max(1, sum(counts.values())) for name, counts in by.items()}
    return tuple(sorted(found, key=lambda one: (untouched[one.name], -one.cases, one.name)))


def _fared(one: Difference, case: Case, new: Pack, language: str) -> Fared:
    return Fared(
        case=case.id, post=case.post.title, on=law.day_at(case.post, case.made_at),
        closed=case.state in ARRIVAL.closed, change=WORDS[one.change],
        before=_outcome(new, one.before.outcome, language), after=_outcome(new, one.after.outcome, language),
        gather=tuple(_fact(new, name, language) for name in one.gather),
    )  # fmt: skip


def _outcome(pack: Pack, outcome: str, language: str) -> str:
    return pack.words(language, "outcomes", outcome) or outcome.replace("_", " ")


def _fact(pack: Pack, name: str, language: str) -> str:
    return pack.words(language, "facts", name, "name") or name.replace("_", " ")
