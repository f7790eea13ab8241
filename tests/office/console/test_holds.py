"""The page of holds: under who is held stands who is due back, with day, act and a link to the case."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from limen.office.actions.acting import acted
from limen.office.records.models import Case, Referral
from tests.office.conftest import Office, passport
from tests.office.console.test_practice import signed_in

pytestmark = pytest.mark.django_db


def test_who_is_due_back_stands_with_day_act_and_case_and_overdue_in_shape_and_word(office: Office) -> None:
    chief = signed_in(office, "chief")
    assert "Nobody is due back." in chief.get("/holds/").content.decode()
    case, today = office.arrive(passport("amara")), timezone.now().date()
    Case.objects.filter(id=case.id).update(state="deferred")  # as `defer` leaves it: this law knows no such act
    made = acted(office.officers["secondary"], office.stamp())
    Referral.objects.create(**made, case=case, kind=Referral.Kind.SECONDARY, reason="")
    for day, stands in ((today - timedelta(days=3), "overdue"), (today + timedelta(days=30), "later")):
        Referral.objects.filter(case=case, taken_at=None).update(reason=f"{day.isoformat()}: the letter")
        page = chief.get("/holds/").content.decode()
        row = page[page.index(f'<tr class="is-{stands}">') :]
        row = row[: row.index("</tr>")]
        assert f'href="/case/{case.id}/"' in row and "Let in to come back" in row
        assert bool(re.search(r"is-failed.*<b>overdue by 3 days</b>", row, re.S)) is (stands == "overdue")
        assert f"{day.day} " in row and str(day.year) in row
    assert signed_in(office, "trainee").get("/holds/").status_code == 403
