"""Finding one of many: a hundred thousand persons on record, and how long a search for one of them takes.

`python benchmarks/office/people.py [--json] [--persons N] [--searches N]`. The persons are written straight into the
tables, in bulk: not through the acts, so nothing is journaled, checked or decided. That is for measuring only; an
office never does it. Every run makes the same persons, fictional ones. `load` is what other benchmarks use.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

CHUNK = 2_000
NODE_DAY = date(2026, 11, 22)
GIVEN = [
    "MOHAMMED", "AHMED", "FATIMA", "MARYAM", "ALI", "HASSAN", "YUSUF", "KHALID", "AMINA", "OMAR", "ANNA", "MARIA",
    "PETER", "JAN", "OLENA", "IVAN", "NATALIA", "DMITRI", "SERGEI", "ELENA", "JOSE", "CARMEN", "LUIS", "ANA",
    "JUAN", "PEDRO", "SOFIA", "LUCIA", "WEI", "XIAOMEI", "MINGHUA", "YAN", "JIN", "HAO", "MINJUN", "JIWOO",
    "SEOYEON", "RAM", "SITA", "KUMAR", "PRIYA", "ANIL", "SUNITA", "DEEPAK", "CHIDI", "AMARA", "NGOZI", "KWAME",
    "AYO", "ZAINAB", "ABDUL", "IBRAHIM", "AISHA", "ERIK", "INGRID", "LARS", "FREYA", "PIERRE", "MARIE", "JEAN",
    "CLAIRE", "GIORGOS", "ELENI", "DAVID", "SARAH", "AVRAHAM", "MIRIAM", "ARAM", "ANI", "NINO", "GIORGI", "THI",
    "VAN", "NGUYET", "MINH",
]  # fmt: skip
_HEADS = [
    "THRESH", "GATE", "BRIDGE", "PORT", "LINTEL", "KARTA", "DVERI", "POROG", "KAPU", "SOGLIA", "SEUIL", "SCHWEL",
    "TROSK", "KIZING", "DARWAZ", "BAB", "QANTAR", "MIFTAN", "GESHER", "KATOF", "GEFYR", "MEN", "QIAO", "GYO", "MUN",
    "DWAR", "SETU", "KAPI", "JISR", "ESIK", "PRAG", "UMBRAL", "PUENT", "DREMP", "BRUG",
]  # fmt: skip
_MIDDLES = [
    "A", "E", "I", "O", "U", "AN", "EL", "IR", "ON", "UR", "AL", "EN", "IN", "OR",
]  # fmt: skip
_TAILS = [
    "OV", "SKI", "EZ", "SEN", "IAN", "IDIS", "ULLAH", "ADZE", "MAN", "TON", "BERG", "INI", "OGLU", "ENKO", "WALA",
    "KAR", "EVIC", "ANI", "SON", "LAR",
]  # fmt: skip
NATIONS = [
    "UTO", "NGA", "UKR", "TUR", "IND", "CHN", "USA", "BRA", "KEN", "EGY", "MAR", "GEO", "ARM", "VNM", "KOR", "COL",
]  # fmt: skip


def surnames(chance: random.Random, count: int) -> list[str]:
    """So many family names: parts that mean door, bridge or threshold, put together."""
    made: dict[str, None] = {}
    while len(made) < count:
        name = chance.choice(_HEADS) + chance.choice(_MIDDLES) + chance.choice(_TAILS)
        if len(made) > 6_000:
            name = chance.choice(_HEADS) + chance.choice(_MIDDLES) + chance.choice(_HEADS)[:4] + chance.choice(_TAILS)
        made[name] = None
    return list(made)


def load(count: int, *, post: Any, officer: Any, seed: int = 22) -> int:
    """Write so many persons, each with a document and its keys, three in four with an entry, half of those with an
    exit, and the closed cases of both; answers how many rows of name keys there are."""
    chance = random.Random(seed)
    family = surnames(chance, max(200, min(20_000, count // 5)))
    common = list(accumulate(1 / (place + 8) for place in range(len(family))))
    usual = list(accumulate(1 / (place + 4) for place in range(len(GIVEN))))
    written = 0
    for first in range(0, count, CHUNK):
        numbers = range(first, min(first + CHUNK, count))
        written += _chunk(chance, numbers, (family, common), usual, post, officer)
    return written


def _chunk(
    chance: random.Random, numbers: Sequence[int], family: tuple[list[str], list[float]], usual: list[float],
    post: Any, officer: Any,
) -> int:  # fmt: skip
    from django.db import transaction

    from limen.office.records import models, search
    from limen.vocabulary.names import name_key

    persons, documents, keys, cases, movements = [], [], [], [], []
    for number in numbers:
        surname = chance.choices(family[0], cum_weights=family[1])[0]
        given = " ".join(chance.choices(GIVEN, cum_weights=usual, k=chance.choice((1, 1, 2))))
        nation = chance.choice(NATIONS)
        born = date(1940, 1, 1) + timedelta(days=chance.randrange(29_000))
        entered = NODE_DAY - timedelta(days=chance.randrange(2, 700))
        at = datetime(entered.year, entered.month, entered.day, 9, tzinfo=UTC)
        person = models.Person(made_at=at, custodian="benchmark")
        printed = f"B{number:08}"
        lines = f"P<{nation}{surname}<<{given.replace(' ', '<')}".ljust(44, "<")[:44] + f"\n{printed}".ljust(45, "<")
        document = models.Document(
            person=person, digest=f"{number:064x}", made_at=at, format="TD3", type="P", issuer=nation, number=printed,
            number_key=printed, surname=surname, given=given, name_key=name_key(f"{given} {surname}"),
            nationality=nation, birth=born.isoformat(), sex=chance.choice("MF"), expiry="2031-01-01", mrz=lines,
        )  # fmt: skip
        persons.append(person)
        documents.append(document)
        keys += [models.NameKey(document=document, key=key) for key in sorted(search.document_keys(document))]
        for way, days in _ways(chance):
            on = min(entered + timedelta(days=days), NODE_DAY)
            acted = {
                "officer": officer, "made_at": at + (on - entered), "zone": post.zone,
                "act_key": uuid.UUID(int=chance.getrandbits(128)),
            }  # fmt: skip
            case = models.Case(
                **acted, kind="arrival", direction=way, post=post, state="admitted" if way == "entry" else "departed",
                custodian="benchmark", holder=officer, person=person, document=document, closed_at=acted["made_at"],
            )  # fmt: skip
            cases.append(case)
            movements.append(
                models.Movement(**acted, case=case, person=person, document=document, direction=way, on=on, post=post)
            )
    with transaction.atomic():
        models.Person.objects.bulk_create(persons, batch_size=500)
        models.Document.objects.bulk_create(documents, batch_size=500)
        models.NameKey.objects.bulk_create(keys, batch_size=500)
        models.Case.objects.bulk_create(cases, batch_size=500)
        models.Movement.objects.bulk_create(movements, batch_size=500)
    return len(keys)


def _ways(chance: random.Random) -> tuple[tuple[str, int], ...]:
    sort = chance.randrange(8)
    return () if sort < 2 else (("entry", 0),) if sort < 5 else (("entry", 0), ("exit", chance.randrange(1, 80)))


def sought(count: int, seed: int = 5) -> list[tuple[str, str, str]]:
    """What is typed, what sort of search it is, and the number of the document that is meant ("" where none is)."""
    from limen.office.records.models import Document

    chance = random.Random(seed)
    asked: list[tuple[str, str, str]] = []
    total = Document.objects.count()
    for place in range(count):
        row = Document.objects.order_by("digest")[chance.randrange(total)]
        given = row.given.split()[0]
        typed = (
            (f"{given} {row.surname}", "name"),
            (f"{row.surname} {given} {row.birth}", "name and birth"),
            (_slip(row.surname, chance) + " " + given, "one letter wrong"),
            (row.surname, "surname"),
            (row.number, "number"),
            (given, "given name alone"),
        )[place % 6]
        asked.append((*typed, row.number))
    return asked


def _slip(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word) - 1)
    return word[:place] + chance.choice("AEIORSTLN") + word[place + 1 :]


def labelled() -> list[str]:
    """The names of the labelled set, in ten scripts."""
    import csv

    with (Path(__file__).parent / "sought.csv").open(encoding="utf-8", newline="") as rows:
        return [row["sought"] for row in csv.DictReader(rows)]


def measure(persons: int, searches: int) -> dict[str, Any]:
    """Make an office, load the persons, search; times are of the whole act, its journal entry with it."""
    home = Path(tempfile.mkdtemp(prefix="limen-bench-"))
    os.environ |= {
        "LIMEN_HOME": str(home),
        "LIMEN_MODE": "demo",
        "DJANGO_SETTINGS_MODULE": "limen.office.server.settings",
    }
    os.environ.pop("LIMEN_DATABASE", None)
    try:
        return _measured(home, persons, searches)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _measured(home: Path, persons: int, searches: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    from limen.office.actions import duty, finding
    from limen.office.records.journal import Stamp
    from limen.office.records.models import Account, Post
    from limen.vocabulary.person import Role

    call_command("migrate", verbosity=0)
    at = datetime(2026, 11, 22, 9, tzinfo=UTC)

    def stamp() -> Stamp:
        return Stamp(uuid.uuid4(), at)

    duty.make_post(
        stamp(), code="BENCH", title="Bench", authority_name="Specimen", country="LU", zone="Europe/Luxembourg",
        pack="schengen", register_from=date(2024, 1, 1),
    )  # fmt: skip
    account = duty.make_account(
        stamp(), username="bench", full_name="Bench Officer", number="B-1", password=uuid.uuid4().hex, demo=True
    )
    post = Post.objects.get(code="BENCH")
    duty.give_duties(stamp(), account=account, post=post, roles=[Role.SECONDARY])
    officer = duty.officer_for(account, "BENCH", at)
    if officer is None:
        raise RuntimeError("the officer of the benchmark has no duty")
    began = time.perf_counter()
    keys = load(persons, post=post, officer=Account.objects.get(username="bench"))
    answer: dict[str, Any] = {
        "persons": persons,
        "name_keys": keys,
        "load_seconds": round(time.perf_counter() - began, 1),
    }
    answer["database_mb"] = round(sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) / 1e6)
    asked = [*sought(searches), *((name, "ten scripts", "") for name in labelled())]
    times: dict[str, list[float]] = {}
    processor: list[float] = []
    met: dict[str, list[bool]] = {}
    for query, sort, number in asked:
        began, worked = time.perf_counter(), time.process_time()
        view = finding.find(officer, stamp(), query=query, purpose="desk")
        times.setdefault(sort, []).append((time.perf_counter() - began) * 1000)
        processor.append((time.process_time() - worked) * 1000)
        if number:
            shown = [paper for one in view.persons for paper in one.documents]
            met.setdefault(sort, []).append(any(paper.endswith(number) for paper in shown) or view.more)
    everything = [one for sort in times.values() for one in sort]
    answer |= {"search": _times(everything), "processor time of a search": _times(processor)} | {
        sort: _times(found) for sort, found in times.items()
    }
    answer["found or said to be among more"] = {sort: round(sum(hits) / len(hits), 3) for sort, hits in met.items()}
    return answer | {"load": round(os.getloadavg()[0], 1)}


def _times(found: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(found, n=20) if len(found) > 1 else [found[0]] * 19
    return {"ms_median": round(cuts[9], 1), "ms_p95": round(cuts[18], 1)}


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--searches", type=int, default=180)
    args = parser.parse_args()
    found = measure(args.persons, args.searches)
    print(json.dumps(found) if args.json else "\n".join(f"{name}: {value}" for name, value in found.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
