"""What a personalisation office writes into a chip: the data groups of a traveller's passport, its keys, its signature.

The portrait is the one drawn on the page. Everything follows from the traveller, the day and a seed, so that the same
passport is made twice alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import lru_cache
from io import BytesIO

import typst
from PIL import Image

from limen.documents.chip.agreement import EllipticDomain, ModularDomain, standard_domain
from limen.documents.chip.groups import TAGS
from limen.documents.chip.security_infos import (
    ACTIVE_AUTHENTICATION,
    CHIP_AUTHENTICATION,
    CHIP_KEY,
    HASHES,
    PACE,
    PLAIN_ECDSA,
    STANDARD_PARAMETERS,
)
from limen.documents.chip.tlv import tlv
from limen.documents.pki.card_security import CARD_SECURITY, SECURITY_INFOS
from limen.specimens import issuing, signing
from limen.specimens.people import Traveller
from limen.specimens.portraits import portrait
from limen.vocabulary.dates import PartialDate, plus_months
from limen.vocabulary.person import TravelDocument

WIDTH, HEIGHT = 413, 531  # 35 by 45 mm at 300 dots an inch
_MAPPINGS = {("DH", "GM"): 1, ("ECDH", "GM"): 2, ("DH", "IM"): 3, ("ECDH", "IM"): 4, ("ECDH", "CAM"): 6}
_DRAWN = b"""#set page(width: 413pt, height: 531pt, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 413pt, height: 531pt, fit: "cover")"""


@dataclass(frozen=True, slots=True)
class Pace:
    """One way of opening that a chip offers: mapping (GM, CAM, IM), cipher 1 to 4, number of the domain."""

    mapping: str = "GM"
    cipher: int = 2
    domain: int = 13

    @property
    def oid(self) -> bytes:
        """Its object identifier, the encoded octets."""
        agreement = "DH" if self.domain < 3 else "ECDH"
        return PACE + bytes((_MAPPINGS[agreement, self.mapping], self.cipher))

    @property
    def info(self) -> bytes:
        """Its PACEInfo."""
        return tlv(0x30, tlv(0x06, self.oid), _integer(2), _integer(self.domain))


@dataclass(frozen=True, slots=True)
class Agreement:
    """The static key of Chip Authentication: cipher 1 to 4, domain, secret, and its number where there are several."""

    cipher: int
    domain: int
    secret: int
    number: int | None = None

    @property
    def group(self) -> EllipticDomain | ModularDomain:
        """Where the key lives."""
        found = standard_domain(self.domain)
        if found is None:
            raise ValueError(f"{self.domain} is no standard domain: 0 to 2 and 8 to 18 are")
        return found

    @property
    def arc(self) -> bytes:
        """1 for DH, 2 for ECDH."""
        return b"\x01" if self.domain < 3 else b"\x02"

    @property
    def oid(self) -> bytes:
        """The protocol's object identifier, the encoded octets."""
        return CHIP_AUTHENTICATION + self.arc + bytes((self.cipher,))

    @property
    def public_info(self) -> bytes:
        """Its ChipAuthenticationPublicKeyInfo, the domain by its number."""
        algorithm = tlv(0x30, tlv(0x06, STANDARD_PARAMETERS), _integer(self.domain))
        public = self.group.public(self.secret)
        if self.domain < 3:
            public = tlv(0x02, b"\0" + public)
        key = tlv(0x30, algorithm, tlv(0x03, b"\0", public))
        return tlv(0x30, tlv(0x06, CHIP_KEY + self.arc), key, *self._numbered)

    @property
    def info(self) -> bytes:
        """Its ChipAuthenticationInfo."""
        return tlv(0x30, tlv(0x06, self.oid), _integer(1), *self._numbered)

    @property
    def _numbered(self) -> tuple[bytes, ...]:
        return () if self.number is None else (_integer(self.number),)


