"""Passive authentication (Doc 9303-11 5.1): is what the chip holds what its issuer signed, and who is that?

It is told in levels, each a finding of its own, and none hides behind another: every group's hash, the signature over
the hashes, the signer's certification by a State's authority, validity when it was signed, revocation, how fresh our
own knowledge is, and whether the signer's State is the one in the MRZ. Nothing we lack makes a document false: an
issuer who is not in the store leaves the chain `unsure`, and what was not read is `not_done`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from limen.documents.chip.tlv import TlvError, first, whole
from limen.documents.pki import judging
from limen.documents.pki.card_security import CARD_SECURITY, CardSecurity, check_card_security
from limen.documents.pki.certificate import Certificate, name_key
from limen.documents.pki.errors import PkiError
from limen.documents.pki.findings import CRL_CLAUSE, LIST_CLAUSE, dated
from limen.documents.pki.security_object import SecurityObject, read_security_object
from limen.documents.pki.signature import HASHES, WEAK_HASHES, Verdict
from limen.documents.pki.signed import Signature, check_signed, contradicted
from limen.documents.pki.store import Entry, IssuerFound, TrustStore
from limen.documents.pki.words import WORDS
from limen.vocabulary import countries
from limen.vocabulary.evidence import Finding, Outcome

_PASSED, _FAILED, _UNSURE, _NOT_DONE = Outcome.PASSED, Outcome.FAILED, Outcome.UNSURE, Outcome.NOT_DONE
_HASHES_CLAUSE, _SIGNATURE_CLAUSE = "Doc 9303-11 5.1", "Doc 9303-10 4.6.2"
_LIST_OLD_AFTER = 180  # days: lists come out every few months, and a roll-over is announced three months ahead
_MANDATORY = (1, 2)  # Doc 9303-10 table 38
_PROTECTED = (3, 4)  # BSI TR-03110: fingerprints and irises, behind Terminal Authentication
_PRINTED_HERE = {"CHN": ("HK", "MO"), "UTO": ("UT",), "RKS": ("KS", "XK")}  # Doc 9303-3 5, Doc 9303-12 7.1.1.2


@dataclass(frozen=True, slots=True)
class Verification:
    """What passive authentication found: one finding a level, one a group, and who vouches for the authority."""

    groups: Mapping[str, Finding]
    structure: Finding
    signature: Finding
    chain: Finding
    validity: Finding
    revocation: Finding
    others: tuple[Finding, ...]
    vouched_by: tuple[str, ...] = ()
    security_object: SecurityObject | None = None
    signer: Certificate | None = None
    authority: Certificate | None = None
    card_security: CardSecurity = field(default_factory=lambda: CardSecurity(()))

    @property
    def vouched(self) -> frozenset[str]:
        """The files that EF.SOD has no hash of and whose own signature leads to the State that signed it."""
        return frozenset({CARD_SECURITY} if self.card_security.is_vouched else ())

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, in the order in which the checks depend on each other."""
        levels = (self.structure, self.signature, self.chain, self.validity, self.revocation)
        return (*levels, *self.groups.values(), *self.others, *self.card_security.findings)

    def to_json(self) -> dict[str, Any]:
        """The verification as DESIGN §5 prints it, with all findings and both certificates beside it."""
        return {
            "groups": {name: finding.to_json(WORDS) for name, finding in self.groups.items()},
            "signature": self.signature.to_json(WORDS),
            "chain": self.chain.to_json(WORDS),
            "validity": self.validity.to_json(WORDS),
            "revocation": self.revocation.to_json(WORDS),
            "vouched_by": list(self.vouched_by),
            "signer": self.signer.to_json() if self.signer else None,
            "authority": self.authority.to_json() if self.authority else None,
            "findings": [finding.to_json(WORDS) for finding in self.findings],
        }


