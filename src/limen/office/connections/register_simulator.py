"""A register of lost and stolen documents for practice and tests: real software on a port of this machine.

It answers what it holds and, on demand, as registers do on bad days: late, a byte at a time, broken, of another
question, too long, with a refusal, or not at all.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from limen.office.connections.document_registers import FORMAT, MOST_OCTETS

MANNERS = ("well", "late", "dripping", "broken", "other", "long", "refusing", "silent", "stranger")


@dataclass
class _Held:
    reports: list[Mapping[str, str]]
    manner: str = "well"
    seconds: float = 0.0
    token: str = ""
    asked: list[Mapping[str, Any]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


class RegisterSimulator:
    """A register that runs while it is in a `with`; `manner` is one of MANNERS, `seconds` how long it takes."""

    def __init__(
        self, reports: Iterable[Mapping[str, str]] = (), *, manner: str = "well", seconds: float = 0.0, token: str = ""
    ) -> None:
        if manner not in MANNERS:
            raise ValueError(f"a register behaves {', '.join(MANNERS)}, not {manner!r}")
        self._held = _Held([dict(report) for report in reports], manner, seconds, token)
        held = self._held

        class Handler(_Handler):
            register = held

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def asked(self) -> list[Mapping[str, Any]]:
        """Every question it was asked, as it came."""
        return self._held.asked

    def behave(self, manner: str, seconds: float = 0.0) -> None:
        """Behave otherwise from the next question on."""
        self._held.manner, self._held.seconds = manner, seconds

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.over.set()
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    register: _Held

    def do_POST(self) -> None:
        held = self.register
        length = min(int(self.headers.get("Content-Length") or 0), 4096)
        try:
            question = json.loads(self.rfile.read(length))
        except ValueError:
            self.send_error(400)
            return
        held.asked.append(question)
        if held.token and self.headers.get("Authorization") != f"Bearer {held.token}":
            self.send_error(401)
            return
        if question.get("format") != FORMAT or self.path != "/documents":
            self.send_error(404)
            return
        held.over.wait(held.seconds)
        try:
            self._answer(held, question)
        except OSError:
            return  # who asked has hung up

    def _answer(self, held: _Held, question: Mapping[str, Any]) -> None:
        if held.manner == "refusing":
            self.send_error(503)
            return
        if held.manner == "silent":
            held.over.wait(60)
            return
        numbers = {str(number) for number in (question["number"], *question.get("also", ()))}
        found = [one for one in held.reports if one["number"] in numbers
                 and one.get("issuer", "") in ("", question["issuer"])]  # fmt: skip
        said: dict[str, Any] = {"id": question["id"], "reference": f"R-{len(held.asked)}", "reports": found}
        if held.manner == "other":
            said["id"] = "another"
        if held.manner == "stranger":
            said["reports"] = [{"entry": "1", "issuer": "XXA", "number": "Q77777777", "status": "lost"}]
        body = json.dumps(said).encode()
        if held.manner == "broken":
            body = body[: len(body) // 2]
        if held.manner == "long":
            body = b"[" + b" " * (MOST_OCTETS + 10) + b"]"
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if held.manner == "dripping":
            for place in range(len(body)):
                self.wfile.write(body[place : place + 1])
                self.wfile.flush()
                if held.over.wait(0.05):
                    return
            return
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: questions name documents."""
