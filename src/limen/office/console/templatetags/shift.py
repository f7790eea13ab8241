"""The shift's own components: spans of time, and the mark of what was done under relaxed checks."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import template

from limen.office.actions import relaxing
from limen.office.actions.views import RegisterRow, Visit
from limen.office.console import shift
from limen.vocabulary.person import Officer

register = template.Library()


@register.filter
def span(minutes: int) -> str:
    """12 min, 3 h 05."""
    return shift.span(minutes)


@register.filter
def positive(minutes: int) -> int:
    """How many minutes past, of a number below zero."""
    return abs(minutes)


@register.filter
def share(value: int, most: int) -> int:
    """A value as a share of the greatest, of a hundred: the length of a small bar."""
    return round(100 * value / most) if most > 0 else 0


@register.filter
def in_chosen(code: str, chosen: frozenset[str] | None) -> bool:
    """Whether a box is ticked: all are until somebody chose."""
    return chosen is None or code in chosen


@register.inclusion_tag("console/relaxed_now.html")
def relaxed_now(officer: Officer, direction: str, zone: str) -> dict[str, Any]:
    """That checks are relaxed at this post for this direction, by whose order and why; nothing where they are not."""
    return {"order": relaxing.now_at(officer, direction), "zone": zone}


@register.inclusion_tag("console/relaxed_case.html")
def relaxed_case(relaxed: str) -> dict[str, Any]:
    """That a case is checked, or was decided, under relaxed checks; nothing where it is not."""
    return {"relaxed": relaxed}


@register.simple_tag
def relaxed_among(rows: Iterable[RegisterRow | Visit]) -> frozenset[uuid.UUID]:
    """The movements among some rows that were recorded under relaxed checks."""
    visits = (row.visit if isinstance(row, RegisterRow) else row for row in rows)
    return relaxing.made_under([visit.movement for visit in visits if visit is not None])
