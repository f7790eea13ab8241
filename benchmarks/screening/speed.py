"""How long screening takes: `python benchmarks/screening/speed.py [--json] [--generated] [--names 1000000]`.

Reads OFAC's SDN and ALT files and the UN list from ../shared/data/screening/lists and screens 2,000 travellers who are
on no list; where that folder is absent, or with --generated, a fictional list of the same size is made here. Times are
CPU seconds of this process; every traveller is asked for the first time (cold), with the list's own thresholds.

`manifest` is 300 travellers of the stated mix (population/mix.tsv) with birth date, sex and nationality, as one flight
brings them; `many` the same against a list of so many names (--names) drawn from that mix. `add` is one entry added to
an index that stands, nothing else; `add_and_screen` the same and the next traveller asked. With --peers PYTHON
nomenklatura's logic-v2 compares 200 travellers with 50 entries each. `logic_v2_over_limen` is how many times longer
that takes than our search of the whole list, each traveller asked alone; `..._in_a_flight` the same where 300 are asked
in one pass, as a flight brings them; `..._same_50` than our comparing of the very same 50 entries, one by one.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.screening import lists, rivals, sets

from limen.screening import Entry, Index, read_list, screen, screen_many
from limen.screening.compare import compare_prepared, prepare
from limen.screening.lists import BirthInterval, ListedName, Schema
from limen.screening.people import People
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Person

MANIFEST = 300
CANDIDATES = 50
DELTAS = lists.LISTS / "ofac_deltas_2021-08_2022-12.jsonl"
_SEED_OF_MANIFEST, _SEED_OF_LIST = 41, 42
_ONSETS = ["b", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "sh", "kh", "tr", "st"]
_VOWELS = ["a", "e", "i", "o", "u", "a", "i"]
_ENDS = ["", "", "n", "r", "l", "m", "s", "d", "k"]
_Made = TypeVar("_Made")


def fictional_names(chance: random.Random, count: int) -> list[str]:
    """Invented words of two to four syllables."""
    names: set[str] = set()
    while len(names) < count:
        syllables = (
            chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(_ENDS) for _ in range(chance.randint(2, 4))
        )
        names.add("".join(syllables)[:12])
    return sorted(names)


def fictional_person(chance: random.Random, given: list[str], surnames: list[str]) -> tuple[str, str]:
    """A name and a birth date; few given names are common, many surnames rare, as in life."""
    first = [given[min(int(chance.paretovariate(0.9)), len(given)) - 1] for _ in range(chance.randint(1, 2))]
    last = surnames[chance.randrange(len(surnames))]
    born = f"{chance.randint(1935, 2008)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    return " ".join([*first, last]), born


def generated(count: int) -> tuple[list[Entry], list[Person]]:
    """A fictional list in the plain CSV and 2,000 fictional travellers."""
    chance = random.Random(1)
    given, surnames = fictional_names(chance, 2_000), fictional_names(chance, 9_000)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["id", "name", "alias", "born", "sex", "nationality", "document"])
    for number in range(count):
        name, born = fictional_person(chance, given, surnames)
        aliases = ";".join(fictional_person(chance, given, surnames)[0] for _ in range(chance.randint(0, 4)))
        writer.writerow([number, name, aliases, born, chance.choice("MF"), "UTO", f"UTO:L{number:07}"])
    entries = read_list("", text.getvalue().encode(), list_id="fictional").entries
    people = [fictional_person(chance, given, surnames) for _ in range(2_000)]
    return list(entries), [
        Person(str(n), (name,), born=(PartialDate.parse(born),)) for n, (name, born) in enumerate(people)
    ]


def real() -> tuple[list[Entry], list[Person]]:
    """The published lists, persons only, and travellers who are on none."""
    return lists.published(), list(sets.spread(sets.read().travellers, 2_000))


def timed(work: Callable[[], _Made]) -> tuple[_Made, float]:
    """What the work gives, and its CPU seconds."""
    started = time.process_time()
    return work(), time.process_time() - started


def measure(source: Callable[[], tuple[list[Entry], list[Person]]], passengers: Sequence[Person]) -> dict[str, Any]:
    """Every figure for one list."""
    (entries, people), reading = timed(source)
    index, building = timed(lambda: Index.build(entries))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lists.idx"
        _, saving = timed(lambda: index.save(path))
        opened, opening = timed(lambda: Index.open(path))
        size = path.stat().st_size
    spent, hits = asked(opened, people)
    again, _ = timed(lambda: Index.build(entries))
    flight, flight_s = timed(lambda: list(screen_many(again, passengers)))
    spent.sort()
    return {
        "entries": len(index),
        "names": sum(len(entry.names) for entry in entries),
        "read_s": round(reading, 2),
        "build_s": round(building, 2),
        "save_s": round(saving, 2),
        "open_s": round(opening, 3),
        "file_mb": round(size / 1e6, 1),
        "ms_median": round(statistics.median(spent), 2),
        "ms_mean": round(statistics.fmean(spent), 2),
        "ms_p95": round(spent[int(len(spent) * 0.95)], 2),
        "manifest_s": round(flight_s, 3),
        "manifest_of": len(flight),
        **adding(opened, people[0]),
        "flagged": hits,
        "travellers": len(people),
    }


def asked(index: Index, people: Sequence[Person]) -> tuple[list[float], int]:
    """CPU milliseconds of each traveller, and how many are flagged."""
    spent, hits = [], 0
    for person in people:
        started = time.process_time()
        found = screen(index, person)
        spent.append((time.process_time() - started) * 1000)
        hits += bool(found)
    return spent, hits


def adding(index: Index, person: Person, times: int = 40) -> dict[str, float]:
    """Entries added one by one: the add alone, and with the next traveller asked."""
    rows = "\n".join(
        f"new-{n},Zenobia Quillfeather{chr(97 + n % 26)}{chr(97 + n // 26)},1980-01-02" for n in range(times)
    )
    extra = read_list("", f"id,name,born\n{rows}\n".encode(), list_id="delta").entries
    alone, both = [], []
    for entry in extra:
        started = time.perf_counter()
        index.add(entry)
        between = time.perf_counter()
        screen(index, person)
        alone.append(between - started)
        both.append(time.perf_counter() - started)
    return {
        "add_ms": round(statistics.median(alone) * 1000, 2),
        "add_ms_worst": round(max(alone) * 1000, 2),
        "add_and_screen_ms": round(statistics.median(both) * 1000, 2),
        "add_and_screen_ms_worst": round(max(both) * 1000, 2),
    }


def many(names: int, passengers: Sequence[Person]) -> dict[str, Any]:
    """A list of so many names drawn from the mix, two names an entry, and one flight screened against it."""
    drawn = [person for _, person in sets.mixed(names, seed=_SEED_OF_LIST)]
    entries = [
        Entry(
            str(number), "mix", (ListedName(one.names[0]), ListedName(other.names[0])), (BirthInterval.of(one.born[0]),)
        )
        for number, (one, other) in enumerate(list(pairwise(drawn))[::2])
    ]
    index, building = timed(lambda: Index.build(entries))
    flight, flight_s = timed(lambda: list(screen_many(index, passengers)))
    _, again_s = timed(lambda: list(screen_many(index, passengers)))
    return {
        "names": sum(len(entry.names) for entry in entries),
        "entries": len(entries),
        "build_s": round(building, 1),
        "manifest_s": round(flight_s, 3),
        "manifest_again_s": round(again_s, 3),
        "manifest_of": len(flight),
        "flagged": sum(map(bool, flight)),
        **adding(index, passengers[0]),
    }


def publications() -> list[list[Entry]]:
    """The persons that each publication of OFAC's list, day by day, added or changed; those without any left out."""
    found = []
    for line in DELTAS.read_text(encoding="utf-8").splitlines():
        day, text = json.loads(line), io.StringIO()
        csv.writer(text).writerows([*day["added"], *day["changed"]])
        entries = read_list("ofac-sdn-csv", text.getvalue().encode()).entries if text.getvalue() else ()
        persons = [entry for entry in entries if entry.schema is Schema.PERSON]
        found += [persons] if persons else []
    return found


