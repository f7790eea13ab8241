"""A person's record as a line of time: stays as bars, everything else as marks with a shape of their own.

The line runs from the first moment to today, left to right whatever the script: time is a number here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from limen.office.actions.recalling import Moment
from limen.office.actions.views import Visit
from limen.office.console.drawing import Tick, day_words

WIDTH = 920.0
STAYS, OTHERS = 14.0, 38.0  # the height of the two lanes
_MARGIN, _APART, _LEAST_DAYS, _MOST_TICKS = 10.0, 13.0, 30, 14

# kind → an outline of about 10 × 10 around its middle, and the colour by its role.
SHAPES: Mapping[str, tuple[str, str]] = {
    "entry": ("M-4-5 5 0-4 5Z", "ok"),
    "exit": ("M4-5-5 0 4 5Z", "accent"),
    "refusal": ("M-5-5H5V5H-5Z", "bad"),
    "proposed": ("M-5-5H5V5H-5ZM-3-3V3H3V-3Z", "bad"),
    "hold": ("M0-6 6 0 0 6-6 0Z", "unsure"),
    "referral": ("M-5 0A5 5 0 1 0 5 0 5 5 0 1 0-5 0ZM-3 0A3 3 0 1 1 3 0 3 3 0 1 1-3 0Z", "open"),
    "protection": ("M-5-5H5V0Q5 4 0 6-5 4-5 0Z", "shield"),
    "child_protection": ("M-5-5H5V0Q5 4 0 6-5 4-5 0ZM-2-2V1H2V-2Z", "shield"),
    "correction": ("M-5-3-3-5 0-2 3-5 5-3 2 0 5 3 3 5 0 2-3 5-5 3-2 0Z", "open"),
    "service": ("M-5 0A5 5 0 1 0 5 0 5 5 0 1 0-5 0Z", "ok"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One moment on the line."""

    x: float
    y: float
    path: str
    role: str
    words: str
    voided: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """One stay on the line; `open` where no exit is on record."""

    x: float
    width: float
    words: str
    open: bool


@dataclass(frozen=True, slots=True)
class Line:
    """The whole line: bars, marks, and where months or years begin."""

    width: float
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    words: str


def lifeline(moments: Sequence[Moment], visits: Iterable[Visit], today: date, zone: str) -> Line | None:
    """The line of these moments; None where there is nothing to draw."""
    if not moments:
        return None
    days = [(moment.at.astimezone(ZoneInfo(zone)).date(), moment) for moment in reversed(moments)]
    first = min(days[0][0], today - timedelta(days=_LEAST_DAYS))
    last = max(today, days[-1][0])
    scale = (WIDTH - 2 * _MARGIN) / max((last - first).days, 1)

    def place(day: date) -> float:
        return _MARGIN + (day - first).days * scale

    marks: list[Mark] = []
    voided = _("voided")
    taken = {STAYS: -_APART, OTHERS: -_APART}
    for day, moment in days:
        lane = STAYS if moment.kind in ("entry", "exit") else OTHERS
        x = max(place(day), taken[lane] + _APART) if lane == OTHERS else place(day)
        taken[lane] = x
        path, role = SHAPES[moment.kind]
        said = f"{day_words(day)}: {_(moment.words)}" + (f" ({voided})" if moment.voided else "")
        marks.append(Mark(min(x, WIDTH - _MARGIN), lane, path, role, said, moment.voided))
    bars = tuple(Bar(place(a), max(place(b) - place(a), 2.0), _span(a, b, ended), not ended)
                 for a, b, ended in _stays(visits, first, last))  # fmt: skip
    return Line(WIDTH, bars, tuple(marks), tuple(_ticks(first, last, scale)), "; ".join(mark.words for mark in marks))


def _stays(visits: Iterable[Visit], first: date, last: date) -> Iterable[tuple[date, date, bool]]:
    """Entry to exit for each stay, to the end of the line for one that goes on."""
    begun: date | None = None
    for visit in visits:
        if visit.voided:
            continue
        if visit.direction == "entry":
            begun = max(visit.on, first)
        elif begun is not None:
            yield begun, visit.on, True
            begun = None
    if begun is not None:
        yield begun, last, False


def _span(first: date, last: date, ended: bool) -> str:
    until = day_words(last) if ended else _("goes on")  # outside the f-string: extraction does not look into one
    return f"{day_words(first)} – {until}"


def _ticks(first: date, last: date, scale: float) -> Iterable[Tick]:
    """Where months begin, or years where months would crowd."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = 1 if months <= _MOST_TICKS else 3 if months <= 3 * _MOST_TICKS else 12
    for count in range(1, months + 1):
        year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
        if month % step == 0:
            day = date(year, month + 1, 1)
            x = _MARGIN + (day - first).days * scale
            if x < WIDTH - 30:
                yield Tick(x, date_format(day, "Y" if month == 0 else "M"))