def passive_authentication(files: Mapping[str, bytes], trust: TrustStore, on: date) -> Verification:
    """Check a chip's files against what their issuer signed, as on a day.

    `files` has the bytes by name: `SOD`, `DG1` … `DG16`, `COM`, `CardSecurity`; names such as `EF_DG1.bin` are
    understood.
    """
    named = {name: content for given, content in files.items() if (name := standard_name(given))}
    read = {int(name[2:]): content for name, content in named.items() if name.startswith("DG")}
    sod = named.get("SOD")
    own = named.get(CARD_SECURITY)
    if sod is None:
        structure = Finding("passive.structure", _NOT_DONE, {}, _SIGNATURE_CLAUSE)
        return _nothing_signed(read, structure, check_card_security(own, None, None, trust, on))
    try:
        parsed = read_security_object(sod)
    except PkiError as error:
        evidence = {"raw": error.raw} if error.raw else {}
        structure = Finding("passive.structure", _FAILED, {"why": str(error)}, _SIGNATURE_CLAUSE, evidence)
        return _nothing_signed(read, structure, check_card_security(own, None, None, trust, on))
    made = check_signed(parsed.signed, trust.known_signers)
    signer = made.signer if made else None
    issuer = trust.issuer_of(signer) if signer else None
    entry = issuer.entry if issuer and issuer.found is IssuerFound.FOUND else None
    others = [
        *_announced(parsed, named.get("COM")),
        *_freshness(entry, signer, trust, on),
        *_country(read.get(1), signer, entry),
        *_signer_use(read.get(1), signer),
        *_ends(made, entry, trust, on),
        *judging.unsaid("passive", entry),
        *_weak(parsed, made, entry),
    ]
    return Verification(
        MappingProxyType(_groups(parsed, read)),
        _structure(parsed, made, trust),
        _signature(made),
        judging.chain("passive", signer, issuer, entry),
        judging.validity("passive", signer, made.block.signed_at if made else None, on),
        _revocation(signer, entry, trust, on),
        tuple(others),
        tuple(vouch.words for vouch in entry.vouches) if entry else (),
        parsed,
        signer,
        entry.certificate if entry else None,
        # A signature that is wrong names nobody: then there is no State for the other file to be of.
        check_card_security(own, signer if made and made.verdict is Verdict.RIGHT else None, entry, trust, on),
    )


_FILE = re.compile(r"(?:EF[._ -]?)?(DG ?0?(1[0-6]|[1-9])|SOD|COM|CardSecurity)(?:\.\w{1,4})?", re.IGNORECASE)


def standard_name(name: str) -> str:
    """The name of a chip's file as the standard has it, of `EF_DG1.bin`, `dg01.BIN` or `EF.SOD`; empty for others."""
    found = _FILE.fullmatch(name.strip())
    if not found:
        return ""
    if found[2]:
        return f"DG{int(found[2])}"
    return CARD_SECURITY if len(found[1]) > 3 else found[1].upper()


def _nothing_signed(read: Mapping[int, bytes], structure: Finding, own: CardSecurity) -> Verification:
    def not_done(level: str, clause: str) -> Finding:
        return Finding(f"passive.{level}", _NOT_DONE, {"country": "", "group": ""}, clause)

    groups = {
        f"DG{number}": Finding("passive.group", _NOT_DONE, {"group": f"DG{number}"}, _HASHES_CLAUSE)
        for number in sorted(read)
    }
    return Verification(
        MappingProxyType(groups),
        structure,
        not_done("signature", _SIGNATURE_CLAUSE),
        not_done("chain", judging.CHAIN_CLAUSE),
        not_done("validity", judging.CHAIN_CLAUSE),
        _revocation(None, None, TrustStore.of(()), date.min),
        (),
        card_security=own,
    )


def _aged(days: int) -> dict[str, str | int]:
    return {"days": days, "days_words": "1 day" if days == 1 else f"{days} days"}


# -- what was signed -------------------------------------------------------------------------------------------------


