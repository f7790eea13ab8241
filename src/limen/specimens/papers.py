"""Documents of people who do not exist: passports, cards and visas, and the flaws an officer must see.

Every document is written by `documents.write_mrz` and read back, so that what it says is what its lines say.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from limen.documents import read_mrz, write_mrz
from limen.specimens.people import AMARA, PEOPLE, Traveller
from limen.vocabulary.dates import PartialDate, plus_months
from limen.vocabulary.person import TravelDocument

_VALID_MONTHS = 52  # past the three months after any visit, short of the ten years a passport is valid
_EXPIRED_MONTHS = -2


def passport(
    of: Traveller = AMARA, *, on: date, expired: bool = False, number: str = "", **changes: Any
) -> TravelDocument:
    """A passport (TD3) of a traveller as it stands on a day: valid for years yet, or expired two months ago.

    `changes` are fields of TravelDocument, such as `nationality="XXX"` or `expiry=PartialDate(2027, 1, 1)`.
    """
    return _printed(_document("TD3", "P", of, on, expired, number, changes), on)


def identity_card(
    of: Traveller = AMARA, *, on: date, format: str = "TD1", expired: bool = False, number: str = "", **changes: Any
) -> TravelDocument:
    """An identity card of a traveller, TD1 or TD2."""
    return _printed(_document(format, "I", of, on, expired, number, changes), on)


def visa(
    of: Traveller = AMARA, *, on: date, format: str = "MRV-A", expired: bool = False, number: str = "", **changes: Any
) -> TravelDocument:
    """A visa sticker (MRV-A or MRV-B) in a traveller's passport, issued by Utopia."""
    return _printed(_document(format, "V", of, on, expired, number, {"issuer": "UTO", **changes}), on)


def _document(
    format: str, type: str, of: Traveller, on: date, expired: bool, number: str, changes: dict[str, Any]
) -> TravelDocument:
    expiry = plus_months(on, _EXPIRED_MONTHS if expired else _VALID_MONTHS)
    made = TravelDocument(
        format=format,
        type=type,
        issuer=of.nationality,
        number=number or of.number,
        surname=of.surname,
        given=of.given,
        nationality=of.nationality,
        birth=of.birth,
        sex=of.sex,
        expiry=PartialDate.of(expiry),
    )
    return replace(made, **changes)


def _printed(document: TravelDocument, on: date) -> TravelDocument:
    return read_mrz(write_mrz(document), on=on).document


def mrz_text(document: TravelDocument) -> str:
    """The machine readable zone as a scanner types it: its lines, each with a line end."""
    return "".join(f"{line}\n" for line in document.mrz)


def forged(document: TravelDocument) -> tuple[str, ...]:
    """The lines of a passport (TD3) whose year of birth was altered by hand: its check digits no longer fit."""
    first, second = document.mrz
    digit = second[14]
    altered = str((int(digit) + 3) % 10) if digit.isdigit() else "7"
    return first, second[:14] + altered + second[15:]


def truncated(*, on: date) -> TravelDocument:
    """A passport whose holder's name does not fit: the name fills its field and may be cut (Doc 9303-4 4.2.2.1)."""
    return passport(
        PEOPLE["amara"], on=on, surname="ONUUZO OKE MGBAGO", given="AMARA NKECHI CHIAMAKA IFEOMA", number="A01234601"
    )


def unknown_birth(*, on: date) -> TravelDocument:
    """A passport whose holder knows only the year of birth: month and day are fillers (Doc 9303-3 4.8)."""
    return passport(PEOPLE["tigist"], on=on, birth=PartialDate(1989), number="EP5510311")


def child_born(on: date, *, years: int) -> PartialDate:
    """The birth date of a child who is so many whole years old, and a few weeks, on a day."""
    return PartialDate.of(plus_months(on, -12 * years - 1))
