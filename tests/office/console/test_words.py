"""What the console calls things, and how it says their values."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from limen import documents
from limen.office.console import words
from limen.office.console.lists import KINDS
from limen.office.records.models import Decision, HistoryLink, Post, Referral, Service
from limen.screening.compare import Strength
from limen.screening.lists.entry import Schema
from limen.vocabulary.person import Role
from tests.office.console import built


def test_every_check_of_a_document_has_a_title() -> None:
    codes = {code.rpartition(".")[0] for code in documents.WORDS if not code.startswith("mrz.repair")}
    assert codes == set(words.CHECKS)


def test_a_title_of_the_view_wins_over_the_table() -> None:
    check = built.check("mrz.number")
    assert words.check_title(check) == "Document number"
    assert words.check_title(built.check("chip")) == "chip"


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("1990-01-31", "31 Jan 1990"),
        ("1990-01", "Jan 1990"),
        ("1990", "1990"),
        ("1990~", "~ 1990"),
        ("2016-11-22/2026-11-22", "22 Nov 2016 – 22 Nov 2026"),
        ("../2016-11-21", "until 21 Nov 2016"),
        ("2016-11-21/..", "from 21 Nov 2016"),
        ("no", "no"),
        ("", ""),
        ("yes/no", "yes – no"),
    ],
)
def test_days_are_said_so_that_nobody_misreads_them(stored: str, said: str) -> None:
    assert words.spoken_day(stored) == said


@pytest.mark.parametrize(
    "kept",
    [
        HistoryLink.State, Decision.State, Referral.Kind, Service.Signature, Post.Mode, Role, Strength,
        [value for value, _ in KINDS],
    ],
)  # fmt: skip
def test_every_stored_word_that_is_shown_has_words_of_its_own(kept: Iterable[str]) -> None:
    assert [str(value) for value in kept if str(value) not in words.STORED] == []


def test_a_stored_word_nobody_knows_is_still_read() -> None:
    assert words.stored("lost_stolen") == "Lost and stolen"
    assert words.stored("of_a_pack") == "Of a pack"


def test_every_kind_of_row_is_counted_in_words() -> None:
    assert {str(schema) for schema in Schema} | {"alias"} == set(words.ROWS)
    assert words.rows_account(6, [("person", 6)], 0) == "6 rows read: 6 persons, 0 rejected"
    assert words.rows_account(1, [("document", 1)], 0) == "1 row read: 1 document, 0 rejected"
    counted = words.rows_account(19321, [("new", 2), ("person", 19319)], 1200)
    assert counted == "19\u202f321 rows read: 2 new, 19\u202f319 persons, 1\u202f200 rejected"


def test_printed_fields_have_labels_values_and_places() -> None:
    by_name = {field.name: field for field in words.printed(built.DOCUMENT)}
    assert by_name["issuer"].value == "UTO · Utopia"
    assert by_name["birth"].value == "12 Aug 1974"
    assert by_name["optional"].value == ""
    assert by_name["expiry"].place == "2:22-27"
    assert words.field_label("tax_number") == "Tax number"
