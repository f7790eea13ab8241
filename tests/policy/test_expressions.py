from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.policy.expressions import Comparison, ExpressionError, Membership, Scope, parse
from limen.policy.values import Kind, ValueType

TYPES = {
    "held": ValueType(Kind.BOOL),
    "kind": ValueType(Kind.ENUM, ("passport", "visa")),
    "years": ValueType(Kind.INT),
    "means": ValueType(Kind.MONEY, currency="EUR"),
    "until": ValueType(Kind.DATE),
    "birth": ValueType(Kind.DATE),
    "nationality": ValueType(Kind.COUNTRY),
    "stays": ValueType(Kind.STAYS),
}
SCOPE = Scope(TYPES, frozenset({"LISTED"}))


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("held = false", ("held",)),
        ("until < plus_months(birth, 3)", ("birth", "until")),
        ("age(birth, decision_date) >= 18", ("birth",)),
        ("until >= 2026-11-22", ("until",)),
        ("nationality in LISTED", ("nationality",)),
        ("nationality not in LISTED", ("nationality",)),
        ("nationality = NO", ("nationality",)),
        ("kind in [passport, visa]", ("kind",)),
        ("visa = kind", ("kind",)),
        ("means < 90 EUR * 3 + 10.50 EUR", ("means",)),
        ("years * (2 + 3) - 1 > 7", ("years",)),
        ("until > last_day_of_short_stay(stays, birth, '90-180')", ("birth", "stays", "until")),
    ],
)
def test_a_leaf_is_read_with_its_facts(text: str, facts: tuple[str, ...]) -> None:
    assert parse(text, SCOPE).facts == facts


def test_multiplication_binds_before_addition() -> None:
    root = parse("years = 1 + 2 * 3", SCOPE).root
    assert isinstance(root, Comparison)
    assert getattr(root.right, "operator", "") == "+"


def test_a_list_is_named_and_written_members_are_not() -> None:
    named, written = parse("nationality in LISTED", SCOPE), parse("nationality in [NO, SE]", SCOPE)
    assert named.lists == ("LISTED",) and written.lists == ()
    assert isinstance(written.root, Membership) and written.root.members == ("NO", "SE")


@pytest.mark.parametrize(
    "text",
    [
        "", "held", "held =", "held = true and years = 3", "held = 3", "held < true", "nationality < NO",
        "until < 3", "until < 2026-02-30", "kind = drum", "nationality in NOWHERE", "years in LISTED",
        "open('x') = 3", "__import__ = 3", "held.real = true", "held = true; held = true", "stays = stays",
        "age(birth) < 18", "plus_days(birth, until) < until", "means < 90 USD", "means < 90", "means * means < 1 EUR",
        "years < 1.5", "visa = passport", "nationality in []", "years = " + "(" * 40 + "1" + ")" * 40, "x" * 301,
        "held not true", "years = 1 +", "lambda: 3", "until > last_day_of_short_stay(stays, birth, 90)",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_the_text(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text, SCOPE)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse(text, SCOPE)
    except ExpressionError as problem:
        assert str(problem)
