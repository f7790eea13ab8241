"""MRZs made for the tests: the standard's own specimens as printed, and fictional ones built in code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from limen.documents.mrz import Reading, read, write
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Sex, TravelDocument

ON = date(2026, 11, 22)

# Doc 9303 parts 4 to 7, appendices: the documents of Anna Maria Eriksson of Utopia, digits as the standard prints them.
TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
MRV_A = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<")
MRV_B = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<")
# Doc 9303-5: a number of twelve characters in TD1.
TD1_LONG = ("I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<")
# Germany prints D and leaves the digit of the unused personal number a filler; France's card of before 2021.
GERMAN = ("P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<", "C01X00T478D<<6408125F2702283<<<<<<<<<<<<<<<4")
FRENCH = ("IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<", "8806923102858CORINNE<<<<<<<6512068F6")
SPECIMENS = {
    "TD3": TD3,
    "TD2": TD2,
    "TD1": TD1,
    "MRV-A": MRV_A,
    "MRV-B": MRV_B,
    "TD1 long number": TD1_LONG,
    "German": GERMAN,
    "French": FRENCH,
}


def document(**changes: object) -> TravelDocument:
    """The passport of Amara Okonjo, who does not exist, with changes."""
    amara = TravelDocument(
        format="TD3",
        type="PP",
        issuer="NGA",
        number="A01234567",
        surname="OKONJO",
        given="AMARA NKECHI",
        nationality="NGA",
        birth=PartialDate(1991, 4, 17),
        sex=Sex.FEMALE,
        expiry=PartialDate(2031, 2, 28),
    )
    return replace(amara, **changes)  # type: ignore[arg-type]


def printed(**changes: object) -> tuple[str, ...]:
    """The lines of that passport, with changes."""
    return write(document(**changes))


def altered(lines: tuple[str, ...], line: int, position: int, text: str) -> tuple[str, ...]:
    """The lines with other characters from one position, both counted from 1; digits stay as they were."""
    row = lines[line - 1]
    row = row[: position - 1] + text + row[position - 1 + len(text) :]
    return (*lines[: line - 1], row, *lines[line:])


def outcomes(reading: Reading) -> dict[str, str]:
    """Each code with its outcome."""
    return {finding.code: str(finding.outcome) for finding in reading.findings}


def outcome(lines: tuple[str, ...], code: str, on: date = ON) -> str:
    """How one check of these lines ended."""
    return outcomes(read(lines, on=on))[code]
