"""Seals and signed barcodes: visible digital seals, ICAO barcodes and VDS-NC, decoded and verified to their signer.

Rules of this part: whatever is bounded is bounded before it is looked at; a field that no table knows is kept and
shown by its number; a seal is decoded even where nobody can verify it; who signed is told apart from whether the
signature fits, and both from whether the seal belongs to the document beside it (`belongs`).

>>> from datetime import date
>>> from limen.documents.pki import TrustStore, read_material
>>> from limen.specimens.seals import SealOffice
>>> office = SealOffice()
>>> trust = TrustStore.of([read_material(one, "utopia") for one in office.certificates])
>>> seal = read(office.visa())
>>> seal.document, seal.issuer, str(verify(seal, trust, date(2026, 11, 22)).finding("seal.signature").outcome)
('visa', 'UTO', 'passed')
"""

from __future__ import annotations

import re

from limen.documents.seal.errors import SealError
from limen.documents.seal.holder import Belonging, belongs
from limen.documents.seal.idb import is_idb, read_idb, write_idb
from limen.documents.seal.model import Kind, Seal, SealField, SignerReference
from limen.documents.seal.vds import Header, is_vds, read_vds, write_vds
from limen.documents.seal.vds_nc import canonical, is_vds_nc, read_vds_nc, write_vds_nc
from limen.documents.seal.verifying import SealVerification, verify
from limen.documents.seal.words import DOCUMENTS, FIELDS, WORDS
from limen.vocabulary.evidence import N_, Finding, Outcome

__all__ = [
    "DOCUMENTS",
    "FIELDS",
    "WORDS",
    "Belonging",
    "Header",
    "Kind",
    "Seal",
    "SealError",
    "SealField",
    "SealVerification",
    "SignerReference",
    "belongs",
    "broken",
    "canonical",
    "is_seal",
    "read",
    "verify",
    "write_idb",
    "write_vds",
    "write_vds_nc",
]

_LONGEST = 16_384
_HEX = re.compile(r"\s*[dD][cC]0[23][0-9a-fA-F\s]{32,}")


def is_seal(source: bytes | str) -> bool:
    """Whether the content of a barcode begins as a seal does, whatever follows."""
    try:
        told = _told(source)
    except SealError:
        return False
    return is_vds(told) if isinstance(told, bytes) else is_idb(told) or is_vds_nc(told)


def read(source: bytes | str) -> Seal:
    """Read a seal from the bytes or the text of a barcode, or from bytes written in hexadecimal.

    Raises SealError for what is no seal.
    """
    source = _told(source)
    if isinstance(source, bytes):
        return read_vds(source)
    if is_idb(source):
        return read_idb(source)
    if is_vds_nc(source):
        return read_vds_nc(source)
    raise SealError(N_("no seal: it begins neither with the byte DC, nor with RDB1, nor as the JSON of a VDS-NC"))


def broken(error: SealError) -> Finding:
    """The finding for a barcode that begins as a seal does and cannot be read."""
    return Finding(
        "seal.format", Outcome.FAILED, {"why": str(error)}, "Doc 9303-13 2", {"raw": error.raw} if error.raw else {}
    )


def _told(source: bytes | str) -> bytes | str:
    """Bytes for a binary seal, text for the others, whichever way the barcode reader gave them."""
    if len(source) > _LONGEST:
        raise SealError(
            N_("{count} characters are more than any barcode holds ({most})"), count=len(source), most=_LONGEST
        )
    if isinstance(source, bytes):
        if is_vds(source):
            return source
        try:
            return source.decode("utf-8").lstrip("\ufeff \r\n\t")
        except UnicodeDecodeError as error:
            raise SealError(N_("no seal: binary, and not beginning with the byte DC")) from error
    text = source.lstrip("\ufeff \r\n\t")
    if _HEX.fullmatch(text):
        plain = "".join(text.split())
        return bytes.fromhex(plain[: len(plain) // 2 * 2])
    if text[:1] == "\xdc":  # a reader that gave each byte as the character of its number
        try:
            return text.encode("latin-1")
        except UnicodeEncodeError as error:
            raise SealError(N_("no seal: the text was recoded; take the bytes of the barcode")) from error
    return text
