"""The published lists that screening is measured against, and what their publications changed."""

from __future__ import annotations

from benchmarks.screening import sets

from limen.screening import Entry, read_list
from limen.screening.lists import Schema

LISTS = sets.DATA / "lists"


def published() -> list[Entry]:
    """OFAC's SDN list with its aliases and the UN list, persons only."""
    ofac = read_list(
        "ofac-sdn-csv",
        (LISTS / "ofac_sdn_2024-05-03.csv").read_bytes(),
        alt=(LISTS / "ofac_alt_2025-01.csv").read_bytes(),
    )
    un = read_list("un-consolidated-xml", (LISTS / "un_consolidated_2026-02-27.xml").read_bytes())
    return [entry for entry in (*ofac.entries, *un.entries) if entry.schema is Schema.PERSON]