def _structure(parsed: SecurityObject, made: Signature | None, trust: TrustStore) -> Finding:
    flaw = parsed.flaws[0] if parsed.flaws else "" if parsed.hash in HASHES else f"hash {parsed.hash_oid}"
    if not flaw and made and made.verdict is Verdict.RIGHT:
        flaw = contradicted(parsed.signed, made, trust.known_signers)
    if flaw:
        return Finding("passive.structure", _UNSURE, {"flaw": flaw}, _SIGNATURE_CLAUSE)
    params: dict[str, str | int] = {"groups": len(parsed.hashes), "hash": parsed.hash, "version": parsed.version}
    return Finding("passive.structure", _PASSED, params, _SIGNATURE_CLAUSE, {"lds": parsed.lds_version})


def _groups(parsed: SecurityObject, read: Mapping[int, bytes]) -> dict[str, Finding]:
    found = {}
    for number in sorted({*parsed.hashes, *read, *_MANDATORY}):
        group = f"DG{number}"
        params, evidence = {"group": group}, {"file": group}
        if number not in parsed.hashes:
            code = "passive.group_unsigned" if number in read else "passive.group_mandatory"
            found[group] = Finding(code, _FAILED, params, _HASHES_CLAUSE, evidence)
        elif number not in read:
            code = "passive.group_protected" if number in _PROTECTED else "passive.group_unread"
            found[group] = Finding(code, _NOT_DONE, params, _HASHES_CLAUSE, evidence)
        elif parsed.hash not in HASHES:
            found[group] = Finding(
                "passive.group", _UNSURE, {**params, "hash": parsed.hash_oid}, _HASHES_CLAUSE, evidence
            )
        else:
            outcome = _PASSED if parsed.holds(number, read[number]) else _FAILED
            found[group] = Finding("passive.group", outcome, params, _HASHES_CLAUSE, evidence)
    return found


# EF.COM's tags of groups 1 to 16 (Doc 9303-10 4.6.1).
_TAGS = dict(zip(bytes.fromhex("6175637665666768696a6b6c6d6e6f70"), range(1, 17), strict=True))


def _announced(parsed: SecurityObject, com: bytes | None) -> tuple[Finding, ...]:
    """Whether EF.COM, which is not signed, lists the groups that are: a thief hides a group by leaving it out."""
    try:
        tags = first(whole(com, 0x60), 0x5C) if com else None
    except TlvError:
        tags = None
    if tags is None:
        return (Finding("passive.announced", _NOT_DONE, {}, _HASHES_CLAUSE),)
    listed = {_TAGS[tag] for tag in tags if tag in _TAGS}
    differing = ", ".join(f"DG{number}" for number in sorted(listed ^ parsed.hashes.keys()))
    outcome = _UNSURE if differing else _PASSED
    return (Finding("passive.announced", outcome, {"groups": differing}, "Doc 9303-10 4.6.1", {"file": "COM"}),)


# -- who signed it ---------------------------------------------------------------------------------------------------


def _signature(made: Signature | None) -> Finding:
    clause = _SIGNATURE_CLAUSE
    if made is None:
        return Finding("passive.signature_absent", _FAILED, {}, clause)
    algorithm = made.block.algorithm.words
    if made.verdict is Verdict.RIGHT and made.signer:
        params = {"signer": made.signer.words, "algorithm": algorithm, "matched": made.matched}
        return Finding("passive.signature", _PASSED, params, clause, {"signer": made.signer.sha256})
    if not made.content_matches:
        return Finding("passive.signature_content", _FAILED, {}, clause)
    if made.signer is None:
        return Finding("passive.signer_absent", _UNSURE, {}, clause)
    key = made.signer.key
    evidence = {"signer": made.signer.sha256}
    if made.verdict is Verdict.KEY_IMITATED:
        return Finding("passive.signer_curve", _FAILED, {"imitates": key.imitates}, clause, evidence)
    if made.verdict is Verdict.KEY_UNKNOWN:
        return Finding("passive.signer_curve", _UNSURE, {"flaw": key.words}, clause, evidence)
    if made.verdict is Verdict.ALGORITHM_UNKNOWN:
        return Finding("passive.signature", _UNSURE, {"algorithm": algorithm}, clause, evidence)
    return Finding("passive.signature", _FAILED, {"algorithm": algorithm}, clause, evidence)


