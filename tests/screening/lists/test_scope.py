"""Where and when an entry is looked at: what is known outside leaves out, what is unknown never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.screening import Entry
from limen.screening.lists import ListedName, Scope
from limen.screening.lists.difference import between
from limen.vocabulary.dates import DateError

days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
codes = st.lists(st.sampled_from(["A", "B", "C"]), max_size=2, unique=True).map(tuple)
ways = st.lists(st.sampled_from(["entry", "exit"]), max_size=2, unique=True).map(tuple)


@st.composite
def scopes(draw: st.DrawFn) -> Scope:
    first, last = sorted((draw(days), draw(days)))
    return Scope(
        draw(codes), draw(codes), draw(ways), draw(st.sampled_from(["", first.isoformat()])),
        draw(st.sampled_from(["", last.isoformat()])),
    )  # fmt: skip


@given(scope=scopes(), on=days, post=st.sampled_from(["A", "D"]), way=st.sampled_from(["entry", "exit"]))
def test_each_part_leaves_out_by_itself_and_unknown_leaves_out_nothing(
    scope: Scope, on: date, post: str, way: str
) -> None:
    covers = scope.covers(post, on, way)
    in_time = (not scope.first or scope.first <= on.isoformat()) and (not scope.last or on.isoformat() <= scope.last)
    there = not scope.posts or post in scope.posts
    that_way = not scope.directions or way in scope.directions
    assert covers == (in_time and there and that_way)
    assert scope.covers("", on, "") == in_time
    assert scope.covers(post, on, way, "Z") == (covers and not scope.flights)


@given(scope=scopes())
def test_json_there_and_back(scope: Scope) -> None:
    entry = Entry("1", "x", (ListedName("Amara"),), scope=scope)
    again = Entry.from_json(entry.to_json())
    assert again.content_hash == entry.content_hash and Scope.from_json(scope.to_json()) == scope
    assert (again.scope == scope) if scope else again.scope is None
    assert ("scope" in entry.to_json()) == bool(scope)


def test_an_entry_without_one_has_the_hash_it_always_had_and_a_scope_is_content() -> None:
    entry = Entry("1", "post", (ListedName("Amara Okafor"),))
    scoped = replace(entry, scope=Scope(posts=("A",)))
    assert replace(entry, scope=Scope()).content_hash == entry.content_hash != scoped.content_hash
    (changed,) = between([entry], [scoped]).changed
    assert changed.parts == ("scope",) and changed.moves_scores


@pytest.mark.parametrize("days", [("soon", ""), ("", "2026-13-01"), ("2026-02-02", "2026-02-01")])
def test_days_that_are_none_are_an_error(days: tuple[str, str]) -> None:
    with pytest.raises(DateError):
        Scope(first=days[0], last=days[1])


def test_its_own_days_are_inside() -> None:
    day = date(2026, 11, 22)
    scope = Scope(first=day.isoformat(), last=day.isoformat())
    found = [scope.covers("A", day + timedelta(days=apart), "entry") for apart in (-1, 0, 1)]
    assert found == [False, True, False]
