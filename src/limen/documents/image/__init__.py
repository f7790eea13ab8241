"""A picture of a page: where its machine readable zone is, what it says, how sure of each character, how good it is.

Rules of this part: nothing is opened before it is bounded; nothing is fetched; a page that cannot be read is a finding
and a strip to look at, never an exception; a reading is accepted only where the check digits pass, two independent
readers agree on every character and the page prints the same name. What is not accepted is for the officer's eye.

>>> from datetime import date
>>> read(b"no picture at all", on=date(2026, 11, 22))  # doctest: +ELLIPSIS
Traceback (most recent call last):
limen.documents.image.errors.ImageError: the file is no JPEG, PNG or PDF; give ...
"""

from limen.documents.image.errors import ImageError
from limen.documents.image.model import Doubt, PageReading, StripPicture
from limen.documents.image.ocr import Printed
from limen.documents.image.page import Page, kind_of, open_page
from limen.documents.image.reading import look, read
from limen.documents.image.words import WORDS

__all__ = [
    "WORDS",
    "Doubt",
    "ImageError",
    "Page",
    "PageReading",
    "Printed",
    "StripPicture",
    "kind_of",
    "look",
    "open_page",
    "read",
]
