"""A country that does not exist and its keys: signing authority, roll-over, document signers, lists, security objects.

Everything is made in code from a seed and a day. A country signs with one of `ALGORITHMS`; its curve is named or, as
half the real ones do, written out. What an officer must be shown is made on demand: `issue(groups, fault=…)` gives the
files of a chip and what the desk would trust, with exactly one thing wrong.

>>> from datetime import date
>>> utopia = Country("UTO", on=date(2026, 11, 22))
>>> sod = utopia.signer().security_object({1: b"what the first group holds"})
>>> sod[:1].hex(), utopia.csca == Country("UTO", on=date(2026, 11, 22)).csca
('77', True)
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from asn1crypto import cms, core, crl, x509

from limen.documents.pki import asn1
from limen.specimens.signing import ALGORITHMS, Key
from limen.vocabulary import countries

ON = date(2026, 11, 22)
_SIGNING_YEARS, _VALID_YEARS = 5, 16  # Doc 9303-12 4.1.5: an authority's key signs three to five years
_DAYS = 365
_BETWEEN = timedelta(days=(_SIGNING_YEARS - 1) * _DAYS)


@dataclass(frozen=True, slots=True)
class Country:
    """A country's signing authority (CSCA) as it stands on a day.

    `code` is as documents print it; UTO is Utopia, which certificates call UT. `generation` counts its keys: each one
    after the first is made known by a link certificate that the key before it signed; `Country(generation=2)` rolled
    over four years before the day. Another `seed` is another country of the same name: the issuer that nobody knows.
    `lower` writes the country as `ut`, as some do.
    """

    code: str = "UTO"
    seed: str = "limen"
    algorithm: str = "p256"
    explicit: bool = False
    on: date = ON
    generation: int = 1
    lower: bool = False

    @property
    def alpha2(self) -> str:
        """The two letters that certificates carry."""
        letters = countries.iso2_of(self.code) or self.code.rstrip("<")[:2]
        return letters.lower() if self.lower else letters.upper()

    @property
    def key(self) -> Key:
        """The key of this generation."""
        return Key(ALGORITHMS[self.algorithm], f"{self.code} {self.seed} csca {self.algorithm} {self.generation}")

    @property
    def name(self) -> Any:
        """The distinguished name: the same in every generation, as Doc 9303-12 7.1.1.2 asks."""
        return asn1.named(
            ("country_name", self.alpha2), ("organization_name", "Office of Doors"), ("common_name", "Specimen CSCA")
        )

    @property
    def begins(self) -> date:
        """The first day of this generation's certificate."""
        return self.on - _BETWEEN

    @property
    def csca(self) -> bytes:
        """The self-signed certificate of this generation, DER."""
        return _authority(self, self, self.generation)

    @property
    def link(self) -> bytes:
        """The certificate by which the generation before vouches for this one's key (Doc 9303-12 4.1.4), DER."""
        if self.generation == 1:
            raise ValueError("the first generation has no link; take one of `rolled_over()`")
        return _authority(self, self.before, 1000 + self.generation)

    @property
    def before(self) -> Country:
        """The generation before."""
        return replace(self, generation=self.generation - 1, on=self.on - _BETWEEN)

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """Every certificate of the authority: all generations and their links, oldest first."""
        if self.generation == 1:
            return (self.csca,)
        return (*self.before.certificates, self.link, self.csca)

    def rolled_over(self) -> Country:
        """The next generation, as the country stands four years later."""
        return replace(self, generation=self.generation + 1, on=self.on + _BETWEEN)

    def signer(
        self,
        number: int = 1,
        *,
        algorithm: str = "",
        explicit: bool | None = None,
        issued: date | None = None,
        valid_days: int = 11 * _DAYS,
        types: Sequence[str] = ("P",),
        alpha2: str = "",
    ) -> Signer:
        """A document signer, certified 60 days before the country's day unless told.

        `types` are the document codes it may sign; `alpha2` gives it another country than its issuer's.
        """
        begins = issued or self.on - timedelta(days=60)
        return Signer(
            self,
            number,
            algorithm or self.algorithm,
            self.explicit if explicit is None else explicit,
            begins,
            begins + timedelta(days=valid_days),
            tuple(types),
            alpha2 or self.alpha2,
        )

    def crl(self, revoked: Iterable[Signer] = (), *, on: date | None = None, days: int = 90, number: int = 1) -> bytes:
        """The revocation list of a day, DER: revoked signers by serial, the next one due after `days`."""
        day = on or self.on
        rows = [
            {
                "user_certificate": signer.serial,
                "revocation_date": _x509_time(day),
                "crl_entry_extensions": [{"extn_id": "crl_reason", "extn_value": crl.CRLReason("key_compromise")}],
            }
            for signer in revoked
        ]
        algorithm = self.key.signature_algorithm()
        content = {
            "version": "v2",
            "signature": algorithm,
            "issuer": self.name,
            "this_update": _x509_time(day),
            "next_update": _x509_time(day + timedelta(days=days)),
            "crl_extensions": [
                {
                    "extn_id": "authority_key_identifier",
                    "extn_value": crl.AuthorityKeyIdentifier({"key_identifier": key_identifier(self.key)}),
                },
                {"extn_id": "crl_number", "extn_value": core.Integer(number)},
            ],
        }
        if rows:
            content["revoked_certificates"] = rows
        to_sign = crl.TbsCertList(content)
        made = crl.CertificateList(
            {
                "tbs_cert_list": to_sign,
                "signature_algorithm": algorithm,
                "signature": self.key.sign(to_sign.dump()),
            }
        )
        return bytes(made.dump())

    def master_list(
        self, certificates: Iterable[bytes], *, on: date | None = None, broken: bool = False, complete: bool = True
    ) -> bytes:
        """A master list that this country publishes (Doc 9303-12 8): other countries' certificates, signed, CMS DER.

        `complete` puts the country's own certificates beside its list signer, as real lists do.
        """
        day = on or self.on
        content = asn1.MasterListContent(
            {"version": 0, "certificates": asn1.Certificates([core.Any(core.load(one)) for one in certificates])}
        ).dump()
        key = Key(ALGORITHMS[self.algorithm], f"{self.code} {self.seed} list signer {self.generation}")
        begins = min(self.on, day) - timedelta(days=30)
        extensions = [
            _extension("extended_key_usage", x509.ExtKeyUsageSyntax([asn1.MASTER_LIST_SIGNING]), True),
            _extension("key_usage", x509.KeyUsage({"digital_signature"}), True),
        ]
        name = asn1.named(("country_name", self.alpha2), ("common_name", "Specimen list signer"))
        validity = (begins, begins + timedelta(days=2 * _DAYS))
        own = certificate(name, key, self.name, self.key, 900 + self.generation, validity, extensions, self.explicit)
        beside = [own, *(self.certificates[-1:] if complete else ())]
        return signed(content, asn1.MASTER_LIST, key, own, beside, at=_moment(day), broken=broken)


