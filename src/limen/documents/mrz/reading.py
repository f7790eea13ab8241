"""Reading an MRZ: every field with its place, every check as a finding, and nothing refused for what it says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from limen.documents.mrz.dates import read_birth, read_expiry
from limen.documents.mrz.digits import values, weigh
from limen.documents.mrz.elements import (
    HARMONISED_FROM,
    blank,
    number_finding,
    read_digit,
    read_document_code,
    read_name,
    read_sex,
    read_state,
    words,
)
from limen.documents.mrz.errors import MrzError
from limen.documents.mrz.layout import FRA_ID, Layout, layout_of
from limen.documents.mrz.lines import Cut, lines_of
from limen.documents.mrz.model import Field, Reading, Repair
from limen.documents.mrz.national import read_french
from limen.documents.mrz.repairs import repairs_of
from limen.vocabulary.evidence import N_, Finding, Outcome
from limen.vocabulary.person import TravelDocument

_PASSED, _FAILED = Outcome.PASSED, Outcome.FAILED
_DIGITS = "mrz.check_digit."


def read(text: str | Sequence[str], *, on: date) -> Reading:
    """Read one MRZ as on a day: TD1, TD2, TD3, MRV-A, MRV-B or the French identity card of before August 2021.

    `text` is one text with line breaks (or none), or its lines. Lower case, spaces, `«` or `‹` for `<`, CRLF and a
    trailing newline are read. `on` decides whether the document has expired and which century a birth belongs to.
    Whatever the document says wrongly is a finding. Raises MrzError only for what is no MRZ: bytes or binary, more
    than 2,048 characters, or lines that have no format's size.
    """
    lines, cuts = lines_of(text)
    layout = layout_of(lines)
    if layout is None:  # lines_of answers known sizes only
        raise MrzError(
            N_("{count} lines of {length} characters are no format of Doc 9303"), count=len(lines), length=len(lines[0])
        )
    joined = "".join(lines)
    parts = read_french if layout is FRA_ID else _read
    document, fields, findings = parts(layout, lines, joined, on)
    findings = (_structure(layout, cuts), _characters(layout, joined), *findings)
    wrong = [finding for finding in findings if finding.outcome is not _PASSED]
    accepted = True
    repairs: tuple[Repair, ...] = ()
    if wrong:
        accepted = not cuts and all(finding.outcome is not _FAILED or finding.code == "mrz.expiry" for finding in wrong)
        failed = tuple(finding.code for finding in wrong if finding.code.startswith(_DIGITS))
        if failed:
            repairs = repairs_of(layout, joined, fields, failed)
    return Reading(layout.format, lines, document, fields, findings, repairs, accepted)


def _read(
    layout: Layout, lines: tuple[str, ...], text: str, on: date
) -> tuple[TravelDocument, tuple[Field, ...], tuple[Finding, ...]]:
    """The elements that the five formats of Doc 9303 share."""
    (birth_at, expiry_at, nationality_at, sex_at, name_at) = _spans(layout)
    valued = values(text)
    birth = read_birth(layout, text[birth_at], on)
    expiry = read_expiry(layout, text[expiry_at], on)
    late = expiry.value is not None and expiry.value.year >= HARMONISED_FROM
    code, issuer, nationality = text[:2], text[2:5], text[nationality_at]
    code_finding, code_field = read_document_code(layout, code, late)
    issuer_finding, issuer_field = read_state(layout, "issuer", issuer)
    nationality_finding, nationality_field = read_state(layout, "nationality", nationality)
    sex_finding, sex_field, sex = read_sex(layout, text[sex_at])
    surname, given, truncated, name_fields, name_finding, cut_finding = read_name(layout, text[name_at])
    number, optional, number_fields, number_findings = _number(layout, text, valued)
    more_fields, more_findings, extra = _rest(layout, text, valued)
    if extra:
        optional = (*optional, extra) if optional else ("", extra)
    document = TravelDocument(
        layout.format,
        code.rstrip("<"),
        issuer.rstrip("<"),
        number,
        surname,
        given,
        nationality.rstrip("<"),
        birth.value,
        sex,
        expiry.value,
        optional,
        lines,
        truncated,
    )
    fields = (
        code_field, issuer_field, *name_fields, *number_fields, nationality_field, *birth.fields, sex_field,
        *expiry.fields, *more_fields,
    )  # fmt: skip
    findings = (
        code_finding, issuer_finding, name_finding, cut_finding, *number_findings, nationality_finding,
        *birth.findings, sex_finding, *expiry.findings, *more_findings,
    )  # fmt: skip
    return document, fields, findings


@lru_cache(maxsize=16)
def _spans(layout: Layout) -> tuple[slice, slice, slice, slice, slice]:
    """Where birth and expiry stand with their digits, nationality, sex and name."""
    places = layout.elements
    birth, expiry = (slice(places[name].at.start, places[name].at.stop + 1) for name in ("birth", "expiry"))
    return birth, expiry, places["nationality"].at, places["sex"].at, places["name"].at


def _number(
    layout: Layout, text: str, valued: bytes
) -> tuple[str, tuple[str, ...], tuple[Field, ...], tuple[Finding, ...]]:
    """The document number with its check digit, and the optional data beside it, into which it may run on."""
    place, optional_place = layout.elements["number"], layout.elements["optional"]
    at = place.at
    raw, printed, optional = text[at], text[at.stop], text[optional_place.at]
    if layout.overflow and printed == "<" and optional[0] != "<" and raw[-1] != "<":
        return _long_number(layout, raw, optional)
    digit_finding, digit_field = read_digit(layout, "number", printed, weigh(valued[at]))
    number = words(raw)
    outcome = _PASSED if number and number[0] != " " else _FAILED
    number_field = Field("number", place.line, place.start, place.end, raw, number)
    findings = number_finding(layout, outcome, False), digit_finding
    said = words(optional)
    if said:
        optional_field = Field(
            "optional", optional_place.line, optional_place.start, optional_place.end, optional, said
        )
        return number, (said,), (number_field, digit_field, optional_field), findings
    return number, (), (number_field, digit_field, blank(layout, "optional")), findings


def _long_number(
    layout: Layout, raw: str, optional: str
) -> tuple[str, tuple[str, ...], tuple[Field, ...], tuple[Finding, ...]]:
    """A number of more than nine characters: a filler for its digit, then the rest, the digit and a filler.

    Doc 9303-5 and 9303-6 4.2.2, note j; the digit covers both parts and not the filler between them.
    """
    place, check, beside = (layout.elements[name] for name in ("number", "number_check", "optional"))
    length = (optional + "<").index("<")
    rest, printed = optional[: length - 1], optional[length - 1]
    number, said = raw + rest, words(optional[length + 1 :])
    digit_at = beside.start + length - 1
    expected = weigh(values(number))
    digit_finding = Finding(
        "mrz.check_digit.number",
        _PASSED if printed == expected else _FAILED,
        {"printed": printed, "expected": expected},
        layout.clauses["number"],
        {"line": beside.line, "start": digit_at, "end": digit_at},
    )
    fields = [
        Field("number", place.line, place.start, place.end, raw, words(number)),
        Field("number_check", check.line, check.start, check.end, "<", "<"),
        Field("number_rest", beside.line, beside.start, digit_at - 1, rest, rest),
        Field("number_rest_check", beside.line, digit_at, digit_at, printed, printed),
    ]
    if not rest:
        del fields[2]
    if length < len(optional):
        fields.append(Field("optional", beside.line, digit_at + 1, beside.end, optional[length:], said))
    # The digit is followed by a filler, so the rest and its digit leave at least one position.
    outcome = _PASSED if rest and length < len(optional) else _FAILED
    return words(number), (said,) if said else (), tuple(fields), (number_finding(layout, outcome, True), digit_finding)


def _rest(layout: Layout, text: str, valued: bytes) -> tuple[tuple[Field, ...], tuple[Finding, ...], str]:
    """What only some formats have: a second optional element, the personal number's digit, the composite digit."""
    places = layout.elements
    if not layout.composite:
        return (), (), ""
    check = places["composite_check"].at.start
    covered = b"".join([valued[span] for span in layout.composite])
    finding, digit = read_digit(layout, "composite", text[check], weigh(covered))
    if "optional_check" in places:
        place = places["optional"].at
        # Doc 9303-4 4.2.2.2: unused, its digit may be zero or a filler.
        unused = text[place] == "<<<<<<<<<<<<<<"
        own, own_digit = read_digit(layout, "optional", text[place.stop], weigh(valued[place]), unused)
        return (own_digit, digit), (own, finding), ""
    second = places.get("optional_2")
    if second is None:
        return (digit,), (finding,), ""
    raw = text[second.at]
    said = words(raw)
    if not said:
        return (blank(layout, "optional_2"), digit), (finding,), ""
    return (Field("optional_2", second.line, second.start, second.end, raw, said), digit), (finding,), said


