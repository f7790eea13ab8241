"""Visible digital seals (Doc 9303-13): a binary header, tagged fields, and a signature over both.

The second byte says 2 for version 3 of the header, in which the signer's serial number has five characters, and 3 for
version 4, in which its length is written before it. Some issuers write 3 and keep five characters: that is tried where
the bytes make no sense otherwise, and told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from limen.documents.seal.codings import c40, packed_day, part, parts, read_c40, read_packed_day
from limen.documents.seal.errors import SealError
from limen.documents.seal.fields import Content, field_findings, read_fields, write_fields
from limen.documents.seal.model import Kind, Seal, SealField, SignerReference
from limen.documents.seal.registry import FieldKind, document_of, fields_of, reference_of
from limen.vocabulary.evidence import N_, Finding, Outcome

MAGIC = 0xDC
LARGEST = 4096  # a Data Matrix holds 1,555 bytes, a QR code 2,953
_SIGNATURE = 0xFF
_VERSIONS = {2: 3, 3: 4}
_HEADER_CLAUSE = "Doc 9303-13 2.2"
_LONGEST_SERIAL = 40  # RFC 5280 4.1.2.2: twenty octets


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a seal: `version` 3 or 4, the issuer, whose signature, the two days, and the document's kind."""

    version: int
    issuer: str
    signer: SignerReference
    issued_on: date | None
    signed_on: date | None
    reference: str

    def to_bytes(self) -> bytes:
        """The header as it is written."""
        serial = self.signer.serial
        if self.version == 3:
            named = self.signer.identifier + serial.rjust(5, "0")
            raw, signer = 2, c40(named)
        else:
            raw, signer = 3, c40(f"{self.signer.identifier}{len(serial):02x}") + c40(serial)
        days = packed_day(self.issued_on) + packed_day(self.signed_on)
        return bytes((MAGIC, raw)) + c40(self.issuer.ljust(3)) + signer + days + bytes.fromhex(self.reference)


def is_vds(data: bytes) -> bool:
    """Whether bytes begin as a visible digital seal does."""
    return data[:1] == bytes((MAGIC,))


def read_vds(data: bytes) -> Seal:
    """Read the bytes of a seal. Raises SealError for what is none."""
    if len(data) > LARGEST:
        raise SealError(N_("{count} bytes are more than any seal holds ({most})"), count=len(data), most=LARGEST)
    if not is_vds(data) or len(data) < 18:
        raise SealError(N_("a seal begins with the byte DC and a header of 18 bytes; give the whole barcode"))
    version = _VERSIONS.get(data[1])
    if version is None:
        raise SealError(N_("version {version} of the header is not known; versions 3 and 4 are"), version=data[1] + 1)
    try:
        return _read(data, version, fixed=version == 3)
    except SealError:
        if version == 3:
            raise
        try:
            return _read(data, version, fixed=True)
        except SealError:
            pass
        raise


def _read(data: bytes, version: int, *, fixed: bool) -> Seal:
    header, start = _read_header(data, version, fixed)
    signed, signature = data, b""
    ends = start
    for tag, value, end in parts(data[start:]):
        if tag == _SIGNATURE:
            signed, signature = data[:ends], value
            if start + end != len(data) and data[start + end :].strip(b"\0"):
                raise SealError(N_("{count} bytes follow the signature"), count=len(data) - start - end)
            break
        ends = start + end
    else:
        raise SealError(N_("the seal ends without its signature; give the whole barcode"))
    kind = document_of("vds", header.reference)
    name = kind.name if kind else ""
    kinds = _kinds(name, data[start:ends])
    fields = read_fields(data[start:ends], "vds", name, kinds)
    flaws = [*_header_flaws(version, fixed, header, name)]
    if kinds:
        flaws += field_findings(fields, "vds", name, kinds)
    return Seal(
        Kind.VDS,
        version,
        header.issuer,
        _profile_name(fields) or name,
        header.reference,
        header.signer,
        header.issued_on,
        header.signed_on,
        fields,
        signed,
        signature,
        flaws=tuple(flaws),
    )


def _read_header(data: bytes, version: int, fixed: bool) -> tuple[Header, int]:
    issuer = read_c40(data[2:4]).strip()
    if fixed:
        named = read_c40(data[4:10])
        identifier, serial, at = named[:4], named[4:], 10
    else:
        named = read_c40(data[4:8])
        try:
            count = int(named[4:6], 16)
        except ValueError as error:
            raise SealError(N_("the length of the signer's number is none: {text}"), text=named[4:6]) from error
        if not 1 <= count <= _LONGEST_SERIAL:
            raise SealError(N_("the signer's number cannot have {count} characters"), count=count)
        at = 8 + (count + 2) // 3 * 2
        identifier, serial = named[:4], read_c40(data[8:at])
        if len(serial) != count:
            raise SealError(N_("the signer's number cannot have {count} characters"), count=count)
    if len(data) < at + 8:
        raise SealError(N_("the header is cut short; give the whole barcode"))
    days = read_packed_day(data[at : at + 3]), read_packed_day(data[at + 3 : at + 6])
    signer = SignerReference(identifier, serial.strip())
    return Header(version, issuer, signer, *days, data[at + 6 : at + 8].hex()), at + 8


def _kinds(name: str, data: bytes) -> Mapping[int, FieldKind]:
    """The fields of a kind of document and, where a profile is named in it, those of the profile."""
    own = fields_of("vds", name)
    profile = next((kind.tag for kind in own.values() if kind.name == "profile"), None)
    if profile is None:
        return own
    number = next((value.hex() for tag, value, _ in parts(data) if tag == profile), "")
    kind = document_of("profile", number, "D")
    return MappingProxyType({**fields_of("profile", kind.name), **own}) if kind else own


def _profile_name(fields: tuple[SealField, ...]) -> str:
    number = next((one.raw.hex() for one in fields if one.name == "profile"), "")
    kind = document_of("profile", number, "D")
    return kind.name if kind else ""


def _header_flaws(version: int, fixed: bool, header: Header, name: str) -> list[Finding]:
    flaws = []
    if fixed and version == 4:
        flaws.append(Finding("seal.header", Outcome.UNSURE, {"version": version}, _HEADER_CLAUSE))
    if not name:
        flaws.append(Finding("seal.document", Outcome.UNSURE, {"reference": header.reference}, _HEADER_CLAUSE))
    return flaws


def write_vds(
    header: Header, content: Mapping[str, Content], sign: Callable[[bytes], bytes], *, document: str = ""
) -> bytes:
    """The bytes of a seal: `sign` answers the plain signature (both numbers, no ASN.1) over header and fields.

    `document` names the kind where the header's reference is to be looked up.
    """
    if document:
        header = Header(
            header.version,
            header.issuer,
            header.signer,
            header.issued_on,
            header.signed_on,
            reference_of("vds", document),
        )
    kind = document_of("vds", header.reference)
    name = kind.name if kind else ""
    to_sign = header.to_bytes() + write_fields(content, "vds", name, fields_of("vds", name))
    return to_sign + part(_SIGNATURE, sign(to_sign))
