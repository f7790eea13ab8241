"""What looking closer at a document found, as it is kept beside a case: page, chip, seal, portrait, an officer's eye.

Rules of the part: an examination is kept as JSON with every finding it made, and read back here as it was, so that the
same findings are weighed again in years. At the desk stands one line for each examination, each check by which a
document stands or falls, and whatever failed or stayed unsure. What is wrong with our picture, our lists or our reader
says nothing of the document; what two sources say differently is put side by side, and neither is called the truth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

from limen.documents.agreement import WORDS as AGREEING
from limen.documents.agreement import Comparison, Statement, compare
from limen.documents.mrz import MrzError, Reading
from limen.documents.mrz import read as read_mrz
from limen.documents.printed import WORDS as PRINTED
from limen.documents.printed import find_printed
from limen.vocabulary.dates import DateError, PartialDate
from limen.vocabulary.evidence import N_, SEVERITY, Discrepancy, Fact, Finding, Outcome

PAGE, CHIP, SEAL, PORTRAIT, OWN = "page", "chip", "seal", "portrait", "own"
KINDS = (PAGE, CHIP, SEAL, PORTRAIT, OWN)

# Shown at the desk however they ended: by these a document stands or falls.
HEADLINES = frozenset(
    {
        "chip.access", "chip.clone", "passive.signature", "passive.chain", "passive.revocation", "passive.no_trust",
        "image.second_read", "seal.signature", "seal.chain", "seal.holder", "own.look", "same",
        "portrait.likeness", "portrait.likeness_poor", "portrait.likeness_unread", "portrait.likeness_faceless",
        "portrait.likeness_several", "portrait.likeness_off", "portrait.likeness_broken",
    }
)  # fmt: skip
# What these say is said of our picture, reader or tables: the document may be sound all the same. How alike a machine
# finds two faces is of these: whose document it is says the officer's own eye.
_OURS = (
    "image.", "page.", "portrait.", "seal.unread", "chip.pace", "chip.access_alternative", "chip.recheck.",
    "chip.messaging", "chip.complete", "chip.resumed", "chip.active_authentication", "chip.chip_authentication",
    "chip.mapping_authentication", "chip.file_refused", "seal.document", "seal.draft", "seal.field_unknown",
)  # fmt: skip
# What these say is said of a day or of the age of what we hold; an expired document is the law's affair, not forgery.
_DATED = (
    ".crl_age", ".list_age", ".signer_ended", ".authority_ended", ".revocation_name", ".revocation_other", ".expiry",
    ".authority_key", ".not_yet", ".validity_undated",
)  # fmt: skip
_LATE = ".revocation"  # unsure where our own list of revoked signers is late

_CLAUSES: Mapping[str, str] = {
    PAGE: "Doc 9303-3 4", CHIP: "Doc 9303-11", SEAL: "Doc 9303-13", PORTRAIT: "Doc 9303-3 3.9",
}  # fmt: skip
_WEIGHED = ("mrz", "certain", "issued", "differs", "feature")
_SAME_CLAUSE = "Doc 9303-11 5.1"

WORDS: Mapping[str, str] = {
    "page": N_("Page"),
    "page.passed": N_("The page was looked at ({device}): {passed} checks passed, {not_done} not done"),
    "page.failed": N_("The page was looked at ({device}): {failed} checks failed"),
    "page.unsure": N_("The page was looked at ({device}): {unsure} checks are unsure"),
    "page.not_done": N_("The page was not looked at ({device})"),
    "chip.passed": N_("The chip was read ({device}): {passed} checks passed, {not_done} not done"),
    "chip.failed": N_("The chip was read ({device}): {failed} checks failed"),
    "chip.unsure": N_("The chip was read ({device}): {unsure} checks are unsure"),
    "seal": N_("Seal"),
    "seal.passed": N_("The seal was read ({device}): {passed} checks passed, {not_done} not done"),
    "seal.failed": N_("The seal was read ({device}): {failed} checks failed"),
    "seal.unsure": N_("The seal was read ({device}): {unsure} checks are unsure"),
    "seal.not_done": N_("The seal was not read ({device})"),
    "portrait.passed": N_("The portrait was compared ({device}): {passed} checks passed"),
    "portrait.failed": N_("The portrait was compared ({device}): {failed} checks failed"),
    "portrait.unsure": N_("The portrait was compared ({device}): {unsure} checks are unsure"),
    "own.look": N_("Looked closer: {feature}"),
    "own.look.passed": N_("{feature}: as it should be. {words}"),
    "own.look.failed": N_("{feature}: not as it should be. {words}"),
    "own.look.unsure": N_("{feature}: cannot be told. {words}"),
    "same": N_("Same on {source} and MRZ"),
    "same.passed": N_("What the {source} says is what the MRZ says"),
    "same.not_done": N_("The {source} says nothing that the MRZ says too"),
    "page.certain": N_("Lines read with certainty"),
    "page.certain.passed": N_("Two readers agree on every character, the check digits pass, the page prints the name"),
    "page.certain.unsure": N_("The lines were not read with certainty: compare them with the strip"),
    "page.unread": N_("Page"),
    "page.unread.not_done": N_("The page could not be looked at: {why}"),
    "portrait.unread": N_("Portrait in the chip"),
    "portrait.unread.not_done": N_("The portrait in the chip cannot be shown: {why}"),
    "seal.unread": N_("Seal"),
    "seal.unread.not_done": N_("The seal could not be looked at: {why}"),
    "passive.no_trust": N_("Certificates of the post"),
    "passive.no_trust.not_done": N_("No certificates are in service at this post: nobody could be held against them"),
}
# What a check is called, by its code.
TITLES: Mapping[str, str] = {
    "chip": N_("Chip"),
    "portrait": N_("Portrait"),
    "chip.access": N_("Chip opens"),
    "chip.access_alternative": N_("Key of the chip"),
    "chip.active_authentication": N_("Chip signs"),
    "chip.biometrics": N_("Fingerprints, irises"),
    "chip.chip_authentication": N_("Chip agrees on a key"),
    "chip.clone": N_("Chip is no copy"),
    "chip.clone_key": N_("Chip’s own key"),
    "chip.ways": N_("Ways of opening"),
    "chip.complete": N_("Chip read to the end"),
    "chip.evidence": N_("Evidence file"),
    "chip.transcript": N_("Account of the reading"),
    "chip.file": N_("File of the chip"),
    "chip.file_broken": N_("File is well formed"),
    "chip.file_cut": N_("File of the chip"),
    "chip.file_missing": N_("File is there"),
    "chip.file_refused": N_("File is given out"),
    "chip.list": N_("List of files"),
    "chip.mapping_authentication": N_("Chip proves itself at opening"),
    "chip.messaging": N_("Sealed answers"),
    "chip.pace": N_("PACE"),
    "chip.recheck.birth": N_("Key: date of birth"),
    "chip.recheck.can": N_("Key: card access number"),
    "chip.recheck.expiry": N_("Key: date of expiry"),
    "chip.recheck.number": N_("Key: document number"),
    "chip.resumed": N_("Reading went on"),
    "image.characters": N_("Characters read"),
    "image.edge": N_("Whole zone in the picture"),
    "image.exposure": N_("Light"),
    "image.glare": N_("Glare"),
    "image.hint.software": N_("Program that wrote the file"),
    "image.page_type": N_("Kind of page"),
    "image.printed_name": N_("Name in print"),
    "image.repaired": N_("Characters set right"),
    "image.resolution": N_("Resolution"),
    "image.second_read": N_("Second reader"),
    "image.sharpness": N_("Sharpness"),
    "image.strip": N_("MRZ on the page"),
    "passive.announced": N_("Groups announced"),
    "passive.authority_ended": N_("Authority in force"),
    "passive.authority_key": N_("Authority in force"),
    "passive.authority_revoked": N_("Authority not revoked"),
    "passive.authority_unsaid": N_("Authority says it is one"),
    "passive.card_security": N_("Signature of the opening key"),
    "passive.card_security.authority_unsaid": N_("Authority of the opening key"),
    "passive.card_security.chain": N_("Signer of the opening key"),
    "passive.card_security.chain_algorithm": N_("Signer of the opening key"),
    "passive.card_security.country": N_("State of the opening key"),
    "passive.card_security.revocation": N_("Signer of the opening key not revoked"),
    "passive.card_security.revocation_name": N_("Signer of the opening key not revoked"),
    "passive.card_security.revocation_other": N_("Signer of the opening key not revoked"),
    "passive.card_security.revocation_unsigned": N_("Signer of the opening key not revoked"),
    "passive.card_security.signer_use": N_("Purpose of the opening key’s signer"),
    "passive.card_security.validity": N_("Opening key signed while valid"),
    "passive.card_security.validity_future": N_("Opening key signed while valid"),
    "passive.card_security.validity_key": N_("Opening key signed while valid"),
    "passive.card_security.validity_undated": N_("Opening key signed while valid"),
    "passive.chain": N_("Certified by its State"),
    "passive.chain_algorithm": N_("Certified by its State"),
    "passive.country": N_("Signer of the issuing State"),
    "passive.country_authority": N_("Authority of the same State"),
    "passive.crl_age": N_("Age of the revocation list"),
    "passive.group": N_("Group as signed"),
    "passive.group_mandatory": N_("Group that must be there"),
    "passive.group_protected": N_("Group behind a lock"),
    "passive.group_unread": N_("Group not read"),
    "passive.group_unsigned": N_("Group that nobody signed"),
    "passive.list_age": N_("Age of the master list"),
    "passive.revocation": N_("Signer not revoked"),
    "passive.revocation_name": N_("Signer not revoked"),
    "passive.revocation_other": N_("Signer not revoked"),
    "passive.revocation_signer": N_("Signer not revoked"),
    "passive.revocation_unsigned": N_("Signer not revoked"),
    "passive.signature": N_("Signature of the State"),
    "passive.signature_absent": N_("Signature of the State"),
    "passive.signature_content": N_("Signed content"),
    "passive.signer_absent": N_("Signer’s certificate"),
    "passive.signer_curve": N_("Signer’s key"),
    "passive.signer_extension": N_("Signer’s certificate"),
    "passive.signer_ended": N_("Signer’s certificate in force"),
    "passive.signer_use": N_("Signer’s purpose"),
    "passive.structure": N_("Security object"),
    "passive.validity": N_("Signed while valid"),
    "passive.validity_future": N_("Signed while valid"),
    "passive.validity_key": N_("Signed while valid"),
    "passive.validity_undated": N_("Signed while valid"),
    "passive.weak": N_("Strength of the signature"),
    "seal.format": N_("Layout of the seal"),
    "seal.header": N_("Header of the seal"),
    "seal.draft": N_("Standard of the seal"),
    "seal.document": N_("Kind of document"),
    "seal.field": N_("Field of the seal"),
    "seal.field_unknown": N_("Field of the seal"),
    "seal.field_missing": N_("Field that must be there"),
    "seal.signer": N_("Signer of the seal"),
    "seal.signer_unreadable": N_("Signer of the seal"),
    "seal.signer_curve": N_("Signer’s key"),
    "seal.unsigned": N_("Signature of the seal"),
    "seal.signature": N_("Signature of the seal"),
    "seal.authority_unsaid": N_("Authority says it is one"),
    "seal.chain": N_("Certified by its State"),
    "seal.chain_algorithm": N_("Certified by its State"),
    "seal.validity": N_("Signed while valid"),
    "seal.validity_undated": N_("Signed while valid"),
    "seal.revocation": N_("Signer not revoked"),
    "seal.country": N_("Signer of the issuing State"),
    "seal.country_authority": N_("Authority of the same State"),
    "seal.signer_use": N_("Signer’s purpose"),
    "seal.weak": N_("Strength of the signature"),
    "seal.issued_future": N_("Day of issue"),
    "seal.signed_future": N_("Day of signing"),
    "seal.not_yet": N_("Valid already"),
    "seal.expiry": N_("Seal in force"),
    "seal.mrz": N_("MRZ in the seal"),
    "seal.holder": N_("Seal of this document"),
}
# What an eye looks at, as the officer names it: code → words.
FEATURES: Mapping[str, str] = {
    "page": N_("Data page: print, laminate, edges"),
    "portrait": N_("Portrait: the holder’s, printed into the page"),
    "substrate": N_("Paper or card: watermark, fibres, dull under ultraviolet"),
    "print": N_("Background print: fine lines, microprint"),
    "optical": N_("Features that change with the angle"),
    "binding": N_("Binding, page numbers, perforation"),
    "stamps": N_("Visas and stamps"),
    "chip_module": N_("Chip: its place, no sign of being opened"),
    "holder": N_("The holder beside the portraits"),
}
# What a field is called where two sources differ in it, by its name in the vocabulary.
FIELDS: Mapping[str, str] = {
    "document_code": N_("Kind of document"),
    "name": N_("Name"),
    "issuer": N_("Issuing State"),
    "number": N_("Document number"),
    "surname": N_("Surname"),
    "given": N_("Given names"),
    "nationality": N_("Nationality"),
    "birth": N_("Date of birth"),
    "sex": N_("Sex"),
    "expiry": N_("Date of expiry"),
}
# The same within a sentence, where it says which of them agree or differ.
NAMED: Mapping[str, str] = {
    "document_code": N_("kind of document"),
    "name": N_("name"),
    "issuer": N_("issuing State"),
    "number": N_("document number"),
    "surname": N_("surname"),
    "given": N_("given names"),
    "nationality": N_("nationality"),
    "birth": N_("date of birth"),
    "sex": N_("sex"),
    "expiry": N_("date of expiry"),
    "can": N_("card access number"),
}


@cache
def words() -> Mapping[str, str]:
    """The words of every check a document may be put to, beside their codes; its title stands by the code alone."""
    from limen.documents.chip.words import WORDS as OF_CHIPS
    from limen.documents.image.words import WORDS as OF_PICTURES
    from limen.documents.lost import WORDS as OF_LOST
    from limen.documents.mrz import WORDS as OF_LINES
    from limen.documents.pki.words import WORDS as OF_SIGNERS
    from limen.documents.portrait.words import WORDS as OF_FACES
    from limen.documents.reference import WORDS as OF_LIBRARIES
    from limen.documents.seal.words import WORDS as OF_SEALS

    fields = {f"{group}.{name}": words for name, words in FIELDS.items() for group in ("agree", "printed")}
    return {**fields, **TITLES, **OF_LINES, **OF_CHIPS, **OF_SIGNERS, **OF_PICTURES, **OF_SEALS, **OF_LOST,
            **OF_LIBRARIES, **OF_FACES, **AGREEING, **PRINTED, **WORDS}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Examined:
    """One examination as it is kept: what was looked at, with what, by whom, what was found and read."""

    id: str
    kind: str
    device: str
    by: str
    at: str
    findings: tuple[Finding, ...]
    fields: Mapping[str, Any] = field(default_factory=dict)
    kept: str = ""
    trust: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Examined:
        """An examination as it was kept."""
        return cls(
            **{name: str(kept.get(name, "")) for name in ("id", "kind", "device", "by", "at", "kept", "trust")},
            findings=tuple(finding_of(row) for row in kept.get("findings", ())),
            fields=kept.get("fields", {}),
        )

    @property
    def outcome(self) -> Outcome:
        """The worst that it found of the document; nothing but checks that were not done is not done.

        A comparison of faces ends as the likeness did, whatever the pictures were worth.
        """
        if self.kind == PORTRAIT:
            likeness = [one.outcome for one in self.findings if one.code.startswith("portrait.likeness")]
            return min(likeness, key=SEVERITY.__getitem__, default=Outcome.NOT_DONE)
        found = [finding.outcome for finding in self.findings if speaks_of_the_document(finding)]
        done = [outcome for outcome in found if outcome is not Outcome.NOT_DONE]
        done += [Outcome.UNSURE] * self.has("page.certain", Outcome.UNSURE)
        if done:
            return min(done, key=SEVERITY.__getitem__)
        passed = any(finding.outcome is Outcome.PASSED for finding in self.findings)
        return Outcome.PASSED if passed else Outcome.NOT_DONE

    def has(self, code: str, outcome: Outcome = Outcome.PASSED) -> bool:
        """Whether a check of this code ended so."""
        return any(finding.code == code and finding.outcome is outcome for finding in self.findings)


def weighed(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Of what an examination read, what is weighed: it stands in the evidence of each assessment, so no more of it.

    Everything else (boxes, chances, hashes of files) stays with the examination.
    """
    kept = {name: fields[name] for name in _WEIGHED if name in fields}
    if "printed" in fields:
        kept["printed"] = [str(row.get("text", "")) for row in fields["printed"]]
    return kept


