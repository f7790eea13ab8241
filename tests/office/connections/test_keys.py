from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from limen.office.connections import keys
from limen.office.connections.keys import (
    DamagedKeyError,
    ExposedKeyError,
    KeyExistsError,
    NodeKeyError,
    NoKeyError,
    load_key,
    make_key,
    public_text,
    read_public,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "node.key"


def written(path: Path, content: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_a_key_that_was_made_is_the_one_loaded(path: Path) -> None:
    made = make_key(path)
    assert load_key(path).private_bytes_raw() == made.private_bytes_raw()
    assert [file.name for file in path.parent.iterdir()] == ["node.key"]


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_the_file_has_mode_0600_whatever_the_umask(path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        make_key(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_is_never_overwritten(path: Path) -> None:
    first = make_key(path)
    with pytest.raises(KeyExistsError, match="not overwritten"):
        make_key(path)
    assert load_key(path).private_bytes_raw() == first.private_bytes_raw()
    assert [file.name for file in path.parent.iterdir()] == ["node.key"]


def test_a_dangling_link_is_not_written_through(path: Path) -> None:
    path.symlink_to(path.with_name("elsewhere"))
    with pytest.raises(KeyExistsError):
        make_key(path)
    assert not path.with_name("elsewhere").exists()


def test_of_eight_that_make_the_key_at_once_one_does(path: Path) -> None:
    made: list[bytes] = []
    told: list[KeyExistsError] = []
    start = threading.Barrier(8)

    def make() -> None:
        start.wait()
        try:
            made.append(make_key(path).private_bytes_raw())
        except KeyExistsError as error:
            told.append(error)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(told)) == (1, 7)
    assert load_key(path).private_bytes_raw() == made[0]


def test_a_write_that_fails_leaves_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keys.os, "fsync", full)
    with pytest.raises(NodeKeyError, match="No space left on device"):
        make_key(path)
    assert list(path.parent.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NodeKeyError, match="make the folder"):
        make_key(tmp_path / "absent" / "node.key")


def test_a_missing_key_says_how_to_make_one(path: Path) -> None:
    with pytest.raises(NoKeyError, match="limen keys"):
        load_key(path)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o602, 0o700, 0o4600, 0o777])
def test_a_key_that_others_can_reach_is_refused(path: Path, mode: int) -> None:
    make_key(path)
    path.chmod(mode)
    with pytest.raises(ExposedKeyError, match=f"mode {mode:04o}.*chmod 600"):
        load_key(path)


def test_a_read_only_credential_is_accepted(path: Path) -> None:
    make_key(path)
    path.chmod(0o400)
    assert load_key(path)


def test_a_link_a_folder_and_a_pipe_are_refused(path: Path, tmp_path: Path) -> None:
    make_key(path)
    link, pipe = tmp_path / "link", tmp_path / "pipe"
    link.symlink_to(path)
    os.mkfifo(pipe, 0o600)
    for other in (link, tmp_path, pipe):
        with pytest.raises(ExposedKeyError):
            load_key(other)


def test_a_key_of_another_user_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_key(path)
    if os.geteuid() == 0:
        os.chown(path, 4711, -1)
    else:
        monkeypatch.setattr(keys.os, "geteuid", lambda: 4711)
    with pytest.raises(ExposedKeyError, match="another user"):
        load_key(path)


def pem(key: object, password: bytes | None = None) -> bytes:
    guard = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, guard)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"ed25519",
        bytes(range(200)),
        pem(KEY)[:-40],
        pem(KEY, b"secret"),
        pem(ec.generate_private_key(ec.SECP256R1())),
        pem(KEY) + b"\n" * 5000,
    ],
    ids=["empty", "text", "binary", "cut", "encrypted", "another-kind", "too-large"],
)
def test_a_file_that_holds_no_key_of_ours_is_refused(path: Path, content: bytes) -> None:
    with pytest.raises(DamagedKeyError, match="restore it"):
        load_key(written(path, content))


def test_the_public_text_is_read_back() -> None:
    text = public_text(KEY)
    assert text == public_text(KEY.public_key())
    assert text.startswith("ed25519:")
    assert len(text) == 52
    assert read_public(f" {text}\n").public_bytes_raw() == KEY.public_key().public_bytes_raw()


@given(st.text(max_size=80) | st.text(alphabet="ed25519:AZaz09+/=", max_size=60))
def test_no_other_text_is_a_public_key(text: str) -> None:
    with pytest.raises(DamagedKeyError):
        read_public(text)


@pytest.mark.parametrize("text", ["x" * 10_000_000, "ed25519:" + "A" * 42 + "B="], ids=["enormous", "stray-bits"])
def test_an_enormous_text_and_another_spelling_are_refused(text: str) -> None:
    with pytest.raises(DamagedKeyError):
        read_public(text)
