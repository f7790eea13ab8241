"""Comparing faces: with drawn faces and what tells them apart, since no recogniser of faces is part of the set-up."""

from __future__ import annotations

import sys
from datetime import date
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from limen.documents.portrait import WORDS, Comparison, Face, FaceProvider, compare, examine, liveness, not_made
from limen.documents.portrait.resnet import installed
from limen.specimens import AMARA, PEOPLE
from limen.specimens.likeness import DrawnFaces
from limen.specimens.people import Traveller
from limen.specimens.personalising import picture_of
from limen.vocabulary.evidence import Finding, Outcome
from tests.documents.image.made import png, taken

ON = date(2026, 11, 22)
DRAWN = DrawnFaces()
PASSED, UNSURE, NOT_DONE = Outcome.PASSED, Outcome.UNSURE, Outcome.NOT_DONE
JUMA = PEOPLE["juma"]


def portrait(of: Traveller = AMARA, kind: str = "jpeg2000") -> bytes:
    return picture_of(of, ON, kind)


def saved(picture: Image.Image, kind: str = "PNG") -> bytes:
    kept = BytesIO()
    picture.save(kept, kind)
    return kept.getvalue()


def opened(of: Traveller = AMARA) -> Image.Image:
    return Image.open(BytesIO(portrait(of, "jpeg"))).convert("RGB")


def told(found: Comparison) -> list[str]:
    return [finding.reason(WORDS) for finding in found.findings]


def test_one_face_twice_is_alike_with_its_score_and_threshold() -> None:
    found = compare(portrait(), portrait(kind="jpeg"), DRAWN, names=("chip", "live"))
    assert (found.code, found.outcome) == ("portrait.likeness", PASSED)
    assert found.params["score"] >= found.params["threshold"] == 0.93  # type: ignore[operator]  # both are numbers
    chip, live = found.evidence["pictures"]
    assert (chip["picture"], live["picture"], chip["size"]) == ("chip", "live", [413, 531])
    assert chip["sha256"] == sha256(portrait()).hexdigest()
    assert chip["eyes"] > 70 and 0 < chip["sharpness"] < 1
    words = found.reason(WORDS)
    assert "0.93" in words and DRAWN.name in words and "the officer decides" in words


def test_two_faces_are_unsure_and_never_failed() -> None:
    found = examine(portrait(), portrait(JUMA), DRAWN)
    assert (found.likeness.code, found.likeness.outcome) == ("portrait.likeness", UNSURE)
    assert "refuses nobody" in found.likeness.reason(WORDS)
    assert Outcome.FAILED not in {finding.outcome for finding in found.findings}


@settings(max_examples=40, deadline=None)
@given(*[st.sampled_from(sorted(PEOPLE))] * 2)
def test_it_passes_at_the_threshold_and_nobody_is_refused_by_it(one: str, other: str) -> None:
    found = compare(portrait(PEOPLE[one]), portrait(PEOPLE[other], "jpeg"), DRAWN)
    assert found.outcome is (PASSED if one == other else UNSURE)
    assert (found.params["score"] >= DRAWN.threshold) is (one == other)  # type: ignore[operator]  # a number


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "JPEG2000"])
def test_every_kind_of_picture_is_opened(kind: str) -> None:
    assert compare(portrait(), saved(opened(), kind), DRAWN).outcome is PASSED


def test_a_picture_lying_on_its_side_is_turned_as_it_says() -> None:
    kept = BytesIO()
    turned = opened().transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    turned.save(kept, "JPEG", exif=exif, quality=95)
    assert compare(portrait(), kept.getvalue(), DRAWN).outcome is PASSED


def test_what_is_alike_on_too_poor_a_picture_does_not_pass() -> None:
    small = saved(opened().resize((80, 103)))
    found = examine(portrait(), small, _Lenient(), names=("chip", "live"))
    assert (found.likeness.code, found.likeness.outcome) == ("portrait.likeness_poor", UNSURE)
    outcomes = {(finding.code, finding.params["picture"]): finding.outcome for finding in found.qualities}
    assert outcomes["portrait.size", "chip"] is PASSED and outcomes["portrait.size", "live"] is UNSURE
    assert len(outcomes) == 6


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("portrait.sharpness", lambda picture: picture.filter(ImageFilter.GaussianBlur(3))),
        ("portrait.exposure", lambda picture: Image.blend(Image.new("RGB", picture.size, "#eef1f2"), picture, 0.15)),
    ],
    ids=["blurred", "washed out"],
)  # fmt: skip
def test_a_spoilt_picture_is_said(code: str, spoil: Any) -> None:
    found = examine(portrait(), saved(spoil(opened())), DRAWN)
    assert [finding.code for finding in found.qualities if finding.outcome is UNSURE] == [code]
    assert found.likeness.outcome is UNSURE


def test_no_skin_is_poor_light() -> None:
    for person in PEOPLE.values():
        found = examine(portrait(person), portrait(person), DRAWN)
        assert {finding.outcome for finding in found.qualities} == {PASSED}


