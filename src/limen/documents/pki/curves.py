"""The elliptic curves that issuing States use, and the only ones: parameters written out must equal a known curve.

Half the EC certificates of real master lists write their curve's parameters out (Doc 9303-12 4.1.6.3 asks for it).
Such parameters are never computed with: `identify` compares all of (p, a, b, n, G) with the curves below, and what
differs in one of them is no curve. A certificate that keeps a known curve and exchanges its generator would let anyone
make the private key (CVE-2020-0601), so that is told apart from a curve nobody knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import ecdsa
from cryptography.hazmat.primitives.asymmetric import ec

# Doc 9303-12 4.4.3 and BSI TR-03111: NIST and Brainpool "r1" curves; 192 bits only on documents of the first years.
_FAST: Mapping[str, type[ec.EllipticCurve]] = {
    "secp192r1": ec.SECP192R1,
    "secp224r1": ec.SECP224R1,
    "secp256r1": ec.SECP256R1,
    "secp384r1": ec.SECP384R1,
    "secp521r1": ec.SECP521R1,
    "brainpoolP256r1": ec.BrainpoolP256R1,
    "brainpoolP384r1": ec.BrainpoolP384R1,
    "brainpoolP512r1": ec.BrainpoolP512R1,
}
_OF_ECDSA: Mapping[str, str] = {
    "secp192r1": "NIST192p",
    "secp224r1": "NIST224p",
    "secp256r1": "NIST256p",
    "secp384r1": "NIST384p",
    "secp521r1": "NIST521p",
    "brainpoolP192r1": "BRAINPOOLP192r1",
    "brainpoolP224r1": "BRAINPOOLP224r1",
    "brainpoolP256r1": "BRAINPOOLP256r1",
    "brainpoolP320r1": "BRAINPOOLP320r1",
    "brainpoolP384r1": "BRAINPOOLP384r1",
    "brainpoolP512r1": "BRAINPOOLP512r1",
}


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One known curve: y² = x³ + ax + b over the field of p, with a generator (x, y) of order n.

    `slow` is the curve for the package `ecdsa`; `fast` the one for `cryptography`, None where it has none.
    """

    name: str
    oid: str
    p: int
    a: int
    b: int
    n: int
    x: int
    y: int
    slow: Any
    fast: type[ec.EllipticCurve] | None

    @property
    def size(self) -> int:
        """Octets of one coordinate."""
        return (self.p.bit_length() + 7) // 8

    @property
    def order_size(self) -> int:
        """Octets of a number below the order: of each half of a plain signature."""
        return (self.n.bit_length() + 7) // 8


def _curve(name: str) -> Curve:
    found = getattr(ecdsa.curves, _OF_ECDSA[name])
    shape, generator = found.curve, found.generator
    p = int(shape.p())
    return Curve(
        name,
        ".".join(map(str, found.oid)),
        p,
        int(shape.a()) % p,
        int(shape.b()) % p,
        int(generator.order()),
        int(generator.x()),
        int(generator.y()),
        found,
        _FAST.get(name),
    )


@cache
def curves() -> Mapping[str, Curve]:
    """Every known curve by name."""
    return MappingProxyType({name: _curve(name) for name in _OF_ECDSA})


@cache
def _by_oid() -> Mapping[str, Curve]:
    return MappingProxyType({curve.oid: curve for curve in curves().values()})


def by_oid(oid: str) -> Curve | None:
    """The known curve of an object identifier, else None."""
    return _by_oid().get(oid)


@dataclass(frozen=True, slots=True)
class Identified:
    """What written-out parameters are: a known `curve`; else None, with `imitates` the curve they pretend to be."""

    curve: Curve | None
    imitates: str = ""


def identify(p: int, a: int, b: int, n: int, generator: bytes, cofactor: int | None = None) -> Identified:
    """The known curve that has exactly these parameters.

    `generator` is an encoded point (SEC 1 2.3.3), compressed or not. One difference, and there is no curve.
    """
    for curve in curves().values():
        if p != curve.p:
            continue
        same = (a % p, b % p) == (curve.a, curve.b)
        if same and n == curve.n and cofactor in (None, 1) and _is_generator(curve, generator):
            return Identified(curve)
        if same:
            return Identified(None, curve.name)
    return Identified(None)


def _is_generator(curve: Curve, point: bytes) -> bool:
    x, y = curve.x.to_bytes(curve.size, "big"), curve.y.to_bytes(curve.size, "big")
    odd = curve.y & 1
    # SEC 1 2.3.3; the hybrid form (06, 07) is of X9.62.
    return point in (b"\x04" + x + y, bytes((2 | odd,)) + x, bytes((6 | odd,)) + x + y)
