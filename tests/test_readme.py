"""The README: what it says a command answers is what the command answers."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_one_changed_number_changes_what_the_readme_says_it_changes(tmp_path: Path) -> None:
    """Every line after a `$` is run in one shell, in a folder of its own; what stands between them must come out."""
    (facts,) = re.findall(r"^```json\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
    told = "".join(re.findall(r"^```console\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE))
    commands = re.findall(r"^\$ (.+)$", told, flags=re.MULTILINE)
    (tmp_path / "visitor.json").write_text(facts, encoding="utf-8")
    shutil.copytree(ROOT / "src/limen/policies/schengen", tmp_path / "src/limen/policies/schengen")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIMEN_", "DJANGO_", "COVERAGE"))}

    done = subprocess.run(
        ["/bin/bash", "-eu"],
        input=f'limen() {{ "{sys.executable}" -m limen "$@"; }}\n' + "\n".join(commands),
        capture_output=True, text=True, encoding="utf-8", timeout=240, check=False, cwd=tmp_path,
        env={**kept, "PYTHONPATH": str(ROOT / "src"), "LIMEN_HOME": str(tmp_path / "home")},
    )  # fmt: skip

    assert len(commands) > 8
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == re.sub(r"^\$ .+\n", "", told, flags=re.MULTILINE)
