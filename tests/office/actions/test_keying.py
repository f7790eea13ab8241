"""Lines told of while they are keyed: to whom may take a traveller in, in words, and nothing of it on record."""

from __future__ import annotations

import pytest

from limen.office.actions import keying
from limen.office.authority import NotPermitted
from tests.office.conftest import Office, passport

pytestmark = pytest.mark.django_db
LINES = passport("taro").mrz


def test_what_is_keyed_is_told_in_words_and_shapes(office: Office) -> None:
    officer = office.officers["primary"]
    found = keying.known(officer, LINES[0] + "\n" + LINES[1][:9])
    assert found.format == "Format TD3"
    assert [(row.shape, row.title) for row in found.rows] == [
        ("passed", "Line 1: whole"), ("not_done", "Line 2: 35 left"),
    ]  # fmt: skip
    assert {(one.title, one.shape) for one in found.checks} == {
        ("Document number", "not_done"), ("Date of birth", "not_done"), ("Date of expiry", "not_done"),
        ("Personal number", "not_done"), ("All fields", "not_done"),
    }  # fmt: skip
    assert found.said == "Line 1: whole" and not found.whole


def test_a_wrong_digit_and_a_character_out_of_place_are_said(office: Office) -> None:
    officer = office.officers["primary"]
    wrong = f"{(int(LINES[1][9]) + 1) % 10}"
    found = keying.known(officer, LINES[0] + "\n" + LINES[1][:9] + wrong)
    assert found.said == f"The check digit of the document number is {wrong}, it should be {LINES[1][9]}."
    found = keying.known(officer, LINES[0][:20] + "7")
    assert found.strange == ("Line 1, position 21: 7 stands where only letters and < may stand",)
    shifted = keying.known(officer, "P" + "1" * 44)
    assert len(shifted.strange) == keying.MOST_STRANGE + 1


def test_an_open_format_names_those_that_fit(office: Office) -> None:
    assert keying.known(office.officers["primary"], "V").format == "Format MRV-A · MRV-B: still open"
    assert keying.known(office.officers["primary"], "").rows == ()


@pytest.mark.parametrize("role", ["chief", "auditor", "list_officer", "policy_officer", "administrator"])
def test_only_who_takes_travellers_in_is_told(office: Office, role: str) -> None:
    with pytest.raises(NotPermitted):
        keying.known(office.officers[role], "P")
