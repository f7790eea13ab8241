"""The reference library's own components: one entry, and what of the library concerns the document of a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils import timezone

from limen.office.actions import library as acts
from limen.office.actions import telling
from limen.office.actions.library import EntryView
from limen.office.actions.views import CaseView, Check

register = template.Library()


@register.inclusion_tag("console/library_beside.html", takes_context=True)
def library(context: Mapping[str, Any], view: CaseView) -> dict[str, Any]:
    """What the library says beside the document of a case: alerts as findings, then the entries with why they stand
    there."""
    officer = context.get("officer")
    found = acts.beside(officer, view.id, timezone.now()) if officer is not None else None
    checks = []
    for finding in found.findings if found else ():
        kept = finding.to_json()
        checks.append(
            Check(finding.code, finding.outcome, telling.title(kept), telling.reason(kept), finding.clause, "")
        )
    return {"beside": found, "checks": checks}


@register.inclusion_tag("console/library_entry.html")
def library_entry(entry: EntryView, number: int, opened: bool = False) -> dict[str, Any]:
    """One entry: what it is of, what to look for, where and in which light, with its pictures."""
    return {"entry": entry, "number": number, "opened": opened}
