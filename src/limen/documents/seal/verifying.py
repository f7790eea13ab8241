"""Is a seal genuine: who signed it, does the signature fit, who certified the signer, and is any of it out of date?

Each level is a finding of its own. A signer whose certificate is not held here leaves the signature `not_done` and the
signer `unsure`; nothing that this desk lacks makes a seal false. The seal's own content is decoded either way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from limen.documents.mrz import MrzError
from limen.documents.mrz import read as read_mrz
from limen.documents.pki import Certificate, PkiError, TrustStore, asn1, judging, read_certificate
from limen.documents.pki.findings import CRL_CLAUSE, dated
from limen.documents.pki.judging import VALIDITY_CLAUSE
from limen.documents.pki.signature import SignatureAlgorithm, Verdict, check
from limen.documents.pki.store import Entry, Issuer, IssuerFound
from limen.documents.seal.model import Kind, Seal
from limen.documents.seal.words import WORDS
from limen.vocabulary import countries
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.evidence import SEVERITY, Finding, Outcome

_PASSED, _FAILED, _UNSURE, _NOT_DONE = Outcome.PASSED, Outcome.FAILED, Outcome.UNSURE, Outcome.NOT_DONE
_FORM, _SIGNATURE, _SIGNER, _VALUE = "Doc 9303-13 2", "Doc 9303-13 2.4", "Doc 9303-13 2.2", "Doc 9303-13 4"
_NAMED = "2.5.4.3"
_MOST_SIGNERS = 16
_NEEDED = ("seal.signature", "seal.chain")
_OTHER_QUESTIONS = ("seal.expiry", "seal.not_yet", "seal.mrz")
_SPECIMEN = "UT"  # Utopia, which certificates call UT and ISO 3166 not at all
_BARCODE_SIGNER = "2.23.136.1.1.14.2"  # ICAO TR VDS-NC: certificates that sign nothing else
# Doc 9303-13 2.4: the hash belongs to the length of the key.
_HASHES = ((224, "sha224"), (256, "sha256"), (384, "sha384"), (1024, "sha512"))


@dataclass(frozen=True, slots=True)
class SealVerification:
    """What the examination of a seal found, in the order in which the checks depend on each other."""

    seal: Seal
    findings: tuple[Finding, ...]
    signer: Certificate | None = None
    authority: Certificate | None = None
    vouched_by: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Whether the seal is genuine and whole: passed only where it verifies to a trusted authority.

        Whether what it vouches for has ended, and whether it belongs to the document beside it, are other questions.
        """
        told = [finding for finding in self.findings if finding.code not in _OTHER_QUESTIONS]
        worst = min((finding.outcome for finding in told), key=SEVERITY.__getitem__)
        if worst is not _NOT_DONE:
            return worst
        needed = [finding for finding in told if finding.code in _NEEDED]
        return _PASSED if len(needed) == 2 and all(one.outcome is _PASSED for one in needed) else _NOT_DONE

    def finding(self, code: str) -> Finding | None:
        """The finding of a code, or None where the check does not belong to the seal."""
        return next((finding for finding in self.findings if finding.code == code), None)

    def to_json(self) -> dict[str, Any]:
        """The seal, its findings in words, and both certificates."""
        return {
            "seal": self.seal.to_json(),
            "outcome": str(self.outcome),
            "findings": [finding.to_json(WORDS) for finding in self.findings],
            "signer": self.signer.to_json() if self.signer else None,
            "authority": self.authority.to_json() if self.authority else None,
            "vouched_by": list(self.vouched_by),
        }


