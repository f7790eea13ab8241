"""The line at a desk that says what a new law changes there."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from limen.office.actions import bulletins
from limen.vocabulary.person import Officer

register = template.Library()


@register.inclusion_tag("console/law_bulletin_now.html")
def bulletin_now(officer: Officer) -> dict[str, Any]:
    """That a bulletin waits to be read, with its key; nothing where none does."""
    unread = bulletins.unread(officer, timezone.now())
    return {"first": unread[0] if unread else None, "more": len(unread) - 1}
