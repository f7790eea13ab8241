"""The register: who never crossed is found too."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.template.loader import render_to_string

from limen.office.actions.views import RegisterRow, Visit
from tests.office.console import built


@pytest.mark.django_db
def test_who_was_read_and_never_crossed_is_found_by_name() -> None:
    person = uuid.UUID(int=9)
    visit = Visit(built.ID, "exit", date(2026, 8, 1), "10:00", "Hall A", "UTO L898902C3", "", False)
    rows = (RegisterRow(person, "REHEMA KIZINGITINI", "KEN", None), RegisterRow(built.ID, "A B", "UTO", visit))
    shown = render_to_string("console/register.html", {"rows": rows, "query": "rehema", "day": ""})
    assert shown.count("no movement on record") == 1
    assert f"/person/{person}/" in shown
    assert shown.count("<tr") == 3
