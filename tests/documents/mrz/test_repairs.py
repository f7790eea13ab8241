"""A failed check digit: the slips that would explain it, ranked, none applied."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from limen.documents.mrz import read, write

from .made import ON, TD1_LONG, TD2, TD3, altered, document, printed


def put_right(lines, repair):
    return altered(lines, repair.line, repair.position, repair.might_be)


@pytest.mark.parametrize(
    ("position", "misread", "field"),
    [
        (4, "B", "number"),
        (6, "O", "number"),
        (15, "A", "birth"),
        (16, "O", "birth"),
        (19, "Z", "birth"),
        (22, "I", "expiry"),
        (27, "S", "expiry"),
        (31, "I", "optional"),
        (37, "8", "optional"),
    ],
)
def test_a_scanners_slip_is_the_first_repair_and_every_repair_makes_the_digits_pass(position, misread, field):
    right = TD3[1][position - 1]
    wrong = altered(TD3, 2, position, misread)
    repairs = read(wrong, on=ON).repairs
    for repair in repairs:
        again = read(put_right(wrong, repair), on=ON)
        assert again.finding(f"mrz.check_digit.{repair.field}").outcome == "passed"
        assert again.finding("mrz.check_digit.composite").outcome == "passed"
    assert (field, position, misread, right, "scanner") in [
        (one.field, one.position, one.was, one.might_be, one.why) for one in repairs if one.rank <= 2
    ]


def test_mod_ten_does_not_see_every_slip():
    """Doc 9303-3 4.9 values L as 21 and 1 as 1: no digit tells them apart, and no finding pretends to."""
    assert read(altered(TD3, 2, 1, "1"), on=ON).accepted


def test_ranks_count_from_one_and_scanners_slips_come_first():
    repairs = read(altered(TD3, 2, 4, "B"), on=ON).repairs
    assert [repair.rank for repair in repairs] == list(range(1, len(repairs) + 1))
    kinds = [repair.why for repair in repairs]
    assert kinds == sorted(kinds, key=("scanner", "transposed", "key", "filler").index)


def test_exchanged_neighbours():
    right = printed(number="A01234597")
    wrong = altered(right, 2, 8, "79")
    repairs = [repair for repair in read(wrong, on=ON).repairs if repair.why == "transposed"]
    assert ("79", "97", 8) in [(one.was, one.might_be, one.position) for one in repairs]


def test_a_misread_digit_of_a_field_is_repaired_at_the_digit():
    right = next(lines for lines in (printed(number=f"A0123{n:04}") for n in range(50)) if lines[1][9] == "8")
    repairs = read(altered(right, 2, 10, "B"), on=ON).repairs
    assert (repairs[0].position, repairs[0].was, repairs[0].might_be) == (10, "B", "8")


def test_a_misread_composite_digit_is_repaired_alone():
    right = next(lines for lines in (printed(number=f"A0123{n:04}") for n in range(50)) if lines[1][43] == "0")
    repairs = read(altered(right, 2, 44, "O"), on=ON).repairs
    assert [(one.field, one.position, one.might_be) for one in repairs] == [("composite", 44, "0")]


def test_two_fields_misread_are_repaired_together():
    wrong = altered(altered(TD3, 2, 4, "B"), 2, 15, "A")
    repairs = read(wrong, on=ON).repairs
    assert {repair.field for repair in repairs} == {"number", "birth"}
    assert ("birth", 15, "4") in [(one.field, one.position, one.might_be) for one in repairs]


def test_a_long_number_is_repaired_in_the_part_that_runs_on():
    wrong = altered(TD1_LONG, 1, 18, "A")  # the 4 of 734
    repairs = read(wrong, on=ON).repairs
    assert ("number", 1, 18, "4") in [(one.field, one.line, one.position, one.might_be) for one in repairs]


def test_optional_data_that_only_the_composite_covers():
    right = printed(format="TD2", type="ID", optional=("B8",))
    wrong = altered(right, 2, 30, "B")
    repairs = read(wrong, on=ON).repairs
    assert ("optional", 30, "8") in [(one.field, one.position, one.might_be) for one in repairs]


def test_what_no_slip_explains_has_no_repair_and_names_the_field():
    # A forger who changed the year and left every digit: 74 to 95 is no slip.
    reading = read(altered(TD3, 2, 14, "95"), on=ON)
    assert reading.finding("mrz.check_digit.birth").outcome == "failed"
    assert all(repair.field == "birth" for repair in reading.repairs)
    # A digit right for the field and a composite that was never made for it.
    lonely = altered(TD2, 2, 36, "1")
    assert read(lonely, on=ON).repairs == ()


def test_a_repaired_date_is_a_date():
    for position in range(14, 20):
        for character in "0123456789OIZSGBA":
            wrong = altered(TD3, 2, position, character)
            for repair in read(wrong, on=ON).repairs:
                if repair.field == "birth":
                    assert read(put_right(wrong, repair), on=ON).finding("mrz.birth_date").outcome == "passed"


def test_nothing_is_applied():
    wrong = altered(TD3, 2, 4, "B")
    reading = read(wrong, on=ON)
    assert reading.lines == wrong
    assert reading.document.number == "L89B902C3"
    assert not reading.accepted


_PAIRS = ["O0", "I1", "B8", "S5", "Z2", "G6", "D0", "Q0", "T7", "A4"]


@given(st.text("ABDGIOQSTZ0124567 8".replace(" ", ""), min_size=9, max_size=9), st.integers(0, 8), st.data())
def test_every_confusion_of_a_scanner_in_a_number_is_offered(number, at, data):
    other = [pair.replace(number[at], "", 1) for pair in _PAIRS if number[at] in pair]
    assume(other)
    misread = data.draw(st.sampled_from(other))
    right = write(document(number=number))
    wrong = altered(right, 2, at + 1, misread)
    reading = read(wrong, on=ON)
    if reading.finding("mrz.check_digit.number").outcome == "passed":
        # The weakness of mod 10: the difference of some pairs is a multiple of ten (A and 0, K and A …).
        assert (int(misread, 36) - int(number[at], 36)) % 10 == 0
        return
    found = [(one.position, one.might_be) for one in reading.repairs if one.field == "number"]
    assert (at + 1, number[at]) in found


def test_repairs_are_json_with_their_reason():
    answer = read(altered(TD3, 2, 4, "B"), on=ON).to_json()["repairs"][0]
    assert answer["reason"] == "B and 8 look alike to a scanner."
    assert answer["line"] == 2