def delta(stored: int) -> dict[str, Any] | str:
    """So many people stored, screened again for each of the real publications, each asked for the first time."""
    if not DELTAS.exists():
        return f"not measured: {DELTAS.name} is absent"
    rarity = Index.build(lists.published()).rarity
    known, building = timed(lambda: People.build((one for _, one in sets.mixed(stored, seed=_SEED_OF_LIST)), rarity))
    spent, hits = [], 0
    published = publications()
    for entries in published:
        found, seconds = timed(lambda entries=entries: list(known.screen_many(entries)))  # type: ignore[misc]
        spent.append(seconds * 1000)
        hits += sum(map(len, found))
    first = Person("new", ("Zenobia Quillfeather",), born=(PartialDate(1980, 1, 2),))
    _, adding = timed(lambda: known.add(first))
    return {
        "people": stored,
        "build_s": round(building, 1),
        "publications": len(published),
        "entries": sum(map(len, published)),
        "ms_median": round(statistics.median(spent), 1),
        "ms_p90": round(sorted(spent)[int(len(spent) * 0.9)], 1),
        "ms_most": round(max(spent), 1),
        "all_s": round(sum(spent) / 1000, 2),
        "hits": hits,
        "add_ms": round(adding * 1000, 2),
    }


def beside_logic_v2(python: str, entries: Sequence[Entry], people: Sequence[Person], own_ms: float) -> dict[str, Any]:
    """logic-v2's CPU time for 50 candidates of every tenth traveller, over ours: for the whole search of the list, each
    alone and a flight at once, and for comparing the same 50."""
    listed, tenth = rivals.Listed(entries), people[::10]
    _, candidates = rivals.in_process(listed, tenth, {})
    few = [(ids * CANDIDATES)[:CANDIDATES] for ids in candidates]
    theirs = rivals.logic_v2(python, listed, tenth, few, {}, born=True)
    if theirs.why_not:
        return {"logic_v2": theirs.why_not}
    index = Index.build(entries)
    _, flights = timed(lambda: list(screen_many(index, people)))
    by_id = {entry.id: entry for entry in entries}

    def compared() -> None:
        for person, ids in zip(map(prepare, tenth), few, strict=True):
            for one in ids:
                compare_prepared(person, by_id[one], index.rarity)

    _, same = timed(compared)
    ours = {"": own_ms, "_in_a_flight": 1000 * flights / len(people), "_same_50": 1000 * same / len(tenth)}
    return {
        "logic_v2": theirs.about,
        "logic_v2_ms_50_candidates": theirs.milliseconds,
        **{f"ms{way}": round(each, 3) for way, each in ours.items() if way},
        **{f"logic_v2_over_limen{way}": round(theirs.milliseconds / each, 1) for way, each in ours.items()},
    }


