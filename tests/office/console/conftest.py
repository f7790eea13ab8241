"""The console's ground: the demo's settings, and plain static files, so that no test has to collect them first."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _ground(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.STATIC_ROOT = tmp_path_factory.getbasetemp()  # it must exist; nothing is served from it
    settings.LIMEN_DEMO, settings.LIMEN_MFA = True, False
    backend = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}
