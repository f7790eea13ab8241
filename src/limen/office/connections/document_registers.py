"""Asking another's register whether a document is lost, stolen or revoked: INTERPOL's and those built like it.

Rules of the door: only the State, kind and number of a document go out, never its holder; an answer is bounded in time
and size and taken whole or not at all; whatever does not come back whole in time was not asked: the finding is
`not_done` with its reason, and nobody may be called clear of that register.

The exchange is one JSON object each way over HTTP, the number never in the address::

    POST /documents   {"format": "limen-document-query", "version": 1, "id": "…", "issuer": "UTO", "type": "P",
                       "number": "L90012277"}
    200               {"id": "…", "reports": [{"entry": "7", "issuer": "UTO", "number": "L90012277", "type": "P",
                       "status": "stolen", "lost": "2026-06-01", "reported": "2026-06-09"}]}

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
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from ipaddress import ip_address
from time import monotonic
from typing import Any, Protocol
from urllib.parse import SplitResult, urlsplit

from limen.documents import lost
from limen.documents.lost import Report, Status
from limen.screening.documents import SHORTEST, agreement
from limen.screening.lists.entry import ListedDocument
from limen.vocabulary.dates import DateError, PartialDate
from limen.vocabulary.evidence import Finding, Outcome

MOST_OCTETS = 64 << 10  # of one answer
MOST_REPORTS = 20
SECONDS = 4.0  # for the whole exchange: somebody stands at the desk
FORMAT, VERSION = "limen-document-query", 1
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
    """What a register is asked: the issuer as printed, the document code, the number. Nothing of the holder."""

    issuer: str
    type: str
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: how it ended, the reports, how long it took in seconds."""

    outcome: Answered
    reports: tuple[Report, ...] = ()
    seconds: float = 0.0


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
        """Ask once, within the bound."""
        if not _PLAIN.fullmatch(question.number.upper()) or len(question.number) < SHORTEST:
            return Answer(Answered.NOT_ASKED)
        begun = monotonic()
        id = str(uuid.uuid4())
        try:
            found = self._exchange(_query(id, question), begun + self._seconds)
            answer = Answer(Answered.ANSWERED, _reports(self.name, id, question, found))
        except _EndedError as ended:
            answer = Answer(ended.outcome)
        except TimeoutError:
            answer = Answer(Answered.LATE)
        except (OSError, http.client.HTTPException):
            answer = Answer(Answered.LATE if monotonic() >= begun + self._seconds else Answered.NO_ANSWER)
        return Answer(answer.outcome, answer.reports, monotonic() - begun)

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


def _query(id: str, question: Question) -> bytes:
    said = {"format": FORMAT, "version": VERSION, "id": id, "issuer": question.issuer, "type": question.type,
            "number": question.number}  # fmt: skip
    return json.dumps(said).encode()


def _reports(name: str, id: str, question: Question, data: bytes) -> tuple[Report, ...]:
    """The reports of an answer. Raises _EndedError where it is not an answer to this very question."""
    try:
        found = json.loads(data)
        if not isinstance(found, dict) or found.get("id") != id:
            raise _EndedError(Answered.MALFORMED)
        rows = found["reports"]
        if not isinstance(rows, list) or len(rows) > MOST_REPORTS:
            raise _EndedError(Answered.MALFORMED)
        told = [_report(name, question, row) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _EndedError(Answered.MALFORMED) from error
    return tuple(told)


def _report(name: str, question: Question, row: Mapping[str, Any]) -> Report:
    """One report. Raises ValueError, KeyError or TypeError for what is none, or is of another document."""
    values = {key: row.get(key, "") for key in ("entry", "issuer", "number", "type", "lost", "reported")}
    if not all(isinstance(value, str) and len(value) <= 60 for value in values.values()):
        raise ValueError("a value of a report is no short text")
    for key in ("lost", "reported"):
        if values[key]:
            try:
                PartialDate.parse(values[key])
            except DateError as error:
                raise ValueError("a day of a report is none") from error
    listed = ListedDocument(values["number"], values["issuer"], values["type"])
    how = agreement(question.issuer, question.number, listed)
    if not how:
        raise ValueError("a report is of another document than was asked for")
    return Report(
        name, values["entry"], Status(row["status"]), how, values["number"], values["lost"], values["reported"]
    )


def findings(register: DocumentRegister, answer: Answer, *, on: date, clause: str = "Annex 9") -> tuple[Finding, ...]:
    """What a register answered, as findings: nothing reported, each report as unsure, or that it was not asked."""
    named = {"register": register.name}
    if answer.outcome is not Answered.ANSWERED:
        params = {**named, "why": lost.NOT_ANSWERED[answer.outcome]}
        return (Finding("document.register", Outcome.NOT_DONE, params, clause, {"answer": str(answer.outcome)}),)
    evidence = {"seconds": round(answer.seconds, 3)}
    if not answer.reports:
        return (Finding("document.register", Outcome.PASSED, named, clause, evidence),)
    told = Finding("document.register", Outcome.UNSURE, {**named, "reports": len(answer.reports)}, clause, evidence)
    return told, *lost.findings([(one, "open") for one in answer.reports], on=on, searched=0, clause=clause)
