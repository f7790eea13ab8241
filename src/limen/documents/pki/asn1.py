"""The ASN.1 of travel documents that asn1crypto does not hold: what a security object and a master list contain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from asn1crypto import algos, core, x509
from asn1crypto.parser import parse, peek

LDS_SECURITY_OBJECT = "2.23.136.1.1.1"  # Doc 9303-10 4.6.2.3
MASTER_LIST = "2.23.136.1.1.2"  # Doc 9303-12 8
MASTER_LIST_SIGNING = "2.23.136.1.1.3"
PURPOSES = "2.23.136.1.1."  # of keys, by Doc 9303: none of them is to sign security objects
DOCUMENT_TYPES = "2.23.136.1.1.6.2"  # Doc 9303-12 7.1.1.6


class DataGroupHash(core.Sequence):  # type: ignore[misc]  # asn1crypto is untyped
    """Doc 9303-10 4.6.2.3: the hash of one data group."""

    _fields = [("number", core.Integer), ("hash", core.OctetString)]


class DataGroupHashes(core.SequenceOf):  # type: ignore[misc]  # asn1crypto is untyped
    """The hashes of all data groups."""

    _child_spec = DataGroupHash


class VersionInfo(core.Sequence):  # type: ignore[misc]  # asn1crypto is untyped
    """Version 1 only: the LDS and Unicode versions, signed."""

    _fields = [("lds", core.PrintableString), ("unicode", core.PrintableString)]


class SecurityObject(core.Sequence):  # type: ignore[misc]  # asn1crypto is untyped
    """Doc 9303-10 4.6.2.3: LDSSecurityObject, version 0 or 1."""

    _fields = [
        ("version", core.Integer),
        ("hash_algorithm", algos.DigestAlgorithm),
        ("hashes", DataGroupHashes),
        ("version_info", VersionInfo, {"optional": True}),
    ]


class Certificates(core.SetOf):  # type: ignore[misc]  # asn1crypto is untyped
    """Certificates as they are, read later one by one so that a bad one spoils no other."""

    _child_spec = core.Any


class MasterListContent(core.Sequence):  # type: ignore[misc]  # asn1crypto is untyped
    """Doc 9303-12 8: CscaMasterList."""

    _fields = [("version", core.Integer), ("certificates", Certificates)]


class DocumentTypeNames(core.SetOf):  # type: ignore[misc]  # asn1crypto is untyped
    """Document codes, such as `P`."""

    _child_spec = core.PrintableString


class DocumentTypes(core.Sequence):  # type: ignore[misc]  # asn1crypto is untyped
    """Doc 9303-12 7.1.1.6: the codes of documents that a signer may sign."""

    _fields = [("version", core.Integer), ("names", DocumentTypeNames)]


class Extension(core.Sequence):  # type: ignore[misc]  # asn1crypto is untyped
    """RFC 5280 4.1: an extension with its content unread, so that a bad one can be left aside."""

    _fields = [
        ("extn_id", core.ObjectIdentifier),
        ("critical", core.Boolean, {"default": False}),
        ("extn_value", core.OctetString),
    ]


class Extensions(core.SequenceOf):  # type: ignore[misc]  # asn1crypto is untyped
    """The extensions of a certificate or a revocation list."""

    _child_spec = Extension


class KeyInfo(core.Sequence):  # type: ignore[misc]  # asn1crypto is untyped
    """RFC 5280 4.1: a public key with neither its algorithm nor its numbers read."""

    _fields = [("algorithm", core.Any), ("public_key", core.BitString)]


def extensions_of(field: Any) -> Any:
    """The extensions in the field of a certificate or a revocation list, each unread; none where it is absent."""
    return () if isinstance(field, core.Void) else Extensions(contents=field.contents)


def elements(content: bytes) -> Iterator[bytes]:
    """The elements inside a value, each just as it was written and signed.

    asn1crypto's `dump` is not that: it takes a length that ends in 80 for an indefinite one and writes all anew.
    """
    at = 0
    while at < len(content):
        size = peek(content[at:])
        yield content[at : at + size]
        at += size


def inside(data: bytes) -> bytes:
    """What stands inside the one element that the bytes are."""
    return bytes(parse(data)[4])


def named(*names: tuple[str, str]) -> Any:
    """A distinguished name of (type, value) pairs in this order, countries as PrintableString."""
    parts = []
    for kind, value in names:
        text = (
            x509.DirectoryString(name="printable_string", value=core.PrintableString(value))
            if kind == "country_name"
            else x509.DirectoryString(name="utf8_string", value=core.UTF8String(value))
        )
        parts.append(x509.RelativeDistinguishedName([{"type": kind, "value": text}]))
    return x509.Name(name="", value=x509.RDNSequence(parts))