def finding_of(row: Mapping[str, Any]) -> Finding:
    """A finding as it was kept."""
    return Finding(
        row["code"], Outcome(row["outcome"]), row.get("params", {}), row.get("clause", ""), row.get("evidence", {})
    )


def speaks_of_the_document(finding: Finding) -> bool:
    """Whether a check that does not pass says something of the document, not of what we look at it with."""
    if finding.code.startswith(_OURS):
        return False
    if finding.code.endswith(_LATE) and finding.outcome is Outcome.FAILED:
        return True
    return not finding.code.endswith((*_DATED, _LATE))


def at_the_desk(examined: Iterable[Examined], reading: Reading, on: date) -> tuple[Finding, ...]:
    """What the desk shows of the examinations, each finding with the examination and the device it is of."""
    found: list[Finding] = []
    for one in examined:
        mark = {"examination": one.id, "device": one.device}
        rows = [*one.findings, *agreeing(one, reading, on)]
        if one.kind != OWN:
            found.append(_summed(replace(one, findings=tuple(rows))))
        found += [
            replace(row, evidence={**row.evidence, **mark})
            for row in rows
            if row.outcome in (Outcome.FAILED, Outcome.UNSURE) or row.code in HEADLINES
        ]
    return tuple(found)


def _summed(one: Examined) -> Finding:
    counts = {str(outcome): sum(row.outcome is outcome for row in one.findings) for outcome in Outcome}
    evidence = {"examination": one.id, **({"kept": one.kept} if one.kept else {})}
    return Finding(one.kind, one.outcome, {"device": one.device, **counts}, _CLAUSES[one.kind], evidence)


