"""Barcodes on papers: found in a picture, told apart, and read where they are boarding passes or driving licences.

Rules of this part: the bytes of a symbol are kept as they are; what nobody signed says so in a finding of its own;
what is wrong in a barcode is a finding, and only what is none of its kind an error. Seals are read by `documents.seal`.

>>> kind_of(b"M1SHIKII/TARO         EUTO4XQ NRTFRAUT 0834 326C012A0025 100")
'boarding_pass'
"""

from limen.documents.barcodes.boarding_pass import (
    BoardingPass,
    Leg,
    is_boarding_pass,
    read_boarding_pass,
    write_boarding_pass,
)
from limen.documents.barcodes.errors import BarcodeError
from limen.documents.barcodes.licence import Issuer, Licence, is_licence, read_licence, write_licence
from limen.documents.barcodes.symbols import Symbol, read_symbols
from limen.documents.barcodes.words import WORDS
from limen.documents.seal import is_seal

__all__ = [
    "WORDS",
    "BarcodeError",
    "BoardingPass",
    "Issuer",
    "Leg",
    "Licence",
    "Symbol",
    "is_boarding_pass",
    "is_licence",
    "kind_of",
    "read_boarding_pass",
    "read_licence",
    "read_symbols",
    "write_boarding_pass",
    "write_licence",
]


def kind_of(content: bytes) -> str:
    """What a barcode's bytes are: `seal`, `boarding_pass`, `licence`, or empty for anything else."""
    if is_seal(content):
        return "seal"
    text = content.decode("latin-1")
    if is_licence(text):
        return "licence"
    return "boarding_pass" if is_boarding_pass(text) else ""
