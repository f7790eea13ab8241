"""Writing an MRZ: the lines that a document prints, check digits and all (Doc 9303 parts 3 to 7).

Names are transliterated where they are not yet letters A-Z, and cut as the form factor's part tells where they do not
fit. What a `TravelDocument` cannot hold is kept from the lines it was read from, where it has them: the issuer's choice
of `0` or `<` for the digit of an unused personal number, and a date of which only the year is unknown.
"""

from __future__ import annotations

import re
from typing import Protocol

from limen.documents.mrz.dates import is_yearless
from limen.documents.mrz.digits import check_digit
from limen.documents.mrz.errors import UnprintableError
from limen.documents.mrz.layout import FORMATS, FRA_ID, Element, Layout
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.names import to_mrz
from limen.vocabulary.person import Sex, TravelDocument

_PLAIN = re.compile(r"[A-Z]+(?: [A-Z]+)*|")
_NOT_NUMBER = re.compile(r"[^A-Z0-9]")
_OVERFLOW_AFTER = 9
_SEXES = {Sex.MALE: "M", Sex.FEMALE: "F"}


def write(document: TravelDocument) -> tuple[str, ...]:
    """The lines of a document in its format: TD1, TD2, TD3, MRV-A, MRV-B or FRA-ID.

    Raises UnprintableError for an unknown format, and for a code, number or optional element that does not fit.
    """
    layout = FORMATS.get(document.format)
    if layout is None:
        raise UnprintableError(f"{document.format!r} is no format of an MRZ: use one of {', '.join(FORMATS)}")
    printed = ["<"] * (layout.lines * layout.width)

    def put(name: str, text: str) -> None:
        place = layout.elements[name]
        printed[place.at] = list(_filled(place, text))

    put("document_code", document.type)
    put("issuer", document.issuer)
    put("sex", _SEXES.get(document.sex, "<") if document.sex else "<")
    for name, day in (("birth", document.birth), ("expiry", document.expiry)):
        if name in layout.elements:
            six = _six(document, layout, name, day)
            put(name, six)
            put(f"{name}_check", check_digit(six))
    _put_names(document, layout, put)
    _put_number(document, layout, put)
    if "nationality" in layout.elements:
        put("nationality", document.nationality)
    if layout.composite:
        covered = "".join("".join(printed[span]) for span in layout.composite)
        put("composite_check", check_digit(covered))
    return layout.split("".join(printed))


class _Put(Protocol):
    """Print one element, filled to its width."""

    def __call__(self, name: str, text: str) -> None: ...


def _filled(place: Element, text: str) -> str:
    if len(text) > place.width:
        raise UnprintableError(
            f"{place.name} {text!r} has {len(text)} characters, its place holds {place.width}: shorten it as the "
            "issuer would"
        )
    return text.ljust(place.width, "<")


def _kept(document: TravelDocument, layout: Layout, name: str) -> str:
    """The characters of an element in the lines the document was read from; empty where it was not read."""
    joined = "".join(document.mrz)
    return joined[layout.elements[name].at] if len(joined) == layout.lines * layout.width else ""


def _six(document: TravelDocument, layout: Layout, name: str, day: PartialDate | None) -> str:
    if day is not None:
        month, of_month = (f"{part:02}" if part else "<<" for part in (day.month, day.day))
        return f"{day.year % 100:02}{month}{of_month}"
    kept = _kept(document, layout, name)
    return kept if kept and is_yearless(kept) else "<<<<<<"


def _put_names(document: TravelDocument, layout: Layout, put: _Put) -> None:
    surname, given = _letters(document.surname), _letters(document.given)
    if layout is FRA_ID:
        put("surname", surname[: layout.elements["surname"].width])
        # Given names are divided by two fillers on this card.
        put("given", given.replace("<", "<<")[: layout.elements["given"].width].rstrip("<"))
        return
    width = layout.elements["name"].width
    whole = f"{surname}<<{given}" if given else surname
    put("name", whole if len(whole) <= width else _cut(surname, given, width))


def _letters(name: str) -> str:
    return name.replace(" ", "<") if _PLAIN.fullmatch(name) else to_mrz(name)


def _cut(surname: str, given: str, width: int) -> str:
    """A name that does not fit (Doc 9303-4 4.2.2.1): cut so that the last position holds a letter, and one letter of
    the given names is always there."""
    if not given:
        return _shortened(surname, width)
    room = width - 3
    head = surname if len(surname) <= room else _shortened(surname, room)
    return f"{head}<<{_shortened(given, width - len(head) - 2)}"


def _shortened(text: str, width: int) -> str:
    cut = text[:width]
    if cut[-1] != "<":
        return cut
    # The cut falls between two components: a letter of an earlier one gives way to the first of the next.
    parts = cut[:-1].split("<")
    long = [index for index, part in enumerate(parts) if len(part) > 1]
    if long:
        parts[long[-1]] = parts[long[-1]][:-1]
    elif len(parts) > 1:
        parts[:2] = ["".join(parts[:2])]
    else:
        return parts[0] + text[width]
    return "<".join([*parts, text[width]])


def _put_number(document: TravelDocument, layout: Layout, put: _Put) -> None:
    number = _NOT_NUMBER.sub("<", document.number.upper())
    optional, *more = [_NOT_NUMBER.sub("<", one.upper()) for one in document.optional] or [""]
    place = layout.elements["number"]
    if len(number) > place.width and layout.overflow:
        head, rest = number[:_OVERFLOW_AFTER], number[_OVERFLOW_AFTER:]
        if head[-1] == "<":
            raise UnprintableError(f"number {document.number!r}: a long number needs a letter or digit in ninth place")
        # Note j of Doc 9303-5 and 9303-6 4.2.2: a filler for the digit, then the rest, its digit and a filler.
        put("number", head)
        put("number_check", "<")
        optional = f"{rest}{check_digit(number)}<{optional}"
    else:
        if layout.format.startswith("MRV"):
            number = number[: place.width]  # Doc 9303-7 note j: a visa shows the nine principal characters
        filled = _filled(place, number)
        put("number", filled)
        put("number_check", check_digit(filled))
    put("optional", optional)
    if (more and "optional_2" not in layout.elements) or len(more) > 1:
        raise UnprintableError(f"{layout.format} has no place for the optional elements {document.optional!r}")
    if more:
        put("optional_2", more[0])
    if "optional_check" in layout.elements:
        put("optional_check", _optional_digit(document, layout, optional))


def _optional_digit(document: TravelDocument, layout: Layout, optional: str) -> str:
    place = layout.elements["optional"]
    if optional:
        return check_digit(optional.ljust(place.width, "<"))
    return "0" if _kept(document, layout, "optional_check") == "0" else "<"