def test_without_a_provider_nothing_is_opened_and_what_to_install_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    installed.cache_clear()
    monkeypatch.setitem(sys.modules, "dlib", None)
    found = examine(b"not even", b"pictures")
    assert (found.likeness.code, found.likeness.outcome, found.qualities) == ("portrait.likeness", NOT_DONE, ())
    assert found.likeness.params == {"package": "dlib-bin"}
    assert "dlib-bin is not installed (the extra named face)" in found.likeness.reason(WORDS)


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", b"%PDF-1.7 ", portrait(kind="jpeg")[:900], portrait()[:900], png(60_000, 60_000),
     saved(Image.new("RGB", (80, 9000))),
     saved(Image.new("RGB", (8, 8))), saved(Image.new("RGB", (10, 10)), "JPEG2000"), b"\xff\xd8\xff" * 9],
    ids=["empty", "text", "pdf", "half a jpeg", "half a jpeg 2000", "bomb", "a line",
         "tiny", "tiny jpeg 2000", "header alone"],
)  # fmt: skip
def test_what_is_no_picture_is_not_done_and_says_which(data: bytes) -> None:
    found = examine(portrait(), data, DRAWN, names=("chip", "live"))
    assert (found.likeness.code, found.likeness.outcome) == ("portrait.likeness_unread", NOT_DONE)
    assert found.likeness.params["picture"] == "live" and found.likeness.params["why"]
    assert {finding.params["picture"] for finding in found.qualities} == {"chip"}


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 2000), st.sampled_from(["jpeg", "jpeg2000"]))
def test_no_bytes_break_it(noise: bytes, at: int, kind: str) -> None:
    data = bytearray(portrait(kind=kind))
    data[at : at + len(noise)] = noise
    for hostile in (noise, bytes(data)):
        found = compare(hostile, portrait(), DRAWN)
        assert found.code.startswith("portrait.likeness") and found.outcome is not Outcome.FAILED


class _Crowd(DrawnFaces):
    """Finds somebody beside the face, `wide` of 100 as wide."""

    def __init__(self, wide: int) -> None:
        self.wide = wide

    def find(self, pixels: Any) -> tuple[Face, ...]:
        (face,) = super().find(pixels)
        left, top, _right, bottom = face.box
        return Face((left, top, left + face.width * self.wide // 100, bottom), face.eyes), face


@pytest.mark.parametrize(("wide", "code", "outcome"), [(90, "portrait.likeness_several", NOT_DONE),
                                                       (40, "portrait.likeness", PASSED)])  # fmt: skip
def test_whose_face_it_is_must_be_clear(wide: int, code: str, outcome: Outcome) -> None:
    found = compare(portrait(), portrait(), _Crowd(wide))
    assert (found.code, found.outcome) == (code, outcome)


def test_a_picture_without_a_face_is_not_done() -> None:
    found = compare(taken("TD3"), portrait(), DRAWN)
    assert (found.code, found.outcome) == ("portrait.likeness_faceless", NOT_DONE)


class _Lenient(DrawnFaces):
    """Takes a small copy for the same face as well."""

    @property
    def threshold(self) -> float:
        return 0.5


class _Barely(DrawnFaces):
    """Scores a hair below its threshold."""

    def score(self, first: Any, second: Any) -> float:
        return self.threshold - 0.0001


def test_a_score_below_the_threshold_never_looks_as_if_it_reached_it() -> None:
    found = compare(portrait(), portrait(), _Barely())
    assert found.outcome is UNSURE and found.params["score"] == 0.929


def test_nothing_is_claimed_of_a_living_person() -> None:
    always = liveness()
    assert (always.code, always.outcome) == ("portrait.liveness", NOT_DONE)
    for found in (examine(portrait(), portrait(), DRAWN), examine(b"", b"", DRAWN)):
        assert found.findings[-1] == always


@pytest.mark.parametrize(("off", "told"), [(True, "this office compares none"), (False, "ended, or took too long")])
def test_a_comparison_that_was_not_made_is_a_finding_too(off: bool, told: str) -> None:
    found = not_made(switched_off=off)
    assert {finding.outcome for finding in found.findings} == {NOT_DONE}
    assert told in found.likeness.reason(WORDS)


def test_every_finding_is_told_in_whole_words() -> None:
    looks: list[tuple[bytes, FaceProvider]] = [
        (portrait(), DRAWN), (portrait(JUMA), DRAWN), (b"", DRAWN), (taken("TD3"), DRAWN), (portrait(), _Crowd(90)),
        (saved(opened().resize((80, 103))), _Lenient()), (saved(opened().filter(ImageFilter.GaussianBlur(4))), DRAWN),
    ]  # fmt: skip
    seen: set[str] = set()
    for data, provider in looks:
        found = examine(portrait(), data, provider)
        assert not [words for words in told(found) if "{" in words or words.startswith("portrait.")]
        seen |= {f"{finding.code}.{finding.outcome}" for finding in found.findings}
    titles = {key for key in WORDS if key.count(".") == 1}
    rare = {"portrait.exposure.unsure", "portrait.likeness.not_done"}
    seen |= {f"{one.likeness.code}.{one.likeness.outcome}" for one in (not_made(), not_made(switched_off=True))}
    assert seen == set(WORDS) - titles - rare
    assert {key.rpartition(".")[0] for key in WORDS if key not in titles} == titles


def test_a_finding_is_kept_and_read_back_as_json() -> None:
    found = compare(portrait(), portrait(), DRAWN)
    kept = found.to_json(WORDS)
    assert kept["evidence"]["provider"] == DRAWN.name
    again = Finding(kept["code"], Outcome(kept["outcome"]), kept["params"], kept["clause"], kept["evidence"])
    assert again == found
