"""Signed content: whose block is whose certificate, what is covered, and what was changed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.documents.pki import PkiError, asn1, read_certificate
from limen.documents.pki.signature import Verdict
from limen.documents.pki.signed import check_signed, match, read_signed
from limen.specimens.issuing import Country, Signer, signed

from .made import BRIDGELAND, UTOPIA, spoiled

AT = datetime(2026, 10, 3, 12, tzinfo=UTC)
CONTENT = b"\x30\x03\x02\x01\x05"


def made(signer: Signer | None = None, *, beside: list[bytes] | None = None, **options: Any) -> bytes:
    by = signer or UTOPIA.signer()
    others = [by.certificate] if beside is None else beside
    return signed(CONTENT, asn1.MASTER_LIST, by.key, by.certificate, others, at=AT, **options)


def test_content_signer_and_time() -> None:
    parsed = read_signed(made(), 10_000, "x")
    assert (parsed.kind, parsed.content, parsed.flaws) == (asn1.MASTER_LIST, CONTENT, ())
    found = check_signed(parsed)
    assert found and found.signer and found.verdict is Verdict.RIGHT
    assert (found.signer.serial, found.matched, found.block.signed_at) == (100_001, "issuer", AT)


@pytest.mark.parametrize("algorithm", ["rsa", "rsa-pss", "p384", "brainpool224", "brainpool512"])
def test_every_algorithm(algorithm: str) -> None:
    signer = UTOPIA.signer(algorithm=algorithm, explicit=True)
    found = check_signed(read_signed(made(signer), 10_000, "x"))
    assert found and found.verdict is Verdict.RIGHT


def test_a_broken_signature_and_changed_content_are_wrong() -> None:
    broken = check_signed(read_signed(made(broken=True), 10_000, "x"))
    assert broken and (broken.verdict, broken.content_matches) == (Verdict.WRONG, True)
    changed = check_signed(read_signed(made().replace(CONTENT, CONTENT[:-1] + b"\x06"), 10_000, "x"))
    assert changed and (changed.verdict, changed.content_matches) == (Verdict.WRONG, False)


def test_content_of_another_kind_than_was_signed_is_wrong() -> None:
    data = made()
    kind = bytes.fromhex("0606678108010102")  # the object identifier of a master list
    assert data.count(kind) == 2
    other = data.replace(kind, kind[:-1] + b"\x01", 1)
    found = check_signed(read_signed(other, 10_000, "x"))
    assert found and (found.verdict, found.content_matches) == (Verdict.WRONG, False)


def test_a_signer_is_matched_by_issuer_then_serial_then_key_then_alone() -> None:
    own, other = UTOPIA.signer(1), BRIDGELAND.signer(2)
    certificates = [read_certificate(one.certificate) for one in (other, own)]
    block = read_signed(made(own), 10_000, "x").signers[0]
    assert match(block, certificates)[1] == "issuer"
    renamed = read_certificate(BRIDGELAND.signer(1).certificate)
    assert match(block, [certificates[0], renamed]) == (renamed, "serial")
    assert match(block, [renamed, read_certificate(Country("AUT").signer(1).certificate)]) == (None, "")
    assert match(block, certificates[:1]) == (certificates[0], "only")
    by_key = read_signed(made(own, by_key=True), 10_000, "x").signers[0]
    assert match(by_key, certificates) == (certificates[1], "key")
    assert match(by_key, []) == (None, "")


def test_a_signer_without_certificate_is_looked_for_elsewhere() -> None:
    parsed = read_signed(made(beside=[]), 10_000, "x")
    missing = check_signed(parsed)
    assert missing and (missing.verdict, missing.signer) == (Verdict.KEY_UNKNOWN, None)
    known = [read_certificate(UTOPIA.signer().certificate)]
    found = check_signed(parsed, lambda block: known)
    assert found and found.verdict is Verdict.RIGHT


def test_an_unreadable_certificate_beside_is_a_flaw() -> None:
    data = made()
    spoilt = data.replace(b"\x17\x0d260923", b"\x17\x0d2609x3", 1)
    assert spoilt != data
    parsed = read_signed(spoilt, 10_000, "x")
    assert not parsed.certificates and len(parsed.flaws) == 1


def test_an_attribute_that_cannot_be_read_counts_as_absent() -> None:
    data = made()
    moment = b"\x17\x0d261003120000Z"
    assert data.count(moment) == 1
    parsed = read_signed(data.replace(moment, b"\x04" + moment[1:]), 10_000, "x")
    assert parsed.signers[0].signed_at is None and parsed.signers[0].content_matches


def test_a_block_that_names_another_hash_than_it_signed_with_is_checked_with_the_signers_own() -> None:
    """RFC 5652 5.3: the digest algorithm governs; some signers write an older one into the signature's name."""
    signer = UTOPIA.signer(algorithm="rsa")
    data = made(signer)
    sha256_rsa, sha1_rsa = (bytes.fromhex(f"06092a864886f70d0101{last}") for last in ("0b", "05"))
    at = data.rindex(sha256_rsa)
    found = check_signed(read_signed(data[:at] + sha1_rsa + data[at + 11 :], 10_000, "x"))
    assert found and found.verdict is Verdict.RIGHT
    assert found.block.algorithm.hash == "sha1"


def test_indefinite_lengths_as_some_signers_write_them() -> None:
    data = made()
    start = 2 + (data[1] & 0x7F)
    found = check_signed(read_signed(b"\x30\x80" + data[start:] + b"\0\0", 10_000, "x"))
    assert found and found.verdict is Verdict.RIGHT


@pytest.mark.parametrize("data", [b"", b"\x30\x00", UTOPIA.csca, b"\x30\x0b\x06\x09" + bytes(9), made()[:-1]])
def test_what_is_not_signed_data_is_one_error(data: bytes) -> None:
    with pytest.raises(PkiError, match=r"^a file: "):
        read_signed(data, 10_000, "a file")


@given(st.one_of(spoiled(made()), spoiled(made(by_key=True)), st.binary(max_size=64)))
def test_any_bytes_are_signed_data_or_one_error(data: bytes) -> None:
    try:
        parsed = read_signed(data, 10_000, "a file")
    except PkiError:
        return
    found = check_signed(parsed)
    assert found is None or found.verdict in Verdict


def test_only_right_content_is_ever_right() -> None:
    sound = made()
    for at in range(0, len(sound), 7):
        data = sound[:at] + bytes((sound[at] ^ 0x10,)) + sound[at + 1 :]
        try:
            parsed = read_signed(data, 10_000, "x")
        except PkiError:
            continue
        found = check_signed(parsed)
        if found and found.verdict is Verdict.RIGHT:
            assert (parsed.content, parsed.kind) == (CONTENT, asn1.MASTER_LIST)
