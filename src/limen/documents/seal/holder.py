"""Does a seal belong to the document and the person before the officer? A sound seal may be on the wrong passport.

A visa's seal names the passport it was given for and carries the visa's own zone; both are held against the passport
presented. A seal on the document itself is held against that document's own zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from limen.documents.agreement import Comparison, Said, Statement, compare
from limen.documents.mrz import MrzError
from limen.documents.mrz import read as read_mrz
from limen.documents.seal.model import Seal
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.evidence import Discrepancy, Finding, Outcome
from limen.vocabulary.person import Sex, TravelDocument

_CLAUSE = "Doc 9303-13 4.2"
_PERSON = ("surname", "given", "name", "nationality", "birth", "sex")
_LONGEST_NAME, _LONGEST_NUMBER = 39, 9  # what C40 fields of these seals hold
_SEXES: Mapping[str, Sex] = {"M": Sex.MALE, "F": Sex.FEMALE, "X": Sex.UNSPECIFIED, "<": Sex.UNSPECIFIED}


@dataclass(frozen=True, slots=True)
class Belonging:
    """Whether a seal belongs to a document: one finding over all, one for each field compared, the discrepancies."""

    findings: tuple[Finding, ...]
    discrepancies: tuple[Discrepancy, ...]

    @property
    def outcome(self) -> Outcome:
        """How the whole comparison ended."""
        return self.findings[0].outcome


def belongs(seal: Seal, document: TravelDocument, on: date, *, certain: bool = True) -> Belonging:
    """Compare what a seal says with the document presented; `certain` where its zone was read without doubt."""
    said = statement(seal, document, on)
    found = compare(Statement.of(document, certain=certain), said) if said else Comparison((), ())
    findings = found.findings
    if not findings:
        return Belonging((Finding("seal.holder", Outcome.NOT_DONE, {}, _CLAUSE),), ())
    outcomes = {finding.outcome for finding in findings}
    outcome = next(one for one in (Outcome.FAILED, Outcome.UNSURE, Outcome.PASSED) if one in outcomes)
    what = found.differing or tuple(finding.code.rpartition(".")[2] for finding in findings)
    fields = ", ".join(what)
    whole = Finding("seal.holder", outcome, {"fields": fields, "what": fields.replace("_", " ")}, _CLAUSE)
    return Belonging((whole, *findings), found.discrepancies)


def statement(seal: Seal, document: TravelDocument, on: date) -> Statement | None:
    """What a seal says that can be held against a document: of its own zone, or of the passport it names."""
    values: dict[str, Said] = {}
    cut: set[str] = set()
    zone = _zone(seal, on)
    own = zone is not None and (zone.type[:1], zone.issuer) == (document.type[:1], document.issuer)
    if zone is not None:
        whole = Statement.of(zone)
        values |= {name: value for name, value in whole.values.items() if own or name in _PERSON}
        cut |= whole.cut
    number = _text(seal, "passport_number") if not own else ""
    number = number or ("" if own and zone else _text(seal, "document_number"))
    if number:
        values["number"] = number
        cut |= {"number"} if len(number) == _LONGEST_NUMBER else set()
    values |= {name: value for name, value in _person(seal).items() if name not in values}
    if len(_text(seal, "name")) >= _LONGEST_NAME:
        cut |= {"name", "surname", "given"}
    return Statement("seal", values, cut=frozenset(cut)) if values else None


def _zone(seal: Seal, on: date) -> TravelDocument | None:
    try:
        return read_mrz(seal.mrz, on=on).document if seal.mrz else None
    except MrzError:
        return None


def _person(seal: Seal) -> dict[str, Said]:
    """What the fields themselves say of the person, the zone apart."""
    values: dict[str, Said] = {}
    for name in ("surname", "given", "nationality"):
        if text := _text(seal, name):
            values[name] = text
    # Doc 9303-3 4.6: two fillers, here two spaces, stand between the two parts of a name.
    first, divided, second = _text(seal, "name").partition("  ")
    if divided and first and second.strip():
        values |= {"surname": first.strip(), "given": second.strip()}
    elif first:
        values["name"] = first
    birth = seal.value("birth")
    if isinstance(birth, PartialDate):
        values["birth"] = birth
    sex = _SEXES.get(_text(seal, "sex"))
    if sex:
        values["sex"] = sex
    return values


def _text(seal: Seal, name: str) -> str:
    value = seal.value(name)
    return value.strip() if isinstance(value, str) else ""
