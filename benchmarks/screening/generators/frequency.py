"""How common words are among travellers, as it is shipped: `python benchmarks/screening/generators/frequency.py`.

Makes `src/limen/screening/frequency.tsv` from `population/frequency.tsv`: the words that at least LEAST of 1,000,000
people of the stated mix bear, without the origins that use them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent / "population" / "frequency.tsv"
SHIPPED = HERE.parents[2] / "src" / "limen" / "screening" / "frequency.tsv"
LEAST = 10
HEAD = (
    "population: 1,000,000 people of a stated mix of thirty origins; facts of naming written by hand, no person's data",
    "made: benchmarks/screening/generators/frequency.py, of benchmarks/screening/population (mix.tsv, words.tsv)",
    f"columns: word in small letters as passports spell it; people of 1,000,000 who bear it, {LEAST} or more",
    "licence: CC0 1.0",
)


def lines() -> Iterator[str]:
    """The table, line by line."""
    yield from (f"# {line}" for line in HEAD)
    with SOURCE.open(encoding="utf-8", newline="") as held:
        for row in csv.DictReader(held, delimiter="\t", quoting=csv.QUOTE_NONE):
            if int(row["per_million"]) >= LEAST:
                yield f"{row['word']}\t{row['per_million']}"


if __name__ == "__main__":
    SHIPPED.write_text("".join(f"{line}\n" for line in lines()), encoding="utf-8")
