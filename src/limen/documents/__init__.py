"""Is this document genuine, and what does it say?

Rules of the room: a document's flaws are findings with their clause, never exceptions; nothing read is lost; whatever
comes from outside is bounded in size and time before it is looked at.

>>> from datetime import date
>>> lines = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
>>> read_mrz(lines, on=date(2012, 1, 1)).document.number
'L898902C3'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limen.documents.mrz import WORDS
from limen.documents.mrz import read as read_mrz
from limen.documents.mrz import write as write_mrz

if TYPE_CHECKING:
    from limen.documents.image import read as read_page
    from limen.documents.verify import passive_authentication

__all__ = ["WORDS", "passive_authentication", "read_mrz", "read_page", "write_mrz"]


def __getattr__(name: str) -> Any:
    """What needs cryptography, or looks at pictures, is loaded when it is first asked for: an MRZ is read without."""
    if name == "read_page":
        from limen.documents.image import read

        return read
    if name == "passive_authentication":
        from limen.documents.verify import passive_authentication

        return passive_authentication
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
