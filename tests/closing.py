"""Close a test run: what ran, what was skipped because of what, one line of counts. Exit 1 if anything failed."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree


def main(folder: str, failed_steps: list[str]) -> int:
    """Read the result files in a folder and print the close."""
    counts: Counter[str] = Counter()
    why: Counter[str] = Counter()
    failures: list[str] = []
    for path in sorted(Path(folder).glob("*.xml")):
        for case in ElementTree.parse(path).iter("testcase"):
            skipped = case.find("skipped")
            if case.find("failure") is not None or case.find("error") is not None:
                counts["failed"] += 1
                failures.append(f"{path.stem}: {case.get('classname')}::{case.get('name')}")
            elif skipped is not None:
                counts["skipped"] += 1
                why[f"{path.stem}: {skipped.get('message')}"] += 1
            else:
                counts["passed"] += 1
    print()
    for reason, number in sorted(why.items()):
        print(f"skipped {number}: {reason}")
    if not why:
        print("nothing was skipped")
    for failure in failures[:40]:
        print(f"failed: {failure}")
    # A step that failed without a failed test (style, types, a run that could not start) counts as one.
    counts["failed"] = max(counts["failed"], len(failed_steps))
    for step in failed_steps:
        print(f"failed step: {step}")
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
