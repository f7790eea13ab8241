"""How the rules of a list are said on its page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from limen.office.actions.listing import EVERYBODY
from limen.office.console import words

register = template.Library()


@register.simple_tag
def rule_value(name: str, value: Any) -> SafeString | str:
    """The value of one rule in words."""
    if name == "second":
        return _("yes") if value else _("no")
    if value in (None, "", []):
        return _("none")
    if name == "audience" and value == EVERYBODY:
        return _("whoever works at the post")
    if name == "kind":
        return words.stored(str(value))
    if name == "feeds_fact":  # the law's own name of it
        return format_html('<bdi class="code" translate="no">{}</bdi>', value)
    if name in ("threshold", "alerts_per_thousand"):
        return number_format(value)
    return format_html("<bdi>{}</bdi>", ", ".join(value) if isinstance(value, list) else value)
