"""The examples in the room's docstrings run."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["limen.policy", "limen.policy.stays", "limen.policy.expressions", "limen.interview"])
def test_the_examples_of_a_module_run(name: str) -> None:
    answer = doctest.testmod(importlib.import_module(name))
    assert answer.attempted > 0 and answer.failed == 0
