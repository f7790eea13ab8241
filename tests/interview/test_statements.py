"""What a source says is read as the value its topic takes, or refused with the form that it takes."""

from __future__ import annotations

import doctest
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.interview import differences, statements
from limen.interview.discrepancies import NAMES, TOPICS, Kind, Span
from limen.interview.statements import FORMS, KEYED, SEVERAL, StatementError, account, form_of, read
from limen.policy.values import Money
from limen.vocabulary.dates import PartialDate


@pytest.mark.parametrize(
    ("topic", "text", "value"),
    [
        ("ticket_return", "2027-02-01", date(2027, 2, 1)),
        ("birth", "1980-02", PartialDate(1980, 2)),
        ("means", "900.50 eur", Money(Decimal("900.50"), "EUR")),
        ("children", "2", 2),
        ("purpose", "Private visit", "private_visit"),
        ("shows", "work, tourism", frozenset({"work", "tourism"})),
        ("refusals", "ca 2019", frozenset({"CA 2019"})),
        ("occupations", "2019-01-01..2021-06-30 cook", (Span(date(2019, 1, 1), date(2021, 6, 30), "cook"),)),
        ("whereabouts", "2026-01-03.. se", (Span(date(2026, 1, 3), None, state="SE"),)),
        ("host_name", "  Ana   Prueba ", "Ana Prueba"),
    ],
)
def test_each_form_is_read(topic: str, text: str, value: object) -> None:
    assert read(topic, text) == value


@pytest.mark.parametrize(
    ("topic", "text"),
    [("ticket_return", "soon"), ("ticket_return", "2027-02-30"), ("means", "900"), ("means", "lots EUR"),
     ("children", "two"), ("children", "²"), ("purpose", "fun"), ("shows", "work, fun"), ("refusals", "Canada"),
     ("occupations", "2019-01-01 cook"), ("occupations", "2021-01-01..2019-01-01 x"), ("whereabouts", "2026-01-03.. "),
     ("stays", "2026-01-03..2026-01-10 S3"), ("host_name", " "), ("religion", "none"), ("host_name", "x" * 401)],
)  # fmt: skip
def test_what_is_none_is_refused_with_its_form(topic: str, text: str) -> None:
    with pytest.raises(StatementError) as refused:
        read(topic, text)
    assert refused.value.form in FORMS


@given(st.sampled_from(KEYED), st.text(max_size=60))
def test_any_text_is_read_or_refused_and_never_breaks(topic: str, text: str) -> None:
    try:
        read(topic, text)
    except StatementError as refused:
        assert refused.form == form_of(topic)


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(2, 400))
def test_a_ticket_after_the_day_that_is_told_is_a_difference_whatever_the_days(day: date, later: int) -> None:
    told = account("answer", Kind.ANSWER, [("planned_exit", day.isoformat(), "")])
    ticket = account("ticket", Kind.DOCUMENT, [("ticket_return", (day + timedelta(later)).isoformat(), "page 1")])
    (found,) = differences([ticket, told])
    assert (found.rule, found.discrepancy.first.source, found.discrepancy.params["other_in"]) == (
        "D4",
        "answer",
        "page 1",
    )
    again = differences([told, ticket])[0]
    assert again.key == found.key  # whatever the order they are told in


def test_of_a_topic_said_once_the_last_stands_and_of_others_all() -> None:
    one = account("form", Kind.FORM, [("spouse", "Ana", "1"), ("spouse", "Anna", "2"), ("refusals", "CA 2019", ""),
                                      ("refusals", "US 2020", "")])  # fmt: skip
    assert (one.says["spouse"], one.where["spouse"]) == ("Anna", "2")
    assert one.says["refusals"] == {"CA 2019", "US 2020"}


def test_every_topic_that_is_keyed_is_one_and_has_a_name() -> None:
    assert set(KEYED) <= set(TOPICS) and set(SEVERAL) <= set(KEYED)
    assert {form_of(topic) for topic in KEYED} == set(FORMS)
    assert {topic for topic in KEYED if topic not in NAMES} == {"surname", "given", "birth", "nationality", "number"}


def test_the_examples_run() -> None:
    assert doctest.testmod(statements).failed == 0
