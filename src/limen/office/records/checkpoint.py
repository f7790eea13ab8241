"""Signed checkpoints: a short text kept outside the database that says how long the journal was and what its root was.

The text is a checkpoint of C2SP tlog-checkpoint inside a note of C2SP signed-note: origin, size, base64 root, an empty
line, then a signature line. Any tool that reads transparency logs reads it. Rules of the module: pure; the key is
passed in; a text is bounded before it is read, and one byte out of place is an error.

>>> from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
>>> key = Ed25519PrivateKey.from_private_bytes(bytes(32))
>>> text = sign("limen.example/north-gate", 0, bytes(32), key)
>>> open_checkpoint(text, key.public_key()).size
0
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from limen.office.records.merkle import HASH_BYTES, SIZE_BOUND

# A checkpoint of ours has under 400 bytes; headquarters and witnesses add a line each.
TEXT_BOUND = 8192
SIGNATURE_BOUND = 32
ORIGIN_BOUND = 200

_ED25519 = b"\x01"  # signed-note, signature types: 0x01 is Ed25519 over the note text
_KEY_ID_BYTES = 4
_SIGNATURE_BYTES = 64
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)  # tlog-checkpoint: decimal, no leading zeros
_DASH = "\N{EM DASH} "


class CheckpointError(ValueError):
    """A text that is no checkpoint, or one that the given key did not sign."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What was signed: who keeps the journal (`origin`), how many entries it had, and their Merkle root."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        _require_origin(self.origin)
        if not 0 <= self.size < SIZE_BOUND:
            raise CheckpointError(f"a checkpoint's size is a count of entries, not {self.size}")
        if not isinstance(self.root, bytes) or len(self.root) != HASH_BYTES:
            raise CheckpointError(f"a checkpoint's root is the {HASH_BYTES} bytes of a Merkle root")

    def body(self) -> str:
        """The three lines that are signed, each ended by a newline."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def sign(origin: str, size: int, root: bytes, private_key: Ed25519PrivateKey) -> str:
    """The signed checkpoint of a journal of `size` entries.

    `origin` names the journal as a URL without its scheme, for example `limen.example/north-gate`; it is the key's
    name as well. Raises CheckpointError for an origin, size or root that no checkpoint may have.
    """
    body = Checkpoint(origin, size, root).body()
    signature = key_id(origin, private_key.public_key()) + private_key.sign(body.encode())
    return f"{body}\n{_DASH}{origin} {base64.b64encode(signature).decode()}\n"


def open_checkpoint(text: str, public_key: Ed25519PublicKey) -> Checkpoint:
    """What a checkpoint says, once the key's signature on it is verified.

    Lines of other signers are left unread, as signed-note asks. Raises CheckpointError where the text is not exactly
    a checkpoint, where this key has not signed it, or where its signature does not verify.
    """
    body, signatures = _parted(text)
    found = _read_body(body)
    ours = key_id(found.origin, public_key)
    for line in signatures:
        name, signature = _read_signature(line)
        if name != found.origin or signature[:_KEY_ID_BYTES] != ours:
            continue
        try:
            public_key.verify(signature[_KEY_ID_BYTES:], body.encode())
        except InvalidSignature as error:
            raise CheckpointError(
                f"the signature on the checkpoint of {found.origin} does not verify: it was changed after it was "
                "signed; compare it with the copy kept elsewhere"
            ) from error
        return found
    raise CheckpointError(
        f"the checkpoint of {found.origin} is not signed with this key: give the public key of the node that keeps it"
    )


def key_id(name: str, public_key: Ed25519PublicKey) -> bytes:
    """The 4 bytes by which a signature line names its key (signed-note: SHA-256 of name, newline, 0x01, key)."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public_key.public_bytes_raw()).digest()[:_KEY_ID_BYTES]


def _parted(text: str) -> tuple[str, list[str]]:
    """The signed text with its last newline, and the signature lines after the empty line."""
    if len(text) > TEXT_BOUND:
        raise CheckpointError(f"a checkpoint has at most {TEXT_BOUND} characters, this text has {len(text)}")
    if any((character < " " and character != "\n") or "\ud800" <= character <= "\udfff" for character in text):
        raise CheckpointError("a checkpoint holds no control characters: this is another file, or a damaged one")
    body, divider, tail = text.rpartition("\n\n")
    if not divider or not tail.endswith("\n"):
        raise CheckpointError("a checkpoint is a text, an empty line and signature lines: this is cut or another file")
    lines = tail[:-1].split("\n")
    if len(lines) > SIGNATURE_BOUND:
        raise CheckpointError(f"a checkpoint has at most {SIGNATURE_BOUND} signatures, this one has {len(lines)}")
    return body + "\n", lines


def _read_body(body: str) -> Checkpoint:
    lines = body[:-1].split("\n")
    if len(lines) != 3:  # the format's optional extension lines are refused: nothing here would heed them
        raise CheckpointError(f"a checkpoint signs three lines (origin, size, root), this one {len(lines)}")
    origin, size, root = lines
    if not _SIZE.fullmatch(size):
        raise CheckpointError(f"a checkpoint's second line is a count of entries, not {size[:24]!r}")
    return Checkpoint(origin, int(size), _decoded(root, HASH_BYTES, "root"))


def _read_signature(line: str) -> tuple[str, bytes]:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not name:
        raise CheckpointError(f"a signature line is a dash, a name and base64, not {line[:24]!r}")
    # Another signer's algorithm may have another length; ours must be a key id and an Ed25519 signature.
    return name, _decoded(encoded, _KEY_ID_BYTES + _SIGNATURE_BYTES, "signature", exact=False)


def _decoded(text: str, length: int, what: str, *, exact: bool = True) -> bytes:
    try:
        value = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise CheckpointError(f"the checkpoint's {what} is not base64: the text is damaged") from error
    # Encoding again refuses the other spellings of the same bytes: one checkpoint has one text.
    if base64.b64encode(value).decode() != text or (len(value) != length if exact else len(value) <= _KEY_ID_BYTES):
        raise CheckpointError(f"the checkpoint's {what} has not its {length} bytes: the text is damaged")
    return value


def _require_origin(origin: str) -> None:
    # signed-note: a key name is not empty and holds neither spaces nor plus signs.
    sound = isinstance(origin, str) and 0 < len(origin) <= ORIGIN_BOUND and origin.isprintable() and "+" not in origin
    if not sound or any(character.isspace() for character in origin):
        raise CheckpointError(
            f"{str(origin)[:40]!r} cannot name a journal: use 1 to {ORIGIN_BOUND} printable characters without space "
            "or plus, for example limen.example/north-gate"
        )
