"""An entry asks the people: the same hits as if every person had been screened against it."""

from __future__ import annotations

import random

import pytest

from limen.screening import Entry, Index, compare, screen
from limen.screening.errors import UnknownEntryError
from limen.screening.index import ListRarity
from limen.screening.lists import BirthInterval, ListedDocument, ListedName, Nationality
from limen.screening.people import People
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Person, Sex
from tests.screening.test_index import invented_entries, invented_name, slipped

FLOOR = 0.3


def invented_people(chance: random.Random, entries: list[Entry], count: int) -> list[Person]:
    people = []
    for number in range(count):
        name = slipped(chance.choice(chance.choice(entries).names).text, chance)
        names = (name,) if chance.random() < 0.7 else (name, invented_name(chance))
        born = (PartialDate(chance.randint(1950, 2000)),) if chance.random() < 0.7 else ()
        cut = chance.random() < 0.2
        sex = chance.choice([None, Sex.MALE, Sex.FEMALE])
        documents = (f"UTO:L{number:05}",) if number % 3 == 0 else ()
        nations = chance.choice([(), ("NGA",), ("UTO", "Nigeria")])
        people.append(Person(str(number), names, "", "", born, sex, nations, documents, name_truncated=cut))
    return people


def test_an_entry_finds_whom_a_full_scan_finds() -> None:
    chance = random.Random(23)
    entries = invented_entries(60)
    rarity = ListRarity.learn(entries)
    people = invented_people(chance, entries, 250)
    known = People.build(people[:200], rarity)
    for person in people[200:]:
        known.add(person)
    found = 0
    for number, entry in enumerate(entries):
        year = chance.randint(1950, 2000)
        born = (BirthInterval.parse(f"{year}/{year + 2}"),) if number % 3 else entry.born
        nations = (Nationality.of(chance.choice(["NGA", "FRA"])),) if number % 2 else ()
        asked = Entry(entry.id, entry.list, entry.names, born, Sex.MALE, nations, (ListedDocument("L00003", "UTO"),))
        hits = [(person, hit.score) for person, hit in known.screen(asked, floor=FLOOR)]
        each = [(person.id, compare(person, asked, rarity=rarity).score) for person in people]
        assert hits == sorted(((one, score) for one, score in each if score >= FLOOR), key=lambda o: (-o[1], o[0]))
        found += len(hits)
    assert found > 200


def test_both_directions_give_one_score() -> None:
    entries = invented_entries(80)
    index = Index.build(entries)
    people = invented_people(random.Random(3), entries, 60)
    known = People.build(people, index.rarity)
    forth = {
        (person.id, hit.entry_id, hit.score) for person in people for hit in screen(index, person, min_score=FLOOR)
    }
    back = {(one, hit.entry_id, hit.score) for entry in entries for one, hit in known.screen(entry, floor=FLOOR)}
    assert forth == back and len(forth) > 60


def test_a_person_is_added_changed_and_taken_out() -> None:
    known = People.build([Person("a", ("Amara Okafor",))])
    entry = Entry("1", "post", (ListedName("Zenobia Quill"),))
    assert not known.screen(entry)
    known.add(Person("b", ("QUILL ZENOBIA",)))
    known.add(Person("a", ("Zenobia Quill",)))
    assert [person for person, _ in known.screen(entry)] == ["a", "b"] and len(known) == 2
    known.remove("a")
    assert [person for person, _ in known.screen(entry)] == ["b"] and "a" not in known
    with pytest.raises(UnknownEntryError, match="no person 'a'"):
        known.remove("a")


def test_many_added_one_by_one_are_all_found() -> None:
    known = People.build([])
    for number in range(600):
        known.add(Person(str(number), (f"Zenobia Quill{'abcdef'[number % 6]}ton",)))
    assert len(known) == 600
    assert len(known.screen(Entry("1", "post", (ListedName("Zenobia Quillaton"),)), floor=0.79)) == 100
