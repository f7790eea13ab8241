"""Comparing two pictures of a face: the score, what it rests on, and never more than the officer's own look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING, Any

from limen.documents.portrait.model import Face, FaceProvider, MissingProviderError, Seen
from limen.documents.portrait.picture import Opened, PortraitError, open_picture
from limen.documents.portrait.quality import CLAUSE, measured, quality
from limen.vocabulary.evidence import Finding, Outcome

if TYPE_CHECKING:
    from limen.documents.portrait.model import Template

NAMES = ("first", "second")
_BESIDE = 0.6  # of the largest face's width: another of this size may be the holder's as well


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two pictures compared: how alike they are, what was measured of each, and what nobody checked."""

    likeness: Finding
    qualities: tuple[Finding, ...]
    liveness: Finding
    seen: tuple[Seen | None, Seen | None] = (None, None)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, the score first."""
        return (self.likeness, *self.qualities, self.liveness)


def compare(
    first: bytes, second: bytes, provider: FaceProvider | None = None, *, names: Sequence[str] = NAMES
) -> Finding:
    """How alike the faces of two pictures are: score, threshold and what was measured of each. The officer decides."""
    return examine(first, second, provider, names=names).likeness


def examine(
    first: bytes, second: bytes, provider: FaceProvider | None = None, *, names: Sequence[str] = NAMES
) -> Comparison:
    """Compare two pictures, as `compare` does, with a finding for each quality of each, and one for liveness.

    `provider` is the one installed here unless one is given; where there is none, no picture is opened. `names` say
    which picture is which, such as `chip` and `live`. Raises nothing: what could not be done is a finding.
    """
    if provider is None:
        from limen.documents.portrait.resnet import installed

        try:
            provider = installed()
        except MissingProviderError as error:
            return _undone("", package=error.package)
    looked: list[_Looked] = []
    for name, data in zip(names, (first, second), strict=True):
        try:
            looked.append(_look(data, name, provider))
        except PortraitError as error:
            return _undone("_unread", looked, picture=name, why=str(error)[:200])
        if looked[-1].template is None:
            count = len(looked[-1].faces)
            return _undone("_several" if count else "_faceless", looked, picture=name, count=count)
    one, other = looked
    return _judged(one, other, provider)


def not_made(*, switched_off: bool = False) -> Comparison:
    """A comparison that was not made: by order of the office, else because its program ended without an answer."""
    return _undone("_off" if switched_off else "_broken")


def liveness() -> Finding:
    """No check that a living person stood before the camera is offered here, and none is claimed."""
    return Finding("portrait.liveness", Outcome.NOT_DONE, {}, "ISO/IEC 30107-3")


@dataclass(frozen=True, slots=True, eq=False)
class _Looked:
    """One picture: its faces, and where one of them is the holder's, what was measured and described of it."""

    name: str
    opened: Opened
    faces: tuple[Face, ...]
    seen: Seen | None = None
    template: Template | None = None

    @property
    def qualities(self) -> tuple[Finding, ...]:
        return quality(self.seen, self.name) if self.seen else ()

    def to_json(self) -> dict[str, Any]:
        """Which bytes were looked at, so that they can be compared again, and what was measured of them."""
        looked = {"picture": self.name, "sha256": self.opened.digest, "size": list(self.opened.size)}
        return looked | (self.seen.to_json() if self.seen else {})


def _look(data: bytes, name: str, provider: FaceProvider) -> _Looked:
    opened = open_picture(data)
    faces = tuple(sorted(provider.find(opened.pixels), key=lambda face: -face.width))
    # A page prints the portrait a second time, smaller, and people stand behind the one at the desk.
    if not faces or (len(faces) > 1 and faces[1].width > _BESIDE * faces[0].width):
        return _Looked(name, opened, faces)
    seen, template = measured(opened, faces[0]), provider.describe(opened.pixels, faces[0])
    return _Looked(name, opened, faces, seen, template)


def _judged(one: _Looked, other: _Looked, provider: FaceProvider) -> Comparison:
    """A score below the threshold is unsure, never failed; one above it passes only where both pictures are good."""
    if one.template is None or other.template is None:
        raise ValueError("two described faces are compared")
    score = provider.score(one.template, other.template)
    alike = score >= provider.threshold
    qualities = (*one.qualities, *other.qualities)
    good = all(finding.outcome is Outcome.PASSED for finding in qualities)
    likeness = Finding(
        "portrait.likeness_poor" if alike and not good else "portrait.likeness",
        Outcome.PASSED if alike and good else Outcome.UNSURE,
        # Rounded down: what is below the threshold is not to look as if it reached it.
        {"score": floor(score * 1000) / 1000, "threshold": round(provider.threshold, 3), "provider": provider.name},
        CLAUSE,
        {"provider": provider.name, "pictures": [one.to_json(), other.to_json()]},
    )
    return Comparison(likeness, qualities, liveness(), (one.seen, other.seen))


def _undone(variant: str, looked: Sequence[_Looked] = (), **params: str | int) -> Comparison:
    evidence = {"pictures": [one.to_json() for one in looked]} if looked else {}
    likeness = Finding(f"portrait.likeness{variant}", Outcome.NOT_DONE, params, CLAUSE, evidence)
    qualities = tuple(finding for one in looked for finding in one.qualities)
    return Comparison(likeness, qualities, liveness())
