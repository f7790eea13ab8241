"""The reader program of a booth: what scanner and chip reader give goes to the desk it is paired with.

The desk shows a code; the reader exchanges it for a token, tells its public key and signs every reading with it. Each
exchange is one POST to the desk's own server, over HTTPS or on this very machine; a reading has a key of its own, so
that one sent twice is one reading. What cannot be delivered waits in the spool and goes later, in order.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import os
import ssl
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from limen.office.connections.document_registers import require_safe
from limen.office.connections.keys import NoKeyError, load_key, make_key, public_text
from limen.office.connections.scanner import ScannerFolder
from limen.office.connections.spool import Kept, Spool

FORMAT, VERSION = "limen-reader", 1
SECONDS = 20.0
_MOST_ANSWER = 64 << 10
_PAIRED = "pairing.json"


class BoothError(Exception):
    """The reader cannot do what it was asked: what happened, and what to do."""


class UnpairedError(BoothError):
    """The desk does not know this reader any more."""


class RefusedError(BoothError):
    """The desk will never take this reading."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """The desk a reader is paired with: its address, the reader's id and token there, whose desk it is."""

    address: str
    reader: str
    token: str
    post: str
    officer: str

    @classmethod
    def load(cls, home: Path) -> Pairing | None:
        """The pairing kept in a folder, None where there is none. Raises BoothError for a file that is damaged."""
        path = home / _PAIRED
        try:
            if path.stat().st_mode & 0o077:
                raise BoothError(f"{path} can be read by others: run `chmod 600 {path}`, or pair the reader again")
            found = json.loads(path.read_text(encoding="utf-8"))
            return cls(**{name: str(found[name]) for name in ("address", "reader", "token", "post", "officer")})
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            raise BoothError(f"{path} is damaged: pair the reader again") from error

    def save(self, home: Path) -> None:
        """Keep the pairing for nobody else to read."""
        part = home / f".{_PAIRED}.part"
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump({name: getattr(self, name) for name in self.__slots__}, stream)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(home / _PAIRED)


