"""Certificate revocation lists: which signers a State no longer stands by, as of when, and when the next is due."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from asn1crypto import core, crl, x509

from limen.documents.pki import asn1
from limen.documents.pki.bounds import LARGEST_CRL, MOST_REVOKED, guard, header
from limen.documents.pki.certificate import ASN1_FAULTS, Name, moment, read_name, short, written
from limen.documents.pki.errors import PkiError
from limen.documents.pki.signature import PublicKey, SignatureAlgorithm, Verdict, check, read_algorithm
from limen.vocabulary.evidence import N_

_WHAT = "a revocation list"
_SEQUENCE, _INTEGER, _UTC_TIME, _TIMES = 0x30, 0x02, 0x17, (0x17, 0x18)
_MOST_PARTS = 16  # of what is signed: seven at most
_MOST_ODD_DAYS = 10_000  # the library takes 30 microseconds for each
_DISTRIBUTION = "2.5.29.28"  # RFC 5280 5.2.5
_LIMITS = ("only_contains_ca_certs", "only_contains_attribute_certs", "only_some_reasons", "indirect_crl")


@dataclass(frozen=True, slots=True, eq=False)
class RevocationList:
    """One CRL: who issued it, when, when the next is due (None: it does not say), and the serial numbers revoked.

    Not `is_whole` where a critical extension limits it, as to changes since another or to some kinds of certificates:
    whom it names is revoked, but whom it does not name may be all the same.
    """

    sha256: str
    issuer: Name
    country: str
    issued_at: datetime
    next_at: datetime | None
    number: int | None
    revoked: Mapping[int, datetime] = field(repr=False)
    issuer_key_identifier: bytes
    algorithm: SignatureAlgorithm
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    is_whole: bool = True
    flaws: tuple[str, ...] = ()

    def is_stale(self, on: date) -> bool:
        """Whether its successor was due before a day; one that names no date for it is stale when issued."""
        return (self.next_at or self.issued_at).date() < on

    def signed_by(self, key: PublicKey) -> Verdict:
        """Whether a key signed this list."""
        return check(key, self.algorithm, self.signature, self.signed)

    def to_json(self) -> dict[str, Any]:
        """The list as it is shown."""
        return {
            "sha256": self.sha256,
            "issuer": written(self.issuer),
            "country": self.country,
            "issued_on": self.issued_at.date().isoformat(),
            "next_on": self.next_at.date().isoformat() if self.next_at else None,
            "revoked": len(self.revoked),
        }


def read_crl(data: bytes) -> RevocationList:
    """Read one CRL from DER. Raises PkiError for what is none."""
    if len(data) > LARGEST_CRL:
        raise PkiError(N_("{what}: more than {largest} bytes; nothing that large is read"), what=_WHAT,
                       largest=LARGEST_CRL)  # fmt: skip
    data, slim, rows, signed = _parted(data)
    try:
        parsed = crl.CertificateList.load(guard(slim, LARGEST_CRL, _WHAT))
        content = parsed["tbs_cert_list"]
        issuer = read_name(content["issuer"])
        issued, following = moment(content["this_update"]), content["next_update"]
        next_at = None if isinstance(following, core.Void) else moment(following)
        revoked = _revoked(data, *rows)
        flaws: list[str] = []
        identifier, number, is_whole = _extensions(content["crl_extensions"], flaws)
        algorithm = read_algorithm(parsed["signature_algorithm"])
        signature = bytes(parsed["signature"])
    except PkiError:
        raise
    except ASN1_FAULTS as error:
        raise PkiError(N_("no revocation list; give a CRL in DER or PEM"), raw=short(error)) from error
    country = next((value.strip().upper() for kind, value in issuer if kind == "2.5.4.6"), "")
    return RevocationList(
        hashlib.sha256(data).hexdigest(),
        issuer,
        country,
        issued,
        next_at,
        number,
        MappingProxyType(revoked),
        identifier,
        algorithm,
        signed,
        signature,
        is_whole,
        tuple(flaws),
    )


def _parted(data: bytes) -> tuple[bytes, bytes, tuple[int, int], bytes]:
    """The list as far as it goes, the same without its rows, where the rows begin and end, and what is signed.

    A State that revokes a whole production has a list of hundreds of thousands of rows. The parser of the rest would
    make some ten objects of each, so it never sees them: they are read where they stand (`_revoked`).
    """
    outer, end = _sequence(data, 0, len(data))
    inner, after = _sequence(data, outer, end)
    at, rows, has_time = inner, (0, 0), False
    parts: list[bytes] = []
    while at < after:
        start, length = header(data, at, after)
        if start < 0 or length < 0 or len(parts) > _MOST_PARTS:
            raise _broken(at)
        if has_time and data[at] == _SEQUENCE:
            if rows != (0, 0):
                raise _broken(at)
            rows = start, start + length
        else:
            parts.append(data[at : start + length])
        has_time = has_time or data[at] in _TIMES
        at = start + length
    slim = _wrapped(_wrapped(b"".join(parts)) + data[after:end])
    return data[:end], slim, rows, data[outer:after]


def _sequence(data: bytes, at: int, limit: int) -> tuple[int, int]:
    """Where the content of the SEQUENCE at a place begins and ends. Raises PkiError."""
    start, length = header(data, at, limit)
    if start < 0 or length < 0 or data[at] != _SEQUENCE:
        raise _broken(at)
    return start, start + length


def _wrapped(content: bytes) -> bytes:
    return b"\x30\x84" + len(content).to_bytes(4, "big") + content


def _broken(at: int) -> PkiError:
    return PkiError(N_("{what}: cut short or no ASN.1 at byte {at}; give the whole file"), what=_WHAT, at=at)


def _revoked(data: bytes, at: int, end: int) -> dict[int, datetime]:
    """The serial number and day of each row (RFC 5280 5.1.2.6); the reasons after them change nothing here."""
    found: dict[int, datetime] = {}
    days: dict[bytes, datetime] = {}
    while at < end:
        serial_at, after = _sequence(data, at, end)
        start, length = header(data, serial_at, after)
        if start < 0 or data[serial_at] != _INTEGER:
            raise _broken(serial_at)
        # Without its sign: some write it without the leading zero, and others about it with one.
        serial = int.from_bytes(data[start : start + length], "big")
        day_at = start + length
        start, length = header(data, day_at, after)
        if start < 0 or data[day_at] not in _TIMES:
            raise _broken(day_at)
        written = data[day_at : start + length]
        day = days.get(written)
        if day is None:
            day = days[written] = _day(written, len(days))
        if len(found) == MOST_REVOKED and serial not in found:
            raise PkiError(N_("a revocation list: more than {count} entries; it is not read"), count=MOST_REVOKED)
        found[serial] = day
        at = after
    return found


def _day(written: bytes, before: int) -> datetime:
    text = written[2:-1]
    if written[-1:] == b"Z" and text.isdigit() and written[:2] in (b"\x17\x0d", b"\x18\x0f"):
        # As nearly all are written; a list of as many days as rows would else take seconds.
        year = int(text[:-10])
        century = 0 if len(text) == 14 else 2000 if year < 50 else 1900  # RFC 5280 4.1.2.5.1
        month, day, hour, minute, second = (int(text[at : at + 2]) for at in range(len(text) - 10, len(text), 2))
        return datetime(century + year, month, day, hour, minute, second, tzinfo=UTC)
    if before > _MOST_ODD_DAYS:
        raise PkiError(N_("{what}: its days are not written as they must be; it is not read"), what=_WHAT)
    return moment((core.UTCTime if written[0] == _UTC_TIME else core.GeneralizedTime).load(written))


def _extensions(extensions: Any, flaws: list[str]) -> tuple[bytes, int | None, bool]:
    """The issuer's key identifier and the number of the list, where they can be read; whether nothing limits it."""
    identifier, number, is_whole = b"", None, True
    for extension in asn1.extensions_of(extensions):
        oid = ""
        try:
            oid, content = extension["extn_id"].dotted, bytes(extension["extn_value"])
            if oid == "2.5.29.35":
                found = x509.AuthorityKeyIdentifier.load(content)["key_identifier"]
                identifier = b"" if isinstance(found, core.Void) else bytes(found)
            elif oid == "2.5.29.20":
                number = core.Integer.load(content).native
            elif oid == _DISTRIBUTION:
                found = crl.IssuingDistributionPoint.load(content)
                is_whole = is_whole and not any(found[part].native for part in _LIMITS)
            elif extension["critical"].native:
                is_whole = False
        except ASN1_FAULTS:
            flaws.append("an extension cannot be read")
            is_whole = is_whole and oid in ("2.5.29.35", "2.5.29.20")
    return identifier, number, is_whole
