"""What is written is what the standard prints, and what is read and written again is the same to the character."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.documents import write_mrz
from limen.documents.mrz import UnprintableError, check_digit, read, write
from limen.vocabulary.countries import codes
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Sex, TravelDocument

from .made import ON, SPECIMENS, altered, document, printed


@pytest.mark.parametrize("lines", SPECIMENS.values(), ids=SPECIMENS)
def test_the_standards_specimens_are_written_as_printed(lines):
    assert write_mrz(read(lines, on=date(2026, 1, 1)).document) == lines


_WIDTH = {"TD1": 30, "TD2": 31, "TD3": 39, "MRV-A": 39, "MRV-B": 31, "FRA-ID": 25}
_SIZE = {"TD1": (3, 30), "TD2": (2, 36), "TD3": (2, 44), "MRV-A": (2, 44), "MRV-B": (2, 36), "FRA-ID": (2, 36)}
_TYPES = {"TD1": "ID", "TD2": "I", "TD3": "PP", "MRV-A": "V", "MRV-B": "VC", "FRA-ID": "ID"}
_OPTIONAL = {"TD1": (15, 11), "TD2": (7,), "TD3": (14,), "MRV-A": (16,), "MRV-B": (8,)}
_word = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=9)
_words = st.lists(_word, min_size=1, max_size=4).map(" ".join)
_ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_births = st.dates(date(1930, 1, 1), ON).map(PartialDate.of) | st.none()
_partly = st.builds(PartialDate, st.integers(1930, 2025), st.integers(0, 12))


@st.composite
def documents(draw):
    """A document of any format of Doc 9303, its name short enough to be whole or exactly as long as its field."""
    format = draw(st.sampled_from(sorted(_OPTIONAL)))
    number_most = {"TD1": 22, "TD2": 14}.get(format, 9)
    number = draw(st.text(_ALNUM, min_size=1, max_size=number_most))
    room = list(_OPTIONAL[format])
    if len(number) > 9:
        room[0] -= len(number) - 9 + 2
    optional = [draw(st.text(_ALNUM, max_size=width)) for width in room]
    while optional and not optional[-1]:
        optional.pop()
    surname, given_names = draw(_words), draw(_words | st.just(""))
    width = _WIDTH[format]
    if len(surname) > width - 3:
        surname = surname[: width - 3].strip()
    given_names = given_names[: width - len(surname) - 2].strip()
    return TravelDocument(
        format=format,
        type=_TYPES[format],
        issuer=draw(st.sampled_from(sorted(codes()))),
        number=number,
        surname=surname,
        given=given_names,
        nationality=draw(st.sampled_from(sorted(codes()))),
        birth=draw(_births | _partly),
        sex=draw(st.sampled_from(Sex)),
        expiry=PartialDate.of(draw(st.dates(date(1980, 1, 1), date(2070, 1, 1)))),
        optional=tuple(optional),
    )


@given(documents())
def test_what_is_written_is_read_back_and_written_again_the_same(made):
    lines = write(made)
    count, width = _SIZE[made.format]
    assert [len(line) for line in lines] == [width] * count
    reading = read(lines, on=ON)
    read_back = reading.document
    assert write(read_back) == lines
    for name in ("format", "type", "issuer", "number", "surname", "given", "nationality", "sex", "expiry", "optional"):
        assert getattr(read_back, name) == getattr(made, name), name
    digits = [finding for finding in reading.findings if "check_digit" in finding.code]
    assert all(finding.outcome == "passed" for finding in digits)
    assert reading.accepted


@given(_words, _words | st.just(""), st.sampled_from(sorted(_OPTIONAL)))
def test_a_name_too_long_is_cut_so_that_a_letter_stands_last(surname, given_names, format):
    surname, given_names = surname * 3, given_names * 3
    made = document(format=format, type=_TYPES[format], surname=surname, given=given_names)
    lines = write(made)
    reading = read(lines, on=ON)
    whole = surname + ("  " + given_names if given_names else "")
    cut = len(whole) > _WIDTH[format]
    assert reading.document.name_truncated == (len(whole) >= _WIDTH[format])
    assert reading.finding("mrz.name").outcome == "passed"
    if given_names:
        assert reading.document.given
    if not cut:
        assert (reading.document.surname, reading.document.given) == (surname, given_names)
    assert write(reading.document) == lines


@pytest.mark.parametrize(
    ("surname", "given_names", "format", "field"),
    [
        # Doc 9303-4 4.2.3, 9303-5 4.2.3, 9303-6 4.2.3: examples that one way of cutting gives.
        ("Nilavadhanananda", "Chayapa Dejthamrong Krasuang", "TD3", "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"),
        ("Nilavadhanananda", "Arnpol Petch Charonguang", "TD3", "NILAVADHANANANDA<<ARNPOL<PETCH<CHARONGU"),
        ("Papandropoulous", "Jonathon Warren Trevor", "TD3", "PAPANDROPOULOUS<<JONATHON<WARREN<TREVOR"),
        ("Papandropoulous", "Jonathon Alec", "TD1", "PAPANDROPOULOUS<<JONATHON<ALEC"),
        ("Vilarchao Fernandez", "Jose Ramon", "TD1", "VILARCHAO<FERNANDEZ<<JOSE<RAMO"),
        ("Vilarchao Fernandez", "Jose Ramon", "TD2", "VILARCHAO<FERNANDEZ<<JOSE<RAMON"),
        ("O'Connor", "Enya Siobhan", "TD3", "OCONNOR<<ENYA<SIOBHAN<<<<<<<<<<<<<<<<<<"),
        ("Smith-Jones", "Susie Margaret", "TD3", "SMITH<JONES<<SUSIE<MARGARET<<<<<<<<<<<<"),
        ("Müller", "Jürgen", "TD2", "MUELLER<<JUERGEN<<<<<<<<<<<<<<<"),
        # A cut between two components takes a letter of the one before.
        ("AAAA", "BBBBBBBBBB CCCCCCCCCC DDDDDDDDDD EE", "TD3", "AAAA<<BBBBBBBBBB<CCCCCCCCCC<DDDDDDDDDD<"[:-2] + "<E"),
        # Nobody's given name is lost to a long surname.
        ("Wolfeschlegelsteinhausenbergerdorffwelche", "Hubert", "TD3", "WOLFESCHLEGELSTEINHAUSENBERGERDORFFW<<H"),
    ],
)
def test_names_as_the_standard_cuts_them(surname, given_names, format, field):
    lines = write(document(format=format, type=_TYPES[format], surname=surname, given=given_names))
    assert (lines[2] if format == "TD1" else lines[0][5:]) == field


@pytest.mark.parametrize("digit", ["0", "<"])
def test_the_issuers_choice_for_an_unused_personal_number_is_kept(digit):
    lines = altered(printed(), 2, 43, digit)
    assert write(read(lines, on=ON).document) == lines


@pytest.mark.parametrize("six", ["<<0417", "<<04<<", "80<<17", "<<<<17", "<<<<<<", "80<<<<", "8001<<"])
def test_a_date_that_no_value_holds_is_kept(six):
    lines = altered(printed(), 2, 14, six + check_digit(six))
    lines = altered(lines, 2, 44, check_digit(lines[1][:10] + lines[1][13:20] + lines[1][21:43]))
    assert write(read(lines, on=ON).document) == lines


@given(_words.filter(lambda one: len(one) <= 25), st.lists(_word, min_size=1, max_size=2))
def test_the_french_card_is_written_as_read(surname, given_names):
    made = document(
        format="FRA-ID", type="ID", issuer="FRA", nationality="FRA", number="880692310285", surname=surname,
        given=" ".join(given_names), expiry=None, optional=("923 44",),
    )  # fmt: skip
    lines = write(made)
    assert write(read(lines, on=ON).document) == lines
    assert read(lines, on=ON).accepted


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"format": "TD9"}, "no format"),
        ({"number": "A012345678"}, "its place holds 9"),
        ({"format": "TD1", "number": "A" * 23}, "its place holds 15"),
        ({"format": "TD2", "number": "A" * 15}, "its place holds 7"),
        ({"format": "TD1", "number": "ABCDEFGH 1"}, "ninth place"),
        ({"issuer": "UTOPIA"}, "its place holds 3"),
        ({"optional": ("A" * 15,)}, "its place holds 14"),
        ({"optional": ("A", "B")}, "no place for the optional"),
        ({"format": "TD1", "optional": ("A", "B", "C")}, "no place for the optional"),
    ],
)
def test_what_a_format_cannot_print_is_refused(changes, words):
    with pytest.raises(UnprintableError, match=words):
        write(document(**changes))


def test_a_visa_prints_the_nine_principal_characters_of_a_long_passport_number():
    """Doc 9303-7 4.2.2, note j."""
    assert read(write(document(format="MRV-A", type="V", number="A0123456789")), on=ON).document.number == "A01234567"


def test_the_number_keeps_its_inner_spaces():
    lines = printed(number="AB 12 34")
    assert lines[1].startswith("AB<12<34<")
    assert read(lines, on=ON).document.number == "AB 12 34"


def test_pairs_of_cut_words_never_join():
    """No cut leaves two fillers inside an identifier, which would make a second one of it."""
    for width in range(10, 60):
        name = " ".join(["AB", "C", "DE", "F", "GHI"] * 8)[:width].strip()
        lines = write(document(surname=name, given=name))
        assert lines[0][5:].count("<<") <= 1 or lines[0].endswith("<<")
        assert all(one + two != "<<" for one, two in pairwise(lines[0][5:].split("<<")[0]))