@dataclass(frozen=True, slots=True)
class Signer:
    """A document signer of a country, who signs security objects."""

    country: Country
    number: int
    algorithm: str
    explicit: bool
    begins: date
    until: date
    types: tuple[str, ...]
    alpha2: str

    @property
    def key(self) -> Key:
        """The signer's key."""
        return Key(
            ALGORITHMS[self.algorithm], f"{self.country.code} {self.country.seed} {self.algorithm} {self.number}"
        )

    @property
    def serial(self) -> int:
        """The serial number of its certificate."""
        return 100_000 + self.number

    @property
    def certificate(self) -> bytes:
        """The document signer certificate, DER."""
        return _signer_certificate(self)

    def security_object(
        self,
        groups: Mapping[int, bytes],
        *,
        at: datetime | None = None,
        hash: str = "",
        version: int = 0,
        wrong: Collection[int] = (),
        broken: bool = False,
        with_certificate: bool = True,
        by_key: bool = False,
    ) -> bytes:
        """EF.SOD over data groups (Doc 9303-10 4.6.2): `groups` maps 1…16 to the bytes of EF.DG1…EF.DG16.

        `at` is the signing time (default: noon of the signer's tenth day); `version` 1 signs the LDS version too;
        `wrong` groups get a hash that is not theirs; `broken` spoils the signature; `by_key` names the signer by its
        key identifier instead of issuer and serial number.
        """
        name = hash or ALGORITHMS[self.algorithm].hash
        rows = [
            {"number": number, "hash": hashlib.new(name, group + b"!" * (number in wrong)).digest()}
            for number, group in sorted(groups.items())
        ]
        content: dict[str, Any] = {"version": version, "hash_algorithm": {"algorithm": name}, "hashes": rows}
        if version:
            content["version_info"] = {"lds": "0108", "unicode": "040000"}
        certificate = self.certificate
        made = signed(
            asn1.SecurityObject(content).dump(),
            asn1.LDS_SECURITY_OBJECT,
            self.key,
            certificate,
            [certificate] if with_certificate else [],
            at=at or _moment(self.begins + timedelta(days=10)),
            hash=name,
            broken=broken,
            by_key=by_key,
        )
        return _wrapped(0x77, made)


