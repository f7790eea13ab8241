"""SecurityInfos (Doc 9303-11 9.2): what a chip says it can do, in EF.CardAccess, EF.CardSecurity and DG14; public keys.

What is not understood is passed over and named: a chip may announce more than is used here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from limen.documents.chip.agreement import (
    STANDARD_DOMAINS,
    EllipticDomain,
    ModularDomain,
    standard_domain,
    standard_name,
)
from limen.documents.chip.ciphers import SUITES, TRIPLE_DES, Suite
from limen.documents.chip.errors import ChipError, UnsupportedError
from limen.documents.chip.tlv import Tlv, TlvError, items, tlv
from limen.documents.pki.curves import by_oid, identify

SEQUENCE, SET, INTEGER, BITS, OBJECT = 0x30, 0x31, 0x02, 0x03, 0x06

_BSI = "04007F000702020"
PACE, CHIP_KEY, CHIP_AUTHENTICATION = (bytes.fromhex(f"{_BSI}{arc}") for arc in (4, 1, 3))
_TERMINAL_AUTHENTICATION = bytes.fromhex(f"{_BSI}2")
ACTIVE_AUTHENTICATION = bytes.fromhex("678108010105")  # 2.23.136.1.1.5
PLAIN_ECDSA = bytes.fromhex("04007F000701010401")  # BSI TR-03111 5.2.1: the arc after it names the hash
STANDARD_PARAMETERS = bytes.fromhex("04007F00070102")
_EC_KEY = bytes.fromhex("2A8648CE3D0201")
_RSA_KEY = bytes.fromhex("2A864886F70D010101")
_DH_KEYS = {bytes.fromhex("2A8648CE3E0201"): "X9.42", bytes.fromhex("2A864886F70D010301"): "PKCS#3"}
HASHES = {1: "sha1", 2: "sha224", 3: "sha256", 4: "sha384", 5: "sha512"}
# ecdsa-with-SHA… of ANSI X9.62, which some issuers write instead.
_X962 = {bytes.fromhex("2A8648CE3D0401"): "sha1"} | {
    bytes.fromhex(f"2A8648CE3D04030{number}"): HASHES[number + 1] for number in (1, 2, 3, 4)
}

# Of a modulus: what is shorter can be factored by a thief, what is longer would only take time.
_LEAST_BITS, _MOST_BITS = 1000, 8192
_MAPPINGS = {1: ("DH", "GM"), 2: ("ECDH", "GM"), 3: ("DH", "IM"), 4: ("ECDH", "IM"), 6: ("ECDH", "CAM")}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key: of an elliptic curve or a group (`domain` and `point`), or of RSA (`modulus` and `exponent`)."""

    domain: EllipticDomain | ModularDomain | None = None
    point: bytes = b""
    modulus: int = 0
    exponent: int = 0

    @property
    def name(self) -> str:
        """The kind and size, as `ECDSA brainpoolP256r1` would be told from `RSA 2048`."""
        if isinstance(self.domain, EllipticDomain):
            return self.domain.curve.name
        return f"DH {self.domain.p.bit_length()}" if self.domain else f"RSA {self.modulus.bit_length()}"


@dataclass(frozen=True, slots=True)
class PaceInfo:
    """One way to do PACE: its object identifier, key agreement, mapping, cipher, and the number of the domain."""

    oid: bytes
    agreement: str
    mapping: str
    suite: Suite
    parameter: int | None

    @property
    def name(self) -> str:
        """As the standard writes it, with its domain: `PACE-ECDH-GM-AES-CBC-CMAC-128, brainpoolP256r1`."""
        domain = "" if self.parameter is None else f", {standard_name(self.parameter)}"
        return f"PACE-{self.agreement}-{self.mapping}-{self.suite.name}{domain}"


