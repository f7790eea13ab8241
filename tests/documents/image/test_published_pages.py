"""The published pages, which nothing here was trained or tuned on: thirty captures of three documents."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from limen.documents.image import open_page, read
from limen.documents.image.recogniser import sight
from limen.documents.image.strip import rectified, strips

from .made import ON

PAGES = Path(__file__).resolve().parents[4] / "shared" / "data" / "documents" / "pages"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not PAGES.exists(), reason="../shared/data/documents/pages absent: nothing to read"),
]


def truth() -> dict[str, tuple[str, ...]]:
    found = json.loads((PAGES / "truth.json").read_text(encoding="utf-8"))
    return {name: tuple(lines) for name, lines in found.items()}


def test_they_are_read_exactly_and_nothing_wrong_is_accepted() -> None:
    exact = accepted = 0
    began = time.process_time()
    for name, lines in truth().items():
        page = read((PAGES / name).read_bytes(), on=ON)
        exact += page.lines == lines
        accepted += page.accepted
        assert not page.accepted or page.lines == lines, name
    seconds = (time.process_time() - began) / len(truth())

    assert (len(truth()), exact >= 28, accepted >= 20) == (30, True, True), (exact, accepted)
    assert seconds < 3


def test_our_own_reader_is_quick() -> None:
    greys = [open_page((PAGES / name).read_bytes()).grey for name in truth()]
    began = time.process_time()
    for grey in greys:
        sight(rectified(grey, next(strips(grey))))
    assert (time.process_time() - began) / len(greys) < 0.5
