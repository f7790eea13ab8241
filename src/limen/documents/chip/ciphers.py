"""The ciphers of Doc 9303-11: two-key Triple-DES and AES, their message authentication, and keys made from secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha1, sha256
from types import MappingProxyType

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC

# What each derived key is for (Doc 9303-11 9.7.1).
FOR_ENCRYPTION, FOR_MAC, FOR_PACE = 1, 2, 3
_MAC_SIZE = 8


@dataclass(frozen=True, slots=True)
class Suite:
    """A cipher with its key size and block in octets; the names are those of the object identifiers."""

    name: str
    key: int
    block: int

    @property
    def is_des(self) -> bool:
        """Whether this is Triple-DES, which pads and authenticates otherwise."""
        return self.block == 8

    def derive(self, secret: bytes, purpose: int) -> bytes:
        """Doc 9303-11 9.7.1: a key from a shared secret."""
        material = secret + purpose.to_bytes(4, "big")
        # SHA-1 where a key has at most 128 bits: the standard's choice, and nothing hangs on collisions.
        digest = (sha1(material, usedforsecurity=False) if self.key == 16 else sha256(material)).digest()
        return digest[: self.key]

    def encrypt(self, key: bytes, data: bytes, start: bytes = b"") -> bytes:
        """CBC without padding; the first vector is zero where none is given."""
        encryptor = Cipher(self._algorithm(key), modes.CBC(start or bytes(self.block))).encryptor()
        return encryptor.update(data) + encryptor.finalize()

    def decrypt(self, key: bytes, data: bytes, start: bytes = b"") -> bytes:
        """The other way; `data` is whole blocks."""
        decryptor = Cipher(self._algorithm(key), modes.CBC(start or bytes(self.block))).decryptor()
        return decryptor.update(data) + decryptor.finalize()

    def mac(self, key: bytes, data: bytes) -> bytes:
        """Eight octets: the retail MAC over whole blocks, or CMAC (Doc 9303-11 9.8.6)."""
        if self.is_des:
            return _retail_mac(key, data)
        made = CMAC(AES(key))
        made.update(data)
        return made.finalize()[:_MAC_SIZE]

    def token(self, key: bytes, data: bytes) -> bytes:
        """The MAC over data as it is: Triple-DES pads it, CMAC pads inside."""
        return self.mac(key, pad(data, self.block) if self.is_des else data)

    def _algorithm(self, key: bytes) -> AES | TripleDES:
        return TripleDES(key + key[:8]) if self.is_des else AES(key)


def _retail_mac(key: bytes, data: bytes) -> bytes:
    """ISO/IEC 9797-1 MAC algorithm 3: single DES over all blocks, Triple-DES at the last."""
    first, second = key[:8] * 3, key[8:16] * 3
    chain = Cipher(TripleDES(first), modes.CBC(bytes(8))).encryptor()
    last = (chain.update(data) + chain.finalize())[-8:]
    # One block with no vector: CBC with zero is the block cipher itself.
    between = Cipher(TripleDES(second), modes.CBC(bytes(8))).decryptor()
    end = Cipher(TripleDES(first), modes.CBC(bytes(8))).encryptor()
    return end.update(between.update(last) + between.finalize()) + end.finalize()


def pad(data: bytes, block: int) -> bytes:
    """ISO/IEC 9797-1 padding method 2: 80, then 00 to a whole block."""
    return data + b"\x80" + bytes(-(len(data) + 1) % block)


def unpad(data: bytes) -> bytes | None:
    """The data before its padding; None where there is no padding."""
    stripped = data.rstrip(b"\0")
    return stripped[:-1] if stripped[-1:] == b"\x80" else None


TRIPLE_DES = Suite("3DES-CBC-CBC", 16, 8)
AES_128 = Suite("AES-CBC-CMAC-128", 16, 16)
AES_192 = Suite("AES-CBC-CMAC-192", 24, 16)
AES_256 = Suite("AES-CBC-CMAC-256", 32, 16)
# The last arc of the object identifiers of PACE and Chip Authentication (Doc 9303-11 9.2.1, 9.2.6).
SUITES: Mapping[int, Suite] = MappingProxyType({1: TRIPLE_DES, 2: AES_128, 3: AES_192, 4: AES_256})
