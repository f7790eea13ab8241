"""What trust is made of, read from whatever it comes in: master lists, LDIF of a directory, PEM, DER, PKCS #7, CRLs.

One bad entry spoils no other: it is left out, with its place and the reason. Nothing is trusted by being read.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from limen.documents.pki import asn1
from limen.documents.pki.bounds import LARGEST_FILE, LARGEST_LIST, MOST_CERTIFICATES
from limen.documents.pki.certificate import Certificate, read_certificate
from limen.documents.pki.errors import PkiError
from limen.documents.pki.lists import MasterList, Rejected, list_of
from limen.documents.pki.revocation import RevocationList, read_crl
from limen.documents.pki.signed import read_signed
from limen.vocabulary.evidence import N_

_PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----\s([A-Za-z0-9+/=\s]*)-----END \1-----")
_OF_PEM = ("CERTIFICATE", "X509 CRL", "PKCS7", "CMS", "TRUSTED CERTIFICATE", "X509 CERTIFICATE")
_LDIF = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:\s*#[^\n]*\n)*\s*(?:version|dn):", re.IGNORECASE)
_VALUE = re.compile(rb"^([A-Za-z][\w.;-]{0,80}):: ?([A-Za-z0-9+/=]*)[ \t]*$", re.MULTILINE)
_MOST_REJECTED = 1000


@dataclass(frozen=True, slots=True)
class Material:
    """What one file held: certificates, master lists, revocation lists, and what could not be read."""

    source: str
    certificates: tuple[Certificate, ...] = ()
    lists: tuple[MasterList, ...] = ()
    crls: tuple[RevocationList, ...] = ()
    rejected: tuple[Rejected, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing in it can be used."""
        return not (self.certificates or self.lists or self.crls)


def read_material(data: bytes, source: str) -> Material:
    """Read one file of certificates, lists or CRLs in any of the forms they are published in.

    Raises PkiError where the file holds none of them.
    """
    if len(data) > LARGEST_FILE:
        raise PkiError(
            N_("{what}: more than {largest} bytes; nothing that large is read"), what=source, largest=LARGEST_FILE
        )
    found = _Found(source)
    rejected: list[Rejected] = []
    for where, der in _parts(data, source):
        try:
            found.take(der, where)
        except PkiError as error:
            if len(rejected) < _MOST_REJECTED:
                rejected.append(Rejected(where, str(error)))
    material = found.material(rejected)
    if material.is_empty and rejected:
        raise PkiError(N_("{what}: {why}"), what=source, why=rejected[0].why)
    if material.is_empty:
        raise PkiError(
            N_(
                "{what}: no certificate, master list or CRL in it;"
                " give a master list, a CRL, or certificates in PEM, DER or LDIF"
            ),
            what=source,
        )
    return material


def _parts(data: bytes, source: str) -> Iterator[tuple[str, bytes]]:
    """The encoded objects in a file, each with its place."""
    if data[:1] == b"\x30":
        yield source, data
    elif _LDIF.match(data[:4096]):
        text = data.replace(b"\r\n", b"\n").replace(b"\n ", b"")  # RFC 2849: a line that begins with a blank goes on
        for number, match in enumerate(_VALUE.finditer(text), 1):
            der = _decoded(match[2])
            if der[:1] == b"\x30":
                yield f"value {number} ({match[1].decode('ascii')})", der
    else:
        for number, match in enumerate(_PEM.finditer(data), 1):
            if match[1].decode("ascii") in _OF_PEM:
                yield f"block {number}", _decoded(match[2])


def _decoded(text: bytes) -> bytes:
    try:
        return base64.b64decode(b"".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


class _Found:
    """Gathers what a file holds, each thing once."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.certificates: dict[str, Certificate] = {}
        self.lists: dict[str, MasterList] = {}
        self.crls: dict[str, RevocationList] = {}

    def take(self, der: bytes, where: str) -> None:
        """Read one encoded object by what it looks like. Raises PkiError."""
        kind = _kind(der)
        if kind == "signed":
            self._take_signed(der, where)
        elif kind == "crl":
            crl = read_crl(der)
            self.crls[crl.sha256] = crl
        else:
            self._keep([read_certificate(der)])

    def _take_signed(self, der: bytes, where: str) -> None:
        signed = read_signed(der, LARGEST_LIST, where)
        if signed.kind == asn1.MASTER_LIST:
            found = list_of(signed, der, self.source)
            self.lists[found.sha256] = found
        elif signed.certificates and not signed.signers:  # a bag of certificates (PKCS #7)
            self._keep(signed.certificates)
        else:
            raise PkiError(N_("{what}: signed, but no master list; give the file as it was published"), what=where)

    def _keep(self, certificates: Iterable[Certificate]) -> None:
        for one in certificates:
            if len(self.certificates) == MOST_CERTIFICATES:
                raise PkiError(
                    N_("{what}: more than {count} certificates; the rest is not read"),
                    what=self.source,
                    count=MOST_CERTIFICATES,
                )
            self.certificates[one.sha256] = one

    def material(self, rejected: Iterable[Rejected]) -> Material:
        """What was gathered."""
        return Material(
            self.source,
            tuple(self.certificates.values()),
            tuple(self.lists.values()),
            tuple(self.crls.values()),
            tuple(rejected),
        )


def _kind(der: bytes) -> str:
    """`signed`, `crl` or `certificate`, from the first tags alone.

    A certificate begins with its version (tag a0) or, of version 1, its serial number; a CRL with the number 1 or at
    once with its algorithm. A CRL goes on with a time where a certificate has its validity.
    """
    outer = _inside(der, 0)
    if der[outer : outer + 1] == b"\x06":
        return "signed"
    first = _inside(der, outer)
    tag = der[first : first + 1]
    if tag == b"\x02" and der[first + 1 : first + 3] == b"\x01\x01":
        after = first + 3
        for _ in range(2):  # the algorithm and the issuer
            length = _length(der, after)
            after = _inside(der, after) + length
        return "crl" if der[after : after + 1] in (b"\x17", b"\x18") else "certificate"
    return "crl" if tag == b"\x30" else "certificate"


def _inside(der: bytes, at: int) -> int:
    """Where the content of the element at a place begins."""
    first = der[at + 1] if at + 1 < len(der) else 0
    return at + 2 + (first & 0x7F if first > 0x80 else 0)


def _length(der: bytes, at: int) -> int:
    first = der[at + 1] if at + 1 < len(der) else 0
    if first < 0x80:
        return first
    return int.from_bytes(der[at + 2 : at + 2 + min(first & 0x7F, 4)], "big")
