"""How good a picture of an MRZ is, measured where it matters: on the lines themselves, not on the page as a whole.

The limits were set by eye, on one rendered page taken in two dozen ways, where our reader began to lose characters:
they say that a better picture is worth taking, not that this one was misread.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from limen.documents.image.alphabet import PITCH
from limen.documents.image.page import Page
from limen.documents.image.strip import Strip
from limen.documents.mrz import Reading
from limen.vocabulary.evidence import Finding, Outcome

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RESOLUTION = 10.0  # pixels a character: 100 to the inch
SHARPNESS = 0.28  # the steepest edges' step from one pixel to the next, of the contrast, at 20 pixels a character
CONTRAST = 40.0  # of 255, between ink and paper
GLARE = 0.05  # of the places on the lines
_CLAUSE = "Doc 9303-3 4.2"  # the effective reading zone
_BLOWN = 250  # what a sensor answers to more light than it can count


def quality(
    page: Page, strip: Strip, lines: Sequence[NDArray[np.float32]], corners: Sequence[tuple[int, int]]
) -> tuple[Finding, ...]:
    """Resolution, sharpness, exposure, glare and the picture's edge; each passed, or unsure with what to do."""
    import numpy as np

    pitch = strip.pitch / page.scale
    text = np.concatenate(lines, axis=1)
    dark, light = np.percentile(text, (4, 90))
    contrast = float(light - dark)
    # Between neighbours along the line: what a blur of any direction but the line's own takes away.
    steps = np.abs(np.diff(text, axis=1))
    steepest = float(np.percentile(steps, 98)) / max(contrast, 1.0)
    blown = _blown(lines, contrast)
    high, wide = page.pixels.shape[:2]
    margin = strip.pitch * 0.5
    within = all(margin <= x <= wide - 1 - margin and margin <= y <= high - 1 - margin for x, y in corners)
    return (
        _finding("resolution", pitch >= RESOLUTION, pixels=round(pitch, 1)),
        _finding("sharpness", steepest >= SHARPNESS, edge=round(steepest, 3)),
        _finding("exposure", contrast >= CONTRAST, contrast=round(contrast), paper=round(float(light))),
        _finding("glare", blown <= GLARE, percent=round(100 * blown)),
        _finding("edge", within),
    )


def _finding(name: str, good: bool, **params: str | int | float) -> Finding:
    return Finding(f"image.{name}", Outcome.PASSED if good else Outcome.UNSURE, params, _CLAUSE)


def _blown(lines: Sequence[NDArray[np.float32]], contrast: float) -> float:
    """The share of places where the paper is as bright as can be counted and the ink has paled beside the rest."""
    import numpy as np

    cells = np.concatenate(
        [line[:, : line.shape[1] // PITCH * PITCH].reshape(len(line), -1, PITCH) for line in lines], axis=1
    )
    paper, ink = np.percentile(cells, 85, axis=(0, 2)), np.percentile(cells, 5, axis=(0, 2))
    return float(np.mean((paper >= _BLOWN) & (paper - ink < 0.7 * contrast)))


def page_type(reading: Reading) -> str:
    """What kind of page the MRZ stands on, by its size and first letters; a guess."""
    code, size = reading.document.type, reading.format
    if size.startswith("MRV"):
        return "visa"
    if size in ("TD1", "TD2", "FRA-ID"):
        return "card"
    return "passport" if code.startswith("P") else "travel_document"


def hints(page: Page) -> tuple[Finding, ...]:
    """Hints that a file was worked on: off unless asked for, and never more than a reason to ask for the original.

    What is here and how far it goes: the metadata's own word for the program that wrote the file. Whoever strips the
    metadata, as messengers do, leaves nothing to find, so its silence says nothing; a scanner's own program signs too,
    so its word is no proof. Error levels, doubled compression and edges of the print were left out: after print and
    scan, error levels told altered from genuine no better than chance.
    """
    if page.software:
        return (Finding("image.hint.software", Outcome.UNSURE, {"software": page.software}),)
    return (Finding("image.hint.software", Outcome.PASSED),)
