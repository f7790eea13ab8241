"""What is judged alike of every signer, whatever was signed: who certified it, when it could sign, was it revoked?

`about` is the beginning of a finding's code (`passive`, `seal`): the same question has the same words' ending
everywhere. Nothing that this desk lacks is held against a signer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from limen.documents.pki import asn1
from limen.documents.pki.certificate import Certificate, name_key, written
from limen.documents.pki.findings import AUTHORITY_CLAUSE, CRL_CLAUSE, dated
from limen.documents.pki.store import CrlStanding, Entry, Issuer, IssuerFound, TrustStore, says_authority
from limen.vocabulary.evidence import Finding, Outcome

CHAIN_CLAUSE, VALIDITY_CLAUSE = "Doc 9303-12 6.2", "Doc 9303-12 4.1.5"
USE_CLAUSE = "Doc 9303-12 7.1.1.6"
_PASSED, _FAILED, _UNSURE, _NOT_DONE = Outcome.PASSED, Outcome.FAILED, Outcome.UNSURE, Outcome.NOT_DONE


def chain(about: str, signer: Certificate | None, issuer: Issuer | None, entry: Entry | None) -> Finding:
    """Who certified a signer: a trusted authority (`entry`), a forger in its name, or nobody who is known."""
    if signer is None or issuer is None:
        return Finding(f"{about}.chain", _NOT_DONE, {}, CHAIN_CLAUSE)
    evidence = {"signer": signer.sha256}
    params: dict[str, str | int]
    named = issuer.entry if issuer.found is IssuerFound.NOT_BY_NAMED_KEY else entry
    if named is not None:
        certificate = named.certificate
        evidence["authority"] = certificate.sha256
        vouchers = "; ".join(vouch.words for vouch in named.vouches)
        params = {"issuer": certificate.words, "vouchers": vouchers, "country": certificate.country}
        return Finding(f"{about}.chain", _PASSED if named is entry else _FAILED, params, CHAIN_CLAUSE, evidence)
    if issuer.found is IssuerFound.UNCHECKABLE:
        params = {"algorithm": signer.algorithm.words}
        return Finding(f"{about}.chain_algorithm", _UNSURE, params, CHAIN_CLAUSE, evidence)
    params = {"country": signer.issuer_country or written(signer.issuer), "tried": issuer.tried}
    return Finding(f"{about}.chain", _UNSURE, params, CHAIN_CLAUSE, evidence)


def unsaid(about: str, entry: Entry | None) -> Iterator[Finding]:
    """A note where the authority's own certificate does not say that it is one: only a list says so for it."""
    if entry is not None and not says_authority(entry.certificate):
        vouchers = "; ".join(vouch.words for vouch in entry.vouches)
        params = {"issuer": entry.certificate.words, "vouchers": vouchers}
        evidence = {"authority": entry.certificate.sha256}
        yield Finding(f"{about}.authority_unsaid", _PASSED, params, AUTHORITY_CLAUSE, evidence)


def other_use(signer: Certificate) -> str:
    """What a certificate is for that is not for signing documents; empty where it may be.

    Of the purposes only those of Doc 9303 are held against it: lists, deviations, seals have signers of their own.
    """
    if signer.is_authority:
        return ", ".join(signer.purposes) or "CA"
    if any(one.startswith(asn1.PURPOSES) for one in signer.purposes):
        return ", ".join(signer.purposes)
    uses = set(signer.key_uses)
    return "" if not uses or uses & {"digital_signature", "non_repudiation"} else ", ".join(signer.key_uses)


# -- when it could sign ----------------------------------------------------------------------------------------------


def validity(about: str, signer: Certificate | None, at: datetime | None, on: date) -> Finding:
    """Whether a signer could sign when it signed: within its certificate and its key's own period.

    Some States certify a signer for a year and name the years of its documents as the key's period instead, so either
    will do. A signing time is the signer's own word, and many documents have none.
    """
    if signer is None:
        return Finding(f"{about}.validity", _NOT_DONE, {}, VALIDITY_CLAUSE)
    begins, until = period(signer)
    days, evidence = dated(begins=begins, until=until), {"signer": signer.sha256}
    if at is None:
        if begins <= on <= until:
            return Finding(f"{about}.validity_undated", _PASSED, days, VALIDITY_CLAUSE, evidence)
        outcome = _FAILED if on < begins else _UNSURE
        return Finding(f"{about}.validity", outcome, days | dated(date=on), VALIDITY_CLAUSE, evidence)
    params = days | dated(date=at.date())
    if at.date() > on + timedelta(days=1):  # its day is that of Greenwich, ours that of the post
        return Finding(f"{about}.validity_future", _FAILED, params, VALIDITY_CLAUSE, evidence)
    if not begins <= at.date() <= until:
        return Finding(f"{about}.validity", _FAILED, params, VALIDITY_CLAUSE, evidence)
    if signer.used_until and signer.used_until.date() < at.date():
        params |= dated(used=signer.used_until.date())
        return Finding(f"{about}.validity_key", _UNSURE, params, VALIDITY_CLAUSE, evidence)
    return Finding(f"{about}.validity", _PASSED, params, VALIDITY_CLAUSE, evidence)


