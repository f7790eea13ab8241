"""A target for coverage-guided runs: the content of any barcode, one clear error or a document with findings.

The first octet chooses the parser; the rest is what it is given. The parsers of seals are followed by verification
and by the comparison with a passport; a page of text is compared with one too.
"""

from __future__ import annotations

from datetime import date

from limen.documents.agreement import Statement, compare
from limen.documents.barcodes import (
    BarcodeError,
    kind_of,
    read_boarding_pass,
    read_licence,
    write_boarding_pass,
    write_licence,
)
from limen.documents.pki import TrustStore, read_material
from limen.documents.printed import find_printed
from limen.documents.seal import SealError, belongs, read, verify
from limen.documents.seal.idb import read_idb
from limen.documents.seal.vds import read_vds
from limen.documents.seal.vds_nc import read_vds_nc
from limen.specimens import AMARA, passport
from limen.specimens.seals import SealOffice

ON = date(2026, 11, 22)
_OFFICE = SealOffice()
_TRUST = TrustStore.of([read_material(part, "given") for part in (*_OFFICE.certificates, _OFFICE.country.crl())])
_PASSPORT = passport(of=AMARA, on=ON)


def _any(data: bytes) -> None:
    kind_of(data)
    seal = read(data)
    verify(seal, _TRUST, ON).to_json()
    belongs(seal, _PASSPORT, ON)


def _vds(data: bytes) -> None:
    seal = read_vds(data)
    verify(seal, _TRUST, ON).to_json()
    belongs(seal, _PASSPORT, ON)


def _idb(data: bytes) -> None:
    seal = read_idb(data.decode("latin-1"))
    verify(seal, _TRUST, ON).to_json()
    belongs(seal, _PASSPORT, ON)


def _vds_nc(data: bytes) -> None:
    seal = read_vds_nc(data.decode("utf-8", "surrogatepass") if data.isascii() else data.decode("latin-1"))
    verify(seal, _TRUST, ON).to_json()
    belongs(seal, _PASSPORT, ON)


def _boarding_pass(data: bytes) -> None:
    found = read_boarding_pass(data.decode("latin-1"), on=ON)
    found.to_json()
    compare(Statement.of(_PASSPORT), found.statement)


def _licence(data: bytes) -> None:
    found = read_licence(data, on=ON)
    found.to_json()
    compare(Statement.of(_PASSPORT), found.statement)


def _page(data: bytes) -> None:
    find_printed(data.decode("utf-8", "replace").splitlines(), _PASSPORT)


_PARSERS = (_any, _vds, _idb, _vds_nc, _boarding_pass, _licence, _page)


def seeds() -> list[bytes]:
    """Sound inputs to begin from, one or more for each parser."""
    legs = [{"reference": "UTO4XQ", "origin": "NRT", "destination": "FRA", "carrier": "UT", "flight": "0834",
             "day_of_year": "326", "seat": "012A", "ticket": "1234567890"}] * 2  # fmt: skip
    fields = {
        "DAQ": "L33018872",
        "DCS": "LIMENSDOTTIR",
        "DAC": "EDDA",
        "DBB": "01311990",
        "DBA": "01312030",
        "DBC": "2",
    }
    barcodes = [_OFFICE.authorisation(), _OFFICE.authorisation(deflated=True)]
    carried = _OFFICE.barcode({"document_number": "L20117736"}, carried=True)
    page = "Surname / Nom\nONUỤZỌ\nGiven names\nAMARA NKECHI\nA 01234567\n17 APR/AVR 91\nF\nNIGERIA (NGA)\n12.03.2031\n"
    return [
        b"\x00" + _OFFICE.visa(),
        b"\x00" + carried.encode(),
        b"\x01" + _OFFICE.visa(format="MRV-B"),
        b"\x01" + _OFFICE.emergency_paper()[0],
        *(b"\x02" + text.encode() for text in (*barcodes, carried)),
        b"\x03" + _OFFICE.proof().encode(),
        b"\x04" + write_boarding_pass("SHIKII/TARO MR", legs, more={"issued": "6325"}, security="AB").encode(),
        b"\x05" + write_licence(fields, issuer="636014"),
        b"\x06" + page.encode(),
    ]


def one_input(data: bytes) -> None:
    """Give one input to one parser; anything but an answer or a clear error is a fault."""
    if not data:
        return
    try:
        _PARSERS[data[0] % len(_PARSERS)](data[1:])
    except (SealError, BarcodeError) as error:
        if not str(error) or not str(error).isprintable():
            raise AssertionError("an error without words, or with characters of whoever wrote the input") from error
