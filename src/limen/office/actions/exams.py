"""Exam items: made from the law in force, answered as a set, marked at once; a trainer sees them with their key.

A set is named by its route and a number: the same number gives the same items as long as the law is the same, so that
a class can answer one set. What an officer answers is kept as it was shown, in a run of practice that has no
traveller; it touches no case and nobody's record.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from limen.office import authority
from limen.office.actions import practising, telling
from limen.office.actions.acting import Done, acted, once, permit
from limen.office.actions.errors import BadInput, NotFound, NotPossible, Words
from limen.office.actions.practising import SEEDS, RouteChoice
from limen.office.records import journal
from limen.office.records.journal import Stamp
from limen.office.records.models import Post, PracticeRun
from limen.policy import Route
from limen.policy.exams import WORDS, ExamItem, exam_items
from limen.policy.spoken import MISSING
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer

MOST_ITEMS = 10
MOST_SHOWN = 30  # sets in a history


@dataclass(frozen=True, slots=True)
class Choice:
    """One outcome of an item; whether it is right and why are told with the key alone."""

    outcome: str
    words: str
    is_right: bool
    why: Words
    cite: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One item: the facts of its case as question and value, the outcomes, the rule it is about."""

    rule: str
    title: str
    cite: str
    facts: tuple[tuple[str, str], ...]
    choices: tuple[Choice, ...]

    @property
    def is_right(self) -> bool:
        """Whether the outcome chosen is the right one."""
        return any(choice.chosen and choice.is_right for choice in self.choices)


@dataclass(frozen=True, slots=True)
class ExamView:
    """A set of items; `id` is None for a trainer's look at the key, `right` None until it is answered."""

    id: uuid.UUID | None
    officer: str
    own: bool
    name: str  # `pack/route`
    route: str
    language: str  # of the law's words
    on: date
    number: int
    items: tuple[Item, ...]
    right: int | None = None


@dataclass(frozen=True, slots=True)
class ExamRow:
    """One set in a history: whose, and how many were right of how many."""

    id: uuid.UUID
    at: datetime
    officer: str
    route: str
    language: str
    number: int
    right: int | None
    of: int


@dataclass(frozen=True, slots=True)
class ExamsView:
    """The page of exam items: routes, one's own sets, and for a trainer those that others of the post answered."""

    routes: tuple[RouteChoice, ...]
    own: tuple[ExamRow, ...]
    teaches: bool
    answered: tuple[ExamRow, ...]


# -- acts -------------------------------------------------------------------------------------------------------------


def begin_exam(
    officer: Officer, stamp: Stamp, *, route: str, number: int | None = None, most: int = 5, language: str = "en"
) -> Done:
    """Begin a set of exam items of a route of a law in force; without a number it is left to chance.

    Raises NotPermitted; NotFound for a route that no law in force has; BadInput for a number or a count out of range;
    NotPossible where the route gives no items.
    """
    permit(officer, "practise", stamp)
    found, digest, today = practising.route_named(officer, route, stamp.at)
    seed = secrets.randbelow(SEEDS) if number is None else number
    spoken = telling.language_of(found.pack, language)
    items = _made(found, today, seed, most, spoken)

    def run() -> Done:
        row = PracticeRun.objects.create(
            **acted(officer, stamp), post=Post.objects.get(code=officer.post), digest=digest, route=found.name,
            traveller=practising.NO_TRAVELLER, scenario=_kept(found, today, seed, spoken, items),
        )  # fmt: skip
        return _noted(officer, stamp, "begin_exam", row, number=seed, items=len(items))

    return once(officer, "begin_exam", stamp, run)


def answer_exam(officer: Officer, stamp: Stamp, *, exam: uuid.UUID, answers: Mapping[str, str]) -> Done:
    """Answer a set, once and whole: by rule the outcome chosen. It is marked at once.

    Raises NotPermitted, NotFound for a set that is not the officer's, BadInput while an item is open or for an outcome
    it does not offer, NotPossible once answered.
    """
    permit(officer, "practise", stamp)

    def act() -> Done:
        row = _sets().select_for_update(of=("self",)).filter(id=exam, officer_id=uuid.UUID(officer.id)).first()
        if row is None:
            raise NotFound(N_("There is no such set of yours."))
        if row.decided_at is not None:
            raise NotPossible(N_("This set is answered and marked: begin another."))
        items = row.scenario["exam"]["items"]
        chosen = {item["rule"]: answers.get(item["rule"], "") for item in items}
        if not all(chosen.values()):
            raise BadInput(N_("Choose an outcome for every item: the set is marked as a whole."))
        if any(chosen[item["rule"]] not in {one["outcome"] for one in item["options"]} for item in items):
            raise BadInput(N_("Choose one of the outcomes that the item offers."))
        right = sum(one["right"] for item in items for one in item["options"] if one["outcome"] == chosen[item["rule"]])
        row.findings, row.marks, row.decided_at = chosen, {"right": right, "of": len(items)}, stamp.at
        row.save(update_fields=["findings", "marks", "decided_at"])
        return _noted(officer, stamp, "answer_exam", row, right=right, items=len(items))

    return once(officer, "answer_exam", stamp, act)


def _noted(officer: Officer, stamp: Stamp, verb: str, row: PracticeRun, **more: int) -> Done:
    entry = journal.append(
        stamp=stamp, verb=verb, officer=officer.id, post=officer.post,
        payload={"exam": str(row.id), "route": row.route, **more}, result=str(row.id),
    )  # fmt: skip
    return Done(None, str(row.id), entry.seq)


# -- what is looked at ------------------------------------------------------------------------------------------------


