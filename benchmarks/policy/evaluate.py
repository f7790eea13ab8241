"""How fast the law answers: evaluations a CPU-second on the shipped entry route, with and without the cited tree.

    python benchmarks/policy/evaluate.py [--json] [--seconds 2]

Cases: the pack's own examples, a visitor of whom two things are unknown, and nothing known at all. `relevance` is what
finding the exactly relevant questions costs: the visitor's evaluation against the same with every fact known. `many`
are decided cases made from the examples with days and nationalities of their own, judged together and under two laws;
it says how many of them no other equals, for equal ones would be judged as one. `next question` is each route's.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from limen.policy import Pack, Route, evaluate, load_pack, parse_facts, shipped_packs
from limen.policy.bulk import verdicts
from limen.policy.rehearsal import Case, rehearse
from limen.policy.stays import Direction, Movement, count

ON = date(2026, 11, 22)
VISITOR = {
    "post_country": "LU",
    "thorough_check": "nothing_open",
    "nationality": "JP",
    "birth": "1980-02-03",
    "document_held": True,
    "document_type": "passport",
    "document_in_order": True,
    "document_expiry": "2030-01-01",
    "stays": [],
    "alert_for_refusal": False,
    "security_concern": False,
}
TOLD = {"planned_exit": "2026-12-06", "document_issued": "2022-05-01"}


def measured(work: Callable[[], object], seconds: float) -> dict[str, float]:
    """CPU times of single calls, warm: how many a CPU-second, and the median and 95th percentile in milliseconds."""
    for _ in range(20):
        work()
    times: list[float] = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    times.sort()
    return {
        "per_second": round(len(times) / sum(times)),
        "median_ms": round(statistics.median(times) * 1000, 3),
        "p95_ms": round(times[int(len(times) * 0.95)] * 1000, 3),
        "calls": len(times),
    }


def cases(route: Route) -> dict[str, Any]:
    """The facts of each case, read once."""
    pack = route.pack
    return {
        "visitor, two unknown": parse_facts(VISITOR, pack),
        "visitor, decided": parse_facts({**VISITOR, **TOLD}, pack),
        "nothing known": {},
    }


def twenty_stays() -> tuple[Movement, ...]:
    """Twenty short stays over two years."""
    days = [ON - timedelta(days=30 * number) for number in range(1, 21)]
    pairs = [(Movement(day, Direction.ENTRY), Movement(day + timedelta(days=6), Direction.EXIT)) for day in days]
    return tuple(movement for pair in pairs for movement in pair)


def decided_cases(route: Route, number: int) -> list[dict[str, Any]]:
    """Cases that the route decides, each like one of the examples, with days and a nationality of its own.

    Every example is as likely as any other, so that what is rare at a border is common here.
    """
    chance = random.Random(22)
    examples = [example.facts for example in route.pack.examples if example.route == route.id]
    states = sorted({member.code for kept in route.pack.lists.values() for member in kept.members})
    often = ["US", "GB", "TR", "UA", "IN", "CN", "BR", "JP", "MA", "RS"]
    found: list[dict[str, Any]] = []
    while len(found) < number:
        some = [
            {
                **chance.choice(examples),
                "nationality": chance.choice(often if chance.random() < 0.6 else states),
                "birth": (date(1940, 1, 1) + timedelta(chance.randrange(29_000))).isoformat(),
                "document_issued": (date(2016, 1, 1) + timedelta(chance.randrange(3_900))).isoformat(),
                "document_expiry": (date(2026, 6, 1) + timedelta(chance.randrange(3_500))).isoformat(),
                "planned_exit": (ON + timedelta(chance.randrange(120))).isoformat(),
            }
            for _ in range(number)
        ]
        judged = verdicts(some, route, on=ON)
        found += [case for case, verdict in zip(some, judged, strict=True) if verdict.decided]
    return found[:number]


def history(chance: random.Random) -> list[dict[str, Any]]:
    """Twenty stays of somebody's own, as JSON, the last first."""
    day, found = ON - timedelta(chance.randrange(1, 30)), []
    for _ in range(20):
        first = day - timedelta(chance.randrange(8))
        found += [{"direction": "exit", "on": day.isoformat()}, {"direction": "entry", "on": first.isoformat()}]
        day = first - timedelta(chance.randrange(2, 60))
    return found


