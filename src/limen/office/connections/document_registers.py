"""Asking another's register whether a document is lost, stolen or revoked: INTERPOL's and those built like it.

Rules of the door: only the State, kind and number of a document go out, never its holder, and the spellings of that
number that are read for it; an answer is bounded in time and size and taken whole or not at all; whatever does not come
back whole in time was not asked: the finding is `not_done` with its reason (`documents.lost.asked`), and nobody may be
called clear of that register. Who asks keeps the question first (`actions.inquiring`), under the id that goes out.

The exchange is one JSON object each way over HTTP, the number never in the address::

    POST /documents   {"format": "limen-document-query", "version": 1, "id": "…", "issuer": "UTO", "type": "P",
                       "number": "L90012277", "also": ["L9OO12277"]}
    200               {"id": "…", "reference": "R-17", "reports": [
                       {"entry": "7", "issuer": "UTO", "number": "L90012277", "type": "P", "status": "stolen",
                        "lost": "2026-06-01", "reported": "2026-06-09"}]}

>>> str(NullRegister().ask(Question("UTO", "P", "L90012277")).outcome)
'not_asked'
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import ssl
import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from ipaddress import ip_address
from time import monotonic
from typing import Any, Protocol
from urllib.parse import SplitResult, urlsplit

from limen.documents.lost import Status
from limen.screening.documents import SHORTEST, agreement
from limen.screening.lists.entry import ListedDocument
from limen.vocabulary.dates import DateError, PartialDate
from limen.vocabulary.evidence import N_
from limen.vocabulary.phrases import Phrases

MOST_OCTETS = 64 << 10  # of one answer
MOST_REPORTS = 20
SECONDS = 4.0  # for the whole exchange: somebody stands at the desk
LONGEST = 60  # characters of one value of a report
FORMAT, VERSION = "limen-document-query", 1
_GRACE = 0.1  # seconds that an exchange cut off may take to end
_PLAIN = re.compile(r"[A-Z0-9<]{1,40}")


class Answered(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    NOT_ASKED = "not_asked"  # no register, or nothing to ask by
    NO_ANSWER = "no_answer"  # unreachable
    LATE = "late"
    MALFORMED = "malformed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Question:
    """What a register is asked: the issuer as printed, the document code, the number. Nothing of the holder.

    `also` are spellings read for that number; `id` names the question at both ends.
    """

    issuer: str
    type: str
    number: str = field(repr=False)
    also: tuple[str, ...] = field(default=(), repr=False)
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def can_be_asked(self) -> bool:
        """Whether there is a number to ask by."""
        return bool(_PLAIN.fullmatch(self.number.upper())) and len(self.number) >= SHORTEST


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: how it ended, the reports as told, how long it took in seconds, the register's own reference."""

    outcome: Answered
    reports: tuple[Mapping[str, str], ...] = ()
    seconds: float = 0.0
    reference: str = ""


class DocumentRegister(Protocol):
    """A register of lost, stolen and revoked documents of somebody else."""

    name: str

    def ask(self, question: Question) -> Answer:
        """Ask once. Never raises and never takes longer than its bound: what went wrong is the answer."""


class NullRegister:
    """No register: nothing was asked, which is not the same as nothing found."""

    name = "–"

    def ask(self, question: Question) -> Answer:
        """That nobody was asked."""
        del question
        return Answer(Answered.NOT_ASKED)


class RegisterError(ValueError):
    """A register's address that may not be used: what, why, what to do."""


NOT_USED = Phrases(
    N_("{address} is no address: give https://HOST[:PORT]"),
    N_("{address} cannot be used: give https://HOST[:PORT]; plain http only on this machine"),
)


