"""Where a check digit fails: which slips of a scanner or a typist would explain it.

Each field whose own digit fails is tried with one slip at a time; a slip is kept where the field's digit passes and,
with some slip of every other failing field, the composite digit passes too. Nothing is applied: the officer looks at
the page. A check digit is weak (mod 10), so several repairs often fit, and the right one may not be among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from limen.documents.mrz.dates import is_date
from limen.documents.mrz.digits import DIGITS, check_digit, values
from limen.documents.mrz.layout import Layout
from limen.documents.mrz.model import Field, Repair

MOST = 20  # repairs answered
_TRIED = 4096  # combinations of slips of several fields

# OCR-B and worn print: what scanners exchange, the commonest pairs first.
_LOOK_ALIKE = ("O0", "I1", "B8", "S5", "Z2", "G6", "D0", "Q0", "T7", "A4", "OD", "OQ", "DQ", "L1", "IL", "17", "38",
               "68", "56", "UV", "VY", "MN", "CG", "PR", "EF", "HN")  # fmt: skip
_KEYS = ("1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")
_FILLER = "KCSXL"  # a filler is read as these


Slips = dict[str, tuple[tuple[str, int], ...]]


def _both_ways(pairs: Sequence[str], common: int) -> Slips:
    """What each character may have been, with 0 for the first `common` pairs and 1 for the others."""
    table: Slips = {}
    for index, pair in enumerate(pairs):
        for one, other in ((pair[0], pair[1]), (pair[1], pair[0])):
            table[one] = (*table.get(one, ()), (other, int(index >= common)))
    return table


# Why, in rank order, and what each character may have been.
_SLIPS: tuple[tuple[str, Slips], ...] = (
    ("scanner", _both_ways(_LOOK_ALIKE, common=10)),
    ("key", _both_ways([row[at : at + 2] for row in _KEYS for at in range(len(row) - 1)], common=99)),
    ("filler", _both_ways(["<" + letter for letter in _FILLER], common=99)),
)
_WEIGHTS = (7, 3, 1)
_VALUE = {letter: values(letter)[0] for letter in "<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_DATES = ("birth", "expiry")
_RANKS = {"scanner": 0, "transposed": 1, "key": 2, "filler": 3}


@dataclass(frozen=True, slots=True)
class _Span:
    """What one check digit covers in this document: absolute positions of the data and of the digit."""

    name: str
    data: tuple[int, ...]
    digit: int


@dataclass(frozen=True, slots=True)
class _Slip:
    """A possible repair, and how to make it in the joined text."""

    repair: Repair
    at: int

    def made_in(self, text: str) -> str:
        return text[: self.at] + self.repair.might_be + text[self.at + len(self.repair.was) :]


def repairs_of(layout: Layout, text: str, fields: tuple[Field, ...], failed: tuple[str, ...]) -> tuple[Repair, ...]:
    """The repairs that explain the failed check digits, the likeliest first, at most MOST.

    `failed` are the codes of the failed findings, `mrz.check_digit.number` and so on.
    """
    spans = _spans(layout, fields)
    names = [code.rpartition(".")[2] for code in failed]
    own = [spans[name] for name in names if name != "composite"]
    if own:
        tried = [[slip for slip in _slips(layout, text, span) if _holds(slip.made_in(text), span)] for span in own]
        slips = _agreeing(layout, text, tried)
    else:
        alone = _composite_alone(layout, fields, spans)
        slips = [slip for span in alone for slip in _slips(layout, text, span) if _whole(layout, slip.made_in(text))]
    slips.sort(key=lambda slip: (_RANKS[slip.repair.why], slip.repair.rank, slip.at))
    return tuple(replace(slip.repair, rank=rank) for rank, slip in enumerate(slips[:MOST], 1))


def _positions(layout: Layout, field: Field) -> tuple[int, ...]:
    start = (field.line - 1) * layout.width + field.start - 1
    return tuple(range(start, start + len(field.raw)))


def _spans(layout: Layout, fields: tuple[Field, ...]) -> dict[str, _Span]:
    places = {field.name: _positions(layout, field) for field in fields}
    spans = {}
    for name in ("number", "birth", "expiry", "optional"):
        check = places.get(f"{name}_rest_check") or places.get(f"{name}_check")
        if check:
            spans[name] = _Span(name, places[name] + places.get(f"{name}_rest", ()), check[0])
    return spans


def _composite_alone(layout: Layout, fields: tuple[Field, ...], spans: dict[str, _Span]) -> list[_Span]:
    """What only the composite digit covers, and the digit itself."""
    taken = {at for span in spans.values() for at in (*span.data, span.digit)}
    covered = {at for span in layout.composite for at in range(span.start, span.stop)} - taken
    digit = layout.elements["composite_check"].at.start
    alone = [_Span("composite", (), digit)]
    for field in fields:
        data = tuple(at for at in _positions(layout, field) if at in covered)
        if data:
            alone.append(_Span(field.name, data, -1))
    return alone


def _slips(layout: Layout, text: str, span: _Span) -> Iterator[_Slip]:
    """Every one slip in a field or its digit that its own check digit, if it has one, allows.

    `rank` here is the order within its kind: common exchanges first, and among them those that make a character of its
    neighbours' kind.
    """

    raw = "".join([text[at] for at in span.data])

    def slip(at: int, was: str, might_be: str, why: str, common: int) -> _Slip:
        line, column = divmod(at, layout.width)
        order = 2 * (common > 0) + (not _suits(raw, span.data.index(at) if at in span.data else -1, was, might_be))
        return _Slip(Repair(span.name, column + 1, was, might_be, why, order, line + 1), at)

    valued = values(raw)
    missing = _missing(text, raw, span)
    for index, (at, was) in enumerate(zip(span.data, raw, strict=True)):
        weight, value = _WEIGHTS[index % 3], valued[index]
        for why, table in _SLIPS:
            for might_be, common in table.get(was, ()):
                if missing is None or weight * (_VALUE[might_be] - value) % 10 == missing:
                    yield slip(at, was, might_be, why, common)
        following = raw[index + 1 : index + 2]
        if following and following != was and span.data[index + 1] == at + 1:
            change = (weight - _WEIGHTS[(index + 1) % 3]) * (valued[index + 1] - value)
            if missing is None or change % 10 == missing:
                yield slip(at, was + following, following + was, "transposed", 0)
    if span.digit >= 0:
        was = text[span.digit]
        for why, table in _SLIPS:
            for might_be, common in table.get(was, ()):
                if might_be.isdigit():
                    yield slip(span.digit, was, might_be, why, common)


def _suits(raw: str, index: int, was: str, might_be: str) -> bool:
    """Whether the exchange makes a letter among digits a digit, or a digit among letters a letter."""
    if index < 0 or was.isdigit() == might_be.isdigit():
        return False
    beside = [one for one in (raw[index - 1 : index] if index else "") + raw[index + 1 : index + 2] if one != "<"]
    return bool(beside) and all(one.isdigit() == might_be.isdigit() for one in beside)


def _missing(text: str, raw: str, span: _Span) -> int | None:
    """What the weighed sum lacks to meet the printed digit; None where the data have no digit of their own."""
    if span.digit < 0 or not span.data:
        return None
    printed = text[span.digit]
    return (int(printed) - int(check_digit(raw))) % 10 if printed in DIGITS else -1


def _holds(text: str, span: _Span) -> bool:
    """Whether a field's own digit is right, and a date is still one."""
    raw = "".join([text[at] for at in span.data])
    return check_digit(raw) == text[span.digit] and (span.name not in _DATES or is_date(raw))


def _whole(layout: Layout, text: str) -> bool:
    """Whether the composite digit is right, or the format has none."""
    if not layout.composite:
        return True
    covered = "".join([text[span] for span in layout.composite])
    return check_digit(covered) == text[layout.elements["composite_check"].at]


def _agreeing(layout: Layout, text: str, tried: list[list[_Slip]]) -> list[_Slip]:
    """The slips with which, together with one of each other failing field, the composite digit passes."""
    kept: dict[_Slip, None] = {}
    for together in islice(product(*tried), _TRIED):
        repaired = text
        for slip in together:
            repaired = slip.made_in(repaired)
        if _whole(layout, repaired):
            kept.update(dict.fromkeys(together))
    return list(kept)
