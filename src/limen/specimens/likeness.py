"""Drawn faces told apart: what stands in for a recogniser of faces where all faces are our drawings.

It knows how `portraits` draws and nothing else: on a photograph it finds no face. Recognisers made for photographs take
nearly all drawings for one person (`limen.documents.portrait.resnet`), so practice and tests compare with this one; its
name, which stands beside every score, says what it is.

>>> DrawnFaces().name
'drawn specimens only, no recogniser'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from limen.documents.portrait import Face
from limen.specimens.portraits import HEIGHT, WIDTH

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_GROUND = (238, 241, 242)  # the upper edge of what every portrait is drawn on
_BOX = (75, 60, 275, 380)  # of a portrait's units: hair, face and collar of an adult
_EYES = ((143, 206), (207, 206))
_GRID = (20, 32)  # places along and down at which the colour is taken
_REACH = 0.25  # of full brightness: faces that differ so much are not alike at all


class DrawnFaces:
    """A provider of face comparison for drawn specimens: two faces are alike as far as their colours are, in place."""

    @property
    def name(self) -> str:
        """What it is, as it stands beside a score."""
        return "drawn specimens only, no recogniser"

    @property
    def threshold(self) -> float:
        """Between what one drawing scores through JPEG, JPEG 2000 and a camera, and what two people of the cast do."""
        return 0.93

    def find(self, pixels: NDArray[np.uint8]) -> tuple[Face, ...]:
        """The one face of a picture that is a drawn portrait and nothing else."""
        import numpy as np

        high, wide = pixels.shape[:2]
        edge = pixels[: max(1, high // 90)].reshape(-1, 3).mean(axis=0)
        if abs(wide / high - WIDTH / HEIGHT) > 0.02 or np.abs(edge - _GROUND).max() > 6:
            return ()
        along, down = wide / WIDTH, high / HEIGHT
        left, top, right, bottom = (round(at * (along, down)[side % 2]) for side, at in enumerate(_BOX))
        (one, other) = ((x * along, y * down) for x, y in _EYES)
        return (Face((left, top, right, bottom), (one, other)),)

    def describe(self, pixels: NDArray[np.uint8], face: Face) -> NDArray[np.float64]:  # noqa: ARG002 - it has one place
        """The colours of a face on a coarse grid."""
        import numpy as np
        from PIL import Image

        # To a part of a pixel: a place of the grid is but a few pixels wide, and its edges are what differs.
        high, wide = pixels.shape[:2]
        left, top, right, bottom = _BOX
        box = (left * wide / WIDTH, top * high / HEIGHT, right * wide / WIDTH, bottom * high / HEIGHT)
        crop = Image.fromarray(pixels).resize(_GRID, Image.Resampling.BOX, box=box)
        return np.asarray(crop, dtype=np.float64) / 255

    def score(self, first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
        """1 for the same colours, 0 for colours a quarter of full brightness apart."""
        import numpy as np

        return max(0.0, 1 - float(np.sqrt(np.mean((first - second) ** 2))) / _REACH)
