"""Every input a coverage-guided run kept, given to its part again: none crashes, hangs or grows memory."""

from __future__ import annotations

import importlib
import resource
import time

import pytest

from tests.fuzz import CORPUS, PARTS

SLOWEST = 10  # seconds of this process for one input
GROWTH = 400 * 1024  # KiB over a whole corpus, what the part imports included


@pytest.mark.parametrize("part", PARTS)
def test_nothing_kept_breaks_it(part: str) -> None:
    target = importlib.import_module(f"tests.fuzz.{part}")
    kept = sorted((CORPUS / part).iterdir())
    assert kept, f"no corpus: run `python -m tests.fuzz {part} --keep`"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for one in kept:
        begun = time.process_time()
        target.one_input(one.read_bytes())
        assert time.process_time() - begun < SLOWEST, one.name
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH
