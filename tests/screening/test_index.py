"""The index: nothing lost between candidates and a full scan, changed entry by entry, one version for one content."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from limen.screening import Entry, Index, compare, screen, screen_many
from limen.screening.align import align
from limen.screening.compare import WEIGHTS, points
from limen.screening.errors import IndexFileError, UnknownEntryError
from limen.screening.index import ListRarity
from limen.screening.lists import BirthInterval, ListContent, ListedName, Nationality
from limen.screening.names import words
from limen.screening.people import People
from limen.screening.reach import SLIP, Asked, Floors, Led, reachable
from limen.screening.segment import Segment
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Person, Sex

FLOOR = 0.4
LOW_FLOOR = 0.2
FLOOR_OF_NAMES = 0.12
DAYS = [
    "1980-03-05",
    "1980-05-03",
    "1980-03-06",
    "1980",
    "1979-03-05",
    "1980-01-01",
    "1978/1981",
    "1980~",
    "1965-07-09",
]
SYLLABLES = ["ka", "lu", "mir", "an", "sa", "to", "ber", "li", "nor", "ja", "mo", "ham", "ed", "shi", "va", "ro"]


def invented(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(1, 3)))


def invented_name(chance: random.Random) -> str:
    made = [invented(chance) if chance.random() > 0.08 else chance.choice("klm") for _ in range(chance.randint(1, 4))]
    return " ".join([*made, *made[:1]] if chance.random() < 0.05 else made)


def invented_entries(count: int) -> list[Entry]:
    chance = random.Random(7)
    return [
        Entry(
            str(number),
            "made",
            tuple(ListedName(invented_name(chance)) for _ in range(chance.randint(1, 3))),
            (BirthInterval.of(PartialDate(chance.randint(1950, 2000))),),
        )
        for number in range(count)
    ]


def slipped(name: str, chance: random.Random) -> str:
    place = chance.randrange(len(name))
    return chance.choice(
        [name, name[:place] + name[place + 1 :], name[:place] + "a" + name[place:], name.replace(" ", "", 1)]
    )


def scanned(index: Index, person: Person) -> list[tuple[str, float, str]]:
    found = [(entry, compare(person, entry, rarity=index.rarity)) for entry in index.entries()]
    hits = [(entry.key, hit.score, hit.listed_name) for entry, hit in found if hit.score >= FLOOR]
    return sorted(hits, key=lambda hit: (-hit[1], hit[0]))


def test_candidates_and_score_find_what_a_full_scan_finds() -> None:
    chance = random.Random(11)
    entries = invented_entries(400)
    index = Index.build(entries)
    found = 0
    for number in range(120):
        name = slipped(chance.choice(chance.choice(entries).names).text, chance)
        born = (PartialDate(chance.randint(1950, 2000)),) if number % 2 else ()
        person = Person("p", (name, invented_name(chance)), born=born, name_truncated=number % 5 == 0)
        hits = [
            (f"{hit.list}:{hit.entry_id}", hit.score, hit.listed_name) for hit in screen(index, person, min_score=FLOOR)
        ]
        assert hits == scanned(index, person), person
        found += len(hits)
    assert found > 120


def test_ten_thousand_queries_lose_nothing_against_full_scans() -> None:
    """Every hit at or above the floor, its score and the listed name: names, whole days, ranges, sexes, cut names."""
    chance = random.Random(31)
    found = led = 0
    for _ in range(50):
        entries = [
            Entry(
                str(number), "made", tuple(ListedName(invented_name(chance)) for _ in range(chance.randint(1, 2))),
                (BirthInterval.parse(chance.choice(DAYS)),) if number % 4 else (), chance.choice([None, *Sex]),
                (Nationality.of(chance.choice(["NGA", "FRA"])),) if number % 3 else (),
            )
            for number in range(10)
        ]  # fmt: skip
        index = Index.build(entries)
        for number in range(200):
            name = slipped(chance.choice(chance.choice(entries).names).text, chance)
            if number % 3 == 0 and name.strip():
                name = f"{name.split()[0]} {invented_name(chance)}"
            day = chance.choice(DAYS).partition("/")[0]
            born = (PartialDate.parse(day),) if number % 5 else ()
            if number % 11 == 0:  # a word that stands twice
                name = f"{name} {name.split()[-1]}" if name.strip() else name
            person = Person(
                "p", (name,), born=born, sex=chance.choice([None, *Sex]), nationalities=("NGA",) * (number % 2),
                name_truncated=number % 7 == 0,
            )  # fmt: skip
            hits = screen(index, person, min_score=FLOOR)
            told = [(f"{hit.list}:{hit.entry_id}", hit.score, hit.listed_name) for hit in hits]
            assert told == scanned(index, person), person
            found += len(told)
            led += any(part.code == "born.equal" for hit in hits for part in hit.why)
    assert found > 6_000 and led > 300


def test_who_shares_a_day_and_a_common_word_is_not_lost_far_below_any_threshold() -> None:
    chance = random.Random(41)
    made = [invented(chance) for _ in range(40)]
    days = [PartialDate(1980, 3, day) for day in range(5, 15)]
    entries = [
        Entry(
            str(number), "made", (ListedName(" ".join(chance.sample(made, chance.randint(2, 4)))),),
            (BirthInterval.of(chance.choice(days)),),
        )
        for number in range(200)
    ]  # fmt: skip
    index = Index.build(entries)
    known = People.build(
        [Person(one.id, (one.names[0].text,), born=(one.born[0].first,)) for one in entries], index.rarity
    )
    found = less = 0
    for _ in range(40):
        words_of, day = chance.sample(made, chance.randint(2, 4)), chance.choice(days)
        person = Person("p", (" ".join(words_of),), born=(day,))
        hits = screen(index, person, min_score=LOW_FLOOR)
        each = [(entry.key, compare(person, entry, rarity=index.rarity)) for entry in entries]
        reached = sorted((-one.score, key) for key, one in each if one.score >= LOW_FLOOR)
        assert [(-hit.score, f"{hit.list}:{hit.entry_id}") for hit in hits] == reached
        asked = Entry("q", "made", (ListedName(person.names[0]),), (BirthInterval.of(day),))
        back = [one for one, _ in known.screen(asked, floor=LOW_FLOOR)]
        theirs = [Person(one.id, (one.names[0].text,), born=(one.born[0].first,)) for one in entries]
        assert len(back) == sum(compare(one, asked, rarity=index.rarity).score >= LOW_FLOOR for one in theirs)
        found += len(hits)
        less += sum(hit.score < WEIGHTS["born.equal"] for hit in hits)
    assert found > 300 and less > 20


def test_many_travellers_get_what_each_gets_alone(post_index: Index) -> None:
    names = ("Amara Obi", "Nobody Else", "", "OBI AMARA", "肖 近平")
    people = [Person(str(number), (name,)) for number, name in enumerate(names)]
    assert list(screen_many(post_index, people)) == [screen(post_index, person) for person in people]
    chance = random.Random(17)
    entries = invented_entries(300)
    people = [
        Person(
            str(number),
            (slipped(chance.choice(entries).names[0].text, chance), invented_name(chance))[: 1 + number % 2],
            born=(PartialDate(chance.randint(1950, 2000)),) if number % 3 else (), name_truncated=number % 5 == 0,
        )
        for number in range(700)
    ]  # fmt: skip
    alone = Index.build(entries)
    each = [screen(alone, person, min_score=FLOOR) for person in people]
    assert list(screen_many(Index.build(entries), people, min_score=FLOOR)) == each and sum(map(len, each)) > 700


def test_no_name_gives_more_points_than_the_candidates_were_reckoned_to_reach() -> None:
    chance = random.Random(5)
    entries = invented_entries(150)
    rarity = ListRarity.learn(entries)
    segment = Segment.build(entries, rarity)
    listed = [words(name.text) for entry in entries for name in entry.names]
    compared = 0
    for number in range(80):
        name = slipped(chance.choice(chance.choice(entries).names).text, chance)
        theirs = words(name)
        cut = len(theirs) - 1 if number % 4 == 0 and theirs else None
        floor, none = np.array([FLOOR_OF_NAMES]), np.zeros(0, np.int64)
        asked = Asked.of(segment, [(theirs, cut)], rarity)
        found = reachable(segment, asked, Floors(floor, floor, floor, floor), Led(none, none, none))
        reach = dict(zip(found.row.tolist(), found.most.tolist(), strict=True))
        for row, other in enumerate(listed):
            given = points(align(theirs, other, rarity, cut=cut))
            assert given < FLOOR_OF_NAMES or given <= reach.get(row, 0.0) + SLIP, (theirs, other, cut)
            compared += given >= FLOOR_OF_NAMES
    assert compared > 150


@pytest.mark.real_data
def test_candidates_and_score_find_what_a_full_scan_finds_on_published_lists(published: dict[str, ListContent]) -> None:
    persons = [entry for entry in published["un"].entries if entry.schema == "person"]
    index = Index.build(persons)
    found = 0
    for entry in persons[::40]:
        name = entry.names[-1].text
        person = Person("p", (name,), born=tuple(interval.first for interval in entry.born[:1]))
        hits = [
            (f"{hit.list}:{hit.entry_id}", hit.score, hit.listed_name) for hit in screen(index, person, min_score=FLOOR)
        ]
        assert hits == scanned(index, person), name
        found += any(key == entry.key for key, _, _ in hits)
    assert found >= 17


def test_saved_and_opened_it_is_the_same_index(post_index: Index, tmp_path: Path) -> None:
    added = Entry("9", "post", (ListedName("Zenobia Quill"),))
    post_index.add(added)
    post_index.remove("post:5")
    post_index.save(tmp_path / "lists.idx")
    opened = Index.open(tmp_path / "lists.idx")
    assert (len(opened), opened.version) == (len(post_index), post_index.version)
    assert list(opened.entries()) == list(post_index.entries())
    for name in ("Zenobia Quill", "Jin Ping Xiao", "Amara Okafor"):
        person = Person("p", (name,))
        assert screen(opened, person) == screen(post_index, person)
    assert not list(tmp_path.glob("*.part"))


def test_the_version_follows_the_content_and_not_the_order(post_entries: tuple[Entry, ...], post_index: Index) -> None:
    version = post_index.version
    assert Index.build(reversed(post_entries)).version == version
    post_index.remove("post:1")
    assert post_index.version != version
    post_index.add(post_entries[0])
    assert post_index.version == version


def test_an_added_entry_is_found_at_once_and_replaces_one_of_its_key(post_index: Index) -> None:
    before = len(post_index)
    post_index.add(Entry("1", "post", (ListedName("Zenobia Quill"),)))
    assert len(post_index) == before and post_index.entry("1").names[0].text == "Zenobia Quill"
    assert [hit.entry_id for hit in screen(post_index, Person("p", ("Zenobia Quill",)))] == ["1"]
    assert not screen(post_index, Person("p", ("Amara Chidinma Okafor",)))


def test_many_added_entries_are_sealed_and_all_found(tmp_path: Path) -> None:
    entries = invented_entries(1100)
    index = Index.build(entries[:10])
    for entry in entries[10:]:
        index.add(entry)
    index.remove("made:700")
    assert len(index) == 1099
    index.save(tmp_path / "lists.idx")
    for held in (index, Index.open(tmp_path / "lists.idx")):
        for number in (3, 300, 600, 1099):
            hits = screen(held, Person("p", (entries[number].names[0].text,), born=(entries[number].born[0].first,)))
            assert str(number) in {hit.entry_id for hit in hits}
        assert "made:700" not in held


def test_a_removed_entry_is_gone_and_removing_it_again_is_an_error(post_index: Index) -> None:
    post_index.remove("2")
    assert "post:2" not in post_index
    with pytest.raises(UnknownEntryError, match="no entry '2'"):
        post_index.remove("2")
    with pytest.raises(UnknownEntryError):
        post_index.entry("2")


def test_a_bare_id_that_two_lists_have_is_refused() -> None:
    index = Index.build([Entry("1", name, (ListedName("Amara Okafor"),)) for name in ("a", "b")])
    with pytest.raises(UnknownEntryError, match="several lists"):
        index.entry("1")
    assert index.entry("b:1").list == "b"


def test_an_index_of_nothing_answers_nothing(tmp_path: Path) -> None:
    index = Index.build(())
    assert len(index) == 0 and screen(index, Person("p", ("Amara",), documents=("UTO:A1234",))) == ()
    index.save(tmp_path / "empty.idx")
    assert Index.open(tmp_path / "empty.idx").version == index.version


def test_an_open_index_is_mapped_read_only_and_outlives_its_file(post_index: Index, tmp_path: Path) -> None:
    path = tmp_path / "lists.idx"
    post_index.save(path)
    opened = Index.open(path)
    held = opened._sealed[0].arrays
    assert not any(array.flags.owndata or array.flags.writeable for array in held.values() if len(array))
    Index.build([Entry("1", "other", (ListedName("Zenobia Quill"),))]).save(path)
    assert screen(opened, Person("p", ("Amara Okafor",))) == screen(post_index, Person("p", ("Amara Okafor",)))
    assert len(Index.open(path)) == 1


def test_a_damaged_file_is_one_clear_error(post_index: Index, tmp_path: Path) -> None:
    path = tmp_path / "lists.idx"
    post_index.save(path)
    whole = path.read_bytes()
    chance = random.Random(3)
    damaged = [b"", b"PK\x03\x04", whole[:40], whole[:-7], whole.replace(b"screening-", b"screeming-", 1)]
    damaged += [
        whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :]
        for place in chance.sample(range(len(whole)), 60)
    ]
    for data in damaged:
        path.write_bytes(data)
        with pytest.raises(IndexFileError, match="Build"):
            Index.open(path)
    with pytest.raises(IndexFileError, match="cannot be read"):
        Index.open(tmp_path / "absent.idx")
