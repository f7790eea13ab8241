"""Portraits: drawn, alike each time, told apart, and growing old with the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from defusedxml.ElementTree import fromstring

from limen.specimens import portrait
from limen.specimens.cast import CAST, EVERYBODY, LOOKS
from limen.specimens.people import PEOPLE
from limen.specimens.portraits import look_of

ON = date(2026, 11, 22)


@pytest.mark.parametrize("key", sorted(EVERYBODY))
def test_every_face_is_well_formed_and_small(key: str) -> None:
    text = portrait(EVERYBODY[key], on=ON)
    root = fromstring(text)
    assert root.get("viewBox") == "0 0 350 450"
    assert len(text.encode()) < 12_000
    assert "script" not in text and "style=" not in text
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert title is not None and title.text and EVERYBODY[key].name in title.text


def test_no_two_of_the_cast_look_alike() -> None:
    drawn = {portrait(replace(person, surname="", given=""), on=ON) for person in CAST.values()}
    assert len(drawn) == len(CAST)


def test_a_face_is_the_same_each_time_and_another_seed_is_another() -> None:
    jelena = CAST["jelena"]
    assert portrait(jelena, on=ON) == portrait(jelena, on=ON)
    assert portrait(jelena, on=ON) != portrait(jelena, on=ON, seed="somebody else")


def test_a_child_is_drawn_smaller_than_the_adult_it_becomes() -> None:
    abel = CAST["abel"]  # born in 2013
    sizes = [f"scale({size})" in portrait(abel, on=date(year, 6, 1)) for year, size in
             ((2018, 0.86), (2025, 0.96), (2028, 1.05), (2030, 1.14))]  # fmt: skip
    assert all(sizes)


def test_nobody_is_drawn_by_nationality() -> None:
    somebody = next(person for person in PEOPLE.values() if person.key not in LOOKS)
    assert look_of(somebody) == look_of(replace(somebody, nationality="UTO", language="en"))


def test_a_woman_or_a_child_has_no_beard() -> None:
    for person in EVERYBODY.values():
        if person.sex != "M":
            assert not look_of(person).beard