def require_safe(address: str) -> SplitResult:
    """The parts of an address that may be spoken to: HTTPS, or HTTP on this very machine. Raises RegisterError."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise RegisterError(f"{address[:80]!r} is no address: give https://HOST[:PORT]") from error
    if parts.scheme == "https" and host and not parts.username:
        return parts
    if parts.scheme == "http" and _is_loopback(host) and not parts.username:
        return parts
    raise RegisterError(f"{address[:80]!r} cannot be used: give https://HOST[:PORT]; plain http only on this machine")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class HttpRegister:
    """A register reached over HTTPS. `token` is what it knows this post by; `seconds` bounds the whole exchange."""

    def __init__(self, name: str, address: str, *, token: str = "", seconds: float = SECONDS) -> None:
        self.name, self._parts = name, require_safe(address)
        self._token, self._seconds = token, seconds

    def ask(self, question: Question) -> Answer:
        """Ask once, within the bound; a name that nobody resolves is waited for no longer than a slow answer."""
        if not question.can_be_asked:
            return Answer(Answered.NOT_ASKED)
        begun = monotonic()
        found: list[Answer] = []
        asking = threading.Thread(
            target=lambda: found.append(self._asked(question, begun + self._seconds)), daemon=True
        )
        asking.start()
        asking.join(self._seconds + _GRACE)
        return replace(found[0] if found else Answer(Answered.LATE), seconds=monotonic() - begun)

    def _asked(self, question: Question, until: float) -> Answer:
        try:
            return _answer(question, self._exchange(_query(question), until))
        except _EndedError as ended:
            return Answer(ended.outcome)
        except TimeoutError:
            return Answer(Answered.LATE)
        except (OSError, http.client.HTTPException, ValueError):  # ValueError: a name that is no host's, a broken line
            return Answer(Answered.LATE if monotonic() >= until else Answered.NO_ANSWER)

    def _exchange(self, body: bytes, until: float) -> bytes:
        """The answer's bytes; the line is cut when time is over, whatever the other side sends meanwhile."""
        line = self._line(max(0.01, until - monotonic()))
        line.connect()
        # A timeout of the socket starts anew with every byte: one who sends a byte a second would never be late.
        guard = threading.Timer(max(0.01, until - monotonic()), _cut, (line.sock,))
        guard.daemon = True
        guard.start()
        try:
            headers = {"Content-Type": "application/json", "Accept": "application/json"}
            if self._token:
                headers["Authorization"] = f"Bearer {self._token}"
            line.request("POST", (self._parts.path.rstrip("/") or "") + "/documents", body, headers)
            answer = line.getresponse()
            if answer.status != http.client.OK:
                raise _EndedError(Answered.REFUSED)
            data = answer.read(MOST_OCTETS + 1)
        finally:
            guard.cancel()
            line.close()
        if monotonic() >= until:
            raise TimeoutError
        if len(data) > MOST_OCTETS:
            raise _EndedError(Answered.MALFORMED)
        return data

    def _line(self, seconds: float) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=seconds, context=ssl.create_default_context())
        return http.client.HTTPConnection(host, port, timeout=seconds)


def _cut(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # closed already


class _EndedError(Exception):
    """An exchange that ended without an answer that can be used."""

    def __init__(self, outcome: Answered) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def _query(question: Question) -> bytes:
    said = {"format": FORMAT, "version": VERSION, "id": question.id, "issuer": question.issuer, "type": question.type,
            "number": question.number, "also": list(question.also)}  # fmt: skip
    return json.dumps(said).encode()


def _answer(question: Question, data: bytes) -> Answer:
    """An answer as it came. Raises _EndedError where it is not one to this very question."""
    try:
        found = json.loads(data)
        if not isinstance(found, dict) or found.get("id") != question.id:
            raise _EndedError(Answered.MALFORMED)
        rows, reference = found["reports"], found.get("reference", "")
        if not isinstance(rows, list) or len(rows) > MOST_REPORTS or not _is_short(reference):
            raise _EndedError(Answered.MALFORMED)
        told = tuple(_report(question, row) for row in rows)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _EndedError(Answered.MALFORMED) from error
    return Answer(Answered.ANSWERED, told, reference=reference)


def _is_short(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST and value.isprintable()


def _report(question: Question, row: Mapping[str, Any]) -> Mapping[str, str]:
    """One report. Raises ValueError, KeyError or TypeError for what is none, or is of another document."""
    values = {key: row.get(key, "") for key in ("entry", "issuer", "number", "type", "lost", "reported")}
    if not all(map(_is_short, values.values())):
        raise ValueError("a value of a report is no short text")
    for key in ("lost", "reported"):
        if values[key]:
            try:
                PartialDate.parse(values[key])
            except DateError as error:
                raise ValueError("a day of a report is none") from error
    listed = ListedDocument(values["number"], values["issuer"], values["type"])
    if not agreement(question.issuer, question.number, listed):
        raise ValueError("a report is of another document than was asked for")
    return {**values, "status": str(Status(row["status"]))}
