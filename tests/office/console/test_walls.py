"""A case that was handed on, at a desk it is not open to: named, without a link, and closed with a word."""

from __future__ import annotations

import pytest

from limen.office.actions import referring
from limen.office.authority import WORDS
from limen.office.records.models import Case
from tests.office.actions.test_units import came, family, opened
from tests.office.actions.test_walls import SECRET, behind, colleague
from tests.office.conftest import Office, passport
from tests.office.console.test_secondary import at_work, send


@pytest.fixture
def walled(office: Office) -> Case:
    return behind(office)


def test_the_desk_names_them_as_handed_on_and_links_nowhere(office: Office, walled: Case) -> None:
    shown = at_work(office, "primary").get(f"/?done={walled.id}").content.decode()
    assert "Handed on" in shown and f"/case/{walled.id}/" not in shown
    assert SECRET not in shown and "Referred to protection" not in shown


@pytest.mark.parametrize("page", ["", "interview/", "replay/"])
def test_the_pages_of_the_case_are_closed(office: Office, walled: Case, page: str) -> None:
    answer = at_work(office, "primary").get(f"/case/{walled.id}/{page}")
    shown = answer.content.decode()
    assert answer.status_code == 403 and SECRET not in shown and "Referred to protection" not in shown
    assert page == "interview/" or WORDS["authority.wall"] in shown
    assert at_work(office, "secondary").get(f"/case/{walled.id}/{page}").status_code == 200


def test_a_search_finds_the_case_and_links_nowhere(office: Office, walled: Case) -> None:
    client = at_work(office, "primary")
    send(client, "/find/purpose/", purpose="desk")
    shown = send(client, "/find/search/", query=str(walled.id)[:13], born="", nationality="")
    assert "Handed on" in shown and f"/case/{walled.id}/" not in shown


def test_a_unit_names_them_without_a_link(office: Office) -> None:
    unit = opened(office)
    case, other = came(office, unit, *family(many=2))
    referring.refer_protection(office.officers["secondary"], case.id, office.stamp(), words=SECRET)
    office.accounts["other"] = type(office.accounts["primary"]).objects.get(id=colleague(office).id)
    shown = at_work(office, "other").get(f"/unit/{unit}/").content.decode()
    assert "Handed on" in shown and f"/case/{case.id}/" not in shown and f"/case/{other.id}/" in shown


def test_whoever_writes_words_of_fear_down_at_the_desk_sees_the_case_after_it_was_taken(office: Office) -> None:
    case, client = office.arrive(passport("calvin")), at_work(office, "primary")
    assert "Referred to protection" in send(client, f"/case/{case.id}/act/refer_protection/", words=SECRET)
    send(at_work(office, "secondary"), f"/case/{case.id}/act/take/")
    assert str(office.case(case.id).holder_id) == office.officers["secondary"].id
    assert SECRET in client.get(f"/case/{case.id}/").content.decode()
