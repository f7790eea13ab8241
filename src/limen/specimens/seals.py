"""Seals of a country that does not exist: visas, travel papers and proofs, signed by its seal office, sound or not.

A seal office has its own signer, certified by the country's authority, as `issuing` makes it. What an officer must be
shown is made on demand: a visa on the wrong passport, an altered seal, one by a signer that nobody holds. `symbol`
prints any of them as a barcode.

>>> from datetime import date
>>> from limen.documents.seal import read
>>> read(SealOffice().visa()).value("passport_number")
'A01234567'
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from asn1crypto import core, x509
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from limen.documents.pki import asn1
from limen.documents.pki.curves import curves
from limen.documents.seal import Header, SignerReference, read, write_idb, write_vds, write_vds_nc
from limen.documents.seal.codings import c40
from limen.documents.seal.fields import Content
from limen.specimens.issuing import ON, Country, certificate
from limen.specimens.papers import passport, visa
from limen.specimens.people import AMARA, PEOPLE, Traveller
from limen.specimens.signing import ALGORITHMS, Key
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.names import to_mrz
from limen.vocabulary.person import TravelDocument

WRONG_HOLDER = PEOPLE["devraj"]
_VALID_DAYS, _VISA_DAYS = 1825, 180
_HASHES = {"brainpoolP224r1": "sha224", "brainpoolP320r1": "sha384"}
_IDB_ALGORITHMS = {"sha256": 1, "sha384": 2, "sha512": 3}
_UTOPIA = Country("UTO")


@dataclass(frozen=True, slots=True)
class SealOffice:
    """The office that signs a country's seals: its signer is named by two letters and a serial number.

    Another `seed` is a forger who bears the same name; another `number` a signer whose certificate nobody was given.
    `certified` False leaves the signer certified by an authority that is not the country's.
    """

    country: Country = _UTOPIA
    number: int = 0x2A
    algorithm: str = "p256"
    seed: str = "limen"
    letters: str = "DS"
    certified: bool = True

    @property
    def key(self) -> Key:
        """The key that signs."""
        return Key(ALGORITHMS[self.algorithm], f"{self.country.code} {self.seed} seals {self.number}")

    @property
    def certificate(self) -> bytes:
        """The certificate of the signer, DER."""
        return _certificate(self)

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """What a desk holds to verify the seals: the authority's certificate and the signer's."""
        return (self.country.csca, self.certificate)

    @property
    def reference(self) -> SignerReference:
        """How a visible digital seal names the signer."""
        return SignerReference(f"{self.country.alpha2.upper()}{self.letters}", f"{self.number:X}")

    @property
    def begins(self) -> date:
        """The first day of the signer's certificate."""
        return self.country.on - timedelta(days=200)

    def sign(self, data: bytes) -> bytes:
        """A plain signature: both its numbers, one after the other."""
        curve = ALGORITHMS[self.algorithm].kind
        halves = decode_dss_signature(self.key.sign(data, _HASHES.get(curve, "")))
        size = curves()[curve].order_size
        return b"".join(half.to_bytes(size, "big") for half in halves)

    def seal(self, document: str, content: Mapping[str, Content], *, on: date | None = None, version: int = 4) -> bytes:
        """A visible digital seal of any kind of document, issued and signed on a day."""
        day = on or self.country.on - timedelta(days=30)
        header = Header(version, self.country.code, self.reference, day, day, "")
        return write_vds(header, content, self.sign, document=document)

    def visa(
        self,
        of: Traveller = AMARA,
        *,
        number: str = "",
        format: str = "MRV-A",
        on: date | None = None,
        stay: str = "P90D",
        entries: int = 1,
    ) -> bytes:
        """The seal of a visa given for a traveller's passport; `number` names another passport."""
        day = on or self.country.on - timedelta(days=30)
        sticker = visa(of, on=day, format=format, expiry=PartialDate.of(day + timedelta(days=_VISA_DAYS)))
        content: dict[str, Content] = {
            "mrz": "\n".join(sticker.mrz),
            "number_of_entries": entries,
            "duration_of_stay": stay,
            "passport_number": number or of.number,
        }
        return self.seal("visa", content, on=day)

    def emergency_paper(self, of: Traveller = AMARA, *, on: date | None = None) -> tuple[bytes, TravelDocument]:
        """An emergency travel document (TD2) with its seal: the seal, and the document it stands on."""
        day = on or self.country.on - timedelta(days=3)
        ends = PartialDate.of(day + timedelta(days=30))
        paper = passport(of, on=day, format="TD2", type="I", issuer=self.country.code, number="E0040117", expiry=ends)
        return self.seal("emergency_travel_document", {"mrz": "\n".join(paper.mrz)}, on=day), paper

    def authorisation(
        self, of: Traveller = AMARA, *, on: date | None = None, deflated: bool = False, number: str = ""
    ) -> str:
        """A digital travel authorisation as an ICAO barcode."""
        day = on or self.country.on - timedelta(days=30)
        content: dict[str, Content] = {
            "authorisation_number": "U0051177",
            "name": f"{_latin(of.surname)}  {_latin(of.given)}",
            "passport_number": (number or of.number).ljust(12)[:12],
            "birth": of.birth,
            "nationality": of.nationality,
            "sex": str(of.sex or "X"),
            "place_of_issue": "OVERBRIDGE",
            "valid_from": PartialDate.of(day),
            "valid_until": PartialDate.of(day + timedelta(days=_VISA_DAYS)),
            "duration_of_stay": "90",
            "number_of_entries": 2,
            "type_class_category": "VISIT",
        }
        return self.barcode({"digital_travel_authorization": content}, on=day, deflated=deflated)

    def barcode(
        self,
        content: Mapping[str, Content],
        *,
        on: date | None = None,
        deflated: bool = False,
        carried: bool = False,
    ) -> str:
        """An ICAO barcode of any fields; `carried` puts the signer's certificate into it."""
        hash = ALGORITHMS[self.algorithm].hash
        return write_idb(
            self.country.code,
            content,
            sign=self.sign,
            algorithm=_IDB_ALGORITHMS[hash],
            digest=hashlib.sha1(self.certificate, usedforsecurity=False).digest()[-5:],
            signed_on=on or self.country.on - timedelta(days=30),
            certificate=self.certificate if carried else b"",
            deflated=deflated,
        )

    def proof(self, of: Traveller = AMARA, *, number: str = "") -> str:
        """A proof of vaccination as VDS-NC."""
        person = {
            "n": f"{_latin(of.surname)}  {_latin(of.given)}",
            "dob": of.birth,
            "i": number or of.number,
            "sex": str(of.sex or "X"),
        }
        dose = {"dvc": self.country.on - timedelta(days=400), "seq": 1, "ctr": self.country.code, "adm": "Arch clinic"}
        event = {"des": "XM0000", "nam": "Specimen", "dis": "RA00.0", "vd": [{**dose, "lot": "L-17"}]}
        message = {"uvci": "U0000001", "pid": person, "ve": [event]}
        return write_vds_nc(self.country.code, "icao.vacc", message, sign=self.sign, certificate=self.certificate)

    def unknown(self) -> SealOffice:
        """A colleague whose certificate no desk was given."""
        return replace(self, number=self.number + 1)

    def forger(self) -> SealOffice:
        """Somebody who signs with a key of their own in the signer's name."""
        return replace(self, seed=f"{self.seed} forged")