@dataclass(frozen=True, slots=True)
class ChipProtocol:
    """One way to do Chip Authentication."""

    oid: bytes
    agreement: str
    suite: Suite
    key_id: int | None

    @property
    def name(self) -> str:
        """As the standard writes it: `CA-ECDH-AES-CBC-CMAC-128`."""
        return f"CA-{self.agreement}-{self.suite.name}"


@dataclass(frozen=True, slots=True)
class ChipKey:
    """A static public key of the chip; `key` is None where its parameters are none that may be used (`why`)."""

    agreement: str
    key: PublicKey | None
    key_id: int | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class SecurityInfos:
    """Everything one file announces."""

    pace: tuple[PaceInfo, ...] = ()
    domains: tuple[tuple[int | None, EllipticDomain | ModularDomain], ...] = ()
    protocols: tuple[ChipProtocol, ...] = ()
    keys: tuple[ChipKey, ...] = ()
    signature_hash: str = ""
    terminal_authentication: bool = False
    unknown: tuple[str, ...] = ()

    def domain_of(self, info: PaceInfo) -> EllipticDomain | ModularDomain | None:
        """The group of a PaceInfo: one the file writes out, else a standard one. None where there is none."""
        for number, domain in self.domains:
            if number == info.parameter:
                return domain
        return None if info.parameter is None else standard_domain(info.parameter)

    def key_of(self, protocol: ChipProtocol) -> ChipKey | None:
        """The key that a protocol uses: by its number where it names one."""
        fitting = [key for key in self.keys if key.agreement == protocol.agreement]
        named = [key for key in fitting if key.key_id == protocol.key_id]
        return next(iter(named or fitting), None)

    @property
    def chip_protocols(self) -> tuple[ChipProtocol, ...]:
        """The protocols that have a key, strongest first.

        Chips of the first years give a key and no protocol: they mean Triple-DES (Doc 9303-11 9.2.6).
        """
        given = [one for one in self.protocols if self.key_of(one) is not None]
        for key in self.keys:
            if not any(one.agreement == key.agreement for one in given):
                arc = b"\x02" if key.agreement == "ECDH" else b"\x01"
                oid = CHIP_AUTHENTICATION + arc + b"\x01"
                given.append(ChipProtocol(oid, key.agreement, TRIPLE_DES, key.key_id))
        return tuple(sorted(given, key=lambda one: -one.suite.key - one.suite.block))


def read_security_infos(data: bytes) -> SecurityInfos:
    """The SecurityInfos of their SET. Raises TlvError where it is none."""
    parts = _Parts()
    for info in _elements(data, SET):
        if info.tag != SEQUENCE:
            raise TlvError(f"tag {info.tag:X} among SecurityInfos")
        inner = info.items()
        if not inner or inner[0].tag != OBJECT:
            raise TlvError("a SecurityInfo without its object identifier")
        oid, rest = inner[0].value, inner[1:]
        if oid[: len(PACE)] == PACE and len(oid) == len(PACE) + 2:
            _read_pace(oid, rest, parts)
        elif oid[: len(PACE)] == PACE and len(oid) == len(PACE) + 1:
            _read_domain(rest, parts)
        elif oid[: len(CHIP_AUTHENTICATION)] == CHIP_AUTHENTICATION and len(oid) == len(CHIP_AUTHENTICATION) + 2:
            _read_protocol(oid, rest, parts)
        elif oid[: len(CHIP_KEY)] == CHIP_KEY and len(oid) == len(CHIP_KEY) + 1:
            parts.keys.append(_chip_key(oid, rest))
        elif oid == ACTIVE_AUTHENTICATION:
            parts.signature_hash = _hash_of(next((one.value for one in rest if one.tag == OBJECT), b""))
        elif oid[: len(_TERMINAL_AUTHENTICATION)] == _TERMINAL_AUTHENTICATION:
            parts.terminal = True
        else:
            parts.unknown.append(oid.hex())
    return SecurityInfos(
        tuple(parts.pace),
        tuple(parts.domains),
        tuple(parts.protocols),
        tuple(parts.keys),
        parts.signature_hash,
        parts.terminal,
        tuple(parts.unknown),
    )