def main() -> None:
    """Print the figures, or one JSON document."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--json", action="store_true")
    options.add_argument("--generated", action="store_true", help="the fictional list only")
    options.add_argument("--names", type=int, default=100_000, help="names of the long list; 0 leaves it out")
    options.add_argument("--people", type=int, default=100_000, help="people stored; 0 leaves them out")
    options.add_argument("--peers", metavar="PYTHON", help="Python of the environment of peers/requirements.txt")
    chosen = options.parse_args()
    passengers = [person for _, person in sets.mixed(MANIFEST, seed=_SEED_OF_MANIFEST)]
    answer: dict[str, Any] = {"machine": platform.platform(), "python": platform.python_version()}
    if not chosen.generated and lists.LISTS.exists():
        answer["published"] = measure(real, passengers)
        if chosen.peers:
            entries, people = real()
            answer["published"] |= beside_logic_v2(chosen.peers, entries, people, answer["published"]["ms_mean"])
    elif not chosen.generated:
        print(f"published lists not measured: {lists.LISTS} is absent", file=sys.stderr)
    answer["generated"] = measure(lambda: generated(7_500), passengers)
    if chosen.names:
        answer["many"] = many(chosen.names, passengers)
    answer["delta"] = delta(chosen.people) if chosen.people else "not measured"
    if chosen.json:
        print(json.dumps(answer))
        return
    for label, value in answer.items():
        print(label, value)


if __name__ == "__main__":
    main()
