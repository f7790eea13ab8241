"""Is this document on a list of lost, stolen or revoked ones: looked up by State, kind of document and number.

A number is compared exactly, then with the characters that are read for one another taken as one (O 0, I 1, B 8, S 5,
Z 2, G 6), then as cut: the number field of an MRZ has nine characters, and either side may have kept only those. The
threshold of a list does not matter here: every report that may be of this document is told, with why.

>>> from limen.screening.lists import read_list
>>> lost = read_list("", b"id,document,status\\n7,UTO:L9OO12277,stolen\\n", list_id="lost-stolen")
>>> manifests = {"lost-stolen": ListManifest("lost-stolen", kind=ListKind.LOST_STOLEN)}
>>> held = TravelDocument("TD3", "P", "UTO", "L90012277", "JAMB", "B", "UTO", None, None, None)
>>> [(found.how, found.hit.score) for found in look_up(Index.build(lost.entries), held, manifests)]
[('confusable', 0.75)]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from limen.screening.compare import (
    PRINTED,
    WEIGHTS,
    Feature,
    Strength,
    confusable_number,
    feature,
    plain_number,
    total,
)
from limen.screening.index import Index
from limen.screening.lists.entry import Entry, ListedDocument, ListKind, ListManifest, Schema, country_code
from limen.screening.screen import Hit
from limen.vocabulary.person import TravelDocument

# Changes with anything that can change what is told here. Part of the key a resolution is kept under.
RULES = "documents-1"
SHORTEST = 4  # characters below which a number says nothing
REGISTER = "register/"  # begins the list of what another's register told: no list of a post is named so
MOST_SPELLINGS = 12
HOW: Mapping[str, str] = MappingProxyType(
    {
        "equal": "document.equal",
        "number": "document.number",
        "confusable": "document.confusable",
        "overflow": "document.overflow",
    }
)
_OVERFLOW = 0.7  # the nine characters that an MRZ prints, and the rest on one side only
_OTHER_KIND = -0.3  # the list has the number of another kind of document
# What lists call a kind of document, by its first letter in an MRZ.
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "p": "P", "passport": "P", "travel document": "P", "v": "V", "visa": "V", "i": "I", "id": "I", "a": "I",
        "c": "I", "identity card": "I", "id card": "I", "national id": "I", "residence permit": "I",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reported:
    """One report that may be of the document: the hit to be resolved, what the list says, how the numbers agree."""

    hit: Hit
    listed: ListedDocument
    how: str


def look_up(index: Index, document: TravelDocument, manifests: Mapping[str, ListManifest]) -> tuple[Reported, ...]:
    """Every report on the lists of lost and stolen documents that may be of this one, the surest first."""
    if len(plain_number(document.number)) < SHORTEST:
        return ()
    found = []
    for entry in index.with_number(document.number):
        manifest = manifests.get(entry.list)
        if manifest is None or manifest.kind is not ListKind.LOST_STOLEN:
            continue
        agreeing = [(agreement(document.issuer, document.number, listed), listed) for listed in entry.documents]
        told = [_reported(document, entry, how, listed) for how, listed in agreeing if how]
        found += [max(told, key=lambda one: one.hit.score)] if told else []
    return tuple(sorted(found, key=lambda one: (-one.hit.score, one.hit.list, one.hit.entry_id)))


def agreement(issuer: str, number: str, listed: ListedDocument) -> str:
    """How two numbers agree: a key of HOW, or nothing; numbers of two States are two numbers."""
    if listed.issuer and issuer and _state(listed.issuer) != _state(issuer):
        return ""
    mine, other = plain_number(number), plain_number(listed.number)
    if mine == other:
        return "equal" if listed.issuer and issuer else "number"
    mine, other = confusable_number(mine), confusable_number(other)
    if mine == other:
        return "confusable"
    short, long = sorted((mine, other), key=len)
    return "overflow" if len(short) == PRINTED < len(long) and long.startswith(short) else ""


def spellings(number: str) -> tuple[str, ...]:
    """The other spellings of a number whose characters are read for one another, the likeliest first, so many at most.

    First the whole number with its digits for letters and its letters for digits, then one character at a time.

    >>> spellings("L9OO12277")[:3]
    ('L90012277', 'L9OOI2277', 'L9OO1ZZ77')
    """
    plain = plain_number(number)
    found = [plain.translate(_AS_DIGITS), *(plain.replace(one, other) for one, other in _FOR_ANOTHER.items())]
    found += [plain[:at] + _FOR_ANOTHER[one] + plain[at + 1 :] for at, one in enumerate(plain) if one in _FOR_ANOTHER]
    return tuple(one for one in dict.fromkeys(found) if one != plain)[:MOST_SPELLINGS]


_FOR_ANOTHER: Mapping[str, str] = MappingProxyType(
    {
        letter: digit
        for one, other in ("O0", "I1", "B8", "S5", "Z2", "G6")
        for letter, digit in ((one, other), (other, one))
    }
)
_AS_DIGITS = str.maketrans({one: other for one, other in _FOR_ANOTHER.items() if other.isdigit()})


def of_register(register: str, reports: Iterable[Mapping[str, str]], document: TravelDocument) -> tuple[Reported, ...]:
    """What another's register told of a document, each report to be resolved as one of a list is."""
    found = []
    for entry in register_entries(register, reports):
        (listed,) = entry.documents
        if how := agreement(document.issuer, document.number, listed):
            found.append(_reported(document, entry, how, listed))
    return tuple(sorted(found, key=lambda one: (-one.hit.score, one.hit.entry_id)))


def register_entries(register: str, reports: Iterable[Mapping[str, str]]) -> Iterator[Entry]:
    """The reports of a register as entries of a list of its own, each under a number that no other has."""
    taken: set[str] = set()
    for report in reports:
        told = (report.get(name, "") for name in ("number", "issuer", "type", "status", "lost", "reported"))
        listed = ListedDocument(*told)
        id = report.get("entry", "") or f"{listed.issuer}{listed.number}"
        while id in taken:
            id += "+"
        taken.add(id)
        yield Entry(id, REGISTER + register, (), documents=(listed,), schema=Schema.DOCUMENT)


def _state(code: str) -> str:
    return country_code(code) or code.replace("<", "").upper()


def kind_of(text: str) -> str:
    """The first letter of a document code for what a list calls a kind of document; empty where that is not sure."""
    return _KINDS.get(" ".join(text.lower().split()), "")


def _reported(document: TravelDocument, entry: Entry, how: str, listed: ListedDocument) -> Reported:
    code = HOW[how]
    params = {"number": document.number, "listed": listed.number, "issuer": listed.issuer}
    why = [feature(code, WEIGHTS.get(code, _OVERFLOW), **params)]
    theirs, mine = kind_of(listed.kind), kind_of(document.type[:1])
    if theirs and mine and theirs != mine:
        why.append(feature("document.other_kind", _OTHER_KIND, theirs=document.type, listed=listed.kind))
    score = total(why)
    hit = Hit(
        entry_id=entry.id, list=entry.list, score=score, strength=_strength(how, why), why=tuple(why),
        entry_hash=entry.content_hash, rules_version=RULES,
        listed_name=entry.names[0].text if entry.names else "",
    )  # fmt: skip
    return Reported(hit, listed, how)


def _strength(how: str, why: list[Feature]) -> Strength:
    if len(why) > 1:
        return Strength.POSSIBLE
    return {"equal": Strength.EXACT, "number": Strength.STRONG}.get(how, Strength.POSSIBLE)