def verify(seal: Seal, trust: TrustStore, on: date) -> SealVerification:
    """Check a seal against the certificates that are trusted, as on a day."""
    candidates, flaw = _candidates(seal, trust)
    signer, signature = _signature(seal, candidates)
    issuer = trust.issuer_of(signer) if signer else None
    entry = _entry(signer, issuer)
    findings = (
        _form(seal),
        *seal.flaws,
        _named(seal, signer, candidates, flaw),
        signature,
        judging.chain("seal", signer, issuer, entry),
        _validity(seal, signer, on),
        _revocation(signer, entry, trust, on),
        _country(seal, signer, entry),
        *_use(seal, signer, entry),
        *judging.unsaid("seal", entry),
        *_weak(signer),
        *_days(seal, on),
        *_zone(seal, on),
    )
    vouchers = tuple(vouch.words for vouch in entry.vouches) if entry else ()
    return SealVerification(seal, findings, signer, entry.certificate if entry else None, vouchers)


def _form(seal: Seal) -> Finding:
    params: dict[str, str | int] = {
        "kind": str(seal.kind),
        "version": seal.version,
        "count": sum(1 for _ in seal.every()),
    }
    return Finding("seal.format", _PASSED, params, _FORM)


# -- who signed it ---------------------------------------------------------------------------------------------------


def _candidates(seal: Seal, trust: TrustStore) -> tuple[tuple[Certificate, ...], str]:
    """The certificates that a seal may mean by its signer, and what is wrong with one that it carries."""
    if seal.signer.certificate:
        try:
            return (read_certificate(seal.signer.certificate),), ""
        except PkiError as error:
            return (), str(error)
    # An issuer that named itself without being an authority stands among those (of the same name).
    held = {one.sha256: one for one in trust.signers}
    held |= {sha: entry.certificate for sha, entry in trust.entries.items()}
    meant = _by_digest if seal.signer.digest else _by_name
    return tuple(one for one in held.values() if meant(seal, one))[:_MOST_SIGNERS], ""


def _by_digest(seal: Seal, one: Certificate) -> bool:
    """ICAO TR Datastructure for Barcode 3.2: the last five bytes of the certificate's SHA-1."""
    return hashlib.sha1(one.der, usedforsecurity=False).digest()[-5:] == seal.signer.digest


def _by_name(seal: Seal, one: Certificate) -> bool:
    """Doc 9303-13 2.2: country and name of the subject, and the serial number in hexadecimal."""
    identifier, serial = seal.signer.identifier.upper(), seal.signer.serial.upper()
    # Some issuers of version 4 count the two digits of the length as the first two of the number.
    numbers = {serial.lstrip("0"), f"{len(serial):02X}{serial}".lstrip("0") if seal.version == 4 else ""} - {""}
    if f"{one.serial:X}" not in numbers:
        return False
    names = [value.strip().upper() for kind, value in one.subject if kind == _NAMED]
    return one.country == identifier[:2] and identifier[2:] in names


def _signature(seal: Seal, candidates: Iterable[Certificate]) -> tuple[Certificate | None, Finding]:
    """The certificate whose key made the signature, else the last that could not be used or did not fit."""
    if not seal.signature:
        return None, Finding("seal.unsigned", _FAILED if seal.signed else _NOT_DONE, {}, _SIGNATURE)
    last = None
    finding = Finding("seal.signature", _NOT_DONE, {}, _SIGNATURE)
    for one in candidates:
        hash = seal.hash if seal.kind is not Kind.VDS else _hash_for(one.key.bits)
        verdict = check(one.key, SignatureAlgorithm("ecdsa-plain", hash), seal.signature, seal.signed)
        if one.key.kind == "rsa" or not hash:
            verdict = Verdict.ALGORITHM_UNKNOWN
        params = {"signer": one.words, "key": one.key.words, "hash": hash or "-"}
        evidence = {"signer": one.sha256}
        if verdict is Verdict.RIGHT:
            return one, Finding("seal.signature", _PASSED, params, _SIGNATURE, evidence)
        if verdict is Verdict.KEY_IMITATED:
            params["imitates"] = one.key.imitates
            finding = Finding("seal.signer_curve", _FAILED, params, _SIGNATURE, evidence)
        else:
            outcome = _FAILED if verdict is Verdict.WRONG else _UNSURE
            finding = Finding("seal.signature", outcome, params, _SIGNATURE, evidence)
        last = one
    return last, finding


