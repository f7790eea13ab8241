"""Signed content (CMS SignedData, RFC 5652) as security objects and master lists use it: one content, its signers.

A signer is matched to its certificate by issuer and serial number, else by key identifier, else by serial number
alone, else because there is only one: in the passports of several States the name that the signer's block gives is not
the one that the certificate bears. How it was matched is kept; whether the certificate is trusted is asked elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from asn1crypto import cms, core

from limen.documents.pki import asn1
from limen.documents.pki.bounds import guard
from limen.documents.pki.certificate import (
    ASN1_FAULTS,
    Certificate,
    Name,
    moment,
    name_key,
    read_certificate,
    read_name,
    short,
    unsigned,
)
from limen.documents.pki.errors import PkiError
from limen.documents.pki.signature import HASHES, SignatureAlgorithm, Verdict, check, read_algorithm
from limen.vocabulary.evidence import N_

_SIGNED_DATA = "1.2.840.113549.1.7.2"
_MOST_SIGNERS, _MOST_BESIDE = 4, 64
_DIGESTS = {"1.3.14.3.2.26": "sha1"} | {
    f"2.16.840.1.101.3.4.2.{last}": name
    for last, name in enumerate(
        ("sha256", "sha384", "sha512", "sha224", "", "", "sha3_224", "sha3_256", "sha3_384", "sha3_512"), 1
    )
    if name
}
_CONTENT_TYPE, _MESSAGE_DIGEST, _SIGNING_TIME = (f"1.2.840.113549.1.9.{last}" for last in (3, 4, 5))


@dataclass(frozen=True, slots=True)
class SignerBlock:
    """Who says to have signed: names for its certificate, the hash, the signature, and the bytes it covers.

    `content_matches` is False where the signed hash is not that of the content, or the signed kind another one.
    """

    issuer: Name
    serial: int | None
    key_identifier: bytes
    digest: str
    algorithm: SignatureAlgorithm
    signature: bytes = field(repr=False)
    covered: tuple[bytes, ...] = field(repr=False)
    content_matches: bool
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Signed:
    """Content with its kind (an object identifier), its signers, and the certificates that came with it."""

    kind: str
    content: bytes = field(repr=False)
    signers: tuple[SignerBlock, ...]
    certificates: tuple[Certificate, ...]
    flaws: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """The check of one signer: the verdict, the certificate it was made with (None: not found), how it was matched."""

    verdict: Verdict
    signer: Certificate | None
    matched: str
    block: SignerBlock
    content_matches: bool = True


def digest_name(algorithm: Any) -> str:
    """The hash of an AlgorithmIdentifier; empty for one that is not used."""
    return _DIGESTS.get(algorithm["algorithm"].dotted, "")


def read_signed(data: bytes, largest: int, what: str) -> Signed:
    """Read SignedData from DER or BER. Raises PkiError for what is none."""
    return signed_in(guard(data, largest, what), what)


def signed_in(data: bytes, what: str) -> Signed:
    """Read SignedData from bytes that were looked at already. Raises PkiError."""
    try:
        parsed = _content(cms.ContentInfo.load(data), what)
        inner = parsed["encap_content_info"]
        kind = inner["content_type"].dotted
        content = b"" if isinstance(inner["content"], core.Void) else bytes(inner["content"])
        flaws: list[str] = []
        certificates = _certificates(parsed["certificates"], flaws)
        blocks: list[SignerBlock] = []
        for block in parsed["signer_infos"]:
            if len(blocks) == _MOST_SIGNERS:
                flaws.append("more signers than are looked at")
                break
            blocks.append(_block(block, kind, content, flaws))
    except PkiError:
        raise
    except ASN1_FAULTS as error:
        raise PkiError(N_("{what}: cannot be read; give the whole file"), what=what, raw=short(error)) from error
    return Signed(kind, content, tuple(blocks), certificates, tuple(flaws))


def _content(info: Any, what: str) -> Any:
    if info["content_type"].dotted != _SIGNED_DATA:
        raise PkiError(N_("{what}: no signed data (CMS); give the file as it was published"), what=what)
    return info["content"]


def _certificates(choices: Any, flaws: list[str]) -> tuple[Certificate, ...]:
    found: list[Certificate] = []
    if isinstance(choices, core.Void):
        return ()
    for one in asn1.elements(choices.contents):
        if len(found) == _MOST_BESIDE:
            flaws.append("more certificates than are looked at")
            break
        try:
            found.append(read_certificate(one))
        except PkiError as error:
            flaws.append(str(error))
    return tuple(found)


def _block(block: Any, kind: str, content: bytes, flaws: list[str]) -> SignerBlock:
    named = block["sid"]
    issuer: Name = ()
    serial, key_identifier = None, b""
    if named.name == "issuer_and_serial_number":
        issuer, serial = read_name(named.chosen["issuer"]), unsigned(named.chosen["serial_number"])
    else:
        key_identifier = bytes(named.chosen)
    digest = digest_name(block["digest_algorithm"])
    algorithm = read_algorithm(block["signature_algorithm"], digest)
    covered, matches, at = _covered(block["signed_attrs"], kind, content, digest, flaws)
    return SignerBlock(
        issuer, serial, key_identifier, digest, algorithm, bytes(block["signature"]), covered, matches, at
    )


def _covered(
    attributes: Any, kind: str, content: bytes, digest: str, flaws: list[str]
) -> tuple[tuple[bytes, ...], bool, datetime | None]:
    """The bytes that a signature covers, whether the content is what was signed, and when it was.

    RFC 5652 5.4: the attributes as a SET in DER. Some signers hash them in the order in which they stand, so that
    order is tried first and DER's second.
    """
    if isinstance(attributes, core.Void):
        flaws.append("signed without attributes")  # RFC 5652 5.3: only content of kind id-data may be
        return (content,), True, None
    values = _values(attributes)
    matches = digest in HASHES and _MESSAGE_DIGEST in values
    if matches:
        matches = bytes(values[_MESSAGE_DIGEST]) == hashlib.new(digest, content).digest()
    if _CONTENT_TYPE in values:
        matches = matches and values[_CONTENT_TYPE].dotted == kind
    else:
        flaws.append("the signed attributes do not name the kind of content")
    at = None
    if _SIGNING_TIME in values:
        try:
            at = moment(values[_SIGNING_TIME])
        except ASN1_FAULTS:
            at = None
    parts = list(asn1.elements(attributes.contents))
    return (_set(parts), _set(sorted(parts))), matches, at


def _values(attributes: Any) -> dict[str, Any]:
    """The attributes that mean something here; one that cannot be read counts as absent."""
    found = {}
    for one in attributes:
        kind = one["type"].dotted
        if kind in (_CONTENT_TYPE, _MESSAGE_DIGEST, _SIGNING_TIME) and kind not in found:
            try:
                found[kind] = one["values"][0]
            except ASN1_FAULTS:
                continue
    return found


def _set(parts: Sequence[bytes]) -> bytes:
    body = b"".join(parts)
    length = len(body)
    if length < 0x80:
        return b"\x31" + bytes((length,)) + body
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return b"\x31" + bytes((0x80 | len(octets),)) + octets + body


def check_signed(
    signed: Signed, known: Callable[[SignerBlock], Sequence[Certificate]] | None = None
) -> Signature | None:
    """Check the signers in turn and answer the first that is right, else the last; None where nobody signed.

    `known` names certificates from elsewhere for a signer who brought none.
    """
    last = None
    for block in signed.signers:
        last = _check_block(block, signed.certificates, known)
        if last.verdict is Verdict.RIGHT:
            return last
    return last


def contradicted(
    signed: Signed, made: Signature, known: Callable[[SignerBlock], Sequence[Certificate]] | None = None
) -> str:
    """How many signers beside the one that was right did not sign this; empty where all did.

    A good signature beside a wrong one is no ordinary object: somebody put the one or the other there.
    """
    others = [block for block in signed.signers if block is not made.block]
    wrong = sum(_check_block(block, signed.certificates, known).verdict is not Verdict.RIGHT for block in others)
    return f"{wrong} of its {len(signed.signers)} signatures do not hold" if wrong else ""


def _check_block(
    block: SignerBlock,
    beside: Sequence[Certificate],
    known: Callable[[SignerBlock], Sequence[Certificate]] | None,
) -> Signature:
    signer, matched = match(block, beside)
    if signer is None and known is not None:
        signer, matched = match(block, known(block))
    if not block.content_matches:
        verdict = Verdict.WRONG if block.digest in HASHES else Verdict.ALGORITHM_UNKNOWN
        return Signature(verdict, signer, matched, block, content_matches=block.digest not in HASHES)
    if signer is None:
        return Signature(Verdict.KEY_UNKNOWN, None, "", block)
    verdict = Verdict.WRONG
    for algorithm in _algorithms(block):
        for covered in dict.fromkeys(block.covered):
            verdict = check(signer.key, algorithm, block.signature, covered)
            if verdict is not Verdict.WRONG:
                return Signature(verdict, signer, matched, block)
    return Signature(verdict, signer, matched, block)


def _algorithms(block: SignerBlock) -> tuple[SignatureAlgorithm, ...]:
    """How a block says it was signed; then with the signer's own hash (RFC 5652 5.3), where the two differ."""
    own = block.algorithm
    if block.digest in ("", own.hash) or not own.kind:
        return (own,)
    return own, replace(own, hash=block.digest)


def match(block: SignerBlock, certificates: Sequence[Certificate]) -> tuple[Certificate | None, str]:
    """The certificate of a signer, and by what it was found: issuer, key, serial, or only (there is but one)."""
    if block.serial is not None:
        same_serial = [one for one in certificates if one.serial == block.serial]
        wanted = name_key(block.issuer)
        for one in same_serial:
            if name_key(one.issuer) == wanted:
                return one, "issuer"
        if len(same_serial) == 1:
            return same_serial[0], "serial"
    if block.key_identifier:
        for one in certificates:
            if one.key_identifier == block.key_identifier:
                return one, "key"
    if len(certificates) == 1:
        return certificates[0], "only"
    return None, ""
