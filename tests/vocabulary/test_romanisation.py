"""The tables that are shipped: what they hold and where they come from."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.vocabulary.romanisation import (
    equivalents,
    hangul_syllable,
    indic,
    korean_surname,
    mandarin_surname,
    readings_of,
    syllables,
)


@pytest.mark.parametrize("table", ["han.tsv", "equivalents.tsv"])
def test_a_table_says_where_it_comes_from(table: str) -> None:
    head = files("limen.vocabulary.romanisation").joinpath(table).read_text(encoding="utf-8")[:400]
    assert "Unicode" in head or "Apache-2.0" in head


def test_a_character_is_read_in_four_languages() -> None:
    read = readings_of("張")
    assert read is not None
    assert (read.simplified, read.mandarin, read.cantonese, read.korean) == ("张", "zhang", "cheung", "jang")
    assert readings_of("A") is None


def test_a_family_name_has_its_own_reading() -> None:
    assert (mandarin_surname("曾"), mandarin_surname("王"), korean_surname("金")) == ("zeng", "wang", "kim")


@pytest.mark.parametrize(("letter", "said"), [("김", "gim"), ("박", "bak"), ("헌", "heon"), ("응", "eung"), ("A", "")])
def test_a_hangul_syllable_as_it_sounds(letter: str, said: str) -> None:
    assert hangul_syllable(letter) == said


@pytest.mark.parametrize(
    ("word", "said"),
    [("गांधी", "gandhi"), ("शर्मा", "sharma"), ("मोहन", "mohan"), ("হাসিনা", "hasina"), ("குமார்", "kumar"), ("Modi", "")],
)
def test_an_indic_word_with_its_inherent_vowels(word: str, said: str) -> None:
    assert indic(word) == said


def test_short_forms_and_customs_are_told_apart() -> None:
    table = equivalents()
    assert "nickname" in {table["bill"][line] for line in table["bill"].keys() & table["william"].keys()}
    assert "custom" in {table["park"][line] for line in table["park"].keys() & table["bak"].keys()}
    assert not table["park"].keys() & table["kim"].keys()


def test_the_syllables_of_han_names_are_some_hundreds() -> None:
    assert {"zhang", "wong", "jeong"} <= syllables() and 500 < len(syllables()) < 1500


@given(st.text(max_size=20))
def test_no_word_crashes(text: str) -> None:
    assert indic(text).isascii()
    assert all(hangul_syllable(character).isascii() for character in text)
