"""What is known of an MRZ while it is keyed: nothing false at any point, a wrong character at its place."""

from __future__ import annotations

import string
from datetime import date

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from limen.documents.mrz import UnprintableError, progress, read, write
from limen.documents.mrz.keyed import PARTS, ROWS, WANTS, Progress
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Sex

from .made import ON, SPECIMENS, TD1, TD1_LONG, TD2, TD3, altered, document

NAMES = st.text(string.ascii_uppercase, min_size=1, max_size=30)
NUMBERS = st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=16)
DATES = st.dates(date(1930, 1, 1), date(2020, 12, 31)).map(lambda day: PartialDate(day.year, day.month, day.day))
UNKNOWN = st.sampled_from([PartialDate(1980), PartialDate(1980, 3)])


@st.composite
def printed(draw: st.DrawFn) -> tuple[str, ...]:
    """The lines of any document that the reader accepts."""
    format, type = draw(st.sampled_from([("TD3", "PP"), ("TD3", "P"), ("TD2", "ID"), ("TD1", "ID"), ("TD1", "AC"),
                                         ("MRV-A", "V"), ("MRV-B", "VC")]))  # fmt: skip
    made = document(
        format=format, type=type, number=draw(NUMBERS), surname=draw(NAMES), given=draw(NAMES),
        issuer=draw(st.sampled_from(["UTO", "D", "FRA", "GBR"])), birth=draw(DATES | UNKNOWN),
        sex=draw(st.sampled_from([Sex.FEMALE, Sex.MALE, Sex.UNSPECIFIED])),
        optional=draw(st.just(()) | NUMBERS.map(lambda one: (one,))),
    )  # fmt: skip
    try:
        lines = write(made)
    except UnprintableError:
        assume(False)
    assume(read(lines, on=ON).accepted)
    return lines


def check(found: Progress, name: str) -> str:
    return next(part.check for part in found.parts if part.name == name)


def test_every_prefix_of_every_specimen_has_nothing_wrong() -> None:
    for name, lines in SPECIMENS.items():
        for break_ in ("\n", "", "\r\n"):
            whole = break_.join(lines)
            for length in range(len(whole) + 1):
                found = progress(whole[:length])
                assert not found.failed and not found.strange, (name, whole[:length])
            assert found.is_whole and found.left == 0, name
            assert found.format == read(lines, on=ON).format


@settings(max_examples=150, deadline=None)
@given(printed(), st.sampled_from(["\n", ""]))
def test_a_sound_mrz_has_no_failed_digit_at_any_point(lines: tuple[str, ...], break_: str) -> None:
    whole = break_.join(lines)
    for length in range(len(whole) + 1):
        found = progress(whole[:length])
        assert not found.failed, whole[:length]
        assert not found.strange, whole[:length]
    assert found.is_whole and found.format == read(lines, on=ON).format
    assert all(part.check in ("passed", "") for part in found.parts)


@settings(max_examples=150, deadline=None)
@given(printed(), st.data())
def test_what_the_reader_fails_is_failed_here_and_nothing_else(lines: tuple[str, ...], data: st.DataObject) -> None:
    line = data.draw(st.integers(1, len(lines)))
    position = data.draw(st.integers(1, len(lines[0])))
    assume((line, position) != (1, 1))
    wrong = altered(lines, line, position, data.draw(st.sampled_from(string.digits)))
    found, reading = progress("\n".join(wrong)), read(wrong, on=ON)
    assume(found.format == reading.format)
    digits = {one.code.rpartition(".")[2]: str(one.outcome) for one in reading.findings if "check_digit" in one.code}
    assert {part.name: part.check for part in found.parts if part.check} == digits


@pytest.mark.parametrize(
    ("line", "position", "character", "wants"),
    [
        (1, 1, "Q", "begin"), (1, 4, "7", "letter"), (1, 20, "0", "letter"), (2, 12, "5", "letter"),
        (2, 15, "O", "digit"), (2, 20, "<", "check"), (2, 21, "N", "sex"), (2, 25, "I", "digit"), (2, 44, "<", "check"),
        (2, 3, "é", "any"), (2, 30, "-", "any"),
    ],
)  # fmt: skip
def test_a_character_out_of_place_is_named_where_it_stands(
    line: int, position: int, character: str, wants: str
) -> None:
    wrong = altered(TD3, line, position, character)
    (one, *_) = progress("\n".join(wrong)).strange
    assert (one.line, one.position, one.wants) == (line, position, wants)
    upto = "\n".join(wrong)[: (line - 1) * 45 + position]  # and as soon as it is keyed
    assert [(one.line, one.position) for one in progress(upto).strange] == [(line, position)]


def test_a_wrong_digit_is_failed_as_soon_as_it_is_due() -> None:
    lines = altered(TD3, 2, 10, "7")
    due = "\n".join(lines)[: 45 + 9]
    assert check(progress(due), "number") == "due"
    found = progress("\n".join(lines)[: 45 + 10])
    (part,) = found.failed
    assert (part.name, part.printed, part.expected) == ("number", "7", "6")
    assert not found.is_whole


def test_the_format_is_open_until_no_other_fits() -> None:
    assert progress("I").formats == ("TD1", "TD2")
    assert progress("I<UTOD23").format == "TD1"  # digits stand in no name
    assert progress("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD2").format == "TD2"
    assert progress("V<UTO").formats == ("MRV-A", "MRV-B")
    assert progress("P").format == "TD3"
    assert progress("IDFRA").formats == ("TD1", "FRA-ID")
    assert progress("").formats == ()


def test_lines_tell_what_is_left_and_what_was_closed_early() -> None:
    found = progress(TD3[0] + "\nL898902C3")
    assert [(row.state, row.left) for row in found.rows] == [("full", 0), ("open", 35)]
    assert found.left == 35
    early = progress("P<UTOERIKSSON<<ANNA\n" + TD3[1])
    assert early.rows[0].state == "padded" and early.is_whole
    assert [row.state for row in progress(TD3[0] + "\n" + TD3[1][:40] + "\n").rows] == ["full", "short"]
    assert progress(TD3[0] + "<\n").rows[0].state == "long"
    assert [(one.line, one.wants) for one in progress("\n".join((*TD3, "X"))).strange] == [(3, "more")]


def test_a_number_that_runs_on_is_due_until_it_ends() -> None:
    upper = TD1_LONG[0]
    assert check(progress(upper[:15]), "number") == "due"
    assert check(progress(upper[:19]), "number") == "due"
    assert check(progress(upper[:20]), "number") == "passed"
    assert check(progress(altered((upper,), 1, 19, "8")[0][:20]), "number") == "failed"


def test_small_letters_spaces_and_other_fillers_are_taken_as_the_reader_takes_them() -> None:
    text = " ".join(TD2[0]).lower() + "\r\n" + TD2[1].replace("<", "‹")
    assert progress(text).is_whole
    assert progress("\n\n" + "\n".join(TD1) + "\n").is_whole


@given(st.text(max_size=600))
@example("P" * 600)
@example("I\n\n\nI" * 80)
@example("﷽" * 400)
@example("\ud800P<")
def test_whatever_is_keyed_is_answered(text: str) -> None:
    found = progress(text)
    assert len(found.rows) <= 400
    assert all(one.wants in WANTS for one in found.strange)
    assert all(row.state in ROWS for row in found.rows)
    assert {part.name for part in found.parts if part.check} <= set(PARTS)
