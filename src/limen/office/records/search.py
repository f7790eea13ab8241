"""Who is looked for, among all documents ever read: the keys a name is found by, and the rows that share them.

A document's name is kept under several keys, made from the document and made again from it at any time (`write_keys`):
`w` and a folded word, `s` and the consonants of a word or of two written together, `t` and a word that the document
cut, `n` and the document's number. A name that is looked for, in any script, is romanised and given the same keys.
Every round below asks for one set of them and is bounded; what a bound left out is said, never silently cut.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations, islice, pairwise
from math import log

from django.db.models import Exists, OuterRef, Q, QuerySet

from limen.office.records.models import Document, NameKey
from limen.office.records.romanised import latin_forms
from limen.screening.names import LIGHT, UNVOWELLED, is_light, readings, skeleton, words
from limen.vocabulary.names import fold, mrz_spellings, scripts

BOUND = 400  # rows that are compared for one search
COUNTED = 4_000  # a key is counted no further than this
MOST_WORDS = 8
_KEY = 40
_LONGEST_SLIPPED = 12  # classes of a skeleton that is looked for one slip away; no name has a longer one
_MOST_KEYS = 400  # of one word in one query
_MOST_NEAR = 2_000  # the same, one slip away
_SHORTEST_BEGINNING = 3
_SPELLINGS = 24  # spellings of one word that are looked up beside its romanised form
_CLASSES = "ACJHKFTSBLRMN"  # the letters of a skeleton (`screening.names.skeleton`)
_ARTICLES = ("al", "el", "ul")
_PARTICLES = LIGHT - {"abd", "bin", "ibn", "ben", "bint", "binti"}


# -- the keys of a document ----------------------------------------------------------------------------------------


def keys_of(name: str, number: str = "", *, cut: str = "") -> frozenset[str]:
    """Every key a document is found by: its name, its number's key, and the word of its name that the MRZ cut."""
    found: set[str] = set()
    for spelling in spellings_of(name):
        held = words(spelling)
        found.update("w" + word for word in held if not word.startswith(UNVOWELLED))
        found.update("s" + bones for word in held for bones in readings(word))
        found.update("s" + skeleton(_joined(one, other)) for one, other in pairwise(held))
        found.update("t" + word for word in words(cut)[-1:])
    if number:
        found.add("n" + number)
    return frozenset(key[:_KEY] for key in found if len(key) > 1)


def spellings_of(name: str) -> tuple[str, ...]:
    """A Latin name as it stands, with an article parted from its word, and with its particles written together."""
    held = fold(name).split()
    parted = [part for word in held for part in _parted(word)]
    joined: list[str] = []
    particle = ""
    for word in held:
        if word in _PARTICLES:
            particle += word
        else:
            joined.append(particle + word)
            particle = ""
    found = [name] + [" ".join(other) for other in (parted, joined + [particle] * bool(particle)) if other != held]
    return tuple(dict.fromkeys(found))


def _parted(word: str) -> tuple[str, ...]:
    """ALHASSAN as AL HASSAN; a word that only begins so is kept as it stands as well, by its other spelling."""
    return (word[:2], word[2:]) if word[:2] in _ARTICLES and len(word) >= 6 else (word,)


def _joined(one: str, other: str) -> str:
    return one + other.removeprefix(UNVOWELLED)


def cut_word(surname: str, given: str, truncated: bool) -> str:
    """The word of a name that the MRZ cut: the last printed one (Doc 9303-3 4.6.1)."""
    return (fold(given or surname).split() or [""])[-1] if truncated else ""


def write_keys(documents: Iterable[Document]) -> int:
    """Write the keys of these documents anew; answers how many there are."""
    rows = list(documents)
    NameKey.objects.filter(document__in=[row.pk for row in rows]).delete()
    made = NameKey.objects.bulk_create(
        [NameKey(document_id=row.pk, key=key) for row in rows for key in sorted(document_keys(row))], batch_size=500
    )
    return len(made)


def document_keys(row: Document) -> frozenset[str]:
    """The keys of a document's row.

    Migration 0005 imports this function as it stands today: keys are derived, they hold nothing the document does not
    and are made again at any time (`write_keys`), so a database that is brought up to date later gets today's keys.
    """
    name = f"{row.given} {row.surname}".strip()
    return keys_of(name, row.number_key, cut=cut_word(row.surname, row.given, row.name_truncated))


