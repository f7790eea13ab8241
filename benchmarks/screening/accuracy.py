"""How many of the listed are found at a fixed load of false hits: `python benchmarks/screening/accuracy.py [--json]`.

Sets: a folder as ../shared/data/screening/bench is (index without the queried spellings, queries with the record they
are of, travellers who are on no list), another with --bench, an acceptance set for instance; and listed names cut to
the name field of a card and of a passport, made here. A threshold is the score that flags 1%, 0.1% or 0.01% of the
travellers; recall is the share of queries whose own record scores above it. Travellers and queries are screened alike,
with name and birth date (or name only). `default` is the recall at the threshold a list has when its manifest names
none. A threshold of 0 means that fewer travellers than that share reach 0.3, the lowest score that is looked at.

Intervals are the middle 95 in 100 of 1,000 resamples of travellers and queries. `of the mix` takes the thresholds from
people of population/mix.tsv, who bear the names of lists far more often. `beside peers` asks a spread part of the sets
of rapidfuzz and, with --peers PYTHON, of nomenklatura's logic-v2; see rivals.py. What the weights and tables were made
from is said in docs/accuracy.md.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.screening import intervals, rivals, sets

from limen.screening import Index, screen_many
from limen.screening.compare import DEFAULT_THRESHOLD
from limen.vocabulary.person import Person

FLOOR = 0.3
FEWEST = 10  # queries of one script that are told apart
PEER_QUERIES = 350


def best_of(index: Index, people: Iterable[Person], *, born: bool) -> intervals.Scores:
    """Every traveller's highest score; 0 where none reaches the floor."""
    asked = (person if born else sets.without_birth(person) for person in people)
    return np.array([hits[0].score if hits else 0.0 for hits in screen_many(index, asked, min_score=FLOOR)])


def own_of(index: Index, queries: Sequence[sets.Query], *, born: bool) -> intervals.Scores:
    """Every query's score against its own record."""
    asked = (query.person if born else sets.without_birth(query.person) for query in queries)
    each = zip(queries, screen_many(index, asked, min_score=FLOOR), strict=True)
    return np.array([max((hit.score for hit in hits if hit.entry_id in one.truth), default=0.0) for one, hits in each])


def by_script(
    queries: Mapping[str, Sequence[sets.Query]], own: Mapping[str, intervals.Scores], mark: float
) -> dict[str, Any]:
    """Recall at one mark for every script that is asked often enough, with intervals, and the worst of them."""
    found: dict[str, list[bool]] = {}
    for kind in queries:
        if kind not in sets.WIDTHS:
            for query, score in zip(queries[kind], own[kind], strict=True):
                found.setdefault(query.script, []).append(bool(score > mark))
    answer: dict[str, Any] = {}
    for script, hits in sorted(found.items()):
        if len(hits) >= FEWEST:
            low, high = intervals.wilson(sum(hits), len(hits))
            answer[script] = {
                "queries": len(hits), "recall": round(sum(hits) / len(hits), 4), "interval": _pair(low, high)
            }  # fmt: skip
    if answer:
        worst = min(answer, key=lambda script: (answer[script]["recall"], script))
        answer["worst"] = f"{worst} {answer[worst]['recall']}"
    return answer


def _pair(low: float, high: float) -> list[float]:
    return [round(low, 4), round(high, 4)]


def measure(
    index: Index, data: sets.Sets, travellers: Sequence[Person], mixed: Sequence[Person], *, born: bool
) -> tuple[dict[str, Any], dict[str, intervals.Scores]]:
    """Thresholds and recalls for one way of asking, and every query's score."""
    began = time.process_time()
    scores = best_of(index, travellers, born=born)
    answer: dict[str, Any] = {
        "floor": FLOOR,
        "travellers": len(scores),
        "seconds": round(time.process_time() - began, 1),
    }
    own = {kind: own_of(index, queries, born=born) for kind, queries in data.queries.items()}
    answer |= thresholds(scores) | recalled(scores, own)
    for share in (0.01, 0.001):
        answer[f"scripts at {intervals.label(share)}"] = by_script(data.queries, own, intervals.mark(scores, share))
    if mixed:
        scores = best_of(index, mixed, born=born)
        answer["of the mix"] = {"travellers": len(scores)} | thresholds(scores) | recalled(scores, own)
    return answer, own


def thresholds(scores: intervals.Scores) -> dict[str, Any]:
    """The marks of these travellers and how many are flagged at the threshold in use."""
    flagged = int((scores >= DEFAULT_THRESHOLD).sum())
    return {
        "thresholds": {intervals.label(s): round(intervals.mark(scores, s), 4) for s in intervals.SHARES},
        "flagged at default": round(flagged / len(scores), 5),
        "flagged at default interval": _pair(*intervals.wilson(flagged, len(scores))),
    }