def _hash_for(bits: int) -> str:
    return next((hash for longest, hash in _HASHES if bits <= longest), "")


def _named(seal: Seal, signer: Certificate | None, candidates: tuple[Certificate, ...], flaw: str) -> Finding:
    params = {"reference": seal.signer.words or ("in itself" if seal.signer.certificate else "-")}
    if flaw:
        return Finding("seal.signer_unreadable", _FAILED, {**params, "why": flaw}, _SIGNER)
    if signer is not None:
        evidence = {"signer": signer.sha256}
        return Finding("seal.signer", _PASSED, {**params, "signer": signer.words}, _SIGNER, evidence)
    if candidates or seal.signature:
        return Finding("seal.signer", _UNSURE, params, _SIGNER)
    return Finding("seal.signer", _NOT_DONE, params, _SIGNER)


# -- who certified the signer ----------------------------------------------------------------------------------------


def _entry(signer: Certificate | None, issuer: Issuer | None) -> Entry | None:
    """The trusted authority, unless that is the signer itself: a certificate does not vouch for its own use."""
    if issuer is None or issuer.entry is None or issuer.found is not IssuerFound.FOUND:
        return None
    return None if signer and issuer.entry.certificate.sha256 == signer.sha256 else issuer.entry


def _validity(seal: Seal, signer: Certificate | None, on: date) -> Finding:
    """Whether the signer's certificate was valid when it signed; where no day is said, whether it is valid now."""
    if signer is None:
        return Finding("seal.validity", _NOT_DONE, {}, VALIDITY_CLAUSE)
    begins, until = signer.not_before.date(), signer.not_after.date()
    evidence = {"signer": signer.sha256}
    at = _signed_day(seal)
    if at is None:
        outcome = _PASSED if begins <= on <= until else _UNSURE
        return Finding("seal.validity_undated", outcome, dated(begins=begins, until=until), VALIDITY_CLAUSE, evidence)
    params = dated(date=at, begins=begins, until=until)
    return Finding("seal.validity", _PASSED if begins <= at <= until else _FAILED, params, VALIDITY_CLAUSE, evidence)


def _signed_day(seal: Seal) -> date | None:
    return seal.signed_on.whole() if isinstance(seal.signed_on, PartialDate) else seal.signed_on


def _revocation(signer: Certificate | None, entry: Entry | None, trust: TrustStore, on: date) -> Finding:
    """Of a signer whom nobody trusted certified, no list is asked; a list that limits itself acquits nobody."""
    if signer is None or entry is None:
        country = judging.issuing_country(signer, entry) if signer else ""
        return Finding("seal.revocation", _NOT_DONE, {"country": country or "-"}, CRL_CLAUSE)
    return judging.revocation("seal", signer, entry, trust, on, warns=False)


def _country(seal: Seal, signer: Certificate | None, entry: Entry | None) -> Finding:
    """Whether the State that signed is the one that the seal says issued it; a signer may leave it to its authority."""
    country = (signer.country or (entry.certificate.country if entry else "")) if signer else ""
    if signer is None or not country or not seal.issuer:
        return Finding("seal.country", _NOT_DONE, {}, _SIGNER)
    known = countries.find(seal.issuer) or countries.of_iso(seal.issuer)
    allowed = {seal.issuer, known.iso2, known.iso3} if known else {seal.issuer}
    if seal.issuer == countries.SPECIMEN:
        allowed.add(_SPECIMEN)
    params = {"country": country, "issuer": seal.issuer}
    # Only a State's own code can be held against a signer; organisations and territories sign under others' too.
    own = seal.issuer == countries.SPECIMEN or (known is not None and known.iso2 and not known.special)
    outcome = _PASSED if country in allowed else _FAILED if own else _UNSURE
    return Finding("seal.country", outcome, params, _SIGNER, {"signer": signer.sha256})


