"""nomenklatura's logic-v2 in an environment of its own: `python logic_v2.py ENTITIES JOBS`, both JSON Lines.

An entity is {"id", "names", "born"}; a job {"name", "born", "candidates"}. Prints one JSON line a job, its best score,
and last of all {"seconds": CPU seconds spent on comparing, "pairs", "version"}. Nothing of Limen is imported here.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from followthemoney import model
from nomenklatura.matching import get_algorithm

matcher = get_algorithm("logic-v2")
if matcher is None:
    sys.exit("not run: this nomenklatura has no logic-v2")
settings = matcher.default_config()


def proxy(identity: str, names: list[str], born: list[str]) -> Any:
    """A person as followthemoney holds one. Every proxy has an id of its own: names are kept by id."""
    properties = {"name": names, "birthDate": born}
    return model.get_proxy({"id": identity, "schema": "Person", "properties": properties})


entities = {}
with Path(sys.argv[1]).open(encoding="utf-8") as lines:
    for line in map(json.loads, lines):
        entities[line["id"]] = proxy(line["id"], line["names"], line["born"])
spent, pairs = 0.0, 0
with Path(sys.argv[2]).open(encoding="utf-8") as lines:
    for number, job in enumerate(map(json.loads, lines)):
        asked = proxy(f"query-{number}", [job["name"]], job["born"])
        began = time.process_time()
        scores = [matcher.compare(asked, entities[one], settings).score for one in job["candidates"]]
        spent += time.process_time() - began
        pairs += len(scores)
        print(json.dumps({"score": max(scores, default=0.0)}))
print(json.dumps({"seconds": round(spent, 2), "pairs": pairs, "version": version("nomenklatura")}))