def _ends(made: Signature | None, entry: Entry | None, trust: TrustStore, on: date) -> Iterable[Finding]:
    """What makes a sound signature doubtful by its dates, told only where it is so."""
    clause = judging.VALIDITY_CLAUSE
    if made is None or made.signer is None:
        return
    signer, at = made.signer, made.block.signed_at
    until = judging.period(signer)[1]
    if at and at.date() <= until < on:
        yield Finding("passive.signer_ended", _UNSURE, dated(date=until), clause, {"signer": signer.sha256})
    if entry is None:
        return
    authority, certified = entry.certificate, signer.not_before
    if not authority.not_before.date() <= certified.date() <= authority.not_after.date():
        params = dated(date=certified.date())
        yield Finding("passive.authority_ended", _UNSURE, params, clause, {"authority": authority.sha256})
    elif authority.used_until and authority.used_until.date() < certified.date():
        params = dated(date=certified.date(), used=authority.used_until.date())
        yield Finding("passive.authority_key", _UNSURE, params, clause, {"authority": authority.sha256})
    for one in trust.crls_of(authority.country):
        revoked = one.crl.revoked.get(authority.serial)
        if revoked and one.authority and name_key(one.crl.issuer) == authority.issuer_key:
            evidence = {"authority": authority.sha256, "crl": one.crl.sha256}
            yield Finding("passive.authority_revoked", _FAILED, dated(date=revoked.date()), CRL_CLAUSE, evidence)
            return


# -- what we know of it, and how old that is -------------------------------------------------------------------------


def _revocation(signer: Certificate | None, entry: Entry | None, trust: TrustStore, on: date) -> Finding:
    if signer is None:
        return Finding("passive.revocation_signer", _NOT_DONE, {}, CRL_CLAUSE)
    return judging.revocation("passive", signer, entry, trust, on)


def _freshness(entry: Entry | None, signer: Certificate | None, trust: TrustStore, on: date) -> Iterable[Finding]:
    if signer is None:
        return
    country = judging.issuing_country(signer, entry)
    signed = next((one for one in trust.crls_of(country) if one.authority), None)
    if signed is None:
        yield Finding("passive.crl_age", _NOT_DONE, {"country": country}, CRL_CLAUSE)
    else:
        due = (signed.crl.next_at or signed.crl.issued_at).date()
        outcome = _UNSURE if signed.crl.is_stale(on) else _PASSED
        params = {"country": country, **dated(date=due)}
        yield Finding("passive.crl_age", outcome, params, CRL_CLAUSE, {"crl": signed.crl.sha256})
    editions = [(vouch.edition, vouch.by) for vouch in (entry.vouches if entry else ()) if vouch.edition]
    if not editions:
        yield Finding("passive.list_age", _NOT_DONE, {}, LIST_CLAUSE)
        return
    newest, name = max(editions)
    days = max(0, (on - newest).days)
    outcome = _UNSURE if days > _LIST_OLD_AFTER else _PASSED
    yield Finding("passive.list_age", outcome, {"list": name, **_aged(days)}, LIST_CLAUSE)


# -- whether signer and document belong together ---------------------------------------------------------------------


def _mrz_of(group: bytes | None) -> str:
    """The MRZ in DG1 (Doc 9303-10 4.7.1), as far as its first line; empty where there is none."""
    at = group.find(b"\x5f\x1f", 0, 16) if group else -1
    if group is None or at < 0:
        return ""
    start = at + 3 if group[at + 2 : at + 3] < b"\x80" else at + 4
    text = group[start : start + 30].decode("latin-1")
    return text if re.fullmatch(r"[A-Z0-9<]{30}", text) else ""


