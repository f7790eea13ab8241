"""The fictional travellers: enough of them, from many scripts, told apart, and under codes that documents print."""

from __future__ import annotations

import unicodedata

import pytest

from limen.specimens import AMARA, PEOPLE, traveller
from limen.vocabulary import countries


def test_there_are_two_dozen_and_more_each_under_its_key() -> None:
    assert len(PEOPLE) >= 24
    assert all(person.key == key for key, person in PEOPLE.items())
    assert traveller("amara") is AMARA


def test_an_unknown_traveller_is_named_with_those_there_are() -> None:
    with pytest.raises(KeyError, match=r"nobody.*amara"):
        traveller("nobody")


def test_names_come_from_many_scripts() -> None:
    scripts = {
        unicodedata.name(letter).split()[0]
        for person in PEOPLE.values()
        for letter in person.native
        if letter.isalpha()
    }
    wanted = {"LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "DEVANAGARI", "BENGALI", "THAI", "HANGUL", "CJK",
              "GEORGIAN", "ARMENIAN", "ETHIOPIC"}  # fmt: skip
    assert wanted <= scripts


def test_every_nationality_is_a_code_that_documents_print() -> None:
    assert all(countries.find(person.nationality) for person in PEOPLE.values())
    assert countries.SPECIMEN in {person.nationality for person in PEOPLE.values()}


def test_no_two_share_a_name_or_a_passport() -> None:
    assert len({person.name for person in PEOPLE.values()}) == len(PEOPLE)
    assert len({(person.nationality, person.number) for person in PEOPLE.values()}) == len(PEOPLE)
