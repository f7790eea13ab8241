"""The reader of the practice desk: the virtual passport of a specimen paper, read in this process by the real protocol.

No hardware and no PC/SC is between: the chip's side and the reader's side are the ones that stand behind a real reader
elsewhere. What it gives is what a reader gives, an evidence file and what the reader saw.
"""

from __future__ import annotations

from datetime import UTC, datetime

from limen.documents.chip import AccessKey, pack, read_chip
from limen.specimens.chips import MODERN
from limen.specimens.issuing import Country
from limen.specimens.personalising import personalise, picture_of
from limen.specimens.stories import Paper
from limen.specimens.virtual_chip import VirtualChip
from limen.vocabulary.evidence import Finding

DEVICE = "virtual"


def has_chip(paper: Paper) -> bool:
    """Whether a specimen paper has a chip: passports have, visas and cards of paper have not."""
    return paper.document.format == "TD3" and paper.document.type.startswith("P")


def read_paper(paper: Paper, at: datetime) -> tuple[bytes, tuple[Finding, ...]]:
    """Open and read the chip of a specimen paper; the evidence file, and what the reader found."""
    on = paper.on
    made = personalise(paper.document, paper.holder, MODERN, on=on, country=Country(paper.document.issuer, on=on))
    key = AccessKey.of_document(paper.document)
    card = VirtualChip(
        made.files, key, pace=MODERN.pace, basic=MODERN.basic, agreement=MODERN.agreement, signature=MODERN.signature
    )
    reading = read_chip(card, key)
    return pack(reading, at=at.astimezone(UTC).isoformat(timespec="seconds"), device=DEVICE), reading.findings


def portrait_of(paper: Paper) -> bytes:
    """What the practice camera takes of whoever hands over a specimen paper: a drawing of its holder."""
    return picture_of(paper.holder, paper.on, "jpeg")


def certificates(issuers: tuple[str, ...], at: datetime) -> list[tuple[str, bytes]]:
    """What a desk holds to check the chips of specimen papers: each State's authority and its revocation list."""
    on, files = at.date(), []
    for issuer in issuers:
        country = Country(issuer, on=on)
        files += [(f"{country.alpha2}.cer", country.csca), (f"{country.alpha2}.crl", country.crl())]
    return files
