"""The document security object (EF.SOD, Doc 9303-10 4.6.2): the hashes of a chip's groups, signed by its issuer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from asn1crypto import core

from limen.documents.pki import asn1
from limen.documents.pki.bounds import LARGEST_SECURITY_OBJECT, guard
from limen.documents.pki.certificate import ASN1_FAULTS, printable, short
from limen.documents.pki.errors import PkiError
from limen.documents.pki.signature import HASHES
from limen.documents.pki.signed import Signed, digest_name, signed_in
from limen.vocabulary.evidence import N_

_WHAT = "EF.SOD"
_GROUPS = range(1, 17)
_MOST_HASHES = 32


@dataclass(frozen=True, slots=True)
class SecurityObject:
    """What an issuer signed: the hash of each group by its number, with which hash, and the versions.

    `hash` is empty where the algorithm is none that is used. `flaws` say what is not as the clause wants it.
    """

    version: int
    hash: str
    hash_oid: str
    hashes: Mapping[int, bytes]
    lds_version: str
    unicode_version: str
    signed: Signed
    flaws: tuple[str, ...] = ()

    def holds(self, number: int, content: bytes) -> bool:
        """Whether it has the hash of a group's file, as it is or without what a reader filled up after its end.

        False as well where its hash is none that is used.
        """
        wanted = self.hashes.get(number)
        if wanted is None or self.hash not in HASHES:
            return False
        length = _tlv_length(content)
        whole = hashlib.new(self.hash, content).digest() == wanted
        return whole or (0 < length < len(content) and hashlib.new(self.hash, content[:length]).digest() == wanted)


def read_security_object(data: bytes) -> SecurityObject:
    """Read EF.SOD, with its tag 77 or without. Raises PkiError for what is none."""
    data = guard(data, LARGEST_SECURITY_OBJECT, _WHAT)
    if data[:1] == b"\x77":
        data = _unwrapped(data)
    signed = signed_in(data, _WHAT)
    flaws = list(signed.flaws)
    if signed.kind != asn1.LDS_SECURITY_OBJECT:
        flaws.append(f"content of kind {signed.kind}")
    try:
        guard(signed.content, LARGEST_SECURITY_OBJECT, _WHAT)
        content = asn1.SecurityObject.load(signed.content)
        version = content["version"].native
        hashes: dict[int, bytes] = {}
        for count, row in enumerate(content["hashes"], 1):
            number = row["number"].native
            if number in hashes or number not in _GROUPS or count > _MOST_HASHES:
                flaws.append(f"a hash for group {str(number)[:8]} that cannot be")
                if count > _MOST_HASHES:
                    break
                continue
            hashes[number] = bytes(row["hash"])
        info = content["version_info"]
        lds, unicode = (
            ("", "")
            if isinstance(info, core.Void)
            else (printable(info["lds"].native), printable(info["unicode"].native))
        )
        hash, oid = digest_name(content["hash_algorithm"]), content["hash_algorithm"]["algorithm"].dotted
    except PkiError:
        raise
    except ASN1_FAULTS as error:
        raise PkiError(N_("{what}: cannot be read; give the whole file"), what=_WHAT, raw=short(error)) from error
    if version not in (0, 1):
        flaws.append(f"version {str(version)[:8]}")
    return SecurityObject(version, hash, oid, MappingProxyType(hashes), lds, unicode, signed, tuple(flaws))


def _unwrapped(data: bytes) -> bytes:
    """What stands inside the tag of the file."""
    first = data[1]
    start = 2 + (first & 0x7F) if first > 0x80 else 2
    return data[start:-2] if first == 0x80 else data[start:]


def _tlv_length(content: bytes) -> int:
    """The octets that the outermost element of a file takes; 0 where it has none."""
    if len(content) < 2:
        return 0
    first = content[1]
    if first < 0x80:
        return 2 + first
    count = first & 0x7F
    return 2 + count + int.from_bytes(content[2 : 2 + count], "big") if 0 < count <= 4 else 0
