"""An office's own entries: the same bytes for the same entries, every row accounted for, hostile bytes one error."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.screening import Entry, read_list
from limen.screening.errors import ListError
from limen.screening.lists import Scope, detect_format, own
from tests.screening.lists.test_entry import entries

sound = entries.filter(lambda entry: bool(entry.id))
ONE = {
    "id": "N-1", "list": "x", "schema": "person", "names": [["Amara Okafor", "primary"]], "born": ["1985"], "sex": "F",
    "nationalities": [["UTO", ""]], "documents": [["L1", "", ""]], "note": "", "scope": {"posts": ["A"]},
}  # fmt: skip


def file_of(*rows: Any) -> bytes:
    return json.dumps({"entries": list(rows)}).encode()


@given(held=st.lists(sound, max_size=6, unique_by=lambda entry: entry.id), seed=st.integers())
def test_written_and_read_again_they_are_the_same_in_any_order(held: list[Entry], seed: int) -> None:
    mine = [Entry.from_json({**entry.to_json(), "list": "own"}) for entry in held]
    mixed = random.Random(seed).sample(mine, len(mine))
    data = own.write(mine)
    assert data == own.write(mixed)
    content = own.read(data, list_id="own")
    assert sorted(content.entries, key=lambda one: one.id) == sorted(mine, key=lambda one: one.id)
    assert content.rows_read == sum(content.rows_accounted.values()) and not content.rejected


def test_found_by_its_first_bytes_and_read_under_the_name_given() -> None:
    data = file_of(ONE)
    assert detect_format(data) == own.FORMAT == "entries-json"
    content = read_list("", data, list_id="national-alerts")
    (entry,) = content.entries
    assert entry.list == "national-alerts" and entry.scope == Scope(posts=("A",))
    assert detect_format(own.write([])) == own.FORMAT and not own.read(own.write([]), list_id="x").entries


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("text", "object"),
        ({**ONE, "id": ""}, "no id"),
        ({**ONE, "id": 7}, "should be text"),
        ({**ONE, "names": [], "documents": []}, "neither a name"),
        ({**ONE, "names": [["Amara"]]}, "."),
        ({**ONE, "names": [["Amara", "nickname"]]}, "nickname"),
        ({**ONE, "names": [[None, "primary"]]}, "should be text"),
        ({**ONE, "names": [["x" * 3000, "primary"]]}, "characters"),
        ({**ONE, "names": [["Amara", "primary"]] * 300}, "values"),
        ({**ONE, "born": ["yesterday"]}, "."),
        ({**ONE, "born": 1985}, "kind"),
        ({**ONE, "note": "\ud800"}, "."),
        ({**ONE, "note": [[[[[["deep"]]]]]]}, "deep"),
        ({**ONE, "scope": ["A"]}, "scope"),
        ({**ONE, "scope": {"posts": "A"}}, "no list"),
        ({**ONE, "scope": {"ports": ["A"]}}, "not known"),
        ({**ONE, "scope": {"first": "soon"}}, "no day"),
        ({**ONE, "scope": {"first": "2026-02-02", "last": "2026-01-01"}}, "ends before"),
        ({**ONE, "scope": {"first": 7}}, "."),
        ({key: value for key, value in ONE.items() if key != "names"}, "missing"),
        (ONE, "twice"),
    ],
)
def test_an_entry_that_cannot_be_read_is_rejected_with_its_reason_and_the_others_are_taken(
    row: Any, reason: str
) -> None:
    content = own.read(file_of(ONE, row), list_id="x")
    assert len(content.entries) == 1 and content.rows_read == 2
    (rejected,) = content.rejected
    assert rejected.row == 2 and (reason in rejected.reason or reason == ".") and rejected.reason
    rejected.text.encode()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"[]", b'{"entries":{}}', b'{"entries":[],"more":1}', b'{"entries":[' + b"[" * 100_000, b"\0",
        b'{"entries":[' + b"9" * 10_000 + b"]}", b"\xff\xfe", b"null",
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_one_error(data: bytes) -> None:
    with pytest.raises(ListError):
        own.read(data, list_id="x")


def test_more_than_its_bound_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "_LARGEST_LIST", 10)
    with pytest.raises(ListError, match="bound is 10"):
        own.read(file_of(ONE), list_id="x")


@given(data=st.binary(max_size=200))
def test_any_bytes_are_a_list_or_one_error(data: bytes) -> None:
    try:
        content = own.read(data, list_id="x")
    except ListError:
        return
    assert content.rows_read == sum(content.rows_accounted.values()) + len(content.rejected)
