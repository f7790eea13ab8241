"""Key agreement over the standard domain parameters of Doc 9303-11 9.5.1: elliptic curves, and RFC 5114's groups.

Points of an arbitrary base are computed by the package `cryptography`, which answers x only: y follows from the
x of the next multiple (Brier and Joye, PKC 2002), at two multiplications instead of a slow one. The curves that it
lacks, brainpool 192, 224 and 320, are computed by `ecdsa`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric import ec
from ecdsa.ellipticcurve import PointJacobi

from limen.documents.chip.errors import ChipError
from limen.documents.pki.curves import Curve, curves

Random = Callable[[int], bytes]


class Domain(Protocol):
    """A group to agree on a key in. Public keys are octets as the protocols carry them."""

    @property
    def tag(self) -> int:
        """The tag of a public key in an authentication token (Doc 9303-11 9.4)."""

    def scalar(self, random: Random) -> int:
        """A private key."""

    def public(self, scalar: int) -> bytes:
        """The public key of a private one."""

    def agree(self, scalar: int, public: bytes) -> bytes:
        """The shared secret. Raises ChipError where the other's key is none of this group."""

    def mapped(self, scalar: int, public: bytes, nonce: int) -> Domain:
        """Generic mapping (Doc 9303-11 4.4.3.3.1): the same group with another generator."""


Point = tuple[int, int]


class EllipticDomain:
    """An elliptic curve with a generator, which PACE exchanges."""

    tag = 0x86

    def __init__(self, curve: Curve, generator: Point | None = None) -> None:
        self.curve = curve
        self.generator = generator or (curve.x, curve.y)

    def scalar(self, random: Random) -> int:
        """A number from 2 to n - 2: its successor is a private key too, which `multiply` needs."""
        # 64 bits more than the order: what is left of the bias cannot be seen (FIPS 186-5 A.2.1).
        return int.from_bytes(random(self.curve.order_size + 8), "big") % (self.curve.n - 3) + 2

    def public(self, scalar: int) -> bytes:
        """The uncompressed point."""
        return self.encode(self.multiply(scalar, self.generator))

    def agree(self, scalar: int, public: bytes) -> bytes:
        """The x of the shared point (Doc 9303-11 9.6)."""
        if not 0 < scalar < self.curve.n:
            raise ChipError(f"a private key that is none of {self.curve.name}")
        return self._x(scalar, self.decode(public)).to_bytes(self.curve.size, "big")

    def mapped(self, scalar: int, public: bytes, nonce: int) -> EllipticDomain:
        """Ĝ = s·G + H."""
        shared = self.multiply(scalar, self.decode(public))
        nonce %= self.curve.n
        if not nonce:
            raise ChipError("the chip's nonce is zero")
        return EllipticDomain(self.curve, self.add(self.multiply(nonce, self.generator), shared))

    def encode(self, point: Point) -> bytes:
        """SEC 1 2.3.3, uncompressed."""
        size = self.curve.size
        return b"\x04" + point[0].to_bytes(size, "big") + point[1].to_bytes(size, "big")

    def decode(self, public: bytes) -> Point:
        """The point of its encoding. Raises ChipError where it is not on the curve."""
        size, curve = self.curve.size, self.curve
        if len(public) != 1 + 2 * size or public[0] != 4:
            raise ChipError(f"no uncompressed point of {curve.name}")
        x, y = int.from_bytes(public[1 : 1 + size], "big"), int.from_bytes(public[1 + size :], "big")
        # Every curve here has prime order, so a point that is on it is in the group.
        if max(x, y) >= curve.p or (y * y - (x * x + curve.a) * x - curve.b) % curve.p:
            raise ChipError(f"a point that is not on {curve.name}")
        return x, y

    def multiply(self, scalar: int, point: Point) -> Point:
        """A multiple of a point, with both coordinates."""
        curve = self.curve
        if curve.fast is None or not 1 < scalar < curve.n - 1:
            return _slow(curve, scalar, point)
        if point == (curve.x, curve.y):
            numbers = ec.derive_private_key(scalar, curve.fast()).public_key().public_numbers()
            return numbers.x, numbers.y
        x, y = point
        first, following = self._x(scalar, point), self._x(scalar + 1, point)
        p = curve.p
        top = 2 * curve.b + (curve.a + x * first) * (x + first) - following * (x - first) ** 2
        return first, top * pow(2 * y, -1, p) % p

    def add(self, one: Point, other: Point) -> Point:
        """The sum of two points. Raises ChipError where it is none: a chip can bring that about only on purpose."""
        p = self.curve.p
        if one[0] == other[0]:
            raise ChipError("a generator that leads to no point")
        slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, p) % p
        x = (slope * slope - one[0] - other[0]) % p
        return x, (slope * (one[0] - x) - one[1]) % p

    def _x(self, scalar: int, point: Point) -> int:
        curve = self.curve
        if curve.fast is None:
            return _slow(curve, scalar, point)[0]
        key = ec.derive_private_key(scalar, curve.fast())
        other = ec.EllipticCurvePublicNumbers(*point, curve.fast()).public_key()
        return int.from_bytes(key.exchange(ec.ECDH(), other), "big")


