"""Which registers of lost documents a post asks: connected and taken away by name, each change on record.

A register's token is never in the database: it is a file of the machine that asks, `LIMEN_HOME/registers/NAME.token`,
which nobody else may read.
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from limen.office import authority
from limen.office.actions import telling
from limen.office.actions.acting import BadInput, Done, NotFound, NotPossible, acted, once, permit
from limen.office.connections.document_registers import DocumentRegister, HttpRegister, RegisterError, require_safe
from limen.office.connections.practice_register import ADDRESS, practice_register
from limen.office.records import journal, store
from limen.office.records.journal import Stamp
from limen.office.records.models import ConnectedRegister, Post
from limen.vocabulary.person import Officer

MOST = 3  # of one post: each is waited for
SHORTEST, LONGEST = 0.2, 10.0  # seconds that a desk may wait
SECONDS = 2.0
LONGEST_TOKEN = 4096
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class RegisterView:
    """One register a post asks."""

    name: str
    title: str
    address: str
    automatic: bool
    seconds: float
    since: datetime
    by: str


def connect_register(
    officer: Officer, stamp: Stamp, *, name: str, title: str, address: str, automatic: bool = True,
    seconds: float = SECONDS,
) -> Done:  # fmt: skip
    """Connect the officer's post with a register; one of the same name is asked there from now on.

    Raises NotPermitted, BadInput for what cannot be a register, NotPossible for one too many.
    """
    permit(officer, "connect_register", stamp)
    name, title, address = name.strip(), " ".join(title.split()), address.strip()
    _require(name, title, address, seconds)

    def run() -> Done:
        post = _post(officer)
        if address == ADDRESS and post.mode != Post.Mode.PRACTICE:
            raise NotPossible("The practice register answers at a post that practises, not at one in service.")
        live = ConnectedRegister.objects.filter(post=post, ended_at=None)
        if live.exclude(name=name).count() >= MOST:
            raise NotPossible("A post asks {most} registers at most: take one away first.", most=MOST)
        live.filter(name=name).update(ended_at=stamp.at)
        row = ConnectedRegister.objects.create(
            **acted(officer, stamp), post=post, name=name, title=title, address=address, automatic=automatic,
            seconds=seconds,
        )  # fmt: skip
        said = {"register": name, "title": title, "address": address, "automatic": automatic, "seconds": seconds}
        return _done(officer, stamp, row, {**said, "connected": True})

    return once(officer, "connect_register", stamp, run)


def disconnect_register(officer: Officer, stamp: Stamp, *, name: str) -> Done:
    """Ask a register no more; what it answered stays."""
    permit(officer, "connect_register", stamp)

    def run() -> Done:
        row = ConnectedRegister.objects.filter(post=_post(officer), name=name, ended_at=None).first()
        if row is None:
            raise NotFound("This post is not connected with a register {name}.", name=repr(name[:40]))
        row.ended_at = stamp.at
        row.save(update_fields=["ended_at"])
        return _done(officer, stamp, row, {"register": name, "connected": False})

    return once(officer, "connect_register", stamp, run)


def registers_of(officer: Officer) -> tuple[RegisterView, ...]:
    """The registers that the officer's post asks."""
    authority.require(officer, "see_lists")
    return tuple(
        RegisterView(row.name, row.title, row.address, row.automatic, row.seconds, row.made_at, row.officer.full_name)
        for row in store.registers_of(_post(officer).id)
    )


def opened(row: ConnectedRegister) -> DocumentRegister:
    """A register that can be asked. Raises NotPossible where its address or its token cannot be used."""
    if row.address == ADDRESS:
        return practice_register(row.title, row.seconds)
    try:
        return HttpRegister(row.title, row.address, token=_token(row.name), seconds=row.seconds)
    except RegisterError as error:
        raise NotPossible("The register cannot be asked: {why}", why=telling.explained(str(error))) from error


def _token(name: str) -> str:
    """What the register knows this post by, "" where it wants nothing. Raises NotPossible where others may read it."""
    path = Path(settings.LIMEN_HOME) / "registers" / f"{name}.token"
    try:
        mode = path.lstat().st_mode
    except OSError:
        return ""
    if not stat.S_ISREG(mode) or mode & 0o077:
        raise NotPossible("Others than its owner can read the register’s token: give the file mode 0600.")
    with path.open("rb") as file:
        return file.read(LONGEST_TOKEN).decode("ascii", errors="replace").strip()


def _require(name: str, title: str, address: str, seconds: float) -> None:
    if not _NAME.fullmatch(name):
        raise BadInput("Give the register a short name of small letters, digits and hyphens, for example sltd.")
    if not title or len(title) > 120:
        raise BadInput("Say what the register is called, in 120 characters at most.")
    if not SHORTEST <= seconds <= LONGEST:
        raise BadInput("A desk waits {least} to {most} seconds for a register.", least=SHORTEST, most=LONGEST)
    if address == ADDRESS:
        return
    try:
        require_safe(address)
    except RegisterError as error:
        raise BadInput("The register’s address cannot be used: {why}", why=telling.explained(str(error))) from error


def _post(officer: Officer) -> Post:
    post = Post.objects.filter(code=officer.post).first()
    if post is None:
        raise NotFound("There is no post {code}.", code=officer.post)
    return post


def _done(officer: Officer, stamp: Stamp, row: ConnectedRegister, payload: dict[str, object]) -> Done:
    entry = journal.append(
        stamp=stamp, verb="connect_register", officer=officer.id, post=officer.post, payload=payload,
        result=str(row.id),
    )  # fmt: skip
    return Done(None, str(row.id), entry.seq)
