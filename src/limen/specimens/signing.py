"""Keys of authorities that do not exist, made from a seed so that the same seed signs alike, and how they sign.

A key is never kept: it is derived again whenever it is needed. Anyone can derive it, and so nothing real may trust it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import ecdsa
from asn1crypto import algos, keys
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from limen.documents.pki.curves import Curve, curves

HASHES: Mapping[str, hashes.HashAlgorithm] = MappingProxyType(
    {
        "sha1": hashes.SHA1(),  # noqa: S303 - passports of the first years are signed so, and must be told
        "sha224": hashes.SHA224(),
        "sha256": hashes.SHA256(),
        "sha384": hashes.SHA384(),
        "sha512": hashes.SHA512(),
    }
)


@dataclass(frozen=True, slots=True)
class Algorithm:
    """How an authority signs: `rsa`, `rsa-pss` or the name of a curve; the hash; the bits of an RSA key."""

    kind: str
    hash: str = "sha256"
    bits: int = 2048

    @property
    def is_rsa(self) -> bool:
        """Whether the key is an RSA key."""
        return self.kind.startswith("rsa")


ALGORITHMS: Mapping[str, Algorithm] = MappingProxyType(
    {
        "rsa": Algorithm("rsa"),
        "rsa-pss": Algorithm("rsa-pss"),
        "p256": Algorithm("secp256r1"),
        "p384": Algorithm("secp384r1", "sha384"),
        "p521": Algorithm("secp521r1", "sha512"),
        "brainpool224": Algorithm("brainpoolP224r1", "sha224"),
        "brainpool256": Algorithm("brainpoolP256r1"),
        "brainpool320": Algorithm("brainpoolP320r1"),
        "brainpool384": Algorithm("brainpoolP384r1", "sha384"),
        "brainpool512": Algorithm("brainpoolP512r1", "sha512"),
    }
)


@dataclass(frozen=True, slots=True)
class Key:
    """A private key derived from a seed, which signs, and its public half as a certificate carries it."""

    algorithm: Algorithm
    seed: str

    def sign(self, data: bytes, hash: str = "") -> bytes:
        """A signature over data, with the key's own hash or another."""
        hash = hash or self.algorithm.hash
        if self.algorithm.is_rsa:
            private = rsa_key(self.seed, self.algorithm.bits)
            if self.algorithm.kind == "rsa":
                return private.sign(data, padding.PKCS1v15(), HASHES[hash])
            salt = HASHES[hash].digest_size
            return private.sign(data, padding.PSS(padding.MGF1(HASHES[hash]), salt), HASHES[hash])
        curve = curves()[self.algorithm.kind]
        secret = _scalar(self.seed, curve)
        if curve.fast is not None:
            return _fast_key(secret, curve).sign(data, ec.ECDSA(HASHES[hash], deterministic_signing=True))
        slow = ecdsa.SigningKey.from_secret_exponent(secret, curve.slow)
        made: bytes = slow.sign_deterministic(
            data, getattr(hashlib, hash), sigencode=ecdsa.util.sigencode_der, extra_entropy=b""
        )
        return made

    def signature_algorithm(self, hash: str = "") -> Any:
        """What a certificate or a signer's block says of how it was signed."""
        hash = hash or self.algorithm.hash
        if self.algorithm.kind == "rsa":
            return algos.SignedDigestAlgorithm({"algorithm": f"{hash}_rsa"})
        if self.algorithm.kind == "rsa-pss":
            mask = {"algorithm": "mgf1", "parameters": {"algorithm": hash}}
            parameters = {
                "hash_algorithm": {"algorithm": hash},
                "mask_gen_algorithm": mask,
                "salt_length": HASHES[hash].digest_size,
            }
            return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})
        return algos.SignedDigestAlgorithm({"algorithm": f"{hash}_ecdsa"})

    def public(self, *, explicit: bool = False) -> Any:
        """The public key, its curve by name or with its parameters written out (Doc 9303-12 4.1.6.3)."""
        if self.algorithm.is_rsa:
            numbers = rsa_key(self.seed, self.algorithm.bits).public_key().public_numbers()
            made = keys.RSAPublicKey({"modulus": numbers.n, "public_exponent": numbers.e})
            return keys.PublicKeyInfo({"algorithm": {"algorithm": "rsa"}, "public_key": made})
        curve = curves()[self.algorithm.kind]
        point = _point(_scalar(self.seed, curve), curve)
        parameters = written_out(curve) if explicit else ("named", curve.oid)
        return keys.PublicKeyInfo(
            {
                "algorithm": {"algorithm": "ec", "parameters": keys.ECDomainParameters(*parameters)},
                "public_key": keys.ECPointBitString(point),
            }
        )


