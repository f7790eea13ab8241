"""A fictional reference library: genuine pages, a known forgery and two alerts that fit travellers of the demo.

No State issues these documents and nobody forged them: what is said of inks, films and numbers is invented, and every
page says SPECIMEN. The ultraviolet pictures are the drawn pages with their colours turned, not photographs.

>>> [entry.id for entry in library(date(2026, 11, 22), pictures=False).entries if entry.kind is Kind.ALERT]
['tur-p-blanks', 'ukr-p-birth-year']
"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from PIL import Image, ImageChops

from limen.documents.reference import Entry, Feature, Kind, Library, NumberRange, Picture
from limen.specimens.cast import EVERYBODY
from limen.specimens.papers import identity_card, passport
from limen.specimens.photographs import Capture, photograph
from limen.specimens.stories import Paper, page_of
from limen.vocabulary.dates import PartialDate, plus_months

TITLE, OWNER = "Specimen reference library", "Specimen Document Laboratory"
_PAGE = Capture(dpi=150, quality=82)
_SOURCE = "Drawn for practice; fictional"


def library(on: date, *, pictures: bool = True) -> Library:
    """The library as it stands on a day; without `pictures` it is made at once and its features point at none."""
    entries = (
        _utopian(), _utopian_card(), _substituted(on), _plain("SRB", "Serbian"), _plain("TUR", "Turkish"), _blanks(on),
        _plain("UKR", "Ukrainian"), _birth_year(on),
    )  # fmt: skip
    shown = tuple(entries if pictures else map(_without_pictures, entries))
    if pictures:
        shown = tuple(_with_pictures(entry, on) for entry in shown)
    return Library(TITLE, OWNER, shown, "en", on.isoformat())


# The traveller whose page stands for an entry; the same page in another light where a feature asks for it.
_SHOWN = {
    "uto-p-2019": "edda", "uto-i-2021": "solvi", "uto-p-portrait": "dorian", "srb-p": "jelena", "tur-p": "gamze",
    "tur-p-blanks": "gamze", "ukr-p": "bohdan", "ukr-p-birth-year": "bohdan",
}  # fmt: skip


def _without_pictures(entry: Entry) -> Entry:
    return replace(entry, features=tuple(replace(one, picture="") for one in entry.features))


def _with_pictures(entry: Entry, on: date) -> Entry:
    page = photograph(_paper(entry, on), _PAGE)
    found = [Picture("page", "Data page", "white", "image/jpeg", page)]
    if any(feature.picture == "uv" for feature in entry.features):
        found.append(Picture("uv", "Data page under ultraviolet light", "uv", "image/jpeg", _ultraviolet(page)))
    return replace(entry, pictures=tuple(found))


def _paper(entry: Entry, on: date) -> Paper:
    holder = EVERYBODY[_SHOWN[entry.id]]
    document = identity_card(holder, on=on) if entry.type == "I" else passport(holder, on=on)
    return page_of(document, holder, on=on)


def _ultraviolet(page: bytes) -> bytes:
    """A page as one imagines it under ultraviolet light: dark paper, printing that glows."""
    with Image.open(io.BytesIO(page)) as opened:
        turned = np.array(ImageChops.invert(opened.convert("L")), dtype=np.float32) / 255
    glow = np.stack([turned * 90 + 18, turned**0.7 * 200 + 10, turned * 120 + 70], axis=-1)
    out = io.BytesIO()
    Image.fromarray(glow.clip(0, 255).astype(np.uint8)).save(out, "JPEG", quality=80)
    return out.getvalue()


def _utopian() -> Entry:
    return Entry(
        "uto-p-2019", Kind.SPECIMEN, "UTO", "P", "Utopian passport, series 2019", series="2019",
        issued_from=PartialDate(2019, 3), numbers=(NumberRange("L00000000", "L99999999"),),
        features=(
            Feature("Data page, portrait", "An open door in the film over the lower corner; it turns from green to "
                    "gold as the page is tilted.", "oblique", "page"),
            Feature("Data page, right edge", "A pale second portrait of the same person.", "white", "page"),
            Feature("Data page, whole", "Waves and rosettes glow; the paper itself stays dark.", "uv", "uv"),
            Feature("Number", "Can be felt on the last page: it is pierced with a laser, cone-shaped.", "touch"),
        ),
        note="Ten years for adults, five for children.", source=_SOURCE,
    )  # fmt: skip


def _utopian_card() -> Entry:
    return Entry(
        "uto-i-2021", Kind.SPECIMEN, "UTO", "I", "Utopian identity card, series 2021", series="2021",
        issued_from=PartialDate(2021),
        features=(
            Feature("Front, portrait", "Engraved with a laser: no dots of colour under the magnifier.", "magnified"),
            Feature("Back, lines", "Three lines of thirty characters in OCR-B.", "white", "page"),
        ),
        source=_SOURCE,
    )  # fmt: skip


def _substituted(on: date) -> Entry:
    return Entry(
        "uto-p-portrait", Kind.FORGERY, "UTO", "P", "Utopian passport with another portrait", series="2019",
        forged="The film was lifted and another portrait laid under it.",
        since=PartialDate.of(on - timedelta(days=320)),
        features=(
            Feature("Data page, portrait", "The door in the film is broken along the edge of the portrait.",
                    "oblique", "page"),
            Feature("Data page, second portrait", "It still shows the rightful holder: compare both.", "white", "page"),
        ),
        source=_SOURCE,
    )  # fmt: skip


def _plain(issuer: str, people: str) -> Entry:
    return Entry(
        issuer.lower() + "-p", Kind.SPECIMEN, issuer, "P", f"{people} passport as the practice post draws it",
        issued_from=PartialDate(2015),
        features=(
            Feature("Data page, lines", "Two lines of forty-four characters in OCR-B, evenly spaced.", "white", "page"),
            Feature("Data page, whole", "The waves run through under the portrait.", "uv", "uv"),
        ),
        note=f"Fictional: this is not how a passport of {issuer} looks.", source=_SOURCE,
    )  # fmt: skip


def _blanks(on: date) -> Entry:
    """Fits Gamze Eşik of the working day: her number is reported stolen as well."""
    return Entry(
        "tur-p-blanks", Kind.ALERT, "TUR", "P", "Blank passports stolen in transport",
        forged="Genuine blanks were filled in by somebody else.",
        numbers=(NumberRange("U10992000", "U10992999"),), since=PartialDate.of(on - timedelta(days=40)),
        features=(
            Feature("Data page, printing", "Name and dates are sprayed, not engraved: dots under the magnifier.",
                    "magnified", "page"),
            Feature("Chip", "None answers, or it was signed by nobody who is known.", "chip"),
        ),
        source=_SOURCE,
    )  # fmt: skip


def _birth_year(on: date) -> Entry:
    """Fits Bohdan Mistok of the story of the altered digit."""
    return Entry(
        "ukr-p-birth-year", Kind.ALERT, "UKR", "P", "Year of birth altered by hand",
        forged="One digit of the year of birth was altered in the lines, and the check digits were left as they were.",
        numbers=(NumberRange("FX771000", "FX771999"),), since=PartialDate.of(plus_months(on, -3)),
        features=(
            Feature("Lower line, 14th to 19th character", "The digit is a little lower and darker than its neighbours.",
                    "magnified", "page"),
            Feature("Date of birth, printed", "Still shows the year as issued: compare both.", "white", "page"),
        ),
        source=_SOURCE,
    )  # fmt: skip