def period(signer: Certificate) -> tuple[date, date]:
    """The days on which a signer may have signed."""
    begins, until = signer.not_before.date(), signer.not_after.date()
    if signer.used_until and signer.used_until > signer.not_after:
        until = signer.used_until.date()
    return begins, until


# -- revocation ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lists:
    """What a State's revocation lists say of one signer.

    `named_by` is a list of its own issuer's that names it; `doubt` one that names it without being that: how (code)
    and which; `latest` the trusted list that does not name it, and `acquits` whether that list speaks of the signer.
    """

    country: str
    named_by: CrlStanding | None = None
    doubt: tuple[str, CrlStanding] | None = None
    latest: CrlStanding | None = None
    acquits: bool = False


def issuing_country(signer: Certificate, entry: Entry | None) -> str:
    """The State whose revocation lists speak of a signer: its authority's, before what the signer says of it."""
    return (entry.certificate.country if entry else "") or signer.issuer_country or signer.country


def look_up(signer: Certificate, entry: Entry | None, trust: TrustStore) -> Lists:
    """Look for a signer on its State's lists: on any, however old, it stays revoked; off one, only as of that list."""
    country = issuing_country(signer, entry)
    doubt: tuple[str, CrlStanding] | None = None
    latest: CrlStanding | None = None
    for one in trust.crls_of(country):
        if signer.serial in one.crl.revoked:
            if one.authority is None:
                doubt = "revocation_unsigned", one
            elif _is_of(one, signer, entry):
                return Lists(country, one)
            else:
                doubt = "revocation_name", one
        elif one.authority is not None and (
            latest is None or _acquits(one, signer, entry) > _acquits(latest, signer, entry)
        ):
            latest = one
    return Lists(country, None, doubt, latest, latest is not None and _acquits(latest, signer, entry))


def _acquits(one: CrlStanding, signer: Certificate, entry: Entry | None) -> bool:
    """Whether a signer that is not on a list is not revoked: one of all that its own issuer certified."""
    return one.crl.is_whole and _is_of(one, signer, entry)


def _is_of(one: CrlStanding, signer: Certificate, entry: Entry | None) -> bool:
    """Whether a revocation list speaks of this signer's issuer: by name, or by the key that signed both."""
    if name_key(one.crl.issuer) == signer.issuer_key:
        return True
    return bool(one.authority and entry and one.authority.key_hash == entry.certificate.key_hash)


def revocation(
    about: str, signer: Certificate, entry: Entry | None, trust: TrustStore, on: date, *, warns: bool = True
) -> Finding:
    """Whether a signer was revoked, and how fresh the list is that says so or does not.

    `warns` tells as well of lists that name it without being its issuer's, and of those that are another authority's.
    """
    said = look_up(signer, entry, trust)
    evidence = {"signer": signer.sha256}
    accusing = ("revocation", said.named_by) if said.named_by else said.doubt if warns else None
    if accusing is not None:
        code, by = accusing
        params = {"country": said.country, **dated(date=by.crl.revoked[signer.serial].date())}
        outcome = _FAILED if said.named_by else _UNSURE
        return Finding(f"{about}.{code}", outcome, params, CRL_CLAUSE, {**evidence, "crl": by.crl.sha256})
    if said.latest is None or not (said.acquits or warns):
        return Finding(f"{about}.revocation", _NOT_DONE, {"country": said.country}, CRL_CLAUSE, evidence)
    latest = said.latest.crl
    due = (latest.next_at or latest.issued_at).date()
    params = {"country": said.country, **dated(date=latest.issued_at.date(), due=due)}
    evidence["crl"] = latest.sha256
    if not said.acquits:
        return Finding(f"{about}.revocation_other", _UNSURE, params, CRL_CLAUSE, evidence)
    outcome = _UNSURE if latest.is_stale(on) else _PASSED
    return Finding(f"{about}.revocation", outcome, params, CRL_CLAUSE, evidence)
