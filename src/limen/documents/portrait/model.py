"""What a provider of face comparison is asked for, and what is measured of each picture that it looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Template = NDArray[np.float64]

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Face:
    """Where a face is, in pixels of the picture: the box (left, top, right, bottom), and each eye's middle."""

    box: tuple[int, int, int, int]
    eyes: tuple[Point, Point]

    @property
    def width(self) -> int:
        """How wide the box is."""
        return self.box[2] - self.box[0]

    @property
    def between_eyes(self) -> float:
        """How far the eyes' middles are apart."""
        (left, upper), (right, lower) = self.eyes
        return float(((right - left) ** 2 + (lower - upper) ** 2) ** 0.5)


class FaceProvider(Protocol):
    """Something that finds faces and tells how alike two are: larger is more alike, from `threshold` on it says alike.

    `name` says what it is and which weights it has, so that a score can be told from another provider's years later.
    """

    @property
    def name(self) -> str:
        """What it is, with its version."""
        ...

    @property
    def threshold(self) -> float:
        """The score from which it takes two faces for one person's."""
        ...

    def find(self, pixels: Pixels) -> tuple[Face, ...]:
        """Every face of a picture, upright, in red, green and blue."""
        ...

    def describe(self, pixels: Pixels, face: Face) -> Template:
        """One of these faces as numbers to be compared."""
        ...

    def score(self, first: Template, second: Template) -> float:
        """How alike two described faces are."""
        ...


class MissingProviderError(RuntimeError):
    """No provider can be used here: `package` names what is missing, or what is not as it was measured."""

    def __init__(self, package: str) -> None:
        super().__init__(f"{package} is not installed: install limen with its extra `face`")
        self.package = package


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture as it was looked at: its size, and what was measured of the one face that counts.

    `eyes` is the distance between the eyes in pixels of the file, `sharpness` how steep its finest detail is,
    `contrast` the span of its brightness and `clipped` the share of it that is pure black or white.
    """

    size: tuple[int, int]
    box: tuple[int, int, int, int]
    eyes: float
    sharpness: float
    contrast: float
    clipped: float

    def to_json(self) -> dict[str, Any]:
        """What was measured, as a finding keeps it; `box` is in thousandths of the picture's width and height."""
        return {
            "size": list(self.size), "box": list(self.box), "eyes": round(self.eyes, 1),
            "sharpness": round(self.sharpness, 3), "contrast": round(self.contrast), "clipped": round(self.clipped, 3),
        }  # fmt: skip
