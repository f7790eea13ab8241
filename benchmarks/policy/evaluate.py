"""How fast the law answers: evaluations a CPU-second on the shipped entry route, with and without the cited tree.

    python benchmarks/policy/evaluate.py [--json] [--seconds 2]

Cases: the pack's own examples, a visitor of whom two things are unknown, and nothing known at all. `relevance` is what
finding the exactly relevant questions costs: the visitor's evaluation against the same with every fact known.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from limen.policy import Pack, Route, evaluate, load_pack, parse_facts
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
