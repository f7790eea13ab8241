"""The evidence file of a chip: its files as they came and what it did to prove itself, to be judged again by anyone.

JSON, octets in base64, one object::

    {"format": "limen-chip", "version": 2, "at": "2026-11-22T09:14:00Z", "device": "booth 3", "protocol": "BAC",
     "files": {"SOD": "…", "DG1": "…"}, "parts": {},
     "proofs": [{"kind": "active", "algorithm": "RSA 1024", "values": {"challenge": "…", "signature": "…"},
                 "status": 0, "why": ""}],
     "sha256": "…"}

The last entry is the hash of every octet before it: whatever was changed since is noticed. It proves nothing of who
wrote the file, and whoever changes it on purpose can make it anew; what the State signed they cannot. Files of version
1 have none.

Of keys it holds what a judge needs and no more. None of the holder: what opens the chip is in DG1 anyway. None of the
session. Of Chip Authentication the reader's own key of that one exchange: the proof is a message that only two could
have sealed, the chip and whoever has that key, so it convinces those who trust the post that read it, and nobody could
check it at all without the key. A signature of Active Authentication convinces everybody.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from limen.documents.chip.authentication import ACTIVE, CHIP, MAPPING, OFFERS, Proof, judge
from limen.documents.chip.contents import (
    clone_findings,
    compare_lists,
    compare_ways,
    listed_groups,
    of_files,
    signed_groups,
)
from limen.documents.chip.groups import NEVER_READ, TAGS, Group, parse
from limen.documents.chip.opening import BASIC, UNLOCKED
from limen.documents.chip.reading import ChipReading
from limen.vocabulary.evidence import N_, Finding, Outcome

FORMAT, VERSION = "limen-chip", 2
_UNSEALED = 1  # the version before, without the hash
MOST_OCTETS = 4 << 20
_MOST_PROOFS, _MOST_VALUES, _MOST_OF_A_VALUE, _MOST_TEXT = 16, 16, 4096, 500
_NAMES = tuple(name for name in TAGS if name not in NEVER_READ)


class EvidenceError(ValueError):
    """The bytes are no evidence file: what was given, why it cannot be read, what to do."""

    def __init__(self, template: str, /, **params: str | int) -> None:
        super().__init__(template.format_map(params) if params else template)
        self.template, self.params = template, params


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an evidence file holds."""

    files: Mapping[str, bytes] = field(repr=False)
    parts: Mapping[str, bytes] = field(repr=False)
    proofs: tuple[Proof, ...]
    protocol: str = ""
    at: str = ""
    device: str = ""
    is_whole: bool = True

    @property
    def groups(self) -> Mapping[str, Group]:
        """What the files say."""
        return {name: parse(name, data) for name, data in self.files.items()}


def pack(reading: ChipReading, *, at: str, device: str) -> bytes:
    """The evidence file of a reading; the same reading makes the same bytes."""
    answer = {
        "format": FORMAT,
        "version": VERSION,
        "at": at[:_MOST_TEXT],
        "device": device[:_MOST_TEXT],
        "protocol": reading.protocol,
        "files": {name: _text(data) for name, data in reading.files.items() if name in _NAMES},
        "parts": {name: _text(data) for name, data in reading.parts.items() if name in _NAMES},
        "proofs": [
            {
                "kind": proof.kind,
                "algorithm": proof.algorithm,
                "values": {name: _text(value) for name, value in proof.values.items()},
                "status": proof.status,
                "why": proof.why[:_MOST_TEXT],
            }
            for proof in reading.proofs
        ],
    }
    written = json.dumps(answer, ensure_ascii=False, indent=1).encode("utf-8").removesuffix(b"\n}")
    return written + _seal(written)


def _seal(written: bytes) -> bytes:
    return f',\n "sha256": "{hashlib.sha256(written).hexdigest()}"\n}}\n'.encode("ascii")


_SEAL_SIZE = len(_seal(b""))


