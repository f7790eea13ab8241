"""Entries: one canonical content hash, JSON there and back, countries as lists print them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.screening import Entry
from limen.screening.lists import (
    BirthInterval,
    ListedDocument,
    ListedName,
    NameKind,
    Nationality,
    Schema,
    country_code,
)
from limen.vocabulary.dates import DateError, PartialDate
from limen.vocabulary.person import Sex

years = st.integers(1900, 2025)
intervals = st.builds(
    lambda a, b, circa: BirthInterval(PartialDate(min(a, b), circa=circa), PartialDate(max(a, b), circa=circa)),
    years, years, st.booleans(),
)  # fmt: skip
texts = st.text(max_size=20)
entries = st.builds(
    Entry,
    id=texts,
    list=texts,
    names=st.tuples(st.builds(ListedName, texts, st.sampled_from(NameKind))),
    born=st.lists(intervals, max_size=2).map(tuple),
    sex=st.sampled_from([None, *Sex]),
    nationalities=st.tuples(st.builds(Nationality, texts, texts)),
    documents=st.tuples(st.builds(ListedDocument, texts, texts, texts)),
    note=texts,
    schema=st.sampled_from(Schema),
)


@given(entry=entries)
def test_json_there_and_back_is_the_same_entry_and_hash(entry: Entry) -> None:
    again = Entry.from_json(entry.to_json())
    assert again == entry and again.content_hash == entry.content_hash


def test_the_hash_is_the_same_on_every_machine_and_run() -> None:
    entry = Entry("1", "post", (ListedName("Amara Okafor"),), (BirthInterval.parse("1962/1964"),))
    assert entry.content_hash == "da9b3dfde6e5b02d6caa7992da0ed5c8f4310519d031a137310049f6428dd5eb"


def test_the_hash_changes_with_any_content_but_not_with_the_number(post_entries: tuple[Entry, ...]) -> None:
    entry = post_entries[0]
    changes = (
        {"list": "other"}, {"names": entry.names[:1]}, {"born": ()}, {"sex": None}, {"nationalities": ()},
        {"documents": ()}, {"note": "seen at the port"}, {"schema": Schema.ENTITY},
    )  # fmt: skip
    hashes = {replace(entry, **change).content_hash for change in changes}  # type: ignore[arg-type]
    assert len(hashes) == len(changes) and entry.content_hash not in hashes
    assert replace(entry, id="renumbered").content_hash == entry.content_hash


def test_a_birth_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(DateError, match="ends before it begins"):
        BirthInterval.parse("1964/1962")


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("D", "DE"), ("DEU", "DE"), ("de", "DE"), ("Germany", "DE"), ("Russian Federation", "RU"), ("Burma", "MM"),
        ("Democratic People's Republic of Korea", "KP"), ("Côte d’Ivoire", "CI"), ("UTO", ""), ("Atlantis", ""),
        ("possibly Palestinian", ""),
    ],
)  # fmt: skip
def test_countries_as_lists_and_documents_print_them(printed: str, code: str) -> None:
    assert country_code(printed) == code
