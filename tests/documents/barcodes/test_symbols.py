"""Barcodes in pictures: every kind, small, turned, blurred, and files that are no pictures."""

from __future__ import annotations

import io
from datetime import date

import pytest
from PIL import Image, ImageFilter

from limen.documents.barcodes import BarcodeError, kind_of, read_boarding_pass, read_symbols
from limen.documents.barcodes import symbols as module
from limen.documents.seal import read
from limen.specimens.seals import SealOffice, symbol

OFFICE = SealOffice()
PASS = "M1SHIKII/TARO         EUTO4XQ NRTFRAUT 0834 326C012A0025 100"


@pytest.mark.parametrize("format", ["DataMatrix", "QRCode", "Aztec", "PDF417"])
@pytest.mark.parametrize("pixels", [2, 3, 4])
def test_a_seal_is_read_from_every_kind_of_symbol_byte_for_byte(format: str, pixels: int) -> None:
    made = OFFICE.visa()

    found = read_symbols(symbol(made, format, module=pixels))

    assert [(one.format, one.content, kind_of(one.content)) for one in found] == [(format, made, "seal")]
    assert read(found[0].content).document == "visa" and len(found[0].corners) == 4


def test_a_symbol_on_a_turned_and_blurred_page_is_found() -> None:
    made = OFFICE.visa()
    with Image.open(io.BytesIO(symbol(made, module=3))) as drawn:
        page = Image.new("L", (900, 700), 245)
        page.paste(drawn.convert("L"), (500, 380))
    turned = page.rotate(17, expand=True, fillcolor=245).filter(ImageFilter.GaussianBlur(0.8))

    assert [one.content for one in read_symbols(turned)] == [made]


def test_two_symbols_on_one_page_are_both_found() -> None:
    page = Image.new("L", (1400, 600), 255)
    for at, source in ((40, OFFICE.visa()), (700, PASS)):
        with Image.open(io.BytesIO(symbol(source, "Aztec", module=4))) as drawn:
            page.paste(drawn.convert("L"), (at, 60))

    found = {kind_of(one.content): one for one in read_symbols(page)}

    assert found.keys() == {"seal", "boarding_pass"}
    assert read_boarding_pass(found["boarding_pass"].text, on=date(2026, 11, 22)).surname == "SHIKII"


def test_bytes_with_zeros_are_whole() -> None:
    made = b"\xdc\x03\x00\x00\xff" * 20

    assert read_symbols(symbol(made))[0].content == made
    assert read_symbols(symbol(made))[0].text == made.decode("latin-1")


def test_a_picture_without_a_symbol_has_none() -> None:
    assert read_symbols(Image.new("L", (300, 200), 255)) == ()


@pytest.mark.parametrize("data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"GIF89a"])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(BarcodeError, match="no picture"):
        read_symbols(data)


def test_a_picture_cut_short_is_refused() -> None:
    with pytest.raises(BarcodeError, match="no picture"):
        read_symbols(symbol(OFFICE.visa())[:200])


def test_a_picture_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PIXELS", 1000)
    with pytest.raises(BarcodeError, match="more than"):
        read_symbols(symbol(OFFICE.visa()))