def differences(examined: Iterable[Examined], reading: Reading, on: date) -> tuple[Discrepancy, ...]:
    """Every field that an examination read otherwise than the MRZ at the desk has it."""
    found = []
    for one in examined:
        basis = (f"examination:{one.id}",)
        for differing in compared(one, reading, on).discrepancies:
            second = replace(differing.second, basis=basis)
            found.append(replace(differing, name=f"document.{one.kind}.{differing.name}", second=second))
        for row in one.fields.get("differs", ()):
            first, second = (
                Fact(row["name"], row["mine"], source="mrz"),
                Fact(row["name"], row["theirs"], source=one.kind),
            )
            found.append(Discrepancy(f"document.{one.kind}.{row['name']}", first, second, str(row["code"])))
    return tuple(found)


def facts(examined: Iterable[Examined], on: date) -> Iterator[Fact]:
    """What an examination establishes beside whether the document is in order: only what its issuer signed."""
    for one in examined:
        if one.kind != CHIP or not one.fields.get("mrz"):
            continue
        basis = (f"examination:{one.id}",)
        yield Fact("document_biometric", True, source=CHIP, as_of=on.isoformat(), basis=basis)
        signed = one.has("passive.signature") and one.has("passive.chain")
        if signed and "issued" in one.fields and _group_passed(one, "DG12"):
            try:
                issued = PartialDate.parse(str(one.fields["issued"]))
            except DateError:
                continue
            if issued.is_whole:
                yield Fact("document_issued", issued.first, source=CHIP, as_of=on.isoformat(), basis=basis)


