"""A pack's files are written in one way, and what is written is read back as it was."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen import policy
from limen.policy.read import PackError
from limen.policy.writing import write_pack, write_page
from limen.policy.yaml_pages import read_page

TEXTS = st.text(max_size=40)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize("name", policy.shipped_packs())
def test_each_shipped_pack_is_written_and_read_back_the_same(name: str) -> None:
    pack = policy.load_pack(name)
    files = write_pack(pack.documents)
    assert {path: read_page(data).data for path, data in files.items()} == pack.documents
    kept = policy.Pack.from_bytes(pack.to_bytes())  # a released snapshot, whose keys lie in another order
    assert write_pack(kept.documents) == files


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(TEXTS, VALUES, max_size=5))
def test_whatever_a_file_holds_is_read_back(document: dict[str, Any]) -> None:
    assert read_page(write_page("text", document)).data == document


@pytest.mark.parametrize(
    "text",
    ["yes", "NO", "1:30", "12", "-3", "", " a", "a ", "a: b", "a #b", "- a", "true", "null", "x:", "\u2028", "a\nb",
     "'", '"', "*a", "&a", "!a", "%a", "@a", "{a}", "\x7f", "\ufeff", "2026-11-22", "1.5", "é", "中文", "مرحبا"],
)  # fmt: skip
def test_texts_that_other_readers_would_read_otherwise(text: str) -> None:
    assert read_page(write_page("text", {text: [text, {text: text}]})).data == {text: [text, {text: text}]}


def test_a_citation_and_a_day_stand_without_quotes() -> None:
    document = {"route": "entry", "examples": [{"date": "2026-11-22", "id": "one", "title": "sbc Art 6(1)(c), (4)"}]}
    told = write_page("examples", document).decode()
    assert told == "route: entry\nexamples:\n  - id: one\n    title: sbc Art 6(1)(c), (4)\n    date: 2026-11-22\n"


@pytest.mark.parametrize("value", [1.5, b"x", object()])
def test_what_no_pack_can_hold_is_refused(value: object) -> None:
    with pytest.raises(PackError, match="a pack holds texts"):
        write_page("text", {"a": value})
