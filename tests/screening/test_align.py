"""Pairing of words: joined and cut words, initials, what is left over."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from limen.screening.align import EVEN, align
from limen.screening.names import words

names = st.lists(
    st.sampled_from(["amara", "amira", "okafor", "okafur", "obi", "jin", "ping", "jinping", "a", "bin"]), max_size=5
)


def ratio(one: str, other: str, *, cut: int | None = None) -> float:
    return align(words(one), words(other), EVEN, cut=cut).ratio


def test_order_does_not_matter_and_nothing_left_over_is_one() -> None:
    assert ratio("Amara Chidinma Okafor", "OKAFOR AMARA CHIDINMA") == 1.0
    assert align(words("Amara Okafor"), words("Okafor Amara"), EVEN).is_identical


def test_neighbouring_words_are_the_same_once_joined_on_either_side() -> None:
    for one, other in (("Xiao Jinping", "Xiao Jin Ping"), ("Xiao Jin Ping", "Xiao Jinping")):
        found = align(words(one), words(other), EVEN)
        assert {pair.how for pair in found.pairs} == {"identical", "joined"} and found.ratio > 0.95


def test_words_that_agree_apart_are_not_joined() -> None:
    assert {pair.how for pair in align(words("OESTLUND AASE"), words("Åse Östlund"), EVEN).pairs} == {"consonants"}


def test_a_missing_word_costs_more_than_an_extra_one_and_a_contradicted_one_most() -> None:
    extra = ratio("Amara Okafor", "Amara Chidinma Okafor")
    missing = ratio("Amara Chidinma Okafor", "Amara Okafor")
    contradicted = ratio("Ivan Petrovich Sidorov", "Ivan Kuzmich Sidorov")
    assert 1.0 > extra > missing > contradicted > 0.4


def test_an_initial_agrees_but_initials_alone_are_no_name() -> None:
    assert ratio("A. Okafor", "Amara Okafor") > ratio("B. Okafor", "Amara Okafor")
    assert ratio("A. O.", "Amara Okafor") == 0.0


def test_a_cut_word_goes_on_and_what_did_not_fit_costs_little() -> None:
    cut = ratio("Featherstonehaugh Maximilian Alex", "Maximilian Alexander Peregrine Featherstonehaugh", cut=2)
    whole = ratio("Featherstonehaugh Maximilian Alex", "Maximilian Alexander Peregrine Featherstonehaugh")
    assert cut > 0.9 > whole


@given(one=names, other=names)
def test_each_word_is_used_once_and_the_ratio_is_bounded(one: list[str], other: list[str]) -> None:
    found = align(one, other, EVEN)
    assert 0.0 <= found.ratio <= 1.0
    if found.pairs:
        used = [word for pair in found.pairs for word in pair.theirs.split()] + [word for word, _ in found.missing]
        assert sorted(used) == sorted(one)
        used = [word for pair in found.pairs for word in pair.listed.split()] + [word for word, _ in found.extra]
        assert sorted(used) == sorted(other)
    assert align(one, other, EVEN) == found