def written_out(curve: Curve, *, generator: bytes = b"") -> tuple[str, Any]:
    """The parameters of a curve in full; with another generator they are those of a forger (CVE-2020-0601)."""
    size = curve.size
    encoded = b"\x04" + curve.x.to_bytes(size, "big") + curve.y.to_bytes(size, "big")
    field = {"field_type": "prime_field", "parameters": curve.p}
    shape = {"a": curve.a.to_bytes(size, "big"), "b": curve.b.to_bytes(size, "big")}
    return "specified", keys.SpecifiedECDomain(
        {
            "version": "ecdpVer1",
            "field_id": field,
            "curve": shape,
            "base": keys.ECPoint(generator or encoded),
            "order": curve.n,
            "cofactor": 1,
        }
    )


def _octets(seed: str, count: int, turn: int = 0) -> bytes:
    return hashlib.shake_256(f"limen specimens {turn} {seed}".encode()).digest(count)


def _scalar(seed: str, curve: Curve) -> int:
    return int.from_bytes(_octets(seed, curve.order_size + 16), "big") % (curve.n - 1) + 1


@lru_cache(maxsize=256)
def _fast_key(secret: int, curve: Curve) -> ec.EllipticCurvePrivateKey:
    if curve.fast is None:
        raise ValueError(f"{curve.name} has no key of the fast kind; use the slow one")
    return ec.derive_private_key(secret, curve.fast())


@lru_cache(maxsize=256)
def _point(secret: int, curve: Curve) -> bytes:
    if curve.fast is not None:
        numbers = _fast_key(secret, curve).public_key().public_numbers()
        return b"\x04" + numbers.x.to_bytes(curve.size, "big") + numbers.y.to_bytes(curve.size, "big")
    made: bytes = ecdsa.SigningKey.from_secret_exponent(secret, curve.slow).verifying_key.to_string("uncompressed")
    return made


# -- RSA keys from a seed --------------------------------------------------------------------------------------------

_SIEVE = tuple(
    number for number in range(3, 4000, 2) if all(number % divisor for divisor in range(3, int(number**0.5) + 1, 2))
)
_EXPONENT = 65537


@lru_cache(maxsize=64)
def rsa_key(seed: str, bits: int) -> rsa.RSAPrivateKey:
    first, second = _primes(seed, bits // 2)
    private = pow(_EXPONENT, -1, (first - 1) * (second - 1))
    return rsa.RSAPrivateNumbers(
        first,
        second,
        private,
        rsa.rsa_crt_dmp1(private, first),
        rsa.rsa_crt_dmq1(private, second),
        rsa.rsa_crt_iqmp(first, second),
        rsa.RSAPublicNumbers(_EXPONENT, first * second),
    ).private_key()


def _primes(seed: str, bits: int) -> tuple[int, int]:
    found = _candidates(seed, bits)
    first = next(found)
    return first, next(number for number in found if number != first)


def _candidates(seed: str, bits: int) -> Iterator[int]:
    """Primes with their two highest bits set, so that two of them make a modulus of exactly twice the bits."""
    for turn in range(1 << 30):
        number = int.from_bytes(_octets(seed, bits // 8, turn + 1), "big") | 3 << (bits - 2) | 1
        if (
            all(number % small for small in _SIEVE)
            and number % _EXPONENT != 1
            and all(_may_be_prime(number, witness) for witness in (2, 3, 5, 7, 11))
        ):
            yield number


def _may_be_prime(number: int, witness: int) -> bool:
    """One round of Miller and Rabin's test; five are plenty for numbers that nobody chose."""
    odd = number - 1
    twos = (odd & -odd).bit_length() - 1
    power = pow(witness, odd >> twos, number)
    if power in (1, number - 1):
        return True
    for _ in range(twos - 1):
        power = power * power % number
        if power == number - 1:
            return True
    return False
