"""How good a picture of a face is, measured on the face: size, sharpness, exposure.

Exposure is judged by the span of brightness and by what is lost in pure black and white, never by how bright the face
is: a limit on brightness would call dark skin a bad picture. The limits are where scores begin to fall with nothing
else changed (tests/documents/portrait/test_resnet.py); they say nothing of pose, covering or age.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from limen.documents.portrait.model import Face, Seen
from limen.vocabulary.evidence import Finding, Outcome

if TYPE_CHECKING:
    from limen.documents.portrait.picture import Opened

EYES = 25.0  # pixels of the file between the eyes' middles
SHARPNESS = 0.04
CONTRAST = 40.0  # of 255, between the darkest and the brightest twentieth
CLIPPED = 0.2  # of the face's pixels
CLAUSE = "Doc 9303-3 3.9"
_MEASURED_AT = 60.0  # pixels between the eyes to which a larger face is made smaller before its detail is measured


def measured(opened: Opened, face: Face) -> Seen:
    """What can be measured of the face that counts."""
    import numpy as np
    from PIL import Image

    high, wide = opened.pixels.shape[:2]
    left, top, right, bottom = face.box
    left, top, right, bottom = max(left, 0), max(top, 0), min(right, wide), min(bottom, high)
    grey = Image.fromarray(opened.pixels[top:bottom, left:right]).convert("L")
    smaller = min(1.0, _MEASURED_AT / max(face.between_eyes, 1.0))
    size = (max(8, round(grey.width * smaller)), max(8, round(grey.height * smaller)))
    shade = np.asarray(grey.resize(size, Image.Resampling.BOX), dtype=np.float64)
    dark, light = (float(part) for part in np.percentile(shade, (5, 95)))
    contrast = light - dark
    edges = 4 * shade[1:-1, 1:-1] - shade[:-2, 1:-1] - shade[2:, 1:-1] - shade[1:-1, :-2] - shade[1:-1, 2:]
    whole = np.asarray(grey)
    return Seen(
        opened.size,
        (left * 1000 // wide, top * 1000 // high, right * 1000 // wide, bottom * 1000 // high),
        face.between_eyes / opened.scale,
        float(edges.std()) / max(contrast, 1.0),
        contrast,
        float(np.mean((whole <= 2) | (whole >= 253))),
    )


def quality(seen: Seen, picture: str) -> tuple[Finding, ...]:
    """Size, sharpness and exposure of a picture, each passed or unsure; `picture` says which of the two it is."""
    width, height = seen.size
    named = {"picture": picture}
    return (
        _finding("size", seen.eyes >= EYES, **named, width=width, height=height, eyes=round(seen.eyes)),
        _finding("sharpness", seen.sharpness >= SHARPNESS, **named, detail=round(seen.sharpness, 3)),
        _finding(
            "exposure", seen.contrast >= CONTRAST and seen.clipped <= CLIPPED,
            **named, contrast=round(seen.contrast), percent=round(100 * seen.clipped),
        ),
    )  # fmt: skip


def _finding(name: str, good: bool, **params: str | int | float) -> Finding:
    return Finding(f"portrait.{name}", Outcome.PASSED if good else Outcome.UNSURE, params, CLAUSE)