def master_list(
    certificates: Iterable[bytes], *, by: Country | None = None, on: date | None = None, broken: bool = False
) -> bytes:
    """A master list of certificates, published by a country (default: Utopia)."""
    return (by or Country()).master_list(certificates, on=on, broken=broken)


# -- a chip's files with one thing wrong -----------------------------------------------------------------------------


class Fault(StrEnum):
    """What may be wrong with a chip's signed data, one at a time."""

    NONE = ""
    SIGNER_EXPIRED = "signer_expired"  # signed after the signer's certificate had ended
    SIGNER_REVOKED = "signer_revoked"
    ISSUER_UNKNOWN = "issuer_unknown"  # the same name, another key
    GROUP_CHANGED = "group_changed"
    GROUP_MISSING = "group_missing"
    GROUP_ADDED = "group_added"
    HASH_WRONG = "hash_wrong"
    SIGNATURE_BROKEN = "signature_broken"
    SHA1 = "sha1"
    COUNTRY_OTHER = "country_other"  # signed by another country than the MRZ says


@dataclass(frozen=True, slots=True)
class Issued:
    """The files of a chip by their names (`DG1`, `SOD`), and what a desk would hold: certificates and a CRL."""

    files: Mapping[str, bytes]
    trusted: tuple[bytes, ...]
    crl: bytes


def issue(
    groups: Mapping[int, bytes],
    *,
    country: Country | None = None,
    fault: Fault | str = Fault.NONE,
    signer: Signer | None = None,
) -> Issued:
    """The files of a chip signed by a country, sound or with exactly one fault."""
    country, fault = country or Country(), Fault(fault)
    by = signer or country.signer()
    options: dict[str, Any] = {}
    if fault is Fault.SIGNER_EXPIRED:
        by = replace(by, begins=country.on - timedelta(days=800), until=country.on - timedelta(days=400))
        options["at"] = _moment(country.on - timedelta(days=100))
    elif fault is Fault.ISSUER_UNKNOWN:
        by = replace(by, country=replace(country, seed=country.seed + " nobody knows"))
    elif fault is Fault.COUNTRY_OTHER:
        other = Country("ZWE" if country.code != "ZWE" else "UTO", country.seed, country.algorithm, on=country.on)
        by = replace(by, country=other, alpha2=other.alpha2)
    elif fault is Fault.SHA1:
        options["hash"] = "sha1"
    elif fault is Fault.HASH_WRONG:
        options["wrong"] = (max(groups),)
    options["broken"] = fault is Fault.SIGNATURE_BROKEN
    signed_groups = dict(groups)
    if fault is Fault.GROUP_ADDED:
        signed_groups.pop(max(groups))
    files = {f"DG{number}": content for number, content in groups.items()}
    files["SOD"] = by.security_object(signed_groups, **options)
    last = f"DG{max(groups)}"
    if fault is Fault.GROUP_CHANGED:
        files[last] = altered(files[last])
    elif fault is Fault.GROUP_MISSING:
        del files[last]
    trusted = country.certificates + (by.country.certificates if fault is Fault.COUNTRY_OTHER else ())
    revoked = [by] if fault is Fault.SIGNER_REVOKED else []
    return Issued(MappingProxyType(files), trusted, country.crl(revoked))


def altered(content: bytes) -> bytes:
    """A group of the same length with its last octet changed, as by whoever rewrites a chip."""
    return content[:-1] + bytes((content[-1] ^ 0x01,))


# -- certificates ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _authority(country: Country, issuer: Country, serial: int) -> bytes:
    until = country.begins + timedelta(days=_VALID_YEARS * _DAYS)
    used = country.begins + timedelta(days=_SIGNING_YEARS * _DAYS)
    extensions = [
        _extension("basic_constraints", x509.BasicConstraints({"ca": True, "path_len_constraint": 0}), True),
        _extension("key_usage", x509.KeyUsage({"key_cert_sign", "crl_sign"}), True),
        *_place(country.code),
        _used(country.begins, used),
    ]
    validity = (country.begins, until)
    return certificate(
        country.name, country.key, issuer.name, issuer.key, serial, validity, extensions, country.explicit
    )


@lru_cache(maxsize=1024)
def _signer_certificate(signer: Signer) -> bytes:
    kinds = asn1.DocumentTypes({"version": 0, "names": list(signer.types)})
    extensions = [
        _extension("key_usage", x509.KeyUsage({"digital_signature"}), True),
        _extension(asn1.DOCUMENT_TYPES, core.ParsableOctetString(kinds.dump())),
        *_place(signer.country.code),
        _used(signer.begins, min(signer.until, signer.begins + timedelta(days=90))),
    ]
    name = asn1.named(
        ("country_name", signer.alpha2),
        ("organization_name", "Office of Doors"),
        ("common_name", f"Specimen signer {signer.number}"),
    )
    by, validity = signer.country, (signer.begins, signer.until)
    return certificate(name, signer.key, by.name, by.key, signer.serial, validity, extensions, signer.explicit)


