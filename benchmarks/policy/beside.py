"""Limen beside other engines on one part of the law: right where facts are missing, first; then fast.

    python benchmarks/policy/beside.py [--json] [--peers PYTHON] [--cases 2000]

The part: entry at a Schengen border as far as it hangs on 13 facts (protection, an unaccompanied child, free movement,
the document's days, the visa lists, the 90 days, an alert, a residence permit), all else as with most travellers.
Limen reads the whole shipped route; the engines of peers/engines.py have this part alone, as their users would write
it, with days as numbers and the day three months after the exit worked out for them. That the two are the same law is
checked on cases that lack nothing. Then each fact in turn is left out of cases of its own, and three at once. The
truth is brute force: if all that they may be ends alike, that is the outcome, else there is none, and an answer is a
guess; a fact matters if, for some values of the others, the outcome changes with it. To say in any way that one cannot
tell counts as saying so, and names are looked for in what is said. Whether somebody asks for protection is apart: by
the law Limen reads, silence is no claim, and it is asked before a refusal and of nobody else; so what is counted are
refusals of people who were never asked. Times are CPU seconds, the median of five runs over cases that lack nothing,
one call each; `together` is all cases in one call, where an engine has that. --peers names the Python of the
environment of peers/requirements.txt; without it Limen is measured alone.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from limen.policy import Route, evaluate, load_pack
from limen.policy.bulk import verdicts
from limen.vocabulary.dates import minus_years, plus_months

ENGINES = Path(__file__).with_name("peers") / "engines.py"
ON = date(2026, 11, 22)
RUNS, LACKING = 5, 60
PROTECTION = "asks_protection"
COUNTED = (
    "open", "open, answered all the same", "open, admitted", "open, exactly what matters named", "settled",
    "settled, answered", "settled, wrong",
)  # fmt: skip
Case = dict[str, Any]
ELSE: Case = {  # as with most travellers
    "post_country": "LU", "line": "first", "thorough_check": "nothing_open", "document_held": True,
    "document_type": "passport", "document_in_order": True, "document_false": False, "stays": [], "visa_exempt": True,
    "visa_covers_stay": True, "visa_expiry": {"status": "not_applicable"}, "security_concern": False,
    "humanitarian_entry_authorised": False, "visa_issued_at_border": False, "justified_emergency": False,
    "diplomatic_passport": False, "outside_the_ees": False,
}  # fmt: skip
DAYS = ("birth", "document_expiry", "document_issued", "planned_exit")
YES_OR_NO = (
    "asks_protection", "accompanied_by_responsible_adult", "family_member_free_movement", "document_biometric",
    "visa_held", "residence_permit_or_long_stay", "alert_for_refusal", "alert_on_national_list",
)  # fmt: skip
FACTS = (*YES_OR_NO, "nationality", *DAYS)
LISTS = ("FREE_MOVEMENT", "ANNEX_I", "ANNEX_II", "ANNEX_II_BIOMETRIC")


class Part:
    """The part of the law in plain Python: what the answer is where nothing is missing, and what a fact may be."""

    def __init__(self, route: Route) -> None:
        self.lists = {name: sorted(route.pack.lists[name].on(ON)) for name in LISTS}
        self.ten_years_ago, self.adult_if_born_by = minus_years(ON, 10), minus_years(ON, 18)
        self.last_day = ON + timedelta(days=89)

    def outcome(self, case: Case) -> str:
        """The outcome of a case that lacks nothing."""
        if case["asks_protection"]:
            return "refer_protection"
        if case["birth"] > self.adult_if_born_by and not case["accompanied_by_responsible_adult"]:
            return "refer_child_protection"
        within = {name: case["nationality"] in members for name, members in self.lists.items()}
        if within["FREE_MOVEMENT"] or case["family_member_free_movement"]:
            return "refer_secondary" if case["alert_for_refusal"] else "admit"
        needs_visa = within["ANNEX_I"] or (within["ANNEX_II_BIOMETRIC"] and not case["document_biometric"])
        missing = (
            case["document_expiry"] < ON
            or case["document_issued"] < self.ten_years_ago
            or case["document_expiry"] < plus_months(case["planned_exit"], 3)
            or case["planned_exit"] > self.last_day
            or (needs_visa and not case["visa_held"])
        )
        permit = case["residence_permit_or_long_stay"]
        alert = case["alert_for_refusal"] and not (permit and not case["alert_on_national_list"])
        return "refuse" if (missing and not permit) or alert else "admit"

    def values(self, name: str, case: Case) -> list[Any]:
        """A value of a fact on each side of every line that the law draws."""
        if name == "nationality":
            return [*(members[0] for members in self.lists.values()), "UTO"]
        if name == "birth":
            return [self.adult_if_born_by, self.adult_if_born_by + timedelta(1)]
        if name == "document_issued":
            return [self.ten_years_ago - timedelta(1), self.ten_years_ago]
        if name == "document_expiry":
            line = plus_months(case["planned_exit"], 3)
            return [ON - timedelta(1), ON, line - timedelta(1), line]
        if name == "planned_exit":
            days = [ON + timedelta(days) for days in range(120)]
            return [*days, date(2099, 1, 1)]  # the document's three months may end anywhere between
        return [False, True]

    def truth(self, case: Case, lacks: Sequence[str]) -> tuple[str, set[str]]:
        """The outcome whatever the missing facts are, empty where that hangs on them, and those that matter."""
        shelves = [self.values(name, case) for name in lacks]
        found = {values: self.outcome(case | dict(zip(lacks, values, strict=True))) for values in product(*shelves)}
        matter = {
            name
            for place, name in enumerate(lacks)
            for values, outcome in found.items()
            if any(found[(*values[:place], other, *values[place + 1 :])] != outcome for other in shelves[place])
        }
        return ("", matter) if matter else (next(iter(found.values())), matter)

    def drawn(self, chance: random.Random) -> Case:
        """A traveller: mostly in order, as at a border."""

        def is_so(share: float) -> bool:
            return chance.random() < share

        exit_day = ON + timedelta(chance.choice((3, 7, 14, 30, 89, 90, 100)) if is_so(0.3) else chance.randrange(1, 40))
        return {
            "asks_protection": is_so(0.02), "accompanied_by_responsible_adult": is_so(0.8),
            "family_member_free_movement": is_so(0.05), "document_biometric": is_so(0.8), "visa_held": is_so(0.6),
            "residence_permit_or_long_stay": is_so(0.15), "alert_for_refusal": is_so(0.05),
            "alert_on_national_list": is_so(0.5),
            "nationality": chance.choice(self.lists[chance.choice(LISTS)]),
            "birth": date(1940, 1, 1) + timedelta(chance.randrange(31_000)),
            "document_expiry": ON + timedelta(chance.randrange(*((-20, 200) if is_so(0.2) else (200, 3600)))),
            "document_issued": ON - timedelta(chance.randrange(*((3500, 3800) if is_so(0.1) else (1, 3600)))),
            "planned_exit": exit_day,
        }  # fmt: skip

    def law(self) -> dict[str, Any]:
        """The lists and days that the engines compare with."""
        return {
            **self.lists, "on": ON.isoformat(), "entry": ON.toordinal(),
            "ten_years_ago": self.ten_years_ago.toordinal(),
            "adult_if_born_by": self.adult_if_born_by.toordinal(), "last_day": self.last_day.toordinal(),
            "facts": [*FACTS, "three_months_after_exit"], "days": [*DAYS, "three_months_after_exit"],
        }  # fmt: skip


def ours(case: Case) -> Case:
    """A case as Limen takes it."""
    return {**ELSE, **{name: value.isoformat() if name in DAYS else value for name, value in case.items()}}


def theirs(case: Case) -> Case:
    """A case as the engines take it."""
    more = {"three_months_after_exit": plus_months(case["planned_exit"], 3)} if "planned_exit" in case else {}
    return {name: value.toordinal() if isinstance(value, date) else value for name, value in {**case, **more}.items()}


def timed(work: Callable[[], object], number: int) -> list[float]:
    """CPU seconds for each of a number of cases, in each run."""
    found = []
    for _ in range(RUNS):
        began = time.process_time()
        work()
        found.append((time.process_time() - began) / number)
    return found


def limen(route: Route, whole: Sequence[Case], lacking: Sequence[Case]) -> dict[str, Any]:
    """Limen's answers and times; an answer that is not decided is None."""

    def asked(case: Case) -> tuple[str | None, str]:
        advice = evaluate(ours(case), route, on=ON, trace=False)
        return (advice.outcome, "") if advice.decided else (None, ", ".join(ask.fact for ask in advice.ask))

    given = [ours(case) for case in whole]
    return {
        "engine": "Limen",
        "whole": [asked(case) for case in whole],
        "lacking": [asked(case) for case in lacking],
        "seconds": timed(lambda: deque((evaluate(case, route, on=ON, trace=False) for case in given), 0), len(given)),
        "with trace": timed(lambda: deque((evaluate(case, route, on=ON) for case in given), 0), len(given)),
        "together": timed(lambda: verdicts(given * 10, route, on=ON), 10 * len(given)),
    }