@dataclass(slots=True)
class _Parts:
    """SecurityInfos while they are read."""

    pace: list[PaceInfo] = field(default_factory=list)
    domains: list[tuple[int | None, EllipticDomain | ModularDomain]] = field(default_factory=list)
    protocols: list[ChipProtocol] = field(default_factory=list)
    keys: list[ChipKey] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    signature_hash: str = ""
    terminal: bool = False


def _elements(data: bytes, tag: int) -> tuple[Tlv, ...]:
    outer = items(data)
    if not outer or outer[0].tag != tag:
        raise TlvError("no SET of SecurityInfos")
    return outer[0].items()


def _numbers(rest: tuple[Tlv, ...]) -> list[int]:
    return [int.from_bytes(one.value, "big") for one in rest if one.tag == INTEGER and len(one.value) <= 8]


def _read_pace(oid: bytes, rest: tuple[Tlv, ...], parts: _Parts) -> None:
    mapping, suite = _MAPPINGS.get(oid[-2]), SUITES.get(oid[-1])
    if mapping is None or suite is None:
        parts.unknown.append(oid.hex())
        return
    numbers = _numbers(rest)
    parts.pace.append(PaceInfo(oid, *mapping, suite, numbers[1] if len(numbers) > 1 else None))


def _read_domain(rest: tuple[Tlv, ...], parts: _Parts) -> None:
    for one in rest:
        if one.tag == SEQUENCE:
            try:
                domain = read_domain(one)
            except (UnsupportedError, TlvError):
                parts.unknown.append("PACE domain parameters")
                return
            parts.domains.append((next(iter(_numbers(rest)), None), domain))


def _read_protocol(oid: bytes, rest: tuple[Tlv, ...], parts: _Parts) -> None:
    agreement, suite = {1: "DH", 2: "ECDH"}.get(oid[-2]), SUITES.get(oid[-1])
    if agreement is None or suite is None:
        parts.unknown.append(oid.hex())
        return
    numbers = _numbers(rest)
    parts.protocols.append(ChipProtocol(oid, agreement, suite, numbers[1] if len(numbers) > 1 else None))


def _chip_key(oid: bytes, rest: tuple[Tlv, ...]) -> ChipKey:
    agreement = "ECDH" if oid[-1] == 2 else "DH"
    key_id = next(iter(_numbers(rest)), None)
    written = next((one for one in rest if one.tag == SEQUENCE), None)
    if written is None:
        raise TlvError("a ChipAuthenticationPublicKeyInfo without a key")
    try:
        return ChipKey(agreement, read_key(tlv(written.tag, written.value)), key_id)
    except UnsupportedError as error:
        return ChipKey(agreement, None, key_id, str(error))


def _hash_of(oid: bytes) -> str:
    if oid[:-1] == PLAIN_ECDSA:
        return HASHES.get(oid[-1], "")
    return _X962.get(oid, "")


def read_key(data: bytes) -> PublicKey:
    """The key of a SubjectPublicKeyInfo. Raises TlvError for none, UnsupportedError for one that may not be used."""
    outer = items(data)
    if len(outer) != 1 or outer[0].tag != SEQUENCE:
        raise TlvError("no SubjectPublicKeyInfo")
    algorithm, bits, *_ = (*outer[0].items(), Tlv(0, b""), Tlv(0, b""))
    if algorithm.tag != SEQUENCE or bits.tag != BITS or bits.value[:1] != b"\0":
        raise TlvError("no SubjectPublicKeyInfo")
    written = bits.value[1:]
    oid = algorithm.first(OBJECT)
    if oid == _RSA_KEY:
        numbers = [one.value for one in items(written)[0].items()] if items(written) else []
        if len(numbers) != 2:
            raise TlvError("no RSA key")
        modulus, exponent = (int.from_bytes(number, "big") for number in numbers)
        if not _LEAST_BITS <= modulus.bit_length() <= _MOST_BITS or not 2 < exponent < 1 << 33 or not modulus & 1:
            raise UnsupportedError(f"an RSA key of {modulus.bit_length()} bits, exponent of {exponent.bit_length()}")
        return PublicKey(modulus=modulus, exponent=exponent)
    domain = read_domain(algorithm)
    if isinstance(domain, ModularDomain):
        inner = items(written)
        if len(inner) == 1 and inner[0].tag == INTEGER:
            written = inner[0].value
        number = int.from_bytes(written, "big")
        if number >= domain.p:
            raise TlvError("a DH key larger than its prime")
        return PublicKey(domain, number.to_bytes(domain.size, "big"))
    try:
        domain.decode(written)
    except ChipError as error:
        raise UnsupportedError(str(error)) from error
    return PublicKey(domain, written)


