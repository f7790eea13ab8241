"""The node's own key: one Ed25519 key in a file that nobody else may read.

It signs checkpoints, copies of lists and proofs. The file is PKCS#8 PEM, as OpenSSL writes it, unencrypted: what guards
it is its mode and the disk. A key is made once, is never overwritten, and is refused once others could have read it.
"""

from __future__ import annotations

import base64
import os
import re
import secrets
import stat
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

# An Ed25519 key in PEM has 119 bytes; a file that is larger is something else.
FILE_BOUND = 4096
_MODE = 0o600
# 0400 is what systemd and container platforms give a credential: stricter, so accepted.
_SAFE_MODES = frozenset({_MODE, 0o400})
_PREFIX = "ed25519:"
_PUBLIC = re.compile(r"ed25519:[A-Za-z0-9+/]{43}=", re.ASCII)


class NodeKeyError(Exception):
    """The node's key cannot be made, read or trusted."""


class NoKeyError(NodeKeyError):
    """There is no key where it was looked for."""


class KeyExistsError(NodeKeyError):
    """A key is there already; keys are never overwritten."""


class ExposedKeyError(NodeKeyError):
    """Others than its owner can read or change the key file, or it is not a plain file of ours."""


class DamagedKeyError(NodeKeyError):
    """The text or file holds no Ed25519 key."""


def make_key(path: Path) -> Ed25519PrivateKey:
    """Make a new key, write it to `path` with mode 0600, and answer it. The folder must be there.

    The file appears whole or not at all. Raises KeyExistsError where anything is at `path`, NodeKeyError where the
    folder cannot be written.
    """
    key = Ed25519PrivateKey.generate()
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        try:
            _write(draft, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            # Unlike a rename, a link fails where the name is taken: of two that make a key at once, one is told.
            os.link(draft, path)
        finally:
            draft.unlink(missing_ok=True)
        _make_lasting(path.parent)
    except FileExistsError as error:
        raise KeyExistsError(
            f"{path} is there already and is not overwritten: what it signed could no longer be verified. "
            "To replace the key move the file away, keep its public text, and make a new one"
        ) from error
    except OSError as error:
        raise NodeKeyError(
            f"the key cannot be written to {path}: {error.strerror}; make the folder, writable"
        ) from error
    return key


def load_key(path: Path) -> Ed25519PrivateKey:
    """The key kept at `path`. Raises NoKeyError, ExposedKeyError or DamagedKeyError, each saying what to do."""
    try:
        # No link is followed: a key must be the very file whose mode is checked. A pipe or device must not hang us.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError as error:
        raise NoKeyError(f"there is no key at {path}: make one with `limen keys`") from error
    except OSError as error:
        raise ExposedKeyError(
            f"{path} cannot be opened as a key: {error.strerror}; it must be a plain file of this user, not a link"
        ) from error
    try:
        _require_guarded(path, os.fstat(descriptor))
        pem = os.read(descriptor, FILE_BOUND + 1)
    finally:
        os.close(descriptor)
    return _read(path, pem)


def public_text(key: Ed25519PrivateKey | Ed25519PublicKey) -> str:
    """The public half as one line to print, read out and compare: `ed25519:` and base64."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return _PREFIX + base64.b64encode(public.public_bytes_raw()).decode()


def read_public(text: str) -> Ed25519PublicKey:
    """The key that `public_text` printed, with white space around it forgiven. Raises DamagedKeyError."""
    line = text.strip() if len(text) <= FILE_BOUND else ""
    if _PUBLIC.fullmatch(line) is None:
        raise DamagedKeyError(
            f"{text[:60]!r} is no public key: it is `{_PREFIX}` and 44 characters, as the node that owns it prints it"
        )
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(line.removeprefix(_PREFIX)))
    if public_text(public) != line:  # another spelling of the same bytes
        raise DamagedKeyError(
            f"{line!r} has stray bits in its last character: copy it again from the node that owns it"
        )
    return public


def _write(draft: Path, pem: bytes) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    with os.fdopen(descriptor, "wb") as stream:
        os.fchmod(descriptor, _MODE)  # whatever the umask
        stream.write(pem)
        stream.flush()
        os.fsync(descriptor)


def _make_lasting(folder: Path) -> None:
    """A new name survives a power cut only once its folder is written."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _require_guarded(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise ExposedKeyError(f"{path} is not a plain file: give the key file itself")
    mode = stat.S_IMODE(status.st_mode)
    if mode not in _SAFE_MODES:
        raise ExposedKeyError(
            f"{path} has mode {mode:04o}, so others may have read the key: if nobody could, run `chmod 600 {path}`; "
            "if somebody could, make a new key"
        )
    if status.st_uid not in (os.geteuid(), 0):
        raise ExposedKeyError(
            f"{path} belongs to another user ({status.st_uid}): it must belong to the one who runs Limen"
        )


def _read(path: Path, pem: bytes) -> Ed25519PrivateKey:
    advice = "restore it from the copy kept in safety, or move it away and make a new one"
    if len(pem) > FILE_BOUND:
        raise DamagedKeyError(f"{path} has more than {FILE_BOUND} bytes and is no key: {advice}")
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise DamagedKeyError(f"{path} holds no unencrypted private key in PEM: {advice}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise DamagedKeyError(f"{path} holds another kind of key, not Ed25519: {advice}")
    return key


_SEALING_PREFIX = "x25519:"
_SEALING_PUBLIC = re.compile(r"x25519:[A-Za-z0-9+/]{43}=", re.ASCII)


def sealing_key(key: Ed25519PrivateKey) -> X25519PrivateKey:
    """The key that copies of lists are sealed to, derived from the node's own (HKDF-SHA256, RFC 5869): one file, kept
    as one, and neither key tells the other."""
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"limen node: copies of lists are sealed to it")
    return X25519PrivateKey.from_private_bytes(derive.derive(key.private_bytes_raw()))


def sealing_text(key: X25519PrivateKey | X25519PublicKey) -> str:
    """The public half as one line to print, read out and compare: `x25519:` and base64."""
    public = key.public_key() if isinstance(key, X25519PrivateKey) else key
    return _SEALING_PREFIX + base64.b64encode(public.public_bytes_raw()).decode()


def read_sealing(text: str) -> X25519PublicKey:
    """The key that `sealing_text` printed, with white space around it forgiven. Raises DamagedKeyError."""
    line = text.strip() if len(text) <= FILE_BOUND else ""
    if _SEALING_PUBLIC.fullmatch(line) is None:
        raise DamagedKeyError(
            f"{text[:60]!r} is no key to seal to: it is `{_SEALING_PREFIX}` and 44 characters, as `limen lists key` "
            "prints it at the post that shall read the copy"
        )
    public = X25519PublicKey.from_public_bytes(base64.b64decode(line.removeprefix(_SEALING_PREFIX)))
    if sealing_text(public) != line:
        raise DamagedKeyError(f"{line!r} has stray bits in its last character: copy it again from the post")
    return public