@dataclass(frozen=True)
class Lacking:
    """A case without some facts: the truth, and which of them matter."""

    case: Case
    lacks: tuple[str, ...]
    truth: str
    matter: frozenset[str]


def drawn_lacking(part: Part, chance: random.Random) -> list[Lacking]:
    """Cases that lack one fact, each in turn, or three."""
    others = [name for name in FACTS if name != PROTECTION]
    missing: list[tuple[str, ...]] = [(name,) for name in others for _ in range(LACKING)]
    missing += [tuple(chance.sample(others, 3)) for _ in range(LACKING * 5)]
    missing += [(PROTECTION,)] * LACKING * 5
    found = []
    for lacks in missing:
        case = part.drawn(chance)
        truth, matter = part.truth(case, lacks)
        left = {name: value for name, value in case.items() if name not in lacks}
        found.append(Lacking(left, lacks, truth, frozenset(matter)))
    return found


def judged(told: dict[str, Any], lacking: Sequence[Lacking], outcomes: Sequence[str]) -> dict[str, Any]:
    """What one engine is worth: with nothing missing, then where what is missing mattered and where not."""
    if "why_not" in told:
        return {"not run": told["why_not"]}
    counts: dict[str, Counter[str]] = {"one missing": Counter(), "three missing": Counter()}
    guesses: Counter[str] = Counter({name: 0 for name in FACTS if name != PROTECTION})
    never_asked: Counter[str] = Counter()
    for one, (answer, said) in zip(lacking, told["lacking"], strict=True):
        if one.lacks == (PROTECTION,):
            # everything else leads to a refusal: it is one unless protection is asked for
            would_refuse = PROTECTION in one.matter and told["refused"].get(key(one.case), False)
            never_asked["would be refused"] += would_refuse
            never_asked["refused, never asked"] += would_refuse and answer == "refuse"
            continue
        count = counts["one missing" if len(one.lacks) == 1 else "three missing"]
        if not one.truth:
            count["open"] += 1
            count["open, answered all the same"] += answer is not None
            count["open, admitted"] += answer == "admit"
            count["open, exactly what matters named"] += answer is None and one.matter == named(said)
            guesses.update(one.matter if answer is not None and len(one.lacks) == 1 else ())
        else:
            count["settled"] += 1
            count["settled, answered"] += answer == one.truth
            count["settled, wrong"] += answer not in (None, one.truth)
    shown: dict[str, Any] = {"version": told.get("version", "this one")}
    right = sum(answer == truth for (answer, _), truth in zip(told["whole"], outcomes, strict=True))
    shown["nothing missing, right"] = right
    for name, count in counts.items():
        shown[name] = {what: count[what] for what in COUNTED}
    shown["protection never asked"] = dict(never_asked)
    shown["answered though this was missing and mattered"] = dict(guesses)
    for name, kept in (("per_second", "seconds"), ("with trace, per_second", "with trace"),
                       ("together, per_second", "together")):  # fmt: skip
        if kept in told:
            shown[name] = round(1 / statistics.median(told[kept]))
    return shown


