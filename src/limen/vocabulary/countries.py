"""States, organisations and statuses by the code that a travel document prints (Doc 9303-3 section 5).

The table is `countries.csv`: the 249 entries of ISO 3166-1 (English short names after CLDR) and the codes
that Doc 9303-3 section 5 adds, parts A to H of the eighth edition. A printed code is not an ISO code: Germany prints
`D`, a British National (Overseas) `GBN`, a refugee `XXB`. UTO, the specimen state, stands for another state that is in
no list; it never has an ISO code.

>>> iso2_of("D"), iso2_of("XXB"), iso2_of("UTO")
('DE', None, None)
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

SPECIMEN = "UTO"


@dataclass(frozen=True, slots=True)
class Country:
    """One code of Doc 9303-3 section 5.

    `code` is as printed, without fillers; `iso2` and `iso3` the ISO 3166-1 codes, empty where there are none (`XK`,
    `EU` and `UN` are user-assigned or reserved). `special` is empty for an ISO state or territory, else its kind:
    `british` (a class of British nationals, part A), `operational` (Kosovo, part A), `organisation` (parts B, C, D, H),
    `status` (parts C, E: says what a person is, not whose national), `withdrawn` (part F), `specimen` (part G).
    """

    code: str
    iso2: str
    iso3: str
    name: str
    special: str = ""


def _read() -> Mapping[str, Country]:
    text = resources.files("limen.vocabulary").joinpath("countries.csv").read_text(encoding="utf-8")
    return MappingProxyType({row["code"]: Country(**row) for row in csv.DictReader(text.splitlines())})


_BY_CODE = _read()
_BY_ISO = {iso: country for country in _BY_CODE.values() for iso in (country.iso2, country.iso3) if iso}


def find(code: str) -> Country | None:
    """The state, organisation or status a document prints as `code` (fillers and case do not matter), else None."""
    return _BY_CODE.get(code.replace("<", "").strip().upper())


def of_iso(code: str) -> Country | None:
    """The entry with this ISO 3166-1 two- or three-letter code, else None: `DEU` is the `D` of documents."""
    return _BY_ISO.get(code.upper())


def iso2_of(code: str) -> str | None:
    """The two-letter code of what a document prints as `code`; None for what ISO and Doc 9303-3 give none."""
    country = find(code)
    return country.iso2 or None if country else None


def codes() -> frozenset[str]:
    """Every code a document may print for an issuer or a nationality."""
    return frozenset(_BY_CODE)