@lru_cache(maxsize=64)
def _sound(layout: Layout) -> Finding:
    return Finding("mrz.structure", _PASSED, {"format": layout.format}, layout.clauses["structure"])


def _structure(layout: Layout, cuts: tuple[Cut, ...]) -> Finding:
    if not cuts:
        return _sound(layout)
    # The worst is told: a line of which more than fillers may be lost.
    cut = min(cuts, key=lambda one: one.fillers)
    return Finding(
        "mrz.structure",
        Outcome.UNSURE if cut.fillers else _FAILED,
        {"format": layout.format, "line": cut.line, "found": cut.found, "expected": layout.width},
        layout.clauses["structure"],
        {"line": cut.line, "start": 1, "end": layout.width},
    )


@lru_cache(maxsize=64)
def _legible(layout: Layout) -> Finding:
    return Finding("mrz.characters", _PASSED, {}, layout.clauses["characters"])


def _characters(layout: Layout, text: str) -> Finding:
    """Whether each character is one of Doc 9303-3 figure 4."""
    if text.isascii() and text.replace("<", "0").isalnum():
        return _legible(layout)
    strange = [at for at, one in enumerate(text) if not (one == "<" or (one.isascii() and one.isalnum()))]
    line, column = divmod(strange[0], layout.width)
    return Finding(
        "mrz.characters",
        _FAILED,
        {"count": len(strange), "character": text[strange[0]]},
        layout.clauses["characters"],
        {"line": line + 1, "start": column + 1, "end": column + 1},
    )
