"""Opening a picture of a page: JPEG, PNG or one page of a PDF, bounded before anything is unpacked.

Bytes are counted first, then the size that the file's own header claims, then pages; only then is a pixel decoded, and
never more than LONGEST of them along a side are kept. What is inside is looked at by `strip`, `recogniser` and `ocr`.
"""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from limen.documents.image.errors import ImageError, MissingPartError
from limen.vocabulary.evidence import N_

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_BYTES = 32 << 20
MOST_PIXELS = 64_000_000  # what a file may claim: a telephone's camera has 50 million
LEAST_SIDE = 64  # pixels: nothing can be read below
LONGEST = 3400  # pixels kept along the longer side: 300 to the inch over two open passport pages
MOST_PAGES = 500
_LARGEST_SHEET = 3400  # points: a sheet of A0; a data page is 354 wide
_PDF_PIXELS_AN_INCH = 300
_REMEDY = N_("give a JPEG, a PNG or a PDF of the page, at least 110 pixels to the inch")
# What Pillow raises for a file that is not what its header says.
_BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, OverflowError, struct.error, zlib.error
)  # fmt: skip
_PDFIUM = Lock()  # pdfium is one machine for the whole process


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A picture of a page: `pixels` are red, green and blue as it is to be looked at, `kind` is JPEG, PNG or PDF.

    `width` and `height` are those of the file, before it was made smaller by `scale`; `software` is the program that
    its metadata name, empty where they name none.
    """

    pixels: NDArray[np.uint8]
    kind: str
    width: int
    height: int
    number: int = 1
    pages: int = 1
    software: str = ""

    @property
    def scale(self) -> float:
        """Pixels kept for each pixel of the file, along a side."""
        return float(max(self.pixels.shape[:2]) / max(self.width, self.height))

    @property
    def grey(self) -> NDArray[np.uint8]:
        """The brightness of the page, as television weighs the colours (ITU-R BT.601)."""
        import numpy as np

        weighed = self.pixels.astype(np.uint16) @ np.array([77, 150, 29], np.uint16)
        return (weighed >> 8).astype(np.uint8)


def open_page(data: bytes, number: int = 1) -> Page:
    """Open a picture, or page `number` of a PDF. Raises ImageError for what is no picture or claims too much."""
    if not data:
        raise ImageError(N_("the file is empty; {remedy}"), remedy=_REMEDY)
    if len(data) > MOST_BYTES:
        raise ImageError(
            N_("the file has {size} million bytes, more than {most}: scan the page again at 300 pixels to the inch"),
            size=len(data) // 1_000_000, most=MOST_BYTES // 1_000_000,
        )  # fmt: skip
    kind = kind_of(data)
    if kind == "PDF":
        return _of_pdf(data, number)
    if not kind:
        raise ImageError(N_("the file is no JPEG, PNG or PDF; {remedy}"), remedy=_REMEDY)
    if number != 1:
        raise ImageError(
            N_("a {kind} holds one page, not {number}; leave the page number out"), kind=kind, number=number
        )
    return _of_picture(data, kind)


def kind_of(data: bytes) -> str:
    """JPEG, PNG or PDF by the first bytes, else nothing."""
    if data[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    return "PDF" if b"%PDF-" in data[:1024] else ""


def _of_picture(data: bytes, kind: str) -> Page:
    from PIL import Image, ImageOps

    broken = ImageError(N_("the {kind} is broken and cannot be opened; {remedy}"), kind=kind, remedy=_REMEDY)
    claimed = _claimed(data, kind)
    if claimed == (0, 0):
        raise broken
    _bounded(*claimed)
    try:
        with Image.open(io.BytesIO(data), formats=(kind,)) as picture:
            width, height = picture.size
            _bounded(width, height)  # the header we read and the one Pillow reads may be two
            exif = picture.getexif()
            software = _said(exif.get(0x0131)) or _said(picture.info.get("Software"))
            picture.draft("RGB", (LONGEST, LONGEST))  # a JPEG is decoded no finer than it is kept
            if max(picture.size) > LONGEST:
                picture.thumbnail((LONGEST, LONGEST), Image.Resampling.BOX)
            turned = ImageOps.exif_transpose(picture)
            if picture.size[0] != turned.size[0]:
                width, height = height, width
            pixels = _pixels(turned)
    except ImageError:
        raise
    except _BROKEN as error:
        raise broken from error
    return Page(pixels, kind, width, height, software=software)


def _pixels(picture: Any) -> NDArray[np.uint8]:
    """Red, green and blue; what can be seen through lies on white paper; sixteen bits become eight."""
    import numpy as np
    from PIL import Image

    if picture.mode.startswith("I") or picture.mode == "F":
        deep = np.asarray(picture, dtype=np.float64)
        most = max(float(deep.max(initial=0)), 255.0)
        picture = Image.fromarray((deep / (65535 if most > 255 else 255) * 255).clip(0, 255).astype(np.uint8))
    if "A" in picture.getbands() or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        picture = paper
    return np.array(picture.convert("RGB"))


def _said(value: Any) -> str:
    """A word of the metadata, as one short line of print."""
    text = value.decode("latin-1") if isinstance(value, bytes) else value if isinstance(value, str) else ""
    return "".join(letter for letter in text if letter.isprintable())[:80].strip()


def _claimed(data: bytes, kind: str) -> tuple[int, int]:
    """Width and height as the file's header claims them; 0 by 0 where it claims none."""
    if kind == "PNG":
        return struct.unpack(">II", data[16:24]) if len(data) >= 24 and data[12:16] == b"IHDR" else (0, 0)
    at = 2
    while at + 9 <= len(data):
        if data[at] != 0xFF:
            return 0, 0
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        # SOF0 to SOF15, without DHT, JPG and DAC (ITU-T T.81, table B.1).
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        if marker in (0x01, *range(0xD0, 0xD9)):
            at += 2
            continue
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0, 0


