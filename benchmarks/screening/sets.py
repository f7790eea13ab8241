"""The sets that screening is measured on: listed persons, queries with the record they are truly of, travellers.

A folder of sets holds `idx_*.jsonl` (listed persons), `q_KIND_*.jsonl` (queries) and `negatives_*.csv` (travellers who
are on no list), as ../shared/data/screening/bench does; another such folder, kept apart for acceptance, can be named.
The truncated names are made here from the listed ones; the people of the stated mix come from `population`.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from limen.screening import Entry
from limen.screening.lists import BirthInterval, ListedDocument, ListedName, Nationality
from limen.vocabulary.dates import DateError, PartialDate
from limen.vocabulary.person import Person, Sex

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1].parent / "shared" / "data" / "screening"
BENCH = DATA / "bench"
GENERATOR = HERE / "population" / "generate.py"
WIDTHS = {"mrz_td1": 30, "mrz_td3": 39}  # characters of the name field, Doc 9303-5 and -4
_Asked = TypeVar("_Asked", "Query", Person)
_SCRIPTS = {
    "LATIN": "Latn", "ARABIC": "Arab", "CYRILLIC": "Cyrl", "GREEK": "Grek", "HEBREW": "Hebr", "ARMENIAN": "Armn",
    "GEORGIAN": "Geor", "DEVANAGARI": "Deva", "BENGALI": "Beng", "GURMUKHI": "Guru", "TAMIL": "Taml", "THAI": "Thai",
    "LAO": "Laoo", "KHMER": "Khmr", "MYANMAR": "Mymr", "ETHIOPIC": "Ethi", "HANGUL": "Hang", "CJK": "Hani",
    "HIRAGANA": "Hira", "KATAKANA": "Kana",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Query:
    """One question: the person asked for, the entries that truly are that person, its script."""

    person: Person
    truth: frozenset[str]
    script: str


@dataclass(frozen=True, slots=True)
class Sets:
    """What one folder holds."""

    folder: Path
    entries: tuple[Entry, ...]
    queries: dict[str, tuple[Query, ...]]
    travellers: tuple[Person, ...]
    unread: Counter[str] = field(default_factory=Counter)


def scripts(text: str) -> str:
    """The scripts of a text's letters as ISO 15924 codes, `Hang` or `Cyrl+Latn`; modifier letters have none."""
    found = set()
    for letter in filter(str.isalpha, text):
        kind = unicodedata.name(letter, "UNKNOWN").split()[0]
        if kind != "MODIFIER":
            found.add(_SCRIPTS.get(kind, "Zzzz"))
    return "+".join(sorted(found))


def read(folder: Path = BENCH) -> Sets:
    """Everything in one folder, the truncated names among its queries."""
    unread: Counter[str] = Counter()
    entries = tuple(_entry(line, unread) for path in sorted(folder.glob("idx_*.jsonl")) for line in _lines(path))
    queries = {}
    for path in sorted(folder.glob("q_*.jsonl")):
        kind = path.stem.removeprefix("q_").rpartition("_")[0]
        queries[kind] = tuple(_query(number, line) for number, line in enumerate(_lines(path)))
    for kind, width in WIDTHS.items():
        queries[kind] = tuple(truncated(entries, width))
    people = [row for path in sorted(folder.glob("negatives_*.csv")) for row in _rows(path)]
    travellers = tuple(_traveller(number, row) for number, row in enumerate(people))
    return Sets(folder, entries, queries, travellers, unread)


def _lines(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _entry(line: dict[str, object], unread: Counter[str]) -> Entry:
    born = []
    for text in _texts(line["dob"]):
        try:
            born.append(BirthInterval.of(PartialDate.parse(text[:10])))
        except DateError:
            unread[f"birth date {text}"] += 1
    names = tuple(ListedName(text) for text in dict.fromkeys(_texts(line["names"]) + _texts(line["weak"])))
    nations = tuple(map(Nationality.of, _texts(line["nat"])))
    documents = tuple(map(ListedDocument, _texts(line["docs"])))
    return Entry(str(line["id"]), str(line["list"]), names, tuple(born), None, nations, documents)


def _query(number: int, line: dict[str, object]) -> Query:
    name = str(line["name"])
    born = tuple(PartialDate.parse(text[:10]) for text in _texts(line["dob"])[:1])
    return Query(Person(str(number), (name,), born=born), frozenset(_texts(line["truth"])), scripts(name))


def _traveller(number: int, row: dict[str, str]) -> Person:
    born = (PartialDate.parse(row["date_of_birth"]),) if row["date_of_birth"] else ()
    return Person(str(number), (row["full_name"],), born=born)


def spread(people: Sequence[_Asked], count: int, *, offset: int = 0) -> tuple[_Asked, ...]:
    """So many of them from the whole length, so that all scripts are among them; all where `count` is 0."""
    if not count or count >= len(people):
        return tuple(people)
    step = len(people) // count
    return tuple(people[offset % step :: step][:count])


def truncated(entries: tuple[Entry, ...], width: int, most: int = 400) -> Iterator[Query]:
    """Names of the list that a name field of this width cuts, as a reader hands them on, at most so many.

    Capitals are the surname where only a part is in capitals, else the last word is. Doc 9303 has the last place of a
    cut field hold a letter; names whose cut falls beside a filler are left out.
    """
    found = []
    for entry in entries:
        for listed in entry.names:
            zone = _zone(listed.text)
            if len(zone) > width and zone[width - 1] != "<" and zone[width] != "<":
                found.append((entry, zone[:width]))
                break
    for number, (entry, zone) in enumerate(found[:: max(1, len(found) // most)][:most]):
        surname, _, given = (part.replace("<", " ") for part in zone.partition("<<"))
        first = entry.born[0].first if entry.born else None
        person = Person(
            f"{width}-{number}", (f"{given} {surname}".strip(),), surname=surname, given=given,
            born=(first,) if first else (), name_truncated=True,
        )  # fmt: skip
        yield Query(person, frozenset((entry.id,)), "Latn")


def _zone(text: str) -> str:
    """A Latin name as the machine readable zone holds it, uncut; nothing for other names."""
    words = "".join(c if c.isascii() else "?" for c in text).replace("-", " ").replace("'", "").replace(".", "").split()
    if len(words) < 2 or not all(word.isalpha() for word in words):
        return ""
    capitals = [word for word in words if len(word) > 1 and word.isupper()]
    surname = capitals if 0 < len(capitals) < len(words) else words[-1:]
    given = [word for word in words if word not in surname]
    return f"{'<'.join(surname)}<<{'<'.join(given)}".upper() if given else ""


def mixed(count: int, python: str = sys.executable, seed: int = 0) -> Iterator[tuple[str, Person]]:
    """Origin and person, so many of the stated mix; `python` is that of an environment in which faker may be."""
    command = [python, str(GENERATOR), "--count", str(count), *(("--seed", str(seed)) if seed else ())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as made:
        for line in made.stdout or ():
            number, origin, name, sex, born, nation = line.rstrip("\n").split("\t")
            day = PartialDate.parse(born)
            yield origin, Person(number, (name,), born=(day,), sex=Sex(sex), nationalities=(nation,))
    if made.returncode:
        raise RuntimeError(f"population/generate.py ended with {made.returncode}")


def words_of_mix(python: str = sys.executable) -> str:
    """Which words the people of the mix are made of."""
    ran = subprocess.run(
        [python, str(GENERATOR), "--version"], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return ran.stdout.strip()


def without_birth(person: Person) -> Person:
    """The same traveller by name only."""
    return Person(
        person.id, person.names, surname=person.surname, given=person.given, name_truncated=person.name_truncated
    )
