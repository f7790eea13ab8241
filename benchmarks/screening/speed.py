"""How long screening takes: `python benchmarks/screening/speed.py [--json] [--generated]`.

Reads OFAC's SDN and ALT files and the UN list from ../shared/data/screening/lists and screens 2,000 travellers who are
on no list; where that folder is absent, or with --generated, a fictional list of the same size is made here. Times are
CPU seconds of this process; every traveller is asked for the first time (cold), with the list's own thresholds.
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
from collections.abc import Callable
from pathlib import Path
from typing import Any

from limen.screening import Entry, Index, read_list, screen
from limen.screening.lists import Schema
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Person

sys.path.insert(0, str(Path(__file__).resolve().parent))
import accuracy

LISTS = accuracy.BENCH.parent / "lists"
_ONSETS = ["b", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "sh", "kh", "tr", "st"]
_VOWELS = ["a", "e", "i", "o", "u", "a", "i"]
_ENDS = ["", "", "n", "r", "l", "m", "s", "d", "k"]


def fictional_names(chance: random.Random, count: int) -> list[str]:
    """Invented words of two to four syllables."""
    names = set()
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
    ofac = read_list(
        "ofac-sdn-csv",
        (LISTS / "ofac_sdn_2024-05-03.csv").read_bytes(),
        alt=(LISTS / "ofac_alt_2025-01.csv").read_bytes(),
    )
    un = read_list("un-consolidated-xml", (LISTS / "un_consolidated_2026-02-27.xml").read_bytes())
    persons = [entry for entry in (*ofac.entries, *un.entries) if entry.schema is Schema.PERSON]
    return persons, accuracy.travellers(2_000)


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What the work gives, and its CPU seconds."""
    started = time.process_time()
    return work(), time.process_time() - started


def measure(source: Callable[[], tuple[list[Entry], list[Person]]]) -> dict[str, Any]:
    """Every figure for one list."""
    (entries, people), reading = timed(source)
    index, building = timed(lambda: Index.build(entries))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lists.idx"
        _, saving = timed(lambda: index.save(path))
        opened, opening = timed(lambda: Index.open(path))
        size = path.stat().st_size
    spent, hits = [], 0
    for person in people:
        found, seconds = timed(lambda person=person: screen(opened, person))
        spent.append(seconds * 1000)
        hits += bool(found)
    extra = read_list("", b"id,name,born\nnew,Zenobia Quillfeather,1980-01-02\n", list_id="delta").entries[0]
    _, adding = timed(lambda: (opened.add(extra), screen(opened, people[0])))
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
        "ms_p95": round(spent[int(len(spent) * 0.95)], 2),
        "add_and_screen_ms": round(adding * 1000, 2),
        "flagged": hits,
        "travellers": len(people),
    }


def main() -> None:
    """Print the figures, or one JSON document."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true")
    options.add_argument("--generated", action="store_true", help="the fictional list only")
    chosen = options.parse_args()
    answer: dict[str, Any] = {"machine": platform.platform(), "python": platform.python_version()}
    if not chosen.generated and LISTS.exists():
        answer["published"] = measure(real)
    elif not chosen.generated:
        print(f"published lists not measured: {LISTS} is absent", file=sys.stderr)
    answer["generated"] = measure(lambda: generated(7_500))
    if chosen.json:
        print(json.dumps(answer))
        return
    for label, value in answer.items():
        print(label, value)


if __name__ == "__main__":
    main()
