"""Whatever a scanner or a hand delivers becomes lines, or one clear error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.documents.mrz import MrzError, Reading, blocks, read

from .made import ON, SPECIMENS, TD1, TD2, TD3, outcomes


@pytest.mark.parametrize("lines", SPECIMENS.values(), ids=SPECIMENS)
@pytest.mark.parametrize(
    "given_as",
    [
        tuple,
        "\n".join,
        "\r\n".join,
        lambda lines: "\n".join(lines) + "\n",
        lambda lines: "\r\n".join(lines) + "\r\n",
        "\n\n".join,
        "".join,
        lambda lines: "".join(lines) + "\r",
        lambda lines: "\n".join(lines).lower(),
        lambda lines: "\n".join(f"  {line} \t" for line in lines),
        lambda lines: "\n".join(" ".join(line) for line in lines),
        lambda lines: "\n".join(lines).replace("<", " "),
        lambda lines: "\n".join(lines).replace("<", "«"),
        lambda lines: "\n".join(lines).replace("<<", "«"),
        lambda lines: "\n".join(lines).replace("<", "‹"),
        lambda lines: "\ufeff" + "\n".join(lines),
        lambda lines: "\n".join("".join(chr(ord(one) + 0xFEE0) for one in line) for line in lines),  # fullwidth
    ],
    ids=["lines", "lf", "crlf", "lf end", "crlf end", "blank between", "joined", "joined cr", "lower", "padded",
         "spaced out", "spaces for fillers", "guillemets", "guillemet pairs", "single guillemets", "bom", "fullwidth"],
)  # fmt: skip
def test_every_way_of_giving_an_mrz_reads_the_same(lines, given_as):
    reading = read(given_as(lines), on=ON)
    assert reading.lines == lines
    assert reading.accepted


@pytest.mark.parametrize(
    ("given_as", "words"),
    [
        ("", "empty"),
        (" \n\t\n", "empty"),
        (b"P<UTO", "bytes"),
        (bytearray(b"P<UTO"), "bytes"),
        (["P<UTO", 5], "not text"),
        ("\x00\x01\x02" * 20, "binary"),
        ("%PDF-1.7\n\x93\x8c", "binary"),
        ("A" * 3000, "3000 characters"),
        ("hello", "5 characters"),
        (TD3[0], "44 characters"),
        ("\n".join((*TD3, *TD3)), "44 + 44"),
        (TD1[:2], "30 + 30"),
        ("é" * 88, "not A-Z"),
        ("\n".join(TD3)[:-4], "44 + 40"),
    ],
)
def test_what_is_no_mrz_is_one_clear_error(given_as, words):
    with pytest.raises(MrzError, match=r"scan the page again|one MRZ at a time") as caught:
        read(given_as, on=ON)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("lines", "structure"),
    [
        ((TD3[0][:-1], TD3[1]), "unsure"),  # a trailing filler lost
        ((TD3[0] + "<<", TD3[1]), "unsure"),
        ((TD3[0].rstrip("<"), TD3[1]), "unsure"),  # typed without the trailing fillers
        ((TD3[0], TD3[1].replace("<<<<<", "<<<<")), "unsure"),
        ((*TD1[:2], TD1[2].rstrip("<")), "unsure"),
        ((TD2[0], "1" + TD2[1].replace("<", "1")), "failed"),
    ],
)
def test_a_line_a_little_too_short_or_long_is_read_and_never_accepted(lines, structure):
    reading = read(lines, on=ON)
    assert outcomes(reading)["mrz.structure"] == structure
    assert not reading.accepted
    assert len({len(line) for line in reading.lines}) == 1


def test_a_lost_trailing_filler_changes_nothing_else():
    whole, short = read(TD3, on=ON), read((TD3[0][:-1], TD3[1]), on=ON)
    assert short.lines == whole.lines
    assert short.findings[1:] == whole.findings[1:]


_MRZ = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"


@given(st.text(max_size=400) | st.text(_MRZ + "\n «é\x00", max_size=200) | st.lists(st.text(_MRZ, max_size=46)))
def test_any_text_reads_or_is_refused_as_no_mrz(text):
    try:
        reading = read(text, on=ON)
    except MrzError as error:
        assert str(error)
    else:
        assert isinstance(reading, Reading)


@given(st.sampled_from([(2, 44), (2, 36), (3, 30)]), st.data())
def test_any_characters_in_the_right_shape_read_and_keep_every_character(size, data):
    count, width = size
    lines = data.draw(st.tuples(*[st.text(_MRZ, min_size=width, max_size=width)] * count))
    reading = read(lines, on=ON)
    assert reading.lines == lines
    assert "".join(sorted(field.raw for field in reading.fields))  # every field has its characters
    reading.to_json()


def test_blocks_are_divided_by_blank_lines():
    text = "\r\n".join(TD3) + "\r\n\r\n" + "\n".join(TD1) + "\n \n\t\n" + "\n".join(TD2) + "\n\n\n"
    assert [tuple(block.split("\n")) for block in blocks(text)] == [TD3, TD1, TD2]
    assert list(blocks(" \n\n")) == []
