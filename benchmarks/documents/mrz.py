"""How many MRZs a single thread reads in a CPU-second, every field, finding and check in hand.

    python benchmarks/documents/mrz.py [--json] [--count 3000] [--rounds 9]

The MRZs are generated, all distinct, of the five formats of Doc 9303. `warm` is the median of rounds over the same
set, as a post that has been open for a while; `cold` is the first pass of a fresh process, with nothing remembered,
and `unseen` a warm process on MRZs it has never seen. Other packages are measured beside it where the environment has
them; those that are missing are named.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import json
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from limen.documents.mrz import read, write
from limen.vocabulary.countries import codes
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Sex, TravelDocument

ON = date(2026, 11, 22)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FORMATS = (("TD3", "PP"), ("TD3", "P"), ("TD1", "ID"), ("TD2", "I"), ("MRV-A", "V"), ("MRV-B", "VC"))


def documents(count: int, seed: int) -> list[str]:
    """Distinct MRZs, half of them passports, every other format in the rest; one in fifty has a wrong digit."""
    chance = random.Random(seed)
    states = sorted(codes())
    made: dict[str, None] = {}
    while len(made) < count:
        format, kind = _FORMATS[chance.choice((0, 0, 1, 2, 2, 3, 4, 5))]
        lines = write(
            TravelDocument(
                format=format,
                type=kind,
                issuer=chance.choice(states),
                number="".join(chance.choices(_LETTERS[:8] + "0123456789" * 3, k=9)),
                surname=_name(chance, 1, 2),
                given=_name(chance, 0, 2),
                nationality=chance.choice(states),
                birth=PartialDate.of(date(1930, 1, 1) + timedelta(days=chance.randrange(34_000))),
                sex=chance.choice((Sex.MALE, Sex.FEMALE, None)),
                expiry=PartialDate.of(date(2021, 1, 1) + timedelta(days=chance.randrange(5_000))),
                optional=("".join(chance.choices("0123456789", k=7)),) if chance.random() < 0.4 else (),
            )
        )
        text = "\n".join(lines) + "\n"
        if chance.random() < 0.02:
            at = len(lines[0]) + 5
            text = text[:at] + str((int(text[at]) + 3) % 10 if text[at].isdigit() else 7) + text[at + 1 :]
        made[text] = None
    return list(made)


def _name(chance: random.Random, least: int, most: int) -> str:
    return " ".join(
        "".join(chance.choices(_LETTERS, k=chance.randint(3, 9))) for _ in range(chance.randint(least, most))
    )


def _once(texts: Sequence[str], reader: Callable[[str], object]) -> float:
    began = time.process_time()
    for text in texts:
        reader(text)
    return len(texts) / (time.process_time() - began)


def _ours(text: str) -> object:
    return read(text, on=ON)


def _peers() -> tuple[dict[str, Callable[[str], object]], list[str]]:
    """Readers of other packages that this environment holds, and the names of those it lacks."""
    found: dict[str, Callable[[str], object]] = {}
    missing = []
    for package, module in (("mrz", "mrz.checker.td3"), ("PassportEye", "passporteye.mrz.text")):
        try:
            loaded = importlib.import_module(module)
        except ImportError:
            missing.append(package)
            continue
        version = importlib.metadata.version(package)
        if package == "mrz":
            found[f"{package} {version}"] = lambda text, read=loaded.TD3CodeChecker: read(text.strip()).report
        else:
            found[f"{package} {version}"] = lambda text, read=loaded.MRZ: read(text.strip().split("\n")).to_dict()
    return found, missing


def main() -> None:
    """Measure, print one line, or with --json one object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    texts = documents(options.count, seed=1)
    cold = _once(texts, _ours)
    warm = statistics.median(_once(texts, _ours) for _ in range(options.rounds))
    unseen = statistics.median(_once(documents(options.count, seed), _ours) for seed in range(2, 2 + options.rounds))
    passports = [text for text in texts if len(text) == 90 and text[0] == "P"]
    peers, missing = _peers()
    others = {
        name: round(statistics.median(_once(passports, reader) for _ in range(3))) for name, reader in peers.items()
    }
    answer = {
        "benchmark": "documents.mrz.read",
        "unit": "reads per CPU-second, one thread",
        "count": len(texts),
        "warm": round(warm),
        "unseen": round(unseen),
        "cold": round(cold),
        "peers_passports_only": others,
        "peers_missing": missing,
        "python": platform.python_version(),
        "machine": platform.processor() or platform.machine(),
        "on": datetime.now(UTC).date().isoformat(),
    }
    if options.json:
        print(json.dumps(answer))
        return
    beside = ", ".join(f"{name} {rate:,}/s" for name, rate in others.items()) or "no peer measured"
    print(
        f"mrz.read: {warm:,.0f}/s warm, {unseen:,.0f}/s unseen, {cold:,.0f}/s cold over {len(texts)} distinct MRZs; "
        f"{beside}" + (f" (missing: {', '.join(missing)})" if missing else "")
    )


if __name__ == "__main__":
    main()
