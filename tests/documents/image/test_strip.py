"""Finding the strip: its pitch, its rows and its place, whatever lies around it; and no page that breaks the finder."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from limen.documents.image import Page, look, open_page
from limen.documents.image.alphabet import HEIGHT, PITCH
from limen.documents.image.recogniser import sight
from limen.documents.image.strip import WIDEST, Strip, completed, rectified, span, strips
from limen.specimens.photographs import Capture

from .made import FORMATS, ON, paper, taken

SHAPES = st.tuples(st.integers(8, 90), st.integers(64, 300))


def grey_of(format: str, capture: str | Capture) -> np.ndarray:
    return open_page(taken(format, capture)).grey


@pytest.mark.parametrize("format", FORMATS)
def test_the_rows_are_those_of_the_format(format: str) -> None:
    found = next(strips(grey_of(format, "scan300")))
    lines = paper(format).lines
    assert len(found.rows) == len(lines)
    assert all(abs(row.last - row.first + 1 - len(lines[0])) <= 2 for row in found.rows)
    assert found.pitch == pytest.approx(30, abs=0.2)  # ten to the inch


@pytest.mark.parametrize("dpi", [100, 150, 220, 400, 600])
def test_the_pitch_is_measured_at_every_resolution(dpi: int) -> None:
    found = next(strips(grey_of("TD2", Capture(dpi=dpi))))
    assert found.pitch == pytest.approx(dpi / 10, rel=0.01)


@pytest.mark.parametrize("turn", [0, 17, 61, 90, 155, 180, 270, 333])
def test_lines_are_brought_level_at_any_rotation(turn: int) -> None:
    grey = grey_of("TD3", Capture(dpi=250, turn=float(turn), desk=0.1))
    found = next(strips(grey))
    lines = rectified(grey, found)
    assert [line.shape for line in lines] == [(HEIGHT, (span(found)[1] - span(found)[0] + 1) * PITCH)] * 2
    seen = sight(lines)
    assert seen and seen.lines == paper("TD3").lines


def test_a_row_that_was_not_seen_is_tried_on_either_side() -> None:
    whole = next(strips(grey_of("TD3", "scan300")))
    alone = Strip(whole.rows[:1], whole.score)
    below, above = completed(alone)
    wanted, made = (np.polyval(row.centre, 20) for row in (whole.rows[1], below.rows[1]))
    assert np.hypot(*(wanted - made)) < 3
    assert above.rows[1] is whole.rows[0] and above.rows[0].centre[-1][1] < whole.rows[0].centre[-1][1]
    assert list(completed(whole)) == []


def test_a_page_on_which_glare_took_a_line_still_shows_where_it_was() -> None:
    grey = grey_of("TD1", "scan300").copy()
    whole = next(strips(grey))
    _x, y = np.polyval(whole.rows[1].centre, 14)
    band = slice(round(y) - 25, round(y) + 26)
    grey[band] = 255
    page = look(Page(np.repeat(grey[..., None], 3, axis=2), "PNG", grey.shape[1], grey.shape[0]), on=ON, second=False)
    assert not page.accepted
    if page.reading is not None and page.reading.format == "TD1":
        assert {doubt.position for doubt in page.doubts if doubt.line == 2} >= set(range(3, 28))


def test_what_is_shown_is_never_wider_than_its_bound() -> None:
    rows = np.full((400, 3000), 255, np.uint8)
    for top in (100, 140):  # dots in step, as no MRZ has so many
        for left in range(20, 2900, 16):
            rows[top : top + 12, left : left + 7] = 0
    for found in strips(rows):
        first, last = span(found)
        assert last - first + 1 <= WIDEST


@settings(max_examples=120, deadline=None)
@given(
    arrays.arrays(
        np.uint8, st.tuples(st.integers(8, 90), st.integers(64, 300)), elements=st.sampled_from([0, 90, 255])
    ),
    st.integers(1, 3),
)
def test_no_page_breaks_the_finder(pixels: np.ndarray, larger: int) -> None:
    grey = np.kron(pixels, np.ones((larger, larger), np.uint8))
    page = look(Page(np.repeat(grey[..., None], 3, axis=2), "PNG", grey.shape[1], grey.shape[0]), on=ON, second=False)
    assert not page.accepted
    assert page.to_json()["accepted"] is False


def test_the_page_that_once_broke_it() -> None:
    """Links in every direction but the commonest: found by a coverage-guided run."""
    data = b"\n\x02@\x02" + b"9" * 16 + b"\x02" * 7 + b"\0"
    data = (b"\n" + data) * (66 * 66 // len(data) + 1)
    wide = 66 + data[0]
    grey = np.frombuffer(data[: wide * (len(data) // wide)], np.uint8).reshape(-1, wide)
    look(Page(np.repeat(grey[..., None], 3, axis=2), "PNG", wide, len(grey)), on=ON, second=False)
