"""Each data element of an MRZ as its own check: what it may hold, what it means, and the clause that says so.

Most elements take few values (a code, a sex, a digit), so their fields and findings are made once and shared: they are
frozen. Nothing is put off: a reading holds every one of them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from limen.documents.mrz.layout import Element, Layout
from limen.documents.mrz.model import Field
from limen.vocabulary.countries import Country, find, of_iso
from limen.vocabulary.evidence import Finding, Outcome
from limen.vocabulary.person import Sex

# Doc 9303-4 4.4 and, for PU, Doc 9303-8: the harmonised second letters, which documents past 2037 must bear.
HARMONISED = frozenset({"PP", "PE", "PD", "PO", "PR", "PT", "PS", "PL", "PM", "PU"})
HARMONISED_FROM = 2038
# TD1 and TD2: note k of Doc 9303-5 and 9303-6. No V second; AI not in TD1; AC only in TD1, a crew member certificate.
_CODES = {
    "TD1": re.compile(r"(?!AI)[ACI][A-UW-Z0-9<]"),
    "TD2": re.compile(r"(?!AC)[ACI][A-UW-Z0-9<]"),
    "TD3": re.compile(r"P[A-Z<]"),
    "MRV-A": re.compile(r"V[A-Z0-9<]"),
    "MRV-B": re.compile(r"V[A-Z0-9<]"),
    "FRA-ID": re.compile(r"ID"),
}
_USER_ASSIGNED = re.compile(r"X[A-Z]{2}")
_SEXES = {"M": Sex.MALE, "F": Sex.FEMALE, "<": Sex.UNSPECIFIED, "X": Sex.UNSPECIFIED}
_NAME = re.compile(r"([A-Z]+(?:<[A-Z]+)*)(?:<<([A-Z]+(?:<[A-Z]+)*))?<*")
_NAME_LETTERS = re.compile(r"[A-Z<]*[A-Z][A-Z<]*")

Checked = tuple[Finding, Field]


@lru_cache(maxsize=4096)
def read_document_code(layout: Layout, raw: str, late: bool) -> Checked:
    """The document code; `late` where the document expires in or after HARMONISED_FROM."""
    place = layout.elements["document_code"]
    code = raw.rstrip("<")
    if not _CODES[layout.format].fullmatch(raw):
        outcome = Outcome.FAILED
    elif late and layout.format == "TD3" and code not in HARMONISED:
        outcome = Outcome.UNSURE
    else:
        outcome = Outcome.PASSED
    clause = "Doc 9303-4 4.4" if outcome is Outcome.UNSURE else layout.clauses["document_code"]
    params = {"code": code, "format": layout.format}
    return Finding("mrz.document_code", outcome, params, clause, place.evidence), field(place, raw, code)


@lru_cache(maxsize=8192)
def read_state(layout: Layout, name: str, raw: str) -> Checked:
    """The issuer or the nationality (Doc 9303-3 section 5)."""
    place = layout.elements[name]
    code = raw.rstrip("<")
    country = find(code) if code.isalpha() else None
    outcome, known_as = _state_outcome(name, code, country)
    params: dict[str, str | int | float | bool] = {"code": code, "name": known_as}
    if country and country.special:
        params["special"] = country.special
    return Finding(f"mrz.{name}", outcome, params, layout.clauses["codes"], place.evidence), field(place, raw, code)


def _state_outcome(name: str, code: str, country: Country | None) -> tuple[Outcome, str]:
    if country:
        # A status (refugee, stateless) is a nationality of the holder, never an issuer.
        wrong = name == "issuer" and country.special == "status"
        return (Outcome.UNSURE if wrong else Outcome.PASSED), country.name
    iso = of_iso(code) if len(code) == 3 else None
    if iso:
        return Outcome.UNSURE, iso.name  # DEU where documents print D
    if _USER_ASSIGNED.fullmatch(code):
        return Outcome.UNSURE, "an organisation newer than this list"
    return Outcome.FAILED, ""


@lru_cache(maxsize=4096)
def read_sex(layout: Layout, raw: str) -> tuple[Finding, Field, Sex | None]:
    """The sex: M, F, or the filler for unspecified; X, which the visual zone prints, is read and not passed."""
    place = layout.elements["sex"]
    sex = _SEXES.get(raw)
    outcome = Outcome.FAILED if sex is None else Outcome.UNSURE if raw == "X" else Outcome.PASSED
    finding = Finding("mrz.sex", outcome, {"printed": raw}, layout.clauses["sex"], place.evidence)
    return finding, field(place, raw, sex), sex


@lru_cache(maxsize=4096)
def read_digit(layout: Layout, name: str, printed: str, expected: str, may_be_filler: bool = False) -> Checked:
    """A check digit against the one computed; `may_be_filler` for that of an unused personal number."""
    place = layout.elements[f"{name}_check"]
    passed = printed == expected or (may_be_filler and printed == "<")
    finding = Finding(
        f"mrz.check_digit.{name}",
        Outcome.PASSED if passed else Outcome.FAILED,
        {"printed": printed, "expected": expected},
        layout.clauses["composite" if name == "composite" else "digits"],
        place.evidence,
    )
    return finding, field(place, printed, printed)


def read_name(layout: Layout, raw: str) -> tuple[str, str, bool, tuple[Field, ...], Finding, Finding]:
    """The name field as surname, given names, whether it may be cut, its fields, and what was found of both.

    A name that reaches the last position is treated as cut (Doc 9303-4 4.2.3 and the like).
    """
    place = layout.elements["name"]
    truncated = raw[-1] != "<"
    match = _NAME.fullmatch(raw)
    if match:
        surname, given = match.groups("")
        finding = name_finding(layout, Outcome.PASSED)
    else:
        surname, _, given = raw.rstrip("<").partition("<<")
        finding = name_finding(layout, Outcome.UNSURE if _NAME_LETTERS.fullmatch(raw) else Outcome.FAILED)
    surname, given, length = words(surname), words(given), len(surname)
    if given:
        fields: tuple[Field, ...] = (
            Field("surname", place.line, place.start, place.start + length + 1, raw[: length + 2], surname),
            Field("given", place.line, place.start + length + 2, place.end, raw[length + 2 :], given),
        )
    else:
        fields = (Field("surname", place.line, place.start, place.end, raw, surname),)
    return surname, given, truncated, fields, finding, truncation_finding(layout, truncated)


@lru_cache(maxsize=64)
def name_finding(layout: Layout, outcome: Outcome) -> Finding:
    """Whether the name is written as Doc 9303-3 4.6 writes names."""
    return Finding("mrz.name", outcome, {}, "Doc 9303-3 4.6", _name_place(layout).evidence)


@lru_cache(maxsize=64)
def truncation_finding(layout: Layout, truncated: bool) -> Finding:
    """Whether the name may be cut."""
    outcome = Outcome.UNSURE if truncated else Outcome.PASSED
    return Finding("mrz.name_truncated", outcome, {}, layout.clauses["name"], _name_place(layout).evidence)


@lru_cache(maxsize=64)
def number_finding(layout: Layout, outcome: Outcome, long: bool) -> Finding:
    """Whether there is a document number, and whether it runs on into the optional data."""
    return Finding("mrz.number", outcome, {"long": long}, layout.clauses["number"], layout.elements["number"].evidence)


def _name_place(layout: Layout) -> Element:
    return layout.elements.get("name") or layout.elements["surname"]


@lru_cache(maxsize=1024)
def blank(layout: Layout, name: str) -> Field:
    """An optional data element that is not used."""
    place = layout.elements[name]
    return field(place, "<" * place.width, "")


def field(place: Element, raw: str, value: str | Sex | None) -> Field:
    """A field in its whole place."""
    return Field(place.name, place.line, place.start, place.end, raw, value)


def words(raw: str) -> str:
    """Characters with their trailing fillers gone and the others as spaces."""
    return raw.rstrip("<").replace("<", " ")
