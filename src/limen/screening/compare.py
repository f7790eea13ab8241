"""How sure are we that a traveller is the one on the list: a sum of explained features, and nothing else.

Every feature has a weight, a value from -1 to 1, and a contribution, their product; the score is the sum of the
contributions held between 0 and 1. What the officer reads is the very table that made the score. Same input, same
score.

>>> from limen.screening.lists import BirthInterval, Entry, ListedName
>>> from limen.vocabulary.dates import PartialDate
>>> listed = Entry("1", "post", (ListedName("Mohammed Al-Utopi"),), (BirthInterval.parse("1980"),))
>>> found = compare(Person("p", ("UTOPI MUHAMAD",), born=(PartialDate(1980, 3, 5),)), listed)
>>> str(found.strength), [feature.code for feature in found.why]
('strong', ['name.identical', 'name.consonants', 'born.year'])
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from limen.screening import births
from limen.screening.align import EVEN, NOTHING, Alignment, Rarity, align
from limen.screening.forms import forms
from limen.screening.lists.entry import BirthInterval, Entry, ListedDocument, ListedName, country_code
from limen.screening.names import words
from limen.screening.wording import date_words
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Person, Sex

# Changes with anything that can change a score: names, align, compare. Part of the key a resolution is kept under.
RULES_VERSION = "screening-4"

NAME = 0.8  # what a whole name can give
# What is taken from a name that tells little: common words only, or a single one. It is no more than
# NAME - DEFAULT_THRESHOLD, so that an identical name is a hit unless something beside it speaks against.
FEW_WORDS = 0.3
TELLING = 2.0  # the weight from which a name tells enough: two words that hardly anybody bears
STRONG = 0.8
MATCH = 0.55  # from which two names compared without a list are called a match
# Flags no more than 5 in 1,000 of the stated mix of travellers, asked with their birth date (calibration.tsv).
DEFAULT_THRESHOLD = 0.49

# Evidence beside the name, in points of the score. A point is 34 bits: a grade that holds among true pairs a times and
# among travellers met by chance b times as often is worth log2(a / b) / 34, rounded, and less where lists err.
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "born.equal": 0.4,  # the same whole day: one traveller in 20,000 shares it by chance
        "born.transposed": 0.2,  # day and month exchanged: 1 true pair in 100, by chance one in 20,000
        "born.year": 0.15,  # one side knows year, or year and month, only; they agree: one in 50 and more
        "born.digit": 0.12,  # one digit apart, a keying or reading slip: 30 days lie so
        "born.approximate": 0.08,  # within two years of a date the list calls approximate: one in 12
        "born.range": 0.07,  # within a range of years
        "born.near": -0.05,  # the year before or after, or another day of the same year
        "born.differs": -0.15,
        "sex.equal": 0.01,
        "sex.differs": -0.15,
        "nationality.equal": 0.02,
        "nationality.differs": -0.02,  # weak: people have several, lists know one
        "document.equal": 0.95,  # number and issuer
        "document.number": 0.8,  # number, an issuer unknown
        "document.confusable": 0.75,  # number but for letters and digits that are read for each other
        "document.other_issuer": 0.2,  # number, another issuer: numbers repeat between states
    }
)


class Strength(StrEnum):
    """How a hit is ranked for the officer."""

    EXACT = "exact"
    STRONG = "strong"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Feature:
    """One piece of evidence: `contribution` = `weight` × `value`, in points of the score; `params` fill its words."""

    code: str
    value: float
    weight: float
    contribution: float
    params: Mapping[str, str | int | float | bool] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The feature as DESIGN 5 prints it in `why`."""
        return {
            "code": self.code,
            "value": self.value,
            "weight": self.weight,
            "contribution": self.contribution,
            "params": dict(self.params),
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """A score from 0 to 1, its rank, the features that made it, and the listed name that matched."""

    score: float
    strength: Strength
    why: tuple[Feature, ...]
    listed_name: str = ""


def feature(code: str, weight: float, value: float = 1.0, /, **params: str | int | float | bool) -> Feature:
    """A feature with its contribution worked out, rounded to six places so that what is printed adds up."""
    weight, value = round(weight, 6), round(value, 6)
    return Feature(code, value, weight, round(weight * value, 6), params)


def total(why: Sequence[Feature]) -> float:
    """The score that features add up to, held between 0 and 1, to four places."""
    return round(min(1.0, max(0.0, sum(part.contribution for part in why))), 4)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A traveller made ready once for many comparisons; build it with `prepare`."""

    names: tuple[tuple[tuple[str, ...], int | None], ...]
    born: tuple[PartialDate, ...]
    sex: Sex | None
    nationalities: frozenset[str]
    documents: tuple[tuple[str, str], ...]


def prepare(person: Person) -> Prepared:
    """The traveller's words, dates and document numbers as `compare` uses them.

    A name is tried as given; where a document cut it, the last word of the given names may go on.
    """
    texts = list(person.names)
    if not texts and (person.surname or person.given):
        texts = [f"{person.given} {person.surname}".strip()]
    names: dict[tuple[tuple[str, ...], int | None], None] = {}
    for text in texts:
        for found in forms(text):
            cut = _cut(person, found)
            names[found, cut] = None
            if cut is not None:
                names |= dict.fromkeys(_within_compound(found, cut))
    return Prepared(
        names=tuple(names),
        born=person.born,
        sex=person.sex,
        nationalities=frozenset(filter(None, map(country_code, person.nationalities))),
        documents=tuple(map(document_number, person.documents)),
    )


def _cut(person: Person, found: tuple[str, ...]) -> int | None:
    """The place of the last printed word of a truncated name: given names stand last in an MRZ (Doc 9303-3 4.6.1)."""
    if not person.name_truncated:
        return None
    last = words(person.given or person.surname)[-1:]
    return found.index(last[0]) if last and last[0] in found else len(found) - 1


_CUT_SERVANT = re.compile(r"abd(?:ou|[aeou])(?:l|([rsnztdh])(?=\1))?([a-z]*)")
_CUT_COMPOUND = re.compile(r"([a-z]{3,}?)(?:ou|[aeiou])(?:d|dd|ddi|l|ll|lla)")


def _within_compound(found: tuple[str, ...], cut: int) -> list[tuple[tuple[str, ...], int]]:
    """The name read again where the cut fell within a compound that `words` divides: ABDURRA(HMAN), SIRAJUDD(IN)."""
    head, word, tail = found[:cut], found[cut], found[cut + 1 :]
    if match := _CUT_SERVANT.fullmatch(word):
        parts = ("abd", match[2]) if match[2] else ("abd",)
    elif match := _CUT_COMPOUND.fullmatch(word):
        parts = (match[1],)
    else:
        return []
    return [((*head, *parts, *tail), cut + len(parts) - 1)]


def document_number(document: str) -> tuple[str, str]:
    """The number and the issuer of a person's document, `number` or `ISSUER:number`."""
    issuer, colon, number = document.rpartition(":")
    return number, (country_code(issuer) or issuer) if colon else ""


_PLAIN = str.maketrans("", "", " -./<#")
_CONFUSED = str.maketrans("OQDIBSZG", "00018526")
PRINTED = 9  # characters of a number in the number field of an MRZ (Doc 9303-4 to -7); longer ones overflow or are cut


def plain_number(number: str) -> str:
    """A document number without its punctuation, in capitals."""
    return number.upper().translate(_PLAIN)


def confusable_number(number: str) -> str:
    """A document number in which letters and digits that are read for each other are one (O 0, I 1, B 8, S 5, …)."""
    return plain_number(number).translate(_CONFUSED)


def compare(person: Person, entry: Entry, *, rarity: Rarity = EVEN) -> Comparison:
    """How sure it is that an entry is about a person: score 0 to 1, rank, and the features that add up to the score.

    `rarity` says how much each word tells; an index knows it from its lists. Without one every word tells the same.
    """
    return compare_prepared(prepare(person), entry, rarity)


def compare_prepared(person: Prepared, entry: Entry, rarity: Rarity) -> Comparison:
    """`compare` for a traveller made ready with `prepare`."""
    beside = evidence(person, entry)
    best, listed = NOTHING, ""
    for name in entry.names:
        found = best_alignment(person, name.text, rarity)
        if points(found) > points(best):
            best, listed = found, name.text
    return conclude(best, listed, beside)


def best_alignment(person: Prepared, listed: str, rarity: Rarity) -> Alignment:
    """The best pairing of any form of the traveller's names with any form of one listed name."""
    best = NOTHING
    for theirs, cut in person.names:
        for form in forms(listed):
            found = align(theirs, form, rarity, cut=cut)
            if points(found) > points(best):
                best = found
    return best


def points(found: Alignment) -> float:
    """What a pairing of names gives to the score; less than nothing where all that agrees is common."""
    return NAME * found.ratio - FEW_WORDS * max(0.0, 1 - found.told / TELLING) if found.pairs else -1.0


def conclude(found: Alignment, listed: str, beside: tuple[Feature, ...]) -> Comparison:
    """The comparison that a pairing of names and the evidence beside it make.

    A pairing that tells less than nothing is held against what stands beside it, so that of those who share a day only
    those come far who share more; it takes nothing from a document's number.
    """
    is_numbered = any(part.code.startswith("document.") for part in beside)
    if points(found) <= 0 and (is_numbered or points(found) + sum(part.contribution for part in beside) <= 0):
        found, listed = NOTHING, ""
    if not found.pairs and not is_numbered:
        beside = ()  # thousands share a birthday: without a name or a number it says nothing
    why = (*_of_name(found), *map(_worded, beside))
    score = total(why)
    codes = {part.code for part in beside}
    if "document.equal" in codes or (found.pairs and found.is_identical and "born.equal" in codes):
        strength = Strength.EXACT
    else:
        strength = Strength.STRONG if score >= STRONG else Strength.POSSIBLE
    return Comparison(score, strength, why, listed)


def _worded(part: Feature) -> Feature:
    """A feature of dates with its dates as people read them beside the ISO ones."""
    if not part.code.startswith("born."):
        return part
    words_of = {f"{side}_words": date_words(str(part.params[side])) for side in ("theirs", "listed")}
    return replace(part, params={**part.params, **words_of})


def _of_name(found: Alignment) -> list[Feature]:
    """The pairing as features that add up to `points`: what agrees, less what is left over, less rarity."""
    if not found.pairs:
        return []
    weight = sum(pair.weight for pair in found.pairs)
    table = [
        feature(f"name.{pair.how}", NAME * pair.weight / weight, pair.likeness, theirs=pair.theirs, listed=pair.listed)
        for pair in found.pairs
    ]
    whole = sum(pair.likeness * pair.weight for pair in found.pairs) / weight
    lost = NAME * (whole - found.ratio)
    left = [("name.missing", *word, 1.0) for word in found.missing] + [
        ("name.extra", *word, 0.5) for word in found.extra
    ]
    shares = sum(heavy * share for _, _, heavy, share in left)
    table += [feature(code, lost * heavy * share / shares, -1.0, word=word) for code, word, heavy, share in left]
    few = FEW_WORDS * max(0.0, 1 - found.told / TELLING)
    if few:
        table.append(feature("name.few_words", few, -1.0))
    return table


def evidence(person: Prepared, entry: Entry) -> tuple[Feature, ...]:
    """What speaks for and against beside the name: birth, sex, nationality, documents."""
    table: list[Feature] = []
    if person.born and entry.born:
        table.append(_birth(person.born, entry.born))
    if person.sex and entry.sex and Sex.UNSPECIFIED not in (person.sex, entry.sex):
        same = person.sex is entry.sex
        code = "sex.equal" if same else "sex.differs"
        table.append(feature(code, WEIGHTS[code], theirs=str(person.sex), listed=str(entry.sex)))
    listed = {nation.iso2 for nation in entry.nationalities if nation.iso2}
    if person.nationalities and listed:
        code = "nationality.equal" if person.nationalities & listed else "nationality.differs"
        theirs = ", ".join(sorted(person.nationalities))
        table.append(feature(code, WEIGHTS[code], theirs=theirs, listed=", ".join(sorted(listed))))
    if person.documents and entry.documents:
        found = [_document(*mine, other) for mine in person.documents for other in entry.documents]
        best = max(filter(None, found), key=lambda part: part.contribution, default=None)
        table += [best] if best else []
    return tuple(table)


def _birth(theirs: Sequence[PartialDate], listed: Sequence[BirthInterval]) -> Feature:
    """The best agreement of any date with any date."""
    pairs = [(births.agreement(mine, other), mine, other) for mine in theirs for other in listed]
    code, mine, other = min(pairs, key=lambda found: births.GRADES.index(found[0]))
    return feature(code, WEIGHTS[code], theirs=str(mine), listed=str(other))


def _document(number: str, issuer: str, listed: ListedDocument) -> Feature | None:
    mine, other = plain_number(number), plain_number(listed.number)
    if len(mine) < 4 or confusable_number(mine) != confusable_number(other):
        return None
    if issuer and listed.issuer and issuer != listed.issuer:
        code = "document.other_issuer"
    elif mine != other:
        code = "document.confusable"
    else:
        code = "document.equal" if issuer and listed.issuer else "document.number"
    return feature(code, WEIGHTS[code], number=number, listed=listed.number, issuer=listed.issuer)


def compare_names(
    query: str, candidate: str, *, query_born: str | None = None, candidate_born: str | None = None
) -> dict[str, Any]:
    """What `limen compare` answers for two names, with birth dates where known: score, match, why.

    Dates are `1980`, `1980-03`, `1963~` or, for the candidate, `1962/1964`. Raises DateError.
    """
    person = Person("", (query,), born=(PartialDate.parse(query_born),) if query_born else ())
    born = (BirthInterval.parse(candidate_born),) if candidate_born else ()
    found = compare(person, Entry("", "", (ListedName(candidate),), born))
    return {"score": found.score, "match": found.score >= MATCH, "why": [p.to_json() for p in found.why]}
