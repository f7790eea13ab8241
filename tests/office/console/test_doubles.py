"""The page of persons who may be one."""

from __future__ import annotations

import uuid

import pytest

from limen.office.actions import doubles
from tests.office.actions.test_doubles import REASON, met_twice
from tests.office.conftest import Office
from tests.office.console.test_entries import signed_in

pytestmark = pytest.mark.django_db


def test_a_pair_is_reached_from_find_settled_and_taken_back(office: Office) -> None:
    met_twice(office)
    client = signed_in(office, "secondary")
    assert 'href="/find/doubles/"' in client.get("/find/").content.decode()
    (pair,) = doubles.doubles(office.officers["secondary"], office.stamp()).open
    page = client.get(f"/find/doubles/?do={pair.link}").content.decode()
    assert all(number.rpartition(" ")[2] in page for side in pair.sides for number in side.numbers)
    sent = {"link": str(pair.link), "found": "same", "why": REASON, "key": str(uuid.uuid4())}
    assert client.post("/find/doubles/settle/", {**sent, "why": ""}).status_code == 422
    assert client.post("/find/doubles/settle/", {**sent, "found": ""}).status_code == 422
    assert client.post("/find/doubles/settle/", {**sent, "link": "none"}).status_code == 422
    assert client.post("/find/doubles/settle/", sent).status_code == 303
    page = client.get("/find/doubles/").content.decode()
    assert "No pair of persons waits." in page and REASON in page
    again = {**sent, "key": str(uuid.uuid4())}
    assert client.post("/find/doubles/settle/", again).status_code == 409
    assert client.post("/find/doubles/reopen/", again).status_code == 303
    assert "No pair of persons waits." not in client.get("/find/doubles/").content.decode()


def test_who_may_not_settle_sees_no_form_and_who_may_not_look_no_page(office: Office) -> None:
    met_twice(office)
    (pair,) = doubles.doubles(office.officers["secondary"], office.stamp()).open
    assert "do-settle" not in signed_in(office, "auditor").get(f"/find/doubles/?do={pair.link}").content.decode()
    primary = signed_in(office, "primary")
    assert primary.get("/find/doubles/").status_code == 403
    assert 'href="/find/doubles/"' not in primary.get("/find/").content.decode()
