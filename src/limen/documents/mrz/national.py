"""National layouts that Doc 9303 does not know.

Done: the French identity card issued until August 2021 (two lines of 36, `IDFRA`). What only looks national is read by
the standard's own formats: Germany's `D<<`, the old German and Romanian identity cards (TD2), Belgian and Dutch cards
(TD1, long numbers), United States cards (`C1USA`, TD1). Not done: the French driving licence (one line of 30, `D1FRA`),
Swiss and other driving licences, the Italian paper card, Bulgarian and Chinese cards, the Hong Kong home return permit.
"""

from __future__ import annotations

from datetime import date

from limen.documents.mrz.dates import read_birth
from limen.documents.mrz.digits import values, weigh
from limen.documents.mrz.elements import (
    name_finding,
    number_finding,
    read_digit,
    read_document_code,
    read_sex,
    read_state,
    truncation_finding,
    words,
)
from limen.documents.mrz.layout import Layout
from limen.documents.mrz.model import Field
from limen.vocabulary.evidence import Finding, Outcome
from limen.vocabulary.person import TravelDocument


def read_french(
    layout: Layout, lines: tuple[str, ...], text: str, on: date
) -> tuple[TravelDocument, tuple[Field, ...], tuple[Finding, ...]]:
    """The French identity card: surname and office above, number and given names below, no expiry printed.

    Only nationals were issued one, so the nationality is inferred; `not_done` says that it is not printed.
    """
    places = layout.elements
    valued = values(text)
    birth_at = places["birth"].at.start
    birth = read_birth(layout, text[birth_at : birth_at + 7], on)
    code_finding, code_field = read_document_code(layout, text[:2], False)
    issuer_finding, issuer_field = read_state(layout, "issuer", text[2:5])
    sex_finding, sex_field, sex = read_sex(layout, text[places["sex"].at])
    raw = {name: text[places[name].at] for name in ("surname", "given", "number", "optional")}
    said = {name: " ".join(words(one).split()) for name, one in raw.items()}
    number_digit, number_field = read_digit(
        layout, "number", text[places["number_check"].at], weigh(valued[places["number"].at])
    )
    covered = b"".join(valued[span] for span in layout.composite)
    composite, composite_field = read_digit(layout, "composite", text[places["composite_check"].at], weigh(covered))
    truncated = raw["surname"][-1] != "<" or raw["given"][-1] != "<"
    lettered = (said["surname"] + said["given"]).replace(" ", "")
    named = bool(said["surname"]) and lettered.isascii() and lettered.isalpha()
    document = TravelDocument(
        layout.format,
        text[:2],
        text[2:5],
        said["number"],
        said["surname"],
        said["given"],
        "FRA",
        birth.value,
        sex,
        None,
        (said["optional"],) if said["optional"] else (),
        lines,
        truncated,
    )
    printed = {
        name: Field(name, place.line, place.start, place.end, raw[name], said[name])
        for name, place in places.items()
        if name in raw
    }
    fields = (
        code_field, issuer_field, printed["surname"], printed["optional"], printed["number"], number_field,
        printed["given"], *birth.fields, sex_field, composite_field,
    )  # fmt: skip
    number_outcome = Outcome.PASSED if said["number"] else Outcome.FAILED
    findings = (
        code_finding,
        issuer_finding,
        name_finding(layout, Outcome.PASSED if named else Outcome.FAILED),
        truncation_finding(layout, truncated),
        number_finding(layout, number_outcome, False),
        number_digit,
        *birth.findings,
        sex_finding,
        *(Finding(code, Outcome.NOT_DONE, {}, layout.clauses["expiry"]) for code in _NOT_PRINTED),
        composite,
    )
    return document, fields, findings


_NOT_PRINTED = ("mrz.nationality", "mrz.expiry_date", "mrz.expiry")
