"""The fictional post and its officers: every duty is held, and nothing claims to be a real authority."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from limen.specimens import OFFICERS, POST, officer
from limen.vocabulary.person import Role


def test_every_duty_is_held() -> None:
    assert {role for one in OFFICERS for role in one.roles} == set(Role)


def test_somebody_else_can_always_countersign() -> None:
    chiefs = [one for one in OFFICERS if Role.CHIEF in one.roles]
    others = [one for one in OFFICERS if Role.SECONDARY in one.roles and one not in chiefs]
    assert chiefs and others


def test_names_passwords_and_numbers_are_told_apart_and_long_enough() -> None:
    for field in ("username", "password", "number", "full_name"):
        assert len({getattr(one, field) for one in OFFICERS}) == len(OFFICERS)
    assert all(len(one.password) >= 12 for one in OFFICERS)


def test_the_post_says_that_it_is_a_specimen() -> None:
    assert "Specimen" in POST.title and "Specimen" in POST.authority
    assert ZoneInfo(POST.zone).key == POST.zone
    named = {"appeal_authority", "appeal_days", "contact_points", "data_authority", "restraint_limit_hours"}
    named |= {"list_block_hours"}  # stories are replayed with lists that are weeks old
    assert set(POST.particulars) == named


def test_an_officer_is_found_by_the_name_to_sign_in_with() -> None:
    assert officer("amina").roles == (Role.PRIMARY,)
    with pytest.raises(KeyError, match=r"nobody.*amina"):
        officer("nobody")
