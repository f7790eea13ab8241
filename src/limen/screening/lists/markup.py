"""XML of a list, made safe: bounded, without entities or a DTD, one clear error for what cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from limen.screening.errors import ListError
from limen.screening.lists import bounds

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def parsed(data: bytes) -> Element:
    """The root of a list's XML. Raises ListError past the bound, for hostile XML and for what is no XML."""
    if len(data) > bounds.LARGEST_LIST:
        raise ListError(f"the XML has {len(data):,} bytes and the bound is {bounds.LARGEST_LIST:,}: it is not read.")
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise ListError(
            f"the XML declares entities or a DTD, which the published list never does ({type(error).__name__}): "
            "it is refused. Fetch it again from its publisher."
        ) from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise ListError(f"the XML cannot be read ({error}). Fetch it again; the download may be cut off.") from error
    return root


def few_enough(rows: int) -> None:
    """Raises ListError where a list has more records than any published one."""
    if rows > bounds.MOST_ROWS:
        raise ListError(f"the list has more than {bounds.MOST_ROWS:,} records: it is not read.")
