"""Doc 9303-3 4.9 and its appendix A: the check digits that the standard itself works out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.documents.mrz.digits import check_digit

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"


@pytest.mark.parametrize(
    ("text", "digit"),
    [
        ("520727", "3"),  # appendix A, example 1
        ("AB2134<<<", "5"),  # example 2
        ("HA672242<658022549601086<<<<<<<<<<<<<<0", "8"),  # example 3: TD3 composite
        ("", "0"),
        ("<<<<<<", "0"),
    ],
)
def test_digits_of_the_standard(text, digit):
    assert check_digit(text) == digit


@given(st.text(_LETTERS, max_size=60))
def test_digit_agrees_with_the_rule_step_by_step(text):
    total = sum((0 if one == "<" else int(one, 36)) * (7, 3, 1)[index % 3] for index, one in enumerate(text))
    assert check_digit(text) == str(total % 10)


@given(st.text(_LETTERS, min_size=1, max_size=40), st.data())
def test_one_digit_changed_never_passes(text, data):
    """The weights 7, 3, 1 share no factor with 10, so one wrong digit is always seen."""
    at = data.draw(st.integers(0, len(text) - 1))
    text = text[:at] + "4" + text[at + 1 :]
    other = data.draw(st.sampled_from("012356789"))
    assert check_digit(text) != check_digit(text[:at] + other + text[at + 1 :])
