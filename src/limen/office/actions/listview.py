"""One list whole: its rules and what they cost, its age, what waits for it, and whose copies this office takes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from limen.office import authority
from limen.office.actions import ageing, listing, listterms, rescreening
from limen.office.actions.acting import NotFound
from limen.office.actions.ageing import Aged
from limen.office.actions.listing import EVERYBODY
from limen.office.actions.rescreening import Progress
from limen.office.records.models import Post, WatchList
from limen.screening import calibration
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a list as it is, and as a version that waits would have it."""

    name: str
    title: str
    value: Any
    waits: Any = None
    changes: bool = False


@dataclass(frozen=True, slots=True)
class Cost:
    """What a threshold costs by calibration: alerts of 1,000 travellers who are on no list, and who was counted."""

    threshold: float
    born: float
    name_only: float
    reference: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list in service as its page shows it."""

    list_id: str
    title: str
    version: str
    imported_at: datetime
    imported_by: str
    rules: tuple[Rule, ...]
    cost: Cost
    waiting_cost: Cost | None
    aged: Aged | None
    limits: ageing.Limits
    waits: str  # the version that waits and changes a rule, "" where none does
    waits_by: str
    may_change: bool
    may_release: bool
    may_rehearse: bool
    runs: tuple[Progress, ...]
    discreet: bool


def one(officer: Officer, at: datetime, list_id: str) -> ListPage:
    """A list in service. Raises NotPermitted, and NotFound where it is none or not one this officer may know of."""
    authority.require(officer, "see_lists")
    row = next((row for row in listing.everywhere() if row.list_id == list_id), None)
    if row is None or not listing.is_known_to(row, officer):
        raise NotFound(N_("No list in service has this short name."))
    post = Post.objects.get(code=officer.post)
    waiting = WatchList.objects.filter(list_id=list_id, staged=True).select_related("officer").first()
    changed = (waiting.difference.get("terms") or {}) if waiting is not None else {}
    was, will = listterms.of_row(row), listterms.of_row(waiting) if waiting is not None else {}
    return ListPage(
        list_id=list_id, title=row.title, version=row.version, imported_at=row.made_at,
        imported_by=row.officer.full_name,
        rules=tuple(
            Rule(name, title, was[name], will.get(name), name in changed)
            for name, title in listterms.TITLES.items()
        ),
        cost=_cost(row.threshold),
        waiting_cost=_cost(waiting.threshold) if waiting is not None and "threshold" in changed else None,
        aged=next((one for one in ageing.ages(post, at) if one.list_id == list_id), None),
        limits=ageing.Limits.of(post),
        waits=str(waiting.id) if waiting is not None and changed else "",
        waits_by=waiting.officer.full_name if waiting is not None else "",
        may_change=authority.may(officer, "change_list"),
        may_release=waiting is not None
        and authority.may(officer, "release_terms", first_officer=str(waiting.officer_id)),
        may_rehearse=authority.may(officer, "rehearse_list"),
        runs=tuple(run for run in rescreening.runs(officer) if run.list_id == list_id),
        discreet=row.audience != EVERYBODY,
    )  # fmt: skip


def _cost(threshold: float) -> Cost:
    return Cost(
        threshold, calibration.alerts_per_thousand(threshold), calibration.alerts_per_thousand(threshold, born=False),
        calibration.reference(),
    )  # fmt: skip