def _bounded(width: int, height: int) -> None:
    if width * height > MOST_PIXELS or max(width, height) > 30_000:
        raise ImageError(
            N_("the picture claims {width} by {height} pixels, more than {most} million: take it smaller"),
            width=width, height=height, most=MOST_PIXELS // 1_000_000,
        )  # fmt: skip
    if min(width, height) < LEAST_SIDE:
        raise ImageError(
            N_("the picture has {width} by {height} pixels, too few to read anything; {remedy}"),
            width=width, height=height, remedy=_REMEDY,
        )  # fmt: skip


def _of_pdf(data: bytes, number: int) -> Page:
    """One page of a PDF, drawn at 300 pixels to the inch or as large as is kept."""
    try:
        import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it comes without type hints
    except ImportError as error:
        raise MissingPartError("pypdfium2") from error
    with _PDFIUM:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            raise ImageError(
                N_("the PDF is broken or locked and cannot be opened; {remedy}"), remedy=_REMEDY
            ) from error
        try:
            pages = len(document)
            if not 1 <= number <= pages or pages > MOST_PAGES:
                raise ImageError(
                    N_("the PDF has {pages} pages and page {number} cannot be read: give one of the first {most}"),
                    pages=pages, number=number, most=MOST_PAGES,
                )  # fmt: skip
            sheet = document[number - 1]
            try:
                return Page(*_drawn(sheet), number=number, pages=pages)
            finally:
                sheet.close()
        except pdfium.PdfiumError as error:
            raise ImageError(
                N_("page {number} of the PDF is broken; {remedy}"), number=number, remedy=_REMEDY
            ) from error
        finally:
            document.close()


def _drawn(sheet: Any) -> tuple[NDArray[np.uint8], str, int, int]:
    import numpy as np

    wide, high = sheet.get_size()
    if not (0 < wide <= _LARGEST_SHEET and 0 < high <= _LARGEST_SHEET):
        raise ImageError(
            N_("the PDF's page is {width} by {height} points, no page of a document; {remedy}"),
            width=round(wide), height=round(high), remedy=_REMEDY,
        )  # fmt: skip
    scale = min(_PDF_PIXELS_AN_INCH / 72, LONGEST / max(wide, high))
    if min(wide, high) * scale < LEAST_SIDE:
        _bounded(round(wide * scale), round(high * scale))
    drawn = sheet.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
    pixels = np.ascontiguousarray(drawn.to_numpy()[:, :, :3])
    drawn.close()
    return pixels, "PDF", pixels.shape[1], pixels.shape[0]
