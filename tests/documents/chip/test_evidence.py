"""The evidence file: what was found at the desk is found again from it, and nothing but a whole file is taken."""

from __future__ import annotations

import base64
import json
from datetime import date
from typing import Any

import pytest

from limen.documents.chip import AccessKey, ChipReading, EvidenceError, pack, read_chip, unpack, verify
from limen.specimens.chips import BASIC, MAPPED, MODERN, ChipFault, chip_passport
from limen.vocabulary.evidence import Outcome

ON = date(2026, 11, 22)
AT, DEVICE = "2026-11-22T09:14:00Z", "booth 3"
PROVED = ("chip.active_authentication", "chip.chip_authentication", "chip.mapping_authentication", "chip.clone")


def read(fault: str = "", recipe: Any = MODERN) -> ChipReading:
    issued = chip_passport(on=ON, recipe=recipe, fault=fault)
    return read_chip(issued.chip, issued.key)


@pytest.mark.parametrize(
    ("recipe", "fault"),
    [
        (BASIC, ""), (MODERN, ""), (MAPPED, ""), (BASIC, ChipFault.CLONED), (MODERN, ChipFault.CLONED_SILENT),
        (MODERN, ChipFault.CLONED_AGREEMENT), (MAPPED, ChipFault.CLONED_MAPPING), (MODERN, ChipFault.LIST_SHORTENED),
        (BASIC, ChipFault.REMOVED), (BASIC, ChipFault.LENGTH_BROKEN),
    ],
)  # fmt: skip
def test_the_same_is_found_again_offline(recipe: Any, fault: str) -> None:
    reading = read(fault, recipe)
    again = {finding.code: finding.outcome for finding in verify(pack(reading, at=AT, device=DEVICE))}
    for code in PROVED:
        at_the_desk = reading.finding(code)
        if code in again:
            assert at_the_desk is not None and again[code] is at_the_desk.outcome
    assert "chip.clone" in again
    assert again["chip.evidence"] is Outcome.PASSED
    found = unpack(pack(reading, at=AT, device=DEVICE))
    assert found.files == reading.files
    assert found.parts == reading.parts
    assert found.proofs == reading.proofs
    assert (found.at, found.device, found.protocol) == (AT, DEVICE, reading.protocol)
    assert found.groups["DG1"].fields["mrz"] == reading.mrz


def test_the_same_reading_makes_the_same_bytes() -> None:
    reading = read()
    assert pack(reading, at=AT, device=DEVICE) == pack(reading, at=AT, device=DEVICE)


def test_no_key_of_the_holder_and_no_session_is_in_it() -> None:
    issued = chip_passport(on=ON, recipe=MAPPED)
    reading = read_chip(issued.chip, issued.key)
    kept = json.loads(pack(reading, at=AT, device=DEVICE))
    assert set(kept) == {"format", "version", "at", "device", "protocol", "files", "parts", "proofs"}
    assert {name for proof in kept["proofs"] for name in proof["values"]} == {
        "curve", "mapping_key", "proof", "oid", "key", "ephemeral", "answer",
    }  # fmt: skip
    secrets = (issued.key.seed, issued.key.information, issued.key.can.encode())
    octets = [value for proof in reading.proofs for value in proof.values.values()]
    assert not [one for secret in secrets for one in octets if secret in one]


def test_changed_evidence_is_not_believed() -> None:
    kept = json.loads(pack(read(), at=AT, device=DEVICE))
    for proof in kept["proofs"]:
        name = "signature" if proof["kind"] == "active" else "answer"
        octets = bytearray(base64.b64decode(proof["values"][name]))
        octets[-1] ^= 1
        proof["values"][name] = base64.b64encode(octets).decode()
    found = {finding.code: finding.outcome for finding in verify(json.dumps(kept).encode())}
    assert found["chip.active_authentication"] is Outcome.FAILED
    assert found["chip.chip_authentication"] is Outcome.FAILED
    assert found["chip.clone"] is Outcome.FAILED


def test_evidence_without_its_proofs_is_no_proof() -> None:
    kept = json.loads(pack(read(), at=AT, device=DEVICE))
    kept["proofs"] = []
    found = {finding.code: finding.outcome for finding in verify(json.dumps(kept).encode())}
    assert found["chip.clone"] is Outcome.UNSURE


WHOLE: dict[str, Any] = {"format": "limen-chip", "version": 1}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[]", "format"),
        (b'{"format": "another"}', "format"),
        (json.dumps({**WHOLE, "version": 2}).encode(), "version"),
        (json.dumps({**WHOLE, "files": []}).encode(), "names files"),
        (json.dumps({**WHOLE, "files": {"DG3": ""}}).encode(), "names files"),
        (json.dumps({**WHOLE, "files": {"DG1": 5}}).encode(), "base64"),
        (json.dumps({**WHOLE, "files": {"DG1": "a"}}).encode(), "base64"),
        (json.dumps({**WHOLE, "files": {"DG1": "ä===" }}).encode(), "base64"),
        (json.dumps({**WHOLE, "proofs": {}}).encode(), "proofs"),
        (json.dumps({**WHOLE, "proofs": [{}] * 17}).encode(), "proofs"),
        (json.dumps({**WHOLE, "proofs": [[]]}).encode(), "proof"),
        (json.dumps({**WHOLE, "proofs": [{"status": "x"}]}).encode(), "proof"),
        (json.dumps({**WHOLE, "proofs": [{"values": {"a": "A" * 8000}}]}).encode(), "longer"),
        (b" " * (5 << 20), "more than"),
    ],
    ids=range(17),
)  # fmt: skip
def test_what_is_no_evidence_is_one_clear_error(data: bytes, said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        verify(data)


def test_a_reading_of_nothing_is_evidence_too() -> None:
    class NoCard:
        def transmit(self, apdu: bytes) -> bytes:
            return b"\x6a\x82"

    nothing = read_chip(NoCard(), AccessKey.of_can("123456"))
    assert unpack(pack(nothing, at=AT, device=DEVICE)).files == {}