def recalled(scores: intervals.Scores, own: Mapping[str, intervals.Scores]) -> dict[str, Any]:
    """Recall of every set at the marks of these travellers."""
    drawn = intervals.marks(scores)
    answer = {}
    for kind, found in own.items():
        if len(found):
            default = round(float((found >= DEFAULT_THRESHOLD).mean()), 4)
            answer[kind] = intervals.figures(found, scores, drawn) | {"default": default}
    return answer


def beside(
    index: Index, data: sets.Sets, travellers: Sequence[Person], python: str | None
) -> dict[str, dict[str, Any]]:
    """Ours and the peers' recall on the same travellers and queries, and the interval of the difference."""
    queries = {kind: sets.spread(asked, PEER_QUERIES) for kind, asked in data.queries.items() if asked}
    listed = rivals.Listed(data.entries)
    others, candidates = rivals.in_process(listed, travellers, queries)
    answer: dict[str, dict[str, Any]] = {}
    for way, born in (("name and birth", True), ("name only", False)):
        began = time.process_time()
        ours = rivals.Answers(best_of(index, travellers, born=born))
        ours.milliseconds = round(1000 * (time.process_time() - began) / max(1, len(travellers)), 3)
        ours.queries = {kind: own_of(index, asked, born=born) for kind, asked in queries.items()}
        matchers = {
            "limen": ours,
            "logic-v2": rivals.logic_v2(python, listed, travellers, candidates, queries, born=born),
            **others,
        }
        answer[way] = {"travellers": len(travellers)} | paired(matchers, queries)
    return answer


def paired(matchers: Mapping[str, rivals.Answers], queries: Mapping[str, Sequence[sets.Query]]) -> dict[str, Any]:
    """Each matcher's recall by set, and ours less theirs in the same resamples."""
    shares = (0.01, 0.001)
    drawn = {name: intervals.marks(one.travellers, shares) for name, one in matchers.items() if not one.why_not}
    answer: dict[str, Any] = {}
    for name, one in matchers.items():
        if one.why_not:
            answer[name] = one.why_not
            continue
        table: dict[str, Any] = {"ms": one.milliseconds} | ({"about": one.about} if one.about else {})
        for kind in queries:
            theirs = intervals.recalls(one.queries[kind], drawn[name])
            ours = intervals.recalls(matchers["limen"].queries[kind], drawn["limen"])
            row: dict[str, Any] = {"queries": len(queries[kind])}
            for column, share in enumerate(shares):
                seen = float((one.queries[kind] > intervals.mark(one.travellers, share)).mean())
                row[intervals.label(share)] = round(seen, 4)
                row[f"{intervals.label(share)} interval"] = list(intervals.middle(theirs[:, column]))
                if name != "limen":
                    more = list(intervals.middle(ours[:, column] - theirs[:, column]))
                    row[f"{intervals.label(share)} limen more by"] = more
            table[kind] = row
        answer[name] = table
    return answer


def run(chosen: argparse.Namespace) -> dict[str, Any]:
    """Everything that was asked for."""
    data = sets.read(chosen.bench)
    began = time.process_time()
    index = Index.build(data.entries)
    answer: dict[str, Any] = {"entries": len(index), "build_seconds": round(time.process_time() - began, 1)}
    if data.unread:
        answer["birth dates not read"] = sum(data.unread.values())
    travellers = sets.spread(data.travellers, chosen.travellers, offset=chosen.offset)
    mixed = [person for _, person in sets.mixed(chosen.mixed, chosen.peers or sys.executable)] if chosen.mixed else []
    for way, born in (("name and birth", True), ("name only", False)):
        if chosen.only is None or (chosen.only == "born") == born:
            answer[way], _ = measure(index, data, travellers, mixed, born=born)
    if chosen.peer_travellers:
        few = sets.spread(travellers, chosen.peer_travellers)
        answer["beside peers"] = beside(index, data, few, chosen.peers)
    return answer


def main() -> None:
    """Print the table, or one JSON document."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--json", action="store_true")
    options.add_argument("--bench", type=Path, default=sets.BENCH, help="folder of the sets")
    options.add_argument("--travellers", type=int, default=0, help="so many of the supplied ones; 0 takes all")
    options.add_argument("--mixed", type=int, default=20_000, help="so many of the stated mix; 0 takes none")
    options.add_argument("--offset", type=int, default=0)
    options.add_argument("--only", choices=("name", "born"))
    options.add_argument("--peers", metavar="PYTHON", help="Python of the environment of peers/requirements.txt")
    options.add_argument("--peer-travellers", type=int, default=2000, help="0 asks no peer")
    chosen = options.parse_args()
    if not chosen.bench.exists():
        sys.exit(f"not measured: {chosen.bench} is absent")
    answer = run(chosen)
    if chosen.json:
        print(json.dumps(answer))
        return
    for name, value in answer.items():
        print(name, json.dumps(value, indent=1))


if __name__ == "__main__":
    main()
