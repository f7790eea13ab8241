"""Where a ground opens on a page: on the case by one key, in the form that refuses, in a decision opened again."""

from __future__ import annotations

import re

import pytest

from limen.office.records.models import Account
from tests.office.actions.test_refusal import propose, refusable
from tests.office.conftest import Office
from tests.office.console.test_practice import signed_in

pytestmark = pytest.mark.django_db
OPENS = "For, against and the rule"


def test_the_case_opens_its_ground_by_one_key_and_the_form_of_the_refusal_has_the_same(office: Office) -> None:
    case = refusable(office)
    page = signed_in(office, "primary").get(f"/case/{case.id}/").content.decode()
    assert page.count('<summary data-step data-key="g g"') == 1
    assert page.count(OPENS) == 2, "beside the ground and in the form"
    form = page[page.index('id="do-refuse"') :]
    assert OPENS in form[: form.index("</dialog>")] and 'data-key="g g"' not in form[: form.index("</dialog>")]
    assert "Speaks for it" in page and "Its official text is not kept on this machine." in page
    assert "<details open" not in page


def test_a_decision_opened_again_shows_its_grounds_with_the_rule(office: Office) -> None:
    case = propose(office)
    Account.objects.get(id=office.accounts["auditor"].id).duties.update(from_at="2020-01-01T00:00:00Z")
    page = signed_in(office, "auditor").get(f"/case/{case.id}/replay/").content.decode()
    assert re.search(r"<h3>Grounds</h3>.*Speaks for it", page, re.S) and 'data-key="g g"' not in page
    chief = signed_in(office, "chief").get(f"/case/{case.id}/").content.decode()
    assert chief.count('data-key="g g"') == 1 and "Speaks for it" in chief
