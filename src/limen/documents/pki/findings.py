"""What the trust store says of itself: each list, CRL and certificate that was offered, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from limen.documents.pki.certificate import written
from limen.documents.pki.lists import Proof
from limen.documents.pki.store import Standing, TrustStore, says_authority
from limen.vocabulary.dates import spoken_day
from limen.vocabulary.evidence import Finding, Outcome

LIST_CLAUSE, CRL_CLAUSE = "Doc 9303-12 8", "Doc 9303-12 7.2"
AUTHORITY_CLAUSE = "Doc 9303-12 7.1.1.3"
_PASSED, _FAILED, _UNSURE = Outcome.PASSED, Outcome.FAILED, Outcome.UNSURE

_STANDINGS: Mapping[Standing, tuple[str, Outcome]] = MappingProxyType(
    {
        Standing.ANCHORED: ("trust.list", _PASSED),
        Standing.LINKED: ("trust.list", _PASSED),
        Standing.FIRST_USE: ("trust.list", _UNSURE),
        Standing.UNANCHORED: ("trust.list_unanchored", _UNSURE),
        Standing.NOT_ENTITLED: ("trust.list_signer", _FAILED),
        Standing.UNTIMELY: ("trust.list_untimely", _FAILED),
        Standing.REVOKED: ("trust.list_revoked", _FAILED),
        Standing.BROKEN: ("trust.list", _FAILED),
    }
)


def dated(**days: date | None) -> dict[str, str]:
    """Parameters of days, each also as people read it."""
    params = {name: day.isoformat() for name, day in days.items() if day}
    return params | {f"{name}_words": spoken_day(day) for name, day in days.items() if day}


def trust_findings(trust: TrustStore, on: date) -> tuple[Finding, ...]:
    """What became of each list and CRL that was offered, as on a day, and what could not be read."""
    return (*_lists(trust), *_crls(trust, on), *_unsaid(trust), *_unread(trust))


def _lists(trust: TrustStore) -> Iterator[Finding]:
    for one in trust.lists:
        code, outcome = _STANDINGS[one.standing]
        params: dict[str, str | int] = {
            "list": one.list.name,
            "count": len(one.list.certificates),
            "source": one.list.source,
        }
        yield Finding(code, outcome, params, LIST_CLAUSE, {"sha256": one.list.sha256})


def _crls(trust: TrustStore, on: date) -> Iterator[Finding]:
    for one in trust.crls:
        issued = one.crl.issued_at.date()
        due = one.crl.next_at.date() if one.crl.next_at else issued
        params = {"country": one.crl.country, **dated(date=issued, due=due)}
        stale = one.authority is not None and one.crl.is_stale(on)
        outcome = _PASSED if one.authority and not stale else _UNSURE
        code = "trust.crl_stale" if stale else "trust.crl"
        yield Finding(code, outcome, params, CRL_CLAUSE, {"sha256": one.crl.sha256})


def _unsaid(trust: TrustStore) -> Iterator[Finding]:
    """Authorities that do not say they are one, and whoever was given as one and denies it."""
    for entry in trust.entries.values():
        one = entry.certificate
        if not says_authority(one):
            vouchers = "; ".join(vouch.words for vouch in entry.vouches)
            params = {"issuer": one.words, "vouchers": vouchers}
            yield Finding("trust.authority_unsaid", _PASSED, params, AUTHORITY_CLAUSE, {"sha256": one.sha256})
    for one in trust.signers:
        if one.is_self_issued and one.is_authority is False and one.sha256 not in trust.entries:
            params = {"issuer": one.words}
            yield Finding("trust.authority_denied", _UNSURE, params, AUTHORITY_CLAUSE, {"sha256": one.sha256})


def _unread(trust: TrustStore) -> Iterator[Finding]:
    for one in trust.rejected:
        yield Finding("trust.unread", _UNSURE, {"where": one.where, "why": one.why}, LIST_CLAUSE)


def proof_finding(proof: Proof) -> Finding:
    """Who signed a certificate of a list, or why nobody in the list did."""
    one = proof.certificate
    params = {"issuer": written(one.issuer), "key": one.issuer_key_identifier.hex() or "-", "subject": one.words}
    evidence = {"sha256": one.sha256, "by": proof.by.sha256 if proof.by else ""}
    outcome = _PASSED if proof.is_proved else _UNSURE
    return Finding(f"trust.proof_{proof.how}", outcome, params, LIST_CLAUSE, evidence)
