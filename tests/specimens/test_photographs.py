"""Photographs of specimen pages: the same each time, of the size they say, and bad in the way they are asked to be."""

from __future__ import annotations

import io
from datetime import date

import numpy as np
import pytest
from PIL import Image

from limen.specimens import PEOPLE, Paper, page_of, passport
from limen.specimens.photographs import CAPTURES, Capture, photograph, varied

ON = date(2026, 11, 22)


def paper() -> Paper:
    holder = PEOPLE["calvin"]
    return page_of(passport(holder, on=ON), holder, on=ON)


def pixels(capture: str | Capture, seed: int = 0) -> np.ndarray:
    with Image.open(io.BytesIO(photograph(paper(), capture, seed=seed))) as opened:
        return np.asarray(opened.convert("L")).astype(float)


@pytest.mark.parametrize("capture", CAPTURES)
def test_the_same_seed_gives_the_same_file(capture: str) -> None:
    assert photograph(paper(), capture, seed=3) == photograph(paper(), capture, seed=3)


def test_another_seed_gives_another_accident() -> None:
    assert photograph(paper(), "photo", seed=1) != photograph(paper(), "photo", seed=2)


def test_a_scan_has_the_size_of_the_page() -> None:
    assert pixels("scan300").shape == pytest.approx((88 / 25.4 * 300, 125 / 25.4 * 300), abs=2)
    assert pixels("low110").shape == pytest.approx((88 / 25.4 * 110, 125 / 25.4 * 110), abs=2)


def test_a_capture_may_be_a_png_file() -> None:
    assert photograph(paper(), "png")[1:4] == b"PNG"


def test_each_fault_is_what_it_says() -> None:
    clean = pixels("scan300")
    steps = np.abs(np.diff(clean, axis=1))
    assert pixels("dark").mean() < 0.4 * clean.mean()
    assert np.abs(np.diff(pixels(Capture(blur=4)), axis=1)).max() < 0.6 * steps.max()
    assert (pixels(Capture(glare=1.0))[-150:] > 250).mean() > (clean[-150:] > 250).mean() + 0.1
    assert np.abs(np.diff(pixels(Capture(noise=20)), axis=1)).mean() > steps.mean() + 5
    assert np.allclose(pixels("turned180")[::-1, ::-1][40:-40, 40:-40].mean(), clean[40:-40, 40:-40].mean(), atol=4)


def test_no_two_are_taken_alike() -> None:
    chance = np.random.default_rng(1)
    one, other = (varied(CAPTURES["photo"], chance) for _ in range(2))
    assert one != other and one.dpi > 150


def test_what_is_no_drawing_is_refused() -> None:
    from limen.specimens import photographs

    with pytest.raises(ValueError, match="says no size"):
        photographs._printed("<svg/>")
