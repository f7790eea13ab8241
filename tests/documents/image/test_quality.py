"""What is said of a picture's quality, each finding by a picture that has the fault and one that has not."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from limen.documents.image import WORDS, open_page, read
from limen.documents.image.quality import hints
from limen.specimens.photographs import Capture

from .made import FORMATS, ON, file_of, looked_at, outcomes, taken

NAMES = ("resolution", "sharpness", "exposure", "glare", "edge")


def test_a_clean_scan_has_no_fault() -> None:
    found = outcomes(looked_at("TD3", "scan300"))
    assert {found[f"image.{name}"] for name in NAMES} == {"passed"}


@pytest.mark.parametrize(
    ("fault", "capture"),
    [
        ("resolution", Capture(dpi=96)),
        ("sharpness", Capture(dpi=250, blur=6.0)),
        ("exposure", Capture(desk=0.2, light=0.12, quality=95)),
        ("glare", Capture(dpi=220, desk=0.2, glare=1.0)),
    ],
)
def test_a_fault_is_named_with_what_to_do(fault: str, capture: Capture) -> None:
    found = looked_at("TD3", capture).finding(f"image.{fault}")
    assert found and found.outcome == "unsure"
    assert ":" in found.reason(WORDS) and "{" not in found.reason(WORDS)


@pytest.mark.parametrize("capture", ["scan300", "scan150", "png", "turned33", "photo", "jpeg15"])
def test_a_picture_without_that_fault_is_not_blamed_for_it(capture: str) -> None:
    found = outcomes(looked_at("TD2", capture))
    assert found["image.glare"] == found["image.exposure"] == found["image.sharpness"] == "passed"


def test_a_cut_edge_is_told() -> None:
    with Image.open(io.BytesIO(taken("TD3", "scan300"))) as whole:
        cut = file_of(whole.crop((0, 0, whole.width - 75, whole.height)), "PNG")
    found = read(cut, on=ON, second=False).finding("image.edge")
    assert found and found.outcome == "unsure"


@pytest.mark.parametrize("format", FORMATS)
def test_the_kind_of_page_is_guessed(format: str) -> None:
    wanted = {"TD3": "passport", "TD1": "card", "TD2": "card"}.get(format, "visa")
    page = looked_at(format, "scan300")
    assert page.page_type == wanted
    found = page.finding("image.page_type")
    assert found and "{" not in found.reason(WORDS)


def test_resolution_counts_the_file_not_what_was_kept_of_it() -> None:
    small = looked_at("TD3", "scan300").finding("image.resolution")
    assert small and small.params["pixels"] == pytest.approx(30, abs=0.5)
    with Image.open(io.BytesIO(taken("TD3", "scan300"))) as whole:
        large = file_of(whole.resize((whole.width * 3, whole.height * 3)), "JPEG")
    found = read(large, on=ON, second=False).finding("image.resolution")
    assert found and found.params["pixels"] == pytest.approx(90, abs=1.5)


class TestHints:
    """Off unless asked for; the software's name and no more."""

    def test_they_are_off(self) -> None:
        assert not [code for code in outcomes(looked_at("TD3")) if code.startswith("image.hint")]

    def test_a_file_that_names_an_editor(self) -> None:
        exif = Image.Exif()
        exif[0x0131] = "PhotoPress 3"
        with Image.open(io.BytesIO(taken("TD3", "scan150"))) as opened:
            data = file_of(opened, "JPEG", exif=exif)
        found = read(data, on=ON, look_for_alteration=True, second=False).finding("image.hint.software")
        assert found and found.outcome == "unsure" and "PhotoPress 3" in found.reason(WORDS)

    def test_a_file_that_names_none(self) -> None:
        (found,) = hints(open_page(taken("TD3", "scan150")))
        assert found.outcome == "passed" and "no longer" in found.reason(WORDS)


def test_every_finding_has_its_words() -> None:
    seen = {
        f"{one.code}.{one.outcome}" for name in ("scan300", "glare", "dark") for one in looked_at("TD3", name).findings
    }
    assert seen <= set(WORDS)


def test_noise_alone_is_no_sharpness() -> None:
    chance = np.random.default_rng(1)
    with Image.open(io.BytesIO(taken("TD3", Capture(dpi=250, blur=6.0, quality=0)))) as opened:
        pixels = np.asarray(opened).astype(float) + chance.normal(0, 3, (opened.height, opened.width, 3))
    page = read(file_of(Image.fromarray(pixels.clip(0, 255).astype(np.uint8)), "PNG"), on=ON, second=False)
    found = page.finding("image.sharpness")
    assert found is None or found.outcome == "unsure"
