"""Other matchers on the same questions: rapidfuzz here, nomenklatura's logic-v2 in an environment of its own.

A query is scored against its own record only, for recall asks nothing else. A traveller is scored against every listed
name by rapidfuzz, and by logic-v2 against the 40 entries that come first by sorted words and the 40 that come first by
consonants: a matcher that is handed its candidates is spared what it would lose in finding them.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from anyascii import anyascii
from benchmarks.screening.intervals import Scores
from benchmarks.screening.sets import Query
from rapidfuzz import fuzz, process

from limen.screening import Entry
from limen.vocabulary.person import Person

LOGIC_V2 = Path(__file__).with_name("peers") / "logic_v2.py"
CANDIDATES = 40
_CHUNK = 100


@dataclass(slots=True)
class Answers:
    """One matcher's scores: the travellers' best, each set's own records; CPU seconds of one question, or why none."""

    travellers: Scores = field(default_factory=lambda: np.zeros(0))
    queries: dict[str, Scores] = field(default_factory=dict)
    milliseconds: float = 0.0
    about: str = ""
    why_not: str = ""


def plain(name: str) -> str:
    """A name in small Latin letters."""
    return " ".join(anyascii(name).lower().replace("-", " ").split())


def consonants(name: str) -> str:
    """What is left of it without vowels, words sorted."""
    words = ("".join(c for c in word if c not in "aeiouy'") for word in plain(name).split())
    return " ".join(sorted(filter(None, words)))


class Listed:
    """The listed names in the forms that the matchers ask for."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        pairs = [(plain(name.text), number) for number, entry in enumerate(entries) for name in entry.names]
        self.entries = tuple(entries)
        self.names = [name for name, _ in pairs]
        self.sorted = [" ".join(sorted(name.split())) for name in self.names]
        self.consonants = [consonants(name) for name in self.names]
        self.owner = np.array([number for _, number in pairs])
        self.of = {entry.id: [plain(name.text) for name in entry.names] for entry in entries}

    def first(self, scores: npt.NDArray[np.float32]) -> list[str]:
        """The ids of the entries whose names score highest."""
        best = np.argsort(-scores, kind="stable")[: CANDIDATES * 4]
        return [self.entries[number].id for number in dict.fromkeys(self.owner[best].tolist())][:CANDIDATES]


def in_process(
    listed: Listed, travellers: Sequence[Person], sets: Mapping[str, Sequence[Query]]
) -> tuple[dict[str, Answers], list[list[str]]]:
    """rapidfuzz's WRatio and token_sort_ratio on romanised names, and each traveller's candidates for logic-v2."""
    found = {"rapidfuzz token_sort": Answers(), "rapidfuzz WRatio": Answers()}
    candidates: list[list[str]] = []
    asked = [plain(person.names[0]) for person in travellers]
    best: dict[str, list[float]] = {name: [] for name in found}
    spent = dict.fromkeys(found, 0.0)
    for begin in range(0, len(asked), _CHUNK):
        part = asked[begin : begin + _CHUNK]
        sorts = [" ".join(sorted(name.split())) for name in part]
        began = time.process_time()
        by_words = process.cdist(sorts, listed.sorted, scorer=fuzz.ratio)
        between = time.process_time()
        by_weight = process.cdist(part, listed.names, scorer=fuzz.WRatio)
        spent["rapidfuzz token_sort"] += between - began
        spent["rapidfuzz WRatio"] += time.process_time() - between
        best["rapidfuzz token_sort"] += by_words.max(axis=1).tolist()
        best["rapidfuzz WRatio"] += by_weight.max(axis=1).tolist()
        by_bones = process.cdist([consonants(name) for name in part], listed.consonants, scorer=fuzz.ratio)
        candidates += [
            list(dict.fromkeys([*listed.first(one), *listed.first(other)]))
            for one, other in zip(by_words, by_bones, strict=True)
        ]
    for name, scorer in (("rapidfuzz token_sort", fuzz.token_sort_ratio), ("rapidfuzz WRatio", fuzz.WRatio)):
        answers = found[name]
        answers.travellers = np.array(best[name])
        answers.milliseconds = round(1000 * spent[name] / max(1, len(asked)), 3)
        for kind, queries in sets.items():
            answers.queries[kind] = np.array([_own(scorer, listed, query) for query in queries])
    return found, candidates


def _own(scorer: Any, listed: Listed, query: Query) -> float:
    asked = plain(query.person.names[0])
    return max((scorer(asked, name) for one in query.truth for name in listed.of.get(one, ())), default=0.0)


def logic_v2(
    python: str | None,
    listed: Listed,
    travellers: Sequence[Person],
    candidates: Sequence[Sequence[str]],
    sets: Mapping[str, Sequence[Query]],
    *,
    born: bool,
) -> Answers:
    """logic-v2's scores, run by the Python of its own environment."""
    if not python:
        return Answers(why_not="not run: name the Python of its environment with --peers (peers/requirements.txt)")
    jobs = [_job(person, list(ids), born) for person, ids in zip(travellers, candidates, strict=True)]
    for queries in sets.values():
        jobs += [_job(query.person, sorted(query.truth & listed.of.keys()), born) for query in queries]
    entities = [
        {"id": e.id, "names": [n.text for n in e.names], "born": [str(b.first) for b in e.born if b.first == b.last]}
        for e in listed.entries
    ]
    with tempfile.TemporaryDirectory() as folder:
        of, to = Path(folder) / "entities.jsonl", Path(folder) / "jobs.jsonl"
        for path, lines in ((of, entities), (to, jobs)):
            path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        ran = subprocess.run(
            [python, str(LOGIC_V2), str(of), str(to)], capture_output=True, text=True, check=False, encoding="utf-8"
        )
    if ran.returncode:
        said = (ran.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return Answers(why_not=f"not run: {said}")
    *lines, last = map(json.loads, ran.stdout.splitlines())
    scores = np.array([line["score"] for line in lines])
    places = np.cumsum([len(travellers), *(len(queries) for queries in sets.values())])
    pieces = dict(zip(sets, np.split(scores, places)[1:], strict=False))
    each = 1000 * last["seconds"] / max(1, last["pairs"])
    about = f"nomenklatura {last['version']}, {each:.3f} ms a pair"
    return Answers(scores[: len(travellers)], pieces, round(each * 50, 1), about)


def _job(person: Person, candidates: list[str], born: bool) -> dict[str, Any]:
    dates = [str(day).rstrip("~") for day in person.born] if born else []
    return {"name": person.names[0], "born": dates, "candidates": candidates}