# -- the keys of what is looked for --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Word:
    """One word that is looked for: its keys, the keys one slip away, and how it may begin."""

    word: str
    keys: frozenset[str]
    near: frozenset[str]
    begins: str = ""

    @property
    def text(self) -> str:
        """The word as it is shown."""
        return self.word.lstrip(UNVOWELLED)

    @property
    def where(self) -> Q:
        """The rows of its keys; a word that may be only begun, all rows that begin so."""
        found = Q(key__in=sorted(self.keys))
        if self.begins:
            found |= Q(key__gte="w" + self.begins, key__lte="w" + self.begins + "zzzz")
        return found

    @property
    def where_near(self) -> Q:
        """The rows one slip away from it."""
        return Q(key__in=sorted(self.near))


def words_of(name: str) -> tuple[Word, ...]:
    """The words of a name that is looked for, titles and particles left out where anything else is there."""
    held = words(name)[:MOST_WORDS]
    telling = [place for place, word in enumerate(held) if not is_light(word)] or list(range(len(held)))
    found = [_word(held, place, last=place == len(held) - 1) for place in telling if len(held[place]) > 1]
    other = [word.keys for word in words_of(latin_forms(name)[0])] if _is_hangul(name) else _respelt(name)
    if len(other) == len(found):  # word by word the same name in the spellings of Doc 9303-3 and of other romanisers
        found = [
            Word(word.word, word.keys | _first(more, _MOST_KEYS - len(word.keys)), word.near, word.begins)
            for word, more in zip(found, other, strict=True)
        ]  # fmt: skip
    return tuple({word.word: word for word in found}.values())


def _first(keys: Iterable[str], most: int) -> frozenset[str]:
    """So many of the keys, the same ones every time."""
    return frozenset(sorted(keys)[: max(most, 0)])


def _is_hangul(name: str) -> bool:
    return "Hang" in scripts(name) and bool(latin_forms(name))


def _word(held: Sequence[str], place: int, *, last: bool) -> Word:
    word = held[place]
    sounds = readings(word[:_KEY])  # a key holds no more of it
    keys = {"s" + bones for bones in sounds}
    near = frozenset(islice((key for bones in sounds for key in _one_slip(bones)), _MOST_NEAR))
    if not word.startswith(UNVOWELLED):
        keys.add("w" + word)
        keys.update("t" + word[:length] for length in range(3, min(len(word), _KEY) + 1))
        for part in _parted(word)[1:]:
            keys.update(("w" + part, "s" + skeleton(part)))
    for one, other in ((place - 1, place), (place, place + 1)):
        if one >= 0 and other < len(held):
            joined = _joined(held[one], held[other])
            keys.update(("w" + joined, "s" + skeleton(joined)))
    begins = word if last and not word.startswith(UNVOWELLED) and len(word) >= _SHORTEST_BEGINNING else ""
    plain = frozenset(key[:_KEY] for key in keys if len(key) > 1)
    return Word(word, plain, near - plain, begins[: _KEY - 1])


def _one_slip(bones: str) -> Iterator[str]:
    """The skeletons one class away: dropped, added, changed, or two neighbours exchanged."""
    if not _SHORTEST_BEGINNING <= len(bones) <= _LONGEST_SLIPPED:
        return
    for place in range(len(bones) + 1):
        head, tail = bones[:place], bones[place:]
        for letter in _CLASSES:
            yield f"s{head}{letter}{tail}"
            if tail:
                yield f"s{head}{letter}{tail[1:]}"
        if tail and len(bones) > _SHORTEST_BEGINNING:
            yield f"s{head}{tail[1:]}"
        if len(tail) > 1:
            yield f"s{head}{tail[1]}{tail[0]}{tail[2:]}"


def _respelt(name: str) -> list[frozenset[str]]:
    """Of a name outside A-Z, the keys of each word's other spellings in Latin letters; empty where there are none."""
    if name.isascii() or scripts(name) & {"Hani", "Hang"}:
        return []
    parts = [part for part in name.replace("-", " ").split() if words(part) and not all(map(is_light, words(part)))]
    return [
        frozenset(key for word in _spelt(part) for key in (("w" + word)[:_KEY], ("s" + skeleton(word))[:_KEY]))
        for part in parts
    ]


@lru_cache(maxsize=4096)
def _spelt(part: str) -> frozenset[str]:
    """One word in the Latin letters that Doc 9303-3 section 6 and common passports print for it, folded."""
    spelt = [*sorted(mrz_spellings(part))[:_SPELLINGS], *latin_forms(part)]
    return frozenset(word for text in spelt for word in fold(text.replace("<", " ")).split() if len(word) > 1)