def _country(group: bytes | None, signer: Certificate | None, entry: Entry | None) -> Iterable[Finding]:
    """Whether the State that signed is the one the MRZ names, and its authority of the same State."""
    clause = "Doc 9303-12 7.1.1.2"
    issuer = _mrz_of(group)[2:5].rstrip("<")
    authority = entry.certificate if entry else None
    # A signer that names no country is of its authority's; the place is only what it says of itself.
    country = "" if signer is None else signer.country or (authority.country if authority else "")
    if signer is None or not issuer or not (country or signer.place):
        yield Finding("passive.country", _NOT_DONE, {}, clause)
        return
    params = {"country": country or signer.place, "issuer": issuer}
    evidence = {"signer": signer.sha256, "file": "DG1"}
    known = countries.find(issuer)
    allowed = {issuer, *_PRINTED_HERE.get(issuer, ())}
    if known:
        allowed |= {known.iso2, known.iso3} - {""}
    if country in allowed or (not country and signer.place in allowed):
        outcome = _PASSED
    else:
        # Only a State's own code can be held against a signer; organisations and territories sign under others' too.
        own = issuer in _PRINTED_HERE or (known is not None and known.iso2 and not known.special)
        outcome = _FAILED if own else _UNSURE
    yield Finding("passive.country", outcome, params, clause, evidence)
    if authority and signer.country and authority.country and authority.country != signer.country:
        params = {"country": signer.country, "issuer": authority.country}
        yield Finding("passive.country_authority", _FAILED, params, clause, evidence)


def _signer_use(group: bytes | None, signer: Certificate | None) -> Iterable[Finding]:
    """Whether the signer's certificate is for documents, and for documents of this kind."""
    clause = judging.USE_CLAUSE
    if signer is None:
        return
    evidence = {"signer": signer.sha256}
    if signer.not_understood:
        params = {"flaw": ", ".join(signer.not_understood)}
        yield Finding("passive.signer_extension", _UNSURE, params, "Doc 9303-12 7.1", evidence)
    if what := judging.other_use(signer):
        yield Finding("passive.signer_use", _FAILED, {"types": what}, clause, evidence)
        return
    kind = _mrz_of(group)[:2].rstrip("<")
    if not signer.document_types or not kind:
        yield Finding("passive.signer_use", _NOT_DONE, {}, clause, evidence)
        return
    # A code of one letter in the certificate stands for every code that begins with it: P for PP, PD, PS.
    fits = any(kind.startswith(one.rstrip("<")) for one in signer.document_types if one.strip("<"))
    params = {"type": kind, "types": ", ".join(signer.document_types)}
    yield Finding("passive.signer_use", _PASSED if fits else _UNSURE, params, clause, evidence)


def _weak(parsed: SecurityObject, made: Signature | None, entry: Entry | None) -> Iterable[Finding]:
    """What would not be allowed in a new document: noted, not held against an old one."""
    found = []
    if parsed.hash in WEAK_HASHES:
        found.append(("SHA-1", "SOD"))
    if made and made.signer:
        found += _weak_parts(made.signer, made.block.algorithm.hash)
    if entry:
        found += _weak_parts(entry.certificate, "")
    for what in dict.fromkeys(what for what, _where in found):
        where = ", ".join(dict.fromkeys(place for name, place in found if name == what))
        yield Finding("passive.weak", _PASSED, {"what": what}, "Doc 9303-12 4.4", {"where": where})


def _weak_parts(one: Certificate, hash: str) -> list[tuple[str, str]]:
    found = [("SHA-1", one.words)] if {hash, one.algorithm.hash} & WEAK_HASHES else []
    return found + ([(one.key.words, one.words)] if one.key.is_weak else [])
