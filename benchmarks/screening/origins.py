"""How often people on no list are flagged, by origin of names: `python benchmarks/screening/origins.py [--json]`.

Travellers of population/mix.tsv, with birth date, sex and nationality, against the published OFAC and UN lists at the
threshold in use. An origin is measured here and is an input nowhere. `namesakes` are those flagged for a name of the
very same words as a listed one: no spelling rule makes or unmakes them. `highest to lowest` compares the rates of the
origins, each with half a person added so that an origin without any hit has a rate; its interval is that of resampled
counts. `worse than before` are origins whose rate lies above the interval that benchmarks/results.json holds.

--people 1000000 is the run that is published; the count that is run by default finishes in minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.screening import intervals, lists, sets

from limen.screening import Hit, Index, screen
from limen.screening.compare import DEFAULT_THRESHOLD

RESULTS = Path(__file__).resolve().parents[1] / "results.json"
_SAME_WORDS = frozenset({"name.identical", "name.few_words"})


def is_namesake(hit: Hit) -> bool:
    """Whether the name alone is wholly the same as the listed one, word by word."""
    return {part.code for part in hit.why if part.code.startswith("name.")} <= _SAME_WORDS


def flagged(index: Index, count: int, python: str) -> tuple[Counter[str], dict[str, list[float]], Counter[str], float]:
    """People, the best scores of the flagged and the namesakes among them, each by origin; CPU milliseconds each."""
    people: Counter[str] = Counter()
    namesakes: Counter[str] = Counter()
    scores: dict[str, list[float]] = {}
    spent = 0.0
    for origin, person in sets.mixed(count, python):
        began = time.process_time()
        hits = screen(index, person)
        spent += time.process_time() - began
        people[origin] += 1
        if hits:
            scores.setdefault(origin, []).append(hits[0].score)
            namesakes[origin] += any(map(is_namesake, hits))
    return people, scores, namesakes, round(1000 * spent / max(1, count), 3)


def rates(people: Counter[str], scores: Mapping[str, list[float]], floor: float) -> dict[str, Any]:
    """Flagged of 1,000 by origin with intervals, the highest to the lowest."""
    hits = {origin: sum(score >= floor for score in scores.get(origin, ())) for origin in people}
    table: dict[str, Any] = {}
    for origin in sorted(people):
        low, high = intervals.wilson(hits[origin], people[origin])
        table[origin] = {
            "people": people[origin], "flagged": hits[origin],
            "per 1,000": round(1000 * hits[origin] / people[origin], 3),
            "interval": [round(1000 * low, 3), round(1000 * high, 3)],
        }  # fmt: skip
    total, of = sum(hits.values()), people.total()
    low, high = intervals.wilson(total, of)
    return {
        "threshold": round(floor, 4),
        "all": {
            "people": of, "flagged": total, "per 1,000": round(1000 * total / of, 3),
            "interval": [round(1000 * low, 3), round(1000 * high, 3)],
        },
        "highest to lowest": spread(people, hits),
        "origins": table,
    }  # fmt: skip


def spread(people: Counter[str], hits: Mapping[str, int]) -> dict[str, Any]:
    """How many times the highest rate the lowest is, and between which origins."""
    names = sorted(people)
    counts = np.array([hits[name] for name in names], dtype=float)
    of = np.array([people[name] for name in names], dtype=float)
    seen = (counts + 0.5) / of
    drawn = (np.random.default_rng(3).poisson(counts, size=(intervals.RESAMPLES, len(names))) + 0.5) / of
    low, high = np.percentile(drawn.max(axis=1) / drawn.min(axis=1), (2.5, 97.5))
    return {
        "ratio": round(float(seen.max() / seen.min()), 1),
        "interval": [round(float(low), 1), round(float(high), 1)],
        "highest": names[int(seen.argmax())],
        "lowest": names[int(seen.argmin())],
    }


def worse(table: Mapping[str, Any]) -> list[str]:
    """Origins whose rate lies above the interval of the release before; nothing where there is none to compare."""
    try:
        before = json.loads(RESULTS.read_text(encoding="utf-8"))["measured"]["screening/origins"]
    except (OSError, KeyError):
        return []
    found = []
    for origin, row in table.items():
        held = str(before.get(f"at the threshold in use.origins.{origin}.interval", ""))
        if held and row["interval"][0] > float(held.rsplit(",", maxsplit=1)[-1]):
            found.append(origin)
    return found


def main() -> None:
    """Print the table, or one JSON document."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--json", action="store_true")
    options.add_argument("--people", type=int, default=100_000)
    options.add_argument(
        "--peers", metavar="PYTHON", default=sys.executable, help="Python of an environment with faker"
    )
    chosen = options.parse_args()
    if not lists.LISTS.exists():
        sys.exit(f"not measured: {lists.LISTS} is absent")
    index = Index.build(lists.published())
    people, scores, namesakes, each = flagged(index, chosen.people, chosen.peers)
    best = np.array(sorted((score for found in scores.values() for score in found), reverse=True))
    answer: dict[str, Any] = {"entries": len(index), "words": sets.words_of_mix(chosen.peers), "ms": each}
    answer["at the threshold in use"] = rates(people, scores, DEFAULT_THRESHOLD)
    answer["at the threshold in use"]["namesakes of 1,000"] = {
        origin: round(1000 * namesakes[origin] / count, 3) for origin, count in sorted(people.items())
    }
    place = chosen.people // 1000
    if len(best) > place:
        answer["at one of 1,000 of the mix"] = rates(people, scores, float(best[place]) + 1e-9)
    answer["worse than before"] = worse(answer["at the threshold in use"]["origins"])
    print(json.dumps(answer, indent=None if chosen.json else 1))


if __name__ == "__main__":
    main()
