"""Certificates as real States issue them: every byte kept, every field read by itself, a bad one spoiling no other.

A certificate says who holds a key; whether that is true is for the trust store. What is odd in it (an extension that
cannot be read, a number without its sign) is a `flaw` beside what could be read, not a refusal: people hold documents
that were signed under such certificates. Parsed certificates are remembered, since a signer signs many documents.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from asn1crypto import core, x509
from asn1crypto.parser import parse

from limen.documents.pki import asn1
from limen.documents.pki.bounds import LARGEST_CERTIFICATE, guard
from limen.documents.pki.errors import PkiError
from limen.documents.pki.signature import PublicKey, SignatureAlgorithm, Verdict, check, read_algorithm, read_key
from limen.vocabulary.evidence import N_

Name = tuple[tuple[str, str], ...]

# What asn1crypto raises on bytes that are no certificate; all of them mean the same to us.
ASN1_FAULTS = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
_SHORT = {"2.5.4.6": "C", "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.3": "CN", "2.5.4.5": "serialNumber", "2.5.4.7": "L"}
_LONGEST_NAME_PART, _MOST_NAME_PARTS = 200, 32
_MOST_NOT_UNDERSTOOD = 4
# Extensions that may be critical and change nothing here: issuer's other names, policies, where CRLs are.
_HARMLESS = frozenset({"2.5.29.18", "2.5.29.31", "2.5.29.32"})
_LARGEST_REMEMBERED, _MOST_REMEMBERED = 8192, 2048  # octets, certificates: at most some 50 MB


@dataclass(frozen=True, slots=True, eq=False)
class Certificate:
    """One certificate: who (`subject`) holds which `key`, who (`issuer`) says so, from when to when, and its bytes.

    `country` is the subject's, in capitals whatever was written; `place` the code that documents print (locality of
    the alternative name, Doc 9303-12 7.1.1.5). `is_authority` is None where the certificate does not say;
    `not_understood` are the critical extensions that are not known here.
    """

    der: bytes = field(repr=False)
    sha256: str
    serial: int
    subject: Name
    issuer: Name
    country: str
    issuer_country: str
    place: str
    not_before: datetime
    not_after: datetime
    key: PublicKey = field(repr=False)
    algorithm: SignatureAlgorithm
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    key_hash: bytes = b""
    key_identifier: bytes = b""
    issuer_key_identifier: bytes = b""
    is_authority: bool | None = None
    used_from: datetime | None = None
    used_until: datetime | None = None
    key_uses: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()
    document_types: tuple[str, ...] = ()
    flaws: tuple[str, ...] = ()

    @property
    def is_self_issued(self) -> bool:
        """Whether subject and issuer have one name: self-signed, or a link to the same authority's next key."""
        return self.subject == self.issuer

    @property
    def subject_key(self) -> Name:
        """What the names of one holder have in common, however they are written."""
        return name_key(self.subject)

    @property
    def issuer_key(self) -> Name:
        """What the names of one issuer have in common, however they are written."""
        return name_key(self.issuer)

    @property
    def names_its_key(self) -> bool:
        """Whether the key identifier is made from the key itself (RFC 5280 4.2.1.2), so that it names no other."""
        return bool(self.key_identifier) and self.key_identifier == self.key_hash

    @property
    def words(self) -> str:
        """The subject as people read it: `C=DE, O=bund, CN=csca-germany`."""
        return written(self.subject)

    def signed_by(self, key: PublicKey) -> Verdict:
        """Whether a key signed this certificate."""
        return check(key, self.algorithm, self.signature, self.signed)

    def to_json(self) -> dict[str, Any]:
        """The certificate as it is shown and exchanged."""
        return {
            "sha256": self.sha256,
            "subject": self.words,
            "issuer": written(self.issuer),
            "serial": f"{self.serial:X}",
            "country": self.country,
            "not_before": self.not_before.date().isoformat(),
            "not_after": self.not_after.date().isoformat(),
            "key": self.key.words,
            "algorithm": self.algorithm.words,
            "flaws": list(self.flaws),
        }


