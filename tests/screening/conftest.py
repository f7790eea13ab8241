"""Fictional lists and travellers, and the published lists where their folder is present."""

from __future__ import annotations

from pathlib import Path

import pytest

from limen.screening import Entry, Index, read_list
from limen.screening.lists import ListContent

PUBLISHED = Path(__file__).resolve().parents[3] / "shared" / "data" / "screening" / "lists"

POST_LIST = """id,name,alias,born,sex,nationality,document,list
1,"OKAFOR, Amara Chidinma",Amara Obi;Mara Okafor,1985-02-03,F,NGA,NGA:A01234567,
2,Abdul Rahman Al-Utopi,عبد الرحمن اليوتوبي,1962/1964,M,Utopia,,
3,Charlie Zakharchenko,Чарли Захарченко,1971~,M,Russia,,
4,,,,,,UTO:X9912B0,stolen
5,Jin Ping Xiao,,1953-06-15,M,CHN,,
6,Maximilian Alexander Featherstonehaugh,,1990-11-30,M,GBR,,
"""


@pytest.fixture(scope="session")
def post_entries() -> tuple[Entry, ...]:
    return read_list("", POST_LIST.encode(), list_id="post").entries


@pytest.fixture
def post_index(post_entries: tuple[Entry, ...]) -> Index:
    return Index.build(post_entries)


@pytest.fixture(scope="session")
def published() -> dict[str, ListContent]:
    """OFAC with its aliases and the UN list, as published."""
    if not PUBLISHED.exists():
        pytest.skip("../shared/data absent: the published lists are not read")
    return {
        "ofac": read_list(
            "",
            (PUBLISHED / "ofac_sdn_2024-05-03.csv").read_bytes(),
            alt=(PUBLISHED / "ofac_alt_2025-01.csv").read_bytes(),
        ),
        "un": read_list("", (PUBLISHED / "un_consolidated_2026-02-27.xml").read_bytes()),
    }
