"""Short forms of English names, as they are shipped: `python benchmarks/screening/generators/equivalents.py`.

Makes the first part of `src/limen/vocabulary/romanisation/equivalents.tsv` again from the table of the package
nicknames 1.0.1 (carltonnorthern/nicknames, Apache-2.0): the package of the benchmark's own environment, or the CSV
named with `--from FILE`. The rest of the table, from its line `# Short and pet forms of other languages` on, was
written by hand, is kept there and nowhere else, and stays as it stands.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

SHIPPED = Path(__file__).resolve().parents[3] / "src" / "limen" / "vocabulary" / "romanisation" / "equivalents.tsv"
BY_HAND = "# Short and pet forms of other languages"
HEAD = (
    "# English names and their short forms. Origin: carltonnorthern/nicknames (PyPI nicknames 1.0.1), Apache-2.0.",
    "# One line a name: what it is called for short, then the name and its forms. "
    "Two words on one line may be one name.",
)
_FEWEST = 3  # letters: shorter forms are initials as often as names


def made(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """The lines of the first part: every name with its short forms, by name."""
    held: dict[str, list[str]] = {}
    for row in rows:
        name, short = row["name1"].strip(), row["name2"].strip()
        if all(word.isascii() and word.isalpha() and len(word) >= _FEWEST for word in (name, short)):
            held.setdefault(name, []).append(short)
    yield from HEAD
    for name in sorted(held):
        yield "nickname\t" + " ".join(dict.fromkeys((name, *held[name])))


def by_hand(shipped: str) -> str:
    """The part of the table that was written by hand."""
    _, found, after = shipped.partition(BY_HAND)
    if not found:
        raise ValueError(f"the table has no line {BY_HAND!r}: it is not known where its own part begins")
    return found + after


def source() -> Path | None:
    """The table of the environment's own package, or nothing."""
    found = importlib.util.find_spec("nicknames")
    paths = [Path(one) / "names.csv" for one in (found.submodule_search_locations or ())] if found else []
    return next((path for path in paths if path.exists()), None)


def table(path: Path) -> str:
    """The whole table from this source, with the part that is kept by hand."""
    with path.open(encoding="utf-8", newline="") as held:
        first = "".join(f"{line}\n" for line in made(csv.DictReader(held)))
    return first + by_hand(SHIPPED.read_text(encoding="utf-8"))


def main() -> None:
    """Write the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--from", dest="path", type=Path, metavar="FILE", default=source())
    path = options.parse_args().path
    if path is None:
        sys.exit("not made: no table of short forms is at hand. Install peers/requirements.txt, or give --from.")
    SHIPPED.write_text(table(path), encoding="utf-8")


if __name__ == "__main__":
    main()