def many(route: Route, number: int) -> dict[str, Any]:
    """What judging many cases together costs: without stays, with twenty of them, and under two laws."""
    cases = decided_cases(route, number)
    chance = random.Random(7)
    bare = [{**case, "stays": []} for case in cases]
    travelled = [{**case, "stays": history(chance)} for case in cases[: number // 10]]
    found: dict[str, Any] = {
        "cases": number,
        "of these no other has the same facts": share_alone(bare),
        "histories, of these no other has the same": share_alone([{"stays": case["stays"]} for case in travelled]),
    }
    for name, some in (("no stays", bare), ("twenty stays each", travelled)):
        spent = median(lambda some=some: verdicts(some, route, on=ON))
        found[f"{name}, per_second"] = round(len(some) / spent)
    rehearsed = [Case(str(place), case) for place, case in enumerate(cases)]
    spent = median(lambda: rehearse(route, route, rehearsed, on=ON, on_old=ON - timedelta(days=30)))
    found["two laws, seconds"] = round(spent, 2)
    return found


def share_alone(cases: Sequence[dict[str, Any]]) -> str:
    """How many of some cases no other equals."""
    counted = Counter(repr(sorted(case.items())) for case in cases)
    return f"{sum(number == 1 for number in counted.values()) / len(cases):.1%}"


def median(work: Callable[[], object], runs: int = 5) -> float:
    """CPU seconds, the median of some runs."""
    spent = []
    for _ in range(runs):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return statistics.median(spent)


def questions() -> dict[str, Any]:
    """What the next question costs, in milliseconds, on every route of every pack: its open examples, nothing known."""
    found: dict[str, Any] = {}
    for name in shipped_packs():
        pack = load_pack(name)
        for route in pack.routes.values():
            examples = [example for example in pack.examples if example.route == route.id]
            if not examples:
                continue
            times = []
            for example in examples:
                facts = parse_facts(example.facts, pack)
                if evaluate(facts, route, on=example.on, trace=False).ask:
                    times.append(median(lambda f=facts, o=example.on, r=route: evaluate(f, r, on=o, trace=False)))
            on = max(example.on for example in examples)
            nothing = median(lambda o=on, r=route: evaluate({}, r, on=o, trace=False))
            found[f"{name}/{route.id}"] = {
                "open examples": len(times),
                "median_ms": round(1000 * statistics.median(times), 2) if times else None,
                "most_ms": round(1000 * max(times), 2) if times else None,
                "nothing known, ms": round(1000 * nothing, 2),
            }
    return found


def run(seconds: float) -> dict[str, Any]:
    """Every figure."""
    start = time.perf_counter()
    pack = load_pack("schengen")
    read = time.perf_counter() - start
    data = pack.to_bytes()
    start = time.perf_counter()
    Pack.from_bytes(data)
    from_bytes = time.perf_counter() - start
    route = pack.route("entry")
    found: dict[str, Any] = {"read_pack_ms": round(read * 1000, 1), "pack_from_bytes_ms": round(from_bytes * 1000, 1)}
    for name, facts in cases(route).items():
        found[name] = {
            "with trace": measured(lambda facts=facts: evaluate(facts, route, on=ON), seconds),
            "without trace": measured(lambda facts=facts: evaluate(facts, route, on=ON, trace=False), seconds),
        }
    examples = [(parse_facts(e.facts, pack), pack.route(e.route), e.on) for e in pack.examples]

    def every_example() -> None:
        for facts, its_route, day in examples:
            evaluate(facts, its_route, on=day)

    whole = measured(every_example, seconds)
    found["examples, mixed, with trace"] = {
        "per_second": round(whole["per_second"] * len(examples)),
        "cases": len(examples),
    }
    stays = twenty_stays()
    rule = pack.stay_rules["90-180"]
    found["many"] = many(route, 100_000)
    found["next question"] = questions()
    found["count of 20 stays"] = measured(lambda: count(stays, ON, rule=rule), seconds)
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long each figure is measured")
    options = parser.parse_args(arguments)
    answer = {
        "benchmark": "policy/evaluate",
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "results": run(options.seconds),
    }
    if options.json:
        print(json.dumps(answer, indent=2))
        return
    print(f"{answer['machine']}, {answer['at']}")
    for name, figures in answer["results"].items():  # type: ignore[attr-defined]
        print(f"{name}: {json.dumps(figures)}")


if __name__ == "__main__":
    main()
