"""The register and a person: who never crossed is found too, and a stay past its last day is said."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

import pytest
from django.template.loader import render_to_string

from limen.office.actions.views import PersonView, RegisterRow, StayView, Visit
from limen.office.console.register import exceeded
from tests.office.console import built

SPENT = replace(built.STAY, days_used=92, days_left=0, last_day=None, leave_by=None)


def _visit(direction: str, voided: bool = False) -> Visit:
    return Visit(built.ID, direction, date(2026, 8, 1), "10:00", "Hall A", "UTO L898902C3", "", voided)


def _person(stay: StayView, *visits: Visit) -> PersonView:
    return PersonView(built.ID, "ANNA ERIKSSON", "1974-08-12", (), visits, stay, (), ())


@pytest.mark.parametrize(
    ("stay", "visits", "said"),
    [
        (SPENT, (_visit("entry"),), True),
        (replace(SPENT, last_day=date(2026, 11, 22)), (_visit("entry"),), False),
        (SPENT, (_visit("entry"), _visit("exit")), False),
        (SPENT, (_visit("entry"), _visit("exit", voided=True)), True),
        (SPENT, (), False),
        (replace(SPENT, days_used=None, days_left=None, not_known="the register begins"), (_visit("entry"),), False),
        (replace(SPENT, days_left=None), (_visit("entry"),), False),
        (built.STAY, (_visit("entry"),), False),
    ],
)
def test_a_stay_is_past_its_last_day_only_where_it_goes_on_and_is_known(
    stay: StayView, visits: tuple[Visit, ...], said: bool
) -> None:
    view = _person(stay, *visits)
    assert exceeded(view) is said
    shown = render_to_string("console/person.html", {"view": view, "exceeded": exceeded(view), "zone": "UTC"})
    assert ("no day of this stay is left" in shown) is said


def test_who_was_read_and_never_crossed_is_found_by_name() -> None:
    person = uuid.UUID(int=9)
    rows = (RegisterRow(person, "REHEMA KIZINGITINI", "KEN", None), RegisterRow(built.ID, "A B", "UTO", _visit("exit")))
    shown = render_to_string("console/register.html", {"rows": rows, "query": "rehema", "day": ""})
    assert shown.count("no movement on record") == 1
    assert f"/person/{person}/" in shown
    assert shown.count("<tr") == 3
