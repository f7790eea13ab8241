"""What lies on the readers of a desk, as the desk shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils import timezone

from limen.office.actions import readers as acts
from limen.office.console import readers
from limen.office.console.typed import new_key
from limen.vocabulary.evidence import N_

register = template.Library()
KINDS = {"lines": N_("Lines of a document"), "picture": N_("Picture of a page"), "chip": N_("Chip of a document")}


@register.inclusion_tag("console/reader_desk.html", takes_context=True)
def reader_desk(context: Mapping[str, Any], direction: str, zone: str) -> dict[str, Any]:
    """What was delivered to this desk, the oldest first; nothing where no reader is paired."""
    officer = context["officer"]
    if not acts.has_reader(officer):
        return {"paired": False}
    found = acts.waiting(officer, timezone.now())
    return {
        "paired": True, "mark": readers.mark(found), "count": len(found), "direction": direction, "zone": zone,
        "first": found[0] if found else None, "kind": KINDS[found[0].kind] if found else "",
        "open_key": new_key(), "aside_key": new_key(),
    }  # fmt: skip


@register.simple_tag(takes_context=True)
def lies_on_reader(context: Mapping[str, Any]) -> bool:
    """Whether a document waits there: the title says it first, which is what is read out when the page comes anew."""
    officer = context.get("officer")
    return officer is not None and acts.has_reader(officer) and bool(acts.waiting(officer, timezone.now()))
