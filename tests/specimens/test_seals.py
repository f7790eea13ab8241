"""Seals of nobody: the same every time, sound or with one thing wrong, and printed as barcodes."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from limen.documents.pki import read_certificate
from limen.documents.seal import read
from limen.specimens.issuing import Country
from limen.specimens.seals import SealOffice, altered, symbol, wrong_passport


def test_the_same_office_signs_alike() -> None:
    assert SealOffice().visa() == SealOffice().visa()
    assert SealOffice().visa() != SealOffice(number=7).visa()


def test_the_signers_certificate_is_made_by_the_authority() -> None:
    office = SealOffice()
    authority, signer = map(read_certificate, office.certificates)

    assert signer.signed_by(authority.key) == "right"
    assert (signer.country, signer.serial) == ("UT", office.number)
    lone = read_certificate(replace(office, certified=False).certificate)
    assert lone.signed_by(authority.key) == "wrong"


@pytest.mark.parametrize("country", ["UTO", "D", "NGA"])
def test_every_country_can_have_an_office(country: str) -> None:
    seal = read(SealOffice(country=Country(country)).visa())

    assert (seal.issuer, seal.document) == (country, "visa") and not seal.flaws


def test_an_altered_seal_differs_in_its_number_alone() -> None:
    sound, false = read(SealOffice().visa()), read(altered(SealOffice().visa()))

    assert [one.name for one, other in zip(sound.fields, false.fields, strict=True) if one != other] == [
        "passport_number"
    ]
    assert sound.signature == false.signature
    with pytest.raises(ValueError, match="names no passport"):
        altered(SealOffice().emergency_paper()[0])


def test_the_wrong_passport_is_somebody_elses() -> None:
    seal, document = wrong_passport()

    assert read(seal).value("passport_number") != document.number


def test_a_symbol_is_a_picture() -> None:
    with Image.open(io.BytesIO(symbol("hello", "QRCode", module=5))) as drawn:
        assert drawn.format == "PNG" and drawn.width == drawn.height
