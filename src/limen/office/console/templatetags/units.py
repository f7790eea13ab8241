"""What a unit may come as, each with its key: the small form that opens one stands on two pages."""

from __future__ import annotations

from django import template

from limen.office.actions.unitview import KINDS

register = template.Library()


@register.simple_tag
def ways_to_come() -> list[tuple[str, str, str]]:
    """Key, kind and words of each."""
    return [(str(number), str(kind), words) for number, (kind, words) in enumerate(KINDS.items(), 1)]
