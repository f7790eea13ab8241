"""A traveller beside a list's entry, fact by fact, and which fact would settle whether they are one person.

`lines` says of each fact what either side has and whether that agrees; it takes the features that made the score, so
the two never tell different stories. `would_decide` names what is missing or only partly known and would confirm or
exclude, the cheapest to find out first. Nothing here is a finding: an officer's is.

>>> from limen.screening.lists import BirthInterval, Entry, ListedName
>>> from limen.vocabulary.dates import PartialDate
>>> traveller = Person("p", ("PRAG IOAN",), born=(PartialDate(1983, 7, 2),), documents=("UTO:L1234567",))
>>> listed = Entry("1", "post", (ListedName("Ioan Prag"),), (BirthInterval.parse("1983"),))
>>> [(line.fact, str(line.stands)) for line in lines(traveller, listed, compare(traveller, listed).why)][:2]
[('names', 'agrees'), ('born', 'partly')]
>>> would_decide(traveller, listed, compare(traveller, listed).why)[-1].code
'decide.portrait'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

from limen.screening.compare import Feature, compare, document_number
from limen.screening.lists.entry import Entry, Schema, country_code
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Person

__all__ = ["WORDS", "Cost", "Decider", "Line", "Stands", "compare", "lines", "would_decide"]


class Stands(StrEnum):
    """How the two sides of one fact stand to each other."""

    AGREES = "agrees"
    PARTLY = "partly"
    DIFFERS = "differs"
    MISSING_HERE = "missing_here"
    MISSING_LISTED = "missing_listed"
    MISSING_BOTH = "missing_both"
    NOT_COMPARED = "not_compared"  # both sides say something that no rule weighs, such as a note


@dataclass(frozen=True, slots=True)
class Line:
    """One fact: what the traveller shows, what the list says, how they stand."""

    fact: str
    here: tuple[str, ...]
    listed: tuple[str, ...]
    stands: Stands


class Cost(IntEnum):
    """What it takes to find something out, the least first."""

    ASK = 0  # a question to the person, at the desk
    LOOK = 1  # another paper of the person, or what the office itself keeps
    OWNER = 2  # a message to whoever keeps the list


@dataclass(frozen=True, slots=True)
class Decider:
    """One fact that would settle a hit: what it could do (`confirm`, `exclude`, `either`), and what it takes."""

    code: str
    would: str
    cost: Cost
    params: Mapping[str, str] = field(default_factory=dict)


WORDS: Mapping[str, str] = {
    "decide.other_name": N_("Is “{word}” a name of this person, or of their father or an earlier family name?"),
    "decide.listed_name": N_("Has this person ever been called “{word}”?"),
    "decide.whole_name": N_("The whole name: the document cut it off. Another paper of the person shows it"),
    "decide.other_nationality": N_("Does or did this person hold the nationality the list names ({listed})?"),
    "decide.place": N_("Where has this person lived? The list names {listed}"),
    "decide.other_document": N_("Did this person ever hold the document {number}? Look at their other papers"),
    "decide.own_document": N_("The document itself: number, issuer and kind, looked at again letter by letter"),
    "decide.own_birth": N_("The full birth date of this person: their document gives only {here}"),
    "decide.listed_birth": N_("The full birth date of the listed person: the list gives only {listed}"),
    "decide.no_listed_birth": N_("The birth date of the listed person: the list gives none"),
    "decide.birth_place": N_("The place of birth of the listed person: the list has no field of it"),
    "decide.number": N_("The number of a document of the listed person: the list gives none"),
    "decide.portrait": N_("A portrait or fingerprints of the listed person"),
}


def lines(person: Person, entry: Entry, why: Iterable[Feature | Mapping[str, Any]]) -> tuple[Line, ...]:
    """Every fact of either side beside the other's, by the features that made the score."""
    codes = _codes(why)
    here: dict[str, tuple[str, ...]] = {
        "names": person.names or tuple(filter(None, [f"{person.given} {person.surname}".strip()])),
        "born": tuple(map(str, person.born)),
        "sex": (str(person.sex),) if person.sex else (),
        "nationality": tuple(country_code(nation) or nation for nation in person.nationalities),
        "documents": person.documents,
        "places": (),
    }
    listed: dict[str, tuple[str, ...]] = {
        "names": tuple(name.text for name in entry.names),
        "born": tuple(map(str, entry.born)),
        "sex": (str(entry.sex),) if entry.sex else (),
        "nationality": tuple(nation.iso2 or nation.printed for nation in entry.nationalities),
        "documents": tuple(f"{one.issuer}:{one.number}" if one.issuer else one.number for one in entry.documents),
        "places": entry.places,
    }
    return tuple(Line(fact, here[fact], listed[fact], _stands(fact, here[fact], listed[fact], codes)) for fact in here)


