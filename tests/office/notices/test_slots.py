from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.office import notices
from limen.office.notices import NoticeError, fill, slots_of
from limen.office.notices.slots import REORDERING, unisolated

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
WORDS = st.text(alphabet="ab é.{}#*\n", max_size=12)
VALUES = st.text(st.characters(exclude_characters=sorted(REORDERING)), min_size=1, max_size=12).filter(str.strip)


def test_each_slot_is_filled_wherever_it_stands() -> None:
    text = "{surname}, born {birth}: {surname} is refused {{as said}}"
    assert slots_of(text) == {"surname", "birth"}
    filled = fill(text, {"surname": "NÚÑEZ", "birth": "1987"})
    assert filled == "NÚÑEZ, born 1987: NÚÑEZ is refused {as said}"


def test_a_value_is_never_searched_for_slots() -> None:
    assert fill("{a} and {b}", {"a": "{b}", "b": "{{x"}) == "{b} and {{x"
    assert fill("{{{a}}}", {"a": "a"}) == "{a}"


@given(st.lists(st.tuples(WORDS, NAMES), max_size=6), WORDS, st.data())
def test_what_is_filled_is_the_text_with_its_values(
    parts: list[tuple[str, str]], end: str, data: st.DataObject
) -> None:
    slots = {name: data.draw(VALUES) for _, name in parts}
    written = [(words.replace("{", "{{").replace("}", "}}"), name) for words, name in parts]
    text = "".join(f"{words}{{{name}}}" for words, name in written) + end.replace("{", "{{").replace("}", "}}")
    assert slots_of(text) == slots.keys()
    assert unisolated(fill(text, slots)) == "".join(words + slots[name] for words, name in parts) + end


@given(st.text(alphabet="ab{}_A0 ", max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        names = slots_of(text)
    except NoticeError:
        return
    assert "\x00" not in fill(text, dict.fromkeys(names, "x"))


@pytest.mark.parametrize(
    ("slots", "told"),
    [
        ({}, "no value for {post}"),
        ({"post": "North Gate", "poste": "x"}, "no slot {poste}"),
        ({"post": "  "}, "{post} is blank"),
    ],
)
def test_a_slot_and_its_value_must_find_each_other(slots: dict[str, str], told: str) -> None:
    with pytest.raises(NoticeError, match=told):
        fill("At {post} you were asked to wait.", slots)


@pytest.mark.parametrize("text", ["{", "}", "{Post}", "{}", "{post", "post}", "{post.name}", "{post!r}", "{0}"])
def test_a_stray_brace_is_named(text: str) -> None:
    with pytest.raises(NoticeError, match="a stray"):
        fill(text, {"post": "North Gate"})


def test_the_example_of_the_room_runs() -> None:
    import doctest

    assert doctest.testmod(notices).failed == 0


def test_a_value_is_kept_apart_where_its_direction_may_differ() -> None:
    assert fill("{a}, {b}", {"a": "Amara", "b": "محمد"}) == "Amara, \u2068محمد\u2069"
    assert fill("ولد {a}", {"a": "PO-2214"}, right_to_left=True) == "ولد \u2068PO-2214\u2069"
    assert fill("{a}", {"a": "one\n\ntwo"}, right_to_left=True) == "\u2068one\u2069\n\n\u2068two\u2069"


@pytest.mark.parametrize("mark", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_a_value_that_reorders_its_letters_is_refused(mark: str) -> None:
    with pytest.raises(NoticeError, match="reorders the letters"):
        fill("{a}", {"a": f"NÚÑEZ{mark}ZEÑÚN"})


def test_only_whole_isolates_are_taken_for_ours() -> None:
    assert unisolated("a \u2068b\u2069 c \u2068d") == "a b c \u2068d"
