"""Weighing two readers: what is changed, what stays in doubt, and that nothing wrong is ever accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.documents.image.alphabet import LETTERS
from limen.documents.image.arbitration import Heard, Verdict, arbitrate, name_is_printed
from limen.documents.image.ocr import Printed
from limen.documents.image.recogniser import Sight
from limen.documents.mrz import check_digit, read

from .made import ON, paper

LINES = ("P<UTOGOLIO<ZILS<<OTIS<BO<<<<<<<<<<<<<<<<<<<<", "O0I1B8S5Z4UTO8503172F3109029<<<<<<<<<<<<<<00")
NUMBER = "O0I1B8S5Z"
Places = Mapping[tuple[int, int], Mapping[str, float]]
Gone = tuple[tuple[int, int], ...]
PAIRS = [set(pair) for pair in ("O0", "I1", "B8", "S5", "Z2", "G6")]


def lines_with(number: str) -> tuple[str, str]:
    """The lines of that document with another number, check digits and all."""
    lower = f"{number}{check_digit(number)}{LINES[1][10:43]}"
    return LINES[0], lower + check_digit(lower[:10] + lower[13:20] + lower[21:43])


def chances(lines: tuple[str, ...], other: Places) -> np.ndarray:
    """A reader that is sure of every letter but those given."""
    made = np.full((len(lines), len(lines[0]), len(LETTERS)), 0.0002)
    for row, line in enumerate(lines):
        for place, letter in enumerate(line):
            for one, chance in other.get((row, place), {letter: 0.99}).items():
                made[row, place, LETTERS.index(one)] = chance
    return made


def saw(
    lines: tuple[str, ...] = LINES, other: Places | None = None, *, gone: tuple[tuple[int, int], ...] = ()
) -> Sight:
    there = np.ones((len(lines), len(lines[0])))
    for place in gone:
        there[place] = 0.1
    return Sight(chances(lines, other or {}), there, 0, (0,) * len(lines), False, 0.99)


def heard(
    lines: tuple[str, ...] = LINES, other: Places | None = None, *, gone: tuple[tuple[int, int], ...] = ()
) -> Heard:
    made, alone = chances(lines, other or {}), np.ones((len(lines), len(lines[0])), bool)
    for place in gone:
        made[place], alone[place] = 0, False
    return Heard(made, alone)


def page(*texts: str) -> tuple[Printed, ...]:
    return tuple(Printed(text, (0, 0, 1000, 10), 0.99) for text in texts)


PRINT = page("Surname / Nom", "GÓLIO-ZILS", "Given names", "OTIS BO", NUMBER)


def weigh(sight: Sight, other: Heard | None, printed: tuple[Printed, ...] | None = PRINT) -> Verdict:
    return arbitrate(sight, other, printed, on=ON)


def why(verdict: Verdict) -> dict[tuple[int, int], str]:
    return {(doubt.line, doubt.position): doubt.why for doubt in verdict.doubts}


def test_two_readers_the_digits_and_the_name_make_it_certain() -> None:
    verdict = weigh(saw(lines_with(NUMBER)), heard(lines_with(NUMBER)))
    assert verdict.accepted and not verdict.doubts and verdict.reading.lines == lines_with(NUMBER)


def test_each_of_the_four_alone_is_enough_to_refuse_certainty() -> None:
    lines = lines_with(NUMBER)
    assert not weigh(saw(lines), None, None).accepted
    assert not weigh(saw(lines), heard(lines), page("GOLIO", "OTIS BO")).accepted
    assert not weigh(saw(lines), heard(lines, {(0, 6): {"C": 0.98}})).accepted
    wrong = (lines[0], lines[1][:9] + str((int(lines[1][9]) + 1) % 10) + lines[1][10:])
    assert not weigh(saw(wrong), heard(wrong)).accepted


def test_what_our_reader_is_not_sure_of_is_in_doubt_though_the_other_agrees() -> None:
    lines = lines_with(NUMBER)
    verdict = weigh(saw(lines, {(1, 3): {"1": 0.7, "I": 0.28}}), heard(lines))
    assert why(verdict) == {(2, 4): "faint"} and not verdict.accepted
    assert verdict.doubts[0].others == (("I", 0.28),)
    gone = weigh(saw(lines, gone=((1, 40),)), heard(lines))
    assert why(gone) == {(2, 41): "faint"} and not gone.accepted


def test_a_letter_that_may_not_stand_there_takes_nothing_from_one_that_may() -> None:
    lines = lines_with(NUMBER)
    assert weigh(saw(lines, {(0, 4): {"O": 0.7, "0": 0.29}}), heard(lines)).accepted
    assert why(weigh(saw(lines, {(0, 4): {"0": 0.95, "O": 0.04}}), heard(lines))) == {(1, 5): "place"}


class TestLookAlikes:
    """O and 0 are one to the general reader, I and 1 nearly."""

    lines = lines_with(NUMBER)

    @pytest.mark.parametrize("place", [4, 6, 9])
    def test_where_only_letters_may_stand_a_nought_confirms_an_o(self, place: int) -> None:
        assert self.lines[0][place] in "OI"
        other = {"O": "0", "I": "1"}[self.lines[0][place]]
        verdict = weigh(saw(self.lines), heard(self.lines, {(0, place): {other: 0.99}}))
        assert verdict.accepted

    def test_another_letter_confirms_nothing(self) -> None:
        assert why(weigh(saw(self.lines), heard(self.lines, {(0, 6): {"Q": 0.9}}))) == {(1, 7): "apart"}

    def test_in_a_number_the_print_settles_it(self) -> None:
        other = heard(self.lines, {(1, 0): {"0": 0.999}})
        assert weigh(saw(self.lines), other).accepted
        assert not weigh(saw(self.lines), other, PRINT[:-1]).accepted
        assert not weigh(saw(self.lines), other, (*PRINT[:-1], *page("00I1B8S5Z"))).accepted

    def test_in_a_number_a_digit_settles_it_where_the_other_held_it_possible(self) -> None:
        other = heard(self.lines, {(1, 2): {"1": 0.8, "I": 0.15}})
        assert weigh(saw(self.lines), other, PRINT[:-1]).accepted
        assert not weigh(saw(self.lines), heard(self.lines, {(1, 2): {"1": 0.99}}), PRINT[:-1]).accepted

    def test_where_no_digit_covers_it_nothing_settles_it(self) -> None:
        visa = ("V" + self.lines[0][1:], self.lines[1][:28] + "AO" + "<" * 14)
        other = heard(visa, {(1, 29): {"0": 0.8, "O": 0.15}})
        assert why(weigh(saw(visa), other)) == {(2, 30): "apart"}


def test_where_the_second_reader_saw_nothing_it_agrees_with_nothing() -> None:
    lines = lines_with(NUMBER)
    verdict = weigh(saw(lines), heard(lines, gone=((1, 35),)))
    assert why(verdict) == {(2, 36): "alone"} and not verdict.accepted


class TestDigits:
    """A failing check digit, and what our reader held possible."""

    lines = lines_with(NUMBER)

    def test_one_letter_read_otherwise_is_taken_and_stays_in_doubt(self) -> None:
        sight = saw(self.lines, {(1, 4): {"8": 0.6, "B": 0.39}})
        verdict = weigh(sight, heard(self.lines))
        assert sight.lines != self.lines and verdict.reading.lines == self.lines
        assert verdict.changed == 1 and why(verdict) == {(2, 5): "digit"} and not verdict.accepted

    def test_two_letters_may_be(self) -> None:
        sight = saw(self.lines, {(1, 4): {"8": 0.6, "B": 0.39}, (1, 18): {"3": 0.7, self.lines[1][18]: 0.29}})
        verdict = weigh(sight, heard(self.lines))
        assert verdict.reading.lines == self.lines and verdict.changed == 2

    def test_two_ways_that_are_as_likely_are_none(self) -> None:
        lines = lines_with("320455559")
        seen = (lines[0], "1" + lines[1][1:])
        assert lines_with("120655559")[1][9:] == lines[1][9:]  # a 3 first, or a 6 fourth: the digits are the same
        sight = saw(seen, {(1, 0): {"1": 0.6, "3": 0.3}, (1, 3): {"4": 0.6, "6": 0.3}})
        verdict = weigh(sight, heard(seen))
        assert verdict.reading.lines == seen and not verdict.changed and not verdict.accepted
        plain = saw(seen, {(1, 0): {"1": 0.6, "3": 0.3}, (1, 3): {"4": 0.9, "6": 0.02}})
        assert weigh(plain, heard(seen)).reading.lines == lines

    def test_a_reader_that_is_sure_leaves_a_false_digit_as_it_is(self) -> None:
        wrong = (self.lines[0], self.lines[1][:13] + "9" + self.lines[1][14:])
        verdict = weigh(saw(wrong), heard(wrong))
        assert verdict.reading.lines == wrong and not verdict.changed and not verdict.accepted


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_what_is_accepted_is_what_both_saw(data: st.DataObject) -> None:
    """Whatever either reader takes for what, the lines that are accepted are those that our reader saw likeliest."""
    lines = lines_with(data.draw(st.text("O0I1B8S5Z2G6AX", min_size=9, max_size=9)))

    def doubts() -> dict[tuple[int, int], dict[str, float]]:
        places = st.tuples(st.integers(0, 1), st.integers(0, 43))
        seen = st.dictionaries(st.sampled_from(LETTERS), st.floats(0.001, 0.99), min_size=1, max_size=3)
        return data.draw(st.dictionaries(places, seen, max_size=4))

    sight, other = saw(lines, doubts()), heard(lines, doubts())
    verdict = weigh(sight, other, (*PRINT[:-1], *page(lines[1][:9])))
    if not verdict.accepted:
        return
    assert verdict.reading.lines == sight.lines and verdict.reading.accepted
    for row, line in enumerate(verdict.reading.lines):
        for place, letter in enumerate(line):
            said = LETTERS[int(other.chances[row, place].argmax())]
            assert said == letter or {said, letter} in (
                {"O", "0"},
                {"I", "1"},
                {"B", "8"},
                {"S", "5"},
                {"Z", "2"},
                {"G", "6"},
            )


class TestPrintedName:
    reading = read(LINES, on=ON)

    @pytest.mark.parametrize(
        "texts",
        [
            ("GOLIO ZILS", "OTIS BO"),
            ("Gólio-Zils", "Otis Bo"),
            ("Surname: GOLIO ZILS", "Given names: OTIS BO"),
            ("GOLIO", "ZILS", "OTIS", "BO"),
        ],
    )
    def test_it_is_found_in_any_spelling_and_over_two_lines(self, texts: tuple[str, ...]) -> None:
        assert name_is_printed(self.reading, page(*texts))

    @pytest.mark.parametrize("texts", [(), ("GOLIO ZILS",), ("GOLIO ZILSS", "OTIS BO"), ("GOLIO ZILS", "OTIS B")])
    def test_it_is_not_found_where_a_letter_differs(self, texts: tuple[str, ...]) -> None:
        assert not name_is_printed(self.reading, page(*texts))

    def test_a_name_that_was_cut_is_the_beginning_of_the_printed_one(self) -> None:
        long = read(("P<UTO" + ("GOLIO" * 5 + "<<" + "OTISLONG" * 3)[:39], LINES[1]), on=ON)
        assert long.document.name_truncated
        assert name_is_printed(long, page("GOLIO" * 5, "OTISLONG" * 4))

    def test_no_name_is_no_name(self) -> None:
        assert not name_is_printed(read(("P<UTO" + "<" * 39, LINES[1]), on=ON), page("", "P"))


def test_the_specimens_own_lines_need_no_change() -> None:
    one = paper()
    verdict: Any = weigh(saw(one.lines), heard(one.lines), page(one.document.surname, one.document.given))
    assert verdict.accepted
    assert replace(verdict, name_printed=False).accepted is False
