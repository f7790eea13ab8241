"""Figures: every day of the window is drawn once, every field has its place, differing letters are marked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.office.console import drawing
from tests.office.console import built


@given(st.text(alphabet="p.?", min_size=1, max_size=180))
def test_the_runs_fill_the_strip_from_end_to_end(letters: str) -> None:
    strip = drawing.strip(replace(built.STAY, strip=letters))
    assert strip is not None
    at = 0.0
    for run in strip.runs:
        assert run.x == pytest.approx(at)
        at += run.width
    assert at == pytest.approx(strip.width)


def test_a_run_says_its_days_in_words() -> None:
    strip = drawing.strip(replace(built.STAY, first=date(2026, 9, 1), strip="..ppp?"))
    assert strip is not None
    assert [run.words for run in strip.runs] == [
        "1 Sep 2026 – 2 Sep 2026: absent, 2 days",
        "3 Sep 2026 – 5 Sep 2026: present, 3 days",
        "6 Sep 2026: not known, 1 day",
    ]
    assert strip.words == "3 Sep 2026 – 5 Sep 2026: present, 3 days; 6 Sep 2026: not known, 1 day"


def test_months_are_marked_where_they_begin() -> None:
    strip = drawing.strip(replace(built.STAY, first=date(2026, 5, 27), strip="." * 180))
    assert strip is not None
    assert [tick.words for tick in strip.ticks] == ["Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]
    assert strip.ticks[0].x == pytest.approx((date(2026, 6, 1) - date(2026, 5, 27)) / timedelta(days=1) * 400 / 180)


def test_without_a_window_nothing_is_drawn() -> None:
    assert drawing.strip(replace(built.STAY, first=None, strip="")) is None


def test_the_page_shows_what_is_printed_without_its_check_digits() -> None:
    page = drawing.data_page((*built.DOCUMENT, ("number_check", "6", "2:10-10")), built.MRZ, frozenset({(2, 10)}))
    assert [field.label for field in page.fields] == [
        "Surname", "Given names", "Document no.", "Date of birth", "Sex", "Date of expiry", "Issuing State",
    ]  # fmt: skip
    assert len({(field.x, field.y) for field in page.fields}) == len(page.fields)
    assert page.lines[0].doubts == ()
    assert page.lines[1].doubts == (pytest.approx(13 + 9 * page.character),)
    assert all(line.y < page.height for line in page.lines)


@given(st.lists(st.text(alphabet="ABC<1", min_size=30, max_size=44), min_size=1, max_size=3))
def test_an_mrz_of_any_width_stays_on_the_page(lines: list[str]) -> None:
    page = drawing.data_page((), lines, frozenset())
    assert all(13 + line.length <= page.width for line in page.lines)


def test_a_value_too_long_for_its_room_is_fitted_into_it() -> None:
    page = drawing.data_page((("surname", "X" * 80, "1:6-44"),), built.MRZ, frozenset())
    assert page.fields[0].tight


@given(st.text(max_size=20), st.text(max_size=20))
def test_the_marked_pieces_are_the_texts_themselves(mine: str, theirs: str) -> None:
    left, right = drawing.compared(mine, theirs)
    assert "".join(text for text, _ in left) == mine
    assert "".join(text for text, _ in right) == theirs


def test_letters_that_differ_are_marked_and_letter_case_is_not_a_difference() -> None:
    left, right = drawing.compared("ERIKSSON", "Erikson")
    assert [text for text, differs in left if differs] == ["S"]
    assert not any(differs for _, differs in right)
    assert drawing.compared("1 Jan 1980", "1 Feb 1980", by_letter=False)[0] == (("1 Jan 1980", True),)
