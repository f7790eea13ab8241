"""Where an officer may go."""

from __future__ import annotations

import pytest
from django.urls import reverse

from limen.office.authority import TABLE
from limen.office.console.desk import waiting
from limen.office.console.navigation import PLACES, home_of, places_for
from limen.vocabulary.person import Officer, Role


def _officer(*roles: Role) -> Officer:
    return Officer("1", "Somebody", "LIMEN-A", frozenset(roles))


def test_every_place_is_an_address_behind_an_act_that_exists() -> None:
    acts = {grant.act for grant in TABLE}
    for place in PLACES:
        assert reverse(place.name)
        assert place.act in acts


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.PRIMARY, "desk"),
        (Role.SECONDARY, "desk"),
        (Role.CHIEF, "countersigning"),
        (Role.AUDITOR, "journal"),
        (Role.LIST_OFFICER, "lists"),
        (Role.POLICY_OFFICER, "law"),
        (Role.ADMINISTRATOR, "duty"),
        (Role.TRAINEE, "practice"),
        (Role.TRAINER, "practice"),
    ],
)
def test_each_role_starts_at_its_own_work(role: Role, home: str) -> None:
    assert home_of(_officer(role)) == home


@pytest.mark.parametrize("role", [Role.PRIMARY, Role.SECONDARY, Role.CHIEF])
def test_who_may_serve_finds_what_is_to_be_served(role: Role) -> None:
    assert "serving" in [place.name for place in places_for(_officer(role))]
    assert "serving" not in [place.name for place in places_for(_officer(Role.AUDITOR, Role.LIST_OFFICER))]


def test_a_count_leads_to_its_list_for_who_may_open_that() -> None:
    counts = {"secondary": 1, "countersigning": 2, "held": 3, "serving": 4, "other": 5}
    first = [(row.words, row.count, row.place) for row in waiting(counts, _officer(Role.PRIMARY))]
    assert first == [
        ("for secondary", 1, ""), ("for a second signature", 2, ""), ("held", 3, ""),
        ("notices to serve", 4, "serving"), ("other", 5, ""),
    ]  # fmt: skip
    chief = [row.place for row in waiting(counts, _officer(Role.CHIEF))]
    assert chief == ["secondary", "countersigning", "holds", "serving", ""]


def test_nobody_is_shown_a_place_they_may_not_open() -> None:
    assert [place.name for place in places_for(_officer(Role.LIST_OFFICER))] == ["lists", "library"]
    assert "journal" not in [place.name for place in places_for(_officer(Role.PRIMARY, Role.CHIEF))]