def unpack(data: bytes) -> Evidence:
    """Read an evidence file. Raises EvidenceError."""
    if len(data) > MOST_OCTETS:
        raise EvidenceError(
            N_("{size} octets are more than an evidence file holds: give one that `pack` made"), size=len(data)
        )
    try:
        found = json.loads(data, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise EvidenceError(N_("this is no evidence file: it is not JSON; give one as it was written")) from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise EvidenceError(N_("this is no evidence file of a chip: its format is not named in it"))
    if found.get("version") not in (VERSION, _UNSEALED):
        raise EvidenceError(N_("this evidence file has a version that is not known here: use a later program"))
    proofs = found.get("proofs", [])
    if not isinstance(proofs, list) or len(proofs) > _MOST_PROOFS:
        raise EvidenceError(N_("the proofs of this evidence file are no list, or too many"))
    is_sealed = found["version"] == VERSION or "sha256" in found
    return Evidence(
        is_whole=not is_sealed or data[-_SEAL_SIZE:] == _seal(data[:-_SEAL_SIZE]),
        files=_named(found, "files"),
        parts=_named(found, "parts"),
        proofs=tuple(_proof(proof) for proof in proofs),
        **{name: str(found.get(name, ""))[:_MOST_TEXT] for name in ("protocol", "at", "device")},
    )


def verify(data: bytes, *, vouched: Collection[str] = ()) -> tuple[Finding, ...]:
    """Judge an evidence file again, offline: every file, every proof, and whether the chip is a copy.

    Whether the State signed the files is for passive authentication, which takes the same files; what it says it
    `vouched` for goes in here. Raises EvidenceError.
    """
    kept = unpack(data)
    groups = kept.groups
    judged = [judge(proof, kept.files) for proof in kept.proofs]
    listed, signed = listed_groups(groups), signed_groups(kept.files)
    security = groups["DG14"].security if "DG14" in groups else None
    offered = {proof.kind for proof in kept.proofs}
    named = {*(listed or ()), *(signed or ()), *kept.files}
    if "DG15" in named:
        offered.add(ACTIVE)
    if ("DG14" in named and security is None) or (security is not None and (security.keys or security.protocols)):
        offered.add(CHIP)
    counts = {"files": len(kept.files), "proofs": len(kept.proofs)}
    return (
        Finding("chip.evidence", Outcome.PASSED if kept.is_whole else Outcome.UNSURE, counts),
        _transcript(kept, groups),
        compare_lists(listed, signed),
        *of_files(kept.files, groups),
        *judged,
        *compare_ways(kept.files, groups),
        *clone_findings(
            judged,
            kept.files,
            offered=[name for kind, name in OFFERS.items() if kind in offered],
            is_known=signed is not None,
            vouched=vouched,
        ),
    )


def _transcript(kept: Evidence, groups: Mapping[str, Group]) -> Finding:
    """Whether what the file says was done could have brought the files that it holds."""
    announced = groups["CardAccess"].security if "CardAccess" in groups else None
    ways = {info.name for info in announced.pace} if announced else set()
    why = ""
    if kept.protocol not in ("", BASIC, UNLOCKED, *ways):
        why = "EF.CardAccess does not offer that way of opening"
    elif not kept.protocol and (kept.proofs or set(kept.files) - {"CardAccess"}):
        why = "a chip that did not open gives no files"
    elif any(proof.kind == MAPPING for proof in kept.proofs) and "-CAM-" not in kept.protocol:
        why = "a chip proves itself while it opens only in PACE-CAM"
    params = {"protocol": kept.protocol or "-", "why": why}
    return Finding("chip.transcript", Outcome.UNSURE if why else Outcome.PASSED, params)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names stand in it once: of two, one reader takes the first and another the last."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name that stands twice")
    return made


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _octets(text: Any) -> bytes:
    if not isinstance(text, str):
        raise EvidenceError(N_("a value of this evidence file is no base64"))
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise EvidenceError(N_("a value of this evidence file is no base64")) from error


def _named(found: Mapping[str, Any], name: str) -> dict[str, bytes]:
    given = found.get(name, {})
    if not isinstance(given, dict) or not set(given) <= set(_NAMES):
        raise EvidenceError(N_("this evidence file names files that no travel document gives"))
    return {key: _octets(value) for key, value in given.items()}


def _printable(text: str) -> str:
    """The text with nothing in it that would steer a terminal."""
    return "".join(letter for letter in text[:_MOST_TEXT] if letter.isprintable())


def _proof(given: Any) -> Proof:
    values = given.get("values", {}) if isinstance(given, dict) else None
    if not isinstance(values, dict) or len(values) > _MOST_VALUES or not isinstance(given.get("status", 0), int):
        raise EvidenceError(N_("a proof of this evidence file is not written as proofs are"))
    octets = {str(name): _octets(value) for name, value in values.items()}
    if any(len(value) > _MOST_OF_A_VALUE for value in octets.values()):
        raise EvidenceError(N_("a proof of this evidence file is longer than any chip's answer"))
    texts = {name: _printable(str(given.get(name, ""))) for name in ("kind", "algorithm", "why")}
    return Proof(texts["kind"], texts["algorithm"], octets, given.get("status", 0) & 0xFFFF, texts["why"])