@dataclass(frozen=True, slots=True)
class Signature:
    """The key of Active Authentication: `rsa` with its bits, or the name of a curve; the hash it signs with."""

    kind: str = "secp256r1"
    hash: str = "sha256"
    bits: int = 1024
    seed: str = "limen"

    @property
    def key(self) -> signing.Key:
        """The key pair."""
        return signing.Key(signing.Algorithm(self.kind, self.hash, self.bits), f"chip {self.seed}")

    @property
    def info(self) -> bytes:
        """Its ActiveAuthenticationInfo: which hash goes into a signature of ECDSA."""
        number = next(number for number, name in HASHES.items() if name == self.hash)
        return tlv(
            0x30, tlv(0x06, ACTIVE_AUTHENTICATION), _integer(1), tlv(0x06, PLAIN_ECDSA + bytes((number,)))
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a chip is to have: the ways to open it, the keys that prove it, the encoding of its portrait.

    `portrait` is jpeg2000 or jpeg; `encoding` 19794 or 39794. `can` is printed on the page. `biometrics` adds the
    fingerprints that nobody here may read. `listed` is whether DG14 has the key of `agreement`; without, only PACE-CAM
    uses it, from EF.CardSecurity, which the country's signer of that number (`signer`) signs.
    """

    pace: Sequence[Pace] = ()
    basic: bool = True
    agreement: Agreement | None = None
    signature: Signature | None = None
    can: str = ""
    portrait: str = "jpeg2000"
    encoding: str = "19794"
    biometrics: bool = False
    details: bool = True
    listed: bool = True
    signer: int = 1


@dataclass(frozen=True, slots=True)
class Personalised:
    """A chip's files by name, signed, and what a desk would hold to check them."""

    files: Mapping[str, bytes] = field(repr=False)
    trusted: tuple[bytes, ...] = field(repr=False, default=())
    crl: bytes = field(repr=False, default=b"")


def secret(seed: str, domain: int) -> int:
    """A private key of a domain, from a seed."""
    found = standard_domain(domain)
    if found is None:
        raise ValueError(f"{domain} is no standard domain: 0 to 2 and 8 to 18 are")
    return found.scalar(lambda size: hashlib.shake_256(f"limen chip {seed}".encode()).digest(size))


def personalise(
    document: TravelDocument,
    holder: Traveller,
    recipe: Recipe,
    *,
    on: date,
    country: issuing.Country | None = None,
    fault: issuing.Fault | str = "",
) -> Personalised:
    """Write a chip: its groups, EF.COM, the issuing country's EF.SOD, EF.CardAccess, EF.CardSecurity."""
    groups = data_groups(document, holder, recipe, on=on)
    by = country or issuing.Country(document.issuer, on=on)
    issued = issuing.issue(groups, country=by, fault=fault)
    files = {"COM": _com(groups), **issued.files}
    if recipe.pace:
        files["CardAccess"] = tlv(0x31, *(way.info for way in recipe.pace))
    if recipe.agreement is not None and any(way.mapping == "CAM" for way in recipe.pace):
        files[CARD_SECURITY] = card_security(recipe.pace, recipe.agreement, by.signer(recipe.signer))
    return Personalised(files, issued.trusted, issued.crl)


def data_groups(document: TravelDocument, holder: Traveller, recipe: Recipe, *, on: date) -> dict[int, bytes]:
    """The data groups by number."""
    groups = {
        1: tlv(TAGS["DG1"], tlv(0x5F1F, "".join(document.mrz).encode("ascii"))),
        2: face_group(picture_of(holder, on, recipe.portrait), recipe.encoding),
    }
    if recipe.biometrics:
        groups[3] = tlv(TAGS["DG3"], tlv(0x7F61, tlv(0x02, b"\0")))
    if recipe.details:
        groups[11], groups[12] = _personal(document, holder), _of_document(document)
    infos = []
    if recipe.agreement is not None and recipe.listed:
        infos += [recipe.agreement.info, recipe.agreement.public_info]
    if recipe.signature is not None:
        if recipe.signature.kind != "rsa":
            infos.append(recipe.signature.info)
        groups[15] = tlv(TAGS["DG15"], recipe.signature.key.public().dump())
    infos += [way.info for way in recipe.pace]
    if infos:
        groups[14] = tlv(TAGS["DG14"], tlv(0x31, *infos))
    return dict(sorted(groups.items()))


def _com(groups: Mapping[int, bytes]) -> bytes:
    listed = bytes(TAGS[f"DG{number}"] for number in groups)
    return tlv(TAGS["COM"], tlv(0x5F01, b"0107"), tlv(0x5F36, b"040000"), tlv(0x5C, listed))


def _personal(document: TravelDocument, holder: Traveller) -> bytes:
    name = f"{holder.surname}<<{holder.given}".encode()
    parts = {0x5F0E: name, 0x5F11: f"Limen<{document.nationality}".encode()}
    if holder.birth is not None and holder.birth.is_whole:
        parts[0x5F2B] = _digits(holder.birth)
    listed = b"".join(tag.to_bytes(2, "big") for tag in parts)
    return tlv(TAGS["DG11"], tlv(0x5C, listed), *(tlv(tag, value) for tag, value in parts.items()))


def _of_document(document: TravelDocument) -> bytes:
    parts = {0x5F19: b"Office of Doors"}
    if document.expiry is not None and document.expiry.is_whole:
        parts[0x5F26] = _digits(PartialDate.of(plus_months(document.expiry.first, -120)))
    listed = b"".join(tag.to_bytes(2, "big") for tag in parts)
    return tlv(TAGS["DG12"], tlv(0x5C, listed), *(tlv(tag, value) for tag, value in parts.items()))


def _digits(day: PartialDate) -> bytes:
    return f"{day.year:04}{day.month:02}{day.day:02}".encode("ascii")


def _integer(number: int) -> bytes:
    return tlv(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def card_security(ways: Sequence[Pace], agreement: Agreement, by: issuing.Signer) -> bytes:
    """EF.CardSecurity (Doc 9303-11 9.2.11): the ways of opening and the chip's key, signed by a document signer."""
    content = tlv(0x31, *(way.info for way in ways), agreement.info, agreement.public_info)
    return issuing.signed(
        content, SECURITY_INFOS, by.key, by.certificate, [by.certificate],
        at=datetime.combine(by.begins, time(12), tzinfo=UTC),
    )  # fmt: skip


# -- the portrait ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def picture_of(holder: Traveller, on: date, kind: str = "jpeg2000") -> bytes:
    """The portrait of a traveller as a chip holds it: the drawing of the page in 413 by 531 points, about 16 kB."""
    drawn = typst.compile(
        _DRAWN, format="png", ppi=72, sys_inputs={"svg": portrait(holder, on=on)}, ignore_system_fonts=True
    )
    if not isinstance(drawn, bytes):
        raise TypeError("one page was set, so one picture was meant")
    picture, kept = Image.open(BytesIO(drawn)).convert("RGB"), BytesIO()
    if kind == "jpeg":
        picture.save(kept, "JPEG", quality=80)
    else:
        picture.save(kept, "JPEG2000", quality_mode="rates", quality_layers=[40])
    return kept.getvalue()


def face_group(picture: bytes, encoding: str = "19794") -> bytes:
    """DG2 around a picture, in the encoding of ISO/IEC 19794-5 or 39794-5."""
    new = encoding == "39794"
    kind = 2 if picture[:3] != b"\xff\xd8\xff" else 1
    header = tlv(0xA1, tlv(0x81, b"\x02"), tlv(0x87, b"\x01\x01"), tlv(0x88, b"\x00\x2a" if new else b"\x00\x08"))
    block = tlv(0x7F2E, _new_record(picture, kind)) if new else tlv(0x5F2E, _old_record(picture, kind))
    return tlv(TAGS["DG2"], tlv(0x7F61, tlv(0x02, b"\x01"), tlv(0x7F60, header, block)))


def _old_record(picture: bytes, kind: int) -> bytes:
    sides = WIDTH.to_bytes(2, "big") + HEIGHT.to_bytes(2, "big")
    information = bytes(16)  # no feature points, nothing said of the person
    image = bytes((1, kind - 1)) + sides + b"\x01\x02" + bytes(4)
    size = 4 + len(information) + len(image) + len(picture)
    face = size.to_bytes(4, "big") + information + image + picture
    return b"FAC\x00010\x00" + (14 + len(face)).to_bytes(4, "big") + b"\x00\x01" + face


def _new_record(picture: bytes, kind: int) -> bytes:
    size = tlv(0xA7, tlv(0x80, WIDTH.to_bytes(2, "big")), tlv(0x81, HEIGHT.to_bytes(2, "big")))
    information = tlv(0xA1, tlv(0xA0, tlv(0x80, bytes((kind + 1,)))), size)
    representation = tlv(
        0x30, tlv(0x80, b"\0"), tlv(0xA1, tlv(0xA0, tlv(0xA0, tlv(0x80, picture), information)))
    )  # fmt: skip
    version = tlv(0xA0, tlv(0x80, b"\x03"), tlv(0x81, (2019).to_bytes(2, "big")))
    return tlv(0xA1, tlv(0x65, version, tlv(0xA1, representation)))
