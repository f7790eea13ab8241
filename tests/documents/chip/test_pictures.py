"""Pictures: measured before they are decoded, and never decoded beyond their bounds."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from limen.documents.chip import Picture, PictureError
from limen.documents.chip.pictures import JPEG, JPEG2000, MOST_PIXELS
from limen.specimens import AMARA
from limen.specimens.personalising import picture_of

ON = date(2026, 11, 22)


@pytest.mark.parametrize(("kind", "media"), [("jpeg", JPEG), ("jpeg2000", JPEG2000)])
def test_a_portrait_is_measured_and_decoded(kind: str, media: str) -> None:
    picture = Picture("face", picture_of(AMARA, ON, kind))
    assert picture.media == media
    assert picture.measured() == (413, 531) == picture.opened().size
    assert "data" not in repr(picture)


def test_a_bare_codestream_is_read_too() -> None:
    kept = BytesIO()
    Image.new("RGB", (20, 30)).save(kept, "JPEG2000", no_jp2=True)
    picture = Picture("face", kept.getvalue())
    assert picture.media == JPEG2000
    assert picture.opened().size == (20, 30)


def bomb(width: int, height: int) -> bytes:
    """The header of a JPEG 2000 picture that says that it is enormous."""
    small = BytesIO()
    Image.new("L", (8, 8)).save(small, "JPEG2000", no_jp2=True)
    data = bytearray(small.getvalue())
    data[8:16] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return bytes(data)


@pytest.mark.parametrize("data", [bomb(60_000, 60_000), bomb(MOST_PIXELS + 1, 1), bomb(0, 5)])
def test_a_bomb_is_not_decoded(data: bytes) -> None:
    with pytest.raises(PictureError, match="larger than allowed"):
        Picture("face", data).opened()


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\x00\x00" * 9, b"\x89PNG\r\n\x1a\n", b"FAC"])
def test_what_is_no_picture_is_one_clear_error(data: bytes) -> None:
    picture = Picture("face", data)
    assert picture.measured() is None
    with pytest.raises(PictureError, match="neither JPEG nor"):
        picture.opened()


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["jpeg", "jpeg2000"]), st.integers(0, 4000), st.binary(min_size=1, max_size=6))
def test_a_spoilt_picture_is_decoded_or_an_error(kind: str, place: int, spoilt: bytes) -> None:
    data = picture_of(AMARA, ON, kind)
    picture = Picture("face", data[:place] + spoilt + data[place + len(spoilt) :])
    try:
        decoded = picture.opened()
    except PictureError:
        return
    assert decoded.width * decoded.height <= MOST_PIXELS


def test_a_box_that_claims_another_size_is_one_clear_error() -> None:
    """The codestream is small; the box in front of it, which the decoder believes, is not."""
    data = bytearray(picture_of(AMARA, ON, "jpeg2000"))
    data[48] = 1
    with pytest.raises(PictureError):
        Picture("face", bytes(data)).opened()
