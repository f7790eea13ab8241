"""A target for coverage-guided runs: whatever a card, a seal or a directory gives, one clear error or a finding.

The first octet chooses the parser; the rest is what it is given.
"""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime

from limen.documents.pki import (
    PkiError,
    TrustStore,
    prove,
    read_certificate,
    read_crl,
    read_master_list,
    read_material,
    read_security_object,
)
from limen.documents.pki.card_security import CARD_SECURITY, SECURITY_INFOS, has_signer_of
from limen.documents.verify import passive_authentication
from limen.specimens.issuing import Country, issue, master_list, signed

ON = date(2026, 11, 22)
_UTOPIA = Country("UTO")
_GROUPS = {1: b"\x61\x03\x5f\x1f\x00", 2: b"\x75\x00"}
_MADE = issue(_GROUPS)
_TRUST = TrustStore.of([read_material(part, "given") for part in (*_MADE.trusted, _MADE.crl)])


def _certificate(data: bytes) -> None:
    one = read_certificate(data)
    one.signed_by(one.key)
    _TRUST.issuer_of(one)
    one.to_json()


def _list(data: bytes) -> None:
    found = read_master_list(data)
    prove(found.certificates)
    found.to_json()


def _material(data: bytes) -> None:
    TrustStore.of([read_material(data, "given")], first_use=True).to_json()


def _chip(data: bytes) -> None:
    passive_authentication({**_MADE.files, "SOD": data}, _TRUST, ON).to_json()


def _groups(data: bytes) -> None:
    half = len(data) // 2
    passive_authentication({**_MADE.files, "DG1": data[:half], "COM": data[half:]}, _TRUST, ON).to_json()


def _opening(data: bytes) -> None:
    found = passive_authentication({**_MADE.files, CARD_SECURITY: data}, _TRUST, ON)
    found.to_json()
    has_signer_of(data, read_security_object(_MADE.files["SOD"]))


_PARSERS = (_certificate, _list, read_crl, read_security_object, _material, _chip, _groups, _opening)


def _card_security(country: Country) -> bytes:
    by = country.signer()
    at = datetime(2026, 11, 1, tzinfo=UTC)
    return signed(b"\x31\x00", SECURITY_INFOS, by.key, by.certificate, [by.certificate], at=at)


def seeds() -> list[bytes]:
    """Sound inputs to begin from, one or more for each parser."""
    csca, listed = _UTOPIA.csca, master_list([_UTOPIA.csca])
    pem = b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(csca) + b"-----END CERTIFICATE-----\n"
    ldif = b"dn: c=UT\nuserCertificate;binary:: " + base64.b64encode(csca) + b"\n"
    written_out = Country(algorithm="brainpool224", explicit=True)
    return [
        b"\x00" + csca,
        b"\x00" + written_out.csca,
        b"\x00" + Country(algorithm="rsa-pss").csca,
        b"\x01" + listed,
        b"\x02" + _MADE.crl,
        b"\x03" + _MADE.files["SOD"],
        *(b"\x04" + part for part in (csca, listed, _MADE.crl, pem, ldif)),
        b"\x05" + _MADE.files["SOD"],
        b"\x05" + written_out.signer().security_object(_GROUPS),
        b"\x06" + _GROUPS[1] + b"\x60\x04\x5c\x02\x61\x75",
        *(b"\x07" + _card_security(country) for country in (_UTOPIA, Country("ZWE"))),
    ]


def one_input(data: bytes) -> None:
    """Give one input to one parser; anything but an answer or a PkiError is a fault."""
    if not data:
        return
    try:
        _PARSERS[data[0] % len(_PARSERS)](data[1:])
    except PkiError as error:
        if not str(error) or not str(error).isprintable():
            raise AssertionError("an error without words, or with characters of whoever wrote the input") from error
