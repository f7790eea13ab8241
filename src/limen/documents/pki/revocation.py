"""Certificate revocation lists: which signers a State no longer stands by, as of when, and when the next is due."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from asn1crypto import core, crl, x509

from limen.documents.pki import asn1
from limen.documents.pki.bounds import LARGEST_CRL, MOST_REVOKED, guard
from limen.documents.pki.certificate import ASN1_FAULTS, Name, moment, read_name, short, unsigned, written
from limen.documents.pki.errors import PkiError
from limen.documents.pki.signature import PublicKey, SignatureAlgorithm, Verdict, check, read_algorithm
from limen.vocabulary.evidence import N_

_DISTRIBUTION = "2.5.29.28"  # RFC 5280 5.2.5
_LIMITS = ("only_contains_ca_certs", "only_contains_attribute_certs", "only_some_reasons", "indirect_crl")


@dataclass(frozen=True, slots=True, eq=False)
class RevocationList:
    """One CRL: who issued it, when, when the next is due (None: it does not say), and the serial numbers revoked.

    Not `is_whole` where a critical extension limits it, as to changes since another or to some kinds of certificates:
    whom it names is revoked, but whom it does not name may be all the same.
    """

    sha256: str
    issuer: Name
    country: str
    issued_at: datetime
    next_at: datetime | None
    number: int | None
    revoked: Mapping[int, datetime] = field(repr=False)
    issuer_key_identifier: bytes
    algorithm: SignatureAlgorithm
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    is_whole: bool = True
    flaws: tuple[str, ...] = ()

    def is_stale(self, on: date) -> bool:
        """Whether its successor was due before a day; one that names no date for it is stale when issued."""
        return (self.next_at or self.issued_at).date() < on

    def signed_by(self, key: PublicKey) -> Verdict:
        """Whether a key signed this list."""
        return check(key, self.algorithm, self.signature, self.signed)

    def to_json(self) -> dict[str, Any]:
        """The list as it is shown."""
        return {
            "sha256": self.sha256,
            "issuer": written(self.issuer),
            "country": self.country,
            "issued_on": self.issued_at.date().isoformat(),
            "next_on": self.next_at.date().isoformat() if self.next_at else None,
            "revoked": len(self.revoked),
        }


def read_crl(data: bytes) -> RevocationList:
    """Read one CRL from DER. Raises PkiError for what is none."""
    data = guard(data, LARGEST_CRL, "a revocation list")
    try:
        parsed = crl.CertificateList.load(data)
        content = parsed["tbs_cert_list"]
        issuer = read_name(content["issuer"])
        issued, following = moment(content["this_update"]), content["next_update"]
        next_at = None if isinstance(following, core.Void) else moment(following)
        revoked = _revoked(content["revoked_certificates"])
        flaws: list[str] = []
        identifier, number, is_whole = _extensions(content["crl_extensions"], flaws)
        algorithm = read_algorithm(parsed["signature_algorithm"])
        signed, signature = next(asn1.elements(asn1.inside(data))), bytes(parsed["signature"])
    except PkiError:
        raise
    except ASN1_FAULTS as error:
        raise PkiError(N_("no revocation list: {why}; give a CRL in DER or PEM"), why=short(error)) from error
    country = next((value.strip().upper() for kind, value in issuer if kind == "2.5.4.6"), "")
    return RevocationList(
        hashlib.sha256(data).hexdigest(),
        issuer,
        country,
        issued,
        next_at,
        number,
        MappingProxyType(revoked),
        identifier,
        algorithm,
        signed,
        signature,
        is_whole,
        tuple(flaws),
    )


def _revoked(rows: Any) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    for row in () if isinstance(rows, core.Void) else rows:
        if len(found) == MOST_REVOKED:
            raise PkiError(N_("a revocation list: more than {count} entries; it is not read"), count=MOST_REVOKED)
        found[unsigned(row["user_certificate"])] = moment(row["revocation_date"])
    return found


def _extensions(extensions: Any, flaws: list[str]) -> tuple[bytes, int | None, bool]:
    """The issuer's key identifier and the number of the list, where they can be read; whether nothing limits it."""
    identifier, number, is_whole = b"", None, True
    for extension in asn1.extensions_of(extensions):
        oid = ""
        try:
            oid, content = extension["extn_id"].dotted, bytes(extension["extn_value"])
            if oid == "2.5.29.35":
                found = x509.AuthorityKeyIdentifier.load(content)["key_identifier"]
                identifier = b"" if isinstance(found, core.Void) else bytes(found)
            elif oid == "2.5.29.20":
                number = core.Integer.load(content).native
            elif oid == _DISTRIBUTION:
                found = crl.IssuingDistributionPoint.load(content)
                is_whole = is_whole and not any(found[part].native for part in _LIMITS)
            elif extension["critical"].native:
                is_whole = False
        except ASN1_FAULTS:
            flaws.append("an extension cannot be read")
            is_whole = is_whole and oid in ("2.5.29.35", "2.5.29.20")
    return identifier, number, is_whole