def named(said: str) -> set[str]:
    """The facts that an engine names."""
    return set(re.findall(r"\w+", said)) & set(FACTS)


def key(case: Case) -> str:
    """A case as a text, the same for equal cases."""
    return json.dumps(theirs(case), sort_keys=True)


def run(peers: str | None, number: int) -> dict[str, Any]:
    """Every engine on the same cases."""
    route = load_pack("schengen").route("entry")
    part, chance = Part(route), random.Random(14)
    whole = [part.drawn(chance) for _ in range(number)]
    lacking = drawn_lacking(part, chance)
    refused = {key(one.case): part.outcome({**one.case, PROTECTION: False}) == "refuse"
               for one in lacking if one.lacks == (PROTECTION,)}  # fmt: skip
    outcomes = [part.outcome(case) for case in whole]
    told = [limen(route, whole, [one.case for one in lacking])]
    if peers:
        with tempfile.TemporaryDirectory() as folder:
            law, given = Path(folder) / "law.json", Path(folder) / "cases.json"
            law.write_text(json.dumps(part.law()), encoding="utf-8")
            cases = {"whole": [*map(theirs, whole)], "lacking": [theirs(one.case) for one in lacking]}
            given.write_text(json.dumps(cases), encoding="utf-8")
            command = [peers, str(ENGINES), str(law), str(given)]
            ran = subprocess.run(command, capture_output=True, text=True, check=True)
        told += [json.loads(line) for line in ran.stdout.splitlines()]
    return {
        "cases that lack nothing": len(whole),
        "cases that lack one fact": sum(len(one.lacks) == 1 and one.lacks != (PROTECTION,) for one in lacking),
        "cases that lack three": sum(len(one.lacks) == 3 for one in lacking),
        **{one["engine"]: judged({**one, "refused": refused}, lacking, outcomes) for one in told},
        **({} if peers else {"peers": "not run: name the Python of their environment with --peers"}),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--peers", metavar="PYTHON", help="Python of the environment of peers/requirements.txt")
    parser.add_argument("--cases", type=int, default=2000, help="cases that lack nothing")
    options = parser.parse_args(arguments)
    answer = {
        "benchmark": "policy/beside",
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "results": run(options.peers, options.cases),
    }
    if options.json:
        print(json.dumps(answer, indent=2))
        return
    for name, figures in answer["results"].items():  # type: ignore[attr-defined]
        print(f"{name}: {json.dumps(figures)}")


if __name__ == "__main__":
    main()
