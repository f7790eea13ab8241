"""What opens a chip, and what to look at again when it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from limen.documents import read_mrz
from limen.documents.chip import AccessKey
from limen.documents.mrz import MrzError
from limen.specimens import forged, identity_card, passport, unknown_birth
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.evidence import Outcome

ON = date(2026, 11, 22)


def test_fields_are_padded_and_get_their_check_digits() -> None:
    assert AccessKey.of_fields("l898902c", "690806", "940623").information == b"L898902C<369080619406236"


def test_a_number_longer_than_its_field_is_taken_whole() -> None:
    card = identity_card(on=ON, number="D23145890734")
    assert AccessKey.of_document(card).information.startswith(b"D231458907349")  # Doc 9303-11 Appendix D.2


def test_an_unknown_day_is_taken_as_printed() -> None:
    document = unknown_birth(on=ON)
    printed = document.mrz[1][13:20]
    assert "<<" in printed
    assert printed.encode() in AccessKey.of_document(document).information
    keyed = replace(document, mrz=())
    assert AccessKey.of_document(keyed) == AccessKey.of_document(document)


def test_dates_may_be_wholly_unknown() -> None:
    document = replace(passport(on=ON), birth=None, mrz=())
    assert b"<<<<<<0" in AccessKey.of_document(document).information


@pytest.mark.parametrize(
    ("number", "birth", "expiry"),
    [("", "690806", "940623"), ("A" * 23, "690806", "940623"), ("A1", "69080", "940623"), ("A1", "690806", "94-06-23")],
)
def test_what_is_no_key_is_one_clear_error(number: str, birth: str, expiry: str) -> None:
    with pytest.raises(MrzError):
        AccessKey.of_fields(number, birth, expiry)
    for can in ("12", "12345A", "1" * 17):
        with pytest.raises(MrzError, match="card access number"):
            AccessKey.of_can(can)


def test_nothing_of_a_key_is_printed() -> None:
    assert "690806" not in repr(AccessKey.of_fields("L898902C", "690806", "940623", "123456"))


def test_the_field_whose_digit_fails_is_named_first() -> None:
    lines = forged(passport(on=ON))
    key = AccessKey.of_reading(read_mrz(lines, on=ON))
    assert key.doubtful == {"birth"}
    first, *others = key.rechecks()
    assert (first.code, first.outcome) == ("chip.recheck.birth", Outcome.FAILED)
    assert {finding.outcome for finding in others} == {Outcome.UNSURE}


def test_a_number_with_letters_that_look_like_digits_comes_before_the_dates() -> None:
    findings = list(AccessKey.of_fields("LB9B902C3", "690806", "940623").rechecks())
    assert [finding.code for finding in findings] == [
        "chip.recheck.number", "chip.recheck.birth", "chip.recheck.expiry",
    ]  # fmt: skip
    assert findings[0].params["alike"] == "L B 0 2"


def test_the_card_access_number_is_named_where_it_was_used() -> None:
    assert [finding.code for finding in AccessKey.of_can("123 456").rechecks()] == ["chip.recheck.can"]


def test_the_card_access_number_comes_first() -> None:
    assert AccessKey.of_fields("A1", "690806", "940623", "123456").references == (2, 1)
    assert AccessKey.of_can("123456").references == (2,)
    assert AccessKey.of_can("123456").information == b""
    assert str(PartialDate(1969)) == "1969"
