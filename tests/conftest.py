"""Every test's ground: a home folder of its own, so that no test writes into the working tree."""

from __future__ import annotations

import os
import tempfile

# Before Django reads its settings, in every worker process.
os.environ["LIMEN_HOME"] = tempfile.mkdtemp(prefix="limen-tests-")
os.environ.setdefault("LIMEN_MODE", "demo")

import pytest
from hypothesis import settings

# A busy machine is not a fault: how long an example takes is measured in benchmarks, never here.
settings.register_profile("limen", deadline=None)
settings.load_profile("limen")


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix() -> None:
    """On PostgreSQL each worker process has a database of its own; SQLite's is in memory and needs no name."""
    from django.db import connection

    if connection.vendor == "postgresql" and (worker := os.environ.get("PYTEST_XDIST_WORKER")):
        connection.settings_dict["TEST"]["NAME"] = f"test_limen_{worker}"