def written(name: Name) -> str:
    """A distinguished name for people."""
    return ", ".join(f"{_SHORT.get(kind, kind)}={value}" for kind, value in name)


def read_certificate(der: bytes) -> Certificate:
    """Read one certificate from its DER bytes, or remember it. Raises PkiError for what is no certificate at all."""
    return _remembered(der) if len(der) <= _LARGEST_REMEMBERED else _read(der)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _remembered(der: bytes) -> Certificate:
    return _read(der)


def forget() -> None:
    """Forget parsed certificates, as a process that has just begun."""
    _remembered.cache_clear()


def _read(der: bytes) -> Certificate:
    der = guard(der, LARGEST_CERTIFICATE, "a certificate")
    try:
        parsed = x509.Certificate.load(der)
        content = parsed["tbs_certificate"]
        subject, issuer = read_name(content["subject"]), read_name(content["issuer"])
        validity = content["validity"]
        begins, ends = moment(validity["not_before"]), moment(validity["not_after"])
        serial = unsigned(content["serial_number"])
        signed, signature = next(asn1.elements(asn1.inside(der))), bytes(parsed["signature_value"])
        octets = asn1.KeyInfo.load(content["subject_public_key_info"].dump())["public_key"].contents[1:]
        flaws: list[str] = []
        said = _extensions(content["extensions"], flaws)
        key = _tolerant("key", lambda: read_key(content["subject_public_key_info"]), flaws)
        algorithm = _tolerant("algorithm", lambda: read_algorithm(parsed["signature_algorithm"]), flaws)
    except ASN1_FAULTS as error:
        raise PkiError(N_("no certificate; give X.509 in DER or PEM"), raw=short(error)) from error
    if content["serial_number"].native < 0:
        flaws.append("negative serial number")
    return Certificate(
        der,
        hashlib.sha256(der).hexdigest(),
        serial,
        subject,
        issuer,
        _country(subject),
        _country(issuer),
        said.pop("place", ""),
        begins,
        ends,
        key or PublicKey("", verdict=Verdict.KEY_UNKNOWN),
        algorithm or SignatureAlgorithm(""),
        signed,
        signature,
        hashlib.sha1(octets, usedforsecurity=False).digest(),
        **said,
        flaws=tuple(flaws),
    )


def unsigned(number: Any) -> int:
    """A serial number without its sign: some write it without the leading zero, and others about it with one."""
    return int.from_bytes(number.contents, "big")


def short(error: BaseException) -> str:
    """What a parser complained of, in few words."""
    return printable(str(error))[:120] or type(error).__name__


def _tolerant(what: str, read: Callable[[], Any], flaws: list[str]) -> Any:
    """What a part of a certificate says, else None and a flaw."""
    try:
        return read()
    except ASN1_FAULTS:
        flaws.append(f"{what} cannot be read")
        return None


def read_name(name: Any) -> Name:
    """A distinguished name in the form in which it is shown: blanks single.

    Letters keep their case for showing; `name_key` compares without it.
    """
    parts: list[tuple[str, str]] = []
    for relative in name.chosen:
        for pair in relative:
            if len(parts) < _MOST_NAME_PARTS:
                parts.append((pair["type"].dotted, printable(_text(pair))))
    return tuple(parts)


def _text(pair: Any) -> str:
    """The value of a part of a name; one of a kind of text that it may not have, as its octets are."""
    try:
        return str(pair["value"].native)
    except ASN1_FAULTS:
        content = pair.contents
        start = 2 + content[1]  # after the type, whose length is short
        return bytes(parse(content[start:])[4]).decode("latin-1")


def printable(text: str) -> str:
    """Text of outsiders as it may be shown: one line, bounded, nothing that moves a cursor or turns the direction."""
    shown = "".join(one if one.isprintable() else "?" for one in " ".join(text.split()))
    return shown[:_LONGEST_NAME_PART]


