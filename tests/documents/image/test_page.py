"""Opening a page: what is bounded before it is unpacked, and one clear error for what is no page."""

from __future__ import annotations

import time
import tracemalloc
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from limen.documents.image import ImageError, kind_of, open_page
from limen.documents.image.page import LONGEST, MOST_BYTES, MOST_PAGES

from .made import chunk, file_of, pdf, png, taken

GREY = Image.new("L", (400, 300), 180)


def told(data: bytes, number: int = 1) -> str:
    """The one error with which a file is refused; refusing takes neither time nor memory."""
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(ImageError) as refused:
        open_page(data, number)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 40 << 20
    assert time.process_time() - began < 2
    said = str(refused.value)
    assert "\n" not in said and "{" not in said
    return said


@pytest.mark.parametrize(("capture", "kind"), [("scan150", "JPEG"), ("png", "PNG")])
def test_a_picture_is_opened_as_it_is(capture: str, kind: str) -> None:
    page = open_page(taken("TD3", capture))
    assert (page.kind, page.scale, page.number, page.pages) == (kind, 1.0, 1, 1)
    assert page.pixels.shape == (page.height, page.width, 3)
    assert page.grey.dtype == np.uint8 and page.grey.max() > 200


def test_what_is_no_picture_is_one_clear_error() -> None:
    assert "empty" in told(b"")
    assert "no JPEG, PNG or PDF" in told(b"GIF89a" + bytes(500))
    assert "no JPEG, PNG or PDF" in told("P<UTOERIKSSON".encode("utf-16"))
    assert "broken" in told(taken("TD3", "scan150")[:3000])
    assert "broken" in told(taken("TD3", "png")[:3000])
    assert "broken" in told(b"%PDF-1.7 nothing else")
    assert "holds one page" in told(taken("TD3", "scan150"), 2)


@pytest.mark.parametrize("claimed", [(60_000, 60_000), (2**31 - 1, 2), (40_000, 100), (9_000, 9_000)])
def test_a_picture_that_claims_too_much_is_not_unpacked(claimed: tuple[int, int]) -> None:
    assert "claims" in told(png(*claimed, zlib.compress(bytes(1 << 20))))


def test_a_jpeg_that_claims_too_much_is_not_unpacked() -> None:
    small = file_of(GREY, "JPEG")
    at = small.index(b"\xff\xc0")
    assert "claims" in told(small[: at + 5] + b"\xff\x00\xff\x00" + small[at + 9 :])
    # The first header that the decoder would follow is the one that counts.
    assert "too few" in told(small[: at + 5] + b"\x00\x01\x00\x01" + small[at + 9 :])


def test_a_bomb_in_a_chunk_is_not_unpacked() -> None:
    packed = zlib.compress(bytes(300 << 20), 9)
    for kind in (b"zTXt", b"iTXt", b"iCCP"):
        content = b"k\0" + (b"\1\0\0\0" if kind == b"iTXt" else b"\0") + packed
        data = png(400, 300, zlib.compress(b"\0" * 301 * 400), chunk(kind, content))
        tracemalloc.start()
        try:
            open_page(data)  # left packed, or
        except ImageError as error:
            assert "broken" in str(error)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 40 << 20


def test_too_many_bytes_and_too_few_pixels() -> None:
    assert "million bytes" in told(b"\xff\xd8\xff" + bytes(MOST_BYTES))
    assert "too few" in told(file_of(Image.new("L", (63, 500)), "PNG"))


def test_a_large_picture_is_kept_smaller_and_says_so() -> None:
    page = open_page(file_of(Image.new("RGB", (7000, 5000), "white"), "JPEG"))
    assert max(page.pixels.shape) <= LONGEST
    assert (page.width, page.height) == (7000, 5000)
    assert page.scale == pytest.approx(max(page.pixels.shape) / 7000)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16", "CMYK"])
def test_every_mode_of_a_picture_is_red_green_and_blue(mode: str) -> None:
    made = GREY.convert(mode) if mode != "I;16" else Image.fromarray(np.full((300, 400), 46_000, np.uint16))
    page = open_page(file_of(made, "JPEG" if mode == "CMYK" else "PNG"))
    assert page.pixels.shape == (300, 400, 3)
    assert mode == "1" or abs(int(page.grey.mean()) - 180) < 4


def test_a_picture_lies_as_its_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x0131] = 6, "PhotoPress\n 3"
    page = open_page(file_of(GREY, "JPEG", exif=exif))
    assert (page.width, page.height) == (300, 400)
    assert page.software == "PhotoPress 3"


def test_what_can_be_seen_through_lies_on_white_paper() -> None:
    clear = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    assert open_page(file_of(clear, "PNG")).grey.min() >= 254


class TestPdf:
    def test_a_page_is_chosen(self) -> None:
        data = pdf(file_of(Image.new("L", (600, 400), 40), "PNG"), file_of(Image.new("L", (600, 400), 210), "PNG"))
        first, second = open_page(data), open_page(data, 2)
        assert (first.kind, first.number, first.pages) == ("PDF", 1, 2)
        assert abs(int(first.grey.mean()) - 40) < 3 and abs(int(second.grey.mean()) - 210) < 3
        assert second.width == pytest.approx(600, abs=2)
        assert "has 2 pages" in told(data, 3)
        assert "has 2 pages" in told(data, 0)

    def test_a_huge_page_is_refused(self) -> None:
        grey = file_of(GREY, "PNG")
        assert "14400 by 14400 points" in told(pdf(grey, size=(14_400, 14_400)))
        assert "too few" in told(pdf(grey, size=(3_000, 20)))

    def test_a_sheet_is_drawn_no_larger_than_is_kept(self) -> None:
        page = open_page(pdf(file_of(GREY, "PNG"), size=(2_000, 1_400)))
        assert max(page.pixels.shape) <= LONGEST + 1

    def test_too_many_pages(self) -> None:
        dot = file_of(Image.new("L", (64, 64)), "PNG")
        assert f"first {MOST_PAGES}" in told(pdf(*[dot] * (MOST_PAGES + 1)))


def test_the_kind_is_told_by_the_first_bytes() -> None:
    assert [kind_of(data) for data in (b"\xff\xd8\xff\xe0", png(9, 9), b"\n%PDF-1.4", b"P<UTO")] == [
        "JPEG",
        "PNG",
        "PDF",
        "",
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["scan150", "png"]),
    st.lists(st.tuples(st.integers(0, 60_000), st.integers(0, 255)), min_size=1, max_size=12),
    st.integers(0, 60_000),
)
def test_a_damaged_file_is_a_page_or_one_error(capture: str, changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(taken("TD3", capture))
    for at, value in changes:
        data[at % len(data)] = value
    try:
        page = open_page(bytes(data[: len(data) - cut % 200]))
    except ImageError as error:
        assert str(error)
    else:
        assert max(page.pixels.shape) <= LONGEST
