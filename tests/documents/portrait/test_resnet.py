"""The provider of the extra `face`, where it is installed: what it sees, and what it cannot."""

from __future__ import annotations

import sys
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from limen.documents.portrait import MissingProviderError, compare, examine
from limen.documents.portrait.picture import open_picture
from limen.documents.portrait.resnet import NEAREST_OTHER, ResNet, installed
from limen.specimens import AMARA, PEOPLE
from limen.specimens.personalising import picture_of
from limen.vocabulary.evidence import Outcome

ON = date(2026, 11, 22)
PUBLISHED = Path(__file__).resolve().parents[4] / "shared" / "data" / "documents"


@pytest.fixture
def resnet() -> ResNet:
    try:
        return installed()
    except MissingProviderError as error:
        pytest.skip(str(error))  # the extra `face` is not installed: the message names what is missing


def test_the_threshold_is_the_distance_measured(resnet: ResNet) -> None:
    assert resnet.threshold == pytest.approx(1 - NEAREST_OTHER)
    assert resnet.name.startswith("dlib ") and "resnet-v1" in resnet.name


def test_a_drawn_portrait_is_a_face_to_it_and_alike_to_itself(resnet: ResNet) -> None:
    found = compare(picture_of(AMARA, ON), picture_of(AMARA, ON, "jpeg"))
    assert found.outcome is Outcome.PASSED and found.params["provider"] == resnet.name


def test_drawings_are_not_what_it_was_made_for(resnet: ResNet) -> None:
    """Why practice compares drawings otherwise: nearly all of them are one person to it."""
    described = []
    for person in list(PEOPLE.values())[:12]:
        pixels = open_picture(picture_of(person, ON)).pixels
        described += [resnet.describe(pixels, face) for face in resnet.find(pixels)[:1]]
    assert len(described) >= 10
    pairs = [resnet.score(one, other) for at, one in enumerate(described) for other in described[:at]]
    assert sum(score >= resnet.threshold for score in pairs) > 0.9 * len(pairs)


def test_no_face_is_not_done(resnet: ResNet) -> None:
    kept = BytesIO()
    Image.new("RGB", (300, 400), "white").save(kept, "PNG")
    assert compare(kept.getvalue(), picture_of(AMARA, ON)).code == "portrait.likeness_faceless"


@pytest.mark.real_data
def test_published_portraits(resnet: ResNet) -> None:
    """A photograph against itself as a chip holds it, against another person, and blurred."""
    seals = sorted(PUBLISHED.glob("vds/**/face_image_gen.jp2"))
    photograph = PUBLISHED / "iso39794" / "ICAO_39794_5_AP_DG2_Face.jpg"
    if not seals or not photograph.exists():
        pytest.skip(f"{PUBLISHED} absent: no published portrait is compared")
    picture = Image.open(BytesIO(photograph.read_bytes())).convert("RGB")
    kept = BytesIO()
    picture.resize((300, 386)).save(kept, "JPEG2000", quality_mode="rates", quality_layers=[40])
    alike = compare(photograph.read_bytes(), kept.getvalue())
    assert alike.outcome is Outcome.PASSED and alike.params["score"] > 0.7  # type: ignore[operator]  # a number
    other = examine(photograph.read_bytes(), seals[0].read_bytes())
    assert other.likeness.outcome is Outcome.UNSURE
    assert other.likeness.params["score"] < 0.3  # type: ignore[operator]  # a number
    blurred = BytesIO()
    picture.filter(ImageFilter.GaussianBlur(5)).save(blurred, "PNG")
    poor = examine(photograph.read_bytes(), blurred.getvalue())
    assert poor.likeness.code == "portrait.likeness_poor"


@pytest.mark.parametrize("weights", ["none", "others"])
def test_weights_that_are_not_those_measured_are_not_used(
    weights: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("dlib")
    models = tmp_path / "face_recognition_models" / "models"
    models.mkdir(parents=True)
    (models.parent / "__init__.py").write_text("raise RuntimeError('it is found, never imported')")
    if weights == "others":
        (models / "dlib_face_recognition_resnet_model_v1.dat").write_bytes(b"others")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "face_recognition_models", raising=False)
    installed.cache_clear()
    try:
        with pytest.raises(MissingProviderError, match="dlib_face_recognition_resnet_model_v1"):
            installed()
    finally:
        installed.cache_clear()


def test_without_the_weights_they_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("dlib")
    monkeypatch.setattr(
        sys, "path", [entry for entry in sys.path if not Path(entry, "face_recognition_models").exists()]
    )
    monkeypatch.delitem(sys.modules, "face_recognition_models", raising=False)
    installed.cache_clear()
    try:
        with pytest.raises(MissingProviderError) as error:
            installed()
    finally:
        installed.cache_clear()
    assert error.value.package == "face_recognition_models"
