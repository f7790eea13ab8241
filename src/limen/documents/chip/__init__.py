"""The chip of a travel document, over any card: opened, read, made to prove itself, and kept as evidence.

Rules of this part: a chip is not believed in anything, neither lengths nor counts nor curves; what it does wrongly is a
finding; what was read is kept, however the reading ended; DG3 and DG4 are never read; the same judgement is passed on a
proof at the desk and, from the evidence file, years later.

>>> str(AccessKey.of_fields("L898902C", "690806", "940623").information, "ascii")
'L898902C<369080619406236'
"""

from limen.documents.chip.channel import Card
from limen.documents.chip.errors import ApduRefusedError, CardError, CardLostError
from limen.documents.chip.evidence import EvidenceError, pack, unpack, verify
from limen.documents.chip.groups import GROUPS, NEVER_READ, TAGS, Group, parse
from limen.documents.chip.keys import AccessKey
from limen.documents.chip.pictures import Picture, PictureError
from limen.documents.chip.reading import ChipReading, Progress, read_chip, read_files
from limen.documents.chip.words import WORDS

__all__ = [
    "GROUPS",
    "NEVER_READ",
    "TAGS",
    "WORDS",
    "AccessKey",
    "ApduRefusedError",
    "Card",
    "CardError",
    "CardLostError",
    "ChipReading",
    "EvidenceError",
    "Group",
    "Picture",
    "PictureError",
    "Progress",
    "pack",
    "parse",
    "read_chip",
    "read_files",
    "unpack",
    "verify",
]