def read_domain(algorithm: Tlv) -> EllipticDomain | ModularDomain:
    """The group of an AlgorithmIdentifier. Raises UnsupportedError for parameters that are no known ones."""
    inner = algorithm.items()
    if not inner or inner[0].tag != OBJECT:
        raise TlvError("an algorithm without its object identifier")
    oid, parameters = inner[0].value, inner[1] if len(inner) > 1 else Tlv(0, b"")
    if oid == STANDARD_PARAMETERS and parameters.tag == INTEGER:
        number = int.from_bytes(parameters.value[:8], "big")
        domain = standard_domain(number) if number in STANDARD_DOMAINS else None
        if domain is None:
            raise UnsupportedError(f"standard domain parameters {number}")
        return domain
    if oid == _EC_KEY:
        return _curve(parameters)
    if oid in _DH_KEYS:
        return _group(parameters)
    raise UnsupportedError(f"a key of algorithm {oid.hex()}")


def _curve(parameters: Tlv) -> EllipticDomain:
    if parameters.tag == OBJECT:
        curve = by_oid(_dotted(parameters.value))
        if curve is None:
            raise UnsupportedError(f"the curve {_dotted(parameters.value)}")
        return EllipticDomain(curve)
    inner = parameters.items()
    if parameters.tag != SEQUENCE or len(inner) < 5 or len(inner[1].items()) < 2 or len(inner[2].items()) < 2:
        raise TlvError("no parameters of a curve")
    prime, (a, b) = inner[1].items()[1], inner[2].items()[:2]
    if inner[1].first(OBJECT) != bytes.fromhex("2A8648CE3D0101"):
        raise UnsupportedError("a curve over a field that is not prime")
    cofactor = int.from_bytes(inner[5].value, "big") if len(inner) > 5 else None
    p, a_number, b_number, n = (int.from_bytes(one.value, "big") for one in (prime, a, b, inner[4]))
    if not p:
        raise UnsupportedError("a curve without its prime")
    found = identify(p, a_number, b_number, n, inner[3].value, cofactor)
    if found.curve is None:
        raise UnsupportedError(f"parameters that only look like {found.imitates}" if found.imitates else "a curve")
    return EllipticDomain(found.curve)


def _group(parameters: Tlv) -> ModularDomain:
    numbers = [int.from_bytes(one.value, "big") for one in parameters.items() if one.tag == INTEGER]
    if len(numbers) < 2:
        raise TlvError("no parameters of a group")
    for standard in (0, 1, 2):
        known = standard_domain(standard)
        if isinstance(known, ModularDomain) and (known.p, known.generator) == (numbers[0], numbers[1]):
            return known
    raise UnsupportedError(f"a group of {numbers[0].bit_length()} bits that is none of RFC 5114")


def _dotted(oid: bytes) -> str:
    arcs, value = [], 0
    for octet in oid[:32]:
        value = value << 7 | octet & 0x7F
        if not octet & 0x80:
            arcs.append(value)
            value = 0
    if not arcs:
        return ""
    head = min(arcs[0] // 40, 2)
    return ".".join(map(str, (head, arcs[0] - 40 * head, *arcs[1:])))
