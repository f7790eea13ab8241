"""What a reader program says of one reading, as the desk takes it: whole and within bounds, or not at all.

Who sent it was asked before (`actions.readers`); what is read here is still from outside.
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from limen.vocabulary.evidence import N_

MOST_DATA = 24 << 20
MOST_TEXT = 2_000
MOST_COUNTED = 1_000_000_000
FORMAT, VERSION = "limen-reader", 1
KINDS = ("lines", "picture", "chip")
MEDIA = ("", "image/jpeg", "image/png", "application/pdf", "application/json")
_NONE = N_("That is no reading: the reader must send it as it was made.")


class DeliveryError(ValueError):
    """Bytes that are no delivery: what and what to do, as a template."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """One reading as a reader tells it; `dropped` is how many it lost before, by why."""

    key: uuid.UUID
    kind: str
    read_at: datetime
    device: str
    text: str = field(default="", repr=False)
    media: str = ""
    data: bytes = field(default=b"", repr=False)
    dropped: Mapping[str, int] = field(default_factory=dict)


def parse(body: bytes) -> Delivered:
    """What a delivery says. Raises DeliveryError for what is none."""
    try:
        found = json.loads(body)
        spoken = found["format"], found["version"]
        said = Delivered(
            uuid.UUID(str(found["key"])[:60]), found["kind"], datetime.fromisoformat(str(found["read_at"])[:40]),
            _plain(str(found["device"])), found["text"], found["media"],
            base64.b64decode(found["data"], validate=True), _counts(found.get("dropped", {})),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise DeliveryError(_NONE) from error
    if spoken != (FORMAT, VERSION):
        raise DeliveryError(N_("The reader speaks another version: install the same one on both sides."))
    if said.kind not in KINDS or said.media not in MEDIA or said.read_at.tzinfo is None or not _holds(said):
        raise DeliveryError(_NONE)
    return said


def _holds(said: Delivered) -> bool:
    """Whether there is what its kind promises, within bounds and in characters that can be kept."""
    if not isinstance(said.text, str) or len(said.text) > MOST_TEXT or len(said.data) > MOST_DATA:
        return False
    if "\0" in said.text or any(0xD800 <= ord(one) <= 0xDFFF for one in said.text):
        return False
    return bool(said.text.strip() if said.kind == "lines" else said.data)


def _plain(text: str) -> str:
    return "".join(one for one in text[:120] if one.isprintable())


def _counts(given: Mapping[str, Any]) -> dict[str, int]:
    return {_plain(str(why))[:40]: min(max(int(count), 0), MOST_COUNTED) for why, count in list(given.items())[:8]}
