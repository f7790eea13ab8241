"""What the case page shows of the document's closer examinations: the pictures, small, and the way to look closer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils import timezone

from limen.office.actions import documentview
from limen.office.actions.views import CaseView, Check
from limen.office.console import words

register = template.Library()


@register.filter
def titled(check: Check) -> str:
    """What a check is called."""
    return words.check_title(check)


@register.inclusion_tag("console/closer.html", takes_context=True)
def closer(context: Mapping[str, Any], view: CaseView) -> dict[str, Any]:
    """The page as photographed and the portrait in the chip beside each other, and the key that looks closer."""
    officer = context.get("officer")
    sides = documentview.sides_of(officer, view.id, timezone.now()) if officer is not None else ()
    return {"view": view, "sides": sides}
