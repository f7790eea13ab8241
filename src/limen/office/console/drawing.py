"""Figures as numbers: where each run of days and each printed field goes. Templates only draw what is placed here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from limen.office.actions.views import StayView
from limen.office.console import words
from limen.vocabulary.evidence import N_

STRIP_WIDTH = 400.0
PAGE_WIDTH = 420.0
# Doc 9303-4 4.2: the MRZ fills the width of the page; a character is this wide on ours.
_MRZ_X, _MRZ_WIDTH, _WIDEST_CHARACTER = 13.0, 394.0, 10.6


def day_words(day: date | None) -> str:
    """A day nobody can misread: 22 Nov 2026."""
    return date_format(day, "j M Y") if day else ""


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive days of one kind: `kind` is present, absent or unknown; words say what it shows."""

    x: float
    width: float
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Tick:
    """Where a month begins, with its short name."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The days of a window as runs from left (earliest) to right (today), with month marks."""

    width: float
    runs: tuple[Run, ...]
    ticks: tuple[Tick, ...]
    words: str


_KINDS = {"p": "present", ".": "absent", "?": "unknown"}
_KIND_WORDS = {"present": N_("present"), "absent": N_("absent"), "unknown": N_("not known")}


def strip(stay: StayView, width: float = STRIP_WIDTH) -> Strip | None:
    """The calendar strip of a stay; None where there is no window to draw."""
    if stay.first is None or not stay.strip:
        return None
    day_width = width / len(stay.strip)
    runs, start = [], 0
    for letter, days in groupby(stay.strip):
        count = len(list(days))
        kind = _KINDS.get(letter, "unknown")
        first = stay.first + timedelta(days=start)
        runs.append(Run(start * day_width, count * day_width, kind, _run_words(kind, first, count)))
        start += count
    return Strip(width, tuple(runs), tuple(_ticks(stay.first, len(stay.strip), day_width)), _strip_words(runs))


def _run_words(kind: str, first: date, count: int) -> str:
    days = ngettext("%(count)d day", "%(count)d days", count) % {"count": count}
    last = first + timedelta(days=count - 1)
    span = day_words(first) if count == 1 else f"{day_words(first)} – {day_words(last)}"
    return f"{span}: {_(_KIND_WORDS[kind])}, {days}"


def _strip_words(runs: Sequence[Run]) -> str:
    told = [run.words for run in runs if run.kind != "absent"]
    return "; ".join(told) if told else _("no day present in the window")


def _ticks(first: date, count: int, day_width: float) -> list[Tick]:
    ticks = []
    for index in range(count):
        day = first + timedelta(days=index)
        if day.day == 1 and index * day_width < STRIP_WIDTH - 18:
            ticks.append(Tick(index * day_width, date_format(day, "M")))
    return ticks


@dataclass(frozen=True, slots=True)
class Placed:
    """One printed field on the drawn page."""

    x: float
    y: float
    label: str
    value: str
    width: float  # the room it has; a value that needs more is fitted into it
    tight: bool


@dataclass(frozen=True, slots=True)
class MrzLine:
    """One line of the MRZ: where it stands, how long it is, and which characters were read with doubt."""

    y: float
    text: str
    length: float
    doubts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class DataPage:
    """The page of a travel document drawn from what it says: no picture, nothing the MRZ did not give."""

    width: float
    height: float
    fields: tuple[Placed, ...]
    lines: tuple[MrzLine, ...]
    character: float


_COLUMNS = ((122.0, 142.0), (272.0, 138.0))
_ROW, _TOP, _LETTER = 27.0, 30.0, 6.7


def data_page(
    document: tuple[tuple[str, str, str], ...], mrz: Sequence[str], doubtful: frozenset[tuple[int, int]]
) -> DataPage:
    """Place the fields in two columns, names and long values across both, and the MRZ below."""
    fields: list[Placed] = []
    row, column = 0, 0
    by_name = {field.name: field for field in words.printed(document)}
    for name in words.DRAWN:
        if name not in by_name:
            continue
        label, value = by_name[name].label, by_name[name].value
        across = name in ("surname", "given", "name") or len(value) * _LETTER > _COLUMNS[1][1]
        if across and column:
            row, column = row + 1, 0
        x, room = _COLUMNS[column]
        room = 288.0 if across else room
        fields.append(Placed(x, _TOP + row * _ROW, label, value, room, len(value) * _LETTER > room))
        if across or column:
            row, column = row + 1, 0
        else:
            column = 1
    bottom = max(_TOP + (row + (1 if column else 0)) * _ROW, 176.0)
    longest = max((len(line) for line in mrz), default=44)
    character = min(_MRZ_WIDTH / longest, _WIDEST_CHARACTER)
    lines = tuple(
        MrzLine(
            bottom + 18 + index * 20, text, len(text) * character,
            tuple(_MRZ_X + (position - 1) * character for line, position in sorted(doubtful) if line == index + 1),
        )
        for index, text in enumerate(mrz)
    )  # fmt: skip
    return DataPage(PAGE_WIDTH, bottom + 12 + 20 * max(len(lines), 2), tuple(fields), lines, character)


def compared(
    mine: str, theirs: str, *, by_letter: bool = True
) -> tuple[tuple[tuple[str, bool], ...], tuple[tuple[str, bool], ...]]:
    """Two texts in pieces, each with whether it differs from the other, letter case apart: for marking, not scoring.

    Dates and States are marked whole: a letter that two of them share says nothing.
    """
    if not by_letter:
        differ = mine.casefold() != theirs.casefold()
        return ((mine, differ),), ((theirs, differ),)
    pieces: tuple[list[tuple[str, bool]], list[tuple[str, bool]]] = ([], [])
    matcher = SequenceMatcher(None, mine.casefold(), theirs.casefold(), autojunk=False)
    if len(mine.casefold()) != len(mine) or len(theirs.casefold()) != len(theirs):
        return ((mine, False),), ((theirs, False),)  # folding moved the letters: no mark is better than a wrong one
    for tag, a, b, c, d in matcher.get_opcodes():
        differs = tag != "equal"
        if b > a:
            pieces[0].append((mine[a:b], differs))
        if d > c:
            pieces[1].append((theirs[c:d], differs))
    return tuple(pieces[0]), tuple(pieces[1])