def _codes(why: Iterable[Feature | Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(part.code if isinstance(part, Feature) else str(part["code"]) for part in why)


_PREFIX: Mapping[str, str] = {"names": "name.", "born": "born.", "sex": "sex.", "nationality": "nationality.",
                              "documents": "document."}  # fmt: skip
_AGREES = frozenset({"name.identical", "name.joined", "born.equal", "sex.equal", "nationality.equal",
                     "document.equal", "document.number"})  # fmt: skip
_DIFFERS = frozenset({"born.differs", "born.near", "sex.differs", "nationality.differs", "document.other_kind"})


def _stands(fact: str, here: Sequence[str], listed: Sequence[str], codes: frozenset[str]) -> Stands:
    if not here or not listed:
        return Stands.MISSING_BOTH if not here and not listed else (
            Stands.MISSING_LISTED if here else Stands.MISSING_HERE
        )  # fmt: skip
    mine = {code for code in codes if fact in _PREFIX and code.startswith(_PREFIX[fact])} - {"name.few_words"}
    if not mine:
        return Stands.DIFFERS if fact in ("names", "documents") else Stands.NOT_COMPARED
    if mine <= _AGREES:
        return Stands.AGREES
    return Stands.DIFFERS if mine <= _DIFFERS else Stands.PARTLY


def would_decide(
    person: Person, entry: Entry, why: Iterable[Feature | Mapping[str, Any]]
) -> tuple[Decider, ...]:  # fmt: skip
    """What would confirm or exclude that the entry is about this person, the cheapest to find out first.

    Nothing where the fact is known on both sides and whole: what is compared already would decide no more.
    """
    features = tuple(why)
    stands = {line.fact: line.stands for line in lines(person, entry, features)}
    if entry.schema is Schema.DOCUMENT:
        return () if stands["documents"] is Stands.AGREES else (Decider("decide.own_document", "either", Cost.LOOK),)
    found = [
        *_of_names(person, features), *_of_births(person, entry), *_of_papers(person, entry, stands),
        *_of_origins(entry, stands), Decider("decide.portrait", "either", Cost.OWNER),
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.cost))


def _of_names(person: Person, features: Iterable[Feature | Mapping[str, Any]]) -> Iterable[Decider]:
    if person.name_truncated:
        yield Decider("decide.whole_name", "either", Cost.LOOK)
    for part in features:
        code, params = (part.code, part.params) if isinstance(part, Feature) else (part["code"], part["params"])
        if code == "name.extra":  # a patronymic, a second family name: who bears it too is nearer, who never did is not
            yield Decider("decide.listed_name", "either", Cost.ASK, {"word": str(params["word"])})
        elif code == "name.missing":
            yield Decider("decide.other_name", "exclude", Cost.ASK, {"word": str(params["word"])})


def _of_births(person: Person, entry: Entry) -> Iterable[Decider]:
    whole_here = any(born.is_whole and not born.circa for born in person.born)
    if not whole_here:
        here = ", ".join(map(str, person.born)) or "–"
        yield Decider("decide.own_birth", "either", Cost.LOOK, {"here": here})
    if not entry.born:
        yield Decider("decide.no_listed_birth", "either", Cost.OWNER)
    elif not any(one.first == one.last and one.first.is_whole and not one.is_circa for one in entry.born):
        listed = ", ".join(map(str, entry.born))
        yield Decider("decide.listed_birth", "either", Cost.OWNER, {"listed": listed})


def _of_papers(person: Person, entry: Entry, stands: Mapping[str, Stands]) -> Iterable[Decider]:
    if not entry.documents:
        yield Decider("decide.number", "confirm", Cost.OWNER)
    elif stands["documents"] is not Stands.AGREES:
        held = {document_number(one)[0] for one in person.documents}
        for one in entry.documents[:3]:
            if one.number not in held:
                number = f"{one.number} ({one.issuer})" if one.issuer else one.number
                yield Decider("decide.other_document", "confirm", Cost.ASK, {"number": number})


def _of_origins(entry: Entry, stands: Mapping[str, Stands]) -> Iterable[Decider]:
    if stands["nationality"] is Stands.DIFFERS:
        listed = ", ".join(nation.printed for nation in entry.nationalities)
        yield Decider("decide.other_nationality", "either", Cost.ASK, {"listed": listed})
    if entry.places:
        yield Decider("decide.place", "either", Cost.ASK, {"listed": "; ".join(entry.places[:3])})
    yield Decider("decide.birth_place", "either", Cost.OWNER)
