"""A target for coverage-guided runs: whatever is handed over as a picture is a page that was looked at, or one error.

The first octet chooses the way in; the rest is the file. The general reader is left out: it is not ours to harden, and
a hundred times slower than the rest.
"""

from __future__ import annotations

import io
import struct
import zlib
from datetime import date

import numpy as np
from PIL import Image

from limen.documents.image import ImageError, look, open_page, read
from limen.documents.image.page import Page
from limen.specimens import PEOPLE, page_of, passport
from limen.specimens.photographs import photograph

ON = date(2026, 11, 22)


def _file(data: bytes) -> None:
    read(data, on=ON, second=False, look_for_alteration=True).to_json()


def _pixels(data: bytes) -> None:
    """The octets as the brightness of a page of some width: what only the strip finder and the reader see."""
    if len(data) < 66 * 66:
        data = (data * (66 * 66 // max(len(data), 1) + 1))[: 66 * 66] or bytes(66 * 66)
    wide = 66 + data[0]
    high = len(data) // wide
    if high < 8:
        return
    grey = np.frombuffer(data[: wide * high], np.uint8).reshape(high, wide)
    look(Page(np.repeat(grey[..., None], 3, axis=2), "PNG", wide, high), on=ON, second=False).to_json()


def _png(data: bytes) -> None:
    """The octets as a chunk and the packed pixels of a PNG whose frame is sound, so that the inside is reached."""
    header = struct.pack(">IIBBBBB", 80, 80, 8, data[0] % 7 if data else 0, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (bytes(data[1:5]) if len(data) > 5 else b"tEXt", data[5:200]),
        (b"IDAT", zlib.compress(data)),
    )
    made = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in (*chunks, (b"IEND", b""))
    )
    open_page(made)


_WAYS = (_file, _file, _pixels, _png)


def seeds() -> list[bytes]:
    """Where a run begins: a small sound file for each way in."""
    holder = PEOPLE["calvin"]
    page = photograph(page_of(passport(holder, on=ON), holder, on=ON), "low110")
    with Image.open(io.BytesIO(page)) as opened:
        small = opened.convert("L").resize((160, 110))
    out = io.BytesIO()
    small.save(out, "PNG")
    return [b"\0" + page, b"\1" + out.getvalue(), b"\2" + small.tobytes(), b"\3" + bytes(81 * 80)]


def one_input(data: bytes) -> None:
    """Look at one file; ImageError is the only way out that is not an answer."""
    if not data:
        return
    try:
        _WAYS[data[0] % len(_WAYS)](data[1:])
    except ImageError as error:
        if not str(error) or not str(error).isprintable():
            raise AssertionError("an error without words, or with characters of whoever wrote the file") from error