def signing_key(home: Path) -> Ed25519PrivateKey:
    """The reader's own key, made once."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = home / "reader.key"
    try:
        return load_key(path)
    except NoKeyError:
        return make_key(path)


def pair(home: Path, address: str, code: str, name: str) -> Pairing:
    """Exchange the code that a desk shows for a token, and keep it. Raises BoothError."""
    require_safe(address)
    body = json.dumps(
        {"format": FORMAT, "version": VERSION, "code": code, "name": name, "public_key": public_text(signing_key(home))}
    ).encode()
    try:
        status, found = _post(address, "/reader/pair/", body, {})
    except (OSError, http.client.HTTPException) as error:
        raise BoothError(f"{address} does not answer ({error}): see that the address is the desk's own") from error
    if status != http.client.OK:
        raise BoothError(str(found.get("error") or f"the desk refused the code ({status}): ask for a new one"))
    made = Pairing(address, *(str(found[one]) for one in ("reader", "token", "post", "officer")))
    made.save(home)
    return made


def _post(address: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
    """One POST and its JSON answer. Raises OSError or HTTPException where none came."""
    parts = require_safe(address)
    host, port = parts.hostname or "", parts.port
    line: http.client.HTTPConnection
    if parts.scheme == "https":
        line = http.client.HTTPSConnection(host, port, timeout=SECONDS, context=ssl.create_default_context())
    else:
        line = http.client.HTTPConnection(host, port, timeout=SECONDS)
    with contextlib.closing(line):
        line.request("POST", parts.path.rstrip("/") + path, body, {"Content-Type": "application/json", **headers})
        answer = line.getresponse()
        data = answer.read(_MOST_ANSWER)
    try:
        found = json.loads(data)
    except ValueError:
        found = {}
    return answer.status, found if isinstance(found, dict) else {}


class Desk(Protocol):
    """Where readings go."""

    def deliver(self, reading: Kept, dropped: Mapping[str, int]) -> None:
        """Deliver one reading. Raises UnpairedError, RefusedError, and OSError or BoothError for not now."""


class HttpDesk:
    """The desk a reader is paired with, over HTTP."""

    def __init__(self, pairing: Pairing, key: Ed25519PrivateKey) -> None:
        self._pairing, self._key = pairing, key

    def deliver(self, reading: Kept, dropped: Mapping[str, int]) -> None:
        """Deliver one reading, signed; `dropped` says what of earlier ones is lost."""
        said = {
            "format": FORMAT, "version": VERSION, "key": str(reading.key), "kind": reading.kind,
            "read_at": reading.read_at.isoformat(), "device": reading.device, "text": reading.text,
            "media": reading.media, "data": base64.b64encode(reading.data).decode(), "dropped": dict(dropped),
        }  # fmt: skip
        body = json.dumps(said).encode()
        headers = {
            "Authorization": f"Bearer {self._pairing.token}",
            "Limen-Signature": base64.b64encode(self._key.sign(body)).decode(),
        }
        try:
            status, found = _post(self._pairing.address, "/reader/deliver/", body, headers)
        except http.client.HTTPException as error:
            raise BoothError(f"the desk broke off ({type(error).__name__})") from error
        why = str(found.get("error") or status)
        if status == http.client.OK and found.get("key") == str(reading.key):
            return
        if status == http.client.UNAUTHORIZED:
            raise UnpairedError(f"the desk does not know this reader any more: pair it again ({why})")
        if status in (400, 413, 422):
            raise RefusedError(f"the desk refused a reading for good ({why})")
        raise BoothError(f"the desk cannot take a reading now ({why})")


Chip = Callable[[str], tuple[bytes, str] | None]  # the lines → evidence file and device, None without a chip
Lines = Callable[[bytes], str]  # a picture → its machine readable zone, empty where none is read


def no_chip(lines: str) -> None:
    """A booth without a chip reader."""
    del lines


def no_lines(picture: bytes) -> str:
    """A booth that reads no pictures: the desk does."""
    del picture
    return ""


@dataclass(slots=True)
class Booth:
    """One booth at work: its scanner's folder, its chip reader, its spool, its desk where it has one."""

    folder: ScannerFolder
    spool: Spool
    desk: Desk | None
    say: Callable[[str], None]
    now: Callable[[], datetime]
    clock: Callable[[], float] = time.monotonic
    chip: Chip = no_chip
    lines: Lines = no_lines
    trouble: str = ""

    def look(self) -> int:
        """Take what the scanner gave into the spool, and the chip that lies on the reader with it; how many."""
        count = 0
        for taken in self.folder.take(self.clock()):
            count += self._keep(taken.reading)
            # Only now: a crash before this takes the same file again under the same key.
            taken.path.unlink(missing_ok=True)
        return count

    def _keep(self, reading: Kept) -> int:
        kept = int(self.spool.add(reading, self.now()))
        text = reading.text or self.lines(reading.data)
        found = self.chip(text) if text else None
        if found is not None:
            evidence, device = found
            key = uuid.uuid5(reading.key, "chip")
            chip = Kept(key, "chip", self.now(), device, text, "application/json", evidence)
            kept += int(self.spool.add(chip, self.now()))
        return kept

    def send(self) -> int:
        """Send what waits, in order, until the desk does not take one; how many it took."""
        self.spool.tidy(self.now())
        if self.desk is None:
            return 0
        sent = 0
        for reading in self.spool.waiting():
            dropped = self.spool.dropped()
            try:
                self.desk.deliver(reading, dropped.counts)
            except RefusedError as error:
                self.spool.refused(reading.key)
                self.say(str(error))
                continue
            except (OSError, BoothError) as error:
                self._troubled(str(error))
                return sent
            self.spool.done(reading.key)
            if dropped.total:
                self.spool.told(dropped)
                self.say(f"dropped and told to the desk: {_counted(dropped.counts)}")
            sent += 1
        self._troubled("")
        return sent

    def step(self) -> None:
        """Look, then send."""
        if taken := self.look():
            self.say(f"{taken} read, {len(self.spool)} waiting")
        for path, why in list(self.folder.refused.items()):
            if why:
                self.say(f"{path.name}: not taken, {why}; it is left in the folder")
                self.folder.refused[path] = ""
        if sent := self.send():
            self.say(f"{sent} delivered")

    def _troubled(self, why: str) -> None:
        """Say once that the desk is not reached, and once that it is again."""
        if why and why != self.trouble:
            self.say(f"{why}; {len(self.spool)} waiting, encrypted")
        elif self.trouble and not why:
            self.say("the desk is reached again")
        self.trouble = why


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {why}" for why, count in counts.items())
