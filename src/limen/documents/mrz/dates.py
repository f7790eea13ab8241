"""Dates in the MRZ (Doc 9303-3 4.8): six digits, the century inferred by a stated rule and shown as an inference.

Birth: the latest year that is not after the day of reading. It is unsure where a hundred years earlier would be the
age of a living person too: at most OLDEST. Expiry: the year from EXPIRY_PAST years before the reading to 99 years
after that; it is unsure where that is further ahead than documents are valid, or longer past than a document is kept.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from limen.documents.mrz.digits import check_digit
from limen.documents.mrz.elements import read_digit
from limen.documents.mrz.layout import Layout
from limen.documents.mrz.model import Field
from limen.vocabulary.dates import PartialDate, spoken_day
from limen.vocabulary.evidence import Finding, Outcome

OLDEST = 115  # years; the longest documented life is 122
_IMPOSSIBLE_AGE = 130
EXPIRY_PAST = 50
VALID_AHEAD = 20  # years; no format's documents are issued for longer, cards "for life" print a far year
KEPT_PAST = 40  # years; machine readable documents are issued since 1980

_REMEMBERED = 1 << 16

_EXPIRY_RULE = f"{EXPIRY_PAST}_years_back_to_{99 - EXPIRY_PAST}_ahead"
# The day, or the month and the day, unknown.
_UNKNOWN = re.compile(r"([0-9]{2})([0-9]{2}|<<)<<")

Params = dict[str, str | int | float | bool]


@dataclass(frozen=True, slots=True)
class Dated:
    """A date field and its check digit, read: the value, both fields, and every finding."""

    value: PartialDate | None
    fields: tuple[Field, Field]
    findings: tuple[Finding, ...]


@lru_cache(maxsize=_REMEMBERED)
def read_birth(layout: Layout, raw: str, on: date) -> Dated:
    """The date of birth from its seven characters, check digit included, as a reading on this day takes it."""
    printed = raw[:6]
    parts = _parts(printed)
    year, other = _birth_year(parts, on) if parts else (None, None)
    value: PartialDate | None = None
    if parts and year:
        value = _partial(year, parts[1], parts[2])
        known = "day" if parts[2] else "month" if parts[1] else "year"
        found = _finding(layout, "birth_date", Outcome.PASSED, (("known", known),))
        unsure = other is not None and on.year - other <= OLDEST
        settled = _finding(
            layout,
            "birth_century",
            Outcome.UNSURE if unsure else Outcome.PASSED,
            (("year", year), ("other", other or year - 100), ("rule", "not_after_reading")),
        )
    else:
        unknown = Outcome.UNSURE if is_yearless(printed) else Outcome.FAILED
        outcome = Outcome.NOT_DONE if printed == "<<<<<<" else unknown
        found = _finding(layout, "birth_date", outcome, (("printed", printed),))
        settled = _finding(layout, "birth_century", Outcome.NOT_DONE)
    place = layout.elements["birth"]
    digit, digit_field = read_digit(layout, "birth", raw[6], check_digit(printed))
    fields = Field("birth", place.line, place.start, place.end, printed, value), digit_field
    return Dated(value, fields, (found, digit, settled))


@lru_cache(maxsize=_REMEMBERED)
def read_expiry(layout: Layout, raw: str, on: date) -> Dated:
    """The date of expiry from its seven characters, check digit included, and whether it has passed on this day."""
    printed = raw[:6]
    parts = _parts(printed)
    first = on.year - EXPIRY_PAST
    year = first + (parts[0] - first) % 100 if parts else 0
    value: PartialDate | None = None
    if parts and _possible(year, parts[1], parts[2]):
        value = _partial(year, parts[1], parts[2])
        if parts[2]:
            found = _finding(layout, "expiry_date", Outcome.PASSED)
        else:
            found = _finding(layout, "expiry_date", Outcome.UNSURE, (("printed", printed),))
        near = -KEPT_PAST <= year - on.year <= VALID_AHEAD
        outcome = Outcome.PASSED if near else Outcome.UNSURE
        settled = _finding(layout, "expiry_century", outcome, (("year", year), ("rule", _EXPIRY_RULE)))
        valid = _validity(layout, value, on)
    else:
        outcome = Outcome.NOT_DONE if printed == "<<<<<<" else Outcome.FAILED
        found = _finding(layout, "expiry_date", outcome, (("printed", printed),))
        settled = _finding(layout, "expiry_century", Outcome.NOT_DONE)
        valid = _finding(layout, "expiry", Outcome.NOT_DONE)
    place = layout.elements["expiry"]
    digit, digit_field = read_digit(layout, "expiry", raw[6], check_digit(printed))
    fields = Field("expiry", place.line, place.start, place.end, printed, value), digit_field
    return Dated(value, fields, (found, digit, settled, valid))


def _validity(layout: Layout, value: PartialDate, on: date) -> Finding:
    """Whether the document may still be used; the day of expiry is its last day."""
    last = value.last
    if last < on:
        outcome, days = Outcome.FAILED, (on - last).days
    else:
        first = value.first
        outcome, days = (Outcome.PASSED if first >= on else Outcome.UNSURE), (first - on).days
    params: Params = {"date": str(value), "days": days, "date_words": spoken_day(value), "days_words": _counted(days)}
    return Finding("mrz.expiry", outcome, params, layout.clauses["expiry"], layout.elements["expiry"].evidence)


def _counted(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


@lru_cache(maxsize=8192)
def _finding(layout: Layout, code: str, outcome: Outcome, params: tuple[tuple[str, str | int], ...] = ()) -> Finding:
    """A finding that many documents share."""
    clause = layout.clauses["expiry" if code == "expiry" else "dates"]
    return Finding(f"mrz.{code}", outcome, dict(params), clause, layout.elements[code.partition("_")[0]].evidence)


# A century has 36,525 days: the dates of the living and of their documents are soon all known.
@lru_cache(maxsize=_REMEMBERED)
def _partial(year: int, month: int, day: int) -> PartialDate:
    return PartialDate(year, month, day)


def _parts(printed: str) -> tuple[int, int, int] | None:
    """Year of the century, month and day, 0 where unknown; None for what is no date with a year."""
    if printed.isdecimal():
        if not printed.isascii():
            return None
        month, day = int(printed[2:4]), int(printed[4:])
        return (int(printed[:2]), month, day) if month and day else None
    match = _UNKNOWN.fullmatch(printed)
    if not match:
        return None
    month = int(match[2].replace("<<", "0"))
    return None if match[2] == "00" else (int(match[1]), month, 0)


def is_yearless(printed: str) -> bool:
    """Whether the year is unknown and the month or the day known, or only the month unknown (Doc 9303-3 4.8)."""
    year, month, day = printed[:2], printed[2:4], printed[4:]
    known = [part for part in (year, month, day) if part != "<<"]
    if not known or (year != "<<" and (month != "<<" or day == "<<")):
        return False
    # A leap year and a long month stand in for what is not known.
    digits = year.replace("<<", "00") + month.replace("<<", "01") + day.replace("<<", "01")
    parts = _parts(digits) if digits.isdecimal() else None
    return parts is not None and _possible(2000, parts[1], parts[2])


def is_date(printed: str) -> bool:
    """Whether six characters are a date that some century holds, or one of which parts are unknown."""
    parts = _parts(printed)
    if parts is None:
        return printed == "<<<<<<" or is_yearless(printed)
    return any(_possible(century + parts[0], parts[1], parts[2]) for century in (1900, 2000))


_LENGTHS = (31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _possible(year: int, month: int, day: int) -> bool:
    """Whether the calendar has the date; the day, or the month and day, may be 0 for unknown."""
    if not 1 <= year <= 9999 or month > 12 or day > _LENGTHS[month]:
        return False
    return day != 29 or month != 2 or calendar.isleap(year)


def _birth_year(parts: tuple[int, int, int], on: date) -> tuple[int | None, int | None]:
    """The latest possible year of birth not after the day, and the year a century before where that is possible too."""
    latest = on.year - (on.year - parts[0]) % 100
    if latest == on.year and (parts[1] or 1, parts[2] or 1) > (on.month, on.day):
        latest -= 100
    years = [year for year in (latest, latest - 100) if _possible(year, parts[1], parts[2])]
    if not years or on.year - years[0] > _IMPOSSIBLE_AGE:
        return None, None
    return years[0], years[1] if len(years) > 1 else None