def as_printed(name: str, printed: str) -> str:
    """The name that is looked for, each word as a printed name has it, where that is one of its own spellings.

    Two of its words that the document writes together, by their consonants, are one word of it.
    """
    held = fold(printed).split()
    bones = {skeleton(word) for word in held}
    parts: list[str] = []
    for part in name.split():
        before = words(parts[-1])[-1:] if parts else ()
        if before and words(part) and skeleton(_joined(before[0], words(part)[0])) in bones - {skeleton(before[0])}:
            parts[-1] += part
        else:
            parts.append(part)
    return " ".join(next((word for word in held if word in _spelt(part)), part) for part in parts)


# -- the rows ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Found:
    """The documents that are to be compared, in the order they were met, and whether a bound left any out."""

    documents: dict[uuid.UUID, None] = field(default_factory=dict)
    bounded: bool = False
    only: list[str] = field(default_factory=list)  # words so common that rows sharing only them were left out
    share: dict[str, float] = field(default_factory=dict)  # how common each word is, 0 (on no document) to 1

    @property
    def room(self) -> int:
        """How many more fit."""
        return BOUND - len(self.documents)

    def take(self, rows: QuerySet[NameKey]) -> None:
        """Take a round's rows in, as far as they fit."""
        if self.room <= 0:
            self.bounded = self.bounded or rows.exclude(document__in=list(self.documents)).exists()
            return
        # A document stands here once for each key it shares: as many rows more are read.
        fresh = dict.fromkeys(rows.values_list("document_id", flat=True).distinct()[: BOUND + 1])
        for document in fresh:
            if document not in self.documents and self.room <= 0:
                self.bounded = True
                return
            self.documents[document] = None
        self.bounded = self.bounded or len(fresh) > BOUND


def by_name(asked: Sequence[Word], among: Q) -> Found:
    """The documents whose names share keys with all words, then with fewer, then with some one slip away.

    The rarest words lead, so that a common given name cannot crowd out a rare surname. `among` limits the documents:
    what the officer may know of, a birth date, a nationality; written as conditions on `document__…`.
    """
    found = Found()
    if not asked:
        return found
    rows = NameKey.objects.filter(among)
    common = {word: _counted(word) for word in asked}
    found.share = {word.word: log(1 + common[word]) / log(1 + COUNTED) for word in asked}
    ranked = sorted(asked, key=lambda word: common[word])
    borne = [word for word in ranked if common[word]]  # no document has all words where it has not each
    # Every round of two words holds those of three and more: of many words the sizes between are left out.
    for size in sorted({len(borne), len(borne) - 1, 2}, reverse=True):
        for chosen in combinations(borne, size) if size > 1 else ():
            found.take(_sharing(rows, [word.where for word in chosen]))
        if size == len(ranked) and len(found.documents) >= BOUND:
            return found
    for word in ranked:
        others = [one for one in ranked if one is not word]
        if word.near and others:
            found.take(_sharing(rows, [word.where_near, others[0].where]))
    for word in ranked:
        if len(ranked) > 1 and common[word] > max(found.room, 0):
            found.only.append(word.text)
        else:
            found.take(rows.filter(word.where))
    if len(ranked) == 1 and ranked[0].near:
        found.take(rows.filter(ranked[0].where_near))
    return found


def _counted(word: Word) -> int:
    return NameKey.objects.filter(word.where).order_by()[:COUNTED].count()


def _sharing(rows: QuerySet[NameKey], groups: Sequence[Q]) -> QuerySet[NameKey]:
    """The rows of the first group whose document has a key of every other group."""
    rows = rows.filter(groups[0])
    for group in groups[1:]:
        rows = rows.filter(Exists(NameKey.objects.filter(group, document=OuterRef("document"))))
    return rows


def by_number(number: str, among: Q) -> list[uuid.UUID]:
    """The documents that bear this number, whoever issued them."""
    rows = NameKey.objects.filter(among, key="n" + number) if number else NameKey.objects.none()
    return list(rows.values_list("document_id", flat=True)[:BOUND])


def by_birth(birth: str, among: Q, found: Found) -> None:
    """Take in the documents with this very birth date, the newest first."""
    known = Exists(NameKey.objects.filter(among, document=OuterRef("pk")))
    rows = Document.objects.filter(known, birth=birth).order_by("-id")
    ids = list(rows.values_list("id", flat=True)[: BOUND + 1])
    found.documents.update(dict.fromkeys(ids[:BOUND]))
    found.bounded = found.bounded or len(ids) > BOUND