@lru_cache(maxsize=4096)
def name_key(name: Name) -> Name:
    """What two names that mean the same have in common: case and order aside (`gb` for `GB`, parts turned round)."""
    return tuple(sorted((kind, value.casefold()) for kind, value in name))


def _country(name: Name) -> str:
    return next((value.strip().upper() for kind, value in name if kind == "2.5.4.6"), "")


def moment(time: Any) -> datetime:
    """A UTCTime or GeneralizedTime with its zone; UTC where none is written."""
    found = time.native
    if not isinstance(found, datetime):  # asn1crypto has a type of its own for the year 0
        raise TypeError("a date before the first year")
    return found if found.tzinfo else found.replace(tzinfo=UTC)


# -- extensions ------------------------------------------------------------------------------------------------------


def _extensions(extensions: Any, flaws: list[str]) -> dict[str, Any]:
    """What the extensions say, each read by itself: one that cannot be read is a flaw and spoils no other."""
    said: dict[str, Any] = {}
    unknown: list[str] = []
    for extension in asn1.extensions_of(extensions):
        oid = extension["extn_id"].dotted
        if oid not in _READ:
            if extension["critical"].native and oid not in _HARMLESS and len(unknown) < _MOST_NOT_UNDERSTOOD:
                unknown.append(oid)
            continue
        content = bytes(extension["extn_value"])
        found = _tolerant(f"extension {oid}", lambda: _READ[oid](content), flaws)  # noqa: B023 - called at once
        said |= {key: value for key, value in (found or {}).items() if value and not said.get(key)}
        if found and found.get("is_authority") is False:
            said["is_authority"] = False
    return {**said, "not_understood": tuple(unknown)} if unknown else said


def _own_key(content: bytes) -> dict[str, Any]:
    return {"key_identifier": bytes(core.OctetString.load(content))}


def _issuer_key(content: bytes) -> dict[str, Any]:
    found = x509.AuthorityKeyIdentifier.load(content)["key_identifier"]
    return {} if isinstance(found, core.Void) else {"issuer_key_identifier": bytes(found)}


def _authority(content: bytes) -> dict[str, Any]:
    return {"is_authority": bool(x509.BasicConstraints.load(content)["ca"].native)}


def _usage_period(content: bytes) -> dict[str, Any]:
    period = x509.PrivateKeyUsagePeriod.load(content)
    names = (("used_from", "not_before"), ("used_until", "not_after"))
    return {ours: moment(period[theirs]) for ours, theirs in names if not isinstance(period[theirs], core.Void)}


def _key_uses(content: bytes) -> dict[str, Any]:
    return {"key_uses": tuple(sorted(x509.KeyUsage.load(content).native))}


def _purposes(content: bytes) -> dict[str, Any]:
    return {"purposes": tuple(one.dotted for one in x509.ExtKeyUsageSyntax.load(content))}


def _document_types(content: bytes) -> dict[str, Any]:
    names = asn1.DocumentTypes.load(content)["names"]
    return {"document_types": tuple(one.native.strip()[:4] for one in names)}


def _place(content: bytes) -> dict[str, Any]:
    for name in x509.GeneralNames.load(content):
        if name.name == "directory_name":
            for kind, value in read_name(name.chosen):
                if kind == "2.5.4.7":
                    return {"place": value.strip().upper()}
    return {}


_READ: Mapping[str, Callable[[bytes], dict[str, Any]]] = {
    "2.5.29.14": _own_key,
    "2.5.29.35": _issuer_key,
    "2.5.29.19": _authority,
    "2.5.29.16": _usage_period,
    "2.5.29.15": _key_uses,
    "2.5.29.37": _purposes,
    "2.5.29.17": _place,
    asn1.DOCUMENT_TYPES: _document_types,
}
