"""Days used and left for one person, as the register knows them: every limit shown, the earliest one counts.

The law counts every day, also of stays in a compartment; what is shown of those is the number alone.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from limen.assessment import unmatched_movements
from limen.office.actions import law
from limen.office.actions.errors import Words
from limen.office.actions.views import StayView, Visit
from limen.office.records import store
from limen.office.records.models import Case, HistoryLink, Movement, Post
from limen.policy import Route, stays

WINDOW = 180


def movement_words(row: Movement) -> dict[str, Any]:
    """A movement in the words policy counts."""
    return {"direction": row.direction, "on": row.on.isoformat(), "state": row.post.country, "counts": row.counts}


def _known(case: Case, name: str) -> Any:
    assessment = store.assessment_of(case)
    fact = assessment.facts.get(name) if assessment else None
    return fact["value"] if fact and fact["status"] == "known" else None


def counts(case: Case) -> bool:
    """Whether this stay counts against the short-stay limit: not under a permit, and not for those it never binds."""
    return not _known(case, "residence_permit_or_long_stay") and not _unlimited(case)


def _unlimited(case: Case) -> bool:
    """Whether the law of the route sets this person no last day (free movement, own nationals)."""
    assessment = store.assessment_of(case)
    if assessment is None:
        return False
    unlimited = law.pack(assessment.inputs["pack"]).route(case.direction).unlimited_by
    return any(ground["id"] in unlimited for ground in assessment.advice["grounds"])


def of(case: Case, on: date, open_to: Collection[str] | None = None) -> StayView:
    """The days of the person at the desk, with visa end and stated exit beside the count.

    The strip shows the days of the compartments `open_to`, None for all.
    """
    if case.person_id is None:
        return _nothing(Words("no document has been read yet"))
    persons = store.same_person(case.person_id)
    rows = [row for row in store.movements_of(persons, before=on) if row.case_id != case.id]
    stated = _day(_known(case, "planned_exit"))
    visa_end = _day(_known(case, "visa_expiry"))
    why = ""
    if case.history_links.filter(state=HistoryLink.State.PROPOSED).exists():
        why = Words("an earlier person is proposed and not yet confirmed or rejected")
    view = _count(rows, law.route(case, on), case.post, on, case.direction, why, open_to)
    if _unlimited(case):
        return _with(view, leave_by=None, visa_end=visa_end, stated=stated, days_left=None)
    limits = [day for day in (view.last_day, visa_end, stated) if day is not None]
    leave_by = min(limits) if limits and case.direction == "entry" else None
    return _with(view, leave_by=leave_by, visa_end=visa_end, stated=stated, days_left=view.days_left)


def of_persons(persons: Iterable[uuid.UUID], post: Post, on: date, open_to: Collection[str] | None = None) -> StayView:
    """The days of a person on record, away from any desk."""
    rows = store.movements_of(persons, before=on)
    inside = bool(rows) and rows[-1].direction == "entry"
    route = law.pack(law.release_of(post, on).digest).route("entry")
    return _count(rows, route, post, on, "exit" if inside else "entry", "", open_to)


def _shown(rows: Sequence[Movement], open_to: Collection[str] | None) -> list[Movement]:
    """Those of the movements that were recorded in one of these compartments, None for all."""
    if open_to is None or not rows:
        return list(rows)
    known = Case.objects.filter(id__in={row.case_id for row in rows}, compartment__in=list(open_to))
    ids = set(known.values_list("id", flat=True))
    return [row for row in rows if row.case_id in ids]


def _count(
    rows: Sequence[Movement], route: Route, post: Post, on: date, direction: str, why: str,
    open_to: Collection[str] | None,
) -> StayView:  # fmt: skip
    if route.stay_rule is None:
        return _nothing(Words("the law of this post counts no days of stay"))
    words = [movement_words(row) for row in rows]
    found = stays.count(stays.parse_movements(words), on, rule=route.stay_rule)
    unmatched = unmatched_movements(words, direction, on)
    if post.register_from > on - timedelta(days=WINDOW - 1):
        why = why or Words("the register begins on {day}", day=post.register_from.isoformat())
    if unmatched:
        why = why or Words("movements without a partner: {count}", count=len(unmatched))
    first = on - timedelta(days=WINDOW - 1)
    return StayView(
        days_used=None if why else found.days_used,
        days_left=None if why else found.days_left,
        last_day=None if why else found.last_day,
        earliest_next_entry=None if why else found.earliest_next_entry,
        visa_end=None,
        stated_exit=None,
        leave_by=None,
        cite=route.pack.cited(found.cite),
        first=first,
        strip=_strip([movement_words(row) for row in _shown(rows, open_to)], route, first, on),
        not_known=why,
    )


def _strip(words: Sequence[Mapping[str, Any]], route: Route, first: date, on: date) -> str:
    """One letter a day of the window: `p` present, `?` possibly, `.` absent."""
    here = stays.presence(stays.parse_movements(list(words)), on, law.stay_rule(route))
    letters = []
    for ordinal in range(first.toordinal(), on.toordinal() + 1):
        if any(low <= ordinal <= high for low, high in here.certain):
            letters.append("p")
        else:
            letters.append("?" if any(low <= ordinal <= high for low, high in here.possible) else ".")
    return "".join(letters)


def _with(
    view: StayView, *, leave_by: date | None, visa_end: date | None, stated: date | None, days_left: int | None
) -> StayView:
    from dataclasses import replace

    return replace(view, leave_by=leave_by, visa_end=visa_end, stated_exit=stated, days_left=days_left)


def _nothing(why: str) -> StayView:
    return StayView(None, None, None, None, None, None, None, "", None, "", why)


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def unmatched_of(persons: Iterable[uuid.UUID], on: date) -> dict[uuid.UUID, frozenset[tuple[str, date]]]:
    """The unmatched movements of each person, as (direction, day)."""
    answer: dict[uuid.UUID, frozenset[tuple[str, date]]] = {}
    for person in persons:
        rows = store.movements_of(store.same_person(person), before=on)
        words = [movement_words(row) for row in rows]
        inside = bool(rows) and rows[-1].direction == "entry"
        left = unmatched_movements(words, "exit" if inside else "entry", on)
        answer[person] = frozenset((str(movement.direction), movement.on) for movement in left)
    return answer


def visit(row: Movement, unmatched: Mapping[uuid.UUID, frozenset[tuple[str, date]]]) -> Visit:
    """A movement as a page shows it, with what is missing beside it."""
    alone = (row.direction, row.on) in unmatched.get(row.person_id, frozenset())
    missing = Words("no exit on record") if row.direction == "entry" else Words("no entry on record")
    return Visit(
        movement=row.id,
        direction=row.direction,
        on=row.on,
        at=row.made_at.astimezone(ZoneInfo(row.zone)).strftime("%H:%M"),
        post=row.post.title,
        document=f"{row.document.issuer} {row.document.number}",
        unmatched=missing if alone and row.voided_by_id is None else "",
        voided=row.voided_by_id is not None,
    )


def visits(persons: Iterable[uuid.UUID], on: date, open_to: Collection[str]) -> list[Visit]:
    """The movements of these persons (one human being) in these compartments, oldest first, voided ones marked."""
    known = set(persons)
    unmatched = unmatched_of(known, on)
    rows = Movement.objects.filter(person__in=known, case__compartment__in=list(open_to))
    return [visit(row, unmatched) for row in rows.select_related("post", "document").order_by("on", "made_at")]