def _group_passed(one: Examined, group: str) -> bool:
    return any(
        row.code == "passive.group" and row.params.get("group") == group and row.outcome is Outcome.PASSED
        for row in one.findings
    )


def in_order(examined: Sequence[Examined], reading: Reading, on: date) -> tuple[bool | None, tuple[str, ...]]:
    """Whether the examinations leave the document in order: False where one shows it is not, None where one is open.

    With the codes behind it. What was not looked at says nothing.
    """
    rows = [row for one in examined for row in (*one.findings, *agreeing(one, reading, on))]
    for outcome, answer in ((Outcome.FAILED, False), (Outcome.UNSURE, None)):
        codes = dict.fromkeys(row.code for row in rows if row.outcome is outcome and speaks_of_the_document(row))
        if codes:
            return answer, tuple(codes)
    return True, ()


# -- one document, two sources ----------------------------------------------------------------------------------------


def agreeing(one: Examined, reading: Reading, on: date) -> Iterator[Finding]:
    """Each field that an examination read and the MRZ at the desk has as well, and whether all of them agree."""
    if one.kind not in (PAGE, CHIP):
        return
    beside, source = compared(one, reading, on), {"source": one.kind}
    yield from beside.findings
    same = [finding.code.rpartition(".")[2] for finding in beside.findings if finding.outcome is Outcome.PASSED]
    if not beside.discrepancies:
        outcome = Outcome.PASSED if same else Outcome.NOT_DONE
        yield Finding("same", outcome, {**source, "fields": ", ".join(same)}, _SAME_CLAUSE)


def compared(one: Examined, reading: Reading, on: date) -> Comparison:
    """A chip's MRZ, a page's where it was read with certainty, and what the page prints, against the MRZ at the desk.

    A page read with doubt is held against nothing: a misread letter would make a forger.
    """
    nothing = Comparison((), ())
    if one.kind not in (PAGE, CHIP) or (one.kind == PAGE and not one.fields.get("certain")):
        return nothing
    try:
        lines = one.fields.get("mrz") or ()
        theirs = read_mrz(list(lines), on=on).document if lines else None
    except MrzError:
        return nothing
    if theirs is None:
        return nothing
    if one.kind == CHIP:
        return compare(Statement.of(reading.document), Statement.of(theirs, one.kind))
    lines_alike = compare(Statement.of(reading.document), Statement.of(theirs, one.kind))
    if lines_alike.discrepancies:  # the page of another document: its print says nothing of this one
        return lines_alike
    return find_printed([str(text) for text in one.fields.get("printed", ())], reading.document)
