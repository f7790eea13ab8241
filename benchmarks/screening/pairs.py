"""The labelled pairs, by script and phenomenon: `python benchmarks/screening/pairs.py [--json] [--peers PYTHON]`.

750 pairs of names of our own (pairs/README.md), each labelled the same or different. `match` counts at the score from
which `limen compare` calls two names a match; `auc` is how often a pair that is the same scores above one that is not;
`at 5% of the different` is the share of the same that score above all but 5 in 100 of the different, which is asked of
every matcher alike. Two names alone: no birth date, no rarity of words from a list.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz import fuzz

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.screening import intervals, rivals, sets

from limen.screening import Entry, compare_names
from limen.screening.compare import MATCH
from limen.screening.lists import ListedName
from limen.vocabulary.person import Person

PAIRS = Path(__file__).with_name("pairs") / "pairs.tsv"
FEW = 0.05
FEWEST = 10  # pairs of a language that is told apart


def rows() -> list[dict[str, str]]:
    """The pairs as they stand in the table."""
    with PAIRS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def script(row: Mapping[str, str]) -> str:
    """The script that makes a pair hard: the one that is not Latin, if there is one."""
    found = (row["script_one"], row["script_other"])
    return next((each for each in found if each != "Latn"), "Latn")


def counted(table: Sequence[Mapping[str, str]], scores: intervals.Scores, mark: float) -> dict[str, Any]:
    """The same that match and the different that do not, with intervals."""
    answer: dict[str, Any] = {}
    for label, asked, right in (("same", "same", True), ("different", "different", False)):
        found = [
            bool(score >= mark) is right for row, score in zip(table, scores, strict=True) if row["label"] == asked
        ]
        if found:
            low, high = intervals.wilson(sum(found), len(found))
            answer[label] = len(found)
            answer["found" if right else "told apart"] = round(sum(found) / len(found), 4)
            answer["found interval" if right else "told apart interval"] = [round(low, 4), round(high, 4)]
    return answer


def grouped(
    table: Sequence[Mapping[str, str]],
    scores: intervals.Scores,
    by: Callable[[Mapping[str, str]], str],
    fewest: int = 1,
) -> dict[str, Any]:
    """`counted` for every group of at least so many pairs."""
    answer = {}
    for group in sorted({by(row) for row in table}):
        places = [place for place, row in enumerate(table) if by(row) == group]
        if len(places) >= fewest:
            answer[group] = counted([table[place] for place in places], scores[places], MATCH)
    return answer


def ranked(table: Sequence[Mapping[str, str]], scores: intervals.Scores) -> dict[str, Any]:
    """How well a matcher parts the same from the different, whatever its scale, with resampled intervals."""
    is_same = np.array([row["label"] == "same" for row in table])
    same, different = scores[is_same], scores[~is_same]
    chance = np.random.default_rng(5)
    drawn = []
    for _ in range(intervals.RESAMPLES):
        one = same[chance.integers(len(same), size=len(same))]
        other = different[chance.integers(len(different), size=len(different))]
        drawn.append((intervals.auc(one, other), (one > intervals.mark(other, FEW)).mean()))
    again = np.array(drawn)
    return {
        "auc": round(intervals.auc(same, different), 4),
        "auc interval": list(intervals.middle(again[:, 0])),
        "at 5% of the different": round(float((same > intervals.mark(different, FEW)).mean()), 4),
        "at 5% of the different interval": list(intervals.middle(again[:, 1])),
    }


def of_logic_v2(table: Sequence[Mapping[str, str]], python: str | None) -> rivals.Answers:
    """logic-v2's score of every pair; each second name is an entry of its own."""
    listed = rivals.Listed([Entry(row["id"], "pairs", (ListedName(row["other"]),)) for row in table])
    asked = [sets.Query(Person(row["id"], (row["one"],)), frozenset((row["id"],)), row["script_one"]) for row in table]
    return rivals.logic_v2(python, listed, (), (), {"pairs": asked}, born=False)


def measure(python: str | None) -> dict[str, Any]:
    """Every figure."""
    table = rows()
    own = np.array([float(compare_names(row["one"], row["other"])["score"]) for row in table])
    answer: dict[str, Any] = {"pairs": len(table), "threshold": MATCH, "match": counted(table, own, MATCH)}
    answer["scripts"] = grouped(table, own, script)
    answer["phenomena"] = grouped(table, own, lambda row: row["phenomenon"])
    answer["languages"] = grouped(table, own, lambda row: row["language"], FEWEST)
    scorers = {"rapidfuzz token_sort": fuzz.token_sort_ratio, "rapidfuzz WRatio": fuzz.WRatio}
    answer["matchers"] = {"limen": ranked(table, own)}
    for name, scorer in scorers.items():
        scores = [scorer(rivals.plain(row["one"]), rivals.plain(row["other"])) for row in table]
        answer["matchers"][name] = ranked(table, np.array(scores, dtype=float))
    theirs = of_logic_v2(table, python)
    answer["matchers"]["logic-v2"] = theirs.why_not or ranked(table, theirs.queries["pairs"])
    return answer


def main() -> None:
    """Print the figures, or one JSON document."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--json", action="store_true")
    options.add_argument("--peers", metavar="PYTHON", help="Python of the environment of peers/requirements.txt")
    chosen = options.parse_args()
    print(json.dumps(measure(chosen.peers), indent=None if chosen.json else 1))


if __name__ == "__main__":
    main()
