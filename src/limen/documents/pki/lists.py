"""Master lists (Doc 9303-12 8): the signing authorities that one State vouches for, signed by its list signer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from limen.documents.pki import asn1
from limen.documents.pki.bounds import LARGEST_LIST, MOST_LISTED, guard
from limen.documents.pki.certificate import ASN1_FAULTS, Certificate, read_certificate, short, written
from limen.documents.pki.errors import PkiError
from limen.documents.pki.signature import Verdict
from limen.documents.pki.signed import Signature, Signed, check_signed, read_signed
from limen.vocabulary.evidence import N_

_MOST_TRIED = 64  # issuers tried for one certificate: the most of one name in a real list are 12


@dataclass(frozen=True, slots=True)
class Rejected:
    """What could not be read among much that could: where it stood, and why."""

    where: str
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class MasterList:
    """One edition of a master list: whose, of which day, what it vouches for, and how its signature ended."""

    source: str
    sha256: str
    version: int
    certificates: tuple[Certificate, ...] = field(repr=False)
    rejected: tuple[Rejected, ...]
    signature: Signature
    beside: tuple[Certificate, ...] = field(repr=False)

    @property
    def country(self) -> str:
        """The State that publishes it: its list signer's."""
        return self.signature.signer.country if self.signature.signer else ""

    @property
    def edition(self) -> date | None:
        """The day it was signed, if it says."""
        return self.signature.block.signed_at.date() if self.signature.block.signed_at else None

    @property
    def name(self) -> str:
        """How it is called beside what it vouches for: `DE 2026-05-28`."""
        return f"{self.country or self.source} {self.edition or ''}".strip()

    def to_json(self) -> dict[str, Any]:
        """The list as it is shown."""
        signer = self.signature.signer
        return {
            "name": self.name,
            "source": self.source,
            "sha256": self.sha256,
            "country": self.country,
            "edition": self.edition.isoformat() if self.edition else None,
            "certificates": len(self.certificates),
            "countries": len({one.country for one in self.certificates}),
            "rejected": [{"where": one.where, "why": one.why} for one in self.rejected],
            "signer": written(signer.subject) if signer else None,
            "signature": str(self.signature.verdict),
        }


def read_master_list(data: bytes, source: str = "master list") -> MasterList:
    """Read a master list and check its signature, not whose it is. Raises PkiError for what is none."""
    return list_of(read_signed(data, LARGEST_LIST, source), data, source)


def list_of(signed: Signed, data: bytes, source: str) -> MasterList:
    """The master list in signed data that was read already."""
    if signed.kind != asn1.MASTER_LIST:
        raise PkiError(N_("{what}: signed, but no master list; give the file as it was published"), what=source)
    certificates: dict[str, Certificate] = {}
    rejected = []
    try:
        guard(signed.content, LARGEST_LIST, source)
        content = asn1.MasterListContent.load(signed.content)
        version = content["version"].native
        for count, one in enumerate(content["certificates"], 1):
            _require_bounded(count, source)
            try:
                found = read_certificate(one.dump())
                certificates[found.sha256] = found
            except PkiError as error:
                rejected.append(Rejected(f"certificate {count}", str(error)))
    except PkiError:
        raise
    except ASN1_FAULTS as error:
        raise PkiError(N_("{what}: cannot be read; give the whole file"), what=source, raw=short(error)) from error
    signature = check_signed(signed)
    if signature is None:
        raise PkiError(N_("{what}: a master list that nobody signed; it is not read"), what=source)
    return MasterList(
        source,
        hashlib.sha256(data).hexdigest(),
        version if isinstance(version, int) else 0,
        tuple(certificates.values()),
        tuple(rejected),
        signature,
        signed.certificates,
    )


def _require_bounded(count: int, source: str) -> None:
    if count > MOST_LISTED:
        raise PkiError(N_("{what}: more than {count} certificates; it is not read"), what=source, count=MOST_LISTED)


# -- what a list's certificates prove of one another -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Proof:
    """Who signed a certificate of a list: `how` is self, issuer or link; or why nobody was found.

    `issuer_absent`: no certificate of the issuer's name is there. `key_absent`: certificates of the name are there,
    but none has the key the certificate names or the signature fits. `unusable`: the key or algorithm is none we know.
    """

    certificate: Certificate
    how: str
    by: Certificate | None = None

    @property
    def is_proved(self) -> bool:
        """Whether the signature was checked and is right."""
        return self.by is not None


def prove(certificates: tuple[Certificate, ...]) -> tuple[Proof, ...]:
    """Check each certificate with its own key, else with those of its issuer that are in the list."""
    by_name, by_key = index(certificates)
    return tuple(_prove(one, by_name, by_key) for one in certificates)


def index(certificates: tuple[Certificate, ...]) -> tuple[dict[Any, list[Certificate]], dict[bytes, list[Certificate]]]:
    """Certificates by the subject's name and by key identifier."""
    by_name: dict[Any, list[Certificate]] = {}
    by_key: dict[bytes, list[Certificate]] = {}
    for one in certificates:
        by_name.setdefault(one.subject_key, []).append(one)
        if one.key_identifier:
            by_key.setdefault(one.key_identifier, []).append(one)
    return by_name, by_key


def _prove(one: Certificate, by_name: dict[Any, list[Certificate]], by_key: dict[bytes, list[Certificate]]) -> Proof:
    if one.is_self_issued and (verdict := one.signed_by(one.key)) is not Verdict.WRONG:
        return Proof(one, "self", one) if verdict is Verdict.RIGHT else Proof(one, "unusable")
    same_name = by_name.get(one.issuer_key, [])
    for issuer in list(dict.fromkeys([*by_key.get(one.issuer_key_identifier, ()), *same_name]))[:_MOST_TRIED]:
        if issuer is not one and one.signed_by(issuer.key) is Verdict.RIGHT:
            return Proof(one, "link" if one.country == issuer.country else "issuer", issuer)
    return Proof(one, "key_absent" if same_name else "issuer_absent")
