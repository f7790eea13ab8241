"""Why a list, a row of it or a copy of lists was not taken: what this room's errors say, as marked templates.

>>> apart("no name")
('no name', {})
>>> apart("unknown type 'ship'")
('unknown type {given}', {'given': "'ship'"})
"""

from __future__ import annotations

from collections.abc import Mapping

from limen.vocabulary.evidence import N_
from limen.vocabulary.phrases import Phrases

# What the file is called in a sentence about it.
FILES: tuple[str, ...] = (
    N_("the SDN file"),
    N_("the ALT file"),
    N_("the ADD file"),
    N_("the notices"),
    N_("the CSV"),
    N_("the file"),
    N_("the entities"),
    N_("the UK list"),
    N_("the entries"),
)
# Why a whole list was not read.
OF_LISTS: tuple[str, ...] = (
    N_("the SDN file holds no row that can be read. Give SDN.CSV as published (12 columns, no header)."),
    N_("the ALT file holds no alias row. Give ALT.CSV as published (5 columns, no header)."),
    N_("the ADD file holds no address row. Give ADD.CSV as published (6 columns, no header)."),
    N_("the file has more than {most} notices: it is not read. Split it."),
    N_("the file holds no notice that can be read: entity_id with name and forename are needed."),
    N_(
        "this XML is not the UN Consolidated List: no INDIVIDUALS or ENTITIES under {root}. "
        "Fetch it again from the Security Council's page."
    ),
    N_("the UN Consolidated List holds no record that can be read. Fetch it again."),
    N_("the CSV's first row must be its header: {columns} (id, and name or document, are needed)."),
    N_("the CSV has columns that are not known: {unknown}. Known: {columns}."),
    N_(
        "this file is no list that can be read: it starts neither as OFAC's SDN.CSV, the UN, EU or UK list, INTERPOL "
        "notices or FollowTheMoney entities, nor with the header {columns}. Give a list as published, unpacked."
    ),
    N_("only OFAC's SDN.CSV has an ALT or ADD file. Leave it out, or give SDN.CSV as the list."),
    N_("{given} is no list format. Formats: {formats}."),
    N_("the file has more than {most} lines: it is not read. Split it."),
    N_("the file holds no person or organisation that can be read: one JSON entity a line is needed."),
    N_(
        "{what} has {size} bytes and the bound is {most}: it is not read. "
        "Check that this is the list; split it if it is."
    ),
    N_("{what} holds binary data, not text. Give the list as published, unpacked."),
    N_("{what} has more than {most} rows: it is not read. Split it."),
    N_("{what} is no CSV that can be read ({raw}). Fetch it again from its publisher."),
    N_(
        "this XML is not the EU's list: no sanctionEntity under export (FSF export 1.1). "
        "Fetch the full list, XML version 1.1, again."
    ),
    N_("the UK list holds no row that can be read. Give the CSV as published."),
    N_(
        "the UK list's header was not found in its first lines: Unique ID or Group ID, and Name 1 to Name 6, are "
        "needed. Give the CSV as published."
    ),
    N_(
        "the entries have {size} bytes and the bound is {most}: they are not read. "
        "Check that these are an office's own entries."
    ),
    N_("the entries are no JSON that can be read ({raw}). Write them again."),
    N_("the file is no object with the one part “entries”. Write them again."),
    N_("there are more than {most} entries: they are not read."),
    N_("the XML has {size} bytes and the bound is {most}: it is not read."),
    N_(
        "the XML declares entities or a DTD, which the published list never does ({raw}): "
        "it is refused. Fetch it again from its publisher."
    ),
    N_("the XML cannot be read ({raw}). Fetch it again; the download may be cut off."),
    N_("the list has more than {most} records: it is not read."),
    N_("the list as it was copied has {size} bytes and the bound is {most}: not read."),
    N_("the list as it was copied cannot be read ({raw}): have it copied anew."),
    N_("the list as it was copied has a number twice: have it copied anew."),
)
# Why one row of a list was left out.
OF_ROWS: tuple[str, ...] = (
    N_("{count} cells under {number} headings: put a cell that holds a comma in quotes"),
    N_("no id"),
    N_("no name"),
    N_("neither a name nor a document"),
    N_("sex {given} is none of M, F, X"),
    N_("status {given} is none of {known}"),
    N_("the document {given} has no number"),
    N_("the id {given} stands twice on the list"),
    N_("the id {given} stands twice"),
    N_("alias of a number that is not on this list"),
    N_("address of a number that is not on this list"),
    N_("no alias row (5 columns: number, alias, type, name, remarks)"),
    N_("no address row (6 columns: number, address number, address, city, country, remarks)"),
    N_("{count} columns where {number} are expected"),
    N_("the number is not a number"),
    N_("the number stands twice on the list"),
    N_("unknown type {given}"),
    N_("no DATAID"),
    N_("the DATAID stands twice on the list"),
    N_("no logicalId"),
    N_("the logicalId stands twice on the list"),
    N_("the subjectType is neither person nor enterprise"),
    N_("more cells than headings"),
    N_("no number of the person or group"),
    N_("no notice: entity_id is needed"),
    N_("the entity_id stands twice on the list"),
    N_("the line has more than {most} characters"),
    N_("the line is no JSON ({raw})"),
    N_("the line is no entity: id, schema and properties are needed"),
    N_("the entity has no id or no schema"),
    N_("the document has no number or no holder"),
    N_("an entry is an object with its parts by name"),
    N_("something that should be text is not"),
    N_("no id, or neither a name nor a document"),
    N_("its scope has parts that are not known: nobody could say whom it leaves out"),
    N_("the {part} of its scope are no list of codes"),
    N_("its parts are nested too deep"),
    N_("a text of it has more than {most} characters"),
    N_("a part of it holds more than {most} values"),
    N_("its part {part} is missing"),
    N_("a part of it is not of its kind"),
    N_("a birth cannot lie between {first} and {last}: the range ends before it begins"),
    N_("{given} is no day of a scope: write it as 2026-11-22"),
    N_("a scope cannot run from {first} to {last}: it ends before it begins"),
    N_("{given} is not a year between 1 and 9999"),
    N_("{given}: a day needs its month, 1 to 12"),
    N_("{given} is not a day of the calendar"),
    N_("{given} is not a date: write 1980, 1980-03 or 1980-03-05"),
    N_("{given}: a day needs its month"),
)
# Why a copy of lists was not taken in.
OF_COPIES: tuple[str, ...] = (
    N_("this copy was made for the post {given}, not for {wanted}. Ask for one of your own."),
    N_("the copy is sealed to another key: ask for one made with this post's public key."),
    N_("the copy holds nothing that can be read ({why}): ask for it again."),
    N_("the copy holds other lists than it says: it is not used. Ask who made it."),
    N_("the copy has {size} bytes and the bound is {most}: it is not read."),
    N_("this is no copy of lists, or it is cut off: fetch it again."),
    N_("the copy's signature does not verify: it was changed, cut off, or signed by another node. It is not used."),
    N_("the copy's header has no end: fetch it again."),
    N_("the copy's header cannot be read ({raw}): it was made by another program."),
    N_("the copy's header has a date without a zone, or too many lists: it is not used."),
    N_("it unpacks to more than the bound, or is cut off"),
    N_("too many entries"),
)
_NUMBERS = frozenset({"count", "number", "size", "most"})
_PHRASES = Phrases(*FILES, *OF_LISTS, *OF_ROWS, *OF_COPIES, numbers=_NUMBERS)


def apart(text: str) -> tuple[str, Mapping[str, str]] | None:
    """The template of which an error of this room was made, and what fills it; None for what is none of them."""
    return _PHRASES.apart(text)
