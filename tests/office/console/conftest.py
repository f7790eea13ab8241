"""The console's ground: the demo's settings, and plain static files, so that no test has to collect them first."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _ground(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")  # all that lies in it is looked at: nothing may
    settings.LIMEN_DEMO, settings.LIMEN_MFA = True, False
    backend = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}
