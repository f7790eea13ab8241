"""Public keys and raw signatures, as real States make them: which key, how it was signed, and whether it fits.

Nothing here trusts anything: a check says only whether these bytes were signed by that key. Three answers, not two:
what cannot be computed (an unknown algorithm, a curve nobody knows) is neither right nor wrong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import ecdsa
from asn1crypto import algos, core, keys
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from limen.documents.pki.curves import Curve, by_oid, identify


class Verdict(StrEnum):
    """How the check of a signature ended."""

    RIGHT = "right"
    WRONG = "wrong"
    KEY_IMITATED = "key_imitated"  # a known curve with another generator or order: a forger's (CVE-2020-0601)
    KEY_UNKNOWN = "key_unknown"  # a curve nobody knows, or no key we can use
    ALGORITHM_UNKNOWN = "algorithm_unknown"


_HASHES: Mapping[str, hashes.HashAlgorithm] = MappingProxyType(
    {
        "sha1": hashes.SHA1(),  # noqa: S303 - real passports are signed so; it is noted where it is told
        "sha224": hashes.SHA224(),
        "sha256": hashes.SHA256(),
        "sha384": hashes.SHA384(),
        "sha512": hashes.SHA512(),
        "sha3_224": hashes.SHA3_224(),
        "sha3_256": hashes.SHA3_256(),
        "sha3_384": hashes.SHA3_384(),
        "sha3_512": hashes.SHA3_512(),
    }
)
HASHES = frozenset(_HASHES)
WEAK_HASHES = frozenset({"sha1"})
_SMALLEST_RSA, _LARGEST_RSA, _LARGEST_EXPONENT = 1024, 16_384, 1 << 64
_WEAK_RSA = 2048
_EC = "1.2.840.10045.2.1"
_RSA = frozenset({"1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10"})  # plain, and a key for PSS only

# BSI TR-03111 5.2.1.1: the two halves of a signature one after the other, without ASN.1.
_PLAIN = {f"0.4.0.127.0.7.1.1.4.1.{last}": f"sha{bits}" for last, bits in enumerate((1, 224, 256, 384, 512), 1)}
_ECDSA = {
    "1.2.840.10045.4.1": "sha1",
    **{f"1.2.840.10045.4.3.{last}": f"sha{bits}" for last, bits in enumerate((224, 256, 384, 512), 1)},
    **{f"2.16.840.1.101.3.4.3.{last}": f"sha3_{bits}" for last, bits in enumerate((224, 256, 384, 512), 9)},
}
_PKCS1 = {
    "1.2.840.113549.1.1.5": "sha1",
    "1.3.14.3.2.29": "sha1",
    "1.2.840.113549.1.1.14": "sha224",
    "1.2.840.113549.1.1.11": "sha256",
    "1.2.840.113549.1.1.12": "sha384",
    "1.2.840.113549.1.1.13": "sha512",
    **{f"2.16.840.1.101.3.4.3.{last}": f"sha3_{bits}" for last, bits in enumerate((224, 256, 384, 512), 13)},
}
_PSS = "1.2.840.113549.1.1.10"
# The hash stands elsewhere in a signer's block.
_BARE = {"1.2.840.113549.1.1.1": "rsa", _EC: "ecdsa", "1.2.840.10045.4": "ecdsa", "1.2.840.10045.4.3": "ecdsa"}


@dataclass(frozen=True, slots=True)
class SignatureAlgorithm:
    """How something was signed: `kind` rsa, rsa-pss, ecdsa, ecdsa-plain or empty; its hash; PSS's mask."""

    kind: str
    hash: str = ""
    mask: str = ""
    oid: str = ""

    @property
    def words(self) -> str:
        """As it is shown: `ecdsa sha256`."""
        return f"{self.kind} {self.hash}".strip() or self.oid


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key: `kind` rsa or ec, empty where it cannot be used, with the verdict that any check of it gets."""

    kind: str
    bits: int = 0
    curve: Curve | None = None
    written_out: bool = False
    verdict: Verdict = Verdict.RIGHT
    imitates: str = ""
    native: Any = field(default=None, repr=False, compare=False)
    point: bytes = b""

    @property
    def words(self) -> str:
        """As it is shown: `RSA 4096`, `brainpoolP256r1, parameters written out`."""
        if self.kind == "rsa":
            return f"RSA {self.bits}"
        if self.curve is None:
            return f"imitates {self.imitates}" if self.imitates else "unknown"
        return self.curve.name + (", parameters written out" if self.written_out else "")

    @property
    def is_weak(self) -> bool:
        """Whether Doc 9303-12 4.4 would no longer allow a key so short."""
        return bool(self.bits) and self.bits < (_WEAK_RSA if self.kind == "rsa" else 224)


_UNUSABLE = PublicKey("", verdict=Verdict.KEY_UNKNOWN)


def read_algorithm(algorithm: Any, digest: str = "") -> SignatureAlgorithm:
    """How something says it was signed; `digest` is the signer's hash, for algorithms that name none.

    Parameters that have no meaning are not looked at: Japan and others write NULL after an ECDSA algorithm.
    """
    oid = algorithm["algorithm"].dotted
    if oid in _ECDSA:
        return SignatureAlgorithm("ecdsa", _ECDSA[oid], oid=oid)
    if oid in _PKCS1:
        return SignatureAlgorithm("rsa", _PKCS1[oid], oid=oid)
    if oid in _PLAIN:
        return SignatureAlgorithm("ecdsa-plain", _PLAIN[oid], oid=oid)
    if oid == _PSS:
        return _read_pss(algorithm)
    if oid in _BARE and digest:
        return SignatureAlgorithm(_BARE[oid], digest, oid=oid)
    return SignatureAlgorithm("", oid=oid)


def _read_pss(algorithm: Any) -> SignatureAlgorithm:
    given = algorithm["parameters"]
    if isinstance(given, core.Void | core.Null):
        return SignatureAlgorithm("rsa-pss", "sha1", "sha1", _PSS)  # RFC 4055 3.1: the defaults
    parameters = given if isinstance(given, algos.RSASSAPSSParams) else given.parse(algos.RSASSAPSSParams)
    hash = parameters["hash_algorithm"]["algorithm"].native
    function = parameters["mask_gen_algorithm"]
    if function["algorithm"].native != "mgf1" or hash not in HASHES:
        return SignatureAlgorithm("", oid=_PSS)
    mask = function["parameters"]["algorithm"].native
    return SignatureAlgorithm("rsa-pss" if mask in HASHES else "", hash, mask, _PSS)


def read_key(info: Any) -> PublicKey:
    """The key of a certificate; what cannot be used is a key that verifies nothing, and says so."""
    oid = info["algorithm"]["algorithm"].dotted
    octets = bytes(info["public_key"].contents[1:])
    if oid in _RSA:
        return _read_rsa(octets)
    if oid == _EC:
        return _read_point(info["algorithm"]["parameters"], octets)
    return _UNUSABLE


def _read_rsa(octets: bytes) -> PublicKey:
    parsed = keys.RSAPublicKey.load(octets)
    # Unsigned: a modulus without its leading zero is a known slip, and never negative.
    modulus, exponent = (int.from_bytes(parsed[name].contents, "big") for name in ("modulus", "public_exponent"))
    bits = modulus.bit_length()
    if not (_SMALLEST_RSA <= bits <= _LARGEST_RSA and 3 <= exponent < _LARGEST_EXPONENT and exponent & modulus & 1):
        return _UNUSABLE
    try:
        native = rsa.RSAPublicNumbers(exponent, modulus).public_key()
    except (ValueError, UnsupportedAlgorithm):
        return _UNUSABLE
    return PublicKey("rsa", bits, native=native)


def _read_point(parameters: Any, point: bytes) -> PublicKey:
    if not isinstance(parameters, keys.ECDomainParameters):
        return _UNUSABLE
    written_out = parameters.name == "specified"
    curve: Curve | None
    if written_out:
        found = _identified(parameters.chosen)
        curve = found.curve
        if found.imitates:
            return PublicKey("", verdict=Verdict.KEY_IMITATED, imitates=found.imitates, written_out=True)
    else:
        curve = by_oid(parameters.chosen.dotted) if parameters.name == "named" else None
    if curve is None:
        return PublicKey("", verdict=Verdict.KEY_UNKNOWN, written_out=written_out)
    if point[:1] in (b"\x06", b"\x07"):  # X9.62 hybrid: the same two coordinates
        point = b"\x04" + point[1:]
    native = _load(curve, point)
    if native is None:
        return PublicKey("", verdict=Verdict.KEY_UNKNOWN, written_out=written_out)
    return PublicKey("ec", curve.p.bit_length(), curve, written_out, native=native, point=point)


def _identified(domain: Any) -> Any:
    shape = domain["curve"]
    a, b = (int.from_bytes(bytes(shape[name]), "big") for name in ("a", "b"))
    if domain["field_id"]["field_type"].native != "prime_field":
        return identify(0, a, b, 0, b"")
    p = int.from_bytes(domain["field_id"]["parameters"].contents, "big")
    n = int.from_bytes(domain["order"].contents, "big")
    cofactor = domain["cofactor"]
    given = None if isinstance(cofactor, core.Void) else int.from_bytes(cofactor.contents, "big")
    return identify(p, a, b, n, bytes(domain["base"]), given)


def _load(curve: Curve, point: bytes) -> Any:
    """The key as the package that knows its curve holds it; None for what is no point of the curve."""
    try:
        if curve.fast is not None:
            return ec.EllipticCurvePublicKey.from_encoded_point(curve.fast(), point)
        return ecdsa.VerifyingKey.from_string(point, curve.slow, valid_encodings=("uncompressed", "compressed"))
    except (ValueError, UnsupportedAlgorithm, ecdsa.errors.MalformedPointError):
        return None


# -- checking --------------------------------------------------------------------------------------------------------


def check(key: PublicKey, algorithm: SignatureAlgorithm, signature: bytes, data: bytes) -> Verdict:
    """Whether a key made this signature over these bytes."""
    if key.verdict is not Verdict.RIGHT:
        return key.verdict
    if not algorithm.kind or algorithm.hash not in HASHES:
        return Verdict.ALGORITHM_UNKNOWN
    if key.kind != ("rsa" if algorithm.kind.startswith("rsa") else "ec"):
        return Verdict.WRONG
    right = _check_rsa if key.kind == "rsa" else _check_ec
    return Verdict.RIGHT if right(key, algorithm, signature, data) else Verdict.WRONG


def _check_rsa(key: PublicKey, algorithm: SignatureAlgorithm, signature: bytes, data: bytes) -> bool:
    hash = _HASHES[algorithm.hash]
    scheme: padding.AsymmetricPadding = padding.PKCS1v15()
    if algorithm.kind == "rsa-pss":
        # The salt's length is read from the signature itself: real ones differ from what they declare.
        scheme = padding.PSS(padding.MGF1(_HASHES[algorithm.mask]), padding.PSS.AUTO)
    try:
        key.native.verify(signature, data, scheme, hash)
    except (InvalidSignature, ValueError, UnsupportedAlgorithm):
        return False
    return True


def _check_ec(key: PublicKey, algorithm: SignatureAlgorithm, signature: bytes, data: bytes) -> bool:
    curve = key.curve
    if curve is None:
        return False
    if algorithm.kind == "ecdsa-plain":
        half = len(signature) // 2
        halves = (int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big"))
        signature = utils.encode_dss_signature(*halves)
    if curve.fast is not None:
        hash = _HASHES[algorithm.hash]
        if _verified(key.native, signature, data, hash):
            return True
        again = _encoded_again(signature)
        return again not in (b"", signature) and _verified(key.native, again, data, hash)
    digest = hashlib.new(algorithm.hash, data).digest()
    try:
        return bool(
            key.native.verify_digest(
                _encoded_again(signature), digest, sigdecode=ecdsa.util.sigdecode_der, allow_truncate=True
            )
        )
    except (ecdsa.BadSignatureError, ecdsa.der.UnexpectedDER, ValueError, AssertionError):
        return False


def _verified(native: Any, signature: bytes, data: bytes, hash: hashes.HashAlgorithm) -> bool:
    try:
        native.verify(signature, data, ec.ECDSA(hash))
    except (InvalidSignature, ValueError):
        return False
    return True


class _Halves(core.Sequence):  # type: ignore[misc]  # asn1crypto is untyped
    _fields = [("r", core.Integer), ("s", core.Integer)]


def _encoded_again(signature: bytes) -> bytes:
    """A signature as DER wants it: some signers write its numbers without their leading zero, or with too many."""
    try:
        parsed = _Halves.load(signature)
        halves = [int.from_bytes(parsed[name].contents, "big") for name in ("r", "s")]
    except (ValueError, TypeError):
        return b""
    return utils.encode_dss_signature(halves[0], halves[1])
