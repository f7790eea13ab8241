"""What was typed becomes what an act takes, or one message."""

from __future__ import annotations

import contextlib
import inspect
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from limen.office.actions.acting import BadInput
from limen.office.console import case, typed

NOW = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)


@given(st.dates())
def test_a_day_is_read_back_in_both_ways_it_may_be_written(on: date) -> None:
    assert typed.day(on.isoformat(), "day") == on
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    assert typed.day(f"{on.day} {months[on.month - 1]} {on.year:04}", "day") == on


@pytest.mark.parametrize(
    "text", ["22/11/2026", "11-22", "31 Feb 2026", "2026-13-01", "tomorrow", "", "22 Nov 26", "\0"]
)
def test_what_is_no_day_or_could_be_two_is_refused_with_its_field(text: str) -> None:
    with pytest.raises(typed.Misread) as refused:
        typed.day(text, "expires_on")
    assert refused.value.field == "expires_on"
    assert refused.value.status == 422


def test_a_worded_day_becomes_iso_and_all_else_goes_to_the_act_as_typed() -> None:
    assert typed.day_or_text("22 November 2026") == "2026-11-22"
    assert typed.day_or_text("+7d") == "+7d"


@given(st.text(max_size=60))
def test_no_text_breaks_a_parser(text: str) -> None:
    for parse in (typed.day, typed.whole, typed.fraction):
        try:
            parse(text, "field")
        except typed.Misread:
            continue
    with contextlib.suppress(typed.Misread):
        typed.moment(text, "field", "Europe/Luxembourg", NOW)
    typed.client_clock(text)


def test_a_time_is_local_to_the_post_and_empty_means_now() -> None:
    at = typed.moment("14:05", "handed_at", "Europe/Luxembourg", NOW)
    assert at is not None
    assert at.astimezone(UTC) == datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
    worded = typed.moment("21 Nov 2026 23:59", "handed_at", "Europe/Luxembourg", NOW)
    assert worded is not None
    assert worded.isoformat() == "2026-11-21T23:59:00+01:00"
    assert typed.moment("  ", "handed_at", "Europe/Luxembourg", NOW) is None
    with pytest.raises(typed.Misread):
        typed.moment("24:00", "handed_at", "Europe/Luxembourg", NOW)


def test_a_browser_clock_without_zone_or_sense_is_none() -> None:
    assert typed.client_clock("2026-11-22T13:05:00Z") == NOW
    assert typed.client_clock("2026-11-22T13:05:00") is None
    assert typed.client_clock("2026-99-99T00:00:00Z") is None


def test_numbers_are_bounded() -> None:
    assert typed.whole("4", "hours") == 4
    assert typed.whole("", "hours") is None
    assert typed.fraction(".85", "threshold") == 0.85
    for text in ("-1", "1234567", "٣"):
        with pytest.raises(typed.Misread):
            typed.whole(text, "hours")
    for text in ("1.2", "nan", "-0.1"):
        with pytest.raises(typed.Misread):
            typed.fraction(text, "threshold")


def test_words_are_kept_verbatim_but_for_the_line_ends_of_browsers() -> None:
    assert typed.words("  I am afraid.\r\nVery.  ") == "I am afraid.\nVery."


@pytest.mark.parametrize("name", sorted(case.ACTS))
def test_each_form_sends_what_its_act_takes(name: str) -> None:
    taken = set(inspect.signature(case.ACTS[name]).parameters)
    assert {field.name for field in typed.ACT_FIELDS[name]} <= taken


def test_a_refusal_carries_its_grounds_reasons_and_what_it_was_looking_at() -> None:
    sent = QueryDict("grounds=refuse.C&grounds=refuse.A&own_reasons=Shows+no+visa.&seen=4")
    assert typed.act_arguments("refuse", sent) == {
        "grounds": ["refuse.C", "refuse.A"], "own_reasons": "Shows no visa.", "language": "en", "seen": 4,
    }  # fmt: skip


def test_a_decision_that_does_not_say_what_it_saw_is_not_taken() -> None:
    with pytest.raises(BadInput):
        typed.act_arguments("admit", QueryDict(""))


def test_every_key_is_another() -> None:
    assert UUID(typed.new_key()) != UUID(typed.new_key())
