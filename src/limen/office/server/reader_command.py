"""`limen reader`: the program of a booth, which takes what scanner and chip reader give to the desk it is paired with.

Rules of the module: it knows no Django and no database; it runs on the booth's machine, which may have neither.
"""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from limen.office.server.terminal import Argument, Arguments, Run, UsageError, note, say, say_json, takes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limen.office.connections.booth import Booth

_EVERY = 0.5  # seconds between two looks


def reader(args: Arguments) -> int:
    """Watch a scanner's folder and the chip reader, and send what they give to the desk this reader is paired with."""
    from limen.office.connections.booth import BoothError
    from limen.office.connections.document_registers import RegisterError
    from limen.office.connections.keys import NodeKeyError
    from limen.office.connections.scanner import ScannerError
    from limen.office.connections.spool import SpoolError

    if sum(map(bool, (args.pair, args.folder, args.status))) != 1:
        raise UsageError("reader takes --pair ADDRESS --code CODE once, then --folder FOLDER; or --status")
    try:
        if args.pair:
            return _pair(args)
        return _status(args) if args.status else _run(args)
    except (BoothError, RegisterError, ScannerError, SpoolError, NodeKeyError) as error:
        raise UsageError(str(error)) from error


def _pair(args: Arguments) -> int:
    from limen.office.connections.booth import pair

    code = args.code or (input("Code that the desk shows: ") if sys.stdin.isatty() else "")
    if not code.strip():
        raise UsageError("--pair needs --code: the desk offers one under Readers")
    made = pair(Path(args.home), args.pair, code, args.name or socket.gethostname())
    say(f"paired with the desk of {made.officer} at {made.post}")
    return 0


def _status(args: Arguments) -> int:
    from limen.office.connections.booth import Pairing
    from limen.office.connections.spool import Spool

    home = Path(args.home)
    paired, spool = Pairing.load(home), Spool(home / "spool")
    dropped = dict(spool.dropped().counts)
    if args.json:
        desk = {"address": paired.address, "post": paired.post, "officer": paired.officer} if paired else None
        say_json({"paired": desk, "waiting": len(spool), "dropped": dropped})
        return 0
    say(f"paired with the desk of {paired.officer} at {paired.post}" if paired else "not paired with a desk")
    say(f"{len(spool)} waiting, encrypted; dropped and not told yet: {sum(dropped.values())}")
    return 0


def _run(args: Arguments) -> int:
    home = Path(args.home)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(home):
        booth = _booth(args, home)
        if booth.desk is None:
            note("not paired with a desk: readings are kept, encrypted, until it is (limen reader --pair)")
        until = time.monotonic() + args.seconds if args.seconds else None
        while until is None or time.monotonic() < until:
            booth.step()
            time.sleep(_EVERY)
    return 0


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One reader program a home: two would send in two orders. Raises UsageError for a second one."""
    import fcntl

    with (home / "running").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UsageError(f"a reader program runs with {home} already: end it, or give another --home") from error
        yield


def _booth(args: Arguments, home: Path) -> Booth:
    from limen.office.connections.booth import Booth, HttpDesk, Pairing, no_chip, no_lines, signing_key
    from limen.office.connections.scanner import ScannerFolder
    from limen.office.connections.spool import Spool

    paired = Pairing.load(home)
    desk = HttpDesk(paired, signing_key(home)) if paired else None
    chip = _chip_reader() if args.chip else None
    return Booth(
        folder=ScannerFolder(Path(args.folder)), spool=Spool(home / "spool"), desk=desk, say=note,
        now=lambda: datetime.now(UTC), chip=chip or no_chip, lines=_lines if chip else no_lines,
    )  # fmt: skip


def _lines(picture: bytes) -> str:
    """The lines on a picture, for opening the chip beside it; empty where this machine reads no pictures."""
    from limen.documents.image import ImageError, read

    try:
        return "\n".join(read(picture, on=datetime.now(UTC).date(), second=False).lines)
    except (ImageError, ImportError):
        return ""


def _chip_reader() -> Callable[[str], tuple[bytes, str] | None]:
    """What reads the chip that lies on the reader. Raises UsageError where no chip reader can be used."""
    from limen.office.connections.pcsc import PcscReaders, ReaderError

    try:
        readers: Any = PcscReaders()
    except ReaderError as error:
        raise UsageError(f"--chip: {error}") from error

    def read(lines: str) -> tuple[bytes, str] | None:
        from limen.documents import read_mrz
        from limen.documents.chip import AccessKey, CardError, pack, read_chip
        from limen.documents.mrz import MrzError

        now = datetime.now(UTC)
        try:
            if not (found := readers.with_card()):
                return None
            key = AccessKey.of_reading(read_mrz(lines, on=now.date()))
            with readers.connect(found[0]) as card:
                evidence = pack(read_chip(card, key), at=now.isoformat(timespec="seconds"), device=found[0])
        except (ReaderError, CardError, MrzError) as error:
            note(f"the chip was not read: {error}")
            return None
        return evidence, found[0]

    return read


Row = tuple[str, Run, tuple[Argument, ...]]
ROWS: tuple[Row, ...] = (
    ("reader", reader, (
        takes("--folder", metavar="FOLDER",
              help="folder the scanner writes into; a file is removed once its reading is kept, encrypted"),
        takes("--chip", action="store_true", help="read the chip on the PC/SC reader beside each page (extra pcsc)"),
        takes("--pair", metavar="ADDRESS", help="address of the desk's server, https://… (http only on this machine)"),
        takes("--code", default="", metavar="CODE", help="code that the desk shows under Readers"),
        takes("--name", default="", metavar="NAME", help="what the desk calls this reader (default: this machine's)"),
        takes("--home", default="var/reader", metavar="FOLDER",
              help="folder of this reader's key, pairing and what waits (default: var/reader)"),
        takes("--seconds", type=float, default=0.0, metavar="N", help="end after so long (default: never)"),
        takes("--status", action="store_true", help="say with which desk it is paired and what waits"),
        takes("--json", action="store_true", help="with --status: answer with JSON"),
    )),
)  # fmt: skip
