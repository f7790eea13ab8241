"""Pages made for the tests: specimen papers of every format, and files that are no page at all."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import date
from functools import cache

from PIL import Image

from limen import specimens
from limen.documents.image import PageReading, read
from limen.specimens import PEOPLE, Paper, page_of
from limen.specimens.photographs import Capture, photograph

ON = date(2026, 11, 22)
FORMATS = ("TD3", "TD1", "TD2", "MRV-A", "MRV-B")


@cache
def paper(format: str = "TD3", who: str = "beatrice", number: str = "") -> Paper:
    """A specimen of a format with its page."""
    holder = PEOPLE[who]
    if format == "TD3":
        made = specimens.passport(holder, on=ON, number=number)
    elif format.startswith("MRV"):
        made = specimens.visa(holder, on=ON, format=format, number=number)
    else:
        made = specimens.identity_card(holder, on=ON, format=format, number=number)
    return page_of(made, holder, on=ON)


@cache
def taken(format: str, capture: str | Capture = "scan300", seed: int = 0) -> bytes:
    """The page of a format's specimen as one of the captures takes it."""
    return photograph(paper(format), capture, seed=seed)


@cache
def looked_at(format: str, capture: str | Capture = "scan300", *, second: bool = False) -> PageReading:
    """What is read of it; without the second reader unless it is asked for, which takes longer."""
    return read(taken(format, capture), on=ON, second=second)


def outcomes(page: PageReading) -> dict[str, str]:
    """Each code of the picture's findings with its outcome."""
    return {finding.code: str(finding.outcome) for finding in page.findings}


def png(width: int, height: int, packed: bytes = b"", *chunks: bytes) -> bytes:
    """A PNG whose header claims a size, whatever is in it."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def chunk(kind: bytes, content: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def file_of(picture: Image.Image, kind: str, **options: object) -> bytes:
    """A picture as a file."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def pdf(*pages: bytes, size: tuple[float, float] | None = None) -> bytes:
    """A PDF with a JPEG or PNG on each page, at 300 pixels to the inch or on sheets of a size in points."""
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument.new()
    for data in pages:
        with Image.open(io.BytesIO(data)) as opened:
            wide, high = opened.size
            bitmap = pdfium.PdfBitmap.from_pil(opened.convert("RGB"))
        width, height = size or (wide * 72 / 300, high * 72 / 300)
        sheet = document.new_page(width, height)
        image = pdfium.PdfImage.new(document)
        image.set_bitmap(bitmap)
        image.set_matrix(pdfium.PdfMatrix().scale(width, height))
        sheet.insert_obj(image)
        sheet.gen_content()
        sheet.close()
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()
