"""Telling the owner of a list that somebody on it was met, and asking what they want done.

Rules of the door: what goes out is what the act wrote down before (`actions.owners`), and no more; a receipt is the
owner's own reference for exactly this message; everything is bounded in time and size, never raises, and what does not
come back whole in time is no receipt. Who tells never waits for the answer: it is asked for later, by the reference.

One JSON object each way over HTTP::

    POST /notices  {"format": "limen-hit-notice", "version": 1, "id": "…", "entry": "SA-1001", "state": "confirmed",
                    "person": {"name": "…", "birth": "1976-05-09"}, "at": "…", "post": "…", "asked": "what_to_do"}
    200            {"id": "…", "reference": "O-4"}
    POST /answers  {"format": "limen-hit-notice", "version": 1, "id": "…", "reference": "O-4"}
    200            {"id": "…", "reference": "O-4", "answer": "valid"}   (or "" while there is none)

>>> str(NullOwner().tell({"id": "1"}).outcome)
'not_asked'
"""

from __future__ import annotations

import http.client
import json
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from limen.office.connections.document_registers import Answered, require_safe

FORMAT, VERSION = "limen-hit-notice", 1
SECONDS = 4.0
MOST_OCTETS = 16 << 10
LONGEST = 60
ANSWERS = ("valid", "withdrawn", "another_person", "act_as_stated")  # what an owner may answer


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: how the exchange ended, the owner's reference, and their answer, "" while there is none."""

    outcome: Answered
    reference: str = ""
    answer: str = ""


class ListOwner(Protocol):
    """Whoever keeps a list and wants to know of its hits."""

    def tell(self, message: Mapping[str, Any]) -> Reply:
        """Send one message, once. Never raises."""

    def ask(self, id: str, reference: str) -> Reply:
        """Ask what the owner answers to a message. Never raises."""


class NullOwner:
    """No owner to tell: nothing was sent."""

    def tell(self, message: Mapping[str, Any]) -> Reply:
        """That nobody was told."""
        del message
        return Reply(Answered.NOT_ASKED)

    def ask(self, id: str, reference: str) -> Reply:
        """That nobody was asked."""
        del id, reference
        return Reply(Answered.NOT_ASKED)


class HttpOwner:
    """An owner reached over HTTPS, or plain HTTP on this very machine. Raises RegisterError for other addresses."""

    def __init__(self, address: str, *, seconds: float = SECONDS) -> None:
        self._parts, self._seconds = require_safe(address), seconds

    def tell(self, message: Mapping[str, Any]) -> Reply:
        """Send one message, once, within the bound."""
        return self._bounded("/notices", {"format": FORMAT, "version": VERSION, **message})

    def ask(self, id: str, reference: str) -> Reply:
        """Ask what the owner answers, within the bound."""
        said = {"format": FORMAT, "version": VERSION, "id": id, "reference": reference}
        reply = self._bounded("/answers", said)
        same = reply.outcome is not Answered.ANSWERED or reply.reference == reference
        return reply if same else Reply(Answered.MALFORMED)

    def _bounded(self, path: str, message: Mapping[str, Any]) -> Reply:
        found: list[Reply] = []
        sending = threading.Thread(target=lambda: found.append(self._sent(path, message)), daemon=True)
        sending.start()
        sending.join(self._seconds)
        return found[0] if found else Reply(Answered.LATE)

    def _sent(self, path: str, message: Mapping[str, Any]) -> Reply:
        line = self._line()
        try:
            line.request("POST", self._parts.path.rstrip("/") + path, json.dumps(dict(message)).encode(),
                         {"Content-Type": "application/json", "Accept": "application/json"})  # fmt: skip
            answer = line.getresponse()
            if answer.status != http.client.OK:
                return Reply(Answered.REFUSED)
            return _read(str(message["id"]), answer.read(MOST_OCTETS + 1))
        except TimeoutError:
            return Reply(Answered.LATE)
        except (OSError, http.client.HTTPException, ValueError):
            return Reply(Answered.NO_ANSWER)
        finally:
            line.close()

    def _line(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "https":
            return http.client.HTTPSConnection(
                host, port, timeout=self._seconds, context=ssl.create_default_context()
            )  # fmt: skip
        return http.client.HTTPConnection(host, port, timeout=self._seconds)


def _read(id: str, data: bytes) -> Reply:
    """A reply to exactly this message; anything else is malformed."""
    try:
        found = json.loads(data) if len(data) <= MOST_OCTETS else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("id") != id:
        return Reply(Answered.MALFORMED)
    reference, answer = found.get("reference"), found.get("answer", "")
    if not isinstance(reference, str) or not reference or len(reference) > LONGEST or not reference.isprintable():
        return Reply(Answered.MALFORMED)
    if answer not in ("", *ANSWERS):
        return Reply(Answered.MALFORMED)
    return Reply(Answered.ANSWERED, reference, answer)
