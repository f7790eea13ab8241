"""Names are found in any script, order and cut; the rare word leads; a bound is said; keys are made anew alike."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st

from limen.office.records import search, store
from limen.office.records.models import Document, NameKey
from limen.screening.names import skeleton
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.names import to_mrz
from limen.vocabulary.person import Sex, TravelDocument

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SOUGHT = Path(__file__).resolve().parents[3] / "benchmarks" / "office" / "sought.csv"
ANYBODY = Q()


def sought() -> list[dict[str, str]]:
    """The labelled set: what is typed, and the name as the document has it."""
    with SOUGHT.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


_numbers: Iterator[int] = iter(range(1, 10**9))


def document(surname: str, given: str = "", *, number: str = "", cut: bool = False) -> Document:
    number = number or f"SD{next(_numbers):07}"
    printed = TravelDocument(
        "TD3", "P", "UTO", number, surname, given, "UTO", PartialDate(1980, 5, 2), Sex.FEMALE, None,
        mrz=(f"P<UTO{surname}<<{given}", number), name_truncated=cut,
    )  # fmt: skip
    return store.document_row(printed, NOW, "test")


def found(name: str) -> set[uuid.UUID]:
    return set(search.by_name(search.words_of(name), ANYBODY).documents)


@pytest.mark.django_db
@pytest.mark.parametrize("row", sought(), ids=lambda row: row["sought"])
def test_every_name_of_the_labelled_set_shares_a_key_with_its_document(row: dict[str, str]) -> None:
    wanted = document(row["surname"], row["given"], cut="cut" in row["why"])
    document("ZUFOLO", "WOBBEKIND")
    assert wanted.id in found(row["sought"])


@pytest.mark.django_db
def test_a_document_made_the_usual_way_is_found_at_once_and_its_keys_are_made_again_alike() -> None:
    row = document("AL BAWWAB", "ABDULRAHMAN")
    kept = set(NameKey.objects.filter(document=row).values_list("key", flat=True))
    assert kept == search.document_keys(row)
    search.write_keys([row])
    assert set(NameKey.objects.filter(document=row).values_list("key", flat=True)) == kept


@pytest.mark.django_db
def test_a_common_given_name_does_not_crowd_out_a_rare_surname(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "BOUND", 12)
    wanted = document("VESTIBULE", "AHMED")
    for letter in "ABCDEFGHIJKLMNOPQRST":
        document(f"{letter}OLTO", "MOHAMMED")
    answer = search.by_name(search.words_of("Mohammed Vestibule"), ANYBODY)
    assert wanted.id in answer.documents
    assert answer.only == ["mohammed"]


@pytest.mark.django_db
def test_what_a_bound_leaves_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "BOUND", 5)
    for surname in ("VESTIBULE", "KIZINGITI", "PORTINARI", "BRUG", "SOGLIA", "DROMPEL"):
        document(surname, "MOHAMMED")
    assert search.by_name(search.words_of("Mohammed"), ANYBODY).bounded
    assert not search.by_name(search.words_of("Mohammed Kizingiti"), ANYBODY).bounded


@pytest.mark.django_db
def test_a_number_is_found_whoever_issued_it_and_nothing_near_it() -> None:
    row = document("PROGOWSKA", "LUCJA", number="AB 123-45")
    assert search.by_number(store.number_key("ab12345"), ANYBODY) == [row.id]
    assert search.by_number("AB12346", ANYBODY) == []
    assert search.by_number("", ANYBODY) == []


@pytest.mark.django_db
def test_titles_and_particles_are_looked_for_only_where_there_is_nothing_else() -> None:
    assert [word.text for word in search.words_of("Dr van der Brug")] == ["brug"]
    assert [word.text for word in search.words_of("Abd")] == ["abd"]
    assert search.words_of("!!!") == ()
    assert search.by_name((), ANYBODY).documents == {}


@given(st.text(min_size=1, max_size=60))
def test_keys_fit_their_column_whatever_a_name_is_made_of(name: str) -> None:
    keys = search.keys_of(name, "X" * 70, cut=name)
    assert all(1 < len(key) <= 40 for key in keys)
    for word in search.words_of(name):
        assert all(len(key) <= 40 for key in word.keys)


@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyzäöüéñşğčž", min_size=4, max_size=12), min_size=1, max_size=3))
def test_a_name_shares_a_key_with_every_word_of_its_own_mrz(parts: list[str]) -> None:
    printed = search.keys_of(to_mrz(" ".join(parts)).replace("<", " "))
    for word in search.words_of(" ".join(parts)):
        assert word.keys & printed, word.text


@pytest.mark.parametrize(
    "name", ["ﷺ" * 120, "ضظذوث" * 24, "bdfgk" * 24, "q" * 120, "ЩЮЯЖ" * 30, "שו " * 40, "ﷺ ﷺ " * 30]
)
def test_the_keys_of_what_is_looked_for_are_bounded_whatever_is_typed(name: str) -> None:
    asked = search.words_of(name)
    assert len(asked) <= search.MOST_WORDS
    for word in asked:
        assert len(word.keys) <= 400 and len(word.near) <= 2_000
        assert all(len(key) <= 40 for key in word.keys)


def test_a_slip_in_a_word_of_usual_length_is_still_looked_for() -> None:
    (word,) = search.words_of("Vestibulewarden")
    assert skeleton("vestibulwerden") == skeleton("vestibulewarden")
    assert "s" + skeleton("vestibulemarden") in word.near


@pytest.mark.django_db
def test_many_words_find_the_document_that_has_two_of_them() -> None:
    wanted = document("VESTIBULE", "ADA")
    for surname, called in (("KESTREL", "LOM"), ("BORIN", "TEVA"), ("HULGAN", "MIRKO")):
        document(surname, called)
    assert wanted.id in found("Kestrel Lom Borin Teva Hulgan Mirko Vestibule Ada")
    assert wanted.id in found("Ada Ada Ada Vestibule Vestibule")
