"""What the product does and does not do yet, row by row: `python -m docs.duties` writes docs/duties.md.

`features.csv` names the duties; `duties.csv` says where each is met: page, command, chapter of the guide, tests, and
what is missing. What the tests showed stands in `duties-results.json`, refreshed here from build/tests/*.xml. A row
counts as done only if it claims so and every test it names ran and passed; one test that failed or did not run takes
the row back to partly, and where none passed nothing is there. Nothing is done because somebody wrote that it is.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from defusedxml import ElementTree

from docs import reference

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
FEATURES, DUTIES = HERE / "features.csv", HERE / "duties.csv"
RESULTS, PAGE = HERE / "duties-results.json", HERE / "duties.md"
JUNIT = ROOT / "build" / "tests"
STATES = ("done", "partly", "not there")


class DutyError(ValueError):
    """A row of the tables that cannot be: unknown id, unknown state, a claim without its test."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty, what is claimed of it, where it is met, the tests that prove it, and what is missing."""

    id: str
    part: str
    title: str
    goal: str
    claim: str
    page: str
    command: str
    guide: str
    tests: tuple[str, ...]
    missing: str

    def state(self, results: Mapping[str, str]) -> str:
        """What may be said of it in view of the results of its tests."""
        passed = [test for test in self.tests if results.get(test) == "passed"]
        if self.claim != "not there" and not passed:
            return "not there"
        return "partly" if len(passed) < len(self.tests) else self.claim


def duties() -> tuple[Duty, ...]:
    """Every duty in order; one that duties.csv does not name is not there. Raises DutyError."""
    with DUTIES.open(encoding="utf-8", newline="") as rows:
        said = {row["id"]: row for row in csv.DictReader(rows)}
    with FEATURES.open(encoding="utf-8", newline="") as rows:
        features = list(csv.DictReader(rows))
    if strange := said.keys() - {row["id"] for row in features}:
        raise DutyError(f"duties.csv names {', '.join(sorted(strange))}, which features.csv does not have")
    return tuple(_duty(row, said.get(row["id"], {})) for row in features)


def _duty(feature: Mapping[str, str], said: Mapping[str, str]) -> Duty:
    claim = said.get("claim") or "not there"
    tests = tuple((said.get("tests") or "").split())
    if claim not in STATES:
        raise DutyError(f"{feature['id']}: {claim!r} is no state; there are {', '.join(STATES)}")
    if claim != "not there" and not tests:
        raise DutyError(f"{feature['id']} claims {claim!r} and names no test")
    if claim == "partly" and not said.get("missing"):
        raise DutyError(f"{feature['id']} is partly there: say what is missing")
    if claim == "done" and not said.get("guide"):
        raise DutyError(f"{feature['id']} claims to be done: name the chapter of the guide that tells how")
    return Duty(
        feature["id"], feature["part"], feature["title"], feature["goal"], claim, said.get("page") or "",
        said.get("command") or "", said.get("guide") or "", tests, said.get("missing") or "",
    )  # fmt: skip


def read_junit(folder: Path) -> dict[str, str]:
    """How each test ended, by `path::function`: the worst of its parameters and of the engines it ran on."""
    order = ("failed", "passed", "skipped")
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.xml")):
        for case in ElementTree.parse(path).getroot().iter("testcase"):
            ended = "passed"
            if case.find("failure") is not None or case.find("error") is not None:
                ended = "failed"
            elif case.find("skipped") is not None:
                ended = "skipped"
            name = _test_id(case.get("classname", ""), case.get("name", ""))
            found[name] = min(found.get(name, ended), ended, key=order.index)
    return found


def _test_id(classname: str, name: str) -> str:
    """`tests.office.test_x`, `test_y[z]` → `tests/office/test_x.py::test_y`; classes keep their place."""
    parts = classname.split(".")
    names = [part for part in parts if part[:1].isupper()]
    path = "/".join(part for part in parts if part not in names)
    return "::".join([f"{path}.py", *names, name.partition("[")[0]])


def refresh(folder: Path = JUNIT) -> dict[str, str]:
    """The results of the named tests, from the folder of junit files where it holds any, else as they were kept."""
    named = sorted({test for duty in duties() for test in duty.tests})
    kept = read_results()
    ran = read_junit(folder)
    if not ran:
        sys.stderr.write(f"no test results in {folder.relative_to(ROOT)}: run `make test` first; the kept ones stay\n")
        return {test: kept.get(test, "not run") for test in named}
    return {test: ran.get(test, "not run") for test in named}


def read_results() -> dict[str, str]:
    """The results that were kept."""
    if not RESULTS.exists():
        return {}
    kept: dict[str, str] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return kept


def rendered(results: Mapping[str, str]) -> str:
    """The page, from the tables and the kept results."""
    rows = duties()
    counts = Counter(duty.state(results) for duty in rows)
    lines = [
        "# Duties",
        "",
        "What an immigration service does, and what Limen does of it today. Made by `make docs` from",
        "[features.csv](features.csv), [duties.csv](duties.csv) and the results of the tests: a row is **done** only",
        "where a user can do it, the guide tells how, and every test named beside it ran and passed.",
        "",
        f"Of {len(rows)} duties, {counts['done']} are done, {counts['partly']} are partly there,"
        f" {counts['not there']} are not there.",
    ]
    for part in dict.fromkeys(duty.part for duty in rows):
        mine = [duty for duty in rows if duty.part == part]
        lines += ["", f"## {part}", "", reference.table(
            ("id", "duty", "goal", "state", "where", "tests", "what is missing"), (_row(duty, results) for duty in mine)
        ).rstrip()]  # fmt: skip
    return "\n".join(lines) + "\n"


def _row(duty: Duty, results: Mapping[str, str]) -> Iterable[object]:
    where = [duty.page] if duty.page else []
    where += [f"`{duty.command}`"] if duty.command else []
    where += [f"[guide](guide/{duty.guide})"] if duty.guide else []
    tests = [_linked(test, results.get(test, "not run")) for test in duty.tests]
    state = duty.state(results)
    shown = f"**{state}**" if state == "done" else state
    return duty.id, duty.title, duty.goal, shown, ", ".join(where), ", ".join(tests), duty.missing


def _linked(test: str, result: str) -> str:
    path, _, name = test.partition("::")
    return f"[{name}](../{path})" + ("" if result == "passed" else f" ({result})")


def main() -> None:
    """Refresh the results, write the page, and write the tables of the other pages again."""
    results = refresh()
    RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    PAGE.write_text(rendered(results), encoding="utf-8")
    reference.main()
    counts = Counter(duty.state(results) for duty in duties())
    sys.stdout.write(", ".join(f"{counts[state]} {state}" for state in STATES) + "\n")


if __name__ == "__main__":
    main()
