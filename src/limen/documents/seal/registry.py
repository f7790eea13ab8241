"""Which documents bear seals and what their fields mean: tables of numbers, names and codings, read once.

`documents.csv` gives each kind of document its reference: two bytes in a seal (`vds`), a national number in an ICAO
barcode (`idb`), the number of a profile (`profile`). `fields.csv` gives each field of a document its tag, name, coding
and length; `required` is `yes`, empty, or the name of a group of which one must be there. A kind that is in neither
is decoded all the same, its fields by their numbers.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class FieldKind:
    """What a field of one kind of document is: tag, name, coding, whether it must be there, bytes at least and most."""

    tag: int
    name: str
    coding: str
    required: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One kind of document: its registry, reference and name; of an ICAO barcode the country and the fields needed."""

    registry: str
    reference: str
    name: str
    country: str = ""
    needs: tuple[str, ...] = ()


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("limen.documents.seal").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


@lru_cache(maxsize=1)
def documents() -> Mapping[tuple[str, str, str], DocumentKind]:
    """Every kind of document by registry, country (empty where the standard itself defines it) and reference."""
    kinds = (
        DocumentKind(row["registry"], row["reference"], row["name"], row["country"], tuple(row["needs"].split()))
        for row in _rows("documents.csv")
    )
    return MappingProxyType({(kind.registry, kind.country, kind.reference): kind for kind in kinds})


@lru_cache(maxsize=1)
def _fields() -> Mapping[tuple[str, str], Mapping[int, FieldKind]]:
    found: dict[tuple[str, str], dict[int, FieldKind]] = {}
    for row in _rows("fields.csv"):
        kind = FieldKind(
            int(row["tag"]), row["name"], row["coding"], row["required"], int(row["least"]), int(row["most"])
        )
        found.setdefault((row["registry"], row["document"]), {})[kind.tag] = kind
    return MappingProxyType({key: MappingProxyType(kinds) for key, kinds in found.items()})


def fields_of(registry: str, document: str) -> Mapping[int, FieldKind]:
    """The fields of a kind of document (or of a field within one: `visa`, `proof_of_vaccination/…`) by their tags."""
    return _fields().get((registry, document), MappingProxyType({}))


def document_of(registry: str, reference: str, country: str = "") -> DocumentKind | None:
    """The kind of document with a reference, None for one that is in no table."""
    return documents().get((registry, country, reference.lower()))


def reference_of(registry: str, name: str) -> str:
    """The reference of a kind of document by its name. Raises KeyError."""
    return next(
        reference for (where, _, reference), kind in documents().items() if (where, kind.name) == (registry, name)
    )
