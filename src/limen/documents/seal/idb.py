"""The ICAO data structure for barcodes: `RDB1`, a flag, and in base 32 a header, fields, a certificate, a signature.

The flag is A to D: one bit says signed, one says deflated. What is deflated is inflated to a bound and no further.
`NDB1` is the mark of the drafts and is read as well.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Callable, Mapping
from datetime import date

from limen.documents.seal.codings import READERS, WRITERS, c40, part, parts, read_c40
from limen.documents.seal.errors import SealError
from limen.documents.seal.fields import Content, field_findings, read_fields, write_fields
from limen.documents.seal.model import Kind, Seal, SealField, SignerReference
from limen.documents.seal.registry import document_of, fields_of
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.evidence import N_, Finding, Outcome

LARGEST = 8192  # characters: a QR code holds 4,296
LARGEST_INFLATED = 8192  # bytes
HASHES = {1: "sha256", 2: "sha384", 3: "sha512"}
_MARKS = ("RDB1", "NDB1")
_MESSAGES, _CERTIFICATE, _SIGNATURE = 0x61, 0x7E, 0x7F
_SIGNED, _DEFLATED = 1, 2
_CLAUSE = "ICAO TR Datastructure for Barcode 3"
_TEXT = re.compile(r"[A-Z2-7]+=*")


def is_idb(text: str) -> bool:
    """Whether a text begins as an ICAO barcode does."""
    return text[:4] in _MARKS


def read_idb(text: str) -> Seal:
    """Read the text of an ICAO barcode. Raises SealError for what is none."""
    if len(text) > LARGEST:
        raise SealError(
            N_("{count} characters are more than any barcode holds ({most})"), count=len(text), most=LARGEST
        )
    flag = ord(text[4]) - ord("A") if is_idb(text) and len(text) > 4 else -1
    if not 0 <= flag <= 3:
        raise SealError(N_("an ICAO barcode begins with RDB1 and a letter A to D; give the whole barcode"))
    payload = _decoded(text[5:].strip())
    if flag & _DEFLATED:
        payload = _inflated(payload)
    return _read(payload, text[:4], signed=bool(flag & _SIGNED))


def _decoded(text: str) -> bytes:
    text = text.rstrip("=")
    if not _TEXT.fullmatch(text):
        raise SealError(N_("after its mark an ICAO barcode holds A-Z and 2-7 only; read the barcode again"))
    try:
        return base64.b32decode(text + "=" * (-len(text) % 8))
    except binascii.Error as error:
        raise SealError(N_("{count} characters are no base 32; read the barcode again"), count=len(text)) from error


def _inflated(data: bytes) -> bytes:
    machine = zlib.decompressobj()
    try:
        plain = machine.decompress(data, LARGEST_INFLATED)
    except zlib.error as error:
        raise SealError(N_("the barcode cannot be inflated; read it again")) from error
    if not machine.eof:
        raise SealError(
            N_("the barcode is cut short or holds more than {most} bytes when inflated"), most=LARGEST_INFLATED
        )
    return plain


def _read(payload: bytes, mark: str, *, signed: bool) -> Seal:
    if len(payload) < (12 if signed else 2):
        raise SealError(N_("the header is cut short; give the whole barcode"))
    issuer = read_c40(payload[:2]).strip()
    algorithm, digest, day = 0, b"", None
    start = 2
    if signed:
        algorithm, digest, start = payload[2], payload[3:8], 12
        found = READERS["masked_date"](payload[8:12])
        day = found if isinstance(found, PartialDate) else None
    fields: tuple[SealField, ...] | None = None
    certificate = signature = covered = b""
    unknown = []
    for tag, value, end in parts(payload[start:], most=8):
        if tag == _MESSAGES and fields is None:
            fields = read_fields(value, "idb", "", fields_of("idb", ""))
            covered = payload[: start + end]
        elif tag == _CERTIFICATE:
            certificate = value
        elif tag == _SIGNATURE:
            signature = value
        else:
            unknown.append(f"tag_{tag:02x}")
    if fields is None:
        raise SealError(N_("the barcode holds no fields"))
    flaws = [Finding("seal.field_unknown", Outcome.UNSURE, {"field": one, "size": 0}, _CLAUSE) for one in unknown]
    if mark != _MARKS[0]:
        flaws.append(Finding("seal.draft", Outcome.UNSURE, {"mark": mark}, _CLAUSE))
    number = next((one.value for one in fields if one.name == "national_document"), None)
    name, reference = _document(fields, issuer, number if isinstance(number, int) else None)
    flaws += _flaws(fields, issuer, reference if number is not None else "", name)
    signer = SignerReference(digest=digest, certificate=certificate)
    covered = covered if signed else b""
    hash = HASHES.get(algorithm, "") if signed else ""
    return Seal(
        Kind.IDB, 1, issuer, name, reference, signer, None, day, fields, covered, signature, hash, tuple(flaws)
    )  # fmt: skip


def _document(fields: tuple[SealField, ...], issuer: str, number: int | None) -> tuple[str, str]:
    """The kind of document: by the issuer's own number, else by the one field that holds all others."""
    if number is not None:
        reference = f"{number:02x}"
        kind = document_of("idb", reference, issuer)
        return (kind.name if kind else ""), reference
    whole = [one.name for one in fields if one.coding == "fields"]
    return (whole[0], f"{fields[0].tag:02x}") if len(whole) == 1 else ("", "")


def _flaws(fields: tuple[SealField, ...], issuer: str, reference: str, name: str) -> list[Finding]:
    flaws = list(field_findings(fields, "idb", "", {}))
    kind = document_of("idb", reference, issuer)
    missing = [need for need in kind.needs if need not in {one.name for one in fields}] if kind else []
    flaws += [Finding("seal.field_missing", Outcome.UNSURE, {"field": need}, _CLAUSE) for need in missing]
    if not name:
        flaws.append(Finding("seal.document", Outcome.UNSURE, {"reference": reference or "-"}, _CLAUSE))
    return flaws


def write_idb(
    issuer: str,
    content: Mapping[str, Content],
    *,
    sign: Callable[[bytes], bytes] | None = None,
    algorithm: int = 1,
    digest: bytes = b"",
    signed_on: date | None = None,
    certificate: bytes = b"",
    deflated: bool = False,
) -> str:
    """The text of an ICAO barcode, signed where `sign` is given (both numbers of the signature, no ASN.1)."""
    payload = c40(issuer.ljust(3))
    if sign is not None:
        if signed_on is None or len(digest) != 5:
            raise SealError(N_("a signed barcode needs a day and five bytes that name the certificate"))
        payload += bytes((algorithm,)) + digest + WRITERS["masked_date"](signed_on)
    payload += part(_MESSAGES, write_fields(content, "idb", "", fields_of("idb", "")))
    if sign is not None:
        signature = part(_SIGNATURE, sign(payload))
        payload += (part(_CERTIFICATE, certificate) if certificate else b"") + signature
    if deflated:
        payload = zlib.compress(payload, 9)
    flag = (_SIGNED if sign is not None else 0) | (_DEFLATED if deflated else 0)
    return f"{_MARKS[0]}{chr(ord('A') + flag)}{base64.b32encode(payload).decode().rstrip('=')}"
