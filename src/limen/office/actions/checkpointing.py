"""Signed checkpoints of the journal, kept outside the database with the leaves they vouch for.

Two files in LIMEN_HOME/checkpoints: `NODE.leaves` (one leaf hash a line, only ever appended) and `NODE.notes` (signed
checkpoints, one after the other). Copied to another machine they are what nobody with the database alone can forge.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from limen.office.connections import keys
from limen.office.records import journal
from limen.office.records.checkpoint import CheckpointError, open_checkpoint, sign
from limen.office.records.merkle import Frontier
from limen.office.records.models import JournalEntry, JournalHead
from limen.office.records.models.row import this_node

EVERY = timedelta(seconds=60)
FIRST_LIMIT = 50  # a node's first checkpoint is made with its first act: more entries than this have lost theirs
LAST_NOTES = 8192  # bytes at the end of the notes that surely hold the last one
END = "\x1e"  # the record separator stands after each whole note
_last: dict[str, datetime] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Witness:
    """What stands outside the database: leaves and roots by size, or what is wrong with the files."""

    leaves: tuple[str, ...]
    roots: Mapping[int, bytes]
    fault: str = ""


def folder() -> Path:
    """Where checkpoints are kept."""
    return Path(settings.LIMEN_HOME) / "checkpoints"


def origin(node: str) -> str:
    """The name a node's checkpoints are signed under."""
    return f"limen/journal/{node}"


def node_key() -> Ed25519PrivateKey:
    """This node's signing key; made at first use, mode 0600."""
    path = Path(settings.LIMEN_HOME) / "keys" / f"{this_node()}.key"
    if not path.exists():
        if (folder() / f"{this_node()}.notes").exists():
            raise keys.NoKeyError(
                f"the key {path} is gone, and checkpoints signed with it are here: bring it back from its copy"
            )
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with contextlib.suppress(keys.KeyExistsError):  # another worker made it in this moment
            keys.make_key(path)
    return keys.load_key(path)


def if_due(at: datetime) -> None:
    """Make a checkpoint when the last one of this process is older than a minute."""
    node = this_node()
    with _lock:
        last = _last.get(node)
        if last is not None and timedelta(0) <= at - last < EVERY:
            return
        _last[node] = at
    try:
        make(node)
    except (OSError, keys.NodeKeyError, CheckpointError) as error:
        # The act is recorded; what failed is its witness. It is said, and tried again with the next act.
        logging.getLogger(__name__).warning("no checkpoint was made: %s", error)
        with _lock:
            _last.pop(node, None)


def make(node: str | None = None) -> int:
    """Append the leaves since the last checkpoint and sign the tree; answers its size. Nothing new, nothing written."""
    node = node or this_node()
    path = folder()
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _lock, _alone(path / f"{node}.lock"):
        vouched = _vouched(node)
        head = JournalHead.objects.filter(node=node).first()
        if head is None:
            return 0
        frontier = Frontier.from_json(head.frontier)
        if vouched is None or frontier.size <= vouched or (vouched == 0 and frontier.size > FIRST_LIMIT):
            return vouched or 0  # a damaged or missing witness is never written over: verification names it
        fresh = JournalEntry.objects.filter(node=node, seq__gte=vouched, seq__lt=frontier.size).order_by("seq")
        leaves = "".join(f"{leaf}\n" for leaf in fresh.values_list("leaf", flat=True))
        # Leaves first, note second: a crash between them leaves unvouched leaves, cut off at the next checkpoint.
        _write(path / f"{node}.leaves", vouched * 65, leaves)
        note = sign(origin(node), frontier.size, frontier.root(), node_key())
        _write(path / f"{node}.notes", _whole_notes(path / f"{node}.notes"), note + END)
        return frontier.size


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time: a command beside the server must not write its older tree over the newer one."""
    with path.open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def _vouched(node: str) -> int | None:
    """How many entries the last checkpoint vouches for; None where that note or the leaves under it are damaged.

    Only the last note is verified here: verification reads them all, an act must not wait for that.
    """
    notes, leaves = folder() / f"{node}.notes", folder() / f"{node}.leaves"
    if not notes.exists():
        return 0
    with notes.open("rb") as stream:
        stream.seek(max(0, notes.stat().st_size - LAST_NOTES))
        text = stream.read().decode("utf-8", errors="replace")
    whole = text.split(END)[:-1]
    if not whole:
        return 0 if notes.stat().st_size < LAST_NOTES else None
    try:
        checkpoint = open_checkpoint(whole[-1], node_key().public_key())
    except CheckpointError:
        return None
    size = leaves.stat().st_size if leaves.exists() else 0
    return checkpoint.size if size >= checkpoint.size * 65 and checkpoint.origin == origin(node) else None


def _whole_notes(path: Path) -> int:
    """Where the last whole note ends: what a crash left behind it is cut off."""
    return path.read_bytes().rfind(END.encode()) + 1 if path.exists() else 0


def _write(path: Path, position: int, text: str) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as stream:
        stream.seek(position)
        stream.truncate()
        stream.write(text.encode("utf-8"))
        stream.flush()
        os.fsync(stream.fileno())


def read_witness(node: str) -> Witness:
    """The leaves and the signed roots of a node; a note that does not verify is named as a fault."""
    notes, leaves = folder() / f"{node}.notes", folder() / f"{node}.leaves"
    roots: dict[int, bytes] = {}
    if notes.exists():
        public = node_key().public_key()
        # What follows the last separator was cut short by a crash: it was never a checkpoint.
        for number, note in enumerate(notes.read_text(encoding="utf-8").split(END)[:-1], 1):
            try:
                checkpoint = open_checkpoint(note, public)
            except CheckpointError as error:
                return Witness((), roots, f"checkpoint {number} of {node} does not verify: {error}")
            if checkpoint.origin != origin(node):
                return Witness((), roots, f"checkpoint {number} of {node} was signed for {checkpoint.origin}")
            roots[checkpoint.size] = checkpoint.root
    size = max(roots, default=0)
    lines = leaves.read_text(encoding="ascii", errors="replace").split("\n")[:size] if leaves.exists() else []
    if len([line for line in lines if line]) < size:
        return Witness(tuple(lines), roots, f"the file of leaves of {node} is shorter than its checkpoints state")
    return Witness(tuple(lines), roots)


def verify(node: str | None = None) -> tuple[journal.Verified, str]:
    """Verify a node's journal against rows, leaves and signed checkpoints; with the fault of the witness, if any."""
    node = node or this_node()
    try:
        witness = read_witness(node)
    except keys.NodeKeyError as error:
        witness = Witness((), {}, str(error))
    frontier = Frontier()
    fault = witness.fault
    for size, leaf in enumerate(witness.leaves, 1):
        if fault:
            break
        frontier = frontier.append(bytes.fromhex(leaf))
        if size in witness.roots and witness.roots[size] != frontier.root():
            fault = f"the file of leaves of {node} was changed before entry {size}"
    found = journal.verify(node, () if fault else witness.leaves, witness.roots)
    if not fault and _lost(witness, found.entries):
        fault = (
            f"the checkpoints of {node} are missing: {found.entries} entries are vouched for by nothing; bring back "
            "the folder of checkpoints from its copy"
        )
    return found, fault


def _lost(witness: Witness, entries: int) -> bool:
    return not witness.roots and entries > FIRST_LIMIT


def forget() -> None:
    """Forget when the last checkpoint was made: the next act makes one."""
    with _lock:
        _last.clear()
