"""What the tests of seals share: the office that signs them, the desk that trusts it, real seals where they are."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from limen.documents.pki import TrustStore, read_material
from limen.documents.seal import SealVerification
from limen.specimens.seals import SealOffice

ON = date(2026, 11, 22)
OFFICE = SealOffice()
REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "documents"


def store(*parts: bytes) -> TrustStore:
    """A store of encoded certificates and lists, all given."""
    return TrustStore.of([read_material(part, f"file {number}") for number, part in enumerate(parts)])


@cache
def desk() -> TrustStore:
    """What a desk holds to verify the office's seals."""
    return store(*OFFICE.certificates)


def outcomes(verified: SealVerification) -> dict[str, str]:
    """How each check ended, by its code."""
    return {finding.code: str(finding.outcome) for finding in verified.findings}


def real(name: str) -> bytes:
    """A file of the real data; skips where it is absent."""
    path = REAL / name
    if not path.exists():
        pytest.skip(f"../shared/data/documents/{name} absent")
    return path.read_bytes()


def real_seals() -> dict[str, bytes]:
    """The thirteen published seals by their names."""
    return {name: bytes.fromhex(text) for name, text in json.loads(real("vds/vds_seals.json")).items()}
