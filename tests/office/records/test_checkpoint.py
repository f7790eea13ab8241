from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from limen.office.records import checkpoint
from limen.office.records.checkpoint import Checkpoint, CheckpointError, key_id, open_checkpoint, sign

POST = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
HEADQUARTERS = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
ORIGIN = "limen.example/north-gate"
ROOT = bytes(range(32))
TEXT = sign(ORIGIN, 1234, ROOT, POST)


def test_the_text_is_a_signed_note_with_the_three_lines_of_a_checkpoint() -> None:
    origin, size, root, empty, signature, end = TEXT.split("\n")
    assert (origin, size, empty, end) == (ORIGIN, "1234", "", "")
    assert base64.b64decode(root) == ROOT
    dash, name, blob = signature.split(" ")
    assert (dash, name) == ("\u2014", ORIGIN)
    raw = base64.b64decode(blob)
    assert raw[:4] == key_id(ORIGIN, POST.public_key())
    POST.public_key().verify(raw[4:], f"{ORIGIN}\n1234\n{root}\n".encode())


def test_the_key_id_is_the_one_published_for_a_known_key() -> None:
    # The verifier key of the worked example in the documentation of Go's sumdb/note.
    published = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    name, identity, encoded = published.split("+", 2)
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(encoded)[1:])
    assert key_id(name, key).hex() == identity


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_what_was_signed_is_what_is_opened(size: int, root: bytes) -> None:
    assert open_checkpoint(sign(ORIGIN, size, root, POST), POST.public_key()) == Checkpoint(ORIGIN, size, root)


@given(st.data())
def test_any_other_character_anywhere_is_an_error(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(TEXT) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda character: character != TEXT[place]))
    with pytest.raises(CheckpointError):
        open_checkpoint(TEXT[:place] + other + TEXT[place + 1 :], POST.public_key())


@given(st.text(max_size=400) | st.text(alphabet="\n \u2014+=0aA", max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    with pytest.raises(CheckpointError):
        open_checkpoint(text, POST.public_key())


@pytest.mark.parametrize("cut", range(len(TEXT)))
def test_a_cut_checkpoint_is_an_error(cut: int) -> None:
    with pytest.raises(CheckpointError):
        open_checkpoint(TEXT[:cut], POST.public_key())


def test_another_key_has_not_signed_it() -> None:
    with pytest.raises(CheckpointError, match="not signed with this key"):
        open_checkpoint(TEXT, HEADQUARTERS.public_key())


def test_a_changed_size_does_not_verify() -> None:
    with pytest.raises(CheckpointError, match="does not verify"):
        open_checkpoint(TEXT.replace("\n1234\n", "\n1233\n"), POST.public_key())


def test_a_line_that_headquarters_added_is_left_unread() -> None:
    body = TEXT.partition("\n\n")[0] + "\n"
    name = "limen.example/headquarters"
    blob = key_id(name, HEADQUARTERS.public_key()) + HEADQUARTERS.sign(body.encode())
    line = f"\u2014 {name} {base64.b64encode(blob).decode()}\n"
    assert open_checkpoint(TEXT + line, POST.public_key()).size == 1234
    first = TEXT.replace("\n\n", "\n\n" + line)
    assert open_checkpoint(first, POST.public_key()).size == 1234
    with pytest.raises(CheckpointError, match="at most 32 signatures"):
        open_checkpoint(TEXT + line * 32, POST.public_key())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\n1234\n", "\n01234\n"),
        ("\n1234\n", "\n+1234\n"),
        ("\n1234\n", "\n\u0661\u0662\u0663\u0664\n"),
        ("\n1234\n", "\n-1\n"),
        ("\n1234\n", "\n99999999999999999999\n"),
        ("\n1234\n", "\n9999999999999999999\n"),
        ("\n\n", "\nan extension\n\n"),
        ("\n", "\r\n"),
        ("\u2014 ", "- "),
    ],
)
def test_the_reader_is_strict(before: str, after: str) -> None:
    with pytest.raises(CheckpointError):
        open_checkpoint(TEXT.replace(before, after), POST.public_key())


def test_an_enormous_text_is_refused_unread() -> None:
    with pytest.raises(CheckpointError, match="at most 8192"):
        open_checkpoint(TEXT + "x" * 10_000_000, POST.public_key())


@pytest.mark.parametrize(
    "origin", ["", "north gate", "north+gate", "north\ngate", "north\u00a0gate", "n" * 201, "\x7f"]
)
def test_an_origin_that_no_note_may_carry_is_refused(origin: str) -> None:
    with pytest.raises(CheckpointError, match="cannot name a journal"):
        sign(origin, 1, ROOT, POST)


@pytest.mark.parametrize(("size", "root"), [(-1, ROOT), (2**63, ROOT), (1, ROOT[1:]), (1, b"")])
def test_a_size_or_root_that_no_journal_has_is_refused(size: int, root: bytes) -> None:
    with pytest.raises(CheckpointError):
        sign(ORIGIN, size, root, POST)


def test_the_example_of_the_module_runs() -> None:
    import doctest

    assert doctest.testmod(checkpoint).failed == 0
