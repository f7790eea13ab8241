"""How many of the listed are found at a fixed load of false hits: `python benchmarks/screening/accuracy.py [--json]`.

Sets: ../shared/data/screening/bench (index without the queried spellings, queries with the record they are of,
travellers who are on no list). A threshold is the score that flags 1% or 0.1% of the travellers; recall is the share
of queries whose own record scores at or above it. Travellers and queries are screened alike, with name and birth date
(or name only). `default` is the recall at the threshold a list has when its manifest names none. A threshold of 0 means
that fewer travellers than that share reach 0.45, the lowest score that is looked at.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from pathlib import Path

from limen.screening import Entry, Index, screen
from limen.screening.compare import DEFAULT_THRESHOLD
from limen.screening.lists import BirthInterval, ListedDocument, ListedName, Nationality
from limen.vocabulary.dates import DateError, PartialDate
from limen.vocabulary.person import Person

BENCH = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "screening" / "bench"
SETS = ("un_xscript", "ofac_alias", "un_treated")
FLOOR = 0.45


def entries() -> list[Entry]:
    """The persons of the development index."""
    found = []
    with (BENCH / "idx_dev.jsonl").open(encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            born = []
            for text in line["dob"]:
                try:
                    born.append(BirthInterval.of(PartialDate.parse(text[:10])))
                except DateError:
                    print(f"date not read: {text}", file=sys.stderr)
            names = tuple(ListedName(text) for text in dict.fromkeys(line["names"] + line["weak"]))
            nations = tuple(map(Nationality.of, line["nat"]))
            documents = tuple(map(ListedDocument, line["docs"]))
            found.append(Entry(line["id"], line["list"], names, tuple(born), None, nations, documents))
    return found


def travellers(count: int, *, offset: int = 0) -> list[Person]:
    """Travellers who are on no list, every 20th row so that all scripts are among them."""
    found = []
    with (BENCH / "negatives_us_a.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    step = max(1, len(rows) // count)
    for number, row in enumerate(rows[offset::step][:count]):
        born = (PartialDate.parse(row["date_of_birth"]),) if row["date_of_birth"] else ()
        found.append(Person(str(number), (row["full_name"],), born=born))
    return found


def queries(kind: str) -> list[tuple[Person, set[str]]]:
    """The queries of one set with the ids they are truly of."""
    found = []
    with (BENCH / f"q_{kind}_dev.jsonl").open(encoding="utf-8") as lines:
        for number, line in enumerate(map(json.loads, lines)):
            born = tuple(PartialDate.parse(text[:10]) for text in line["dob"][:1])
            found.append((Person(str(number), (line["name"],), born=born), set(line["truth"])))
    return found


def without_birth(person: Person) -> Person:
    """The same traveller by name only."""
    return Person(person.id, person.names)


def measure(index: Index, *, born: bool, count: int, offset: int = 0) -> dict[str, object]:
    """Thresholds and recalls for one way of asking."""
    prepare = (lambda person: person) if born else without_birth
    started = time.process_time()
    scores = []
    for person in travellers(count, offset=offset):
        hits = screen(index, prepare(person), min_score=FLOOR)
        scores.append(hits[0].score if hits else 0.0)
    scores.sort(reverse=True)
    answer: dict[str, object] = {"travellers": len(scores), "seconds": round(time.process_time() - started, 1)}
    marks = {share: scores[int(len(scores) * share)] + 1e-9 for share in (0.01, 0.001)}
    answer["thresholds"] = {f"{share:.1%}": round(mark, 4) for share, mark in marks.items()}
    answer["flagged at default"] = round(sum(score >= DEFAULT_THRESHOLD for score in scores) / len(scores), 5)
    for kind in SETS:
        best = []
        for person, truth in queries(kind):
            hits = screen(index, prepare(person), min_score=FLOOR)
            best.append(max((hit.score for hit in hits if hit.entry_id in truth), default=0.0))
        recalls = {f"{share:.1%}": sum(score >= mark for score in best) for share, mark in marks.items()}
        recalls["default"] = sum(score >= DEFAULT_THRESHOLD for score in best)
        answer[kind] = {label: round(count / len(best), 4) for label, count in recalls.items()}
    return answer


def main() -> None:
    """Print the table, or one JSON document."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true")
    options.add_argument("--travellers", type=int, default=5000)
    options.add_argument("--offset", type=int, default=0)
    options.add_argument("--only", choices=("name", "born"))
    chosen = options.parse_args()
    if not BENCH.exists():
        sys.exit(f"not measured: {BENCH} is absent")
    started = time.process_time()
    index = Index.build(entries())
    answer: dict[str, object] = {"entries": len(index), "build_seconds": round(time.process_time() - started, 1)}
    for label, born in (("name and birth", True), ("name only", False)):
        if chosen.only is None or (chosen.only == "born") == born:
            answer[label] = measure(index, born=born, count=chosen.travellers, offset=chosen.offset)
    if chosen.json:
        print(json.dumps(answer))
        return
    for label, value in answer.items():
        print(label, value)


if __name__ == "__main__":
    main()
