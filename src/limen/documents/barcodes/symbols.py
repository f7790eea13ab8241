"""Barcodes in a picture: Data Matrix, QR, Aztec and PDF417, found at any rotation, their bytes kept as they are.

Small symbols are read after the picture is doubled: at two pixels a module that makes the difference between half and
all of them. The bytes of a symbol are taken, never its text, in which control characters are written out.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from limen.documents.barcodes.errors import BarcodeError
from limen.vocabulary.evidence import N_

if TYPE_CHECKING:
    from PIL import Image

LARGEST_FILE = 1 << 25
MOST_PIXELS = 60_000_000
_DOUBLED_FIRST = 3_000_000  # pixels: a barcode camera's picture; a page of a scanner is tried as it is first
_DOUBLED_AT_ALL = 16_000_000
_MOST_SYMBOLS = 16
_FORMATS = ("DataMatrix", "QRCode", "Aztec", "PDF417")


@dataclass(frozen=True, slots=True)
class Symbol:
    """One barcode: its kind (`DataMatrix`, `QRCode`, `Aztec`, `PDF417`), its bytes, and its corners in the picture."""

    format: str
    content: bytes = field(repr=False)
    corners: tuple[tuple[int, int], ...] = ()

    @property
    def text(self) -> str:
        """The bytes as text where they are one, each byte as the character of its number else."""
        try:
            return self.content.decode("utf-8")
        except UnicodeDecodeError:
            return self.content.decode("latin-1")


def read_symbols(picture: bytes | Image.Image) -> tuple[Symbol, ...]:
    """Every barcode in a picture file or a picture. Raises BarcodeError for what is no picture."""
    image = _opened(picture)
    width, height = image.size
    scales: list[int] = [1]
    if width * height <= _DOUBLED_AT_ALL:
        scales = [2, 1] if width * height <= _DOUBLED_FIRST else [1, 2]
    for scale in scales:
        found = _found(image, scale)
        if found:
            return found
    return ()


def _opened(picture: bytes | Image.Image) -> Image.Image:
    from PIL import Image, UnidentifiedImageError

    if not isinstance(picture, bytes):
        image: Image.Image = picture
    else:
        if len(picture) > LARGEST_FILE:
            raise BarcodeError(N_("a picture of more than {most} bytes is not read"), most=LARGEST_FILE)
        try:
            image = Image.open(io.BytesIO(picture))
        except (
            UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning,
        ) as error:  # fmt: skip
            raise BarcodeError(N_("no picture that can be read; give PNG, JPEG or TIFF")) from error
    if image.width * image.height > MOST_PIXELS:
        raise BarcodeError(N_("a picture of more than {most} pixels is not read"), most=MOST_PIXELS)
    try:
        return image.convert("L")
    except (OSError, ValueError, SyntaxError) as error:
        raise BarcodeError(N_("no picture that can be read; give PNG, JPEG or TIFF")) from error


def _found(image: Image.Image, scale: int) -> tuple[Symbol, ...]:
    import zxingcpp
    from PIL import Image

    if scale > 1:
        image = image.resize((image.width * scale, image.height * scale), Image.Resampling.BICUBIC)
    formats = zxingcpp.barcode_formats_from_str("|".join(_FORMATS))
    found: dict[bytes, Symbol] = {}
    for one in zxingcpp.read_barcodes(image, formats=formats)[:_MOST_SYMBOLS]:
        if one.valid and one.bytes:
            found.setdefault(one.bytes, Symbol(_format(one.format), one.bytes, tuple(_corners(one.position, scale))))
    return tuple(found.values())


def _format(found: Any) -> str:
    name = str(found).rpartition(".")[2].replace(" ", "")
    return next((one for one in _FORMATS if name.startswith(one)), name)


def _corners(position: Any, scale: int) -> Iterable[tuple[int, int]]:
    for corner in (position.top_left, position.top_right, position.bottom_right, position.bottom_left):
        yield corner.x // scale, corner.y // scale
