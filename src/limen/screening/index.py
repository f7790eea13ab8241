"""The index of every entry of every list in use: built, saved, opened, changed entry by entry, with a version.

How candidates are found: the traveller's words meet the lists' words by spelling (one edit), by consonants, and by
consonants one edit apart; for each listed name the most points it could still reach are reckoned, and every name that
could reach the floor is compared. Nothing is cut to a best few.

What this step may lose against a scan of every entry: where an MRZ cut a word, the names beyond the first 4,000 words
that could complete it. Nothing else; `tests/screening/test_index.py` holds it against full scans. What no comparison
sees, this sees no more: an unrelated alias, a short form no table holds, a word two edits away in its consonants, the
words of a name past its first 24, the forms of one past its first eight.

>>> from limen.screening.lists import read_list
>>> index = Index.build(read_list("", b"id,name,born\\n1,Amara Okafor,1985\\n").entries)
>>> len(index), index.entry("list:1").names[0].text
(1, 'Amara Okafor')
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

from limen.screening import indexfile
from limen.screening.commonness import of_sound, of_word
from limen.screening.compare import PRINTED, RULES_VERSION, Prepared, confusable_number
from limen.screening.errors import IndexFileError, UnknownEntryError
from limen.screening.forms import forms
from limen.screening.lists.entry import Entry
from limen.screening.names import LIGHT, UNVOWELLED, skeleton
from limen.screening.reach import Asked, Question, reaching
from limen.screening.segment import Segment
from limen.vocabulary.romanisation import syllables

_FRESH = 16  # entries added one by one before they are sealed into a segment
_SEALED = 512  # entries from which a segment is built no more into a larger one
_LEAST_SIZE = 5_000  # a short list does not make its words look common
_LIGHT_SHARE = 0.25
_OF_TRAVELLERS = 0.7  # how much of a word's share is the travellers', the rest the lists'
_RAREST = 12_000  # a word that fewer than one in so many bear tells as much as any can
_SPELT = 0.4  # how much of what a word tells is its spelling's, the rest its sound's
# The most that a word of so many letters tells: there are only so many of them, and whole peoples share a few hundred.
_HAN = 0.8  # one character: a few thousand are in names
_SYLLABLE = 0.45  # two drawn as they are in names agree once in sixty
_SHORT = {1: 0.3, 2: 0.6, 3: 0.75, 4: 0.9}


def _most(word: str) -> float:
    """The most that a word can tell, whatever the lists hold."""
    if word >= "\u2e80":
        return _HAN
    if word in syllables():
        return _SYLLABLE
    return _SHORT.get(len(word.removeprefix(UNVOWELLED)), 1.0)


class ListRarity:
    """How much a word tells: 1 for a word that hardly anybody bears, less the more travellers and the more entries have
    it or its consonants; titles and particles a quarter.

    How many travellers do is a stated population's (`commonness`); the entries' share stands beside it, because no
    population holds every name that fills lists. Both by word and by sound, so that spellings of one name, and its
    forms in other scripts, are common together.
    """

    def __init__(self, entries: int, of_words: Mapping[str, int], of_skeletons: Mapping[str, int]) -> None:
        self.entries, self.of_words, self.of_skeletons = entries, dict(of_words), dict(of_skeletons)
        self._known: dict[str, float] = {}

    @classmethod
    def learn(cls, entries: Iterable[Entry]) -> ListRarity:
        """Count in how many entries each word and each skeleton stands."""
        of_words: Counter[str] = Counter()
        of_skeletons: Counter[str] = Counter()
        count = 0
        for entry in entries:
            count += 1
            found = {word for name in entry.names for form in forms(name.text) for word in form}
            of_words.update(found)
            of_skeletons.update({skeleton(word) for word in found})
        return cls(count, of_words, of_skeletons)

    def weight(self, word: str) -> float:
        """The weight of one word, 0 to 1."""
        known = self._known.get(word)
        if known is None:
            spelt = self._told(of_word(word), self.of_words.get(word, 0))
            is_light = word in LIGHT
            heard = 1.0 if is_light else self._told(of_sound(word), self.of_skeletons.get(skeleton(word), 0))
            known = (_SPELT * spelt + (1 - _SPELT) * heard) * (_LIGHT_SHARE if is_light else 1.0)
            known = min(max(0.05, known), _most(word))
            if len(self._known) < 500_000:
                self._known[word] = known
        return known

    def _told(self, of_travellers: float, entries: int) -> float:
        """What a share of travellers, and a number of entries, leave a word to tell: its bits, of the rarest's."""
        of_entries = entries / max(self.entries, _LEAST_SIZE)
        share = _OF_TRAVELLERS * of_travellers + (1 - _OF_TRAVELLERS) * of_entries
        return min(1.0, max(0.0, -log(share + 1 / _RAREST) / log(_RAREST)))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that could be about a traveller: the places of the names that could reach the floor, None for all, and
    the most they could give."""

    entry: Entry
    names: tuple[int, ...] | None
    most: float


class Index:
    """Every entry of the lists in use, ready to be screened against.

    An entry's key is `list:id`; a bare id is accepted where only one list has it. Word rarity is learnt at `build` and
    stays until the next, so that adding an entry changes no other entry's score.
    """

    def __init__(self, segments: list[Segment], rarity: ListRarity) -> None:
        self.rarity = rarity
        self._sealed = segments
        self._added: dict[str, Entry] = {}
        self._fresh: Segment | None = None
        self._removed: set[tuple[int, int]] = set()
        self._version = ""

    @classmethod
    def build(cls, entries: Iterable[Entry]) -> Index:
        """An index of these entries; of two with one key the later holds."""
        held = list({entry.key: entry for entry in entries}.values())
        rarity = ListRarity.learn(held)
        return cls([Segment.build(held, rarity)], rarity)

    def save(self, path: str | Path) -> None:
        """Write the index to a file, whole or not at all; what was added or removed since `build` is kept with it."""
        base = self._sealed[0]
        removed = [base.keys[place] for segment, place in sorted(self._removed) if segment == 0]
        added = [entry.to_json() for number, entry in self._live() if number != 0]
        header = {
            "rules": RULES_VERSION,
            "version": self.version,
            "entries": self.rarity.entries,
            "of_words": self.rarity.of_words,
            "of_skeletons": self.rarity.of_skeletons,
            "removed": removed,
            "added": added,
        }
        indexfile.write(Path(path), header, base.arrays)

    @classmethod
    def open(cls, path: str | Path) -> Index:
        """The index in a file. Raises IndexFileError: damaged, another format, or built under other rules."""
        header, arrays = indexfile.read(Path(path))
        if header.get("rules") != RULES_VERSION:
            raise IndexFileError(
                f"{path} was built under rules {header.get('rules')!r}, these are {RULES_VERSION!r}. Build it again."
            )
        try:
            rarity = ListRarity(header["entries"], header["of_words"], header["of_skeletons"])
            index = cls([Segment(arrays)], rarity)
            for key in header["removed"]:
                index.remove(key)
            for content in header["added"]:
                index.add(Entry.from_json(content))
            index._version = header["version"]
        except (KeyError, TypeError, ValueError) as error:
            raise IndexFileError(f"the index {path} is damaged ({error}). Build it again from its lists.") from error
        return index

    def __len__(self) -> int:
        return sum(map(len, self._sealed)) + len(self._added) - len(self._removed)

    def __contains__(self, key: str) -> bool:
        return key in self._added or self._place(key) is not None

    @property
    def version(self) -> str:
        """`sha256:…` over the rules version and every entry's key and content, whatever their order."""
        if not self._version:
            lines = sorted(self._lines())
            content = "\n".join([RULES_VERSION, *lines]).encode()
            self._version = "sha256:" + hashlib.sha256(content).hexdigest()
        return self._version

    def add(self, entry: Entry) -> None:
        """Take an entry in, in place of one with its key."""
        if entry.key in self:
            self.remove(entry.key)
        self._added[entry.key] = entry
        self._fresh, self._version = None, ""
        if len(self._added) >= _FRESH:
            self._seal()

    def _seal(self) -> None:
        """What was added, with every segment before it that is no larger, as one: few segments, few entries built
        twice. The first segment, made by `build`, stays as it is."""
        held = list(self._added.values())
        while len(self._sealed) > 1 and len(self._sealed[-1]) <= len(held) < _SEALED:
            number, last = len(self._sealed) - 1, self._sealed.pop()
            held += [last.entry(place) for place in range(len(last)) if (number, place) not in self._removed]
            self._removed = {one for one in self._removed if one[0] != number}
        self._sealed.append(Segment.build(held, self.rarity))
        self._added = {}

    def remove(self, entry_id: str) -> None:
        """Take an entry out. Raises UnknownEntryError."""
        key = self._key(entry_id)
        if self._added.pop(key, None) is not None:
            self._fresh = None
        else:
            place = self._place(key)
            if place is None:
                raise UnknownEntryError(f"no entry {entry_id!r} is in the index. Give `list:id`.")
            self._removed.add(place)
        self._version = ""

    def entry(self, entry_id: str) -> Entry:
        """The entry with this key. Raises UnknownEntryError."""
        key = self._key(entry_id)
        if key in self._added:
            return self._added[key]
        place = self._place(key)
        if place is None:
            raise UnknownEntryError(f"no entry {entry_id!r} is in the index. Give `list:id`.")
        return self._sealed[place[0]].entry(place[1])

    def entries(self) -> Iterator[Entry]:
        """Every entry in the index."""
        for _, entry in self._live():
            yield entry

    def with_number(self, number: str) -> Iterator[Entry]:
        """Entries with a document number that reads like this one, or like the beginning of it that an MRZ prints."""
        asked = confusable_number(number)
        for place, segment in enumerate(self._segments()):
            found = {*segment.with_number(asked), *segment.with_number(asked[:PRINTED])}
            yield from (segment.entry(one) for one in sorted(found) if (place, one) not in self._removed)

    def candidates(self, people: Sequence[Prepared], floor: float) -> list[list[Candidate]]:
        """For each of these persons every entry that could score `floor`, with the names that could give it."""
        found: list[list[Candidate]] = [[] for _ in people]
        for number, segment in enumerate(self._segments()):
            asked = iter(Asked.of(segment, [name for person in people for name in person.names], self.rarity))
            questions = [
                Question([next(asked) for _ in one.names], one.born, one.sex, has_nation=bool(one.nationalities))
                for one in people
            ]
            for person, mine, reached in zip(people, found, reaching(segment, questions, floor), strict=True):
                by_number = {place for mine, _ in person.documents for place in segment.with_number(mine)}
                held: list[tuple[int, tuple[int, ...] | None, float]]
                held = [(place, None, 1.0) for place in sorted(by_number)]
                held += [one for one in reached if one.place not in by_number]
                mine += [
                    Candidate(segment.entry(place), names, most)
                    for place, names, most in held
                    if (number, place) not in self._removed
                ]
        return found

    def _segments(self) -> list[Segment]:
        if self._added and self._fresh is None:
            self._fresh = Segment.build(list(self._added.values()), self.rarity)
        return [*self._sealed, self._fresh] if self._added and self._fresh is not None else self._sealed

    def _place(self, key: str) -> tuple[int, int] | None:
        for number, segment in enumerate(self._sealed):
            place = segment.place(key)
            if place is not None and (number, place) not in self._removed:
                return number, place
        return None

    def _key(self, entry_id: str) -> str:
        if entry_id in self:
            return entry_id
        ending = ":" + entry_id
        found = [key for key in self._keys() if key.endswith(ending)]
        if len(found) > 1:
            raise UnknownEntryError(
                f"several lists have an entry {entry_id!r}: {', '.join(found[:5])}. Give `list:id`."
            )
        return found[0] if found else entry_id

    def _keys(self) -> Iterator[str]:
        for number, segment in enumerate(self._sealed):
            for place, key in enumerate(segment.keys):
                if (number, place) not in self._removed:
                    yield key
        yield from self._added

    def _live(self) -> Iterator[tuple[int, Entry]]:
        for number, segment in enumerate(self._sealed):
            for place in range(len(segment)):
                if (number, place) not in self._removed:
                    yield number, segment.entry(place)
        for entry in self._added.values():
            yield len(self._sealed), entry

    def _lines(self) -> Iterator[str]:
        for number, segment in enumerate(self._sealed):
            hashes: Any = segment.arrays["entry_hash"]
            for place, key in enumerate(segment.keys):
                if (number, place) not in self._removed:
                    yield f"{key} {bytes(hashes[32 * place : 32 * place + 32]).hex()}"
        for key, entry in self._added.items():
            yield f"{key} {entry.content_hash}"
