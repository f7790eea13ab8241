"""Lost and stolen documents looked up by State, kind and number, with characters that are read for one another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.screening import Index, ListManifest, Reported, look_up, read_list
from limen.screening.documents import HOW, RULES, kind_of
from limen.screening.lists import Entry, ListKind
from limen.screening.wording import WORDS
from limen.vocabulary.person import TravelDocument

HELD = TravelDocument("TD3", "P", "UTO", "L90012277", "JAMB", "BALTHASAR", "UTO", None, None, None)
LIST = b"""id,document,type,status,lost,reported
1,UTO:L90012277,P,stolen,2026-06-01,2026-06-09
2,UTO:L9OO12277,passport,lost,,
3,L90012277,,,,
4,GBR:L90012277,P,lost,,
5,UTO:L90012277,V,revoked,,2026
6,UTO:L90012277004,P,lost,,
7,UTO:L90012278,P,lost,,
8,UTO:X1,P,lost,,
"""
MANIFESTS = {
    "lost": ListManifest("lost", kind=ListKind.LOST_STOLEN, threshold=0.99),
    "alerts": ListManifest("alerts", kind=ListKind.ALERT),
}


def entries(data: bytes = LIST, list_id: str = "lost") -> tuple[Entry, ...]:
    content = read_list("", data, list_id=list_id)
    assert not content.rejected
    return content.entries


def found(document: TravelDocument = HELD, data: bytes = LIST, **changes: Any) -> dict[str, Reported]:
    index = Index.build(entries(data))
    return {one.hit.entry_id: one for one in look_up(index, replace(document, **changes), MANIFESTS)}


def test_every_report_that_may_be_of_the_document_is_told_whatever_the_threshold() -> None:
    reports = found()
    assert {entry: one.how for entry, one in reports.items()} == {
        "1": "equal", "2": "confusable", "3": "number", "5": "equal", "6": "overflow",
    }  # fmt: skip
    assert next(iter(reports)) == "1", "the surest first"
    assert reports["1"].hit.strength == "exact"
    assert reports["1"].listed.status == "stolen"
    assert reports["5"].hit.strength == "possible", "a visa has numbers of its own"
    assert [part.code for part in reports["5"].hit.why] == ["document.equal", "document.other_kind"]
    assert all(one.hit.rules_version == RULES for one in reports.values())


def test_every_reason_has_words() -> None:
    assert {*HOW.values(), "document.other_kind"} <= WORDS.keys()
    for one in found().values():
        assert "L90012277" in one.hit.to_json()["why"][0]["reason"]


def test_a_number_that_was_cut_by_either_side_is_found() -> None:
    assert "6" in found(number="L90012277")
    short = b"id,document\n1,UTO:L90012277\n"
    assert found(data=short, number="L90012277004")["1"].how == "overflow"
    assert not found(data=short, number="L9001227")
    assert not found(data=b"id,document\n1,UTO:L9001227\n", number="L90012277")


def test_a_number_of_another_state_is_another_number() -> None:
    assert "4" not in found()
    assert list(found(issuer="GBR")) == ["4", "3"]
    assert "4" in found(issuer=""), "an issuer that was not read excludes nothing"


def test_only_lists_of_lost_documents_are_asked() -> None:
    index = Index.build(entries(LIST, "alerts"))
    assert look_up(index, HELD, MANIFESTS) == ()
    assert look_up(Index.build(entries()), HELD, {}) == ()


def test_a_number_that_says_nothing_is_not_looked_up() -> None:
    assert not found(number="X1")
    assert not found(number="")


def test_a_saved_index_finds_the_same(tmp_path: Any) -> None:
    path = tmp_path / "index"
    Index.build(entries()).save(path)
    assert look_up(Index.open(path), HELD, MANIFESTS) == look_up(Index.build(entries()), HELD, MANIFESTS)


def test_an_entry_taken_out_is_not_found() -> None:
    index = Index.build(entries())
    index.remove("lost:1")
    assert "1" not in {one.hit.entry_id for one in look_up(index, HELD, MANIFESTS)}


@pytest.mark.parametrize(
    ("text", "kind"), [("P", "P"), ("Passport", "P"), ("ID  Card", "I"), ("A", "I"), ("visa", "V"), ("rumour", "")]
)
def test_what_lists_call_a_kind_of_document(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def test_what_a_list_says_of_a_loss_is_read_and_kept() -> None:
    first = entries()[0]
    assert first.documents[0].to_json() == ["L90012277", "UTO", "P", "stolen", "2026-06-01", "2026-06-09"]
    assert Entry.from_json(first.to_json()) == first
    assert entries()[2].documents[0].to_json() == ["L90012277", "", ""], "what is not said changes no hash"


@pytest.mark.parametrize(
    ("row", "why"),
    [("1,UTO:L1234,P,borrowed,,", "borrowed"), ("1,UTO:L1234,P,lost,31.12.2020,", "is not a date")],
)
def test_a_loss_that_cannot_be_read_is_rejected(row: str, why: str) -> None:
    content = read_list("", f"id,document,type,status,lost,reported\n{row}\n".encode())
    assert not content.entries and why in content.rejected[0].reason


_ALIKE = {"O": "0", "0": "O", "I": "1", "1": "I", "B": "8", "8": "B", "S": "5", "5": "S", "Z": "2", "2": "Z",
          "G": "6", "6": "G"}  # fmt: skip


@given(st.text(alphabet="OIBSZG0185264X9", min_size=4, max_size=9), st.data())
@settings(max_examples=60, deadline=None)
def test_any_characters_read_for_one_another_are_found(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(number) - 1))
    listed = number[:place] + _ALIKE.get(number[place], number[place]) + number[place + 1 :]
    reports = found(data=f"id,document\n1,UTO:{listed}\n".encode(), number=number)
    assert reports["1"].how == ("equal" if listed == number else "confusable")