def exams(officer: Officer, stamp: Stamp, *, language: str = "en") -> ExamsView:
    """The page of exam items. Raises NotPermitted."""
    permit(officer, "practise", stamp)
    teaches = authority.may(officer, "see_practice")
    rows = _sets().filter(post__code=officer.post).select_related("officer").order_by("-made_at")
    others = rows.exclude(officer_id=uuid.UUID(officer.id)).exclude(decided_at=None) if teaches else rows.none()
    return ExamsView(
        routes=practising.routes(officer, stamp.at, language),
        own=tuple(_row(row, language) for row in rows.filter(officer_id=uuid.UUID(officer.id))[:MOST_SHOWN]),
        teaches=teaches,
        answered=tuple(_row(row, language) for row in others[:MOST_SHOWN]),
    )


def key(
    officer: Officer, stamp: Stamp, *, route: str, number: int, most: int = 5, language: str = "en"
) -> ExamView:  # fmt: skip
    """The items of a number with their key, for a trainer. Raises NotPermitted, NotFound, BadInput, NotPossible."""
    permit(officer, "see_practice", stamp)
    found, _digest, today = practising.route_named(officer, route, stamp.at)
    spoken = telling.language_of(found.pack, language)
    kept = _kept(found, today, number, spoken, _made(found, today, number, most, spoken))
    return _view(found, kept["exam"], None, "", True)


def exam(officer: Officer, stamp: Stamp, exam: uuid.UUID) -> ExamView:
    """One set, in the language it was begun in: to its officer; once answered, to a trainer, whose look is journaled.

    Raises NotFound; NotPermitted for the set of another officer.
    """
    permit(officer, "practise", stamp)
    row = _sets().filter(id=exam, post__code=officer.post).select_related("officer").first()
    if row is None:
        raise NotFound(N_("There is no such set."))
    own = str(row.officer_id) == officer.id
    if not own:
        permit(officer, "see_practice", stamp)
        if row.decided_at is None:
            raise NotFound(N_("This officer has not answered the set yet: you may look at it then."))
        practising.looked(officer, stamp, str(row.officer_id))
    return _view(practising.route_of(row), row.scenario["exam"], row, row.officer.full_name, own)


def _sets() -> QuerySet[PracticeRun]:
    return PracticeRun.objects.filter(traveller=practising.NO_TRAVELLER)


def _made(route: Route, on: date, number: int, most: int, language: str) -> tuple[ExamItem, ...]:
    if not 0 <= number < SEEDS:
        raise BadInput(N_("Name the set by a number from 0 to {most}."), most=SEEDS - 1)
    if not 1 <= most <= MOST_ITEMS:
        raise BadInput(N_("Ask for 1 to {most} items."), most=MOST_ITEMS)
    items = _items(route, on, number, most, language)
    if not items:
        raise NotPossible(N_("This route has no example from which exam items could be made."))
    return items


@lru_cache(maxsize=32)
def _items(route: Route, on: date, number: int, most: int, language: str) -> tuple[ExamItem, ...]:
    """The items of a number, made once: a class opens the same set, and a trainer its key beside it."""
    return exam_items(route, on=on, seed=number, most=most, language=language)


def _kept(route: Route, on: date, number: int, language: str, items: tuple[ExamItem, ...]) -> dict[str, Any]:
    """A set as it is kept: with its key and its words, so that no later law or release changes a mark."""
    return {
        "exam": {
            "number": number,
            "on": on.isoformat(),
            "language": language,
            "items": [
                {
                    "rule": item.rule,
                    "title": route.pack.words(language, "rules", item.rule, "title") or item.rule,
                    "cite": item.cite,
                    "facts": [[question, value] for _, question, value in item.facts],
                    "options": [
                        {"outcome": one.outcome, "words": one.words, "right": one.is_right, "code": one.code,
                         "params": dict(one.params), "cite": one.cite}
                        for one in item.options
                    ],
                }
                for item in items
            ],
        }
    }  # fmt: skip


def _view(route: Route, kept: Mapping[str, Any], row: PracticeRun | None, name: str, own: bool) -> ExamView:
    chosen: Mapping[str, str] = row.findings if row is not None else {}
    return ExamView(
        id=row.id if row is not None else None,
        officer=name,
        own=own,
        name=route.name,
        route=practising.route_title(route, kept["language"]),
        language=kept["language"],
        on=date.fromisoformat(kept["on"]),
        number=kept["number"],
        items=tuple(_item(item, chosen.get(item["rule"], "")) for item in kept["items"]),
        right=row.marks["right"] if row is not None and row.marks is not None else None,
    )


def _item(kept: Mapping[str, Any], chosen: str) -> Item:
    choices = tuple(
        Choice(
            outcome=one["outcome"], words=one["words"], is_right=one["right"],
            why=Words(WORDS[one["code"]], **one["params"]), cite=one["cite"], chosen=one["outcome"] == chosen,
        )
        for one in kept["options"]
    )  # fmt: skip
    facts = tuple(
        (asked, Words(practising.NONE_ON_RECORD) if value == MISSING else value) for asked, value in kept["facts"]
    )
    return Item(kept["rule"], kept["title"], kept["cite"], facts, choices)


def _row(row: PracticeRun, language: str) -> ExamRow:
    route, kept = practising.route_of(row), row.scenario["exam"]
    spoken = telling.language_of(route.pack, language)
    right = row.marks["right"] if row.marks is not None else None
    title = practising.route_title(route, spoken)
    return ExamRow(row.id, row.made_at, row.officer.full_name, title, spoken, kept["number"], right, len(kept["items"]))
