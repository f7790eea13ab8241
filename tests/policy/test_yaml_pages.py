from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.policy.yaml_pages import DEEPEST, LARGEST_FILE, PageError, read_page


def test_plain_data_with_its_lines() -> None:
    page = read_page(b"a: 1\nb:\n  - x\n  - k: true\n    z: null\n")
    assert page.data == {"a": 1, "b": ["x", {"k": True, "z": None}]}
    assert page.line(("b", 1, "z")) == 5
    assert page.line(("b", 1, "nowhere")) == 4


def test_norway_stays_norway_and_quoted_text_is_text() -> None:
    assert read_page(b"NO: Norway\na: 'yes'\nb: \"1:30\"\nc: 2026-11-22\n").data == {
        "NO": "Norway",
        "a": "yes",
        "b": "1:30",
        "c": "2026-11-22",
    }


@pytest.mark.parametrize("scalar", ["yes", "on", "Off", "No", "TRUE", "~", "1:30", "0x1F", "0o17", "1.5", ".5"])
def test_what_readers_disagree_on_must_be_quoted(scalar: str) -> None:
    with pytest.raises(PageError, match=r"line 1.*quotes"):
        read_page(f"a: {scalar}\n".encode())


@pytest.mark.parametrize(
    "data",
    [
        b"a: 1\na: 2\n",
        b"a: &x 1\nb: *x\n",
        b"a: !!python/object:os.system x\n",
        b"a: !x {}\n",
        b"---\na: 1\n---\nb: 2\n",
        b"\xff\xfe",
        b"a: [1\n",
        b"{[1]: 2}",
        b"a: 'x\n",
        b"\t a: 1",
        b"a: " + b"9" * 30,
        b"%YAML 9\n",
        b"a: b: c",
        b"&a [*a]",
        b"\x00",
    ],
)
def test_what_a_pack_is_not_written_in_is_refused_with_its_line(data: bytes) -> None:
    with pytest.raises(PageError, match="line "):
        read_page(data)


@pytest.mark.parametrize("depth", [DEEPEST + 1, 50_000])
def test_depth_is_bounded_before_anything_is_built(depth: int) -> None:
    with pytest.raises(PageError):
        read_page(b"a: " + b"[" * depth)


def test_size_is_bounded() -> None:
    with pytest.raises(PageError, match="more than"):
        read_page(b"#" * (LARGEST_FILE + 1))


@given(st.binary(max_size=200) | st.text(alphabet="ab:- \n[]{}'\"&*!|>#%@0", max_size=80).map(str.encode))
def test_any_bytes_are_a_page_or_one_error(data: bytes) -> None:
    try:
        read_page(data)
    except PageError as problem:
        assert "line" in str(problem)