# -- what is signed --------------------------------------------------------------------------------------------------


def key_identifier(key: Key) -> bytes:
    """RFC 5280 4.2.1.2 (1): SHA-1 over the public key's bits."""
    bits = key.public()["public_key"].contents[1:]
    return hashlib.sha1(bits, usedforsecurity=False).digest()


def certificate(
    subject: Any,
    key: Key,
    issuer: Any,
    by: Key,
    serial: int,
    validity: tuple[date, date],
    extensions: Sequence[Any],
    explicit: bool,
) -> bytes:
    """A certificate of a key, signed by another, DER."""
    algorithm = by.signature_algorithm()
    to_sign = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": serial,
            "signature": algorithm,
            "issuer": issuer,
            "validity": {"not_before": _x509_time(validity[0]), "not_after": _x509_time(validity[1])},
            "subject": subject,
            "subject_public_key_info": key.public(explicit=explicit),
            "extensions": [
                _extension(
                    "authority_key_identifier", x509.AuthorityKeyIdentifier({"key_identifier": key_identifier(by)})
                ),
                _extension("key_identifier", core.OctetString(key_identifier(key))),
                *extensions,
            ],
        }
    )
    made = x509.Certificate(
        {
            "tbs_certificate": to_sign,
            "signature_algorithm": algorithm,
            "signature_value": by.sign(to_sign.dump()),
        }
    )
    return bytes(made.dump())


def signed(
    content: bytes,
    kind: str,
    key: Key,
    certificate: bytes,
    beside: Iterable[bytes],
    *,
    at: datetime,
    hash: str = "",
    broken: bool = False,
    by_key: bool = False,
) -> bytes:
    """CMS SignedData (RFC 5652 5) with signed attributes: content type, signing time, message digest."""
    hash = hash or key.algorithm.hash
    parsed = x509.Certificate.load(certificate)
    attributes = cms.CMSAttributes(
        [
            {"type": "content_type", "values": [kind]},
            {"type": "signing_time", "values": [cms.Time(name="utc_time", value=core.UTCTime(at))]},
            {"type": "message_digest", "values": [hashlib.new(hash, content).digest()]},
        ]
    )
    signature = key.sign(attributes.dump(), hash)
    if broken:
        signature = key.sign(attributes.dump() + b"!", hash)
    if by_key:
        name = cms.SignerIdentifier("subject_key_identifier", parsed.key_identifier)
    else:
        issuer = {"issuer": parsed.issuer, "serial_number": parsed.serial_number}
        name = cms.SignerIdentifier("issuer_and_serial_number", cms.IssuerAndSerialNumber(issuer))
    made = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [{"algorithm": hash}],
            "encap_content_info": {"content_type": kind, "content": content},
            "certificates": [cms.CertificateChoices("certificate", x509.Certificate.load(one)) for one in beside],
            "signer_infos": [
                {
                    "version": "v3" if by_key else "v1",
                    "sid": name,
                    "digest_algorithm": {"algorithm": hash},
                    "signed_attrs": attributes,
                    "signature_algorithm": key.signature_algorithm(hash),
                    "signature": signature,
                }
            ],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": made}).dump())


def _extension(name: str, value: Any, critical: bool = False) -> Any:
    return {"extn_id": name, "critical": critical, "extn_value": value}


def _place(code: str) -> tuple[Any, ...]:
    """Doc 9303-12 7.1.1.5: the code that documents print, as locality of the alternative names."""
    place = x509.GeneralName("directory_name", asn1.named(("locality_name", code)))
    return tuple(_extension(name, x509.GeneralNames([place])) for name in ("issuer_alt_name", "subject_alt_name"))


def _used(begins: date, until: date) -> Any:
    period = x509.PrivateKeyUsagePeriod({"not_before": _time(begins), "not_after": _time(until)})
    return _extension("private_key_usage_period", period)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def _time(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _x509_time(day: date) -> Any:
    """RFC 5280 4.1.2.5: two digits of the year up to 2049."""
    if day.year < 2050:
        return x509.Time("utc_time", core.UTCTime(_time(day)))
    return x509.Time("general_time", core.GeneralizedTime(_time(day)))


def _wrapped(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content
