"""What a reader program sends: taken whole and in characters that can be kept, or one DeliveryError."""

from __future__ import annotations

import base64
import json
import uuid

from limen.office.connections.deliveries import KINDS, MEDIA, MOST_COUNTED, MOST_TEXT, DeliveryError, parse


def seeds() -> list[bytes]:
    """A sound delivery of each kind."""
    said = {
        "format": "limen-reader", "version": 1, "key": str(uuid.UUID(int=1)), "device": "Booth 3", "dropped": {},
        "read_at": "2026-11-22T09:00:00+00:00", "text": "P<UTO", "data": base64.b64encode(b"x").decode(),
    }  # fmt: skip
    return [json.dumps({**said, "kind": kind, "media": media}).encode() for kind in KINDS for media in MEDIA]


def one_input(data: bytes) -> None:
    """Read whatever this is."""
    try:
        said = parse(data)
    except DeliveryError:
        return
    assert said.kind in KINDS and said.media in MEDIA and len(said.text) <= MOST_TEXT
    assert said.read_at.tzinfo is not None
    kept = json.dumps([said.text, said.device, dict(said.dropped)], ensure_ascii=False).encode()
    assert b"\0" not in kept
    assert all(0 <= count <= MOST_COUNTED for count in said.dropped.values())
