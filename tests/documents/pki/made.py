"""What the tests of this part share: stores of our own countries, and bytes with one thing altered."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import strategies as st

from limen.documents.pki import Material, TrustStore, read_material
from limen.specimens.issuing import Country

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "documents"

UTOPIA = Country("UTO")
BRIDGELAND = Country("ZWE", seed="bridges")


def real(name: str) -> bytes:
    """A file of the real data; skips where it is absent."""
    path = REAL / name
    if not path.exists():
        pytest.skip(f"../shared/data/documents/{name} absent")
    return path.read_bytes()


def material(*parts: bytes) -> list[Material]:
    """Each encoded object as a file of its own: `file 0`, `file 1`."""
    return [read_material(part, f"file {number}") for number, part in enumerate(parts)]


def store(*parts: bytes, first_use: bool = False) -> TrustStore:
    """A store of encoded objects, all given."""
    return TrustStore.of(material(*parts), first_use=first_use)


def real_store(*names: str, first_use: bool = False) -> TrustStore:
    """A store of real files, all given."""
    return TrustStore.of([read_material(real(name), Path(name).name) for name in names], first_use=first_use)


@st.composite
def spoiled(draw: st.DrawFn, sound: bytes) -> bytes:
    """Sound bytes with a few of them changed, cut out, put in or doubled."""
    data = bytearray(sound)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        how = draw(st.sampled_from(("set", "cut", "put", "double", "end")))
        if how == "set" and data:
            data[at] = draw(st.integers(0, 255))
        elif how == "cut":
            del data[at : at + draw(st.integers(1, 40))]
        elif how == "put":
            data[at:at] = draw(st.binary(max_size=12))
        elif how == "double":
            data[at:at] = data[at : at + draw(st.integers(1, 40))]
        else:
            del data[at:]
    return bytes(data)
