"""The owner of a list for practice and tests: real software on a port of this machine, which keeps what it was told.

It gives a receipt at once and an answer when it is asked for the second time; on demand it behaves as owners do on bad
days: silent, refusing, broken, of another message, or never answering.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

MANNERS = ("well", "silent", "refusing", "broken", "other", "never")


@dataclass
class _Kept:
    manner: str = "well"
    answer: str = "valid"
    told: list[Mapping[str, Any]] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)


class OwnerSimulator:
    """An owner who runs while it is in a `with`; `manner` is one of MANNERS, `answer` what it says in the end."""

    def __init__(self, *, manner: str = "well", answer: str = "valid") -> None:
        if manner not in MANNERS:
            raise ValueError(f"an owner behaves {', '.join(MANNERS)}, not {manner!r}")
        self._kept = kept = _Kept(manner, answer)

        class Handler(_Handler):
            owner = kept

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def told(self) -> list[Mapping[str, Any]]:
        """Every message it was told, as it came."""
        return self._kept.told

    def behave(self, manner: str) -> None:
        """Behave otherwise from the next message on."""
        self._kept.manner = manner

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._kept.over.set()
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    owner: _Kept

    def do_POST(self) -> None:
        kept = self.owner
        try:
            message = json.loads(self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 1 << 14)))
        except ValueError:
            self.send_error(400)
            return
        if kept.manner == "silent":
            kept.over.wait(30)
            return
        if kept.manner == "refusing":
            self.send_error(503)
            return
        said = self._said(kept, message)
        body = json.dumps(said).encode()
        body = body[: len(body) // 2] if kept.manner == "broken" else body
        try:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            return  # who told has hung up

    def _said(self, kept: _Kept, message: Mapping[str, Any]) -> dict[str, Any]:
        id = "another" if kept.manner == "other" else message["id"]
        if self.path == "/notices":
            kept.told.append(message)
            return {"id": id, "reference": f"O-{len(kept.told)}"}
        times = kept.asked[message["id"]] = kept.asked.get(message["id"], 0) + 1
        answer = kept.answer if times > 1 and kept.manner != "never" else ""
        return {"id": id, "reference": message["reference"], "answer": answer}

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: messages name people."""