def wrong_passport(*, on: date = ON) -> tuple[bytes, TravelDocument]:
    """A sound visa seal, and the passport of somebody else on which it was found."""
    return SealOffice().visa(on=on - timedelta(days=30)), passport(of=WRONG_HOLDER, on=on)


def altered(seal: bytes) -> bytes:
    """A visible digital seal whose passport number was rewritten: it reads well, and its signature is another's."""
    number = read(seal).field("passport_number")
    if number is None:
        raise ValueError("the seal names no passport; take a visa's")
    last = "1" if number.text[-1] != "1" else "7"
    return seal.replace(number.raw, c40(number.text[:-1] + last), 1)


def symbol(content: bytes | str, format: str = "DataMatrix", *, module: int = 4) -> bytes:
    """A barcode as a PNG picture: `DataMatrix`, `QRCode`, `Aztec` or `PDF417`, so many pixels to a module."""
    import numpy
    import zxingcpp
    from PIL import Image

    made = zxingcpp.create_barcode(content, zxingcpp.barcode_format_from_str(format)).to_image(scale=module)
    written = io.BytesIO()
    Image.fromarray(numpy.asarray(made)).save(written, "PNG")
    return written.getvalue()


def _latin(name: str) -> str:
    return to_mrz(name).replace("<", " ")


@lru_cache(maxsize=64)
def _certificate(office: SealOffice) -> bytes:
    country = office.country if office.certified else replace(office.country, seed=f"{office.country.seed} elsewhere")
    name = asn1.named(("country_name", country.alpha2), ("common_name", office.letters))
    kinds = asn1.DocumentTypes({"version": 0, "names": list(_SIGNED)})
    extensions = [
        {"extn_id": "key_usage", "critical": True, "extn_value": x509.KeyUsage({"digital_signature"})},
        {
            "extn_id": asn1.DOCUMENT_TYPES,
            "critical": False,
            "extn_value": core.ParsableOctetString(kinds.dump()),
        },
    ]
    validity = (office.begins, office.begins + timedelta(days=_VALID_DAYS))
    return certificate(
        name, office.key, country.name, country.key, office.number, validity, extensions, country.explicit
    )


_SIGNED: Sequence[str] = ("V", "I", "NV")
