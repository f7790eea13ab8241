"""The examples in the room's docstrings run."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = ("limen.screening", *(f"limen.screening.{name}" for name in ("names", "compare", "index", "lists")))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name: str) -> None:
    answer = doctest.testmod(importlib.import_module(name))
    assert answer.attempted > 0 and answer.failed == 0
