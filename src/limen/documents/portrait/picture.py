"""Opening a picture of a face: JPEG, PNG or JPEG 2000, bounded before it is decoded, no larger than needed."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from limen.documents.chip.pictures import Picture, PictureError
from limen.documents.image import ImageError, kind_of, open_page
from limen.documents.image.page import MOST_BYTES

if TYPE_CHECKING:
    from limen.documents.portrait.model import Pixels

LONGEST = 1200  # pixels looked at along the longer side: the face of a scanned page is still 200 wide
_NARROWEST = 32  # pixels: no face can be told below


class PortraitError(ValueError):
    """A picture that cannot be looked at for a face: what is wrong with it."""


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A picture: `pixels` as they are looked at, upright, the size of the file they come from, and its SHA-256."""

    pixels: Pixels
    size: tuple[int, int]
    digest: str

    @property
    def scale(self) -> float:
        """Pixels looked at for each pixel of the file, along a side."""
        return float(max(self.pixels.shape[:2]) / max(self.size))


def open_picture(data: bytes) -> Opened:
    """Open a picture of a face. Raises PortraitError for what is none, or claims too much."""
    import numpy as np
    from PIL import Image

    if len(data) > MOST_BYTES:
        raise PortraitError(f"it has {len(data) // 1_000_000} million bytes, more than {MOST_BYTES // 1_000_000}")
    kind = kind_of(data)
    if kind == "PDF":
        raise PortraitError("it is a PDF, not a picture")
    try:
        if kind:
            page = open_page(data)
            picture, size = Image.fromarray(page.pixels), (page.width, page.height)
        else:
            picture = Picture("face", data).opened().convert("RGB")
            size = picture.size
    except (ImageError, PictureError) as error:
        raise PortraitError(str(error)) from error
    except (ValueError, MemoryError, Image.DecompressionBombError) as error:
        raise PortraitError("the picture is broken") from error
    picture.thumbnail((LONGEST, LONGEST), Image.Resampling.BOX)
    if min(picture.size) < _NARROWEST:
        raise PortraitError(f"{size[0]} by {size[1]} pixels are too few, or too narrow, to show a face")
    return Opened(np.ascontiguousarray(np.asarray(picture, dtype=np.uint8)), size, sha256(data).hexdigest())
