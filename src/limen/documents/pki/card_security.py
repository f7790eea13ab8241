"""EF.CardSecurity (Doc 9303-11 9.2.11): the key with which a chip proves itself in PACE-CAM, signed by its issuer.

EF.SOD has no hash of this file; it has a signature of its own. A key in it counts only where that signature leads to
the State that signed EF.SOD: a copy can bring a file along that its maker signed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from limen.documents.pki import judging
from limen.documents.pki.bounds import LARGEST_SECURITY_OBJECT
from limen.documents.pki.certificate import Certificate
from limen.documents.pki.errors import PkiError
from limen.documents.pki.security_object import SecurityObject
from limen.documents.pki.signature import Verdict
from limen.documents.pki.signed import Signature, Signed, check_signed, contradicted, read_signed
from limen.documents.pki.store import Entry, IssuerFound, TrustStore
from limen.vocabulary.evidence import Finding, Outcome

CARD_SECURITY = "CardSecurity"
SECURITY_INFOS = "0.4.0.127.0.7.3.2.1"  # BSI TR-03110-3 A.1.2.5: the kind of content that is signed
CLAUSE = "Doc 9303-11 9.2.11"
_ABOUT = "passive.card_security"


@dataclass(frozen=True, slots=True)
class CardSecurity:
    """What became of EF.CardSecurity: its findings, and whether its keys are those of the State that signed EF.SOD."""

    findings: tuple[Finding, ...]
    is_vouched: bool = False
    signer: Certificate | None = None


def read_card_security(data: bytes) -> Signed:
    """Read the file as it stands; the signature is not looked at. Raises PkiError."""
    return read_signed(data, LARGEST_SECURITY_OBJECT, "EF.CardSecurity")


def has_signer_of(data: bytes, security_object: SecurityObject) -> bool:
    """Whether one certificate's key signed both this file and EF.SOD: then what is found of the one holds for both."""
    try:
        signed = read_card_security(data)
    except PkiError:
        return False
    mine, its = check_signed(signed), check_signed(security_object.signed)
    if mine is None or its is None or mine.signer is None or its.signer is None or _flaw(signed, mine):
        return False
    return mine.verdict is its.verdict is Verdict.RIGHT and mine.signer.sha256 == its.signer.sha256


def check_card_security(
    data: bytes | None, by: Certificate | None, its: Entry | None, trust: TrustStore, on: date
) -> CardSecurity:
    """Check the file as passive authentication checks EF.SOD, whose signer (`by`) and authority (`its`) it is given."""
    if data is None:
        return CardSecurity((Finding(_ABOUT, Outcome.NOT_DONE, {}, CLAUSE),))
    try:
        signed = read_card_security(data)
    except PkiError as error:
        return CardSecurity((_told(Outcome.FAILED, str(error), error.raw),))
    made = check_signed(signed, trust.known_signers)
    first = _signature(signed, made)
    signer = made.signer if made else None
    if made is None or signer is None:
        return CardSecurity((first,))
    issuer = trust.issuer_of(signer)
    entry = issuer.entry if issuer.found is IssuerFound.FOUND else None
    others = [judging.validity(_ABOUT, signer, made.block.signed_at, on)]
    chain = judging.chain(_ABOUT, signer, issuer, entry)
    if by is None or by.sha256 != signer.sha256:  # of a signer of both it is told once
        others += [chain, judging.revocation(_ABOUT, signer, entry, trust, on), *judging.unsaid(_ABOUT, entry)]
        if what := judging.other_use(signer):
            params = {"types": what}
            others.append(Finding(f"{_ABOUT}.signer_use", Outcome.FAILED, params, judging.USE_CLAUSE))
        others += _country(signer, entry, by, its)
    found = (first, *(replace(one, evidence={**one.evidence, "file": CARD_SECURITY}) for one in others))
    is_vouched = by is not None and first.outcome is chain.outcome is Outcome.PASSED
    return CardSecurity(found, is_vouched and all(one.outcome is not Outcome.FAILED for one in found), signer)


def _flaw(signed: Signed, made: Signature) -> str:
    if signed.kind != SECURITY_INFOS:
        return f"content of kind {signed.kind}"
    return signed.flaws[0] if signed.flaws else contradicted(signed, made)


def _signature(signed: Signed, made: Signature | None) -> Finding:
    if made is None:
        return _told(Outcome.FAILED, "nobody signed it")
    if not made.content_matches:
        return _told(Outcome.FAILED, "the signed hash is not that of its content")
    if made.signer is None:
        return _told(Outcome.UNSURE, "its signer's certificate is neither in it nor known")
    key, evidence = made.signer.key, {"file": CARD_SECURITY, "signer": made.signer.sha256}
    if made.verdict is Verdict.KEY_IMITATED:
        return _told(Outcome.FAILED, f"its signer's key imitates the curve {key.imitates}")
    if made.verdict is Verdict.WRONG:
        return _told(Outcome.FAILED, "its signature is wrong")
    if made.verdict is not Verdict.RIGHT:
        return _told(Outcome.UNSURE, f"its signer's key or algorithm is not known: {made.block.algorithm.words}")
    if flaw := _flaw(signed, made):
        return _told(Outcome.UNSURE, flaw)
    params = {"signer": made.signer.words, "algorithm": made.block.algorithm.words}
    return Finding(_ABOUT, Outcome.PASSED, params, CLAUSE, evidence)


def _told(outcome: Outcome, why: str, raw: str = "") -> Finding:
    evidence = {"file": CARD_SECURITY, **({"raw": raw} if raw else {})}
    return Finding(_ABOUT, outcome, {"why": why}, CLAUSE, evidence)


def _country(signer: Certificate, entry: Entry | None, by: Certificate | None, its: Entry | None) -> Iterator[Finding]:
    """That one State signed both files: no other's certificate makes a key the chip's."""
    if by is None:
        return
    country, issuer = judging.issuing_country(signer, entry), judging.issuing_country(by, its)
    if country != issuer:
        params = {"country": country or "-", "issuer": issuer or "-"}
        yield Finding(f"{_ABOUT}.country", Outcome.FAILED, params, CLAUSE, {"signer": signer.sha256})
