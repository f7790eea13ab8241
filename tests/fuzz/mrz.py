"""Whatever stands where a machine readable zone should be: one clear error or a reading, and nothing else."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from limen.documents import read_mrz
from limen.documents.mrz import MrzError

ON = date(2026, 11, 22)


def one_input(data: bytes) -> None:
    with suppress(MrzError):
        reading = read_mrz(data.decode("utf-8", "replace"), on=ON)
        assert reading.findings
        assert all(finding.outcome for finding in reading.findings)
