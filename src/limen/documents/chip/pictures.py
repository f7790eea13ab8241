"""Pictures in a chip: kept as they came, measured by their headers, decoded only when asked and within bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Decoded

JPEG, JPEG2000 = "image/jpeg", "image/jp2"
_JP2_BOX, _CODESTREAM = b"\x00\x00\x00\x0cjP  ", b"\xff\x4f\xff\x51"
# Four times the pixels of the largest portrait a State has announced; one byte for each of four channels is 64 MiB.
MOST_PIXELS = 16_000_000
_MOST_CHANNELS = 4
_MOST_SEGMENTS = 1000


# What a decoder raises at broken bytes; a warning of Pillow's, where warnings are errors, is one of them.
_BROKEN = (
    OSError, ValueError, SyntaxError, MemoryError, EOFError, LookupError, TypeError, ArithmeticError, RuntimeError,
    RuntimeWarning,
)  # fmt: skip


class PictureError(ValueError):
    """A picture that cannot be shown: broken, of an unknown format, or larger than any portrait."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: what it shows (`face`, `signature`, `displayed`, `citizenship`, `front`, `rear`), and its bytes.

    `size` is what the record around it says; `notes` what else it says, such as the quality.
    """

    shows: str
    data: bytes = field(repr=False)
    size: tuple[int, int] | None = None
    notes: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def media(self) -> str:
        """The media type by the bytes themselves; empty where they are of no format that a chip may hold."""
        if self.data[:3] == b"\xff\xd8\xff":
            return JPEG
        return JPEG2000 if self.data[:8] == _JP2_BOX or self.data[:4] == _CODESTREAM else ""

    def measured(self) -> tuple[int, int] | None:
        """Width and height by the picture's own header, nothing decoded."""
        found = _jpeg_frame(self.data) if self.media == JPEG else _jpeg2000_frame(self.data)
        return None if found is None else found[:2]

    def opened(self) -> Decoded:
        """The decoded picture. Raises PictureError; never decodes what its header says is too large."""
        from PIL import Image

        frame = None
        if self.media:
            frame = _jpeg_frame(self.data) if self.media == JPEG else _jpeg2000_frame(self.data)
        if frame is None:
            raise PictureError("the picture is neither JPEG nor JPEG 2000, or its header is broken")
        width, height, channels = frame
        if not 0 < width * height <= MOST_PIXELS or channels > _MOST_CHANNELS:
            raise PictureError(f"a picture of {width} by {height} points in {channels} channels is larger than allowed")
        try:
            picture = Image.open(BytesIO(self.data), formats=("JPEG", "JPEG2000"))
            agrees = picture.size == (width, height)  # a second header may say otherwise
            if agrees:
                picture.load()
        except (*_BROKEN, Image.DecompressionBombError) as error:
            raise PictureError("the picture is broken") from error
        if not agrees:
            raise PictureError("the picture says two sizes")
        return picture


def _jpeg_frame(data: bytes) -> tuple[int, int, int] | None:
    """ISO/IEC 10918-1 B.2.2: the frame header, found by going from marker to marker."""
    at = 2
    for _ in range(_MOST_SEGMENTS):
        if at + 9 >= len(data) or data[at] != 0xFF:
            return None
        kind = data[at + 1]
        if kind == 0xFF:
            at += 1
            continue
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = (int.from_bytes(data[at + place : at + place + 2], "big") for place in (5, 7))
            return width, height, data[at + 9]
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def _jpeg2000_frame(data: bytes) -> tuple[int, int, int] | None:
    """ISO/IEC 15444-1 A.5.1: the size marker, right after the start of the codestream."""
    at = data.find(_CODESTREAM)
    if at < 0 or at + 42 > len(data):
        return None
    right, bottom, left, top = (int.from_bytes(data[at + place : at + place + 4], "big") for place in (8, 12, 16, 20))
    return right - left, bottom - top, int.from_bytes(data[at + 40 : at + 42], "big")
