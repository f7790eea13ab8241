"""What a threshold costs, as it is shipped: `python benchmarks/screening/generators/calibration.py [--peers PYTHON]`.

Makes `src/limen/screening/calibration.tsv`: people of the stated mix (population/), on no list, are screened against
the published OFAC and UN lists, once with birth date, sex and nationality and once by name only, and every score
counts how many of 1,000 have a surest hit of that score or more. Counted again whenever the rules of scoring change;
their seed is none that anything else here is measured on. 40,000 people take some two minutes of one core.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from benchmarks.screening import lists, sets

from limen.screening import RULES_VERSION, Entry, Index, screen_many
from limen.vocabulary.person import Person

SHIPPED = Path(__file__).resolve().parents[3] / "src" / "limen" / "screening" / "calibration.tsv"
FLOOR, STEPS = 0.35, 66  # from 0.35 to 1.00 by hundredths
PEOPLE = 40_000
SEED = 411


def surest(index: Index, people: Iterable[Person]) -> dict[str, list[float]]:
    """Everybody's surest score, with what a desk knows and by name only; 0 below the floor."""
    held = list(people)
    asked = {"born": held, "name": [sets.without_birth(person) for person in held]}
    return {
        way: [hits[0].score if hits else 0.0 for hits in screen_many(index, each, min_score=FLOOR)]
        for way, each in asked.items()
    }


def lines(found: Mapping[str, Sequence[float]], head: Iterable[str]) -> Iterator[str]:
    """The table: its head, then for each way and score how many of 1,000 reach it."""
    yield from (f"# {line}" for line in head)
    for way, scores in found.items():
        for step in range(STEPS):
            score = round(FLOOR + step / 100, 2)
            reached = sum(one >= score - 1e-9 for one in scores)
            yield f"{way}\t{score:.2f}\t{1000 * reached / max(1, len(scores)):.3f}"


def head(entries: Sequence[Entry], people: int, words: str) -> tuple[str, ...]:
    """What the table was counted on."""
    names = sum(len(entry.names) for entry in entries)
    return (
        f"travellers: {people:,} people of the stated mix of thirty origins, on no list ({words}; "
        "benchmarks/screening/population)",
        f"lists: {len(entries):,} persons, {names:,} names (OFAC SDN of 2024-05-03 with its aliases, UN consolidated "
        "list of 2026-02-27)",
        f"rules: {RULES_VERSION}",
        "counted: travellers whose surest hit scores this much or more, of 1,000; asked with name, birth date, sex and "
        "nationality (born) or by name only (name)",
    )


def main() -> None:
    """Count, and write the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people", type=int, default=PEOPLE)
    options.add_argument(
        "--peers", metavar="PYTHON", default=sys.executable, help="Python of an environment with faker"
    )
    chosen = options.parse_args()
    if not lists.LISTS.exists():
        sys.exit(f"not counted: {lists.LISTS} is absent")
    entries = lists.published()
    people = (person for _, person in sets.mixed(chosen.people, chosen.peers, seed=SEED))
    found = surest(Index.build(entries), people)
    said = head(entries, chosen.people, sets.words_of_mix(chosen.peers))
    SHIPPED.write_text("".join(f"{line}\n" for line in lines(found, said)), encoding="utf-8")


if __name__ == "__main__":
    main()