def _slow(curve: Curve, scalar: int, point: Point) -> Point:
    found: Any = (PointJacobi(curve.slow.curve, *point, 1, curve.n) * scalar).to_affine()
    return int(found.x()), int(found.y())


@dataclass(frozen=True, slots=True)
class ModularDomain:
    """The numbers modulo a prime, a subgroup of prime order q."""

    p: int
    q: int
    generator: int
    tag = 0x84

    @property
    def size(self) -> int:
        """Octets of a public key."""
        return (self.p.bit_length() + 7) // 8

    def scalar(self, random: Random) -> int:
        """A number from 2 to q - 2."""
        return int.from_bytes(random((self.q.bit_length() + 7) // 8 + 8), "big") % (self.q - 3) + 2

    def public(self, scalar: int) -> bytes:
        """The public number in full length."""
        return pow(self.generator, scalar, self.p).to_bytes(self.size, "big")

    def agree(self, scalar: int, public: bytes) -> bytes:
        """The shared number in full length."""
        if not 0 < scalar < self.q:
            raise ChipError("a private key that is none of the group")
        return pow(self.decode(public), scalar, self.p).to_bytes(self.size, "big")

    def mapped(self, scalar: int, public: bytes, nonce: int) -> ModularDomain:
        """ĝ = g^s · h."""
        shared = pow(self.decode(public), scalar, self.p)
        return ModularDomain(self.p, self.q, pow(self.generator, nonce % self.q, self.p) * shared % self.p)

    def decode(self, public: bytes) -> int:
        """The number, of which it is certain that it is in the subgroup. Raises ChipError."""
        number = int.from_bytes(public, "big")
        if not 1 < number < self.p - 1 or pow(number, self.q, self.p) != 1:
            raise ChipError("a number that is not of the group")
        return number


# RFC 5114 2.1 to 2.3: (p, q, g).
_GROUPS = {
    0: (
        "B10B8F96A080E01DDE92DE5EAE5D54EC52C99FBCFB06A3C69A6A9DCA52D23B616073E28675A23D189838EF1E2EE652C0"
        "13ECB4AEA906112324975C3CD49B83BFACCBDD7D90C4BD7098488E9C219A73724EFFD6FAE5644738FAA31A4FF55BCCC0"
        "A151AF5F0DC8B4BD45BF37DF365C1A65E68CFDA76D4DA708DF1FB2BC2E4A4371",
        "F518AA8781A8DF278ABA4E7D64B7CB9D49462353",
        "A4D1CBD5C3FD34126765A442EFB99905F8104DD258AC507FD6406CFF14266D31266FEA1E5C41564B777E690F5504F213"
        "160217B4B01B886A5E91547F9E2749F4D7FBD7D3B9A92EE1909D0D2263F80A76A6A24C087A091F531DBF0A0169B6A28A"
        "D662A4D18E73AFA32D779D5918D08BC8858F4DCEF97C2A24855E6EEB22B3B2E5",
    ),
    1: (
        "AD107E1E9123A9D0D660FAA79559C51FA20D64E5683B9FD1B54B1597B61D0A75E6FA141DF95A56DBAF9A3C407BA1DF15"
        "EB3D688A309C180E1DE6B85A1274A0A66D3F8152AD6AC2129037C9EDEFDA4DF8D91E8FEF55B7394B7AD5B7D0B6C12207"
        "C9F98D11ED34DBF6C6BA0B2C8BBC27BE6A00E0A0B9C49708B3BF8A317091883681286130BC8985DB1602E714415D9330"
        "278273C7DE31EFDC7310F7121FD5A07415987D9ADC0A486DCDF93ACC44328387315D75E198C641A480CD86A1B9E587E8"
        "BE60E69CC928B2B9C52172E413042E9B23F10B0E16E79763C9B53DCF4BA80A29E3FB73C16B8E75B97EF363E2FFA31F71"
        "CF9DE5384E71B81C0AC4DFFE0C10E64F",
        "801C0D34C58D93FE997177101F80535A4738CEBCBF389A99B36371EB",
        "AC4032EF4F2D9AE39DF30B5C8FFDAC506CDEBE7B89998CAF74866A08CFE4FFE3A6824A4E10B9A6F0DD921F01A70C4AFA"
        "AB739D7700C29F52C57DB17C620A8652BE5E9001A8D66AD7C17669101999024AF4D027275AC1348BB8A762D0521BC98A"
        "E247150422EA1ED409939D54DA7460CDB5F6C6B250717CBEF180EB34118E98D119529A45D6F834566E3025E316A330EF"
        "BB77A86F0C1AB15B051AE3D428C8F8ACB70A8137150B8EEB10E183EDD19963DDD9E263E4770589EF6AA21E7F5F2FF381"
        "B539CCE3409D13CD566AFBB48D6C019181E1BCFE94B30269EDFE72FE9B6AA4BD7B5A0F1C71CFFF4C19C418E1F6EC0179"
        "81BC087F2A7065B384B890D3191F2BFA",
    ),
    2: (
        "87A8E61DB4B6663CFFBBD19C651959998CEEF608660DD0F25D2CEED4435E3B00E00DF8F1D61957D4FAF7DF4561B2AA30"
        "16C3D91134096FAA3BF4296D830E9A7C209E0C6497517ABD5A8A9D306BCF67ED91F9E6725B4758C022E0B1EF4275BF7B"
        "6C5BFC11D45F9088B941F54EB1E59BB8BC39A0BF12307F5C4FDB70C581B23F76B63ACAE1CAA6B7902D52526735488A0E"
        "F13C6D9A51BFA4AB3AD8347796524D8EF6A167B5A41825D967E144E5140564251CCACB83E6B486F6B3CA3F7971506026"
        "C0B857F689962856DED4010ABD0BE621C3A3960A54E710C375F26375D7014103A4B54330C198AF126116D2276E11715F"
        "693877FAD7EF09CADB094AE91E1A1597",
        "8CF83642A709A097B447997640129DA299B1A47D1EB3750BA308B0FE64F5FBD3",
        "3FB32C9B73134D0B2E77506660EDBD484CA7B18F21EF205407F4793A1A0BA12510DBC15077BE463FFF4FED4AAC0BB555"
        "BE3A6C1B0C6B47B1BC3773BF7E8C6F62901228F8C28CBB18A55AE31341000A650196F931C77A57F2DDF463E5E9EC144B"
        "777DE62AAAB8A8628AC376D282D6ED3864E67982428EBC831D14348F6F2F9193B5045AF2767164E1DFC967C1FB3F2E55"
        "A4BD1BFFE83B9C80D052B985D182EA0ADB2A3B7313D3FE14C8484B1E052588B9B7D2BBD2DF016199ECD06E1557CD0915"
        "B3353BBB64E0EC377FD028370DF92B52C7891428CDC67EB6184B523D1DB246C32F63078490F00EF8D647D148D4795451"
        "5E2327CFEF98C582664B4C0F6CC41659",
    ),
}
# Doc 9303-11 9.5.1.
_CURVES = {
    8: "secp192r1",
    9: "brainpoolP192r1",
    10: "secp224r1",
    11: "brainpoolP224r1",
    12: "secp256r1",
    13: "brainpoolP256r1",
    14: "brainpoolP320r1",
    15: "secp384r1",
    16: "brainpoolP384r1",
    17: "brainpoolP512r1",
    18: "secp521r1",
}
STANDARD_DOMAINS = (*_GROUPS, *_CURVES)


@cache
def standard_domain(number: int) -> EllipticDomain | ModularDomain | None:
    """The standard domain parameters of a number, or None."""
    if number in _GROUPS:
        p, q, g = (int(text, 16) for text in _GROUPS[number])
        return ModularDomain(p, q, g)
    return EllipticDomain(curves()[_CURVES[number]]) if number in _CURVES else None


def standard_name(number: int) -> str:
    """How a standard domain is called."""
    return _CURVES.get(number) or {0: "MODP 1024/160", 1: "MODP 2048/224", 2: "MODP 2048/256"}.get(number, str(number))
