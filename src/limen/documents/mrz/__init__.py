"""The machine readable zone of travel documents: read with every check named, written as Doc 9303 prints it.

Rules of this part: what a document says is never an exception; every check is a finding with its clause; nothing read
is lost; a guess (a century, a repair) is shown as one and never applied.

>>> from datetime import date
>>> lines = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
>>> reading = read(lines, on=date(2012, 1, 1))
>>> reading.accepted, reading.document.surname, str(reading.document.birth)
(True, 'ERIKSSON', '1974-08-12')
>>> write(reading.document) == lines
True
"""

from limen.documents.mrz.digits import check_digit
from limen.documents.mrz.errors import MrzError, UnprintableError
from limen.documents.mrz.keyed import Progress, progress
from limen.documents.mrz.lines import blocks
from limen.documents.mrz.model import Field, Reading, Repair
from limen.documents.mrz.reading import read
from limen.documents.mrz.words import WORDS
from limen.documents.mrz.writing import write

__all__ = [
    "WORDS",
    "Field",
    "MrzError",
    "Progress",
    "Reading",
    "Repair",
    "UnprintableError",
    "blocks",
    "check_digit",
    "progress",
    "read",
    "write",
]