def _use(seal: Seal, signer: Certificate | None, entry: Entry | None) -> Iterator[Finding]:
    """Whether the certificate is one for signing seals, and of this kind of document."""
    if signer is None:
        return
    evidence = {"signer": signer.sha256}
    clause = judging.USE_CLAUSE
    if signer.is_authority or asn1.MASTER_LIST_SIGNING in signer.purposes:
        yield Finding("seal.signer_use", _FAILED, {"types": ", ".join(signer.purposes) or "CA"}, clause, evidence)
        return
    code = seal.mrz[0][:2].rstrip("<") if seal.mrz else ""
    types = ", ".join(signer.document_types)
    if _BARCODE_SIGNER in signer.purposes:
        yield Finding("seal.signer_use", _PASSED, {"types": types or "-"}, clause, evidence)
    elif signer.document_types and code:
        fits = any(code.startswith(one.rstrip("<")) for one in signer.document_types if one.strip("<"))
        yield Finding("seal.signer_use", _PASSED if fits else _UNSURE, {"types": types, "type": code}, clause, evidence)
    else:
        yield Finding("seal.signer_use", _NOT_DONE, {}, clause, evidence)
    if entry and entry.certificate.country and signer.country and entry.certificate.country != signer.country:
        params = {"country": signer.country, "issuer": entry.certificate.country}
        yield Finding("seal.country_authority", _FAILED, params, clause, evidence)


def _weak(signer: Certificate | None) -> Iterator[Finding]:
    if signer is not None and signer.key.kind == "ec" and signer.key.bits < 256:
        params = {"key": signer.key.words}
        yield Finding("seal.weak", _PASSED, params, "Doc 9303-12 4.4", {"signer": signer.sha256})


# -- what it says of itself ------------------------------------------------------------------------------------------


def _days(seal: Seal, on: date) -> Iterator[Finding]:
    """Days of issue and signature that are yet to come, and whether what the seal vouches for is valid now."""
    for name, day in (("issued", seal.issued_on), ("signed", _signed_day(seal))):
        if day and day > on:
            yield Finding(f"seal.{name}_future", _FAILED, dated(date=day), _FORM)
    begins, ends = _first_day(seal), _last_day(seal, on)
    if begins and begins.first > on:
        yield Finding("seal.not_yet", _FAILED, dated(date=begins.first), _VALUE)
    if ends:
        yield Finding("seal.expiry", _FAILED if ends.last < on else _PASSED, dated(date=ends.last), _VALUE)
    else:
        yield Finding("seal.expiry", _NOT_DONE, {}, _VALUE)


def _first_day(seal: Seal) -> PartialDate | None:
    validity = seal.value("validity")
    first = validity.partition("/")[0] if isinstance(validity, str) else ""
    return _day(seal.value("valid_from")) or (PartialDate.parse(first) if first.strip(".") else None)


def _last_day(seal: Seal, on: date) -> PartialDate | None:
    validity = seal.value("validity")
    last = validity.partition("/")[2] if isinstance(validity, str) else ""
    told = _day(seal.value("valid_until")) or _day(seal.value("expiry"))
    if told or last.strip("."):
        return told or PartialDate.parse(last)
    try:
        return read_mrz(seal.mrz, on=on).document.expiry if seal.mrz else None
    except MrzError:
        return None


def _day(value: object) -> PartialDate | None:
    if isinstance(value, date):
        return PartialDate.of(value)
    return value if isinstance(value, PartialDate) else None


def _zone(seal: Seal, on: date) -> Iterator[Finding]:
    """Whether the machine readable zone in the seal is one: its check digits were signed with it."""
    if not seal.mrz:
        return
    try:
        reading = read_mrz(seal.mrz, on=on)
    except MrzError as error:
        yield Finding("seal.mrz", _UNSURE, {"why": str(error)}, _VALUE)
        return
    wrong = [one.code for one in reading.findings if one.outcome is _FAILED and "check_digit" in one.code]
    yield Finding("seal.mrz", _UNSURE if wrong else _PASSED, {"why": ", ".join(wrong)}, _VALUE)
