"""Who among the people already known is on an entry that is new or changed: the index with its roles exchanged.

Persons stand where entries stand in `Index`, and an entry asks. Rules of the module: the same score, the same floor and
the same hits as if every person had been screened against the entry; nothing is cut to a best few. A person is added,
changed or taken out without rebuilding; word rarity is the lists' own, given at `build`.

>>> from limen.screening.lists import read_list
>>> known = People.build([Person("p7", ("OKAFOR AMARA",))], EVEN)
>>> (entry,) = read_list("", b"id,name\\n1,Amara Okafor\\n").entries
>>> [(person, hit.score) for person, hit in known.screen(entry)]
[('p7', 0.8)]
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from limen.screening.align import EVEN, Rarity
from limen.screening.compare import DEFAULT_THRESHOLD, compare_prepared, document_number, prepare
from limen.screening.errors import UnknownEntryError
from limen.screening.forms import forms
from limen.screening.lists.entry import BirthInterval, Entry, ListedDocument, ListedName, Nationality
from limen.screening.reach import Asked, Question, reaching
from limen.screening.screen import Hit, hit_of
from limen.screening.segment import Segment
from limen.vocabulary.person import Person

_AT_ONCE = 100  # entries that ask in one pass
_SEALED = 256  # persons added one by one before they are sealed into segments of their own


class People:
    """Every person who is to be screened again when a list changes, ready to be asked about one entry."""

    def __init__(self, rarity: Rarity) -> None:
        self.rarity = rarity
        self._sealed: list[tuple[Segment, bool]] = []
        self._added: dict[str, Person] = {}
        self._removed: set[tuple[int, int]] = set()

    @classmethod
    def build(cls, people: Iterable[Person], rarity: Rarity = EVEN) -> People:
        """An index of these persons; of two with one id the later holds."""
        built = cls(rarity)
        built._seal({person.id: person for person in people})
        return built

    def __len__(self) -> int:
        return sum(len(segment) for segment, _ in self._sealed) + len(self._added) - len(self._removed)

    def __contains__(self, person_id: str) -> bool:
        return person_id in self._added or self._place(person_id) is not None

    def add(self, person: Person) -> None:
        """Take a person in, in place of one with this id."""
        if person.id in self:
            self.remove(person.id)
        self._added[person.id] = person
        if len(self._added) >= _SEALED:
            self._seal(self._added)
            self._added = {}

    def remove(self, person_id: str) -> None:
        """Take a person out. Raises UnknownEntryError."""
        if self._added.pop(person_id, None) is not None:
            return
        place = self._place(person_id)
        if place is None:
            raise UnknownEntryError(f"no person {person_id!r} is in the index of people. Give an id that was added.")
        self._removed.add(place)

    def screen(self, entry: Entry, *, floor: float = DEFAULT_THRESHOLD) -> tuple[tuple[str, Hit], ...]:
        """Every person the entry may be about, with the hit, the surest first, then by id."""
        return next(self.screen_many((entry,), floor=floor))

    def screen_many(
        self, entries: Iterable[Entry], *, floor: float = DEFAULT_THRESHOLD
    ) -> Iterator[tuple[tuple[str, Hit], ...]]:
        """The hits of each of many entries, in their order, as `screen` gives them; a publication is asked at once."""
        waiting = iter(entries)
        while several := list(islice(waiting, _AT_ONCE)):
            for entry, people in zip(several, self._candidates(several, floor), strict=True):
                found = []
                for person in people:
                    compared = compare_prepared(prepare(person), entry, self.rarity)
                    if compared.score >= floor:
                        found.append((person.id, hit_of(entry, compared)))
                yield tuple(sorted(found, key=lambda one: (-one[1].score, one[0])))

    def _candidates(self, entries: Sequence[Entry], floor: float) -> list[list[Person]]:
        """For each entry every person who could score `floor` against it."""
        forms_of = [[form for name in entry.names for form in forms(name.text)] for entry in entries]
        every = [form for held in forms_of for form in held]
        found: list[list[Person]] = [[] for _ in entries]
        for number, (segment, is_cut) in enumerate(self._sealed):
            asked = iter(Asked.among_people(segment, every, self.rarity, are_cut=is_cut))
            questions = [
                _question(entry, [next(asked) for _ in held]) for entry, held in zip(entries, forms_of, strict=True)
            ]
            for entry, mine, reached in zip(entries, found, reaching(segment, questions, floor), strict=True):
                places = {place for one in entry.documents for place in segment.with_number(one.number)}
                places |= {one.place for one in reached}
                mine += [
                    _person(segment.entry(place)) for place in sorted(places) if (number, place) not in self._removed
                ]
        for mine in found:
            mine += self._added.values()
        return found

    def _seal(self, people: dict[str, Person]) -> None:
        for is_cut in (False, True):
            held = [_entry(person) for person in people.values() if person.name_truncated is is_cut]
            if held:
                self._sealed.append((Segment.build(held, self.rarity), is_cut))

    def _place(self, person_id: str) -> tuple[int, int] | None:
        for number, (segment, _) in enumerate(self._sealed):
            place = segment.place(_KEY + person_id)
            if place is not None and (number, place) not in self._removed:
                return number, place
        return None


_KEY = "people:"


def _question(entry: Entry, names: list[Asked]) -> Question:
    dates = tuple(one.first for one in entry.born if one.first == one.last)
    has_nation = any(nation.iso2 for nation in entry.nationalities)
    return Question(names, dates, entry.sex, has_nation, in_range=len(dates) < len(entry.born))


def _entry(person: Person) -> Entry:
    """A person in the shape that a segment keeps."""
    names = person.names or ((f"{person.given} {person.surname}".strip(),) if person.surname or person.given else ())
    if person.name_truncated:  # the cut may have fallen within a compound: looked for as `prepare` reads it
        names = tuple(dict.fromkeys((*names, *(" ".join(words) for words, _ in prepare(person).names))))
    rest = [person.surname, person.given, person.name_truncated, list(person.names), list(person.documents)]
    return Entry(
        person.id, _KEY[:-1], tuple(map(ListedName, names)), tuple(map(BirthInterval.of, person.born)), person.sex,
        tuple(map(Nationality, person.nationalities)),
        tuple(ListedDocument(*document_number(text)) for text in person.documents),
        note=json.dumps(rest, ensure_ascii=False),
    )  # fmt: skip


def _person(entry: Entry) -> Person:
    """The person that `_entry` kept."""
    surname, given, is_cut, names, documents = json.loads(entry.note)
    return Person(
        entry.id, tuple(names), surname, given, tuple(one.first for one in entry.born), entry.sex,
        tuple(one.printed for one in entry.nationalities), tuple(documents), is_cut,
    )  # fmt: skip
