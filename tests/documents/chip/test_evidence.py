"""The evidence file: what was found at the desk is found again from it, and nothing but a whole file is taken."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.documents.chip import AccessKey, ChipReading, EvidenceError, pack, read_chip, unpack, verify
from limen.documents.pki import read_security_object
from limen.documents.pki.card_security import read_card_security
from limen.documents.verify import Verification, passive_authentication
from limen.specimens.chips import BASIC, MAPPED, MODERN, ChipFault, chip_passport
from limen.vocabulary.evidence import Finding, Outcome
from tests.documents.pki.made import store

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
    assert set(kept) == {"format", "version", "at", "device", "protocol", "files", "parts", "proofs", "sha256"}
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
        (json.dumps({**WHOLE, "version": 3}).encode(), "version"),
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
        (b'{"format": "limen-chip", "version": 1, "files": {"DG1": "", "DG1": "YQ=="}}', "not JSON"),
    ],
    ids=range(18),
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


# -- whatever was changed is noticed ---------------------------------------------------------------------------------

ALONE = replace(MAPPED, listed=False)


@cache
def packed(name: str) -> bytes:
    return pack(read(recipe={"basic": BASIC, "modern": MODERN, "mapped": ALONE}[name]), at=AT, device=DEVICE)


def remade(kept: dict[str, Any]) -> bytes:
    """The file as a forger writes it: everything after the change made anew, the hash at its end too."""
    kept.pop("sha256", None)
    written = json.dumps(kept, ensure_ascii=False, indent=1).encode().removesuffix(b"\n}")
    return written + f',\n "sha256": "{hashlib.sha256(written).hexdigest()}"\n}}\n'.encode()


def judged(data: bytes) -> tuple[list[Finding], Verification]:
    """Everything an evidence file shows offline, against a store that is given."""
    made = chip_passport(on=ON, recipe=ALONE).made
    found = passive_authentication(unpack(data).files, store(*made.trusted, made.crl), ON)
    return [*verify(data, vouched=found.vouched), *found.findings], found


def adverse(findings: Iterable[Finding]) -> set[tuple[str, Outcome]]:
    return {(one.code, one.outcome) for one in findings if one.outcome in (Outcome.FAILED, Outcome.UNSURE)}


@pytest.mark.parametrize("name", ["basic", "modern", "mapped"])
def test_evidence_that_nobody_touched_is_whole_offline(name: str) -> None:
    assert remade(json.loads(packed(name))) == packed(name)
    findings, _found = judged(packed(name))
    assert not adverse(findings)
    said = {one.code: one.outcome for one in findings}
    assert said["chip.evidence"] is said["chip.transcript"] is said["chip.clone"] is Outcome.PASSED


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(["basic", "modern", "mapped"]), st.integers(0, 1 << 30), st.integers(1, 255))
def test_any_octet_changed_after_it_was_written_is_noticed(name: str, at: int, by: int) -> None:
    data = bytearray(packed(name))
    data[at % len(data)] ^= by
    try:
        assert not unpack(bytes(data)).is_whole
        assert ("chip.evidence", Outcome.UNSURE) in adverse(verify(bytes(data)))
    except EvidenceError:
        pass  # noticed as well: it is no evidence file any more


SIGNED = ("DG1", "DG2", "DG11", "DG12", "DG14", "DG15")


@settings(deadline=None, max_examples=120)
@given(st.sampled_from(SIGNED), st.integers(0, 1 << 30), st.integers(1, 255))
def test_a_forger_who_makes_the_hash_anew_does_not_get_a_group_past_the_states_signature(
    group: str, at: int, by: int
) -> None:
    kept = json.loads(packed("modern"))
    octets = bytearray(base64.b64decode(kept["files"][group]))
    octets[at % len(octets)] ^= by
    kept["files"][group] = base64.b64encode(octets).decode()
    findings, _found = judged(remade(kept))
    assert ("passive.group", Outcome.FAILED) in adverse(findings)


@settings(deadline=None, max_examples=120)
@given(st.sampled_from(["SOD", "CardSecurity", "COM", "CardAccess"]), st.integers(0, 1 << 30), st.integers(1, 255))
def test_a_forger_changes_a_signed_file_in_vain(name: str, at: int, by: int) -> None:
    """It is noticed, or everything that is relied upon is what it was: some octets of them mean nothing."""
    kept = json.loads(packed("mapped"))
    octets = bytearray(base64.b64decode(kept["files"][name]))
    octets[at % len(octets)] ^= by
    kept["files"][name] = base64.b64encode(octets).decode()
    findings, found = judged(remade(kept))
    if not adverse(findings):
        _findings, sound = judged(packed("mapped"))
        assert found.security_object is not None and sound.security_object is not None
        assert dict(found.security_object.hashes) == dict(sound.security_object.hashes)
        assert found.signer is not None and sound.signer is not None
        assert found.signer.sha256 == sound.signer.sha256 and found.vouched == sound.vouched
        assert found.validity == sound.validity and found.revocation.outcome is sound.revocation.outcome


@pytest.mark.parametrize("name", ["SOD", "CardSecurity"])
def test_every_octet_of_signed_content_is_covered(name: str) -> None:
    files = unpack(packed("mapped")).files
    sound, trust = files[name], store(*chip_passport(on=ON, recipe=ALONE).made.trusted)
    signed = read_security_object(sound).signed if name == "SOD" else read_card_security(sound)
    begins = sound.index(signed.content)
    for at in range(begins, begins + len(signed.content)):
        changed = sound[:at] + bytes((sound[at] ^ 1,)) + sound[at + 1 :]
        found = passive_authentication({**files, name: changed}, trust, ON)
        assert Outcome.FAILED in {outcome for _code, outcome in adverse(found.findings)}, at


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"protocol": "PACE-ECDH-GM-AES-CBC-CMAC-128, secp521r1"}, "does not offer"),
        ({"protocol": "BAC"}, "only in PACE-CAM"),
        ({"protocol": ""}, "did not open"),
        ({"protocol": "another"}, "does not offer"),
    ],
)
def test_an_account_that_does_not_fit_the_files_is_told(change: dict[str, str], why: str) -> None:
    findings, _found = judged(remade(json.loads(packed("mapped")) | change))
    (told,) = (one for one in findings if one.code == "chip.transcript")
    assert told.outcome is Outcome.UNSURE and why in str(told.params["why"])
    assert adverse(findings) == {("chip.transcript", Outcome.UNSURE)}


def test_what_a_proof_is_called_comes_from_the_files_and_not_from_who_wrote_it_down() -> None:
    kept = json.loads(packed("modern"))
    for proof in kept["proofs"]:
        proof["algorithm"] = "RSA 65536"
    findings, _found = judged(remade(kept))
    names = {one.params["algorithm"] for one in findings if one.code.endswith("_authentication")}
    assert names == {"CA-ECDH-AES-CBC-CMAC-128", "secp256r1"}


def test_a_file_of_the_version_before_is_still_judged() -> None:
    kept = json.loads(packed("modern")) | {"version": 1}
    del kept["sha256"]
    old = json.dumps(kept, indent=1).encode()
    assert unpack(old).is_whole and not adverse(judged(old)[0])
    assert not unpack(json.dumps(kept | {"sha256": "0" * 64}).encode()).is_whole
    assert not unpack(json.dumps(kept | {"version": 2}).encode()).is_whole
